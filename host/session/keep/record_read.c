// See record.h: reading. Nothing in the bytes is believed: every field has a kind and a range, every name is looked
// up, and what the Lua state is to be made from is decoded once to see that it can be.
#include "app/assets.h"
#include "app/succession.h"
#include "base/mem.h"
#include "session/children.h"
#include "session/hall.h"
#include "session/keep/news.h"
#include "session/keep/record.h"
#include "session/keep/record_form.h"
#include "session/session.h"
#include "session/timer.h"
#include "session/topic/admission.h"
#include "session/topic/subscription.h"
#include "session/topic/track.h"
#include "session/visit/ticket.h"
#include "value/codec.h"

#include <xxhash.h>

enum {
    CHANGE_FIELDS = 5,       // of a component's birth: cid, parent, owner, id, model
    DECLARATIONS_MAX = 1023, // of components with a state
};

struct reader {
    struct session *session;
    struct arena *arena;
    struct error *err;
    struct renumbering *renumbering; // NULL where components are counted as they were
};

// --- fields ---

static bool fail_field(struct reader *reader, const char *name)
{
    return fail(reader->err, ERROR_SYNTAX, "the record's '%s' is not what it should be", name);
}

static bool is_within(const struct value *value, int64_t least, int64_t most)
{
    return value->kind == VALUE_INTEGER && value->integer >= least && value->integer <= most;
}

// A field that is absent where it is 0.
static bool read_number(struct reader *reader, const struct value *fields, const char *name, int64_t most,
                        int64_t *number)
{
    const struct value *value = value_get(fields, name);
    *number = 0;
    if (!value) return true;
    if (!is_within(value, 0, most)) return fail_field(reader, name);
    *number = value->integer;
    return true;
}

static bool read_count(struct reader *reader, const struct value *fields, const char *name, uint32_t *count)
{
    int64_t number;
    bool ok = read_number(reader, fields, name, UINT32_MAX, &number);
    *count = (uint32_t)number;
    return ok;
}

static bool read_bytes(struct reader *reader, const struct value *fields, const char *name, struct bytes *bytes)
{
    *bytes = value_get_string(fields, name, (struct bytes){0});
    return bytes->data || fail_field(reader, name);
}

static const struct value *list_of(const struct value *fields, const char *name, size_t *count)
{
    const struct value *list = value_get(fields, name);
    bool is_list = list && list->kind == VALUE_TABLE;
    *count = is_list ? list->table->items_count : 0;
    return is_list ? list->table->items : NULL;
}

// The items of a row with these kinds, a letter each: i(nteger), s(tring), b(oolean). NULL where it has others.
static const struct value *row_of(const struct value *row, const char *kinds)
{
    if (row->kind != VALUE_TABLE || row->table->items_count != strlen(kinds) || row->table->pairs_count) return NULL;
    for (size_t i = 0; kinds[i]; i++) {
        enum value_kind kind = row->table->items[i].kind;
        if (kind != (kinds[i] == 'i' ? VALUE_INTEGER : kinds[i] == 's' ? VALUE_STRING : VALUE_BOOLEAN)) return NULL;
    }
    return row->table->items;
}

// --- canonical bytes in them ---

static bool is_one_value(struct reader *reader, struct bytes bytes, struct value *value)
{
    struct error why;
    return codec_decode(bytes, reader->arena, value, &why);
}

static bool take_value(struct reader *reader, struct bytes *bytes, struct value *value)
{
    struct bytes before = *bytes;
    struct error why;
    return codec_skip(bytes, &why) &&
           is_one_value(reader, (struct bytes){before.data, before.size - bytes->size}, value);
}

static bool is_component(const struct reader *reader, const struct value *cid)
{
    return cid->kind == VALUE_INTEGER && cid->integer > 0 &&
           vm_declaration_of((uint64_t)cid->integer) < reader->session->app->components_count;
}

static bool is_component_or_view(const struct reader *reader, const struct value *cid)
{
    return is_component(reader, cid) || (cid->kind == VALUE_INTEGER && cid->integer == 0);
}

