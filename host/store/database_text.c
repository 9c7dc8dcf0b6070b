// See database_text.h. What they give is what SQLite's give, to the byte: a spec compares them.
#include "store/database_text.h"

#include "base/buffer.h"

enum { GUARD_STEPS = 100 * 1000 }; // comparisons between two questions

static struct bytes bytes_at(const void *data, int size)
{
    return (struct bytes){data, size > 0 ? (size_t)size : 0};
}

static struct bytes text_of(sqlite3_value *value)
{
    const unsigned char *data = sqlite3_value_text(value);
    return bytes_at(data, sqlite3_value_bytes(value));
}

static struct bytes blob_of(sqlite3_value *value)
{
    const void *data = sqlite3_value_blob(value); // NULL where it is empty
    return bytes_at(data ? data : "", sqlite3_value_bytes(value));
}

static bool is_inside(char byte)
{
    return ((unsigned char)byte & 0xc0) == 0x80; // of a character, not its first
}

// --- instr ---

static const char *find(struct bytes text, struct bytes part)
{
    return memmem(text.data, text.size, part.data, part.size); // of linear time
}

// The number of the character at `place`, from 1.
static int64_t character_at(struct bytes text, const char *place)
{
    int64_t number = 1;
    for (const char *at = text.data; at < place; number++) do
            at++;
        while (at < place && is_inside(*at));
    return number;
}

static void instr(sqlite3_context *context, int count, sqlite3_value **values)
{
    (void)count;
    int kinds[2] = {sqlite3_value_type(values[0]), sqlite3_value_type(values[1])};
    if (kinds[0] == SQLITE_NULL || kinds[1] == SQLITE_NULL) return;
    bool are_blobs = kinds[0] == SQLITE_BLOB && kinds[1] == SQLITE_BLOB;
    struct bytes text = are_blobs ? blob_of(values[0]) : text_of(values[0]);
    struct bytes part = are_blobs ? blob_of(values[1]) : text_of(values[1]);
    if (!text.data || !part.data) {
        sqlite3_result_error_nomem(context);
        return;
    }
    bool begins_inside = !are_blobs && part.size && is_inside(*part.data); // no character of the text begins so
    if (begins_inside && text.size > part.size) text.size = part.size;
    const char *place = find(text, part);
    if (!place) sqlite3_result_int(context, 0);
    else sqlite3_result_int64(context, are_blobs ? place - text.data + 1 : character_at(text, place));
}

// --- replace ---

// As far as a value may be long, and one piece more.
static void put_replaced(struct buffer *out, struct bytes text, struct bytes part, struct bytes other)
{
    for (const char *place; out->size <= DATABASE_ANSWER_MAX && (place = find(text, part));) {
        size_t before = (size_t)(place - text.data);
        buffer_put(out, (struct bytes){text.data, before});
        buffer_put(out, other);
        text.data += before + part.size;
        text.size -= before + part.size;
    }
    buffer_put(out, text);
}

static void replace(sqlite3_context *context, int count, sqlite3_value **values)
{
    (void)count;
    struct buffer out = {0};
    struct bytes text = text_of(values[0]), part = text_of(values[1]);
    if (!text.data || !part.data) return;
    if (!*part.data) {
        sqlite3_result_value(context, values[0]);
        return;
    }
    struct bytes other = text_of(values[2]);
    if (!other.data) return;
    put_replaced(&out, text, part, other);
    if (out.size > DATABASE_ANSWER_MAX) sqlite3_result_error_toobig(context);
    else sqlite3_result_text64(context, out.data ? out.data : "", out.size, SQLITE_TRANSIENT, SQLITE_UTF8);
    buffer_destroy(&out);
}

// --- trim ---

enum { LEFT = 1, RIGHT = 2 };

// The characters that are taken away, and how many comparisons were made.
struct trimming {
    struct bytes set;
    const struct database_guard *guard;
    uint64_t steps;
    bool is_ended;
};

static struct bytes take_character(struct bytes *set)
{
    size_t size = 1;
    if ((unsigned char)*set->data >= 0xc0)
        while (size < set->size && is_inside(set->data[size])) size++;
    struct bytes character = {set->data, size};
    set->data += size;
    set->size -= size;
    return character;
}

static bool goes_on(struct trimming *trimming)
{
    if (++trimming->steps % GUARD_STEPS) return true;
    trimming->is_ended = trimming->guard->goes_on && !trimming->guard->goes_on(trimming->guard->self);
    return !trimming->is_ended;
}

// How long the character of the set is that the text begins or ends with; 0: none.
static size_t match(struct trimming *trimming, struct bytes text, int side)
{
    for (struct bytes set = trimming->set; set.size && goes_on(trimming);) {
        struct bytes character = take_character(&set);
        if (character.size > text.size) continue;
        const char *from = side == LEFT ? text.data : text.data + text.size - character.size;
        if (memcmp(from, character.data, character.size) == 0) return character.size;
    }
    return 0;
}

static void trim_sides(sqlite3_context *context, int count, sqlite3_value **values, int sides)
{
    struct trimming trimming = {.set = BYTES(" "), .guard = sqlite3_user_data(context)};
    size_t size;
    struct bytes text = text_of(values[0]);
    if (count == 2) trimming.set = text_of(values[1]);
    if (!text.data || !trimming.set.data) return;
    trimming.set.size = strnlen(trimming.set.data, trimming.set.size); // as SQLite's
    for (; (sides & LEFT) && (size = match(&trimming, text, LEFT)); text.size -= size) text.data += size;
    while ((sides & RIGHT) && (size = match(&trimming, text, RIGHT))) text.size -= size;
    if (trimming.is_ended) sqlite3_result_error_code(context, SQLITE_INTERRUPT);
    else sqlite3_result_text64(context, text.data, text.size, SQLITE_TRANSIENT, SQLITE_UTF8);
}

static void trim(sqlite3_context *context, int count, sqlite3_value **values)
{
    trim_sides(context, count, values, LEFT | RIGHT);
}

static void trim_left(sqlite3_context *context, int count, sqlite3_value **values)
{
    trim_sides(context, count, values, LEFT);
}

static void trim_right(sqlite3_context *context, int count, sqlite3_value **values)
{
    trim_sides(context, count, values, RIGHT);
}

bool database_text_add(sqlite3 *db, const struct database_guard *guard, struct error *err)
{
    static const struct {
        const char *name;
        int count;
        void (*work)(sqlite3_context *, int, sqlite3_value **);
    } functions[] = {
        {"instr", 2, instr},     {"replace", 3, replace}, {"trim", 1, trim},        {"trim", 2, trim},
        {"ltrim", 1, trim_left}, {"ltrim", 2, trim_left}, {"rtrim", 1, trim_right}, {"rtrim", 2, trim_right},
    };
    const int flags = SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_INNOCUOUS;
    int code = SQLITE_OK;
    for (size_t i = 0; i < sizeof functions / sizeof *functions && code == SQLITE_OK; i++)
        code = sqlite3_create_function_v2(db, functions[i].name, functions[i].count, flags, (void *)guard,
                                          functions[i].work, NULL, NULL, NULL);
    return code == SQLITE_OK || fail(err, ERROR_HOST, "%s", sqlite3_errmsg(db));
}
