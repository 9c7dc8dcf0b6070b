// What there is in a house of several shards, and an end to some of it.
#include "support/house.h"

#include "bus/call.h"
#include "session/actor/overview.h"
#include "value/codec.h"

static const char app[] =
    "local ls = require 'lightspeed'\n"
    "local Room = ls.actor { messages = { 'add' } }\n"
    "function Room.init() return { n = 0 } end\n"
    "function Room.update.add(m) m.n = m.n + 1 end\n"
    "local page = ls.view { events = { 'add', 'spin' } }\n"
    "function page.init() return { n = 0 }, ls.subscribe 'town' end\n"
    "function page.update.add(m) m.n = m.n + 1 end\n"
    "function page.update.spin(m) m.n = 99 while true do end end\n"
    "function page.render(m) return html[[<p>{m.n}</p>]] end\n"
    "return ls.app():supervise('rooms', { strategy = 'one_for_all' }, {\n"
    "    ls.group('small', {}, { ls.child(Room):named 'closet' }), ls.child(Room):named 'hall' }):live('/', page)\n";

static struct value_table *rows;
static struct arena arena;
static bool has_ended;

static void be_done(struct overview *overview, struct hall *hall)
{
    struct value value;
    struct error err;
    assert_non_null(hall);
    arena_reset(&arena);
    has_ended = overview->has_ended;
    assert_true(codec_decode(buffer_bytes(&overview->rows), &arena, &value, &err));
    rows = value.table;
    buffer_destroy(&overview->rows);
}

static void look(struct house *house, const char *end)
{
    struct overview overview = {.settings = &house->settings, .done = be_done};
    if (end) snprintf(overview.ended, sizeof overview.ended, "%s", end);
    rows = NULL;
    overview_begin(&overview);
    house_run(house);
    assert_non_null(rows);
}

static bool is(const struct value *row, const char *key, const char *text)
{
    return bytes_equal(value_get_string(row, key, BYTES("")), bytes_of(text));
}

static const struct value *find(const char *kind, const char *key, const char *text)
{
    for (size_t i = 0; i < rows->items_count; i++)
        if (is(&rows->items[i], "kind", kind) && is(&rows->items[i], key, text)) return &rows->items[i];
    return NULL;
}

static int64_t number_of(const struct value *row, const char *key)
{
    assert_non_null(row);
    return value_get(row, key)->integer;
}

static void all_halls_say_what_they_have(void **state)
{
    (void)state;
    struct house *house = house_open_with(house_load(app), 3, NULL);
    house_run(house);
    char ticket[64];
    house_visit(house, house->halls[2], ticket);
    look(house, NULL);
    assert_int_equal(number_of(find("group", "name", "rooms"), "depth"), 0);
    assert_true(is(find("group", "name", "rooms"), "strategy", "one_for_all"));
    assert_int_equal(number_of(find("group", "name", "small"), "depth"), 1);
    assert_int_equal(number_of(find("actor", "name", "closet"), "depth"), 2);
    assert_true(is(find("actor", "name", "hall"), "state", "up"));
    assert_true(number_of(find("node", "actor", "closet"), "bytes") > 0);
    assert_true(number_of(find("node", "path", "/"), "fuel") > 0);
    assert_int_equal(number_of(find("topic", "name", "town"), "listeners"), 1);
    size_t halls = 0;
    for (size_t i = 0; i < rows->items_count; i++) halls += is(&rows->items[i], "kind", "hall");
    assert_int_equal(halls, 3);
    house_close(house);
}

static void who_is_ended_is_found_in_any_hall(void **state)
{
    (void)state;
    struct house *house = house_open_with(house_load(app), 3, NULL);
    house_run(house);
    look(house, "closet");
    assert_true(has_ended);
    look(house, NULL);
    assert_int_equal(number_of(find("actor", "name", "closet"), "restarts"), 1);
    assert_true(is(find("actor", "name", "closet"), "failed", "it was ended by hand"));
    assert_int_equal(number_of(find("actor", "name", "hall"), "restarts"), 0);
    look(house, "nobody");
    assert_false(has_ended);
    look(house, "0123456789abcdef");
    assert_false(has_ended);
    house_close(house);
}