// A death is a number; a birth a list.
static bool is_change(const struct reader *reader, const struct value *change)
{
    if (change->kind != VALUE_TABLE) return is_component(reader, change);
    const struct value_table *birth = change->table;
    if (birth->pairs_count || birth->items_count != CHANGE_FIELDS) return false;
    return is_component(reader, &birth->items[0]) && is_component_or_view(reader, &birth->items[1]) &&
           is_component_or_view(reader, &birth->items[2]);
}

static bool are_changes(struct reader *reader, struct bytes bytes)
{
    struct value change;
    while (bytes.size)
        if (!take_value(reader, &bytes, &change) || !is_change(reader, &change)) return false;
    return true;
}

// The view's model, and behind it the components (vm_write_model).
static bool is_snapshot(struct reader *reader, struct bytes bytes)
{
    struct value value;
    if (!take_value(reader, &bytes, &value)) return false;
    if (!bytes.size) return true;
    return take_value(reader, &bytes, &value) && is_within(&value, 0, INT64_MAX) && are_changes(reader, bytes);
}

static bool is_table(struct reader *reader, struct bytes bytes)
{
    struct value value;
    return is_one_value(reader, bytes, &value) && value.kind == VALUE_TABLE;
}

// What place.c makes.
static bool is_place(struct reader *reader, struct bytes bytes)
{
    struct value page;
    if (!is_one_value(reader, bytes, &page)) return false;
    const struct value *params = value_get(&page, "params");
    return params && params->kind == VALUE_TABLE && value_get_string(&page, "path", (struct bytes){0}).data &&
           value_get_string(&page, "locale", (struct bytes){0}).data;
}

static bool is_payload(struct reader *reader, int64_t kind, struct bytes bytes)
{
    struct value value;
    if (kind == RECORD_PARAMS) return is_place(reader, bytes);
    if (kind == RECORD_CHANGES) return are_changes(reader, bytes);
    return is_one_value(reader, bytes, &value);
}

// --- names ---

static bool find_handler(struct reader *reader, int64_t kind, struct bytes name, int64_t target, uint32_t *handler)
{
    const struct session *session = reader->session;
    *handler = kind == RECORD_PARAMS ? JOURNAL_PARAMS : JOURNAL_CHANGES;
    if (kind < 0 || kind >= RECORD_KINDS || target < 0) return fail_field(reader, "kind");
    if (kind >= RECORD_PARAMS) return !target || fail_field(reader, "target");
    const struct view *declared = app_target(session->app, session->view, (uint64_t)target);
    if (!declared) return fail(reader->err, ERROR_UNKNOWN, "there is no component %lld", (long long)target);
    struct error why;
    if (app_find_handler(declared, name, kind == RECORD_EVENT, handler, &why)) return true;
    return fail(reader->err, why.code, "%s: %s", declared->where.data, why.text);
}

// --- components ---

// False where it is no more, nor what is said to it.
static bool follow_target(const struct reader *reader, const struct value *target, uint64_t *cid)
{
    *cid = (uint64_t)target->integer;
    return !reader->renumbering || renumber_cid(reader->renumbering, cid);
}

// As this app counts them; in the scratch where that is not as they were.
static bool follow_changes(struct reader *reader, struct bytes *changes)
{
    struct buffer *scratch = &reader->session->hall->scratch;
    struct error why;
    if (!reader->renumbering) return true;
    buffer_clear(scratch);
    bool ok = renumber_changes(reader->renumbering, *changes, scratch, &why);
    *changes = buffer_bytes(scratch);
    return ok;
}

// --- lists ---

static bool read_turn(struct reader *reader, const struct value *row)
{
    struct session *session = reader->session;
    struct journal_turn turn;
    const struct value *items = row_of(row, "iissi");
    if (!items || items[0].integer < 0) return fail_field(reader, "turns");
    turn.time_ms = items[0].integer;
    turn.payload = items[3].string;
    if (!follow_target(reader, &items[4], &turn.target)) return true;
    if (!find_handler(reader, items[1].integer, items[2].string, (int64_t)turn.target, &turn.handler)) return false;
    if (turn.handler == JOURNAL_CHANGES && !follow_changes(reader, &turn.payload)) return fail_field(reader, "turns");
    if (!is_payload(reader, items[1].integer, turn.payload)) return fail_field(reader, "turns");
    if (turn.handler == JOURNAL_PARAMS) session->has_moved = true;
    if (turn.handler == JOURNAL_CHANGES && !turn.payload.size) return true; // all of it is gone
    journal_append(&session->journal, &turn, 0);
    return true;
}

