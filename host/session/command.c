// See command.h.
#include "session/command.h"

#include "session/actor/actor_command.h"
#include "session/actor/overview.h"
#include "session/actor/ties.h"
#include "session/calls.h"
#include "session/effect.h"
#include "session/hall.h"
#include "session/session.h"
#include "session/timer.h"
#include "session/topic/admission.h"
#include "session/topic/subscription.h"
#include "session/topic/topic.h"
#include "session/topic/track.h"
#include "session/visit/flash.h"
#include "session/visit/gather.h"
#include "session/visit/sending.h"
#include "session/visit/visitor.h"
#include "value/codec.h"

#include <assert.h>

enum op {
    OP_AFTER,
    OP_EVERY,
    OP_CANCEL,
    OP_SEND,
    OP_EMIT,
    OP_JS,
    OP_NAVIGATE,
    OP_PATCH,
    OP_REDIRECT,
    OP_PUT_SESSION,
    OP_FLASH,
    OP_SIGN_OUT,
    OP_CALL,
    OP_SUBSCRIBE,
    OP_UNSUBSCRIBE,
    OP_BROADCAST,
    OP_START,
    OP_TELL,
    OP_ASK,
    OP_WATCH,
    OP_UNWATCH,
    OP_STOP_ACTOR,
    OP_STOP,
    OP_TRACK,
    OP_UNTRACK,
    OP_REFUSE,
    OP_OVERVIEW,
    OP_END_NODE,
    OP_COUNT
};

static const char *const op_names[OP_COUNT] = {
    "after",       "every",     "cancel",      "send",    "emit",     "js",       "navigate",
    "patch",       "redirect",  "put_session", "flash",   "sign_out", "call",     "subscribe",
    "unsubscribe", "broadcast", "start",       "tell",    "ask",      "watch",    "unwatch",
    "stop_actor",  "stop",      "track",       "untrack", "refuse",   "overview", "end_node"};

struct command {
    enum op op;
    uint64_t target; // whose message it is: a component, or 0 for the view
    uint32_t handler;
    int64_t ms;
    const struct value *data; // of send and emit; NULL: none
    const struct value *given;
};

static bool is_empty(struct bytes commands)
{
    return commands.size <= COMMANDS_EMPTY_SIZE;
}

static bool is_for_actors(enum op op)
{
    return op >= OP_START && op <= OP_STOP;
}

static bool is_message(enum op op)
{
    return op == OP_SEND || op == OP_EMIT;
}

static bool find_op(const struct value *command, enum op *op, struct error *err)
{
    struct bytes name = value_get_string(command, "op", BYTES("?"));
    for (int i = 0; i < OP_COUNT; i++) {
        if (!bytes_equal(name, bytes_of(op_names[i]))) continue;
        *op = (enum op)i;
        return true;
    }
    return fail(err, ERROR_UNKNOWN, "ls.%.*s: no such command", (int)name.size, name.data);
}

static bool find_handler(const struct session *session, struct bytes message, struct command *found,
                         struct error *err)
{
    const struct view *view = app_target(session->app, session->view, found->target);
    return view ? app_find_handler(view, message, false, &found->handler, err)
                : fail(err, ERROR_UNKNOWN, "there is no such component");
}

// The nearest of those around a component that declares the message. vm.c has put them beside the command.
static bool find_emitted(const struct session *session, const struct value *command, struct bytes message,
                         struct command *found, struct error *err)
{
    const struct value *owners = value_get(command, "to");
    struct error why = {0};
    if (!owners || owners->kind != VALUE_TABLE)
        return fail(err, ERROR_MISFIT,
                    "ls.emit is how a component tells those around it; a view sends to itself with ls.send");
    for (size_t i = 0; i < owners->table->items_count; i++) {
        const struct value *owner = &owners->table->items[i];
        found->target = owner->kind == VALUE_INTEGER ? (uint64_t)owner->integer : 0;
        if (find_handler(session, message, found, &why)) return true;
    }
    return fail(err, ERROR_UNKNOWN, "ls.emit: nothing around the component declares it; of the view: %s", why.text);
}

// Whose command it is: a component's, or 0 for the view.
static uint64_t sender_of(const struct value *command)
{
    const struct value *from = value_get(command, "from");
    return from && from->kind == VALUE_INTEGER ? (uint64_t)from->integer : 0;
}

