// See codec.h. One value has one encoding, so the writer normalises (sorts, drops nils, makes items of what could be
// items) and the reader refuses whatever the writer would not have written.
#include "value/codec.h"

#include "base/mem.h"
#include "value/quote.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>

enum {
    TAG_NIL = 0x00,
    TAG_FALSE = 0x01,
    TAG_TRUE = 0x02,
    TAG_INTEGER = 0x03,
    TAG_FLOAT = 0x04,
    TAG_STRING = 0x05,
    TAG_TABLE = 0x06,
    TAG_TABLE_LARGE = 0x07,
    TAG_SMALL_INTEGER = 0x40,
    TAG_SMALL_STRING = 0x80,
    TAG_END = 0xc0,
    SMALL_COUNT = 64, // integers and string sizes below stand in the tag
    COUNT_MAX = 255,  // of a small table
    HEAD_SMALL = 3,   // bytes of a small table's head
    HEAD_LARGE = 9,   // of a large one's
    FEW = 16,         // pairs that are sorted in place
    LEB128_SIZE_MAX = 10,
};

static const uint64_t NAN_BITS = 0x7ff8000000000000;

// ---- writing, step by step

static void put_leb128(struct buffer *out, uint64_t number)
{
    buffer_reserve(out, LEB128_SIZE_MAX);
    for (; number > 0x7f; number >>= 7) out->data[out->size++] = (char)(number | 0x80);
    out->data[out->size++] = (char)number;
}

void codec_put_nil(struct buffer *out)
{
    buffer_put_byte(out, TAG_NIL);
}

void codec_put_boolean(struct buffer *out, bool boolean)
{
    buffer_put_byte(out, boolean ? TAG_TRUE : TAG_FALSE);
}

void codec_put_integer(struct buffer *out, int64_t integer)
{
    if (integer >= 0 && integer < SMALL_COUNT) {
        buffer_put_byte(out, (char)(TAG_SMALL_INTEGER + integer));
        return;
    }
    buffer_put_byte(out, TAG_INTEGER);
    put_leb128(out, (uint64_t)integer << 1 ^ (integer < 0 ? UINT64_MAX : 0));
}

void codec_put_float(struct buffer *out, double number)
{
    uint64_t bits = NAN_BITS;
    if (!isnan(number)) memcpy(&bits, &number, sizeof bits);
    buffer_reserve(out, 9);
    out->data[out->size++] = TAG_FLOAT;
    for (int i = 0; i < 8; i++) out->data[out->size++] = (char)(bits >> 8 * i);
}

void codec_put_string(struct buffer *out, struct bytes string)
{
    if (string.size < SMALL_COUNT) {
        buffer_put_byte(out, (char)(TAG_SMALL_STRING + string.size));
    } else {
        buffer_put_byte(out, TAG_STRING);
        put_leb128(out, string.size);
    }
    buffer_put(out, string);
}

size_t codec_begin_table(struct buffer *out)
{
    buffer_reserve(out, HEAD_SMALL);
    out->size += HEAD_SMALL;
    return out->size - HEAD_SMALL;
}

static void store_u32(char *at, size_t number)
{
    assert(number <= UINT32_MAX);
    for (int i = 0; i < 4; i++) at[i] = (char)(number >> 8 * i);
}

void codec_end_table(struct buffer *out, size_t begin, size_t items_count, size_t pairs_count)
{
    if (items_count <= COUNT_MAX && pairs_count <= COUNT_MAX) {
        out->data[begin] = TAG_TABLE;
        out->data[begin + 1] = (char)items_count;
        out->data[begin + 2] = (char)pairs_count;
        return;
    }
    size_t content = out->size - begin - HEAD_SMALL;
    buffer_reserve(out, HEAD_LARGE - HEAD_SMALL);
    memmove(out->data + begin + HEAD_LARGE, out->data + begin + HEAD_SMALL, content);
    out->size += HEAD_LARGE - HEAD_SMALL;
    out->data[begin] = TAG_TABLE_LARGE;
    store_u32(out->data + begin + 1, items_count);
    store_u32(out->data + begin + 5, pairs_count);
}

