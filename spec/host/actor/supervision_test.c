// Every history of failures up to length 8 over small trees: what is ordered is carried out here by actors that do as
// they are told, and each order is held against what the header promises. Time is only a number, and passes as a part
// of the histories.
//
// Histories are walked as a tree: those that begin alike share what they begin with, and a step that changes nothing
// leads nowhere that is not walked from the world before it. So each is walked, and none is sampled.
#include "actor/supervision.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

enum { NODES_MAX = 24, LENGTH = 8, WINDOW_MS = 1000, SHORT_MS = 300, LONG_MS = 30000, HISTORY_MAX = 64, RING = 5 };

enum life { GONE, BEGINNING, RUNNING, FAILED, ENDING };

// Whole in itself, so that it can be copied and put back: nothing in it points outside.
struct world {
    struct supervision supervision;
    unsigned count;
    enum life lives[NODES_MAX];
    uint64_t restarts_ms[HISTORY_MAX]; // of the group of three, as they were seen
    unsigned restarts;
    unsigned orders[NODES_MAX]; // in this step
    bool is_beyond[NODES_MAX];
    bool stops_slowly;
    bool is_forgotten[NODES_MAX];
    struct {
        struct node node; // first
        uint64_t times_ms[RING];
    } places[NODES_MAX]; // last: a copy is as long as the world is full
};

static struct node *node_at(struct world *world, unsigned n)
{
    return &world->places[n].node;
}

static const struct node *see(const struct world *world, unsigned n)
{
    return &world->places[n].node;
}

static unsigned number_of(const struct world *world, const struct node *node)
{
    size_t offset = (size_t)((const char *)node - (const char *)world->places);
    return (unsigned)(offset / sizeof *world->places);
}

static bool is_alive(enum life life)
{
    return life == BEGINNING || life == RUNNING || life == ENDING;
}

// Nobody after it in its group may be up when it stops, nobody before it may be missing when it starts. Those that
// were added have no order among themselves, and stop before the others.
static void assert_order(const struct world *world, enum order order, const struct node *node)
{
    if (order == ORDER_STOP && !node->is_added) {
        for (const struct node *at = node->next; at; at = at->next)
            if (!at->is_group && (at->begins_anew || !at->is_wanted))
                assert_false(is_alive(world->lives[number_of(world, at)]));
        for (const struct node *at = node->parent->first; at; at = at->next)
            assert_false(at->is_added && at->state == NODE_STOPPING);
    }
    if (order == ORDER_START && !node->is_added)
        for (const struct node *at = node->previous; at; at = at->previous)
            if (!at->is_group && at->is_wanted && !at->is_added)
                assert_true(world->lives[number_of(world, at)] == RUNNING || at->state == NODE_PAUSED ||
                            node->parent->state == NODE_UP);
}

static void obey(void *self, enum order order, struct node *node)
{
    struct world *world = self;
    unsigned n = number_of(world, node);
    enum life *life = &world->lives[n];
    world->orders[n]++;
    assert_order(world, order, node);
    switch (order) {
    case ORDER_START:
        assert_true(*life == GONE || *life == FAILED);
        *life = BEGINNING;
        break;
    case ORDER_GO_ON:
        assert_int_equal(*life, FAILED);
        *life = RUNNING;
        break;
    case ORDER_STOP:
        assert_true(*life == RUNNING || *life == BEGINNING);
        *life = ENDING;
        break;
    case ORDER_KILL:
        assert_int_equal(*life, ENDING);
        world->stops_slowly = false;
        break;
    case ORDER_DROP:
        assert_int_equal(*life, FAILED);
        *life = GONE;
        break;
    case ORDER_FORGET:
        assert_int_equal(*life, GONE);
        world->is_forgotten[n] = true;
        break;
    case ORDER_BEYOND:
        assert_false(world->is_beyond[n]);
        world->is_beyond[n] = true;
        break;
    }
}

