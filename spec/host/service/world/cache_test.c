// The cache: bounded, the least used out first, and computed once, whoever asks at the same time.
#include "service/world/cache.h"
#include "support/house.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <unistd.h>

enum { THREADS = 8, ROUNDS = 2000, KEYS = 20, ROOM = 64 * 1024 };

static bool goes_on(void *self)
{
    const _Atomic bool *stop = self;
    return !stop || !*stop;
}

static struct bytes key_of(char room[20], int number)
{
    return (struct bytes){room, (size_t)snprintf(room, 20, "key %d", number)};
}

static bool has(struct cache *cache, int number)
{
    char room[20];
    struct buffer out = {0};
    bool is_there = cache_get(cache, key_of(room, number), &out);
    if (is_there) assert_int_equal(out.size, 1000);
    buffer_destroy(&out);
    return is_there;
}

static void set(struct cache *cache, int number, int64_t ttl_ms)
{
    static const char content[1000];
    char room[20];
    assert_true(cache_set(cache, key_of(room, number), (struct bytes){content, sizeof content}, ttl_ms));
}

static void keeps_and_forgets(void **state)
{
    struct cache *cache = cache_new(ROOM);
    struct buffer out = {0};
    (void)state;
    assert_false(cache_get(cache, BYTES("a"), &out));
    assert_true(cache_set(cache, BYTES("a"), BYTES("one"), 0));
    assert_true(cache_set(cache, BYTES("a"), BYTES("two"), 0));
    assert_true(cache_get(cache, BYTES("a"), &out));
    assert_true(bytes_equal(buffer_bytes(&out), BYTES("two")));
    assert_true(cache_remove(cache, BYTES("a")));
    assert_false(cache_remove(cache, BYTES("a")));
    assert_false(cache_get(cache, BYTES("a"), &out));
    struct cache_counts counts = cache_count(cache);
    assert_int_equal(counts.hits, 1);
    assert_int_equal(counts.misses, 2);
    assert_int_equal(counts.bytes, 0);
    assert_int_equal(counts.values, 0);
    buffer_destroy(&out);
    cache_delete(cache);
}

static void lets_the_least_used_go(void **state)
{
    struct cache *cache = cache_new(ROOM);
    (void)state;
    for (int i = 0; i < 1000; i++) {
        set(cache, i, 0);
        assert_true(has(cache, 0)); // used all the time
        assert_true(cache_count(cache).bytes <= ROOM);
    }
    struct cache_counts counts = cache_count(cache);
    assert_int_equal(counts.values + counts.evicted, 1000);
    assert_true(counts.values > 50);
    for (int i = 1; i < 1000; i++) assert_int_equal(has(cache, i), i > 1000 - (int)counts.values);
    cache_delete(cache);
}

static void refuses_what_is_too_large(void **state)
{
    static const char content[ROOM];
    struct cache *cache = cache_new(ROOM);
    (void)state;
    set(cache, 1, 0);
    assert_false(cache_set(cache, BYTES("a"), (struct bytes){content, ROOM / 8}, 0));
    assert_true(cache_set(cache, BYTES("a"), (struct bytes){content, ROOM / 8 - 1}, 0));
    assert_true(has(cache, 1));
    cache_delete(cache);
}

static void forgets_in_time(void **state)
{
    struct cache *cache = cache_new(ROOM);
    (void)state;
    set(cache, 1, 1);
    set(cache, 2, 3600 * 1000);
    usleep(3000);
    assert_false(has(cache, 1));
    assert_true(has(cache, 2));
    assert_int_equal(cache_count(cache).values, 1);
    cache_delete(cache);
}

// --- computing ---

struct crowd {
    struct cache *cache;
    _Atomic int computed;
    _Atomic int got;
};

static void *fetch_once(void *argument)
{
    struct crowd *crowd = argument;
    struct buffer out = {0};
    int owner = 0;
    enum cache_claim end = cache_fetch(crowd->cache, BYTES("slow"), &owner, goes_on, NULL, &out);
    if (end == CACHE_CLAIMED) {
        crowd->computed++;
        usleep(20000);
        cache_set(crowd->cache, BYTES("slow"), BYTES("value"), 0);
    } else if (end == CACHE_FOUND && bytes_equal(buffer_bytes(&out), BYTES("value"))) {
        crowd->got++;
    }
    buffer_destroy(&out);
    return NULL;
}

static void computes_once(void **state)
{
    struct crowd crowd = {.cache = cache_new(ROOM)};
    pthread_t threads[THREADS];
    (void)state;
    for (int i = 0; i < THREADS; i++) pthread_create(&threads[i], NULL, fetch_once, &crowd);
    for (int i = 0; i < THREADS; i++) pthread_join(threads[i], NULL);
    assert_int_equal(crowd.computed, 1);
    assert_int_equal(crowd.got, THREADS - 1);
    cache_delete(crowd.cache);
}

static void *fetch_after(void *argument)
{
    struct crowd *crowd = argument;
    struct buffer out = {0};
    int owner = 0;
    if (cache_fetch(crowd->cache, BYTES("left"), &owner, goes_on, NULL, &out) == CACHE_CLAIMED) crowd->computed++;
    cache_release(crowd->cache, (struct bytes){0}, &owner);
    buffer_destroy(&out);
    return NULL;
}