// ---- writing values

// What of a table is not in its first run of items, to be sorted.
struct entry {
    struct value key;
    const struct value *value;
};

struct entries {
    struct entry *all; // `few`, or owned where there are more
    size_t count;
    struct entry few[FEW];
};

static bool put_value(const struct value *value, size_t depth, struct buffer *out, struct error *err);

static size_t count_run(const struct value_table *table)
{
    size_t run = 0;
    while (run < table->items_count && table->items[run].kind != VALUE_NIL) run++;
    return run;
}

static void collect(const struct value_table *table, size_t run, struct entries *entries)
{
    size_t count_max = table->items_count - run + table->pairs_count;
    entries->all = count_max <= FEW ? entries->few : mem_new(count_max * sizeof *entries->all);
    entries->count = 0;
    for (size_t i = run; i < table->items_count; i++)
        if (table->items[i].kind != VALUE_NIL)
            entries->all[entries->count++] = (struct entry){value_integer((int64_t)i + 1), &table->items[i]};
    for (size_t i = 0; i < table->pairs_count; i++)
        if (table->pairs[i].value.kind != VALUE_NIL)
            entries->all[entries->count++] = (struct entry){table->pairs[i].key, &table->pairs[i].value};
}

static bool check_key(const struct value *key, const struct value_table *table, struct error *err)
{
    if (key->kind == VALUE_STRING) return true;
    if (key->kind != VALUE_INTEGER)
        return fail(err, ERROR_MISFIT, "a key must be a string or an integer, not a %s", value_kind_name(key));
    if (key->integer >= 1 && (uint64_t)key->integer <= table->items_count)
        return fail(err, ERROR_MISFIT, "key %lld appears twice", (long long)key->integer);
    return true;
}

static bool check_keys(const struct value_table *table, struct error *err)
{
    for (size_t i = 0; i < table->pairs_count; i++)
        if (!check_key(&table->pairs[i].key, table, err)) return false;
    return true;
}

static int compare_entries(const void *a, const void *b)
{
    return value_key_compare(&((const struct entry *)a)->key, &((const struct entry *)b)->key);
}

// What the schema made is in order already, which insertion finds out in one pass.
static void sort(struct entries *entries)
{
    struct entry *all = entries->all;
    if (entries->count > FEW) {
        qsort(all, entries->count, sizeof *all, compare_entries);
        return;
    }
    for (size_t i = 1; i < entries->count; i++) {
        struct entry entry = all[i];
        size_t at = i;
        for (; at > 0 && compare_entries(&all[at - 1], &entry) > 0; at--) all[at] = all[at - 1];
        all[at] = entry;
    }
}

static bool check_unique(const struct entries *entries, struct error *err)
{
    for (size_t i = 1; i < entries->count; i++) {
        const struct value *key = &entries->all[i].key;
        if (value_key_compare(&entries->all[i - 1].key, key)) continue;
        if (key->kind == VALUE_INTEGER)
            return fail(err, ERROR_MISFIT, "key %lld appears twice", (long long)key->integer);
        struct quote quote;
        return fail(err, ERROR_MISFIT, "key %s appears twice", quote_string(&quote, key->string));
    }
    return true;
}

static bool continues_run(const struct entry *entry, size_t run)
{
    return entry->key.kind == VALUE_INTEGER && entry->key.integer == (int64_t)run + 1;
}

static bool put_pairs(const struct entry *entries, size_t count, size_t depth, struct buffer *out, struct error *err)
{
    bool ok = true;
    for (size_t i = 0; ok && i < count; i++)
        ok = put_value(&entries[i].key, depth, out, err) && put_value(entries[i].value, depth, out, err);
    return ok;
}