static bool read_timer(struct reader *reader, const struct value *row)
{
    struct timer_told told = {0};
    const struct value *items = row_of(row, "isiii");
    if (!items || items[3].integer < 0 || items[4].integer < 0) return fail_field(reader, "timers");
    if (!follow_target(reader, &items[2], &told.target)) return true;
    if (!find_handler(reader, items[0].integer, items[1].string, (int64_t)told.target, &told.handler)) return false;
    int64_t now_ms = hall_wall_ms(reader->session->hall);
    told.wait_ms = items[3].integer > now_ms ? (uint64_t)items[3].integer - (uint64_t)now_ms : 0;
    told.interval_ms = (uint64_t)items[4].integer;
    timer_remember(reader->session, &told);
    return true;
}

static bool read_message(struct reader *reader, const struct value *row)
{
    struct message message = {.kind = MESSAGE_INFO};
    const struct value *items = row_of(row, "issi");
    if (!items) return fail_field(reader, "waiting");
    if (!follow_target(reader, &items[3], &message.target)) return true;
    if (!find_handler(reader, items[0].integer, items[1].string, (int64_t)message.target, &message.handler))
        return false;
    if (!is_payload(reader, items[0].integer, items[2].string)) return fail_field(reader, "waiting");
    return mailbox_put(&reader->session->mailbox, UINT32_MAX, &message, items[2].string, reader->err);
}

// What was said while it was nowhere it will not hear, and is told so.
static bool read_topic(struct reader *reader, const struct value *row)
{
    const struct value *items = row_of(row, "siis");
    struct subscription_told told = {.gap = SUBSCRIPTION_NO_GAP};
    if (!items || !is_within(&items[1], 0, INT64_MAX) || !is_within(&items[2], 0, FULL_COUNT - 1))
        return fail_field(reader, "topics");
    told.topic = items[0].string;
    if (!follow_target(reader, &items[1], &told.target)) return true;
    told.full = (enum fullness)items[2].integer;
    if (!app_target(reader->session->app, reader->session->view, told.target)) return fail_field(reader, "topics");
    if (items[3].string.size &&
        !find_handler(reader, RECORD_MESSAGE, items[3].string, (int64_t)told.target, &told.gap))
        return false;
    subscription_remember(reader->session, &told);
    return true;
}

// It is there again when its page is.
static bool read_track(struct reader *reader, const struct value *row)
{
    const struct value *items = row_of(row, "siisssss");
    struct track_told told = {.handlers = {TRACK_NO_HANDLER, TRACK_NO_HANDLER, TRACK_NO_HANDLER}};
    struct value meta;
    if (!items || !is_within(&items[1], 0, INT64_MAX) ||
        (items[4].string.size && !is_one_value(reader, items[4].string, &meta)))
        return fail_field(reader, "tracks");
    if (!follow_target(reader, &items[1], &told.target)) return true;
    if (!app_target(reader->session->app, reader->session->view, told.target)) return fail_field(reader, "tracks");
    told.topic = items[0].string;
    if (items[2].integer) told.key = items[3].string;
    if (items[4].string.size) told.meta = items[4].string;
    for (int news = 0; news < NEWS_COUNT; news++)
        if (items[5 + news].string.size &&
            !find_handler(reader, RECORD_MESSAGE, items[5 + news].string, (int64_t)told.target, &told.handlers[news]))
            return false;
    track_remember(reader->session, &told);
    return true;
}

static bool read_child(struct reader *reader, const struct value *row)
{
    const struct app *app = reader->session->app;
    const struct value *items = row_of(row, "isssb");
    if (!items || items[3].string.size != TICKET_TEXT_SIZE) return fail_field(reader, "children");
    const struct view *view = app_view_named(app, items[1].string);
    if (!view) return true; // a page without it will do: what its render says now is begun anew
    struct child_told told = {(uint64_t)items[0].integer, (uint32_t)(view - app->views), items[4].boolean,
                              items[2].string, items[3].string};
    child_remember(reader->session, &told);
    return true;
}

