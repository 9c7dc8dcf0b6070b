// Whose sessions are whose: two shards, visitors with cookies and without, and lines that come with one or another.
#include "support/keeper.h"

#include "session/visit/registry.h"
#include "session/visit/visitor.h"
#include "value/codec.h"

#include <inttypes.h>

static const char who[] =
    "local ls = require 'lightspeed'\n"
    "local view = ls.view { events = { 'enter', 'leave', 'out', 'wrong' } }\n"
    "function view.init(_, session) return { user = session.user or 'nobody' } end\n"
    "function view.update.enter(m) return m, ls.put_session({ user = 'ada' }, { renew = true }) end\n"
    "function view.update.leave(m) return m, ls.clear_session() end\n"
    "function view.update.out(m) return m, ls.sign_out('ada') end\n"
    "function view.update.wrong(m) return m, ls.sign_out(true) end\n"
    "function view.render(m) return html[[<p>{m.user}</p>]] end\n"
    "return view\n";

static const char ada[] = "00000000000000aa";
static const char ada_elsewhere[] = "00000000000000ab";
static const char bob[] = "00000000000000bb";

// What a browser keeps of this visitor.
static void put_cookie(struct house *house, const char *id, const char *user, struct buffer *cookie)
{
    struct value_pair pairs[2] = {{value_string(BYTES("id")), value_string(bytes_of(id))},
                                  {value_string(BYTES("user")), value_string(bytes_of(user))}};
    struct value_table table = {.pairs = pairs, .pairs_count = 2};
    struct value visitor = {.kind = VALUE_TABLE, .table = &table};
    struct buffer canonical = {0};
    struct error err;
    assert_true(codec_encode(&visitor, &canonical, &err));
    visitor_seal(house->hall, buffer_bytes(&canonical), cookie);
    buffer_destroy(&canonical);
}

// A page fetched with a cookie, on the n-th shard; what it shows is in `shown`.
static void fetch(struct house *house, unsigned hall, const struct buffer *cookie, char ticket[64], const char *shown)
{
    struct page page = {.visit = {.hall = house->halls[hall], .path = BYTES("/"), .query = BYTES("")}};
    if (cookie) page.visit.cookie = buffer_bytes(cookie);
    page.visit.owner = &page.answers;
    visit_begin(&page.visit);
    house_run(house);
    assert_int_equal(page.visit.status, 200);
    assert_contains(page_html(&page), shown);
    page_read_ticket(&page);
    memcpy(ticket, page.ticket, 64);
    page_destroy(&page);
}

static struct peer *join(struct house *house, unsigned hall, const char *ticket, const struct buffer *cookie)
{
    struct peer *peer = peer_new(house->halls[hall]);
    if (cookie) peer->line.visitor = visitor_number(house->halls[hall], buffer_bytes(cookie));
    peer_join(peer, ticket, "0");
    house_run(house);
    return peer;
}

static const char forbidden[] = "[\"bye\",\"forbidden\"";

static void a_ticket_opens_its_session_with_its_cookie_alone_on_any_shard(void **state)
{
    (void)state;
    struct house *house = house_open_with(house_load(who), 2, NULL);
    struct buffer cookies[2] = {{0}};
    char ticket[64];
    put_cookie(house, ada, "ada", &cookies[0]);
    put_cookie(house, bob, "bob", &cookies[1]);
    fetch(house, 0, &cookies[0], ticket, "ada");
    for (unsigned hall = 0; hall < 2; hall++) {
        struct peer *peers[2] = {join(house, hall, ticket, NULL), join(house, hall, ticket, &cookies[1])};
        for (int i = 0; i < 2; i++) {
            assert_contains(peer_last(peers[i]), forbidden);
            peer_leave(peers[i]);
        }
    }
    struct peer *own = join(house, 0, ticket, &cookies[0]);
    assert_contains(peer_last(own), "[\"ok\",");
    struct peer *thief = join(house, 1, ticket, &cookies[1]);
    assert_contains(peer_last(thief), forbidden);
    assert_non_null(own->line.session); // undisturbed
    assert_false(own->line.is_closing);
    peer_leave(thief);
    peer_leave(own);
    for (int i = 0; i < 2; i++) buffer_destroy(&cookies[i]);
    house_close(house);
}

