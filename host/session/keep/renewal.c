// See renewal.h.
#include "session/keep/renewal.h"

#include "app/assets.h"
#include "app/succession.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/mortal.h"
#include "session/actor/supervise.h"
#include "session/calls.h"
#include "session/children.h"
#include "session/effect.h"
#include "session/hall.h"
#include "session/keep/keeping.h"
#include "session/keep/news.h"
#include "session/send.h"
#include "session/session.h"
#include "session/timer.h"
#include "session/topic/subscription.h"
#include "session/topic/track.h"
#include "session/visit/skeleton.h"
#include "value/codec.h"
#include "value/json.h"

#include <stdio.h>
#include <string.h>

// --- what has a name ---

static const struct view *view_of(const struct app *app, uint32_t view)
{
    return &app->views[view];
}

// The route by which the page came, or any that leads to the view now.
static const struct route *find_route(const struct app *app, uint32_t view, const struct route *before)
{
    const struct route *same = app_route_of(app, before->path);
    if (same && same->view == view) return same;
    for (uint32_t i = 0; i < app->routes_count; i++)
        if (app->routes[i].view == view) return &app->routes[i];
    return NULL;
}

// By its file; a page whose file has gone is what its path shows now.
static bool find_view(const struct session *session, const struct app *app, uint32_t *view,
                      const struct route **route, struct error *err)
{
    struct bytes name = view_of(session->app, session->view)->name;
    const struct view *found = app_view_named(app, name);
    const struct route *same = session->route && !found ? app_route_of(app, session->route->path) : NULL;
    if (same) found = view_of(app, same->view);
    if (!found) return fail(err, ERROR_UNKNOWN, "there is no view %.*s any more", (int)name.size, name.data);
    *view = (uint32_t)(found - app->views);
    *route = session->route ? find_route(app, *view, session->route) : NULL;
    if (session->route && !*route) return fail(err, ERROR_UNKNOWN, "no route leads to the view any more");
    return true;
}

// A component's number names its declaration.
static bool follow_target(const struct app *from, const struct app *to, uint64_t *target)
{
    uint32_t declaration = vm_declaration_of(*target);
    if (!*target) return true;
    if (declaration >= from->components_count) return false;
    uint32_t now = app_component_named(to, view_of(from, from->views_count + declaration)->name);
    if (now == VM_DECLARATION_NONE) return false;
    *target = vm_renumbered(*target, now);
    return true;
}

struct follower {
    struct session *session;
    const struct renewal *renewal;
};

// The same handler in the new app; false where it has none of that name.
static bool follow(struct follower *follower, uint64_t *target, uint32_t *handler)
{
    const struct session *session = follower->session;
    const struct renewal *renewal = follower->renewal;
    const struct view *before = app_target(renewal->app, renewal->view, *target);
    struct error err;
    if (*handler == JOURNAL_PARAMS) return true;
    if (!before || !follow_target(renewal->app, session->app, target)) return false;
    const struct view *now = app_target(session->app, session->view, *target);
    bool is_event = *handler < before->events_count;
    return now && app_find_handler(now, before->handlers[*handler].name, is_event, handler, &err);
}

static bool follow_timer(void *self, uint64_t *target, uint32_t *handler)
{
    return follow(self, target, handler);
}

// A gap that has no handler any more is told to nobody.
static bool follow_subscription(void *self, uint64_t *target, uint32_t *gap)
{
    const struct follower *follower = self;
    uint64_t before = *target;
    if (!follow_target(follower->renewal->app, follower->session->app, target)) return false;
    if (*gap != SUBSCRIPTION_NO_GAP && !follow(self, &before, gap)) *gap = SUBSCRIPTION_NO_GAP;
    return true;
}

// The same for each message that its news would come in.
static bool follow_track(void *self, uint64_t *target, uint32_t *handlers)
{
    const struct follower *follower = self;
    uint64_t before = *target;
    if (!follow_target(follower->renewal->app, follower->session->app, target)) return false;
    for (int news = 0; news < NEWS_COUNT; news++) {
        uint64_t of = before;
        if (handlers[news] != TRACK_NO_HANDLER && !follow(self, &of, &handlers[news]))
            handlers[news] = TRACK_NO_HANDLER;
    }
    return true;
}

