// Components in another app: sessions that were written down with some declarations are taken up with others, which
// count them otherwise, have some no more, have new ones, and models of another version.
#include "app/succession.h"
#include "session/keep/record.h"
#include "support/house.h"

#define HEAD "local ls = require 'lightspeed'\n"
#define COUNTER(name)                                                                                                \
    "local " name " = ls.component { events = { 'up', 'later' }, messages = { 'tick' } }\n"                          \
    "function " name ".init() return { n = 0 } end\n"                                                                \
    "function " name ".update.up(m) m.n = m.n + 1 return m, ls.send 'tick' end\n"                                    \
    "function " name ".update.later(m) return m, ls.after(500):to 'tick' end\n"                                      \
    "function " name ".update.tick(m) m.n = m.n + 100 end\n"
#define VIEW                                                                                                         \
    "local view = ls.view { events = { 'more', 'fewer' } }\n"                                                        \
    "function view.init() return { rows = 1 } end\n"                                                                 \
    "function view.update.more(m) m.rows = m.rows + 1 end\n"                                                         \
    "function view.update.fewer(m) m.rows = m.rows - 1 end\n"                                                        \
    "function view.render(m) return html[[<main><A><C /></A><B />\n"                                                 \
    "  {for i = 1, m.rows do}<C id={i} />{end}</main>]] end\nreturn view\n"

static const char before[] =
    HEAD COUNTER("A") "function A.render(m, a, slot) return html[[<i>{m.n}{slot()}</i>]] end\n" COUNTER(
        "B") "function B.render(m) return html[[<b>{m.n}</b>]] end\n" COUNTER("C") "function C.render(m) return "
                                                                                   "html[[<u>{m.n}</u>]] end\n" VIEW;

// A has no state any more, C counts elsewhere and comes in another shape, D is new.
static const char after[] =
    HEAD "local A = ls.component { render = function(a, slot) return html[[<i>-{slot()}</i>]] end }\n" COUNTER(
        "B") "function B.render(m) return html[[<b>{m.n}</b>]] end\n"
             "local C = ls.component { version = 2, events = { 'up', 'later' }, messages = { 'tick' } }\n"
             "function C.init() return { count = 0, shapes = 1 } end\n"
             "function C.migrate(m, from) assert(from == 1) return { count = m.n, shapes = (m.shapes or 0) + 1 } "
             "end\n"
             "function C.update.up(m) m.count = m.count + 1 return m, ls.send 'tick' end\n"
             "function C.update.later(m) return m, ls.after(500):to 'tick' end\n"
             "function C.update.tick(m) m.count = m.count + 100 end\n"
             "function C.render(m) assert(m.shapes == 1) return html[[<u>{m.count}</u>]] end\n" COUNTER(
                 "D") "function D.render(m) return html[[<s>{m.n}</s>]] end\n" VIEW;

static const char *const names[] = {"up", "up", "up", "later"};

// Some of it is for components that are not there: the house refuses that.
static void some_life(struct house *house, struct peer *peer, int events_count)
{
    for (int i = 0; i < events_count; i++) {
        char text[96];
        int any = rand() % 8;
        if (any < 2) {
            peer_event(peer, any ? "more" : "fewer", "{}");
        } else {
            unsigned cid = (unsigned)(1 + rand() % 9) << 10 | (unsigned)(1 + rand() % 3);
            snprintf(text, sizeof text, "[\"e\",%u,\"%s\",{},0,%u]", ++peer->ref, names[rand() % 4], cid);
            peer_say(peer, text);
        }
        house_wait(house, (uint64_t)(rand() % 300));
    }
}

// What its page shows, without A and what stands in it: that begins anew.
static void write_kept(struct session *session, char text[2048])
{
    struct buffer page = {0};
    struct error err = {0};
    if (!session_wake(session, &err)) fail_msg("%s", err.text);
    html_write(&session->shown, &page);
    buffer_put_byte(&page, 0);
    const char *at = strstr(page.data, "</i>");
    assert_non_null(at);
    *text = 0;
    while ((at = strpbrk(at, "0123456789<"))) {
        size_t size = *at == '<' ? 0 : strspn(at, "0123456789");
        bool is_comment = strncmp(at, "<!--", 4) == 0;
        if (size) snprintf(text + strlen(text), 2048 - strlen(text), "%.*s ", (int)size, at);
        at = is_comment ? strstr(at, "-->") : at + (size ? size : 1);
    }
    buffer_destroy(&page);
}

static void assert_same_page(struct session *left, struct session *right)
{
    char texts[2][2048];
    write_kept(left, texts[0]);
    write_kept(right, texts[1]);
    assert_string_equal(texts[0], texts[1]);
    assert_true(strlen(texts[0]) > 1);
}

static void renew_record(struct session *session, struct buffer *record)
{
    struct error err = {0};
    buffer_clear(record);
    if (!session_wake(session, &err)) fail_msg("%s", err.text);
    session_snapshot(session, true);
    record_write(session, record);
    session->needs_record = false;
}

