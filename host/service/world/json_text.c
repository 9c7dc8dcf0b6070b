// See json_text.h.
#include "service/world/json_text.h"

#include "value/codec.h"
#include "value/json.h"

enum { VALUES_MAX = 1000 * 1000 };

bool json_text_work(struct agent *agent, const struct value *given, struct buffer *out, struct error *err)
{
    struct bytes text = value_get_string(given, "text", BYTES(""));
    struct json_limits limits = {text.size, VALUE_DEPTH_MAX - 1, VALUES_MAX};
    struct value value;
    if (!json_decode(text, &limits, &agent->arena, &value, err)) return agent_refuse(out, "json", err->text);
    size_t before = out->size, begin = codec_begin_table(out);
    bool is_nothing = value.kind == VALUE_NIL;
    if (!is_nothing) codec_put_string(out, BYTES("value"));
    if (!is_nothing && !codec_encode(&value, out, err)) {
        out->size = before;
        return agent_refuse(out, "json", err->text);
    }
    codec_end_table(out, begin, 0, !is_nothing);
    return true;
}
