// See visit.h.
#include "session/visit/visit.h"

#include "app/address.h"
#include "app/assets.h"
#include "app/locale.h"
#include "base/log.h"
#include "session/children.h"
#include "session/hall.h"
#include "session/session.h"
#include "session/turn.h"
#include "session/visit/flash.h"
#include "session/visit/guard.h"
#include "session/visit/passage.h"
#include "session/visit/place.h"
#include "session/visit/post.h"
#include "session/visit/ticket.h"
#include "session/visit/visitor.h"
#include "tree/document.h"
#include "tree/html.h"
#include "value/codec.h"

#include <sodium.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

enum { LOOK_MS = 250 }; // between two looks whether whoever asked is there still

// Nobody waits any more: not for the session, nor for the nested views in its page.
static void part(struct session *session)
{
    session->visit = NULL;
    children_each(session, part);
}

static void lose_patience(struct visit *visit)
{
    if (visit->patience.place) alarms_remove(&visit->hall->alarms, &visit->patience);
}

static void answer(struct visit *visit, int status)
{
    lose_patience(visit);
    visit->status = status;
    visit->is_done = true;
    if (visit->session) part(visit->session);
    visit->session = NULL;
    visit->hall->door.answer(visit);
}

static const char *title_of(int status)
{
    switch (status) {
    case 403: return "Not allowed";
    case 404: return "Not found";
    case 413:
    case 422: return "This could not be sent";
    case 503: return "Come back soon";
    case 508: return "Too many redirects";
    default: return "Something went wrong";
    }
}

void visit_fail(struct visit *visit, int status, const char *why)
{
    static const char *const head = "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>";
    const char *title = title_of(status);
    buffer_clear(&visit->body);
    buffer_print(&visit->body, "%s%s</title></head><body><h1>%s</h1><pre>", head, title, title);
    html_put_text(&visit->body, bytes_of(why));
    buffer_put(&visit->body, BYTES("</pre></body></html>\n"));
    answer(visit, status);
}

// --- the page ---

static void put_head(struct visit *visit, struct buffer *out)
{
    const struct session *session = visit->session;
    const char *style = assets_style_path(session->app, &session->app->views[session->view]);
    buffer_print(out, "<link rel=\"stylesheet\" href=\"%s\">", style);
    struct ticket ticket = {.session = session->id, .hall = (uint8_t)visit->hall->index};
    buffer_put(out, BYTES("<meta name=\"ls-ticket\" content=\""));
    ticket_put(out, &ticket, visit->hall->settings->key);
    buffer_print(out, "\"><meta name=\"ls-templates\" content=\"%s\">", session->app->templates_path);
    if (visit->hall->settings->is_dev) buffer_put(out, BYTES("<meta name=\"ls-dev\">"));
    buffer_print(out, "<script type=\"module\" src=\"%s\"></script>", assets_client_path());
    const struct app *app = session->app;
    for (size_t i = 0; i < app->scripts_count; i++) // the client imports them
        buffer_print(out, "<link rel=\"modulepreload\" href=\"%s\" ls-script>", app->scripts[i]->url.data);
    visit->head_at = out->size;
}

// Forms of the page's own view post to it; those of nested ones need the client.
static void write_view(struct visit *visit, const struct rendition *view, const struct html_lives *lives,
                       struct buffer *out)
{
    struct html_around around = {.lives = lives, .sheet = &visit->sheet};
    struct buffer action = {0};
    if (visit->session->app->has_forms) post_put_action(visit->session, &action);
    around.action = buffer_bytes(&action);
    html_write_with(view, &around, out);
    buffer_destroy(&action);
}

// With nested views in it, the view is written when they can be.
static void put_view(struct visit *visit, const struct rendition *view)
{
    const struct session *session = visit->session;
    struct buffer *out = &visit->body;
    buffer_put(out, BYTES("<div id=\"ls-view\""));
    if (session->app->views[session->view].css.size) buffer_print(out, " ls-scope=\"%u\"", session->view + 1);
    buffer_put_byte(out, '>');
    if (view->has_lives) visit->view_at = out->size;
    else write_view(visit, view, NULL, out);
    buffer_put(out, BYTES("</div>"));
}

void visit_write(struct visit *visit, const struct document *document, const struct rendition *view)
{
    struct buffer *out = &visit->body;
    struct bytes rest = buffer_bytes(&document->html);
    size_t at = 0;
    buffer_clear(out);
    for (unsigned i = 0; i < document->holes_count; i++) {
        const struct document_hole *hole = &document->holes[i];
        buffer_put(out, (struct bytes){rest.data + at, hole->at - at});
        if (hole->number == VM_HOLE_HEAD) put_head(visit, out);
        else put_view(visit, view);
        at = hole->at;
    }
    buffer_put(out, (struct bytes){rest.data + at, rest.size - at});
    buffer_put_byte(out, '\n');
    visit->uses_nonce = *visit->nonce && memmem(rest.data, rest.size, visit->nonce, strlen(visit->nonce));
}

