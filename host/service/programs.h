// The programs of an app: services whose work is done by processes (crew.h). An office gives the calls of such
// services here; each becomes an errand of its crew, and goes home with what the process said.
#pragma once

#include "bus/call.h"
#include "vm/service.h"

struct programs;

// Those of the source; NULL where it has none, or where there is no thread for them, which is logged. `deadline_ms`
// and `queue` are for programs that do not say.
struct programs *programs_open(const struct vm_service_source *source, int64_t deadline_ms, int64_t queue);

// The source has the same programs, as it says of them.
bool programs_are_of(const struct programs *programs, const struct vm_service_source *source);

// False where none of them is the call's service. Any thread; so are the two below.
bool programs_take(struct programs *programs, struct call *call);
void programs_cancel(struct programs *programs, uint64_t session, uint64_t number);
void programs_write_metrics(const struct programs *programs, struct buffer *out);

// Each of them; and the processes of one are killed, and replaced: false where there is none of this name. Any
// thread.
void programs_look(const struct programs *programs, void (*tell)(void *self, const struct worker_told *told),
                   void *self);
bool programs_end(const struct programs *programs, const char *name);

// What is under way goes home, lost; takes a second at most. Nobody may give calls any more. NULL is nothing.
void programs_close(struct programs *programs);
