// Pages written down as JSON, for the specs of this room: templates as docs/protocol.md has them, and a page as the
// root template's whole value, in which a list may have the keys of its rows beside them: {"l": 1, "r": [...],
// "k": ["a", 7, ...]}, and a stream what happens to it: {"l": 1, "s": [...]}. Also a browser: a model of what
// docs/protocol.md says a client does, made from that page alone.
#pragma once

#include "tree/diff.h"
#include "tree/html.h"
#include "tree/rendition.h"
#include "tree/template.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h> // after ours: its macro fail() would hide base/error.h's

#include <cjson/cJSON.h>
#include <stdio.h>
#include <stdlib.h>

// ---- templates

static inline struct bytes page_bytes(const char *text)
{
    return (struct bytes){text, strlen(text)};
}

static inline struct value page_table(struct arena *arena, size_t items_count, size_t pairs_count)
{
    struct value_table *table = arena_new(arena, sizeof *table);
    *table = (struct value_table){
        .items = arena_new(arena, items_count * sizeof(struct value) + 1),
        .items_count = items_count,
        .pairs = arena_new(arena, pairs_count * sizeof(struct value_pair) + 1),
        .pairs_count = pairs_count,
    };
    return (struct value){.kind = VALUE_TABLE, .table = table};
}

static inline struct value page_string(struct arena *arena, const char *text)
{
    return value_string(arena_copy(arena, page_bytes(text)));
}

static inline struct value page_record(struct arena *arena, const char *first, struct value a, const char *second,
                                       struct value b)
{
    struct value record = page_table(arena, 0, 2);
    record.table->pairs[0] = (struct value_pair){page_string(arena, first), a};
    record.table->pairs[1] = (struct value_pair){page_string(arena, second), b};
    return record;
}

static inline struct value page_slot(struct arena *arena, const char *letter_and_name)
{
    char letter[2] = {*letter_and_name, 0};
    const char *name = *letter && letter_and_name[1] == ':' ? letter_and_name + 2 : "";
    return page_record(arena, "kind", page_string(arena, letter), "name", page_string(arena, name));
}

// What the compiler would give for templates in the form of the wire.
static inline struct value page_templates_value(struct arena *arena, const cJSON *json)
{
    struct value list = page_table(arena, (size_t)cJSON_GetArraySize(json), 0);
    struct value *to = list.table->items;
    const cJSON *template;
    cJSON_ArrayForEach(template, json)
    {
        const cJSON *statics_json = cJSON_GetArrayItem(template, 0);
        const cJSON *slots_json = cJSON_GetArrayItem(template, 1);
        struct value statics = page_table(arena, (size_t)cJSON_GetArraySize(statics_json), 0);
        struct value slots = page_table(arena, (size_t)cJSON_GetArraySize(slots_json), 0);
        for (size_t i = 0; i < statics.table->items_count; i++)
            statics.table->items[i] = page_string(arena, cJSON_GetArrayItem(statics_json, (int)i)->valuestring);
        for (size_t i = 0; i < slots.table->items_count; i++)
            slots.table->items[i] = page_slot(arena, cJSON_GetArrayItem(slots_json, (int)i)->valuestring);
        *to++ = page_record(arena, "statics", statics, "slots", slots);
    }
    return list;
}

static inline cJSON *page_parse(const char *text)
{
    cJSON *json = cJSON_Parse(text);
    if (!json) fail_msg("the spec has bad JSON: %s", text);
    return json;
}

static inline struct templates page_templates_of(struct arena *arena, const cJSON *json)
{
    struct templates templates;
    struct error err;
    struct value value = page_templates_value(arena, json);
    if (!templates_build(&value, NULL, 0, arena, &templates, &err)) fail_msg("%s", err.text);
    return templates;
}

static inline struct templates page_templates(struct arena *arena, const char *text)
{
    cJSON *json = page_parse(text);
    struct templates templates = page_templates_of(arena, json);
    cJSON_Delete(json);
    return templates;
}

// ---- rendering

// Whether templates are said in one call, as compiled pages do, and not value by value.
static bool page_says_whole;

// The page that is shown while another is rendered, or NULL.
static const struct rendition *page_follows;

