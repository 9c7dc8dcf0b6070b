// Which language a visitor reads best, as their browser says: Accept-Language.
#pragma once

#include "base/bytes.h"

// The language tag that the header wants most ("de-CH"), borrowed from it; "en" where it names none. The header is
// untrusted: what is returned is letters, digits and hyphens, 35 at most.
struct bytes locale_of(struct bytes header);
