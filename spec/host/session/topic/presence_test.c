// Presence in houses of several halls: who is told of whom, and 1,000 random histories after which every list says
// what is true.
#include "support/house.h"

#include "session/topic/presence.h"
#include "value/codec.h"
#include "value/json.h"

#define APP                                                                                                          \
    "local ls = require 'lightspeed'\n"                                                                              \
    "local view = ls.view {\n"                                                                                       \
    "  events = { be = { name = 'string', key = 'string?' }, 'go', 'crash', 'watch' },\n"                            \
    "  messages = { 'people', 'came', 'went' } }\n"                                                                  \
    "local function name(p) return p.name or p.metas[1].name end\n"                                                  \
    "local function add(m, sign, list) for _, p in ipairs(list) do m.log = m.log .. sign .. name(p) end end\n"       \
    "function view.init() return { people = '', log = '' } end\n"                                                    \
    "function view.update.be(m, e)\n"                                                                                \
    "  return m, ls.track('room', { name = e.name }, { key = e.key }):to 'people':joins 'came':leaves 'went'\n"      \
    "end\n"                                                                                                          \
    "function view.update.watch(m) return m, ls.track('room'):to 'people' end\n"                                     \
    "function view.update.go(m) m.people = '' return m, ls.untrack 'room' end\n"                                     \
    "function view.update.crash() error 'x' end\n"                                                                   \
    "function view.update.people(m, list)\n"                                                                         \
    "  m.people = ''\n"                                                                                              \
    "  for _, p in ipairs(list) do m.people = m.people .. '[' .. name(p) .. ']' end\n"                               \
    "end\n"                                                                                                          \
    "function view.update.came(m, list) add(m, '+', list) end\n"                                                     \
    "function view.update.went(m, list) add(m, '-', list) end\n"                                                     \
    "function view.render(m) return html[[<p>{m.people}</p><i>{m.log}</i>]] end\n"                                   \
    "return view\n"

static struct house *open_house(unsigned halls)
{
    return house_open_with(house_load(APP), halls, NULL);
}

// ---- what a hall and a page say

static const char *names_in(const struct hall *hall)
{
    static char names[HOUSE_HALLS_MAX][1024];
    struct arena arena = {0};
    struct buffer list = {0};
    struct value value;
    struct error err;
    char *out = names[hall->index];
    presence_put_list(hall, BYTES("room"), &list);
    assert_true(codec_decode(buffer_bytes(&list), &arena, &value, &err));
    *out = 0;
    for (size_t i = 0; i < value.table->items_count; i++) {
        const struct value *entry = &value.table->items[i];
        const struct value *metas = value_get(entry, "metas");
        for (size_t j = 0; j < (metas ? metas->table->items_count : 1); j++) {
            struct bytes name = value_get_string(metas ? &metas->table->items[j] : entry, "name", BYTES("?"));
            sprintf(out + strlen(out), "%s%.*s", j ? "+" : i ? " " : "", (int)name.size, name.data);
        }
    }
    buffer_destroy(&list);
    arena_destroy(&arena);
    return out;
}

static const char *page_of(struct session *session)
{
    static char text[4096];
    struct buffer html = {0};
    struct error err;
    assert_true(session_wake(session, &err));
    html_write(&session->shown, &html);
    snprintf(text, sizeof text, "%.*s", (int)html.size, html.data);
    buffer_destroy(&html);
    return text;
}

// ---- visitors

struct visitor {
    struct house *house;
    char ticket[64];
    struct peer *peer; // NULL: no line
    uint64_t id;
};

static struct session *session_of(const struct visitor *visitor)
{
    for (unsigned i = 0; i < visitor->house->settings.halls_count; i++) {
        struct session *session = hall_find(visitor->house->halls[i], visitor->id);
        if (session) return session;
    }
    return NULL;
}

static void join(struct visitor *visitor, unsigned hall)
{
    visitor->peer = peer_enter(visitor->house->halls[hall], visitor->ticket, "0");
    house_run(visitor->house);
    assert_contains(visitor->peer->frames[0], "[\"ok\",");
    visitor->peer->ref = session_of(visitor)->ref_done;
}

static struct visitor come(struct house *house, unsigned hall)
{
    struct visitor visitor = {.house = house};
    struct ticket ticket;
    struct error err;
    house_visit(house, house->halls[hall], visitor.ticket);
    assert_true(ticket_read(bytes_of(visitor.ticket), house->settings.key, &ticket, &err));
    visitor.id = ticket.session;
    join(&visitor, hall);
    return visitor;
}

