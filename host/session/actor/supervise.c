// See supervise.h.
#include "session/actor/supervise.h"

#include "app/plan.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/names.h"
#include "session/actor/letter.h"
#include "session/hall.h"
#include "session/session.h"
#include "store/parcel.h"

enum { STOP_MS = 5000 }; // of those that were added

// A group or an actor of the tree.
struct member {
    struct name name; // first
    struct node node;
    struct buffer declaration; // of an actor: its name in the program
    struct buffer args;        // and what its init is given
    struct buffer trouble;     // what went wrong last
    struct buffer reason;      // why somebody stops it
    uint32_t life;
    bool is_declared; // by the app as it is now
    struct member *forgotten_next;
};

struct tree {
    struct hall *hall;
    struct supervision supervision;
    struct names members;
    struct alarm alarm;       // when something is due next
    bool is_ending;           // and the host with it
    struct member *forgotten; // of the tree no more
    struct letter *kept;      // starts of those that come back by themselves, when their groups are up
};

static struct member *member_of(const struct node *node)
{
    return (struct member *)(void *)((char *)node - offsetof(struct member, node));
}

static struct member *find(const struct tree *tree, struct bytes name)
{
    return (struct member *)names_find(&tree->members, name);
}

static void set(struct buffer *buffer, struct bytes bytes)
{
    buffer_clear(buffer);
    buffer_put(buffer, bytes);
}

static void member_delete(struct member *member)
{
    name_clear(&member->name);
    buffer_destroy(&member->declaration);
    buffer_destroy(&member->args);
    buffer_destroy(&member->trouble);
    buffer_destroy(&member->reason);
    mem_free(member->node.times_ms);
    mem_free(member);
}

// Its name is free at once. It goes when nobody is about to look at it any more.
static void forget(struct tree *tree, struct member *member)
{
    names_remove(&tree->members, &member->name);
    member->forgotten_next = tree->forgotten;
    tree->forgotten = member;
}

static void delete_forgotten(struct tree *tree)
{
    for (struct member *member; (member = tree->forgotten);) {
        tree->forgotten = member->forgotten_next;
        member_delete(member);
    }
}

// --- orders ---

// The host's own reason is the weakest: what was stopped for another is not to outlive it.
static void say_why(const struct tree *tree, const struct member *member, struct letter *letter)
{
    letter->is_farewell = tree->is_ending && !member->reason.size && letter->order != ORDER_GO_ON;
    if (letter->is_farewell) letter->word = BYTES("shutdown");
    else if (letter->order == ORDER_STOP)
        letter->word = member->reason.size ? buffer_bytes(&member->reason) : BYTES("its group stops it");
}

static void send_order(struct tree *tree, struct member *member, enum order order)
{
    struct letter letter = {
        .kind = LETTER_ORDER, .order = order, .name = name_bytes(&member->name), .life = member->life};
    if (order == ORDER_START) {
        letter.word = buffer_bytes(&member->declaration);
        letter.data = buffer_bytes(&member->args);
        letter.life = ++member->life;
        buffer_clear(&member->reason); // of the life before
    } else {
        say_why(tree, member, &letter);
    }
    letter_to_name(tree->hall, &letter);
}

static void tell_beyond(const struct member *group)
{
    bool is_last = !group->node.parent->parent;
    log_line(LOG_ERROR, "group '%s': more than %u restarts in %u s: %s", group->name.text, group->node.restarts_max,
             (group->node.window_ms + 999) / 1000,
             is_last ? "it is down, and stays so; the rest of the app goes on"
                     : "it is stopped, and the group around it decides");
}

static void tell_killed(const struct member *member)
{
    log_line(LOG_WARNING, "actor '%s' did not stop in %u ms, and is killed; :stop_in(ms) gives it more time",
             member->name.text, member->node.stop_ms);
}

static void obey(void *self, enum order order, struct node *node)
{
    struct tree *tree = self;
    struct member *member = member_of(node);
    switch (order) {
    case ORDER_FORGET: forget(tree, member); return;
    case ORDER_BEYOND:
        count(&tree->hall->counters.groups_down);
        tell_beyond(member);
        return;
    case ORDER_KILL: tell_killed(member); break;
    case ORDER_GO_ON: count(&tree->hall->counters.actor_restarts); break;
    case ORDER_START:
        if (node->restarts) count(&tree->hall->counters.actor_restarts);
        break;
    default: break;
    }
    send_order(tree, member, order);
}

// --- time ---

static void settle(struct tree *tree);

