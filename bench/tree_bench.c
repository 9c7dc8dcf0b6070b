// What the tree costs: a table of 1,000 rows as in js-framework-benchmark, and a page with one counter. Each figure
// is the best of many runs, so that a busy machine does not speak with it.
//
//     tree_bench [rows]
#include "tree/diff.h"
#include "tree/html.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { RUNS = 2000, COUNTER_TURNS = 2000 };

static double now_us(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec * 1e6 + (double)time.tv_nsec / 1e3;
}

// ---- templates: 0 the page around the table, 1 its row, 2 the counter

static struct value text(const char *characters)
{
    return value_string(bytes_of(characters));
}

static struct value_pair pair(const char *key, struct value value)
{
    return (struct value_pair){text(key), value};
}

static struct value list(struct arena *arena, const struct value *items, size_t count)
{
    struct value_table *table = arena_new(arena, sizeof *table);
    struct value *copy = arena_new(arena, count * sizeof *copy + 1);
    for (size_t i = 0; i < count; i++) copy[i] = items[i];
    *table = (struct value_table){.items = copy, .items_count = count, .is_list = true};
    return (struct value){.kind = VALUE_TABLE, .table = table};
}

static struct value record(struct arena *arena, struct value_pair first, struct value_pair second)
{
    struct value_table *table = arena_new(arena, sizeof *table);
    table->pairs = arena_new(arena, 2 * sizeof *table->pairs);
    table->pairs[0] = first;
    table->pairs[1] = second;
    table->pairs_count = 2;
    table->items = NULL;
    table->items_count = 0;
    table->is_list = false;
    return (struct value){.kind = VALUE_TABLE, .table = table};
}

static struct value slot(struct arena *arena, const char *kind, const char *name)
{
    return record(arena, pair("kind", text(kind)), pair("name", text(name)));
}

static struct value template_of(struct arena *arena, const struct value *statics, const struct value *slots,
                                size_t count)
{
    return record(arena, pair("statics", list(arena, statics, count + 1)), pair("slots", list(arena, slots, count)));
}

static void make_templates(struct arena *arena, struct templates *templates)
{
    struct value page_statics[] = {text("<table class=\"table\"><tbody id=\"tbody\">"), text("</tbody></table>")};
    struct value page_slots[] = {slot(arena, "s", "")};
    struct value row_statics[] = {
        text("<tr"),
        text("><td class=\"col-md-1\">"),
        text("</td><td class=\"col-md-4\"><a ls-click=\"select\""),
        text(">"),
        text("</a></td><td class=\"col-md-1\"><a ls-click=\"remove\""),
        text("><span class=\"glyphicon glyphicon-remove\" aria-hidden=\"true\"></span></a></td><td></td></tr>")};
    struct value row_slots[] = {slot(arena, "a", "class"), slot(arena, "s", ""), slot(arena, "a", "ls-value-id"),
                                slot(arena, "s", ""), slot(arena, "a", "ls-value-id")};
    struct value counter_statics[] = {text("<button ls-click=\"up\">"), text("</button>")};
    struct value counter_slots[] = {slot(arena, "s", "")};
    struct value all[] = {template_of(arena, page_statics, page_slots, 1),
                          template_of(arena, row_statics, row_slots, 5),
                          template_of(arena, counter_statics, counter_slots, 1)};
    struct value whole = list(arena, all, 3);
    struct error err;
    if (!templates_build(&whole, NULL, 0, arena, templates, &err)) {
        fprintf(stderr, "%s\n", err.text);
        exit(1);
    }
}

// ---- rows

struct row {
    char id[12];
    char label[40];
    size_t id_size;
    size_t label_size;
    bool is_selected;
};

