// See calls.h.
#include "session/calls.h"

#include "app/service_names.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/mem.h"
#include "bus/call.h"
#include "session/hall.h"
#include "session/send.h"
#include "session/session.h"
#include "session/visit/gather.h"
#include "value/answer.h"
#include "value/codec.h"

#include <assert.h>
#include <stddef.h>
#include <stdio.h>

enum {
    ROUNDS_MAX = 3, // that an answer looks for its session through all halls
    CALL_TEXT_MAX = 2 * CALL_NAME_MAX,
};

#define NOBODY UINT32_MAX

struct pending_call {
    struct alarm alarm; // first: set while its time runs
    struct pending_call *next;
    struct session *session;
    uint64_t number;
    uint64_t target; // the component that asked; 0: the view
    uint32_t to;     // handlers
    uint32_t caught;
    bool is_awaited;          // by whoever asked for the page
    uint64_t due_ms;          // UINT64_MAX: the service alone knows
    char name[CALL_TEXT_MAX]; // "todos.add"
};

// --- checking ---

static uint64_t target_of(const struct value *command)
{
    const struct value *from = value_get(command, "from");
    return from && from->kind == VALUE_INTEGER ? (uint64_t)from->integer : 0;
}

// The handler that a field of the command names; NOBODY where it names none.
static bool find_handler(const struct session *session, const struct value *command, const char *field,
                         uint32_t *handler, struct error *err)
{
    struct bytes message = value_get_string(command, field, (struct bytes){0});
    *handler = NOBODY;
    if (!message.data) return true;
    const struct view *view = app_target(session->app, session->view, target_of(command));
    return view ? app_find_handler(view, message, false, handler, err)
                : fail(err, ERROR_UNKNOWN, "there is no such component");
}

bool calls_check(const struct session *session, const struct value *command, struct error *err)
{
    struct bytes service = value_get_string(command, "service", BYTES("?"));
    struct bytes function = value_get_string(command, "fn", BYTES("?"));
    const struct value *arguments = value_get(command, "args");
    struct error why;
    uint32_t handler;
    if (!arguments || arguments->kind != VALUE_TABLE || service.size >= CALL_NAME_MAX ||
        function.size >= CALL_NAME_MAX)
        return fail(err, ERROR_MISFIT, "a call of a service is made by the service: todos.add(...)");
    if (!service_names_check(session->app, service, function, err)) return false;
    if (find_handler(session, command, "message", &handler, &why) &&
        find_handler(session, command, "catch", &handler, &why))
        return true;
    return fail(err, why.code, "%.*s.%.*s: %s", (int)service.size, service.data, (int)function.size, function.data,
                why.text);
}

// --- time ---

static void clear_alarm(struct pending_call *pending)
{
    if (pending->alarm.place) alarms_remove(&pending->session->hall->alarms, &pending->alarm);
}

static void set_alarm(struct pending_call *pending, uint64_t due_ms)
{
    struct hall *hall = pending->session->hall;
    clear_alarm(pending);
    if (due_ms == UINT64_MAX) return;
    pending->alarm.due_ms = due_ms;
    alarms_add(&hall->alarms, &pending->alarm);
    if (pending->alarm.place == 1) hall_set_ring(hall);
}

// --- answers ---

// What nobody listens for is told to those who look, and to the operator.
static void notice(struct session *session, const struct pending_call *pending, struct bytes text)
{
    char short_text[CALL_TEXT_MAX + 10];
    bool is_dev = session->hall->settings->is_dev;
    snprintf(short_text, sizeof short_text, "%s failed", pending->name);
    if (!session->has_model || session->visit || session->depth || !session->joins) return;
    send_refusal(session, ERROR_CRASH, is_dev ? text : bytes_of(short_text));
}

static void tell(struct session *session, uint64_t target, uint32_t handler, struct bytes payload)
{
    struct message message = {.kind = MESSAGE_INFO, .handler = handler, .target = target};
    struct error err;
    mailbox_put(&session->mailbox, UINT32_MAX, &message, payload, &err); // as many as there are calls
    hall_queue(session->hall, session);
}

// The sentence that a service raised, or the reason of the host's, for those who want to hear of it.
static void tell_problem(struct session *session, const struct pending_call *pending, struct bytes text)
{
    struct buffer payload = {0};
    if (pending->caught == NOBODY) {
        notice(session, pending, text);
        return;
    }
    codec_put_string(&payload, text);
    tell(session, pending->target, pending->caught, buffer_bytes(&payload));
    buffer_destroy(&payload);
}

static void tell_absence(struct session *session, const struct pending_call *pending, enum call_end end)
{
    struct buffer payload = {0};
    char text[200];
    if (pending->to == NOBODY) {
        snprintf(text, sizeof text, "%s: %s", pending->name, call_end_name(end));
        tell_problem(session, pending, bytes_of(text));
        return;
    }
    answer_put((struct bytes){0}, bytes_of(call_end_name(end)), &payload);
    tell(session, pending->target, pending->to, buffer_bytes(&payload));
    buffer_destroy(&payload);
}

