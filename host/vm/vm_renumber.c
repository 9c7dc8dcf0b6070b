// See vm.h, vm_renumber: a model's bytes, of which the components' numbers name other declarations from now on. What
// they are made of is in component.h.
#include "base/mem.h"
#include "value/codec.h"
#include "vm/component.h"
#include "vm/vm.h"

struct renumbering {
    const uint32_t *declarations;
    uint32_t count;
    struct buffer gone; // cids whose declaration is no more, and those in them
};

static bool skip(struct bytes *in)
{
    struct codec_head head;
    struct error err;
    if (!codec_read(in, &head, &err)) return false;
    if (head.kind != VALUE_TABLE) return true;
    for (size_t left = head.items_count + 2 * (size_t)head.pairs_count; left; left--)
        if (!skip(in)) return false;
    return true;
}

// So many values, which are copied unless `out` is NULL.
static bool move(struct bytes *in, struct buffer *out, int count)
{
    struct bytes from = *in;
    for (int i = 0; i < count; i++)
        if (!skip(in)) return false;
    if (out) buffer_put(out, (struct bytes){from.data, from.size - in->size});
    return true;
}

static bool read_cid(struct bytes *in, uint64_t *cid)
{
    struct codec_head head;
    struct error err;
    if (!codec_read(in, &head, &err) || head.kind != VALUE_INTEGER) return false;
    *cid = (uint64_t)head.integer;
    return true;
}

static bool is_gone(const struct renumbering *renumbering, uint64_t cid)
{
    const uint64_t *gone = (const uint64_t *)(const void *)renumbering->gone.data;
    for (size_t i = 0; i < renumbering->gone.size / sizeof *gone; i++)
        if (gone[i] == cid) return true;
    return cid && (vm_declaration_of(cid) >= renumbering->count ||
                   renumbering->declarations[vm_declaration_of(cid)] == VM_DECLARATION_NONE);
}

static uint64_t number_of(const struct renumbering *renumbering, uint64_t cid)
{
    return cid ? vm_renumbered(cid, renumbering->declarations[vm_declaration_of(cid)]) : 0;
}

// A birth: cid, parent, owner, id, model.
static bool put_birth(struct renumbering *renumbering, struct bytes *in, struct buffer *out)
{
    struct codec_head head;
    struct error err;
    uint64_t cids[3];
    if (!codec_read(in, &head, &err) || head.kind != VALUE_TABLE) return false;
    for (int i = 0; i < 3; i++)
        if (!read_cid(in, &cids[i])) return false;
    for (int i = 0; i < 3; i++) {
        if (!is_gone(renumbering, cids[i])) continue;
        buffer_put(&renumbering->gone, (struct bytes){(const char *)cids, sizeof *cids});
        return move(in, NULL, 2);
    }
    size_t begin = codec_begin_table(out);
    for (int i = 0; i < 3; i++) codec_put_integer(out, (int64_t)number_of(renumbering, cids[i]));
    bool ok = move(in, out, 2);
    codec_end_table(out, begin, head.items_count, 0);
    return ok;
}

bool vm_renumber(struct bytes model, const uint32_t *declarations, uint32_t count, struct buffer *out,
                 struct error *err)
{
    struct renumbering renumbering = {.declarations = declarations, .count = count};
    bool ok = move(&model, out, 1);
    if (ok && model.size) ok = move(&model, out, 1); // the youngest's serial
    while (ok && model.size) ok = put_birth(&renumbering, &model, out);
    buffer_destroy(&renumbering.gone);
    return ok || fail(err, ERROR_SYNTAX, "the components of a model are not what they should be");
}
