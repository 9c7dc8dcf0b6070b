// Our instr, replace and trim: they give what SQLite's own give, and end with the query however long the texts are.
#include "base/clock.h"
#include "store/database_text.h"
#include "support/house.h"
#include "value/codec.h"

#include <stdlib.h>

enum { ROUNDS = 20000, HUGE_SIZE = 15 * 1000 * 1000 };

static const char *const queries[] = {
    "instr(?1, ?2)", "replace(?1, ?2, ?3)", "trim(?1, ?2)", "ltrim(?1, ?2)",       "rtrim(?1, ?2)",
    "trim(?1)",      "ltrim(?1)",           "rtrim(?1)",    "instr(?1 || ?2, ?2)", "trim(?2 || ?1, ?2)",
};

static sqlite3 *open_memory(void)
{
    sqlite3 *db;
    assert_int_equal(sqlite3_open(":memory:", &db), SQLITE_OK);
    return db;
}

// Few characters, so that much of it is found: of one to four bytes, their parts, and nothing at all.
static size_t draw(char text[64])
{
    static const char *const parts[] = {
        "a", "b", " ", "\xc3\xa9", "\xe2\x82\xac", "\xf0\x9f\x98\x80", "\xc3", "\xa9", "\x80", "\xff", "", "aa"};
    size_t size = 0;
    for (int count = rand() % 8, kinds = rand() % 2 ? 12 : 6; count; count--) {
        const char *part = parts[rand() % kinds];
        memcpy(text + size, part, strlen(part));
        size += strlen(part);
    }
    if (rand() % 50 == 0) text[size++] = 0;
    return size;
}

static void bind_both(sqlite3_stmt *a, sqlite3_stmt *b, int place)
{
    char text[64];
    size_t size = draw(text);
    int kind = rand() % 20;
    for (int i = 0; i < 2; i++) {
        sqlite3_stmt *statement = i ? a : b;
        if (kind == 0) sqlite3_bind_null(statement, place);
        else if (kind == 1) sqlite3_bind_int(statement, place, (int)size);
        else if (kind == 2) sqlite3_bind_double(statement, place, (double)size / 4);
        else if (kind < 7) sqlite3_bind_blob(statement, place, text, (int)size, SQLITE_TRANSIENT);
        else sqlite3_bind_text(statement, place, text, (int)size, SQLITE_TRANSIENT);
    }
}

static sqlite3_stmt *prepare(sqlite3 *db, const char *query)
{
    char sql[100];
    sqlite3_stmt *statement;
    snprintf(sql, sizeof sql, "select typeof(%s), hex(%s)", query, query);
    assert_int_equal(sqlite3_prepare_v2(db, sql, -1, &statement, NULL), SQLITE_OK);
    return statement;
}

static void gives_what_sqlite_gives(void **state)
{
    (void)state;
    struct database_guard nobody = {0};
    struct error err;
    sqlite3 *own = open_memory(), *its = open_memory();
    assert_true(database_text_add(own, &nobody, &err));
    srand(7);
    for (size_t i = 0; i < sizeof queries / sizeof *queries; i++) {
        sqlite3_stmt *a = prepare(own, queries[i]), *b = prepare(its, queries[i]);
        for (int round = 0; round < ROUNDS; round++) {
            for (int place = 1; place <= sqlite3_bind_parameter_count(a); place++) bind_both(a, b, place);
            assert_int_equal(sqlite3_step(a), SQLITE_ROW);
            assert_int_equal(sqlite3_step(b), SQLITE_ROW);
            for (int column = 0; column < 2; column++)
                if (strcmp((const char *)sqlite3_column_text(a, column),
                           (const char *)sqlite3_column_text(b, column)))
                    fail_msg("%s: %s, not %s", sqlite3_expanded_sql(a), sqlite3_column_text(a, column),
                             sqlite3_column_text(b, column));
            sqlite3_reset(a);
            sqlite3_reset(b);
        }
        sqlite3_finalize(a);
        sqlite3_finalize(b);
    }
    sqlite3_close(own);
    sqlite3_close(its);
}

