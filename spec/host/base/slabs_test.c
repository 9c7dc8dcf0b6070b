// Blocks keep to themselves, are used again, and their pages go back to the system when nobody has them.
#include "base/slabs.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include <cmocka.h>

enum { PAGE = 4096, COUNT = 400 };

static const size_t sizes[] = {1, 255, 256, 257, 4096, 12345, 100000};
enum { SIZES = sizeof sizes / sizeof *sizes };

struct taken {
    unsigned char *data;
    size_t size;
    unsigned char mark;
};

static void check(const struct taken *taken)
{
    for (size_t i = 0; i < taken->size; i++) assert_int_equal(taken->data[i], taken->mark);
}

static void take(struct slabs *slabs, struct taken *taken)
{
    taken->size = sizes[rand() % SIZES];
    taken->mark = (unsigned char)rand();
    taken->data = slabs_take(slabs, taken->size);
    assert_int_equal((uintptr_t)taken->data % SLABS_ALIGNMENT, 0);
    memset(taken->data, taken->mark, taken->size);
}

static void give(struct slabs *slabs, struct taken *taken)
{
    check(taken);
    slabs_give(slabs, taken->data, taken->size);
    taken->data = NULL;
}

static void keeps_blocks_apart_whatever_comes_and_goes(void **state)
{
    (void)state;
    static struct taken all[COUNT];
    struct slabs slabs = {0};
    srand(7);
    for (int step = 0; step < 20 * COUNT; step++) {
        struct taken *taken = &all[rand() % COUNT];
        if (taken->data) give(&slabs, taken);
        else take(&slabs, taken);
        if (step % COUNT == 0) slabs_trim(&slabs);
    }
    for (int i = 0; i < COUNT; i++)
        if (all[i].data) give(&slabs, &all[i]);
    assert_true(slabs_size(&slabs) > 0);
    slabs_trim(&slabs);
    assert_int_equal(slabs_size(&slabs), 0);
    slabs_destroy(&slabs);
}

static void gives_out_again_what_was_given_back_last(void **state)
{
    (void)state;
    struct slabs slabs = {0};
    void *first = slabs_take(&slabs, 1000);
    void *second = slabs_take(&slabs, 1000);
    slabs_give(&slabs, first, 1000);
    assert_ptr_equal(slabs_take(&slabs, 1000), first);
    slabs_give(&slabs, first, 1000);
    slabs_give(&slabs, second, 1000);
    slabs_destroy(&slabs);
}

static void needs_no_more_slabs_than_its_blocks_fill(void **state)
{
    (void)state;
    struct slabs slabs = {0};
    void *blocks[128];
    for (int i = 0; i < 60; i++) blocks[i] = slabs_take(&slabs, PAGE);
    size_t one = slabs_size(&slabs);
    assert_int_equal(one, 256 * 1024);
    for (int round = 0; round < 100; round++) {
        for (int i = 0; i < 60; i++) slabs_give(&slabs, blocks[i], PAGE);
        for (int i = 0; i < 60; i++) blocks[i] = slabs_take(&slabs, PAGE);
    }
    assert_int_equal(slabs_size(&slabs), one);
    for (int i = 60; i < 128; i++) blocks[i] = slabs_take(&slabs, PAGE);
    assert_int_equal(slabs_size(&slabs), 3 * one);
    for (int i = 0; i < 128; i++) slabs_give(&slabs, blocks[i], PAGE);
    slabs_destroy(&slabs);
}

// Of the pages that lie in the block wholly.
static size_t resident_pages(const void *block, size_t size)
{
    unsigned char there[64] = {0};
    uintptr_t begin = ((uintptr_t)block + PAGE - 1) & ~(uintptr_t)(PAGE - 1);
    size_t count = ((uintptr_t)block + size - begin) / PAGE;
    size_t sum = 0;
    assert_int_equal(mincore((void *)begin, count * PAGE, there), 0); // NOLINT(performance-no-int-to-ptr)
    for (size_t i = 0; i < count; i++) sum += there[i] & 1;
    return sum;
}

static void pages_of_a_free_block_go_back_while_its_neighbours_stay(void **state)
{
    (void)state;
    enum { SIZE = 5 * PAGE };
    struct slabs slabs = {0};
    struct taken kept[2] = {{slabs_take(&slabs, SIZE), SIZE, 'a'}};
    void *between = slabs_take(&slabs, SIZE);
    kept[1] = (struct taken){slabs_take(&slabs, SIZE), SIZE, 'b'};
    for (int i = 0; i < 2; i++) memset(kept[i].data, kept[i].mark, SIZE);
    memset(between, 'x', SIZE);
    slabs_give(&slabs, between, SIZE);
    assert_true(resident_pages(between, SIZE) >= 4);
    slabs_trim(&slabs);
    assert_int_equal(resident_pages(between, SIZE), 0);
    assert_ptr_equal(slabs_take(&slabs, SIZE), between);
    memset(between, 'y', SIZE);
    slabs_give(&slabs, between, SIZE);
    for (int i = 0; i < 2; i++) give(&slabs, &kept[i]);
    slabs_destroy(&slabs);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(keeps_blocks_apart_whatever_comes_and_goes),
        cmocka_unit_test(gives_out_again_what_was_given_back_last),
        cmocka_unit_test(needs_no_more_slabs_than_its_blocks_fill),
        cmocka_unit_test(pages_of_a_free_block_go_back_while_its_neighbours_stay),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
