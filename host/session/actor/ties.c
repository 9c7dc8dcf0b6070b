// See ties.h.
#include "session/actor/ties.h"

#include "base/log.h"
#include "base/mem.h"
#include "session/actor/letter.h"
#include "session/hall.h"
#include "session/session.h"
#include "value/answer.h"
#include "value/codec.h"

struct ask {
    struct alarm alarm; // first
    struct ask *next;
    struct session *session;
    uint32_t number;
    uint32_t handler_size;
    bool is_awaited; // by whoever asked for the page
    char handler[];
};

struct watch {
    struct watch *next;
    uint32_t number;
    uint32_t name_size;
    uint32_t handler_size;
    char text[]; // name, handler
};

struct ties {
    struct ask *asks;
    struct watch *watches;
    uint32_t number; // of the last question or watch
};

static struct ties *ties_of(struct session *session)
{
    if (!session->ties) session->ties = mem_new_clear(sizeof *session->ties);
    return session->ties;
}

static uint32_t next_number(struct ties *ties)
{
    if (!++ties->number) ties->number = 1;
    return ties->number;
}

uint32_t ties_asks_count(const struct session *session)
{
    uint32_t amount = 0;
    for (const struct ask *ask = session->ties ? session->ties->asks : NULL; ask; ask = ask->next) amount++;
    return amount;
}

uint32_t ties_watches_count(const struct session *session)
{
    uint32_t amount = 0;
    for (const struct watch *at = session->ties ? session->ties->watches : NULL; at; at = at->next) amount++;
    return amount;
}

// --- messages ---

// What the session asked for is its own: its mailbox takes it, however full. A handler that newer code does not have
// any more hears nothing.
static void put(struct session *session, struct bytes handler, uint32_t source, struct bytes payload)
{
    struct message message = {.kind = MESSAGE_INFO, .source = source};
    struct error err;
    const struct view *view = &session->app->views[session->view];
    if (!app_find_handler(view, handler, false, &message.handler, &err)) return;
    if (mailbox_put(&session->mailbox, UINT32_MAX, &message, payload, &err)) hall_queue(session->hall, session);
}

static void put_answer(struct session *session, struct bytes handler, struct bytes value, struct bytes err)
{
    struct buffer payload = {0};
    answer_put(value, err, &payload);
    put(session, handler, 0, buffer_bytes(&payload));
    buffer_destroy(&payload);
}

static void write_down(struct bytes name, struct bytes reason, struct buffer *payload)
{
    struct value_pair pairs[2] = {{value_string(BYTES("name")), value_string(name)},
                                  {value_string(BYTES("reason")), value_string(reason)}};
    struct value_table table = {.pairs = pairs, .pairs_count = 2};
    struct value down = {.kind = VALUE_TABLE, .table = &table};
    struct error err;
    codec_encode(&down, payload, &err); // two texts fit
}

// --- questions ---

static void ask_delete(struct ask **link)
{
    struct ask *ask = *link;
    *link = ask->next;
    if (ask->alarm.place) alarms_remove(&ask->session->hall->alarms, &ask->alarm);
    mem_free(ask);
}

static void answer(struct session *session, struct ask **link, struct bytes value, struct bytes err)
{
    put_answer(session, (struct bytes){(*link)->handler, (*link)->handler_size}, value, err);
    if ((*link)->is_awaited) hall_queue(session->hall, session);
    ask_delete(link);
}

static struct ask **find_ask(struct session *session, uint32_t number)
{
    struct ask **link = &ties_of(session)->asks;
    while (*link && (*link)->number != number) link = &(*link)->next;
    return link;
}

static void ring(struct alarm *alarm, uint64_t now_ms)
{
    const struct ask *ask = (struct ask *)alarm;
    (void)now_ms;
    answer(ask->session, find_ask(ask->session, ask->number), (struct bytes){0}, BYTES("timeout"));
}

static void set_alarm(struct ask *ask)
{
    struct hall *hall = ask->session->hall;
    ask->alarm.ring = ring;
    alarms_add(&hall->alarms, &ask->alarm);
    if (ask->alarm.place == 1) hall_set_ring(hall);
}

uint32_t ties_ask(struct session *session, struct bytes handler, uint64_t ms, bool is_awaited)
{
    struct ties *ties = ties_of(session);
    struct ask *ask = mem_new_clear(sizeof *ask + handler.size);
    *ask = (struct ask){.next = ties->asks, .session = session, .number = next_number(ties)};
    ask->handler_size = (uint32_t)handler.size;
    ask->is_awaited = is_awaited;
    memcpy(ask->handler, handler.data, handler.size);
    ask->alarm.due_ms = hall_now_ms(session->hall) + ms;
    ties->asks = ask;
    set_alarm(ask);
    return ask->number;
}

bool ties_await(const struct session *session)
{
    for (const struct ask *ask = session->ties ? session->ties->asks : NULL; ask; ask = ask->next)
        if (ask->is_awaited) return true;
    return false;
}

// --- watches ---

static struct bytes name_of(const struct watch *watch)
{
    return (struct bytes){watch->text, watch->name_size};
}

static struct bytes handler_of(const struct watch *watch)
{
    return (struct bytes){watch->text + watch->name_size, watch->handler_size};
}

static struct watch **find_watch(struct session *session, struct bytes name)
{
    struct watch **link = &ties_of(session)->watches;
    while (*link && !bytes_equal(name_of(*link), name)) link = &(*link)->next;
    return link;
}

static void watch_delete(struct watch **link)
{
    struct watch *watch = *link;
    *link = watch->next;
    mem_free(watch);
}

