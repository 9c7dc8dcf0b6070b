// app:answer(service, function, value [, err]): from now on this is what the service says, and it is not asked; with
// app:answer(service, function) it speaks for itself again.
#include "base/mem.h"
#include "bus/call.h"
#include "module/app.h"
#include "value/answer.h"
#include "vm/marshal.h"

#include <stdio.h>

struct stub {
    struct stub *next;
    char service[CALL_NAME_MAX];
    char function[CALL_NAME_MAX];
    struct buffer answer;
};

struct stubs {
    struct clerks clerks; // first
    struct clerks *real;
    struct stub *first;
};

static struct stub **find(struct stubs *stubs, const char *service, const char *function)
{
    struct stub **link = &stubs->first;
    while (*link && (strcmp((*link)->service, service) != 0 || strcmp((*link)->function, function) != 0))
        link = &(*link)->next;
    return link;
}

static void take(struct clerks *clerks, struct call *call)
{
    struct stubs *stubs = (struct stubs *)clerks;
    const struct stub *stub = *find(stubs, call->service, call->function);
    if (stub) {
        buffer_put(&call->answer, buffer_bytes(&stub->answer));
        call_end(call, CALL_SAID, NULL);
    } else if (stubs->real) {
        stubs->real->take(stubs->real, call);
    } else {
        call_end(call, CALL_LOST, NULL);
    }
}

static void cancel(struct clerks *clerks, uint64_t session, uint64_t number)
{
    struct clerks *real = ((struct stubs *)clerks)->real;
    if (real) real->cancel(real, session, number);
}

static void remove_at(struct stub **link)
{
    struct stub *stub = *link;
    *link = stub->next;
    buffer_destroy(&stub->answer);
    mem_free(stub);
}

static void open_stubs(struct module_app *module)
{
    if (module->stubs) return;
    module->stubs = mem_new_clear(sizeof *module->stubs);
    module->stubs->clerks = (struct clerks){.take = take, .cancel = cancel};
    module->stubs->real = module->settings.clerks;
    module->settings.clerks = &module->stubs->clerks;
}

void module_close_stubs(struct module_app *module)
{
    while (module->stubs && module->stubs->first) remove_at(&module->stubs->first);
    mem_free(module->stubs);
    module->stubs = NULL;
}

static bool is_known(const struct app *app, const char *service, const char *function)
{
    for (size_t i = 0; i < app->services_count; i++) {
        const struct vm_service_about *about = &app->services[i];
        if (!bytes_equal(about->name, bytes_of(service))) continue;
        for (size_t k = 0; k < about->functions_count; k++)
            if (bytes_equal(about->functions[k], bytes_of(function))) return true;
        return about->is_open;
    }
    return false;
}

// The answer at 4 and 5, canonical, in the scratch's bytes.
static bool read_answer(lua_State *L, struct scratch *scratch)
{
    static const struct marshal_root root = {"answer", "answer", false};
    struct buffer *bytes = &scratch->bytes;
    if (!marshal_read(L, 4, &root, bytes, &scratch->keys, &scratch->err)) return false;
    size_t size = bytes->size;
    if (!marshal_read(L, 5, &root, bytes, &scratch->keys, &scratch->err)) return false;
    struct bytes all = arena_copy(&scratch->arena, buffer_bytes(bytes));
    buffer_clear(bytes);
    answer_put_said((struct bytes){all.data, size}, (struct bytes){all.data + size, all.size - size}, bytes);
    return true;
}

int module_answer(lua_State *L)
{
    struct module_app *module = module_check_app(L, 1);
    const char *service = luaL_checkstring(L, 2), *function = luaL_checkstring(L, 3);
    bool speaks_for_itself = lua_gettop(L) == 3;
    struct scratch *scratch = scratch_take(L);
    lua_settop(L, 5);
    if (!is_known(module->app, service, function)) {
        fail(&scratch->err, ERROR_UNKNOWN, "there is no %s.%s", service, function);
        return module_refuse(L, &scratch->err);
    }
    if (!read_answer(L, scratch)) return module_refuse(L, &scratch->err);
    open_stubs(module);
    struct stub **link = find(module->stubs, service, function);
    if (*link) remove_at(link);
    if (!speaks_for_itself) {
        struct stub *stub = mem_new_clear(sizeof *stub);
        snprintf(stub->service, sizeof stub->service, "%s", service);
        snprintf(stub->function, sizeof stub->function, "%s", function);
        buffer_put(&stub->answer, buffer_bytes(&scratch->bytes));
        stub->next = module->stubs->first;
        module->stubs->first = stub;
    }
    lua_pushboolean(L, true);
    return 1;
}
