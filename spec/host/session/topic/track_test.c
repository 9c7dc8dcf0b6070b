// Where a session is present, in its records and when its app is loaded again.
#include "support/house.h"

#include "app/succession.h"
#include "session/keep/record.h"
#include "session/topic/presence.h"
#include "value/codec.h"

#define APP                                                                                                          \
    "local ls = require 'lightspeed'\n"                                                                              \
    "local view = ls.view { durable = true, events = { 'be', 'other', 'look' }, messages = { 'people', 'came', "     \
    "'went' } }\n"                                                                                                   \
    "function view.init() return { n = 0 } end\n"                                                                    \
    "function view.update.be(m) return m, ls.track('room', { name = 'x' }, { key = '' }):to 'people',\n"             \
    "  ls.track('hall', { 7 }):joins 'came' end\n"                                                                   \
    "function view.update.other(m) return m, ls.untrack('room'),\n"                                                  \
    "  ls.track('room', { name = 'y' }, { key = 'b' }):to 'people' end\n"                                            \
    "function view.update.look(m) return m, ls.track('room'):leaves 'went' end\n"                                    \
    "function view.update.people(m, list) m.n = #list end\n"                                                         \
    "function view.update.came() end\n"                                                                              \
    "function view.update.went() end\n"                                                                              \
    "function view.render(m) return html[[<p>{m.n}</p>]] end\n"                                                      \
    "return view\n"

static const struct track *track_of(const struct session *session, const char *topic)
{
    const struct track *track = session->tracks ? session->tracks->first : NULL;
    while (track && !bytes_equal(shared_bytes(track->topic), bytes_of(topic))) track = track->next;
    return track;
}

static struct session *read_record(struct house *house, const struct buffer *record, struct error *err)
{
    struct succession succession;
    struct session *session = record_read(house->hall, buffer_bytes(record), &succession, err);
    succession_destroy(&succession);
    return session;
}

static struct session *read_again(const struct session *session, struct house *other)
{
    struct buffer record = {0};
    struct error err = {0};
    record_write((struct session *)(uintptr_t)session, &record);
    struct session *copy = read_record(other, &record, &err);
    if (!copy) fail_msg("%s", err.text);
    buffer_destroy(&record);
    return copy;
}

static void a_record_has_its_wishes_and_not_that_it_was_there(void **state)
{
    (void)state;
    struct house *house = house_open(APP), *other = house_open(APP);
    struct peer *peer = house_join(house);
    peer_event(peer, "be", "{}");
    house_run(house);
    struct session *session = house->hall->live.first;
    assert_int_equal(presence_count(house->hall, BYTES("room")), 1);
    struct session *copy = read_again(session, other);
    session_arrive(copy, other->hall);
    house_run(other);
    assert_int_equal(tracks_count(copy), 2);
    assert_int_equal(presence_count(other->hall, BYTES("room")), 0); // its page is not there yet
    const struct track *room = track_of(copy, "room"), *hall = track_of(copy, "hall");
    assert_true(room->key && room->key->size == 0);
    assert_null(hall->key);
    assert_true(bytes_equal(shared_bytes(hall->meta), shared_bytes(track_of(session, "hall")->meta)));
    assert_true(room->handlers[NEWS_LIST] != TRACK_NO_HANDLER && room->handlers[NEWS_JOINS] == TRACK_NO_HANDLER);
    assert_true(hall->handlers[NEWS_LIST] == TRACK_NO_HANDLER && hall->handlers[NEWS_JOINS] != TRACK_NO_HANDLER);
    session_end(copy, ERROR_GONE, "");
    peer_leave(peer);
    house_close(house);
    house_close(other);
}

static void one_who_begins_to_look_is_there_no_more(void **state)
{
    (void)state;
    struct house *house = house_open(APP);
    struct peer *peer = house_join(house);
    peer_event(peer, "be", "{}");
    house_run(house);
    peer_event(peer, "look", "{}");
    house_run(house);
    assert_int_equal(presence_count(house->hall, BYTES("room")), 0);
    assert_int_equal(presence_count(house->hall, BYTES("hall")), 1);
    const struct track *room = track_of(house->hall->live.first, "room");
    assert_null(room->meta);
    assert_null(room->key);
    assert_non_null(room->room);
    peer_leave(peer);
    house_close(house);
}

static void one_who_comes_again_in_the_same_moment_has_another_key(void **state)
{
    (void)state;
    struct house *house = house_open(APP);
    struct peer *peer = house_join(house);
    struct buffer list = {0};
    house->hall->clock.is_held = true;
    peer_event(peer, "be", "{}");
    house_run(house);
    peer_event(peer, "other", "{}");
    house_run(house);
    presence_put_list(house->hall, BYTES("room"), &list);
    assert_non_null(memmem(list.data, list.size, "y", 1));
    assert_non_null(memmem(list.data, list.size,
                           "\x83key\x81"
                           "b",
                           6));
    assert_int_equal(presence_count(house->hall, BYTES("room")), 1);
    buffer_destroy(&list);
    peer_leave(peer);
    house_close(house);
}

static void a_record_with_a_message_that_is_no_more_is_refused(void **state)
{
    (void)state;
    struct house *house = house_open(APP), *other = house_open( //
                                               "local ls = require 'lightspeed'\n"
                                               "local view = ls.view { durable = true, messages = { 'people' } }\n"
                                               "function view.init() return { n = 0 } end\n"
                                               "function view.update.people() end\n"
                                               "function view.render(m) return html[[<p>{m.n}</p>]] end\n"
                                               "return view\n");
    struct peer *peer = house_join(house);
    peer_event(peer, "be", "{}");
    house_run(house);
    struct buffer record = {0};
    struct error err = {0};
    record_write(house->hall->live.first, &record);
    assert_null(read_record(other, &record, &err)); // 'came' is no message of this app
    assert_non_null(strstr(err.text, "is not declared"));
    buffer_destroy(&record);
    peer_leave(peer);
    house_close(house);
    house_close(other);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_record_has_its_wishes_and_not_that_it_was_there),
        cmocka_unit_test(one_who_begins_to_look_is_there_no_more),
        cmocka_unit_test(one_who_comes_again_in_the_same_moment_has_another_key),
        cmocka_unit_test(a_record_with_a_message_that_is_no_more_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