struct bytes visit_nonce(struct visit *visit)
{
    unsigned char random[16];
    if (!*visit->nonce) {
        randombytes_buf(random, sizeof random);
        sodium_bin2hex(visit->nonce, sizeof visit->nonce, random, sizeof random);
    }
    return bytes_of(visit->nonce);
}

// What nested views are written in.
struct part {
    struct visit *visit;
    struct session *session;
};

// What stands in the element of the nested view `name`; one that failed is missing, and the page is there all the
// same.
static void put_child(void *self, struct bytes name, struct buffer *out)
{
    const struct part *around = self;
    struct session *child = children_find(around->session, name);
    struct part inside = {around->visit, child};
    struct html_lives lives = {&inside, put_child};
    struct error err;
    bool is_there = child && (child->visit || around->visit->post) && session_wake(child, &err);
    if (is_there)
        html_write_with(&child->shown, &(struct html_around){.lives = &lives, .sheet = &around->visit->sheet}, out);
    else buffer_put(out, BYTES("<p role=\"alert\">This part of the page is not available.</p>"));
}

// The page is out, and parked.
static void park(struct session *session)
{
    struct error err;
    session_step(&session->state, STEP_RENDERED, &err);
    if (rendition_has_operations(&session->shown)) rendition_copy_bare(&session->shown, &session->shown);
    session_sleep(session);
    if (session->mailbox.first) hall_queue(session->hall, session);
    children_each(session, park);
}

static void insert(struct buffer *body, size_t at, struct bytes more)
{
    struct buffer whole = {0};
    buffer_put(&whole, (struct bytes){body->data, at});
    buffer_put(&whole, more);
    buffer_put(&whole, (struct bytes){body->data + at, body->size - at});
    buffer_destroy(body);
    *body = whole;
}

static void put_late_view(struct visit *visit)
{
    struct session *session = visit->session;
    struct part part = {visit, session};
    struct html_lives lives = {&part, put_child};
    struct buffer view = {0};
    write_view(visit, &session->shown, &lives, &view);
    insert(&visit->body, visit->view_at, buffer_bytes(&view));
    if (visit->head_at > visit->view_at) visit->head_at += view.size;
    buffer_destroy(&view);
}

// The styles of the page, in its head: before the first paint.
static void put_sheet(struct visit *visit)
{
    struct buffer element = {0};
    buffer_print(&element, "<style nonce=\"%s\">", visit_nonce(visit).data);
    buffer_put(&element, buffer_bytes(&visit->sheet.css));
    buffer_put(&element, BYTES("</style>"));
    insert(&visit->body, visit->head_at, buffer_bytes(&element));
    buffer_destroy(&element);
    visit->uses_nonce = true;
}

// Nobody sees the session: the browser is sent on. What sends in circles is told so in the end.
static void send_on(struct visit *visit, struct bytes url)
{
    if (visit->hops >= HOPS_MAX) {
        visit_fail(visit, 508, "Too many redirects: the pages of this address send to each other and on.");
        return;
    }
    buffer_clear(&visit->body);
    buffer_put(&visit->location, url);
    answer(visit, visit->is_post ? 303 : 302);
}

static void finish(struct visit *visit)
{
    struct session *session = visit->session;
    if (session->sent_to) {
        struct bytes url = bytes_of(session->sent_to);
        visit->session = NULL;
        part(session);
        send_on(visit, url);
        session_end(session, ERROR_GONE, "it sends its visitor on");
        return;
    }
    if (visit->view_at) put_late_view(visit);
    if (visit->sheet.css.size) put_sheet(visit);
    park(visit->session);
    answer(visit, 200);
}

static void wake_gathering(struct session *session)
{
    if (session->visit && session->gathers) hall_queue(session->hall, session);
    children_each(session, wake_gathering);
}

static void set_patience(struct visit *visit, uint64_t now_ms)
{
    struct hall *hall = visit->hall;
    uint64_t look_ms = now_ms + LOOK_MS;
    visit->patience.due_ms = look_ms < visit->patient_until ? look_ms : visit->patient_until;
    alarms_add(&hall->alarms, &visit->patience);
    if (visit->patience.place == 1) hall_set_ring(hall);
}

// Nobody is told by the door that a request which waits has gone: one has to look.
static void look_after(struct alarm *alarm, uint64_t now_ms)
{
    struct visit *visit = (struct visit *)(void *)((char *)alarm - offsetof(struct visit, patience));
    struct hall *hall = visit->hall;
    alarms_remove(&hall->alarms, alarm);
    if (visit->is_done || !visit->session) return;
    if (hall->door.has_gone && hall->door.has_gone(visit)) {
        session_end(visit->session, ERROR_GONE, "the request went away");
        return;
    }
    visit->is_impatient = now_ms >= visit->patient_until;
    if (visit->is_impatient) wake_gathering(visit->session);
    else set_patience(visit, now_ms);
}