static void lose_line(struct visitor *visitor)
{
    if (visitor->peer) peer_leave(visitor->peer);
    visitor->peer = NULL;
    house_run(visitor->house);
}

static void say(struct visitor *visitor, const char *event, const char *payload)
{
    peer_event(visitor->peer, event, payload);
    house_run(visitor->house);
}

static void be(struct visitor *visitor, const char *name)
{
    char payload[64];
    snprintf(payload, sizeof payload, "{\"name\":\"%s\"}", name);
    say(visitor, "be", payload);
    house_wait(visitor->house, 1); // one after the other
    house_run(visitor->house);
}

#define assert_all_say(house, expected)                                                                              \
    for (unsigned hall_ = 0; hall_ < (house)->settings.halls_count; hall_++)                                         \
    assert_string_equal(names_in((house)->halls[hall_]), expected)

// ---- who is told of whom

static void everybody_sees_who_comes_and_who_goes(void **state)
{
    (void)state;
    struct house *house = open_house(3);
    struct visitor ann = come(house, 0), bob = come(house, 1), cid = come(house, 2);
    be(&ann, "ann");
    be(&bob, "bob");
    be(&cid, "cid");
    assert_all_say(house, "ann bob cid");
    assert_contains(page_of(session_of(&ann)), "<p>[ann][bob][cid]</p><i>+bob+cid</i>");
    assert_contains(page_of(session_of(&cid)), "<p>[ann][bob][cid]</p><i></i>"); // who came before is no news
    say(&bob, "go", "{}");
    assert_contains(page_of(session_of(&ann)), "<p>[ann][cid]</p><i>+bob+cid-bob</i>");
    assert_contains(page_of(session_of(&bob)), "<p></p>");
    be(&cid, "carl");
    assert_contains(page_of(session_of(&ann)), "<p>[ann][carl]</p><i>+bob+cid-bob+carl-cid</i>");
    session_end(session_of(&cid), ERROR_GONE, "over");
    house_run(house);
    assert_contains(page_of(session_of(&ann)), "<p>[ann]</p>");
    assert_all_say(house, "ann");
    lose_line(&ann);
    lose_line(&bob);
    lose_line(&cid);
    house_close(house);
}

static void two_tabs_of_one_person_are_one_entry(void **state)
{
    (void)state;
    struct house *house = open_house(2);
    struct visitor phone = come(house, 0), desk = come(house, 1), other = come(house, 1);
    say(&phone, "be", "{\"name\":\"phone\",\"key\":\"__proto__\"}");
    house_wait(house, 1);
    say(&desk, "be", "{\"name\":\"desk\",\"key\":\"__proto__\"}");
    house_wait(house, 1);
    say(&other, "be", "{\"name\":\"other\",\"key\":\"\"}");
    assert_all_say(house, "phone+desk other");
    house_wait(house, 1);
    say(&phone, "be", "{\"name\":\"phone\",\"key\":\"\"}"); // somebody else now, and the last to come
    assert_all_say(house, "desk other+phone");
    lose_line(&phone);
    lose_line(&desk);
    lose_line(&other);
    house_close(house);
}

static void a_lost_line_counts_for_a_while(void **state)
{
    (void)state;
    struct house *house = open_house(2);
    struct visitor ann = come(house, 0), bob = come(house, 1);
    be(&ann, "ann");
    be(&bob, "bob");
    lose_line(&bob);
    house_wait(house, 4000);
    house_run(house);
    assert_all_say(house, "ann bob");
    join(&bob, 1); // in time: nobody has noticed
    house_wait(house, 30000);
    house_run(house);
    assert_contains(page_of(session_of(&ann)), "<p>[ann][bob]</p><i>+bob</i>");
    lose_line(&bob);
    house_wait(house, 6000);
    house_run(house);
    assert_contains(page_of(session_of(&ann)), "<p>[ann]</p><i>+bob-bob</i>");
    be(&ann, "anna");
    join(&bob, 1);
    assert_all_say(house, "anna bob");
    assert_contains(page_of(session_of(&bob)), "<p>[anna][bob]</p>"); // and is told what it missed
    lose_line(&ann);
    lose_line(&bob);
    house_close(house);
}