static void ring(struct alarm *alarm, uint64_t now_ms)
{
    struct tree *tree = (struct tree *)(void *)((char *)alarm - offsetof(struct tree, alarm));
    alarms_remove(&tree->hall->alarms, alarm);
    supervision_pass(&tree->supervision, now_ms);
    settle(tree);
}

static bool is_up(const struct node *group)
{
    return group->is_wanted && (group->state == NODE_UP || group->state == NODE_STARTING);
}

// Those of a group that is up begin again, each in the hall of its name.
static void bring_back(struct tree *tree)
{
    for (struct letter **link = &tree->kept, *letter; (letter = *link);) {
        const struct member *group = find(tree, letter->group);
        if (!group || !group->node.is_group || !is_up(&group->node)) {
            link = &letter->held_next;
            continue;
        }
        *link = letter->held_next;
        letter_to_name(tree->hall, letter);
        mem_free(letter);
    }
}

static void settle(struct tree *tree)
{
    struct hall *hall = tree->hall;
    if (tree->kept && !tree->is_ending) bring_back(tree);
    uint64_t due_ms = supervision_due(&tree->supervision);
    delete_forgotten(tree);
    if (tree->alarm.place) alarms_remove(&hall->alarms, &tree->alarm);
    if (due_ms == UINT64_MAX) return;
    tree->alarm.due_ms = due_ms;
    tree->alarm.ring = ring;
    alarms_add(&hall->alarms, &tree->alarm);
    hall_set_ring(hall);
}

// --- growing ---

static struct member *member_new(struct tree *tree, struct bytes name, const struct node *node)
{
    struct member *member = mem_new_clear(sizeof *member);
    name_set(&member->name, name);
    member->node = *node;
    names_add(&tree->members, &member->name);
    return member;
}

static void plant(struct tree *tree, struct node *parent, const struct plan *plan);

static void plant_members(struct tree *tree, struct node *parent, const struct plan *plan)
{
    for (uint32_t i = 0; i < plan->members_count; i++) plant(tree, parent, &plan->members[i]);
}

static void follow_plan(struct member *member, const struct app *app, const struct plan *plan)
{
    struct node *node = &member->node;
    member->is_declared = true;
    node->is_added = false;
    node->strategy = plan->node.strategy;
    node->kind = plan->node.kind;
    node->stop_ms = plan->node.stop_ms;
    node->window_ms = plan->node.window_ms;
    if (node->restarts_max != plan->node.restarts_max) {
        mem_free(node->times_ms);
        node->times_ms = NULL;
        node->times_next = 0;
        node->restarts_max = plan->node.restarts_max;
    }
    if (plan->node.is_group) return;
    set(&member->declaration, app->views[plan->view].name);
    set(&member->args, plan->args);
}

static void plant(struct tree *tree, struct node *parent, const struct plan *plan)
{
    struct hall *hall = tree->hall;
    struct member *member = member_new(tree, plan->name, &plan->node);
    follow_plan(member, hall->app, plan);
    supervision_add(&tree->supervision, parent, &member->node, hall_now_ms(hall));
    if (plan->node.is_group) plant_members(tree, &member->node, plan);
}

struct beginning {
    struct inbox_message message; // first
};

static void begin(struct inbox_message *message, void *receiver)
{
    struct hall *hall = receiver;
    mem_free(message);
    if (!hall || hall->is_closed || hall->tree->is_ending) return;
    supervision_begin(&hall->tree->supervision, hall_now_ms(hall));
    settle(hall->tree);
}

static struct tree *tree_new(struct hall *hall)
{
    struct tree *tree = mem_new_clear(sizeof *tree);
    tree->hall = hall;
    supervision_create(&tree->supervision, obey, tree);
    return tree;
}

// Whoever asks for it later finds what was kept, while that is.
static void tell_groupless(const struct letter *letter)
{
    log_line(LOG_WARNING, "the actor '%.*s' does not come back: the app has no group '%.*s' any more",
             (int)letter->name.size, letter->name.data, (int)letter->group.size, letter->group.data);
}

// What the host before this one kept of those that ls.start had brought.
static void recall(struct tree *tree)
{
    struct keeper *keeper = tree->hall->settings->keeper;
    struct parcel_entry entry;
    for (size_t at = 0; keeper && parcel_read(&keeper->actors, &at, &entry);) {
        arena_reset(&tree->hall->arena);
        struct letter *letter = letter_read_start(entry.content, &tree->hall->arena);
        const struct member *group = letter ? find(tree, letter->group) : NULL;
        if (letter && !(group && group->node.is_group)) {
            tell_groupless(letter);
            mem_free(letter);
        } else if (letter) {
            letter->held_next = tree->kept;
            tree->kept = letter;
        }
    }
    if (keeper) buffer_clear(&keeper->actors);
}