static void a_page_whose_turn_is_ended_has_its_last_good_model(void **state)
{
    (void)state;
    struct house *house = house_open_with(house_load(app), 2, NULL);
    char ticket[64], id[17];
    house_run(house);
    struct peer *peer = house_enter(house, house->halls[1], ticket);
    peer_event(peer, "add", "{}");
    house_run(house);
    look(house, NULL);
    snprintf(id, sizeof id, "%.16s", value_get_string(find("node", "path", "/"), "id", BYTES("")).data);
    peer_event(peer, "spin", "{}");
    for (int i = 0; i < 3; i++) uv_run(&house->loop, UV_RUN_NOWAIT);
    look(house, id); // in the middle of it, or after it
    assert_true(has_ended);
    peer_event(peer, "add", "{}");
    house_run(house);
    assert_contains(peer_last(peer), "\"2\"");
    assert_int_equal(house->halls[1]->counters.ended, 0);
    peer_leave(peer);
    house_close(house);
}

// ---- who runs services

static char worker_ended[32];

static void look_at_workers(struct clerks *clerks, void (*tell)(void *self, const struct worker_told *told),
                            void *self)
{
    (void)clerks;
    tell(self, &(struct worker_told){.kind = "service",
                                     .name = "books",
                                     .hands = 2,
                                     .hands_max = 4,
                                     .working = 1,
                                     .waiting = 3,
                                     .restarts = 5,
                                     .cold_start_ms = 7,
                                     .trouble = BYTES("add: no such table")});
    tell(self, &(struct worker_told){.kind = "program", .name = "plot", .is_resting = true});
    tell(self, &(struct worker_told){.kind = "program", .name = "draw"});
}

static bool end_worker(struct clerks *clerks, const char *name)
{
    (void)clerks;
    snprintf(worker_ended, sizeof worker_ended, "%s", name);
    return strcmp(name, "plot") == 0;
}

static void who_runs_services_is_told_of_once_and_ended_by_name(void **state)
{
    (void)state;
    static struct clerks clerks = {.look = look_at_workers, .end = end_worker};
    struct house *house = house_open_with(house_load(app), 3, NULL);
    house->settings.clerks = &clerks;
    house_run(house);
    look(house, NULL);
    const struct value *books = find("service", "name", "books");
    assert_true(is(books, "state", "up"));
    assert_true(is(books, "failed", "add: no such table"));
    assert_int_equal(number_of(books, "hands"), 2);
    assert_int_equal(number_of(books, "hands_max"), 4);
    assert_int_equal(number_of(books, "working"), 1);
    assert_int_equal(number_of(books, "waiting"), 3);
    assert_int_equal(number_of(books, "restarts"), 5);
    assert_int_equal(number_of(books, "cold_start_ms"), 7);
    assert_true(is(find("program", "name", "plot"), "state", "resting"));
    assert_true(is(find("program", "name", "draw"), "state", "down"));
    size_t programs = 0;
    for (size_t i = 0; i < rows->items_count; i++) programs += is(&rows->items[i], "kind", "program");
    assert_int_equal(programs, 2);
    look(house, "plot");
    assert_true(has_ended);
    look(house, "nobody");
    assert_false(has_ended);
    assert_string_equal(worker_ended, "nobody");
    worker_ended[0] = 0;
    look(house, "closet"); // an actor comes first
    assert_true(has_ended);
    assert_string_equal(worker_ended, "");
    house->settings.clerks = NULL;
    house_close(house);
}

// ---- more than there is room for

static const char crowded[] =
    "local ls = require 'lightspeed'\n"
    "local Room = ls.actor {}\n"
    "function Room.init() return {} end\n"
    "local rooms = {}\n"
    "for i = 1, 507 do rooms[i] = ls.child(Room):named('room' .. i) end\n"
    "local page = ls.view { params = { from = 'integer' } }\n"
    "function page.init(params)\n"
    "    local all = {}\n"
    "    for i = params.from + 1, params.from + 60 do all[#all + 1] = ls.subscribe('topic' .. i) end\n"
    "    return {}, table.unpack(all)\n"
    "end\n"
    "function page.render(m) return html[[<p>hello</p>]] end\n"
    "return ls.app():supervise('rooms', {}, rooms):live('/:from', page)\n";

