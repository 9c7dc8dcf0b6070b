// See compile.h.
#include "vm/compile.h"

#include "base/embed.h"
#include "base/mem.h"
#include "value/codec.h"
#include "vm/marshal.h"
#include "vm/state.h"

#include <lauxlib.h>
#include <lua-lpeg.h>
#include <lualib.h>
#include <stdio.h>

struct compiler {
    lua_State *L;
    struct buffer scratch;
    struct buffer keys;
};

// require for the trusted side: lua/NAME.lua from the binary, and of what apps require ls.js (lua/html/chain.lua).
static int search_embedded(lua_State *L)
{
    char name[128];
    size_t size;
    const char *module = luaL_checklstring(L, 1, &size);
    if (size > sizeof name - 10) return luaL_error(L, "module name too long");
    bool is_js = strcmp(module, "lightspeed.js") == 0;
    snprintf(name, sizeof name, "%s/%s.lua", is_js ? "stdlib" : "lua", luaL_gsub(L, module, ".", "/"));
    struct bytes file = embed_find(name);
    if (!file.data) {
        lua_pushfstring(L, "no embedded file '%s'", name);
        return 1;
    }
    char chunk[140];
    snprintf(chunk, sizeof chunk, "@%s", name);
    if (luaL_loadbufferx(L, file.data, file.size, chunk, "t") != LUA_OK) return lua_error(L);
    return 1;
}

// __host.operations(chain): its text, or nil and why not.
static int l_operations(lua_State *L)
{
    struct compiler *compiler = lua_touserdata(L, lua_upvalueindex(1));
    struct error err;
    luaL_checktype(L, 1, LUA_TTABLE);
    if (lib_operations_write(L, 1, &compiler->scratch, &compiler->keys, &err)) {
        lua_pushlstring(L, compiler->scratch.data, compiler->scratch.size);
        return 1;
    }
    lua_pushnil(L);
    lua_pushstring(L, err.text);
    return 2;
}

static int open_trusted(lua_State *L)
{
    luaL_openlibs(L);
    lua_newtable(L);
    lua_pushvalue(L, 1);
    lua_pushcclosure(L, l_operations, 1);
    lua_setfield(L, -2, "operations");
    lua_setglobal(L, "__host");
    luaL_requiref(L, "lpeg", luaopen_lpeg, 0);
    lua_getglobal(L, "package");
    lua_newtable(L); // only the binary's own files: nothing of the machine's
    lua_pushcfunction(L, search_embedded);
    lua_rawseti(L, -2, 1);
    lua_setfield(L, -2, "searchers");
    lua_getglobal(L, "require");
    lua_pushliteral(L, "html");
    lua_call(L, 1, 1);
    lua_setglobal(L, "html");
    return 0;
}

struct compiler *compiler_new(struct error *err)
{
    struct compiler *compiler = mem_new_clear(sizeof *compiler);
    compiler->L = luaL_newstate();
    if (compiler->L) {
        lua_pushcfunction(compiler->L, open_trusted);
        lua_pushlightuserdata(compiler->L, compiler);
        if (lua_pcall(compiler->L, 1, 0, 0) == LUA_OK) return compiler;
    }
    const char *why = compiler->L ? lua_tostring(compiler->L, -1) : "not enough memory";
    fail(err, ERROR_CRASH, "the template compiler does not load: %s", why);
    compiler_delete(compiler);
    return NULL;
}

void compiler_delete(struct compiler *compiler)
{
    if (!compiler) return;
    if (compiler->L) lua_close(compiler->L);
    buffer_destroy(&compiler->scratch);
    buffer_destroy(&compiler->keys);
    mem_free(compiler);
}

struct job {
    struct compiler *compiler;
    struct bytes source;
    const char *chunk;
    const struct numbering *numbering;
    struct arena *arena;
    struct compiled *compiled;
    struct error *err;
    bool ok;
};

static int append(lua_State *L, const void *data, size_t size, void *out)
{
    (void)L;
    buffer_put(out, (struct bytes){data, size});
    return 0;
}

// All messages of a failed compilation, a line each.
static void collect_errors(lua_State *L, int errors, struct error *err)
{
    size_t at = 0;
    err->code = ERROR_SYNTAX;
    err->text[0] = 0;
    for (lua_Integer i = 1; i <= luaL_len(L, errors) && at < sizeof err->text; i++) {
        lua_geti(L, errors, i);
        lua_getfield(L, -1, "message");
        int put = snprintf(err->text + at, sizeof err->text - at, "%s%s", i > 1 ? "\n" : "", lua_tostring(L, -1));
        at += put > 0 ? (size_t)put : 0;
        lua_pop(L, 2);
    }
}

