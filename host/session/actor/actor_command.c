// See actor_command.h.
#include "session/actor/actor_command.h"

#include "app/plan.h"
#include "session/actor/actor.h"
#include "session/actor/letter.h"
#include "session/actor/ties.h"
#include "session/hall.h"
#include "session/session.h"
#include "session/topic/admission.h"
#include "session/turn.h"
#include "session/visit/gather.h"
#include "value/codec.h"

static bool is_op(const struct value *command, const char *op)
{
    return bytes_equal(value_get_string(command, "op", BYTES("")), bytes_of(op));
}

static struct bytes text_of(const struct value *command, const char *key)
{
    return value_get_string(command, key, (struct bytes){0});
}

// --- what fits ---

static bool check_to(const struct session *session, const struct value *command, const char *op, struct error *err)
{
    struct bytes message = text_of(command, "message");
    const struct view *view = &session->app->views[session->view];
    struct error why;
    uint32_t handler;
    if (!message.data) return fail(err, ERROR_MISFIT, "ls.%s says no message; write ls.%s(...):to \"name\"", op, op);
    if (app_find_handler(view, message, false, &handler, &why)) return true;
    return fail(err, why.code, "ls.%s: %s", op, why.text);
}

static bool check_group(const struct session *session, struct bytes name, struct error *err)
{
    const struct plan *found = plan_find(session->app->plan, name);
    if (found && found->node.is_group) return true;
    struct bytes near = plan_suggest_group(session->app->plan, name);
    if (near.size)
        return fail(err, ERROR_UNKNOWN, "ls.start: there is no group '%.*s'; did you mean '%.*s'?", (int)name.size,
                    name.data, (int)near.size, near.data);
    return fail(err, ERROR_UNKNOWN,
                "ls.start: there is no group '%.*s'; the app declares it with :supervise(\"%.*s\")", (int)name.size,
                name.data, (int)name.size, name.data);
}

static bool check_start(const struct session *session, const struct value *command, struct ties_count *ties,
                        struct error *err)
{
    const struct value *actor = value_get(command, "actor");
    if (!text_of(command, "name").size)
        return fail(err, ERROR_MISFIT, "ls.start: the actor has no name; write ls.start(...):named \"name\"");
    if (!actor || actor->kind != VALUE_INTEGER || actor->integer < 1 ||
        (uint64_t)actor->integer > session->app->views_count || !session->app->views[actor->integer - 1].is_actor)
        return fail(err, ERROR_MISFIT, "ls.start takes a group and an actor made by ls.actor");
    if (!check_group(session, text_of(command, "group"), err)) return false;
    bool has_answer = value_get(command, "message");
    ties->asks += has_answer;
    return !has_answer || check_to(session, command, "start", err);
}

static bool check_one(const struct session *session, const struct value *command, struct ties_count *ties,
                      struct error *err)
{
    if (is_op(command, "stop") && !session->actor && !admission_is(session))
        return fail(err, ERROR_FORBIDDEN,
                    "ls.stop is for actors and channels; a page's session ends when nobody looks at it");
    if (is_op(command, "stop")) return true;
    if (is_op(command, "start")) return check_start(session, command, ties, err);
    if (!text_of(command, "name").size) return fail(err, ERROR_MISFIT, "it names no actor");
    if (is_op(command, "ask")) {
        ties->asks++;
        return check_to(session, command, "ask", err);
    }
    if (is_op(command, "watch")) {
        ties->watches++;
        return check_to(session, command, "watch", err);
    }
    return true;
}

bool actor_command_check(const struct session *session, const struct value *command, struct ties_count *ties,
                         struct error *err)
{
    const struct limits *limits = &session->hall->settings->limits;
    const struct value *from = value_get(command, "from");
    if (from && from->kind == VALUE_INTEGER && from->integer && value_get(command, "message"))
        return fail(err, ERROR_FORBIDDEN,
                    "a component takes no answers from actors; its view asks, and gives it what comes");
    if (!check_one(session, command, ties, err)) return false;
    if (ties->asks > limits->asks)
        return fail(err, ERROR_FULL, "ls.ask: more than %lld answers are waited for", (long long)limits->asks);
    if (ties->watches > limits->watches)
        return fail(err, ERROR_FULL, "ls.watch: more than %lld actors are watched", (long long)limits->watches);
    return true;
}

