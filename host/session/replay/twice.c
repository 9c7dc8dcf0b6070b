// See twice.h.
#include "session/replay/twice.h"

#include "app/models.h"
#include "base/log.h"
#include "session/hall.h"
#include "session/replay/inspect.h"
#include "session/replay/steps.h"
#include "session/session.h"
#include "tree/hash.h"

struct twice twice_begin(struct steps *steps)
{
    struct twice before = {.models = steps->models, .place = steps->place};
    memcpy(before.random, steps->random, sizeof before.random);
    steps->models = (struct buffer){0};
    steps->place = (struct buffer){0};
    return before;
}

void twice_end(struct twice *before)
{
    buffer_destroy(&before->models);
    buffer_destroy(&before->place);
}

static bool play(const struct session *session, struct vm *vm, const struct step *step, const struct twice *before,
                 struct buffer *models, struct error *err)
{
    const struct session played = {.app = session->app, .view = session->view, .vm = vm};
    struct bytes changes = vm_component_changes(session->vm);
    vm_set_random(vm, before->random);
    vm_check_model(vm, false);
    if (!vm_load_page(vm, buffer_bytes(&before->place), err) ||
        !vm_load_model(vm, buffer_bytes(&before->models), err))
        return false;
    vm_begin_replay(vm, step->time_ms);
    enum vm_step result = session_update(&played, step->target, step->handler, step->payload);
    while (result == VM_AGAIN) result = vm_continue(vm);
    if (result == VM_FAILED) {
        *err = *vm_error(vm);
        return false;
    }
    return (!changes.size || vm_change_components(vm, changes, err)) && vm_write_model(vm, models, err);
}

static void tell(struct session *session, const struct step *step, const char *what)
{
    struct bytes where = session->app->views[session->view].where;
    struct bytes name = session_handler_name(session, step->target, step->handler);
    log_line(
        LOG_ERROR,
        "%.*s: update.%.*s went another way when it was played again from the same model: %s. After a sleep or a "
        "crash it would go that way. It goes by a variable of the file, by a table that stands in two places of the "
        "model, or by # of a list with holes",
        (int)where.size, where.data, (int)name.size, name.data, what);
}

void twice_check(struct session *session, const struct step *step, const struct twice *before)
{
    struct vm *vm = vm_new(session->app->image, &session->hall->vm_limits);
    struct buffer models = {0};
    struct error err;
    bool ok = play(session, vm, step, before, &models, &err);
    struct bytes after = buffer_bytes(&session->steps->models);
    bool is_same = ok && bytes_equal(buffer_bytes(&models), after);
    uint64_t handler = hash_chain(hash_chain(step->handler, session->view), step->target & 1023);
    if (!is_same && inspect_is_new(session->hall, hash_chain(handler, 2))) {
        struct buffer text = {0};
        if (ok) models_put_difference(after, buffer_bytes(&models), 3, &text);
        else buffer_put(&text, bytes_of(err.text));
        buffer_put_byte(&text, 0);
        tell(session, step, text.data);
        buffer_destroy(&text);
    }
    buffer_destroy(&models);
    vm_delete(vm);
}
