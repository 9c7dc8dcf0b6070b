// See tree.h.
#include "cli/tree.h"

#include "base/arena.h"
#include "base/buffer.h"
#include "cli/command.h"
#include "cli/control.h"
#include "value/codec.h"
#include "value/utf8.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { HOSTS_MAX = 32, LOOK_MS = 500 };

const char tree_help[] =
    "\nGroups and actors, services and programs, sessions and topics: what they do, how often they were started "
    "again, what went wrong "
    "last,\n"
    "what waits for them, their memory, and what they spent in a second (a unit is about a Lua instruction).\n"
    "HOST is the process id of a host, or the path that it was given with --control; where one host of yours runs,\n"
    "it is that one. Only the user who runs a host, and root, can look into it.\n";

const char kill_help[] =
    "\nNODE is an actor's name, the id of a session, or the name of a service or program, as\n"
    "`lightspeed tree` shows them. An actor is started again by its group; a session goes back to\n"
    "its last good model, and its page goes on from there; calls that a service is at are ended,\n"
    "and the processes of a program are killed and replaced.\n";

// --- which host ---

struct hosts {
    char paths[HOSTS_MAX][CONTROL_PATH_MAX];
    size_t count;
};

static void add(void *self, const char *path)
{
    struct hosts *hosts = self;
    if (hosts->count < HOSTS_MAX) snprintf(hosts->paths[hosts->count++], CONTROL_PATH_MAX, "%s", path);
}

static const char *name_of(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

static bool is_named(const char *path, const char *name)
{
    size_t size = strlen(name);
    return strncmp(name_of(path), name, size) == 0 && strcmp(name_of(path) + size, ".sock") == 0;
}

static int complain_of_many(const struct hosts *hosts)
{
    fprintf(stderr, "lightspeed: %zu hosts of yours run; say which one, by its process id:", hosts->count);
    for (size_t i = 0; i < hosts->count; i++)
        fprintf(stderr, " %.*s", (int)strcspn(name_of(hosts->paths[i]), "."), name_of(hosts->paths[i]));
    fputc('\n', stderr);
    return EXIT_USAGE;
}

static int find_host(const char *given, char path[CONTROL_PATH_MAX])
{
    static struct hosts hosts;
    hosts.count = 0;
    if (given && strchr(given, '/')) {
        snprintf(path, CONTROL_PATH_MAX, "%s", given);
        return 0;
    }
    control_each(add, &hosts);
    for (size_t i = 0; i < hosts.count; i++) {
        if (given && !is_named(hosts.paths[i], given)) continue;
        if (!given && hosts.count > 1) return complain_of_many(&hosts);
        memcpy(path, hosts.paths[i], CONTROL_PATH_MAX);
        return 0;
    }
    if (given) return command_complain("no host of yours has the process id %s", given);
    return command_complain("no host of yours runs; one that was started with --control PATH is named by that path");
}

// --- what it says ---

// Names of topics and what lies in addresses is written by visitors: nothing of it may speak to the operator's
// terminal. What is no character at all, or controls something, is a question mark.
static void make_plain(struct bytes text, bool has_lines)
{
    char *at = (char *)(uintptr_t)text.data;
    for (const char *end = at + text.size; at < end;) {
        size_t size = utf8_size((struct bytes){at, (size_t)(end - at)});
        bool is_control = (unsigned char)*at < 0x20 || *at == 0x7f ||
                          (size == 2 && (unsigned char)at[0] == 0xc2 && (unsigned char)at[1] < 0xa0);
        if (!size || (is_control && !(has_lines && *at == '\n'))) memset(at, '?', size ? size : 1);
        at += size ? size : 1;
    }
}

static void make_rows_plain(const struct value_table *rows)
{
    for (size_t i = 0; i < rows->items_count; i++) {
        const struct value_table *row = rows->items[i].kind == VALUE_TABLE ? rows->items[i].table : NULL;
        for (size_t at = 0; row && at < row->pairs_count; at++) {
            const struct value_pair *pair = &row->pairs[at];
            bool has_lines = bytes_equal(pair->key.string, BYTES("failed"));
            if (pair->value.kind == VALUE_STRING) make_plain(pair->value.string, has_lines);
        }
    }
}

static const struct value_table *ask(const char *path, struct arena *arena, struct error *err)
{
    struct buffer bytes = {0};
    struct value value;
    bool ok = control_ask(path, "tree", &bytes, err) && codec_decode(buffer_bytes(&bytes), arena, &value, err);
    buffer_destroy(&bytes);
    if (!ok || value.kind != VALUE_TABLE) return NULL;
    make_rows_plain(value.table);
    return value.table;
}

static struct bytes text_of(const struct value *row, const char *key)
{
    return value_get_string(row, key, BYTES(""));
}

static int64_t number_of(const struct value *row, const char *key)
{
    const struct value *number = value_get(row, key);
    return number && number->kind == VALUE_INTEGER ? number->integer : 0;
}

static bool is_kind(const struct value *row, const char *kind)
{
    return bytes_equal(text_of(row, "kind"), bytes_of(kind));
}

// Nodes by one of their texts: a tree of ten thousand actors is looked through for each of them.
struct nodes {
    const struct value **rows; // in the order of their keys
    size_t count;
    const char *key;
};

static int compare_nodes(const void *a, const void *b, void *key)
{
    return bytes_compare(text_of(*(const struct value *const *)a, key),
                         text_of(*(const struct value *const *)b, key));
}

static struct nodes order_nodes(const struct value_table *all, char *key, struct arena *arena)
{
    struct nodes nodes = {arena_new(arena, (all->items_count + 1) * sizeof(struct value *)), 0, key};
    for (size_t i = 0; i < all->items_count; i++)
        if (is_kind(&all->items[i], "node") && text_of(&all->items[i], key).size)
            nodes.rows[nodes.count++] = &all->items[i];
    qsort_r(nodes.rows, nodes.count, sizeof *nodes.rows, compare_nodes, key);
    return nodes;
}

static const struct value *find_node(const struct nodes *nodes, struct bytes text)
{
    size_t low = 0, high = nodes->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = bytes_compare(text_of(nodes->rows[middle], nodes->key), text);
        if (!order) return nodes->rows[middle];
        if (order < 0) low = middle + 1;
        else high = middle;
    }
    return NULL;
}

