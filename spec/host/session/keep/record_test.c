// A session as bytes: what comes back is what was written, in another process, and in a later program too.
#include "app/succession.h"
#include "session/children.h"
#include "session/keep/record.h"
#include "session/timer.h"
#include "support/house.h"
#include "value/codec.h"

#include <xxhash.h>

// A model with a component, timers, a message on its way, and a place that it went to.
#define LEAF                                                                                                         \
    "local leaf = ls.view { params = { name = 'string' }, events = { 'add' } }\n"                                    \
    "function leaf.init(p) return { name = p.name, n = 0 } end\n"                                                    \
    "function leaf.update.add(m) m.n = m.n + 1 end\n"                                                                \
    "function leaf.render(m) return html[[<b>{m.name}</b><i>{m.n}</i>]] end\n"
#define STEPPER                                                                                                      \
    "local Stepper = ls.component { attrs = { id = 'string' }, events = { step = {} }, messages = { 'tick' } }\n"    \
    "function Stepper.init() return { n = math.random(1000) } end\n"                                                 \
    "function Stepper.update.step(m) m.n = m.n + 1 return m, ls.after(500):to 'tick' end\n"                          \
    "function Stepper.update.tick(m) m.n = m.n + 100 end\n"                                                          \
    "function Stepper.render(m) return html[[<u>{m.n}</u>]] end\n"
#define VIEW                                                                                                         \
    "local view = ls.view { params = { page = 'integer?' }, events = { add = { by = 'integer' }, 'roll', 'later',\n" \
    "  'say', 'boom', 'bad' }, messages = { 'tick', heard = { text = 'string' } } }\n"                               \
    "function view.init(p) return { n = 0, at = 0, page = p.page or 0, said = '' } end\n"                            \
    "function view.params(m, p) m.page = p.page or 0 end\n"                                                          \
    "function view.update.add(m, e) m.n = m.n + e.by m.at = ls.now() end\n"                                          \
    "function view.update.roll(m) m.n = math.random(1000000) end\n"                                                  \
    "function view.update.later(m) return m, ls.every(1000):to 'tick', ls.patch { page = m.page + 1 } end\n"         \
    "function view.update.say(m) return m, ls.send('heard', { text = 'said' .. m.n }) end\n"                         \
    "function view.update.boom(m) error 'boom' end\n"                                                                \
    "function view.update.bad(m) m.f = print end\n"                                                                  \
    "function view.update.tick(m) m.n = m.n + 1000 end\n"                                                            \
    "function view.update.heard(m, e) m.said = m.said .. e.text end\n"                                               \
    "function view.render(m) return html[[<p>{m.n} {m.at} {m.page} {m.said}</p><Stepper id='s'/>\n"                  \
    "  <ls.live of={leaf} id='leaf' name='it' />]] end\n"

static const char lively[] = "local ls = require 'lightspeed'\n" LEAF STEPPER VIEW "return view\n";

// The same, its lines and handlers elsewhere.
static const char lively_later[] =
    "local ls = require 'lightspeed'\n\n\n-- a comment\n" LEAF STEPPER
    "local view = ls.view { params = { page = 'integer?' }, events = { 'new', 'say', 'boom', 'bad', 'later', "
    "'roll',\n"
    "  add = { by = 'integer' } }, messages = { 'newer', heard = { text = 'string' }, 'tick' } }\n"
    "function view.init(p) return { n = -1, at = -1, page = -1, said = 'anew' } end\n"
    "function view.params(m, p) m.page = p.page or 0 end\n"
    "function view.update.add(m, e) m.n = m.n + e.by m.at = ls.now() end\n"
    "function view.update.roll(m) m.n = math.random(1000000) end\n"
    "function view.update.later(m) return m, ls.every(1000):to 'tick', ls.patch { page = m.page + 1 } end\n"
    "function view.update.say(m) return m, ls.send('heard', { text = 'said' .. m.n }) end\n"
    "function view.update.boom(m) error 'boom' end\n"
    "function view.update.bad(m) m.f = print end\n"
    "function view.update.new(m) end\n"
    "function view.update.newer(m) end\n"
    "function view.update.tick(m) m.n = m.n + 1000 end\n"
    "function view.update.heard(m, e) m.said = m.said .. e.text end\n"
    "function view.render(m) return html[[<p>{m.n} {m.at} {m.page} {m.said}</p><Stepper id='s'/>\n"
    "  <ls.live of={leaf} id='leaf' name='it' />]] end\n"
    "return view\n";

