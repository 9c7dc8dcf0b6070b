// See migration.h.
#include "session/keep/migration.h"

#include "app/succession.h"
#include "base/mortal.h"
#include "session/hall.h"
#include "session/session.h"
#include "value/codec.h"

enum vm_step migration_finish(struct vm *vm, enum vm_step step)
{
    while (step == VM_AGAIN) step = vm_continue(vm);
    return step;
}

// `number`: the view, or a component's declaration, as the app counts both.
static bool migrate(struct session *session, uint32_t number, uint64_t target, int64_t from, struct error *err)
{
    struct vm *vm = session->vm;
    vm_check_model(vm, true);
    vm_begin_replay(vm, session->journal.time_ms);
    bool ok = migration_finish(vm, vm_migrate(vm, number, target, from)) == VM_DONE;
    if (!ok) *err = *vm_error(vm);
    vm_end(vm);
    vm_check_model(vm, session->is_suspect);
    mortal_at("migrated");
    return ok;
}

static bool migrate_view(struct session *session, struct error *err)
{
    const struct view *view = &session->app->views[session->view];
    if (session->version == view->version) return true;
    if (view->migrates) return migrate(session, session->view, 0, session->version, err);
    return fail(err, ERROR_MISFIT, "the model is of version %lld, the view of version %lld, and has no migrate",
                (long long)session->version, (long long)view->version);
}

static bool migrate_component(struct session *session, uint64_t cid, struct error *err)
{
    const struct app *app = session->app;
    uint32_t declaration = vm_declaration_of(cid);
    if (declaration >= app->components_count || !vm_has_component(session->vm, cid)) return true;
    uint32_t number = app->views_count + declaration;
    int64_t from = outdated_version(session->outdated, app, declaration);
    return from == app->views[number].version || migrate(session, number, cid, from, err);
}

// Births are lists that begin with the component's number.
bool migration_of_born(struct session *session, struct bytes changes, struct error *err)
{
    while (session->outdated && changes.size) {
        struct codec_head head;
        struct bytes change = changes;
        if (!codec_skip(&changes, err) || !codec_read(&change, &head, err)) return false;
        if (head.kind != VALUE_TABLE) continue;
        if (!codec_read(&change, &head, err) || !migrate_component(session, (uint64_t)head.integer, err))
            return false;
    }
    return true;
}

bool migration_of_session(struct session *session, struct error *err)
{
    struct bytes components = buffer_bytes(&session->journal.snapshot);
    if (!migrate_view(session, err)) return false;
    if (!session->outdated || !codec_skip(&components, err)) return !session->outdated;
    return !components.size || (codec_skip(&components, err) && migration_of_born(session, components, err));
}
