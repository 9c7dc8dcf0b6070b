// See log_writer.h.
#include "service/log_writer.h"

#include "base/log.h"

#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <unistd.h>

enum { RING_SIZE = 256 * 1024 };

static struct {
    pthread_mutex_t lock;
    pthread_cond_t filled;
    pthread_t thread;
    bool is_stopping;
    size_t dropped;
    size_t size;
    char ring[RING_SIZE]; // filled from the front, taken whole
    char taken[RING_SIZE];
} writer = {.lock = PTHREAD_MUTEX_INITIALIZER, .filled = PTHREAD_COND_INITIALIZER};

static void put_line(struct bytes line)
{
    pthread_mutex_lock(&writer.lock);
    if (line.size > RING_SIZE - writer.size) {
        writer.dropped++;
    } else {
        memcpy(writer.ring + writer.size, line.data, line.size);
        writer.size += line.size;
    }
    pthread_cond_signal(&writer.filled);
    pthread_mutex_unlock(&writer.lock);
}

static void write_all(const char *data, size_t size)
{
    while (size) {
        ssize_t written = write(STDERR_FILENO, data, size);
        if (written <= 0) return; // nobody reads: there is nobody to tell either
        data += written;
        size -= (size_t)written;
    }
}

static void *work(void *nothing)
{
    pthread_mutex_lock(&writer.lock);
    while (!writer.is_stopping || writer.size) {
        while (!writer.size && !writer.is_stopping) pthread_cond_wait(&writer.filled, &writer.lock);
        size_t size = writer.size;
        size_t dropped = writer.dropped;
        memcpy(writer.taken, writer.ring, size);
        writer.size = 0;
        writer.dropped = 0;
        pthread_mutex_unlock(&writer.lock);
        write_all(writer.taken, size);
        if (dropped) {
            char line[80];
            write_all(line, (size_t)snprintf(line, sizeof line,
                                             "(%zu log lines were dropped: nobody read them in time)\n", dropped));
        }
        pthread_mutex_lock(&writer.lock);
    }
    pthread_mutex_unlock(&writer.lock);
    return nothing;
}

void log_writer_start(void)
{
    writer.is_stopping = false;
    if (pthread_create(&writer.thread, NULL, work, NULL) == 0) log_set_writer(put_line);
}

void log_writer_stop(void)
{
    log_set_writer(NULL);
    pthread_mutex_lock(&writer.lock);
    writer.is_stopping = true;
    pthread_cond_signal(&writer.filled);
    pthread_mutex_unlock(&writer.lock);
    pthread_join(writer.thread, NULL);
}