static struct node *plant(struct world *world, struct node *parent, struct node node)
{
    struct node *planted = node_at(world, world->count);
    *planted = node;
    planted->stop_ms = 500;
    if (node.restarts_max <= RING) planted->times_ms = world->places[world->count].times_ms;
    for (unsigned i = 0; i < RING; i++) world->places[world->count].times_ms[i] = UINT64_MAX;
    world->count++;
    supervision_add(&world->supervision, parent ? parent : &world->supervision.root, planted, 0);
    return planted;
}

static struct node *group(struct world *world, struct node *parent, enum strategy strategy, uint32_t restarts_max)
{
    return plant(
        world, parent,
        (struct node){.is_group = true, .strategy = strategy, .restarts_max = restarts_max, .window_ms = WINDOW_MS});
}

static struct node *child(struct world *world, struct node *parent, enum child_kind kind)
{
    return plant(world, parent, (struct node){.kind = kind});
}

// What was ordered is done, until nothing is left to do without more time.
static void settle(struct world *world)
{
    for (bool is_quiet = false; !is_quiet;) {
        is_quiet = true;
        for (unsigned i = 0; i < world->count; i++) {
            struct node *node = node_at(world, i);
            if (world->lives[i] == BEGINNING) {
                world->lives[i] = RUNNING;
                supervision_began(&world->supervision, node, world->supervision.now_ms);
                is_quiet = false;
            } else if (world->lives[i] == ENDING && !world->stops_slowly) {
                world->lives[i] = GONE;
                supervision_stopped(&world->supervision, node, world->supervision.now_ms);
                is_quiet = false;
            }
        }
    }
}

static bool strike(struct world *world, struct node *node, enum failing failing)
{
    unsigned n = number_of(world, node);
    if (world->lives[n] != RUNNING) return false;
    world->lives[n] = failing == FAILING_END ? GONE : FAILED;
    supervision_failed(&world->supervision, node, failing, world->supervision.now_ms);
    settle(world);
    return true;
}

static void pass(struct world *world, uint64_t ms)
{
    supervision_pass(&world->supervision, world->supervision.now_ms + ms);
    settle(world);
}

static void open_world(struct world *world)
{
    memset(world, 0, sizeof *world);
    supervision_create(&world->supervision, obey, world);
}

static void begin(struct world *world)
{
    supervision_begin(&world->supervision, 1000);
    settle(world);
    memset(world->orders, 0, sizeof world->orders);
}

static void close_world(struct world *world)
{
    for (unsigned i = 0; i < world->count; i++)
        assert_true(!node_at(world, i)->times_ms || node_at(world, i)->times_ms == world->places[i].times_ms);
}

// --- what must hold after every step ---

// Nobody who is wanted is lost: up, or on the way with a time to wait for.
static void assert_nobody_lost(const struct world *world)
{
    for (unsigned i = 0; i < world->count; i++) {
        const struct node *node = see(world, i);
        if (world->is_forgotten[i] || node->is_group) continue;
        bool is_waited_for = node->parent->is_moving || node->parent->state != NODE_UP;
        if (node->is_wanted && !is_waited_for) assert_true(world->lives[i] == RUNNING || node->state == NODE_PAUSED);
        if (node->parent->state == NODE_DOWN) assert_int_equal(world->lives[i], GONE);
        if (node->state == NODE_PAUSED) assert_true(node->due_ms > world->supervision.now_ms && node->is_waiting);
        if (node->state == NODE_UP) assert_int_equal(world->lives[i], RUNNING);
    }
    // What moves is waited for: a pause, or a time to stop.
    for (unsigned i = 0; i < world->count; i++)
        if (see(world, i)->is_group && see(world, i)->is_moving)
            assert_true(supervision_due(&world->supervision) != UINT64_MAX);
}

// The histories of one world: `act` does one of `kinds` things; `check` sees what came of it.
struct play {
    void (*build)(struct world *world);
    unsigned kinds;
    void (*act)(struct world *world, unsigned kind);
    void (*check)(struct world *world, const struct world *before, unsigned kind);
};

static unsigned long steps_walked;

static size_t size_of(const struct world *world)
{
    return offsetof(struct world, places) + world->count * sizeof *world->places;
}

// Nothing was ordered, nothing is wanted that was not, and no time passed.
static bool is_same(const struct world *a, const struct world *b)
{
    return a->count == b->count && memcmp(a, b, size_of(a)) == 0;
}

