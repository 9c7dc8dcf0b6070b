// See cache.h. One lock, a table of chains, and a ring of all entries in the order of their last use.
#include "service/world/cache.h"

#include "base/clock.h"
#include "base/mem.h"

#include <assert.h>
#include <pthread.h>
#include <sodium.h>
#include <xxhash.h>

enum { CHAINS_MIN = 64, SHARE = 8, LOOK_MS = 50 };

struct entry {
    struct entry *chain; // the next one in it
    struct entry *newer;
    struct entry *older;
    uint64_t hash;
    uint64_t ends_ns; // 0: it does not
    size_t key_size;
    size_t value_size;
    char data[]; // the key, then the value
};

struct claim {
    struct claim *next;
    const void *owner;
    size_t key_size;
    char key[];
};

struct cache {
    pthread_mutex_t lock;
    pthread_cond_t changed; // a claim is over
    uint64_t seed;          // keys may be a stranger's
    size_t bytes_max;
    struct entry **chains;
    size_t chains_count; // a power of two
    struct entry *newest;
    struct entry *oldest;
    struct claim *claims;
    struct cache_counts counts;
};

struct cache *cache_new(size_t bytes_max)
{
    struct cache *cache = mem_new_clear(sizeof *cache);
    pthread_condattr_t monotonic;
    pthread_mutex_init(&cache->lock, NULL);
    pthread_condattr_init(&monotonic);
    pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    pthread_cond_init(&cache->changed, &monotonic);
    pthread_condattr_destroy(&monotonic);
    randombytes_buf(&cache->seed, sizeof cache->seed);
    cache->bytes_max = bytes_max;
    return cache;
}

// --- entries ---

static size_t size_of(const struct entry *entry)
{
    return sizeof *entry + sizeof(struct entry *) + entry->key_size + entry->value_size;
}

static struct bytes key_of(const struct entry *entry)
{
    return (struct bytes){entry->data, entry->key_size};
}

static void tie(struct cache *cache, struct entry *entry)
{
    entry->newer = NULL;
    entry->older = cache->newest;
    if (cache->newest) cache->newest->newer = entry;
    else cache->oldest = entry;
    cache->newest = entry;
}

static void untie(struct cache *cache, struct entry *entry)
{
    if (entry->newer) entry->newer->older = entry->older;
    else cache->newest = entry->older;
    if (entry->older) entry->older->newer = entry->newer;
    else cache->oldest = entry->newer;
}

static struct entry **link_of(struct cache *cache, struct bytes key, uint64_t hash)
{
    static struct entry *nothing;
    if (!cache->chains) return &nothing;
    struct entry **link = &cache->chains[hash & (cache->chains_count - 1)];
    while (*link && ((*link)->hash != hash || !bytes_equal(key_of(*link), key))) link = &(*link)->chain;
    return link;
}

static void remove_at(struct cache *cache, struct entry **link)
{
    struct entry *entry = *link;
    assert(entry);
    *link = entry->chain;
    untie(cache, entry);
    cache->counts.bytes -= size_of(entry);
    cache->counts.values--;
    mem_free(entry);
}

static void widen(struct cache *cache)
{
    size_t count = cache->chains_count ? cache->chains_count * 2 : CHAINS_MIN;
    mem_free(cache->chains);
    cache->chains = mem_new_clear(count * sizeof(struct entry *));
    cache->chains_count = count;
    for (struct entry *entry = cache->oldest; entry; entry = entry->newer) {
        struct entry **first = &cache->chains[entry->hash & (count - 1)];
        entry->chain = *first;
        *first = entry;
    }
}

static uint64_t hash_of(const struct cache *cache, struct bytes key)
{
    return XXH3_64bits_withSeed(key.data, key.size, cache->seed);
}

// The entry that is there and whose time is not over.
static struct entry *find(struct cache *cache, struct bytes key)
{
    struct entry **link = link_of(cache, key, hash_of(cache, key));
    if (!*link) return NULL;
    if (!(*link)->ends_ns || clock_ns() < (*link)->ends_ns) return *link;
    remove_at(cache, link);
    return NULL;
}

static bool read(struct cache *cache, struct bytes key, struct buffer *out)
{
    struct entry *entry = find(cache, key);
    if (!entry) return false;
    untie(cache, entry);
    tie(cache, entry);
    buffer_put(out, (struct bytes){entry->data + entry->key_size, entry->value_size});
    return true;
}

static void make_room(struct cache *cache, size_t size)
{
    while (cache->oldest && cache->counts.bytes + size > cache->bytes_max) {
        remove_at(cache, link_of(cache, key_of(cache->oldest), cache->oldest->hash));
        cache->counts.evicted++;
    }
}

static void insert(struct cache *cache, struct entry *entry)
{
    struct entry **old = link_of(cache, key_of(entry), entry->hash);
    if (*old) remove_at(cache, old);
    make_room(cache, size_of(entry));
    if (cache->counts.values >= cache->chains_count) widen(cache);
    struct entry **link = link_of(cache, key_of(entry), entry->hash);
    entry->chain = *link;
    *link = entry;
    tie(cache, entry);
    cache->counts.bytes += size_of(entry);
    cache->counts.values++;
}

