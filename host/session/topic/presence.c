// See presence.h. A change travels as a letter, one for each other hall: who, and what he says now.
#include "session/topic/presence.h"

#include "base/log.h"
#include "base/mem.h"
#include "session/hall.h"
#include "session/replay/inspect.h"
#include "session/session.h"
#include "tree/hash.h"
#include "value/codec.h"

enum { TELLINGS_MAX = 8 };

struct presence {
    struct roster *roster;
    uv_timer_t timer; // started while something is to be told
    uint64_t told_ms; // when something was told last
    struct tracks *fading_first;
    struct tracks *fading_last;
};

// --- telling the other halls ---

struct letter {
    struct inbox_message message; // first
    struct roster_entry entry;    // its bytes are in `data`
    struct bytes topic;
    char data[];
};

static void settle_soon(struct hall *hall);

static void note(struct hall *hall, struct bytes topic, const struct roster_entry *entry)
{
    if (entry->meta.data) roster_put(hall->presence->roster, topic, entry);
    else roster_remove(hall->presence->roster, topic, entry);
    settle_soon(hall);
}

static void hear(struct inbox_message *message, void *receiver)
{
    const struct letter *letter = (struct letter *)message;
    if (receiver) note(receiver, letter->topic, &letter->entry);
    mem_free(message);
}

static struct bytes append(char **at, struct bytes bytes)
{
    struct bytes copied = {bytes.data ? *at : NULL, bytes.size};
    if (bytes.size) memcpy(*at, bytes.data, bytes.size);
    *at += bytes.size;
    return copied;
}

static void send_letter(struct hall *to, struct bytes topic, const struct roster_entry *entry)
{
    struct letter *letter = mem_new(sizeof *letter + topic.size + entry->key.size + entry->meta.size + 1);
    char *at = letter->data;
    letter->message.deliver = hear;
    letter->entry = *entry;
    letter->topic = append(&at, topic);
    letter->entry.key = append(&at, entry->key);
    letter->entry.meta = append(&at, entry->meta);
    inbox_put(&to->inbox, &letter->message);
}

// Halls that go down have nobody left to tell.
static void note_everywhere(struct hall *hall, struct bytes topic, const struct roster_entry *entry)
{
    const struct settings *settings = hall->settings;
    if (hall->is_draining) return;
    note(hall, topic, entry);
    for (unsigned i = 0; i < settings->halls_count; i++)
        if (i != hall->index) send_letter(settings->halls[i], topic, entry);
}

static struct roster_entry entry_of(const struct track *track)
{
    struct bytes none = {0};
    return (struct roster_entry){
        .session = track->session->id,
        .target = track->target,
        .since_ms = track->since_ms,
        .key = track->key ? shared_bytes(track->key) : none,
        .meta = shared_bytes(track->meta),
    };
}

// Where many came at once there may be no room any more, though there was when it asked.
static bool has_room(struct hall *hall, const struct track *track)
{
    struct bytes topic = shared_bytes(track->topic);
    int64_t most = hall->settings->limits.present;
    if (track->is_present || presence_count(hall, topic) < (size_t)most) return true;
    count(&hall->counters.presence_refused);
    if (inspect_is_new(hall, hash_chain(hash_bytes(topic), (uint64_t)most)))
        log_line(LOG_WARNING,
                 "ls.track: %lld are present in '%.*s' already; further ones are not shown (see --limit "
                 "present=N)",
                 (long long)most, (int)topic.size, topic.data);
    return false;
}

void presence_put(struct hall *hall, struct track *track)
{
    if (!has_room(hall, track)) return;
    struct roster_entry entry = entry_of(track);
    if (!track->is_present) count(&hall->counters.presence_joins);
    track->is_present = true;
    note_everywhere(hall, shared_bytes(track->topic), &entry);
}

