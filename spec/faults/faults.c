// What the world may refuse a host, on demand: preloaded into it, this counts one kind of its calls and lets the n-th
// fail, with an errno, once or from then on. It says so on stderr, so that whoever asked for it knows.
//
//     LIGHTSPEED_FAULT=malloc:120          the 120th of malloc, calloc, realloc, aligned_alloc, posix_memalign
//     LIGHTSPEED_FAULT=write:3:ENOSPC+     from the third write or pwrite to a file on, "+": all of them
//     LIGHTSPEED_FAULT=write:3:short       half of it is written
//     LIGHTSPEED_FAULT=write:3:dies        half of it is written, and nobody lives to tell
//     LIGHTSPEED_FAULT=malloc:7:loaded     the 7th after its app was loaded
//     LIGHTSPEED_FAULT=malloc:7:up         the 7th after its first loop began to wait: when it is up
//     LIGHTSPEED_FAULT=malloc:5:each       from every fifth on until its app is loaded, in a child of its own
//     (forks.h) kinds: malloc, write (to files), sync (fsync, fdatasync), truncate, rename, open, accept, thread
#include "forks.h"

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <malloc.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

enum kind { NONE, MALLOC, WRITE, SYNC, TRUNCATE, RENAME, OPEN, ACCEPT, THREAD };
enum how { FAIL, SHORT, DIE };
enum stage { FROM_THE_START, UNTIL_LOADED, UNTIL_UP }; // for how long nothing is counted

static struct {
    enum kind kind;
    enum how how;
    long n;
    int error;
    bool for_good;
    bool is_each;
    const char *token;
    _Atomic int waits; // enum stage
    _Atomic long calls;
} fault;

// --- what is wished ---

static enum kind kind_named(const char *name, size_t size)
{
    static const char *const names[] = {"",       "malloc", "write",  "sync",  "truncate",
                                        "rename", "open",   "accept", "thread"};
    for (size_t i = 1; i < sizeof names / sizeof *names; i++)
        if (strlen(names[i]) == size && memcmp(names[i], name, size) == 0) return (enum kind)i;
    return NONE;
}

static int error_named(const char *name)
{
    static const struct {
        const char *name;
        int error;
    } errors[] = {{"ENOSPC", ENOSPC}, {"EIO", EIO}, {"EMFILE", EMFILE}, {"EAGAIN", EAGAIN}};
    for (size_t i = 0; i < sizeof errors / sizeof *errors; i++)
        if (strncmp(name, errors[i].name, strlen(errors[i].name)) == 0) return errors[i].error;
    return EIO;
}

static enum how how_named(const char *name)
{
    if (strncmp(name, "short", 5) == 0) return SHORT;
    if (strncmp(name, "dies", 4) == 0) return DIE;
    return FAIL;
}

__attribute__((constructor)) static void read_wish(void)
{
    const char *wish = getenv("LIGHTSPEED_FAULT");
    const char *number = wish ? strchr(wish, ':') : NULL;
    if (!number) return;
    const char *how = strchr(number + 1, ':');
    fault.n = strtol(number + 1, NULL, 10);
    fault.error = error_named(how ? how + 1 : "");
    fault.how = how_named(how ? how + 1 : "");
    fault.waits = strstr(number, ":up") ? UNTIL_UP : strstr(number, ":loaded") ? UNTIL_LOADED : FROM_THE_START;
    fault.token = getenv("LIGHTSPEED_FAULT_TOKEN");
    fault.is_each = strstr(number, ":each") != NULL;
    fault.for_good = wish[strlen(wish) - 1] == '+';
    fault.kind = kind_named(wish, (size_t)(number - wish));
}

// --- how far it is ---

// The host gives back what loading its app took.
int malloc_trim(size_t pad)
{
    (void)pad;
    if (fault.waits == UNTIL_LOADED) fault.waits = FROM_THE_START;
    if (fault.is_each) forks_stop();
    return 0;
}

// A loop begins to wait.
int epoll_pwait(int poll, struct epoll_event *events, int count, int timeout, const sigset_t *signals)
{
    fault.waits = FROM_THE_START;
    if (fault.is_each) forks_be_up();
    return (int)syscall(SYS_epoll_pwait, poll, events, count, timeout, signals, sizeof(uint64_t));
}

int epoll_wait(int poll, struct epoll_event *events, int count, int timeout)
{
    return epoll_pwait(poll, events, count, timeout, NULL);
}

// --- the call ---

// Whether this call is the one. Nothing here may allocate, nor be counted itself.
static bool strikes(enum kind kind)
{
    static const char text[] = "fault: the call failed\n";
    if (fault.kind != kind || fault.waits != FROM_THE_START) return false;
    if (fault.is_each) return forks_strike(fault.n);
    long call = atomic_fetch_add(&fault.calls, 1) + 1;
    if (fault.for_good ? call < fault.n : call != fault.n) return false;
    if (fault.token && syscall(SYS_unlink, fault.token)) return false;
    if (call == fault.n) syscall(SYS_write, STDERR_FILENO, text, sizeof text - 1);
    errno = kind == MALLOC ? ENOMEM : fault.error;
    return true;
}

// --- memory ---

