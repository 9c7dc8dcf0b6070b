// What may be said to a topic, and what a topic may be called: ls.broadcast.
#pragma once

#include "base/bytes.h"
#include "base/error.h"

struct app;
struct hall;
struct session;
struct value;

enum { TOPIC_SIZE_MAX = 200 };

// A topic's name is text of 1 to TOPIC_SIZE_MAX bytes, in UTF-8 and without control characters; fails (MISFIT) where
// it is not. `op` is the command that has it.
bool topic_check(const char *op, struct bytes topic, struct error *err);

// What somebody says to a topic; `data` is canonical.
struct broadcast_said {
    struct bytes topic;
    struct bytes name;
    struct bytes data;
};

// Whether it may be said in this app: fails (MISFIT, UNKNOWN, TOO_LARGE) with a sentence for the developer, who hears
// of a message that nobody in the app declares.
bool broadcast_check(const struct hall *hall, const struct app *app, const struct broadcast_said *said,
                     struct error *err);

// Checked and said, in the hall's thread and its own app: for those who are no session.
bool broadcast_say(struct hall *hall, const struct broadcast_said *said, struct error *err);

// The same from any thread, as the place of a service's office wants it (service/office.h): of struct settings and
// struct app.
bool broadcast_of_service(void *settings, const void *app, struct bytes topic, struct bytes name, struct bytes data,
                          struct error *err);

// ls.broadcast{ topic, message, data? }: whether it can be carried out, and doing so.
bool session_check_broadcast(struct session *session, const struct value *command, struct error *err);
void session_broadcast(struct session *session, const struct value *command);
