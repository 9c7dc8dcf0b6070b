// See children.h.
//
// A child may be in another hall than the session around it: each goes where its line is. Then it ends by a farewell:
// a message that goes round all halls twice, so that one on the move is met where it arrives.
#include "session/children.h"

#include "base/mem.h"
#include "session/hall.h"
#include "session/session.h"
#include "session/timer.h"
#include "session/visit/passage.h"
#include "session/visit/place.h"
#include "session/visit/ticket.h"
#include "session/visit/visit.h"
#include "tree/live.h"
#include "value/codec.h"

#include <stdio.h>

struct family {
    _Atomic uint32_t holders;  // sessions that have it
    _Atomic uint32_t children; // nested sessions that live
    _Atomic bool is_over;      // the page's own session has ended
};

struct child {
    struct child *next;
    uint64_t session;
    uint32_t view;
    bool is_new; // nothing has run in it
    bool is_sticky;
    bool is_shown; // while the page is gone through
    char ticket[TICKET_TEXT_SIZE + 1];
    uint32_t id_size;
    char id[];
};

#define VIEW_IS_GONE 0x80000000u // of a child's view: the number that it had in the app before

// --- families ---

static struct family *family_of(struct session *session)
{
    if (session->family) return session->family;
    session->family = mem_new_clear(sizeof *session->family);
    session->family->holders = 1;
    return session->family;
}

static void family_leave(struct session *session)
{
    struct family *family = session->family;
    if (!family) return;
    session->family = NULL;
    if (session->depth) family->children--;
    if (--family->holders == 0) mem_free(family);
}

bool child_is_wanted(const struct session *session)
{
    return session->depth && !session->family->is_over;
}

// --- finding ---

static struct child *find(const struct session *session, const struct live *live)
{
    for (struct child *child = session->children; child; child = child->next)
        if (child->view == live->view && bytes_equal((struct bytes){child->id, child->id_size}, live->name))
            return child;
    return NULL;
}

static const struct child *find_by_id(const struct session *session, struct bytes id)
{
    const struct child *child = session->children;
    while (child && !bytes_equal((struct bytes){child->id, child->id_size}, id)) child = child->next;
    return child;
}

const char *children_ticket(const struct session *session, struct bytes id)
{
    const struct child *child = find_by_id(session, id);
    return child ? child->ticket : NULL;
}

struct session *children_find(const struct session *session, struct bytes id)
{
    const struct child *child = find_by_id(session, id);
    return child ? hall_find(session->hall, child->session) : NULL;
}

void children_each(struct session *session, void (*meet)(struct session *child))
{
    for (struct child *child = session->children; child; child = child->next) {
        struct session *found = hall_find(session->hall, child->session);
        if (found) meet(found);
    }
}

void children_belong(struct session *session)
{
    for (struct child *child = session->children; child; child = child->next) {
        struct session *found = hall_find(session->hall, child->session);
        if (!found) continue;
        found->owner = session->owner;
        children_belong(found);
    }
}

// --- before they are the page ---

enum { CHILDREN_MAX = 1024 }; // what the limit can be

struct census {
    const struct session *session;
    struct bytes names[CHILDREN_MAX];
    size_t count;
    int64_t fresh;
    struct error *err;
};

static int shown(struct bytes text)
{
    return (int)(text.size < 100 ? text.size : 100);
}

#define FAIL_AT(live, err, code, format, ...)                                                                        \
    fail(err, code, "%.*s: <ls.live id=\"%.*s\">: " format, shown((live)->where), (live)->where.data,                \
         shown((live)->name), (live)->name.data, __VA_ARGS__)

static bool read_params(const struct session *session, const struct live *live, struct value *checked,
                        struct error *err)
{
    struct arena *arena = &session->hall->arena;
    struct value params;
    struct error why;
    if (!codec_decode(live->params, arena, &params, &why)) return FAIL_AT(live, err, why.code, "%s", why.text);
    if (schema_check(session->app->views[live->view].params, &params, "params", arena, checked, &why)) return true;
    return FAIL_AT(live, err, why.code, "%s", why.text);
}

static bool take_census(void *self, const struct live *live)
{
    struct census *census = self;
    const struct session *session = census->session;
    struct value checked;
    if (live->view >= session->app->views_count)
        return FAIL_AT(live, census->err, ERROR_UNKNOWN, "there is no view %u", live->view + 1);
    for (size_t i = 0; i < census->count; i++)
        if (bytes_equal(census->names[i], live->name))
            return FAIL_AT(live, census->err, ERROR_MISFIT, "%s", "two nested views of a page have this id");
    if (census->count == CHILDREN_MAX)
        return FAIL_AT(live, census->err, ERROR_FULL, "more than %d nested views", CHILDREN_MAX);
    census->names[census->count++] = live->name;
    if (find(session, live)) return true;
    census->fresh++;
    return read_params(session, live, &checked, census->err);
}

