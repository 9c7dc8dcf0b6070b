// See subscription.h.
#include "session/topic/subscription.h"

#include "base/mem.h"
#include "session/actor/actor.h"
#include "session/failure.h"
#include "session/hall.h"
#include "session/session.h"
#include "session/topic/admission.h"
#include "session/topic/topic.h"
#include "session/topic/topics.h"
#include "session/turn.h"
#include "value/codec.h"

static const char *const fullness_names[FULL_COUNT] = {"coalesce", "drop_oldest", "fail"};

// --- commands ---

static bool read_full(const struct value *command, enum fullness *full, struct error *err)
{
    const struct value *given = value_get(command, "full");
    struct bytes names[FULL_COUNT];
    *full = FULL_COALESCE;
    if (!given) return true;
    struct bytes name = given->kind == VALUE_STRING ? given->string : BYTES("");
    for (int i = 0; i < FULL_COUNT; i++) {
        names[i] = bytes_of(fullness_names[i]);
        if (!bytes_equal(name, names[i])) continue;
        *full = (enum fullness)i;
        return true;
    }
    struct bytes near = schema_suggest(name, names, FULL_COUNT);
    return fail(err, ERROR_MISFIT, "ls.subscribe: full is \"coalesce\", \"drop_oldest\" or \"fail\"%s%.*s%s",
                near.size ? "; did you mean '" : "", (int)near.size, near.data, near.size ? "'?" : "");
}

// The gap's handler gets the topic's name.
static bool find_gap(const struct session *session, const struct value *command, uint64_t target, uint32_t *gap,
                     struct error *err)
{
    struct bytes name = value_get_string(command, "gap", (struct bytes){0});
    const struct view *declared = app_target(session->app, session->view, target);
    struct value topic = value_string(value_get_string(command, "topic", BYTES("")));
    struct value checked;
    struct error why;
    *gap = SUBSCRIPTION_NO_GAP;
    if (!name.data) return true;
    if (!declared) return fail(err, ERROR_UNKNOWN, "ls.subscribe: there is no such component");
    if (!app_find_handler(declared, name, false, gap, &why))
        return fail(err, ERROR_UNKNOWN, "ls.subscribe: gap: %s", why.text);
    const struct schema *schema = declared->handlers[*gap].schema;
    if (!schema || schema_check(schema, &topic, name.data, &session->hall->arena, &checked, &why)) return true;
    return fail(err, ERROR_MISFIT, "ls.subscribe: a gap brings the topic's name, a string: %s", why.text);
}

bool subscription_check(const struct session *session, const struct value *command, uint64_t target,
                        struct error *err)
{
    struct bytes topic = value_get_string(command, "topic", BYTES(""));
    enum fullness full;
    uint32_t gap;
    return topic_check("subscribe", topic, err) && read_full(command, &full, err) &&
           find_gap(session, command, target, &gap, err);
}

// --- the list ---

static struct subscriptions *all_of(struct session *session)
{
    if (!session->subscriptions) session->subscriptions = mem_new_clear(sizeof *session->subscriptions);
    return session->subscriptions;
}

static struct subscription *first_of(const struct session *session)
{
    return session->subscriptions ? session->subscriptions->first : NULL;
}

static struct subscription **find(struct subscriptions *all, struct bytes topic, uint64_t target)
{
    struct subscription **link = &all->first;
    while (*link && ((*link)->target != target || !bytes_equal(shared_bytes((*link)->name), topic)))
        link = &(*link)->next;
    return link;
}

static struct subscription *add(struct session *session, struct bytes topic, uint64_t target)
{
    struct subscriptions *all = all_of(session);
    struct subscription **link = find(all, topic, target);
    if (*link) return *link;
    struct subscription *subscription = mem_new_clear(sizeof *subscription);
    subscription->session = session;
    subscription->name = shared_new(topic);
    subscription->number = ++all->numbered;
    subscription->target = target;
    *link = subscription;
    all->count++;
    return subscription;
}

static uint32_t gap_source(const struct subscription *subscription)
{
    return subscription->number | SOURCE_GAP;
}

