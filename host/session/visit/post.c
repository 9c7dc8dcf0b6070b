// See post.h.
#include "session/visit/post.h"

#include "app/address.h"
#include "app/query.h"
#include "base/mem.h"
#include "session/children.h"
#include "session/hall.h"
#include "session/receive.h"
#include "session/session.h"
#include "session/visit/join.h"
#include "session/visit/place.h"
#include "session/visit/registry.h"
#include "session/visit/visit.h"
#include "session/visit/visitor.h"
#include "tree/html.h"
#include "value/form.h"
#include "value/form_name.h"

#include <stdlib.h>

enum { FIELDS_MAX = 2048 };

// --- the address ---

#define TOKEN_FIELD "ls-post="

static void put_percent(struct bytes text, struct buffer *out)
{
    for (size_t i = 0; i < text.size; i++) {
        unsigned char byte = (unsigned char)text.data[i];
        bool is_plain = byte > ' ' && byte < 127 && !strchr("%?#\"<>", byte);
        if (is_plain) buffer_put_byte(out, (char)byte);
        else buffer_print(out, "%%%02X", byte);
    }
}

// Its path and its params, as those of the route that are not in the path.
static void put_address(const struct session *session, struct buffer *out)
{
    struct arena *arena = &session->hall->arena;
    struct error err;
    const struct value *params = place_params(session, arena);
    size_t before = out->size;
    if (session->route && address_write(session->route, params, params, out, &err)) return;
    out->size = before;
    put_percent(place_path(session, arena), out);
}

void post_put_action(const struct session *session, struct buffer *out)
{
    struct buffer address = {0};
    struct ticket ticket = {.session = session->id, .hall = (uint8_t)session->hall->index, .is_post = true};
    put_address(session, &address);
    bool has_query = address.size && memchr(address.data, '?', address.size);
    html_put_attribute(out, buffer_bytes(&address));
    buffer_put(out, has_query ? BYTES("&amp;" TOKEN_FIELD) : BYTES("?" TOKEN_FIELD));
    ticket_put(out, &ticket, session->hall->settings->key);
    buffer_destroy(&address);
}

// The place of our own fields in a query; NULL where there are none.
static const char *find_token(struct bytes query)
{
    const char *at = memmem(query.data, query.size, TOKEN_FIELD, strlen(TOKEN_FIELD));
    return at && (at == query.data || at[-1] == '&') ? at : NULL;
}

// For the visit may begin a session when the other shards have answered.
static void keep_request(struct post *post, struct visit *visit)
{
    enum { PARTS = 5 };
    struct bytes *parts[PARTS] = {&visit->path, &visit->query, &visit->languages, &visit->cookie, &visit->said};
    for (size_t i = 0; i < PARTS; i++) buffer_put(&post->request, *parts[i]);
    const char *at = post->request.data;
    for (size_t i = 0; i < PARTS; i++) {
        parts[i]->data = at;
        at += parts[i]->size;
    }
}

bool post_read(struct visit *visit, struct bytes form, struct error *err)
{
    struct ticket ticket;
    const char *token = find_token(visit->query);
    if (!token) return fail(err, ERROR_FORBIDDEN, "a form posts to the address that its page gives it");
    struct bytes rest = {token + strlen(TOKEN_FIELD), 0};
    size_t after = visit->query.size - (size_t)(rest.data - visit->query.data);
    while (rest.size < after && rest.data[rest.size] != '&') rest.size++;
    if (!ticket_read_post(rest, visit->hall->settings->key, &ticket, err))
        return fail(err, ERROR_FORBIDDEN, "this form is not of this site, or of a time before it was started anew");
    struct post *post = mem_new_clear(sizeof *post);
    *post = (struct post){.visit = visit, .ticket = ticket};
    buffer_put(&post->fields, (struct bytes){rest.data + rest.size, after - rest.size});
    buffer_put(&post->form, form);
    visit->post = post;
    visit->query.size = token == visit->query.data ? 0 : (size_t)(token - visit->query.data) - 1;
    keep_request(post, visit);
    return true;
}

