// A loaded app: everything about it that never changes while it runs, shared by all shards.
#pragma once

#include "app/files.h"
#include "app/findings.h"
#include "app/unit.h"
#include "base/arena.h"
#include "tree/template.h"
#include "value/schema.h"
#include "vm/service.h"
#include "vm/vm.h"

struct declaration {
    struct bytes name;
    const struct schema *schema; // NULL: anything (messages)
};

// What a channel says of each of its topics; 0: nothing of its own.
struct view_limits {
    int64_t events;     // a second that one client may push,
    int64_t burst;      // and at once
    int64_t frame;      // bytes of an event, or of what a client joins with
    int64_t members;    // clients in a topic
    int64_t broadcasts; // messages a second that a topic carries before pushes are refused
};

struct view {
    struct bytes where;        // "counter.lua:3"
    struct bytes name;         // "counter.lua", "counter.lua#2": the same in a later program
    int64_t version;           // of the model
    bool migrates;             // it takes a model of another version
    bool has_streams;          // it says what its streams show to a page that has nothing
    struct bytes title;        // data NULL where it is a function of the model, or not given
    struct bytes css;          // data NULL where it has none of its own
    bool has_style;            // the default stylesheet
    bool is_durable;           // its sessions outlive the host, where there is a place for them:
    bool says_durable;         // as it says itself, or else as the operator does
    bool has_layout;           // one other than ls.layout
    bool is_tool;              // a page of the host's own, in development
    bool is_actor;             // nobody looks at it: it has no render
    bool is_channel;           // and its sessions have a line: ls.channel
    struct view_limits limits; // of a channel's topics
    const struct schema *params;
    struct declaration *handlers; // events, then messages
    uint32_t events_count;
    uint32_t handlers_count;
};

struct route {
    struct bytes path; // "/rooms/:room"
    uint32_t view;
    uint32_t group; // one may go between routes of the same group over a line
    uint32_t guard; // 0: none; else its place behind views and components, from 1
};

enum { APP_FILES_MAX = 256, APP_FILE_SIZE_MAX = 1024 * 1024 };

// How many hold an app, on a cache line of its own: shards write here, and only read beside it.
struct app_holders {
    char before[64];
    _Atomic uint32_t count;
    char behind[64];
};

// For the topics of this name; a star at its end stands for the rest.
struct app_channel {
    struct bytes topic;
    uint32_t view;
};

enum { ASSET_PATH_SIZE = 64 };

struct app {
    struct app_holders holders;
    uint64_t number;    // 1, and one more each time it is loaded again
    uint64_t numbering; // the same in all processes in which its templates have the same numbers; 0: in no other
    struct arena arena;
    char file[4096];      // as it was named
    char directory[4096]; // of the app's file
    char main[256];       // its name there
    bool is_loading;
    bool has_tools;            // pages of the host's own beside its routes
    bool has_forms;            // some template has a <form>
    struct compiler *compiler; // only while loading, once something is to be compiled
    struct unit *units[APP_FILES_MAX];
    size_t units_count;
    const struct app *former;    // while loading: the app that this one takes the place of
    bool has_former;             // there was one
    struct buffer template_list; // while loading: struct value, of all files in order
    struct buffer template_ids;  // and the id of each: uint32_t
    uint32_t templates_next;     // while loading: the first id that is free
    struct buffer outdated;      // while loading: ids that templates cannot keep, uint32_t
    struct buffer event_uses;    // while loading: struct event_use (uses.h)
    struct findings *findings;   // while loading: what is wrong, borrowed
    struct vm_loader loader;
    struct vm_image *image;
    struct templates templates;
    struct buffer templates_json;
    uint64_t fingerprint;                 // of its program: the same pages come of the same models
    struct bytes css;                     // of the app as a whole
    struct buffer style;                  // the stylesheet of pages with the default style,
    struct buffer style_of_app;           // and of those without
    char templates_path[ASSET_PATH_SIZE]; // where browsers find these three (assets.h)
    char style_path[ASSET_PATH_SIZE];
    char style_of_app_path[ASSET_PATH_SIZE];
    struct view *views; // and behind them, in the same way, the components that have a state of their own
    uint32_t views_count;
    uint32_t components_count;
    struct plan *plan; // the supervision tree as it begins: a group of groups; see plan.h
    struct route *routes;
    uint32_t routes_count;
    struct app_channel *channels;
    uint32_t channels_count;
    struct vm_service_about *services;
    size_t services_count;
    struct files files;    // served as they are
    struct bytes *folders; // that they are in, below the app's directory
    size_t folders_count;
    const struct file **scripts; // those that pages import, in order
    size_t scripts_count;
};

// Compiles and runs the app's file and whatever it requires, and checks the contract. NULL with all that is wrong in
// err's text, a line each.
struct app *app_load(const char *path, struct error *err);

// The same, and what there is to say of the files is in `findings` (which the caller destroys), hints too where the
// app loads. With `is_thorough`, all files that name each other by a literal require are compiled before any is run,
// so that the mistakes of all of them are found at once. `former`, or NULL, is the same app as it was when it was
// loaded before: what did not change is shared with it, and templates that did not change keep their ids.
struct app *app_load_telling(const char *path, bool is_thorough, const struct app *former, struct findings *findings,
                             struct error *err);

// Apps that are loaded from now on have the host's own pages for development beside their routes.
void app_offer_tools(void);

// Whoever loaded it needs it no more. It goes when nobody else holds it.
void app_delete(struct app *app);

// Any thread; each hold is given back by one app_release.
const struct app *app_hold(const struct app *app);
void app_release(const struct app *app);

// What workers make the states of its services from.
struct vm_service_source app_services(const struct app *app);

// The route that answers a path (without query); NULL where none does. `params`: a table of the path's variables, in
// the arena.
const struct route *app_route(const struct app *app, struct bytes path, struct arena *arena, struct value *params);

// The channel that a topic leads to: the first that fits; NULL where none does.
const struct app_channel *app_channel_of(const struct app *app, struct bytes topic);

// The file that a template is from.
struct bytes app_template_file(const struct app *app, uint32_t id);

// The view of this name; NULL where none has it.
const struct view *app_view_named(const struct app *app, struct bytes name);

// The number of the component of this name, from 0; VM_DECLARATION_NONE where none has it.
uint32_t app_component_named(const struct app *app, struct bytes name);

// The route of this path ("/rooms/:room"); NULL where there is none.
const struct route *app_route_of(const struct app *app, struct bytes path);

// What declares the handlers of `target`: a component, or 0 for the view. NULL where nothing does.
const struct view *app_target(const struct app *app, uint32_t view, uint64_t target);

// The handler of an event (is_event) or message; fails (UNKNOWN, "did you mean") where it is not declared.
bool app_find_handler(const struct view *view, struct bytes name, bool is_event, uint32_t *handler,
                      struct error *err);
