// See models.h. The view's model comes first; where there are components, then the number of the youngest and a list
// for each: its number, its parent's, its owner's, its id, its model (vm/component.h).
#include "app/models.h"

#include "value/codec.h"
#include "value/difference.h"

enum { FIELDS = 5 };

// The next value, taken off the front.
static bool take(struct bytes *in, struct arena *arena, struct value *value, struct error *err)
{
    const char *begin = in->data;
    if (!codec_skip(in, err)) return false;
    return codec_decode((struct bytes){begin, (size_t)(in->data - begin)}, arena, value, err);
}

// --- reading ---

static struct value named(struct arena *arena, const struct value fields[FIELDS])
{
    struct value_table *table = arena_new(arena, sizeof *table);
    struct value_pair *pairs = arena_new(arena, FIELDS * sizeof *pairs);
    const struct value_pair all[] = {
        {value_string(BYTES("id")), fields[3]},
        {value_string(BYTES("model")), fields[4]},
        {value_string(BYTES("owner")), fields[2]},
        {value_string(BYTES("parent")), fields[1]},
    };
    size_t count = 0;
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        if (all[i].value.kind != VALUE_NIL) pairs[count++] = all[i];
    *table = (struct value_table){.pairs = pairs, .pairs_count = count};
    return (struct value){.kind = VALUE_TABLE, .table = table};
}

static bool read_component(struct bytes *in, struct arena *arena, struct value_pair *pair, struct error *err)
{
    struct codec_head head;
    struct value fields[FIELDS];
    if (!codec_read(in, &head, err)) return false;
    if (head.kind != VALUE_TABLE || head.items_count != FIELDS) return fail(err, ERROR_SYNTAX, "not a component");
    for (size_t i = 0; i < FIELDS; i++)
        if (!take(in, arena, &fields[i], err)) return false;
    *pair = (struct value_pair){fields[0], named(arena, fields)};
    return true;
}

static bool read_components(struct bytes in, struct arena *arena, struct value *components, struct error *err)
{
    struct buffer pairs = {0};
    struct value_pair pair;
    struct value_table *table = arena_new(arena, sizeof *table);
    bool ok = true;
    while (in.size && (ok = read_component(&in, arena, &pair, err)))
        buffer_put(&pairs, (struct bytes){(const char *)&pair, sizeof pair});
    *table = (struct value_table){
        .pairs = (struct value_pair *)(void *)arena_copy(arena, buffer_bytes(&pairs)).data,
        .pairs_count = pairs.size / sizeof pair,
    };
    *components = (struct value){.kind = VALUE_TABLE, .table = table};
    buffer_destroy(&pairs);
    return ok;
}

bool models_read(struct bytes bytes, struct arena *arena, struct models *models, struct error *err)
{
    *models = (struct models){0};
    if (!take(&bytes, arena, &models->view, err)) return false;
    if (!bytes.size) return true;
    if (!take(&bytes, arena, &models->serial, err)) return false;
    return read_components(bytes, arena, &models->components, err);
}

// --- writing ---

static bool write_component(const struct value_pair *pair, struct buffer *out, struct error *err)
{
    const struct value *fields = &pair->value;
    const struct value *parent = value_get(fields, "parent");
    const struct value *owner = value_get(fields, "owner");
    const struct value *id = value_get(fields, "id");
    const struct value *model = value_get(fields, "model");
    bool fits = pair->key.kind == VALUE_INTEGER && parent && parent->kind == VALUE_INTEGER && owner &&
                owner->kind == VALUE_INTEGER && model && model->kind == VALUE_TABLE;
    if (!fits) return fail(err, ERROR_MISFIT, "a component has a number, parent, owner and model");
    size_t begin = codec_begin_table(out);
    codec_put_integer(out, pair->key.integer);
    codec_put_integer(out, parent->integer);
    codec_put_integer(out, owner->integer);
    const struct value nothing = value_nil();
    bool ok = codec_encode(id ? id : &nothing, out, err) && codec_encode(model, out, err);
    codec_end_table(out, begin, FIELDS, 0);
    return ok;
}

bool models_write(const struct models *models, struct buffer *out, struct error *err)
{
    if (models->view.kind != VALUE_TABLE) return fail(err, ERROR_MISFIT, "a model is a table");
    if (!codec_encode(&models->view, out, err)) return false;
    if (models->serial.kind == VALUE_NIL) return true;
    if (models->serial.kind != VALUE_INTEGER) return fail(err, ERROR_MISFIT, "serial is an integer");
    codec_put_integer(out, models->serial.integer);
    const struct value *components = &models->components;
    if (components->kind != VALUE_TABLE) return fail(err, ERROR_MISFIT, "components are a table");
    if (components->table->items_count) return fail(err, ERROR_MISFIT, "a component's number is none of a list");
    for (size_t i = 0; i < components->table->pairs_count; i++)
        if (!write_component(&components->table->pairs[i], out, err)) return false;
    return true;
}

// --- showing ---

static bool has_components(const struct models *models)
{
    return models->components.kind == VALUE_TABLE && models->components.table->pairs_count;
}

struct value models_table(const struct models *models, struct arena *arena)
{
    struct value_table *table = arena_new(arena, sizeof *table);
    struct value_pair *pairs = arena_new(arena, 2 * sizeof *pairs);
    if (!has_components(models)) return models->view;
    pairs[0] = (struct value_pair){value_string(BYTES("components")), models->components};
    pairs[1] = (struct value_pair){value_string(BYTES("m")), models->view};
    *table = (struct value_table){.pairs = pairs, .pairs_count = 2};
    return (struct value){.kind = VALUE_TABLE, .table = table};
}

void models_put_difference(struct bytes before, struct bytes after, size_t count_max, struct buffer *out)
{
    struct arena arena = {0};
    struct models models[2];
    struct error err;
    if (models_read(before, &arena, &models[0], &err) && models_read(after, &arena, &models[1], &err)) {
        bool has_any = has_components(&models[0]) || has_components(&models[1]);
        struct value left = has_any ? models_table(&models[0], &arena) : models[0].view;
        struct value right = has_any ? models_table(&models[1], &arena) : models[1].view;
        if (difference_put(&left, &right, has_any ? "" : "m", count_max, out) > count_max)
            buffer_put(out, BYTES("\n..."));
    }
    arena_destroy(&arena);
}
