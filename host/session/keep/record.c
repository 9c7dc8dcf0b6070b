// See record.h. Writing: a table of named fields, those left out that are zero or empty. Reading is record_read.c.
//
//     { format = 1, id, program, view, version, numbering?, since?, style, scope?, route?, depth?, lives?, page,
//     params, visitor, random, snapshot, time,
//       suspect?, components?, versions?, turns = { turn, ... }?, head }
//     step   { turns?, head }
//     head   { ref?, seq?, frames?, joins?, left?, from?, failures?, timers = { timer, ... }?, waiting = { message,
//     ... }?,
//              topics = { topic, ... }?, children = { child, ... }? }
//     turn   { time, kind, handler, payload, target }
//     timer  { kind, handler, target, rings at, interval }      message  { kind, handler, payload, target }
//     topic  { topic, target, full, gap's message or "" }
//     track  { topic, target, has key, key, meta or "", the messages of its list, joins and leaves, each or "" }
//     child  { session, view, id, ticket, sticky }
#include "session/keep/record.h"

#include "app/assets.h"
#include "app/succession.h"
#include "session/actor/ties.h"
#include "session/calls.h"
#include "session/children.h"
#include "session/hall.h"
#include "session/keep/record_form.h"
#include "session/session.h"
#include "session/timer.h"
#include "session/topic/admission.h"
#include "session/topic/subscription.h"
#include "session/topic/track.h"
#include "session/turn.h"
#include "session/visit/place.h"
#include "value/answer.h"
#include "value/codec.h"

#include <assert.h>
#include <xxhash.h>

enum { FIELDS_MAX = 24, FRAMES_SIZE_MAX = 16 * 1024, FRAMES_OF_CHANNEL_MAX = 64 * 1024 };

struct fields {
    struct value_table table;
    struct value_pair pairs[FIELDS_MAX];
};

struct writer {
    struct session *session;
    struct arena *arena;
    struct value *items; // of the list under way
    size_t items_count;
};

// --- fields ---

static void put(struct fields *fields, const char *name, struct value value)
{
    assert(fields->table.pairs_count < FIELDS_MAX);
    fields->pairs[fields->table.pairs_count++] = (struct value_pair){value_string(bytes_of(name)), value};
}

static void put_number(struct fields *fields, const char *name, int64_t number)
{
    if (number) put(fields, name, value_integer(number));
}

static void put_string(struct fields *fields, const char *name, struct bytes bytes)
{
    put(fields, name, value_string(bytes));
}

static struct value table_of(struct fields *fields)
{
    fields->table.pairs = fields->pairs;
    return (struct value){.kind = VALUE_TABLE, .table = &fields->table};
}

// --- lists ---

static struct value list_of(struct arena *arena, const struct value *items, size_t count)
{
    struct value_table *table = arena_new(arena, sizeof *table);
    *table = (struct value_table){.items = arena_new(arena, (count + 1) * sizeof *items), .items_count = count};
    if (count) memcpy(table->items, items, count * sizeof *items);
    return (struct value){.kind = VALUE_TABLE, .table = table};
}

static void begin_list(struct writer *writer, size_t count_max)
{
    writer->items = arena_new(writer->arena, (count_max + 1) * sizeof *writer->items);
    writer->items_count = 0;
}

static void add_row(struct writer *writer, const struct value *items, size_t count)
{
    writer->items[writer->items_count++] = list_of(writer->arena, items, count);
}

static void put_list(struct fields *fields, const char *name, struct writer *writer)
{
    if (writer->items_count) put(fields, name, list_of(writer->arena, writer->items, writer->items_count));
}

// --- what has a name ---

static enum record_kind kind_of(const struct session *session, uint32_t handler, uint64_t target, struct bytes *name)
{
    *name = (struct bytes){"", 0};
    if (handler == JOURNAL_PARAMS) return RECORD_PARAMS;
    if (handler == JOURNAL_CHANGES) return RECORD_CHANGES;
    const struct view *declared = app_target(session->app, session->view, target);
    *name = declared->handlers[handler].name;
    return handler < declared->events_count ? RECORD_EVENT : RECORD_MESSAGE;
}

