// The thread that writes sessions down: in their order, surely, and through an outage.
#include "service/archivist.h"
#include "support/disk.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <time.h>
#include <unistd.h>

static _Atomic int answered;
static _Atomic bool was_here;
static char found[256];

static void take_back(struct parcel *parcel)
{
    struct parcel_entry entry;
    *found = 0;
    for (size_t at = 0; parcel_read(&parcel->found, &at, &entry);) {
        size_t size = strlen(found);
        snprintf(found + size, sizeof found - size, "%.*s ", (int)entry.content.size, entry.content.data);
    }
    was_here = parcel->is_here;
    parcel_destroy(parcel);
    free(parcel);
    answered++;
}

static struct parcel *make_parcel(enum parcel_kind kind, uint64_t session, const char *content)
{
    struct parcel *parcel = calloc(1, sizeof *parcel);
    parcel_put(&parcel->entries, &(struct parcel_entry){(uint8_t)kind, session, 0, 0, bytes_of(content)});
    parcel->answer = take_back;
    return parcel;
}

static void give(struct archivist *archivist, struct parcel *parcel)
{
    struct keeper *keeper = archivist_keeper(archivist);
    keeper->take(keeper, parcel);
}

static void ask(struct archivist *archivist, uint64_t session)
{
    struct parcel *parcel = calloc(1, sizeof *parcel);
    parcel->asked = session;
    parcel->answer = take_back;
    give(archivist, parcel);
}

static void a_moment(void)
{
    nanosleep(&(struct timespec){0, 2000000}, NULL);
}

static void await(int count)
{
    for (int i = 0; i < 15000 && answered < count; i++) a_moment();
    assert_int_equal(answered, count);
}

static struct archivist *start(const struct directory *directory, int sweep_s, bool is_handed_over)
{
    struct archive_place place = {directory->path, sweep_s, 0, is_handed_over};
    struct error err = {0};
    struct archivist *archivist = archivist_start(&place, &err);
    if (!archivist) fail_msg("%s", err.text);
    answered = 0;
    return archivist;
}

static void what_is_answered_is_there(void **state)
{
    (void)state;
    struct directory directory = directory_make();
    struct archivist *archivist = start(&directory, 100, false);
    give(archivist, make_parcel(PARCEL_RECORD, 7, "seven"));
    for (int i = 0; i < 50; i++) {
        char text[16];
        snprintf(text, sizeof text, "%d", i);
        give(archivist, make_parcel(PARCEL_STEP, 7, text));
    }
    await(51);
    ask(archivist, 7);
    await(52);
    assert_true(was_here);
    assert_true(archivist_keeper(archivist)->entries == 51);
    assert_true(archivist_keeper(archivist)->commits <= 52); // those that wait go together
    archivist_stop(archivist);
    archivist = start(&directory, 100, false);
    ask(archivist, 7);
    await(1);
    assert_memory_equal(found, "seven 0 1 2 3 4 ", 16);
    assert_contains(found, " 48 49 ");
    assert_false(was_here);
    archivist_stop(archivist);
    directory_remove(&directory);
}

static void what_it_was_given_is_written_before_it_ends(void **state)
{
    (void)state;
    struct directory directory = directory_make();
    struct archivist *archivist = start(&directory, 100, false);
    for (uint64_t i = 1; i <= 100; i++) give(archivist, make_parcel(PARCEL_RECORD, i, "r"));
    archivist_stop(archivist);
    assert_int_equal(answered, 100);
    archivist = start(&directory, 100, false);
    ask(archivist, 100);
    await(1);
    assert_string_equal(found, "r ");
    archivist_stop(archivist);
    directory_remove(&directory);
}

static void an_outage_is_waited_for(void **state)
{
    (void)state;
    disk_install();
    log_set_writer(house_keep_log);
    struct directory directory = directory_make();
    struct archivist *archivist = start(&directory, 100, false);
    struct keeper *keeper = archivist_keeper(archivist);
    give(archivist, make_parcel(PARCEL_RECORD, 1, "one"));
    await(1);
    disk_fail_at(0, true);
    give(archivist, make_parcel(PARCEL_STEP, 1, "two"));
    for (int i = 0; i < 15000 && !(keeper->failures > 1); i++) a_moment();
    assert_int_equal(answered, 1);
    assert_true(keeper->is_failing);
    assert_contains(house_log.last, "the state cannot be written: ");
    assert_contains(house_log.last, "sessions that are to be kept wait until it can");
    disk_fail_at(-1, false);
    await(2);
    for (int i = 0; i < 15000 && keeper->is_failing; i++) a_moment();
    assert_false(keeper->is_failing);
    archivist_stop(archivist);
    archivist = start(&directory, 100, false);
    ask(archivist, 1);
    await(1);
    assert_string_equal(found, "one two ");
    archivist_stop(archivist);
    directory_remove(&directory);
}

