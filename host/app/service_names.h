// Which services an app has, and what their functions are called: what its files and its commands name is looked up
// here.
#pragma once

#include "base/bytes.h"
#include "base/error.h"
#include "value/value.h"

struct app;

// Whether `app` has the service `name`, and that has `function`; fails (UNKNOWN) with a sentence, and the name that
// was likely meant.
bool service_names_check(const struct app *app, struct bytes name, struct bytes function, struct error *err);

// What files of an app call (a list of { service, fn, where }), when it is loaded. Fails (UNKNOWN) with a line for
// each that there is not.
bool service_names_check_uses(const struct app *app, const struct value *uses, struct error *err);