static void visit(struct house *house, int hall, const char *path)
{
    struct page page;
    page_begin(&page, house->halls[hall], path, "");
    house_run(house);
    assert_int_equal(page.visit.status, 200);
    page_destroy(&page);
}

static size_t count_rows(const char *kind, const char *key)
{
    size_t amount = 0;
    for (size_t i = 0; i < rows->items_count; i++)
        amount += is(&rows->items[i], "kind", kind) && value_get(&rows->items[i], key);
    return amount;
}

static void of_what_there_is_no_room_for_it_is_told_how_much_there_is(void **state)
{
    (void)state;
    struct house *house = house_open_with(house_load(crowded), 2, NULL);
    house_run(house);
    for (int i = 0; i < 9; i++) {
        char path[8];
        snprintf(path, sizeof path, "/%d", i * 60);
        visit(house, 0, path);
        visit(house, 1, path);
    }
    for (int i = 0; i < 494; i++) visit(house, 1, "/0");
    house_run(house);
    look(house, NULL);
    assert_int_equal(count_rows("group", "name") + count_rows("actor", "name"), OVERVIEW_ROWS_MAX);
    assert_int_equal(number_of(find("more", "of", "group"), "count"), 508 - OVERVIEW_ROWS_MAX);
    assert_int_equal(count_rows("node", "actor"), OVERVIEW_ROWS_MAX - 1); // those that have a row
    assert_non_null(find("node", "actor", "room1"));
    assert_int_equal(count_rows("node", "path"), 9 + OVERVIEW_ROWS_MAX / 2);
    assert_int_equal(number_of(find("more", "of", "node"), "count"), 9 + 494 - OVERVIEW_ROWS_MAX / 2);
    assert_int_equal(count_rows("topic", "name"), OVERVIEW_ROWS_MAX);
    assert_int_equal(number_of(find("more", "of", "topic"), "count"), 2 * (540 - OVERVIEW_ROWS_MAX));
    for (size_t i = 0; i < rows->items_count; i++) {
        if (!is(&rows->items[i], "kind", "topic")) continue;
        int64_t listeners = number_of(&rows->items[i], "listeners"); // on both shards
        assert_true(listeners == 2 || listeners == 2 + 494);
    }
    house_close(house);
}

static void what_there_is_room_for_is_all(void **state)
{
    (void)state;
    struct house *house = house_open_with(house_load(app), 2, NULL);
    char ticket[64];
    house_run(house);
    house_visit(house, house->halls[0], ticket);
    house_visit(house, house->halls[1], ticket);
    look(house, NULL);
    assert_int_equal(number_of(find("topic", "name", "town"), "listeners"), 2);
    assert_int_equal(count_rows("topic", "name"), 1);
    assert_int_equal(count_rows("more", "of"), 0);
    house_close(house);
}

// ---- the house closes

static void forget(struct overview *overview, struct hall *hall)
{
    assert_null(hall);
    buffer_destroy(&overview->rows);
    has_ended = true;
}

static void a_house_that_closes_answers_too(void **state)
{
    (void)state;
    struct house *house = house_open_with(house_load(app), 2, NULL);
    struct overview overview = {.settings = &house->settings, .done = forget};
    has_ended = false;
    overview_begin(&overview);
    house_close(house);
    assert_true(has_ended);
}

static int close_arena(void **state)
{
    (void)state;
    arena_destroy(&arena);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(all_halls_say_what_they_have),
        cmocka_unit_test(who_is_ended_is_found_in_any_hall),
        cmocka_unit_test(a_page_whose_turn_is_ended_has_its_last_good_model),
        cmocka_unit_test(who_runs_services_is_told_of_once_and_ended_by_name),
        cmocka_unit_test(of_what_there_is_no_room_for_it_is_told_how_much_there_is),
        cmocka_unit_test(what_there_is_room_for_is_all),
        cmocka_unit_test(a_house_that_closes_answers_too),
    };
    return cmocka_run_group_tests(tests, NULL, close_arena);
}
