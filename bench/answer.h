// What a frame from the host says, as far as a generator wants to know (docs/protocol.md): its number, which events
// it deals with, and whether something was refused. Patches are measured, not applied.
#pragma once

#include "base/bytes.h"

#include <stdint.h>

enum answer_kind {
    ANSWER_STRANGE, // no frame of the protocol
    ANSWER_OK,
    ANSWER_PATCH, // also one that changes nothing
    ANSWER_FULL,
    ANSWER_HEARTBEAT,
    ANSWER_BYE,
};

struct answer {
    enum answer_kind kind;
    uint64_t seq;
    uint64_t ref;
    struct bytes code; // of a refusal or of a bye; empty where nothing was refused
    struct bytes text; // all of it
};

void answer_read(struct bytes text, struct answer *answer);