static bool find_message(const struct session *session, const struct value *command, struct command *found,
                         struct error *err)
{
    const char *op = op_names[found->op];
    struct bytes message = value_get_string(command, "message", (struct bytes){0});
    if (!message.data) return fail(err, ERROR_MISFIT, "ls.%s says no message; write ls.%s(...):to \"name\"", op, op);
    if (found->op == OP_EMIT) return find_emitted(session, command, message, found, err);
    struct error why;
    found->target = sender_of(command);
    if (!find_handler(session, message, found, &why)) return fail(err, ERROR_UNKNOWN, "ls.%s: %s", op, why.text);
    return true;
}

static bool check_data(const struct session *session, struct command *command, struct arena *arena, struct error *err)
{
    if (command->op >= OP_JS) return true;
    const struct view *view = app_target(session->app, session->view, command->target);
    const struct declaration *declared = &view->handlers[command->handler];
    struct value checked;
    struct value nothing = value_nil();
    if (!is_message(command->op) || !declared->schema) return true;
    const struct value *data = command->data ? command->data : &nothing;
    return schema_check(declared->schema, data, declared->name.data, arena, &checked, err);
}

static bool check_topic(struct session *session, const struct command *command, struct error *err)
{
    struct bytes topic = value_get_string(command->given, "topic", BYTES(""));
    if (command->op == OP_BROADCAST) return session_check_broadcast(session, command->given, err);
    if (command->op == OP_UNSUBSCRIBE) return topic_check("unsubscribe", topic, err);
    if (command->op == OP_TRACK) return track_check(session, command->given, sender_of(command->given), err);
    if (command->op == OP_UNTRACK) return topic_check("untrack", topic, err);
    return subscription_check(session, command->given, sender_of(command->given), err);
}

static bool read_command(struct session *session, const struct value *given, struct command *command,
                         struct error *err)
{
    const struct value *ms = value_get(given, "ms");
    *command = (struct command){.data = value_get(given, "data"), .given = given};
    if (!find_op(given, &command->op, err)) return false;
    if (admission_is(session) ? !admission_check(session, given, err)
                              : session_is_unseen(session) && !actor_command_admits(given, err))
        return false;
    if (command->op == OP_REFUSE)
        return admission_is(session) || fail(err, ERROR_UNKNOWN, "ls.refuse: no such command");
    if (command->op >= OP_OVERVIEW) return overview_check(session, err);
    if (is_for_actors(command->op)) return true; // those for actors are looked at together
    if (command->op == OP_JS) return effect_check(given, err);
    if (command->op == OP_FLASH) return flash_check(given, err);
    if (command->op == OP_PUT_SESSION) return visitor_check(session, given, err);
    if (command->op == OP_SIGN_OUT) return registry_check(given, err);
    if (command->op == OP_CALL) return calls_check(session, given, err);
    if (command->op >= OP_SUBSCRIBE) return check_topic(session, command, err);
    if (command->op > OP_JS) return sending_check(session, given, err);
    if (!find_message(session, given, command, err)) return false;
    if (command->op > OP_EVERY) return true;
    if (!ms || ms->kind != VALUE_INTEGER || ms->integer < (command->op == OP_EVERY))
        return fail(err, ERROR_MISFIT, "ls.%s takes milliseconds, at least %d", op_names[command->op],
                    command->op == OP_EVERY);
    command->ms = ms->integer;
    return true;
}

static const struct value_table *decode(const struct session *session, struct bytes commands)
{
    struct value list;
    struct error err;
    bool ok = codec_decode(commands, &session->hall->arena, &list, &err);
    assert(ok); // the marshal made it a moment ago
    return ok ? list.table : NULL;
}

