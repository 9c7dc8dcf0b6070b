// The end of a measurement that cannot go on.
#pragma once

// Says what failed and, when the system knows, why; ends the program with 2.
_Noreturn void die(const char *format, ...) __attribute__((format(printf, 1, 2)));

// The whole program ends after `seconds`, whatever it is doing then.
void die_after(unsigned seconds);