static const char *const events[][2] = {
    {"add", "{\"by\":3}"}, {"roll", "{}"}, {"later", "{}"}, {"say", "{}"}, {"boom", "{}"}, {"add", "{\"by\":-1}"},
};

static void step_component(struct peer *peer)
{
    char text[128];
    snprintf(text, sizeof text, "[\"e\",%u,\"step\",{},0,%u]", ++peer->ref, 1u << 10 | 1);
    peer_say(peer, text);
}

static void some_life(struct house *house, struct peer *peer, int events_count)
{
    for (int i = 0; i < events_count; i++) {
        const char *const *event = events[rand() % 6];
        if (rand() % 7 == 0) step_component(peer);
        else peer_event(peer, event[0], event[1]);
        house_wait(house, (uint64_t)(rand() % 700));
    }
}

static void write_page(struct session *session, struct buffer *out)
{
    struct error err = {0};
    buffer_clear(out);
    if (!session_wake(session, &err)) fail_msg("%s", err.text);
    html_write(&session->shown, out);
}

static struct session *try_to_read(struct house *house, struct bytes record, struct error *err)
{
    struct succession succession;
    struct session *session = record_read(house->hall, record, &succession, err);
    succession_destroy(&succession);
    return session;
}

static struct session *read_into(struct house *house, struct bytes record)
{
    struct error err = {0};
    struct session *session = try_to_read(house, record, &err);
    if (!session) fail_msg("%s", err.text);
    return session;
}

static void assert_same(struct buffer *a, struct buffer *b)
{
    if (!bytes_equal(buffer_bytes(a), buffer_bytes(b)))
        fail_msg("'%.*s' is not '%.*s'", (int)a->size, a->data, (int)b->size, b->data);
}

struct buffers {
    struct buffer record, again, model[2], page[2];
};

static void buffers_destroy(struct buffers *all)
{
    struct buffer *each = &all->record;
    for (size_t i = 0; i < sizeof *all / sizeof *each; i++) buffer_destroy(&each[i]);
}

// Writes a session of one house, reads it in another one, and compares all there is.
static void carry_over(struct session *session, struct house *other, struct buffers *all)
{
    buffer_clear(&all->record);
    buffer_clear(&all->again);
    record_write(session, &all->record);
    struct session *copy = read_into(other, buffer_bytes(&all->record));
    other->hall->clock = session->hall->clock;
    session_arrive(copy, other->hall);
    assert_true(copy->id == session->id);
    assert_int_equal(copy->ref_done, session->ref_done);
    assert_int_equal(copy->ref_received, session->ref_done);
    assert_int_equal(copy->outbox.last, session->outbox.last);
    assert_int_equal(timers_count(copy), timers_count(session));
    assert_int_equal(copy->mailbox.count, session->mailbox.count);
    house_write_model(session, &all->model[0]);
    house_write_model(copy, &all->model[1]);
    assert_same(&all->model[0], &all->model[1]);
    write_page(session, &all->page[0]);
    write_page(copy, &all->page[1]);
    session_end(copy, ERROR_GONE, "");
}

static void what_is_read_is_what_was_written(void **state)
{
    (void)state;
    struct buffers all = {0};
    for (unsigned seed = 1; seed <= 20; seed++) {
        srand(seed);
        struct house *house = house_open(lively), *other = house_open(lively);
        struct peer *peer = house_join(house);
        for (int i = 0; i < 10; i++) {
            some_life(house, peer, rand() % 12);
            carry_over(peer->line.session, other, &all);
            if (rand() % 3 == 0) session_sleep(peer->line.session);
        }
        peer_leave(peer);
        house_close(other);
        house_close(house);
    }
    buffers_destroy(&all);
}

