// See usage.h. Processor time comes from schedstat, which the scheduler counts in nanoseconds; the utime and stime of
// stat are the same time cut to hundredths of a second, and serve where schedstat is not compiled in.
#include "usage.h"

#include "die.h"
#include "loop.h"

#include <dirent.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

static bool read_file(const char *path, char *text, size_t size)
{
    FILE *file = fopen(path, "re");
    if (!file) return false;
    size_t read = fread(text, 1, size - 1, file);
    text[read] = 0;
    fclose(file);
    return read > 0;
}

static int64_t stat_ns(const char *text)
{
    unsigned long long user = 0, system = 0;
    const char *after_name = strrchr(text, ')');
    if (!after_name) return 0;
    if (sscanf(after_name, ") %*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %llu %llu", &user, &system) != 2) return 0;
    return (int64_t)(user + system) * (1000000000 / sysconf(_SC_CLK_TCK));
}

static int64_t thread_ns(int host, const char *thread)
{
    char path[300], text[1024];
    snprintf(path, sizeof path, "/proc/%d/task/%s/schedstat", host, thread);
    if (read_file(path, text, sizeof text)) return strtoll(text, NULL, 10);
    snprintf(path, sizeof path, "/proc/%d/task/%s/stat", host, thread);
    return read_file(path, text, sizeof text) ? stat_ns(text) : 0;
}

static int64_t process_ns(int host)
{
    char path[64];
    int64_t sum_ns = 0;
    snprintf(path, sizeof path, "/proc/%d/task", host);
    DIR *threads = opendir(path);
    if (!threads) die("the host, process %d, is not there", host);
    for (const struct dirent *thread = NULL; (thread = readdir(threads));)
        if (thread->d_name[0] != '.') sum_ns += thread_ns(host, thread->d_name);
    closedir(threads);
    return sum_ns;
}

void usage_read(struct usage *usage, int host)
{
    struct rusage own;
    getrusage(RUSAGE_SELF, &own);
    usage->wall_ns = clock_now_ns();
    usage->own_ns = (own.ru_utime.tv_sec + own.ru_stime.tv_sec) * 1000000000LL +
                    (own.ru_utime.tv_usec + own.ru_stime.tv_usec) * 1000LL;
    usage->host_ns = host ? process_ns(host) : 0;
}

// The number after `name` in one of /proc's lists.
static int64_t field(const char *text, const char *name)
{
    const char *found = strstr(text, name);
    return found ? strtoll(found + strlen(name), NULL, 10) : 0;
}

void memory_read(struct memory *memory, int host)
{
    char path[64], text[8192];
    *memory = (struct memory){0};
    snprintf(path, sizeof path, "/proc/%d/status", host);
    if (host && !read_file(path, text, sizeof text)) die("the host, process %d, is not there", host);
    if (host) memory->rss_bytes = field(text, "VmRSS:") * 1024;
    if (host) memory->anon_bytes = field(text, "RssAnon:") * 1024;
    if (read_file("/proc/meminfo", text, sizeof text)) memory->kernel_bytes = field(text, "\nSlab:") * 1024;
    if (!read_file("/proc/net/sockstat", text, sizeof text)) return;
    const char *tcp = strstr(text, "TCP:");
    if (tcp) memory->kernel_bytes += field(tcp, " mem ") * sysconf(_SC_PAGESIZE);
}

void usage_pin(int cpu)
{
    cpu_set_t set;
    if (cpu < 0) return;
    CPU_ZERO(&set);
    CPU_SET(cpu, &set);
    if (sched_setaffinity(0, sizeof set, &set) != 0) die("cannot run on processor %d", cpu);
}
