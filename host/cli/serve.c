// See serve.h. Options, then the app, then the sockets, then a thread for each shard; every refusal is one sentence
// with a hint, and a non-zero exit.
#include "cli/serve.h"

#include "base/embed.h"
#include "base/log.h"
#include "base/mem.h"
#include "net/listener.h"
#include "net/shard.h"
#include "service/log_writer.h"
#include "session/assets.h"

#include <errno.h>
#include <getopt.h>
#include <signal.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <unistd.h>

enum { SHARDS_MAX = 64, EXIT_USAGE = 2 };

struct options {
    const char *app;
    const char *listen;
    int port;
    unsigned shards;
    struct settings settings;
};

static const struct option long_options[] = {
    {"port", required_argument, NULL, 'p'},   {"listen", required_argument, NULL, 'l'},
    {"shards", required_argument, NULL, 's'}, {"limit", required_argument, NULL, 'L'},
    {"prod", no_argument, NULL, 'P'},         {"help", no_argument, NULL, 'h'},
    {"version", no_argument, NULL, 'v'},      {NULL, 0, NULL, 0},
};

static int complain(const char *text)
{
    fprintf(stderr, "lightspeed-host: %s\n", text);
    return EXIT_USAGE;
}

static void print_help(void)
{
    printf("lightspeed-host: serves live web pages written in Lua\n\n"
           "    lightspeed-host [OPTION]... APP.lua\n\n"
           "  --port N            port to listen on (4000)\n"
           "  --listen ADDRESS    numeric address to listen on (127.0.0.1; 0.0.0.0 for everyone)\n"
           "  --shards N          threads that serve (one a core)\n"
           "  --prod              visitors see references in place of error messages\n"
           "  --limit NAME=VALUE  sets a limit, see below; may be given several times\n"
           "  --help              this\n"
           "  --version           prints the version\n\n"
           "Limits and their defaults:\n\n");
    limits_print_help();
}

// --- options ---

static bool fail_unknown(const char *given, struct error *err)
{
    struct bytes names[sizeof long_options / sizeof *long_options];
    size_t count = 0;
    while (long_options[count].name) {
        names[count] = bytes_of(long_options[count].name);
        count++;
    }
    struct bytes name = bytes_of(given);
    while (name.size && *name.data == '-') name.data++, name.size--;
    const char *sign = memchr(name.data, '=', name.size);
    if (sign) name.size = (size_t)(sign - name.data);
    struct bytes near = schema_suggest(name, names, count);
    if (near.size) return fail(err, ERROR_UNKNOWN, "unknown option '%s'; did you mean --%s?", given, near.data);
    return fail(err, ERROR_UNKNOWN, "unknown option '%s'; see lightspeed-host --help", given);
}

static bool read_number(const char *option, const char *text, long least, long most, long *number, struct error *err)
{
    char *end;
    errno = 0;
    *number = strtol(text, &end, 10);
    if (!errno && end != text && !*end && *number >= least && *number <= most) return true;
    return fail(err, ERROR_MISFIT, "--%s takes a number from %ld to %ld, not '%s'", option, least, most, text);
}

// False with err->code NONE: done already (--help, --version).
static bool read_options(int count, char **arguments, struct options *options, struct error *err)
{
    long number;
    opterr = 0;
    for (int option; (option = getopt_long(count, arguments, ":", long_options, NULL)) != -1;) {
        switch (option) {
        case 'p':
            if (!read_number("port", optarg, 1, 65535, &number, err)) return false;
            options->port = (int)number;
            break;
        case 's':
            if (!read_number("shards", optarg, 1, SHARDS_MAX, &number, err)) return false;
            options->shards = (unsigned)number;
            break;
        case 'L':
            if (!limits_set(&options->settings.limits, optarg, err)) return false;
            break;
        case 'l': options->listen = optarg; break;
        case 'P': options->settings.is_dev = false; break;
        case 'h': print_help(); return false;
        case 'v': printf("lightspeed-host " LIGHTSPEED_VERSION "\n"); return false;
        case ':':
            return fail(err, ERROR_MISFIT, "%s takes a value; see lightspeed-host --help", arguments[optind - 1]);
        default: return fail_unknown(arguments[optind - 1], err);
        }
    }
    if (optind == count) return fail(err, ERROR_MISFIT, "which app? lightspeed-host app.lua (see --help)");
    if (optind + 1 < count)
        return fail(err, ERROR_MISFIT, "one app at a time: '%s' is one too many", arguments[optind + 1]);
    options->app = arguments[optind];
    return true;
}

