// See control.h. The server is a thread of its own: an operator who does not read, or a shard that is stuck, holds up
// nobody.
#include "cli/control.h"

#include "base/log.h"
#include "base/mem.h"
#include "session/actor/overview.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

enum {
    REQUEST_MAX = OVERVIEW_NAME_MAX + 5,
    PATIENCE_S = 5,
    ANSWER_S = 2 * PATIENCE_S,
    REST_MS = 100,
    PATIENCE_MS = 1000,
    BACKLOG = 8,
    READ_SIZE = 65536
};

struct control {
    pthread_t thread;
    const struct settings *settings;
    int fd;
    int stop[2]; // a pipe: a byte in it ends the thread
    ino_t inode;
    char path[CONTROL_PATH_MAX];
};

// --- the place ---

// A directory that is ours alone, or nothing.
static bool find_directory(char *path, size_t size)
{
    const char *runtime = getenv("XDG_RUNTIME_DIR");
    struct stat stat;
    int put = runtime ? snprintf(path, size, "%s/lightspeed", runtime)
                      : snprintf(path, size, "/tmp/lightspeed-%u", (unsigned)geteuid());
    if (put <= 0 || (size_t)put >= size) return false;
    if (mkdir(path, 0700) != 0 && errno != EEXIST) return false;
    return lstat(path, &stat) == 0 && S_ISDIR(stat.st_mode) && stat.st_uid == geteuid() && !(stat.st_mode & 077);
}

static bool put_address(struct sockaddr_un *address, const char *path)
{
    *address = (struct sockaddr_un){.sun_family = AF_UNIX};
    return (size_t)snprintf(address->sun_path, sizeof address->sun_path, "%s", path) < sizeof address->sun_path;
}

static int connect_to(const char *path)
{
    struct sockaddr_un address;
    struct timeval patience = {.tv_sec = ANSWER_S};
    int fd = put_address(&address, path) ? socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0) : -1;
    // A host that was halted (SIGSTOP) lets nobody in and answers nobody.
    if (fd >= 0) setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
    if (fd >= 0) setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    if (fd >= 0 && connect(fd, (struct sockaddr *)&address, sizeof address) == 0) return fd;
    int why = errno;
    if (fd >= 0) close(fd);
    errno = why;
    return -1;
}

// Whoever was killed left a socket behind.
static bool is_alive(const char *path)
{
    int fd = connect_to(path);
    if (fd < 0 && errno == ECONNREFUSED) unlink(path);
    if (fd >= 0) close(fd);
    return fd >= 0;
}

void control_each(void (*meet)(void *self, const char *path), void *self)
{
    char directory[CONTROL_PATH_MAX - 20], path[CONTROL_PATH_MAX];
    DIR *entries = find_directory(directory, sizeof directory) ? opendir(directory) : NULL;
    if (!entries) return;
    for (const struct dirent *entry; (entry = readdir(entries));) {
        if (entry->d_name[0] == '.' || strlen(entry->d_name) > 15) continue;
        snprintf(path, sizeof path, "%s/%.15s", directory, entry->d_name);
        if (is_alive(path)) meet(self, path);
    }
    closedir(entries);
}

// --- asking ---

static void read_all(int fd, struct buffer *out)
{
    for (ssize_t got = 1; got > 0;) {
        buffer_reserve(out, READ_SIZE);
        got = read(fd, out->data + out->size, READ_SIZE);
        if (got > 0) out->size += (size_t)got;
    }
}

static bool write_all(int fd, struct bytes bytes)
{
    while (bytes.size) {
        ssize_t put = send(fd, bytes.data, bytes.size, MSG_NOSIGNAL);
        if (put <= 0) return false;
        bytes.data += put;
        bytes.size -= (size_t)put;
    }
    return true;
}

bool control_ask(const char *path, const char *request, struct buffer *answer, struct error *err)
{
    int fd = connect_to(path);
    if (fd < 0) return fail(err, ERROR_HOST, "no host answers at %s: %s", path, strerror(errno));
    bool ok = write_all(fd, bytes_of(request)) && write_all(fd, BYTES("\n"));
    if (ok) read_all(fd, answer);
    close(fd);
    return answer->size || fail(err, ERROR_HOST, "the host at %s gives no answer; is one of its shards stuck?", path);
}

// --- answering ---

// A question on its way through the halls. Who gives up waiting leaves it to the hall that is the last.
struct question {
    struct overview overview; // first
    pthread_mutex_t mutex;
    pthread_cond_t change;
    bool is_done;
    bool is_left;
};

static void question_delete(struct question *question)
{
    buffer_destroy(&question->overview.rows);
    pthread_mutex_destroy(&question->mutex);
    pthread_cond_destroy(&question->change);
    mem_free(question);
}

static void be_done(struct overview *overview, struct hall *hall)
{
    struct question *question = (struct question *)overview;
    pthread_mutex_lock(&question->mutex);
    bool is_left = question->is_left;
    question->is_done = true;
    if (!hall) buffer_clear(&overview->rows);
    pthread_cond_signal(&question->change);
    pthread_mutex_unlock(&question->mutex);
    if (is_left) question_delete(question);
}

