// See track.h.
#include "session/topic/track.h"

#include "base/mem.h"
#include "session/hall.h"
#include "session/session.h"
#include "session/topic/presence.h"
#include "session/topic/topic.h"
#include "value/codec.h"

enum { DEPTH_MAX = 16 }; // of a meta

// Beside the numbers of subscriptions, which are below and above.
#define SOURCE_BIT (UINT32_C(1) << 30)

static const char *const news_names[NEWS_COUNT] = {"message", "joins", "leaves"};
static const char *const news_methods[NEWS_COUNT] = {":to", ":joins", ":leaves"};

// --- commands ---

static bool find_handler(const struct view *declared, const struct value *command, enum track_news news,
                         uint32_t *handler, struct error *err)
{
    struct bytes name = value_get_string(command, news_names[news], (struct bytes){0});
    struct error why;
    *handler = TRACK_NO_HANDLER;
    if (!name.data || app_find_handler(declared, name, false, handler, &why)) return true;
    return fail(err, ERROR_UNKNOWN, "ls.track(...)%s: %s", news_methods[news], why.text);
}

static bool find_handlers(const struct session *session, const struct value *command, uint64_t target,
                          uint32_t *handlers, struct error *err)
{
    const struct view *declared = app_target(session->app, session->view, target);
    if (!declared) return fail(err, ERROR_UNKNOWN, "ls.track: there is no such component");
    for (int news = 0; news < NEWS_COUNT; news++) handlers[news] = TRACK_NO_HANDLER;
    for (int news = 0; news < NEWS_COUNT; news++)
        if (!find_handler(declared, command, (enum track_news)news, &handlers[news], err)) return false;
    return true;
}

// Metas are shown to others: what would not fit the list here would not fit it there, and is found out by who says
// it.
static bool check_fits(const struct session *session, const struct value *command, uint64_t target,
                       const uint32_t *handlers, struct error *err)
{
    struct arena *arena = &session->hall->arena;
    const struct value *meta = value_get(command, "meta"), *key = value_get(command, "key");
    const struct view *declared = app_target(session->app, session->view, target);
    struct value metas = *meta, checked;
    struct value_table list = {.items = &metas, .items_count = 1};
    struct value_pair pairs[] = {{value_string(BYTES("key")), key ? *key : value_nil()},
                                 {value_string(BYTES("metas")), {.kind = VALUE_TABLE, .table = &list}}};
    struct value_table person = {.pairs = pairs, .pairs_count = 2};
    struct value entry = key ? (struct value){.kind = VALUE_TABLE, .table = &person} : *meta;
    struct value_table people = {.items = &entry, .items_count = 1};
    struct value all = {.kind = VALUE_TABLE, .table = &people};
    for (int news = 0; news < NEWS_COUNT; news++) {
        if (handlers[news] == TRACK_NO_HANDLER) continue;
        const struct declaration *message = &declared->handlers[handlers[news]];
        struct error why;
        if (!message->schema || schema_check(message->schema, &all, message->name.data, arena, &checked, &why))
            continue;
        return fail(err, ERROR_MISFIT, "ls.track: whoever is there is one of a list of such: %s", why.text);
    }
    return true;
}

static bool check_key(const struct value *command, struct error *err)
{
    const struct value *key = value_get(command, "key");
    if (!key) return true;
    if (key->kind != VALUE_STRING) return fail(err, ERROR_MISFIT, "ls.track: a key is a string");
    if (!value_get(command, "meta")) return fail(err, ERROR_MISFIT, "ls.track: who only looks has no key");
    return true;
}

static size_t size_of(const struct value *meta, struct buffer *scratch)
{
    struct error err;
    buffer_clear(scratch);
    return codec_encode(meta, scratch, &err) ? scratch->size : SIZE_MAX;
}

