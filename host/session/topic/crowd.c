// See crowd.h.
#include "session/topic/crowd.h"

#include "base/log.h"
#include "base/mem.h"
#include "session/hall.h"
#include "session/session.h"
#include "value/codec.h"

#include <stdio.h>

enum { TELL_MS = 60000 }; // between two lines of the log about one topic

// A topic, in a hall: where it belongs, and wherever somebody is in it.
struct crowd {
    struct name name;  // first
    uint32_t here;     // sessions of this hall in it
    int64_t places;    // that were given out; in its own hall only
    int64_t per_s;     // that it may carry; 0: as much as there is
    double carried;    // of late: goes down by that a second
    uint64_t noted_ms; // when
    uint64_t told_ms;  // when the log was told that it is full
};

struct member {
    struct crowd *crowd; // of its hall; NULL while it moves
    bool has_place;
};

enum errand { ASK, GIVEN, REFUSED, TAKE, GIVE_BACK };

struct request {
    struct inbox_message message; // first
    enum errand errand;
    struct hall *asker;
    uint64_t session;
    int64_t most;
    size_t size;
    char topic[];
};

static const struct view_limits *limits_of(const struct session *session)
{
    return &session->app->views[session->view].limits;
}

// --- crowds of a hall ---

static struct crowd *find(const struct hall *hall, struct bytes topic)
{
    return (struct crowd *)names_find(&hall->crowds, topic);
}

static struct crowd *find_or_make(struct hall *hall, struct bytes topic)
{
    struct crowd *crowd = find(hall, topic);
    if (crowd) return crowd;
    crowd = mem_new_clear(sizeof *crowd);
    name_set(&crowd->name, topic);
    names_add(&hall->crowds, &crowd->name);
    return crowd;
}

static void drop_empty(struct hall *hall, struct crowd *crowd)
{
    if (crowd->here || crowd->places) return;
    names_remove(&hall->crowds, &crowd->name);
    name_clear(&crowd->name);
    mem_free(crowd);
}

void crowds_destroy(struct hall *hall)
{
    for (size_t i = 0; i < hall->crowds.capacity; i++)
        while (hall->crowds.places[i]) {
            struct crowd *crowd = (struct crowd *)hall->crowds.places[i];
            crowd->here = 0;
            crowd->places = 0;
            drop_empty(hall, crowd);
        }
    names_destroy(&hall->crowds);
}

static bool may_tell(const struct hall *hall, struct crowd *crowd)
{
    uint64_t now_ms = hall_now_ms(hall);
    if (crowd->told_ms && now_ms - crowd->told_ms < TELL_MS) return false;
    crowd->told_ms = now_ms;
    return true;
}

// --- places ---

static bool give_place(struct hall *hall, struct bytes topic, int64_t most)
{
    struct crowd *crowd = find_or_make(hall, topic);
    if (crowd->places < most) return ++crowd->places;
    if (may_tell(hall, crowd))
        log_line(LOG_WARNING, "topic %.*s is full: %lld clients are in it, as many as its channel's limits.members",
                 (int)topic.size, topic.data, (long long)crowd->places);
    drop_empty(hall, crowd);
    return false;
}

static void take_place(struct hall *hall, struct bytes topic)
{
    find_or_make(hall, topic)->places++;
}

static void give_back_place(struct hall *hall, struct bytes topic)
{
    struct crowd *crowd = find(hall, topic);
    if (!crowd || !crowd->places) return;
    crowd->places--;
    drop_empty(hall, crowd);
}

// --- what halls say to each other ---

static void hear(struct inbox_message *message, void *receiver);

static void settle(struct hall *hall, struct session *session, bool is_given);

static struct hall *hall_of(const struct hall *hall, struct bytes topic)
{
    return hall->settings->halls[name_hash(topic) % hall->settings->halls_count];
}

static void send_errand(const struct session *session, enum errand errand, struct bytes topic)
{
    struct hall *hall = session->hall, *home = hall_of(hall, topic);
    struct request *request = mem_new_clear(sizeof *request + topic.size);
    request->message.deliver = hear;
    request->errand = errand;
    request->asker = hall;
    request->session = session->id;
    request->most = limits_of(session)->members;
    request->size = topic.size;
    memcpy(request->topic, topic.data, topic.size);
    inbox_put(&home->inbox, &request->message);
}

static void send_back(struct hall *to, struct request *request, enum errand errand)
{
    request->errand = errand;
    inbox_put(&to->inbox, &request->message);
}

// Whoever asked may be gone by now.
static void hear_answer(struct hall *hall, struct request *request)
{
    struct session *session = hall_find(hall, request->session);
    bool is_given = request->errand == GIVEN;
    if (session) settle(hall, session, is_given);
    if (session || !is_given) mem_free(request);
    else send_back(hall_of(hall, (struct bytes){request->topic, request->size}), request, GIVE_BACK);
}