// False where nobody answered: the question is not ours any more then.
static bool wait_for(struct question *question)
{
    struct timespec until;
    int timed_out = 0;
    clock_gettime(CLOCK_REALTIME, &until);
    until.tv_sec += PATIENCE_S;
    pthread_mutex_lock(&question->mutex);
    while (!question->is_done && !timed_out)
        timed_out = pthread_cond_timedwait(&question->change, &question->mutex, &until);
    bool is_done = question->is_done;
    question->is_left = !is_done;
    pthread_mutex_unlock(&question->mutex);
    return is_done;
}

static void answer(const struct control *control, int fd, const char *request)
{
    bool is_kill = strncmp(request, "kill ", 5) == 0;
    if (!is_kill && strcmp(request, "tree") != 0) return;
    struct question *question = mem_new_clear(sizeof *question);
    pthread_mutex_init(&question->mutex, NULL);
    pthread_cond_init(&question->change, NULL);
    question->overview.settings = control->settings;
    question->overview.done = be_done;
    if (is_kill) memcpy(question->overview.ended, request + 5, strlen(request + 5) + 1);
    overview_begin(&question->overview);
    if (!wait_for(question)) return;
    if (!is_kill) write_all(fd, buffer_bytes(&question->overview.rows));
    else write_all(fd, question->overview.has_ended ? BYTES("ended") : BYTES("nobody"));
    question_delete(question);
}

// One line, within a second.
static bool read_request(int fd, char request[REQUEST_MAX])
{
    for (size_t size = 0; size + 1 < REQUEST_MAX;) {
        struct pollfd wait = {.fd = fd, .events = POLLIN};
        if (poll(&wait, 1, PATIENCE_MS) <= 0 || read(fd, &request[size], 1) != 1) return false;
        if (request[size] == '\n') {
            request[size] = 0;
            return true;
        }
        size++;
    }
    return false;
}

// The file's mode keeps others out; where a file system does not, this does.
static bool is_ours(int fd)
{
    struct ucred peer;
    socklen_t size = sizeof peer;
    return getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &size) == 0 && (peer.uid == geteuid() || peer.uid == 0);
}

// False where nobody could be let in.
static bool serve_one(const struct control *control)
{
    struct timeval patience = {.tv_sec = PATIENCE_S};
    char request[REQUEST_MAX];
    int fd = accept4(control->fd, NULL, NULL, SOCK_CLOEXEC);
    if (fd < 0) return false;
    setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
    if (is_ours(fd) && read_request(fd, request)) answer(control, fd, request);
    close(fd);
    return true;
}

static void *serve(void *argument)
{
    const struct control *control = argument;
    for (;;) {
        struct pollfd waits[2] = {{.fd = control->fd, .events = POLLIN}, {.fd = control->stop[0], .events = POLLIN}};
        if (poll(waits, 2, -1) < 0 && errno != EINTR) return NULL;
        if (waits[1].revents) return NULL;
        bool is_stuck = waits[0].revents & POLLIN && !serve_one(control); // no descriptor is to be had
        if (is_stuck) poll(&waits[1], 1, REST_MS);
    }
}

// --- opening and closing ---

static void ignore(void *self, const char *path)
{
    (void)self;
    (void)path;
}

static bool find_path(const char *given, char path[CONTROL_PATH_MAX])
{
    char directory[CONTROL_PATH_MAX - 20];
    if (given) return snprintf(path, CONTROL_PATH_MAX, "%s", given) < CONTROL_PATH_MAX;
    if (!find_directory(directory, sizeof directory)) return false;
    control_each(ignore, NULL);
    return snprintf(path, CONTROL_PATH_MAX, "%s/%ld.sock", directory, (long)getpid()) < CONTROL_PATH_MAX;
}

static int open_socket(const char *path)
{
    struct sockaddr_un address;
    int fd = put_address(&address, path) ? socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0) : -1;
    unlink(path);
    mode_t before = umask(0177);
    bool ok = fd >= 0 && bind(fd, (struct sockaddr *)&address, sizeof address) == 0 && listen(fd, BACKLOG) == 0;
    umask(before);
    if (!ok && fd >= 0) close(fd);
    return ok ? fd : -1;
}

static ino_t inode_of(const char *path)
{
    struct stat stat;
    return lstat(path, &stat) == 0 ? stat.st_ino : 0;
}

struct control *control_start(const char *path, const struct settings *settings, struct error *err)
{
    struct control *control = mem_new_clear(sizeof *control);
    control->settings = settings;
    bool ok = find_path(path, control->path) && (control->fd = open_socket(control->path)) >= 0;
    if (ok && pipe2(control->stop, O_CLOEXEC) == 0) {
        control->inode = inode_of(control->path);
        if (pthread_create(&control->thread, NULL, serve, control) == 0) return control;
        close(control->stop[0]);
        close(control->stop[1]);
    }
    fail(err, ERROR_HOST, "`lightspeed tree` cannot reach this host: no socket at %s: %s",
         control->path[0] ? control->path : "a place of its user's own", strerror(errno));
    if (ok) {
        close(control->fd);
        unlink(control->path);
    }
    mem_free(control);
    return NULL;
}

void control_stop(struct control *control)
{
    if (!control) return;
    if (write(control->stop[1], "", 1) != 1) log_line(LOG_ERROR, "the control socket cannot be told to end");
    pthread_join(control->thread, NULL);
    close(control->fd);
    close(control->stop[0]);
    close(control->stop[1]);
    if (inode_of(control->path) == control->inode) unlink(control->path); // a successor may have one there
    mem_free(control);
}
