// See database_value.h.
#include "store/database_value.h"

#include "value/codec.h"
#include "value/suggest.h"
#include "value/utf8.h"

#include <math.h>
#include <stdio.h>
#include <strings.h>

enum { QUERY_SHOWN_MAX = 200, ARGUMENTS_MAX = 250 };

// --- columns ---

static bool is_boolean(const char *declared)
{
    return declared && (strcasecmp(declared, "boolean") == 0 || strcasecmp(declared, "bool") == 0);
}

static bool fail_at(struct bytes sql, struct error *err, const char *what, struct bytes name)
{
    int shown = (int)(sql.size < QUERY_SHOWN_MAX ? sql.size : QUERY_SHOWN_MAX);
    return fail(err, ERROR_MISFIT, "%s%.*s\n  %.*s", what, (int)(name.size < 200 ? name.size : 200), name.data, shown,
                sql.data);
}

static bool sort(struct columns *columns, struct bytes sql, struct error *err)
{
    for (int i = 0; i < columns->count; i++) {
        int at = i;
        int order = -1;
        while (at > 0 && (order = bytes_compare(columns->names[columns->order[at - 1]], columns->names[i])) > 0) {
            columns->order[at] = columns->order[at - 1];
            at--;
        }
        if (order == 0)
            return fail_at(sql, err, "two columns have the same name, give one another with AS: ", columns->names[i]);
        columns->order[at] = i;
    }
    return true;
}

bool columns_read(struct columns *columns, sqlite3_stmt *statement, struct bytes sql, struct error *err)
{
    columns->count = sqlite3_column_count(statement);
    if (columns->count > COLUMNS_MAX) return fail_at(sql, err, "more than 200 columns", BYTES(""));
    for (int i = 0; i < columns->count; i++) {
        columns->names[i] = bytes_of(sqlite3_column_name(statement, i));
        columns->is_boolean[i] = is_boolean(sqlite3_column_decltype(statement, i));
    }
    return sort(columns, sql, err);
}

static void put_column(const struct columns *columns, sqlite3_stmt *statement, int i, struct buffer *out)
{
    switch (sqlite3_column_type(statement, i)) {
    case SQLITE_INTEGER:
        if (columns->is_boolean[i]) codec_put_boolean(out, sqlite3_column_int64(statement, i) != 0);
        else codec_put_integer(out, sqlite3_column_int64(statement, i));
        break;
    case SQLITE_FLOAT: codec_put_float(out, sqlite3_column_double(statement, i)); break;
    case SQLITE_NULL: codec_put_nil(out); break;
    default: {
        const void *data = sqlite3_column_blob(statement, i);
        codec_put_string(out,
                         (struct bytes){data ? data : "", data ? (size_t)sqlite3_column_bytes(statement, i) : 0});
    }
    }
}

void columns_put_first(const struct columns *columns, sqlite3_stmt *statement, struct buffer *out)
{
    if (columns->count) put_column(columns, statement, 0, out);
    else codec_put_nil(out);
}

void columns_put_row(const struct columns *columns, sqlite3_stmt *statement, struct buffer *out)
{
    size_t begin = codec_begin_table(out);
    size_t count = 0;
    for (int at = 0; at < columns->count; at++) {
        int i = columns->order[at];
        if (sqlite3_column_type(statement, i) == SQLITE_NULL) continue;
        codec_put_string(out, columns->names[i]);
        put_column(columns, statement, i, out);
        count++;
    }
    codec_end_table(out, begin, 0, count);
}

// --- arguments ---

static bool is_text(struct bytes string)
{
    while (string.size) {
        size_t size = *string.data ? utf8_size(string) : 0;
        if (!size) return false;
        string.data += size;
        string.size -= size;
    }
    return true;
}

static bool bind_one(sqlite3_stmt *statement, int place, const struct codec_head *head)
{
    switch (head->kind) {
    case VALUE_NIL: sqlite3_bind_null(statement, place); return true;
    case VALUE_BOOLEAN: sqlite3_bind_int(statement, place, head->boolean); return true;
    case VALUE_INTEGER: sqlite3_bind_int64(statement, place, head->integer); return true;
    case VALUE_FLOAT: return !isnan(head->number) && sqlite3_bind_double(statement, place, head->number) == SQLITE_OK;
    case VALUE_STRING:
        if (is_text(head->string))
            sqlite3_bind_text64(statement, place, head->string.data, head->string.size, SQLITE_TRANSIENT,
                                SQLITE_UTF8);
        else sqlite3_bind_blob64(statement, place, head->string.data, head->string.size, SQLITE_TRANSIENT);
        return true;
    default: return false;
    }
}

