// A line without a socket: frames go in by line:send(text) and come out by line:pull(), each a text.
//
//   line:send(text)     false once the host has said bye
//   line:pull()         the next frame; nil where none waits
//   line:is_closing()   the host said bye: it closes when all is pulled
//   line:close()        the socket is gone
#include "session/line.h"

#include "module/app.h"

static const char *const type_name = "lightspeed.line";

struct module_line {
    struct line line; // first: the hall's list leads back here
    bool is_open;
};

struct line *module_push_line(lua_State *L, int app)
{
    struct module_app *module = lua_touserdata(L, app);
    struct module_line *line = lua_newuserdatauv(L, sizeof *line, 1);
    line->is_open = false;
    luaL_setmetatable(L, type_name);
    module_belong(L, app);
    line_open(&line->line, &module->hall);
    line->is_open = true;
    return &line->line;
}

static void close_line(struct module_line *line)
{
    if (!line->is_open) return;
    line->is_open = false;
    line_close(&line->line);
}

void module_close_lines(struct module_app *module)
{
    for (struct line *line; (line = module->hall.lines);)
        close_line((struct module_line *)(line->outer ? line->outer : line)); // its channels go with it
}

static struct module_line *check_line(lua_State *L)
{
    struct module_line *line = luaL_checkudata(L, 1, type_name);
    lua_getiuservalue(L, 1, 1);
    module_check_free(L, lua_touserdata(L, -1));
    lua_pop(L, 1);
    return line;
}

static int send_frame(lua_State *L)
{
    struct module_line *line = check_line(L);
    struct bytes text = module_check_bytes(L, 2);
    bool is_heard = line->is_open && !line->line.is_closing;
    if (is_heard) line_receive(&line->line, text);
    lua_pushboolean(L, is_heard);
    return 1;
}

static int pull_frame(lua_State *L)
{
    struct module_line *line = check_line(L);
    struct bytes frame = line->is_open ? line_pull(&line->line) : (struct bytes){0};
    if (!frame.data) return 0;
    return module_push_bytes(L, frame);
}

static int is_closing(lua_State *L)
{
    struct module_line *line = luaL_checkudata(L, 1, type_name);
    lua_pushboolean(L, !line->is_open || line->line.is_closing);
    return 1;
}

static int hang_up(lua_State *L)
{
    close_line(check_line(L));
    return 0;
}

static int finalize(lua_State *L)
{
    close_line(luaL_checkudata(L, 1, type_name));
    return 0;
}

void module_open_line(lua_State *L)
{
    static const luaL_Reg methods[] = {
        {"send", send_frame}, {"pull", pull_frame}, {"is_closing", is_closing}, {"close", hang_up}, {NULL, NULL},
    };
    module_new_type(L, type_name, methods, finalize);
}
