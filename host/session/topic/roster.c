// See roster.h. An entry keeps what was last told of it beside what it says now; one that is gone stays until that is
// told. So a change is what differs when the roster settles, however many steps led to it.
#include "session/topic/roster.h"

#include "base/mem.h"
#include "tree/hash.h"
#include "value/codec.h"

#include <stdlib.h>

enum { BUCKETS_MIN = 16, PEOPLE_MIN = 4 };

struct person {
    uint64_t session;
    uint64_t target;
    int64_t since_ms;
    struct bytes key;
    struct bytes now;  // its meta; no data: it is not there
    struct bytes told; // its meta as it was told; no data: it was not there. May be the same memory as `now`
};

struct roster_topic {
    struct roster_topic *next; // in its bucket
    struct roster_topic *next_unsettled;
    struct person *people; // by the time they came
    size_t count;
    size_t capacity;
    size_t present;
    void *lookers;
    bool is_unsettled;
    uint64_t hash;
    size_t name_size;
    char name[];
};

struct roster {
    struct roster_topic **buckets;
    size_t buckets_count; // a power of two
    size_t count;
    struct roster_topic *unsettled;
};

// --- topics ---

static struct bytes name_of(const struct roster_topic *topic)
{
    return (struct bytes){topic->name, topic->name_size};
}

static struct roster_topic **bucket_of(const struct roster *roster, uint64_t hash)
{
    return &roster->buckets[hash & (roster->buckets_count - 1)];
}

static struct roster_topic *find(const struct roster *roster, struct bytes name, uint64_t hash)
{
    struct roster_topic *topic = *bucket_of(roster, hash);
    while (topic && (topic->hash != hash || !bytes_equal(name_of(topic), name))) topic = topic->next;
    return topic;
}

struct roster_topic *roster_find(const struct roster *roster, struct bytes name)
{
    return find(roster, name, hash_bytes(name));
}

static void put_topic(struct roster *roster, struct roster_topic *topic)
{
    struct roster_topic **bucket = bucket_of(roster, topic->hash);
    topic->next = *bucket;
    *bucket = topic;
}

static void grow(struct roster *roster)
{
    struct roster_topic **old = roster->buckets;
    size_t old_count = roster->buckets_count;
    roster->buckets_count *= 2;
    roster->buckets = mem_new_clear(roster->buckets_count * sizeof *old);
    for (size_t i = 0; i < old_count; i++) {
        for (struct roster_topic *topic = old[i], *next; topic; topic = next) {
            next = topic->next;
            put_topic(roster, topic);
        }
    }
    mem_free(old);
}

struct roster_topic *roster_look(struct roster *roster, struct bytes name)
{
    uint64_t hash = hash_bytes(name);
    struct roster_topic *topic = find(roster, name, hash);
    if (topic) return topic;
    if (roster->count >= roster->buckets_count) grow(roster);
    topic = mem_new_clear(sizeof *topic + name.size);
    topic->hash = hash;
    topic->name_size = name.size;
    memcpy(topic->name, name.data, name.size);
    put_topic(roster, topic);
    roster->count++;
    return topic;
}

void **roster_lookers(struct roster_topic *topic)
{
    return &topic->lookers;
}

size_t roster_count(const struct roster_topic *topic)
{
    return topic->present;
}

static void forget_topic(struct roster *roster, struct roster_topic *topic)
{
    struct roster_topic **link = bucket_of(roster, topic->hash);
    while (*link != topic) link = &(*link)->next;
    *link = topic->next;
    roster->count--;
    mem_free(topic->people);
    mem_free(topic);
}

void roster_touch(struct roster *roster, struct roster_topic *topic)
{
    if (topic->is_unsettled) return;
    topic->is_unsettled = true;
    topic->next_unsettled = roster->unsettled;
    roster->unsettled = topic;
}

bool roster_is_settled(const struct roster *roster)
{
    return !roster->unsettled;
}

// --- people ---

static struct bytes copy(struct bytes bytes)
{
    if (!bytes.data) return bytes;
    char *data = mem_new(bytes.size + 1); // never the same as no data
    if (bytes.size) memcpy(data, bytes.data, bytes.size);
    return (struct bytes){data, bytes.size};
}

