// See flash.h.
#include "session/visit/flash.h"

#include "session/hall.h"
#include "session/send.h"
#include "session/session.h"
#include "session/visit/passage.h"
#include "session/visit/seal.h"
#include "session/visit/visit.h"
#include "value/codec.h"
#include "value/json.h"

enum { TEXT_MAX = 1000, CARD_S = 60, COUNT_MAX = 3 }; // what a cookie holds

const char flash_cookie[] = "ls-flash";

static const char *const kinds[] = {"info", "success", "warning", "error"};

static bool is_kind(struct bytes kind)
{
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (bytes_equal(kind, bytes_of(kinds[i]))) return true;
    return false;
}

bool flash_check(const struct value *command, struct error *err)
{
    struct bytes kind = value_get_string(command, "kind", BYTES("nil"));
    struct bytes text = value_get_string(command, "text", BYTES(""));
    if (!is_kind(kind))
        return fail(err, ERROR_MISFIT, "ls.flash: a kind is info, success, warning or error, not '%.*s'",
                    (int)(kind.size < 40 ? kind.size : 40), kind.data);
    if (!text.size) return fail(err, ERROR_MISFIT, "ls.flash says nothing");
    return text.size <= TEXT_MAX ||
           fail(err, ERROR_TOO_LARGE, "ls.flash says %zu bytes; it is for a word, of %d at most", text.size,
                TEXT_MAX);
}

// --- the card ---

static struct value entry_of(const struct value *command, struct arena *arena)
{
    struct value_pair *pairs = arena_new(arena, 2 * sizeof *pairs);
    struct value_table *table = arena_new(arena, sizeof *table);
    pairs[0] =
        (struct value_pair){value_string(BYTES("kind")), value_string(value_get_string(command, "kind", BYTES("")))};
    pairs[1] =
        (struct value_pair){value_string(BYTES("text")), value_string(value_get_string(command, "text", BYTES("")))};
    *table = (struct value_table){.pairs = pairs, .pairs_count = 2};
    return (struct value){.kind = VALUE_TABLE, .table = table};
}

static void put_card(struct hall *hall, const struct value *const *flashes, size_t count, struct buffer *out)
{
    struct value items[COUNT_MAX];
    struct value_table table = {
        .items = items, .items_count = count < COUNT_MAX ? count : COUNT_MAX, .is_list = true};
    struct value list = {.kind = VALUE_TABLE, .table = &table};
    struct buffer plain = {0};
    struct error err;
    for (size_t i = 0; i < table.items_count; i++) items[i] = entry_of(flashes[i], &hall->arena);
    codec_encode(&list, &plain, &err);
    seal_put(out, SEAL_FLASH, hall_wall_ms(hall) / 1000, buffer_bytes(&plain), hall->settings->key);
    buffer_destroy(&plain);
}

void flash_read(struct hall *hall, struct bytes card, struct buffer *flash)
{
    int64_t age_s;
    struct error err;
    if (card.size)
        (void)seal_open(card, SEAL_FLASH, hall_wall_ms(hall) / 1000, CARD_S, hall->settings->key, flash, &age_s,
                        &err);
}

// --- what is said ---

static size_t find(const struct value_table *commands, const struct value **flashes)
{
    size_t count = 0;
    for (size_t i = 0; i < commands->items_count; i++)
        if (bytes_equal(value_get_string(&commands->items[i], "op", BYTES("")), BYTES("flash")))
            flashes[count++] = &commands->items[i];
    return count;
}

static void put_front(const struct value *flash, struct buffer *out)
{
    if (out->size) buffer_put_byte(out, ',');
    buffer_put(out, BYTES("[\"flash\","));
    json_put_string(out, value_get_string(flash, "kind", BYTES("")));
    buffer_put_byte(out, ',');
    json_put_string(out, value_get_string(flash, "text", BYTES("")));
}

// A link leads to a view whose init sends on: the page that has the link says it.
static void tell_asker(struct session *asker, struct bytes operations)
{
    struct buffer *extra = &asker->hall->extra;
    buffer_clear(extra);
    buffer_put(extra, BYTES("{\"do\":["));
    buffer_put(extra, operations);
    buffer_put(extra, BYTES("]]]}"));
    send_patch(asker, (struct bytes){0}, buffer_bytes(extra));
}

struct bytes flash_tell(struct session *session, const struct value_table *commands, bool leads_on)
{
    struct hall *hall = session->hall;
    struct buffer out = {0};
    const struct value **flashes = arena_new(&hall->arena, (commands->items_count + 1) * sizeof(struct value *));
    size_t count = find(commands, flashes);
    if (!count) return (struct bytes){0};
    if (session->visit && leads_on) {
        buffer_clear(&session->visit->card);
        put_card(hall, flashes, count, &session->visit->card);
        return (struct bytes){0};
    }
    for (size_t i = 0; i < count; i++) {
        put_front(flashes[i], &out);
        if (i + 1 < count || !leads_on) buffer_put_byte(&out, ']');
    }
    if (leads_on) {
        buffer_put(&out, BYTES(",\""));
        put_card(hall, flashes, count, &out);
        buffer_put(&out, BYTES("\",["));
    }
    struct bytes kept = arena_copy(&hall->arena, buffer_bytes(&out));
    buffer_destroy(&out);
    struct session *asker = leads_on ? passage_asker(session) : NULL;
    if (!asker) return kept;
    tell_asker(asker, kept);
    return (struct bytes){0};
}
