// See supervision.h. Nodes say what is wanted of them, and `follow` brings a group nearer to that: first it stops, in
// reverse order and one after the other, what is not to be up; then it starts, in order, what is. Whenever it has to
// wait for somebody it returns, and what that one does calls it again. So there is one way through every history.
#include "actor/supervision.h"

#include "actor/supervisor.h"
#include "base/mem.h"

#include <assert.h>

static void follow(struct supervision *supervision, struct node *group);
static void start(struct supervision *supervision, struct node *node);
static void fail_in(struct supervision *supervision, struct node *node, enum failing failing);

void supervision_create(struct supervision *supervision, void (*order)(void *, enum order, struct node *), void *self)
{
    *supervision = (struct supervision){.order = order, .self = self};
    supervision->root.is_group = true;
    supervision->root.state = NODE_DOWN;
}

void supervision_destroy(struct node *node)
{
    mem_free(node->times_ms);
    node->times_ms = NULL;
    for (struct node *child = node->first; child; child = child->next) supervision_destroy(child);
}

// --- waiting for a time ---

static void wait_no_more(struct supervision *supervision, struct node *node)
{
    if (!node->is_waiting) return;
    if (node->waiting_previous) node->waiting_previous->waiting_next = node->waiting_next;
    else supervision->waiting_first = node->waiting_next;
    if (node->waiting_next) node->waiting_next->waiting_previous = node->waiting_previous;
    else supervision->waiting_last = node->waiting_previous;
    node->is_waiting = false;
}

// Who comes later mostly waits longer: its place is looked for from the end.
static void wait_until(struct supervision *supervision, struct node *node, uint64_t due_ms)
{
    wait_no_more(supervision, node);
    struct node *before = supervision->waiting_last;
    while (before && before->due_ms > due_ms) before = before->waiting_previous;
    node->due_ms = due_ms;
    node->is_waiting = true;
    node->waiting_previous = before;
    node->waiting_next = before ? before->waiting_next : supervision->waiting_first;
    if (node->waiting_next) node->waiting_next->waiting_previous = node;
    else supervision->waiting_last = node;
    if (before) before->waiting_next = node;
    else supervision->waiting_first = node;
}

static void set_state(struct supervision *supervision, struct node *node, enum node_state state)
{
    bool is_leaving = node->is_added && state == NODE_STOPPING;
    wait_no_more(supervision, node);
    node->state = state;
    if (is_leaving == node->is_leaving) return;
    node->is_leaving = is_leaving;
    if (is_leaving) node->parent->leaving++;
    else node->parent->leaving--;
}

uint64_t supervision_due(const struct supervision *supervision)
{
    return supervision->waiting_first ? supervision->waiting_first->due_ms : UINT64_MAX;
}

// --- the tree ---

// What was known of its members is not so any more.
static void look_anew(struct node *group)
{
    group->starts_at = NULL;
    group->stops_at = NULL;
}

static void append(struct node *parent, struct node *node)
{
    look_anew(parent);
    node->parent = parent;
    node->previous = parent->last;
    node->next = NULL;
    if (parent->last) parent->last->next = node;
    else parent->first = node;
    parent->last = node;
}

static void forget(struct supervision *supervision, struct node *node)
{
    struct node *parent = node->parent;
    assert(node->state == NODE_DOWN);
    if (parent->starts_at == node) parent->starts_at = node->next;
    if (parent->stops_at == node) parent->stops_at = node->previous ? node->previous : node->next;
    if (node->previous) node->previous->next = node->next;
    else parent->first = node->next;
    if (node->next) node->next->previous = node->previous;
    else parent->last = node->previous;
    wait_no_more(supervision, node);
    supervision->order(supervision->self, ORDER_FORGET, node);
}

// What is down for good leaves the tree, if it came to it while that ran.
static void settle_down(struct supervision *supervision, struct node *node)
{
    if (node->is_added && !node->is_wanted && node->state == NODE_DOWN) forget(supervision, node);
}

