// The measurements, one function each: takes what to measure, puts figures into the report.
#pragma once

#include "options.h"
#include "report.h"

void mode_closed(const struct options *options, struct loop *loop, struct report *report);
void mode_paced(const struct options *options, struct loop *loop, struct report *report);
void mode_spin(const struct options *options, struct loop *loop, struct report *report);
void mode_pages(const struct options *options, struct loop *loop, struct report *report);
void mode_joins(const struct options *options, struct loop *loop, struct report *report);
void mode_idle(const struct options *options, struct loop *loop, struct report *report);
void mode_many(const struct options *options, struct loop *loop, struct report *report);
void mode_fanout(const struct options *options, struct loop *loop, struct report *report);
void mode_startup(const struct options *options, struct loop *loop, struct report *report);
void mode_ready(const struct options *options, struct loop *loop, struct report *report);
void mode_reconnect(const struct options *options, struct loop *loop, struct report *report);
void mode_steps(const struct options *options, struct loop *loop, struct report *report);
