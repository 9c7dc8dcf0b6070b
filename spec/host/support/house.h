// A house for specs: an app from source text, one or more halls on loops of their own with clocks that stand still,
// and browsers that speak the protocol to them without a socket.
#pragma once

#include "app/assets.h"
#include "base/log.h"
#include "base/mem.h"
#include "session/hall.h"
#include "session/keep/renewal.h"
#include "session/run.h"
#include "session/session.h"
#include "session/timer.h"
#include "session/topic/presence.h"
#include "session/turn.h"
#include "session/visit/ticket.h"
#include "session/visit/visit.h"
#include "tree/html.h"
#include "wire/frame.h"

#include "directory.h" // after ours: cmocka's macro fail() would hide base/error.h's

enum { HOUSE_HALLS_MAX = 4, PEER_FRAMES_MAX = 4096, HOUSE_TURN_MS = 3600000 };

// ---- apps

// Writes the files (name, content, ..., NULL) into a directory of their own, loads the first and removes them again.
static inline struct app *house_load_files_again(const struct app *former, struct error *err,
                                                 const char *const *files)
{
    char path[256];
    struct directory directory = directory_make();
    for (const char *const *at = files; *at; at += 2) directory_write(&directory, at[0], at[1]);
    snprintf(path, sizeof path, "%s/%s", directory.path, files[0]);
    struct findings findings = {0};
    struct app *app = app_load_telling(path, false, former, &findings, err);
    findings_destroy(&findings);
    directory_remove(&directory);
    return app;
}

static inline struct app *house_load_files(struct error *err, const char *const *files)
{
    return house_load_files_again(NULL, err, files);
}

static inline struct app *house_try_load(const char *source, struct error *err)
{
    const char *const files[] = {"app.lua", source, NULL};
    return house_load_files(err, files);
}

static inline struct app *house_load(const char *source)
{
    struct error err = {0};
    struct app *app = house_try_load(source, &err);
    if (!app) fail_msg("the app does not load: %s", err.text);
    return app;
}

// ---- browsers

struct peer {
    struct line line; // first: the door gets a line
    bool is_slow;     // takes nothing until it is told to
    bool is_gone;
    char *frames[PEER_FRAMES_MAX]; // what came, oldest first
    size_t count;
    uint32_t ref;
};

static inline void peer_take_all(struct peer *peer)
{
    for (struct bytes frame; (frame = line_pull(&peer->line)).data;) {
        if (peer->count == PEER_FRAMES_MAX) {
            free(peer->frames[0]);
            memmove(peer->frames, peer->frames + 1, sizeof peer->frames - sizeof *peer->frames);
            peer->count--;
        }
        char *copy = malloc(frame.size + 1);
        memcpy(copy, frame.data, frame.size);
        copy[frame.size] = 0;
        peer->frames[peer->count++] = copy;
    }
}

static inline void house_bytes_wait(struct line *line)
{
    struct peer *peer = (struct peer *)line;
    if (!peer->is_slow) peer_take_all(peer);
}

static inline struct peer *peer_new(struct hall *hall)
{
    struct peer *peer = calloc(1, sizeof *peer);
    line_open(&peer->line, hall);
    return peer;
}

static inline void peer_forget(struct peer *peer)
{
    for (size_t i = 0; i < peer->count; i++) free(peer->frames[i]);
    peer->count = 0;
}

static inline void peer_leave(struct peer *peer)
{
    line_close(&peer->line);
    peer_forget(peer);
    free(peer);
}

static inline void peer_say(struct peer *peer, const char *text)
{
    line_receive(&peer->line, bytes_of(text));
}

static inline void peer_join(struct peer *peer, const char *ticket, const char *seen)
{
    char text[256];
    snprintf(text, sizeof text, "[\"join\",1,\"%s\",%s]", ticket, seen);
    peer_say(peer, text);
}

// A browser that comes with this ticket.
static inline struct peer *peer_enter(struct hall *hall, const char *ticket, const char *seen)
{
    struct peer *peer = peer_new(hall);
    peer_join(peer, ticket, seen);
    return peer;
}

// An event with the next REF.
static inline void peer_event(struct peer *peer, const char *name, const char *payload)
{
    char text[512];
    snprintf(text, sizeof text, "[\"e\",%u,\"%s\",%s,0]", ++peer->ref, name, payload);
    peer_say(peer, text);
}

