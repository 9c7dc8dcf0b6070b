// app:update(number, name, model [, payload [, err]]): one update of a view, without a page: the model that it makes
// and the list of commands it returns; or nil, text, code. `number` counts the app's views from 1. An event's payload
// is checked as at the boundary, unless it is a form, which is given as its handler gets it; a message may have an
// error.
#include "base/mem.h"
#include "module/app.h"
#include "module/convert.h"
#include "value/answer.h"
#include "value/codec.h"
#include "vm/marshal.h"

static bool find_handler(const struct view *view, struct bytes name, bool *is_event, uint32_t *handler,
                         struct error *err)
{
    struct error why;
    *is_event = true;
    if (app_find_handler(view, name, true, handler, err)) return true;
    *is_event = false;
    return app_find_handler(view, name, false, handler, &why);
}

// The payload at `index`, canonical, in the scratch's bytes.
static bool read_payload(lua_State *L, int index, const struct declaration *declared, bool is_event,
                         struct scratch *scratch)
{
    static const struct marshal_root root = {"payload", "payload", false};
    struct value given, checked;
    if (!marshal_read(L, index, &root, &scratch->bytes, &scratch->keys, &scratch->err)) return false;
    if (!is_event || !declared->schema || schema_is_form(declared->schema)) return true;
    if (!codec_decode(buffer_bytes(&scratch->bytes), &scratch->arena, &given, &scratch->err)) return false;
    if (given.kind == VALUE_NIL) {
        given = (struct value){.kind = VALUE_TABLE, .table = arena_new(&scratch->arena, sizeof *given.table)};
        *given.table = (struct value_table){0};
    }
    buffer_clear(&scratch->bytes);
    return schema_check(declared->schema, &given, declared->name.data, &scratch->arena, &checked, &scratch->err) &&
           codec_encode(&checked, &scratch->bytes, &scratch->err);
}

// What an answer's error makes of it.
static bool add_error(lua_State *L, int index, struct scratch *scratch)
{
    static const struct marshal_root root = {"err", "error", false};
    size_t size = scratch->bytes.size;
    if (lua_isnoneornil(L, index)) return true;
    if (!marshal_read(L, index, &root, &scratch->bytes, &scratch->keys, &scratch->err)) return false;
    struct bytes all = arena_copy(&scratch->arena, buffer_bytes(&scratch->bytes));
    buffer_clear(&scratch->bytes);
    answer_put_said((struct bytes){all.data, size}, (struct bytes){all.data + size, all.size - size},
                    &scratch->bytes);
    return true;
}

static bool run(struct module_app *module, uint32_t view, uint32_t handler, struct bytes model, struct bytes payload,
                struct vm *vm, struct error *err)
{
    vm_begin(vm, hall_wall_ms(&module->hall));
    vm_check_model(vm, true);
    if (!vm_load_model(vm, model, err)) return false;
    enum vm_step step = vm_update(vm, view, handler, payload);
    while (step == VM_AGAIN) step = vm_continue(vm);
    if (step == VM_FAILED) *err = *vm_error(vm);
    return step == VM_DONE;
}

int module_update(lua_State *L)
{
    static const struct marshal_root root = {"m", "model", false};
    struct module_app *module = module_check_free_app(L, 1);
    lua_Integer number = luaL_checkinteger(L, 2);
    struct bytes name = module_check_bytes(L, 3);
    struct scratch *scratch = scratch_take(L);
    uint32_t handler;
    bool is_event;
    lua_settop(L, 6);
    luaL_argcheck(L, number >= 1 && number <= module->app->views_count, 2, "there is no such view");
    const struct view *view = &module->app->views[number - 1];
    if (!find_handler(view, name, &is_event, &handler, &scratch->err)) return module_refuse(L, &scratch->err);
    if (!marshal_read(L, 4, &root, &scratch->bytes, &scratch->keys, &scratch->err))
        return module_refuse(L, &scratch->err);
    struct bytes model = arena_copy(&scratch->arena, buffer_bytes(&scratch->bytes));
    buffer_clear(&scratch->bytes);
    if (!read_payload(L, 5, &view->handlers[handler], is_event, scratch) || !add_error(L, 6, scratch))
        return module_refuse(L, &scratch->err);
    struct vm *vm = vm_new(module->app->image, &module->hall.vm_limits);
    struct buffer after = {0};
    bool ok = run(module, (uint32_t)number - 1, handler, model, buffer_bytes(&scratch->bytes), vm, &scratch->err) &&
              vm_write_model(vm, &after, &scratch->err);
    struct bytes made = arena_copy(&scratch->arena, buffer_bytes(&after));
    struct bytes commands = arena_copy(&scratch->arena, ok ? vm_commands(vm) : (struct bytes){0});
    buffer_destroy(&after);
    vm_delete(vm);
    if (!ok) return module_refuse(L, &scratch->err);
    marshal_push_next(L, &made);
    if (commands.size) marshal_push(L, commands);
    else lua_newtable(L);
    return 2;
}
