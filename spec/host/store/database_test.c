// Databases of apps: values in and out, transactions, migrations, and what is said of a query that is wrong.
#include "store/database.h"
#include "support/house.h"
#include "value/codec.h"
#include "value/json.h"

#include <stdlib.h>
#include <unistd.h>

struct place {
    struct directory directory;
    char path[64];
};

static struct place make_place(void)
{
    struct place place = {.directory = directory_make()};
    snprintf(place.path, sizeof place.path, "%s/app.db", place.directory.path);
    return place;
}

static void remove_place(const struct place *place)
{
    directory_remove(&place->directory);
}

static struct database *open_it(const struct place *place, const struct database_guard *guard)
{
    struct error err = {0};
    struct database *database = database_open(place->path, guard, &err);
    if (!database) fail_msg("%s", err.text);
    return database;
}

// Arguments as JSON: a list is given as those of ?, an object as names.
static void put_arguments(const char *json, struct buffer *out)
{
    struct arena arena = {0};
    struct value value;
    struct error err = {0};
    if (!json_decode(bytes_of(json), &json_limits_frame, &arena, &value, &err) || !codec_encode(&value, out, &err))
        fail_msg("%s", err.text);
    arena_destroy(&arena);
}

static bool ask(struct database *database, enum database_want want, const char *sql, const char *arguments,
                char answer[1024], struct error *err)
{
    struct buffer given = {0}, out = {0}, json = {0};
    struct arena arena = {0};
    struct value value;
    put_arguments(arguments, &given);
    bool ok = database_query(database, want, bytes_of(sql), buffer_bytes(&given), &out, err);
    if (ok && !codec_decode(buffer_bytes(&out), &arena, &value, err)) fail_msg("%s", err->text);
    if (ok) json_encode(&value, &json);
    snprintf(answer, 1024, "%.*s", (int)json.size, json.data);
    buffer_destroy(&given);
    buffer_destroy(&out);
    buffer_destroy(&json);
    arena_destroy(&arena);
    return ok;
}

static void expect(struct database *database, enum database_want want, const char *sql, const char *arguments,
                   const char *expected)
{
    char answer[1024];
    struct error err = {0};
    if (!ask(database, want, sql, arguments, answer, &err)) fail_msg("%s", err.text);
    assert_string_equal(answer, expected);
}

static void expect_refusal(struct database *database, const char *sql, const char *arguments, const char *expected)
{
    char answer[1024];
    struct error err = {0};
    assert_false(ask(database, DATABASE_ALL, sql, arguments, answer, &err));
    assert_string_equal(err.text, expected);
}

static void do_it(struct database *database, const char *sql)
{
    char answer[1024];
    struct error err = {0};
    if (!ask(database, DATABASE_RUN, sql, "[]", answer, &err)) fail_msg("%s: %s", sql, err.text);
}

static void gives_values_as_they_are(void **state)
{
    (void)state;
    struct place place = make_place();
    struct database *database = open_it(&place, NULL);
    do_it(database, "create table t (id integer primary key, title text, done boolean, share real)");
    expect(database, DATABASE_RUN, "insert into t (title, done, share) values (?, ?, ?)", "[\"a\",true,0.5]",
           "[1,1]");
    expect(database, DATABASE_RUN, "insert into t (title, done) values (:title, :done)",
           "{\"title\":\"b\",\"done\":false}", "[1,2]");
    expect(database, DATABASE_ALL, "select * from t order by id", "[]",
           "[{\"done\":true,\"id\":1,\"share\":0.5,\"title\":\"a\"},{\"done\":false,\"id\":2,\"title\":\"b\"}]");
    expect(database, DATABASE_ONE, "select title from t where id = ?", "[2]", "{\"title\":\"b\"}");
    expect(database, DATABASE_ONE, "select title from t where id = ?", "[3]", "null");
    expect(database, DATABASE_VALUE, "select count(*) from t", "[]", "2");
    expect(database, DATABASE_VALUE, "select share from t where id = 2", "[]", "null");
    expect(database, DATABASE_RUN, "update t set done = not done", "[]", "[2,2]");
    expect(database, DATABASE_ALL, "select done from t where done", "[]", "[{\"done\":true}]");
    expect(database, DATABASE_ALL, "select 1 where 0", "[]", "{}"); // an empty table
    database_close(database);
    remove_place(&place);
}