// Sorted entries: those that go on where the items ended are items too, and the others are pairs.
static bool put_entries(const struct entries *entries, size_t *run, size_t depth, struct buffer *out,
                        struct error *err)
{
    bool ok = true;
    size_t first = 0;
    while (first < entries->count && !continues_run(&entries->all[first], *run)) first++;
    size_t last = first;
    for (; ok && last < entries->count && continues_run(&entries->all[last], *run); last++, ++*run)
        ok = put_value(entries->all[last].value, depth, out, err);
    return ok && put_pairs(entries->all, first, depth, out, err) &&
           put_pairs(entries->all + last, entries->count - last, depth, out, err);
}

// Everything but the first run of items. Raises `run` by what turned out to be items.
static bool put_rest(const struct value_table *table, size_t *run, size_t *pairs_count, size_t depth,
                     struct buffer *out, struct error *err)
{
    struct entries entries;
    size_t run_before = *run;
    if (!check_keys(table, err)) return false;
    collect(table, *run, &entries);
    sort(&entries);
    bool ok = check_unique(&entries, err) && put_entries(&entries, run, depth, out, err);
    *pairs_count = entries.count - (*run - run_before);
    if (entries.all != entries.few) mem_free(entries.all);
    return ok;
}

static bool put_table(const struct value_table *table, size_t depth, struct buffer *out, struct error *err)
{
    if (depth > VALUE_WRAPPED_DEPTH_MAX)
        return fail(err, ERROR_TOO_LARGE, "tables lie more than %d deep", VALUE_WRAPPED_DEPTH_MAX);
    bool ok = true;
    size_t begin = codec_begin_table(out);
    size_t run = count_run(table);
    size_t pairs_count = 0;
    for (size_t i = 0; ok && i < run; i++) ok = put_value(&table->items[i], depth, out, err);
    if (run < table->items_count || table->pairs_count)
        ok = ok && put_rest(table, &run, &pairs_count, depth, out, err);
    if (ok) codec_end_table(out, begin, run, pairs_count);
    return ok;
}

static bool put_value(const struct value *value, size_t depth, struct buffer *out, struct error *err)
{
    switch (value->kind) {
    case VALUE_NIL: codec_put_nil(out); break;
    case VALUE_BOOLEAN: codec_put_boolean(out, value->boolean); break;
    case VALUE_INTEGER: codec_put_integer(out, value->integer); break;
    case VALUE_FLOAT: codec_put_float(out, value->number); break;
    case VALUE_STRING: codec_put_string(out, value->string); break;
    case VALUE_TABLE: return put_table(value->table, depth + 1, out, err);
    }
    return true;
}

bool codec_encode(const struct value *value, struct buffer *out, struct error *err)
{
    size_t before = out->size;
    bool ok = put_value(value, 0, out, err);
    if (!ok) out->size = before;
    return ok;
}

// ---- reading, step by step

static bool cut_short(struct error *err)
{
    return fail(err, ERROR_SYNTAX, "the encoded value is cut short");
}

static bool not_shortest(struct error *err)
{
    return fail(err, ERROR_SYNTAX, "the encoded value is not in its shortest form");
}

static const unsigned char *take(struct bytes *in, size_t size)
{
    if (in->size < size) return NULL;
    const unsigned char *taken = (const unsigned char *)in->data;
    in->data += size;
    in->size -= size;
    return taken;
}

static bool read_leb128(struct bytes *in, uint64_t *number, struct error *err)
{
    *number = 0;
    for (unsigned shift = 0; shift < 7 * LEB128_SIZE_MAX; shift += 7) {
        const unsigned char *byte = take(in, 1);
        if (!byte) return cut_short(err);
        if (shift == 63 && *byte > 1) break;
        *number |= (uint64_t)(*byte & 0x7f) << shift;
        if (*byte & 0x80) continue;
        return *byte || shift == 0 ? true : not_shortest(err);
    }
    return fail(err, ERROR_SYNTAX, "the encoded value has a number of more than 64 bits");
}

