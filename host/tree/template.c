// See template.h. Everything is checked here, once, so that nothing that renders has to ask again.
#include "tree/template.h"

#include "tree/attribute.h"
#include "tree/form_tag.h"
#include "tree/hash.h"
#include "value/json.h"

#include <assert.h>
#include <strings.h>

static const char letters[] = "tsauprha"; // in the order of enum slot_kind; reading, the first counts

static bool has_name(enum slot_kind kind)
{
    return kind == SLOT_ATTRIBUTE || kind == SLOT_URL || kind == SLOT_EVENT;
}

static bool in_tag(enum slot_kind kind)
{
    return has_name(kind) || kind == SLOT_SPREAD;
}

static const struct value_table *table_under(const struct value *value, const char *key)
{
    const struct value *found = value_get(value, key);
    return found && found->kind == VALUE_TABLE && found->table->pairs_count == 0 ? found->table : NULL;
}

static bool read_kind(struct bytes letter, enum slot_kind *kind)
{
    const char *at = letter.size == 1 ? memchr(letters, *letter.data, sizeof letters - 1) : NULL;
    if (at) *kind = (enum slot_kind)(at - letters);
    return at != NULL;
}

static bool read_slot(const struct value *from, struct arena *arena, struct slot *slot, uint32_t id,
                      struct error *err)
{
    struct bytes none = {NULL, 0};
    struct bytes kind = value_get_string(from, "kind", none);
    struct bytes name = value_get_string(from, "name", none);
    if (!read_kind(kind, &slot->kind))
        return fail(err, ERROR_MISFIT, "template %u has a slot of the unknown kind '%.*s'", id, (int)kind.size,
                    kind.data);
    if (!has_name(slot->kind)) return true;
    slot->name = arena_copy(arena, name);
    if (slot->kind == SLOT_ATTRIBUTE && attribute_is_event(name)) slot->kind = SLOT_EVENT;
    return attribute_check(name, err);
}

static bool read_slots(const struct value_table *from, struct arena *arena, struct template *template, uint32_t id,
                       struct error *err)
{
    template->slots_count = (uint32_t)from->items_count;
    template->slots = arena_new(arena, from->items_count * sizeof *template->slots + 1);
    bool ok = true;
    for (size_t i = 0; ok && i < from->items_count; i++) {
        template->slots[i] = (struct slot){0};
        ok = read_slot(&from->items[i], arena, &template->slots[i], id, err);
    }
    return ok;
}

static bool read_statics(const struct value_table *from, struct arena *arena, struct template *template, uint32_t id,
                         struct error *err)
{
    size_t size = 0;
    template->statics = arena_new(arena, from->items_count * sizeof *template->statics);
    for (size_t i = 0; i < from->items_count; i++) {
        if (from->items[i].kind != VALUE_STRING)
            return fail(err, ERROR_MISFIT, "template %u has a static part that is no string", id);
        template->statics[i] = arena_copy(arena, from->items[i].string);
        size += template->statics[i].size;
    }
    template->statics_size = size < UINT32_MAX ? (uint32_t)size : UINT32_MAX;
    return true;
}

// Where the tag begins that the last byte of `html` is in; NULL where that is in a part before this one. Quoted
// values are passed over: going backwards, a closing quote is met first.
static const char *tag_begin(struct bytes html)
{
    for (const char *at = html.data + html.size; at > html.data;) {
        at--;
        if (*at == '<') return at;
        if (*at != '"' && *at != '\'') continue;
        const char *opening = memrchr(html.data, *at, (size_t)(at - html.data));
        if (opening) at = opening;
    }
    return NULL;
}

static bool begins_tag(const char *at, const char *end, const char *name)
{
    size_t size = strlen(name);
    if ((size_t)(end - at) < size + 1 || strncasecmp(at + 1, name, size) != 0) return false;
    return at + 1 + size == end || !attribute_name_goes_on(at[1 + size]);
}

// Whether slot `i` stands right behind a start tag after which parsers drop a line feed. The tag may have slots of
// its own, and so begin in an earlier part.
static bool eats_newline(const struct template *template, uint32_t i)
{
    struct bytes html = template->statics[i];
    if (in_tag(template->slots[i].kind) || template->slots[i].kind == SLOT_TEXT ||
        template->slots[i].kind == SLOT_MARKUP)
        return false;
    if (html.size == 0 || html.data[html.size - 1] != '>') return false;
    const char *at = tag_begin(html);
    while (!at && i > 0 && in_tag(template->slots[i - 1].kind)) {
        html = template->statics[--i];
        at = tag_begin(html);
    }
    const char *end = html.data + html.size;
    return at && (begins_tag(at, end, "textarea") || begins_tag(at, end, "pre") || begins_tag(at, end, "listing"));
}

