// See diff.h. Two renditions are walked together; equal fingerprints end the walk, so only what changed is visited.
#include "tree/diff.h"

#include "tree/attribute.h"
#include "tree/match.h"
#include "tree/node.h"
#include "tree/stream.h"
#include "value/json.h"
#include "value/utf8.h"

struct diff {
    const struct rendition *old; // NULL while a value is written whole
    const struct rendition *new;
    struct buffer *out;
    bool is_new; // whatever the client's streams have is of another page
    struct diff_stats stats;
};

// ---- values, whole

static void put_value(struct diff *diff, struct node_value value);

// A NUL is legal JSON, but no HTML parser lets one through; so that a patch shows what the page would have shown,
// it becomes U+FFFD here as in html.c.
static void put_text_with_nul(struct diff *diff, struct bytes text)
{
    struct buffer clean = {0};
    for (size_t i = 0; i < text.size; i++) {
        if (text.data[i]) buffer_put_byte(&clean, text.data[i]);
        else buffer_put(&clean, BYTES("\xef\xbf\xbd"));
    }
    json_put_string(diff->out, buffer_bytes(&clean));
    buffer_destroy(&clean);
}

static void put_text(struct diff *diff, struct bytes text)
{
    if (text.size && memchr(text.data, 0, text.size)) put_text_with_nul(diff, text);
    else json_put_string(diff->out, text);
}

static void put_spread(struct diff *diff, struct bytes set)
{
    struct bytes name, value;
    const char *between = "{\"p\":{";
    while (attributes_next(&set, &name, &value)) {
        buffer_put(diff->out, bytes_of(between));
        between = ",";
        json_put_string(diff->out, name);
        buffer_put_byte(diff->out, ':');
        if (value.data) put_text(diff, value);
        else buffer_put(diff->out, BYTES("true"));
    }
    buffer_put(diff->out, *between == ',' ? BYTES("}}") : BYTES("{\"p\":{}}"));
}

// The values of a template's slots, each after a comma but the first, which comes after `before`.
static void put_slots(struct diff *diff, const struct node_template *node, const char *before)
{
    uint32_t count = node_kind_of(diff->new, node)->slots_count;
    for (uint32_t i = 0; i < count; i++) {
        if (i) buffer_put_byte(diff->out, ',');
        else buffer_put(diff->out, bytes_of(before));
        put_value(diff, node->values[i]);
    }
}

// ID, or "ID@OWNER" for markup with a mark.
static void put_id(struct diff *diff, struct node_value value)
{
    const struct node_mark *mark = node_mark(diff->new, value);
    if (mark) buffer_put_byte(diff->out, '"');
    buffer_put_integer(diff->out, node_head(diff->new, value.at)->id);
    if (!mark) return;
    buffer_put_byte(diff->out, '@');
    buffer_put_integer(diff->out, (int64_t)mark->owner);
    buffer_put_byte(diff->out, '"');
}

static void put_template(struct diff *diff, struct node_value value)
{
    buffer_put_byte(diff->out, '[');
    put_id(diff, value);
    put_slots(diff, node_template(diff->new, value.at), ",");
    buffer_put_byte(diff->out, ']');
}

static void put_row(struct diff *diff, uint32_t at)
{
    buffer_put_byte(diff->out, '[');
    put_slots(diff, node_template(diff->new, at), "");
    buffer_put_byte(diff->out, ']');
}

static void put_list(struct diff *diff, struct node_value value)
{
    const struct node_list *list = node_list(diff->new, value.at);
    buffer_put(diff->out, BYTES("{\"l\":"));
    put_id(diff, value);
    buffer_put(diff->out, BYTES(",\"r\":["));
    for (uint32_t i = 0; i < list->count; i++) {
        if (i) buffer_put_byte(diff->out, ',');
        put_row(diff, list->rows[i].at);
    }
    buffer_put(diff->out, BYTES("]}"));
}

// The client has the element already, or makes it: {"v":[ID,TICKET]}, {"v":[ID,TICKET,SCOPE]}
static void put_live(struct diff *diff, const struct node_live *live)
{
    buffer_put(diff->out, BYTES("{\"v\":["));
    json_put_string(diff->out, node_text(diff->new, live->name));
    buffer_put_byte(diff->out, ',');
    json_put_string(diff->out, bytes_of(live->ticket));
    if (live->scope) buffer_put_byte(diff->out, ',');
    if (live->scope) buffer_put_integer(diff->out, live->scope);
    buffer_put(diff->out, BYTES("]}"));
}

static void put_key(struct diff *diff, const struct node_operation *operation)
{
    buffer_put_byte(diff->out, '"');
    stream_put_key(diff->out, node_key_at(diff->new, operation->key));
    buffer_put_byte(diff->out, '"');
}