static void takes_values_only_as_values(void **state)
{
    (void)state;
    struct place place = make_place();
    struct database *database = open_it(&place, NULL);
    do_it(database, "create table t (title text)");
    expect(database, DATABASE_RUN, "insert into t values (?)", "[\"'); drop table t; --\"]", "[1,1]");
    expect(database, DATABASE_VALUE, "select title from t", "[]", "\"'); drop table t; --\"");
    expect_refusal(database, "select ?", "[]", "the query takes 1 value and is given 0\n  select ?");
    expect_refusal(database, "select ?", "[1,2]", "the query takes 1 value and is given 2\n  select ?");
    expect_refusal(database, "select :title", "{\"titel\":1}",
                   "did you mean :title? The query has no :titel\n  select :title");
    expect_refusal(database, "select :a, :b", "{\"a\":1}", "nothing is given for :b\n  select :a, :b");
    expect_refusal(database, "select ?", "[[1]]",
                   "a table is no value of a query; write its fields one by one\n  select ?");
    database_close(database);
    remove_place(&place);
}

static void says_where_a_query_is_wrong(void **state)
{
    (void)state;
    struct place place = make_place();
    struct database *database = open_it(&place, NULL);
    expect_refusal(database, "select *\nform t", "[]", "near \"form\": syntax error\n  form t\n  ^");
    expect_refusal(database, "select titel from sqlite_master", "[]",
                   "no such column: titel\n  select titel from sqlite_master\n         ^");
    expect_refusal(database, "select 1; select 2", "[]", "one statement at a time\n  select 1; select 2");
    expect_refusal(database, "  ", "[]", "the query is empty\n    ");
    expect_refusal(database, "select 1 as a, 2 as a", "[]",
                   "two columns have the same name, give one another with AS: a\n  select 1 as a, 2 as a");
    expect_refusal(database, "attach 'x.db' as x", "[]",
                   "a query neither begins nor ends a transaction, nor attaches files; write db:tx(...)\n"
                   "  attach 'x.db' as x");
    expect_refusal(database, "begin", "[]",
                   "a query neither begins nor ends a transaction, nor attaches files; write db:tx(...)\n  begin");
    database_close(database);
    remove_place(&place);
}

static void keeps_foreign_keys(void **state)
{
    (void)state;
    struct place place = make_place();
    struct database *database = open_it(&place, NULL);
    do_it(database, "create table a (id integer primary key)");
    do_it(database, "create table b (a integer references a (id))");
    expect_refusal(database, "insert into b values (7)", "[]",
                   "FOREIGN KEY constraint failed\n  insert into b values (7)");
    database_close(database);
    remove_place(&place);
}

static void rolls_back_all_or_a_part(void **state)
{
    (void)state;
    struct place place = make_place();
    struct database *database = open_it(&place, NULL);
    struct error err = {0};
    do_it(database, "create table t (n integer)");
    assert_true(database_begin(database, &err));
    do_it(database, "insert into t values (1)");
    assert_true(database_begin(database, &err));
    do_it(database, "insert into t values (2)");
    database_roll_back(database);
    assert_int_equal(database_depth(database), 1);
    assert_true(database_commit(database, &err));
    expect(database, DATABASE_ALL, "select n from t", "[]", "[{\"n\":1}]");
    assert_true(database_begin(database, &err));
    do_it(database, "delete from t");
    database_roll_back(database);
    expect(database, DATABASE_VALUE, "select count(*) from t", "[]", "1");
    database_close(database);
    remove_place(&place);
}

static bool migrate(struct database *database, const char *list, struct error *err)
{
    struct buffer texts = {0};
    put_arguments(list, &texts);
    bool ok = database_migrate(database, buffer_bytes(&texts), err);
    buffer_destroy(&texts);
    return ok;
}

