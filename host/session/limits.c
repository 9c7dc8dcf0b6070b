// See limits.h.
#include "session/limits.h"

#include "value/schema.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const struct limits limits_default = {
#define X(field, name, value, least, most, what) .field = (value),
    LIMITS(X)
#undef X
};

struct limit {
    const char *name;
    size_t offset;
    int64_t least;
    int64_t most;
    const char *what;
};

static const struct limit all[] = {
#define X(field, name, value, least, most, what) {name, offsetof(struct limits, field), least, most, what},
    LIMITS(X)
#undef X
};

enum { COUNT = sizeof all / sizeof *all };

static bool fail_unknown(struct bytes name, struct error *err)
{
    struct bytes names[COUNT];
    for (size_t i = 0; i < COUNT; i++) names[i] = bytes_of(all[i].name);
    struct bytes near = schema_suggest(name, names, COUNT);
    if (near.size)
        return fail(err, ERROR_UNKNOWN, "no limit '%.*s'; did you mean '%.*s'?", (int)name.size, name.data,
                    (int)near.size, near.data);
    return fail(err, ERROR_UNKNOWN, "no limit '%.*s'; --help lists them", (int)name.size, name.data);
}

bool limits_set(struct limits *limits, const char *setting, struct error *err)
{
    const char *sign = strchr(setting, '=');
    if (!sign) return fail(err, ERROR_MISFIT, "a limit is set as NAME=VALUE, unlike '%s'", setting);
    struct bytes name = {setting, (size_t)(sign - setting)};
    for (size_t i = 0; i < COUNT; i++) {
        if (!bytes_equal(name, bytes_of(all[i].name))) continue;
        char *end;
        errno = 0;
        long long value = strtoll(sign + 1, &end, 10);
        if (errno || end == sign + 1 || *end || value < all[i].least || value > all[i].most)
            return fail(err, ERROR_MISFIT, "limit %s takes a whole number from %lld to %lld, not '%s'", all[i].name,
                        (long long)all[i].least, (long long)all[i].most, sign + 1);
        memcpy((char *)limits + all[i].offset, &(int64_t){value}, sizeof(int64_t));
        return true;
    }
    return fail_unknown(name, err);
}

struct vm_limits limits_of_vm(const struct limits *limits, bool is_dev)
{
    return (struct vm_limits){
        .fuel_max = limits->turn_fuel,
        .slice_fuel = limits->slice_fuel,
        .slice_ns = (uint64_t)limits->slice_us * 1000,
        .turn_ns = (uint64_t)limits->turn_ms * 1000000,
        .heap_max = (size_t)limits->heap_bytes,
        .check_model = is_dev,
    };
}

void limits_print_help(void)
{
    for (size_t i = 0; i < COUNT; i++) {
        int64_t value;
        memcpy(&value, (const char *)&limits_default + all[i].offset, sizeof value);
        printf("  %-14s %10lld  %s\n", all[i].name, (long long)value, all[i].what);
    }
}