static void a_record_of_a_record_is_the_same(void **state)
{
    (void)state;
    struct buffers all = {0};
    srand(5);
    struct house *house = house_open(lively), *other = house_open(lively);
    struct peer *peer = house_join(house);
    some_life(house, peer, 20);
    record_write(peer->line.session, &all.record);
    other->hall->clock = house->hall->clock;
    struct session *copy = read_into(other, buffer_bytes(&all.record));
    record_write(copy, &all.again);
    struct session *third = read_into(other, buffer_bytes(&all.again));
    buffer_clear(&all.record);
    record_write(third, &all.record); // timers stand in the order of the first again
    assert_int_equal(all.record.size, all.again.size);
    session_delete(copy);
    session_delete(third);
    peer_leave(peer);
    house_close(other);
    house_close(house);
    buffers_destroy(&all);
}

static void a_record_and_its_steps_are_the_session(void **state)
{
    (void)state;
    struct buffers all = {0};
    struct buffer steps[8] = {{0}};
    struct error err = {0};
    srand(3);
    struct house *house = house_open(lively), *other = house_open(lively);
    struct peer *peer = house_join(house);
    struct session *session = peer->line.session;
    if (!session_wake(session, &err)) fail_msg("%s", err.text);
    session_snapshot(session, true);
    record_write(session, &all.record);
    for (int i = 0; i < 8; i++) {
        size_t at = session->journal.turns.size;
        some_life(house, peer, 3);
        record_write_step(session, at, &steps[i]);
    }
    other->hall->clock = house->hall->clock;
    struct succession succession;
    struct session *copy = record_read(other->hall, buffer_bytes(&all.record), &succession, &err);
    for (int i = 0; i < 8; i++)
        if (!record_read_step(copy, buffer_bytes(&steps[i]), &succession, &err)) fail_msg("%s", err.text);
    succession_destroy(&succession);
    session_arrive(copy, other->hall);
    assert_int_equal(copy->ref_done, session->ref_done);
    assert_int_equal(timers_count(copy), timers_count(session));
    house_write_model(session, &all.model[0]);
    house_write_model(copy, &all.model[1]);
    assert_same(&all.model[0], &all.model[1]);
    for (int i = 0; i < 8; i++) buffer_destroy(&steps[i]);
    peer_leave(peer);
    house_close(other);
    house_close(house);
    buffers_destroy(&all);
}

static void a_later_program_takes_it_by_its_names(void **state)
{
    (void)state;
    struct buffers all = {0};
    for (unsigned seed = 1; seed <= 10; seed++) {
        srand(seed);
        struct house *house = house_open(lively), *other = house_open(lively_later);
        struct peer *peer = house_join(house);
        some_life(house, peer, 20);
        carry_over(peer->line.session, other, &all);
        peer_leave(peer);
        house_close(other);
        house_close(house);
    }
    buffers_destroy(&all);
}

static void its_timers_ring_by_the_calendar(void **state)
{
    (void)state;
    struct buffers all = {0};
    struct house *house = house_open(lively), *other = house_open(lively);
    struct peer *peer = house_join(house);
    peer_event(peer, "later", "{}");
    house_run(house);
    house_wait(house, 400);
    record_write(peer->line.session, &all.record);
    other->hall->clock = house->hall->clock;
    house_wait(other, 300); // while nobody has it, time goes on
    struct session *copy = read_into(other, buffer_bytes(&all.record));
    session_arrive(copy, other->hall);
    house_wait(other, 299);
    write_page(copy, &all.page[0]);
    assert_null(memmem(all.page[0].data, all.page[0].size, "1000", 4));
    house_wait(other, 1);
    write_page(copy, &all.page[0]);
    assert_non_null(memmem(all.page[0].data, all.page[0].size, "1000", 4));
    house_wait(other, 1000); // and again, as ls.every does
    write_page(copy, &all.page[0]);
    assert_non_null(memmem(all.page[0].data, all.page[0].size, "2000", 4));
    peer_leave(peer);
    house_close(other);
    house_close(house);
    buffers_destroy(&all);
}

static void a_message_on_its_way_arrives(void **state)
{
    (void)state;
    struct buffers all = {0};
    struct house *house = house_open(lively), *other = house_open(lively);
    struct peer *peer = house_join(house);
    house_run(house);
    peer_event(peer, "say", "{}"); // its turn is over, what it sent waits
    assert_int_equal(peer->line.session->mailbox.count, 1);
    record_write(peer->line.session, &all.record);
    other->hall->clock = house->hall->clock;
    struct session *copy = read_into(other, buffer_bytes(&all.record));
    session_arrive(copy, other->hall);
    house_run(other);
    write_page(copy, &all.page[0]);
    assert_non_null(memmem(all.page[0].data, all.page[0].size, "said0", 5));
    peer_leave(peer);
    house_close(other);
    house_close(house);
    buffers_destroy(&all);
}