static struct row *make_rows(uint32_t count)
{
    static const char *const adjectives[] = {"pretty", "large", "big", "small", "tall", "short", "long", "handsome"};
    static const char *const colours[] = {"red", "yellow", "blue", "green", "pink", "brown", "purple"};
    static const char *const nouns[] = {"table", "chair", "house", "bbq", "desk", "car", "pony", "sandwich"};
    struct row *rows = calloc(count, sizeof *rows);
    assert(rows);
    for (uint32_t i = 0; i < count; i++) {
        rows[i].id_size = (size_t)snprintf(rows[i].id, sizeof rows[i].id, "%u", i + 1);
        rows[i].label_size = (size_t)snprintf(rows[i].label, sizeof rows[i].label, "%s %s %s", adjectives[i * 7 % 8],
                                              colours[i * 5 % 7], nouns[i * 3 % 8]);
    }
    return rows;
}

static void swap_rows(struct row *rows, uint32_t a, uint32_t b)
{
    struct row kept = rows[a];
    rows[a] = rows[b];
    rows[b] = kept;
}

static void expect(bool ok, const struct error *err)
{
    if (ok) return;
    fprintf(stderr, "%s\n", err->text);
    exit(1);
}

// As vm/ speaks to it: through the table of functions.
static void render_table(struct rendition *rendition, const struct sink *sink, const struct row *rows, uint32_t count)
{
    struct error err;
    sink_handle handle;
    bool ok = true;
    rendition_clear(rendition);
    ok = ok && sink->list_open(rendition, 1, &err);
    for (uint32_t i = 0; ok && i < count; i++) {
        struct bytes id = {rows[i].id, rows[i].id_size};
        ok = ok && sink->open(rendition, 1, &err);
        ok = ok && (rows[i].is_selected ? sink->text(rendition, BYTES("danger"), &err)
                                        : sink->flag(rendition, false, &err));
        ok = ok && sink->text(rendition, id, &err);
        ok = ok && sink->text(rendition, id, &err);
        ok = ok && sink->text(rendition, (struct bytes){rows[i].label, rows[i].label_size}, &err);
        ok = ok && sink->text(rendition, id, &err);
        ok = ok && sink->close(rendition, &handle, &err);
        ok = ok && sink->row(rendition, id, handle, &err);
    }
    ok = ok && sink->list_close(rendition, &handle, &err);
    ok = ok && sink->open(rendition, 0, &err);
    ok = ok && sink->child(rendition, handle, &err);
    ok = ok && sink->close(rendition, &handle, &err);
    ok = ok && rendition_set_root(rendition, handle, &err);
    expect(ok, &err);
}

static const struct sink *volatile hidden_sink = &rendition_sink; // so that no call is seen through

static void report(const char *what, double best, const char *unit, const struct buffer *out)
{
    printf("%-38s %8.2f %s", what, best, unit);
    if (out) printf("  %6zu bytes", out->size);
    printf("\n");
}

static void measure_build(const char *what, struct rendition *rendition, const struct row *rows, uint32_t count)
{
    double best = 1e9;
    for (int run = 0; run < RUNS; run++) {
        double begin = now_us();
        render_table(rendition, hidden_sink, rows, count);
        double took = now_us() - begin;
        if (took < best) best = took;
    }
    report(what, best, "us", &rendition->text);
}

static void measure_diff(const char *what, const struct rendition *old, const struct rendition *new)
{
    struct buffer out = {0};
    double best = 1e9;
    for (int run = 0; run < RUNS; run++) {
        buffer_clear(&out);
        double begin = now_us();
        diff_write(old, new, &out, NULL);
        double took = now_us() - begin;
        if (took < best) best = took;
    }
    report(what, best, "us", &out);
    buffer_destroy(&out);
}