// Follows a link within the page; `ticket` is that of the view it comes back to, or "".
static inline void peer_go(struct peer *peer, const char *url, const char *ticket)
{
    char payload[256];
    snprintf(payload, sizeof payload, "{\"url\":\"%s\",\"ticket\":\"%s\"}", url, ticket);
    peer_event(peer, "ls:go", payload);
}

// The ticket in the answer to that.
static inline void way_read_ticket(const char *answer, char ticket[64])
{
    const char *at = strstr(answer, "{\"go\":[\"");
    if (!at) fail_msg("no way there: %s", answer);
    assert_int_equal(sscanf(at + 8, "%63[^\"]", ticket), 1);
}

static inline const char *peer_last(const struct peer *peer)
{
    return peer->count ? peer->frames[peer->count - 1] : "";
}

static inline bool peer_has(const struct peer *peer, const char *part)
{
    for (size_t i = 0; i < peer->count; i++)
        if (strstr(peer->frames[i], part)) return true;
    return false;
}

static inline void assert_contains(const char *text, const char *part)
{
    if (!strstr(text, part)) fail_msg("'%s' is not in '%s'", part, text);
}

// ---- houses

struct house {
    struct settings settings;
    struct app *app;
    uv_loop_t loop;
    struct hall all[HOUSE_HALLS_MAX];
    struct hall *halls[HOUSE_HALLS_MAX];
    struct hall *hall; // the first
    unsigned answers;  // visits that were answered
};

static inline void house_answer(struct visit *visit)
{
    ++*(unsigned *)visit->owner;
}

// What the host logs, for specs that look at it: how many lines, and the newest.
static struct {
    _Atomic unsigned count;
    char last[LOG_LINE_MAX + 1];
} house_log;

static inline void house_keep_log(struct bytes line)
{
    memcpy(house_log.last, line.data, line.size);
    house_log.last[line.size] = 0;
    house_log.count++;
}

// Limits are the defaults; `tune` (may be NULL) changes them. But only instructions end a slice or a turn, and no
// clock: what is done in a slice is the same on a machine that is slow, or stops for a while.
static inline struct house *house_open_with(struct app *app, unsigned halls_count,
                                            void (*tune)(struct settings *settings))
{
    static const struct door door = {house_bytes_wait, house_answer, NULL};
    struct house *house = calloc(1, sizeof *house);
    log_set_writer(house_keep_log);
    house->settings = (struct settings){.limits = limits_default, .is_dev = true, .halls_count = halls_count};
    house->settings.limits.turn_ms = HOUSE_TURN_MS;
    memset(house->settings.key, 7, sizeof house->settings.key);
    if (tune) tune(&house->settings);
    house->settings.halls = house->halls;
    house->app = app;
    uv_loop_init(&house->loop);
    for (unsigned i = 0; i < halls_count; i++) {
        house->halls[i] = &house->all[i];
        hall_create(house->halls[i], i, &house->settings, app, &door, &house->loop);
        house->halls[i]->vm_limits.slice_ns = UINT64_MAX / 2;
        house->halls[i]->clock = (struct hall_clock){true, 1700000000000, 1000000};
    }
    house->hall = house->halls[0];
    return house;
}

// To tune with: a house that is not for developers.
static inline void house_in_production(struct settings *settings)
{
    settings->is_dev = false;
}

static inline struct house *house_open(const char *source)
{
    return house_open_with(house_load(source), 1, NULL);
}

static inline void house_close_halls(struct house *house)
{
    for (unsigned i = 0; i < house->settings.halls_count; i++) hall_close(house->halls[i]);
}

// After its halls were closed.
static inline void house_end(struct house *house)
{
    uv_run(&house->loop, UV_RUN_DEFAULT);
    for (unsigned i = 0; i < house->settings.halls_count; i++) hall_destroy(house->halls[i]);
    assert_int_equal(uv_loop_close(&house->loop), 0);
    app_delete(house->app);
    free(house);
}

static inline void house_close(struct house *house)
{
    house_close_halls(house);
    house_end(house);
}

// Until nobody has anything to do (or for ever; `turns` bounds it).
static inline void house_run(struct house *house)
{
    for (int turns = 0; turns < 100000; turns++) {
        uv_run(&house->loop, UV_RUN_NOWAIT);
        bool is_busy = false;
        for (unsigned i = 0; i < house->settings.halls_count; i++)
            is_busy = is_busy || house->halls[i]->queue_first || atomic_load(&house->halls[i]->inbox.newest) ||
                      !presence_is_settled(house->halls[i]);
        if (!is_busy) return;
    }
    fail_msg("the house never comes to rest");
}

