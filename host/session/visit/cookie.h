// The header Cookie of a request, as browsers send it: "a=1; b=2".
#pragma once

#include "base/bytes.h"

// The value of the first cookie of this name; no data where there is none.
struct bytes cookie_find(struct bytes header, const char *name);