// A bracket that goes on with operations of the same kind.
static bool goes_on(const struct node_operation *before, const struct node_operation *operation)
{
    return before->change == operation->change && before->at == operation->at && before->limit == operation->limit &&
           operation->change != SINK_RESET;
}

static void begin_operation(struct diff *diff, const struct node_operation *operation)
{
    buffer_put_byte(diff->out, '[');
    if (operation->change > SINK_UPDATE) return;
    if (operation->change == SINK_UPDATE) buffer_put(diff->out, BYTES("null"));
    else buffer_put_integer(diff->out, operation->at);
    buffer_put_byte(diff->out, ',');
    buffer_put_integer(diff->out, operation->limit);
}

static void put_operation(struct diff *diff, const struct node_operation *operation)
{
    if (diff->out->data[diff->out->size - 1] != '[') buffer_put_byte(diff->out, ',');
    put_key(diff, operation);
    if (!operation->row) return;
    buffer_put_byte(diff->out, ',');
    put_row(diff, operation->row);
    diff->stats.inserted++;
}

static void put_stream(struct diff *diff, struct node_value value)
{
    const struct node_stream *stream = node_stream(diff->new, value.at);
    buffer_put(diff->out, BYTES("{\"l\":"));
    put_id(diff, value);
    buffer_put(diff->out, BYTES(",\"s\":["));
    if (diff->is_new) buffer_put(diff->out, stream->count ? BYTES("[],") : BYTES("[]"));
    for (uint32_t i = 0; i < stream->count; i++) {
        const struct node_operation *operation = &stream->operations[i];
        if (!i || !goes_on(operation - 1, operation)) {
            if (i) buffer_put(diff->out, BYTES("],"));
            begin_operation(diff, operation);
        }
        if (operation->change != SINK_RESET) put_operation(diff, operation);
    }
    buffer_put(diff->out, stream->count ? BYTES("]]}") : BYTES("]}"));
}

static void put_value(struct diff *diff, struct node_value value)
{
    diff->stats.slots++;
    switch ((enum node_kind)value.kind) {
    case NODE_NOTHING: buffer_put(diff->out, BYTES("null")); break;
    case NODE_TRUE: buffer_put(diff->out, BYTES("true")); break;
    case NODE_TEXT: put_text(diff, node_text(diff->new, value)); break;
    case NODE_SPREAD: put_spread(diff, node_text(diff->new, value)); break;
    case NODE_TEMPLATE: put_template(diff, value); break;
    case NODE_LIST: put_list(diff, value); break;
    case NODE_LIVE: put_live(diff, node_live(diff->new, value.at)); break;
    case NODE_STREAM: put_stream(diff, value); break;
    }
}

// ---- texts that begin like the one that is there

enum { KEPT_MIN = 12 }; // bytes at the front that are the same, before saying so is shorter than they are

static size_t common_front(struct bytes old, struct bytes new)
{
    size_t least = old.size < new.size ? old.size : new.size;
    size_t same = 0;
    while (same < least && old.data[same] == new.data[same]) same++;
    return same;
}

// The bytes of whole characters among the first `size` of a text, up to one that is none, and how long they are as a
// browser counts: in units of UTF-16.
static size_t whole_characters(struct bytes text, size_t size, uint32_t *units)
{
    size_t at = 0;
    *units = 0;
    while (at < size) {
        size_t next = utf8_size((struct bytes){text.data + at, size - at});
        if (next == 0) break;
        *units += next == UTF8_SIZE_MAX ? 2 : 1;
        at += next;
    }
    return at;
}

static void put_text_change(struct diff *diff, struct bytes old, struct bytes new)
{
    uint32_t units = 0;
    size_t kept = common_front(old, new);
    if (kept >= KEPT_MIN) kept = whole_characters(new, kept, &units);
    diff->stats.slots++;
    if (kept < KEPT_MIN) {
        put_text(diff, new);
        return;
    }
    buffer_put(diff->out, BYTES("{\""));
    buffer_put_integer(diff->out, units);
    buffer_put(diff->out, BYTES("\":"));
    put_text(diff, (struct bytes){new.data + kept, new.size - kept});
    buffer_put_byte(diff->out, '}');
}

// ---- the parts of a list's change, each begun when its first entry comes

struct part {
    const char *name;
    bool *any; // whether the object has a part already
    bool is_begun;
};

static void part_next(struct diff *diff, struct part *part)
{
    if (part->is_begun) {
        buffer_put_byte(diff->out, ',');
        return;
    }
    buffer_put(diff->out, *part->any ? BYTES(",\"") : BYTES("{\""));
    buffer_put(diff->out, bytes_of(part->name));
    buffer_put(diff->out, BYTES("\":["));
    part->is_begun = *part->any = true;
}

static void part_end(struct diff *diff, const struct part *part)
{
    if (part->is_begun) buffer_put_byte(diff->out, ']');
}

