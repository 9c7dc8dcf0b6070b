// The workshop: a thread of its own for all crews of the house, so that no pipe and no process holds up a shard.
#pragma once

#include "service/crew.h"

struct workshop;

// `settings` are borrowed for its life. Fails (HOST) where there is no thread for it.
struct workshop *workshop_start(const struct crew_settings *settings, unsigned count, struct error *err);

// By the place of its settings.
struct crew *workshop_crew(const struct workshop *workshop, unsigned index);

// The counters of all crews, as Prometheus text. Any thread.
void workshop_write_metrics(const struct workshop *workshop, struct buffer *out);

// What waits or runs fails; takes a second at most. Nobody may call any more. Accepts NULL.
void workshop_stop(struct workshop *workshop);