static struct session *take_up(struct house *house, const struct buffer *record, const struct buffer *steps,
                               int count)
{
    struct error err = {0};
    struct succession succession;
    struct session *session = record_read(house->hall, buffer_bytes(record), &succession, &err);
    if (!session) fail_msg("%s", err.text);
    for (int i = 0; i < count; i++)
        if (!record_read_step(session, buffer_bytes(&steps[i]), &succession, &err)) fail_msg("%s", err.text);
    succession_destroy(&succession);
    return session;
}

static void a_record_and_its_steps_are_read_with_other_components(void **state)
{
    (void)state;
    enum { STEPS = 5 };
    struct buffer record = {0}, steps[STEPS] = {{0}};
    for (unsigned seed = 1; seed <= 20; seed++) {
        srand(seed);
        struct house *house = house_open(before), *other = house_open(after);
        struct peer *peer = house_join(house);
        struct session *session = peer->line.session;
        some_life(house, peer, rand() % 20);
        renew_record(session, &record);
        for (int i = 0; i < STEPS; i++) {
            size_t at = session->journal.turns.size;
            bool is_renewed = rand() % 8 == 0;
            some_life(house, peer, 3);
            if (is_renewed) session_snapshot(session, true);
            if (session->needs_record) { // a host writes it whole then
                renew_record(session, &record);
                for (int k = 0; k < STEPS; k++) buffer_clear(&steps[k]);
                at = 0;
            }
            buffer_clear(&steps[i]);
            record_write_step(session, at, &steps[i]);
        }
        int first = 0;
        while (!steps[first].size) first++;
        other->hall->clock = house->hall->clock;
        struct session *copy = take_up(other, &record, steps + first, STEPS - first);
        session_arrive(copy, other->hall);
        house_run(other);
        assert_same_page(session, copy);
        session_sleep(copy);
        assert_same_page(session, copy); // it was migrated once, and is not again
        house_wait(house, 600);
        house_wait(other, 600); // timers of those that are there ring
        assert_same_page(session, copy);
        peer_leave(peer);
        house_close(other);
        house_close(house);
    }
    buffer_destroy(&record);
    for (int i = 0; i < STEPS; i++) buffer_destroy(&steps[i]);
}

// Until it is awake its models are what they were, and a record says so.
static void a_record_that_is_written_again_unread_says_the_same(void **state)
{
    (void)state;
    struct buffer record = {0}, again = {0};
    struct house *house = house_open(before), *other = house_open(after), *third = house_open(after);
    struct peer *peer = house_join(house);
    srand(4);
    some_life(house, peer, 12);
    record_write(peer->line.session, &record);
    other->hall->clock = third->hall->clock = house->hall->clock;
    struct session *copy = take_up(other, &record, NULL, 0);
    assert_non_null(copy->outdated);
    record_write(copy, &again);
    session_delete(copy);
    struct session *last = take_up(third, &again, NULL, 0);
    assert_non_null(last->outdated);
    session_arrive(last, third->hall);
    house_run(third);
    assert_same_page(peer->line.session, last);
    assert_null(last->outdated);
    buffer_clear(&again);
    record_write(last, &again); // and awake, of which version they are now
    struct session *current = take_up(other, &again, NULL, 0);
    assert_null(current->outdated);
    session_delete(current);
    peer_leave(peer);
    house_close(third);
    house_close(other);
    house_close(house);
    buffer_destroy(&record);
    buffer_destroy(&again);
}

static void what_was_declared_is_found_by_its_name(void **state)
{
    (void)state;
    struct house *house = house_open(after);
    const struct app *app = house->app;
    static const struct {
        const char *name;
        int64_t version;
        uint32_t now;
        uint32_t outdated;
    } cases[] = {
        {"app.lua", 1, VM_DECLARATION_NONE, 0},   // A has no state
        {"app.lua#2", 1, 0, 0},                   // B
        {"app.lua#2", 2, VM_DECLARATION_NONE, 0}, // without a migrate it begins anew
        {"app.lua#3", 2, 1, 0},                   // C
        {"app.lua#3", 1, 1, 1},
        {"app.lua#3", 7, 1, 1}, // of a version to come
        {"other.lua", 1, VM_DECLARATION_NONE, 0},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct succession succession;
        succession_create(&succession, 1);
        succession_put(&succession, 0, app, bytes_of(cases[i].name), cases[i].version);
        assert_int_equal(succession.renumbering.declarations[0], cases[i].now);
        assert_int_equal(succession.is_same, cases[i].now == 0);
        struct outdated *outdated = succession_take(&succession);
        assert_int_equal(outdated ? outdated->count : 0, cases[i].outdated);
        if (outdated) assert_int_equal(outdated_version(outdated, app, 1), cases[i].version);
        assert_int_equal(outdated_version(NULL, app, 1), 2);
        mem_free(outdated);
        succession_destroy(&succession);
    }
    house_close(house);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_record_and_its_steps_are_read_with_other_components),
        cmocka_unit_test(a_record_that_is_written_again_unread_says_the_same),
        cmocka_unit_test(what_was_declared_is_found_by_its_name),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