// Time goes on: what is due happens.
static inline void house_wait(struct house *house, uint64_t ms)
{
    for (unsigned i = 0; i < house->settings.halls_count; i++) {
        house->halls[i]->clock.now_ms += ms;
        house->halls[i]->clock.wall_ms += (int64_t)ms;
        hall_ring(house->halls[i]);
        hall_sweep(house->halls[i]);
    }
    house_run(house);
}

// The halls serve this source from now on, and all that follows from it has happened.
static inline void house_reload(struct house *house, const char *source)
{
    const char *const files[] = {"app.lua", source, NULL};
    struct error err;
    struct app *app = house_load_files_again(house->hall->app, &err, files);
    if (!app) fail_msg("the app does not load: %s", err.text);
    renewal_of_all(&house->settings, app);
    house_run(house);
    app_delete(house->app);
    house->app = app;
}

// ---- pages

struct page {
    struct visit visit;
    unsigned answers;
    char ticket[64];
};

static inline const char *page_html(struct page *page)
{
    buffer_put_byte(&page->visit.body, 0);
    page->visit.body.size--;
    return page->visit.body.data;
}

static inline void page_begin(struct page *page, struct hall *hall, const char *path, const char *query)
{
    *page = (struct page){.visit = {.hall = hall, .path = bytes_of(path), .query = bytes_of(query)}};
    page->visit.owner = &page->answers;
    visit_begin(&page->visit);
}

static inline void page_read_ticket(struct page *page)
{
    const char *at = strstr(page_html(page), "ls-ticket\" content=\"");
    if (at) sscanf(at + 20, "%63[^\"]", page->ticket);
}

static inline void page_destroy(struct page *page)
{
    visit_destroy(&page->visit);
}

// A page that is answered with 200; gives its ticket.
static inline void house_visit_at(struct house *house, struct hall *hall, const char *path, char ticket[64])
{
    struct page page;
    page_begin(&page, hall, path, "");
    house_run(house);
    if (page.visit.status != 200) fail_msg("status %d: %s", page.visit.status, page_html(&page));
    page_read_ticket(&page);
    memcpy(ticket, page.ticket, 64);
    page_destroy(&page);
}

static inline void house_visit(struct house *house, struct hall *hall, char ticket[64])
{
    house_visit_at(house, hall, "/", ticket);
}

// A page and a browser that comes with its ticket.
static inline struct peer *house_enter_at(struct house *house, struct hall *hall, const char *path, char ticket[64])
{
    house_visit_at(house, hall, path, ticket);
    return peer_enter(hall, ticket, "0");
}

static inline struct peer *house_enter(struct house *house, struct hall *hall, char ticket[64])
{
    return house_enter_at(house, hall, "/", ticket);
}

// A page and a browser that has joined it.
static inline struct peer *house_join(struct house *house)
{
    char ticket[64];
    struct peer *peer = house_enter(house, house->hall, ticket);
    house_run(house);
    assert_contains(peer_last(peer), "[\"ok\",");
    return peer;
}

static inline struct session *house_session(const struct house *house, const char *ticket)
{
    struct ticket read;
    struct error err;
    assert_true(ticket_read(bytes_of(ticket), house->settings.key, &read, &err));
    return hall_find(house->hall, read.session);
}

// The model of a session, which wakes for it.
static inline void house_write_model(struct session *session, struct buffer *out)
{
    struct error err = {0};
    buffer_clear(out);
    assert_non_null(session);
    if (!session_wake(session, &err) || !vm_write_model(session->vm, out, &err)) fail_msg("%s", err.text);
}

// ---- apps that many specs use

// A number; n goes up by `by`. `boom` raises, `spin` never comes back.
#define HOUSE_COUNTER                                                                                                \
    "local ls = require 'lightspeed'\n"                                                                              \
    "local view = ls.view { title = 'Counter', events = { add = { by = 'integer' }, 'boom', 'spin' } }\n"            \
    "function view.init() return { n = 0 } end\n"                                                                    \
    "function view.update.add(m, e) m.n = m.n + e.by end\n"                                                          \
    "function view.update.boom(m) m.n = 1000 error('boom') end\n"                                                    \
    "function view.update.spin(m) m.n = 2000 while true do end end\n"                                                \
    "function view.render(m) return html[[<p>{m.n}</p>]] end\n"                                                      \
    "return view\n"