static bool read_list(struct reader *reader, const struct value *fields, const char *name,
                      bool (*read)(struct reader *reader, const struct value *row))
{
    size_t count;
    const struct value *items = list_of(fields, name, &count);
    for (size_t i = 0; i < count; i++)
        if (!read(reader, &items[i])) return false;
    return true;
}

// --- parts ---

static bool read_failures(struct reader *reader, const struct value *head)
{
    struct failures *failures = &reader->session->failures;
    const struct value *list = value_get(head, "failures");
    *failures = (struct failures){0};
    if (!list) return true;
    const struct value *items = row_of(list, "iii");
    if (!items || !is_within(&items[0], 0, UINT32_MAX) || !is_within(&items[1], 0, UINT32_MAX))
        return fail_field(reader, "failures");
    *failures = (struct failures){(uint32_t)items[0].integer, (uint32_t)items[1].integer, items[2].integer};
    return true;
}

// What was on its way to the page, as far as that is kept (record.c): it comes to it as if the host had never ended.
static bool read_frames(struct reader *reader, const struct value *head)
{
    struct outbox *outbox = &reader->session->outbox;
    size_t count;
    uint32_t seq;
    const struct value *frames = list_of(head, "frames", &count);
    if (!read_count(reader, head, "seq", &seq)) return false;
    if (count > seq) return fail_field(reader, "frames");
    outbox_resume(outbox, seq - (uint32_t)count); // without frames: a page that shows all of it lacks nothing
    for (size_t i = 0; i < count; i++) {
        if (frames[i].kind != VALUE_STRING || !frames[i].string.size) return fail_field(reader, "frames");
        outbox_put(outbox, frames[i].string, SIZE_MAX);
    }
    return true;
}

static bool read_head(struct reader *reader, const struct value *fields)
{
    struct session *session = reader->session;
    const struct value *head = value_get(fields, "head");
    int64_t left = 0;
    if (!head || head->kind != VALUE_TABLE) return fail_field(reader, "head");
    session_forget_wishes(session); // a head replaces the one before it
    mailbox_destroy(&session->mailbox);
    children_forget(session);
    bool ok = read_count(reader, head, "ref", &session->ref_done) && read_frames(reader, head) &&
              read_count(reader, head, "joins", &session->joins) && read_number(reader, head, "left", 1, &left) &&
              read_failures(reader, head) && read_list(reader, head, "timers", read_timer) &&
              read_list(reader, head, "waiting", read_message) && read_list(reader, head, "topics", read_topic) &&
              read_list(reader, head, "tracks", read_track) && read_list(reader, head, "children", read_child);
    session->ref_received = session->ref_done;
    const struct value *from = value_get(head, "from");
    session->came_from = from && from->kind == VALUE_INTEGER ? (uint64_t)from->integer : 0;
    session->is_left = left;
    return ok;
}

static bool read_random(struct reader *reader, const struct value *fields)
{
    const struct value *list = value_get(fields, "random");
    const struct value *items = list ? row_of(list, "iiii") : NULL;
    if (!items) return fail_field(reader, "random");
    for (int i = 0; i < 4; i++) reader->session->journal.random[i] = (uint64_t)items[i].integer;
    return true;
}

static struct renumbering *renumbering_of(struct succession *succession)
{
    return succession->is_same ? NULL : &succession->renumbering;
}

// What has become of the components that it speaks of.
static bool read_components(struct reader *reader, const struct value *fields, struct succession *succession)
{
    size_t count, versions_count;
    const struct value *names = list_of(fields, "components", &count);
    const struct value *versions = list_of(fields, "versions", &versions_count);
    if (count > DECLARATIONS_MAX || (versions && versions_count != count)) return fail_field(reader, "components");
    succession_destroy(succession);
    succession_create(succession, (uint32_t)count);
    for (size_t i = 0; i < count; i++) {
        bool fits = names[i].kind == VALUE_STRING && (!versions || is_within(&versions[i], 1, INT64_MAX));
        if (!fits) return fail_field(reader, "components");
        int64_t version = versions ? versions[i].integer : 1;
        succession_put(succession, (uint32_t)i, reader->session->app, names[i].string, version);
    }
    reader->renumbering = renumbering_of(succession);
    reader->session->outdated = succession_take(succession);
    return true;
}

