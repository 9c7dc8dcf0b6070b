// The memory that a hall may use, told as numbers: who goes, in which order, and who never does.
#include "support/house.h"

#include "session/budget.h"

enum { PEERS = 20, MEMORY_MB = 100 };

static const size_t MOST = (size_t)MEMORY_MB << 20;

static void bounded(struct settings *settings)
{
    settings->limits.memory_mb = MEMORY_MB;
    settings->limits.parked = 1000;
}

// All awake, the first for longest.
static struct house *open_awake(struct peer *peers[PEERS])
{
    struct house *house = house_open_with(house_load(HOUSE_COUNTER), 1, bounded);
    for (int i = 0; i < PEERS; i++) peers[i] = house_join(house);
    for (int i = 0; i < PEERS; i++) {
        peer_event(peers[i], "add", "{\"by\":1}");
        house_run(house);
    }
    return house;
}

static void close_all(struct house *house, struct peer *peers[PEERS])
{
    for (int i = 0; i < PEERS; i++) peer_leave(peers[i]);
    house_close(house);
}

static int awake_count(struct peer *peers[PEERS])
{
    int count = 0;
    for (int i = 0; i < PEERS; i++) count += peers[i]->line.session->vm != NULL;
    return count;
}

static size_t sum_of_states(struct peer *peers[PEERS])
{
    size_t sum = 0;
    for (int i = 0; i < PEERS; i++)
        if (peers[i]->line.session->vm) sum += vm_size(peers[i]->line.session->vm);
    return sum;
}

static void the_states_that_are_awake_are_counted(void **state)
{
    (void)state;
    struct peer *peers[PEERS];
    struct house *house = open_awake(peers);
    assert_int_equal(awake_count(peers), PEERS);
    assert_int_equal(house->hall->awake_bytes, sum_of_states(peers));
    session_sleep(peers[3]->line.session);
    session_end(peers[4]->line.session, ERROR_GONE, "for the spec");
    peers[4]->line.session = peers[3]->line.session; // asleep as well
    assert_int_equal(house->hall->awake_bytes, sum_of_states(peers));
    peers[4]->line.session = NULL;
    close_all(house, peers);
}

static void those_that_were_not_used_for_longest_sleep_first(void **state)
{
    (void)state;
    struct peer *peers[PEERS];
    struct house *house = open_awake(peers);
    size_t all = house->hall->awake_bytes;
    budget_check(house->hall, MOST);
    assert_int_equal(awake_count(peers), PEERS);
    budget_check(house->hall, MOST + all / 2);
    assert_in_range(awake_count(peers), PEERS / 2 - 1, PEERS / 2);
    for (int i = 0; i < PEERS / 2; i++) assert_null(peers[i]->line.session->vm);
    for (int i = PEERS / 2 + 1; i < PEERS; i++) assert_non_null(peers[i]->line.session->vm);
    assert_in_range(atomic_load(&house->hall->counters.pressed), PEERS / 2, PEERS / 2 + 1);
    close_all(house, peers);
}

// Until the next look at the memory, who wakes does so at the cost of others.
static void one_that_wakes_puts_another_to_sleep_and_nothing_is_lost(void **state)
{
    (void)state;
    struct peer *peers[PEERS];
    struct house *house = open_awake(peers);
    budget_check(house->hall, MOST + house->hall->awake_bytes / 2);
    for (int round = 2; round < 5; round++) {
        char expected[32];
        snprintf(expected, sizeof expected, "{\"0\":\"%d\"}", round);
        for (int i = 0; i < PEERS; i++) {
            peer_event(peers[i], "add", "{\"by\":1}");
            house_run(house);
            assert_contains(peer_last(peers[i]), expected);
            assert_non_null(peers[i]->line.session->vm);
            assert_true(house->hall->awake_bytes <= house->hall->awake_bytes_max);
        }
    }
    budget_check(house->hall, MOST / 2);
    for (int i = 0; i < PEERS; i++) {
        peer_event(peers[i], "add", "{\"by\":1}");
        house_run(house);
    }
    assert_int_equal(awake_count(peers), PEERS);
    close_all(house, peers);
}

static void sessions_without_a_line_end_when_none_is_awake_and_the_others_never(void **state)
{
    (void)state;
    struct peer *peers[PEERS];
    char parked[3][64];
    struct house *house = open_awake(peers);
    struct hall *hall = house->hall;
    for (int i = 0; i < 3; i++) house_visit(house, hall, parked[i]);
    for (int i = 0; i < 2; i++) peer_leave(peers[i]);
    budget_check(hall, 2 * MOST);
    assert_null(hall->awake_first);
    assert_int_equal(hall->sessions_count, PEERS + 3);
    budget_check(hall, MOST + 1); // one is enough
    assert_null(house_session(house, parked[0]));
    assert_non_null(house_session(house, parked[1]));
    assert_false(hall->is_full);
    budget_check(hall, MOST + 1);
    budget_check(hall, MOST + 1);
    assert_null(house_session(house, parked[2]));
    assert_int_equal(hall->away.count, 2);
    budget_check(hall, MOST + 1);
    assert_int_equal(hall->away.count, 1);
    budget_check(hall, 10 * MOST);
    assert_int_equal(hall->sessions_count, PEERS - 2);
    assert_int_equal(atomic_load(&hall->counters.evicted), 5);
    for (int i = 2; i < PEERS; i++) {
        peer_event(peers[i], "add", "{\"by\":1}");
        house_run(house);
        assert_contains(peer_last(peers[i]), "{\"0\":\"2\"}");
    }
    for (int i = 2; i < PEERS; i++) peer_leave(peers[i]);
    house_close(house);
}

static void newcomers_are_refused_while_there_is_nothing_left_to_give_up(void **state)
{
    (void)state;
    struct peer *peers[PEERS];
    struct page page;
    struct house *house = open_awake(peers);
    budget_check(house->hall, 2 * MOST);
    budget_check(house->hall, 2 * MOST);
    assert_true(house->hall->is_full);
    assert_contains(house_log.last, "--limit memory_mb");
    page_begin(&page, house->hall, "/", "");
    house_run(house);
    assert_int_equal(page.visit.status, 503);
    page_destroy(&page);
    budget_check(house->hall, MOST);
    house_visit(house, house->hall, page.ticket);
    close_all(house, peers);
}

static void a_hall_without_a_limit_does_nothing(void **state)
{
    (void)state;
    struct house *house = house_open(HOUSE_COUNTER);
    struct peer *peer = house_join(house);
    peer_event(peer, "add", "{\"by\":1}");
    house_run(house);
    budget_check(house->hall, SIZE_MAX);
    assert_non_null(peer->line.session->vm);
    peer_leave(peer);
    house_close(house);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_states_that_are_awake_are_counted),
        cmocka_unit_test(those_that_were_not_used_for_longest_sleep_first),
        cmocka_unit_test(one_that_wakes_puts_another_to_sleep_and_nothing_is_lost),
        cmocka_unit_test(sessions_without_a_line_end_when_none_is_awake_and_the_others_never),
        cmocka_unit_test(newcomers_are_refused_while_there_is_nothing_left_to_give_up),
        cmocka_unit_test(a_hall_without_a_limit_does_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