static void migrates_each_text_once(void **state)
{
    (void)state;
    struct place place = make_place();
    struct database *database = open_it(&place, NULL);
    struct error err = {0};
    const char *one = "[\"create table t (n integer); insert into t values (1)\"]";
    const char *two = "[\"create table t (n integer); insert into t values (1)\",\"insert into t values (2)\"]";
    assert_true(migrate(database, one, &err));
    assert_true(migrate(database, one, &err));
    assert_true(migrate(database, two, &err));
    expect(database, DATABASE_ALL, "select n from t", "[]", "[{\"n\":1},{\"n\":2}]");
    assert_false(migrate(database, one, &err));
    assert_string_equal(err.text, "the database has more than the 1 migrations here: it is a newer app's");
    assert_false(migrate(database, "[\"create table u (n integer)\"]", &err));
    assert_string_equal(err.text, "migration 1 is not what it was when it ran; leave it as it was and add another "
                                  "behind it");
    database_close(database);
    remove_place(&place);
}

static void migrates_all_or_nothing(void **state)
{
    (void)state;
    struct place place = make_place();
    struct database *database = open_it(&place, NULL);
    struct error err = {0};
    assert_false(migrate(database, "[\"create table t (n integer)\",\"create tabel u (n integer)\"]", &err));
    assert_string_equal(err.text,
                        "migration 2: near \"tabel\": syntax error\n  create tabel u (n integer)\n         ^");
    expect(database, DATABASE_VALUE, "select count(*) from sqlite_master", "[]", "0");
    database_close(database);
    remove_place(&place);
}

static bool goes_on(void *self)
{
    return --*(int *)self > 0;
}

static void ends_a_query_that_its_guard_ends(void **state)
{
    (void)state;
    struct place place = make_place();
    int left = 1000000;
    struct database_guard guard = {goes_on, &left};
    struct database *database = open_it(&place, &guard);
    char answer[1024];
    struct error err = {0};
    left = 50;
    assert_false(ask(database, DATABASE_VALUE,
                     "with recursive n(i) as (select 1 union all select i + 1 from n) select count(*) from n", "[]",
                     answer, &err));
    assert_int_equal(err.code, ERROR_BUDGET);
    left = 1000000;
    expect(database, DATABASE_VALUE, "select 1", "[]", "1");
    database_close(database);
    remove_place(&place);
}

static void waits_for_another_writer_as_long_as_its_guard_says(void **state)
{
    (void)state;
    struct place place = make_place();
    int left = 1000000;
    struct database_guard guard = {goes_on, &left};
    struct database *one = open_it(&place, NULL), *other = open_it(&place, &guard);
    struct error err = {0};
    char answer[1024];
    do_it(one, "create table t (n integer)");
    assert_true(database_begin(one, &err));
    left = 3;
    assert_false(ask(other, DATABASE_RUN, "insert into t values (1)", "[]", answer, &err));
    assert_int_equal(err.code, ERROR_BUDGET);
    assert_true(database_commit(one, &err));
    left = 1000000;
    expect(other, DATABASE_RUN, "insert into t values (1)", "[]", "[1,1]");
    database_close(one);
    database_close(other);
    remove_place(&place);
}

static void has_a_name_that_leads_nowhere_else(void **state)
{
    (void)state;
    static const char *const bad[] = {"",   ".hidden", "../app.db",  "a/b.db",     "a b",
                                      "-x", "a\nb",    "app.db-wal", "app.db-shm", "app.db-journal"};
    struct error err;
    assert_true(database_check_name(BYTES("app-2.db"), &err));
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) assert_false(database_check_name(bytes_of(bad[i]), &err));
}

static void prepares_more_queries_than_it_keeps(void **state)
{
    (void)state;
    struct place place = make_place();
    struct database *database = open_it(&place, NULL);
    char sql[40], expected[20];
    for (int round = 0; round < 2; round++) {
        for (int i = 0; i < 200; i++) {
            snprintf(sql, sizeof sql, "select %d", i);
            snprintf(expected, sizeof expected, "%d", i);
            expect(database, DATABASE_VALUE, sql, "[]", expected);
        }
    }
    database_close(database);
    remove_place(&place);
}