static bool is_reply(const struct value *command)
{
    const struct value *first = command->table->items_count ? command->table->items : NULL;
    const struct value *name =
        first && first->kind == VALUE_TABLE && first->table->items_count ? first->table->items : NULL;
    return is_op(command, "js") && command->table->items_count == 1 && name && name->kind == VALUE_STRING &&
           bytes_equal(name->string, BYTES("reply"));
}

bool actor_command_admits(const struct value *command, struct error *err)
{
    static const char *const of_pages[] = {"js",       "emit",        "navigate", "patch",
                                           "redirect", "put_session", "flash",    "sign_out"};
    if (is_reply(command)) return true;
    for (size_t i = 0; i < sizeof of_pages / sizeof *of_pages; i++)
        if (is_op(command, of_pages[i]))
            return fail(err, ERROR_FORBIDDEN, "ls.%s is for pages, and an actor has none",
                        i ? of_pages[i] : "js and what goes with it");
    return true;
}

// --- carrying out ---

static struct bytes encode(struct session *session, const struct value *value)
{
    struct buffer *data = &session->hall->letter;
    struct value nothing = value_nil();
    struct error err;
    buffer_clear(data);
    codec_encode(value ? value : &nothing, data, &err); // it was plain data on its way here
    return buffer_bytes(data);
}

static int64_t ms_of(const struct value *command)
{
    const struct value *ms = value_get(command, "ms");
    return ms && ms->kind == VALUE_INTEGER && ms->integer > 0 ? ms->integer : 5000;
}

static struct letter letter_of(const struct session *session, const struct value *command)
{
    return (struct letter){.from = {session->id, session->hall->index}, .name = text_of(command, "name")};
}

// What it waits for from now on.
static uint32_t ask_of(struct session *session, const struct value *command)
{
    bool is_awaited = is_op(command, "ask") && gather_is_for(session, command);
    return ties_ask(session, text_of(command, "message"), (uint64_t)ms_of(command), is_awaited);
}

static void carry_out_tell(struct session *session, const struct value *command)
{
    struct letter letter = letter_of(session, command);
    letter.kind = LETTER_TELL;
    letter.word = text_of(command, "say");
    // What arrives at once is checked in the hall's own buffer: what it reads lies elsewhere.
    letter.data = arena_copy(&session->hall->arena, encode(session, value_get(command, "data")));
    if (is_op(command, "ask")) letter.ask = ask_of(session, command);
    letter_say_to_name(session, &letter);
}

static void carry_out_start(struct session *session, const struct value *command)
{
    struct letter letter = letter_of(session, command);
    const struct value *actor = value_get(command, "actor");
    letter.kind = LETTER_START;
    letter.word = session->app->views[actor->integer - 1].name;
    letter.data = encode(session, value_get(command, "args"));
    letter.group = text_of(command, "group");
    letter.restarts = plan_kind_of(text_of(command, "kind"));
    if (value_get(command, "message")) letter.ask = ask_of(session, command);
    letter_say_to_name(session, &letter);
}

void actor_command_carry_out(struct session *session, const struct value *command)
{
    struct letter letter = letter_of(session, command);
    if (is_op(command, "stop")) {
        struct bytes reason = text_of(command, "reason");
        if (session->actor) actor_stop_itself(session, reason);
        else admission_stop(session, reason.size ? reason : BYTES("the app ended it"));
    } else if (is_op(command, "start")) {
        carry_out_start(session, command);
    } else if (is_op(command, "tell") || is_op(command, "ask")) {
        carry_out_tell(session, command);
    } else if (is_op(command, "watch")) {
        letter.kind = LETTER_WATCH;
        letter.ask = ties_watch(session, letter.name, text_of(command, "message"));
        if (letter.ask) letter_say_to_name(session, &letter);
    } else if (is_op(command, "unwatch")) {
        letter.kind = LETTER_UNWATCH;
        letter.ask = ties_unwatch(session, letter.name);
        if (letter.ask) letter_say_to_name(session, &letter);
    } else if (is_op(command, "stop_actor")) {
        letter.kind = LETTER_STOP;
        letter.word = text_of(command, "reason");
        letter_say_to_name(session, &letter);
    }
}

void actor_command_reply(struct session *session, const struct value *command)
{
    if (!session->actor || !is_reply(command) || !session->turn) return;
    const struct value_table *reply = command->table->items->table;
    const struct value *data = reply->items_count > 1 ? &reply->items[1] : NULL;
    actor_answer(session, session->turn->message, encode(session, data), NULL);
}
