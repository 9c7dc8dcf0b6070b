// One session's Lua: a state of its own that can do three things, init, update and render, within a budget.
//
// Nothing here raises: a step that fails says so and leaves its reason in vm_error. After a failure the state is of
// no more use (its model may be half changed): delete it and make another from the image, which costs a few
// microseconds.
//
//     vm_begin(vm, now_ms);
//     enum vm_step step = vm_update(vm, view, handler, payload);
//     while (step == VM_AGAIN) { serve others; step = vm_continue(vm); }
#pragma once

#include "base/buffer.h"
#include "base/error.h"
#include "value/sink.h"

#include <stdint.h>

struct slabs;
struct vm;
struct vm_image;

struct vm_limits {
    int64_t fuel_max;    // units a turn
    int64_t slice_fuel;  // units before others are served
    uint64_t slice_ns;   // the same by the clock
    uint64_t turn_ns;    // wall clock a turn: the backstop
    size_t heap_max;     // bytes of one state
    struct slabs *slabs; // where states live, in the thread that they run in; NULL: malloc
    bool check_model;    // after every update, that the model is plain data (dev)
};

extern const struct vm_limits vm_limits_default;

enum vm_step {
    VM_DONE,
    VM_AGAIN, // the slice is over, the turn is not
    VM_FAILED,
};

// How file-level code is found while an image is built.
struct vm_loader {
    void *self;
    // The compiled chunk of a module or app file; borrowed until the next call. Fails (UNKNOWN) where there is none
    // of this name.
    bool (*load)(void *self, const char *name, struct bytes *bytecode, struct error *err);
    // The address of a file that the app serves; asked while pages are rendered, so `self` outlives every state. NULL
    // where there are none.
    bool (*find_asset)(void *self, struct bytes name, struct bytes *path, struct error *err);
};

// The name under which lua/contract.lua is asked for: no app can have a module of this name.
#define CONTRACT_MODULE "lightspeed/contract"

// Runs `main` (a module's name) at file level, with the contract, and keeps the result as an image. `description`:
// what the app says of itself, as canonical bytes (lua/contract.lua has the shape); appended. The loader must outlive
// the image only where vm_image_is_relocatable is false.
struct vm_image *vm_image_build(const struct vm_loader *loader, const char *main, struct buffer *description,
                                struct error *err);
void vm_image_delete(struct vm_image *image);

// Bytes of one pristine state.
size_t vm_image_size(const struct vm_image *image);

// A pristine state; limits are borrowed.
struct vm *vm_new(const struct vm_image *image, const struct vm_limits *limits);
void vm_delete(struct vm *vm);

// The state of its random generator: recorded, so that a replay draws the same.
void vm_set_random(struct vm *vm, const uint64_t random[4]);
void vm_get_random(const struct vm *vm, uint64_t random[4]);

// Whether every turn from now on checks that its model is plain data; at first as the limits say.
void vm_check_model(struct vm *vm, bool check);

// A turn begins: a fresh budget; `now_ms` is the time that apps see in it.
void vm_begin(struct vm *vm, int64_t now_ms);

// The same for a turn that succeeded before and must again: no clock ends it, its budget leaves room for what is not
// quite the same (when memory is collected), and what it prints was printed before.
void vm_begin_replay(struct vm *vm, int64_t now_ms);

// The turn is over: what its commands did to streams is forgotten; collects garbage where there is enough of it.
void vm_end(struct vm *vm);

// The steps. The bytes are canonical (value/codec.h) and borrowed until the step is done. `handler` counts the view's
// events, then its messages, from 0. `target` is a component that is there, and `view` then its declaration, which
// the image has behind its views.
enum vm_step vm_init(struct vm *vm, unsigned view, struct bytes params, struct bytes session);
enum vm_step vm_update(struct vm *vm, unsigned view, unsigned handler, struct bytes payload);
enum vm_step vm_update_component(struct vm *vm, unsigned view, uint64_t target, unsigned handler,
                                 struct bytes payload);
