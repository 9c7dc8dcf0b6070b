// An app opened in-process: a hall of its own on a private loop, its clock held, no network. page.c and line.c are
// the visitors.
#pragma once

#include "module/module.h"
#include "service/office.h"
#include "session/hall.h"

struct module_app {
    struct settings settings;
    uint64_t seed[4];
    struct hall *halls[1];
    struct hall hall;
    uv_loop_t loop;
    struct app *app;
    struct office_place place; // of its services
    struct office *office;
    struct stubs *stubs;
    struct module_web *web; // what ls.http is answered
    struct world *world;    // of services
    char data[64];          // a directory of its own, for databases
    uint64_t swept_ms;
    bool is_open;
};

// What luaL_checkudata gives, and raises where the app was closed.
struct module_app *module_check_app(lua_State *L, int argument);

// The same for what makes an app do something, or looks at what a turn may be changing: raises, too, while a function
// of the spec's is asked in the place of a service, for then a turn waits for that.
struct module_app *module_check_free_app(lua_State *L, int argument);
void module_check_free(lua_State *L, const struct module_app *module);

// Serves until nobody has anything to do; false where that takes too long.
bool module_run(struct module_app *module);

// Makes the app at `argument` the one that the userdata on top belongs to.
void module_belong(lua_State *L, int argument);

// declared.c: app:declared.
int module_declared(lua_State *L);

// update.c: app:update.
int module_update(lua_State *L);

// stub.c: app:answer; and what it keeps.
int module_answer(lua_State *L);
bool module_is_asked(const struct module_app *module, const char **service, const char **function);
void module_close_stubs(struct module_app *module);

// web.c: app:web, app:requests, app:mails; and what answers requests in place of the network.
struct module_web *module_web_new(void);
void module_web_delete(struct module_web *web);
bool module_web_answer(void *self, const struct value *request, struct arena *arena, struct buffer *out,
                       struct error *err);
int module_web(lua_State *L);
int module_requests(lua_State *L);
bool module_web_post(void *self, const struct value *letter, struct error *err);
int module_mails(lua_State *L);

// replay.c: app:replay.
int module_replay(lua_State *L);

// line.c: closes every line of the hall.
void module_close_lines(struct module_app *module);

// page.c: the page that a visit's HTML brought; nil where it brought none.
void module_push_page(lua_State *L, int app, struct bytes html);

// The same by its ticket; nil where it is none.
void module_push_ticket_page(lua_State *L, int app, struct bytes ticket);

// line.c: a line in the hall of the app at `app`.
struct line *module_push_line(lua_State *L, int app);

// actor.c: app:tell, app:stop_actor, app:actor, app:sleep_actor.
int module_tell(lua_State *L);
int module_stop_actor(lua_State *L);
int module_actor(lua_State *L);
int module_sleep_actor(lua_State *L);
