// See findings.h.
#include "app/findings.h"

#include "base/mem.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

enum { TEXT_MAX = 4096, SHOWN_MAX = 100, SHOWN_BEFORE = 60 };

void findings_destroy(struct findings *findings)
{
    buffer_destroy(&findings->sources);
    buffer_destroy(&findings->list);
    arena_destroy(&findings->arena);
}

// --- sources ---

static struct source *find_source(const struct findings *findings, struct bytes file)
{
    size_t count = findings->sources.size / sizeof(struct source);
    struct source *sources = (struct source *)(void *)findings->sources.data;
    for (size_t i = 0; i < count; i++)
        if (bytes_equal(sources[i].file, file)) return &sources[i];
    return NULL;
}

void findings_keep_source(struct findings *findings, const char *file, struct bytes text, struct bytes expanded)
{
    struct arena *arena = &findings->arena;
    struct source kept = {{NULL, 0}, arena_copy(arena, text), {NULL, 0}};
    if (expanded.data) kept.expanded = arena_copy(arena, expanded);
    struct source *known = find_source(findings, bytes_of(file));
    kept.file = known ? known->file : arena_copy(arena, bytes_of(file));
    if (known) *known = kept;
    else buffer_put(&findings->sources, (struct bytes){(const char *)&kept, sizeof kept});
}

static struct bytes find_line(const struct findings *findings, struct bytes file, int64_t line)
{
    const struct source *source = find_source(findings, file);
    struct bytes none = {NULL, 0};
    if (!source || line < 1) return none;
    const char *at = source->text.data;
    const char *end = at + source->text.size;
    for (int64_t i = 1; i < line; i++) {
        at = memchr(at, '\n', (size_t)(end - at));
        if (!at) return none;
        at++;
    }
    const char *stop = memchr(at, '\n', (size_t)(end - at));
    return (struct bytes){at, (size_t)((stop ? stop : end) - at)};
}

// --- adding ---

// "app.lua:3: " at the head of a text; size 0 where there is no such thing.
static size_t read_place(struct bytes text, struct bytes *file, int64_t *line)
{
    size_t colon = 0;
    while (colon < text.size && text.data[colon] != ':' && text.data[colon] != '\n') colon++;
    size_t at = colon + 1;
    int64_t number = 0;
    while (at < text.size && text.data[at] >= '0' && text.data[at] <= '9' && number < INT32_MAX)
        number = number * 10 + (text.data[at++] - '0');
    bool is_place =
        colon > 0 && at > colon + 1 && at + 1 < text.size && text.data[at] == ':' && text.data[at + 1] == ' ';
    if (!is_place) return 0;
    *file = (struct bytes){text.data, colon};
    *line = number;
    return at + 2;
}

static bool is_known(const struct findings *findings, const struct finding *finding)
{
    size_t count;
    const struct finding *all = findings_all(findings, &count);
    for (size_t i = 0; i < count; i++)
        if (all[i].line == finding->line && bytes_equal(all[i].file, finding->file) &&
            bytes_equal(all[i].text, finding->text))
            return true;
    return false;
}

static void keep(struct findings *findings, struct finding finding)
{
    if (is_known(findings, &finding)) return;
    finding.text = arena_copy(&findings->arena, finding.text);
    finding.file = arena_copy(&findings->arena, finding.file);
    finding.shown = find_line(findings, finding.file, finding.line);
    finding.order = findings->list.size / sizeof finding;
    findings->counts[finding.kind]++;
    buffer_put(&findings->list, (struct bytes){(const char *)&finding, sizeof finding});
}

void findings_add(struct findings *findings, enum finding_kind kind, struct bytes text, int64_t column)
{
    struct finding finding = {.kind = kind, .column = column};
    size_t place = read_place(text, &finding.file, &finding.line);
    finding.text = (struct bytes){text.data + place, text.size - place};
    keep(findings, finding);
}

void findings_add_lines(struct findings *findings, enum finding_kind kind, struct bytes text)
{
    struct finding next;
    size_t stop = 0;
    while (stop < text.size) {
        stop++;
        struct bytes rest = {text.data + stop, text.size - stop};
        bool is_end = text.data[stop - 1] == '\n' && read_place(rest, &next.file, &next.line);
        if (!is_end && stop < text.size) continue;
        findings_add(findings, kind, (struct bytes){text.data, is_end ? stop - 1 : stop}, 0);
        text = rest;
        stop = 0;
    }
}

