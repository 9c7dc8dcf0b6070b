// The vigil over real shards: their loops run in their threads, and one of them is stuck for a while.
#include "support/house.h"

#include "cli/vigil.h"
#include "process/notify.h"

#include <poll.h>
#include <semaphore.h>
#include <signal.h>
#include <sys/socket.h>

enum { SHARDS = 2, PATIENCE_MS = 20000, WATCHDOG_MS = 200, SILENCE_MS = 1000, SIGNS_LEFT = 10 };

struct watch {
    struct shard *shards;
    struct uv_async_s block;
    sem_t stuck;
    sem_t let_go;
    int heard;
    bool was_alive;
    bool was_silent;
    bool is_alive_again;
};

static bool hears_sign_of_life(struct watch *watch, int patience_ms)
{
    char text[64];
    struct pollfd wait = {.fd = watch->heard, .events = POLLIN};
    if (poll(&wait, 1, patience_ms) != 1) return false;
    ssize_t size = recv(watch->heard, text, sizeof text, 0);
    return size == 10 && memcmp(text, "WATCHDOG=1", 10) == 0;
}

static void get_stuck(uv_async_t *block)
{
    struct watch *watch = block->data;
    sem_post(&watch->stuck);
    sem_wait(&watch->let_go);
    uv_close((uv_handle_t *)block, NULL);
}

static void *look_on(void *argument)
{
    struct watch *watch = argument;
    for (int i = 0; i < 5; i++) watch->was_alive = hears_sign_of_life(watch, PATIENCE_MS);
    uv_async_send(&watch->block);
    sem_wait(&watch->stuck);
    for (int i = 0; i < SIGNS_LEFT && hears_sign_of_life(watch, SILENCE_MS); i++) continue; // what was on its way
    watch->was_silent = !hears_sign_of_life(watch, SILENCE_MS);
    sem_post(&watch->let_go);
    watch->is_alive_again = hears_sign_of_life(watch, PATIENCE_MS);
    kill(getpid(), SIGTERM);
    return NULL;
}

static int notify_here(void)
{
    int ends[2];
    char number[16];
    assert_int_equal(socketpair(AF_UNIX, SOCK_SEQPACKET, 0, ends), 0);
    snprintf(number, sizeof number, "%d", ends[1]);
    setenv("LIGHTSPEED_MASTER", number, 1);
    snprintf(number, sizeof number, "%d", WATCHDOG_MS * 1000);
    setenv("WATCHDOG_USEC", number, 1);
    notify_open();
    return ends[0];
}

static void signs_of_life_are_given_while_all_shards_answer_and_not_while_one_is_stuck(void **state)
{
    (void)state;
    struct error err;
    struct hall *halls[SHARDS];
    struct shard *shards = calloc(SHARDS, sizeof *shards);
    struct settings settings = {.limits = limits_default, .is_dev = true, .halls_count = SHARDS, .halls = halls};
    struct app *app = house_load(HOUSE_COUNTER);
    struct watch watch = {.shards = shards, .heard = notify_here()};
    pthread_t thread;
    vigil_begin();
    for (unsigned i = 0; i < SHARDS; i++) {
        halls[i] = &shards[i].hall;
        assert_true(shard_create(&shards[i], i, &settings, app, &err));
    }
    sem_init(&watch.stuck, 0, 0);
    sem_init(&watch.let_go, 0, 0);
    uv_async_init(&shards[1].loop, &watch.block, get_stuck);
    watch.block.data = &watch;
    for (unsigned i = 0; i < SHARDS; i++) assert_true(shard_start(&shards[i], &err));
    assert_int_equal(pthread_create(&thread, NULL, look_on, &watch), 0);
    vigil_keep(shards, SHARDS);
    pthread_join(thread, NULL);
    for (unsigned i = 0; i < SHARDS; i++) shard_stop(&shards[i]);
    for (unsigned i = 0; i < SHARDS; i++) shard_join(&shards[i]);
    for (unsigned i = 0; i < SHARDS; i++) shard_destroy(&shards[i]);
    app_delete(app);
    free(shards);
    notify_close();
    close(watch.heard);
    assert_true(watch.was_alive);
    assert_true(watch.was_silent);
    assert_true(watch.is_alive_again);
}

int main(void)
{
    log_set_level(LOG_ERROR);
    lws_set_log_level(LLL_ERR, NULL);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(signs_of_life_are_given_while_all_shards_answer_and_not_while_one_is_stuck),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
