// Forms that work without a script: a <form ls-submit="save"> that says neither action nor method gets, in HTML and
// only there, what makes a browser post it to its own page:
//
//     <form ls-submit="save" ls-value-id="7" method="post" action="/tasks?…&ls-event=save&ls-to=3&ls-value-id=7">
//
// The client's templates do not have it: a form that comes by a patch has a client.
#pragma once

#include "base/arena.h"
#include "base/buffer.h"

struct template;

// The start tag of a form in a template: where it begins and where it is to end, each a static part and how many
// bytes are before it there. Between two parts are slots.
struct form_tag {
    uint32_t begin_part;
    uint32_t begin;
    uint32_t end_part;
    uint32_t end;
};

// Those of all forms that may have an ls-submit, in the arena.
const struct form_tag *form_tags_find(const struct template *template, struct arena *arena, uint32_t *count);

// `out` ends in the start tag of a form, from `begin` on, without its '>'. Appends what it lacks. `action` is the
// address as it stands in HTML, up to where parameters may follow; `owner` the component whose event it is, or 0.
void form_tag_complete(struct buffer *out, size_t begin, struct bytes action, uint64_t owner);