static void remove_at(struct session *session, struct subscription **link)
{
    struct subscription *subscription = *link;
    *link = subscription->next;
    session->subscriptions->count--;
    if (subscription->topic) topics_remove(session->hall, subscription);
    mailbox_drop(&session->mailbox, subscription->number, MAILBOX_ANY, UINT32_MAX);
    mailbox_drop(&session->mailbox, gap_source(subscription), MAILBOX_ANY, UINT32_MAX);
    shared_release(subscription->name);
    mem_free(subscription);
}

void session_subscribe(struct session *session, const struct value *command, uint64_t target)
{
    struct subscription *subscription = add(session, value_get_string(command, "topic", BYTES("")), target);
    struct error err;
    read_full(command, &subscription->full, &err);
    find_gap(session, command, target, &subscription->gap, &err);
    if (!subscription->topic) topics_add(session->hall, subscription);
}

void session_unsubscribe(struct session *session, const struct value *command, uint64_t target)
{
    if (!session->subscriptions) return;
    struct subscription **link = find(session->subscriptions, value_get_string(command, "topic", BYTES("")), target);
    if (*link) remove_at(session, link);
}

uint32_t subscriptions_count(const struct session *session)
{
    return session->subscriptions ? session->subscriptions->count : 0;
}

// --- what is said ---

// A page that nobody has joined yet, or that shows another view now, does nothing: what is said waits for it.
static void wake(struct session *session)
{
    if (session->joins && !session->is_left) hall_queue(session->hall, session);
}

static void tell_gap(const struct subscription *subscription)
{
    struct session *session = subscription->session;
    struct message message = {.kind = MESSAGE_INFO,
                              .handler = subscription->gap,
                              .target = subscription->target,
                              .source = gap_source(subscription)};
    struct buffer data = {0};
    struct error err;
    if (mailbox_count_of(&session->mailbox, message.source)) return; // it waits to be told
    codec_put_string(&data, shared_bytes(subscription->name));
    mailbox_put(&session->mailbox, UINT32_MAX, &message, buffer_bytes(&data), &err);
    buffer_destroy(&data);
    wake(session);
}

void subscription_miss(struct subscription *subscription)
{
    count(&subscription->session->hall->counters.broadcast_gaps);
    if (subscription->gap != SUBSCRIPTION_NO_GAP) tell_gap(subscription);
}

// Its group decides what becomes of it; with what it missed, its model is not to be trusted.
static void fail_actor(struct session *session)
{
    if (session->actor->is_held) return; // it is being dealt with
    if (session->turn) actor_answer(session, session->turn->message, (struct bytes){0}, "crash");
    turn_abort(session);
    actor_fail(session, FAILURE_RESTORE);
}

// A page begins anew in place, as after any failure; who failed too often, or has nothing to show, ends.
static void fail_page(struct session *session, const struct error *err)
{
    struct hall *hall = session->hall;
    uint64_t id = session->id;
    bool may_restart = !session->visit && !session->passage && !admission_is(session);
    if (may_restart && session->turn) turn_give_up(session, err); // its event is refused
    if (hall_find(hall, id) != session) return;
    if (may_restart && supervisor_decide(&intensity_default, &session->failures, FAILURE_RESTORE,
                                         hall_wall_ms(hall)) == VERDICT_RESTART)
        turn_restart(session);
    else session_end(session, ERROR_GONE, err->text);
}

struct overflow {
    struct inbox_message message; // first
    uint64_t session;
};

static void fail_now(struct inbox_message *message, void *receiver)
{
    const struct overflow *overflow = (struct overflow *)message;
    struct hall *hall = receiver;
    struct session *session = hall ? hall_find(hall, overflow->session) : NULL;
    bool is_meant =
        session && session->subscriptions && session->subscriptions->is_failing; // it began anew meanwhile
    struct error err;
    mem_free(message);
    if (!is_meant) return;
    arena_reset(&hall->arena);
    fail(&err, ERROR_FULL, "more was broadcast to it than it could hear");
    failure_tell(session, &err);
    if (session->actor) fail_actor(session);
    else fail_page(session, &err);
}

// Not at once: whoever speaks may be the one.
static void fail_soon(struct session *session)
{
    if (session->subscriptions->is_failing) return;
    session->subscriptions->is_failing = true;
    struct overflow *overflow = mem_new_clear(sizeof *overflow);
    overflow->message.deliver = fail_now;
    overflow->session = session->id;
    inbox_put(&session->hall->inbox, &overflow->message);
}