void findings_say(struct findings *findings, enum finding_kind kind, struct bytes file, int64_t line, int64_t column,
                  const char *format, ...)
{
    char text[TEXT_MAX];
    va_list list;
    va_start(list, format);
    vsnprintf(text, sizeof text, format, list);
    va_end(list);
    keep(findings, (struct finding){kind, file, line, column, bytes_of(text), {NULL, 0}, 0});
}

// --- order ---

static size_t file_order(const struct findings *findings, struct bytes file)
{
    const struct source *source = find_source(findings, file);
    return source ? (size_t)(source - (struct source *)(void *)findings->sources.data) : SIZE_MAX;
}

static int compare(const void *left, const void *right, void *findings)
{
    const struct finding *a = left;
    const struct finding *b = right;
    size_t files[2] = {file_order(findings, a->file), file_order(findings, b->file)};
    if (files[0] != files[1]) return files[0] < files[1] ? -1 : 1;
    if (a->line != b->line) return a->line < b->line ? -1 : 1;
    if (a->column != b->column) return a->column < b->column ? -1 : 1;
    return a->order < b->order ? -1 : 1;
}

void findings_sort(struct findings *findings)
{
    size_t count = findings->list.size / sizeof(struct finding);
    if (count) qsort_r(findings->list.data, count, sizeof(struct finding), compare, findings);
}

// --- writing ---

static void put_visible(struct buffer *out, struct bytes text, bool may_break)
{
    for (size_t i = 0; i < text.size; i++) {
        unsigned char byte = (unsigned char)text.data[i];
        bool is_control = byte < ' ' || byte == 0x7f;
        buffer_put_byte(out, is_control && !(may_break && byte == '\n') ? ' ' : (char)byte);
    }
}

static bool continues(char byte)
{
    return ((unsigned char)byte & 0xc0) == 0x80;
}

// The part of a line that is shown: without the space around it, and of a long line what is near the column.
static struct bytes window(struct bytes line, size_t column)
{
    size_t start = 0;
    size_t stop = line.size;
    while (start < stop && strchr(" \t\r", line.data[start])) start++;
    while (stop > start && strchr(" \t\r", line.data[stop - 1])) stop--;
    if (column > start + SHOWN_MAX - 20) start = column - SHOWN_BEFORE;
    if (stop - start > SHOWN_MAX) stop = start + SHOWN_MAX;
    while (start < stop && continues(line.data[start])) start++;
    while (stop > start && stop < line.size && continues(line.data[stop])) stop--;
    return (struct bytes){line.data + start, stop - start};
}

static void put_caret(struct buffer *out, struct bytes shown, const char *at)
{
    buffer_put(out, BYTES("    "));
    for (const char *byte = shown.data; byte < at; byte++)
        if (!continues(*byte)) buffer_put_byte(out, ' ');
    buffer_put(out, BYTES("^\n"));
}

static void put_line(struct buffer *out, const struct finding *finding)
{
    size_t column =
        finding->column > 0 && (uint64_t)finding->column <= finding->shown.size ? (size_t)finding->column : 0;
    struct bytes shown = window(finding->shown, column);
    if (!shown.size) return;
    buffer_put(out, BYTES("    "));
    put_visible(out, shown, false);
    buffer_put_byte(out, '\n');
    const char *at = finding->shown.data + column - 1;
    if (column && at >= shown.data && at < shown.data + shown.size) put_caret(out, shown, at);
}

void finding_write_text(const struct finding *finding, struct buffer *out)
{
    static const char *const words[] = {"", "hint: ", "note: "};
    put_visible(out, finding->file, false);
    if (finding->file.size) buffer_print(out, ":%lld: ", (long long)finding->line);
    buffer_put(out, bytes_of(words[finding->kind]));
    put_visible(out, finding->text, true);
}

void finding_write(const struct finding *finding, struct buffer *out)
{
    finding_write_text(finding, out);
    buffer_put_byte(out, '\n');
    if (finding->shown.data) put_line(out, finding);
}

void findings_write(const struct findings *findings, enum finding_kind most, struct buffer *out)
{
    size_t count;
    const struct finding *all = findings_all(findings, &count);
    for (size_t i = 0; i < count; i++)
        if (all[i].kind <= most) finding_write(&all[i], out);
}

void findings_print(const struct findings *findings, enum finding_kind most, FILE *file)
{
    struct buffer out = {0};
    findings_write(findings, most, &out);
    if (out.size) fwrite(out.data, 1, out.size, file);
    buffer_destroy(&out);
}
