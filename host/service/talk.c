// See talk.h.
#include "service/talk.h"

#include "value/codec.h"
#include "value/json.h"
#include "value/utf8.h"

#include <math.h>

static bool check_text(struct bytes text, struct error *err)
{
    for (size_t size; text.size; text.data += size, text.size -= size)
        if (!(size = utf8_size(text)))
            return fail(err, ERROR_MISFIT, "a text that is not UTF-8; write it in base64 or hex");
    return true;
}

static bool check(const struct value *value, struct error *err);

static bool check_table(const struct value_table *table, struct error *err)
{
    bool ok = !table->items_count || !table->pairs_count ||
              fail(err, ERROR_MISFIT, "a table that is a list and has keys too: JSON has one or the other");
    for (size_t i = 0; ok && i < table->items_count; i++) ok = check(&table->items[i], err);
    for (size_t i = 0; ok && i < table->pairs_count; i++) {
        const struct value *key = &table->pairs[i].key;
        if (key->kind != VALUE_STRING)
            return fail(err, ERROR_MISFIT, "the key %lld: JSON has lists without gaps, and texts for keys",
                        (long long)key->integer);
        ok = check_text(key->string, err) && check(&table->pairs[i].value, err);
    }
    return ok;
}

static bool check(const struct value *value, struct error *err)
{
    switch (value->kind) {
    case VALUE_STRING: return check_text(value->string, err);
    case VALUE_FLOAT: return isfinite(value->number) || fail(err, ERROR_MISFIT, "a number that is not finite");
    case VALUE_TABLE: return check_table(value->table, err);
    default: return true;
    }
}

bool talk_ask(uint64_t id, struct bytes function, struct bytes arguments, struct arena *arena, struct buffer *out,
              struct error *err)
{
    struct value value;
    if (!codec_decode(arguments, arena, &value, err) || !check(&value, err)) return false;
    value.table->is_list = true;
    buffer_print(out, "{\"id\":%llu,\"fn\":", (unsigned long long)id);
    json_put_string(out, function);
    buffer_put(out, BYTES(",\"args\":"));
    json_encode(&value, out);
    buffer_put_byte(out, '}');
    return true;
}

bool talk_read(struct bytes line, struct arena *arena, struct buffer *out, struct talk_answer *answer,
               struct error *err)
{
    const struct json_limits limits = {line.size, VALUE_DEPTH_MAX, line.size};
    struct value value;
    if (!json_decode(line, &limits, arena, &value, err)) return false;
    const struct value *id = value_get(&value, "id");
    const struct value *ok = value_get(&value, "ok");
    const struct value *error = value_get(&value, "error");
    if (!id || id->kind != VALUE_INTEGER || !ok == !error || (error && error->kind != VALUE_STRING))
        return fail(err, ERROR_MISFIT, "not {\"id\":N,\"ok\":...} or {\"id\":N,\"error\":\"...\"}");
    *answer = (struct talk_answer){.id = (uint64_t)id->integer, .is_ok = ok};
    if (error) answer->content = error->string;
    if (error) return true;
    buffer_clear(out);
    if (!codec_encode(ok, out, err)) return false;
    answer->content = buffer_bytes(out);
    return true;
}