// The value on top.
static bool take_value(struct job *job, lua_State *L, const char *name, struct value *value)
{
    struct marshal_root root = {name, "compiler's answer", false};
    buffer_clear(&job->compiler->scratch);
    if (!marshal_read(L, -1, &root, &job->compiler->scratch, &job->compiler->keys, job->err)) return false;
    return codec_decode(buffer_bytes(&job->compiler->scratch), job->arena, value, job->err);
}

static bool take_field(struct job *job, lua_State *L, const char *field, struct value *value)
{
    lua_getfield(L, 2, field); // result
    bool ok = take_value(job, L, field, value);
    lua_pop(L, 1);
    return ok;
}

static void push_options(lua_State *L, const struct job *job)
{
    const struct numbering *numbering = job->numbering;
    lua_createtable(L, 0, 3);
    lua_pushstring(L, job->chunk);
    lua_setfield(L, -2, "name");
    lua_pushinteger(L, numbering->first);
    lua_setfield(L, -2, "first_template");
    lua_createtable(L, (int)numbering->known_count, 0);
    for (size_t i = 0; i < numbering->known_count; i++) {
        lua_pushinteger(L, numbering->known[i]);
        lua_rawseti(L, -2, (lua_Integer)i + 1);
    }
    lua_setfield(L, -2, "numbers");
}

static int run_job(lua_State *L)
{
    struct job *job = lua_touserdata(L, 1);
    lua_getglobal(L, "html");
    lua_getfield(L, -1, "compile");
    lua_remove(L, -2);
    lua_pushlstring(L, job->source.data, job->source.size);
    push_options(L, job);
    lua_call(L, 2, 2); // 2: result, 3: errors
    if (!lua_toboolean(L, 2)) {
        take_value(job, L, "errors", &job->compiled->errors);
        collect_errors(L, 3, job->err);
        return 0;
    }
    lua_getfield(L, 2, "text");
    struct bytes text;
    text.data = lua_tolstring(L, -1, &text.size);
    job->compiled->text = arena_copy(job->arena, text);
    lua_pushfstring(L, "@%s", job->chunk);
    if (luaL_loadbufferx(L, text.data, text.size, lua_tostring(L, -1), "t") != LUA_OK) {
        fail(job->err, ERROR_SYNTAX, "%s", lua_tostring(L, -1));
        return 0;
    }
    buffer_clear(&job->compiler->scratch);
    lua_dump(L, append, &job->compiler->scratch, 0);
    job->compiled->bytecode = arena_copy(job->arena, buffer_bytes(&job->compiler->scratch));
    struct compiled *compiled = job->compiled;
    job->ok = take_field(job, L, "templates", &compiled->templates) &&
              take_field(job, L, "events", &compiled->events) && take_field(job, L, "hints", &compiled->hints) &&
              take_field(job, L, "requires", &compiled->requires) && take_field(job, L, "raw", &compiled->raw);
    return 0;
}

bool compiler_compile(struct compiler *compiler, struct bytes source, const char *chunk,
                      const struct numbering *numbering, struct arena *arena, struct compiled *compiled,
                      struct error *err)
{
    struct job job = {compiler, source, chunk, numbering, arena, compiled, err, false};
    lua_State *L = compiler->L;
    *compiled = (struct compiled){0};
    lua_settop(L, 0);
    lua_pushcfunction(L, run_job);
    lua_pushlightuserdata(L, &job);
    if (lua_pcall(L, 1, 0, 0) != LUA_OK) {
        job.ok = fail(err, ERROR_CRASH, "%s: the template compiler failed: %s", chunk, luaL_tolstring(L, -1, NULL));
    }
    lua_settop(L, 0);
    return job.ok;
}

struct call {
    const char *module;
    struct bytes in;
    struct job job;
    struct value *out;
};

static int run_call(lua_State *L)
{
    struct call *call = lua_touserdata(L, 1);
    lua_getglobal(L, "require");
    lua_pushstring(L, call->module);
    lua_call(L, 1, 1); // 2: the function
    marshal_push(L, call->in);
    lua_call(L, 1, 1);
    call->job.ok = take_value(&call->job, L, "answer", call->out);
    return 0;
}

bool compiler_call(struct compiler *compiler, const char *module, const struct value *in, struct arena *arena,
                   struct value *out, struct error *err)
{
    struct buffer bytes = {0};
    lua_State *L = compiler->L;
    bool ok = codec_encode(in, &bytes, err);
    struct call call = {module, buffer_bytes(&bytes), {.compiler = compiler, .arena = arena, .err = err}, out};
    lua_settop(L, 0);
    lua_pushcfunction(L, run_call);
    lua_pushlightuserdata(L, &call);
    if (ok && lua_pcall(L, 1, 0, 0) != LUA_OK)
        fail(err, ERROR_CRASH, "%s failed: %s", module, luaL_tolstring(L, -1, NULL));
    lua_settop(L, 0);
    buffer_destroy(&bytes);
    return call.job.ok;
}
