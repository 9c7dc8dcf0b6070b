// See topics.h.
#include "session/topic/topics.h"

#include "base/mem.h"
#include "bus/broadcast.h"
#include "session/hall.h"
#include "session/session.h"
#include "session/topic/crowd.h"
#include "session/topic/fitting.h"
#include "session/topic/subscription.h"
#include "tree/hash.h"

enum { BUCKETS_MIN = 16, LISTENERS_MIN = 4 };

struct topic {
    struct topic *next; // in its bucket
    struct shared *name;
    uint64_t hash;
    struct subscription **all;
    uint32_t count;
    uint32_t capacity;
};

struct topics {
    struct topic **buckets;
    size_t buckets_count; // a power of two
    size_t count;
    uint64_t *heard;                             // the number of the last of each hall
    struct broadcast *recent[TOPICS_RECENT_MAX]; // a ring
    unsigned recent_first;
    unsigned recent_count;
    size_t recent_bytes;
};

// --- who listens ---

static struct topic **bucket_of(const struct topics *topics, uint64_t hash)
{
    return &topics->buckets[hash & (topics->buckets_count - 1)];
}

static struct topic *find(const struct topics *topics, struct bytes name, uint64_t hash)
{
    struct topic *topic = *bucket_of(topics, hash);
    while (topic && (topic->hash != hash || !bytes_equal(shared_bytes(topic->name), name))) topic = topic->next;
    return topic;
}

static void put(struct topics *topics, struct topic *topic)
{
    struct topic **bucket = bucket_of(topics, topic->hash);
    topic->next = *bucket;
    *bucket = topic;
}

static void grow(struct topics *topics)
{
    struct topic **old = topics->buckets;
    size_t old_count = topics->buckets_count;
    topics->buckets_count *= 2;
    topics->buckets = mem_new_clear(topics->buckets_count * sizeof(struct topic *));
    for (size_t i = 0; i < old_count; i++) {
        for (struct topic *topic = old[i], *next; topic; topic = next) {
            next = topic->next;
            put(topics, topic);
        }
    }
    mem_free(old);
}

static struct topic *find_or_make(struct topics *topics, struct shared *name)
{
    uint64_t hash = hash_bytes(shared_bytes(name));
    struct topic *topic = find(topics, shared_bytes(name), hash);
    if (topic) return topic;
    if (topics->count >= topics->buckets_count) grow(topics);
    topic = mem_new_clear(sizeof *topic);
    topic->name = shared_hold(name);
    topic->hash = hash;
    put(topics, topic);
    topics->count++;
    return topic;
}

static void delete_topic(struct topics *topics, struct topic *topic)
{
    struct topic **link = bucket_of(topics, topic->hash);
    while (*link != topic) link = &(*link)->next;
    *link = topic->next;
    topics->count--;
    shared_release(topic->name);
    mem_free(topic->all);
    mem_free(topic);
}

void topics_add(struct hall *hall, struct subscription *subscription)
{
    struct topic *topic = find_or_make(hall->topics, subscription->name);
    if (topic->count == topic->capacity) {
        topic->capacity = topic->capacity ? topic->capacity * 2 : LISTENERS_MIN;
        topic->all = mem_resize(topic->all, topic->capacity * sizeof(struct subscription *));
    }
    subscription->topic = topic;
    subscription->place = topic->count;
    topic->all[topic->count++] = subscription;
    if (subscription->name == topic->name) return;
    shared_release(subscription->name); // one copy for all
    subscription->name = shared_hold(topic->name);
}

void topics_remove(struct hall *hall, struct subscription *subscription)
{
    struct topic *topic = subscription->topic;
    struct subscription *last = topic->all[--topic->count];
    topic->all[subscription->place] = last;
    last->place = subscription->place;
    subscription->topic = NULL;
    if (!topic->count) delete_topic(hall->topics, topic);
}

uint32_t topics_listeners(const struct hall *hall, struct bytes name)
{
    const struct topic *topic = find(hall->topics, name, hash_bytes(name));
    return topic ? topic->count : 0;
}