static inline bool page_say_template(struct rendition *rendition, uint32_t id, const cJSON *first,
                                     sink_handle *handle, struct error *err);
static inline bool page_say_markup(struct rendition *rendition, const cJSON *value, sink_handle *handle,
                                   struct error *err);

// Values of a template that has no spread, the markup among them said already.
struct page_whole {
    struct sink_value values[64];
    size_t count;
};

// Digits as a number, as Lua would say it.
static inline bool page_is_integer(const char *text)
{
    char digits[24];
    snprintf(digits, sizeof digits, "%lld", strtoll(text, NULL, 10));
    return strcmp(text, digits) == 0;
}

static inline struct sink_value page_text_value(const char *text)
{
    if (page_is_integer(text)) return (struct sink_value){.kind = SINK_INTEGER, .integer = strtoll(text, NULL, 10)};
    return (struct sink_value){.kind = SINK_TEXT, .text = page_bytes(text)};
}

static inline bool page_say_one(struct rendition *rendition, const cJSON *value, struct sink_value *said,
                                struct error *err)
{
    if (cJSON_IsString(value)) *said = page_text_value(value->valuestring);
    else if (cJSON_IsTrue(value)) said->kind = SINK_TRUE;
    else if (cJSON_IsNull(value) || cJSON_IsFalse(value)) said->kind = SINK_NOTHING;
    else said->kind = SINK_CHILD;
    return said->kind != SINK_CHILD || page_say_markup(rendition, value, &said->child, err);
}

static inline bool page_say_values(struct rendition *rendition, const cJSON *first, struct page_whole *whole,
                                   struct error *err)
{
    bool ok = true;
    for (whole->count = 0; ok && first; first = first->next)
        ok = page_say_one(rendition, first, &whole->values[whole->count++], err);
    return ok;
}

static inline bool page_may_say_whole(const cJSON *first)
{
    for (; first; first = first->next)
        if (cJSON_IsObject(first) && cJSON_GetObjectItem(first, "p")) return false;
    return page_says_whole;
}

// The id of a template or list: 2, or "2@OWNER" with a mark.
static inline uint32_t page_id(const cJSON *id)
{
    return cJSON_IsString(id) ? (uint32_t)strtoul(id->valuestring, NULL, 10) : (uint32_t)id->valueint;
}

// Puts the mark that the id asks for, if it does.
static inline bool page_own(struct rendition *rendition, const cJSON *id, sink_handle *handle, struct error *err)
{
    if (!cJSON_IsString(id)) return true;
    const char *sign = strchr(id->valuestring, '@');
    return rendition_sink.own(rendition, *handle, strtoull(sign + 1, NULL, 10), handle, err);
}

// A key may be a number.
static inline struct bytes page_key(const cJSON *key, char digits[16])
{
    if (cJSON_IsString(key)) return page_bytes(key->valuestring);
    snprintf(digits, 16, "%d", key->valueint);
    return page_bytes(digits);
}

static inline bool page_say_list(struct rendition *rendition, const cJSON *list, sink_handle *handle,
                                 struct error *err)
{
    uint32_t id = page_id(cJSON_GetObjectItem(list, "l"));
    const cJSON *key = cJSON_GetObjectItem(list, "k");
    key = key ? key->child : NULL;
    bool ok = rendition_sink.list_open(rendition, id, err);
    const cJSON *row;
    cJSON_ArrayForEach(row, cJSON_GetObjectItem(list, "r"))
    {
        sink_handle said;
        char digits[16];
        struct bytes bytes = key ? page_key(key, digits) : (struct bytes){NULL, 0};
        struct page_whole whole;
        if (page_may_say_whole(row->child)) {
            struct sink_value said_key = {.kind = SINK_TEXT, .text = bytes};
            ok = ok && page_say_values(rendition, row->child, &whole, err) &&
                 rendition_sink.whole_row(rendition, key ? &said_key : NULL, whole.values, whole.count, err);
        } else {
            ok = ok && page_say_template(rendition, id, row->child, &said, err);
            ok = ok && rendition_sink.row(rendition, bytes, said, err);
        }
        if (key) key = key->next;
    }
    return ok && rendition_sink.list_close(rendition, handle, err);
}

