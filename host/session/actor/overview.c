// See overview.h.
#include "session/actor/overview.h"

#include "base/mem.h"
#include "bus/call.h"
#include "session/actor/actor.h"
#include "session/actor/actors.h"
#include "session/actor/supervise.h"
#include "session/actor/ties.h"
#include "session/failure.h"
#include "session/hall.h"
#include "session/session.h"
#include "session/topic/topics.h"
#include "session/turn.h"
#include "session/visit/place.h"
#include "value/codec.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

enum { FIELDS_MAX = 12, LOOK_MS = 5000 };

// --- rows ---

struct row {
    struct value_pair pairs[FIELDS_MAX];
    size_t count;
};

static void put(struct row *row, const char *name, struct value value)
{
    row->pairs[row->count++] = (struct value_pair){value_string(bytes_of(name)), value};
}

static void put_text(struct row *row, const char *name, struct bytes text)
{
    put(row, name, value_string(text));
}

static void put_number(struct row *row, const char *name, uint64_t number)
{
    put(row, name, value_integer((int64_t)number));
}

static void finish(struct overview *overview, struct row *row)
{
    struct value_table table = {.pairs = row->pairs, .pairs_count = row->count};
    struct value value = {.kind = VALUE_TABLE, .table = &table};
    struct error err;
    if (codec_encode(&value, &overview->rows, &err)) overview->rows_count++;
}

static void put_more(struct overview *overview, const char *of, uint64_t count)
{
    struct row row = {0};
    if (!count) return;
    put_text(&row, "kind", BYTES("more"));
    put_text(&row, "of", bytes_of(of));
    put_number(&row, "count", count);
    finish(overview, &row);
}

// --- rows by name ---

struct listed {
    struct name name; // first
    struct listed *next;
    uint64_t listeners; // of a topic
};

// The row of this name; NULL where there is no room for another.
static struct listed *list(struct listing *listing, struct bytes name)
{
    struct listed *found = (struct listed *)names_find(&listing->names, name);
    if (found) return found;
    if (listing->names.count >= OVERVIEW_ROWS_MAX) {
        listing->more++;
        return NULL;
    }
    struct listed *made = mem_new_clear(sizeof *made);
    name_set(&made->name, name);
    names_add(&listing->names, &made->name);
    if (listing->last) listing->last->next = made;
    else listing->first = made;
    listing->last = made;
    return made;
}

static void listing_destroy(struct listing *listing)
{
    for (struct listed *listed; (listed = listing->first);) {
        listing->first = listed->next;
        name_clear(&listed->name);
        mem_free(listed);
    }
    names_destroy(&listing->names);
}

// --- what a hall has ---

static size_t bytes_of_session(const struct session *session)
{
    return sizeof *session + (session->vm ? vm_size(session->vm) : 0) + session->journal.snapshot.capacity +
           session->journal.turns.capacity + session->page.capacity + session->start.capacity;
}

static const char *state_of(const struct session *session)
{
    if (session->actor && session->actor->is_held) return "held";
    if (session->turn) return "busy";
    if (!session->vm) return "asleep";
    return session->actor ? "up" : session_state_name(session->state);
}

static void add_session(struct overview *overview, const struct session *session)
{
    struct row row = {0};
    char id[17];
    snprintf(id, sizeof id, "%016" PRIx64, session->id);
    put_text(&row, "kind", BYTES("node"));
    if (session->actor) put_text(&row, "actor", name_bytes(&session->actor->name));
    else put_text(&row, "path", place_path(session, &session->hall->arena));
    put_text(&row, "id", bytes_of(id));
    put_text(&row, "view", session->app->views[session->view].where);
    put_text(&row, "state", bytes_of(state_of(session)));
    put_number(&row, "waiting", session->mailbox.count);
    put_number(&row, "bytes", bytes_of_session(session));
    put_number(&row, "fuel", session->fuel);
    put_number(&row, "depth", session->depth);
    if (session->trouble) put_text(&row, "failed", bytes_of(session->trouble));
    finish(overview, &row);
}