// What its predecessor does meanwhile.
static void *finish_first(void *self)
{
    struct archivist *first = self;
    for (int i = 0; i < 20; i++) a_moment();
    give(first, make_parcel(PARCEL_STEP, 1, "two"));
    archivist_stop(first);
    return NULL;
}

static void a_directory_is_handed_over(void **state)
{
    (void)state;
    struct directory directory = directory_make();
    struct archivist *first = start(&directory, 100, false);
    give(first, make_parcel(PARCEL_RECORD, 1, "one"));
    await(1);
    pthread_t thread;
    assert_int_equal(pthread_create(&thread, NULL, finish_first, first), 0);
    struct archivist *second = start(&directory, 100, true); // waits until the first has closed it
    pthread_join(thread, NULL);
    ask(second, 1);
    await(1);
    assert_string_equal(found, "one two ");
    archivist_stop(second);
    directory_remove(&directory);
}

static void who_does_not_come_back_is_forgotten(void **state)
{
    (void)state;
    struct directory directory = directory_make();
    struct archivist *archivist = start(&directory, 100, false);
    give(archivist, make_parcel(PARCEL_RECORD, 1, "one"));
    archivist_stop(archivist);
    archivist = start(&directory, 0, false); // waits for nobody
    a_moment();
    for (int i = 0; i < 15000 && archivist_keeper(archivist)->commits == 0; i++) a_moment(); // the sweep's own
    answered = 0;
    ask(archivist, 1);
    await(1);
    assert_string_equal(found, "");
    archivist_stop(archivist);
    directory_remove(&directory);
}

// A host that is never at rest forgets them too.
static void also_where_there_is_always_work(void **state)
{
    (void)state;
    struct directory directory = directory_make();
    struct archivist *archivist = start(&directory, 100, false);
    for (uint64_t i = 1; i <= 1000; i++) give(archivist, make_parcel(PARCEL_RECORD, i, "r"));
    archivist_stop(archivist);
    archivist = start(&directory, 0, false);
    for (int i = 1; i <= 40; i++) {
        give(archivist, make_parcel(PARCEL_STEP, 5000, "s"));
        await(i);
    }
    archivist_stop(archivist);
    archivist = start(&directory, 100, false);
    ask(archivist, 1000);
    await(1);
    assert_string_equal(found, "");
    archivist_stop(archivist);
    directory_remove(&directory);
}

static void the_next_host_is_told_who_was_signed_out(void **state)
{
    (void)state;
    struct directory directory = directory_make();
    struct archivist *archivist = start(&directory, 100, false);
    struct parcel_out out = {3, 1000};
    struct parcel *parcel = calloc(1, sizeof *parcel);
    struct parcel_entry entry = {PARCEL_OUT, 7, 0, 0, {(const char *)&out, sizeof out}};
    parcel_put(&parcel->entries, &entry);
    parcel->answer = take_back;
    give(archivist, parcel);
    assert_int_equal(archivist_keeper(archivist)->outs.size, 0);
    archivist_stop(archivist);
    archivist = start(&directory, 100, false);
    size_t at = 0;
    assert_true(parcel_read(&archivist_keeper(archivist)->outs, &at, &entry));
    assert_int_equal(entry.session, 7);
    assert_memory_equal(entry.content.data, &out, sizeof out);
    archivist_stop(archivist);
    directory_remove(&directory);
}

// It begins before the host waits for signals, and must not take what comes while that is at something else.
static void a_signal_to_end_is_not_for_its_thread(void **state)
{
    (void)state;
    struct directory directory = directory_make();
    struct archivist *archivist = start(&directory, 100, false);
    sigset_t ends;
    sigemptyset(&ends);
    sigaddset(&ends, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &ends, NULL);
    kill(getpid(), SIGTERM);
    int waited = 0;
    assert_int_equal(sigwait(&ends, &waited), 0); // ends this spec where another thread took it
    assert_int_equal(waited, SIGTERM);
    pthread_sigmask(SIG_UNBLOCK, &ends, NULL);
    archivist_stop(archivist);
    directory_remove(&directory);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_answered_is_there),
        cmocka_unit_test(what_it_was_given_is_written_before_it_ends),
        cmocka_unit_test(an_outage_is_waited_for),
        cmocka_unit_test(a_directory_is_handed_over),
        cmocka_unit_test(who_does_not_come_back_is_forgotten),
        cmocka_unit_test(also_where_there_is_always_work),
        cmocka_unit_test(the_next_host_is_told_who_was_signed_out),
        cmocka_unit_test(a_signal_to_end_is_not_for_its_thread),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