static void let_go(struct bytes bytes)
{
    mem_free((void *)(uintptr_t)bytes.data);
}

static void set_now(struct roster_topic *topic, struct person *person, struct bytes meta)
{
    topic->present += (meta.data != NULL) - (person->now.data != NULL);
    if (person->now.data != person->told.data) let_go(person->now);
    bool is_as_told = person->told.data && meta.data && bytes_equal(person->told, meta);
    person->now = is_as_told ? person->told : copy(meta);
}

static bool is_as_told(const struct person *person)
{
    return person->now.data == person->told.data;
}

static void set_told(struct person *person)
{
    if (is_as_told(person)) return;
    let_go(person->told);
    person->told = person->now;
}

static int compare(const struct person *person, const struct roster_entry *entry)
{
    if (person->since_ms != entry->since_ms) return person->since_ms < entry->since_ms ? -1 : 1;
    if (person->session != entry->session) return person->session < entry->session ? -1 : 1;
    return (person->target > entry->target) - (person->target < entry->target);
}

// Where it is, or where it would be.
static size_t place_of(const struct roster_topic *topic, const struct roster_entry *entry, bool *is_there)
{
    size_t low = 0, high = topic->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (compare(&topic->people[middle], entry) < 0) low = middle + 1;
        else high = middle;
    }
    *is_there = low < topic->count && compare(&topic->people[low], entry) == 0;
    return low;
}

static struct person *make_room(struct roster_topic *topic, size_t place)
{
    if (topic->count == topic->capacity) {
        topic->capacity = topic->capacity ? topic->capacity * 2 : PEOPLE_MIN;
        topic->people = mem_resize(topic->people, topic->capacity * sizeof *topic->people);
    }
    struct person *person = &topic->people[place];
    memmove(person + 1, person, (topic->count - place) * sizeof *person);
    topic->count++;
    return person;
}

void roster_put(struct roster *roster, struct bytes name, const struct roster_entry *entry)
{
    struct roster_topic *topic = roster_look(roster, name);
    bool is_there;
    size_t place = place_of(topic, entry, &is_there);
    struct person *person = is_there ? &topic->people[place] : make_room(topic, place);
    if (!is_there)
        *person = (struct person){entry->session, entry->target, entry->since_ms, copy(entry->key), {0}, {0}};
    set_now(topic, person, entry->meta);
    roster_touch(roster, topic);
}

void roster_remove(struct roster *roster, struct bytes name, const struct roster_entry *entry)
{
    struct roster_topic *topic = roster_find(roster, name);
    bool is_there = false;
    size_t place = topic ? place_of(topic, entry, &is_there) : 0;
    if (!is_there) return;
    set_now(topic, &topic->people[place], (struct bytes){0});
    roster_touch(roster, topic);
}

// --- settling ---

static bool has_changed(const struct roster_topic *topic)
{
    for (size_t i = 0; i < topic->count; i++)
        if (!is_as_told(&topic->people[i])) return true;
    return false;
}

// All of it is known; those who are gone need not be remembered.
static void settle(struct roster_topic *topic)
{
    size_t kept = 0;
    for (size_t i = 0; i < topic->count; i++) {
        struct person *person = &topic->people[i];
        set_told(person);
        if (person->now.data) topic->people[kept++] = *person;
        else let_go(person->key);
    }
    topic->count = kept;
}

void roster_settle(struct roster *roster, void (*visit)(void *self, struct roster_topic *topic, bool is_changed),
                   void *self)
{
    struct roster_topic *topic = roster->unsettled;
    roster->unsettled = NULL;
    for (struct roster_topic *next; topic; topic = next) {
        next = topic->next_unsettled;
        visit(self, topic, has_changed(topic));
        settle(topic);
        topic->is_unsettled = false;
        if (!topic->count && !topic->lookers) forget_topic(roster, topic);
    }
}

// --- lists ---

enum aspect { PRESENT, JOINED, LEFT };

static struct bytes meta_in(const struct person *person, enum aspect aspect)
{
    struct bytes none = {0};
    if (aspect == PRESENT) return person->now;
    if (is_as_told(person)) return none;
    return aspect == JOINED ? person->now : person->told;
}