static bool read_snapshot(struct reader *reader, const struct value *fields)
{
    struct buffer *kept = &reader->session->journal.snapshot;
    struct bytes snapshot;
    struct error why;
    if (!read_bytes(reader, fields, "snapshot", &snapshot)) return false;
    if (!reader->renumbering) buffer_put(kept, snapshot);
    else if (!renumber_model(reader->renumbering, snapshot, kept, &why)) return fail_field(reader, "snapshot");
    return is_snapshot(reader, buffer_bytes(kept)) || fail_field(reader, "snapshot");
}

static bool read_model(struct reader *reader, const struct value *fields)
{
    struct session *session = reader->session;
    int64_t suspect;
    if (!read_random(reader, fields) || !read_snapshot(reader, fields)) return false;
    if (!read_number(reader, fields, "suspect", 1, &suspect)) return false;
    if (!read_number(reader, fields, "time", INT64_MAX, &session->journal.time_ms)) return false;
    session->is_suspect = suspect;
    session->has_model = true;
    return true;
}

static bool read_place(struct reader *reader, const struct value *fields)
{
    struct session *session = reader->session;
    struct bytes page, params, visitor;
    if (!read_bytes(reader, fields, "page", &page) || !read_bytes(reader, fields, "params", &params) ||
        !read_bytes(reader, fields, "visitor", &visitor))
        return false;
    bool is_unseen = session_is_unseen(session); // at no place, and with arguments in place of params
    struct value args;
    if (is_unseen ? !is_table(reader, page) : !is_place(reader, page)) return fail_field(reader, "page");
    if (is_unseen ? !is_one_value(reader, params, &args) : !is_table(reader, params))
        return fail_field(reader, "params");
    if (!is_table(reader, visitor)) return fail_field(reader, "visitor");
    buffer_put(&session->page, page);
    buffer_put(&session->start, params);
    session->start_params_size = session->start.size;
    buffer_put(&session->start, visitor);
    registry_take_up(session);
    return true;
}

// A page's own view is the one that its route leads to; a nested one goes by its name.
static const struct view *find_view(const struct app *app, const struct value *fields, const struct route **route,
                                    struct error *err)
{
    struct bytes path = value_get_string(fields, "route", (struct bytes){0});
    struct bytes name = value_get_string(fields, "view", (struct bytes){0});
    const struct view *view = NULL;
    *route = path.data ? app_route_of(app, path) : NULL;
    if (*route) view = &app->views[(*route)->view];
    else if (path.data) fail(err, ERROR_UNKNOWN, "there is no route '%.*s'", (int)path.size, path.data);
    else if (!(view = app_view_named(app, name)))
        fail(err, ERROR_UNKNOWN, "there is no view '%.*s'", (int)name.size, name.data);
    return view;
}

static bool check_form(const struct value *fields, struct error *err)
{
    const struct value *format = value_get(fields, "format");
    if (!format || format->kind != VALUE_INTEGER)
        return fail(err, ERROR_SYNTAX, "these bytes are no record of a session");
    if (format->integer == RECORD_FORMAT) return true;
    return fail(err, ERROR_MISFIT, "the record has format %lld, this host reads %d", (long long)format->integer,
                RECORD_FORMAT);
}

static bool check_version(const struct view *view, const struct value *fields, struct error *err)
{
    const struct value *version = value_get(fields, "version");
    if (version && is_within(version, 1, INT64_MAX) && (view->migrates || version->integer == view->version))
        return true;
    return fail(err, ERROR_MISFIT, "%s: the model is of another version than the view's, %lld, which has no migrate",
                view->where.data, (long long)view->version);
}

static bool read_identity(struct reader *reader, const struct value *fields)
{
    struct session *session = reader->session;
    const struct value *id = value_get(fields, "id");
    if (!id || id->kind != VALUE_INTEGER || !id->integer) return fail_field(reader, "id");
    session->id = (uint64_t)id->integer;
    if (!read_count(reader, fields, "depth", &session->depth)) return false;
    bool has_route = session->route;
    if (!session_is_unseen(session) && !session->depth != has_route) return fail_field(reader, "depth");
    return read_count(reader, fields, "lives", &session->lives);
}

