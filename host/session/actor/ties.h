// What a session waits for from actors: answers to what it asked, and the ends of those that it watches. It is
// bounded, and each question has a time after which the answer is that there is none.
#pragma once

#include "base/bytes.h"

#include <stdbool.h>
#include <stdint.h>

struct letter;
struct session;
struct ties;

uint32_t ties_asks_count(const struct session *session);
uint32_t ties_watches_count(const struct session *session);

// A question's number; `handler` names the message that brings the answer. `is_awaited`: the session's page waits for
// it, see gather.h.
uint32_t ties_ask(struct session *session, struct bytes handler, uint64_t ms, bool is_awaited);
bool ties_await(const struct session *session);

// Notes that the session watches this actor: the watch's number, by which its end is told; 0 where it did already.
uint32_t ties_watch(struct session *session, struct bytes name, struct bytes handler);

// Takes that back: the watch's number, or 0 where there is none. No end of this name is told from now on, not even
// one that waits to be.
uint32_t ties_unwatch(struct session *session, struct bytes name);

// What the session is to be told where it is made again elsewhere, for whoever it waits for is not known there: that
// answers are lost, and that those it watches are down. Texts are borrowed.
void ties_tell(const struct session *session, void (*tell)(void *self, struct bytes handler, struct bytes payload),
               void *self);

// A letter to the session.
void ties_hear(struct session *session, const struct letter *letter);

// Its times hold still, or run on its hall.
void ties_hold(struct session *session);
void ties_run(struct session *session);

// The session ends: nobody is watched any more, and no answer is waited for.
void ties_end(struct session *session);
void ties_delete(struct session *session);