static void unlist(struct post *post)
{
    struct post **at = &post->visit->hall->posts;
    while (*at && *at != post) at = &(*at)->next;
    if (*at) *at = post->next;
}

void post_delete(struct post *post)
{
    if (!post) return;
    unlist(post);
    buffer_destroy(&post->request);
    buffer_destroy(&post->fields);
    buffer_destroy(&post->form);
    mem_free(post);
}

// --- the session ---

// What comes next is a page: nobody has any of the frames before it, and a client of it counts from the start.
static void begin_page(struct session *session)
{
    outbox_destroy(&session->outbox);
    session->outbox = (struct outbox){0};
    session->ref_received = session->ref_done = 0;
    session->wants_full = false;
    children_each(session, begin_page);
}

static bool is_there(const struct session *session, uint32_t view)
{
    return session && session->has_model && session->view == view && !session->depth && !session->visit &&
           !session->turn && !session->is_leaving && !session->mailbox.first;
}

// Of a visitor with a cookie a session is theirs alone.
static uint64_t visitor_of(const struct post *post)
{
    return visitor_number(post->visit->hall, post->visit->cookie);
}

static void take(struct post *post, struct session *session)
{
    struct line *line = session->line;
    if (line) {
        join_lost(line);
        line_say_bye(line, ERROR_REPLACED, "this page was posted, and comes anew");
    }
    begin_page(session);
    visit_take(post->visit, session);
}

bool post_begin(struct visit *visit, const struct address *address)
{
    struct post *post = visit->post;
    struct hall *hall = visit->hall;
    struct session *session = hall_find(hall, post->ticket.session);
    struct error err;
    if (is_there(session, address->route->view) && registry_admits(session, visitor_of(post), &err)) {
        take(post, session);
        return true;
    }
    post->claim = session ? 0 : join_seek(hall, &post->ticket, visitor_of(post));
    if (!post->claim) return false;
    post->next = hall->posts;
    hall->posts = post;
    return true;
}

void post_found(struct hall *hall, uint64_t claim, struct session *session)
{
    struct post *post = hall->posts;
    while (post && post->claim != claim) post = post->next;
    if (!post) return;
    unlist(post);
    struct error err;
    bool is_theirs = session && registry_admits(session, visitor_of(post), &err);
    if (is_theirs && is_there(session, session->view)) take(post, session);
    else visit_anew(post->visit);
}

// --- the event ---

static void add(struct value_table *table, struct bytes name, struct bytes text, struct arena *arena)
{
    size_t i = 0;
    while (i < table->pairs_count && !bytes_equal(table->pairs[i].key.string, name)) i++;
    struct value_pair *pair = &table->pairs[i];
    if (i == table->pairs_count) {
        *pair = (struct value_pair){value_string(name), value_string(text)};
        table->pairs_count++;
        return;
    }
    // A field that is there several times is a list.
    struct value_table *list = arena_new(arena, sizeof *list);
    bool is_list = pair->value.kind == VALUE_TABLE;
    const struct value *before = is_list ? pair->value.table->items : &pair->value;
    size_t count = is_list ? pair->value.table->items_count : 1;
    *list = (struct value_table){.items = arena_new(arena, (count + 1) * sizeof *list->items), .is_list = true};
    memcpy(list->items, before, count * sizeof *before);
    list->items[count] = value_string(text);
    list->items_count = count + 1;
    pair->value = (struct value){.kind = VALUE_TABLE, .table = list};
}

static bool has(const struct value_table *table, struct bytes name)
{
    for (size_t i = 0; i < table->pairs_count; i++)
        if (bytes_equal(table->pairs[i].key.string, name)) return true;
    return false;
}

