// Calls of services (bus/call.h) that a session has under way: what their answers are for, and until when they are
// waited for. An answer is a message as any other; so is its absence, with the reason for an error:
//
//     "timeout"     it took longer than it may            "full"   too many waited
//     "cancelled"   the page was gone for too long        "lost"   the host ended meanwhile, or went on in other code
//
// A page that is first shown waits for the calls that its init asked for, see gather.h.
#pragma once

#include "base/bytes.h"
#include "base/error.h"
#include "value/value.h"

#include <stdint.h>

struct app;
struct hall;
struct session;

// Whether a command of the kind `call` is complete and known; fails (UNKNOWN, MISFIT) with a sentence.
bool calls_check(const struct session *session, const struct value *command, struct error *err);

// Carries one out that was checked.
void calls_begin(struct session *session, const struct value *command);

// Whether the session's page still waits for answers, see gather.h.
bool calls_await(const struct session *session);

// Its line is gone, or it shows another view: after limit call_linger_s its calls are cancelled. It is back.
void calls_linger(struct session *session);
void calls_stay(struct session *session);

// It goes to another hall. Calls go on meanwhile, and their answers find it.
void calls_hold(struct session *session);

// Nobody wants the answers any more.
void calls_forget(struct session *session);

// `tell` is given what a session is to be told that is made again elsewhere: the handlers that wait for an answer.
void calls_tell(const struct session *session, void (*tell)(void *self, uint64_t target, uint32_t handler),
                void *self);

// Handlers are others now; as in timer.h.
void calls_follow(struct session *session, bool (*follow)(void *self, uint64_t *target, uint32_t *handler),
                  void *self);
