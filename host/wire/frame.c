// See frame.h. A frame is decoded as any JSON and then looked at part by part; its parts are named in messages as
// docs/protocol.md names them.
#include "wire/frame.h"

#include "value/json.h"
#include "value/quote.h"

// ---- from a browser

struct parts {
    const struct value *all; // the tag first
    size_t count;
    struct error *err;
};

static bool check_count(const struct parts *parts, const char *form, size_t count)
{
    if (parts->count == count) return true;
    return fail(parts->err, ERROR_SYNTAX, "frame: expected %s, got %zu parts", form, parts->count);
}

static bool read_counter(const struct parts *parts, size_t at, const char *name, uint32_t least, uint32_t *counter)
{
    const struct value *part = &parts->all[at];
    if (part->kind != VALUE_INTEGER || part->integer < least || part->integer > UINT32_MAX)
        return fail(parts->err, ERROR_SYNTAX, "frame: %s must be an integer from %u to 2^32 - 1", name, least);
    *counter = (uint32_t)part->integer;
    return true;
}

static bool read_text(const struct parts *parts, size_t at, const char *name, size_t size_max, struct bytes *text)
{
    const struct value *part = &parts->all[at];
    if (part->kind != VALUE_STRING || part->string.size == 0)
        return fail(parts->err, ERROR_SYNTAX, "frame: %s must be a string that is not empty", name);
    if (part->string.size > size_max)
        return fail(parts->err, ERROR_SYNTAX, "frame: %s has %zu bytes, where %zu are the most", name,
                    part->string.size, size_max);
    *text = part->string;
    return true;
}

static bool check_version(const struct parts *parts)
{
    const struct value *version = &parts->all[1];
    if (version->kind == VALUE_INTEGER && version->integer == FRAME_VERSION) return true;
    return fail(parts->err, ERROR_SYNTAX, "frame: the protocol version must be %d", FRAME_VERSION);
}

// Null for a client that has nothing.
static bool read_join_seen(const struct parts *parts, struct frame *frame)
{
    frame->is_blank = parts->all[3].kind == VALUE_NIL;
    return frame->is_blank || read_counter(parts, 3, "SEEN", 0, &frame->seen);
}

static bool read_join(const struct parts *parts, struct frame *frame)
{
    frame->kind = FRAME_JOIN;
    return check_count(parts, "[\"join\", VERSION, TICKET, SEEN]", 4) && check_version(parts) &&
           read_text(parts, 2, "TICKET", FRAME_TICKET_MAX, &frame->ticket) && read_join_seen(parts, frame);
}

static bool read_payload(const struct parts *parts, struct frame *frame)
{
    frame->payload = parts->all[3];
    if (frame->payload.kind == VALUE_TABLE && !frame->payload.table->is_list) return true;
    return fail(parts->err, ERROR_SYNTAX, "frame: %s must be an object",
                frame->kind == FRAME_OPEN ? "PARAMS" : "PAYLOAD");
}

// Left out for the view.
static bool read_target(const struct parts *parts, struct frame *frame)
{
    if (parts->count == 5) return true;
    const struct value *part = &parts->all[5];
    if (part->kind != VALUE_INTEGER || part->integer < 1 || part->integer > FRAME_TARGET_MAX)
        return fail(parts->err, ERROR_SYNTAX, "frame: OWNER must be an integer from 1 to 2^53");
    frame->target = (uint64_t)part->integer;
    return true;
}

static bool read_event(const struct parts *parts, struct frame *frame)
{
    frame->kind = FRAME_EVENT;
    return (parts->count == 6 || check_count(parts, "[\"e\", REF, NAME, PAYLOAD, SEEN]", 5)) &&
           read_counter(parts, 1, "REF", 1, &frame->ref) &&
           read_text(parts, 2, "NAME", FRAME_NAME_MAX, &frame->name) && read_payload(parts, frame) &&
           read_counter(parts, 4, "SEEN", 0, &frame->seen) && read_target(parts, frame);
}

static bool read_ack(const struct parts *parts, struct frame *frame)
{
    frame->kind = FRAME_ACK;
    return check_count(parts, "[\"ack\", SEEN]", 2) && read_counter(parts, 1, "SEEN", 0, &frame->seen);
}

static bool read_heartbeat(const struct parts *parts, struct frame *frame)
{
    frame->kind = FRAME_HEARTBEAT;
    return check_count(parts, "[\"h\"]", 1);
}