static bool goes_on(void *self)
{
    return clock_ns() < *(uint64_t *)self;
}

// A huge text and another one, given to the query within a time.
static bool ask(struct database *database, const char *sql, struct bytes other, struct error *err)
{
    struct buffer given = {0}, out = {0};
    char *text = mem_new(HUGE_SIZE);
    memset(text, 'a', HUGE_SIZE);
    size_t begin = codec_begin_table(&given);
    codec_put_string(&given, (struct bytes){text, HUGE_SIZE});
    codec_put_string(&given, other);
    codec_end_table(&given, begin, 2, 0);
    bool ok = database_query(database, DATABASE_VALUE, bytes_of(sql), buffer_bytes(&given), &out, err);
    buffer_destroy(&given);
    buffer_destroy(&out);
    mem_free(text);
    return ok;
}

static void ends_with_the_query(void **state)
{
    (void)state;
    uint64_t until = UINT64_MAX;
    struct database_guard guard = {goes_on, &until};
    struct error err = {0};
    struct database *database = database_open(":memory:", &guard, &err);
    assert_non_null(database);
    size_t half = HUGE_SIZE / 2;
    char *other = mem_new(half);
    memset(other, 'a', half);
    other[half / 2] = 'b'; // it is nowhere in the text, and nearly everywhere
    struct bytes part = {other, half};
    assert_true(ask(database, "select instr(?1, ?2)", part, &err)); // or in years
    assert_true(ask(database, "select length(replace(?1, ?2, 'c'))", part, &err));
    static const char *const trims[] = {"trim(?1, ?2)", "ltrim(?1, ?2)", "rtrim(?1, ?2)"};
    memset(other, 'b', half);
    other[half - 1] = 'a'; // the last that is looked at
    for (size_t i = 0; i < 3; i++) {
        char sql[64];
        snprintf(sql, sizeof sql, "select length(%s)", trims[i]);
        until = clock_ns() + 20 * 1000 * 1000;
        assert_false(ask(database, sql, part, &err)); // or in years
        assert_int_equal(err.code, ERROR_BUDGET);
    }
    until = UINT64_MAX;
    assert_true(ask(database, "select 1 where ?1 > ?2", part, &err)); // the connection is as good as before
    mem_free(other);
    database_close(database);
}

static void refuses_what_becomes_too_large(void **state)
{
    (void)state;
    static const char sql[] = "select replace(?1, substr(?1, 1, 100000), ?2)"; // 150 times
    struct error err = {0};
    struct database *database = database_open(":memory:", NULL, &err);
    assert_non_null(database);
    char *other = mem_new_clear(300000);
    assert_false(ask(database, sql, (struct bytes){other, 300000}, &err));
    assert_contains(err.text, "string or blob too big");
    assert_true(ask(database, sql, (struct bytes){other, 100000}, &err));
    mem_free(other);
    database_close(database);
}

static void has_short_patterns(void **state)
{
    (void)state;
    struct error err = {0};
    struct database *database = database_open(":memory:", NULL, &err);
    assert_non_null(database);
    char pattern[1001];
    memset(pattern, '%', sizeof pattern);
    assert_true(ask(database, "select ?1 like ?2", (struct bytes){pattern, 1000}, &err));
    assert_false(ask(database, "select ?1 like ?2", (struct bytes){pattern, 1001}, &err));
    assert_contains(err.text, "LIKE or GLOB pattern too complex");
    assert_false(ask(database, "select ?1 glob ?2", (struct bytes){pattern, 1001}, &err));
    database_close(database);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(gives_what_sqlite_gives),
        cmocka_unit_test(ends_with_the_query),
        cmocka_unit_test(refuses_what_becomes_too_large),
        cmocka_unit_test(has_short_patterns),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
