// See serve.h. Options, then the app, then the sockets, then a thread for each shard; every refusal is one sentence
// with a hint, and a non-zero exit.
#include "cli/serve.h"

#include "base/clock.h"
#include "base/embed.h"
#include "base/log.h"
#include "base/mem.h"
#include "cli/control.h"
#include "cli/keyfile.h"
#include "cli/mastery.h"
#include "cli/options.h"
#include "cli/reloader.h"
#include "cli/vigil.h"
#include "net/listener.h"
#include "process/inherit.h"
#include "process/notify.h"
#include "service/archivist.h"
#include "service/log_writer.h"
#include "service/office.h"
#include "service/world/world.h"
#include "session/topic/topic.h"
#include "store/secret.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>

enum { EXIT_USAGE = 2 };

struct sockets {
    int fds[INHERIT_MAX];
    unsigned count;
};

static int complain(const char *text)
{
    fprintf(stderr, "lightspeed-host: %s\n", text);
    return EXIT_USAGE;
}

// A file for each connection. Not as many as the system lets us have, in a container often a million: whenever a
// connection ends, libwebsockets goes through all of its table of them, which takes half a microsecond for a
// thousand.
static void set_file_limit(int64_t files)
{
    struct rlimit limit;
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
    limit.rlim_cur = limit.rlim_max < (rlim_t)files ? limit.rlim_max : (rlim_t)files;
    setrlimit(RLIMIT_NOFILE, &limit);
}

static void print_place(int fd, const char *app)
{
    char place[160];
    listener_print_address(fd, place, sizeof place);
    size_t v4 = strlen("127.0.0.1");
    const char *scheme = strncmp(place, "unix:", 5) == 0 ? "" : "http://";
    if (strncmp(place, "127.0.0.1:", v4 + 1) == 0) printf("  \u279c http://localhost%s        %s\n", place + v4, app);
    else printf("  \u279c %s%s        %s\n", scheme, place, app);
}

static bool is_same_place(int one, int other)
{
    char places[2][160];
    listener_print_address(one, places[0], sizeof places[0]);
    listener_print_address(other, places[1], sizeof places[1]);
    return strcmp(places[0], places[1]) == 0;
}

static void print_banner(const struct options *options, const struct sockets *sockets)
{
    printf("Lightspeed " LIGHTSPEED_VERSION " \u00b7 %s \u00b7 Lua 5.4\n", options->settings.is_dev ? "dev" : "prod");
    for (unsigned i = 0; i < sockets->count; i++)
        if (i == 0 || !is_same_place(sockets->fds[i], sockets->fds[i - 1]))
            print_place(sockets->fds[i], options->app);
    fflush(stdout);
}

// --- sockets ---

// Those that who started us opened, or our own: one for each shard.
static bool open_sockets(const struct options *options, struct sockets *sockets, struct error *err)
{
    if (!inherit_take(sockets->fds, &sockets->count, err)) return false;
    if (sockets->count > 0) return true;
    sockets->count = options->shards;
    return listener_bind(options->listen, options->port, sockets->fds, options->shards, err);
}

// Each socket to a shard and each shard to a socket, whichever there are more of.
static bool listen_all(const struct sockets *sockets, struct shard *shards, unsigned count, struct error *err)
{
    bool ok = true;
    assert(count > 0 && sockets->count > 0);
    for (unsigned i = 0; ok && (i < count || i < sockets->count); i++) {
        int fd = sockets->fds[i % sockets->count];
        if (i >= sockets->count) fd = fcntl(fd, F_DUPFD_CLOEXEC, 0);
        ok = fd >= 0 ? listener_open(&shards[i % count], fd, err)
                     : fail(err, ERROR_HOST, "no descriptor for a listening socket: %s", strerror(errno));
    }
    return ok;
}

// --- what outlives the host ---

// With --state: who writes sessions down. Behind a master the directory may still be the predecessor's for a while.
static bool open_state(struct options *options, struct archivist **archivist, struct error *err)
{
    struct settings *settings = &options->settings;
    *archivist = NULL;
    if (!options->state) return true;
    if (notify_has_master()) notify_say("WAITING=1"); // all else is ready: the predecessor may go
    struct archive_place place = {
        .directory = options->state,
        .sweep_s = (int)settings->limits.linger_s,
        .outs_since_ms = clock_wall_ms() - settings->limits.session_s * 1000,
        .is_handed_over = notify_has_master(),
    };
    *archivist = archivist_start(&place, err);
    if (*archivist) settings->keeper = archivist_keeper(*archivist);
    return *archivist;
}

// --- services ---

static struct world *open_world(const struct options *options, const struct app *app)
{
    const struct limits *limits = &options->settings.limits;
    return world_open(&(struct world_place){
        .directory = options->data ? options->data : app->directory,
        .http_bytes = limits->http_bytes,
        .files_bytes = limits->files_bytes,
        .cache_bytes = limits->cache_bytes,
        .is_private_closed = !limits->http_private,
        .smtp = options->smtp,
        .is_dev = options->settings.is_dev,
    });
}

