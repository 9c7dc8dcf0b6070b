// What services keep for each other: values by name, for a while, in bounded memory. One for a host; any thread.
//
// What was not used for longest goes first when room is needed. A value that is being computed is computed once:
// whoever claims its name computes it, and who comes meanwhile waits for that.
#pragma once

#include "base/buffer.h"
#include "base/bytes.h"

#include <stdint.h>

struct cache;

enum { CACHE_KEY_MAX = 1024 };

struct cache_counts {
    uint64_t hits;
    uint64_t misses;
    uint64_t evicted; // for want of room; not those whose time was over
    uint64_t bytes;   // held now
    uint64_t values;
};

struct cache *cache_new(size_t bytes_max);
void cache_delete(struct cache *cache);

// Appends the value; false where there is none, or its time is over.
bool cache_get(struct cache *cache, struct bytes key, struct buffer *out);

// From now on, and for ttl_ms (0: as long as there is room). False where it takes more than an eighth of the room. A
// claim on the name is over with it.
bool cache_set(struct cache *cache, struct bytes key, struct bytes value, int64_t ttl_ms);

// Whether there was one.
bool cache_remove(struct cache *cache, struct bytes key);

enum cache_claim {
    CACHE_FOUND,   // the value was appended
    CACHE_CLAIMED, // `owner` is to compute it: then cache_set, or cache_release
    CACHE_OWN,     // `owner` has claimed it already
    CACHE_STOPPED, // `goes_on` said so while another was computing
};

enum cache_claim cache_fetch(struct cache *cache, struct bytes key, const void *owner, bool (*goes_on)(void *self),
                             void *self, struct buffer *out);

// The owner computes nothing any more: neither this name nor, with one without data, any.
void cache_release(struct cache *cache, struct bytes key, const void *owner);

struct cache_counts cache_count(struct cache *cache);
