// See guard.h.
#include "session/guard.h"

#include "session/address.h"
#include "session/hall.h"

static bool check_path(const struct app *app, const struct route *route, struct bytes path, struct error *err)
{
    if (address_is_local(path)) return true;
    return fail(err, ERROR_MISFIT, "%s: guard sends to '%.*s'; it takes a path of this site, such as \"/login\"",
                app->views[route->view].where.data, (int)(path.size < 100 ? path.size : 100), path.data);
}

bool guard_ask(struct hall *hall, const struct route *route, struct bytes visitor, enum vm_verdict *verdict,
               struct bytes *path, struct error *err)
{
    *verdict = VM_MAY;
    *path = (struct bytes){0};
    if (!route || !route->guard) return true;
    struct vm *vm = vm_new(hall->app->image, &hall->vm_limits);
    vm_begin(vm, hall_wall_ms(hall));
    enum vm_step step = vm_guard(vm, route->guard - 1, visitor);
    while (step == VM_AGAIN) step = vm_continue(vm);
    bool ok = step == VM_DONE;
    if (ok) {
        *verdict = vm_guarded(vm, path);
        *path = arena_copy(&hall->arena, *path);
        ok = *verdict != VM_ELSEWHERE || check_path(hall->app, route, *path, err);
    } else {
        *err = *vm_error(vm);
    }
    vm_delete(vm);
    return ok;
}