void presence_remove(struct hall *hall, struct track *track)
{
    struct roster_entry entry = entry_of(track);
    entry.meta = (struct bytes){0};
    count(&hall->counters.presence_leaves);
    track->is_present = false;
    note_everywhere(hall, shared_bytes(track->topic), &entry);
}

size_t presence_count(const struct hall *hall, struct bytes topic)
{
    const struct roster_topic *found = roster_find(hall->presence->roster, topic);
    return found ? roster_count(found) : 0;
}

void presence_put_list(const struct hall *hall, struct bytes topic, struct buffer *out)
{
    const struct roster_topic *found = roster_find(hall->presence->roster, topic);
    if (found) roster_put_list(found, out);
    else codec_end_table(out, codec_begin_table(out), 0, 0);
}

// --- who looks ---

void presence_look(struct hall *hall, struct track *track)
{
    struct roster *roster = hall->presence->roster;
    track->room = roster_look(roster, shared_bytes(track->topic));
    track->is_new = true;
    struct track **first = (struct track **)roster_lookers(track->room);
    track->next_looker = *first;
    track->looker_link = first;
    if (*first) (*first)->looker_link = &track->next_looker;
    *first = track;
    roster_touch(roster, track->room);
    settle_soon(hall);
}

void presence_look_away(struct hall *hall, struct track *track)
{
    *track->looker_link = track->next_looker;
    if (track->next_looker) track->next_looker->looker_link = track->looker_link;
    roster_touch(hall->presence->roster, track->room); // it may be forgotten now
    track->room = NULL;
    settle_soon(hall);
}

// --- telling those who look ---

// What a message is to all who declare it alike.
struct telling {
    const struct view *declared;
    uint32_t handler;
    enum track_news news;
    struct shared *data; // NULL: nothing is to be told
};

struct tellings {
    struct hall *hall;
    const struct roster_topic *topic;
    unsigned count;
    struct telling all[TELLINGS_MAX];
};

static bool put_news(const struct roster_topic *topic, enum track_news news, struct buffer *out)
{
    if (news == NEWS_JOINS) return roster_put_joins(topic, out);
    if (news == NEWS_LEAVES) return roster_put_leaves(topic, out);
    roster_put_list(topic, out);
    return true;
}

// As the handler's schema wants it; what others say of themselves need not be what this view takes.
static struct shared *fit(struct hall *hall, const struct declaration *message, struct bytes said)
{
    struct value value, checked;
    struct error why;
    struct buffer out = {0};
    if (!message->schema) return shared_new(said);
    arena_reset(&hall->arena);
    bool ok = codec_decode(said, &hall->arena, &value, &why) &&
              schema_check(message->schema, &value, message->name.data, &hall->arena, &checked, &why) &&
              codec_encode(&checked, &out, &why);
    struct shared *data = ok ? shared_new(buffer_bytes(&out)) : NULL;
    buffer_destroy(&out);
    if (!ok) count(&hall->counters.presence_misfit);
    if (!ok && inspect_is_new(hall, hash_bytes(bytes_of(why.text))))
        log_line(LOG_WARNING, "who is present is not told: %s", why.text);
    return data;
}

static struct telling make_telling(struct tellings *tellings, const struct view *declared, uint32_t handler,
                                   enum track_news news)
{
    struct telling telling = {declared, handler, news, NULL};
    struct buffer said = {0};
    if (put_news(tellings->topic, news, &said))
        telling.data = fit(tellings->hall, &declared->handlers[handler], buffer_bytes(&said));
    buffer_destroy(&said);
    return telling;
}

static void tellings_destroy(struct tellings *tellings)
{
    for (unsigned i = 0; i < tellings->count; i++) shared_release(tellings->all[i].data);
    tellings->count = 0;
}

