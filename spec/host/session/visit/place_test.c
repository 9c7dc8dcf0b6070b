// Where a session is, and what is known of who visits.
#include "session/visit/place.h"

#include "support/house.h"

#include "value/codec.h"
#include "value/json.h"

static const char placed[] =
    "local ls = require 'lightspeed'\n"
    "local t = ls.types\n"
    "local view = ls.view { params = { room = 'string', page = t.integer { min = 1, default = 1 } },\n"
    "  events = { 'add' } }\n"
    "function view.init(p, s) return { n = 0, who = s.id } end\n"
    "function view.params(m, p) m.n = m.n + 100 end\n"
    "function view.update.add(m) m.n = m.n + 1 end\n"
    "function view.render(m, page)\n"
    "  return html[[<p>{m.n}</p><i>{page.path}</i><b>{page.params.room} {page.params.page}</b>]]\n"
    "end\n"
    "return ls.app():live('/:room', view)\n";

// A visitor of /kitchen, in German.
struct visitor {
    struct house *house;
    struct peer *peer;
    struct session *session;
};

static struct visitor arrive(const char *path)
{
    struct visitor visitor = {.house = house_open(placed)};
    struct page page = {.visit = {.hall = visitor.house->hall}};
    page.visit.path = bytes_of(path);
    page.visit.query = BYTES("page=2");
    page.visit.languages = BYTES("de-CH,en;q=0.5");
    page.visit.owner = &page.answers;
    visit_begin(&page.visit);
    house_run(visitor.house);
    assert_int_equal(page.visit.status, 200);
    page_read_ticket(&page);
    visitor.session = house_session(visitor.house, page.ticket);
    visitor.peer = peer_enter(visitor.house->hall, page.ticket, "0");
    page_destroy(&page);
    return visitor;
}

static void leave(struct visitor *visitor)
{
    peer_leave(visitor->peer);
    house_close(visitor->house);
}

static void move_to(struct visitor *visitor, const char *url)
{
    char payload[128];
    snprintf(payload, sizeof payload, "{\"url\":\"%s\"}", url);
    peer_event(visitor->peer, "ls:params", payload);
    house_run(visitor->house);
    assert_false(strstr(peer_last(visitor->peer), "\"no\"") != NULL);
}

// Canonical bytes, as JSON says them.
static void assert_says(struct visitor *visitor, struct bytes canonical, const char *expected)
{
    struct arena *arena = &visitor->house->hall->arena;
    struct value is;
    struct value wanted;
    struct error err;
    assert_true(codec_decode(canonical, arena, &is, &err));
    assert_true(json_decode(bytes_of(expected), &json_limits_frame, arena, &wanted, &err));
    struct buffer out = {0};
    json_encode(&is, &out);
    buffer_put_byte(&out, 0);
    if (!value_equal(&is, &wanted)) fail_msg("%s, not %s", out.data, expected);
    buffer_destroy(&out);
}

static void it_begins_where_the_request_says(void **state)
{
    (void)state;
    struct visitor visitor = arrive("/kitchen");
    assert_says(&visitor, place_of(visitor.session),
                "{\"locale\":\"de-CH\",\"params\":{\"room\":\"kitchen\",\"page\":2},\"path\":\"/kitchen\"}");
    assert_string_equal(place_path(visitor.session, &visitor.house->hall->arena).data, "/kitchen");
    assert_int_equal(value_get(place_params(visitor.session, &visitor.house->hall->arena), "page")->integer, 2);
    leave(&visitor);
}

static void it_is_where_the_last_turn_went_and_stays_there_when_it_sleeps(void **state)
{
    (void)state;
    static const char hall[] = "{\"locale\":\"de-CH\",\"params\":{\"room\":\"hall\",\"page\":7},\"path\":\"/hall\"}";
    struct visitor visitor = arrive("/kitchen");
    move_to(&visitor, "/cellar");
    move_to(&visitor, "/hall?page=7");
    assert_true(visitor.session->has_moved);
    assert_says(&visitor, place_of(visitor.session), hall);
    session_sleep(visitor.session);
    assert_says(&visitor, place_of(visitor.session), hall);
    peer_event(visitor.peer, "add", "{}");
    assert_contains(peer_last(visitor.peer), "{\"0\":\"201\"}");
    assert_true(session_snapshot(visitor.session, true));
    assert_false(visitor.session->has_moved);
    assert_says(&visitor, place_of(visitor.session), hall);
    move_to(&visitor, "/attic");
    assert_string_equal(place_path(visitor.session, &visitor.house->hall->arena).data, "/attic");
    leave(&visitor);
}

static void a_session_that_begins_anew_does_so_where_it_is(void **state)
{
    (void)state;
    struct visitor visitor = arrive("/kitchen");
    struct buffer before = {0};
    buffer_put(&before, place_visitor(visitor.session));
    move_to(&visitor, "/hall?page=7");
    assert_true(session_snapshot(visitor.session, true));
    struct bytes params = {visitor.session->start.data, visitor.session->start_params_size};
    assert_says(&visitor, params, "{\"room\":\"hall\",\"page\":7}");
    assert_true(bytes_equal(buffer_bytes(&before), place_visitor(visitor.session)));
    buffer_destroy(&before);
    leave(&visitor);
}

static void a_place_that_it_would_go_to_keeps_its_language(void **state)
{
    (void)state;
    struct visitor visitor = arrive("/kitchen");
    struct hall *hall = visitor.house->hall;
    struct address address;
    struct error err;
    struct buffer out = {0};
    assert_true(address_read(hall->app, BYTES("/a%20b"), &hall->arena, &address, &err));
    place_write(visitor.session, &address, &out);
    assert_says(&visitor, buffer_bytes(&out),
                "{\"locale\":\"de-CH\",\"params\":{\"room\":\"a b\",\"page\":1},\"path\":\"/a b\"}");
    assert_string_equal(place_path(visitor.session, &hall->arena).data, "/kitchen");
    buffer_destroy(&out);
    leave(&visitor);
}

static void every_new_visitor_has_a_name_of_their_own(void **state)
{
    (void)state;
    struct house *house = house_open(placed);
    char names[8][17];
    for (size_t i = 0; i < 8; i++) {
        struct page page;
        struct value visitor;
        struct error err;
        page_begin(&page, house->hall, "/kitchen", "");
        house_run(house);
        page_read_ticket(&page);
        struct session *session = house_session(house, page.ticket);
        assert_true(codec_decode(place_visitor(session), &house->hall->arena, &visitor, &err));
        struct bytes id = value_get_string(&visitor, "id", BYTES(""));
        assert_int_equal(id.size, 16);
        memcpy(names[i], id.data, 17);
        assert_null(strstr(page.ticket, names[i]));
        for (size_t k = 0; k < i; k++) assert_string_not_equal(names[k], names[i]);
        page_destroy(&page);
    }
    house_close(house);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(it_begins_where_the_request_says),
        cmocka_unit_test(it_is_where_the_last_turn_went_and_stays_there_when_it_sleeps),
        cmocka_unit_test(a_session_that_begins_anew_does_so_where_it_is),
        cmocka_unit_test(a_place_that_it_would_go_to_keeps_its_language),
        cmocka_unit_test(every_new_visitor_has_a_name_of_their_own),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