static void a_page_comes_back_with_its_nested_views(void **state)
{
    (void)state;
    struct buffers all = {0};
    struct house *house = house_open(lively), *other = house_open(lively);
    struct peer *peer = house_join(house);
    house_run(house);
    struct session *root = peer->line.session;
    struct session *leaf = children_find(root, BYTES("leaf"));
    const char *ticket = children_ticket(root, BYTES("leaf"));
    record_write(root, &all.record);
    record_write(leaf, &all.again);
    struct session *root_copy = read_into(other, buffer_bytes(&all.record));
    struct session *leaf_copy = read_into(other, buffer_bytes(&all.again));
    session_arrive(root_copy, other->hall);
    session_arrive(leaf_copy, other->hall);
    children_adopt(root_copy);
    assert_ptr_equal(children_find(root_copy, BYTES("leaf")), leaf_copy);
    assert_string_equal(children_ticket(root_copy, BYTES("leaf")), ticket);
    assert_true(child_is_wanted(leaf_copy));
    uint64_t id = leaf_copy->id;
    session_end(root_copy, ERROR_GONE, "");
    assert_null(hall_find(other->hall, id)); // it ends with its page
    peer_leave(peer);
    house_close(other);
    house_close(house);
    buffers_destroy(&all);
}

static void a_nested_view_that_did_not_come_is_begun_anew(void **state)
{
    (void)state;
    struct buffers all = {0};
    struct house *house = house_open(lively), *other = house_open(lively);
    struct peer *peer = house_join(house);
    house_run(house);
    record_write(peer->line.session, &all.record);
    struct session *copy = read_into(other, buffer_bytes(&all.record));
    session_arrive(copy, other->hall);
    children_adopt(copy);
    assert_null(children_ticket(copy, BYTES("leaf")));
    copy->wants_full = true;
    struct peer *second = peer_new(other->hall);
    second->line.session = copy;
    copy->line = &second->line;
    hall_queue(other->hall, copy);
    house_run(other);
    assert_non_null(children_find(copy, BYTES("leaf")));
    assert_true(children_find(copy, BYTES("leaf"))->has_model);
    peer_leave(second);
    peer_leave(peer);
    house_close(other);
    house_close(house);
    buffers_destroy(&all);
}

// ---- what does not fit

static void write_one(const char *source, struct buffer *record)
{
    struct house *house = house_open(source);
    struct peer *peer = house_join(house);
    peer_event(peer, "add", "{\"by\":1}");
    house_run(house);
    record_write(peer->line.session, record);
    peer_leave(peer);
    house_close(house);
}

static void expect_refusal(struct house *house, struct bytes record, enum error_code code, const char *text)
{
    struct error err = {0};
    assert_null(try_to_read(house, record, &err));
    assert_int_equal(err.code, code);
    assert_contains(err.text, text);
}

static void what_is_not_whole_is_refused(void **state)
{
    (void)state;
    struct buffer record = {0};
    write_one(lively, &record);
    struct house *house = house_open(lively);
    for (size_t size = 0; size < record.size; size++)
        expect_refusal(house, (struct bytes){record.data, size}, ERROR_SYNTAX, "the record");
    for (size_t at = 0; at < record.size; at++) {
        record.data[at] ^= 4;
        expect_refusal(house, buffer_bytes(&record), ERROR_SYNTAX, "checksum");
        record.data[at] ^= 4;
    }
    session_delete(read_into(house, buffer_bytes(&record)));
    buffer_destroy(&record);
    house_close(house);
}

