// The allocator of a state: blocks stay apart, bytes are counted, and past the limit there is nothing.
#include "vm/heap.h"

#include "vm/slice.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { BLOCKS = 500 };

struct block {
    unsigned char *data;
    size_t size;
    unsigned char mark;
};

static size_t rounded(size_t size)
{
    return (size + HEAP_CLASS_BYTES - 1) / HEAP_CLASS_BYTES * HEAP_CLASS_BYTES;
}

static void check(const struct block *block, size_t size)
{
    for (size_t i = 0; i < size; i++) assert_int_equal(block->data[i], block->mark);
}

static size_t any_size(void)
{
    static const size_t edges[] = {1, 15, 16, 17, 496, 511, 512, 513, 528, 4000, 4080, 4096, 100000};
    return rand() % 2 ? edges[rand() % 13] : 1 + (size_t)rand() % 700;
}

// Blocks of all sizes come, grow, shrink and go in any order, as Lua's would.
static void live(struct heap *heap, int steps)
{
    static struct block blocks[BLOCKS];
    size_t used = heap->used;
    memset(blocks, 0, sizeof blocks);
    for (int step = 0; step < steps; step++) {
        struct block *block = &blocks[rand() % BLOCKS];
        size_t size = rand() % 3 ? any_size() : 0;
        size_t kept = size < block->size ? size : block->size;
        if (block->data) check(block, block->size);
        unsigned char *data = heap_alloc(heap, block->data, block->data ? block->size : 6, size);
        assert_int_equal(data != NULL, size != 0);
        used = used + rounded(size) - rounded(block->size);
        assert_int_equal(heap->used, used);
        block->data = data;
        if (data) assert_int_equal((uintptr_t)data % 16, 0);
        check(block, kept); // what was there moved along
        block->size = size;
        block->mark = (unsigned char)(step % 251);
        if (data) memset(data, block->mark, size);
    }
    for (int i = 0; i < BLOCKS; i++) heap_alloc(heap, blocks[i].data, blocks[i].size, 0);
}

static void blocks_of_all_sizes_stay_apart(void **state)
{
    (void)state;
    for (unsigned seed = 1; seed <= 10; seed++) {
        srand(seed);
        struct heap *heap = heap_new(64 * 1024, false);
        live(heap, 20000);
        assert_int_equal(heap->used, 0);
        heap_delete(heap);
    }
}

static void a_heap_for_building_stays_in_its_block(void **state)
{
    (void)state;
    srand(3);
    struct heap *heap = heap_new(256 * 1024 * 1024, true);
    live(heap, 5000);
    heap_delete(heap);
}

static void nothing_beyond_the_limit(void **state)
{
    (void)state;
    struct heap *heap = heap_new(4096, false);
    heap->limit = 100 * 1024;
    size_t count = 0;
    while (heap_alloc(heap, NULL, 0, 1000)) count++;
    assert_int_equal(count, 100 * 1024 / 1008);
    assert_true(heap->used <= heap->limit);
    assert_null(heap_alloc(heap, NULL, 0, SIZE_MAX / 2));
    assert_null(heap_alloc(heap, NULL, 0, heap->limit + 1));
    assert_false(heap->dead); // a few refusals are answered by collecting garbage
    for (int i = 0; i < 10; i++) heap_alloc(heap, NULL, 0, 100000);
    assert_true(heap->dead);
    heap_delete(heap);
}

static void giving_back_makes_room_again(void **state)
{
    (void)state;
    struct heap *heap = heap_new(4096, false);
    heap->limit = 64 * 1024;
    for (int i = 0; i < 10000; i++) {
        void *block = heap_alloc(heap, NULL, 0, 40000);
        assert_non_null(block);
        block = heap_alloc(heap, block, 40000, 100); // shrinking never fails
        assert_non_null(block);
        heap_alloc(heap, block, 100, 0);
    }
    assert_int_equal(heap->used, 0);
    heap_delete(heap);
}

static void memory_costs_fuel_and_without_fuel_there_is_none(void **state)
{
    (void)state;
    struct heap *heap = heap_new(4096, false);
    heap->fuel = 1000;
    void *block = heap_alloc(heap, NULL, 0, 1600);
    assert_non_null(block);
    assert_int_equal(heap->fuel, 900);
    assert_null(heap_alloc(heap, NULL, 0, 16000));
    assert_true(heap->dead);
    assert_non_null(heap_alloc(heap, block, 1600, 16)); // but what is there can shrink and go
    heap_delete(heap);
}

// Collecting a full heap takes long, so a refusal past the deadline is the last.
static void a_refusal_past_the_deadline_ends_the_turn(void **state)
{
    (void)state;
    struct heap *heap = heap_new(4096, false);
    struct slice slice = {.deadline_ns = UINT64_MAX};
    heap->owner = &slice;
    heap->limit = 1000;
    assert_null(heap_alloc(heap, NULL, 0, 2000));
    assert_false(heap->dead || slice.overdue);
    slice.deadline_ns = 1;
    assert_null(heap_alloc(heap, NULL, 0, 2000));
    assert_true(heap->dead && slice.overdue);
    heap_delete(heap);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(blocks_of_all_sizes_stay_apart),
        cmocka_unit_test(a_heap_for_building_stays_in_its_block),
        cmocka_unit_test(nothing_beyond_the_limit),
        cmocka_unit_test(giving_back_makes_room_again),
        cmocka_unit_test(memory_costs_fuel_and_without_fuel_there_is_none),
        cmocka_unit_test(a_refusal_past_the_deadline_ends_the_turn),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