// A message that declares its type takes what fits and nothing else.
static bool fit(struct session *session, const struct pending_call *pending, struct bytes *payload,
                struct buffer *fitted, struct error *err)
{
    const struct view *view = app_target(session->app, session->view, pending->target);
    struct arena *arena = &session->hall->arena;
    struct value said, checked;
    struct bytes parts[2];
    if (!view || pending->to >= view->handlers_count) return true;
    const struct declaration *declared = &view->handlers[pending->to];
    if (!declared->schema || answer_is(*payload, &parts[0], &parts[1])) return true;
    bool ok = codec_decode(*payload, arena, &said, err) &&
              schema_check(declared->schema, &said, declared->name.data, arena, &checked, err) &&
              codec_encode(&checked, fitted, err);
    if (ok) *payload = buffer_bytes(fitted);
    return ok;
}

static void tell_answer(struct session *session, const struct pending_call *pending, struct bytes payload)
{
    struct buffer fitted = {0};
    struct error err;
    struct bytes value, problem;
    if (pending->to == NOBODY) {
        if (answer_is(payload, &value, &problem) && problem.size)
            log_line(LOG_WARNING, "%s gave an error, and nobody listens: write %s(...):to \"name\"", pending->name,
                     pending->name);
    } else if (fit(session, pending, &payload, &fitted, &err)) {
        tell(session, pending->target, pending->to, payload);
    } else {
        log_line(LOG_ERROR, "%s gave what its message does not take: %s", pending->name, err.text);
        tell_problem(session, pending, bytes_of(err.text));
    }
    buffer_destroy(&fitted);
}

static void count_end(struct hall *hall, enum call_end end)
{
    switch (end) {
    case CALL_SAID: break;
    case CALL_RAISED: count(&hall->counters.calls_failed); break;
    case CALL_OVERDUE: count(&hall->counters.calls_overdue); break;
    case CALL_FULL: count(&hall->counters.calls_full); break;
    case CALL_CANCELLED: count(&hall->counters.calls_cancelled); break;
    case CALL_DROPPED: count(&hall->counters.calls_dropped); break;
    case CALL_LOST: count(&hall->counters.calls_lost); break;
    }
}

static struct pending_call **find(struct session *session, uint64_t number)
{
    struct pending_call **link = &session->calls;
    while (*link && (*link)->number != number) link = &(*link)->next;
    return link;
}

// It is over: whoever waits for it is told.
static void settle(struct session *session, struct pending_call **link, enum call_end end, struct bytes answer)
{
    struct pending_call *pending = *link;
    *link = pending->next;
    clear_alarm(pending);
    count_end(session->hall, end);
    if (end == CALL_SAID) tell_answer(session, pending, answer);
    else if (end == CALL_RAISED) tell_problem(session, pending, answer);
    else if (end != CALL_DROPPED) tell_absence(session, pending, end);
    if (pending->is_awaited || session->actor) hall_queue(session->hall, session);
    mem_free(pending);
}

// The session may have gone to another hall.
static bool pass_on(struct hall *hall, struct call *call)
{
    const struct settings *settings = hall->settings;
    if (settings->halls_count < 2 || call->hops++ >= ROUNDS_MAX * settings->halls_count) return false;
    inbox_put(&settings->halls[(hall->index + 1) % settings->halls_count]->inbox, &call->message);
    return true;
}

static void come_home(struct inbox_message *message, void *receiver)
{
    struct call *call = (struct call *)message;
    struct hall *hall = receiver;
    if (!hall) {
        call_delete(call);
        return;
    }
    if (!call->hops && call->home != &hall->inbox) { // it came behind what was broadcast
        inbox_put(call->home, message);
        return;
    }
    if (!call->hops) hall->calls_out--;
    arena_reset(&hall->arena);
    struct session *session = hall_find(hall, call->session);
    if (!session && pass_on(hall, call)) return;
    struct pending_call **link = session ? find(session, call->number) : NULL;
    if (link && *link) settle(session, link, call->end, buffer_bytes(&call->answer));
    call_delete(call);
}

// --- asking ---

static void ring(struct alarm *alarm, uint64_t now_ms)
{
    struct pending_call *pending = (struct pending_call *)alarm;
    struct session *session = pending->session;
    uint64_t number = pending->number;
    enum call_end end = pending->due_ms <= now_ms ? CALL_OVERDUE : CALL_CANCELLED;
    settle(session, find(session, number), end, (struct bytes){0});
    session->hall->settings->clerks->cancel(session->hall->settings->clerks, session->id, number);
}

static size_t count_pending(const struct session *session)
{
    size_t amount = 0;
    for (const struct pending_call *pending = session->calls; pending; pending = pending->next) amount++;
    return amount;
}

static int64_t timeout_of(const struct value *command)
{
    const struct value *timeout = value_get(command, "timeout");
    return timeout && timeout->kind == VALUE_INTEGER && timeout->integer > 0 ? timeout->integer : 0;
}