// What the address says: the event, the component that it is for, and the fields that the form does not have.
static void read_fields(const struct post *post, struct arena *arena, struct frame *frame)
{
    struct bytes rest = buffer_bytes(&post->fields);
    struct bytes name, text;
    while (query_next(&rest, arena, &name, &text)) {
        bool is_value = name.size > 9 && memcmp(name.data, "ls-value-", 9) == 0;
        struct bytes field = is_value ? (struct bytes){name.data + 9, name.size - 9} : name;
        if (bytes_equal(name, BYTES("ls-event"))) frame->name = text;
        else if (bytes_equal(name, BYTES("ls-to"))) frame->target = strtoull(text.data, NULL, 10);
        else if (is_value && !has(frame->payload.table, field)) add(frame->payload.table, field, text, arena);
    }
}

// A t.form is told of the button that sent it, which it need not declare; browsers say it like a field, as the last.
static void name_submitter(const struct session *session, const struct frame *frame, struct bytes last,
                           struct arena *arena)
{
    const struct view *view = app_target(session->app, session->view, frame->target);
    struct value_table *table = frame->payload.table;
    struct schema_part part;
    struct error err;
    uint32_t handler;
    if (!view || !last.size || !app_find_handler(view, frame->name, true, &handler, &err)) return;
    const struct schema *schema = view->handlers[handler].schema;
    if (!schema_is_form(schema) || form_part(schema, last, &part) || form_name_is_reserved(last)) return;
    for (size_t i = 0; i < table->pairs_count; i++) {
        struct value_pair *pair = &table->pairs[i];
        if (!bytes_equal(pair->key.string, last) || pair->value.kind != VALUE_STRING) continue;
        add(table, BYTES("ls:submitter"), last, arena);
        add(table, BYTES("ls:submitter"), pair->value.string, arena);
        return;
    }
}

static bool read_form(const struct post *post, struct arena *arena, struct frame *frame, struct error *err)
{
    struct session *session = post->visit->session;
    struct value_table *table = arena_new(arena, sizeof *table);
    *table = (struct value_table){.pairs = arena_new(arena, FIELDS_MAX * sizeof *table->pairs)};
    *frame = (struct frame){.kind = FRAME_EVENT, .name = BYTES(""), .payload = {.kind = VALUE_TABLE, .table = table}};
    struct bytes rest = buffer_bytes(&post->form);
    struct bytes name, text, last = {0};
    while (query_next(&rest, arena, &name, &text)) {
        if (table->pairs_count >= FIELDS_MAX / 2) return fail(err, ERROR_TOO_LARGE, "the form has too many fields");
        if (!form_name_is_reserved(name)) add(table, last = name, text, arena);
    }
    read_fields(post, arena, frame);
    name_submitter(session, frame, last, arena);
    return true;
}

// Puts the event in the mailbox.
static bool tell(const struct post *post, struct error *err)
{
    struct session *session = post->visit->session;
    struct hall *hall = session->hall;
    struct frame frame;
    struct message message = {.kind = MESSAGE_EVENT};
    arena_reset(&hall->arena);
    if (!read_form(post, &hall->arena, &frame, err)) return false;
    if (!receive_check(session, &frame, &message.handler, err)) return false;
    message.target = frame.target;
    return mailbox_put(&session->mailbox, (uint32_t)hall->settings->limits.mailbox, &message,
                       buffer_bytes(&hall->scratch), err);
}

bool post_tell(struct visit *visit)
{
    struct error err;
    if (!visit->post || visit->post->is_told) return false;
    visit->post->is_told = true;
    if (tell(visit->post, &err)) {
        visit->awaited++; // the page that the event leads to
        hall_queue(visit->hall, visit->session);
    } else {
        visit_fail(visit, err.code == ERROR_TOO_LARGE ? 413 : 422, err.text);
    }
    return true;
}

void post_heard(struct session *session)
{
    if (visit_is_posted(session)) session->visit->post->is_heard = true;
}

bool post_has_message(const struct session *session)
{
    const struct message *first = session->mailbox.first;
    return first && (!session->visit->post->is_heard || first->handler == JOURNAL_PARAMS);
}