uint32_t ties_watch(struct session *session, struct bytes name, struct bytes handler)
{
    struct watch **link = find_watch(session, name);
    bool is_new = !*link;
    uint32_t number = is_new ? next_number(session->ties) : (*link)->number;
    if (!is_new) watch_delete(link);
    struct watch *watch = mem_new(sizeof *watch + name.size + handler.size);
    *watch = (struct watch){session->ties->watches, number, (uint32_t)name.size, (uint32_t)handler.size};
    memcpy(watch->text, name.data, name.size);
    memcpy(watch->text + name.size, handler.data, handler.size);
    session->ties->watches = watch;
    return is_new ? number : 0;
}

static uint32_t source_of(const struct watch *watch)
{
    return SOURCE_WATCH | watch->number % SOURCE_WATCH;
}

static bool tells_end_of(const struct session *session, const struct message *message, struct bytes name)
{
    struct value down;
    struct error err;
    return message->source & SOURCE_WATCH && !(message->source & SOURCE_GAP) &&
           codec_decode(message_data(message), &session->hall->arena, &down, &err) &&
           bytes_equal(value_get_string(&down, "name", BYTES("")), name);
}

static void forget_ends(struct session *session, struct bytes name)
{
    for (const struct message *at = session->mailbox.first, *next; at; at = next) {
        next = at->next; // each watch has one end
        if (tells_end_of(session, at, name)) mailbox_drop(&session->mailbox, at->source, MAILBOX_ANY, 1);
    }
}

uint32_t ties_unwatch(struct session *session, struct bytes name)
{
    struct watch **link = find_watch(session, name);
    uint32_t number = *link ? (*link)->number : 0;
    forget_ends(session, name);
    if (number) watch_delete(link);
    return number;
}

static void hear_down(struct session *session, const struct letter *letter)
{
    struct watch **link = find_watch(session, letter->name);
    const struct watch *watch = *link;
    struct buffer down = {0};
    if (!watch || watch->number != letter->ask) return; // it was taken back meanwhile
    write_down(letter->name, letter->word, &down);
    put(session, handler_of(watch), source_of(watch), buffer_bytes(&down));
    buffer_destroy(&down);
    watch_delete(link);
}

// --- letters ---

static void hear_answer(struct session *session, const struct letter *letter)
{
    struct ask **link = find_ask(session, letter->ask);
    if (*link) answer(session, link, letter->data, letter->word);
}

static void hear_lost(const struct session *session, const struct letter *letter)
{
    struct bytes where = session->app->views[session->view].where;
    log_line(LOG_WARNING, "%.*s: '%.*s' for '%.*s' did not arrive: %.*s", (int)where.size, where.data,
             (int)letter->word.size, letter->word.data, (int)letter->name.size, letter->name.data,
             (int)letter->data.size, letter->data.data);
}

void ties_hear(struct session *session, const struct letter *letter)
{
    if (letter->kind == LETTER_ANSWER) hear_answer(session, letter);
    else if (letter->kind == LETTER_DOWN) hear_down(session, letter);
    else if (letter->kind == LETTER_LOST) hear_lost(session, letter);
}

void ties_tell(const struct session *session, void (*tell)(void *self, struct bytes handler, struct bytes payload),
               void *self)
{
    const struct ties *ties = session->ties;
    struct buffer payload = {0};
    answer_put((struct bytes){0}, BYTES("lost"), &payload);
    for (const struct ask *ask = ties ? ties->asks : NULL; ask; ask = ask->next)
        tell(self, (struct bytes){ask->handler, ask->handler_size}, buffer_bytes(&payload));
    for (const struct watch *watch = ties ? ties->watches : NULL; watch; watch = watch->next) {
        buffer_clear(&payload);
        write_down(name_of(watch), BYTES("the host ended"), &payload);
        tell(self, handler_of(watch), buffer_bytes(&payload));
    }
    buffer_destroy(&payload);
}

// --- moving, and the end ---

// The time of day goes on meanwhile: what was due then is due at once.
void ties_hold(struct session *session)
{
    for (struct ask *ask = session->ties ? session->ties->asks : NULL; ask; ask = ask->next) {
        uint64_t now_ms = hall_now_ms(session->hall);
        if (!ask->alarm.place) continue;
        alarms_remove(&session->hall->alarms, &ask->alarm);
        ask->alarm.due_ms = ask->alarm.due_ms > now_ms ? ask->alarm.due_ms - now_ms : 0; // while it holds: to go
    }
}

void ties_run(struct session *session)
{
    for (struct ask *ask = session->ties ? session->ties->asks : NULL; ask; ask = ask->next) {
        if (ask->alarm.place) continue;
        ask->alarm.due_ms += hall_now_ms(session->hall);
        set_alarm(ask);
    }
}

void ties_end(struct session *session)
{
    struct ties *ties = session->ties;
    if (!ties) return;
    while (ties->asks) ask_delete(&ties->asks);
    for (const struct watch *watch = ties->watches; watch; watch = watch->next)
        letter_to_name(session->hall, &(struct letter){.kind = LETTER_UNWATCH,
                                                       .from = {session->id, session->hall->index},
                                                       .ask = watch->number,
                                                       .name = name_of(watch)});
}

void ties_delete(struct session *session)
{
    if (!session->ties) return;
    while (session->ties->watches) watch_delete(&session->ties->watches);
    while (session->ties->asks) ask_delete(&session->ties->asks); // they hold still: the house is closing
    mem_free(session->ties);
    session->ties = NULL;
}
