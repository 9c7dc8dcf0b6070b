// See admission.h.
#include "session/topic/admission.h"

#include "base/mem.h"
#include "session/effect.h"
#include "session/hall.h"
#include "session/send.h"
#include "session/session.h"
#include "session/topic/crowd.h"
#include "session/topic/topic.h"
#include "session/turn.h"
#include "session/visit/registry.h"
#include "session/visit/ticket.h"
#include "session/visit/visitor.h"
#include "value/codec.h"
#include "wire/frame.h"

#include <sodium.h>
#include <stdio.h>

bool admission_is(const struct session *session)
{
    return session->app->views[session->view].is_channel;
}

// --- opening ---

static bool find_channel(const struct app *app, struct bytes topic, uint32_t *view, struct error *err)
{
    enum { NAMES_MAX = 64 };
    struct bytes names[NAMES_MAX];
    uint32_t count = 0;
    const struct app_channel *found = app_channel_of(app, topic);
    if (found) *view = found->view;
    if (found) return true;
    for (; count < app->channels_count && count < NAMES_MAX; count++) names[count] = app->channels[count].topic;
    struct bytes near = schema_suggest(topic, names, count);
    return fail(err, ERROR_UNKNOWN, "no channel answers '%.*s'%s%.*s%s", (int)topic.size, topic.data,
                near.size ? "; did you mean '" : "", (int)near.size, near.data, near.size ? "'?" : "");
}

// Looked at each time: the cookie may be no good any more.
static bool put_visitor(struct session *session, const struct line *line)
{
    struct bytes cookie = buffer_bytes(&line->outer->cookie);
    bool is_old;
    return cookie.size && visitor_open(session->hall, cookie, &session->start, &is_old);
}

// init's arguments: { topic, params }, and the visitor; a stranger has an id and nothing else.
static bool put_start(struct session *session, const struct line *line, struct bytes topic,
                      const struct value *params, struct error *err)
{
    struct value_pair pairs[] = {{value_string(BYTES("params")), *params},
                                 {value_string(BYTES("topic")), value_string(topic)}};
    struct value_table table = {.pairs = pairs, .pairs_count = 2};
    struct value start = {.kind = VALUE_TABLE, .table = &table};
    if (!codec_encode(&start, &session->start, err)) return false;
    session->start_params_size = session->start.size;
    if (put_visitor(session, line)) return true;
    char id[17];
    uint64_t number;
    randombytes_buf(&number, sizeof number);
    snprintf(id, sizeof id, "%016llx", (unsigned long long)number);
    struct value_pair pair = {value_string(BYTES("id")), value_string(bytes_of(id))};
    struct value_table visitor = {.pairs = &pair, .pairs_count = 1};
    struct value value = {.kind = VALUE_TABLE, .table = &visitor};
    return codec_encode(&value, &session->start, err);
}

static void put_page(struct session *session)
{
    struct value_table none = {0};
    struct value page = {.kind = VALUE_TABLE, .table = &none};
    struct error err;
    codec_encode(&page, &session->page, &err);
}

static void attach(struct session *session, struct line *line)
{
    struct error err;
    session_step(&session->state, STEP_REQUEST, &err);
    session_step(&session->state, STEP_RENDERED, &err);
    session_step(&session->state, STEP_JOIN, &err);
    session->line = line;
    line->session = session;
    session->joins = 1;
}

static struct session *make(struct line *line, const struct frame *frame, struct error *err)
{
    struct hall *hall = line->hall;
    struct value params;
    uint32_t view = 0;
    if (!topic_check("channel", frame->name, err) || !find_channel(hall->app, frame->name, &view, err)) return NULL;
    const struct view_limits *limits = &hall->app->views[view].limits;
    if (limits->frame && frame->size > (size_t)limits->frame) {
        fail(err, ERROR_TOO_LARGE, "on this topic a client joins with %lld bytes at most", (long long)limits->frame);
        return NULL;
    }
    const struct schema *schema = hall->app->views[view].params;
    if (!schema_check(schema, &frame->payload, "params", &hall->arena, &params, err)) return NULL;
    if (hall->is_full || hall->sessions_count >= (size_t)hall->settings->limits.sessions) {
        fail(err, ERROR_FULL, "there are too many visitors just now");
        return NULL;
    }
    struct session *session = session_new(hall, hall->app, view);
    if (put_start(session, line, frame->name, &params, err)) return session;
    session_delete(session);
    return NULL;
}

static void count_refusal(struct hall *hall, enum error_code code)
{
    if (code == ERROR_UNKNOWN) count(&hall->counters.rejected_unknown);
    else if (code == ERROR_MISFIT) count(&hall->counters.rejected_misfit);
    else if (code == ERROR_TOO_LARGE) count(&hall->counters.rejected_too_large);
    else if (code == ERROR_FULL) count(&hall->counters.rejected_full);
    else count(&hall->counters.rejected_forbidden);
}

// Topics have a rate: as many at once as a socket may join, and then one after the other.
static bool may_open(struct line *socket)
{
    const struct limits *limits = &socket->hall->settings->limits;
    uint64_t now_us = hall_now_ms(socket->hall) * 1000, step_us = 1000000 / (uint64_t)limits->opens_per_s;
    if (socket->opens_us < now_us) socket->opens_us = now_us;
    if (socket->opens_us > now_us + (uint64_t)limits->joins * step_us) return false;
    socket->opens_us += step_us;
    return true;
}

