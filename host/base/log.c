// See log.h.
#include "base/log.h"

#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <time.h>

static _Atomic int lowest = LOG_INFO;
static void (*_Atomic writer)(struct bytes line);

void log_set_level(enum log_level level)
{
    lowest = (int)level;
}

void log_set_writer(void (*write)(struct bytes line))
{
    writer = write;
}

static size_t put_head(char *line, size_t size, enum log_level level)
{
    static const char *const names[] = {"debug", "info", "warning", "error"};
    struct timespec now;
    struct tm parts;
    clock_gettime(CLOCK_REALTIME, &now);
    gmtime_r(&now.tv_sec, &parts);
    size_t at = strftime(line, size, "%Y-%m-%dT%H:%M:%S", &parts);
    return at + (size_t)snprintf(line + at, size - at, ".%03ldZ %s ", now.tv_nsec / 1000000, names[level]);
}

void log_line(enum log_level level, const char *format, ...)
{
    if ((int)level < lowest) return;
    char line[LOG_LINE_MAX];
    size_t head = put_head(line, sizeof line, level);
    va_list list;
    va_start(list, format);
    int put = vsnprintf(line + head, sizeof line - head - 1, format, list);
    va_end(list);
    if (put < 0) return;
    size_t room = sizeof line - head - 2;
    size_t size = head + ((size_t)put < room ? (size_t)put : room);
    for (size_t i = head; i < size; i++)
        if ((unsigned char)line[i] < ' ' && !(line[i] == '\n' && level == LOG_ERROR)) line[i] = ' ';
    line[size++] = '\n';
    void (*write)(struct bytes) = writer;
    if (write) write((struct bytes){line, size});
    else fwrite(line, 1, size, stderr);
}
