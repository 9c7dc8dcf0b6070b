// See options.h.
#include "cli/options.h"

#include "service/world/mail.h"
#include "session/replay/trace_file.h"

#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const struct option long_options[] = {
    {"port", required_argument, NULL, 'p'},   {"listen", required_argument, NULL, 'l'},
    {"shards", required_argument, NULL, 's'}, {"limit", required_argument, NULL, 'L'},
    {"state", required_argument, NULL, 'T'},  {"data", required_argument, NULL, 'A'},
    {"smtp", required_argument, NULL, 'E'},   {"durable", required_argument, NULL, 'D'},
    {"secret", required_argument, NULL, 'S'}, {"prod", no_argument, NULL, 'P'},
    {"traces", required_argument, NULL, 'R'}, {"control", required_argument, NULL, 'C'},
    {"master", no_argument, NULL, 'M'},       {"help", no_argument, NULL, 'h'},
    {"version", no_argument, NULL, 'v'},      {NULL, 0, NULL, 0},
};

static void print_help(void)
{
    printf(
        "lightspeed-host: serves live web pages written in Lua\n\n"
        "    lightspeed-host [OPTION]... APP.lua\n\n"
        "  --port N            port to listen on (4000)\n"
        "  --listen ADDRESS    numeric address to listen on (127.0.0.1; 0.0.0.0 for everyone)\n"
        "  --shards N          threads that serve (one a core)\n"
        "  --secret FILE       what cookies and tickets are sealed with, 32 bytes or more; without one it is made\n"
        "                      at each start, and all visitors begin anew then\n"
        "  --prod              visitors see references in place of error messages\n"
        "  --master            watches over a process that serves, and starts it anew when it fails\n"
        "  --state DIRECTORY   where sessions outlive the host; without one they end with it\n"
        "  --durable WHICH     with --state: all (the views too that do not say, which is so by itself), or "
        "declared\n"
        "  --data DIRECTORY    where databases and files of services lie; without one beside the app\n"
        "  --smtp URL          the server that takes mail: smtp://USER:PASSWORD@HOST:PORT; else LIGHTSPEED_SMTP in "
        "the\n"
        "                      environment\n"
        "  --traces DIR        where traces of failures go, in development (docs/time-travel.md)\n"
        "  --control PATH      the socket that `lightspeed tree` opens; without one at a place of your own\n"
        "  --limit NAME=VALUE  sets a limit, see below; may be given several times\n"
        "  --help              this\n"
        "  --version           prints the version\n\n"
        "Limits and their defaults:\n\n");
    limits_print_help();
}

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

static bool read_durable(const char *text, bool *keeps_all, struct error *err)
{
    *keeps_all = strcmp(text, "all") == 0;
    return *keeps_all || strcmp(text, "declared") == 0 ||
           fail(err, ERROR_MISFIT, "--durable takes all or declared, not '%s'", text);
}

static bool read_arguments(int count, char **arguments, struct options *options, struct error *err)
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
        case 'T': options->state = optarg; break;
        case 'A': options->data = optarg; break;
        case 'E': options->smtp = optarg; break;
        case 'D':
            if (!read_durable(optarg, &options->settings.keeps_all, err)) return false;
            break;
        case 'l': options->listen = optarg; break;
        case 'S': options->secret = optarg; break;
        case 'C': options->control = optarg; break;
        case 'M': options->is_master = true; break;
        case 'R': options->settings.traces = optarg; break;
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

// An empty variable is none.
static bool check_smtp(struct options *options, struct error *err)
{
    if (options->smtp && !*options->smtp) options->smtp = NULL;
    return !options->smtp || mail_check_server(options->smtp, err);
}

bool options_read(int count, char **arguments, struct options *options, struct error *err)
{
    static char traces[TRACE_PATH_MAX / 2];
    *options = (struct options){
        .listen = "127.0.0.1",
        .port = 4000,
        .shards = (unsigned)sysconf(_SC_NPROCESSORS_ONLN),
        .settings = {.limits = limits_default, .is_dev = true, .keeps_all = true},
    };
    if (options->shards > SHARDS_MAX) options->shards = SHARDS_MAX;
    trace_directory(traces, sizeof traces);
    options->settings.traces = traces;
    options->smtp = getenv("LIGHTSPEED_SMTP");
    return read_arguments(count, arguments, options, err) && check_smtp(options, err);
}
