// See effect.h. What waits lies in the hall: a turn succeeds, and its frame is written, in one go.
#include "session/effect.h"

#include "session/command.h"
#include "session/hall.h"
#include "session/session.h"
#include "session/visit/flash.h"
#include "session/visit/sending.h"
#include "session/visit/visitor.h"
#include "value/codec.h"
#include "value/json.h"

// As client/src has them, and docs/protocol.md; spec/house/operations_spec.lua holds the three together.
static const char *const operations[] = {
    "set",       "toggle", "transition", "push",     "dispatch", "focus",    "focus_first", "push_focus",
    "pop_focus", "exec",   "reset",      "navigate", "patch",    "redirect", "copy",        "scroll",
    "announce",  "title",  "push_event", "reply",    "moved",    "post",
};

static bool is_known(struct bytes name)
{
    for (size_t i = 0; i < sizeof operations / sizeof *operations; i++)
        if (bytes_equal(name, bytes_of(operations[i]))) return true;
    return false;
}

static bool check_operation(const struct value *operation, struct error *err)
{
    bool is_list = operation->kind == VALUE_TABLE && operation->table->pairs_count == 0;
    const struct value *name = is_list && operation->table->items_count ? operation->table->items : NULL;
    if (!name || name->kind != VALUE_STRING)
        return fail(err, ERROR_MISFIT, "an operation is a list that begins with its name; ls.js makes them");
    if (is_known(name->string)) return true;
    return fail(err, ERROR_UNKNOWN, "ls.js.%.*s: no page knows this operation", (int)name->string.size,
                name->string.data);
}

bool effect_check(const struct value *command, struct error *err)
{
    const struct value_table *chain = command->table;
    for (size_t i = 0; i < chain->items_count; i++)
        if (!check_operation(&chain->items[i], err)) return false;
    return true;
}

static struct buffer *buffer_of(const struct session *session)
{
    return &session->hall->effects;
}

void effect_add(struct session *session, struct bytes operation)
{
    struct buffer *effects = buffer_of(session);
    if (effects->size && effects->data[effects->size - 1] != '[') buffer_put_byte(effects, ',');
    buffer_put(effects, operation);
}

static void add_chain(struct session *session, const struct value *command)
{
    struct buffer *scratch = &session->hall->scratch;
    for (size_t i = 0; i < command->table->items_count; i++) {
        buffer_clear(scratch);
        json_encode(&command->table->items[i], scratch);
        effect_add(session, buffer_bytes(scratch));
    }
}

static bool is_op(const struct value *command, const char *op)
{
    return bytes_equal(value_get_string(command, "op", BYTES("")), bytes_of(op));
}

// Where a view changes the session and sends its visitor on, they go with the changed one.
static size_t begin_changes(struct session *session, const struct value_table *list)
{
    size_t begun = 0;
    for (size_t i = 0; i < list->items_count; i++) {
        if (!is_op(&list->items[i], "put_session")) continue;
        struct bytes front = visitor_change(session, &list->items[i]);
        if (!front.size) continue;
        effect_add(session, front);
        begun++;
    }
    return begun;
}

static bool leads_on(const struct value *command)
{
    return is_op(command, "navigate") || is_op(command, "redirect");
}

// What leads elsewhere is in the last of what comes before it.
static void leave(struct session *session, const struct value_table *list)
{
    bool leads = false;
    for (size_t i = 0; i < list->items_count; i++) leads = leads || leads_on(&list->items[i]);
    size_t begun = begin_changes(session, list);
    struct bytes flashes = flash_tell(session, list, leads);
    if (flashes.size) effect_add(session, flashes);
    begun += leads && flashes.size;
    for (size_t i = 0; i < list->items_count; i++)
        if (leads_on(&list->items[i])) sending_tell(session, &list->items[i]);
    while (begun--) buffer_put(buffer_of(session), BYTES("]]"));
}

void effects_begin(struct session *session, struct bytes commands)
{
    struct value list;
    struct error err;
    buffer_clear(buffer_of(session));
    if (commands.size <= COMMANDS_EMPTY_SIZE) return;
    if (!codec_decode(commands, &session->hall->arena, &list, &err)) return; // it was checked
    for (size_t i = 0; i < list.table->items_count; i++) {
        const struct value *command = &list.table->items[i];
        if (is_op(command, "js")) add_chain(session, command);
        else if (is_op(command, "patch")) sending_tell(session, command);
    }
    leave(session, list.table);
}

struct bytes effects_of(const struct session *session)
{
    return buffer_bytes(buffer_of(session));
}
