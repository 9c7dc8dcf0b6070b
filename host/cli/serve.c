// See serve.h. Options, then the app, then the sockets, then a thread for each shard; every refusal is one sentence
// with a hint, and a non-zero exit.
#include "cli/serve.h"

#include "base/embed.h"
#include "base/log.h"
#include "base/mem.h"
#include "cli/options.h"
#include "net/listener.h"
#include "net/shard.h"
#include "service/log_writer.h"
#include "session/assets.h"

#include <signal.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>

enum { EXIT_USAGE = 2 };

static int complain(const char *text)
{
    fprintf(stderr, "lightspeed-host: %s\n", text);
    return EXIT_USAGE;
}

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
    struct options options;
    if (!options_read(count, arguments, &options, &err)) return err.code == ERROR_NONE ? 0 : complain(err.text);
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
