// See cookie.h.
#include "session/visit/cookie.h"

static struct bytes take_until(struct bytes *rest, char end)
{
    const char *found = rest->size ? memchr(rest->data, end, rest->size) : NULL;
    struct bytes taken = {rest->data, found ? (size_t)(found - rest->data) : rest->size};
    size_t used = taken.size + (found != NULL);
    *rest = (struct bytes){rest->data + used, rest->size - used};
    return taken;
}

struct bytes cookie_find(struct bytes header, const char *name)
{
    while (header.size) {
        struct bytes value = take_until(&header, ';');
        while (value.size && *value.data == ' ') value.data++, value.size--;
        if (!memchr(value.data, '=', value.size)) continue;
        if (bytes_equal(take_until(&value, '='), bytes_of(name))) return value;
    }
    return (struct bytes){0};
}
