// Time, from the one place that asks for it. Milliseconds since 1970 are what apps see, nanoseconds since boot what
// the host measures by.
#pragma once

#include <stdint.h>

// Since 1970, in milliseconds; may jump when the operator sets the clock.
int64_t clock_wall_ms(void);

// Since some fixed moment, in nanoseconds; never jumps. About 25 ns a call.
uint64_t clock_ns(void);
