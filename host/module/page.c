// A page that was visited: a handle on its session, by the ticket that the HTML carries.
//
//   page:join([seen])   a line that sent its join; seen is what the client has (0), false: nothing
//   page:ticket()
//   page:child(id)      the page of a nested view; nil, text, code where there is none
//   page:model()        the session's, plain; nil, text, code once it is gone. Does not wake a session that sleeps
//   page:html()         what the page shows, with the comments that bound slots, as in the first paint
//   page:visitor()      who visits: init's second argument; nil, text, code once it is gone
//   page:title()        what the view calls it now; "" where that is no function of the model
//   page:sleep()        lets the Lua state go, as the sweep does after a while
//   page:is_awake()     whether there is a Lua state
//   page:spent()        fuel of the last turn; nil while it sleeps
//   page:trace([why])    what its session did lately, as text: see replay.c
//   page:spec()          the same as a busted spec
//   page:state()        of its lifecycle; "terminated" when it is gone
#include "module/app.h"
#include "session/children.h"
#include "session/replay/recorded_spec.h"
#include "session/replay/trace.h"
#include "session/session.h"
#include "session/visit/place.h"
#include "session/visit/ticket.h"
#include "tree/html.h"
#include "vm/marshal.h"

static const char *const type_name = "lightspeed.page";

struct module_page {
    struct module_app *app;
    struct ticket ticket;
    char text[TICKET_TEXT_SIZE];
};

static void push_page(lua_State *L, int app, const char *ticket)
{
    struct module_page page = {.app = lua_touserdata(L, app)};
    struct error err;
    memcpy(page.text, ticket, sizeof page.text);
    ticket_read((struct bytes){page.text, sizeof page.text}, page.app->settings.key, &page.ticket, &err);
    struct module_page *kept = lua_newuserdatauv(L, sizeof *kept, 1);
    *kept = page;
    luaL_setmetatable(L, type_name);
    module_belong(L, app);
}

static const char ticket_mark[] = "<meta name=\"ls-ticket\" content=\"";

void module_push_ticket_page(lua_State *L, int app, struct bytes ticket)
{
    const struct module_app *module = lua_touserdata(L, app);
    struct ticket named;
    struct error err;
    if (ticket_read(ticket, module->settings.key, &named, &err)) push_page(L, app, ticket.data);
    else lua_pushnil(L);
}

void module_push_page(lua_State *L, int app, struct bytes html)
{
    const char *mark = html.size ? memmem(html.data, html.size, ticket_mark, sizeof ticket_mark - 1) : NULL;
    if (mark) push_page(L, app, mark + sizeof ticket_mark - 1);
    else lua_pushnil(L);
}

static struct module_page *check_page(lua_State *L)
{
    struct module_page *page = luaL_checkudata(L, 1, type_name);
    if (!page->app->is_open) luaL_error(L, "the app is closed");
    module_check_free(L, page->app);
    return page;
}

// NULL with the reason in err where it is gone.
static struct session *find_session(const struct module_page *page, struct error *err)
{
    struct session *session = hall_find(&page->app->hall, page->ticket.session);
    if (!session) fail(err, ERROR_GONE, "there is no such session any more");
    return session;
}

// --- joining ---

static int join(lua_State *L)
{
    struct module_page *page = check_page(L);
    struct scratch *scratch = scratch_take(L);
    bool is_blank = lua_isboolean(L, 2) && !lua_toboolean(L, 2);
    lua_Integer seen = is_blank ? 0 : luaL_optinteger(L, 2, 0);
    buffer_print(&scratch->bytes, "[\"join\",1,\"%.*s\",", TICKET_TEXT_SIZE, page->text);
    if (is_blank) buffer_put(&scratch->bytes, BYTES("null]"));
    else buffer_print(&scratch->bytes, "%lld]", (long long)seen);
    lua_getiuservalue(L, 1, 1);
    struct line *line = module_push_line(L, lua_gettop(L));
    struct session *session = hall_find(line->hall, page->ticket.session);
    if (session) line->visitor = session->owner.visitor; // its browser has the cookie
    line_receive(line, buffer_bytes(&scratch->bytes));
    return 1;
}

static int ticket(lua_State *L)
{
    return module_push_bytes(L, (struct bytes){check_page(L)->text, TICKET_TEXT_SIZE});
}

// The nested view in the element with this id.
static int child(lua_State *L)
{
    struct module_page *page = check_page(L);
    struct scratch *scratch = scratch_take(L);
    struct session *session = find_session(page, &scratch->err);
    const char *found = session ? children_ticket(session, module_check_bytes(L, 2)) : NULL;
    if (session && !found) fail(&scratch->err, ERROR_UNKNOWN, "there is no such nested view");
    if (!found) return module_refuse(L, &scratch->err);
    lua_getiuservalue(L, 1, 1);
    push_page(L, lua_gettop(L), found);
    return 1;
}