static struct value target_of(uint64_t target)
{
    return value_integer((int64_t)target);
}

static size_t add_turns(struct writer *writer, size_t from)
{
    const struct journal *journal = &writer->session->journal;
    struct journal_turn turn;
    begin_list(writer, (journal->turns.size - from) / JOURNAL_ENTRY_SIZE_MIN);
    for (size_t at = from; journal_read(journal, &at, &turn);) {
        struct bytes name;
        int64_t kind = kind_of(writer->session, turn.handler, turn.target, &name);
        struct value items[] = {value_integer(turn.time_ms), value_integer(kind), value_string(name),
                                value_string(turn.payload), target_of(turn.target)};
        add_row(writer, items, sizeof items / sizeof *items);
    }
    return writer->items_count;
}

static void add_timer(void *self, const struct timer_told *told)
{
    struct writer *writer = self;
    struct bytes name;
    int64_t kind = kind_of(writer->session, told->handler, told->target, &name);
    int64_t rings_at = hall_wall_ms(writer->session->hall) + (int64_t)told->wait_ms;
    struct value items[] = {value_integer(kind), value_string(name), target_of(told->target), value_integer(rings_at),
                            value_integer((int64_t)told->interval_ms)};
    add_row(writer, items, sizeof items / sizeof *items);
}

static void add_topic(void *self, const struct subscription_told *told)
{
    struct writer *writer = self;
    struct bytes gap = BYTES("");
    if (told->gap != SUBSCRIPTION_NO_GAP) kind_of(writer->session, told->gap, told->target, &gap);
    struct value items[] = {value_string(told->topic), target_of(told->target), value_integer(told->full),
                            value_string(gap)};
    add_row(writer, items, sizeof items / sizeof *items);
}

static void add_track(void *self, const struct track *track)
{
    struct writer *writer = self;
    struct bytes names[NEWS_COUNT] = {BYTES(""), BYTES(""), BYTES("")};
    for (int news = 0; news < NEWS_COUNT; news++)
        if (track->handlers[news] != TRACK_NO_HANDLER)
            kind_of(writer->session, track->handlers[news], track->target, &names[news]);
    struct value items[] = {value_string(shared_bytes(track->topic)),
                            target_of(track->target),
                            value_integer(track->key != NULL),
                            value_string(track->key ? shared_bytes(track->key) : BYTES("")),
                            value_string(track->meta ? shared_bytes(track->meta) : BYTES("")),
                            value_string(names[NEWS_LIST]),
                            value_string(names[NEWS_JOINS]),
                            value_string(names[NEWS_LEAVES])};
    add_row(writer, items, sizeof items / sizeof *items);
}

// Events come again from the browser; what the host said has nobody else to say it again.
static void add_message(struct writer *writer, const struct message *message)
{
    struct bytes name;
    if (!message || message->kind != MESSAGE_INFO || message->is_farewell) return;
    int64_t kind = kind_of(writer->session, message->handler, message->target, &name);
    struct value items[] = {value_integer(kind), value_string(name), value_string(message_data(message)),
                            target_of(message->target)};
    add_row(writer, items, sizeof items / sizeof *items);
}

// Whoever goes on with this session hears that the call was lost with us.
static void add_call(void *self, uint64_t target, uint32_t handler)
{
    struct writer *writer = self;
    struct buffer lost = {0};
    struct bytes name;
    int64_t kind = kind_of(writer->session, handler, target, &name);
    answer_put((struct bytes){0}, BYTES("lost"), &lost);
    struct bytes payload = arena_copy(writer->arena, buffer_bytes(&lost));
    buffer_destroy(&lost);
    struct value items[] = {value_integer(kind), value_string(name), value_string(payload), target_of(target)};
    add_row(writer, items, sizeof items / sizeof *items);
}

static void count_call(void *self, uint64_t target, uint32_t handler)
{
    (void)target, (void)handler;
    ++*(size_t *)self;
}

