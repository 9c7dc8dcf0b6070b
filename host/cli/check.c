// See check.h. The app is loaded as a host would load it; then luacheck, where it is installed, looks at its files as
// the template compiler wrote them, where names in templates are names in Lua.
#include "cli/check.h"

#include "app/app.h"
#include "cli/command.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char check_help[] =
    "\nPrints the errors and hints of all files that APP.lua (app.lua) requires, and every use of ls.raw.\n"
    "Ends with 1 where there are errors. luacheck, where it is installed, looks at the files too.\n\n"
    "  --strict            hints count as errors\n";

struct options {
    const char *app;
    bool is_strict;
};

static int read_options(int count, char **arguments, struct options *options)
{
    for (int i = 0; i < count; i++) {
        if (strcmp(arguments[i], "--strict") == 0) options->is_strict = true;
        else if (arguments[i][0] == '-')
            return command_complain("check has no option '%s'; see lightspeed help check", arguments[i]);
        else if (options->app) return command_complain("one app at a time: '%s' is one too many", arguments[i]);
        else options->app = arguments[i];
    }
    if (!options->app) options->app = "app.lua";
    return 0;
}

// --- luacheck ---

static struct value text_pair(struct arena *arena, const struct source *source)
{
    struct value_table *table = arena_new(arena, sizeof *table);
    struct value_pair *pairs = arena_new(arena, 3 * sizeof *pairs);
    pairs[0] = (struct value_pair){value_string(BYTES("name")), value_string(source->file)};
    pairs[1] = (struct value_pair){value_string(BYTES("source")), value_string(source->text)};
    pairs[2] = (struct value_pair){value_string(BYTES("text")), value_string(source->expanded)};
    *table = (struct value_table){.pairs = pairs, .pairs_count = 3};
    return (struct value){.kind = VALUE_TABLE, .table = table};
}

// The files that compile, as lua/check/luacheck.lua takes them.
static struct value expanded_files(const struct findings *findings, struct arena *arena)
{
    size_t count;
    const struct source *sources = findings_sources(findings, &count);
    struct value_table *table = arena_new(arena, sizeof *table);
    *table = (struct value_table){.items = arena_new(arena, (count + 1) * sizeof(struct value))};
    for (size_t i = 0; i < count; i++)
        if (sources[i].expanded.data) table->items[table->items_count++] = text_pair(arena, &sources[i]);
    return (struct value){.kind = VALUE_TABLE, .table = table};
}

static void add_all(struct findings *findings, const struct value *list)
{
    for (size_t i = 0; list && list->kind == VALUE_TABLE && i < list->table->items_count; i++) {
        const struct value *item = &list->table->items[i];
        const struct value *column = value_get(item, "column");
        const struct value *is_error = value_get(item, "is_error");
        findings_add(findings, is_error && is_error->boolean ? FINDING_ERROR : FINDING_HINT,
                     value_get_string(item, "message", BYTES("")), column ? column->integer : 0);
    }
}

static bool run_luacheck(struct findings *findings, struct arena *arena, struct error *err)
{
    struct value files = expanded_files(findings, arena);
    if (files.table->items_count == 0) return true;
    struct value answer;
    struct compiler *compiler = compiler_new(err);
    bool ok = compiler && compiler_call(compiler, "check.luacheck", &files, arena, &answer, err);
    compiler_delete(compiler);
    if (!ok) return false;
    struct bytes why = value_get_string(&answer, "failure", (struct bytes){NULL, 0});
    if (why.data) return fail(err, ERROR_HOST, "%s", why.data);
    add_all(findings, value_get(&answer, "findings"));
    return true;
}

// --- the report ---

static void print_count(size_t count, const char *one, const char *several)
{
    printf("%zu %s", count, count == 1 ? one : several);
}

static void print_sum(const struct findings *findings)
{
    size_t files;
    findings_sources(findings, &files);
    print_count(findings->counts[FINDING_ERROR], "error", "errors");
    printf(", ");
    print_count(findings->counts[FINDING_HINT], "hint", "hints");
    printf(" in ");
    print_count(files, "file", "files");
    printf("\n");
}

int check_main(int count, char **arguments)
{
    struct options options = {0};
    struct findings findings = {0};
    struct arena arena = {0};
    struct error err;
    int wrong = read_options(count, arguments, &options);
    if (wrong) return wrong;
    app_delete(app_load_telling(options.app, true, NULL, &findings, &err));
    bool has_luacheck = run_luacheck(&findings, &arena, &err);
    findings_sort(&findings);
    findings_print(&findings, FINDING_NOTE, stdout);
    print_sum(&findings);
    if (!has_luacheck) printf("(%s)\n", err.text);
    bool is_bad = findings.counts[FINDING_ERROR] || (options.is_strict && findings.counts[FINDING_HINT]);
    findings_destroy(&findings);
    arena_destroy(&arena);
    return is_bad ? EXIT_FOUND : 0;
}
