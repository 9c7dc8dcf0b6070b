// What an operator says on the command line of the host.
#pragma once

#include "session/hall.h"

enum { SHARDS_MAX = 64 };

struct options {
    const char *app;
    const char *listen;
    const char *secret; // a file; NULL: a key is made
    int port;
    unsigned shards;
    const char *state;   // the directory of sessions that outlive the host; NULL: none do
    const char *data;    // the directory of databases; NULL: the app's
    const char *smtp;    // the URL of a mail server; NULL: none
    const char *control; // the path of the control socket; NULL: found by itself
    bool is_master;      // of a worker that serves
    struct settings settings;
};

// Reads the arguments over the defaults. Fails with a sentence that says what to write instead; false with err->code
// NONE where all is done already (--help, --version).
bool options_read(int count, char **arguments, struct options *options, struct error *err);