void supervise_begin(struct hall *hall)
{
    if (hall->index || !hall->app->plan) return;
    hall->tree = tree_new(hall);
    plant_members(hall->tree, &hall->tree->supervision.root, hall->app->plan);
    recall(hall->tree);
    struct beginning *beginning = mem_new_clear(sizeof *beginning);
    beginning->message.deliver = begin;
    inbox_put(&hall->inbox, &beginning->message);
}

void supervise_end(struct hall *hall)
{
    struct tree *tree = hall->tree;
    if (!tree || tree->is_ending) return;
    tree->is_ending = true;
    supervision_end(&tree->supervision, hall_now_ms(hall));
    settle(tree);
}

bool supervise_is_over(const struct hall *hall)
{
    return !hall->tree || (hall->tree->is_ending && supervision_is_over(&hall->tree->supervision));
}

static void fell(struct tree *tree, struct node *node)
{
    for (struct node *child = node->first, *next; child; child = next) {
        next = child->next;
        fell(tree, child);
        names_remove(&tree->members, &member_of(child)->name);
        member_delete(member_of(child));
    }
}

void supervise_close(struct hall *hall)
{
    struct tree *tree = hall->tree;
    if (!tree) return;
    hall->tree = NULL;
    if (tree->alarm.place) alarms_remove(&hall->alarms, &tree->alarm);
    fell(tree, &tree->supervision.root);
    names_destroy(&tree->members);
    letters_release(NULL, tree->kept);
    mem_free(tree);
}

// --- newer code ---

static void forget_declared(struct node *node)
{
    for (struct node *child = node->first; child; child = child->next) {
        member_of(child)->is_declared = false;
        forget_declared(child);
    }
}

// What was there keeps its place and its state; what has another meaning now has to go before it can come.
static void follow_group(struct tree *tree, struct node *group, const struct plan *plan)
{
    for (uint32_t i = 0; i < plan->members_count; i++) {
        const struct plan *wanted = &plan->members[i];
        struct member *there = find(tree, wanted->name);
        bool is_same = there && there->node.parent == group && there->node.is_group == wanted->node.is_group;
        if (is_same) {
            follow_plan(there, tree->hall->app, wanted);
            if (wanted->node.is_group) follow_group(tree, &there->node, wanted);
        } else if (!there) {
            plant(tree, group, wanted);
            bool is_up = group->state == NODE_UP || group->state == NODE_STARTING;
            if (is_up)
                supervision_start(&tree->supervision, &find(tree, wanted->name)->node, hall_now_ms(tree->hall));
        } else {
            log_line(LOG_WARNING, "'%s' was something else in the tree: it is what it is now from the next start on",
                     there->name.text);
            there->is_declared = true;
        }
    }
}

// The deepest first: a group goes when all in it have gone.
static void stop_undeclared(struct tree *tree, struct node *group)
{
    for (struct node *child = group->last, *before; child; child = before) {
        before = child->previous;
        if (child->is_group) stop_undeclared(tree, child);
        if (member_of(child)->is_declared || child->is_added) continue;
        child->is_added = true;
        set(&member_of(child)->reason, BYTES("the app does not declare it any more"));
        supervision_stop(&tree->supervision, child, hall_now_ms(tree->hall));
    }
}

void supervise_follow_app(struct hall *hall)
{
    static const struct plan nothing = {0};
    struct tree *tree = hall->tree;
    if (!tree) {
        supervise_begin(hall);
        return;
    }
    forget_declared(&tree->supervision.root);
    follow_group(tree, &tree->supervision.root, hall->app->plan ? hall->app->plan : &nothing);
    stop_undeclared(tree, &tree->supervision.root);
    settle(tree);
}

// --- what actors say ---

static void hear_report(struct tree *tree, const struct letter *letter)
{
    static const enum failing failings[] = {
        [REPORT_FAILED_TURN] = FAILING_TURN, [REPORT_FAILED_STATE] = FAILING_STATE, [REPORT_ENDED] = FAILING_END};
    struct member *member = find(tree, letter->name);
    uint64_t now_ms = hall_now_ms(tree->hall);
    if (!member || member->life != letter->life) return; // an earlier one's
    if (letter->report == REPORT_BEGAN) {
        supervision_began(&tree->supervision, &member->node, now_ms);
    } else if (letter->report == REPORT_STOPPED) {
        supervision_stopped(&tree->supervision, &member->node, now_ms);
    } else {
        if (letter->report != REPORT_ENDED) set(&member->trouble, letter->word);
        supervision_failed(&tree->supervision, &member->node, failings[letter->report], now_ms);
    }
}

