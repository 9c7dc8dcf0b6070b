// What may be said to a topic, and what a topic may be called.
#include "support/listeners.h"

#include "session/topic/topic.h"

static void takes_text_for_a_name(void **state)
{
    (void)state;
    struct error err;
    char longest[TOPIC_SIZE_MAX + 2];
    const char *good[] = {"todos", "room:lobby", "*", "\xc3\xa4", "__proto__", " ", "a/b?c"};
    const char *bad[] = {"", "a\nb", "\x1b[31m", "\x7f", "\xff", "\xc3", "\xed\xa0\x80"};
    for (size_t i = 0; i < sizeof good / sizeof *good; i++)
        assert_true(topic_check("subscribe", bytes_of(good[i]), &err));
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_false(topic_check("subscribe", bytes_of(bad[i]), &err));
    assert_false(topic_check("subscribe", (struct bytes){"a\0b", 3}, &err));
    assert_string_equal(err.text, "ls.subscribe: a topic's name is text: UTF-8, without control characters");
    memset(longest, 'x', sizeof longest);
    assert_true(topic_check("subscribe", (struct bytes){longest, TOPIC_SIZE_MAX}, &err));
    assert_false(topic_check("subscribe", (struct bytes){longest, TOPIC_SIZE_MAX + 1}, &err));
    assert_string_equal(err.text, "ls.subscribe: a topic's name has 200 bytes at most, this one 201");
}

static void expect_refusal(struct house *house, const char *topic, const char *name, struct bytes data,
                           const char *text)
{
    struct broadcast_said said = {bytes_of(topic), bytes_of(name), data};
    struct error err;
    assert_false(broadcast_say(house->hall, &said, &err));
    assert_contains(err.text, text);
    assert_int_equal(house->hall->counters.broadcasts, 0);
}

static void says_only_what_somebody_could_hear(void **state)
{
    (void)state;
    static char large[100 * 1024];
    struct house *house = house_open(LISTENERS_APP);
    struct buffer room = {0};
    struct bytes data = listeners_data(&room, 1);
    expect_refusal(house, "", "said", data, "takes a topic's name");
    expect_refusal(house, "news", "", data, "says no message");
    expect_refusal(house, "news", "siad", data, "nobody in the app declares a message 'siad'; did you mean 'said'?");
    expect_refusal(house, "news", "say", data, "nobody in the app declares a message 'say'"); // an event is none
    expect_refusal(house, "news", "said", (struct bytes){large, sizeof large}, "has 102400 bytes, more than 65536");
    struct broadcast_said said = {BYTES("news"), BYTES("said"), data};
    struct error err;
    assert_true(broadcast_say(house->hall, &said, &err));
    assert_int_equal(house->hall->counters.broadcasts, 1);
    buffer_destroy(&room);
    house_close(house);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(takes_text_for_a_name),
        cmocka_unit_test(says_only_what_somebody_could_hear),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