static void nobody_notices_a_move_to_another_hall(void **state)
{
    (void)state;
    struct house *house = open_house(3);
    struct visitor ann = come(house, 0), bob = come(house, 1);
    be(&ann, "ann");
    be(&bob, "bob");
    for (unsigned hall = 0; hall < 6; hall++) {
        lose_line(&bob);
        join(&bob, hall % 3);
        assert_all_say(house, "ann bob");
    }
    assert_contains(page_of(session_of(&ann)), "<i>+bob</i>");
    be(&ann, "anna");
    assert_contains(page_of(session_of(&bob)), "<p>[anna][bob]</p>");
    lose_line(&ann);
    lose_line(&bob);
    house_close(house);
}

static void a_page_that_nobody_opened_is_nobody(void **state)
{
    (void)state;
    struct house *house =
        house_open("local ls = require 'lightspeed'\n"
                   "local view = ls.view { messages = { 'people' } }\n"
                   "function view.init() return { n = 0 }, ls.track('room', { name = 'x' }):to 'people' end\n"
                   "function view.update.people(m, list) m.n = #list end\n"
                   "function view.render(m) return html[[<p>{m.n}</p>]] end\n"
                   "return view\n");
    char ticket[64];
    house_visit(house, house->hall, ticket);
    assert_all_say(house, "");
    struct peer *peer = peer_enter(house->hall, ticket, "0");
    house_run(house);
    assert_all_say(house, "x");
    assert_contains(page_of(house_session(house, ticket)), "<p>1</p>");
    peer_leave(peer);
    house_close(house);
}

static void who_only_looks_is_not_there(void **state)
{
    (void)state;
    struct house *house = open_house(2);
    struct visitor ann = come(house, 0), eve = come(house, 1);
    say(&eve, "watch", "{}");
    be(&ann, "ann");
    assert_all_say(house, "ann");
    assert_contains(page_of(session_of(&eve)), "<p>[ann]</p>");
    be(&eve, "eve");
    assert_all_say(house, "ann eve");
    say(&eve, "watch", "{}");
    assert_all_say(house, "ann");
    lose_line(&ann);
    lose_line(&eve);
    house_close(house);
}

// ---- bounds

static void allow_few(struct settings *settings)
{
    settings->limits.present = 2;
    settings->limits.presence_bytes = 40;
}

static void there_is_room_for_so_many(void **state)
{
    (void)state;
    struct house *house = house_open_with(house_load(APP), 2, allow_few);
    struct visitor ann = come(house, 0), bob = come(house, 1), cid = come(house, 0);
    be(&ann, "ann");
    be(&bob, "bob");
    be(&cid, "cid");
    assert_contains(peer_last(cid.peer), "ls.track: 2 are present in 'room' already");
    assert_all_say(house, "ann bob");
    be(&bob, "bobby"); // no one more
    assert_all_say(house, "ann bobby");
    be(&ann, "a name that is longer than all that one may say");
    assert_contains(peer_last(ann.peer), "ls.track: 56 bytes to say of oneself, more than 40");
    say(&bob, "go", "{}");
    be(&cid, "cid");
    assert_all_say(house, "ann cid");
    lose_line(&ann);
    lose_line(&bob);
    lose_line(&cid);
    house_close(house);
}

// ---- random histories

enum { HISTORIES = 1000, STEPS = 30, VISITORS = 5, HALLS = 3 };

struct truth {
    struct visitor visitor;
    bool has_ended;
    bool is_present;
    bool wishes; // to be there, as soon as its page is
    int64_t fades_ms;
};

static void go_on(struct truth *all, int64_t now_ms)
{
    for (int i = 0; i < VISITORS; i++)
        if (!all[i].visitor.peer && all[i].is_present && now_ms >= all[i].fades_ms) all[i].is_present = false;
}

static void act(struct house *house, struct truth *truth, int number, int64_t *now_ms, struct truth *all)
{
    struct visitor *visitor = &truth->visitor;
    char name[16];
    snprintf(name, sizeof name, "v%d", number);
    switch (rand() % 8) {
    case 0:
    case 1:
        if (!visitor->peer) break;
        be(visitor, name);
        *now_ms += 1;
        truth->is_present = truth->wishes = true;
        break;
    case 2:
        if (!visitor->peer) break;
        say(visitor, "go", "{}");
        truth->is_present = truth->wishes = false;
        break;
    case 3:
        if (visitor->peer) say(visitor, "crash", "{}");
        break;
    case 4:
        if (visitor->peer) truth->fades_ms = *now_ms + 5000;
        lose_line(visitor);
        break;
    case 5:
        if (visitor->peer || truth->has_ended) break;
        join(visitor, (unsigned)rand() % HALLS);
        truth->is_present = truth->wishes;
        break;
    case 6:
        house_wait(house, 2500);
        house_run(house);
        *now_ms += 2500;
        go_on(all, *now_ms);
        break;
    default:
        if (rand() % 4 || truth->has_ended) break;
        session_end(session_of(visitor), ERROR_GONE, "over");
        lose_line(visitor);
        truth->has_ended = true;
        truth->is_present = truth->wishes = false;
    }
}

