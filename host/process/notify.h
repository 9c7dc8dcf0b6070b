// What this process tells who started it: the protocol of sd_notify(3), by hand. A service manager names its socket
// in NOTIFY_SOCKET; our own master hands one down and says its number in LIGHTSPEED_MASTER. To both the same is said.
#pragma once

#include <stdbool.h>
#include <stdint.h>

// Finds out from the environment whom to tell, and takes that out of it: what this process starts is not asked.
// Before there are threads.
void notify_open(void);

// Lines such as "READY=1". Never waits; nothing happens where nobody listens.
void notify_say(const char *state);

// "RELOADING=1", with the moment that goes with it.
void notify_say_reloading(void);

// Our own master started this process.
bool notify_has_master(void);

// Who started us takes us for dead after that many nanoseconds without "WATCHDOG=1"; 0: waits for ever.
uint64_t notify_watchdog_ns(void);

void notify_close(void);
