// Letters between halls: one loop for several of them, and then a thread for each, as in a house that serves.
#include "support/actors.h"

#include "session/actor/actor.h"
#include "session/actor/supervise.h"

#include <pthread.h>

static const char rooms[] =
    "local ls = require 'lightspeed'\n"
    "local Room = ls.actor { messages = { add = { by = 'integer' }, 'fail', 'pass', 'who', 'got' } }\n"
    "function Room.init(args) return { total = args.total or 0, last = 0, sorted = true, to = args.to } end\n"
    "function Room.update.add(m, e)\n"
    "    m.sorted = m.sorted and e.by == m.last + 1\n"
    "    m.last, m.total = e.by, m.total + e.by\n"
    "end\n"
    "function Room.update.fail() error 'fell in' end\n"
    "function Room.update.pass(m) return m, ls.ask(m.to, 'who'):to 'got' end\n"
    "function Room.update.who(m) return m, ls.reply(m.total) end\n"
    "function Room.update.got(m, value, err) m.got = value or err end\n"
    "local page = ls.view {}\n"
    "function page.render() return html[[<p>hi</p>]] end\n"
    "return ls.app():supervise('rooms', { max_restarts = 100 }, {\n"
    "    ls.child(Room, { total = 1, to = 'b' }):named 'a',\n"
    "    ls.child(Room, { total = 2, to = 'c' }):named 'b',\n"
    "    ls.child(Room, { total = 3, to = 'd' }):named 'c',\n"
    "    ls.child(Room, { total = 4, to = 'nobody' }):named 'd',\n"
    "}):live('/', page)\n";

// A field of an actor's model, as its canonical bytes.
static bool model_is(struct session *session, const char *key, struct value expected)
{
    struct arena arena = {0};
    struct value value = actors_model(session, &arena);
    const struct value *found = value_get(&value, key);
    bool is = found && value_equal(found, &expected);
    arena_destroy(&arena);
    return is;
}

static void a_name_has_its_hall_wherever_it_is_asked_from(void **state)
{
    (void)state;
    struct house *house = house_open_with(house_load(rooms), 4, NULL);
    house_run(house);
    const char *const names[] = {"a", "b", "c", "d"};
    unsigned seen = 0;
    for (int i = 0; i < 4; i++) {
        assert_non_null(actors_named(house, names[i]));
        seen |= 1u << letter_hall_of(house->hall, bytes_of(names[i]));
        for (int k = 0; k < 4; k++) actors_tell(house->halls[k], names[i], "pass");
    }
    assert_true(seen & (seen - 1)); // in several of them
    house_run(house);
    assert_true(model_is(actors_named(house, "a"), "got", value_integer(2)));
    assert_true(model_is(actors_named(house, "c"), "got", value_integer(4)));
    assert_true(model_is(actors_named(house, "d"), "got", value_string(BYTES("there is no actor of this name"))));
    house_close(house);
}

static void supervision_reaches_all_halls(void **state)
{
    (void)state;
    struct house *house = house_open_with(house_load(rooms), 4, NULL);
    house_run(house);
    const char *const names[] = {"a", "b", "c", "d"};
    for (int i = 0; i < 4; i++) {
        actors_tell(house->hall, names[i], "fail");
        actors_tell(house->hall, names[i], "fail");
    }
    house_run(house);
    for (int i = 0; i < 200; i++) house_wait(house, 1000);
    for (int i = 0; i < 4; i++) assert_false(actors_named(house, names[i])->actor->is_held);
    house_close(house);
}

// ---- several threads

enum { THREADS = 4, STARTS = 50, TELLS = 200 };

struct desk {
    pthread_t thread;
    uv_loop_t loop;
    struct hall hall;
};

// What is done in a hall's own thread.
struct errand {
    struct inbox_message message; // first
    int number;
    void (*run)(struct hall *hall, int number);
    _Atomic int *left;
};

static void run_errand(struct inbox_message *message, void *receiver)
{
    struct errand *errand = (struct errand *)message;
    if (receiver) errand->run(receiver, errand->number);
    --*errand->left;
    free(errand);
}

static void send_errand(struct desk *desk, int number, void (*run)(struct hall *, int), _Atomic int *left)
{
    struct errand *errand = calloc(1, sizeof *errand);
    errand->message.deliver = run_errand;
    errand->number = number;
    errand->run = run;
    errand->left = left;
    inbox_put(&desk->hall.inbox, &errand->message);
}

static void start_attic(struct hall *hall, int number)
{
    struct buffer args = {0};
    struct value_pair pair = {value_string(BYTES("total")), value_integer(number)};
    struct value_table table = {.pairs = &pair, .pairs_count = 1};
    struct value value = {.kind = VALUE_TABLE, .table = &table};
    struct error err;
    assert_true(codec_encode(&value, &args, &err));
    letter_to_name(hall, &(struct letter){.kind = LETTER_START,
                                          .name = BYTES("attic"),
                                          .word = hall->app->views[1].name,
                                          .data = buffer_bytes(&args),
                                          .group = BYTES("rooms"),
                                          .restarts = CHILD_TRANSIENT});
    buffer_destroy(&args);
}

