// See suggest.h. The distance is "optimal string alignment": Levenshtein's, and neighbours may be swapped at cost 1.
#include "value/suggest.h"

static size_t least(size_t a, size_t b)
{
    return a < b ? a : b;
}

// One row of the table from the two before it.
static void next_row(struct bytes a, struct bytes b, size_t i, const size_t *before, const size_t *last, size_t *row)
{
    row[0] = i;
    for (size_t j = 1; j <= b.size; j++) {
        bool same = a.data[i - 1] == b.data[j - 1];
        row[j] = least(last[j - 1] + !same, least(last[j], row[j - 1]) + 1);
        bool swapped = i > 1 && j > 1 && a.data[i - 1] == b.data[j - 2] && a.data[i - 2] == b.data[j - 1];
        if (swapped) row[j] = least(row[j], before[j - 2] + 1);
    }
}

static size_t distance(struct bytes a, struct bytes b)
{
    size_t rows[3][SUGGEST_SIZE_MAX + 1];
    for (size_t j = 0; j <= b.size; j++) rows[0][j] = j;
    for (size_t i = 1; i <= a.size; i++) next_row(a, b, i, rows[(i + 1) % 3], rows[(i + 2) % 3], rows[i % 3]);
    return rows[a.size % 3][b.size];
}

struct bytes suggest_nearest(struct bytes name, const struct bytes *names, size_t names_count)
{
    struct bytes nearest = {0};
    size_t bound = name.size < 6 ? 2 : name.size / 3 + 1; // what is found must be below
    if (name.size > SUGGEST_SIZE_MAX) return nearest;
    for (size_t i = 0; i < names_count; i++) {
        if (names[i].size > SUGGEST_SIZE_MAX) continue;
        size_t apart = distance(name, names[i]);
        if (apart >= bound) continue;
        bound = apart;
        nearest = names[i];
    }
    return nearest;
}