struct looks {
    const struct value_table *now;
    struct nodes before; // LOOK_MS earlier, by id
    struct nodes actors; // now, by name
};

static void print_bytes(int64_t bytes)
{
    if (bytes < 10240) printf("  %5lld B  ", (long long)bytes);
    else printf("  %5lld KiB", (long long)bytes / 1024);
}

static void print_failed(struct bytes text)
{
    size_t size = 0;
    while (size < text.size && text.data[size] != '\n') size++;
    if (size) printf("  ! %.*s", (int)size, text.data);
}

static void print_load(const struct looks *looks, const struct value *node)
{
    const struct value *before = find_node(&looks->before, text_of(node, "id"));
    int64_t fuel = before ? number_of(node, "fuel") - number_of(before, "fuel") : 0;
    printf("  %3lld waiting", (long long)number_of(node, "waiting"));
    print_bytes(number_of(node, "bytes"));
    printf("  %7lld/s", (long long)(fuel * 1000 / LOOK_MS));
}

static void print_member(const struct looks *looks, const struct value *row)
{
    struct bytes name = text_of(row, "name"), state = text_of(row, "state"), strategy = text_of(row, "strategy");
    const struct value *node = strategy.size ? NULL : find_node(&looks->actors, name);
    int indent = 2 * (int)number_of(row, "depth");
    printf("%*s%-*.*s  %-8.*s", indent, "", 34 - indent, (int)name.size, name.data, (int)state.size, state.data);
    if (strategy.size) printf("  %.*s", (int)strategy.size, strategy.data);
    else printf("  %3lld restarts", (long long)number_of(row, "restarts"));
    if (node) print_load(looks, node);
    print_failed(text_of(row, "failed"));
    putchar('\n');
}

static void print_session(const struct looks *looks, const struct value *row)
{
    struct bytes id = text_of(row, "id"), path = text_of(row, "path"), view = text_of(row, "view");
    struct bytes state = text_of(row, "state");
    if (text_of(row, "actor").size) return;
    printf("  %.*s  %-14.*s  %-8.*s", (int)id.size, id.data, (int)path.size, path.data, (int)state.size, state.data);
    print_load(looks, row);
    printf("  %.*s", (int)view.size, view.data);
    print_failed(text_of(row, "failed"));
    putchar('\n');
}