static void reads_the_columns_that_another_connection_made(void **state)
{
    (void)state;
    struct place place = make_place();
    struct database *one = open_it(&place, NULL), *other = open_it(&place, NULL);
    do_it(one, "create table t (a integer, b integer)");
    do_it(one, "insert into t values (1, 2)");
    expect(one, DATABASE_ALL, "select * from t", "[]", "[{\"a\":1,\"b\":2}]");
    do_it(other, "alter table t add column a_much_longer_name_than_the_others boolean default 1");
    expect(one, DATABASE_ALL, "select * from t", "[]",
           "[{\"a\":1,\"a_much_longer_name_than_the_others\":true,\"b\":2}]");
    do_it(other, "alter table t drop column a");
    expect(one, DATABASE_ONE, "select * from t", "[]", "{\"a_much_longer_name_than_the_others\":true,\"b\":2}");
    do_it(other, "drop table t");
    expect_refusal(one, "select * from t", "[]", "no such table: t\n  select * from t");
    database_close(one);
    database_close(other);
    remove_place(&place);
}

static void a_transaction_that_cannot_be_committed_is_rolled_back(void **state)
{
    (void)state;
    struct place place = make_place();
    struct database *database = open_it(&place, NULL);
    struct error err = {0};
    do_it(database, "create table a (id integer primary key)");
    do_it(database, "create table b (a integer references a (id) deferrable initially deferred)");
    assert_true(database_begin(database, &err));
    do_it(database, "insert into b values (7)");
    assert_false(database_commit(database, &err));
    assert_string_equal(err.text, "FOREIGN KEY constraint failed\n  commit");
    assert_int_equal(database_depth(database), 0);
    expect(database, DATABASE_VALUE, "select count(*) from b", "[]", "0");
    do_it(database, "insert into a values (1)"); // by itself, and to stay
    database_close(database);
    database = open_it(&place, NULL);
    expect(database, DATABASE_VALUE, "select count(*) from a", "[]", "1");
    database_close(database);
    remove_place(&place);
}

static void nothing_goes_on_in_a_transaction_that_is_over(void **state)
{
    (void)state;
    static const char over[] = "the transaction was rolled back already; leave db:tx(...) with error";
    struct place place = make_place();
    struct database *database = open_it(&place, NULL);
    struct error err = {0};
    do_it(database, "create table t (n integer primary key)");
    do_it(database, "insert into t values (1)");
    assert_true(database_begin(database, &err));
    do_it(database, "insert into t values (2)");
    expect_refusal(database, "insert or rollback into t values (1)", "[]",
                   "UNIQUE constraint failed: t.n\n  insert or rollback into t values (1)");
    expect_refusal(database, "insert into t values (3)", "[]", over);
    assert_false(database_begin(database, &err));
    assert_string_equal(err.text, over);
    assert_false(database_commit(database, &err));
    assert_string_equal(err.text, over);
    assert_int_equal(database_depth(database), 0);
    expect(database, DATABASE_ALL, "select n from t", "[]", "[{\"n\":1}]");
    database_close(database);
    remove_place(&place);
}

static void makes_itself_small_but_not_somewhere_else(void **state)
{
    (void)state;
    struct place place = make_place();
    struct database *database = open_it(&place, NULL);
    struct error err = {0};
    do_it(database, " Vacuum");
    expect_refusal(database, "vacuum into '/tmp/lightspeed-elsewhere.db'", "[]",
                   "a query neither begins nor ends a transaction, nor attaches files; write db:tx(...)\n"
                   "  vacuum into '/tmp/lightspeed-elsewhere.db'");
    assert_int_equal(access("/tmp/lightspeed-elsewhere.db", F_OK), -1);
    expect_refusal(database, "attach '' as x", "[]",
                   "a query neither begins nor ends a transaction, nor attaches files; write db:tx(...)\n"
                   "  attach '' as x");
    assert_true(database_begin(database, &err));
    expect_refusal(database, "vacuum", "[]", "cannot VACUUM from within a transaction\n  vacuum");
    assert_true(database_commit(database, &err));
    database_close(database);
    remove_place(&place);
}

