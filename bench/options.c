// See options.h.
#include "options.h"

#include "die.h"

#include <arpa/inet.h>
#include <assert.h>
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>

static const char usage[] =
    "usage: load MODE [OPTION VALUE]...        measures a lightspeed-host on this machine\n"
    "\n"
    "  closed    each session sends its next event when the last one is answered\n"
    "  paced     events come at --rate whatever the host does; latency counts from when one was due\n"
    "  pages     page requests over --connections, no join\n"
    "  joins     WebSocket and join of pages fetched beforehand\n"
    "  idle      memory of sessions that do nothing; with --parked of pages that nobody joined;\n"
    "            with --rate they are woken one by one in the end\n"
    "  many      memory of --sessions, of which --connected keep their line, and what a click costs beside them\n"
    "  fanout    one session's event makes a push for every session; of them --deaf never read\n"
    "  spin      paced, without and with a neighbour that never ends its turn\n"
    "  steps     one event on a fresh session, --runs times; each NAME=JSON after -- is sent before it, unmeasured\n"
    "  ready     waits for the first page\n"
    "  startup   runs the command after -- until it answers its first page\n"
    "  reconnect runs it, kills it under --sessions, runs it again, and sees them come back\n"
    "\n"
    "  --port N  --address 127.x.y.z (nothing but loopback)  --host PID (CPU and memory of that process)\n"
    "  --path /  --event add  --payload '{\"by\":\"1\"}'  --pushes 1 (frames that answer nothing are no trouble)\n"
    "  --sessions 1000  --rate 10000  --seconds 5  --warmup 1  --wait 0 (idle)  --deaf 0 (fanout)  --connections 32  "
    "--runs 9\n"
    "  --in-flight 64 (joins at once)  --spin-path (the same)  --spin-event spin  --parked 1  --connected 1000 "
    "(many)\n"
    "  --bare 1 (measures bench/floor.c: no page, no join)\n"
    "  --cpu N (pins the generator)  --host-cpu N (startup: pins the host)  --json FILE (raw figures)\n";

static const struct option names[] = {
    {"port", 1, NULL, 'p'},       {"address", 1, NULL, 'a'},   {"host", 1, NULL, 'h'},
    {"path", 1, NULL, 'P'},       {"event", 1, NULL, 'e'},     {"payload", 1, NULL, 'j'},
    {"sessions", 1, NULL, 'n'},   {"rate", 1, NULL, 'r'},      {"seconds", 1, NULL, 's'},
    {"warmup", 1, NULL, 'w'},     {"wait", 1, NULL, 'W'},      {"connections", 1, NULL, 'c'},
    {"runs", 1, NULL, 'R'},       {"in-flight", 1, NULL, 'f'}, {"spin-path", 1, NULL, 'S'},
    {"spin-event", 1, NULL, 'E'}, {"bare", 1, NULL, 'b'},      {"parked", 1, NULL, 'k'},
    {"connected", 1, NULL, 'o'},  {"pushes", 1, NULL, 'u'},    {"cpu", 1, NULL, 'C'},
    {"host-cpu", 1, NULL, 'H'},   {"json", 1, NULL, 'J'},      {"deaf", 1, NULL, 'd'},
    {NULL, 0, NULL, 0},
};

static _Noreturn void refuse(const char *why, const char *value)
{
    fprintf(stderr, "load: %s: %s\n\n%s", why, value, usage);
    exit(2);
}

static double number(const char *text, double least, double most)
{
    char *end = NULL;
    double value = strtod(text, &end);
    if (end == text || *end || !(value >= least && value <= most)) refuse("no number that fits", text);
    return value;
}

static unsigned count(const char *text, unsigned most)
{
    return (unsigned)number(text, 0, most);
}

// A generator of load is a weapon when it can be pointed at others.
static uint32_t loopback(const char *text)
{
    struct in_addr address;
    if (inet_pton(AF_INET, text, &address) != 1) refuse("not an IPv4 address", text);
    if (ntohl(address.s_addr) >> 24 != 127) refuse("only loopback is measured", text);
    return ntohl(address.s_addr);
}

static void check_path(const char *path)
{
    assert(path);
    if (path[0] != '/' || strlen(path) > 512) refuse("a path begins with / and has at most 512 bytes", path);
}

static void set(struct options *options, int name, char *value)
{
    switch (name) {
    case 'p': options->place.port = (uint16_t)number(value, 1, 65535); break;
    case 'a': options->place.address = loopback(value); break;
    case 'h': options->host = (int)number(value, 1, 1 << 30); break;
    case 'P': options->path = value; break;
    case 'e': options->event = value; break;
    case 'j': options->payload = value; break;
    case 'n': options->sessions = (unsigned)number(value, 1, 100000); break;
    case 'r': options->rate = number(value, 0.01, 10000000); break;
    case 's': options->seconds = number(value, 0.1, 600); break;
    case 'w': options->warmup = number(value, 0, 600); break;
    case 'W': options->wait = number(value, 0, 3600); break;
    case 'o': options->connected = (unsigned)number(value, 1, 100000); break;
    case 'd': options->deaf = (unsigned)number(value, 1, 100000); break;
    case 'c': options->connections = (unsigned)number(value, 1, 10000); break;
    case 'R': options->runs = (unsigned)number(value, 1, 100); break;
    case 'f': options->in_flight = (unsigned)number(value, 1, 4096); break;
    case 'S': options->spin_path = value; break;
    case 'E': options->spin_event = value; break;
    case 'b': options->bare = count(value, 1); break;
    case 'k': options->parked = count(value, 1); break;
    case 'u': options->pushes = count(value, 1); break;
    case 'C': options->cpu = (int)count(value, 1023); break;
    case 'H': options->host_cpu = (int)count(value, 1023); break;
    case 'J': options->json = value; break;
    default: refuse("an option that nobody knows", "see below");
    }
}

void options_read(struct options *options, int argc, char **argv)
{
    *options = (struct options){
        .place = {.address = INADDR_LOOPBACK, .port = 8080},
        .path = "/",
        .event = "add",
        .payload = "{\"by\":\"1\"}",
        .spin_event = "spin",
        .sessions = 1000,
        .connected = 1000,
        .connections = 32,
        .in_flight = 64,
        .runs = 9,
        .seconds = 5,
        .warmup = 1,
        .cpu = -1,
        .host_cpu = -1,
    };
    if (argc < 2 || argv[1][0] == '-') refuse("no mode", "see below");
    options->mode = argv[1];
    for (int name = 0; (name = getopt_long(argc - 1, argv + 1, "", names, NULL)) != -1;) set(options, name, optarg);
    if (optind + 1 < argc) options->command = argv + 1 + optind;
    if (!options->spin_path) options->spin_path = options->path;
    check_path(options->path);
    check_path(options->spin_path);
    snprintf(options->place.name, sizeof options->place.name, "%u.%u.%u.%u:%u", options->place.address >> 24,
             options->place.address >> 16 & 255, options->place.address >> 8 & 255, options->place.address & 255,
             options->place.port);
}

unsigned options_seconds_max(const struct options *options)
{
    double wake = options->rate > 0 ? options->sessions / options->rate : 0;
    double busy = options->warmup + 2 * options->seconds + options->wait + wake;
    return 60 + (unsigned)busy + options->sessions / 250 + options->runs * 2;
}