// One who is to be told of, and those who have the same key.
struct row {
    const struct person *person;
    struct bytes meta;
    size_t place;
    struct row *next; // of its key
    bool follows;     // another of its key is before it
};

static int compare_rows(const void *a, const void *b)
{
    const struct row *one = *(const struct row *const *)a, *other = *(const struct row *const *)b;
    int order = bytes_compare(one->person->key, other->person->key);
    return order ? order : (one->place > other->place) - (one->place < other->place);
}

// Those of one key are linked, in their order.
static void link_keys(struct row *rows, size_t count)
{
    struct row **keyed = mem_new(count * sizeof(struct row *));
    size_t keyed_count = 0;
    for (size_t i = 0; i < count; i++)
        if (rows[i].person->key.data) keyed[keyed_count++] = &rows[i];
    qsort(keyed, keyed_count, sizeof(struct row *), compare_rows);
    for (size_t i = 1; i < keyed_count; i++) {
        if (!bytes_equal(keyed[i - 1]->person->key, keyed[i]->person->key)) continue;
        keyed[i - 1]->next = keyed[i];
        keyed[i]->follows = true;
    }
    mem_free(keyed);
}

static void put_row(const struct row *row, struct buffer *out)
{
    if (!row->person->key.data) {
        buffer_put(out, row->meta);
        return;
    }
    size_t entry = codec_begin_table(out), metas_count = 0;
    codec_put_string(out, BYTES("key"));
    codec_put_string(out, row->person->key);
    codec_put_string(out, BYTES("metas"));
    size_t metas = codec_begin_table(out);
    for (; row; row = row->next, metas_count++) buffer_put(out, row->meta);
    codec_end_table(out, metas, metas_count, 0);
    codec_end_table(out, entry, 0, 2);
}

static bool put_list(const struct roster_topic *topic, enum aspect aspect, struct buffer *out)
{
    struct row *rows = mem_new((topic->count + 1) * sizeof *rows);
    size_t count = 0, entries = 0;
    for (size_t i = 0; i < topic->count; i++) {
        struct bytes meta = meta_in(&topic->people[i], aspect);
        if (!meta.data) continue;
        rows[count] = (struct row){&topic->people[i], meta, count, NULL, false};
        count++;
    }
    link_keys(rows, count);
    size_t list = codec_begin_table(out);
    for (size_t i = 0; i < count; i++) {
        if (rows[i].follows) continue;
        put_row(&rows[i], out);
        entries++;
    }
    codec_end_table(out, list, entries, 0);
    mem_free(rows);
    return entries;
}

void roster_put_list(const struct roster_topic *topic, struct buffer *out)
{
    put_list(topic, PRESENT, out);
}

static bool put_some(const struct roster_topic *topic, enum aspect aspect, struct buffer *out)
{
    size_t before = out->size;
    bool is_some = put_list(topic, aspect, out);
    if (!is_some) out->size = before;
    return is_some;
}

bool roster_put_joins(const struct roster_topic *topic, struct buffer *out)
{
    return put_some(topic, JOINED, out);
}

bool roster_put_leaves(const struct roster_topic *topic, struct buffer *out)
{
    return put_some(topic, LEFT, out);
}

// --- life ---

struct roster *roster_new(void)
{
    struct roster *roster = mem_new_clear(sizeof *roster);
    roster->buckets_count = BUCKETS_MIN;
    roster->buckets = mem_new_clear(BUCKETS_MIN * sizeof(struct roster_topic *));
    return roster;
}

static void forget_people(struct roster_topic *topic)
{
    for (size_t i = 0; i < topic->count; i++) {
        struct person *person = &topic->people[i];
        if (!is_as_told(person)) let_go(person->told);
        let_go(person->now);
        let_go(person->key);
    }
}

void roster_delete(struct roster *roster)
{
    if (!roster) return;
    for (size_t i = 0; i < roster->buckets_count; i++) {
        while (roster->buckets[i]) {
            forget_people(roster->buckets[i]);
            forget_topic(roster, roster->buckets[i]);
        }
    }
    mem_free(roster->buckets);
    mem_free(roster);
}