static bool read_integer(struct bytes *in, struct codec_head *head, struct error *err)
{
    uint64_t zigzag;
    if (!read_leb128(in, &zigzag, err)) return false;
    head->kind = VALUE_INTEGER;
    head->integer = (int64_t)(zigzag >> 1 ^ (zigzag & 1 ? UINT64_MAX : 0));
    return head->integer < 0 || head->integer >= SMALL_COUNT ? true : not_shortest(err);
}

static bool read_float(struct bytes *in, struct codec_head *head, struct error *err)
{
    const unsigned char *at = take(in, 8);
    if (!at) return cut_short(err);
    uint64_t bits = 0;
    for (int i = 0; i < 8; i++) bits |= (uint64_t)at[i] << 8 * i;
    head->kind = VALUE_FLOAT;
    memcpy(&head->number, &bits, sizeof bits);
    if (isnan(head->number) && bits != NAN_BITS)
        return fail(err, ERROR_SYNTAX, "the encoded NaN is not the one form");
    return true;
}

static bool read_bytes(struct bytes *in, size_t size, struct codec_head *head, struct error *err)
{
    const unsigned char *at = take(in, size);
    if (!at) return cut_short(err);
    head->kind = VALUE_STRING;
    head->string = (struct bytes){(const char *)at, size};
    return true;
}

static bool read_string(struct bytes *in, struct codec_head *head, struct error *err)
{
    uint64_t size;
    if (!read_leb128(in, &size, err)) return false;
    if (size < SMALL_COUNT) return not_shortest(err);
    return size <= in->size ? read_bytes(in, size, head, err) : cut_short(err);
}

static uint32_t load_u32(const unsigned char *at)
{
    return at[0] | (uint32_t)at[1] << 8 | (uint32_t)at[2] << 16 | (uint32_t)at[3] << 24;
}

static bool read_table(struct bytes *in, bool large, struct codec_head *head, struct error *err)
{
    const unsigned char *at = take(in, large ? HEAD_LARGE - 1 : HEAD_SMALL - 1);
    if (!at) return cut_short(err);
    head->kind = VALUE_TABLE;
    head->items_count = large ? load_u32(at) : at[0];
    head->pairs_count = large ? load_u32(at + 4) : at[1];
    if (large && head->items_count <= COUNT_MAX && head->pairs_count <= COUNT_MAX) return not_shortest(err);
    return head->items_count + 2 * (uint64_t)head->pairs_count <= in->size ? true : cut_short(err);
}

static bool read_boolean(bool boolean, struct codec_head *head)
{
    head->kind = VALUE_BOOLEAN;
    head->boolean = boolean;
    return true;
}

bool codec_read(struct bytes *in, struct codec_head *head, struct error *err)
{
    const unsigned char *tag = take(in, 1);
    if (!tag) return cut_short(err);
    *head = (struct codec_head){.kind = VALUE_NIL};
    switch (*tag) {
    case TAG_NIL: return true;
    case TAG_FALSE: return read_boolean(false, head);
    case TAG_TRUE: return read_boolean(true, head);
    case TAG_INTEGER: return read_integer(in, head, err);
    case TAG_FLOAT: return read_float(in, head, err);
    case TAG_STRING: return read_string(in, head, err);
    case TAG_TABLE: return read_table(in, false, head, err);
    case TAG_TABLE_LARGE: return read_table(in, true, head, err);
    }
    if (*tag >= TAG_SMALL_STRING && *tag < TAG_END) return read_bytes(in, *tag - TAG_SMALL_STRING, head, err);
    if (*tag < TAG_SMALL_INTEGER || *tag >= TAG_END)
        return fail(err, ERROR_SYNTAX, "0x%02x begins no encoded value", *tag);
    head->kind = VALUE_INTEGER;
    head->integer = *tag - TAG_SMALL_INTEGER;
    return true;
}

bool codec_skip(struct bytes *in, struct error *err)
{
    struct codec_head head = {.kind = VALUE_NIL};
    for (uint64_t left = 1; left; left--) {
        if (!codec_read(in, &head, err)) return false;
        if (head.kind == VALUE_TABLE) left += head.items_count + 2 * (uint64_t)head.pairs_count;
    }
    return true;
}

