// What a spec does with the actors of an app.
//
//   app:tell(name, message, data)   as ls.tell of nobody; runs until nothing is to do
//   app:stop_actor(name [, reason])   as ls.stop_actor
//   app:actor(name)                 { model, life, waiting, is_held, is_awake, where, trace }; nil, text, code where
//   there is
//                                   none of that name
//   app:sleep_actor(name)              lets its Lua state go; false where there is none
#include "session/actor/actor.h"
#include "module/app.h"
#include "module/convert.h"
#include "session/actor/actors.h"
#include "session/replay/trace.h"
#include "session/session.h"
#include "value/codec.h"
#include "vm/marshal.h"

static bool write_model(struct session *session, struct buffer *out, struct error *err)
{
    if (!session->has_model) return fail(err, ERROR_GONE, "it has not begun");
    return session_wake(session, err) && vm_write_model(session->vm, out, err);
}

int module_tell(lua_State *L)
{
    struct module_app *module = module_check_free_app(L, 1);
    struct scratch *scratch = scratch_take(L);
    struct letter letter = {.kind = LETTER_TELL, .name = module_check_bytes(L, 2), .word = module_check_bytes(L, 3)};
    lua_settop(L, 4);
    struct value value;
    if (!convert_read(L, 4, &scratch->arena, &value, &scratch->err) ||
        !codec_encode(&value, &scratch->bytes, &scratch->err))
        return module_refuse(L, &scratch->err);
    letter.data = buffer_bytes(&scratch->bytes);
    letter_to_name(&module->hall, &letter);
    lua_pushboolean(L, module_run(module));
    return 1;
}

int module_stop_actor(lua_State *L)
{
    struct module_app *module = module_check_free_app(L, 1);
    struct letter letter = {.kind = LETTER_STOP, .name = module_check_bytes(L, 2)};
    if (!lua_isnoneornil(L, 3)) letter.word = module_check_bytes(L, 3);
    letter_to_name(&module->hall, &letter);
    lua_pushboolean(L, module_run(module));
    return 1;
}

int module_actor(lua_State *L)
{
    struct module_app *module = module_check_free_app(L, 1);
    struct bytes name = module_check_bytes(L, 2);
    struct scratch *scratch = scratch_take(L);
    module_run(module);
    struct session *session = actors_find(&module->hall, name);
    if (!session) {
        fail(&scratch->err, ERROR_UNKNOWN, "there is no actor '%.*s'", (int)name.size, name.data);
        return module_refuse(L, &scratch->err);
    }
    lua_createtable(L, 0, 6);
    lua_pushboolean(L, session->vm != NULL);
    lua_setfield(L, -2, "is_awake");
    lua_pushboolean(L, session->actor->is_held);
    lua_setfield(L, -2, "is_held");
    lua_pushinteger(L, session->actor->life);
    lua_setfield(L, -2, "life");
    lua_pushinteger(L, session->mailbox.count);
    lua_setfield(L, -2, "waiting");
    module_push_bytes(L, session->app->views[session->view].where);
    lua_setfield(L, -2, "where");
    if (session->steps) {
        trace_write(session, (struct bytes){0}, &scratch->bytes);
        module_push_bytes(L, buffer_bytes(&scratch->bytes));
        lua_setfield(L, -2, "trace");
        buffer_clear(&scratch->bytes);
    }
    if (!write_model(session, &scratch->bytes, &scratch->err)) return 1;
    marshal_push(L, buffer_bytes(&scratch->bytes));
    lua_setfield(L, -2, "model");
    return 1;
}

int module_sleep_actor(lua_State *L)
{
    struct module_app *module = module_check_free_app(L, 1);
    struct session *session = actors_find(&module->hall, module_check_bytes(L, 2));
    if (session) session_sleep(session);
    lua_pushboolean(L, session && !session->vm);
    return 1;
}