// All histories of `left` steps and fewer, from this world on. It is as it was then.
static void walk(const struct play *play, struct world *world, unsigned left)
{
    static struct world befores[LENGTH + 1];
    struct world *before = &befores[left];
    memset(world->orders, 0, sizeof world->orders);
    memcpy(before, world, size_of(world));
    for (unsigned kind = 0; kind < play->kinds; kind++) {
        play->act(world, kind);
        steps_walked++;
        assert_nobody_lost(world);
        if (play->check) play->check(world, before, kind);
        if (is_same(world, before)) continue;
        if (left > 1) walk(play, world, left - 1);
        memcpy(world, before, size_of(before));
    }
}

static void go_all(const struct play *play)
{
    static struct world world;
    open_world(&world);
    play->build(&world);
    begin(&world);
    walk(play, &world, LENGTH);
    close_world(&world);
}

// --- a group of three, in all strategies ---

enum { GROUP, A, B, C, OTHER, D };
enum { A_TURN, B_STATE, C_TURN, SHORT, LONG, KINDS };

static enum strategy strategy_now;
enum { MAX = 2 };

static void build_three(struct world *world)
{
    struct node *three = group(world, NULL, strategy_now, MAX);
    for (int i = 0; i < 3; i++) child(world, three, CHILD_PERMANENT);
    child(world, group(world, NULL, ONE_FOR_ALL, 1), CHILD_PERMANENT);
}

static void act_on_three(struct world *world, unsigned kind)
{
    static const enum failing failings[] = {FAILING_TURN, FAILING_STATE, FAILING_TURN};
    if (kind == SHORT) pass(world, SHORT_MS);
    else if (kind == LONG) pass(world, LONG_MS);
    else if (strike(world, node_at(world, A + kind), failings[kind]))
        world->restarts_ms[world->restarts++] = world->supervision.now_ms;
}

// The promise, written down another way: the group is down once there were more failures in a window than it may
// have.
static bool is_expected_down(const struct world *world)
{
    unsigned count = world->restarts;
    return count > MAX && world->restarts_ms[count - 1] - world->restarts_ms[count - 1 - MAX] <= WINDOW_MS;
}

static void check_three(struct world *world, const struct world *before, unsigned kind)
{
    assert_int_equal(see(world, GROUP)->state, is_expected_down(world) ? NODE_DOWN : NODE_UP);
    assert_int_equal(world->is_beyond[GROUP], is_expected_down(world));
    assert_int_equal(world->lives[D], RUNNING); // of another group
    assert_int_equal(world->orders[D] + world->orders[OTHER], 0);
    bool is_time = kind >= SHORT;
    if (is_time || is_expected_down(world) || before->lives[A + kind] != RUNNING) return;
    for (unsigned i = A; i <= C; i++) {
        bool is_touched =
            strategy_now == ONE_FOR_ALL || i == A + kind || (strategy_now == REST_FOR_ONE && i > A + kind);
        if (!is_touched) assert_int_equal(world->orders[i], 0);
        if (is_touched && before->lives[i] == RUNNING) assert_true(world->orders[i] > 0 || see(world, i)->due_ms);
    }
}

static const struct play three = {build_three, KINDS, act_on_three, check_three};

static void one_for_one_restarts_the_one_that_failed_within_its_intensity(void **state)
{
    (void)state;
    strategy_now = ONE_FOR_ONE;
    go_all(&three);
}

static void rest_for_one_restarts_those_behind_it_too(void **state)
{
    (void)state;
    strategy_now = REST_FOR_ONE;
    go_all(&three);
}

static void one_for_all_restarts_all_of_the_group(void **state)
{
    (void)state;
    strategy_now = ONE_FOR_ALL;
    go_all(&three);
}

// --- kinds ---

enum { KINDS_SHORT = 6, KINDS_LONG, KINDS_ALL };

static void build_kinds(struct world *world)
{
    struct node *kinds = group(world, NULL, strategy_now, MAX);
    child(world, kinds, CHILD_PERMANENT);
    child(world, kinds, CHILD_TRANSIENT);
    child(world, kinds, CHILD_TEMPORARY);
}

