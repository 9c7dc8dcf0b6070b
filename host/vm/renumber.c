// See renumber.h; what the bytes are made of is in component.h.
#include "vm/renumber.h"

#include "base/mem.h"
#include "value/codec.h"
#include "vm/component.h"
#include "vm/instance.h"

void renumbering_destroy(struct renumbering *renumbering)
{
    buffer_destroy(&renumbering->gone);
}

static bool has_heir(const struct renumbering *renumbering, uint64_t cid)
{
    uint32_t declaration = vm_declaration_of(cid);
    return declaration < renumbering->count && renumbering->declarations[declaration] != VM_DECLARATION_NONE;
}

static bool is_gone(const struct renumbering *renumbering, uint64_t cid)
{
    const uint64_t *gone = (const uint64_t *)(const void *)renumbering->gone.data;
    if (!cid) return false;
    if (!has_heir(renumbering, cid)) return true;
    for (size_t i = 0; i < renumbering->gone.size / sizeof *gone; i++)
        if (gone[i] == cid) return true;
    return false;
}

bool renumber_cid(const struct renumbering *renumbering, uint64_t *cid)
{
    if (is_gone(renumbering, *cid)) return false;
    if (*cid) *cid = vm_renumbered(*cid, renumbering->declarations[vm_declaration_of(*cid)]);
    return true;
}

// So many values, as they are.
static bool copy(struct bytes *in, struct buffer *out, int count, struct error *err)
{
    struct bytes from = *in;
    for (int i = 0; i < count; i++)
        if (!codec_skip(in, err)) return false;
    buffer_put(out, (struct bytes){from.data, from.size - in->size});
    return true;
}

static bool read_cid(struct bytes *in, uint64_t *cid, struct error *err)
{
    struct codec_head head;
    if (!codec_read(in, &head, err)) return false;
    *cid = (uint64_t)head.integer;
    return head.kind == VALUE_INTEGER || fail(err, ERROR_SYNTAX, "a component's number is an integer");
}

static bool leave_out(struct renumbering *renumbering, uint64_t cid, struct bytes *in, struct error *err)
{
    buffer_put(&renumbering->gone, (struct bytes){(const char *)&cid, sizeof cid});
    bool ok = codec_skip(in, err); // its id
    return ok && codec_skip(in, err);
}

static bool put_birth(struct renumbering *renumbering, const struct codec_head *birth, struct bytes *in,
                      struct buffer *out, struct error *err)
{
    uint64_t cids[3]; // its own, its parent's, its owner's
    if (birth->kind != VALUE_TABLE || birth->items_count != BIRTH_FIELDS || birth->pairs_count)
        return fail(err, ERROR_SYNTAX, "a component is a list of %d", BIRTH_FIELDS);
    for (int i = 0; i < 3; i++)
        if (!read_cid(in, &cids[i], err)) return false;
    uint64_t cid = cids[0];
    for (int i = 0; i < 3; i++)
        if (!renumber_cid(renumbering, &cids[i])) return leave_out(renumbering, cid, in, err);
    size_t begin = codec_begin_table(out);
    instance_put_birth(out, cids[0], (struct scope){cids[1], cids[2]});
    bool ok = copy(in, out, 2, err);
    codec_end_table(out, begin, BIRTH_FIELDS, 0);
    return ok;
}

bool renumber_changes(struct renumbering *renumbering, struct bytes changes, struct buffer *out, struct error *err)
{
    while (changes.size) {
        struct codec_head head;
        if (!codec_read(&changes, &head, err)) return false;
        if (head.kind != VALUE_INTEGER) {
            if (!put_birth(renumbering, &head, &changes, out, err)) return false;
            continue;
        }
        uint64_t cid = (uint64_t)head.integer; // a death
        if (renumber_cid(renumbering, &cid)) codec_put_integer(out, (int64_t)cid);
    }
    return true;
}

bool renumber_model(struct renumbering *renumbering, struct bytes model, struct buffer *out, struct error *err)
{
    if (!copy(&model, out, 1, err)) return false;
    if (!model.size) return true;
    return copy(&model, out, 1, err) && renumber_changes(renumbering, model, out, err); // the youngest's serial
}
