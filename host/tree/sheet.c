// See sheet.h.
#include "tree/sheet.h"

#include <string.h>
#include <xxhash.h>

// What has no meaning beyond a declaration's value, quoted or not.
static bool is_plain(struct bytes style)
{
    int depth = 0;
    for (size_t i = 0; i < style.size; i++) {
        unsigned char c = (unsigned char)style.data[i];
        if (c < ' ' || c > '~' || strchr("\"'\\{}<>@*", c)) return false;
        depth += (c == '(' || c == '[') - (c == ')' || c == ']');
        if (depth < 0) return false;
    }
    return depth == 0;
}

static bool is_known(struct sheet *sheet, uint64_t hash)
{
    for (unsigned i = 0; i < sheet->count; i++)
        if (sheet->hashes[i] == hash) return true;
    return false;
}

void sheet_add(struct sheet *sheet, struct bytes style)
{
    uint64_t hash = XXH3_64bits(style.data, style.size);
    if (sheet->count == SHEET_RULES_MAX || !is_plain(style) || is_known(sheet, hash)) return;
    sheet->hashes[sheet->count++] = hash;
    buffer_put(&sheet->css, BYTES("[ls-style=\""));
    buffer_put(&sheet->css, style);
    buffer_put(&sheet->css, BYTES("\"]{"));
    buffer_put(&sheet->css, style);
    buffer_put_byte(&sheet->css, '}');
}

void sheet_destroy(struct sheet *sheet)
{
    buffer_destroy(&sheet->css);
}