static struct pending_call *add_pending(struct session *session, const struct value *command)
{
    struct pending_call *pending = mem_new_clear(sizeof *pending);
    struct error err;
    int64_t timeout_ms = timeout_of(command);
    pending->alarm.ring = ring;
    pending->session = session;
    pending->number =
        (uint64_t)session->hall->index << 48 | ++session->hall->calls_made; // the session's own anywhere
    pending->target = target_of(command);
    find_handler(session, command, "message", &pending->to, &err);
    find_handler(session, command, "catch", &pending->caught, &err);
    pending->is_awaited = gather_is_for(session, command);
    pending->due_ms = timeout_ms ? hall_now_ms(session->hall) + (uint64_t)timeout_ms : UINT64_MAX;
    struct bytes service = value_get_string(command, "service", BYTES("")),
                 fn = value_get_string(command, "fn", BYTES(""));
    snprintf(pending->name, sizeof pending->name, "%.*s.%.*s", (int)service.size, service.data, (int)fn.size,
             fn.data);
    struct pending_call **link = find(session, 0); // the end of the list: no call has this number
    *link = pending;
    return pending;
}

static struct call *make_call(struct session *session, const struct value *command, uint64_t number)
{
    struct call *call = call_new();
    struct bytes service = value_get_string(command, "service", BYTES(""));
    struct bytes function = value_get_string(command, "fn", BYTES(""));
    const struct value *latest = value_get(command, "latest");
    struct error err;
    call->message.deliver = come_home;
    call->home = &session->hall->inbox;
    call->behind = &session->hall->settings->halls[0]->inbox;
    call->session = session->id;
    call->number = number;
    call->is_latest = latest && latest->kind == VALUE_BOOLEAN && latest->boolean;
    call->now_ms = hall_wall_ms(session->hall);
    call->asked_ns = clock_ns();
    call->timeout_ms = timeout_of(command);
    memcpy(call->service, service.data, service.size);
    memcpy(call->function, function.data, function.size);
    bool ok = codec_encode(value_get(command, "args"), &call->arguments, &err);
    assert(ok); // it was decoded from canonical bytes
    (void)ok;
    return call;
}

void calls_begin(struct session *session, const struct value *command)
{
    struct hall *hall = session->hall;
    struct clerks *clerks = hall->settings->clerks;
    bool is_full = count_pending(session) >= (size_t)hall->settings->limits.calls;
    struct pending_call *pending = add_pending(session, command);
    count(&hall->counters.calls);
    if (!clerks || is_full) {
        settle(session, find(session, pending->number), is_full ? CALL_FULL : CALL_LOST, (struct bytes){0});
        return;
    }
    set_alarm(pending, pending->due_ms);
    hall->calls_out++;
    clerks->take(clerks, make_call(session, command, pending->number));
}

bool calls_await(const struct session *session)
{
    for (const struct pending_call *pending = session->calls; pending; pending = pending->next)
        if (pending->is_awaited) return true;
    return false;
}

// --- coming and going ---

void calls_hold(struct session *session)
{
    for (struct pending_call *pending = session->calls; pending; pending = pending->next) clear_alarm(pending);
}

void calls_forget(struct session *session)
{
    struct clerks *clerks = session->hall ? session->hall->settings->clerks : NULL;
    if (!session->calls) return;
    if (session->hall) calls_hold(session); // those of one that is nowhere are held already
    while (session->calls) {
        struct pending_call *pending = session->calls;
        session->calls = pending->next;
        mem_free(pending);
    }
    if (clerks) clerks->cancel(clerks, session->id, 0);
}

void calls_linger(struct session *session)
{
    if (!session->calls) return;
    uint64_t until = hall_now_ms(session->hall) + (uint64_t)session->hall->settings->limits.call_linger_s * 1000;
    for (struct pending_call *pending = session->calls; pending; pending = pending->next)
        set_alarm(pending, pending->due_ms < until ? pending->due_ms : until);
}

void calls_stay(struct session *session)
{
    for (struct pending_call *pending = session->calls; pending; pending = pending->next)
        set_alarm(pending, pending->due_ms);
}

void calls_tell(const struct session *session, void (*tell_one)(void *self, uint64_t target, uint32_t handler),
                void *self)
{
    for (const struct pending_call *pending = session->calls; pending; pending = pending->next)
        if (pending->to != NOBODY) tell_one(self, pending->target, pending->to);
}

void calls_follow(struct session *session, bool (*follow)(void *self, uint64_t *target, uint32_t *handler),
                  void *self)
{
    for (struct pending_call *pending = session->calls; pending; pending = pending->next) {
        uint64_t to = pending->target, caught = pending->target;
        if (pending->to != NOBODY && !follow(self, &to, &pending->to)) pending->to = NOBODY;
        if (pending->caught != NOBODY && !follow(self, &caught, &pending->caught)) pending->caught = NOBODY;
        pending->target = pending->to != NOBODY ? to : caught;
    }
}