void visit_be_patient(struct visit *visit)
{
    uint64_t now_ms = hall_now_ms(visit->hall);
    if (visit->patience.place || visit->is_impatient) return;
    visit->patience.ring = look_after;
    visit->patient_until = now_ms + (uint64_t)visit->hall->settings->limits.first_page_ms;
    set_patience(visit, now_ms);
}

void visit_await(struct visit *visit, struct session *session)
{
    session->visit = visit;
    visit->awaited++;
}

void visit_arrive(struct visit *visit)
{
    if (--visit->awaited == 0 && !visit->is_done && !post_tell(visit)) finish(visit);
}

void visit_lose(struct session *session)
{
    struct visit *visit = session->visit;
    session->visit = NULL;
    if (visit->is_done) return;
    if (session == visit->session) visit_fail(visit, 503, "the host is going down");
    else visit_arrive(visit);
}

// --- the request ---

static bool may_see(struct visit *visit, const struct address *address, struct session *session)
{
    struct error err;
    struct bytes elsewhere;
    enum vm_verdict verdict;
    if (!guard_ask(visit->hall, visit->hall->app, address->route, place_visitor(session), &verdict, &elsewhere,
                   &err)) {
        log_line(LOG_ERROR, "%s", err.text);
        visit_fail(visit, 500, visit->hall->settings->is_dev ? err.text : "The guard of this page failed.");
    } else if (verdict == VM_ELSEWHERE) {
        send_on(visit, elsewhere);
    } else if (verdict == VM_MAY_NOT) {
        visit_fail(visit, 403, "This page is not for everybody.");
    } else {
        return true;
    }
    return false;
}

static void begin_session(struct visit *visit, const struct address *address)
{
    struct hall *hall = visit->hall;
    struct error err;
    if (hall->is_full || !hall_make_room(hall) || hall->sessions_count >= (size_t)hall->settings->limits.sessions) {
        visit_fail(visit, 503, "There are too many visitors just now.");
        return;
    }
    struct session *session = session_new(hall, hall->app, address->route->view);
    session->route = address->route;
    buffer_clear(&hall->scratch);
    bool is_known = visitor_open(hall, visit->cookie, &hall->scratch, &visit->sets_cookie);
    struct bytes visitor = is_known ? buffer_bytes(&hall->scratch) : (struct bytes){0};
    place_begin(session, address, locale_of(visit->languages), visitor);
    if (is_known) registry_bind(session);
    if (is_known && visit->sets_cookie) visitor_seal(hall, place_visitor(session), &visit->set);
    if (!may_see(visit, address, session)) {
        session_delete(session);
        return;
    }
    hall_add(hall, session);
    session_step(&session->state, STEP_REQUEST, &err);
    flash_read(hall, visit->said, &visit->flash);
    visit->session = session;
    visit_await(visit, session);
    turn_begin_first(session);
}

void visit_anew(struct visit *visit)
{
    struct hall *hall = visit->hall;
    struct address address;
    struct error err;
    arena_reset(&hall->arena);
    if (address_find(hall->app, visit->path, visit->query, &hall->arena, &address, &err))
        begin_session(visit, &address);
    else visit_fail(visit, 404, err.text);
}

void visit_take(struct visit *visit, struct session *session)
{
    struct address address = {.route = session->route};
    if (!may_see(visit, &address, session)) return;
    visit->session = session;
    session->visit = visit;
    post_tell(visit);
}

bool visit_is_posted(const struct session *session)
{
    const struct visit *visit = session->visit;
    return visit && visit->post && visit->post->is_told && visit->session == session;
}

void visit_begin(struct visit *visit)
{
    struct hall *hall = visit->hall;
    struct address address;
    struct error err;
    count(&hall->counters.visits);
    if (hall->is_closed) {
        visit_fail(visit, 503, "the host is going down");
        return;
    }
    if (visit->is_post && !post_read(visit, visit->form, &err)) {
        count(&hall->counters.rejected_forbidden);
        visit_fail(visit, 403, err.text);
        return;
    }
    arena_reset(&hall->arena);
    if (!address_find(hall->app, visit->path, visit->query, &hall->arena, &address, &err)) {
        visit_fail(visit, 404, err.text);
        return;
    }
    if (!visit->post || !post_begin(visit, &address)) begin_session(visit, &address);
}

void visit_abandon(struct visit *visit)
{
    struct session *session = visit->session;
    lose_patience(visit);
    if (!session || visit->is_done) return;
    part(session);
    if (visit->post && session->has_model) return; // what was posted happens all the same
    session_end(session, ERROR_GONE, "the request went away");
}

void visit_destroy(struct visit *visit)
{
    post_delete(visit->post);
    buffer_destroy(&visit->body);
    sheet_destroy(&visit->sheet);
    buffer_destroy(&visit->location);
    buffer_destroy(&visit->set);
    buffer_destroy(&visit->flash);
    buffer_destroy(&visit->card);
}