static const struct track *find_track(const struct session *session, struct bytes topic, uint64_t target)
{
    const struct track *track = session->tracks ? session->tracks->first : NULL;
    while (track && (track->target != target || !bytes_equal(shared_bytes(track->topic), topic))) track = track->next;
    return track;
}

static size_t depth_of(const struct value *value)
{
    size_t most = 0;
    if (!value || value->kind != VALUE_TABLE) return 0;
    for (size_t i = 0; i < value->table->items_count; i++) {
        size_t depth = depth_of(&value->table->items[i]);
        if (depth > most) most = depth;
    }
    for (size_t i = 0; i < value->table->pairs_count; i++) {
        size_t depth = depth_of(&value->table->pairs[i].value);
        if (depth > most) most = depth;
    }
    return most + 1;
}

// Others have it in a list, and the list in a model.
static bool check_depth(const struct value *meta, struct error *err)
{
    size_t depth = depth_of(meta);
    return depth <= DEPTH_MAX ||
           fail(err, ERROR_TOO_LARGE, "ls.track: what one says of oneself lies %zu tables deep, more than %d", depth,
                DEPTH_MAX);
}

static bool check_room(const struct session *session, const struct value *command, uint64_t target, struct error *err)
{
    const struct limits *limits = &session->hall->settings->limits;
    struct bytes topic = value_get_string(command, "topic", BYTES(""));
    struct bytes key = value_get_string(command, "key", BYTES(""));
    const struct track *track = find_track(session, topic, target);
    size_t size = size_of(value_get(command, "meta"), &session->hall->scratch) + key.size;
    if (size > (size_t)limits->presence_bytes)
        return fail(err, ERROR_TOO_LARGE, "ls.track: %zu bytes to say of oneself, more than %lld", size,
                    (long long)limits->presence_bytes);
    if ((!track || !track->is_present) && presence_count(session->hall, topic) >= (size_t)limits->present)
        return fail(err, ERROR_FULL, "ls.track: %lld are present in '%.*s' already", (long long)limits->present,
                    (int)topic.size, topic.data);
    return true;
}

bool track_check(const struct session *session, const struct value *command, uint64_t target, struct error *err)
{
    uint32_t handlers[NEWS_COUNT];
    const struct value *meta = value_get(command, "meta");
    bool ok = topic_check("track", value_get_string(command, "topic", BYTES("")), err) && check_key(command, err) &&
              find_handlers(session, command, target, handlers, err);
    if (!ok) return false;
    if (!meta && handlers[NEWS_LIST] == TRACK_NO_HANDLER && handlers[NEWS_JOINS] == TRACK_NO_HANDLER &&
        handlers[NEWS_LEAVES] == TRACK_NO_HANDLER)
        return fail(err, ERROR_MISFIT,
                    "ls.track says neither who is there nor whom to tell; write "
                    "ls.track(topic, { name = ... }):to \"people\"");
    return !meta || (check_depth(meta, err) && check_room(session, command, target, err) &&
                     check_fits(session, command, target, handlers, err));
}

// --- the list ---

static bool has_place(const struct session *session)
{
    return session->line || session->actor || (session->tracks && session->tracks->is_fading);
}

static void look(struct track *track)
{
    bool is_heard = false;
    for (int news = 0; news < NEWS_COUNT; news++) is_heard = is_heard || track->handlers[news] != TRACK_NO_HANDLER;
    if (is_heard && !track->room) presence_look(track->session->hall, track);
    if (!is_heard && track->room) presence_look_away(track->session->hall, track);
}

// Each time it is another entry than before, also where it was untracked within the same millisecond.
static void appear(struct track *track)
{
    struct hall *hall = track->session->hall;
    struct tracks *tracks = track->session->tracks;
    int64_t now_ms = hall_wall_ms(hall);
    if (track->meta && !track->is_present) {
        tracks->since_ms = now_ms > tracks->since_ms ? now_ms : tracks->since_ms + 1;
        track->since_ms = tracks->since_ms;
        presence_put(hall, track);
    }
    look(track);
}