static void put_change(struct diff *diff, enum slot_kind slot, struct node_value old, struct node_value new);
static bool is_same(const struct diff *diff, struct node_value old, struct node_value new);

// Only where the list says so is a row's own mark worth a look.
static inline bool is_same_row(const struct diff *diff, const struct node_list *list, const struct node_row *old,
                               const struct node_row *new)
{
    if (old->fingerprint != new->fingerprint) return false;
    return !list->head.has_operations || !node_head(diff->new, new->at)->has_operations;
}

// The triples of one row.
static void put_row_changes(struct diff *diff, struct part *part, const struct node_row *old,
                            const struct node_row *new, uint32_t j)
{
    const struct node_template *before = node_template(diff->old, old->at);
    const struct node_template *after = node_template(diff->new, new->at);
    const struct template *template = node_kind_of(diff->new, after);
    for (uint32_t slot = 0; slot < template->slots_count; slot++) {
        if (is_same(diff, before->values[slot], after->values[slot])) continue;
        part_next(diff, part);
        buffer_put_integer(diff->out, j);
        buffer_put_byte(diff->out, ',');
        buffer_put_integer(diff->out, slot);
        buffer_put_byte(diff->out, ',');
        put_change(diff, template->slots[slot].kind, before->values[slot], after->values[slot]);
    }
}

// Rows j, j + 1 ... of the new list, `count` of them.
static void put_inserted(struct diff *diff, struct part *part, const struct node_list *list, uint32_t j,
                         uint32_t count)
{
    part_next(diff, part);
    buffer_put_byte(diff->out, '[');
    buffer_put_integer(diff->out, j);
    for (uint32_t i = 0; i < count; i++) {
        buffer_put_byte(diff->out, ',');
        put_row(diff, list->rows[j + i].at);
    }
    buffer_put_byte(diff->out, ']');
    diff->stats.inserted += count;
}

static void put_removed(struct diff *diff, struct part *part, uint32_t i)
{
    part_next(diff, part);
    buffer_put_integer(diff->out, i);
    diff->stats.removed++;
}

// ---- lists without keys: matched by position

static void put_unkeyed(struct diff *diff, const struct node_list *old, const struct node_list *new)
{
    bool any = false;
    struct part removed = {"-", &any, false};
    struct part inserted = {"+", &any, false};
    struct part changed = {"*", &any, false};
    for (uint32_t i = new->count; i < old->count; i++) put_removed(diff, &removed, i);
    part_end(diff, &removed);
    if (new->count > old->count) put_inserted(diff, &inserted, new, old->count, new->count - old->count);
    part_end(diff, &inserted);
    for (uint32_t j = 0; j < new->count &&j < old->count; j++)
        if (!is_same_row(diff, new, &old->rows[j], &new->rows[j]))
            put_row_changes(diff, &changed, &old->rows[j], &new->rows[j], j);
    part_end(diff, &changed);
    buffer_put_byte(diff->out, '}');
}

// ---- lists with keys

static void put_all_removed(struct diff *diff, const struct match *match, bool *any)
{
    struct part removed = {"-", any, false};
    for (uint32_t i = 0; i < match->old_count; i++)
        if (!match->stays[i]) put_removed(diff, &removed, match->head + i);
    part_end(diff, &removed);
}

static void put_all_moved(struct diff *diff, const struct match *match, bool *any)
{
    struct part moved = {">", any, false};
    for (uint32_t j = 0; match->moved && j < match->new_count; j++) {
        if (match->from[j] == MATCH_NEW || !(match->from[j] & MATCH_MOVED)) continue;
        part_next(diff, &moved);
        buffer_put_integer(diff->out, match->head + (match->from[j] & ~MATCH_MOVED));
        buffer_put_byte(diff->out, ',');
        buffer_put_integer(diff->out, match->head + j);
    }
    part_end(diff, &moved);
    diff->stats.moved += match->moved;
}

static void put_all_inserted(struct diff *diff, const struct match *match, const struct node_list *new, bool *any)
{
    struct part inserted = {"+", any, false};
    for (uint32_t j = 0; j < match->new_count; j++) {
        uint32_t count = 0;
        while (j + count < match->new_count && match->from[j + count] == MATCH_NEW) count++;
        if (count) put_inserted(diff, &inserted, new, match->head + j, count);
        j += count;
    }
    part_end(diff, &inserted);
}

// Where row j of the new list was in the old one; MATCH_NEW for a new one.
static uint32_t old_index(const struct match *match, uint32_t j)
{
    if (j < match->head) return j;
    if (j >= match->head + match->new_count) return j - match->new_count + match->old_count;
    uint32_t from = match->from[j - match->head];
    return from == MATCH_NEW ? MATCH_NEW : match->head + (from & ~MATCH_MOVED);
}