// The newest of those that somebody looks at come first.
static void add_sessions(struct overview *overview, const struct hall *hall)
{
    const struct session_list *lists[] = {&hall->live, &hall->away, &hall->parked};
    size_t left = (OVERVIEW_ROWS_MAX - 1) / hall->settings->halls_count + 1;
    overview->sessions_more += hall->live.count + hall->away.count + hall->parked.count;
    for (int i = 0; i < 3; i++) {
        const struct session *session = lists[i]->last;
        for (; session && left; session = session->previous, left--) {
            add_session(overview, session);
            overview->sessions_more--;
        }
    }
}

// Those of the tree that have a row, for the tree is the first hall's.
static void add_actors(struct overview *overview, const struct hall *hall)
{
    for (const struct listed *member = overview->members.first; member; member = member->next) {
        const struct session *session = actors_find(hall, name_bytes(&member->name));
        if (session) add_session(overview, session);
    }
}

static void add_topic(void *self, struct bytes name, uint32_t listeners)
{
    struct overview *overview = self;
    struct listed *topic = list(&overview->topics, name);
    if (topic) topic->listeners += listeners;
}

static void put_topics(struct overview *overview)
{
    for (const struct listed *topic = overview->topics.first; topic; topic = topic->next) {
        struct row row = {0};
        put_text(&row, "kind", BYTES("topic"));
        put_text(&row, "name", name_bytes(&topic->name));
        put_number(&row, "listeners", topic->listeners);
        finish(overview, &row);
    }
}

static void add_member(void *self, const struct member_told *told)
{
    static const char *const states[] = {"down", "starting", "up", "paused", "stopping"};
    static const char *const strategies[] = {"one_for_one", "rest_for_one", "one_for_all"};
    const struct node *node = told->node;
    struct overview *overview = self;
    struct row row = {0};
    if (!list(&overview->members, told->name)) return;
    put_text(&row, "kind", node->is_group ? BYTES("group") : BYTES("actor"));
    put_text(&row, "name", told->name);
    put_number(&row, "depth", told->depth);
    put_text(&row, "state", bytes_of(states[node->state]));
    if (node->is_group) put_text(&row, "strategy", bytes_of(strategies[node->strategy]));
    else put_number(&row, "restarts", node->restarts);
    if (told->trouble.size) put_text(&row, "failed", told->trouble);
    finish(overview, &row);
}

static void add_worker(void *self, const struct worker_told *told)
{
    struct row row = {0};
    put_text(&row, "kind", bytes_of(told->kind));
    put_text(&row, "name", bytes_of(told->name));
    put_text(&row, "state", told->is_resting ? BYTES("resting") : told->hands ? BYTES("up") : BYTES("down"));
    put_number(&row, "hands", told->hands);
    put_number(&row, "hands_max", told->hands_max);
    put_number(&row, "working", told->working);
    put_number(&row, "waiting", told->waiting);
    put_number(&row, "restarts", told->restarts);
    put_number(&row, "cold_start_ms", told->cold_start_ms);
    if (told->trouble.size) put_text(&row, "failed", told->trouble);
    finish(self, &row);
}

// All shards have the same, so one tells of them.
static void add_workers(struct overview *overview, const struct hall *hall)
{
    struct clerks *clerks = hall->settings->clerks;
    if (!hall->index && clerks && clerks->look) clerks->look(clerks, add_worker, overview);
}

static void add_hall(struct overview *overview, struct hall *hall)
{
    struct row row = {0};
    put_text(&row, "kind", BYTES("hall"));
    put_number(&row, "hall", hall->index);
    put_number(&row, "sessions", hall->sessions_count - hall->actors.count);
    put_number(&row, "actors", hall->actors.count);
    put_number(&row, "awake_bytes", hall->awake_bytes);
    finish(overview, &row);
    supervise_tell(hall, add_member, overview);
    add_workers(overview, hall);
    add_actors(overview, hall);
    add_sessions(overview, hall);
    topics_tell(hall, add_topic, overview);
}

