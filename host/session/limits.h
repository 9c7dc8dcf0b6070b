// Every number that protects the host, in one place, with its name for `--limit NAME=VALUE`.
#pragma once

#include "base/error.h"
#include "vm/vm.h"

#include <stdint.h>

//  X(field, name, default, least, most, what it is)
#define LIMITS(X)                                                                                                    \
    X(turn_fuel, "turn_fuel", 2000000, 1000, INT64_MAX / 2, "instructions a turn may spend")                         \
    X(slice_fuel, "slice_fuel", 50000, 1000, INT64_MAX / 2, "instructions before others are served")                 \
    X(slice_us, "slice_us", 50, 10, 1000000, "the same, by the clock, in microseconds")                              \
    X(turn_ms, "turn_ms", 1000, 1, 3600000, "wall clock a turn may take, in milliseconds")                           \
    X(heap_bytes, "heap_bytes", 4194304, 65536, INT64_MAX / 2, "Lua memory of a session, in bytes")                  \
    X(mailbox, "mailbox", 256, 1, 1000000, "messages that may wait for a session")                                   \
    X(events_per_s, "events_per_s", 100, 1, 1000000, "events a second from one browser, sustained")                  \
    X(events_burst, "events_burst", 200, 1, 1000000, "events at once from one browser")                              \
    X(outbox_bytes, "outbox_bytes", 262144, 1024, INT64_MAX / 2,                                                     \
      "bytes kept for a client that does not acknowledge")                                                           \
    X(parked, "parked", 10000, 1, 100000000, "sessions of a shard whose page was fetched and never joined")          \
    X(parked_s, "parked_s", 60, 1, 86400, "seconds that such a session waits")                                       \
    X(sessions, "sessions", 1000000, 1, 100000000, "sessions of a shard")                                            \
    X(files, "files", 65536, 256, 1 << 30,                                                                           \
      "files that the host may have open, one for each connection, where the system lets it")                        \
    X(linger_s, "linger_s", 300, 1, 86400, "seconds that a session lives on without a line")                         \
    X(memory_mb, "memory_mb", 0, 0, 1 << 30, "megabytes that the host may use, 0: no limit of its own")              \
    X(sleep_s, "sleep_s", 15, 1, 86400, "seconds without an event before a session sleeps")                          \
    X(silence_s, "silence_s", 60, 5, 86400, "seconds of silence before a line is given up")                          \
    X(joins, "joins", 100, 1, 1000000, "join frames of one connection")                                              \
    X(opens_per_s, "opens_per_s", 20, 1, 1000000,                                                                    \
      "topics a second that one connection may open, after its first joins")                                         \
    X(timers, "timers", 64, 1, 100000, "timers of a session")                                                        \
    X(topics, "topics", 64, 1, 100000, "topics that a session listens to")                                           \
    X(topic_queue, "topic_queue", 64, 1, 1000000, "messages of one topic that may wait for a session")               \
    X(broadcasts, "broadcasts", 256, 1, 1000000, "broadcasts of one turn")                                           \
    X(broadcast_bytes, "broadcast_bytes", 65536, 64, 1 << 30, "data of one broadcast, in bytes")                     \
    X(alike, "alike", 1, 0, 1, "whether a broadcast to sessions that are alike runs but once, 0: in each")           \
    X(actors, "actors", 100000, 0, 100000000, "actors of a shard")                                                   \
    X(asks, "asks", 64, 1, 100000, "answers from actors that a session may wait for")                                \
    X(watches, "watches", 256, 1, 100000, "actors that a session may watch")                                         \
    X(watchers, "watchers", 10000, 1, 10000000, "sessions that may watch an actor")                                  \
    X(calls, "calls", 64, 1, 100000, "calls of services that a session may have under way")                          \
    X(call_linger_s, "call_linger_s", 2, 0, 86400, "seconds that they go on when its line is lost")                  \
    X(first_page_ms, "first_page_ms", 2000, 0, 60000, "milliseconds that a page waits for what its init asks")       \
    X(service_pool, "service_pool", 4, 1, 64, "threads of a service that does not say")                              \
    X(service_queue, "service_queue", 256, 1, 100000, "calls that may wait for such a service")                      \
    X(service_ms, "service_ms", 30000, 1, 3600000, "milliseconds that a call of such a service may take")            \
    X(service_bytes, "service_bytes", 67108864, 1048576, INT64_MAX / 2, "Lua memory of a thread of a service")       \
    X(http_bytes, "http_bytes", 8388608, 1024, 1 << 30, "bytes that an answer to ls.http may have")                  \
    X(http_private, "http_private", 1, 0, 1, "whether ls.http may ask addresses of private networks")                \
    X(files_bytes, "files_bytes", 16777216, 1024, 1 << 30, "bytes that a file of ls.files may have")                 \
    X(cache_bytes, "cache_bytes", 33554432, 65536, INT64_MAX / 2, "bytes that ls.cache may keep")                    \
    X(tracks, "tracks", 16, 1, 100000, "topics that a session may be present in")                                    \
    X(present, "present", 1000, 1, 1000000, "sessions that may be present in a topic")                               \
    X(presence_bytes, "presence_bytes", 1024, 16, 1048576, "bytes that one who is present may say of himself")       \
    X(presence_ms, "presence_ms", 100, 0, 60000, "milliseconds between two lists of who is present")                 \
    X(absent_s, "absent_s", 5, 0, 86400, "seconds without a line in which one is still present")                     \
    X(children, "children", 64, 1, 1024, "nested views of a page, at all depths")                                    \
    X(nesting, "nesting", 4, 1, 16, "nested views in each other")                                                    \
    X(session_s, "session_s", 1209600, 60, 315360000, "seconds that the cookie of ls.put_session is good")           \
    X(hang_s, "hang_s", 10, 1, 3600, "seconds without an answer before a master kills its worker")                   \
    X(start_s, "start_s", 60, 1, 3600, "seconds that a worker may take to come up")                                  \
    X(drain_s, "drain_s", 10, 1, 3600, "seconds that turns may take to finish when the host goes down")              \
    X(returns_per_s, "returns_per_s", 2000, 1, 1000000, "browsers a second that come back to a shard after that")    \
    X(restarts, "restarts", 5, 0, 1000000, "restarts of a worker in restarts_s before its master gives up")          \
    X(restarts_s, "restarts_s", 60, 1, 86400, "seconds in which they are counted")

struct limits {
#define X(field, name, value, least, most, what) int64_t field;
    LIMITS(X)
#undef X
};

extern const struct limits limits_default;

// "NAME=VALUE"; fails (UNKNOWN, MISFIT) with the names there are, or the range.
bool limits_set(struct limits *limits, const char *setting, struct error *err);

// The part that concerns one Lua state.
struct vm_limits limits_of_vm(const struct limits *limits, bool is_dev);

// A line for each limit: name, default, meaning. For --help.
void limits_print_help(void);