// What was said fits what the handler takes now, too.
static bool fits(const struct session *session, const struct message *message, struct bytes *data, struct error *err)
{
    struct hall *hall = session->hall;
    struct value said, checked;
    const struct view *view = app_target(session->app, session->view, message->target);
    const struct declaration *declared = &view->handlers[message->handler];
    if (message->kind != MESSAGE_EVENT || message->handler == JOURNAL_PARAMS || schema_is_form(declared->schema))
        return true;
    buffer_clear(&hall->scratch);
    if (!codec_decode(*data, &hall->arena, &said, err) ||
        !schema_check(declared->schema, &said, declared->name.data, &hall->arena, &checked, err) ||
        !codec_encode(&checked, &hall->scratch, err))
        return false;
    *data = buffer_bytes(&hall->scratch);
    return true;
}

// An event that nobody takes any more is answered in its turn, as one that never fitted.
static void follow_message(struct follower *follower, const struct message *message)
{
    struct session *session = follower->session;
    struct message now = *message;
    struct bytes data = message_data(message);
    struct error err;
    if (now.kind == MESSAGE_EVENT || now.kind == MESSAGE_INFO) {
        bool ok = follow(follower, &now.target, &now.handler) ||
                  fail(&err, ERROR_UNKNOWN, "the app was loaded again, and does not have this any more");
        ok = ok && fits(session, &now, &data, &err);
        if (!ok && now.kind == MESSAGE_INFO) return;
        if (!ok) {
            now.kind = MESSAGE_REFUSED;
            now.handler = (uint32_t)err.code;
            data = bytes_of(err.text);
        }
    }
    mailbox_put(&session->mailbox, UINT32_MAX, &now, data, &err);
}

static void follow_messages(struct follower *follower)
{
    struct mailbox before = follower->session->mailbox;
    follower->session->mailbox = (struct mailbox){0};
    for (const struct message *at = before.first; at; at = at->next) follow_message(follower, at);
    mailbox_destroy(&before);
}

// All that waits for it, and all that it waits for.
static void follow_all(struct follower *follower)
{
    follow_messages(follower);
    timers_follow(follower->session, follow_timer, follower);
    calls_follow(follower->session, follow_timer, follower);
    subscriptions_follow(follower->session, follow_subscription, follower);
    tracks_follow(follower->session, follow_track, follower);
}

// --- one session ---

bool renewal_is_due(const struct session *session)
{
    const struct app *now = session->hall->app;
    return session->app != now && session->unfit_for != now->number && session->has_model && !session->turn &&
           !session->visit && !session->passage && !session->is_leaving;
}

bool renewal_begins_anew(const struct session *session)
{
    const struct view *view = view_of(session->app, session->view);
    return session->version != view->version && !view->migrates;
}

// Where components are declared in another order they have other numbers, in the snapshot too. What is migrated is
// written down at once, so the snapshot as it was is kept for the way back.
static bool renumber(struct session *session, struct renewal *renewal, struct error *err)
{
    const struct app *from = renewal->app;
    struct journal *journal = &session->journal;
    struct succession succession;
    struct buffer snapshot = {0};
    succession_create(&succession, from->components_count);
    for (uint32_t i = 0; i < from->components_count; i++) {
        const struct view *declared = view_of(from, from->views_count + i);
        succession_put(&succession, i, session->app, declared->name, declared->version);
    }
    bool is_same = succession.is_same && !succession.outdated;
    bool ok = is_same || renumber_model(&succession.renumbering, buffer_bytes(&journal->snapshot), &snapshot, err);
    if (ok && !is_same) {
        renewal->snapshot = journal->snapshot;
        memcpy(renewal->random, journal->random, sizeof journal->random);
        journal->snapshot = snapshot;
        session->outdated = succession_take(&succession);
    } else {
        buffer_destroy(&snapshot);
    }
    succession_destroy(&succession);
    return ok;
}

