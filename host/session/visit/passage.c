// See passage.h.
#include "session/visit/passage.h"

#include "actor/mailbox.h"
#include "app/address.h"
#include "base/mem.h"
#include "session/calls.h"
#include "session/children.h"
#include "session/hall.h"
#include "session/keep/keeping.h"
#include "session/send.h"
#include "session/session.h"
#include "session/timer.h"
#include "session/turn.h"
#include "session/visit/guard.h"
#include "session/visit/head.h"
#include "session/visit/homecoming.h"
#include "session/visit/place.h"
#include "session/visit/ticket.h"
#include "tree/diff.h"
#include "value/codec.h"
#include "value/json.h"

#include <assert.h>

struct passage {
    struct alarm patience; // first: set while answers are waited for
    struct session *session;
    bool is_impatient;
    uint64_t asker;
    uint32_t ref;
    char url[ADDRESS_MAX + 1];
};

// --- answers ---

static void settle(struct session *asker, uint32_t ref)
{
    asker->is_leaving = false;
    asker->leads_to = 0;
    asker->ref_done = ref;
}

static void go_on(struct session *asker)
{
    if (asker->mailbox.first) hall_queue(asker->hall, asker);
}

static void refuse(struct session *asker, uint32_t ref, enum error_code code, const char *why)
{
    settle(asker, ref);
    count(&asker->hall->counters.passages_refused);
    send_refusal(asker, code, bytes_of(why));
    go_on(asker);
}

static void put_ticket(const struct session *session, struct buffer *out)
{
    struct ticket ticket = {.session = session->id, .hall = (uint8_t)session->hall->index};
    buffer_put_byte(out, '"');
    ticket_put(out, &ticket, session->hall->settings->key);
    buffer_put_byte(out, '"');
}

// { "go": [TICKET, URL, SCOPE, TITLE, VALUE, HEAD] }; `value` may be empty: the line that joins is told.
static void tell(struct session *asker, uint32_t ref, struct session *next, struct bytes url, struct bytes value)
{
    struct hall *hall = asker->hall;
    struct buffer *extra = &hall->extra;
    bool has_scope = next->app->views[next->view].css.size;
    buffer_clear(extra);
    buffer_put(extra, BYTES("{\"go\":["));
    put_ticket(next, extra);
    buffer_put_byte(extra, ',');
    json_put_string(extra, url);
    buffer_print(extra, ",%u,", has_scope ? next->view + 1 : 0);
    json_put_string(extra, send_title_of(next));
    buffer_put_byte(extra, ',');
    buffer_put(extra, value.size ? value : BYTES("null"));
    if (head_waiting(next).size) {
        buffer_put_byte(extra, ',');
        json_put_string(extra, head_waiting(next));
    }
    buffer_put_byte(extra, ']');
    send_put_templates(asker, next->app, ',', extra);
    buffer_put_byte(extra, '}');
    settle(asker, ref);
    count(&hall->counters.passages);
    send_patch(asker, (struct bytes){0}, buffer_bytes(extra));
    go_on(asker);
}

// --- the way there ---

struct session *passage_asker(const struct session *session)
{
    return session->passage ? hall_find(session->hall, session->passage->asker) : NULL;
}

void passage_delete(struct session *session)
{
    struct passage *passage = session->passage;
    if (!passage) return;
    if (passage->patience.place) alarms_remove(&session->hall->alarms, &passage->patience);
    mem_free(passage);
    session->passage = NULL;
}

static struct passage take_passage(struct session *session)
{
    struct passage passage = *session->passage;
    passage_delete(session);
    return passage;
}

// --- patience ---

static void lose_patience(struct session *session)
{
    struct passage *passage = session->passage;
    if (passage->patience.place) alarms_remove(&session->hall->alarms, &passage->patience);
    passage->is_impatient = true;
    hall_queue(session->hall, session);
}

static void ring(struct alarm *alarm, uint64_t now_ms)
{
    (void)now_ms;
    lose_patience(((struct passage *)alarm)->session);
}

void passage_be_patient(struct session *session)
{
    struct hall *hall = session->hall;
    struct passage *passage = session->passage;
    struct session *asker = passage_asker(session);
    if (passage->patience.place || passage->is_impatient) return;
    passage->session = session;
    passage->patience.ring = ring;
    passage->patience.due_ms = hall_now_ms(hall) + (uint64_t)hall->settings->limits.first_page_ms;
    alarms_add(&hall->alarms, &passage->patience);
    if (passage->patience.place == 1) hall_set_ring(hall);
    if (asker) go_on(asker);
}