// --- ending somebody ---

void overview_end_session(struct session *session)
{
    struct error err;
    fail(&err, ERROR_CRASH, "it was ended by hand");
    if (session->actor && session->actor->is_held) return; // it is being dealt with
    if (session->line) session->wants_full = true;
    if (session->turn) {
        turn_give_up(session, &err);
        return;
    }
    failure_tell(session, &err);
    session_drop_state(session);
    if (session->actor) actor_fail(session, FAILURE_TURN);
    else hall_queue(session->hall, session);
}

static struct session *find(struct hall *hall, const char *name)
{
    char *end;
    unsigned long long id = strlen(name) == 16 ? strtoull(name, &end, 16) : 0;
    struct session *session = actors_find(hall, bytes_of(name));
    return session || !id || *end ? session : hall_find(hall, id);
}

// --- on its way ---

static void be_done(struct overview *overview, struct hall *hall)
{
    listing_destroy(&overview->members);
    listing_destroy(&overview->topics);
    overview->done(overview, hall);
}

static void finish_list(struct overview *overview)
{
    put_topics(overview);
    put_more(overview, "group", overview->members.more);
    put_more(overview, "node", overview->sessions_more);
    put_more(overview, "topic", overview->topics.more);
    codec_end_table(&overview->rows, overview->rows_begin, overview->rows_count, 0);
}

static bool end_worker(const struct hall *hall, const char *name)
{
    struct clerks *clerks = hall->settings->clerks;
    return clerks && clerks->end && clerks->end(clerks, name);
}

static void visit(struct inbox_message *message, void *receiver)
{
    struct overview *overview = (struct overview *)message;
    struct hall *hall = receiver;
    if (!hall || hall->is_closed) {
        be_done(overview, NULL);
        return;
    }
    arena_reset(&hall->arena);
    struct session *ended = overview->ended[0] ? find(hall, overview->ended) : NULL;
    if (ended) overview_end_session(ended);
    overview->has_ended = overview->has_ended || ended;
    if (!overview->ended[0]) add_hall(overview, hall);
    if (--overview->halls) {
        inbox_put(&overview->settings->halls[hall->index + 1]->inbox, message);
        return;
    }
    if (overview->ended[0] && !overview->has_ended) overview->has_ended = end_worker(hall, overview->ended);
    finish_list(overview);
    be_done(overview, hall);
}

void overview_begin(struct overview *overview)
{
    overview->message.deliver = visit;
    overview->halls = overview->settings->halls_count;
    overview->rows_begin = codec_begin_table(&overview->rows);
    inbox_put(&overview->settings->halls[0]->inbox, &overview->message);
}

// --- asked by a session ---

struct look {
    struct overview overview; // first
    struct correspondent from;
    uint32_t ask;
};

bool overview_check(const struct session *session, struct error *err)
{
    bool may = session->hall->settings->is_dev && session->app->views[session->view].is_tool;
    return may || fail(err, ERROR_FORBIDDEN, "only the host's own pages see all of it");
}

// Who ended somebody looks again anyway.
static void answer(struct overview *overview, struct hall *hall)
{
    struct look *look = (struct look *)overview;
    struct letter letter = {
        .kind = LETTER_ANSWER, .to = look->from, .ask = look->ask, .data = buffer_bytes(&overview->rows)};
    if (hall && look->ask) letter_to_session(hall, &letter);
    buffer_destroy(&overview->rows);
    mem_free(look);
}

void overview_ask(struct session *session, const struct value *command)
{
    struct look *look = mem_new_clear(sizeof *look);
    struct bytes node = value_get_string(command, "node", BYTES(""));
    look->from = (struct correspondent){session->id, session->hall->index};
    look->overview.settings = session->hall->settings;
    look->overview.done = answer;
    if (node.size && node.size < OVERVIEW_NAME_MAX) memcpy(look->overview.ended, node.data, node.size);
    else look->ask = ties_ask(session, value_get_string(command, "message", BYTES("")), LOOK_MS, false);
    overview_begin(&look->overview);
}