static void want(struct node *node, bool is_wanted)
{
    if (node->parent) look_anew(node->parent);
    node->is_wanted = is_wanted;
    node->begins_anew = false;
}

// --- stopping ---

static void want_all_down(struct node *group)
{
    for (struct node *child = group->first; child; child = child->next) want(child, false);
}

static void drop(struct supervision *supervision, struct node *child)
{
    if (child->is_held) supervision->order(supervision->self, ORDER_DROP, child);
    child->is_held = false;
}

static void stop(struct supervision *supervision, struct node *node)
{
    if (node->is_group) {
        set_state(supervision, node, NODE_STOPPING);
        want_all_down(node);
        follow(supervision, node);
    } else if (node->state == NODE_PAUSED) {
        set_state(supervision, node, NODE_DOWN);
        drop(supervision, node);
    } else {
        set_state(supervision, node, NODE_STOPPING);
        wait_until(supervision, node, supervision->now_ms + node->stop_ms);
        supervision->order(supervision->self, ORDER_STOP, node);
    }
}

static bool is_to_stop(const struct node *child)
{
    return !child->is_wanted || child->begins_anew;
}

// Whether it is down by now. One with a place in the order waits for those that have none.
static bool bring_down(struct supervision *supervision, struct node *child)
{
    if (!child->is_added && child->parent->leaving) return false;
    if (child->state != NODE_DOWN && child->state != NODE_STOPPING) stop(supervision, child);
    if (child->state != NODE_DOWN) return child->is_added;
    drop(supervision, child); // it failed, and was about to begin again
    settle_down(supervision, child);
    return true;
}

// Whether all that is not to be up is down; else the last that is not is asked to be, and waited for.
static bool stop_in_order(struct supervision *supervision, struct node *group)
{
    for (struct node *child = group->stops_at ? group->stops_at : group->last, *before; child; child = before) {
        before = child->previous;
        group->stops_at = child;
        if (is_to_stop(child) && !bring_down(supervision, child)) return false;
    }
    return !group->leaving;
}

// --- starting ---

static void want_declared(struct node *group)
{
    for (struct node *child = group->first; child; child = child->next) want(child, true);
}

static void start(struct supervision *supervision, struct node *node)
{
    set_state(supervision, node, NODE_STARTING);
    if (!node->is_group) {
        node->is_held = false;
        supervision->order(supervision->self, ORDER_START, node);
        return;
    }
    node->is_beyond = false;
    want_declared(node);
    follow(supervision, node);
}

// Whether those that are wanted are up; else the first that is not is on its way.
static bool start_in_order(struct supervision *supervision, struct node *group)
{
    for (struct node *child = group->starts_at ? group->starts_at : group->first; child; child = child->next) {
        group->starts_at = child;
        child->begins_anew = false;
        if (!child->is_wanted || child->state == NODE_UP) continue;
        if (child->state == NODE_DOWN) start(supervision, child);
        if (child->state != NODE_UP && child->is_wanted && !child->is_added) return false;
    }
    return true;
}

static void settle_group(struct supervision *supervision, struct node *group, enum node_state state)
{
    set_state(supervision, group, state);
    if (!group->parent) return;
    if (state == NODE_DOWN && group->is_beyond && group->is_wanted) fail_in(supervision, group, FAILING_STATE);
    else follow(supervision, group->parent);
}

// One look at a group: whether nobody in it is waited for any more.
static bool look_after(struct supervision *supervision, struct node *group)
{
    if (!stop_in_order(supervision, group)) return false;
    if (group->state == NODE_STOPPING) settle_group(supervision, group, NODE_DOWN);
    else if (group->state == NODE_DOWN || group->state == NODE_PAUSED) return true;
    else if (!start_in_order(supervision, group)) return false;
    else if (group->state == NODE_STARTING) settle_group(supervision, group, NODE_UP);
    return true;
}

