// The trusted side of loading: source text to byte code and templates. One state with all of Lua's libraries and lpeg
// runs lua/html.lua over each file when an app is loaded; no session ever sees it.
#pragma once

#include "base/arena.h"
#include "base/buffer.h"
#include "base/error.h"
#include "value/value.h"

struct compiler;

// NULL with a reason where the trusted Lua does not load: our own mistake, told rather than hidden.
struct compiler *compiler_new(struct error *err);
void compiler_delete(struct compiler *compiler);

struct compiled {
    struct bytes bytecode;  // of the expanded source, with line numbers; in the arena
    struct bytes text;      // the expanded source itself
    struct value templates; // a list, as templates_build takes it
    struct value events;    // a list of { name, line, attribute, ... }: what templates send, see lua/html/events.lua
    struct value hints;     // a list of { line, column, message }
    struct value requires;  // a list of module names
    struct value raw;       // a list of { line, column }: where ls.raw is asked for
    struct value errors;    // where it fails: a list of { line, column, message }
};

// The ids of a file's templates: `known` ones for as many as there are, and then `first` and what follows it.
struct numbering {
    uint32_t first;
    const uint32_t *known;
    size_t known_count;
};

// `chunk` is what error messages call the file. All errors of the file are in err's text, a line each (SYNTAX).
bool compiler_compile(struct compiler *compiler, struct bytes source, const char *chunk,
                      const struct numbering *numbering, struct arena *arena, struct compiled *compiled,
                      struct error *err);

// Calls the function that lua/MODULE.lua (dots for slashes) returns with one value; what it returns is in the arena.
bool compiler_call(struct compiler *compiler, const char *module, const struct value *in, struct arena *arena,
                   struct value *out, struct error *err);