// What ends by itself, and what fails, is a restart where its kind says so.
static bool comes_back(unsigned kind)
{
    return kind % 3 == 0 || (kind % 3 == 1 && kind >= 3);
}

static void act_on_kinds(struct world *world, unsigned kind)
{
    if (kind == KINDS_SHORT) pass(world, SHORT_MS);
    else if (kind == KINDS_LONG) pass(world, LONG_MS);
    else if (strike(world, node_at(world, A + kind % 3), kind < 3 ? FAILING_END : FAILING_STATE) && comes_back(kind))
        world->restarts_ms[world->restarts++] = world->supervision.now_ms;
}

static void check_kinds(struct world *world, const struct world *before, unsigned kind)
{
    unsigned n = A + kind % 3;
    assert_int_equal(see(world, GROUP)->state, is_expected_down(world) ? NODE_DOWN : NODE_UP);
    for (unsigned i = A; i <= C && is_expected_down(world); i++) assert_int_equal(world->lives[i], GONE);
    if (kind >= KINDS_SHORT || is_expected_down(world) || before->lives[n] != RUNNING) return;
    assert_int_equal(see(world, n)->is_wanted, comes_back(kind));
    if (comes_back(kind)) return;
    assert_int_equal(world->lives[n], GONE); // and its siblings hear nothing of it
    for (unsigned i = A; i <= C; i++)
        if (i != n) assert_int_equal(world->orders[i], 0);
}

static const struct play kinds = {build_kinds, KINDS_ALL, act_on_kinds, check_kinds};

static void each_kind_of_child_comes_back_as_its_kind_says(void **state)
{
    (void)state;
    for (strategy_now = ONE_FOR_ONE; strategy_now <= ONE_FOR_ALL; strategy_now++) go_all(&kinds);
}

// --- groups in groups ---

enum { OUTER = 0, INNER = 1, IN_A = 2, IN_B = 3, OUT_C = 4, APART = 5, APART_D = 6 };

static void build_nested(struct world *world)
{
    struct node *outer = group(world, NULL, strategy_now, 1);
    struct node *inner = group(world, outer, ONE_FOR_ALL, 1);
    child(world, inner, CHILD_PERMANENT);
    child(world, inner, CHILD_PERMANENT);
    child(world, outer, CHILD_PERMANENT);
    child(world, group(world, NULL, ONE_FOR_ONE, 1), CHILD_PERMANENT);
}

static void act_on_nested(struct world *world, unsigned kind)
{
    static const unsigned struck[] = {IN_A, IN_B, OUT_C};
    memset(world->is_beyond, 0, sizeof world->is_beyond);
    if (kind == SHORT) pass(world, SHORT_MS);
    else if (kind == LONG) pass(world, LONG_MS);
    else strike(world, node_at(world, struck[kind]), kind == 1 ? FAILING_STATE : FAILING_TURN);
}

static void check_nested(struct world *world, const struct world *before, unsigned kind)
{
    (void)kind;
    assert_int_equal(world->lives[APART_D], RUNNING);
    assert_int_equal(world->orders[APART] + world->orders[APART_D], 0);
    if (see(before, OUTER)->state == NODE_DOWN) assert_int_equal(see(world, OUTER)->state, NODE_DOWN);
    // One level at a time: what is beyond within takes down what is around only where that is beyond itself.
    bool inner_fell = world->is_beyond[INNER], outer_fell = world->is_beyond[OUTER];
    if (inner_fell && !outer_fell) {
        assert_int_equal(see(world, OUTER)->state, NODE_UP);
        if (strategy_now == ONE_FOR_ONE) assert_int_equal(world->orders[OUT_C], 0);
    }
    if (outer_fell)
        for (unsigned i = IN_A; i <= OUT_C; i++) assert_int_equal(world->lives[i], GONE);
    if (kind == LONG && see(world, OUTER)->state == NODE_UP)
        for (unsigned i = IN_A; i <= OUT_C; i++) assert_int_equal(world->lives[i], RUNNING);
}

static const struct play nested = {build_nested, KINDS, act_on_nested, check_nested};

