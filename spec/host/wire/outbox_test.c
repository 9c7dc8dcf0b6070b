// Frames until they are acknowledged: against a plain list that remembers everything.
#include "wire/outbox.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

static void put(struct outbox *outbox, size_t bytes_max)
{
    char frame[200];
    memset(frame, 'x', sizeof frame);
    int size = snprintf(frame, sizeof frame, "frame %u", outbox->last + 1);
    frame[size] = ' ';
    outbox_put(outbox, (struct bytes){frame, 20 + (outbox->last + 1) * 7 % 150}, bytes_max);
}

static uint32_t number_of(struct bytes frame)
{
    unsigned number = 0;
    return frame.data && sscanf(frame.data, "frame %u", &number) == 1 ? number : 0;
}

static void hands_out_each_frame_once_and_in_order(void **state)
{
    (void)state;
    struct outbox outbox = {0};
    for (int i = 0; i < 10; i++) put(&outbox, 10000);
    for (uint32_t i = 1; i <= 10; i++) assert_int_equal(number_of(outbox_next(&outbox)), i);
    assert_null(outbox_next(&outbox).data);
    put(&outbox, 10000);
    assert_int_equal(number_of(outbox_next(&outbox)), 11);
    outbox_destroy(&outbox);
}

static void a_new_socket_gets_what_its_client_lacks(void **state)
{
    (void)state;
    for (uint32_t seen = 3; seen <= 10; seen++) {
        struct outbox outbox = {0};
        for (int i = 0; i < 10; i++) put(&outbox, 10000);
        while (outbox_next(&outbox).data) continue;
        assert_true(outbox_acknowledge(&outbox, 3));
        assert_true(outbox_reaches_back(&outbox, seen));
        outbox_rewind(&outbox, seen);
        for (uint32_t i = seen + 1; i <= 10; i++) assert_int_equal(number_of(outbox_next(&outbox)), i);
        assert_null(outbox_next(&outbox).data);
        outbox_destroy(&outbox);
    }
}

static void knows_whom_it_cannot_bring_up_to_date(void **state)
{
    (void)state;
    struct outbox outbox = {0};
    assert_true(outbox_reaches_back(&outbox, 0)); // nothing ever changed
    for (int i = 0; i < 10; i++) put(&outbox, 10000);
    outbox_acknowledge(&outbox, 3);
    assert_false(outbox_reaches_back(&outbox, 2));
    assert_true(outbox_reaches_back(&outbox, 3));
    assert_true(outbox_reaches_back(&outbox, 10));
    assert_false(outbox_reaches_back(&outbox, 11));
    assert_false(outbox_acknowledge(&outbox, 11)); // nobody ever sent that much
    assert_true(outbox_acknowledge(&outbox, 2));   // an old acknowledgement says nothing new
    assert_int_equal(outbox.acked, 3);
    outbox_destroy(&outbox);
}

static void breaks_past_its_limit_and_goes_on_after_a_full_page(void **state)
{
    (void)state;
    struct outbox outbox = {0};
    while (!outbox.is_broken) put(&outbox, 1000);
    uint32_t last = outbox.last;
    assert_null(outbox_next(&outbox).data);
    assert_int_equal(outbox.bytes.capacity, 0); // the memory is given back
    for (uint32_t seen = 0; seen <= last; seen++) assert_false(outbox_reaches_back(&outbox, seen));
    put(&outbox, 1000); // counted, not kept
    assert_int_equal(outbox.last, last + 1);
    assert_null(outbox_next(&outbox).data);
    outbox_restart(&outbox);
    outbox_put(&outbox, BYTES("the whole page"), SIZE_MAX);
    assert_true(bytes_equal(outbox_next(&outbox), BYTES("the whole page")));
    assert_int_equal(outbox.last, last + 2);
    assert_true(outbox_acknowledge(&outbox, last + 2));
    outbox_destroy(&outbox);
}

static void is_broken_when_it_is_told_to(void **state)
{
    (void)state;
    struct outbox outbox = {0};
    put(&outbox, 1000);
    outbox_break(&outbox);
    put(&outbox, 1000);
    assert_null(outbox_next(&outbox).data);
    assert_false(outbox_reaches_back(&outbox, 2));
    assert_int_equal(outbox.last, 2);
    outbox_destroy(&outbox);
}

// A random life, against numbers: what was put, handed out and acknowledged.
static void gives_back_the_memory_of_what_was_acknowledged_and_of_nothing_else(void **state)
{
    (void)state;
    struct outbox outbox = {0};
    put(&outbox, 1000);
    outbox_shrink(&outbox);
    assert_non_null(outbox_next(&outbox).data);
    assert_true(outbox_acknowledge(&outbox, 1));
    assert_true(outbox.bytes.capacity > 0);
    outbox_shrink(&outbox);
    assert_int_equal(outbox.bytes.capacity, 0);
    put(&outbox, 1000);
    assert_non_null(outbox_next(&outbox).data);
    assert_true(outbox_acknowledge(&outbox, 2));
    outbox_destroy(&outbox);
}

static void agrees_with_a_plain_list(void **state)
{
    (void)state;
    enum { BYTES_MAX = 2000 };
    for (unsigned seed = 1; seed <= 200; seed++) {
        struct outbox outbox = {0};
        uint32_t acked = 0;
        uint32_t handed = 0;
        uint32_t full = 0;
        srand(seed);
        for (int step = 0; step < 500; step++) {
            switch (rand() % 5) {
            case 0:
            case 1: put(&outbox, BYTES_MAX); break;
            case 2: {
                uint32_t number = number_of(outbox_next(&outbox));
                assert_int_equal(number, !outbox.is_broken && handed < outbox.last ? handed + 1 : 0);
                if (number) handed = number;
                break;
            }
            case 3: {
                uint32_t seq = acked + (uint32_t)(rand() % 4);
                if (seq > handed) break; // an honest client
                assert_true(outbox_acknowledge(&outbox, seq));
                acked = seq;
                break;
            }
            default: {
                uint32_t seen = acked + (uint32_t)rand() % (outbox.last - acked + 1);
                if (rand() % 4 || !outbox_reaches_back(&outbox, seen)) break;
                outbox_acknowledge(&outbox, seen);
                outbox_rewind(&outbox, seen);
                acked = seen;
                handed = seen < full ? full - 1 : seen; // a full page says all before it
            }
            }
            assert_true(outbox.bytes.size - outbox.head <= BYTES_MAX + 8 * 200);
            if (!outbox.is_broken) continue;
            outbox_restart(&outbox);
            put(&outbox, SIZE_MAX);
            full = outbox.last;
            handed = full - 1;
        }
        outbox_destroy(&outbox);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(hands_out_each_frame_once_and_in_order),
        cmocka_unit_test(a_new_socket_gets_what_its_client_lacks),
        cmocka_unit_test(knows_whom_it_cannot_bring_up_to_date),
        cmocka_unit_test(breaks_past_its_limit_and_goes_on_after_a_full_page),
        cmocka_unit_test(is_broken_when_it_is_told_to),
        cmocka_unit_test(gives_back_the_memory_of_what_was_acknowledged_and_of_nothing_else),
        cmocka_unit_test(agrees_with_a_plain_list),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