static void put_all_changed(struct diff *diff, const struct match *match, const struct node_list *old,
                            const struct node_list *new, bool *any)
{
    struct part changed = {"*", any, false};
    for (uint32_t j = 0; j < new->count; j++) {
        uint32_t i = old_index(match, j);
        if (i != MATCH_NEW && !is_same_row(diff, new, &old->rows[i], &new->rows[j]))
            put_row_changes(diff, &changed, &old->rows[i], &new->rows[j], j);
    }
    part_end(diff, &changed);
}

static void put_keyed(struct diff *diff, const struct node_list *old, struct node_value value)
{
    const struct node_list *new = node_list(diff->new, value.at);
    struct match match;
    match_create(&match, diff->old, old, diff->new, new);
    if (match.kept == 0) {
        put_list(diff, value);
    } else {
        bool any = false;
        put_all_removed(diff, &match, &any);
        put_all_moved(diff, &match, &any);
        put_all_inserted(diff, &match, new, &any);
        put_all_changed(diff, &match, old, new, &any);
        buffer_put_byte(diff->out, '}');
    }
    match_destroy(&match);
}

// ---- changes

static bool is_same_owner(const struct diff *diff, struct node_value old, struct node_value new)
{
    const struct node_mark *before = node_mark(diff->old, old);
    const struct node_mark *after = node_mark(diff->new, new);
    return !before == !after && (!before || before->owner == after->owner);
}

static bool is_same(const struct diff *diff, struct node_value old, struct node_value new)
{
    if (old.kind != new.kind) return false;
    switch ((enum node_kind) new.kind) {
    case NODE_NOTHING:
    case NODE_TRUE: return true;
    case NODE_TEXT:
    case NODE_SPREAD: return bytes_equal(node_text(diff->old, old), node_text(diff->new, new));
    case NODE_TEMPLATE:
    case NODE_LIST:
    case NODE_LIVE:
    case NODE_STREAM: break;
    }
    const struct node_head *head = node_head(diff->new, new.at);
    return node_head(diff->old, old.at)->fingerprint == head->fingerprint && !head->has_operations &&
           is_same_owner(diff, old, new);
}

static void put_template_change(struct diff *diff, const struct node_template *old, const struct node_template *new)
{
    char before = '{';
    const struct template *template = node_kind_of(diff->new, new);
    for (uint32_t i = 0; i < template->slots_count; i++) {
        if (is_same(diff, old->values[i], new->values[i])) continue;
        buffer_put_byte(diff->out, before);
        before = ',';
        buffer_put_byte(diff->out, '"');
        buffer_put_integer(diff->out, i);
        buffer_put(diff->out, BYTES("\":"));
        put_change(diff, template->slots[i].kind, old->values[i], new->values[i]);
    }
    buffer_put_byte(diff->out, '}');
}

static void put_list_change(struct diff *diff, const struct node_list *old, struct node_value value)
{
    const struct node_list *new = node_list(diff->new, value.at);
    if (old->count == 0 || new->count == 0 || old->is_keyed != new->is_keyed) put_list(diff, value);
    else if (new->is_keyed) put_keyed(diff, old, value);
    else put_unkeyed(diff, old, new);
}

// The two differ.
static void put_change(struct diff *diff, enum slot_kind slot, struct node_value old, struct node_value new)
{
    bool is_between_tags = slot == SLOT_TEXT || slot == SLOT_SOLE;
    if (is_between_tags && old.kind == NODE_TEXT && new.kind == NODE_TEXT) {
        put_text_change(diff, node_text(diff->old, old), node_text(diff->new, new));
        return;
    }
    bool is_same_id = old.kind == new.kind && (new.kind == NODE_TEMPLATE || new.kind == NODE_LIST) &&
                      node_head(diff->old, old.at)->id == node_head(diff->new, new.at)->id;
    if (!is_same_id || !is_same_owner(diff, old, new)) put_value(diff, new);
    else if (new.kind == NODE_LIST) put_list_change(diff, node_list(diff->old, old.at), new);
    else put_template_change(diff, node_template(diff->old, old.at), node_template(diff->new, new.at));
}

bool diff_write(const struct rendition *old, const struct rendition *new, struct buffer *out,
                struct diff_stats *stats)
{
    struct diff diff = {.old = old, .new = new, .out = out};
    struct node_value before = node_root(old);
    struct node_value after = node_root(new);
    bool changed = !is_same(&diff, before, after);
    if (changed) put_change(&diff, SLOT_SOLE, before, after);
    if (stats) *stats = diff.stats;
    return changed;
}

void diff_write_full(const struct rendition *new, bool is_new, struct buffer *out)
{
    struct diff diff = {.new = new, .out = out, .is_new = is_new};
    put_template(&diff, node_root(new));
}