static void an_app_that_lacks_what_it_names_refuses_it(void **state)
{
    (void)state;
    static const struct {
        const char *source;
        const char *text;
    } cases[] = {
        {"local ls = require 'lightspeed'\nlocal view = ls.view { events = { add = { by = 'integer' } } }\n"
         "function view.update.add() end\nfunction view.render() return html[[<p></p>]] end\n"
         "return ls.app():live('/elsewhere', view)\n",
         "there is no route '/'"},
        {"local ls = require 'lightspeed'\nlocal view = ls.view { events = { ad = { by = 'integer' } } }\n"
         "function view.update.ad() end\nfunction view.render() return html[[<p></p>]] end\nreturn view\n",
         "app.lua:2: event 'add' is not declared; did you mean 'ad'?"},
    };
    struct buffer record = {0};
    write_one(HOUSE_COUNTER, &record);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct house *house = house_open(cases[i].source);
        struct error err = {0};
        assert_null(try_to_read(house, buffer_bytes(&record), &err));
        assert_contains(err.text, cases[i].text);
        house_close(house);
    }
    buffer_destroy(&record);
}

// Field by field: a record whose checksum is right, and which says something that cannot be.
static void nothing_in_it_is_believed(void **state)
{
    (void)state;
    static const char *const fields[] = {"format", "id",       "version", "route", "page",   "params",
                                         "head",   "snapshot", "random",  "turns", "visitor"};
    struct buffer record = {0}, bent = {0};
    struct error err = {0};
    write_one(HOUSE_COUNTER, &record);
    struct house *house = house_open(HOUSE_COUNTER);
    struct arena arena = {0};
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) {
        struct value table;
        assert_true(codec_decode((struct bytes){record.data, record.size - 8}, &arena, &table, &err));
        struct value *field = (struct value *)value_get(&table, fields[i]);
        assert_non_null(field);
        struct value row = value_boolean(true);
        struct value_table list = {.items = &row, .items_count = 1};
        *field = strcmp(fields[i], "turns") == 0 ? (struct value){.kind = VALUE_TABLE, .table = &list}
                                                 : value_string(BYTES("\xff"));
        buffer_clear(&bent);
        assert_true(codec_encode(&table, &bent, &err));
        XXH64_canonical_t sum;
        XXH64_canonicalFromHash(&sum, XXH3_64bits(bent.data, bent.size));
        buffer_put(&bent, (struct bytes){(const char *)&sum, sizeof sum});
        struct session *session = try_to_read(house, buffer_bytes(&bent), &err);
        if (session) fail_msg("'%s' is believed", fields[i]);
    }
    arena_destroy(&arena);
    buffer_destroy(&record);
    buffer_destroy(&bent);
    house_close(house);
}

// Bytes that are refused at their first field teach a fuzzer nothing.
static void what_the_fuzzer_begins_with_is_taken(void **state)
{
    (void)state;
    static const char *const names[] = {"asleep", "begun", "lively", "nested", "successors", "without", "migrated"};
    struct error err = {0};
    struct app *app = app_load("fuzz/record.lua", &err);
    if (!app) fail_msg("%s", err.text);
    struct house *house = house_open_with(app, 1, NULL);
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        char path[80], bytes[8192];
        snprintf(path, sizeof path, "fuzz/corpus/record/%s", names[i]);
        FILE *file = fopen(path, "rb");
        assert_non_null(file);
        size_t size = fread(bytes, 1, sizeof bytes - sizeof(XXH64_canonical_t), file);
        fclose(file);
        XXH64_canonical_t sum;
        XXH64_canonicalFromHash(&sum, XXH3_64bits(bytes, size));
        memcpy(bytes + size, &sum, sizeof sum);
        struct session *session = read_into(house, (struct bytes){bytes, size + sizeof sum});
        session_arrive(session, house->hall);
        if (!session_wake(session, &err)) fail_msg("%s: %s", names[i], err.text);
    }
    house_close(house);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_read_is_what_was_written),
        cmocka_unit_test(a_record_of_a_record_is_the_same),
        cmocka_unit_test(a_record_and_its_steps_are_the_session),
        cmocka_unit_test(a_later_program_takes_it_by_its_names),
        cmocka_unit_test(its_timers_ring_by_the_calendar),
        cmocka_unit_test(a_message_on_its_way_arrives),
        cmocka_unit_test(a_page_comes_back_with_its_nested_views),
        cmocka_unit_test(a_nested_view_that_did_not_come_is_begun_anew),
        cmocka_unit_test(what_is_not_whole_is_refused),
        cmocka_unit_test(an_app_that_lacks_what_it_names_refuses_it),
        cmocka_unit_test(nothing_in_it_is_believed),
        cmocka_unit_test(what_the_fuzzer_begins_with_is_taken),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