static void a_page_without_a_cookie_is_opened_without_one_and_bound_by_the_first_that_comes(void **state)
{
    (void)state;
    struct house *house = house_open_with(house_load(who), 1, NULL);
    char ticket[64];
    fetch(house, 0, NULL, ticket, "nobody");
    struct peer *peer = join(house, 0, ticket, NULL);
    assert_contains(peer_last(peer), "[\"ok\",");
    struct session *session = peer->line.session;
    peer_leave(peer);
    assert_int_equal(session->owner.bound, 0);
    struct buffer cookie = {0};
    char id[17];
    snprintf(id, sizeof id, "%016" PRIx64, session->owner.visitor);
    put_cookie(house, id, "ada", &cookie); // as its view might have set meanwhile
    peer_leave(join(house, 0, ticket, &cookie));
    assert_int_equal(session->owner.bound, session->owner.visitor);
    peer = join(house, 0, ticket, NULL);
    assert_contains(peer_last(peer), forbidden);
    peer_leave(peer);
    buffer_destroy(&cookie);
    house_close(house);
}

static void who_signs_in_or_out_ends_all_other_pages_of_who_it_was(void **state)
{
    (void)state;
    static const char *const events[] = {"enter", "leave"};
    for (int i = 0; i < 2; i++) {
        struct house *house = house_open_with(house_load(who), 2, NULL);
        struct buffer cookies[2] = {{0}};
        char tickets[4][64];
        struct peer *peers[4];
        put_cookie(house, ada, "ada", &cookies[0]);
        put_cookie(house, bob, "bob", &cookies[1]);
        for (unsigned j = 0; j < 4; j++) {
            fetch(house, j % 2, &cookies[j == 3], tickets[j], j == 3 ? "bob" : "ada");
            peers[j] = join(house, j % 2, tickets[j], &cookies[j == 3]);
        }
        fetch(house, 1, &cookies[0], (char[64]){0}, "ada"); // and one that nobody has joined
        peer_event(peers[0], events[i], "{}");
        house_run(house);
        for (int j = 1; j < 3; j++) assert_contains(peer_last(peers[j]), forbidden);
        assert_non_null(peers[0]->line.session);
        assert_non_null(peers[3]->line.session);
        assert_int_equal(house->halls[0]->sessions_count + house->halls[1]->sessions_count, 2);
        fetch(house, 0, &cookies[0], tickets[1], "nobody"); // its cookie is no good
        fetch(house, 1, &cookies[0], tickets[1], "nobody");
        fetch(house, 1, &cookies[1], tickets[1], "bob");
        for (int j = 0; j < 4; j++) peer_leave(peers[j]);
        for (int j = 0; j < 2; j++) buffer_destroy(&cookies[j]);
        house_close(house);
    }
}

static void a_user_is_signed_out_of_every_browser_but_the_one_that_asks(void **state)
{
    (void)state;
    struct house *house = house_open_with(house_load(who), 2, NULL);
    struct buffer cookies[3] = {{0}};
    static const char *const ids[] = {ada, ada_elsewhere, bob};
    static const char *const users[] = {"ada", "ada", "bob"};
    char tickets[3][64];
    struct peer *peers[3];
    for (unsigned i = 0; i < 3; i++) {
        put_cookie(house, ids[i], users[i], &cookies[i]);
        fetch(house, i % 2, &cookies[i], tickets[i], users[i]);
        peers[i] = join(house, i % 2, tickets[i], &cookies[i]);
    }
    peer_event(peers[0], "out", "{}");
    house_run(house);
    assert_contains(peer_last(peers[1]), forbidden);
    assert_non_null(peers[0]->line.session);
    assert_non_null(peers[2]->line.session);
    fetch(house, 0, &cookies[0], tickets[0], "ada");
    fetch(house, 0, &cookies[1], tickets[1], "nobody");
    fetch(house, 1, &cookies[2], tickets[2], "bob");
    house_wait(house, 1000);
    buffer_clear(&cookies[1]);
    put_cookie(house, ada_elsewhere, "ada", &cookies[1]); // signs in again
    fetch(house, 0, &cookies[1], tickets[1], "ada");
    peer_event(peers[0], "wrong", "{}");
    assert_contains(peer_last(peers[0]), "ls.sign_out takes what sessions have as `user`");
    for (int i = 0; i < 3; i++) peer_leave(peers[i]);
    for (int i = 0; i < 3; i++) buffer_destroy(&cookies[i]);
    house_close(house);
}

