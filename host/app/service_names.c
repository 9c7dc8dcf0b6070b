// See service_names.h.
#include "app/service_names.h"

#include "app/app.h"
#include "base/buffer.h"
#include "value/schema.h"

#include <stdio.h>

static const struct vm_service_about *find_service(const struct app *app, struct bytes name)
{
    for (size_t i = 0; i < app->services_count; i++)
        if (bytes_equal(app->services[i].name, name)) return &app->services[i];
    return NULL;
}

static bool fail_near(struct error *err, const char *what, struct bytes name, const struct bytes *names, size_t count)
{
    struct bytes near = schema_suggest(name, names, count);
    if (near.size)
        return fail(err, ERROR_UNKNOWN, "%s '%.*s'; did you mean '%.*s'?", what, (int)name.size, name.data,
                    (int)near.size, near.data);
    return fail(err, ERROR_UNKNOWN, "%s '%.*s'", what, (int)name.size, name.data);
}

bool service_names_check(const struct app *app, struct bytes name, struct bytes function, struct error *err)
{
    enum { NAMES_MAX = 256 };
    char what[120];
    const struct vm_service_about *about = find_service(app, name);
    if (!about) {
        struct bytes names[NAMES_MAX];
        size_t count = app->services_count < NAMES_MAX ? app->services_count : NAMES_MAX;
        for (size_t i = 0; i < count; i++) names[i] = app->services[i].name;
        return fail_near(err, "there is no service", name, names, count);
    }
    for (size_t i = 0; i < about->functions_count; i++)
        if (bytes_equal(about->functions[i], function)) return true;
    if (about->is_open) return true;
    snprintf(what, sizeof what, "service '%.60s' has no function", about->name.data);
    return fail_near(err, what, function, about->functions, about->functions_count);
}

bool service_names_check_uses(const struct app *app, const struct value *uses, struct error *err)
{
    struct buffer text = {0};
    for (size_t i = 0; uses->kind == VALUE_TABLE && i < uses->table->items_count; i++) {
        const struct value *use = &uses->table->items[i];
        struct error why;
        struct bytes where = value_get_string(use, "where", BYTES(""));
        if (service_names_check(app, value_get_string(use, "service", BYTES("")),
                                value_get_string(use, "fn", BYTES("")), &why))
            continue;
        buffer_print(&text, "%s%.*s: %s", text.size ? "\n" : "", (int)where.size, where.data, why.text);
    }
    bool ok = !text.size || fail(err, ERROR_UNKNOWN, "%.*s", (int)text.size, text.data);
    buffer_destroy(&text);
    return ok;
}