bool passage_is_impatient(const struct session *session)
{
    return session->passage->is_impatient;
}

// The session that a link from here leads to, while it gathers.
static struct session *find_patient(const struct session *asker)
{
    struct session *next = hall_find(asker->hall, asker->leads_to);
    return next && next->passage && next->passage->patience.place ? next : NULL;
}

bool passage_holds(const struct session *session)
{
    const struct message *first = session->mailbox.first;
    if (!session->is_leaving) return false;
    if (first && first->kind != MESSAGE_INFO) passage_hurry(session);
    return !find_patient(session);
}

void passage_hurry(const struct session *asker)
{
    struct session *next = asker->is_leaving ? find_patient(asker) : NULL;
    if (next) lose_patience(next);
}

static bool may_see(struct hall *hall, const struct address *address, struct bytes visitor, struct bytes *elsewhere,
                    struct error *err)
{
    enum vm_verdict verdict;
    if (!guard_ask(hall, hall->app, address->route, visitor, &verdict, elsewhere, err)) return false;
    if (verdict == VM_MAY_NOT) return fail(err, ERROR_FORBIDDEN, "its guard says no");
    return true;
}

static bool find_room(struct hall *hall, struct error *err)
{
    bool has_room =
        !hall->is_full && hall_make_room(hall) && hall->sessions_count < (size_t)hall->settings->limits.sessions;
    return has_room || fail(err, ERROR_FULL, "there are too many visitors just now");
}

// The view that `url` shows, for this visitor; a guard may send them on.
static bool find_view(struct session *asker, char url[ADDRESS_MAX + 1], uint32_t *hops, struct address *address,
                      struct error *err)
{
    struct hall *hall = asker->hall;
    for (; *hops <= HOPS_MAX; ++*hops) {
        struct bytes elsewhere = {0};
        if (!address_read(hall->app, bytes_of(url), &hall->arena, address, err)) return false;
        if (address->route->group != asker->route->group)
            return fail(err, ERROR_FORBIDDEN, "that view is of another group");
        if (!may_see(hall, address, place_visitor(asker), &elsewhere, err)) return false;
        if (!elsewhere.data) return true;
        memcpy(url, elsewhere.data, elsewhere.size + 1);
    }
    return fail(err, ERROR_LOOP, "Too many redirects");
}

static bool depart(struct session *asker, const char *url, uint32_t ref, uint32_t hops, struct error *err)
{
    struct hall *hall = asker->hall;
    struct address address = {0};
    struct passage passage = {.asker = asker->id, .ref = ref};
    memcpy(passage.url, url, strlen(url) + 1);
    if (!find_view(asker, passage.url, &hops, &address, err) || !find_room(hall, err)) return false;
    assert(address.route); // it was found
    struct session *next = session_new(hall, hall->app, address.route->view);
    struct value page;
    codec_decode(place_of(asker), &hall->arena, &page, err);
    place_begin(next, &address, value_get_string(&page, "locale", BYTES("")), place_visitor(asker));
    next->owner.bound = asker->owner.bound;
    next->route = address.route;
    next->numbering = asker->numbering;
    next->templates_first = next->templates_told = asker->templates_first; // it is the same page
    passage_hop(next, hops);
    next->passage = mem_new_clear(sizeof passage);
    *next->passage = passage;
    hall_add(hall, next);
    session_step(&next->state, STEP_REQUEST, err);
    asker->is_leaving = true;
    asker->leads_to = next->id;
    turn_begin_first(next);
    return true;
}

// --- back ---

static struct session *find_left(const struct session *asker, struct bytes ticket_text)
{
    struct ticket ticket;
    struct error err;
    if (!ticket_text.size || !ticket_read(ticket_text, asker->hall->settings->key, &ticket, &err)) return NULL;
    struct session *session = hall_find(asker->hall, ticket.session);
    bool is_free = session && !session->line && !session->depth && session->has_model && session->route;
    return is_free && session->route->group == asker->route->group ? session : NULL;
}