static bool read_bye(const struct parts *parts, struct frame *frame)
{
    frame->kind = FRAME_BYE;
    return check_count(parts, "[\"bye\"]", 1);
}

static bool read_dev(const struct parts *parts, struct frame *frame)
{
    frame->kind = FRAME_DEV;
    return check_count(parts, "[\"dev\", N, WHAT, STEP]", 4) && read_counter(parts, 1, "N", 0, &frame->ref) &&
           read_text(parts, 2, "WHAT", FRAME_NAME_MAX, &frame->name) &&
           read_counter(parts, 3, "STEP", 0, &frame->seen);
}

static bool read_open(const struct parts *parts, struct frame *frame)
{
    frame->kind = FRAME_OPEN;
    return check_count(parts, "[\"open\", VERSION, TOPIC, PARAMS]", 4) && check_version(parts) &&
           read_text(parts, 2, "TOPIC", FRAME_TOPIC_MAX, &frame->name) && read_payload(parts, frame);
}

static const struct {
    struct bytes tag;
    bool (*read)(const struct parts *, struct frame *);
} readers[] = {
    {BYTES("e"), read_event}, {BYTES("ack"), read_ack}, {BYTES("h"), read_heartbeat}, {BYTES("join"), read_join},
    {BYTES("bye"), read_bye}, {BYTES("dev"), read_dev}, {BYTES("open"), read_open},
};

static bool read_parts(const struct parts *parts, struct frame *frame)
{
    struct quote quote;
    struct bytes tag = parts->count && parts->all->kind == VALUE_STRING ? parts->all->string : BYTES("");
    for (size_t i = 0; i < sizeof readers / sizeof *readers; i++)
        if (bytes_equal(tag, readers[i].tag)) return readers[i].read(parts, frame);
    return fail(parts->err, ERROR_SYNTAX, "frame: no frame begins with %s", quote_string(&quote, tag));
}

bool frame_decode(struct bytes text, struct arena *arena, struct frame *frame, struct error *err)
{
    struct value value;
    if (!json_decode(text, &json_limits_frame, arena, &value, err)) return false;
    if (value.kind != VALUE_TABLE || !value.table->is_list) return fail(err, ERROR_SYNTAX, "frame: not an array");
    *frame = (struct frame){.size = text.size};
    return read_parts(&(struct parts){value.table->items, value.table->items_count, err}, frame);
}

// ---- from the host

static void put_counters(struct buffer *out, uint32_t seq, uint32_t ref)
{
    buffer_put_integer(out, seq);
    buffer_put_byte(out, ',');
    buffer_put_integer(out, ref);
}

static void put_part(struct buffer *out, struct bytes json)
{
    buffer_put_byte(out, ',');
    buffer_put(out, json);
}

void frame_put_ok(struct buffer *out, uint32_t seq, uint32_t ref)
{
    buffer_put(out, BYTES("[\"ok\","));
    put_counters(out, seq, ref);
    buffer_put_byte(out, ']');
}

void frame_put_patch(struct buffer *out, uint32_t seq, uint32_t ref, struct bytes patch, struct bytes extra)
{
    buffer_put_byte(out, '[');
    put_counters(out, seq, ref);
    if (patch.size) put_part(out, patch);
    else if (extra.size) put_part(out, BYTES("null"));
    if (extra.size) put_part(out, extra);
    buffer_put_byte(out, ']');
}

void frame_put_full(struct buffer *out, uint32_t seq, uint32_t ref, struct bytes value, struct bytes extra)
{
    buffer_put(out, BYTES("[\"full\","));
    put_counters(out, seq, ref);
    put_part(out, value);
    if (extra.size) put_part(out, extra);
    buffer_put_byte(out, ']');
}

void frame_put_heartbeat(struct buffer *out)
{
    buffer_put(out, BYTES("[\"h\"]"));
}

void frame_put_bye(struct buffer *out, enum error_code code, struct bytes text, uint32_t within_ms)
{
    buffer_put(out, BYTES("[\"bye\",\""));
    buffer_put(out, bytes_of(error_code_name(code)));
    buffer_put(out, BYTES("\","));
    json_put_string(out, text);
    if (within_ms) buffer_print(out, ",%u", within_ms);
    buffer_put_byte(out, ']');
}