static void a_value_has_its_largest(void **state)
{
    (void)state;
    struct place place = make_place();
    struct database *database = open_it(&place, NULL);
    expect_refusal(database, "select zeroblob(40000000)", "[]",
                   "string or blob too big\n  select zeroblob(40000000)");
    expect_refusal(database, "select zeroblob(20000000) as a, zeroblob(20000000) as b", "[]",
                   "the answer has more than 32 MiB; ask for less, with limit\n"
                   "  select zeroblob(20000000) as a, zeroblob(20000000) as b");
    expect_refusal(database, "select ?300", "[1]", "a query takes at most 250 values\n  select ?300");
    expect(database, DATABASE_VALUE, "select ?", "[9223372036854775807]", "9223372036854775807");
    expect(database, DATABASE_VALUE, "select ? || '!'", "[\"a\\u0000b\"]", "\"a\\u0000b!\"");
    database_close(database);
    remove_place(&place);
}

static void stores_no_nan(void **state)
{
    (void)state;
    struct place place = make_place();
    struct database *database = open_it(&place, NULL);
    struct buffer arguments = {0}, out = {0};
    struct error err = {0};
    size_t begin = codec_begin_table(&arguments);
    codec_put_float(&arguments, 0.0 / 0.0);
    codec_end_table(&arguments, begin, 1, 0);
    assert_false(database_query(database, DATABASE_VALUE, BYTES("select ?"), buffer_bytes(&arguments), &out, &err));
    assert_string_equal(err.text, "nan is no value of a query: what is stored would be null\n  select ?");
    buffer_destroy(&arguments);
    buffer_destroy(&out);
    database_close(database);
    remove_place(&place);
}

// Half of a page of SQLite's, in the middle of the file, is something else.
static void spoil(const struct place *place)
{
    FILE *file = fopen(place->path, "r+");
    assert_non_null(file);
    fseek(file, 4096, SEEK_SET);
    for (int i = 0; i < 8192; i++) fputc(0xa5, file);
    fclose(file);
}

static void says_what_is_wrong_with_a_file(void **state)
{
    (void)state;
    struct place place = make_place();
    struct database *database = open_it(&place, NULL);
    struct error err = {0};
    char answer[1024];
    do_it(database, "create table t (n integer, text text)");
    do_it(database, "with recursive n(i) as (select 1 union all select i + 1 from n where i < 500)"
                    " insert into t select i, hex(randomblob(50)) from n");
    database_close(database);
    spoil(&place);
    database = open_it(&place, NULL);
    assert_false(ask(database, DATABASE_ALL, "select * from t", "[]", answer, &err));
    assert_string_equal(err.text, "database disk image is malformed\n  select * from t");
    database_close(database);
    remove_place(&place);
    place = make_place();
    FILE *file = fopen(place.path, "w");
    for (int i = 0; i < 1000; i++) fputs("no database\n", file);
    fclose(file);
    assert_null(database_open(place.path, NULL, &err));
    assert_non_null(strstr(err.text, "app.db cannot be opened: file is not a database"));
    remove_place(&place);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(gives_values_as_they_are),
        cmocka_unit_test(takes_values_only_as_values),
        cmocka_unit_test(says_where_a_query_is_wrong),
        cmocka_unit_test(keeps_foreign_keys),
        cmocka_unit_test(rolls_back_all_or_a_part),
        cmocka_unit_test(migrates_each_text_once),
        cmocka_unit_test(migrates_all_or_nothing),
        cmocka_unit_test(ends_a_query_that_its_guard_ends),
        cmocka_unit_test(waits_for_another_writer_as_long_as_its_guard_says),
        cmocka_unit_test(has_a_name_that_leads_nowhere_else),
        cmocka_unit_test(prepares_more_queries_than_it_keeps),
        cmocka_unit_test(reads_the_columns_that_another_connection_made),
        cmocka_unit_test(a_transaction_that_cannot_be_committed_is_rolled_back),
        cmocka_unit_test(nothing_goes_on_in_a_transaction_that_is_over),
        cmocka_unit_test(makes_itself_small_but_not_somewhere_else),
        cmocka_unit_test(a_value_has_its_largest),
        cmocka_unit_test(stores_no_nan),
        cmocka_unit_test(says_what_is_wrong_with_a_file),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