// Databases lie beside the app, unless the operator says where.
static struct office *open_office(struct options *options, const struct app *app, struct world *world,
                                  struct office_place *place)
{
    const struct limits *limits = &options->settings.limits;
    struct vm_service_source source = app_services(app);
    *place = (struct office_place){
        .directory = options->data ? options->data : app->directory,
        .pool = limits->service_pool,
        .queue = limits->service_queue,
        .deadline_ms = limits->service_ms,
        .heap_bytes = limits->service_bytes,
        .broadcast = broadcast_of_service,
        .self = &options->settings,
        .world = world,
    };
    struct office *office = office_open(place, &source);
    options->settings.clerks = office_clerks(office);
    return office;
}

// --- serving ---

static bool create_shards(struct options *options, const struct app *app, struct shard *shards, struct error *err)
{
    static struct hall *halls[SHARDS_MAX];
    options->settings.halls = halls;
    options->settings.halls_count = options->shards;
    for (unsigned i = 0; i < options->shards; i++) {
        halls[i] = &shards[i].hall;
        if (!shard_create(&shards[i], i, &options->settings, app, err)) return false;
    }
    return true;
}

// A host that nobody can look into serves all the same.
static struct control *open_control(const struct options *options)
{
    struct error err;
    struct control *control = control_start(options->control, &options->settings, &err);
    if (!control) log_line(LOG_WARNING, "%s", err.text);
    return control;
}

static bool serve(struct options *options, const struct sockets *sockets, const struct app *app, struct error *err)
{
    struct archivist *archivist;
    struct office_place place;
    if (!open_state(options, &archivist, err)) return false;
    struct world *world = open_world(options, app);
    struct office *office = NULL;
    struct shard *shards = mem_new_clear(options->shards * sizeof *shards);
    vigil_begin();
    bool ok = create_shards(options, app, shards, err) && listen_all(sockets, shards, options->shards, err);
    unsigned started = 0;
    if (ok) office = open_office(options, app, world, &place);
    while (ok && started < options->shards && (ok = shard_start(&shards[started], err))) started++;
    if (ok) {
        log_writer_start();
        struct control *control = open_control(options);
        struct reloader *reloader = reloader_start(options->app, app, &options->settings, office);
        notify_say("READY=1"); // whoever hears of it may look into it, and have it reload
        print_banner(options, sockets);
        vigil_keep(shards, options->shards);
        notify_say("STOPPING=1");
        reloader_stop(reloader);
        control_stop(control);
    }
    for (unsigned i = 0; i < started; i++) shard_stop(&shards[i]);
    for (unsigned i = 0; i < started; i++) shard_join(&shards[i]);
    office_close(office);
    world_close(world);
    archivist_stop(archivist);
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
    if (options->settings.is_dev) app_offer_tools();
    struct app *app = app_load_telling(options->app, false, NULL, &findings, &err);
    findings_print(&findings, options->settings.is_dev ? FINDING_HINT : FINDING_ERROR, stderr);
    findings_destroy(&findings);
    mem_trim(); // what reading and compiling took is not needed again
    return app;
}

// What outlives the host has its key beside it.
static bool keep_key(struct options *options, struct error *err)
{
    unsigned char fresh[SECRET_SIZE];
    randombytes_buf(fresh, sizeof fresh);
    return secret_read(options->state, fresh, options->settings.key, err);
}

static bool make_key(struct options *options, struct error *err)
{
    if (options->state && !secret_make_directory("state", options->state, err)) return false;
    if (options->data && !secret_make_directory("data", options->data, err)) return false;
    if (options->secret) return keyfile_read(options->secret, options->settings.key, err);
    if (options->state) return keep_key(options, err);
    randombytes_buf(options->settings.key, sizeof options->settings.key);
    if (!options->settings.is_dev)
        fprintf(stderr,
                "lightspeed-host: no --secret FILE: cookies and pages are forgotten when this process ends\n");
    return true;
}

static int work(struct options *options, const struct sockets *sockets)
{
    struct error err;
    if (sodium_init() < 0) return complain("libsodium does not start");
    shard_prepare();
    set_file_limit(options->settings.limits.files);
    if (!make_key(options, &err)) return complain(err.text);
    struct app *app = load(options);
    if (!app) return 1;
    bool ok = serve(options, sockets, app, &err);
    app_delete(app);
    return ok ? 0 : complain(err.text);
}

int serve_main(int count, char **arguments)
{
    struct error err = {0};
    struct options options;
    struct sockets sockets;
    vigil_stand_by();
    if (!options_read(count, arguments, &options, &err)) return err.code == ERROR_NONE ? 0 : complain(err.text);
    notify_open();
    if (!open_sockets(&options, &sockets, &err)) return complain(err.text);
    if (options.is_master && !notify_has_master())
        return mastery_main(&options, arguments, sockets.fds, sockets.count);
    return work(&options, &sockets);
}