// Operations as on the wire, with keys as their bytes are: [], ["key", ...], [at, limit, "key", [row], ...].
static inline bool page_say_operation(struct rendition *rendition, uint32_t id, const cJSON *operation,
                                      struct error *err)
{
    const cJSON *first = operation->child;
    struct sink_operation said = {.change = SINK_RESET};
    if (!first) return rendition_sink.operation(rendition, &said, err);
    bool ok = true;
    if (cJSON_IsString(first)) {
        said.change = SINK_REMOVE;
        for (const cJSON *key = first; ok && key; key = key->next) {
            said.key = page_bytes(key->valuestring);
            ok = rendition_sink.operation(rendition, &said, err);
        }
        return ok;
    }
    said.change = cJSON_IsNull(first) ? SINK_UPDATE : SINK_INSERT;
    said.at = cJSON_IsNull(first) ? 0 : first->valueint;
    said.limit = first->next->valueint;
    for (const cJSON *key = first->next->next; ok && key; key = key->next->next) {
        sink_handle row;
        char digits[16];
        ok = rendition_sink.operation(rendition, &said, err) &&
             page_say_template(rendition, id, key->next->child, &row, err) &&
             rendition_sink.row(rendition, page_key(key, digits), row, err);
    }
    return ok;
}

static inline bool page_say_stream(struct rendition *rendition, const cJSON *stream, sink_handle *handle,
                                   struct error *err)
{
    uint32_t id = page_id(cJSON_GetObjectItem(stream, "l"));
    bool ok = rendition_sink.list_open(rendition, id, err) && rendition_sink.stream(rendition, err);
    const cJSON *operation;
    cJSON_ArrayForEach(operation, cJSON_GetObjectItem(stream, "s"))
    {
        ok = ok && page_say_operation(rendition, id, operation, err);
    }
    return ok && rendition_sink.list_close(rendition, handle, err);
}

static inline bool page_say_spread(struct rendition *rendition, const cJSON *set, struct error *err)
{
    struct bytes names[64], values[64];
    size_t count = 0;
    const cJSON *one;
    cJSON_ArrayForEach(one, set)
    {
        names[count] = page_bytes(one->string);
        values[count++] = cJSON_IsTrue(one) ? (struct bytes){NULL, 0} : page_bytes(one->valuestring);
    }
    return rendition_sink.spread(rendition, names, values, 0, count, err);
}

static inline bool page_say_value(struct rendition *rendition, const cJSON *value, struct error *err)
{
    sink_handle handle;
    if (cJSON_IsString(value)) return rendition_sink.text(rendition, page_bytes(value->valuestring), err);
    if (cJSON_IsTrue(value)) return rendition_sink.flag(rendition, true, err);
    if (cJSON_IsNull(value) || cJSON_IsFalse(value)) return rendition_sink.flag(rendition, false, err);
    const cJSON *set = cJSON_GetObjectItem(value, "p");
    if (set) return page_say_spread(rendition, set, err);
    return page_say_markup(rendition, value, &handle, err) && rendition_sink.child(rendition, handle, err);
}

static inline bool page_say_markup(struct rendition *rendition, const cJSON *value, sink_handle *handle,
                                   struct error *err)
{
    bool is_template = cJSON_IsArray(value);
    const cJSON *id = is_template ? value->child : cJSON_GetObjectItem(value, "l");
    bool ok = is_template                       ? page_say_template(rendition, page_id(id), id->next, handle, err)
              : cJSON_GetObjectItem(value, "s") ? page_say_stream(rendition, value, handle, err)
                                                : page_say_list(rendition, value, handle, err);
    return ok && page_own(rendition, id, handle, err);
}

// A template whose slots' values are `first` and those after it.
static inline bool page_say_template(struct rendition *rendition, uint32_t id, const cJSON *first,
                                     sink_handle *handle, struct error *err)
{
    struct page_whole whole;
    if (page_may_say_whole(first))
        return page_say_values(rendition, first, &whole, err) &&
               rendition_sink.whole(rendition, id, whole.values, whole.count, handle, err);
    bool ok = rendition_sink.open(rendition, id, err);
    for (; ok && first; first = first->next) ok = page_say_value(rendition, first, err);
    return ok && rendition_sink.close(rendition, handle, err);
}

