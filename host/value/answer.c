// See answer.h. A payload that begins like no other is recognised by its first bytes: whoever delivers an ordinary
// one pays nothing.
#include "value/answer.h"

#include "value/codec.h"

enum { KEY_ERR = -2, KEY_VALUE = -1, NIL = 0, FALSE = 1 };

static bool is_nil(struct bytes canonical)
{
    return !canonical.size || (canonical.size == 1 && canonical.data[0] == NIL);
}

void answer_put(struct bytes value, struct bytes err, struct buffer *out)
{
    size_t begin = codec_begin_table(out);
    size_t pairs = 0;
    if (err.data || is_nil(value)) {
        codec_put_integer(out, KEY_ERR);
        if (err.data) codec_put_string(out, err);
        else codec_put_boolean(out, false); // an answer of nothing is one, too
        pairs++;
    }
    if (!is_nil(value)) {
        codec_put_integer(out, KEY_VALUE);
        buffer_put(out, value);
        pairs++;
    }
    codec_end_table(out, begin, 0, pairs);
}

void answer_put_said(struct bytes value, struct bytes err, struct buffer *out)
{
    struct bytes parts[2];
    if (is_nil(err) && !answer_is(value, &parts[0], &parts[1])) {
        if (is_nil(value)) codec_put_nil(out);
        else buffer_put(out, value);
        return;
    }
    size_t begin = codec_begin_table(out);
    size_t pairs = 1;
    codec_put_integer(out, KEY_ERR);
    if (is_nil(err)) codec_put_boolean(out, false);
    else buffer_put(out, err);
    if (!is_nil(value)) {
        codec_put_integer(out, KEY_VALUE);
        buffer_put(out, value);
        pairs++;
    }
    codec_end_table(out, begin, 0, pairs);
}

static bool skip(struct bytes *in)
{
    struct codec_head head;
    struct error err;
    for (size_t left = 1; left; left--) {
        if (!codec_read(in, &head, &err)) return false;
        if (head.kind == VALUE_TABLE) left += head.items_count + 2 * (size_t)head.pairs_count;
    }
    return true;
}

// One pair of those two.
static bool take(struct bytes *in, struct bytes *value, struct bytes *err)
{
    struct codec_head key;
    struct error why;
    if (!codec_read(in, &key, &why) || key.kind != VALUE_INTEGER) return false;
    if (key.integer != KEY_ERR && key.integer != KEY_VALUE) return false;
    struct bytes *part = key.integer == KEY_ERR ? err : value;
    const char *begin = in->data;
    if (!skip(in)) return false;
    *part = (struct bytes){begin, (size_t)(in->data - begin)};
    if (part == err && part->size == 1 && *part->data == FALSE) *part = (struct bytes){0}; // false: there is none
    return true;
}

bool answer_is(struct bytes payload, struct bytes *value, struct bytes *err)
{
    struct codec_head head;
    struct error why;
    *value = *err = (struct bytes){0};
    if (payload.size < 3 || !codec_read(&payload, &head, &why)) return false;
    if (head.kind != VALUE_TABLE || head.items_count || !head.pairs_count || head.pairs_count > 2) return false;
    for (uint32_t i = 0; i < head.pairs_count; i++)
        if (!take(&payload, value, err)) return false;
    return true;
}