static void disappear(struct track *track)
{
    struct hall *hall = track->session->hall;
    if (track->room) presence_look_away(hall, track);
    if (track->is_present) presence_remove(hall, track);
}

static struct track *add(struct session *session, struct bytes topic, uint64_t target)
{
    struct track *track = (struct track *)(uintptr_t)find_track(session, topic, target);
    if (track) return track;
    if (!session->tracks) {
        session->tracks = mem_new_clear(sizeof *session->tracks);
        session->tracks->session = session;
    }
    track = mem_new_clear(sizeof *track);
    track->session = session;
    track->topic = shared_new(topic);
    track->target = target;
    track->number = ++session->tracks->numbered;
    for (int news = 0; news < NEWS_COUNT; news++) track->handlers[news] = TRACK_NO_HANDLER;
    track->next = session->tracks->first;
    session->tracks->first = track;
    session->tracks->count++;
    return track;
}

static uint32_t source_of(const struct track *track, enum track_news news)
{
    return (track->number * NEWS_COUNT + (uint32_t)news) | SOURCE_BIT;
}

static void remove_at(struct session *session, struct track **link)
{
    struct track *track = *link;
    *link = track->next;
    session->tracks->count--;
    if (session->hall) disappear(track);
    for (int news = 0; news < NEWS_COUNT; news++)
        mailbox_drop(&session->mailbox, source_of(track, (enum track_news)news), MAILBOX_ANY, UINT32_MAX);
    shared_release(track->topic);
    shared_release(track->key);
    shared_release(track->meta);
    mem_free(track);
}

// Says `bytes`, NULL data for nothing; false where that is what it said.
static bool say(struct shared **said, struct bytes bytes)
{
    if (*said && bytes.data && bytes_equal(shared_bytes(*said), bytes)) return false;
    if (!*said && !bytes.data) return false;
    shared_release(*said);
    *said = bytes.data ? shared_new(bytes) : NULL;
    return true;
}

static struct bytes meta_of(struct session *session, const struct value *command)
{
    const struct value *meta = value_get(command, "meta");
    struct bytes none = {0};
    return meta && size_of(meta, &session->hall->scratch) ? buffer_bytes(&session->hall->scratch) : none;
}

void session_track(struct session *session, const struct value *command, uint64_t target)
{
    struct track *track = add(session, value_get_string(command, "topic", BYTES("")), target);
    struct bytes key = value_get_string(command, "key", (struct bytes){0});
    struct error err;
    bool is_other = say(&track->key, key);
    if (is_other || !value_get(command, "meta")) disappear(track); // under the former key
    bool says_else = say(&track->meta, meta_of(session, command));
    find_handlers(session, command, target, track->handlers, &err);
    if (track->is_present && says_else) presence_put(session->hall, track);
    if (has_place(session)) appear(track);
}

void session_untrack(struct session *session, const struct value *command, uint64_t target)
{
    struct bytes topic = value_get_string(command, "topic", BYTES(""));
    const struct track *track = find_track(session, topic, target);
    struct track **link = track ? &session->tracks->first : NULL;
    if (!link) return;
    while (*link != track) link = &(*link)->next;
    remove_at(session, link);
}

uint32_t tracks_count(const struct session *session)
{
    return session->tracks ? session->tracks->count : 0;
}

// --- what is said ---

// A newer list stands for all that waits. Who came and who went is told as long as there is room: the list is what
// counts.
void track_tell(struct track *track, enum track_news news, struct shared *data)
{
    struct session *session = track->session;
    struct hall *hall = session->hall;
    struct message message = {.kind = MESSAGE_INFO,
                              .handler = track->handlers[news],
                              .target = track->target,
                              .source = source_of(track, news)};
    if (news == NEWS_LIST) mailbox_drop(&session->mailbox, message.source, MAILBOX_ANY, UINT32_MAX);
    else if (session->mailbox.count * (int64_t)2 >= hall->settings->limits.mailbox) {
        count(&hall->counters.presence_dropped);
        return;
    }
    mailbox_put_shared(&session->mailbox, &message, data);
    if (session->joins && !session->is_left) hall_queue(hall, session);
}