extern void *__libc_malloc(size_t size);
extern void *__libc_calloc(size_t count, size_t size);
extern void *__libc_realloc(void *memory, size_t size);
extern void *__libc_memalign(size_t alignment, size_t size);

void *malloc(size_t size)
{
    return strikes(MALLOC) ? NULL : __libc_malloc(size);
}

void *calloc(size_t count, size_t size)
{
    return strikes(MALLOC) ? NULL : __libc_calloc(count, size);
}

void *realloc(void *memory, size_t size)
{
    return size && strikes(MALLOC) ? NULL : __libc_realloc(memory, size);
}

void *aligned_alloc(size_t alignment, size_t size)
{
    return strikes(MALLOC) ? NULL : __libc_memalign(alignment, size);
}

int posix_memalign(void **memory, size_t alignment, size_t size)
{
    if (strikes(MALLOC)) return ENOMEM;
    *memory = __libc_memalign(alignment, size);
    return *memory ? 0 : ENOMEM;
}

// --- files ---

static bool is_file(int file)
{
    struct stat about;
    return syscall(SYS_newfstatat, file, "", &about, AT_EMPTY_PATH) == 0 && S_ISREG(about.st_mode);
}

// How much of a write goes well; -1 with errno for none of it.
static ssize_t allowed(int file, size_t size, bool *dies)
{
    *dies = false;
    if (fault.kind != WRITE || !is_file(file) || !strikes(WRITE)) return (ssize_t)size;
    *dies = fault.how == DIE;
    return fault.how == FAIL ? -1 : (ssize_t)(size / 2);
}

static ssize_t write_some(int file, const void *data, size_t size, off_t at)
{
    bool dies;
    ssize_t some = allowed(file, size, &dies);
    if (some < 0) return -1;
    ssize_t put =
        at < 0 ? syscall(SYS_write, file, data, (size_t)some) : syscall(SYS_pwrite64, file, data, (size_t)some, at);
    if (dies) syscall(SYS_kill, getpid(), SIGKILL);
    return put;
}

ssize_t write(int file, const void *data, size_t size)
{
    return write_some(file, data, size, -1);
}

ssize_t pwrite(int file, const void *data, size_t size, off_t at)
{
    return write_some(file, data, size, at);
}

ssize_t pwrite64(int file, const void *data, size_t size, off_t at)
{
    return write_some(file, data, size, at);
}

int fsync(int file)
{
    return strikes(SYNC) ? -1 : (int)syscall(SYS_fsync, file);
}

int fdatasync(int file)
{
    return strikes(SYNC) ? -1 : (int)syscall(SYS_fdatasync, file);
}

int ftruncate(int file, off_t size)
{
    return strikes(TRUNCATE) ? -1 : (int)syscall(SYS_ftruncate, file, size);
}

int ftruncate64(int file, off_t size)
{
    return ftruncate(file, size);
}

int rename(const char *from, const char *to)
{
    return strikes(RENAME) ? -1 : (int)syscall(SYS_renameat, AT_FDCWD, from, AT_FDCWD, to);
}

static int open_at(int folder, const char *path, int flags, mode_t mode)
{
    return strikes(OPEN) ? -1 : (int)syscall(SYS_openat, folder, path, flags, mode);
}

#define MODE_OF(flags, mode)                                                                                         \
    do {                                                                                                             \
        va_list more;                                                                                                \
        va_start(more, flags);                                                                                       \
        if ((flags) & (O_CREAT | O_TMPFILE)) (mode) = va_arg(more, mode_t);                                          \
        va_end(more);                                                                                                \
    } while (0)

int open(const char *path, int flags, ...)
{
    mode_t mode = 0;
    MODE_OF(flags, mode);
    return open_at(AT_FDCWD, path, flags, mode);
}

int open64(const char *path, int flags, ...)
{
    mode_t mode = 0;
    MODE_OF(flags, mode);
    return open_at(AT_FDCWD, path, flags | O_LARGEFILE, mode);
}

int openat(int folder, const char *path, int flags, ...)
{
    mode_t mode = 0;
    MODE_OF(flags, mode);
    return open_at(folder, path, flags, mode);
}

FILE *fopen64(const char *path, const char *mode)
{
    static FILE *(*real)(const char *, const char *);
    if (!real) real = (FILE * (*)(const char *, const char *)) dlsym(RTLD_NEXT, "fopen64");
    return strikes(OPEN) ? NULL : real(path, mode);
}

FILE *fopen(const char *path, const char *mode)
{
    return fopen64(path, mode);
}

// --- others ---

int accept4(int listener, struct sockaddr *address, socklen_t *size, int flags)
{
    return strikes(ACCEPT) ? -1 : (int)syscall(SYS_accept4, listener, address, size, flags);
}

int accept(int listener, struct sockaddr *address, socklen_t *size)
{
    return accept4(listener, address, size, 0);
}

int pthread_create(pthread_t *thread, const pthread_attr_t *attributes, void *(*work)(void *), void *argument)
{
    static int (*real)(pthread_t *, const pthread_attr_t *, void *(*)(void *), void *);
    if (!real)
        real = (int (*)(pthread_t *, const pthread_attr_t *, void *(*)(void *), void *))dlsym(RTLD_NEXT,
                                                                                              "pthread_create");
    return strikes(THREAD) ? EAGAIN : real(thread, attributes, work, argument);
}