static struct entry *make_entry(const struct cache *cache, struct bytes key, struct bytes value, int64_t ttl_ms)
{
    struct entry *entry = mem_new(sizeof *entry + key.size + value.size);
    *entry = (struct entry){
        .hash = hash_of(cache, key),
        .ends_ns = ttl_ms ? clock_ns() + (uint64_t)ttl_ms * 1000000 : 0,
        .key_size = key.size,
        .value_size = value.size,
    };
    memcpy(entry->data, key.data, key.size);
    memcpy(entry->data + key.size, value.data, value.size);
    return entry;
}

// --- claims ---

static struct claim *find_claim(const struct cache *cache, struct bytes key)
{
    struct claim *claim = cache->claims;
    while (claim && !bytes_equal((struct bytes){claim->key, claim->key_size}, key)) claim = claim->next;
    return claim;
}

// Those of the owner, or of anybody; on this name, or on any.
static void end_claims(struct cache *cache, struct bytes key, const void *owner)
{
    for (struct claim **link = &cache->claims; *link;) {
        struct claim *claim = *link;
        bool is_meant = (!owner || claim->owner == owner) &&
                        (!key.data || bytes_equal((struct bytes){claim->key, claim->key_size}, key));
        if (!is_meant) {
            link = &claim->next;
            continue;
        }
        *link = claim->next;
        mem_free(claim);
        pthread_cond_broadcast(&cache->changed);
    }
}

static void add_claim(struct cache *cache, struct bytes key, const void *owner)
{
    struct claim *claim = mem_new(sizeof *claim + key.size);
    *claim = (struct claim){cache->claims, owner, key.size};
    memcpy(claim->key, key.data, key.size);
    cache->claims = claim;
}

static void wait_a_little(struct cache *cache)
{
    struct timespec until;
    clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_nsec += LOOK_MS * 1000000L;
    if (until.tv_nsec >= 1000000000) until.tv_sec++, until.tv_nsec -= 1000000000;
    pthread_cond_timedwait(&cache->changed, &cache->lock, &until);
}

// --- for all ---

bool cache_get(struct cache *cache, struct bytes key, struct buffer *out)
{
    pthread_mutex_lock(&cache->lock);
    bool is_there = read(cache, key, out);
    if (is_there) cache->counts.hits++;
    else cache->counts.misses++;
    pthread_mutex_unlock(&cache->lock);
    return is_there;
}

bool cache_set(struct cache *cache, struct bytes key, struct bytes value, int64_t ttl_ms)
{
    bool fits = key.size + value.size <= cache->bytes_max / SHARE;
    struct entry *entry = fits ? make_entry(cache, key, value, ttl_ms) : NULL;
    pthread_mutex_lock(&cache->lock);
    if (entry) insert(cache, entry);
    end_claims(cache, key, NULL);
    pthread_mutex_unlock(&cache->lock);
    return fits;
}

bool cache_remove(struct cache *cache, struct bytes key)
{
    pthread_mutex_lock(&cache->lock);
    bool is_there = find(cache, key);
    if (is_there) remove_at(cache, link_of(cache, key, hash_of(cache, key)));
    pthread_mutex_unlock(&cache->lock);
    return is_there;
}

enum cache_claim cache_fetch(struct cache *cache, struct bytes key, const void *owner, bool (*goes_on)(void *self),
                             void *self, struct buffer *out)
{
    enum cache_claim end = CACHE_FOUND;
    const struct claim *claim = NULL;
    pthread_mutex_lock(&cache->lock);
    while (!read(cache, key, out)) {
        claim = find_claim(cache, key);
        if (!claim) end = CACHE_CLAIMED;
        else if (claim->owner == owner) end = CACHE_OWN;
        else if (!goes_on(self)) end = CACHE_STOPPED;
        if (end != CACHE_FOUND) break;
        wait_a_little(cache);
    }
    if (end == CACHE_CLAIMED) add_claim(cache, key, owner);
    if (end == CACHE_FOUND) cache->counts.hits++;
    else cache->counts.misses++;
    pthread_mutex_unlock(&cache->lock);
    return end;
}

void cache_release(struct cache *cache, struct bytes key, const void *owner)
{
    pthread_mutex_lock(&cache->lock);
    end_claims(cache, key, owner);
    pthread_mutex_unlock(&cache->lock);
}

struct cache_counts cache_count(struct cache *cache)
{
    pthread_mutex_lock(&cache->lock);
    struct cache_counts counts = cache->counts;
    pthread_mutex_unlock(&cache->lock);
    return counts;
}

void cache_delete(struct cache *cache)
{
    if (!cache) return;
    while (cache->oldest) remove_at(cache, link_of(cache, key_of(cache->oldest), cache->oldest->hash));
    end_claims(cache, (struct bytes){0}, NULL);
    mem_free(cache->chains);
    pthread_cond_destroy(&cache->changed);
    pthread_mutex_destroy(&cache->lock);
    mem_free(cache);
}
