// Who is there: lists, who came and who went, hostile keys, and random histories against a list that is kept by hand.
#include "session/topic/roster.h"

#include "value/codec.h"
#include "value/json.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static struct arena arena;

static const char *json_of(const struct buffer *canonical)
{
    static struct buffer text;
    struct value value;
    struct error err;
    assert_true(codec_decode(buffer_bytes(canonical), &arena, &value, &err)); // only what is canonical is taken
    buffer_clear(&text);
    if (value.table && !value.table->items_count && !value.table->pairs_count) value.table->is_list = true;
    json_encode(&value, &text);
    buffer_put_byte(&text, 0);
    return text.data;
}

static struct bytes meta_of(const char *text)
{
    static struct buffer rooms[8];
    static unsigned next;
    struct buffer *room = &rooms[next++ % 8];
    buffer_clear(room);
    codec_put_string(room, bytes_of(text));
    return buffer_bytes(room);
}

static void put(struct roster *roster, uint64_t session, int64_t since_ms, const char *key, const char *meta)
{
    struct roster_entry entry = {.session = session, .since_ms = since_ms, .meta = meta_of(meta)};
    if (key) entry.key = bytes_of(key);
    roster_put(roster, BYTES("room"), &entry);
}

static void leave(struct roster *roster, uint64_t session, int64_t since_ms)
{
    roster_remove(roster, BYTES("room"), &(struct roster_entry){.session = session, .since_ms = since_ms});
}

static struct seen {
    int visits;
    bool is_changed;
    char list[512], joins[512], leaves[512];
} seen;

static void visit(void *self, struct roster_topic *topic, bool is_changed)
{
    struct buffer out = {0};
    assert_ptr_equal(self, &seen);
    seen.visits++;
    seen.is_changed = is_changed;
    roster_put_list(topic, &out);
    snprintf(seen.list, sizeof seen.list, "%s", json_of(&out));
    buffer_clear(&out);
    snprintf(seen.joins, sizeof seen.joins, "%s", roster_put_joins(topic, &out) ? json_of(&out) : "");
    buffer_clear(&out);
    snprintf(seen.leaves, sizeof seen.leaves, "%s", roster_put_leaves(topic, &out) ? json_of(&out) : "");
    buffer_destroy(&out);
}

static void settle(struct roster *roster)
{
    memset(&seen, 0, sizeof seen);
    roster_settle(roster, visit, &seen);
    assert_true(roster_is_settled(roster));
}

#define assert_seen(list_, joins_, leaves_)                                                                          \
    do {                                                                                                             \
        assert_string_equal(seen.list, list_);                                                                       \
        assert_string_equal(seen.joins, joins_);                                                                     \
        assert_string_equal(seen.leaves, leaves_);                                                                   \
    } while (0)

static void lists_those_who_are_there_by_when_they_came(void **state)
{
    (void)state;
    struct roster *roster = roster_new();
    put(roster, 7, 200, NULL, "bob");
    put(roster, 9, 100, NULL, "ann");
    put(roster, 5, 200, NULL, "cid");
    assert_false(roster_is_settled(roster));
    settle(roster);
    assert_seen("[\"ann\",\"cid\",\"bob\"]", "[\"ann\",\"cid\",\"bob\"]", "");
    assert_int_equal(roster_count(roster_find(roster, BYTES("room"))), 3);
    leave(roster, 9, 100);
    put(roster, 7, 200, NULL, "bobby");
    settle(roster);
    assert_seen("[\"cid\",\"bobby\"]", "[\"bobby\"]", "[\"ann\",\"bob\"]");
    roster_delete(roster);
}

