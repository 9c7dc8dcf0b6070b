// Durable sessions: what happens in one is written down by the keeper (store/parcel.h) before anybody is told of it,
// and a session that nobody has in memory is made again from what was written.
//
//     a turn -> the session is unkept -> when the loop comes to rest, all that are go to the keeper in one parcel
//            -> the keeper has it on disk -> the frames that waited for it go out
//
// What a durable actor says to others waits in the same way (letter.h). So an acknowledgement is never a lie, however
// the host ends, and a turn costs no wait of its own. A session is kept from its first line on: a page that was never
// joined may be fetched again.
#pragma once

#include "session/hall.h"

struct line;
struct session;

void keeping_create(struct hall *hall);
void keeping_close(struct hall *hall);

// A session begins: whether it is to be durable, and then its frames wait.
void keeping_begin(struct session *session);

// Something happened in it that is to be kept.
void keeping_touch(struct session *session);

// Letters wait in the hall for what is kept next.
void keeping_hold(struct hall *hall);

// Its journal begins anew: the next thing kept is all of it.
void keeping_renew(struct session *session);

// It goes to another hall: what is to be kept goes ahead. And it has arrived there.
void keeping_depart(struct session *session);
void keeping_arrive(struct session *session);

// It ends, and nothing of it is wanted; or the host does, and it is written down as it is.
void keeping_end(struct session *session);

// Whether it must not go on, because what it did cannot be kept.
bool keeping_waits(const struct session *session);

// Somebody was signed out (registry.h): also the next host is to know.
void keeping_sign_out(struct hall *hall, uint64_t number, uint64_t except);

// The lines of those that waited for some time are ended: their visitors are told.
void keeping_tell(struct hall *hall);

// Looks for what was kept of an actor, and says so with actor_return; and takes up what was found, in its hall.
void keeping_seek_actor(struct hall *hall, uint64_t session);
void keeping_revive(struct session *session);

// Looks for a session that is in no hall, for a line that waits with this claim. False where there is no keeper.
bool keeping_seek(struct hall *hall, uint64_t claim, uint64_t session);
