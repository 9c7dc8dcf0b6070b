// See plan.h. The stdlib has checked what it says (stdlib/lightspeed/supervise.lua).
#include "app/plan.h"

#include "value/codec.h"
#include "value/suggest.h"

enum { NAMES_MAX = 256 };

static uint32_t number_of(const struct value *table, const char *key)
{
    const struct value *number = value_get(table, key);
    return number && number->kind == VALUE_INTEGER ? (uint32_t)number->integer : 0;
}

static enum strategy strategy_of(struct bytes word)
{
    if (bytes_equal(word, BYTES("rest_for_one"))) return REST_FOR_ONE;
    return bytes_equal(word, BYTES("one_for_all")) ? ONE_FOR_ALL : ONE_FOR_ONE;
}

enum child_kind plan_kind_of(struct bytes word)
{
    if (bytes_equal(word, BYTES("permanent"))) return CHILD_PERMANENT;
    return bytes_equal(word, BYTES("temporary")) ? CHILD_TEMPORARY : CHILD_TRANSIENT;
}

static struct bytes encode(const struct value *args, struct arena *arena)
{
    struct buffer out = {0};
    struct value nothing = value_nil();
    struct error err;
    if (!codec_encode(args ? args : &nothing, &out, &err)) codec_put_nil(&out); // it was plain data a moment ago
    struct bytes kept = arena_copy(arena, buffer_bytes(&out));
    buffer_destroy(&out);
    return kept;
}

static void build(struct plan *plan, const struct value *described, struct arena *arena);

static void build_members(struct plan *plan, const struct value *list, struct arena *arena)
{
    size_t count = list && list->kind == VALUE_TABLE ? list->table->items_count : 0;
    plan->node.is_group = true;
    plan->members = arena_new(arena, (count + 1) * sizeof *plan->members);
    for (size_t i = 0; i < count; i++) build(&plan->members[plan->members_count++], &list->table->items[i], arena);
}

static void build(struct plan *plan, const struct value *described, struct arena *arena)
{
    *plan = (struct plan){.name = arena_copy(arena, value_get_string(described, "name", BYTES("?")))};
    if (value_get(described, "members")) {
        plan->node.strategy = strategy_of(value_get_string(described, "strategy", BYTES("")));
        plan->node.restarts_max = number_of(described, "max_restarts");
        plan->node.window_ms = number_of(described, "within_ms");
        build_members(plan, value_get(described, "members"), arena);
        return;
    }
    plan->view = number_of(described, "actor") - 1;
    plan->node.kind = plan_kind_of(value_get_string(described, "kind", BYTES("permanent")));
    plan->node.stop_ms = number_of(described, "stop_ms");
    plan->args = encode(value_get(described, "args"), arena);
}

struct plan *plan_build(const struct value *groups, struct arena *arena)
{
    if (!groups || groups->kind != VALUE_TABLE) return NULL;
    struct plan *plan = arena_new(arena, sizeof *plan);
    *plan = (struct plan){.name = BYTES("")};
    build_members(plan, groups, arena);
    return plan;
}

const struct plan *plan_find(const struct plan *plan, struct bytes name)
{
    if (!plan) return NULL;
    for (uint32_t i = 0; i < plan->members_count; i++) {
        const struct plan *member = &plan->members[i];
        const struct plan *found = bytes_equal(member->name, name) ? member : plan_find(member, name);
        if (found) return found;
    }
    return NULL;
}

static void list_groups(const struct plan *plan, struct bytes *names, size_t *count)
{
    for (uint32_t i = 0; i < plan->members_count && *count < NAMES_MAX; i++) {
        if (!plan->members[i].node.is_group) continue;
        names[(*count)++] = plan->members[i].name;
        list_groups(&plan->members[i], names, count);
    }
}

struct bytes plan_suggest_group(const struct plan *plan, struct bytes name)
{
    struct bytes names[NAMES_MAX];
    size_t count = 0;
    if (plan) list_groups(plan, names, &count);
    return suggest_nearest(name, names, count);
}