void topics_tell(const struct hall *hall, void (*tell)(void *self, struct bytes name, uint32_t listeners), void *self)
{
    for (size_t i = 0; i < hall->topics->buckets_count; i++)
        for (const struct topic *topic = hall->topics->buckets[i]; topic; topic = topic->next)
            tell(self, shared_bytes(topic->name), topic->count);
}

// --- what was said lately, for those who move ---

static size_t size_of(const struct broadcast *broadcast)
{
    return sizeof *broadcast + broadcast->topic.size + broadcast->name.size + broadcast->data->size;
}

static void forget_oldest(struct topics *topics)
{
    struct broadcast *oldest = topics->recent[topics->recent_first];
    topics->recent_first = (topics->recent_first + 1) % TOPICS_RECENT_MAX;
    topics->recent_count--;
    topics->recent_bytes -= size_of(oldest);
    broadcast_release(oldest);
}

static void remember(struct hall *hall, struct broadcast *broadcast)
{
    struct topics *topics = hall->topics;
    topics->heard[broadcast->source] = broadcast->number;
    if (hall->settings->halls_count < 2) return; // nobody moves
    if (topics->recent_count == TOPICS_RECENT_MAX) forget_oldest(topics);
    topics->recent[(topics->recent_first + topics->recent_count++) % TOPICS_RECENT_MAX] = broadcast_hold(broadcast);
    topics->recent_bytes += size_of(broadcast);
    while (topics->recent_bytes > TOPICS_RECENT_BYTES_MAX) forget_oldest(topics);
}

size_t topics_kept_bytes(const struct hall *hall)
{
    return hall->topics->recent_bytes;
}

void topics_note_heard(const struct hall *hall, struct subscriptions *subscriptions)
{
    unsigned halls = hall->settings->halls_count;
    if (!subscriptions->heard) subscriptions->heard = mem_new_clear(halls * sizeof(uint64_t));
    for (unsigned i = 0; i < halls; i++) // it may be further than a hall that it came to a moment ago
        if (hall->topics->heard[i] > subscriptions->heard[i]) subscriptions->heard[i] = hall->topics->heard[i];
}

static void deliver(struct fittings *fittings, struct subscription *subscription);

static void tell_again(struct hall *hall, const struct subscriptions *subscriptions, struct broadcast *broadcast)
{
    struct fittings fittings = {.hall = hall, .broadcast = broadcast};
    for (struct subscription *at = subscriptions->first; at; at = at->next)
        if (bytes_equal(shared_bytes(at->name), broadcast->topic)) deliver(&fittings, at);
    fittings_destroy(&fittings);
}

static void miss_all(const struct subscriptions *subscriptions)
{
    for (struct subscription *at = subscriptions->first; at; at = at->next) subscription_miss(at);
}

void topics_catch_up(struct hall *hall, struct subscriptions *subscriptions)
{
    const struct topics *topics = hall->topics;
    uint64_t lacking = 0;
    if (!subscriptions->heard) return;
    for (unsigned i = 0; i < hall->settings->halls_count; i++)
        if (topics->heard[i] > subscriptions->heard[i]) lacking += topics->heard[i] - subscriptions->heard[i];
    for (unsigned i = 0; i < topics->recent_count && lacking; i++) {
        struct broadcast *broadcast = topics->recent[(topics->recent_first + i) % TOPICS_RECENT_MAX];
        if (broadcast->number <= subscriptions->heard[broadcast->source]) continue;
        tell_again(hall, subscriptions, broadcast);
        subscriptions->heard[broadcast->source] = broadcast->number;
        lacking--;
    }
    if (lacking) miss_all(subscriptions);
}

// Whether a session that came from another hall has this one already; it forgets where it was once its hall is as
// far.
static bool was_heard(const struct hall *hall, struct subscriptions *subscriptions, const struct broadcast *broadcast)
{
    bool is_ahead = false;
    if (broadcast->number <= subscriptions->heard[broadcast->source]) return true;
    for (unsigned i = 0; i < hall->settings->halls_count; i++)
        is_ahead = is_ahead || hall->topics->heard[i] < subscriptions->heard[i];
    if (is_ahead) return false;
    mem_free(subscriptions->heard);
    subscriptions->heard = NULL;
    return false;
}

// --- broadcasts ---

