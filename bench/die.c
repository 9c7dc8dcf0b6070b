// See die.h.
#include "die.h"

#include <errno.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

void die(const char *format, ...)
{
    int reason = errno;
    va_list list;
    va_start(list, format);
    fflush(stdout);
    fputs("load: ", stderr);
    vfprintf(stderr, format, list);
    if (reason) fprintf(stderr, ": %s", strerror(reason));
    fputc('\n', stderr);
    va_end(list);
    exit(2);
}

static void out_of_time(int signal)
{
    static const char line[] = "load: out of time; the measurement is not finished\n";
    (void)signal;
    if (write(STDERR_FILENO, line, sizeof line - 1) < 0) _exit(3);
    _exit(3);
}

void die_after(unsigned seconds)
{
    signal(SIGALRM, out_of_time);
    alarm(seconds);
}