static void measure_whole(const struct rendition *rendition)
{
    struct buffer out = {0};
    struct rendition copy;
    rendition_create(&copy, rendition->templates);
    double html = 1e9, json = 1e9, copied = 1e9;
    for (int run = 0; run < RUNS / 4; run++) {
        buffer_clear(&out);
        double begin = now_us();
        html_write(rendition, &out);
        double html_done = now_us();
        buffer_clear(&out);
        double json_begin = now_us();
        diff_write_full(rendition, false, &out);
        double json_done = now_us();
        rendition_copy(&copy, rendition);
        double copy_done = now_us();
        if (html_done - begin < html) html = html_done - begin;
        if (json_done - json_begin < json) json = json_done - json_begin;
        if (copy_done - json_done < copied) copied = copy_done - json_done;
    }
    report("HTML", html, "us", NULL);
    report("full value", json, "us", &out);
    report("copy", copied, "us", NULL);
    printf("%-38s %8zu bytes\n", "a copy occupies", rendition_size(&copy));
    rendition_destroy(&copy);
    buffer_destroy(&out);
}

static void measure_table(const struct templates *templates, uint32_t count)
{
    struct row *rows = make_rows(count);
    struct rendition old, new;
    rendition_create(&old, templates);
    rendition_create(&new, templates);
    printf("table of %u rows\n", count);
    measure_build("build", &old, rows, count);
    measure_whole(&old);
    render_table(&new, hidden_sink, rows, count);
    measure_diff("diff, nothing changed", &old, &new);
    swap_rows(rows, 1, count - 2);
    measure_build("build, two rows swapped", &new, rows, count);
    measure_diff("diff, two rows swapped", &old, &new);
    swap_rows(rows, 1, count - 2);
    for (uint32_t i = 0; i < count; i += 10) {
        memcpy(rows[i].label + rows[i].label_size, " !!!", 5);
        rows[i].label_size += 4;
    }
    render_table(&new, hidden_sink, rows, count);
    measure_diff("diff, every 10th row changed", &old, &new);
    for (uint32_t i = 0; i < count / 2; i++) swap_rows(rows, i, count - 1 - i);
    render_table(&new, hidden_sink, rows, count);
    measure_diff("diff, all rows reversed", &old, &new);
    render_table(&new, hidden_sink, rows + 1, count - 1);
    measure_diff("diff, reversed and one removed", &old, &new);
    rendition_destroy(&old);
    rendition_destroy(&new);
    free(rows);
}

static void render_counter(struct rendition *rendition, const struct sink *sink, struct bytes digits)
{
    struct error err;
    sink_handle handle;
    rendition_clear(rendition);
    expect(sink->open(rendition, 2, &err) && sink->text(rendition, digits, &err) &&
               sink->close(rendition, &handle, &err) && rendition_set_root(rendition, handle, &err),
           &err);
}

static void measure_counter(const struct templates *templates)
{
    struct rendition renditions[2];
    struct buffer out = {0};
    struct bytes digits[2] = {BYTES("1041"), BYTES("1042")};
    double best = 1e9;
    for (int i = 0; i < 2; i++) {
        rendition_create(&renditions[i], templates);
        render_counter(&renditions[i], hidden_sink, digits[1]);
    }
    for (int run = 0; run < RUNS / 4; run++) {
        double begin = now_us();
        for (int turn = 0; turn < COUNTER_TURNS; turn++) {
            buffer_clear(&out);
            render_counter(&renditions[turn & 1], hidden_sink, digits[turn & 1]);
            diff_write(&renditions[~turn & 1], &renditions[turn & 1], &out, NULL);
        }
        double took = (now_us() - begin) * 1000 / COUNTER_TURNS;
        if (took < best) best = took;
    }
    printf("counter\n");
    report("build, diff and JSON", best, "ns", &out);
    rendition_destroy(&renditions[0]);
    rendition_destroy(&renditions[1]);
    buffer_destroy(&out);
}

int main(int argc, char **argv)
{
    struct arena arena = {0};
    struct templates templates;
    uint32_t count = argc > 1 ? (uint32_t)atoi(argv[1]) : 1000;
    make_templates(&arena, &templates);
    measure_table(&templates, count < 4 ? 4 : count);
    measure_counter(&templates);
    arena_destroy(&arena);
    return 0;
}