static inline bool page_try(struct rendition *rendition, const cJSON *page, struct error *err)
{
    sink_handle root;
    rendition_clear(rendition);
    if (page_follows) rendition_follow(rendition, page_follows);
    return page_say_template(rendition, page_id(page->child), page->child->next, &root, err) &&
           page_own(rendition, page->child, &root, err) && rendition_set_root(rendition, root, err);
}

static inline void page_render_json(struct rendition *rendition, const cJSON *page)
{
    struct error err;
    if (!page_try(rendition, page, &err)) fail_msg("%s", err.text);
}

static inline void page_render(struct rendition *rendition, const char *text)
{
    cJSON *page = page_parse(text);
    page_render_json(rendition, page);
    cJSON_Delete(page);
}

// ---- what comes out, as text that the caller frees

static inline char *page_take(struct buffer *buffer)
{
    buffer_put_byte(buffer, 0);
    char *text = strdup(buffer->data);
    assert_int_equal(strlen(text), buffer->size - 1); // nothing put a NUL
    buffer_destroy(buffer);
    return text;
}

static inline char *page_html(const struct rendition *rendition)
{
    struct buffer out = {0};
    html_write(rendition, &out);
    return page_take(&out);
}

static inline char *page_full(const struct rendition *rendition)
{
    struct buffer out = {0};
    diff_write_full(rendition, false, &out);
    return page_take(&out);
}

// NULL where nothing changed.
static inline char *page_patch(const struct rendition *old, const struct rendition *new, struct diff_stats *stats)
{
    struct buffer out = {0};
    bool changed = diff_write(old, new, &out, stats);
    assert_int_equal(changed, out.size > 0);
    return changed ? page_take(&out) : NULL;
}

// ---- the browser. A value is changed by making it anew from parts of the old one.

static inline bool browser_is_list_change(const cJSON *patch)
{
    return cJSON_GetObjectItem(patch, "-") || cJSON_GetObjectItem(patch, ">") || cJSON_GetObjectItem(patch, "+") ||
           cJSON_GetObjectItem(patch, "*");
}

static inline void browser_apply(cJSON *holder, int index, const cJSON *patch);

// Takes what stood at `i` of the old list, which must still be there.
static inline cJSON *browser_take(cJSON **rows, int count, const cJSON *index)
{
    assert_true(cJSON_IsNumber(index) && index->valueint >= 0 && index->valueint < count);
    cJSON *row = rows[index->valueint];
    if (!row) fail_msg("row %d is named twice", index->valueint);
    rows[index->valueint] = NULL;
    return row;
}

static inline void browser_put(cJSON **rows, int count, int j, cJSON *row)
{
    if (j < 0 || j >= count || rows[j]) fail_msg("place %d of %d is outside or taken", j, count);
    rows[j] = row;
}

static inline int browser_count_new(const cJSON *inserted)
{
    int count = 0;
    const cJSON *group;
    cJSON_ArrayForEach(group, inserted) count += cJSON_GetArraySize(group) - 1;
    return count;
}

static inline void browser_place_moved(const cJSON *moved, cJSON **old, int old_count, cJSON **new, int new_count)
{
    int last = -1;
    for (const cJSON *at = moved ? moved->child : NULL; at; at = at->next->next) {
        assert_true(at->next->valueint > last);
        last = at->next->valueint;
        browser_put(new, new_count, last, browser_take(old, old_count, at));
    }
}

static inline void browser_place_new(const cJSON *inserted, cJSON **new, int new_count)
{
    int last = -1;
    const cJSON *group;
    cJSON_ArrayForEach(group, inserted)
    {
        int j = group->child->valueint;
        assert_true(j > last);
        for (const cJSON *row = group->child->next; row; row = row->next)
            browser_put(new, new_count, j++, cJSON_Duplicate(row, true));
        last = j;
    }
}