static void print_worker(const struct looks *looks, const struct value *row)
{
    struct bytes name = text_of(row, "name"), state = text_of(row, "state");
    (void)looks;
    printf("%-34.*s  %-8.*s  %3lld restarts  %3lld waiting", (int)name.size, name.data, (int)state.size, state.data,
           (long long)number_of(row, "restarts"), (long long)number_of(row, "waiting"));
    printf("  %lld of %lld %s at work, up in %lld ms", (long long)number_of(row, "working"),
           (long long)number_of(row, "hands"), is_kind(row, "program") ? "processes" : "threads",
           (long long)number_of(row, "cold_start_ms"));
    print_failed(text_of(row, "failed"));
    putchar('\n');
}

static void print_topic(const struct looks *looks, const struct value *row)
{
    struct bytes name = text_of(row, "name");
    (void)looks;
    printf("  %-34.*s  %lld listen\n", (int)name.size, name.data, (long long)number_of(row, "listeners"));
}

static void print_hall(const struct looks *looks, const struct value *row)
{
    (void)looks;
    printf("shard %lld: %lld sessions, %lld actors, %lld KiB of Lua\n", (long long)number_of(row, "hall"),
           (long long)number_of(row, "sessions"), (long long)number_of(row, "actors"),
           (long long)number_of(row, "awake_bytes") / 1024);
}

static void print_more(const struct looks *looks, const char *kind)
{
    for (size_t i = 0; i < looks->now->items_count; i++) {
        const struct value *row = &looks->now->items[i];
        if (is_kind(row, "more") && bytes_equal(text_of(row, "of"), bytes_of(kind)))
            printf("  and %lld more\n", (long long)number_of(row, "count"));
    }
}

// All rows of a kind, below a title.
static void print_all(const struct looks *looks, const char *kind, const char *title,
                      void (*print)(const struct looks *looks, const struct value *row))
{
    bool has_title = !title;
    for (size_t i = 0; i < looks->now->items_count; i++) {
        const struct value *row = &looks->now->items[i];
        bool is_member = strcmp(kind, "group") == 0 && is_kind(row, "actor");
        if (!is_kind(row, kind) && !is_member) continue;
        if (!has_title) printf("\n%s\n", title);
        has_title = true;
        print(looks, row);
    }
    print_more(looks, kind);
}

static int look(const char *path)
{
    struct arena arenas[2] = {{0}};
    struct error err = {0};
    struct timespec pause = {0, LOOK_MS * 1000000L};
    const struct value_table *before = ask(path, &arenas[0], &err);
    struct looks looks = {0};
    if (before) {
        nanosleep(&pause, NULL);
        looks.now = ask(path, &arenas[1], &err);
    }
    if (looks.now) {
        looks.before = order_nodes(before, "id", &arenas[0]);
        looks.actors = order_nodes(looks.now, "actor", &arenas[1]);
        print_all(&looks, "hall", NULL, print_hall);
        print_all(&looks, "group", "supervised", print_member);
        print_all(&looks, "service", "services", print_worker);
        print_all(&looks, "program", "programs", print_worker);
        print_all(&looks, "node", "sessions", print_session);
        print_all(&looks, "topic", "topics", print_topic);
    }
    for (int i = 0; i < 2; i++) arena_destroy(&arenas[i]);
    return looks.now ? 0 : command_complain("%s", err.text);
}

int tree_main(int count, char **arguments)
{
    char path[CONTROL_PATH_MAX];
    if (count > 1) return command_complain("tree takes one host: '%s' is one too many", arguments[1]);
    int code = find_host(count ? arguments[0] : NULL, path);
    return code ? code : look(path);
}

int kill_main(int count, char **arguments)
{
    char path[CONTROL_PATH_MAX], request[300];
    struct buffer answer = {0};
    struct error err = {0};
    if (count < 1 || count > 2)
        return command_complain("kill takes a node, and maybe a host; see lightspeed help kill");
    int code = find_host(count > 1 ? arguments[1] : NULL, path);
    if (code) return code;
    snprintf(request, sizeof request, "kill %s", arguments[0]);
    bool ok = control_ask(path, request, &answer, &err);
    bool has_ended = bytes_equal(buffer_bytes(&answer), BYTES("ended"));
    buffer_destroy(&answer);
    if (!ok) return command_complain("%s", err.text);
    if (has_ended) return 0;
    fprintf(stderr, "lightspeed: there is no actor, no session and no service '%s'; see lightspeed tree\n",
            arguments[0]);
    return EXIT_FOUND;
}
