// The thread that writes sessions down: it takes the parcels of all shards, writes as many as wait in one
// transaction, and answers them when that is on the disk. While it cannot write it keeps them and goes on trying, so
// that nobody is told of what might be lost.
#pragma once

#include "base/error.h"
#include "store/parcel.h"

struct archivist;

struct archive_place {
    const char *directory; // is there
    int sweep_s;           // how long after its begin sessions of hosts before this one are waited for
    int64_t outs_since_ms; // who was signed out before that is forgotten
    bool is_handed_over;   // another host is going to close it: that is waited for
};

// Fails (HOST) where the archive cannot be opened, or read.
struct archivist *archivist_start(const struct archive_place *place, struct error *err);

// What is in its hands is written, then it ends; what cannot be written in some seconds is lost, and told of.
void archivist_stop(struct archivist *archivist);

// Where to give parcels to.
struct keeper *archivist_keeper(struct archivist *archivist);