static inline void browser_change_list(cJSON *list, const cJSON *patch)
{
    cJSON *rows = cJSON_DetachItemFromObject(list, "r");
    int old_count = cJSON_GetArraySize(rows);
    const cJSON *removed = cJSON_GetObjectItem(patch, "-");
    const cJSON *inserted = cJSON_GetObjectItem(patch, "+");
    int new_count = old_count - cJSON_GetArraySize(removed) + browser_count_new(inserted);
    cJSON **old = calloc((size_t)old_count + 1, sizeof *old);
    cJSON **new = calloc((size_t)new_count + 1, sizeof *new);
    for (int i = 0; i < old_count; i++) old[i] = cJSON_DetachItemFromArray(rows, 0);
    const cJSON *index;
    int last = -1;
    cJSON_ArrayForEach(index, removed)
    {
        assert_true(index->valueint > last);
        last = index->valueint;
        cJSON_Delete(browser_take(old, old_count, index));
    }
    browser_place_moved(cJSON_GetObjectItem(patch, ">"), old, old_count, new, new_count);
    browser_place_new(inserted, new, new_count);
    int free_place = 0;
    for (int i = 0; i < old_count; i++) {
        if (!old[i]) continue;
        while (free_place < new_count && new[free_place]) free_place++;
        browser_put(new, new_count, free_place, old[i]);
    }
    for (int j = 0; j < new_count; j++) cJSON_AddItemToArray(rows, new[j]);
    const cJSON *changed = cJSON_GetObjectItem(patch, "*");
    for (const cJSON *at = changed ? changed->child : NULL; at; at = at->next->next->next)
        browser_apply(cJSON_GetArrayItem(rows, at->valueint), at->next->valueint, at->next->next);
    cJSON_AddItemToObject(list, "r", rows);
    free(old);
    free(new);
}

// How many bytes the first `units` of a text take, counted as a browser does: in UTF-16.
static inline size_t browser_bytes(const char *text, int units)
{
    size_t at = 0;
    while (units > 0 && text[at]) {
        unsigned char lead = (unsigned char)text[at];
        units -= lead >= 0xf0 ? 2 : 1;
        at += lead < 0x80 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
    }
    if (units != 0) fail_msg("a text is kept that is shorter: %s", text);
    return at;
}

// A text begins like the one that is there.
static inline cJSON *browser_text(const char *old, const cJSON *change)
{
    struct buffer text = {0};
    size_t kept = browser_bytes(old, atoi(change->string));
    buffer_print(&text, "%.*s%s%c", (int)kept, old, change->valuestring, 0);
    cJSON *value = cJSON_CreateString(text.data);
    buffer_destroy(&text);
    return value;
}

// Changes holder[index], a slot's value.
static inline void browser_apply(cJSON *holder, int index, const cJSON *patch)
{
    cJSON *value = cJSON_GetArrayItem(holder, index);
    if (!value) fail_msg("there is no slot %d", index);
    bool is_change = cJSON_IsObject(patch) && !cJSON_GetObjectItem(patch, "l") && !cJSON_GetObjectItem(patch, "p");
    if (is_change && !patch->child) fail_msg("a patch that changes nothing");
    if (!is_change) {
        cJSON_ReplaceItemInArray(holder, index, cJSON_Duplicate(patch, true));
    } else if (cJSON_IsString(value)) {
        cJSON_ReplaceItemInArray(holder, index, browser_text(value->valuestring, patch->child));
    } else if (browser_is_list_change(patch)) {
        if (!cJSON_GetObjectItem(value, "l")) fail_msg("a list's change for what is no list");
        browser_change_list(value, patch);
    } else {
        if (!cJSON_IsArray(value)) fail_msg("a template's change for what is none");
        const cJSON *slot;
        cJSON_ArrayForEach(slot, patch) browser_apply(value, atoi(slot->string) + 1, slot);
    }
}

// The page `full` after `patch`.
static inline cJSON *browser_patched(const cJSON *full, const cJSON *patch)
{
    cJSON *holder = cJSON_CreateArray();
    cJSON_AddItemToArray(holder, cJSON_Duplicate(full, true));
    browser_apply(holder, 0, patch);
    cJSON *page = cJSON_DetachItemFromArray(holder, 0);
    cJSON_Delete(holder);
    return page;
}