static void tell_attic(struct hall *hall, int number)
{
    struct buffer data = {0};
    struct value_pair pair = {value_string(BYTES("by")), value_integer(number)};
    struct value_table table = {.pairs = &pair, .pairs_count = 1};
    struct value value = {.kind = VALUE_TABLE, .table = &table};
    struct error err;
    assert_true(codec_encode(&value, &data, &err));
    letter_to_name(
        hall, &(struct letter){
                  .kind = LETTER_TELL, .name = BYTES("attic"), .word = BYTES("add"), .data = buffer_bytes(&data)});
    buffer_destroy(&data);
}

static _Atomic uint64_t seen_tells;

static void look(struct hall *hall, int number)
{
    (void)number;
    seen_tells += hall->counters.tells + hall->counters.tells_refused;
}

static _Atomic bool has_attic;

static void look_for_attic(struct hall *hall, int number)
{
    (void)number;
    const struct session *session = actors_find(hall, BYTES("attic"));
    if (session && session->has_model) has_attic = true;
}

static void close_hall(struct hall *hall, int number)
{
    (void)number;
    hall_close(hall);
}

static void *serve(void *argument)
{
    struct desk *desk = argument;
    uv_run(&desk->loop, UV_RUN_DEFAULT);
    return NULL;
}

static void wait_for(struct desk *desks, void (*run)(struct hall *, int), bool (*is_done)(void))
{
    for (int tries = 0; tries < 3000; tries++) {
        _Atomic int left = THREADS;
        seen_tells = 0;
        for (int i = 0; i < THREADS; i++) send_errand(&desks[i], i, run, &left);
        while (left) uv_sleep(1);
        if (is_done()) return;
        uv_sleep(5);
    }
    fail_msg("it never came to that");
}

static bool is_attic_there(void)
{
    return has_attic;
}

static bool are_tells_seen(void)
{
    return seen_tells == TELLS;
}

static uint64_t count_begun(const struct desk *desks)
{
    uint64_t begun = 0;
    for (int i = 0; i < THREADS; i++) begun += atomic_load(&desks[i].hall.counters.actors);
    return begun;
}

static void two_hundred_starts_of_one_name_at_once_make_one_actor(void **state)
{
    (void)state;
    static const struct door door = {house_bytes_wait, house_answer, NULL};
    static struct desk desks[THREADS];
    struct hall *halls[THREADS];
    struct app *app = house_load(rooms);
    struct settings settings = {.limits = limits_default, .halls_count = THREADS, .halls = halls};
    settings.limits.mailbox = 1000;
    _Atomic int left = THREADS * STARTS;
    log_set_writer(house_keep_log);
    for (unsigned i = 0; i < THREADS; i++) {
        halls[i] = &desks[i].hall;
        uv_loop_init(&desks[i].loop);
        hall_create(&desks[i].hall, i, &settings, app, &door, &desks[i].loop);
    }
    for (int i = 0; i < THREADS; i++) pthread_create(&desks[i].thread, NULL, serve, &desks[i]);
    for (int k = 0; k < STARTS; k++)
        for (int i = 0; i < THREADS; i++) send_errand(&desks[i], 1000 * i + k, start_attic, &left);
    while (left) uv_sleep(1);
    wait_for(desks, look_for_attic, is_attic_there);
    left = TELLS; // of one hall, so in their order
    for (int k = 1; k <= TELLS; k++) send_errand(&desks[1], k, tell_attic, &left);
    while (left) uv_sleep(1);
    wait_for(desks, look, are_tells_seen);
    for (int tries = 0; tries < 3000 && count_begun(desks) < 4 + 1; tries++) uv_sleep(5); // the declared ones, too
    assert_int_equal(count_begun(desks), 4 + 1);
    left = THREADS;
    for (int i = 0; i < THREADS; i++) send_errand(&desks[i], i, close_hall, &left);
    for (int i = 0; i < THREADS; i++) pthread_join(desks[i].thread, NULL);
    for (int i = 0; i < THREADS; i++) hall_destroy(&desks[i].hall);
    for (int i = 0; i < THREADS; i++) assert_int_equal(uv_loop_close(&desks[i].loop), 0);
    app_delete(app);
}

static void what_one_says_to_another_arrives_in_its_order(void **state)
{
    (void)state;
    struct house *house = house_open_with(house_load(rooms), 4, NULL);
    house_run(house);
    start_attic(house->halls[3], 0);
    for (int i = 1; i <= TELLS; i++) tell_attic(house->halls[3], i);
    house_run(house);
    struct session *attic = actors_named(house, "attic");
    assert_true(model_is(attic, "sorted", value_boolean(true)));
    assert_true(model_is(attic, "last", value_integer(TELLS)));
    house_close(house);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_name_has_its_hall_wherever_it_is_asked_from),
        cmocka_unit_test(supervision_reaches_all_halls),
        cmocka_unit_test(two_hundred_starts_of_one_name_at_once_make_one_actor),
        cmocka_unit_test(what_one_says_to_another_arrives_in_its_order),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