static void tells_nothing_where_nothing_came_of_it(void **state)
{
    (void)state;
    struct roster *roster = roster_new();
    put(roster, 1, 1, NULL, "ann");
    settle(roster);
    leave(roster, 1, 1);
    put(roster, 1, 1, NULL, "ann");
    put(roster, 2, 2, NULL, "bob");
    leave(roster, 2, 2);
    settle(roster);
    assert_false(seen.is_changed);
    assert_seen("[\"ann\"]", "", "");
    put(roster, 1, 1, NULL, "anna");
    put(roster, 1, 1, NULL, "ann");
    settle(roster);
    assert_false(seen.is_changed);
    settle(roster);
    assert_int_equal(seen.visits, 0);
    leave(roster, 3, 3); // who was never there
    roster_remove(roster, BYTES("nowhere"), &(struct roster_entry){.session = 1});
    settle(roster);
    assert_int_equal(seen.visits, 0);
    roster_delete(roster);
}

static void several_of_one_key_are_one_person(void **state)
{
    (void)state;
    struct roster *roster = roster_new();
    put(roster, 1, 1, "ann", "phone");
    put(roster, 2, 2, "bob", "desk");
    put(roster, 3, 3, "ann", "laptop");
    settle(roster);
    assert_string_equal(seen.list, "[{\"key\":\"ann\",\"metas\":[\"phone\",\"laptop\"]},"
                                   "{\"key\":\"bob\",\"metas\":[\"desk\"]}]");
    leave(roster, 1, 1);
    settle(roster);
    assert_seen("[{\"key\":\"bob\",\"metas\":[\"desk\"]},{\"key\":\"ann\",\"metas\":[\"laptop\"]}]", "",
                "[{\"key\":\"ann\",\"metas\":[\"phone\"]}]");
    roster_delete(roster);
}

static void a_key_is_any_text(void **state)
{
    (void)state;
    static char huge[70000];
    memset(huge, 'k', sizeof huge - 1);
    struct roster *roster = roster_new();
    const char *keys[] = {"__proto__", "", "constructor", "key", "1", "\xff\xfe", huge};
    for (unsigned i = 0; i < sizeof keys / sizeof *keys; i++) {
        put(roster, i, 1, keys[i], "one");
        put(roster, i, 2, keys[i], "two");
    }
    struct buffer out = {0};
    struct value value;
    struct error err;
    roster_put_list(roster_find(roster, BYTES("room")), &out);
    assert_true(codec_decode(buffer_bytes(&out), &arena, &value, &err));
    assert_int_equal(value.table->items_count, sizeof keys / sizeof *keys);
    for (unsigned i = 0; i < sizeof keys / sizeof *keys; i++) {
        const struct value *entry = &value.table->items[i];
        assert_true(bytes_equal(value_get_string(entry, "key", (struct bytes){0}), bytes_of(keys[i])));
        assert_int_equal(value_get(entry, "metas")->table->items_count, 2);
    }
    buffer_destroy(&out);
    roster_delete(roster);
}

static void a_topic_stays_while_somebody_looks(void **state)
{
    (void)state;
    struct roster *roster = roster_new();
    int looker;
    struct roster_topic *topic = roster_look(roster, BYTES("room"));
    *roster_lookers(topic) = &looker;
    roster_touch(roster, topic);
    settle(roster);
    assert_int_equal(seen.visits, 1);
    assert_false(seen.is_changed);
    assert_string_equal(seen.list, "[]");
    put(roster, 1, 1, NULL, "ann");
    leave(roster, 1, 1);
    settle(roster);
    assert_ptr_equal(roster_find(roster, BYTES("room")), topic);
    *roster_lookers(topic) = NULL;
    roster_touch(roster, topic);
    settle(roster);
    assert_null(roster_find(roster, BYTES("room")));
    roster_delete(roster);
}

