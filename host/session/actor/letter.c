// See letter.h. A letter is one piece of memory with its texts behind it.
#include "session/actor/letter.h"

#include "base/mem.h"
#include "session/actor/actor.h"
#include "session/actor/actors.h"
#include "session/actor/supervise.h"
#include "session/actor/ties.h"
#include "session/hall.h"
#include "session/keep/keeping.h"
#include "session/session.h"
#include "value/codec.h"

unsigned letter_hall_of(const struct hall *hall, struct bytes name)
{
    return (unsigned)(name_hash(name) % hall->settings->halls_count);
}

static char *keep(char *at, struct bytes *text)
{
    if (text->size) memcpy(at, text->data, text->size);
    if (text->data) text->data = at;
    return at + text->size;
}

static struct letter *copy(const struct letter *letter)
{
    struct letter *made =
        mem_new(sizeof *made + letter->name.size + letter->word.size + letter->data.size + letter->group.size);
    *made = *letter;
    char *at = keep((char *)(made + 1), &made->name);
    at = keep(at, &made->word);
    at = keep(at, &made->data);
    keep(at, &made->group);
    return made;
}

static void deliver_to_session(struct hall *hall, struct letter *letter);

// Nothing of it may be used behind this: the hall's arena begins anew.
static void arrive(struct hall *hall, struct letter *letter)
{
    switch (letter->kind) {
    case LETTER_TELL:
    case LETTER_WATCH:
    case LETTER_UNWATCH:
    case LETTER_STOP:
    case LETTER_START:
    case LETTER_ORDER: actors_hear(hall, letter); break;
    case LETTER_ADD:
    case LETTER_REMOVE:
    case LETTER_REPORT: supervise_hear(hall, letter); break;
    case LETTER_ANSWER:
    case LETTER_DOWN:
    case LETTER_LOST: deliver_to_session(hall, letter); return;
    }
    mem_free(letter);
}

static void deliver(struct inbox_message *message, void *receiver)
{
    struct hall *hall = receiver;
    if (!hall || hall->is_closed) {
        mem_free(message);
        return;
    }
    arena_reset(&hall->arena);
    arrive(hall, (struct letter *)message);
}

// It may be in another hall by now, or on its way there: the letter goes round twice.
static void deliver_to_session(struct hall *hall, struct letter *letter)
{
    struct session *session = hall_find(hall, letter->to.session);
    if (session) ties_hear(session, letter);
    if (session || --letter->halls == 0) {
        mem_free(letter);
        return;
    }
    const struct settings *settings = hall->settings;
    inbox_put(&settings->halls[(hall->index + 1) % settings->halls_count]->inbox, &letter->message);
}

static bool ends_nobody(enum letter_kind kind)
{
    return kind <= LETTER_START;
}

void letter_send(struct hall *hall, unsigned to, const struct letter *letter)
{
    if (to == hall->index && ends_nobody(letter->kind)) {
        actors_hear(hall, letter);
        return;
    }
    struct letter *sent = copy(letter);
    sent->message.deliver = deliver;
    inbox_put(&hall->settings->halls[to]->inbox, &sent->message);
}

void letter_to_name(struct hall *hall, const struct letter *letter)
{
    letter_send(hall, letter_hall_of(hall, letter->name), letter);
}

void letter_to_tree(struct hall *hall, const struct letter *letter)
{
    letter_send(hall, 0, letter);
}

void letter_to_session(struct hall *hall, const struct letter *letter)
{
    struct letter sent = *letter;
    sent.halls = 2 * hall->settings->halls_count;
    letter_send(hall, sent.to.hall, &sent);
}

// --- a start as bytes ---

enum { START_ITEMS = 5 };

void letter_write_start(const struct letter *letter, struct buffer *out)
{
    struct value items[START_ITEMS] = {value_string(letter->name), value_string(letter->group),
                                       value_string(letter->word), value_string(letter->data),
                                       value_integer(letter->restarts)};
    struct value_table table = {.items = items, .items_count = START_ITEMS};
    struct value start = {.kind = VALUE_TABLE, .table = &table};
    struct error err;
    codec_encode(&start, out, &err); // texts and a number fit
}

static bool is_start(const struct value *start)
{
    if (start->kind != VALUE_TABLE || start->table->items_count != START_ITEMS) return false;
    const struct value *items = start->table->items;
    for (int i = 0; i < START_ITEMS - 1; i++)
        if (items[i].kind != VALUE_STRING) return false;
    const struct value *kind = &items[START_ITEMS - 1];
    return kind->kind == VALUE_INTEGER && kind->integer >= CHILD_PERMANENT && kind->integer <= CHILD_TEMPORARY;
}

struct letter *letter_read_start(struct bytes bytes, struct arena *arena)
{
    struct value start;
    struct error err;
    if (!codec_decode(bytes, arena, &start, &err) || !is_start(&start)) return NULL;
    const struct value *items = start.table->items;
    struct letter letter = {.kind = LETTER_START,
                            .name = items[0].string,
                            .group = items[1].string,
                            .word = items[2].string,
                            .data = items[3].string,
                            .restarts = (enum child_kind)items[4].integer};
    return copy(&letter);
}

// --- what waits for the disk ---

static void hold(struct session *session, unsigned to, const struct letter *letter)
{
    struct hall *hall = session->hall;
    struct letter *held = copy(letter);
    held->held_to = to;
    held->held_next = NULL;
    if (hall->held_last) hall->held_last->held_next = held;
    else hall->held_first = held;
    hall->held_last = held;
    session->actor->letters_held++;
    keeping_hold(hall);
}

static void say(struct session *session, unsigned to, const struct letter *letter)
{
    struct letter sent = *letter;
    sent.from = (struct correspondent){session->id, session->hall->index};
    if (session->actor && session->is_durable) hold(session, to, &sent);
    else letter_send(session->hall, to, &sent);
}

void letter_say_to_name(struct session *session, const struct letter *letter)
{
    say(session, letter_hall_of(session->hall, letter->name), letter);
}

void letter_say_to_session(struct session *session, const struct letter *letter)
{
    struct letter sent = *letter;
    sent.halls = 2 * session->hall->settings->halls_count;
    say(session, sent.to.hall, &sent);
}

// It may have waited for that to end.
static void note_sent(struct hall *hall, uint64_t id)
{
    struct session *session = hall_find(hall, id);
    if (!session || !session->actor || !session->actor->letters_held) return;
    session->actor->letters_held--;
    hall_queue(hall, session);
}

void letters_release(struct hall *hall, struct letter *first)
{
    for (struct letter *letter; (letter = first);) {
        first = letter->held_next;
        if (hall && !hall->is_closed) {
            arena_reset(&hall->arena);
            letter_send(hall, letter->held_to, letter);
            note_sent(hall, letter->from.session);
        }
        mem_free(letter);
    }
}
