// A rendition: what one render said, in one flat buffer. Templates and lists are nodes that name each other by
// offset; text is kept unescaped beside them. Lists that only the page keeps are streams (stream.h). It is built by
// the functions of value/sink.h, written out as HTML once (html.h) and compared with its successor after each turn
// (diff.h). Every node carries a fingerprint of all that is under it, so that what did not change is passed over
// without a look inside.
//
// Cost: a template is 16 bytes and 8 a slot; a list 24 and 24 a row; no allocation per node.
#pragma once

#include "base/buffer.h"
#include "tree/template.h"
#include "value/sink.h"

enum {
    RENDITION_SIZE_MAX = 16 << 20, // bytes of content, and of the page that it would be before escaping
    RENDITION_DEPTH_MAX = 64,      // of templates in templates
    RENDITION_OPEN_MAX = 128,      // templates and lists open at one time
    STREAM_OPERATIONS_MAX = 16384, // on one stream in one turn
};

struct rendition {
    const struct templates *templates; // borrowed
    struct drawing *drawing;           // what is needed while it is built; NULL in one that is only kept
    struct buffer nodes;
    struct buffer text;
    struct buffer lists; // their places in `nodes`, in the order in which they were opened
    uint32_t root;       // the word behind the root's handle, see pending.h; 0 while nothing was rendered
    bool has_lives;      // nested views were rendered, see live.h
};

// What there is of a rendition while it is built, and nothing of it between renders.
struct drawing {
    struct buffer pending; // what is open
    struct buffer handles; // what the handles given out stand for
    struct buffer keys;    // to find a row's key a second time
    uint32_t innermost;    // of what is open: its place in `pending`
    uint32_t open_count;
    uint32_t generation;           // of the handles: another after each clear, so that old ones are known
    uint32_t lists_followed;       // how many lists of those that `shown` has
    const struct rendition *shown; // rows are taken over from it
    uint32_t lives;                // nested views that were rendered, ever
};

void rendition_create(struct rendition *rendition, const struct templates *templates);
void rendition_destroy(struct rendition *rendition);

// One to keep what another says (rendition_copy). Into one that is built from it later rendition_clear comes first.
void rendition_create_bare(struct rendition *rendition, const struct templates *templates);

// Forget the content, keep the memory. It can be built anew.
void rendition_clear(struct rendition *rendition);

// The render that begins will be much like `shown`: rows that are said again word for word are copied from there.
// Borrowed until the root is set or the content forgotten.
void rendition_follow(struct rendition *rendition, const struct rendition *shown);

// The functions by which it is built; `self` is the rendition. All content together is at most RENDITION_SIZE_MAX
// (TOO_LARGE). Where one fails, what was innermost open is given up as if it had never been opened.
extern const struct sink rendition_sink;

// The page is what `handle` stands for; nothing is open afterwards, and no handle valid. Fails (MISFIT) where it is
// not a template of this render.
bool rendition_set_root(struct rendition *rendition, sink_handle handle, struct error *err);

// Makes `to` (created) equal to `from`, in exactly as much memory as it needs to be kept.
void rendition_copy(struct rendition *to, const struct rendition *from);

// The same without the operations on streams: what is left to compare the next rendition with. Both may be one.
void rendition_copy_bare(struct rendition *to, const struct rendition *from);

// Whether anything happens to a stream. Then the page changes, also where the fingerprint stays.
bool rendition_has_operations(const struct rendition *rendition);

// Bytes it occupies.
size_t rendition_size(const struct rendition *rendition);

// Of the whole page: equal pages have equal fingerprints, within one process. 0 without a root.
uint64_t rendition_fingerprint(const struct rendition *rendition);