// The same for what it waits for from actors.
static void add_tie(void *self, struct bytes handler, struct bytes payload)
{
    struct writer *writer = self;
    const struct session *session = writer->session;
    struct bytes name;
    struct error err;
    uint32_t number = 0;
    if (!app_find_handler(&session->app->views[session->view], handler, false, &number, &err)) return;
    int64_t kind = kind_of(session, number, 0, &name);
    struct value items[] = {value_integer(kind), value_string(name), value_string(arena_copy(writer->arena, payload)),
                            target_of(0)};
    add_row(writer, items, sizeof items / sizeof *items);
}

static void add_waiting(struct writer *writer)
{
    const struct session *session = writer->session;
    size_t calls = ties_asks_count(session) + ties_watches_count(session);
    calls_tell(session, count_call, &calls);
    begin_list(writer, session->mailbox.count + 1 + calls);
    if (session->turn) add_message(writer, session->turn->message); // not done yet
    for (const struct message *message = session->mailbox.first; message; message = message->next)
        add_message(writer, message);
    calls_tell(session, add_call, writer);
    ties_tell(session, add_tie, writer);
}

static void add_child(void *self, const struct child_told *told)
{
    struct writer *writer = self;
    const struct app *app = writer->session->app;
    struct value items[] = {value_integer((int64_t)told->session), value_string(app->views[told->view].name),
                            value_string(told->id), value_string(told->ticket), value_boolean(told->is_sticky)};
    add_row(writer, items, sizeof items / sizeof *items);
}

static void count_child(void *self, const struct child_told *told)
{
    (void)told;
    ++*(size_t *)self;
}

// --- the parts ---

static void put_failures(struct fields *fields, struct arena *arena, const struct failures *failures)
{
    struct value items[] = {value_integer(failures->in_a_row), value_integer(failures->restarts),
                            value_integer(failures->window_began_ms)};
    if (failures->in_a_row || failures->restarts) put(fields, "failures", list_of(arena, items, 3));
}

static bool has(struct bytes frame, struct bytes part)
{
    return memmem(frame.data, frame.size, part.data, part.size);
}

// What a frame says that a whole page in its place would not: effects, answers to hooks, refusals. A link's answer
// names a session that may not be there.
static bool says_more(struct bytes frame, bool *is_link)
{
    *is_link = *is_link || has(frame, BYTES("\"go\":["));
    return has(frame, BYTES("\"do\":[")) || has(frame, BYTES("\"no\":\""));
}

// Frames on their way go along where the page would miss more than it can be shown anew.
static void put_frames(struct fields *head, struct writer *writer)
{
    const struct outbox *outbox = &writer->session->outbox;
    struct bytes frame;
    size_t count = 0, size = 0;
    bool more = false, is_link = false;
    for (size_t at = 0; outbox_read(outbox, &at, &frame); count++, size += frame.size)
        more = says_more(frame, &is_link) || more;
    bool is_channel = admission_is(writer->session); // nothing can be shown in place of its frames
    if (!is_channel && (!more || is_link)) return;
    if (size > (is_channel ? FRAMES_OF_CHANNEL_MAX : FRAMES_SIZE_MAX) || outbox->is_broken) return;
    begin_list(writer, count);
    for (size_t at = 0; outbox_read(outbox, &at, &frame);) writer->items[writer->items_count++] = value_string(frame);
    put_list(head, "frames", writer);
}

static struct value head_of(struct writer *writer, struct fields *head)
{
    const struct session *session = writer->session;
    size_t children = 0;
    *head = (struct fields){0};
    put_number(head, "ref", session->ref_done);
    put_number(head, "seq", session->outbox.last);
    put_frames(head, writer);
    put_number(head, "joins", session->joins);
    put_number(head, "left", session->is_left);
    put_number(head, "from", (int64_t)session->came_from);
    put_failures(head, writer->arena, &session->failures);
    begin_list(writer, timers_count(session));
    timers_tell(session, add_timer, writer);
    put_list(head, "timers", writer);
    add_waiting(writer);
    put_list(head, "waiting", writer);
    begin_list(writer, subscriptions_count(session));
    subscriptions_tell(session, add_topic, writer);
    put_list(head, "topics", writer);
    begin_list(writer, tracks_count(session));
    tracks_tell(session, add_track, writer);
    put_list(head, "tracks", writer);
    children_tell(session, count_child, &children);
    begin_list(writer, children);
    children_tell(session, add_child, writer);
    put_list(head, "children", writer);
    return table_of(head);
}