static void a_failure_goes_up_one_level_at_a_time(void **state)
{
    (void)state;
    for (strategy_now = ONE_FOR_ONE; strategy_now <= ONE_FOR_ALL; strategy_now++) go_all(&nested);
}

// --- whatever happens ---

static uint32_t drawn;

static uint32_t draw(uint32_t below)
{
    drawn = drawn * 1664525 + 1013904223;
    return (drawn >> 8) % below;
}

static struct node *draw_node(struct world *world)
{
    struct node *node = node_at(world, draw(world->count));
    return world->is_forgotten[number_of(world, node)] ? NULL : node;
}

static void grow(struct world *world, struct node *parent, int depth)
{
    for (uint32_t left = 1 + draw(3); left; left--) {
        if (world->count > 12) return;
        if (depth < 2 && draw(3) == 0) {
            struct node *made = group(world, parent, (enum strategy)draw(3), draw(4));
            grow(world, made, depth + 1);
        } else {
            child(world, parent, (enum child_kind)draw(3));
        }
    }
}

static void do_something(struct world *world)
{
    struct node *node = draw_node(world);
    uint64_t now_ms = world->supervision.now_ms;
    memset(world->is_beyond, 0, sizeof world->is_beyond);
    switch (draw(8)) {
    case 0: pass(world, draw(2000)); break;
    case 1: pass(world, LONG_MS); break;
    case 2: world->stops_slowly = !world->stops_slowly; break;
    case 3:
        if (node) supervision_stop(&world->supervision, node, now_ms);
        break;
    case 4:
        if (node && !node->is_added && node->state == NODE_DOWN && node->parent->state == NODE_UP)
            supervision_start(&world->supervision, node, now_ms);
        break;
    case 5:
        if (node && node->is_group && node->state == NODE_UP && node->is_wanted && world->count < NODES_MAX)
            plant(world, node, (struct node){.is_added = true, .kind = (enum child_kind)draw(3)});
        break;
    default:
        if (node && !node->is_group) strike(world, node, (enum failing)draw(3));
        break;
    }
    settle(world);
}

// Once nothing happens any more, all that is wanted in a group that is up is up, and all that is not is down.
static void assert_at_rest(const struct world *world)
{
    for (unsigned i = 0; i < world->count; i++) {
        const struct node *node = see(world, i);
        if (world->is_forgotten[i]) continue;
        bool is_up = node->parent->state == NODE_UP && node->is_wanted;
        assert_int_equal(node->state, is_up ? NODE_UP : NODE_DOWN);
        if (!node->is_group) assert_int_equal(world->lives[i], is_up ? RUNNING : GONE);
    }
    assert_int_equal(supervision_due(&world->supervision), UINT64_MAX);
}

static void random_trees_lose_nobody_whatever_happens(void **state)
{
    (void)state;
    static struct world world;
    for (uint32_t seed = 1; seed <= 2000; seed++) {
        drawn = seed * 2654435761u;
        open_world(&world);
        for (int groups = 1 + (int)draw(3); groups; groups--)
            grow(&world, group(&world, NULL, (enum strategy)draw(3), draw(4)), 0);
        begin(&world);
        for (int i = 0; i < 60; i++) {
            do_something(&world);
            assert_nobody_lost(&world);
        }
        world.stops_slowly = false;
        settle(&world);
        for (int i = 0; i < 40; i++) pass(&world, LONG_MS);
        assert_at_rest(&world);
        close_world(&world);
    }
}

// --- single promises ---

static void three_restarts_and_the_fourth_takes_down_the_group(void **state)
{
    (void)state;
    static struct world world;
    open_world(&world);
    struct node *shop = group(&world, NULL, ONE_FOR_ONE, 3);
    shop->window_ms = 10000;
    child(&world, shop, CHILD_PERMANENT);
    child(&world, shop, CHILD_PERMANENT);
    begin(&world);
    for (int i = 0; i < 3; i++) {
        assert_true(strike(&world, node_at(&world, A), FAILING_TURN));
        pass(&world, 1000);
        assert_int_equal(world.lives[A], RUNNING);
    }
    assert_int_equal(see(&world, A)->restarts, 3);
    assert_int_equal(world.orders[B], 0);
    strike(&world, node_at(&world, A), FAILING_TURN);
    assert_int_equal(see(&world, GROUP)->state, NODE_DOWN);
    assert_int_equal(world.lives[A], GONE);
    assert_int_equal(world.lives[B], GONE);
    supervision_start(&world.supervision, shop, world.supervision.now_ms + LONG_MS);
    settle(&world);
    assert_int_equal(world.lives[A], RUNNING);
    assert_int_equal(world.lives[B], RUNNING);
    close_world(&world);
}