bool children_check(const struct session *session, struct rendition *next, struct error *err)
{
    if (!next->has_lives && !session->children) return true;
    const struct limits *limits = &session->hall->settings->limits;
    struct census census = {.session = session, .err = err};
    if (!lives_visit(next, take_census, &census)) return false;
    if (!census.fresh) return true;
    int64_t total = census.fresh + (session->family ? session->family->children : 0);
    if (session->depth >= limits->nesting)
        return fail(err, ERROR_TOO_LARGE, "ls.live: views lie more than %lld deep in each other",
                    (long long)limits->nesting);
    if (total > limits->children)
        return fail(err, ERROR_FULL, "ls.live: %lld nested views in one page, more than %lld", (long long)total,
                    (long long)limits->children);
    if (session->hall->sessions_count + (size_t)census.fresh > (size_t)limits->sessions)
        return fail(err, ERROR_FULL, "ls.live: there are too many visitors just now");
    return true;
}

// --- when they are ---

static void keep_start(struct session *session, struct session *child, const struct live *live)
{
    struct value params;
    struct error err;
    struct bytes visitor = {session->start.data + session->start_params_size,
                            session->start.size - session->start_params_size};
    if (read_params(session, live, &params, &err))
        codec_encode(&params, &child->start, &err); // it fitted a moment ago
    child->start_params_size = child->start.size;
    buffer_put(&child->start, visitor);
    child->owner = session->owner;
    buffer_put(&child->page, place_of(session));
}

static struct child *add(struct session *session, const struct child_told *told)
{
    struct child *child = mem_new_clear(sizeof *child + told->id.size);
    child->session = told->session;
    child->view = told->view;
    child->is_sticky = told->is_sticky;
    child->id_size = (uint32_t)told->id.size;
    memcpy(child->id, told->id.data, told->id.size);
    memcpy(child->ticket, told->ticket.data, TICKET_TEXT_SIZE);
    child->next = session->children;
    session->children = child;
    return child;
}

static struct child *add_live(struct session *session, const struct live *live, uint64_t id, const char *ticket)
{
    struct child_told told = {id, live->view, live->is_sticky, live->name, {ticket, TICKET_TEXT_SIZE}};
    return add(session, &told);
}

// One that is sticky comes along from the page that leads here.
static struct child *take_along(struct session *session, const struct live *live)
{
    struct session *asker = live->is_sticky ? passage_asker(session) : NULL;
    const struct child *there = asker ? find(asker, live) : NULL;
    struct session *shared = there && there->is_sticky ? hall_find(session->hall, there->session) : NULL;
    if (!shared) return NULL;
    shared->keepers++;
    return add_live(session, live, shared->id, there->ticket);
}

// It is one of the session's page.
static void join_family(struct session *session, struct session *child)
{
    child->keepers++;
    if (child->family) return;
    child->family = family_of(session);
    child->family->holders++;
    child->family->children++;
}

static struct child *bear(struct session *session, const struct live *live)
{
    struct hall *hall = session->hall;
    struct session *born = session_new(hall, session->app, live->view);
    struct buffer text = {0};
    struct ticket ticket = {.session = born->id, .hall = (uint8_t)hall->index};
    ticket_put(&text, &ticket, hall->settings->key);
    struct child *child = add_live(session, live, born->id, text.data);
    buffer_destroy(&text);
    child->is_new = true;
    born->depth = session->depth + 1;
    born->numbering = session->numbering;
    born->templates_first = born->templates_told = session->templates_first;
    join_family(session, born);
    keep_start(session, born, live);
    hall_add(hall, born);
    count(&hall->counters.children);
    return child;
}

// What its view is in another app; one that is not there shows nowhere, until it is again.
static uint32_t follow(uint32_t view, const struct app *from, const struct app *to)
{
    if (view & VIEW_IS_GONE) return view & ~VIEW_IS_GONE;
    const struct view *now = app_view_named(to, from->views[view].name);
    return now ? (uint32_t)(now - to->views) : view | VIEW_IS_GONE;
}

void children_follow_app(struct session *session, const struct app *from, const struct app *to)
{
    for (struct child *child = session->children; child; child = child->next)
        child->view = follow(child->view, from, to);
}

static void name(const struct session *session, const struct child *child, const struct live *live)
{
    memcpy(live->ticket, child->ticket, sizeof child->ticket);
    *live->scope = session->app->views[live->view].css.size ? live->view + 1 : 0;
}