// At most half of the mailbox: the rest is for what the visitor does.
static bool is_full(const struct subscription *subscription)
{
    const struct session *session = subscription->session;
    const struct limits *limits = &session->hall->settings->limits;
    uint32_t waiting = session->mailbox.count;
    if (waiting * (int64_t)2 >= limits->mailbox) return true;
    return waiting >= limits->topic_queue &&
           mailbox_count_of(&session->mailbox, subscription->number) >= limits->topic_queue;
}

// How many that waited gave way.
static uint32_t make_room(const struct subscription *subscription, uint32_t handler)
{
    struct mailbox *mailbox = &subscription->session->mailbox;
    uint32_t dropped = 0;
    if (subscription->full == FULL_COALESCE)
        dropped = mailbox_drop(mailbox, subscription->number, handler, UINT32_MAX);
    return dropped ? dropped : mailbox_drop(mailbox, subscription->number, MAILBOX_ANY, 1);
}

static void put(struct subscription *subscription, uint32_t handler, struct shared *data)
{
    struct session *session = subscription->session;
    struct message message = {
        .kind = MESSAGE_INFO, .handler = handler, .target = subscription->target, .source = subscription->number};
    mailbox_put_shared(&session->mailbox, &message, data);
    wake(session);
}

static void add_dropped(struct hall *hall, uint32_t dropped)
{
    for (uint32_t i = 0; i < dropped; i++) count(&hall->counters.broadcasts_dropped);
}

void subscription_tell(struct subscription *subscription, uint32_t handler, struct shared *data)
{
    struct hall *hall = subscription->session->hall;
    if (!is_full(subscription)) {
        put(subscription, handler, data);
        return;
    }
    if (subscription->full == FULL_FAIL) {
        fail_soon(subscription->session);
        return;
    }
    uint32_t dropped = make_room(subscription, handler);
    add_dropped(hall, dropped ? dropped : 1);
    if (dropped) put(subscription, handler, data);
    subscription_miss(subscription);
}

// --- the life of a session ---

void subscriptions_arrive(struct session *session)
{
    struct subscriptions *all = session->subscriptions;
    if (!all) return;
    for (struct subscription *at = all->first; at; at = at->next) topics_add(session->hall, at);
    topics_catch_up(session->hall, all);
    for (struct subscription *at = all->first; at && all->has_gap; at = at->next) subscription_miss(at);
    all->has_gap = false;
}

void subscriptions_depart(struct session *session)
{
    struct subscriptions *all = session->subscriptions;
    if (!all) return;
    topics_note_heard(session->hall, all);
    for (struct subscription *at = all->first; at; at = at->next) topics_remove(session->hall, at);
}

void subscriptions_forget(struct session *session)
{
    if (!session->subscriptions) return;
    while (session->subscriptions->first) remove_at(session, &session->subscriptions->first);
    mem_free(session->subscriptions->heard);
    mem_free(session->subscriptions);
    session->subscriptions = NULL;
}

void subscriptions_forget_of(struct session *session, uint64_t target)
{
    if (!session->subscriptions) return;
    for (struct subscription **link = &session->subscriptions->first; *link;) {
        if ((*link)->target == target) remove_at(session, link);
        else link = &(*link)->next;
    }
}

void subscriptions_follow(struct session *session, bool (*follow)(void *self, uint64_t *target, uint32_t *gap),
                          void *self)
{
    if (!session->subscriptions) return;
    for (struct subscription **link = &session->subscriptions->first; *link;) {
        if (!follow(self, &(*link)->target, &(*link)->gap)) remove_at(session, link);
        else link = &(*link)->next;
    }
}

void subscriptions_tell(const struct session *session, void (*tell)(void *self, const struct subscription_told *told),
                        void *self)
{
    for (const struct subscription *at = first_of(session); at; at = at->next) {
        struct subscription_told told = {shared_bytes(at->name), at->target, at->gap, at->full};
        tell(self, &told);
    }
}

void subscription_remember(struct session *session, const struct subscription_told *told)
{
    struct subscription *subscription = add(session, told->topic, told->target);
    subscription->gap = told->gap;
    subscription->full = told->full;
    session->subscriptions->has_gap = true;
}