static void deliver(struct fittings *fittings, struct subscription *subscription)
{
    struct counters *counters = &fittings->hall->counters;
    const struct fitting *fitting = fittings_find(fittings, subscription);
    if (fitting->is_misfit) count(&counters->broadcasts_misfit);
    if (!fitting->data) return;
    count(&counters->broadcasts_heard);
    subscription_tell(subscription, fitting->handler, fitting->data);
}

static void deliver_all(struct hall *hall, struct broadcast *broadcast)
{
    const struct topic *topic = find(hall->topics, broadcast->topic, hash_bytes(broadcast->topic));
    struct fittings fittings = {.hall = hall, .broadcast = broadcast};
    for (uint32_t i = 0; topic && i < topic->count; i++) {
        struct subscription *subscription = topic->all[i];
        struct subscriptions *subscriptions = subscription->session->subscriptions;
        if (!subscriptions->heard || !was_heard(hall, subscriptions, broadcast)) deliver(&fittings, subscription);
    }
    fittings_destroy(&fittings);
    crowd_note(hall, broadcast->topic);
    remember(hall, broadcast);
}

struct letter {
    struct inbox_message message; // first
    struct broadcast *broadcast;
};

static void hear(struct inbox_message *message, void *receiver)
{
    struct letter *letter = (struct letter *)message;
    struct hall *hall = receiver;
    if (hall) {
        arena_reset(&hall->arena);
        deliver_all(hall, letter->broadcast);
    }
    broadcast_release(letter->broadcast);
    mem_free(letter);
}

static void send_letter(struct hall *hall, struct broadcast *broadcast)
{
    struct letter *letter = mem_new_clear(sizeof *letter);
    letter->message.deliver = hear;
    letter->broadcast = broadcast_hold(broadcast);
    inbox_put(&hall->inbox, &letter->message);
}

static void broadcast_shared(struct hall *hall, struct bytes topic, struct bytes name, struct shared *data)
{
    const struct settings *settings = hall->settings;
    uint64_t number = hall->topics->heard[hall->index] + 1;
    struct broadcast *broadcast = broadcast_new(hall->index, number, topic, name, data);
    count(&hall->counters.broadcasts);
    for (unsigned i = 0; i < settings->halls_count; i++)
        if (i != hall->index) send_letter(settings->halls[i], broadcast);
    deliver_all(hall, broadcast);
    broadcast_release(broadcast);
}

void topics_broadcast(struct hall *hall, struct bytes topic, struct bytes name, struct bytes data)
{
    struct shared *shared = shared_new(data);
    broadcast_shared(hall, topic, name, shared);
    shared_release(shared);
}

// A hall speaks for those who are none.
static void pass_on(struct inbox_message *message, void *receiver)
{
    struct letter *letter = (struct letter *)message;
    const struct broadcast *said = letter->broadcast;
    struct hall *hall = receiver;
    if (hall) {
        arena_reset(&hall->arena);
        broadcast_shared(hall, said->topic, said->name, said->data);
    }
    broadcast_release(letter->broadcast);
    mem_free(letter);
}

void topics_broadcast_from_outside(const struct settings *settings, struct bytes topic, struct bytes name,
                                   struct bytes data)
{
    struct shared *shared = shared_new(data);
    struct letter *letter = mem_new_clear(sizeof *letter);
    letter->message.deliver = pass_on;
    letter->broadcast = broadcast_new(0, 0, topic, name, shared);
    shared_release(shared);
    inbox_put(&settings->halls[0]->inbox, &letter->message);
}

// --- opening and closing ---

void topics_create(struct hall *hall)
{
    struct topics *topics = mem_new_clear(sizeof *topics);
    topics->buckets_count = BUCKETS_MIN;
    topics->buckets = mem_new_clear(topics->buckets_count * sizeof(struct topic *));
    topics->heard = mem_new_clear(hall->settings->halls_count * sizeof(uint64_t));
    hall->topics = topics;
}

void topics_destroy(struct hall *hall)
{
    struct topics *topics = hall->topics;
    while (topics->recent_count) forget_oldest(topics);
    mem_free(topics->buckets); // nobody listens any more: all sessions have ended
    mem_free(topics->heard);
    mem_free(topics);
}
