// A tree of supervision: what is to be started, stopped and started again when something in it fails. Decided here,
// as a pure function of a tree, of what happened and of the time, and nowhere else; whoever holds the tree carries
// the orders out and says what came of them.
//
//     root                       never fails: a group below it that goes beyond its intensity is down, and nothing
//     |-- group  one_for_one     else is touched
//     |   |-- child  permanent
//     |   `-- child  transient
//     `-- group  rest_for_one
//         `-- group              escalates: its failure is one of the group around it
//
// Children begin in their order, each when the one before it has begun, and stop in the reverse order, each within
// its time. What was added while the tree runs has no place in that order: it begins at once, stops at one time with
// its like and before the others, and is forgotten when its group begins anew.
//
// What one of ten thousand siblings does costs the same as what one of three does.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum strategy { ONE_FOR_ONE, REST_FOR_ONE, ONE_FOR_ALL };

enum child_kind {
    CHILD_PERMANENT, // is always started again
    CHILD_TRANSIENT, // unless it ended by itself
    CHILD_TEMPORARY, // never
};

enum node_state {
    NODE_DOWN,
    NODE_STARTING,
    NODE_UP,
    NODE_PAUSED, // failed, and is started again in a while
    NODE_STOPPING,
};

// A group or a child of one. Its first part is the caller's to fill in before it is added.
struct node {
    bool is_group;
    bool is_added; // while the tree ran
    enum strategy strategy;
    enum child_kind kind;
    uint32_t restarts_max; // of a group, in window_ms
    uint32_t window_ms;
    uint32_t stop_ms; // of a child: how long it may take to stop

    enum node_state state;
    bool is_wanted;      // it should be up
    bool begins_anew;    // it is stopped to be started again
    bool goes_on;        // while paused: from its last good model
    bool is_held;        // it failed, and what there is of it waits for an order
    bool is_beyond;      // of a group: it failed more often than it may
    bool is_waiting;     // on the list of those that wait for a time
    bool is_moving;      // of a group: somebody in it is not yet as wanted
    bool is_followed;    // and is being looked after just now,
    bool is_called;      // and is to be once more
    bool is_leaving;     // it was added, is stopping, and is counted among those
    uint64_t due_ms;     // when a pause is over, or the time to stop
    uint64_t restarts;   // so far, of a child
    uint64_t *times_ms;  // of a group: its newest restarts, a ring of restarts_max
    uint32_t times_next; // the oldest
    struct node *parent;
    struct node *first; // children, in order
    struct node *last;
    struct node *previous;
    struct node *next;
    struct node *starts_at; // of a group: all before it are as wanted,
    struct node *stops_at;  // and so are all behind this one; NULL: nobody knows
    uint32_t leaving;       // of a group: how many of those that were added are stopping
    struct node *waiting_previous;
    struct node *waiting_next;
};

enum order {
    ORDER_START,  // from init; if it is there still, in its place
    ORDER_GO_ON,  // from its last good model
    ORDER_STOP,   // it may finish what it does
    ORDER_KILL,   // it has taken too long to stop
    ORDER_DROP,   // it failed, and is not to go on
    ORDER_FORGET, // it is down, and not in the tree any more; it has to be there until the call that said so returns
    ORDER_BEYOND, // told of a group: it went beyond its intensity
};

struct supervision {
    struct node root;
    struct node *waiting_first; // by their time
    struct node *waiting_last;
    uint64_t now_ms;
    void *self;
    void (*order)(void *self, enum order order, struct node *node); // must not come back in here
};

enum failing {
    FAILING_TURN,  // a turn was rolled back: the model is good
    FAILING_STATE, // the model is not to be trusted, or init failed
    FAILING_END,   // it ended by itself
};

// `root` is empty then.
void supervision_create(struct supervision *supervision, void (*order)(void *, enum order, struct node *),
                        void *self);

// Gives back what the nodes below `node` hold of ours; the nodes are the caller's.
void supervision_destroy(struct node *node);

// Puts a node behind its siblings. One that `is_added` begins at once; false where its group is not up: then nothing
// is changed.
bool supervision_add(struct supervision *supervision, struct node *parent, struct node *node, uint64_t now_ms);

// All that is wanted begins.
void supervision_begin(struct supervision *supervision, uint64_t now_ms);

// What came of orders, and what happened.
void supervision_began(struct supervision *supervision, struct node *child, uint64_t now_ms);
void supervision_failed(struct supervision *supervision, struct node *child, enum failing failing, uint64_t now_ms);
void supervision_stopped(struct supervision *supervision, struct node *child, uint64_t now_ms); // as it was told

// Somebody wants a child or a group to stop, for good; or, where one is down, to begin again.
void supervision_stop(struct supervision *supervision, struct node *node, uint64_t now_ms);
void supervision_start(struct supervision *supervision, struct node *node, uint64_t now_ms);

// All of it stops for good, the last group first. It is over when all are down.
void supervision_end(struct supervision *supervision, uint64_t now_ms);
static inline bool supervision_is_over(const struct supervision *supervision)
{
    return supervision->root.state == NODE_DOWN;
}

// Time has passed: what is due by now. supervision_due gives the time of what is due next; UINT64_MAX for nothing.
void supervision_pass(struct supervision *supervision, uint64_t now_ms);
uint64_t supervision_due(const struct supervision *supervision);