// The page is at another place: `page` is what render's second argument is from now on, and view.params hears of its
// `params`.
enum vm_step vm_params(struct vm *vm, unsigned view, struct bytes page);
// What the streams of a page that has nothing show: what the view's `streams` says, if it has that. init asks too.
enum vm_step vm_streams(struct vm *vm, unsigned view);
// The model is of an older version of the view, or of one to come, which `from` numbers: the view says what it is
// now. The same of a component.
enum vm_step vm_migrate(struct vm *vm, unsigned view, uint64_t target, int64_t from);
enum vm_step vm_render(struct vm *vm, unsigned view, const struct sink *sink, void *sink_self);
enum vm_step vm_continue(struct vm *vm);

// The document around a view that was just rendered, by its layout: what vm_rendered gives then has the sink's holes
// VM_HOLE_HEAD and VM_HOLE_VIEW in it. What the page is told is borrowed until the step is done.
enum vm_hole { VM_HOLE_HEAD, VM_HOLE_VIEW };
struct vm_layout_page {
    struct bytes title;
    struct bytes nonce;
    struct bytes flash; // a canonical list; nothing: an empty one
};
enum vm_step vm_layout(struct vm *vm, unsigned view, const struct vm_layout_page *page, const struct sink *sink,
                       void *sink_self);

// Whether a visitor may see a page: asks the guard that stands in the image's list `guard` (lua/contract.lua has them
// behind views and components). vm_guarded says what it said.
enum vm_step vm_guard(struct vm *vm, unsigned guard, struct bytes session);
enum vm_verdict { VM_MAY, VM_MAY_NOT, VM_ELSEWHERE };
enum vm_verdict vm_guarded(const struct vm *vm, struct bytes *path); // path: of VM_ELSEWHERE

// Whether what it did since vm_begin goes by more than the model, the place and the message: by the time or by
// chance; or said something to the operator.
bool vm_is_own(const struct vm *vm);

// What the last step left: the commands of init, update and params (a canonical list), the root and title of render.
struct bytes vm_commands(const struct vm *vm);
sink_handle vm_rendered(const struct vm *vm);
struct bytes vm_title(const struct vm *vm); // size 0 where the view's title is no function
const struct error *vm_error(const struct vm *vm);

// The model as canonical bytes, and behind it the components that have one of their own, appended; fails (MISFIT)
// with the path where one is not plain data.
bool vm_write_model(struct vm *vm, struct buffer *out, struct error *err);
bool vm_load_model(struct vm *vm, struct bytes model, struct error *err);

// What render's second argument is, a canonical table.
bool vm_load_page(struct vm *vm, struct bytes page, struct error *err);

// Components with a state of their own: whether one is there; what the last render changed about them (births with
// their first models, deaths; size 0 for nothing), and the same for a state that is made again.
bool vm_has_component(const struct vm *vm, uint64_t cid);
struct bytes vm_component_changes(const struct vm *vm);
bool vm_change_components(struct vm *vm, struct bytes changes, struct error *err);

// The declaration that a component's number names, from 0; a number that none can have gives one beyond all.
static inline uint32_t vm_declaration_of(uint64_t cid)
{
    return (uint32_t)(cid & 1023) - 1;
}

// The number of the same component where its declaration is another one.
static inline uint64_t vm_renumbered(uint64_t cid, uint32_t declaration)
{
    return (cid & ~UINT64_C(1023)) | (declaration + 1);
}

#define VM_DECLARATION_NONE UINT32_MAX

// A pristine state whose session had others before: no component gets a number that one of theirs had.
void vm_begin_life(struct vm *vm, uint32_t life);

// Bytes the state holds, and units the turn has spent so far.
size_t vm_size(const struct vm *vm);
int64_t vm_spent(const struct vm *vm);