static bool name_known(void *self, const struct live *live)
{
    const struct session *session = self;
    const struct child *child = find(session, live);
    if (child) name(session, child, live);
    return true;
}

void children_name(struct session *session, struct rendition *shown)
{
    if (session->children) lives_visit(shown, name_known, session);
}

static bool settle(void *self, const struct live *live)
{
    struct session *session = self;
    struct child *child = find(session, live);
    if (!child) child = take_along(session, live);
    if (!child) child = bear(session, live);
    child->is_shown = true;
    name(session, child, live);
    return true;
}

void children_settle(struct session *session, struct rendition *next)
{
    if (!next->has_lives && !session->children) return;
    for (struct child *child = session->children; child; child = child->next) child->is_shown = false;
    lives_visit(next, settle, session);
}

// --- written down, and made again ---

void children_tell(const struct session *session, void (*tell)(void *self, const struct child_told *told), void *self)
{
    for (const struct child *child = session->children; child; child = child->next) {
        struct child_told told = {child->session,
                                  child->view,
                                  child->is_sticky,
                                  {child->id, child->id_size},
                                  {child->ticket, TICKET_TEXT_SIZE}};
        if (!child->is_new) tell(self, &told);
    }
}

void child_remember(struct session *session, const struct child_told *told)
{
    add(session, told);
}

void children_adopt(struct session *session)
{
    for (struct child **link = &session->children; *link;) {
        struct child *child = *link;
        struct session *found = hall_find(session->hall, child->session);
        if (found && found->view == child->view && found->depth == session->depth + 1) {
            join_family(session, found);
            children_adopt(found);
            link = &child->next;
            continue;
        }
        *link = child->next;
        mem_free(child);
    }
}

// --- farewell ---

// A page does not have it any more.
static void release(struct session *session)
{
    if (--session->keepers) return;
    session_end(session, ERROR_GONE, "the page does not show it any more");
}

struct farewell {
    struct inbox_message message; // first
    uint64_t session;
    unsigned halls; // still to be asked
};

static void say_farewell(struct inbox_message *message, void *receiver)
{
    struct farewell *farewell = (struct farewell *)message;
    struct hall *hall = receiver;
    struct session *session = hall ? hall_find(hall, farewell->session) : NULL;
    if (session) release(session);
    if (!hall || session || --farewell->halls == 0) {
        mem_free(farewell);
        return;
    }
    const struct settings *settings = hall->settings;
    inbox_put(&settings->halls[(hall->index + 1) % settings->halls_count]->inbox, message);
}

static void end_child(struct hall *hall, uint64_t id)
{
    struct session *session = hall_find(hall, id);
    if (session) {
        release(session);
        return;
    }
    const struct settings *settings = hall->settings;
    if (settings->halls_count < 2 || hall->is_closing) return; // the other halls close too
    struct farewell *farewell = mem_new_clear(sizeof *farewell);
    farewell->message.deliver = say_farewell;
    farewell->session = id;
    farewell->halls = 2 * settings->halls_count;
    inbox_put(&settings->halls[(hall->index + 1) % settings->halls_count]->inbox, &farewell->message);
}

// --- what follows ---

static void begin_child(struct session *session, struct child *child)
{
    struct session *born = hall_find(session->hall, child->session);
    struct error err;
    child->is_new = false;
    if (!born) return;
    session_step(&born->state, STEP_REQUEST, &err);
    if (session->visit) visit_await(session->visit, born);
    else session_step(&born->state, STEP_RENDERED, &err); // a line may join it before it has anything to show
    born->wants_start = true;
    hall_queue(born->hall, born);
}

void children_follow(struct session *session)
{
    for (struct child **link = &session->children; *link;) {
        struct child *child = *link;
        if (child->is_shown) {
            if (child->is_new) begin_child(session, child);
            link = &child->next;
            continue;
        }
        *link = child->next;
        end_child(session->hall, child->session);
        mem_free(child);
    }
}

static void hold(struct session *session)
{
    timers_hold(session);
    children_each(session, hold);
}

void children_hold(struct session *session)
{
    for (const struct child *child = session->children; child; child = child->next) {
        struct session *found = child->is_sticky ? NULL : hall_find(session->hall, child->session);
        if (found) hold(found);
    }
}

void children_end(struct session *session)
{
    if (session->family && !session->depth) session->family->is_over = true;
    while (session->children) {
        struct child *child = session->children;
        session->children = child->next;
        end_child(session->hall, child->session);
        mem_free(child);
    }
}

void children_forget(struct session *session)
{
    while (session->children) {
        struct child *child = session->children;
        session->children = child->next;
        mem_free(child);
    }
    family_leave(session);
}
