// What the host counts, as Prometheus reads it (text format 0.0.4): of each metric what it is, and then its values.
//
//     metrics_put(out, "visits_total", "page requests", visits);
//
//     metrics_begin(out, "service_waiting", "calls that wait for a thread now");
//     for each service: metrics_put_of(out, "service_waiting", "service", name, waiting);
//
//     # HELP lightspeed_visits_total page requests
//     # TYPE lightspeed_visits_total counter
//     lightspeed_visits_total 17
//
// Names stand without the "lightspeed_" that all of them begin with. What ends in "_total" only grows: a counter.
// All else is a gauge.
#pragma once

#include "base/buffer.h"

#include <stdint.h>

// `what` is one line.
void metrics_begin(struct buffer *out, const char *name, const char *what);

// A value of the metric that was begun: of `who`, which is a `label`.
void metrics_put_of(struct buffer *out, const char *name, const char *label, const char *who, uint64_t value);

// A metric that has but one value.
void metrics_put(struct buffer *out, const char *name, const char *what, uint64_t value);
