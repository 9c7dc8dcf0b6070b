// Lua patterns (manual 6.4.1), matched by a matcher of our own that counts its steps and its depth: liblua's can run
// for years on forty bytes of pattern, and no hook sees it. Used by the sandbox's string library and by the schema's
// `pattern`.
#pragma once

#include "base/bytes.h"
#include "base/error.h"

#include <stdint.h>

enum { PATTERN_CAPTURES_MAX = 32, PATTERN_DEPTH_MAX = 200, PATTERN_POSITION = -2 };

struct pattern_match {
    size_t start; // offsets into the subject; the match is [start, end)
    size_t end;
    int captures_count; // 0: the pattern has none
    struct {
        size_t start;
        ptrdiff_t size; // PATTERN_POSITION for ()
    } captures[PATTERN_CAPTURES_MAX];
};

enum pattern_result {
    PATTERN_FOUND,
    PATTERN_NONE,
    PATTERN_BAD,   // malformed, or too deep: err says so, in liblua's words
    PATTERN_SPENT, // *steps came down to 0
};

// Looks from `init` on (an anchored pattern only there). `*steps` is what may be spent, and is lowered by what was.
enum pattern_result pattern_find(struct bytes subject, struct bytes pattern, size_t init, size_t *steps,
                                 struct pattern_match *match, struct error *err);

// What is spent in portions of so many steps, one at first: for another one `more` is asked, which may also not come
// back (longjmp): nothing is held.
struct pattern_purse {
    size_t portion;
    bool (*more)(void *self);
    void *self;
};

// The same, with steps from a purse; `*steps` is what is left of the last portion.
enum pattern_result pattern_find_paying(struct bytes subject, struct bytes pattern, size_t init,
                                        const struct pattern_purse *purse, size_t *steps, struct pattern_match *match,
                                        struct error *err);

// Whether it could be matched at all; false with the reason in err.
bool pattern_check(struct bytes pattern, struct error *err);