static void hear(struct inbox_message *message, void *receiver)
{
    struct request *request = (struct request *)message;
    struct hall *hall = receiver;
    struct bytes topic = {request->topic, request->size};
    if (!hall || hall->is_closing) {
        mem_free(request);
        return;
    }
    switch (request->errand) {
    case ASK: send_back(request->asker, request, give_place(hall, topic, request->most) ? GIVEN : REFUSED); return;
    case GIVEN:
    case REFUSED: hear_answer(hall, request); return;
    case TAKE: take_place(hall, topic); break;
    case GIVE_BACK: give_back_place(hall, topic); break;
    }
    mem_free(request);
}

// --- members ---

static void come_in(struct session *session, struct bytes topic)
{
    session->member->crowd = find_or_make(session->hall, topic);
    session->member->crowd->here++;
    session->member->crowd->per_s = limits_of(session)->broadcasts;
}

static void go_out(struct session *session)
{
    struct crowd *crowd = session->member->crowd;
    session->member->crowd = NULL;
    crowd->here--;
    drop_empty(session->hall, crowd);
}

static void settle(struct hall *hall, struct session *session, bool is_given)
{
    if (is_given) {
        session->member->has_place = session->wants_start = true;
        hall_queue(hall, session);
        return;
    }
    char why[100];
    snprintf(why, sizeof why, "%lld are in this topic already; come back later",
             (long long)limits_of(session)->members);
    count(&hall->counters.channels_full);
    session_end(session, ERROR_FULL, why);
}

static bool has_limits(const struct session *session)
{
    const struct view_limits *limits = limits_of(session);
    return limits->members || limits->broadcasts || limits->frame;
}

void crowd_enter(struct session *session, struct bytes topic)
{
    struct hall *hall = session->hall;
    if (has_limits(session)) {
        session->member = mem_new_clear(sizeof *session->member);
        come_in(session, topic);
    }
    if (!limits_of(session)->members) {
        session->wants_start = true;
        hall_queue(hall, session);
    } else if (hall_of(hall, topic) == hall) {
        settle(hall, session, give_place(hall, topic, limits_of(session)->members));
    } else {
        send_errand(session, ASK, topic);
    }
}

void crowd_leave(struct session *session)
{
    struct hall *hall = session->hall;
    struct member *member = session->member;
    if (!member || !member->crowd) return;
    struct bytes topic = name_bytes(&member->crowd->name);
    if (!hall->is_closing && member->has_place) {
        if (hall_of(hall, topic) == hall) member->crowd->places--;
        else send_errand(session, GIVE_BACK, topic);
    }
    go_out(session);
}

void crowd_depart(struct session *session)
{
    if (session->member) go_out(session);
}

// What it began with has the topic's name.
static struct bytes read_topic(const struct session *session, struct arena *arena)
{
    struct value start;
    struct error err;
    struct bytes params = {session->start.data, session->start_params_size};
    return codec_decode(params, arena, &start, &err) ? value_get_string(&start, "topic", BYTES("")) : BYTES("");
}

void crowd_arrive(struct session *session)
{
    struct arena arena = {0};
    bool is_limited = session->app->views[session->view].is_channel && has_limits(session);
    if (!session->member && !is_limited) return;
    struct bytes topic = read_topic(session, &arena);
    if (!session->member) session->member = mem_new_clear(sizeof *session->member);
    come_in(session, topic);
    if (!session->member->has_place && limits_of(session)->members) send_errand(session, TAKE, topic);
    session->member->has_place |= limits_of(session)->members > 0;
    arena_destroy(&arena);
}

// --- what a topic carries ---

static double carried(const struct hall *hall, struct crowd *crowd)
{
    uint64_t now_ms = hall_now_ms(hall);
    crowd->carried -= (double)(now_ms - crowd->noted_ms) * (double)crowd->per_s / 1000;
    crowd->noted_ms = now_ms;
    if (crowd->carried < 0) crowd->carried = 0;
    return crowd->carried;
}

void crowd_note(struct hall *hall, struct bytes topic)
{
    struct crowd *crowd = hall->crowds.count ? find(hall, topic) : NULL;
    if (crowd && crowd->per_s) crowd->carried = carried(hall, crowd) + 1;
}

bool crowd_may_hear(const struct session *session, size_t size, struct error *err)
{
    struct hall *hall = session->hall;
    struct crowd *crowd = session->member->crowd;
    const struct view_limits *limits = limits_of(session);
    if (limits->frame && size > (size_t)limits->frame)
        return fail(err, ERROR_TOO_LARGE, "on this topic an event has %lld bytes at most, and this one has %zu",
                    (long long)limits->frame, size);
    if (!limits->broadcasts || !crowd || carried(hall, crowd) < (double)limits->broadcasts) return true;
    count(&hall->counters.pushes_full);
    if (may_tell(hall, crowd))
        log_line(LOG_WARNING, "topic %s carries %lld messages a second, as many as its channel's limits.broadcasts",
                 crowd->name.text, (long long)limits->broadcasts);
    return fail(err, ERROR_FULL, "this topic carries no more than %lld messages a second; say it again later",
                (long long)limits->broadcasts);
}
