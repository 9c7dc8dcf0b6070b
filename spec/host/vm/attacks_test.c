// The programs in spec/fixtures/attacks mean harm. Each is run as an app: its code in an event of a view, between an
// honest event before and one after. Whatever it does, the turn ends soon, nothing escapes, and the honest ones see
// nothing of it.
//
// SHOW=1 prints how each one ended. FILE_LEVEL=1 also runs each as the app's own file, where it has ten seconds.
#include "support/house.h"

#include "base/clock.h"

#include <dirent.h>

enum { DEADLINE_MS = 50, PATIENCE_MS = 1000, ATTACKS_MAX = 200, SANITIZED_FACTOR = 4 };

static const char fixtures[] = "spec/fixtures/attacks";

// The limits that the list of attacks is written for.
static void tune(struct settings *settings)
{
    settings->limits.turn_fuel = 10 * 1000 * 1000;
    settings->limits.heap_bytes = 32 * 1024 * 1024;
    settings->limits.turn_ms = DEADLINE_MS;
    settings->limits.events_burst = 1000;
}

static char *read_file(const char *name)
{
    char path[400];
    snprintf(path, sizeof path, "%s/%s", fixtures, name);
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    char *text = calloc(1, 65536);
    assert_true(fread(text, 1, 65535, file) > 0);
    fclose(file);
    return text;
}

static char *wrap(const char *attack)
{
    static const char *const before = "local ls = require 'lightspeed'\n"
                                      "local view = ls.view { events = { 'add', 'go', 'paint' } }\n"
                                      "local attack = function() ";
    static const char *const after =
        "\nend\n"
        "function view.init() return { n = 0 } end\n"
        "function view.update.add(m) m.n = m.n + 1 end\n"
        "local function run()\n"
        "  local result = attack()\n"
        "  if update then result = update() end\n"
        "  if type(result) == 'string' and result:sub(1, 7) == 'ESCAPED' then error(result) end\n"
        "  return result\n"
        "end\n"
        "function view.update.go(m) m.n = 1000 return run() end\n"
        "function view.update.paint(m) m.paint = true end\n"
        "function view.render(m) if m.paint then return run() end return html[[<p>{m.n}</p>]] end\n"
        "return view\n";
    char *source = malloc(strlen(before) + strlen(attack) + strlen(after) + 1);
    strcpy(source, before);
    strcat(source, attack);
    strcat(source, after);
    return source;
}

static long allowed_ms(void)
{
#ifdef __SANITIZE_ADDRESS__
    return (DEADLINE_MS + PATIENCE_MS) * SANITIZED_FACTOR;
#else
    return DEADLINE_MS + PATIENCE_MS;
#endif
}

// Lua 5.4.4's own mistakes that nobody but the view itself suffers from: a loop's fourth value is not closed on
// break.
static bool is_bug_of_lua(const char *name)
{
    return strstr(name, "A66_") != NULL;
}

// One event that does harm; gives the milliseconds it took.
static long strike(struct house *house, struct peer *peer, const char *name, const char *event)
{
    uint64_t began = clock_ns();
    peer_event(peer, event, "{}");
    house_run(house);
    long took_ms = (long)((clock_ns() - began) / 1000000);
    if (getenv("SHOW")) print_message("%-28s %-6s %5ld ms  %.90s\n", name, event, took_ms, peer_last(peer));
    if (strstr(peer_last(peer), "ESCAPED") && !is_bug_of_lua(name)) fail_msg("%s: %s", name, peer_last(peer));
    if (took_ms > allowed_ms()) fail_msg("%s took %ld ms", name, took_ms);
    assert_int_equal(peer->line.session->ref_done, peer->ref);
    return took_ms;
}

static long run_as_event(const char *name, const char *attack)
{
    char *source = wrap(attack);
    struct error err = {0};
    struct app *app = house_try_load(source, &err);
    free(source);
    if (!app) fail_msg("%s does not load: %s", name, err.text);
    struct house *house = house_open_with(app, 1, tune);
    struct peer *peer = house_join(house);
    struct peer *other = house_join(house);
    peer_event(peer, "add", "{}");
    long longest_ms = 0;
    static const char *const events[] = {"go", "paint"};
    for (int i = 0; i < 2; i++) {
        long took_ms = strike(house, peer, name, events[i]);
        if (took_ms > longest_ms) longest_ms = took_ms;
        bool is_refused = strstr(peer_last(peer), "\"no\":\"") != NULL;
        peer_event(other, "add", "{}"); // the neighbour notices nothing
        peer_event(peer, "add", "{}");  // and it has its own last good state
        house_run(house);
        char expected[40];
        snprintf(expected, sizeof expected, "{\"0\":\"%d\"}", i + 1);
        assert_contains(peer_last(other), expected);
        snprintf(expected, sizeof expected, "{\"0\":\"%d\"}", i + 2);
        if (is_refused && !strstr(peer_last(peer), expected)) fail_msg("%s: then %s", name, peer_last(peer));
        if (!is_refused) break; // it was a turn like any other, and its model counts
    }
    peer_leave(peer);
    peer_leave(other);
    house_close(house);
    return longest_ms;
}

static void run_as_file(const char *name, const char *attack)
{
    struct error err = {0};
    uint64_t began = clock_ns();
    struct app *app = house_try_load(attack, &err);
    long took_ms = (long)((clock_ns() - began) / 1000000);
    print_message("%-28s file   %5ld ms  %.90s\n", name, took_ms, app ? "loaded" : err.text);
    assert_null(app); // none of them is a view
    assert_null(strstr(err.text, "ESCAPED"));
    assert_true(took_ms < 12000 * SANITIZED_FACTOR);
}

static int by_name(const void *left, const void *right)
{
    return strcmp(*(const char *const *)left, *(const char *const *)right);
}

static void every_attack_ends_and_harms_nobody(void **state)
{
    (void)state;
    char *names[ATTACKS_MAX];
    size_t count = 0;
    long longest_ms = 0;
    DIR *directory = opendir(fixtures);
    if (!directory) fail_msg("run from the root of the tree: no %s", fixtures);
    for (struct dirent *entry; (entry = readdir(directory)) && count < ATTACKS_MAX;)
        if (entry->d_name[0] != '.') names[count++] = strdup(entry->d_name);
    closedir(directory);
    qsort(names, count, sizeof *names, by_name);
    assert_true(count >= 76);
    for (size_t i = 0; i < count; i++) {
        char *attack = read_file(names[i]);
        const char *only = getenv("ONLY");
        if (!only || strstr(names[i], only)) {
            long took_ms = run_as_event(names[i], attack);
            if (took_ms > longest_ms) longest_ms = took_ms;
            if (getenv("FILE_LEVEL")) run_as_file(names[i], attack);
        }
        free(attack);
        free(names[i]);
    }
    print_message("the longest took %ld ms\n", longest_ms);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(every_attack_ends_and_harms_nobody)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