// What comes of a look may call for another: it is taken when the first is over, so that nobody goes while somebody
// looks.
static void follow(struct supervision *supervision, struct node *group)
{
    group->is_called = true;
    if (group->is_followed) return;
    group->is_followed = true;
    while (group->is_called) {
        group->is_called = false;
        group->is_moving = !look_after(supervision, group);
    }
    group->is_followed = false;
}

// The same where one of those that were added has come or gone: in a group at rest that is nobody else's business.
static void follow_after(struct supervision *supervision, struct node *group, bool is_added)
{
    if (!is_added || group->is_moving || group->is_followed) follow(supervision, group);
}

// --- failing ---

// A restart is noted, if there may be one more.
static bool may_restart(struct node *group, uint64_t now_ms)
{
    if (!group->restarts_max) return false;
    if (!group->times_ms) {
        group->times_ms = mem_new(group->restarts_max * sizeof *group->times_ms);
        for (uint32_t i = 0; i < group->restarts_max; i++) group->times_ms[i] = UINT64_MAX;
    }
    uint64_t oldest = group->times_ms[group->times_next];
    if (oldest != UINT64_MAX && now_ms - oldest <= group->window_ms) return false;
    group->times_ms[group->times_next] = now_ms;
    group->times_next = (group->times_next + 1) % group->restarts_max;
    return true;
}

// How many there were lately, this one too.
static uint32_t restarts_lately(const struct node *group, uint64_t now_ms)
{
    uint32_t count = 0;
    for (uint32_t i = 0; i < group->restarts_max; i++)
        count += group->times_ms[i] != UINT64_MAX && now_ms - group->times_ms[i] <= group->window_ms;
    return count;
}

static uint32_t pause_of(const struct supervision *supervision, const struct node *node)
{
    struct failures lately = {.restarts = restarts_lately(node->parent, supervision->now_ms)};
    return supervisor_pause_ms(&lately);
}

static void go_on(struct supervision *supervision, struct node *node)
{
    set_state(supervision, node, NODE_UP);
    node->is_held = false;
    supervision->order(supervision->self, ORDER_GO_ON, node);
}

// It is down, and comes back at once or in a while, when those before it are up.
static void come_back(struct supervision *supervision, struct node *node, bool goes_on)
{
    uint32_t pause_ms = pause_of(supervision, node);
    node->goes_on = goes_on;
    if (pause_ms) {
        set_state(supervision, node, NODE_PAUSED);
        wait_until(supervision, node, supervision->now_ms + pause_ms);
    } else if (goes_on) {
        go_on(supervision, node);
    }
    follow(supervision, node->parent);
}

static void go_beyond(struct supervision *supervision, struct node *group)
{
    group->is_beyond = true;
    look_anew(group->parent);
    supervision->order(supervision->self, ORDER_BEYOND, group);
    if (!group->parent->parent) group->is_wanted = false; // its failure goes no higher
    stop(supervision, group);
}

static void begin_anew(struct node *failed, struct node *from)
{
    for (struct node *child = from; child; child = child->next)
        child->begins_anew = child->is_wanted && child != failed;
}

static void restart(struct supervision *supervision, struct node *node, enum failing failing)
{
    struct node *group = node->parent;
    node->restarts++;
    if (group->strategy == ONE_FOR_ONE) {
        come_back(supervision, node, failing == FAILING_TURN);
        return;
    }
    drop(supervision, node);
    begin_anew(node, group->strategy == ONE_FOR_ALL ? group->first : node->next);
    come_back(supervision, node, false);
}

static void give_up(struct supervision *supervision, struct node *node)
{
    struct node *group = node->parent;
    bool is_added = node->is_added;
    want(node, false);
    drop(supervision, node);
    settle_down(supervision, node);
    follow_after(supervision, group, is_added);
}