// --- who is started and stopped ---

static void answer(struct hall *hall, const struct letter *letter, const char *why)
{
    struct letter back = {.kind = LETTER_ANSWER, .to = letter->from, .ask = letter->ask};
    if (!letter->ask && why) {
        back.kind = LETTER_LOST;
        back.name = letter->name;
        back.word = letter->kind == LETTER_ADD ? BYTES("ls.start") : BYTES("ls.stop_actor");
        back.data = bytes_of(why);
    } else if (!letter->ask) {
        return;
    } else if (why) {
        back.word = bytes_of(why);
    } else {
        back.data = BYTES("\x02");
    }
    letter_to_session(hall, &back);
}

// The one that waits in the hall of its name is not to be.
static void turn_away(struct hall *hall, const struct letter *letter, const char *why)
{
    struct letter order = {.kind = LETTER_ORDER, .order = ORDER_DROP, .name = letter->name, .word = bytes_of(why)};
    letter_to_name(hall, &order);
    answer(hall, letter, why);
}

static bool begin_again(struct tree *tree, struct member *member, const struct letter *letter)
{
    struct node *group = member->node.parent;
    bool is_up = group->state == NODE_UP || group->state == NODE_STARTING;
    if (member->node.is_group || member->node.state != NODE_DOWN || member->node.is_wanted || !is_up) return false;
    set(&member->declaration, letter->word);
    set(&member->args, letter->data);
    supervision_start(&tree->supervision, &member->node, hall_now_ms(tree->hall));
    return true;
}

static bool add(struct tree *tree, struct member *group, const struct letter *letter)
{
    struct node node = {.is_added = true, .kind = letter->restarts, .stop_ms = STOP_MS};
    bool is_up = group->node.state == NODE_UP || group->node.state == NODE_STARTING;
    if (!is_up || !group->node.is_wanted) return false;
    struct member *member = member_new(tree, letter->name, &node);
    set(&member->declaration, letter->word);
    set(&member->args, letter->data);
    return supervision_add(&tree->supervision, &group->node, &member->node, hall_now_ms(tree->hall));
}

// Why it is not to be; NULL where it is.
static const char *try_start(struct tree *tree, const struct letter *letter)
{
    struct member *there = find(tree, letter->name);
    struct member *group = find(tree, letter->group);
    // It begins as it is declared, and takes the place of the one that waits in its hall.
    if (there && !there->node.is_group && there->node.is_wanted && there->node.state != NODE_UP) return NULL;
    if (there && !begin_again(tree, there, letter))
        return "it is there already, and is just being stopped or started again";
    if (there) return NULL;
    if (!group || !group->node.is_group) return "there is no such group";
    return add(tree, group, letter) ? NULL : "its group is down";
}

static void hear_start(struct tree *tree, const struct letter *letter)
{
    const char *why = try_start(tree, letter);
    if (why) turn_away(tree->hall, letter, why);
    else answer(tree->hall, letter, NULL);
}

static void hear_stop(struct tree *tree, const struct letter *letter)
{
    struct member *member = find(tree, letter->name);
    if (!member || member->node.is_group) {
        answer(tree->hall, letter, "there is no actor of this name");
        return;
    }
    set(&member->reason, letter->word.size ? letter->word : BYTES("stopped"));
    supervision_stop(&tree->supervision, &member->node, hall_now_ms(tree->hall));
}

void supervise_hear(struct hall *hall, const struct letter *letter)
{
    struct tree *tree = hall->tree;
    if (!tree && letter->kind == LETTER_ADD) turn_away(hall, letter, "the app supervises no group");
    else if (!tree && letter->kind == LETTER_REMOVE) answer(hall, letter, "there is no actor of this name");
    if (!tree) return;
    if (letter->kind == LETTER_ADD) hear_start(tree, letter);
    else if (letter->kind == LETTER_REMOVE) hear_stop(tree, letter);
    else hear_report(tree, letter);
    settle(tree);
}

// --- for those who look ---

static void tell_below(struct node *group, unsigned depth, void (*tell)(void *self, const struct member_told *told),
                       void *self)
{
    for (struct node *child = group->first; child; child = child->next) {
        const struct member *member = member_of(child);
        struct member_told told = {child, name_bytes(&member->name), buffer_bytes(&member->trouble), depth};
        tell(self, &told);
        if (child->is_group) tell_below(child, depth + 1, tell, self);
    }
}

void supervise_tell(const struct hall *hall, void (*tell)(void *self, const struct member_told *told), void *self)
{
    if (hall->tree) tell_below(&hall->tree->supervision.root, 0, tell, self);
}
