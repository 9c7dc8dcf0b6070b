// See match.h. Three passes, each over what the one before left: equal rows at both ends; rows that follow in step,
// give or take one that came or went; and the rest by a hash table. What the first two find stands in order already,
// so that the search for the longest run in order is made only where the third found something.
#include "tree/match.h"

#include "base/mem.h"
#include "tree/keyset.h"

struct side {
    const struct rendition *rendition;
    const struct node_row *rows;
    uint32_t count;
};

static inline bool is_same(const struct side *old, uint32_t i, const struct side *new, uint32_t j)
{
    if (old->rows[i].fingerprint == new->rows[j].fingerprint) return true;
    return bytes_equal(node_key(old->rendition, &old->rows[i]), node_key(new->rendition, &new->rows[j]));
}

// Takes the rows off both ends that are the same.
static void trim(struct match *match, struct side *old, struct side *new)
{
    uint32_t least = old->count < new->count ? old->count : new->count;
    uint32_t head = 0;
    uint32_t tail = 0;
    while (head < least && is_same(old, head, new, head)) head++;
    while (tail < least - head && is_same(old, old->count - 1 - tail, new, new->count - 1 - tail)) tail++;
    *old = (struct side){old->rendition, old->rows + head, old->count - head - tail};
    *new = (struct side){new->rendition, new->rows + head, new->count - head - tail};
    *match = (struct match){.head = head, .old_count = old->count, .new_count = new->count, .kept = head + tail};
}

static void join(struct match *match, uint32_t i, uint32_t j)
{
    match->from[j] = i;
    match->stays[i] = true;
    match->kept++;
}

// Walks both lists side by side. Where they differ it looks one row ahead on either side, and else passes over both.
static void match_in_step(struct match *match, const struct side *old, const struct side *new)
{
    uint32_t i = 0;
    uint32_t j = 0;
    while (i < old->count && j < new->count) {
        if (is_same(old, i, new, j)) join(match, i++, j++);
        else if (i + 1 < old->count && is_same(old, i + 1, new, j)) i++;
        else if (j + 1 < new->count && is_same(old, i, new, j + 1)) j++;
        else i++, j++;
    }
}

// The old row between that has this key and was not matched yet; MATCH_NEW where none has.
static uint32_t find(const struct side *old, const struct keyset_entry *entries, uint32_t capacity, struct bytes key)
{
    uint32_t hash = keyset_hash(key);
    uint32_t at = keyset_seek(entries, capacity, hash, hash);
    while (entries[at].row) {
        uint32_t i = entries[at].row - 1;
        if (bytes_equal(node_key(old->rendition, &old->rows[i]), key)) return i;
        at = keyset_seek(entries, capacity, hash, at + 1);
    }
    return MATCH_NEW;
}

static struct keyset_entry *index_rest(const struct match *match, const struct side *old, uint32_t capacity)
{
    struct keyset_entry *entries = mem_new_clear(capacity * sizeof *entries);
    for (uint32_t i = 0; i < old->count; i++)
        if (!match->stays[i]) keyset_put(entries, capacity, keyset_hash(node_key(old->rendition, &old->rows[i])), i);
    return entries;
}

// True where rows were found that may be out of order.
static bool match_rest(struct match *match, const struct side *old, const struct side *new, uint32_t rest)
{
    uint32_t capacity = keyset_capacity(rest);
    struct keyset_entry *entries = index_rest(match, old, capacity);
    uint32_t kept = match->kept;
    for (uint32_t j = 0; j < new->count; j++) {
        if (match->from[j] != MATCH_NEW) continue;
        uint32_t i = find(old, entries, capacity, node_key(new->rendition, &new->rows[j]));
        if (i != MATCH_NEW) join(match, i, j);
    }
    mem_free(entries);
    return match->kept > kept;
}

// Marks as moved all but a longest run of rows that stand in their old order. Patience sorting: ends[n] is the row at
// which the run of n + 1 rows ends that ends lowest, before[j] the row before j in its run.
static void mark_moved(struct match *match)
{
    uint32_t *ends = mem_new(2 * match->new_count * sizeof *ends);
    uint32_t *before = ends + match->new_count;
    uint32_t *from = match->from;
    uint32_t longest = 0;
    uint32_t matched = 0;
    for (uint32_t j = 0; j < match->new_count; j++) {
        if (from[j] == MATCH_NEW) continue;
        uint32_t low = 0;
        uint32_t high = longest;
        if (longest && from[ends[longest - 1]] < from[j]) low = longest; // nearly always
        while (low < high) {
            uint32_t middle = low + (high - low) / 2;
            if (from[ends[middle]] < from[j]) low = middle + 1;
            else high = middle;
        }
        before[j] = low ? ends[low - 1] : MATCH_NEW;
        ends[low] = j;
        if (low == longest) longest++;
        matched++;
    }
    match->moved = matched - longest;
    uint32_t stay = longest ? ends[longest - 1] : MATCH_NEW;
    for (uint32_t j = match->new_count; j-- > 0;) {
        if (from[j] == MATCH_NEW) continue;
        if (j == stay) stay = before[j];
        else from[j] |= MATCH_MOVED;
    }
    mem_free(ends);
}

void match_create(struct match *match, const struct rendition *old_rendition, const struct node_list *old_list,
                  const struct rendition *new_rendition, const struct node_list *new_list)
{
    struct side old = {old_rendition, old_list->rows, old_list->count};
    struct side new = {new_rendition, new_list->rows, new_list->count};
    trim(match, &old, &new);
    if (old.count == 0 && new.count == 0) return;
    match->memory = mem_new(new.count * sizeof *match->from + old.count * sizeof *match->stays);
    match->from = match->memory;
    match->stays = (bool *)(match->from + new.count);
    memset(match->from, 0xff, new.count * sizeof *match->from); // MATCH_NEW
    memset(match->stays, 0, old.count * sizeof *match->stays);
    uint32_t ends = match->kept;
    match_in_step(match, &old, &new);
    uint32_t in_step = match->kept - ends;
    if (old.count == in_step || new.count == in_step) return;
    if (match_rest(match, &old, &new, old.count - in_step)) mark_moved(match);
}

void match_destroy(struct match *match)
{
    mem_free(match->memory);
}
