// A session goes on in its app as that was loaded again: its model is made again in a state of the new image,
// migrated where its version is another, and rendered. Like a turn this is all or nothing: where the new code cannot
// go on from the model, the session stays with the code that it had, and is tried again when there is newer code.
//
// What has a name keeps it: views and components are known by their files (app.h), handlers by their names, routes by
// their paths.
#pragma once

#include "base/buffer.h"
#include "base/error.h"

#include <stdint.h>

struct app;
struct hall;
struct route;
struct session;
struct settings;
struct vm;

// What the session was: until it is settled whether it goes on.
struct renewal {
    const struct app *app;
    const struct route *route;
    struct vm *vm;
    uint32_t view;
    int64_t version;
    struct buffer snapshot; // where another had to be made of it,
    uint64_t random[4];     // and of its generator then
};

// The hall's app is another than the session's, which can be asked now, and was not before.
bool renewal_is_due(const struct session *session);

// The session is of the new app, awake in it, with its model. Fails with the session as it was.
bool renewal_begin(struct session *session, struct renewal *renewal, struct error *err);

// Whether its model is of a version that the new view does not take: it begins anew.
bool renewal_begins_anew(const struct session *session);

// In the turn that goes on: what the page is told beside its patch.
void renewal_put_effects(struct session *session, const struct renewal *renewal);

// What waited for the page to come anew (session->news).
void renewal_put_news(struct session *session);

// A session that nothing succeeded in yet begins in the app of its hall, where that has its view.
void renewal_adopt(struct session *session);

// It stays: messages and timers that wait are the new app's, those that it does not know are gone.
void renewal_settle(struct session *session, struct renewal *renewal);

// It is as it was, and is told why.
void renewal_roll_back(struct session *session, struct renewal *renewal, const struct error *why);

// All that is the hall's goes over to this app, which the hall holds from now on; its sessions follow, one by one.
void renewal_of_hall(struct hall *hall, const struct app *app);

// In development: what keeps the app from being loaded, or NULL, is shown in every page.
void renewal_tell_trouble(struct hall *hall, const char *text);

// A page joined that was not told yet.
void renewal_tell_joined(struct session *session);

// Any thread: the same, for all halls. Each holds the app.
void renewal_of_all(const struct settings *settings, const struct app *app);
void renewal_trouble_all(const struct settings *settings, const char *text);
