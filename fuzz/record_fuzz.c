// Any bytes as a session's record, its checksum made right. What is taken is a session like any other: its state can
// be made again or says why not, and what is written of it is taken again.
#include "app/succession.h"
#include "base/log.h"
#include "fuzz_target.h"
#include "session/hall.h"
#include "session/keep/record.h"
#include "session/session.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <xxhash.h>

static struct app *app;
static struct hall hall;
static struct hall *halls[] = {&hall};
static struct settings settings = {.is_dev = true, .halls_count = 1, .halls = halls};
static uv_loop_t loop;
static struct buffer record;
static struct buffer again;

static void keep_quiet(struct bytes line)
{
    (void)line;
}

static void wait_for_bytes(struct line *line)
{
    (void)line;
}

static void open_hall(void)
{
    static const struct door door = {.bytes_wait = wait_for_bytes};
    struct error err;
    log_set_writer(keep_quiet);
    app = app_load("fuzz/record.lua", &err);
    if (!app) {
        fprintf(stderr, "%s\n", err.text);
        exit(1);
    }
    settings.limits = limits_default;
    settings.limits.turn_fuel = 100000;
    uv_loop_init(&loop);
    hall_create(&hall, 0, &settings, app, &door, &loop);
    hall.clock = (struct hall_clock){true, 1700000000000, 1000000};
}

static struct session *read_bytes(struct bytes bytes)
{
    struct error err = {0};
    arena_reset(&hall.arena);
    struct succession succession;
    struct session *session = record_read(&hall, bytes, &succession, &err);
    succession_destroy(&succession);
    assert(session || (err.code != ERROR_NONE && *err.text));
    return session;
}

static void live(struct session *session)
{
    struct error err = {0};
    session_arrive(session, &hall);
    if (!session_wake(session, &err)) assert(*err.text);
    session_end(session, ERROR_GONE, "");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    XXH64_canonical_t sum;
    if (!app) open_hall();
    buffer_clear(&record);
    buffer_put(&record, (struct bytes){(const char *)data, size});
    XXH64_canonicalFromHash(&sum, XXH3_64bits(data, size));
    buffer_put(&record, (struct bytes){(const char *)&sum, sizeof sum});
    struct session *session = read_bytes(buffer_bytes(&record));
    if (!session) return 0;
    buffer_clear(&again);
    record_write(session, &again);
    struct session *copy = read_bytes(buffer_bytes(&again));
    assert(copy && copy->id == session->id && copy->ref_done == session->ref_done);
    session_delete(copy);
    live(session);
    return 0;
}

void fuzz_leave(void)
{
    if (!app) return;
    hall_close(&hall);
    uv_run(&loop, UV_RUN_DEFAULT);
    hall_destroy(&hall);
    uv_loop_close(&loop);
    app_delete(app);
    buffer_destroy(&record);
    buffer_destroy(&again);
}
