// What service.c and lib_service.c know of a worker's state in common.
#pragma once

#include "vm/service.h"
#include "vm/state.h"

struct vm_service {
    struct vm vm; // first: the heap's owner
    struct vm_service_host host;
    bool is_stopped;     // the call that ran last
    bool is_spoilt;      // the state is of no more use
    bool is_open;        // of a survey: what is being set up asked for the world
    size_t message_size; // of the last error, without its trace
    struct buffer given; // what Lua hands over, while the host has it
    struct buffer answer;
};