// ---- reading values

struct reader {
    struct bytes in;
    size_t owed; // values that the tables around still promise: no table may promise more than the bytes that remain
    size_t depth;
    struct arena *arena;
    struct error *err;
};

static bool read_value(struct reader *reader, struct value *value);

static bool not_canonical(struct reader *reader, const char *what)
{
    return fail(reader->err, ERROR_SYNTAX, "the encoded value is not canonical: %s", what);
}

// One of the values that were owed, which in a table is never nil.
static bool read_owed(struct reader *reader, struct value *value)
{
    reader->owed--;
    if (!read_value(reader, value)) return false;
    return value->kind != VALUE_NIL ? true : not_canonical(reader, "a nil in a table");
}

static bool read_items(struct reader *reader, struct value_table *table)
{
    for (size_t i = 0; i < table->items_count; i++)
        if (!read_owed(reader, &table->items[i])) return false;
    return true;
}

static bool check_pair_key(struct reader *reader, const struct value_table *table, size_t i)
{
    const struct value *key = &table->pairs[i].key;
    if (key->kind != VALUE_STRING && key->kind != VALUE_INTEGER)
        return not_canonical(reader, "a key that is neither string nor integer");
    if (key->kind == VALUE_INTEGER && key->integer >= 1 && (uint64_t)key->integer <= table->items_count + 1)
        return not_canonical(reader, "an item among the pairs");
    if (i > 0 && value_key_compare(&table->pairs[i - 1].key, key) >= 0)
        return not_canonical(reader, "keys out of order");
    return true;
}

static bool read_pairs(struct reader *reader, struct value_table *table)
{
    for (size_t i = 0; i < table->pairs_count; i++) {
        struct value_pair *pair = &table->pairs[i];
        if (!read_owed(reader, &pair->key) || !check_pair_key(reader, table, i)) return false;
        if (!read_owed(reader, &pair->value)) return false;
    }
    return true;
}

static bool read_table_value(struct reader *reader, const struct codec_head *head, struct value *value)
{
    size_t promised = head->items_count + 2 * (size_t)head->pairs_count;
    if (reader->in.size < promised + reader->owed) return cut_short(reader->err);
    if (reader->depth == VALUE_WRAPPED_DEPTH_MAX)
        return fail(reader->err, ERROR_TOO_LARGE, "tables lie more than %d deep", VALUE_WRAPPED_DEPTH_MAX);
    struct value_table *table = arena_new(reader->arena, sizeof *table);
    *table = (struct value_table){.items_count = head->items_count, .pairs_count = head->pairs_count};
    table->items = arena_new(reader->arena, table->items_count * sizeof *table->items);
    table->pairs = arena_new(reader->arena, table->pairs_count * sizeof *table->pairs);
    value->table = table;
    reader->owed += promised;
    reader->depth++;
    bool ok = read_items(reader, table) && read_pairs(reader, table);
    reader->depth--;
    return ok;
}

static bool read_value(struct reader *reader, struct value *value)
{
    struct codec_head head;
    if (!codec_read(&reader->in, &head, reader->err)) return false;
    *value = (struct value){.kind = head.kind};
    switch (head.kind) {
    case VALUE_NIL: break;
    case VALUE_BOOLEAN: value->boolean = head.boolean; break;
    case VALUE_INTEGER: value->integer = head.integer; break;
    case VALUE_FLOAT: value->number = head.number; break;
    case VALUE_STRING: value->string = arena_copy(reader->arena, head.string); break;
    case VALUE_TABLE: return read_table_value(reader, &head, value);
    }
    return true;
}

bool codec_decode(struct bytes in, struct arena *arena, struct value *value, struct error *err)
{
    struct reader reader = {.in = in, .arena = arena, .err = err};
    if (!read_value(&reader, value)) return false;
    return reader.in.size == 0 ? true : fail(err, ERROR_SYNTAX, "%zu bytes follow the encoded value", reader.in.size);
}