static void put_turns(struct fields *fields, struct writer *writer, size_t from)
{
    if (add_turns(writer, from)) put_list(fields, "turns", writer);
}

// Components are numbers in what is kept of them: whose they are is said by the list of all declarations, and of
// which version their models are by another.
static void put_components(struct fields *fields, struct writer *writer)
{
    const struct app *app = writer->session->app;
    begin_list(writer, app->components_count);
    for (uint32_t i = 0; i < app->components_count; i++)
        writer->items[writer->items_count++] = value_string(app->views[app->views_count + i].name);
    put_list(fields, "components", writer);
    begin_list(writer, app->components_count);
    for (uint32_t i = 0; i < app->components_count; i++)
        writer->items[writer->items_count++] = value_integer(outdated_version(writer->session->outdated, app, i));
    put_list(fields, "versions", writer);
}

static void put_model(struct fields *fields, struct writer *writer)
{
    const struct session *session = writer->session;
    const struct journal *journal = &session->journal;
    struct value random[4];
    for (int i = 0; i < 4; i++) random[i] = value_integer((int64_t)journal->random[i]);
    put(fields, "random", list_of(writer->arena, random, 4));
    put_string(fields, "snapshot", buffer_bytes(&journal->snapshot));
    put_number(fields, "time", journal->time_ms);
    put_number(fields, "suspect", session->is_suspect);
    put_components(fields, writer);
    put_turns(fields, writer, 0);
}

static void put_identity(struct fields *fields, const struct session *session)
{
    const struct view *view = &session->app->views[session->view];
    put_number(fields, "format", RECORD_FORMAT);
    put_number(fields, "id", (int64_t)session->id);
    put(fields, "program", value_integer((int64_t)session->app->fingerprint));
    put_string(fields, "view", view->name);
    put_number(fields, "version", session->version);
    put_number(fields, "numbering", (int64_t)session->numbering);
    put_number(fields, "since", session->numbering_since);
    put_string(fields, "style", bytes_of(assets_style_path(session->app, view)));
    put_number(fields, "scope", view->css.size ? session->view + 1 : 0);
    if (session->route) put_string(fields, "route", session->route->path);
    put_number(fields, "depth", session->depth);
    put_number(fields, "lives", session->lives);
    put_string(fields, "page", buffer_bytes(&session->page));
    put_string(fields, "params", (struct bytes){session->start.data, session->start_params_size});
    put_string(fields, "visitor", place_visitor(session));
}

static void finish(struct fields *fields, struct buffer *out)
{
    struct value table = table_of(fields);
    struct error err;
    size_t begin = out->size;
    bool ok = codec_encode(&table, out, &err);
    assert(ok); // keys are strings, each there once
    (void)ok;
    XXH64_canonical_t sum;
    XXH64_canonicalFromHash(&sum, XXH3_64bits(out->data + begin, out->size - begin));
    buffer_put(out, (struct bytes){(const char *)&sum, sizeof sum});
}

void record_write(struct session *session, struct buffer *out)
{
    struct writer writer = {.session = session, .arena = &session->hall->arena};
    struct fields record = {0}, head;
    put_identity(&record, session);
    put_model(&record, &writer);
    put(&record, "head", head_of(&writer, &head));
    finish(&record, out);
}

void record_write_step(struct session *session, size_t turns_at, struct buffer *out)
{
    struct writer writer = {.session = session, .arena = &session->hall->arena};
    struct fields step = {0}, head;
    put_turns(&step, &writer, turns_at);
    put(&step, "head", head_of(&writer, &head));
    finish(&step, out);
}
