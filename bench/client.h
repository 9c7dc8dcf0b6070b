// One session as its browser sees it: a ticket, a WebSocket, REF and SEQ. It joins, sends events, acknowledges and
// counts; which event to send when is the business of the modes, which hear of every answer through `answered`.
#pragma once

#include "answer.h"
#include "line.h"
#include "tally.h"

struct client;

enum client_state {
    CLIENT_NEW,       // no ticket yet
    CLIENT_PARKED,    // has a ticket, no connection
    CLIENT_UPGRADING, // asked for the WebSocket
    CLIENT_JOINING,   // sent the join
    CLIENT_LIVE,
    CLIENT_GONE, // was live and is no more
};

enum { CLIENT_TICKET_MAX = 128, CLIENT_ACK_EVERY = 16 };

// What all clients of one measurement share.
struct client_club {
    struct loop *loop;
    struct place place;
    struct traffic traffic;
    struct trouble trouble;
    bool expects_pushes; // frames that answer nothing are no trouble
    bool bare;           // a floor to compare with: no page, no join, any frame answers the oldest event

    // A client is live now, or is gone. May be NULL.
    void (*joined)(struct client *client);
    void (*gone)(struct client *client);

    // Events after `before` up to `answer->ref` are dealt with; none where the two are equal. May be NULL.
    void (*answered)(struct client *client, uint64_t before, const struct answer *answer);
};

struct client {
    struct line line;
    struct client_club *club;
    struct buffer message; // the beginning of a fragmented message
    uint64_t ref_sent;
    uint64_t ref_answered;
    uint64_t ref_base; // the modes' own mark: the last REF before what is measured now
    uint64_t seq_seen;
    uint64_t seq_told; // the newest that the host knows we have
    int64_t since_ns;  // when the join began; later the modes' own mark, such as when the event left
    int64_t told_ns;   // when we last sent anything
    uint32_t index;
    enum client_state state;
    char ticket[CLIENT_TICKET_MAX + 1];
};

void client_create(struct client *client, struct client_club *club, uint32_t index);
void client_destroy(struct client *client);

// The page is fetched and this is its ticket.
void client_park(struct client *client, struct bytes ticket);

// Upgrades and joins; `joined` or `gone` tells how it went.
void client_join(struct client *client);

// Closes without a word, as a browser that goes away.
void client_leave(struct client *client);

// Sends event `name` with a payload that is JSON already.
void client_send(struct client *client, const char *name, const char *payload);

// To be called about once a second: acknowledges what is not yet acknowledged, and keeps a silent line alive.
void client_tend(struct client *client);

static inline uint64_t client_waits_for(const struct client *client)
{
    return client->ref_sent - client->ref_answered;
}