static void take_back(struct session *session, struct renewal *renewal)
{
    vm_delete(session->vm);
    children_follow_app(session, session->app, renewal->app);
    session->app = renewal->app;
    session->route = renewal->route;
    session->view = renewal->view;
    session->version = renewal->version;
    session->vm = renewal->vm;
    if (renewal->snapshot.data) {
        buffer_destroy(&session->journal.snapshot);
        session->journal.snapshot = renewal->snapshot;
        memcpy(session->journal.random, renewal->random, sizeof renewal->random);
    }
    mem_free(session->outdated);
    session->outdated = NULL;
    *renewal = (struct renewal){0};
    hall_touch(session->hall, session);
}

bool renewal_begin(struct session *session, struct renewal *renewal, struct error *err)
{
    const struct app *app = session->hall->app;
    const struct route *route = NULL;
    uint32_t view = 0;
    // What the page shows is needed to say what changes in it, and a snapshot means the same to both.
    if (!find_view(session, app, &view, &route, err) || !session_wake(session, err)) return false;
    if (!session_snapshot(session, true)) return fail(err, ERROR_CRASH, "its model could not be written down");
    mortal_at("renewing");
    *renewal = (struct renewal){session->app, session->route, session->vm, session->view, session->version, {0}, {0}};
    session->app = app;
    session->route = route;
    session->view = view;
    session->vm = NULL;
    children_follow_app(session, renewal->app, app);
    if (renewal_begins_anew(session)) return true;
    bool ok = renumber(session, renewal, err) && session_wake(session, err);
    if (!ok) take_back(session, renewal);
    return ok;
}

void renewal_settle(struct session *session, struct renewal *renewal)
{
    struct follower follower = {session, renewal};
    // What only the page knows of streams may be rows of a template that is no more: they are asked for.
    if (view_of(session->app, session->view)->has_streams) session->wants_full = session->joins > 0;
    follow_all(&follower);
    vm_delete(renewal->vm);
    buffer_destroy(&renewal->snapshot);
    session->numbering = 0;
    app_hold(session->app);
    app_release(renewal->app);
    *renewal = (struct renewal){0};
    keeping_renew(session);
    count(&session->hall->counters.renewals);
    mortal_at("renewed");
}

void renewal_adopt(struct session *session)
{
    const struct app *app = session->hall->app;
    const struct route *route = NULL;
    uint32_t view = 0;
    struct error err;
    if (session->app == app || session->has_model || !find_view(session, app, &view, &route, &err)) return;
    struct renewal before = {.app = session->app, .view = session->view};
    struct follower follower = {session, &before};
    session->app = app_hold(app);
    session->view = view;
    session->route = route;
    session->version = view_of(app, view)->version;
    follow_all(&follower);
    app_release(before.app);
    rendition_clear(&session->shown);
    session->shown.templates = &app->templates;
    session->has_shown = false;
}

static bool is_of_page(const struct session *session)
{
    return session->line && !session->depth;
}

// An operation for one page, in a frame of its own.
static void tell_page(struct session *session, const char *op, const char *text)
{
    struct buffer *extra = &session->hall->extra;
    buffer_clear(extra);
    buffer_print(extra, "{\"do\":[[\"%s\",", op);
    if (text) json_put_string(extra, bytes_of(text));
    else buffer_put(extra, BYTES("null"));
    buffer_put(extra, BYTES("]]}"));
    send_patch(session, (struct bytes){0}, buffer_bytes(extra));
    session->is_troubled = text != NULL;
}

void renewal_roll_back(struct session *session, struct renewal *renewal, const struct error *why)
{
    if (renewal->app) take_back(session, renewal);
    struct bytes where = view_of(session->app, session->view)->where;
    struct error told;
    session->unfit_for = session->hall->app->number;
    fail(&told, why->code,
         "%.*s: a page of it stays with the code that it had, for the new one cannot go on from its model: %s",
         (int)where.size, where.data, why->text);
    log_line(LOG_ERROR, "%s", told.text);
    count(&session->hall->counters.renewals_failed);
    if (session->hall->settings->is_dev && is_of_page(session)) tell_page(session, "trouble", told.text);
}

