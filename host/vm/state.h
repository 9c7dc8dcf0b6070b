// What the files of this room know of a Lua state in common. Nobody outside vm/ includes it.
#pragma once

#include "base/buffer.h"
#include "base/error.h"
#include "value/sink.h"
#include "vm/heap.h"
#include "vm/marshal.h"
#include "vm/slice.h"
#include "vm/vm.h"

#include <lauxlib.h>

// Integer keys of the registry, after Lua's own two.
enum {
    REGISTRY_VIEWS = 3,  // a list per view of its functions, see enum view_function
    REGISTRY_MODEL,      // of the session
    REGISTRY_PAGE,       // what render's second argument shows
    REGISTRY_THREAD,     // the turn's coroutine
    REGISTRY_LOADED,     // modules by name
    REGISTRY_USES,       // what files mention, see libs.c
    REGISTRY_COMPONENTS, // with a state of their own, see component.c
    REGISTRY_STREAMS,    // what this turn's commands do to streams, see lib_stream.c; nil: nothing
    REGISTRY_SERVICES,   // in the state of a worker: by name the functions that give their modules, see service.c
};

// Where a view's functions lie in its list.
enum view_function {
    VIEW_INIT = 1,
    VIEW_RENDER,
    VIEW_PARAMS,
    VIEW_TITLE,
    VIEW_LAYOUT,
    VIEW_STREAMS,
    VIEW_MIGRATE,
    VIEW_HANDLERS,
};

struct vm {
    struct slice slice; // first: the hook finds it as the heap's owner
    const struct vm_image *image;
    const struct vm_limits *limits;
    struct heap *heap;
    lua_State *L;
    lua_State *thread;

    bool check_model;
    bool has_operations; // there are some on streams
    bool is_rehearsal;   // what runs will run again, or ran before
    bool keeps_random;
    bool is_own;     // see vm_is_own
    bool shows_view; // of a render: not a layout
    int64_t now_ms;
    uint64_t random[4];
    uint64_t random_before[4];      // the step under way, which ends with it where keeps_random
    const struct vm_loader *loader; // only while building

    // The step under way.
    unsigned view;
    unsigned handler;
    uint64_t target; // of an update: a component; 0: the view
    int64_t version; // of the model that is to be migrated
    struct bytes payload;
    struct bytes session;
    struct vm_layout_page page; // as its layout sees it
    const struct sink *sink;    // only while rendering
    void *sink_self;
    uint32_t generation; // of the rendering, so that a handle kept from an earlier one is known
    sink_handle rendered;
    enum vm_verdict verdict; // of a guard
    struct buffer commands;
    struct buffer title;
    struct buffer scratch;         // any short-lived bytes
    struct buffer keys;            // scratch of marshal_read
    struct vm_service *service;    // of a worker's state; NULL: a session's
    struct components *components; // NULL before there is one
    struct error err;
};

static inline struct vm *vm_of(lua_State *L)
{
    return heap_of(L)->owner;
}

// lib_html.c: finished markup as a Lua value; raises where it is of another render.
void vm_push_handle(lua_State *L, const struct vm *vm, sink_handle handle);
sink_handle vm_check_handle(lua_State *L, const struct vm *vm, int index);

// vm.c: begins a step; pushes a function of the view, nil where it has none.
enum vm_step vm_start(struct vm *vm, lua_CFunction step);
void vm_push_function(lua_State *L, const struct vm *vm, unsigned function);

// vm.c: the step begins of which the model will know nothing.
void vm_keep_random(struct vm *vm);

// vm.c: pushes the model of the step under way. And the continuation of a function that returned the model, and then
// commands: of init (has_model false) or of one that was given the model.
void vm_push_model(lua_State *L, const struct vm *vm);
int vm_keep_model(lua_State *L, int status, lua_KContext has_model);

// vm.c: the commands among the values from index `from` to `to`, appended; `target` is the component that returned
// them, 0 the view. Raises for what is none.
void vm_read_commands(lua_State *L, uint64_t target, int from, int to, struct buffer *out, size_t *count);

extern const struct marshal_root vm_model_root;

// libs.c: everything that a pristine state has.
void libs_open(lua_State *L);

// lib_html.c
extern const luaL_Reg lib_html[];

// lib_operations.c: the text of the chain at `index` takes the place of what is in `out`. Fails (MISFIT) where that
// is not plain data. The buffers outlive an error that Lua raises.
bool lib_operations_write(lua_State *L, int index, struct buffer *out, struct buffer *keys, struct error *err);

// lib_operations.c: the text of what ls.js made, where that lies at `index` (which is positive); false for anything
// else. It lives as long as the chain.
bool lib_operations_text(lua_State *L, int index, struct bytes *json);

// lib_service.c: of __host; what services do in the world.
extern const luaL_Reg lib_service[];

// lib_live.c: of __host.
int l_host_live(lua_State *L);

// lib_attributes.c
int l_take_attributes(lua_State *L);

// lib_slots.c: what a component receives as its second argument; and one without content.
extern const luaL_Reg lib_slots[];
void lib_push_no_slots(lua_State *L);
void lib_push_slots(lua_State *L); // in place of the function on top, which is their content

// lib_stream.c: the page's side of streams.
extern const luaL_Reg lib_stream[];
// Keeps a command of a component (0: the view) for the render of this turn where it is one on a stream; false where
// it is another.
bool lib_stream_keep(lua_State *L, uint64_t target, int command);
// Lets go of what was kept.
void lib_stream_forget(struct vm *vm);

// lib_html.c: the bytes of a row's key at `index`; no data where there is none. Raises for what cannot be one.
struct bytes lib_html_key(lua_State *L, int index, char digits[32]);
// Raises with the reason in vm->err.
int lib_html_raise(lua_State *L);
// The state's vm; raises where no view renders.
struct vm *lib_html_rendering(lua_State *L);
