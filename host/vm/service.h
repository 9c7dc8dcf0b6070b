// The Lua state of a worker thread: the app's file has run in it, and its services are set up and called. Code here
// may block and may reach the world, through what the host gives it; of Lua it has what a view has, and no more.
//
// Nothing here raises. A call that is ended half way leaves a state of no more use: delete it and make another.
#pragma once

#include "base/buffer.h"
#include "base/error.h"
#include "vm/vm.h"

#include <stdatomic.h>

struct vm_service;

enum vm_query { VM_QUERY_ALL, VM_QUERY_ONE, VM_QUERY_VALUE, VM_QUERY_RUN };
enum vm_transaction { VM_TRANSACTION_BEGIN, VM_TRANSACTION_COMMIT, VM_TRANSACTION_ROLL_BACK };

// What services may ask for, in the worker's thread. Where one of these fails with BUDGET the call ends there.
struct vm_service_host {
    void *self;
    const _Atomic bool *stop; // set by another thread: the call is to end
    // A statement on a database by its name; `arguments` as store/database.h has them.
    bool (*query)(void *self, struct bytes name, enum vm_query want, struct bytes sql, struct bytes arguments,
                  struct buffer *out, struct error *err);
    bool (*transact)(void *self, struct bytes name, enum vm_transaction what, struct error *err);
    bool (*migrate)(void *self, struct bytes name, struct bytes migrations, struct error *err);
    bool (*sleep)(void *self, int64_t ms, struct error *err);
    bool (*broadcast)(void *self, struct bytes topic, struct bytes message, struct bytes data, struct error *err);
    // What else there is, by name (service/world/agent.h): of a canonical table makes a canonical value.
    bool (*work)(void *self, const char *what, struct bytes given, struct buffer *out, struct error *err);
};

// Runs the app's file. The loader and what is in `host` outlive the state. Fails as the loading of an app does.
struct vm_service *vm_service_new(const struct vm_loader *loader, const char *main, size_t heap_max,
                                  const struct vm_service_host *host, struct error *err);
void vm_service_delete(struct vm_service *service);

// Sets a service up, where that was not done yet: its function, or its file, runs. Fails with what that raised.
bool vm_service_prepare(struct vm_service *service, const char *name, uint64_t deadline_ns, struct error *err);

struct vm_service_call {
    const char *name;
    const char *function;
    struct bytes arguments; // a canonical table: those of the function
    int64_t now_ms;         // the time that the call sees
    uint64_t deadline_ns;
};

enum vm_service_end {
    VM_SERVICE_SAID,    // `out` has what it returned, see value/answer.h
    VM_SERVICE_RAISED,  // err has the message and where it was raised
    VM_SERVICE_STOPPED, // by its deadline, or from outside
};

// Whatever the end: where vm_service_is_spoilt says so afterwards the state is of no more use.
enum vm_service_end vm_service_run(struct vm_service *service, const struct vm_service_call *call, struct buffer *out,
                                   struct error *err);
bool vm_service_is_spoilt(const struct vm_service *service);

// A service, as the app's file declares it; numbers that it leaves out are 0.
struct vm_service_about {
    struct bytes name;
    int64_t pool;
    int64_t queue;
    int64_t deadline_ms;
    const struct bytes *functions;
    size_t functions_count;
    bool is_open;         // its functions are not known before it runs
    struct bytes program; // a canonical table: what does its work, see service/programs.h; no data: workers do
};

// What a worker's state is made from; whoever made one holds its owner meanwhile.
struct vm_service_source {
    const void *owner;
    void (*hold)(const void *owner);
    void (*release)(const void *owner);
    const struct vm_loader *loader;
    const char *main;
    const char *directory; // of the app
    const struct vm_service_about *all;
    size_t count;
};

// What services the app has, appended as a canonical list of { name, functions?, pool?, program?, queue?, deadline?
// }: it runs the app's file and sets each of them up in a state of its own, without a world. `functions` is left out
// where that comes too far to be known then (a query, while it is set up). Fails with what is wrong in them.
bool vm_service_survey(const struct vm_loader *loader, const char *main, struct buffer *out, struct error *err);
