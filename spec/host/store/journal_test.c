// Snapshot and turns as bytes.
#include "store/journal.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

// Every third turn is a component's.
static uint64_t target_of(uint32_t number)
{
    return number % 3 ? 0 : (UINT64_C(1) << 52) + number + 1;
}

static void append(struct journal *journal, uint32_t number, int64_t fuel)
{
    char payload[40];
    int size = snprintf(payload, sizeof payload, "%.*s%u", (int)(number % 20), "....................", number);
    struct journal_turn turn = {1000 + number, number, {payload, (size_t)size}, target_of(number)};
    journal_append(journal, &turn, fuel);
}

static void expect(const struct journal_turn *turn, uint32_t number)
{
    char payload[40];
    snprintf(payload, sizeof payload, "%.*s%u", (int)(number % 20), "....................", number);
    assert_int_equal(turn->handler, number);
    assert_int_equal(turn->time_ms, 1000 + number);
    assert_true(turn->target == target_of(number));
    assert_true(bytes_equal(turn->payload, bytes_of(payload)));
}

static void reads_back_every_turn_in_order(void **state)
{
    (void)state;
    struct journal journal = {0};
    struct journal_turn turn;
    size_t at = 0;
    assert_false(journal_read(&journal, &at, &turn));
    for (uint32_t i = 0; i < 1000; i++) append(&journal, i, 1);
    journal_shrink(&journal);
    append(&journal, 1000, 1); // and goes on after it gave memory back
    at = 0;
    for (uint32_t i = 0; i <= 1000; i++) {
        assert_true(journal_read(&journal, &at, &turn));
        expect(&turn, i);
    }
    assert_false(journal_read(&journal, &at, &turn));
    assert_int_equal(journal.time_ms, 2000);
    journal_destroy(&journal);
}

static void drops_the_turn_it_is_told_to(void **state)
{
    (void)state;
    for (uint32_t dropped = 0; dropped < 5; dropped++) {
        struct journal journal = {0};
        struct journal_turn turn;
        for (uint32_t i = 0; i < 5; i++) append(&journal, i, 1);
        size_t at = 0;
        for (uint32_t i = 0; i < dropped; i++) journal_read(&journal, &at, &turn);
        journal_drop(&journal, at);
        assert_int_equal(journal.turns_count, 4);
        at = 0;
        for (uint32_t i = 0; i < 5; i++) {
            if (i == dropped) continue;
            assert_true(journal_read(&journal, &at, &turn));
            expect(&turn, i);
        }
        assert_false(journal_read(&journal, &at, &turn));
        journal_destroy(&journal);
    }
}

static void wants_a_snapshot_when_replaying_costs_more_than_decoding(void **state)
{
    (void)state;
    struct journal journal = {0};
    append(&journal, 1, 50000);
    assert_false(journal_is_long(&journal, 0));
    append(&journal, 2, 1);
    assert_true(journal_is_long(&journal, 0));
    assert_true(journal_is_long(&journal, 25000));
    assert_false(journal_is_long(&journal, 25001)); // the model that they made is large
    journal_restart(&journal);
    assert_false(journal_is_long(&journal, 0));
    for (int i = 0; i < 100000; i++) buffer_put_byte(&journal.snapshot, 'x'); // a large model waits longer
    append(&journal, 1, 200000);
    assert_false(journal_is_long(&journal, 0));
    append(&journal, 1, 1);
    assert_true(journal_is_long(&journal, 0));
    journal_destroy(&journal);
}

static void occupies_no_more_than_the_model_or_a_page_of_memory(void **state)
{
    (void)state;
    struct journal journal = {0};
    uint32_t count = 0;
    while (!journal_is_long(&journal, 0) && count < 1000) append(&journal, count++, 0);
    assert_in_range(journal.turns.size, 4096, 4160);
    assert_false(journal_is_long(&journal, journal.turns.size));
    assert_true(journal_is_long(&journal, journal.turns.size - 1));
    journal_destroy(&journal);
}

static uint32_t turns_until_long(size_t model_size, int64_t fuel)
{
    struct journal journal = {0};
    uint32_t count = 0;
    while (!journal_is_long(&journal, model_size) && count < 1000000) append(&journal, count++, fuel);
    journal_destroy(&journal);
    return count;
}

static void is_bounded_even_where_turns_cost_nothing(void **state)
{
    (void)state;
    assert_int_equal(turns_until_long(1 << 16, 0), 1024);
    assert_int_equal(turns_until_long(1 << 20, 0), 16384); // as many as cost what decoding does
}

// What a turn pays, on average, for the snapshot that follows: bytes of it to be written.
static void a_turn_pays_no_more_where_the_model_is_larger(void **state)
{
    (void)state;
    for (size_t model_size = 1024; model_size <= 16 << 20; model_size *= 2)
        for (int64_t fuel = 1; fuel <= 1000; fuel *= 10) {
            size_t share = model_size / turns_until_long(model_size, fuel);
            size_t most = fuel / 2 > 64 ? (size_t)fuel / 2 : 64;
            if (share > most) fail_msg("%zu bytes a turn for a model of %zu, fuel %d", share, model_size, (int)fuel);
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_back_every_turn_in_order),
        cmocka_unit_test(drops_the_turn_it_is_told_to),
        cmocka_unit_test(wants_a_snapshot_when_replaying_costs_more_than_decoding),
        cmocka_unit_test(occupies_no_more_than_the_model_or_a_page_of_memory),
        cmocka_unit_test(is_bounded_even_where_turns_cost_nothing),
        cmocka_unit_test(a_turn_pays_no_more_where_the_model_is_larger),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