// --- looking in ---

static bool write_model(struct session *session, struct buffer *out, struct error *err)
{
    if (session->turn) return fail(err, ERROR_FULL, "a turn is under way");
    if (!session->vm && session->journal.turns_count == 0) {
        buffer_put(out, buffer_bytes(&session->journal.snapshot));
        return true;
    }
    return session_wake(session, err) && vm_write_model(session->vm, out, err);
}

static int model(lua_State *L)
{
    struct module_page *page = check_page(L);
    struct scratch *scratch = scratch_take(L);
    struct session *session = find_session(page, &scratch->err);
    if (!session || !write_model(session, &scratch->bytes, &scratch->err)) return module_refuse(L, &scratch->err);
    marshal_push(L, buffer_bytes(&scratch->bytes));
    return 1;
}

static int html(lua_State *L)
{
    struct module_page *page = check_page(L);
    struct scratch *scratch = scratch_take(L);
    struct session *session = find_session(page, &scratch->err);
    if (!session || (!session->has_shown && !session_wake(session, &scratch->err)))
        return module_refuse(L, &scratch->err);
    html_write(&session->shown, &scratch->bytes);
    return module_push_bytes(L, buffer_bytes(&scratch->bytes));
}

static int visitor(lua_State *L)
{
    struct module_page *page = check_page(L);
    struct scratch *scratch = scratch_take(L);
    struct session *session = find_session(page, &scratch->err);
    if (!session) return module_refuse(L, &scratch->err);
    marshal_push(L, place_visitor(session));
    return 1;
}

static int title(lua_State *L)
{
    struct module_page *page = check_page(L);
    struct scratch *scratch = scratch_take(L);
    struct session *session = find_session(page, &scratch->err);
    if (!session || !session_wake(session, &scratch->err)) return module_refuse(L, &scratch->err);
    return module_push_bytes(L, vm_title(session->vm));
}

static int sleep_now(lua_State *L)
{
    struct module_page *page = check_page(L);
    struct scratch *scratch = scratch_take(L);
    struct session *session = find_session(page, &scratch->err);
    if (!session) return module_refuse(L, &scratch->err);
    session_sleep(session);
    lua_pushboolean(L, !session->vm);
    return 1;
}

static int is_awake(lua_State *L)
{
    struct module_page *page = check_page(L);
    struct error err;
    struct session *session = find_session(page, &err);
    lua_pushboolean(L, session && session->vm);
    return 1;
}

static int spent(lua_State *L)
{
    struct module_page *page = check_page(L);
    struct error err;
    struct session *session = find_session(page, &err);
    if (!session || !session->vm) lua_pushnil(L);
    else lua_pushinteger(L, vm_spent(session->vm));
    return 1;
}

static int state(lua_State *L)
{
    struct module_page *page = check_page(L);
    struct error err;
    struct session *session = find_session(page, &err);
    lua_pushstring(L, session_state_name(session ? session->state : STATE_TERMINATED));
    return 1;
}

static int trace(lua_State *L)
{
    struct module_page *page = check_page(L);
    struct scratch *scratch = scratch_take(L);
    struct session *session = find_session(page, &scratch->err);
    if (session && !steps_are_known(session)) fail(&scratch->err, ERROR_GONE, "steps are kept in development only");
    if (!session || !steps_are_known(session)) return module_refuse(L, &scratch->err);
    trace_write(session, lua_isnoneornil(L, 2) ? (struct bytes){0} : module_check_bytes(L, 2), &scratch->bytes);
    return module_push_bytes(L, buffer_bytes(&scratch->bytes));
}

static int spec(lua_State *L)
{
    struct module_page *page = check_page(L);
    struct scratch *scratch = scratch_take(L);
    struct session *session = find_session(page, &scratch->err);
    if (session && !steps_are_known(session)) fail(&scratch->err, ERROR_GONE, "steps are kept in development only");
    if (!session || !steps_are_known(session)) return module_refuse(L, &scratch->err);
    recorded_spec_put(session, &scratch->bytes);
    return module_push_bytes(L, buffer_bytes(&scratch->bytes));
}

void module_open_page(lua_State *L)
{
    static const luaL_Reg methods[] = {
        {"join", join},   {"ticket", ticket},   {"model", model},       {"html", html},   {"title", title},
        {"child", child}, {"sleep", sleep_now}, {"is_awake", is_awake}, {"spent", spent}, {"state", state},
        {"trace", trace}, {"spec", spec},       {"visitor", visitor},   {NULL, NULL},
    };
    module_new_type(L, type_name, methods, NULL);
}
