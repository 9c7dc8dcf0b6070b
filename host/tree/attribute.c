// See attribute.h.
#include "tree/attribute.h"

#include "tree/url.h"

#include <stdlib.h>
#include <strings.h>

static bool is_name(struct bytes name, const char *other)
{
    return name.size == strlen(other) && strncasecmp(name.data, other, name.size) == 0;
}

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

bool attribute_name_goes_on(char c)
{
    return is_letter(c) || (c >= '0' && c <= '9') || c == '-' || c == '_' || c == ':' || c == '.';
}

static bool is_well_formed(struct bytes name)
{
    if (name.size == 0 || !(is_letter(*name.data) || *name.data == '_')) return false;
    for (size_t i = 1; i < name.size; i++)
        if (!attribute_name_goes_on(name.data[i])) return false;
    return true;
}

static bool refuse(struct bytes name, const char *why, struct error *err)
{
    return fail(err, ERROR_MISFIT, "attribute '%.*s' %s", (int)(name.size < 64 ? name.size : 64), name.data, why);
}

bool attribute_check(struct bytes name, struct error *err)
{
    if (!is_well_formed(name)) return refuse(name, "is not a name of letters, digits and - _ : .", err);
    if (name.size >= 2 && strncasecmp(name.data, "on", 2) == 0)
        return refuse(name, "would run script; use ls-click=\"event\" and its like", err);
    if (is_name(name, "srcdoc")) return refuse(name, "would be markup in an attribute; it is not allowed", err);
    return true;
}

// The client knows one spelling: data-ls-click is ls-click.
static struct bytes served_name(struct bytes name)
{
    bool is_data = name.size > 8 && strncasecmp(name.data, "data-ls-", 8) == 0;
    return is_data ? (struct bytes){name.data + 5, name.size - 5} : name;
}

// Takes away what modifies an event: ls-keydown.enter.
static struct bytes plain_name(struct bytes name)
{
    struct bytes plain = served_name(name);
    const char *dot = memchr(plain.data, '.', plain.size);
    if (dot) plain.size = (size_t)(dot - plain.data);
    return plain;
}

bool attribute_is_event(struct bytes name)
{
    static const char *const events[] = {"click", "click-away", "submit", "change",  "focus",   "blur",    "keydown",
                                         "keyup", "visible",    "hidden", "recover", "mounted", "removed", "window"};
    struct bytes plain = plain_name(name);
    if (plain.size < 4 || strncasecmp(plain.data, "ls-", 3) != 0) return false;
    struct bytes event = {plain.data + 3, plain.size - 3};
    if (event.size > 3 && strncasecmp(event.data, "on-", 3) == 0) return true;
    for (size_t i = 0; i < sizeof events / sizeof *events; i++)
        if (is_name(event, events[i])) return true;
    return false;
}

struct bytes attribute_event(struct bytes text)
{
    return text.size && *text.data == '[' ? BYTES(EVENT_REFUSED) : text;
}

static bool check_in_set(struct bytes name, struct error *err)
{
    if (is_name(name, "style")) return refuse(name, "cannot stand in a set of attributes; use style={}", err);
    return attribute_check(name, err);
}

struct named {
    struct bytes name;
    struct bytes value;
    size_t place; // in the order they came, because qsort may change the order of equals
};

static int compare_named(const void *a, const void *b)
{
    const struct named *left = a;
    const struct named *right = b;
    int order = bytes_compare(left->name, right->name);
    return order ? order : (left->place > right->place) - (left->place < right->place);
}

static struct bytes judged(struct bytes name, struct bytes value)
{
    if (!value.data) return value;
    if (url_is_attribute(name) && !url_is_safe(value)) return BYTES(URL_REFUSED);
    return attribute_is_event(name) ? attribute_event(value) : value;
}

static void put_one(struct buffer *out, struct bytes name, struct bytes value)
{
    uint32_t sizes[2] = {(uint32_t)name.size, value.data ? (uint32_t)value.size : ATTRIBUTE_BARE};
    buffer_put(out, (struct bytes){(const char *)sizes, sizeof sizes});
    buffer_put(out, name);
    if (value.data) buffer_put(out, value);
}

static bool check_operations(struct bytes name, struct error *err)
{
    return attribute_is_event(name) ||
           refuse(name, "takes text; what ls.js makes belongs in the attribute of an event, such as ls-click", err);
}

bool attributes_put(struct buffer *out, const struct bytes *names, const struct bytes *values, uint64_t operations,
                    size_t count, struct error *err)
{
    struct named all[ATTRIBUTES_MAX];
    if (count > ATTRIBUTES_MAX)
        return fail(err, ERROR_TOO_LARGE, "a set has at most %d attributes, this one %zu", ATTRIBUTES_MAX, count);
    for (size_t i = 0; i < count; i++) {
        bool are_operations = i < 64 && operations >> i & 1;
        if (!check_in_set(names[i], err)) return false;
        if (are_operations && !check_operations(names[i], err)) return false;
        struct bytes value = are_operations ? values[i] : judged(names[i], values[i]);
        all[i] = (struct named){served_name(names[i]), value, i};
    }
    qsort(all, count, sizeof *all, compare_named);
    for (size_t i = 0; i < count; i++)
        if (i + 1 == count || !bytes_equal(all[i].name, all[i + 1].name)) put_one(out, all[i].name, all[i].value);
    return true;
}

static struct bytes take(struct bytes *from, size_t size)
{
    struct bytes taken = {from->data, size};
    *from = (struct bytes){from->data + size, from->size - size};
    return taken;
}

bool attributes_next(struct bytes *set, struct bytes *name, struct bytes *value)
{
    if (set->size == 0) return false;
    uint32_t sizes[2];
    memcpy(sizes, take(set, sizeof sizes).data, sizeof sizes);
    *name = take(set, sizes[0]);
    *value = sizes[1] == ATTRIBUTE_BARE ? (struct bytes){NULL, 0} : take(set, sizes[1]);
    return true;
}
