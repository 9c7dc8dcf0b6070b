// What an actor has yet to deal with, in order and bounded. A message is encoded (value/codec.h) when it is put in,
// so it holds nothing of whoever sent it. What goes to many is encoded once, and shared.
#pragma once

#include "base/bytes.h"
#include "base/error.h"
#include "base/shared.h"

#include <stdint.h>

enum message_kind {
    MESSAGE_EVENT,   // from the browser: has a ref
    MESSAGE_REFUSED, // an event that did not fit, kept in line so that answers stay in order
    MESSAGE_INFO,    // from the host: a timer, a send
    MESSAGE_GO,      // from the browser: a link to another view; has a ref
};

struct message {
    struct message *next;
    enum message_kind kind;
    uint32_t ref;     // of an event, refused or not
    uint32_t handler; // which of the view's handlers; of MESSAGE_REFUSED its enum error_code
    uint32_t size;
    uint64_t target;       // the component it is for; 0: the view
    uint32_t source;       // what it comes from, as a number of the actor's own; 0: nothing that has one
    uint32_t asker_hall;   // of a question: where the session was that asks,
    uint64_t asker;        // which one it is,
    uint32_t ask;          // and which of its questions this is; 0: none
    bool is_farewell;      // of no use to the next host
    struct shared *shared; // the payload, where others have it too; NULL: it is in `data`
    char data[];           // the payload's canonical bytes; of MESSAGE_REFUSED a sentence, of MESSAGE_GO an address
};

#define MAILBOX_ANY UINT32_MAX

struct mailbox {
    struct message *first;
    struct message *last;
    uint32_t count;
};

void mailbox_destroy(struct mailbox *mailbox);

// Copies `head` and `data`. Fails (FULL) where `count_max` messages wait
// already; nothing is changed then.
bool mailbox_put(struct mailbox *mailbox, uint32_t count_max, const struct message *head, struct bytes data,
                 struct error *err);

// The same, in front of all that waits, however many they are.
void mailbox_put_first(struct mailbox *mailbox, const struct message *head, struct bytes data);

// The same for a payload that is held, not copied. Bounded by the caller: mailbox_count_of.
void mailbox_put_shared(struct mailbox *mailbox, const struct message *head, struct shared *shared);

// How many messages from a source wait.
uint32_t mailbox_count_of(const struct mailbox *mailbox, uint32_t source);

// Takes out what waits from a source, the oldest first, and `count_max` of them at most; those for one handler, or
// for any (MAILBOX_ANY). How many there were.
uint32_t mailbox_drop(struct mailbox *mailbox, uint32_t source, uint32_t handler, uint32_t count_max);

// The oldest message; NULL where none waits. The caller owns it: message_delete.
struct message *mailbox_take(struct mailbox *mailbox);

void message_delete(struct message *message);

static inline struct bytes message_data(const struct message *message)
{
    return message->shared ? shared_bytes(message->shared) : (struct bytes){message->data, message->size};
}