static void lets_the_next_compute_what_one_gave_up(void **state)
{
    struct crowd crowd = {.cache = cache_new(ROOM)};
    struct buffer out = {0};
    pthread_t threads[THREADS];
    int owner = 0;
    (void)state;
    assert_int_equal(cache_fetch(crowd.cache, BYTES("left"), &owner, goes_on, NULL, &out), CACHE_CLAIMED);
    assert_int_equal(cache_fetch(crowd.cache, BYTES("left"), &owner, goes_on, NULL, &out), CACHE_OWN);
    for (int i = 0; i < THREADS; i++) pthread_create(&threads[i], NULL, fetch_after, &crowd);
    usleep(5000);
    assert_int_equal(crowd.computed, 0);
    cache_release(crowd.cache, (struct bytes){0}, &owner);
    for (int i = 0; i < THREADS; i++) pthread_join(threads[i], NULL);
    assert_int_equal(crowd.computed, THREADS); // each gave it up in turn
    cache_delete(crowd.cache);
}

static enum cache_claim fetch(struct cache *cache, struct bytes key, int *owner)
{
    static _Atomic bool stop = true;
    struct buffer out = {0};
    enum cache_claim end = cache_fetch(cache, key, owner, goes_on, &stop, &out);
    buffer_destroy(&out);
    return end;
}

static void gives_up_what_is_meant_and_nothing_else(void **state)
{
    static const char *const names[] = {"a", "b", "c", "d"};
    struct cache *cache = cache_new(ROOM);
    int owners[4], other;
    (void)state;
    for (int i = 0; i < 4; i++) assert_int_equal(fetch(cache, bytes_of(names[i]), &owners[i]), CACHE_CLAIMED);
    cache_release(cache, (struct bytes){0}, &owners[1]);
    cache_release(cache, BYTES("c"), &owners[2]);
    cache_release(cache, BYTES("d"), &owners[0]); // it is not his
    static const enum cache_claim ends[] = {CACHE_STOPPED, CACHE_CLAIMED, CACHE_CLAIMED, CACHE_STOPPED};
    for (int i = 0; i < 4; i++) assert_int_equal(fetch(cache, bytes_of(names[i]), &other), ends[i]);
    cache_delete(cache);
}

static void waits_no_longer_than_it_may(void **state)
{
    struct cache *cache = cache_new(ROOM);
    struct buffer out = {0};
    _Atomic bool stop = true;
    int one = 0, other = 0;
    (void)state;
    assert_int_equal(cache_fetch(cache, BYTES("a"), &one, goes_on, NULL, &out), CACHE_CLAIMED);
    assert_int_equal(cache_fetch(cache, BYTES("a"), &other, goes_on, &stop, &out), CACHE_STOPPED);
    assert_int_equal(cache_fetch(cache, BYTES("b"), &other, goes_on, &stop, &out), CACHE_CLAIMED);
    cache_delete(cache);
}

// Whatever threads do at the same time, a value is whole and the account is right.
static void *work(void *argument)
{
    struct cache *cache = argument;
    unsigned seed = (unsigned)(uintptr_t)&seed;
    for (int i = 0; i < ROUNDS; i++) {
        int number = rand_r(&seed) % KEYS;
        char room[20], content[2000];
        struct buffer out = {0};
        struct bytes key = key_of(room, number);
        memset(content, number, sizeof content);
        switch (rand_r(&seed) % 4) {
        case 0: cache_set(cache, key, (struct bytes){content, (size_t)(100 * number + 1)}, i % 3); break;
        case 1: cache_remove(cache, key); break;
        case 2: cache_get(cache, key, &out); break;
        default:
            if (cache_fetch(cache, key, &seed, goes_on, NULL, &out) == CACHE_CLAIMED)
                cache_set(cache, key, (struct bytes){content, (size_t)(100 * number + 1)}, 0);
        }
        for (size_t k = 0; k < out.size; k++)
            if (out.data[k] != (char)number) abort();
        buffer_destroy(&out);
    }
    return NULL;
}

static void serves_many_threads(void **state)
{
    struct cache *cache = cache_new(16 * 1024);
    pthread_t threads[THREADS];
    (void)state;
    for (int i = 0; i < THREADS; i++) pthread_create(&threads[i], NULL, work, cache);
    for (int i = 0; i < THREADS; i++) pthread_join(threads[i], NULL);
    char room[20];
    for (int i = 0; i < KEYS; i++) cache_remove(cache, key_of(room, i));
    assert_int_equal(cache_count(cache).bytes, 0);
    assert_int_equal(cache_count(cache).values, 0);
    cache_delete(cache);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(keeps_and_forgets),
        cmocka_unit_test(lets_the_least_used_go),
        cmocka_unit_test(refuses_what_is_too_large),
        cmocka_unit_test(forgets_in_time),
        cmocka_unit_test(computes_once),
        cmocka_unit_test(lets_the_next_compute_what_one_gave_up),
        cmocka_unit_test(gives_up_what_is_meant_and_nothing_else),
        cmocka_unit_test(waits_no_longer_than_it_may),
        cmocka_unit_test(serves_many_threads),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