// It goes to this address before anybody joins it, as if it were a patch.
static bool move(struct session *session, const struct address *address)
{
    struct hall *hall = session->hall;
    struct message message = {.kind = MESSAGE_INFO, .handler = JOURNAL_PARAMS};
    struct error err;
    buffer_clear(&hall->scratch);
    place_write(session, address, &hall->scratch);
    if (bytes_equal(buffer_bytes(&hall->scratch), place_of(session))) return true;
    if (!mailbox_put(&session->mailbox, (uint32_t)hall->settings->limits.mailbox, &message,
                     buffer_bytes(&hall->scratch), &err))
        return false;
    hall_queue(hall, session);
    return true;
}

static bool come_back(struct session *asker, struct bytes url, struct bytes ticket, uint32_t ref)
{
    struct session *session = find_left(asker, ticket);
    struct address address;
    struct error err;
    if (!session || !address_read(session->app, url, &asker->hall->arena, &address, &err)) return false;
    if (address.route->view != session->view || !move(session, &address)) return false;
    count(&asker->hall->counters.passages_back);
    tell(asker, ref, session, url, (struct bytes){0});
    return true;
}

// --- both ends ---

void passage_go(struct session *asker, struct message *message)
{
    struct bytes data = message_data(message); // url, zero, ticket, zero
    struct bytes url = bytes_of(data.data);
    struct bytes ticket = bytes_of(data.data + url.size + 1);
    uint32_t hops = asker->sends_on ? passage_hops(asker) : 0;
    struct error err;
    assert(url.size <= ADDRESS_MAX);
    if (!come_back(asker, url, ticket, message->ref) && !depart(asker, url.data, message->ref, hops, &err))
        refuse(asker, message->ref, err.code, err.text);
    message_delete(message);
}

void passage_begin(struct session *asker, struct message *message)
{
    if (!homecoming_begin(asker, message)) passage_go(asker, message);
}

// init sent the visitor on: nobody will ever see this session.
static void pass_on(struct session *session)
{
    struct passage passage = take_passage(session);
    struct session *asker = hall_find(session->hall, passage.asker);
    struct error err;
    uint32_t hops = session->hops + 1;
    char url[ADDRESS_MAX + 1];
    snprintf(url, sizeof url, "%s", session->sent_to);
    session_end(session, ERROR_GONE, "it sends its visitor on");
    if (asker && !depart(asker, url, passage.ref, hops, &err)) refuse(asker, passage.ref, err.code, err.text);
}

void passage_arrive(struct session *session)
{
    if (session->sent_to) {
        pass_on(session);
        return;
    }
    struct hall *hall = session->hall;
    struct session *asker = passage_asker(session);
    struct error err;
    struct passage passage = take_passage(session);
    session_step(&session->state, STEP_RENDERED, &err);
    if (asker) {
        buffer_clear(&hall->patch);
        diff_write_full(&session->shown, true, &hall->patch);
        tell(asker, passage.ref, session, bytes_of(passage.url), buffer_bytes(&hall->patch));
    }
    if (rendition_has_operations(&session->shown)) rendition_copy_bare(&session->shown, &session->shown);
    session_sleep(session);
    if (session->mailbox.first) hall_queue(hall, session);
}

void passage_fail(struct session *session, enum error_code code, const char *why)
{
    struct session *asker = passage_asker(session);
    struct passage passage = take_passage(session);
    if (asker) refuse(asker, passage.ref, code, why);
}

void passage_lose(struct session *session)
{
    passage_fail(session, ERROR_GONE, "that view has ended");
}

void passage_abandon(struct session *session, const char *why)
{
    passage_fail(session, ERROR_CRASH, why);
    session_end(session, ERROR_CRASH, "its page could not be made");
}

uint32_t passage_hops(const struct session *session)
{
    return hall_now_ms(session->hall) - session->hopped_ms < HOPS_WITHIN_MS ? session->hops + 1 : 1;
}

void passage_hop(struct session *session, uint32_t hops)
{
    session->hops = hops;
    session->hopped_ms = hall_now_ms(session->hall);
}

bool passage_leads(const struct session *old, const struct session *next)
{
    return old != next && !old->depth && !next->depth && !next->line && old->route->group == next->route->group;
}

void passage_leave(struct session *session)
{
    session->is_left = true;
    keeping_touch(session);
    timers_hold(session);
    calls_linger(session);
    children_hold(session);
    hall_place(session->hall, session);
}