static struct shared *find_telling(struct tellings *tellings, const struct track *track, enum track_news news)
{
    const struct session *session = track->session;
    const struct view *declared = app_target(session->app, session->view, track->target);
    uint32_t handler = track->handlers[news];
    for (unsigned i = 0; i < tellings->count; i++) {
        const struct telling *found = &tellings->all[i];
        if (found->declared == declared && found->handler == handler && found->news == news) return found->data;
    }
    if (tellings->count == TELLINGS_MAX) tellings_destroy(tellings);
    struct telling *telling = &tellings->all[tellings->count++];
    *telling = make_telling(tellings, declared, handler, news);
    return telling->data;
}

// Who has just begun to look is told who is there, and not who came before.
static void tell(struct tellings *tellings, struct track *track, bool is_changed)
{
    for (int news = 0; news < NEWS_COUNT; news++) {
        bool is_meant = news == NEWS_LIST ? is_changed || track->is_new : is_changed && !track->is_new;
        if (!is_meant || track->handlers[news] == TRACK_NO_HANDLER) continue;
        struct shared *data = find_telling(tellings, track, (enum track_news)news);
        if (!data) continue;
        count(&tellings->hall->counters.presence_told);
        track_tell(track, (enum track_news)news, data);
    }
    track->is_new = false;
}

static void visit(void *self, struct roster_topic *topic, bool is_changed)
{
    struct tellings tellings = {.hall = self, .topic = topic};
    struct track *track = *roster_lookers(topic);
    for (struct track *next; track; track = next) {
        next = track->next_looker;
        tell(&tellings, track, is_changed);
    }
    tellings_destroy(&tellings);
}

static void settle(uv_timer_t *timer)
{
    struct hall *hall = timer->data;
    hall->presence->told_ms = hall_now_ms(hall);
    roster_settle(hall->presence->roster, visit, hall);
}

// At once where nothing was told for a while. A clock that stands still waits for nobody.
static void settle_soon(struct hall *hall)
{
    struct presence *presence = hall->presence;
    if (uv_is_active((uv_handle_t *)&presence->timer) || uv_is_closing((uv_handle_t *)&presence->timer)) return;
    uint64_t next_ms = presence->told_ms + (uint64_t)hall->settings->limits.presence_ms;
    uint64_t now_ms = hall_now_ms(hall);
    bool is_due = hall->clock.is_held || now_ms >= next_ms;
    uv_timer_start(&presence->timer, settle, is_due ? 0 : next_ms - now_ms, 0);
}

bool presence_is_settled(const struct hall *hall)
{
    return roster_is_settled(hall->presence->roster);
}

// --- those without a line ---

void presence_add_fading(struct hall *hall, struct tracks *tracks)
{
    struct presence *presence = hall->presence;
    tracks->previous = presence->fading_last;
    tracks->next = NULL;
    if (presence->fading_last) presence->fading_last->next = tracks;
    else presence->fading_first = tracks;
    presence->fading_last = tracks;
}

void presence_remove_fading(struct hall *hall, struct tracks *tracks)
{
    struct presence *presence = hall->presence;
    if (tracks->previous) tracks->previous->next = tracks->next;
    else presence->fading_first = tracks->next;
    if (tracks->next) tracks->next->previous = tracks->previous;
    else presence->fading_last = tracks->previous;
}

void presence_sweep(struct hall *hall)
{
    uint64_t now_ms = hall_now_ms(hall);
    for (struct tracks *first; (first = hall->presence->fading_first) && first->fades_ms <= now_ms;)
        tracks_fade(first);
}

// --- opening and closing ---

void presence_create(struct hall *hall)
{
    struct presence *presence = mem_new_clear(sizeof *presence);
    presence->roster = roster_new();
    uv_timer_init(hall->loop, &presence->timer);
    presence->timer.data = hall;
    hall->presence = presence;
}

void presence_close(struct hall *hall)
{
    uv_close((uv_handle_t *)&hall->presence->timer, NULL);
}

void presence_destroy(struct hall *hall)
{
    roster_delete(hall->presence->roster);
    mem_free(hall->presence);
}
