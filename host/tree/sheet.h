// The style sheet of one page's style attributes. A page's policy allows nothing inline, and a browser that finds an
// attribute `style` in HTML passes over it and complains. So the first HTML says `ls-style="width:5px"` instead, and
// one sheet, allowed by a nonce, has a rule for each such value:
//
//     [ls-style="width:5px"]{width:5px}
//
// The page looks right before any script has run. The client, which a policy trusts, then sets the style itself and
// takes the attribute away.
#pragma once

#include "base/buffer.h"

#include <stdint.h>

// More different styles than these have no rule: browsers look at each rule for each such element. The client sets
// them all the same.
enum { SHEET_RULES_MAX = 64 };

struct sheet {
    struct buffer css; // without anything in it that could end its element
    unsigned count;
    uint64_t hashes[SHEET_RULES_MAX];
};

// A rule for this style, once; none where it could mean anything but itself inside a sheet.
void sheet_add(struct sheet *sheet, struct bytes style);

void sheet_destroy(struct sheet *sheet);