// --- the life of a session ---

static void stop_fading(struct session *session)
{
    if (session->tracks->is_fading) presence_remove_fading(session->hall, session->tracks);
    session->tracks->is_fading = false;
}

static void start_fading(struct session *session)
{
    struct tracks *tracks = session->tracks;
    bool is_present = false;
    for (const struct track *track = tracks->first; track; track = track->next)
        is_present = is_present || track->is_present || track->room;
    if (tracks->is_fading || !is_present) return;
    tracks->is_fading = true;
    tracks->fades_ms = hall_now_ms(session->hall) + (uint64_t)session->hall->settings->limits.absent_s * 1000;
    presence_add_fading(session->hall, tracks);
}

static void disappear_all(struct session *session)
{
    for (struct track *track = session->tracks->first; track; track = track->next) disappear(track);
}

void tracks_follow_line(struct session *session)
{
    if (!session->tracks) return;
    if (session->is_left) {
        stop_fading(session);
        disappear_all(session);
    } else if (session->line || session->actor) {
        stop_fading(session);
        for (struct track *track = session->tracks->first; track; track = track->next) appear(track);
    } else start_fading(session);
}

void tracks_fade(struct tracks *tracks)
{
    stop_fading(tracks->session);
    disappear_all(tracks->session);
}

// It is where it was, for all halls; here it looks from another place.
void tracks_arrive(struct session *session)
{
    if (!session->tracks) return;
    for (struct track *track = session->tracks->first; track; track = track->next)
        if (track->is_present) look(track);
    tracks_follow_line(session);
}

void tracks_depart(struct session *session)
{
    if (!session->tracks) return;
    stop_fading(session);
    for (struct track *track = session->tracks->first; track; track = track->next)
        if (track->room) presence_look_away(session->hall, track);
}

void tracks_forget(struct session *session)
{
    if (!session->tracks) return;
    if (session->hall) stop_fading(session);
    while (session->tracks->first) remove_at(session, &session->tracks->first);
    mem_free(session->tracks);
    session->tracks = NULL;
}

void tracks_forget_of(struct session *session, uint64_t target)
{
    if (!session->tracks) return;
    for (struct track **link = &session->tracks->first; *link;) {
        if ((*link)->target == target) remove_at(session, link);
        else link = &(*link)->next;
    }
}

// The component has another number now, and so has its entry.
static void move_to(struct track *track, uint64_t target)
{
    bool was_present = track->is_present;
    if (was_present) presence_remove(track->session->hall, track);
    track->target = target;
    if (was_present) appear(track);
}

void tracks_follow(struct session *session, bool (*follow)(void *self, uint64_t *target, uint32_t *handlers),
                   void *self)
{
    if (!session->tracks) return;
    for (struct track **link = &session->tracks->first; *link;) {
        struct track *track = *link;
        uint64_t target = track->target;
        bool goes_on = follow(self, &target, track->handlers);
        if (goes_on && target != track->target) move_to(track, target);
        if (goes_on && track->room) look(track);
        if (goes_on) link = &track->next;
        else remove_at(session, link);
    }
}

void tracks_tell(const struct session *session, void (*tell)(void *self, const struct track *track), void *self)
{
    const struct track *track = session->tracks ? session->tracks->first : NULL;
    for (; track; track = track->next) tell(self, track);
}

void track_remember(struct session *session, const struct track_told *told)
{
    struct track *track = add(session, told->topic, told->target);
    say(&track->key, told->key);
    say(&track->meta, told->meta);
    memcpy(track->handlers, told->handlers, sizeof track->handlers);
}