static void put_words(XXH3_state_t *state, struct bytes bytes)
{
    uint64_t size = bytes.size;
    XXH3_64bits_update(state, &size, sizeof size);
    XXH3_64bits_update(state, bytes.data, bytes.size);
}

static uint64_t template_hash(const struct template *template)
{
    XXH3_state_t state;
    XXH3_64bits_reset(&state);
    for (uint32_t i = 0; i <= template->slots_count; i++) put_words(&state, template->statics[i]);
    for (uint32_t i = 0; i < template->slots_count; i++) {
        put_words(&state, (struct bytes){&letters[template->slots[i].kind], 1});
        put_words(&state, template->slots[i].name);
    }
    return XXH3_64bits_digest(&state);
}

static bool template_build(const struct value *from, struct arena *arena, struct template *template, uint32_t id,
                           struct error *err)
{
    const struct value_table *statics = table_under(from, "statics");
    const struct value_table *slots = table_under(from, "slots");
    if (!statics || !slots) return fail(err, ERROR_MISFIT, "template %u lacks its list of statics or slots", id);
    if (slots->items_count > TEMPLATE_SLOTS_MAX)
        return fail(err, ERROR_TOO_LARGE, "template %u has more than %d slots", id, TEMPLATE_SLOTS_MAX);
    if (statics->items_count != slots->items_count + 1)
        return fail(err, ERROR_MISFIT, "template %u has %zu static parts around %zu slots", id, statics->items_count,
                    slots->items_count);
    if (!read_statics(statics, arena, template, id, err)) return false;
    if (!read_slots(slots, arena, template, id, err)) return false;
    for (uint32_t i = 0; i < template->slots_count; i++) template->slots[i].eats_newline = eats_newline(template, i);
    template->forms = form_tags_find(template, arena, &template->forms_count);
    template->fingerprint = template_hash(template);
    const struct value *line = value_get(from, "line");
    template->line = line && line->kind == VALUE_INTEGER ? (uint32_t)line->integer : 0;
    return true;
}

bool templates_build(const struct value *list, const uint32_t *ids, uint32_t count, struct arena *arena,
                     struct templates *templates, struct error *err)
{
    if (list->kind != VALUE_TABLE || list->table->pairs_count)
        return fail(err, ERROR_MISFIT, "templates come as a list, not as a %s", value_kind_name(list));
    size_t items_count = list->table->items_count;
    if (items_count > TEMPLATES_MAX || count > TEMPLATES_MAX)
        return fail(err, ERROR_TOO_LARGE, "an app has at most %d templates%s", TEMPLATES_MAX,
                    ids ? ", and those that it had before are counted; start the host anew" : "");
    struct templates built = {.count = ids ? count : (uint32_t)items_count};
    built.all = arena_new(arena, built.count * sizeof *built.all + 1);
    memset(built.all, 0, built.count * sizeof *built.all);
    XXH3_state_t state;
    XXH3_64bits_reset(&state);
    for (uint32_t i = 0; i < items_count; i++) {
        uint32_t id = ids ? ids[i] : i;
        assert(id < built.count);
        if (!template_build(&list->table->items[i], arena, &built.all[id], id, err)) return false;
        XXH3_64bits_update(&state, &built.all[id].fingerprint, sizeof built.all[id].fingerprint);
    }
    built.fingerprint = XXH3_64bits_digest(&state);
    *templates = built;
    return true;
}

static void write_slot(const struct slot *slot, struct buffer *out)
{
    buffer_put_byte(out, '"');
    buffer_put_byte(out, letters[slot->kind]);
    if (has_name(slot->kind)) {
        buffer_put_byte(out, ':');
        buffer_put(out, slot->name); // its characters need no escape, see attribute_check
    }
    buffer_put_byte(out, '"');
}

static void write_template(const struct template *template, struct buffer *out)
{
    buffer_put(out, BYTES("[["));
    for (uint32_t i = 0; i <= template->slots_count; i++) {
        if (i) buffer_put_byte(out, ',');
        json_put_string(out, template->statics[i]);
    }
    buffer_put(out, BYTES("],["));
    for (uint32_t i = 0; i < template->slots_count; i++) {
        if (i) buffer_put_byte(out, ',');
        write_slot(&template->slots[i], out);
    }
    buffer_put(out, BYTES("]]"));
}

void templates_write_json(const struct templates *templates, uint32_t first, struct buffer *out)
{
    buffer_put_byte(out, '[');
    for (uint32_t id = first; id < templates->count; id++) {
        const struct template *template = templates_get(templates, id);
        if (id > first) buffer_put_byte(out, ',');
        if (template) write_template(template, out);
        else buffer_put(out, BYTES("null"));
    }
    buffer_put_byte(out, ']');
}
