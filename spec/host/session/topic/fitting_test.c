// What a broadcast is to each who declares its message.
#include "support/listeners.h"

#include "bus/broadcast.h"
#include "session/topic/fitting.h"

// Two views, of which one wants a number in the form of text to be one, and one knows another name.
static const char views[] = "local ls = require 'lightspeed'\n"
                            "local a = ls.view { messages = { said = { n = 'integer' } } }\n"
                            "function a.init() return { n = 0 }, ls.subscribe 'news' end\n"
                            "function a.update.said(m, e) m.n = e.n end\n"
                            "function a.render(m) return html[[<p>{m.n}</p>]] end\n"
                            "local b = ls.view { messages = { sald = { n = 'any' } } }\n"
                            "function b.init() return {}, ls.subscribe 'news' end\n"
                            "function b.update.sald() end\n"
                            "function b.render() return html[[<p>b</p>]] end\n"
                            "return ls.app():live('/', a):live('/b', b)\n";

static struct session *visit(struct house *house, const char *path)
{
    char ticket[64];
    house_visit_at(house, house->hall, path, ticket);
    return house_session(house, ticket);
}

static struct fittings say(struct house *house, const char *text)
{
    struct value_pair pair = {value_string(BYTES("n")), value_string(bytes_of(text))};
    struct value_table table = {.pairs = &pair, .pairs_count = 1};
    struct value value = {.kind = VALUE_TABLE, .table = &table};
    struct buffer data = {0};
    struct error err;
    assert_true(codec_encode(&value, &data, &err));
    struct shared *shared = shared_new(buffer_bytes(&data));
    struct fittings fittings = {.hall = house->hall};
    fittings.broadcast = broadcast_new(0, 1, BYTES("news"), BYTES("said"), shared);
    shared_release(shared);
    buffer_destroy(&data);
    return fittings;
}

static void end(struct fittings *fittings)
{
    fittings_destroy(fittings);
    broadcast_release((struct broadcast *)fittings->broadcast);
}

static void is_looked_at_once_for_each_declaration(void **state)
{
    (void)state;
    struct house *house = house_open(views);
    struct session *a = visit(house, "/"), *other = visit(house, "/");
    struct fittings fittings = say(house, "7");
    const struct fitting *fitting = fittings_find(&fittings, a->subscriptions->first);
    assert_non_null(fitting->data);
    assert_false(fitting->is_misfit);
    assert_ptr_equal(fittings_find(&fittings, other->subscriptions->first), fitting);
    assert_int_equal(fittings.count, 1);
    struct buffer room = {0}; // as the schema wants it: a number
    assert_true(bytes_equal(shared_bytes(fitting->data), listeners_data(&room, 7)));
    buffer_destroy(&room);
    end(&fittings);
    house_close(house);
}

static void what_does_not_fit_is_logged_with_its_field(void **state)
{
    (void)state;
    struct house *house = house_open(views);
    struct session *a = visit(house, "/");
    struct fittings fittings = say(house, "seven");
    const struct fitting *fitting = fittings_find(&fittings, a->subscriptions->first);
    assert_null(fitting->data);
    assert_true(fitting->is_misfit);
    assert_contains(house_log.last,
                    "app.lua:2: what was broadcast to 'news' is not delivered: said.n: expected integer");
    end(&fittings);
    house_close(house);
}

static void who_does_not_declare_it_gets_nothing_and_is_told_once(void **state)
{
    (void)state;
    struct house *house = house_open(views);
    struct session *b = visit(house, "/b");
    unsigned lines = house_log.count;
    for (int i = 0; i < 3; i++) {
        struct fittings fittings = say(house, "7");
        const struct fitting *fitting = fittings_find(&fittings, b->subscriptions->first);
        assert_null(fitting->data);
        assert_false(fitting->is_misfit);
        end(&fittings);
    }
    assert_int_equal(house_log.count, lines + 1);
    assert_contains(house_log.last,
                    "app.lua:6: the topic 'news' says 'said', which it does not hear: message 'said' is "
                    "not declared; did you mean 'sald'?");
    house_close(house);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(is_looked_at_once_for_each_declaration),
        cmocka_unit_test(what_does_not_fit_is_logged_with_its_field),
        cmocka_unit_test(who_does_not_declare_it_gets_nothing_and_is_told_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