// --- serving ---

// A file for each connection: as many as the system lets us have.
static void raise_file_limit(void)
{
    struct rlimit limit;
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
    limit.rlim_cur = limit.rlim_max;
    setrlimit(RLIMIT_NOFILE, &limit);
}

static void print_banner(const struct options *options)
{
    const char *shown = strcmp(options->listen, "127.0.0.1") == 0 ? "localhost" : options->listen;
    bool is_v6 = strchr(shown, ':') != NULL;
    printf("Lightspeed " LIGHTSPEED_VERSION " \u00b7 %s \u00b7 Lua 5.4\n  \u279c http://%s%s%s:%d        %s\n",
           options->settings.is_dev ? "dev" : "prod", is_v6 ? "[" : "", shown, is_v6 ? "]" : "", options->port,
           options->app);
    fflush(stdout);
}

static void wait_for_signal(const sigset_t *signals)
{
    int got;
    sigwait(signals, &got);
    log_line(LOG_INFO, "%s: closing", got == SIGINT ? "interrupted" : "terminated");
}

static bool create_shards(struct options *options, const struct app *app, struct shard *shards, struct error *err)
{
    int fds[SHARDS_MAX];
    static struct hall *halls[SHARDS_MAX];
    if (!listener_bind(options->listen, options->port, fds, options->shards, err)) return false;
    options->settings.halls = halls;
    options->settings.halls_count = options->shards;
    for (unsigned i = 0; i < options->shards; i++) {
        halls[i] = &shards[i].hall;
        if (!shard_create(&shards[i], i, &options->settings, app, fds[i], err)) return false;
    }
    return true;
}

static bool serve(struct options *options, const struct app *app, struct error *err)
{
    struct shard *shards = mem_new_clear(options->shards * sizeof *shards);
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGINT);
    sigaddset(&signals, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &signals, NULL); // for the threads too: this one waits for them
    signal(SIGPIPE, SIG_IGN);
    bool ok = create_shards(options, app, shards, err);
    unsigned started = 0;
    while (ok && started < options->shards && (ok = shard_start(&shards[started], err))) started++;
    if (ok) {
        print_banner(options);
        log_writer_start();
        wait_for_signal(&signals);
    }
    for (unsigned i = 0; i < started; i++) shard_stop(&shards[i]);
    for (unsigned i = 0; i < started; i++) shard_join(&shards[i]);
    for (unsigned i = 0; i < started; i++) shard_destroy(&shards[i]);
    if (ok) log_writer_stop();
    mem_free(shards);
    return ok;
}

// Says all that there is to say of the app's files; hints are for those who write it.
static struct app *load(const struct options *options)
{
    struct error err;
    struct findings findings = {0};
    struct app *app = app_load_telling(options->app, false, &findings, &err);
    findings_print(&findings, options->settings.is_dev ? FINDING_HINT : FINDING_ERROR, stderr);
    findings_destroy(&findings);
    return app;
}

int serve_main(int count, char **arguments)
{
    struct error err = {0};
    struct options options = {
        .listen = "127.0.0.1",
        .port = 4000,
        .shards = (unsigned)sysconf(_SC_NPROCESSORS_ONLN),
        .settings = {.limits = limits_default, .is_dev = true},
    };
    if (options.shards > SHARDS_MAX) options.shards = SHARDS_MAX;
    if (!read_options(count, arguments, &options, &err)) return err.code == ERROR_NONE ? 0 : complain(err.text);
    if (sodium_init() < 0) return complain("libsodium does not start");
    lws_set_log_level(LLL_ERR, NULL);
    raise_file_limit();
    randombytes_buf(options.settings.key, sizeof options.settings.key);
    struct app *app = load(&options);
    if (!app) return 1;
    assets_prepare(app);
    bool ok = serve(&options, app, &err);
    app_delete(app);
    return ok ? 0 : complain(err.text);
}