static void who_does_not_stop_in_time_is_killed(void **state)
{
    (void)state;
    static struct world world;
    open_world(&world);
    strategy_now = ONE_FOR_ALL;
    build_three(&world);
    begin(&world);
    world.stops_slowly = true;
    strike(&world, node_at(&world, A), FAILING_STATE);
    assert_int_equal(world.lives[C], ENDING);
    assert_int_equal(world.lives[B], RUNNING); // its turn comes when C is down
    pass(&world, 499);
    assert_int_equal(world.lives[C], ENDING);
    pass(&world, 1);
    for (unsigned i = A; i <= C; i++) assert_int_equal(world.lives[i], RUNNING);
    close_world(&world);
}

static void restarts_after_the_first_come_after_a_pause_that_grows(void **state)
{
    (void)state;
    static struct world world;
    open_world(&world);
    struct node *shop = group(&world, NULL, ONE_FOR_ONE, 5);
    shop->window_ms = 10000;
    child(&world, shop, CHILD_PERMANENT);
    begin(&world);
    const uint64_t pauses[] = {0, 100, 200, 400};
    for (int i = 0; i < 4; i++) {
        strike(&world, node_at(&world, A), FAILING_STATE);
        if (!pauses[i]) continue;
        pass(&world, pauses[i] - 1);
        assert_int_equal(world.lives[A], FAILED);
        pass(&world, 1);
        assert_int_equal(world.lives[A], RUNNING);
    }
    close_world(&world);
}

static void what_was_added_is_forgotten_when_it_is_down(void **state)
{
    (void)state;
    static struct world world;
    open_world(&world);
    struct node *rooms = group(&world, NULL, ONE_FOR_ONE, 3);
    child(&world, rooms, CHILD_PERMANENT);
    begin(&world);
    for (int i = 0; i < 3; i++) plant(&world, rooms, (struct node){.is_added = true, .kind = CHILD_TRANSIENT});
    settle(&world);
    for (unsigned i = 2; i < 5; i++) assert_int_equal(world.lives[i], RUNNING);
    strike(&world, node_at(&world, 2), FAILING_END);
    assert_true(world.is_forgotten[2]);
    strike(&world, node_at(&world, 3), FAILING_STATE);
    assert_int_equal(world.lives[3], RUNNING);
    supervision_stop(&world.supervision, node_at(&world, 4), world.supervision.now_ms);
    settle(&world);
    assert_true(world.is_forgotten[4]);
    supervision_stop(&world.supervision, rooms, world.supervision.now_ms);
    settle(&world);
    assert_true(world.is_forgotten[3]);
    struct node late = {.is_added = true};
    assert_false(supervision_add(&world.supervision, rooms, &late, world.supervision.now_ms));
    close_world(&world);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_for_one_restarts_the_one_that_failed_within_its_intensity),
        cmocka_unit_test(rest_for_one_restarts_those_behind_it_too),
        cmocka_unit_test(one_for_all_restarts_all_of_the_group),
        cmocka_unit_test(each_kind_of_child_comes_back_as_its_kind_says),
        cmocka_unit_test(a_failure_goes_up_one_level_at_a_time),
        cmocka_unit_test(random_trees_lose_nobody_whatever_happens),
        cmocka_unit_test(three_restarts_and_the_fourth_takes_down_the_group),
        cmocka_unit_test(who_does_not_stop_in_time_is_killed),
        cmocka_unit_test(restarts_after_the_first_come_after_a_pause_that_grows),
        cmocka_unit_test(what_was_added_is_forgotten_when_it_is_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