static void fail_in(struct supervision *supervision, struct node *node, enum failing failing)
{
    struct node *group = node->parent;
    bool is_over = node->kind == CHILD_TEMPORARY || (node->kind == CHILD_TRANSIENT && failing == FAILING_END);
    look_anew(group);
    set_state(supervision, node, NODE_DOWN);
    node->is_held = !node->is_group && failing != FAILING_END;
    if (!group->parent || is_over) {
        give_up(supervision, node);
    } else if (may_restart(group, supervision->now_ms)) {
        restart(supervision, node, failing);
    } else {
        drop(supervision, node);
        go_beyond(supervision, group);
    }
}

// --- what happens ---

bool supervision_add(struct supervision *supervision, struct node *parent, struct node *node, uint64_t now_ms)
{
    bool is_up = parent->state == NODE_UP || parent->state == NODE_STARTING;
    supervision->now_ms = now_ms;
    if (node->is_added && (!is_up || !parent->is_wanted)) return false;
    append(parent, node);
    node->state = NODE_DOWN;
    if (!node->is_added) return true;
    want(node, true);
    start(supervision, node);
    return true;
}

void supervision_begin(struct supervision *supervision, uint64_t now_ms)
{
    supervision->now_ms = now_ms;
    start(supervision, &supervision->root);
}

void supervision_began(struct supervision *supervision, struct node *child, uint64_t now_ms)
{
    supervision->now_ms = now_ms;
    if (child->state != NODE_STARTING) return;
    set_state(supervision, child, NODE_UP);
    follow_after(supervision, child->parent, child->is_added);
}

// It was to stop, and has.
static void is_down(struct supervision *supervision, struct node *child)
{
    struct node *group = child->parent;
    bool is_added = child->is_added;
    settle_down(supervision, child);
    follow_after(supervision, group, is_added);
}

void supervision_failed(struct supervision *supervision, struct node *child, enum failing failing, uint64_t now_ms)
{
    supervision->now_ms = now_ms;
    if (child->state == NODE_DOWN || child->state == NODE_PAUSED) return;
    if (child->is_wanted && !child->begins_anew && child->state != NODE_STOPPING) {
        fail_in(supervision, child, failing);
        return;
    }
    set_state(supervision, child, NODE_DOWN); // it was to stop, and has
    child->is_held = failing != FAILING_END;
    drop(supervision, child);
    is_down(supervision, child);
}

void supervision_stopped(struct supervision *supervision, struct node *child, uint64_t now_ms)
{
    supervision->now_ms = now_ms;
    if (child->state != NODE_STOPPING) return;
    set_state(supervision, child, NODE_DOWN);
    is_down(supervision, child);
}

void supervision_stop(struct supervision *supervision, struct node *node, uint64_t now_ms)
{
    supervision->now_ms = now_ms;
    bool is_alone = node->is_added && !node->parent->is_moving && node->state != NODE_DOWN;
    want(node, false);
    if (is_alone && node->state != NODE_STOPPING) stop(supervision, node);
    if (!is_alone || node->state == NODE_DOWN) follow(supervision, node->parent);
}

void supervision_start(struct supervision *supervision, struct node *node, uint64_t now_ms)
{
    supervision->now_ms = now_ms;
    want(node, true);
    follow(supervision, node->parent);
}

void supervision_end(struct supervision *supervision, uint64_t now_ms)
{
    supervision->now_ms = now_ms;
    if (!supervision_is_over(supervision)) stop(supervision, &supervision->root);
}

static void come_due(struct supervision *supervision, struct node *node)
{
    wait_no_more(supervision, node);
    if (node->state == NODE_STOPPING) {
        supervision->order(supervision->self, ORDER_KILL, node);
        return;
    }
    look_anew(node->parent);
    if (node->goes_on) go_on(supervision, node);
    else set_state(supervision, node, NODE_DOWN);
    follow(supervision, node->parent);
}

void supervision_pass(struct supervision *supervision, uint64_t now_ms)
{
    supervision->now_ms = now_ms;
    for (struct node *node; (node = supervision->waiting_first) && node->due_ms <= now_ms;)
        come_due(supervision, node);
}