static void check(struct house *house, const struct truth *all)
{
    const char *said = names_in(house->halls[0]);
    size_t size = 0;
    char shown[256] = "<p>", *end = shown + 3;
    for (int i = 0; i < VISITORS; i++) {
        char name[16];
        snprintf(name, sizeof name, "v%d", i);
        assert_int_equal(strstr(said, name) != NULL, all[i].is_present);
        size += all[i].is_present ? 3 : 0;
    }
    assert_int_equal(strlen(said), size ? size - 1 : 0); // and nobody twice
    assert_all_say(house, said);
    for (const char *at = said; *at; at += at[2] ? 3 : 2) end += sprintf(end, "[%.2s]", at);
    strcpy(end, "</p>");
    for (int i = 0; i < VISITORS; i++)
        if (all[i].visitor.peer && all[i].is_present) assert_contains(page_of(session_of(&all[i].visitor)), shown);
}

static void lists_say_what_is_true_after_any_history(void **state)
{
    (void)state;
    for (unsigned seed = 0; seed < HISTORIES; seed++) {
        static struct app *app;
        app = app ? app : house_load(APP);
        struct house *house = house_open_with((struct app *)(uintptr_t)app_hold(app), HALLS, NULL);
        struct truth all[VISITORS] = {0};
        int64_t now_ms = 0;
        srand(seed);
        for (unsigned i = 0; i < VISITORS; i++) all[i].visitor = come(house, i % HALLS);
        for (int step = 0; step < STEPS; step++) {
            int number = rand() % VISITORS;
            act(house, &all[number], number, &now_ms, all);
            check(house, all);
        }
        for (int i = 0; i < VISITORS; i++) lose_line(&all[i].visitor);
        house_close(house);
        if (seed == HISTORIES - 1) app_delete(app);
    }
}

// ---- how often

enum { CHANGES = 100, APART_MS = 50 };

static void seldom(struct settings *settings)
{
    settings->limits.presence_ms = APART_MS;
    settings->limits.events_per_s = settings->limits.events_burst = 10 * CHANGES;
}

// By the clock of the world: one that stands still waits for nobody.
static void lists_are_told_no_more_often_than_they_may_be_and_the_last_one_is(void **state)
{
    (void)state;
    struct house *house = house_open_with(house_load(APP), 1, seldom);
    house->hall->clock.is_held = false;
    struct visitor watcher = come(house, 0), bob = come(house, 0);
    uint64_t began_ms = hall_now_ms(house->hall);
    peer_event(watcher.peer, "watch", "{}");
    size_t before = watcher.peer->count;
    for (int i = 1; i <= CHANGES; i++) {
        char payload[64];
        snprintf(payload, sizeof payload, "{\"name\":\"bob%d\"}", i);
        peer_event(bob.peer, "be", payload);
        uv_run(&house->loop, UV_RUN_NOWAIT);
        usleep(1000);
    }
    while (!strstr(page_of(session_of(&watcher)), "[bob100]")) uv_run(&house->loop, UV_RUN_ONCE); // or for ever
    uint64_t lists = watcher.peer->count - before;
    // A loop that was held up takes its timers for older than they are, by half of what they wait at the most.
    assert_in_range(lists, 1, 2 * (hall_now_ms(house->hall) - began_ms) / APART_MS + 3);
    peer_leave(watcher.peer);
    peer_leave(bob.peer);
    house_close(house);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(everybody_sees_who_comes_and_who_goes),
        cmocka_unit_test(two_tabs_of_one_person_are_one_entry),
        cmocka_unit_test(a_lost_line_counts_for_a_while),
        cmocka_unit_test(nobody_notices_a_move_to_another_hall),
        cmocka_unit_test(a_page_that_nobody_opened_is_nobody),
        cmocka_unit_test(who_only_looks_is_not_there),
        cmocka_unit_test(there_is_room_for_so_many),
        cmocka_unit_test(lists_say_what_is_true_after_any_history),
        cmocka_unit_test(lists_are_told_no_more_often_than_they_may_be_and_the_last_one_is),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