static void finds_its_way_among_many_topics(void **state)
{
    (void)state;
    enum { TOPICS = 1000 };
    struct roster *roster = roster_new();
    char name[16];
    for (unsigned i = 0; i < TOPICS; i++) {
        snprintf(name, sizeof name, "t%u", i);
        for (unsigned j = 0; j <= i % 3; j++)
            roster_put(roster, bytes_of(name),
                       &(struct roster_entry){.session = j, .since_ms = i, .meta = meta_of(name)});
    }
    settle(roster);
    assert_int_equal(seen.visits, TOPICS);
    for (unsigned i = 0; i < TOPICS; i++) {
        snprintf(name, sizeof name, "t%u", i);
        assert_int_equal(roster_count(roster_find(roster, bytes_of(name))), i % 3 + 1);
        roster_remove(roster, bytes_of(name), &(struct roster_entry){.session = 0, .since_ms = i});
    }
    settle(roster);
    for (unsigned i = 0; i < TOPICS; i++) {
        snprintf(name, sizeof name, "t%u", i);
        assert_int_equal(roster_find(roster, bytes_of(name)) != NULL, i % 3 > 0);
    }
    roster_delete(roster);
}

// ---- random histories

enum { PEOPLE = 10, STEPS = 40, HISTORIES = 1000 };

// By hand: who is there, by when they came, which is the order of the people here.
struct one {
    char now[8], told[8]; // empty: not there
};

static void list_by_hand(const struct one *people, char *list, char *joins, char *leaves)
{
    char *texts[] = {list, joins, leaves};
    strcpy(list, "[");
    strcpy(joins, "[");
    strcpy(leaves, "[");
    for (int i = 0; i < PEOPLE; i++) {
        const struct one *one = &people[i];
        bool is_news = strcmp(one->now, one->told) != 0;
        const char *said[] = {one->now, is_news ? one->now : "", is_news ? one->told : ""};
        for (int j = 0; j < 3; j++)
            if (*said[j]) sprintf(texts[j] + strlen(texts[j]), "%s\"%s\"", texts[j][1] ? "," : "", said[j]);
    }
    strcat(list, "]");
    for (int j = 1; j < 3; j++) {
        if (texts[j][1]) strcat(texts[j], "]");
        else texts[j][0] = 0;
    }
}

static void go_a_step(struct roster *roster, struct one *people)
{
    int i = rand() % PEOPLE;
    char list[512], joins[512], leaves[512];
    switch (rand() % 4) {
    case 0:
    case 1:
        snprintf(people[i].now, sizeof people[i].now, "%c%d", 'a' + i, rand() % 2);
        put(roster, (uint64_t)i, i, NULL, people[i].now);
        break;
    case 2:
        people[i].now[0] = 0;
        leave(roster, (uint64_t)i, i);
        break;
    default:
        list_by_hand(people, list, joins, leaves);
        settle(roster);
        if (seen.visits) {
            assert_seen(list, joins, leaves);
            assert_int_equal(seen.is_changed, *joins || *leaves);
        } else assert_true(!*joins && !*leaves);
        for (int j = 0; j < PEOPLE; j++) strcpy(people[j].told, people[j].now);
    }
}

static void says_what_is_true_after_any_history(void **state)
{
    (void)state;
    for (unsigned seed = 0; seed < HISTORIES; seed++) {
        struct roster *roster = roster_new();
        struct one people[PEOPLE] = {0};
        srand(seed);
        for (int step = 0; step < STEPS; step++) go_a_step(roster, people);
        roster_delete(roster);
        arena_reset(&arena);
    }
}

static int let_go(void **state)
{
    (void)state;
    arena_destroy(&arena);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lists_those_who_are_there_by_when_they_came),
        cmocka_unit_test(tells_nothing_where_nothing_came_of_it),
        cmocka_unit_test(several_of_one_key_are_one_person),
        cmocka_unit_test(a_key_is_any_text),
        cmocka_unit_test(a_topic_stays_while_somebody_looks),
        cmocka_unit_test(finds_its_way_among_many_topics),
        cmocka_unit_test(says_what_is_true_after_any_history),
    };
    return cmocka_run_group_tests(tests, NULL, let_go);
}
