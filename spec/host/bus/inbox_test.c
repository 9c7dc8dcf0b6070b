// Messages between threads: none is lost, none comes twice, and each sender's come in order.
#include "bus/inbox.h"

#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

enum { SENDERS = 4, EACH = 20000 };

struct note {
    struct inbox_message message; // first
    int sender;
    int number;
};

struct reader {
    struct inbox inbox;
    int next[SENDERS];
    long total;
};

static void deliver(struct inbox_message *message, void *receiver)
{
    struct note *note = (struct note *)message;
    struct reader *reader = receiver;
    if (note->number != reader->next[note->sender]++) abort();
    if (++reader->total == SENDERS * EACH) inbox_close(&reader->inbox);
    free(note);
}

struct sender {
    pthread_t thread;
    struct reader *reader;
    int index;
};

static void *send_all(void *argument)
{
    struct sender *sender = argument;
    for (int i = 0; i < EACH; i++) {
        struct note *note = malloc(sizeof *note);
        *note = (struct note){.message = {.deliver = deliver}, .sender = sender->index, .number = i};
        inbox_put(&sender->reader->inbox, &note->message);
    }
    return NULL;
}

static void four_threads_are_heard_in_order(void **state)
{
    (void)state;
    uv_loop_t loop;
    struct reader reader = {0};
    struct sender senders[SENDERS];
    uv_loop_init(&loop);
    inbox_create(&reader.inbox, &loop, &reader);
    for (int i = 0; i < SENDERS; i++) {
        senders[i].reader = &reader;
        senders[i].index = i;
        pthread_create(&senders[i].thread, NULL, send_all, &senders[i]);
    }
    uv_run(&loop, UV_RUN_DEFAULT);
    for (int i = 0; i < SENDERS; i++) pthread_join(senders[i].thread, NULL);
    assert_int_equal(reader.total, (long)SENDERS * EACH);
    assert_int_equal(uv_loop_close(&loop), 0);
}

static void put_again(struct inbox_message *message, void *receiver)
{
    struct reader *reader = receiver;
    if (++reader->total < 3) inbox_put(&reader->inbox, message);
}

static void a_message_may_put_itself_in_again(void **state)
{
    (void)state;
    uv_loop_t loop;
    struct reader reader = {0};
    struct inbox_message message = {.deliver = put_again};
    uv_loop_init(&loop);
    inbox_create(&reader.inbox, &loop, &reader);
    inbox_put(&reader.inbox, &message);
    for (int i = 0; i < 3; i++) {
        uv_run(&loop, UV_RUN_NOWAIT);
        assert_int_equal(reader.total, i + 1); // others are served in between
    }
    inbox_close(&reader.inbox);
    uv_run(&loop, UV_RUN_DEFAULT);
    uv_loop_close(&loop);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(four_threads_are_heard_in_order),
        cmocka_unit_test(a_message_may_put_itself_in_again),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