// Another program may make another page of the same model.
static bool is_by_this_program(const struct value *fields, const struct session *session)
{
    const struct value *program = value_get(fields, "program");
    return program && program->kind == VALUE_INTEGER && (uint64_t)program->integer == session->app->fingerprint;
}

// What the browser shows is not known: it needs all of it. A client without a page shows nothing.
static void forget_page(struct session *session)
{
    if (!admission_is(session)) outbox_break(&session->outbox);
    session->needs_record = true;
}

// What the page that is open was made of: where this program's templates have other numbers, it is told all of them,
// and where the styles are others.
static bool read_page(struct reader *reader, const struct value *fields)
{
    struct session *session = reader->session;
    const struct view *view = &session->app->views[session->view];
    const struct value *numbering = value_get(fields, "numbering");
    const char *style = assets_style_path(session->app, view);
    uint32_t scope, scope_now = view->css.size ? session->view + 1 : 0;
    struct bytes style_before;
    if (!read_count(reader, fields, "since", &session->numbering_since)) return false;
    if (!read_bytes(reader, fields, "style", &style_before) || !read_count(reader, fields, "scope", &scope))
        return false;
    bool is_same = numbering && numbering->kind == VALUE_INTEGER && session->app->numbering &&
                   (uint64_t)numbering->integer == session->app->numbering;
    if (!is_same) session->numbering = session->templates_first = session->templates_told = 0;
    if (!bytes_equal(style_before, bytes_of(style))) news_put_sheet(&session->news, style_before, style);
    if (scope != scope_now) news_put_scope(&session->news, scope_now);
    return true;
}

static struct session *make(struct hall *hall, const struct value *fields, struct succession *succession,
                            struct error *err)
{
    const struct route *route;
    if (!check_form(fields, err)) return NULL;
    const struct view *view = find_view(hall->app, fields, &route, err);
    if (!view || !check_version(view, fields, err)) return NULL;
    struct session *session = session_new(hall, hall->app, (uint32_t)(view - hall->app->views));
    struct reader reader = {session, &hall->arena, err, NULL};
    session->route = route;
    session->state = STATE_DRAINING;
    session->version = value_get(fields, "version")->integer; // it was checked
    if (read_identity(&reader, fields) && read_page(&reader, fields) && read_place(&reader, fields) &&
        read_components(&reader, fields, succession) && read_model(&reader, fields) &&
        read_list(&reader, fields, "turns", read_turn) && read_head(&reader, fields)) {
        bool is_same = succession->is_same && is_by_this_program(fields, session) &&
                       session->templates_told == session->app->templates.count;
        if (!is_same) forget_page(session);
        return session;
    }
    session_delete(session);
    return NULL;
}

// --- the whole ---

static bool open_bytes(struct bytes bytes, struct arena *arena, struct value *fields, struct error *err)
{
    XXH64_canonical_t sum;
    if (bytes.size <= sizeof sum) return fail(err, ERROR_SYNTAX, "the record is cut short");
    struct bytes content = {bytes.data, bytes.size - sizeof sum};
    memcpy(&sum, content.data + content.size, sizeof sum);
    if (XXH64_hashFromCanonical(&sum) != XXH3_64bits(content.data, content.size))
        return fail(err, ERROR_SYNTAX, "the record is damaged: its checksum is another");
    return codec_decode(content, arena, fields, err);
}

struct session *record_read(struct hall *hall, struct bytes record, struct succession *succession, struct error *err)
{
    struct value fields;
    succession_create(succession, 0);
    if (!open_bytes(record, &hall->arena, &fields, err)) return NULL;
    return make(hall, &fields, succession, err);
}

bool record_read_step(struct session *session, struct bytes step, struct succession *succession, struct error *err)
{
    struct reader reader = {session, &session->hall->arena, err, renumbering_of(succession)};
    struct value fields;
    return open_bytes(step, reader.arena, &fields, err) && read_list(&reader, &fields, "turns", read_turn) &&
           read_head(&reader, &fields);
}