void admission_open(struct line *line, const struct frame *frame)
{
    struct hall *hall = line->hall;
    struct error err = {0};
    if (!line->outer || line->session || line->claim) {
        struct session *session = line->session;
        count(&hall->counters.rejected_forbidden);
        line_say_bye(line, ERROR_FORBIDDEN, "a topic is opened on a channel of its own");
        if (session && admission_is(session)) admission_leave(session);
        return;
    }
    line->has_joined = true; // no guess at a ticket
    if (!may_open(line->outer)) {
        count(&hall->counters.rejected_full);
        line_send_away(line, ERROR_FULL, "topics are opened too fast; come back soon", LINE_RETURN_MS);
        return;
    }
    struct session *session = make(line, frame, &err);
    if (!session) {
        count_refusal(hall, err.code);
        line_say_bye(line, err.code, err.text);
        return;
    }
    put_page(session);
    attach(session, line);
    registry_take_up(session);
    hall_add(hall, session);
    count(&hall->counters.channels);
    crowd_enter(session, frame->name);
}

// --- what it hears ---

static bool is_op(const struct value *command, const char *op)
{
    return bytes_equal(value_get_string(command, "op", BYTES("")), bytes_of(op));
}

static void put_ticket(struct session *session)
{
    struct ticket ticket = {.session = session->id, .hall = (uint8_t)session->hall->index};
    struct buffer operation = {0};
    buffer_put(&operation, BYTES("[\"joined\",\""));
    ticket_put(&operation, &ticket, session->hall->settings->key);
    buffer_put(&operation, BYTES("\"]"));
    effect_add(session, buffer_bytes(&operation));
    buffer_destroy(&operation);
}

// Then there is nothing to tell.
static bool is_refused(const struct session *session)
{
    struct value list;
    struct error err;
    if (!codec_decode(vm_commands(session->vm), &session->hall->arena, &list, &err)) return false;
    for (size_t i = 0; list.kind == VALUE_TABLE && i < list.table->items_count; i++)
        if (is_op(&list.table->items[i], "refuse")) return true;
    return false;
}

void admission_tell(struct session *session, bool is_first, bool is_event)
{
    struct buffer *extra = &session->hall->extra;
    if (is_first && is_refused(session)) return;
    effects_begin(session, vm_commands(session->vm));
    if (is_first) put_ticket(session);
    struct bytes effects = effects_of(session);
    buffer_clear(extra);
    if (effects.size) buffer_print(extra, "{\"do\":[%.*s]}", (int)effects.size, effects.data);
    if (is_event || extra->size) send_patch(session, (struct bytes){0}, buffer_bytes(extra));
}

// --- what it may ask for ---

// Of what goes to pages, it may tell and answer its client.
static bool is_for_client(const struct value *command)
{
    const struct value_table *chain = command->table;
    for (size_t i = 0; i < chain->items_count; i++) {
        const struct value *operation = &chain->items[i];
        bool has_name = operation->kind == VALUE_TABLE && operation->table->items_count &&
                        operation->table->items->kind == VALUE_STRING;
        struct bytes name = has_name ? operation->table->items->string : BYTES("");
        if (!bytes_equal(name, BYTES("push_event")) && !bytes_equal(name, BYTES("reply"))) return false;
    }
    return true;
}

bool admission_check(const struct session *session, const struct value *command, struct error *err)
{
    static const char *const of_pages[] = {"emit", "navigate", "patch", "redirect", "put_session", "flash"};
    if (is_op(command, "refuse") && !(session->turn && session->turn->is_first))
        return fail(err, ERROR_FORBIDDEN, "only join refuses: return nil, and why not");
    if (is_op(command, "js") && !is_for_client(command))
        return fail(err, ERROR_FORBIDDEN,
                    "a channel has no page; it tells its client with ls.push_event and ls.reply");
    for (size_t i = 0; i < sizeof of_pages / sizeof *of_pages; i++)
        if (is_op(command, of_pages[i]))
            return fail(err, ERROR_FORBIDDEN, "ls.%s is not for channels, which have no page", of_pages[i]);
    return true;
}

// --- its end ---

struct ending {
    struct inbox_message message; // first
    uint64_t session;
};

static void end(struct inbox_message *message, void *receiver)
{
    const struct ending *ending = (struct ending *)message;
    struct hall *hall = receiver;
    struct session *session = hall ? hall_find(hall, ending->session) : NULL;
    if (session) session_end(session, ERROR_GONE, "it was not let in");
    mem_free(message);
}

void admission_refuse(struct session *session, const struct value *command)
{
    count(&session->hall->counters.channels_refused);
    admission_stop(session, value_get_string(command, "reason", BYTES("not allowed")));
}

// Its turn is not over yet.
void admission_stop(struct session *session, struct bytes reason)
{
    struct hall *hall = session->hall;
    char why[300];
    snprintf(why, sizeof why, "%.*s", (int)reason.size, reason.data);
    if (session->line) line_say_bye(session->line, ERROR_FORBIDDEN, why);
    struct ending *ending = mem_new_clear(sizeof *ending);
    ending->message.deliver = end;
    ending->session = session->id;
    inbox_put(&hall->inbox, &ending->message);
}

void admission_end_behind(struct session *session)
{
    session_end(session, ERROR_GONE, "more was said than is kept for it");
}

void admission_lost(struct session *session)
{
    if (!session->has_model) session_end(session, ERROR_GONE, "its client went while it began");
}

bool admission_is_unclaimed(const struct session *session)
{
    return admission_is(session) && !session->outbox.acked;
}

void admission_leave(struct session *session)
{
    session_end(session, ERROR_GONE, "its client has left");
}