static void put_sheets_of_app(const struct session *session, const struct files *before, struct buffer *news)
{
    const struct files *now = &session->app->files;
    bool is_hashed;
    for (size_t i = 0; i < before->count; i++) {
        const struct file *file = &before->all[i];
        bool is_sheet = strncmp(file->type, "text/css", 8) == 0;
        const struct file *other = is_sheet ? files_find(now, file->path, &is_hashed) : NULL;
        if (!other || bytes_equal(other->url, file->url)) continue;
        news_put_sheet_at(news, file->url, file->path, other->url.data);
    }
}

// Styles are new, and no trouble is left.
void renewal_put_effects(struct session *session, const struct renewal *renewal)
{
    const struct view *before = view_of(renewal->app, renewal->view);
    const struct view *now = view_of(session->app, session->view);
    const char *styles[] = {assets_style_path(renewal->app, before), assets_style_path(session->app, now)};
    uint32_t scopes[] = {before->css.size ? renewal->view + 1 : 0, now->css.size ? session->view + 1 : 0};
    struct buffer news = {0};
    if (strcmp(styles[0], styles[1]) != 0) news_put_sheet(&news, bytes_of(styles[0]), styles[1]);
    if (scopes[0] != scopes[1]) news_put_scope(&news, scopes[1]);
    put_sheets_of_app(session, &renewal->app->files, &news);
    if (news.size) effect_add(session, buffer_bytes(&news));
    if (session->is_troubled) effect_add(session, BYTES("[\"trouble\",null]"));
    session->is_troubled = false;
    buffer_destroy(&news);
}

void renewal_put_news(struct session *session)
{
    effect_add(session, buffer_bytes(&session->news));
    buffer_destroy(&session->news);
    session->news = (struct buffer){0};
}

// --- a hall ---

void renewal_of_hall(struct hall *hall, const struct app *app)
{
    skeletons_destroy(hall);
    app_release(hall->app);
    hall->app = app_hold(app);
    skeletons_create(hall);
    buffer_clear(&hall->told);
    buffer_clear(&hall->trouble);
    for (struct session *session = hall->live.first; session; session = session->next) hall_queue(hall, session);
    for (struct session *session = hall->unseen.first; session; session = session->next) hall_queue(hall, session);
    supervise_follow_app(hall);
}

void renewal_tell_trouble(struct hall *hall, const char *text)
{
    buffer_clear(&hall->trouble);
    if (text) buffer_put(&hall->trouble, (struct bytes){text, strlen(text) + 1});
    for (struct session *session = hall->live.first; session; session = session->next)
        if (is_of_page(session) && (text || session->is_troubled)) tell_page(session, "trouble", text);
}

void renewal_tell_joined(struct session *session)
{
    if (session->hall->trouble.size && is_of_page(session))
        tell_page(session, "trouble", session->hall->trouble.data);
}

struct news {
    struct inbox_message message; // first
    const struct app *app;        // NULL: trouble
    char *text;
};

static void hear(struct inbox_message *message, void *receiver)
{
    struct news *news = (struct news *)message;
    struct hall *hall = receiver;
    if (hall && news->app) renewal_of_hall(hall, news->app);
    else if (hall) renewal_tell_trouble(hall, news->text);
    if (news->app) app_release(news->app);
    mem_free(news->text);
    mem_free(news);
}

static void tell_all(const struct settings *settings, const struct app *app, const char *text)
{
    for (unsigned i = 0; i < settings->halls_count; i++) {
        struct news *news = mem_new_clear(sizeof *news);
        news->message.deliver = hear;
        news->app = app ? app_hold(app) : NULL;
        if (text) {
            news->text = mem_new(strlen(text) + 1);
            memcpy(news->text, text, strlen(text) + 1);
        }
        inbox_put(&settings->halls[i]->inbox, &news->message);
    }
}

void renewal_of_all(const struct settings *settings, const struct app *app)
{
    tell_all(settings, app, NULL);
}

void renewal_trouble_all(const struct settings *settings, const char *text)
{
    tell_all(settings, NULL, text);
}
