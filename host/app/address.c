// See address.h.
#include "app/address.h"

#include "app/query.h"
#include "value/json.h"

#include <math.h>
#include <strings.h>

// A browser drops tabs and line feeds wherever they stand, takes a backslash for a slash, and two slashes for the
// beginning of another host's name.
bool address_is_local(struct bytes url)
{
    if (!url.size || url.size > ADDRESS_MAX || *url.data != '/') return false;
    if (url.size > 1 && (url.data[1] == '/' || url.data[1] == '\\')) return false;
    for (size_t i = 0; i < url.size; i++)
        if ((unsigned char)url.data[i] <= ' ' || url.data[i] == '\\' || url.data[i] == 127) return false;
    return true;
}

const char *address_fault(struct bytes url)
{
    if (address_is_local(url)) return NULL;
    return url.size > ADDRESS_MAX ? "is longer than the 2048 bytes of an address" : "leads out of the site";
}

bool address_is_web(struct bytes url)
{
    static const char *const schemes[] = {"https://", "http://"};
    if (url.size > ADDRESS_MAX) return false;
    for (size_t i = 0; i < url.size; i++)
        if ((unsigned char)url.data[i] <= ' ' || url.data[i] == '\\' || url.data[i] == 127) return false;
    for (size_t i = 0; i < sizeof schemes / sizeof *schemes; i++) {
        size_t size = strlen(schemes[i]);
        if (url.size > size && strncasecmp(url.data, schemes[i], size) == 0 && url.data[size] != '/') return true;
    }
    return false;
}

bool address_find(const struct app *app, struct bytes path, struct bytes query, struct arena *arena,
                  struct address *address, struct error *err)
{
    struct value params;
    address->path = path;
    address->route = app_route(app, path, arena, &params);
    if (!address->route) return fail(err, ERROR_UNKNOWN, "There is no page here.");
    const struct schema *schema = app->views[address->route->view].params;
    query_read(query, schema, arena, &params);
    return schema_check(schema, &params, "params", arena, &address->params, err);
}

bool address_read(const struct app *app, struct bytes url, struct arena *arena, struct address *address,
                  struct error *err)
{
    const char *fault = address_fault(url);
    if (fault) return fail(err, ERROR_FORBIDDEN, "this address %s", fault);
    const char *hash = memchr(url.data, '#', url.size);
    if (hash) url.size = (size_t)(hash - url.data);
    const char *sign = memchr(url.data, '?', url.size);
    struct bytes path = {url.data, sign ? (size_t)(sign - url.data) : url.size};
    struct bytes query = {sign ? sign + 1 : "", sign ? url.size - path.size - 1 : 0};
    return address_find(app, query_decode(path, false, arena), query, arena, address, err);
}

// --- writing ---

static bool put_text(struct bytes text, struct buffer *out)
{
    static const char plain[] = "-_.~";
    for (size_t i = 0; i < text.size; i++) {
        unsigned char c = (unsigned char)text.data[i];
        bool is_plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
        if (is_plain || (c && strchr(plain, c))) buffer_put_byte(out, (char)c);
        else buffer_print(out, "%%%02X", c);
    }
    return text.size > 0;
}

// Its text; false where that is none or empty.
static bool put_value(const struct value *value, struct buffer *out)
{
    switch (value->kind) {
    case VALUE_STRING: return put_text(value->string, out);
    case VALUE_BOOLEAN: return put_text(value->boolean ? BYTES("true") : BYTES("false"), out);
    case VALUE_INTEGER: buffer_put_integer(out, value->integer); return true;
    case VALUE_FLOAT: json_put_float(out, value->number); return isfinite(value->number);
    case VALUE_NIL:
    case VALUE_TABLE: break;
    }
    return false;
}

static const struct value *find(const struct value *params, struct bytes name)
{
    for (size_t i = 0; params && params->kind == VALUE_TABLE && i < params->table->pairs_count; i++) {
        const struct value_pair *pair = &params->table->pairs[i];
        if (pair->key.kind == VALUE_STRING && bytes_equal(pair->key.string, name)) return &pair->value;
    }
    return NULL;
}

// The name of a variable that stands at the front of `path`, without its colon.
static struct bytes variable_at(struct bytes path)
{
    struct bytes name = {path.data + 1, 0};
    while (name.size + 1 < path.size && name.data[name.size] != '/') name.size++;
    return name;
}

// A browser drops such a segment, however it is written, and the one before it with "..".
static bool is_dots(const struct value *value)
{
    struct bytes text = value->kind == VALUE_STRING ? value->string : (struct bytes){0};
    return bytes_equal(text, BYTES(".")) || bytes_equal(text, BYTES(".."));
}

static bool put_path(const struct route *route, const struct value *params, const struct value *before,
                     struct buffer *out, struct error *err)
{
    struct bytes path = route->path;
    for (size_t i = 0; i < path.size; i++) {
        bool is_variable = path.data[i] == ':' && i && path.data[i - 1] == '/';
        if (!is_variable) {
            buffer_put_byte(out, path.data[i]);
            continue;
        }
        struct bytes name = variable_at((struct bytes){path.data + i, path.size - i});
        const struct value *value = find(params, name);
        if (!value) value = find(before, name);
        if (!value || is_dots(value) || !put_value(value, out))
            return fail(err, ERROR_MISFIT, "the path %.*s needs a text for '%.*s'%s", (int)path.size, path.data,
                        (int)name.size, name.data, value && is_dots(value) ? ", and dots alone are none" : "");
        i += name.size;
    }
    return true;
}

static bool is_in_path(const struct route *route, struct bytes name)
{
    struct bytes path = route->path;
    for (size_t i = 1; i < path.size; i++)
        if (path.data[i] == ':' && path.data[i - 1] == '/' &&
            bytes_equal(variable_at((struct bytes){path.data + i, path.size - i}), name))
            return true;
    return false;
}

bool address_write(const struct route *route, const struct value *params, const struct value *before,
                   struct buffer *out, struct error *err)
{
    char sign = '?';
    if (params->kind != VALUE_TABLE || params->table->items_count)
        return fail(err, ERROR_MISFIT, "params are a table of names and values");
    if (!put_path(route, params, before, out, err)) return false;
    for (size_t i = 0; i < params->table->pairs_count; i++) {
        const struct value_pair *pair = &params->table->pairs[i];
        if (pair->key.kind != VALUE_STRING || pair->value.kind == VALUE_TABLE)
            return fail(err, ERROR_MISFIT, "params are names and texts, numbers or booleans");
        if (is_in_path(route, pair->key.string)) continue;
        buffer_put_byte(out, sign);
        put_text(pair->key.string, out);
        buffer_put_byte(out, '=');
        if (!put_value(&pair->value, out) && pair->value.kind == VALUE_FLOAT)
            return fail(err, ERROR_MISFIT, "'%.*s' is no number that can be written", (int)pair->key.string.size,
                        pair->key.string.data);
        sign = '&';
    }
    return true;
}
