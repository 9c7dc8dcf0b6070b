// A template: the parts of a page that never change, and the kinds of the slots between them. Made once when an app
// is loaded; immutable and shared by all shards afterwards. A page is templates in templates, see rendition.h.
#pragma once

#include "base/arena.h"
#include "base/buffer.h"
#include "base/error.h"
#include "value/value.h"

struct form_tag;

enum { TEMPLATES_MAX = 65536, TEMPLATE_SLOTS_MAX = 4096 };

enum slot_kind {
    SLOT_TEXT,      // 't' content between tags: text, a template or a list; bounded by comments in HTML
    SLOT_SOLE,      // 's' the same, where it is all there is in its element: needs no comments
    SLOT_ATTRIBUTE, // 'a' the whole value of one attribute; absent when nil or false
    SLOT_URL,       // 'u' the same for href, src, action...: a scheme that could run script is made inert
    SLOT_SPREAD,    // 'p' any number of attributes
    SLOT_RAW_TEXT,  // 'r' all the text of a <textarea> or <title>: escaped, never markup
    SLOT_MARKUP,    // 'h' HTML that the app vouches for (ls.raw), between tags; written as it is
    SLOT_EVENT,     // 'a' of an event (ls-click): its name, or what ls.js made; other text that looks so is refused
};

struct slot {
    enum slot_kind kind;
    bool eats_newline; // stands right behind <textarea> or <pre>, where an HTML parser drops a line feed
    struct bytes name; // of SLOT_ATTRIBUTE, SLOT_URL and SLOT_EVENT
};

struct template
{
    uint64_t fingerprint;  // of the statics and kinds alone (XXH3), the same in every process
    struct bytes *statics; // slots_count + 1 pieces of HTML; NULL: there is none of this id
    struct slot *slots;
    uint32_t slots_count;
    uint32_t statics_size;        // bytes of all of them
    const struct form_tag *forms; // the start tags of forms in it
    uint32_t forms_count;
    uint32_t line; // where it begins in its file; 0 where the compiler did not say
};

// All templates of an app, by id. Where an app was loaded again, ids that its former self had may be nobody's now.
struct templates {
    struct template *all;
    uint32_t count;       // the first id beyond them
    uint64_t fingerprint; // of all of them in order
};

// The template of this id; NULL where there is none.
static inline const struct template *templates_get(const struct templates *templates, uint32_t id)
{
    return id < templates->count && templates->all[id].statics ? &templates->all[id] : NULL;
}

// From what the compiler gives: a list of { statics = {s0, ..., sn}, slots = { { kind = "t" }, { kind = "a", name =
// "class" }, ... } }. `ids` are theirs, below `count`; NULL: 0, 1, 2 ... Fails (MISFIT) where it does not hold
// together, naming the template, and (TOO_LARGE) beyond TEMPLATES_MAX and TEMPLATE_SLOTS_MAX. Lives in the arena, and
// borrows nothing from `list`.
bool templates_build(const struct value *list, const uint32_t *ids, uint32_t count, struct arena *arena,
                     struct templates *templates, struct error *err);

// What the client needs to know, as JSON (docs/protocol.md "templates"): [[["<h1>","</h1>"],["s"]], ...], a slot
// being its kind's letter, followed by ":name" for attributes; null where an id is nobody's. `first` is the one to
// begin with.
void templates_write_json(const struct templates *templates, uint32_t first, struct buffer *out);