static int find_parameter(sqlite3_stmt *statement, struct bytes name)
{
    for (int i = 1; i <= sqlite3_bind_parameter_count(statement); i++) {
        const char *own = sqlite3_bind_parameter_name(statement, i);
        if (own && bytes_equal(bytes_of(own + 1), name)) return i;
    }
    return 0;
}

static bool fail_no_parameter(sqlite3_stmt *statement, struct bytes sql, struct bytes name, struct error *err)
{
    struct bytes names[ARGUMENTS_MAX];
    size_t count = 0;
    for (int i = 1; i <= sqlite3_bind_parameter_count(statement) && count < ARGUMENTS_MAX; i++) {
        const char *own = sqlite3_bind_parameter_name(statement, i);
        if (own) names[count++] = bytes_of(own + 1);
    }
    struct bytes near = suggest_nearest(name, names, count);
    char what[200];
    if (near.size) snprintf(what, sizeof what, "did you mean :%.*s? The query has no :", (int)near.size, near.data);
    return fail_at(sql, err, near.size ? what : "the query has no :", name);
}

static bool fail_count(sqlite3_stmt *statement, struct bytes sql, int64_t given, struct error *err)
{
    char what[120];
    int wanted = sqlite3_bind_parameter_count(statement);
    snprintf(what, sizeof what, "the query takes %d value%s and is given %lld", wanted, wanted == 1 ? "" : "s",
             (long long)given);
    return fail_at(sql, err, what, BYTES(""));
}

static bool fail_kind(const struct codec_head *head, struct bytes sql, struct error *err)
{
    if (head->kind == VALUE_FLOAT)
        return fail_at(sql, err, "nan is no value of a query: what is stored would be null", BYTES(""));
    return fail_at(sql, err, "a table is no value of a query; write its fields one by one", BYTES(""));
}

static bool is_bound(const bool *bound, sqlite3_stmt *statement, struct bytes sql, bool by_name, int64_t given,
                     struct error *err)
{
    for (int i = 1; i <= sqlite3_bind_parameter_count(statement); i++) {
        const char *own = sqlite3_bind_parameter_name(statement, i);
        if (bound[i]) continue;
        if (by_name && own) return fail_at(sql, err, "nothing is given for ", bytes_of(own));
        return fail_count(statement, sql, given, err);
    }
    return true;
}

// The table's items are ?1, ?2, ..; its pairs are those after a nil, "n" (how many there are) or names.
bool arguments_bind(sqlite3_stmt *statement, struct bytes sql, struct bytes arguments, struct error *err)
{
    bool bound[ARGUMENTS_MAX + 1] = {false};
    struct codec_head table, head, key;
    int wanted = sqlite3_bind_parameter_count(statement);
    int64_t given = -1;
    if (!codec_read(&arguments, &table, err)) return false;
    if (wanted > ARGUMENTS_MAX) return fail_at(sql, err, "a query takes at most 250 values", BYTES(""));
    if (table.kind != VALUE_TABLE) return fail_count(statement, sql, given, err);
    for (int64_t place = 1; place <= table.items_count; place++) {
        if (!codec_read(&arguments, &head, err)) return false;
        if (place > wanted) return fail_count(statement, sql, table.items_count, err);
        if (!bind_one(statement, (int)place, &head)) return fail_kind(&head, sql, err);
        bound[place] = true;
    }
    for (uint32_t i = 0; i < table.pairs_count; i++) {
        if (!codec_read(&arguments, &key, err) || !codec_read(&arguments, &head, err)) return false;
        if (key.kind == VALUE_STRING && bytes_equal(key.string, BYTES("n")) && head.kind == VALUE_INTEGER &&
            !find_parameter(statement, key.string)) {
            given = head.integer;
            continue;
        }
        int64_t place = key.kind == VALUE_INTEGER ? key.integer : find_parameter(statement, key.string);
        if (key.kind == VALUE_STRING && !place) return fail_no_parameter(statement, sql, key.string, err);
        if (place < 1 || place > wanted) return fail_count(statement, sql, place, err);
        if (!bind_one(statement, (int)place, &head)) return fail_kind(&head, sql, err);
        bound[place] = true;
    }
    if (given > wanted) return fail_count(statement, sql, given, err);
    for (int64_t place = 1; place <= given && place <= wanted; place++) bound[place] = true; // nils
    return is_bound(bound, statement, sql, given < 0, given < 0 ? table.items_count : given, err);
}
