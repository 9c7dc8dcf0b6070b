// What the generator saw. Traffic is counted per measured window, trouble from the beginning to the end: a host that
// refuses, repeats or forgets an event does so in no measurement of ours unnoticed.
#pragma once

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

struct traffic {
    uint64_t events;       // sent by us and dealt with by the host
    uint64_t answers;      // frames that dealt with them; fewer where the host answers several at once
    uint64_t answer_bytes; // payload of these frames
    uint64_t answer_max;
    uint64_t pushes; // frames that answer no event of this session
    uint64_t push_bytes;
    uint64_t joins;
    uint64_t join_bytes;
};

struct trouble {
    uint64_t refused;    // events that got a "no"
    uint64_t byes;       // sessions ended by the host
    uint64_t lost;       // connections ended without a bye
    uint64_t gaps;       // frames whose SEQ does not follow
    uint64_t repeated;   // frames that deal with no new event though the session expects no push
    uint64_t beyond;     // frames that deal with events never sent
    uint64_t strange;    // frames that are none
    uint64_t unanswered; // events still without an answer at the end
    char last_code[32];  // of the newest refusal or bye
};

bool trouble_any(const struct trouble *trouble);

// One readable line, or nothing where all is well.
void trouble_print(const struct trouble *trouble, FILE *out);
