// See guard.h.
#include "session/visit/guard.h"

#include "app/address.h"
#include "session/hall.h"

static bool check_path(const struct app *app, const struct route *route, struct bytes path, struct error *err)
{
    const char *fault = address_fault(path);
    return !fault ||
           fail(err, ERROR_MISFIT,
                "%s: guard sends to '%.*s', which %s; it takes a path of this site, such as \"/login\"",
                app->views[route->view].where.data, (int)(path.size < 100 ? path.size : 100), path.data, fault);
}

bool guard_ask(struct hall *hall, const struct app *app, const struct route *route, struct bytes visitor,
               enum vm_verdict *verdict, struct bytes *path, struct error *err)
{
    *verdict = VM_MAY;
    *path = (struct bytes){0};
    if (!route || !route->guard) return true;
    struct vm *vm = vm_new(app->image, &hall->vm_limits);
    vm_begin(vm, hall_wall_ms(hall));
    enum vm_step step = vm_guard(vm, route->guard - 1, visitor);
    while (step == VM_AGAIN) step = vm_continue(vm);
    bool ok = step == VM_DONE;
    if (ok) {
        struct bytes said = {0};
        *verdict = vm_guarded(vm, &said);
        if (*verdict == VM_ELSEWHERE) *path = arena_copy(&hall->arena, said);
        ok = !path->data || check_path(app, route, *path, err);
    } else {
        *err = *vm_error(vm);
    }
    vm_delete(vm);
    return ok;
}