// ---- the host ends, and the next one knows

static struct slow_keeper slow;

static void keep(struct settings *settings)
{
    settings->keeper = &slow.keeper;
    settings->keeps_all = true;
}

// A cookie that was stolen before, and the session of a page whose browser was away meanwhile.
static void who_was_signed_out_stays_so_when_the_host_was_killed(void **state)
{
    (void)state;
    struct directory directory = directory_make();
    struct buffer cookies[2] = {{0}};
    char tickets[2][64];
    struct peer *peers[2];
    slow_keeper_open(&slow, &directory);
    struct house *house = house_open_with(house_load(who), 2, keep);
    for (unsigned i = 0; i < 2; i++) {
        put_cookie(house, i ? ada_elsewhere : ada, "ada", &cookies[i]);
        fetch(house, i, &cookies[i], tickets[i], "ada");
        peers[i] = join(house, i, tickets[i], &cookies[i]);
        slow_keeper_rest(&slow, house);
    }
    for (unsigned i = 0; i < 2; i++) peer_leave(peers[i]);
    slow_keeper_die(&slow, house);

    slow_keeper_open(&slow, &directory);
    house = house_open_with(house_load(who), 2, keep);
    peers[0] = join(house, 0, tickets[0], &cookies[0]);
    slow_keeper_rest(&slow, house);
    peer_event(peers[0], "out", "{}"); // the other session is nowhere in memory
    slow_keeper_rest(&slow, house);
    peer_leave(peers[0]);
    slow_keeper_die(&slow, house);

    slow_keeper_open(&slow, &directory);
    house = house_open_with(house_load(who), 2, keep);
    for (unsigned hall = 0; hall < 2; hall++) {
        char ticket[64];
        fetch(house, hall, &cookies[1], ticket, "nobody");
        fetch(house, hall, &cookies[0], ticket, "ada"); // who asked for it
        peers[hall] = join(house, hall, tickets[1], &cookies[1]);
        slow_keeper_rest(&slow, house);
        assert_contains(peer_last(peers[hall]), forbidden);
        peer_leave(peers[hall]);
    }
    slow_keeper_die(&slow, house);
    for (int i = 0; i < 2; i++) buffer_destroy(&cookies[i]);
    directory_remove(&directory);
}

// A full memory forgets the oldest of those that share a bucket, and no more than that.
static void thousands_are_remembered(void **state)
{
    (void)state;
    enum { MANY = 4000 };
    struct house *house = house_open_with(house_load(who), 1, NULL);
    struct buffer cookie = {0};
    char ticket[64];
    int known = 0;
    put_cookie(house, ada, "ada", &cookie);
    fetch(house, 0, &cookie, ticket, "ada");
    struct peer *peer = join(house, 0, ticket, &cookie);
    struct session *session = peer->line.session;
    for (uint64_t i = 1; i <= MANY; i++) {
        registry_change(session, i << 20);
        house_run(house);
    }
    for (uint64_t i = 1; i <= MANY; i++) {
        char id[17];
        struct buffer other = {0};
        snprintf(id, sizeof id, "%016" PRIx64, i << 20);
        put_cookie(house, id, "eve", &other);
        known += visitor_number(house->hall, buffer_bytes(&other)) == 0;
        buffer_destroy(&other);
    }
    assert_in_range(known, MANY * 9 / 10, MANY);
    peer_leave(peer);
    buffer_destroy(&cookie);
    house_close(house);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_ticket_opens_its_session_with_its_cookie_alone_on_any_shard),
        cmocka_unit_test(a_page_without_a_cookie_is_opened_without_one_and_bound_by_the_first_that_comes),
        cmocka_unit_test(who_signs_in_or_out_ends_all_other_pages_of_who_it_was),
        cmocka_unit_test(a_user_is_signed_out_of_every_browser_but_the_one_that_asks),
        cmocka_unit_test(who_was_signed_out_stays_so_when_the_host_was_killed),
        cmocka_unit_test(thousands_are_remembered),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