bool commands_check(struct session *session, struct bytes commands, struct error *err)
{
    if (is_empty(commands)) return true;
    const struct limits *limits = &session->hall->settings->limits;
    const struct value_table *list = decode(session, commands);
    int64_t sends = session->mailbox.count;
    int64_t timers = timers_count(session);
    int64_t topics = subscriptions_count(session);
    int64_t broadcasts = 0;
    struct ties_count ties = {ties_asks_count(session), ties_watches_count(session)};
    int64_t tracks = tracks_count(session);
    for (size_t i = 0; i < list->items_count; i++) {
        struct command command;
        if (!read_command(session, &list->items[i], &command, err)) return false;
        if (!check_data(session, &command, &session->hall->arena, err)) return false;
        if (is_for_actors(command.op) && !actor_command_check(session, command.given, &ties, err)) return false;
        sends += is_message(command.op) || command.op == OP_PATCH;
        timers += command.op <= OP_EVERY;
        topics += (command.op == OP_SUBSCRIBE) - (command.op == OP_UNSUBSCRIBE);
        broadcasts += command.op == OP_BROADCAST;
        tracks += (command.op == OP_TRACK) - (command.op == OP_UNTRACK);
    }
    if (sends > limits->mailbox)
        return fail(err, ERROR_FULL, "ls.send: %lld messages would wait, more than %lld", (long long)sends,
                    (long long)limits->mailbox);
    if (timers > limits->timers)
        return fail(err, ERROR_FULL, "%lld timers, more than %lld", (long long)timers, (long long)limits->timers);
    if (topics > limits->topics)
        return fail(err, ERROR_FULL, "ls.subscribe: %lld topics, more than %lld", (long long)topics,
                    (long long)limits->topics);
    if (tracks > limits->tracks)
        return fail(err, ERROR_FULL, "ls.track: %lld topics, more than %lld", (long long)tracks,
                    (long long)limits->tracks);
    if (broadcasts > limits->broadcasts)
        return fail(err, ERROR_FULL, "ls.broadcast: %lld in one turn, more than %lld", (long long)broadcasts,
                    (long long)limits->broadcasts);
    return true;
}

static void send_to_self(struct session *session, const struct command *command)
{
    struct message message = {.kind = MESSAGE_INFO, .handler = command->handler, .target = command->target};
    struct buffer *data = &session->hall->scratch;
    struct value nothing = value_nil();
    struct error err;
    buffer_clear(data);
    bool ok = codec_encode(command->data ? command->data : &nothing, data, &err);
    ok = ok && mailbox_put(&session->mailbox, UINT32_MAX, &message, buffer_bytes(data), &err); // counted by the check
    assert(ok);
    (void)ok;
    hall_queue(session->hall, session);
}

static void carry_out(struct session *session, const struct command *command)
{
    switch (command->op) {
    case OP_AFTER: timer_set(session, command->target, command->handler, (uint64_t)command->ms, 0); break;
    case OP_EVERY:
        timer_set(session, command->target, command->handler, (uint64_t)command->ms, (uint64_t)command->ms);
        break;
    case OP_CANCEL: timer_cancel(session, command->target, command->handler); break;
    case OP_SEND:
    case OP_EMIT: send_to_self(session, command); break;
    case OP_SIGN_OUT: registry_sign_out(session, command->given); break;
    case OP_CALL: calls_begin(session, command->given); break;
    case OP_PATCH: sending_carry_out(session, command->given); break;
    case OP_SUBSCRIBE: session_subscribe(session, command->given, sender_of(command->given)); break;
    case OP_UNSUBSCRIBE: session_unsubscribe(session, command->given, sender_of(command->given)); break;
    case OP_BROADCAST: session_broadcast(session, command->given); break;
    case OP_START:
    case OP_TELL:
    case OP_ASK:
    case OP_WATCH:
    case OP_UNWATCH:
    case OP_STOP_ACTOR:
    case OP_STOP: actor_command_carry_out(session, command->given); break;
    case OP_OVERVIEW:
    case OP_END_NODE: overview_ask(session, command->given); break;
    case OP_JS: actor_command_reply(session, command->given); break; // a page's went out with the turn's frame
    case OP_TRACK: session_track(session, command->given, sender_of(command->given)); break;
    case OP_REFUSE: admission_refuse(session, command->given); break;
    case OP_UNTRACK: session_untrack(session, command->given, sender_of(command->given)); break;
    case OP_NAVIGATE:
    case OP_REDIRECT:
    case OP_PUT_SESSION:
    case OP_FLASH:
    case OP_COUNT: break;
    }
}

void commands_carry_out(struct session *session, struct bytes commands)
{
    if (is_empty(commands)) return;
    const struct value_table *list = decode(session, commands);
    for (size_t i = 0; i < list->items_count; i++) {
        struct command command;
        struct error err;
        if (read_command(session, &list->items[i], &command, &err)) carry_out(session, &command);
    }
}

// Whether something comes back.
static bool asks(const struct value *command)
{
    struct bytes op = value_get_string(command, "op", BYTES(""));
    return bytes_equal(op, bytes_of(op_names[OP_CALL])) || bytes_equal(op, bytes_of(op_names[OP_ASK]));
}

bool commands_await(const struct session *session, struct bytes commands)
{
    if (is_empty(commands)) return false;
    const struct value_table *list = decode(session, commands);
    for (size_t i = 0; i < list->items_count; i++)
        if (asks(&list->items[i]) && gather_is_for(session, &list->items[i])) return true;
    return false;
}
