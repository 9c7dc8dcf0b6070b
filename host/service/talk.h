// What is said to a program that does a crew's work, and by it: a line of JSON each (docs/programs.md).
//
//     {"id":7,"fn":"scale","args":["cat.png",200]}      ->
//     <-      {"id":7,"ok":{"width":200}}    or    {"id":7,"error":"no such file"}
#pragma once

#include "base/arena.h"
#include "base/buffer.h"
#include "base/error.h"

#include <stdint.h>

struct talk_answer {
    uint64_t id;
    bool is_ok;
    struct bytes content; // ok: the value, canonical, in `out`; error: the text, in the arena
};

// `arguments` is a canonical list. Fails (MISFIT) where JSON cannot say it as it is: text that is not UTF-8, a number
// that is not finite, a table that is neither a list nor has texts for keys.
bool talk_ask(uint64_t id, struct bytes function, struct bytes arguments, struct arena *arena, struct buffer *out,
              struct error *err);

// Fails (SYNTAX, TOO_LARGE, MISFIT) where the line is no answer, and says what it is instead.
bool talk_read(struct bytes line, struct arena *arena, struct buffer *out, struct talk_answer *answer,
               struct error *err);
