// match.h: that the right rows are matched, and that no fewer could move. Held against a plain search of every pair.
#include "page.h"
#include "tree/match.h"

#define LENGTH_MAX 40

static struct arena arena;
static struct templates templates;
static struct rendition old, new;
static uint64_t random_state = 88172645463325252;

static int enter(void **state)
{
    (void)state;
    templates = page_templates(&arena, "[[[\"<ul>\",\"</ul>\"],[\"s\"]],[[\"<li>\",\"</li>\"],[\"s\"]]]");
    rendition_create(&old, &templates);
    rendition_create(&new, &templates);
    return 0;
}

static int leave(void **state)
{
    (void)state;
    rendition_destroy(&old);
    rendition_destroy(&new);
    arena_destroy(&arena);
    return 0;
}

static uint32_t random_below(uint32_t end)
{
    random_state ^= random_state << 13;
    random_state ^= random_state >> 7;
    random_state ^= random_state << 17;
    return (uint32_t)((random_state >> 16) % end);
}

// A list whose rows have these keys; a row's text is new where `changed` is one in its key.
static const struct node_list *render(struct rendition *rendition, const int *keys, int count, uint32_t salt)
{
    struct error err;
    sink_handle handle;
    const struct sink *sink = &rendition_sink;
    rendition_clear(rendition);
    bool ok = sink->list_open(rendition, 1, &err);
    for (int i = 0; i < count; i++) {
        char text[32], key[16];
        struct bytes shown = {text,
                              (size_t)snprintf(text, sizeof text, "%u", salt && random_below(3) == 0 ? salt : 0)};
        struct bytes named = {key, (size_t)snprintf(key, sizeof key, "%d", keys[i])};
        ok = ok && sink->open(rendition, 1, &err) && sink->text(rendition, shown, &err);
        ok = ok && sink->close(rendition, &handle, &err) && sink->row(rendition, named, handle, &err);
    }
    ok = ok && sink->list_close(rendition, &handle, &err) && sink->open(rendition, 0, &err);
    ok = ok && sink->child(rendition, handle, &err) && sink->close(rendition, &handle, &err);
    if (!ok || !rendition_set_root(rendition, handle, &err)) fail_msg("%s", err.text);
    return node_list(rendition, node_template(rendition, node_root(rendition).at)->values[0].at);
}

// The old index of each new key, and how many have one.
static int find_all(const int *before, int before_count, const int *after, int after_count, int *from)
{
    int kept = 0;
    for (int j = 0; j < after_count; j++) {
        from[j] = -1;
        for (int i = 0; i < before_count; i++)
            if (before[i] == after[j]) from[j] = i;
        kept += from[j] >= 0;
    }
    return kept;
}

// The longest ascending run, tried for every end.
static int longest_run(const int *from, int count)
{
    int runs[LENGTH_MAX], longest = 0;
    for (int j = 0; j < count; j++) {
        runs[j] = from[j] >= 0;
        for (int k = 0; from[j] >= 0 && k < j; k++)
            if (from[k] >= 0 && from[k] < from[j] && runs[k] + 1 > runs[j]) runs[j] = runs[k] + 1;
        if (runs[j] > longest) longest = runs[j];
    }
    return longest;
}

static int old_row(const struct match *match, int j)
{
    int head = (int)match->head;
    if (j < head) return j;
    if (j >= head + (int)match->new_count) return j - (int)match->new_count + (int)match->old_count;
    uint32_t from = match->from[j - head];
    return from == MATCH_NEW ? -1 : head + (int)(from & ~MATCH_MOVED);
}

static void check(const int *before, int before_count, const int *after, int after_count)
{
    int from[LENGTH_MAX];
    struct match match;
    const struct node_list *old_list = render(&old, before, before_count, 0);
    const struct node_list *new_list = render(&new, after, after_count, 7);
    int kept = find_all(before, before_count, after, after_count, from);
    match_create(&match, &old, old_list, &new, new_list);
    for (int j = 0; j < after_count; j++) assert_int_equal(old_row(&match, j), from[j]);
    assert_int_equal(match.kept, kept);
    assert_int_equal(match.moved, kept - longest_run(from, after_count));
    uint32_t moved = 0, staying = 0;
    int last = -1;
    for (uint32_t j = 0; j < match.new_count; j++) {
        if (match.from[j] == MATCH_NEW) continue;
        staying++;
        if (match.from[j] & MATCH_MOVED) {
            moved++;
            continue;
        }
        assert_true((int)match.from[j] > last); // what does not move is in order
        last = (int)match.from[j];
    }
    for (uint32_t i = 0; i < match.old_count; i++) staying -= match.stays[i];
    assert_int_equal(staying, 0);
    assert_int_equal(moved, match.moved);
    match_destroy(&match);
}

static void shuffle(int *keys, int count, int swaps)
{
    for (int i = 0; count && i < swaps; i++) {
        uint32_t a = random_below((uint32_t)count), b = random_below((uint32_t)count);
        int kept = keys[a];
        keys[a] = keys[b];
        keys[b] = kept;
    }
}

static void matches_every_row_and_moves_the_fewest(void **state)
{
    (void)state;
    for (int round = 0; round < 10000; round++) {
        int before[LENGTH_MAX], after[LENGTH_MAX];
        int before_count = (int)random_below(LENGTH_MAX / 2), after_count = 0;
        for (int i = 0; i < before_count; i++) before[i] = i;
        uint32_t gone = 1 + random_below(8), come = 1 + random_below(8);
        for (int i = 0; i < before_count; i++) {
            if (random_below(8) >= gone || round % 3 == 0) after[after_count++] = before[i];
            if (random_below(8) < come && after_count < LENGTH_MAX) after[after_count++] = 100 + i;
        }
        shuffle(after, after_count, (int)random_below(round % 2 ? 3 : 20));
        check(before, before_count, after, after_count);
    }
}

static void matches_lists_that_are_easy_to_get_wrong(void **state)
{
    (void)state;
    static const struct {
        int before[8], before_count, after[8], after_count;
    } cases[] = {
        {{0}, 0, {0}, 0},
        {{1}, 1, {0}, 0},
        {{0}, 0, {1}, 1},
        {{1, 2, 3}, 3, {1, 2, 3}, 3},
        {{1, 2, 3}, 3, {4, 5, 6}, 3},
        {{1, 2}, 2, {2, 1}, 2},
        {{1, 2, 3, 4}, 4, {4, 3, 2, 1}, 4},
        {{1, 2, 3, 4}, 4, {2, 3, 4, 1}, 4},
        {{1, 2, 3, 4}, 4, {4, 1, 2, 3}, 4},
        {{1, 2, 3, 4, 5}, 5, {5, 2, 3, 4, 1}, 5},
        {{1, 2, 3, 4, 5}, 5, {1, 4, 3, 2, 5}, 5},
        {{1, 2, 3, 4, 5, 6}, 6, {2, 1, 4, 3, 6, 5}, 6},
        {{1, 1000, 10, 100}, 4, {100, 10, 1000, 1}, 4},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        check(cases[i].before, cases[i].before_count, cases[i].after, cases[i].after_count);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(matches_every_row_and_moves_the_fewest),
        cmocka_unit_test(matches_lists_that_are_easy_to_get_wrong),
    };
    return cmocka_run_group_tests(tests, enter, leave);
}
