// Messages in order, bounded.
#include "actor/mailbox.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static bool put(struct mailbox *mailbox, uint32_t ref, const char *text, uint32_t count_max, struct error *err)
{
    struct message head = {.kind = MESSAGE_EVENT, .ref = ref, .handler = ref + 1};
    return mailbox_put(mailbox, count_max, &head, bytes_of(text), err);
}

static void gives_out_in_order_what_was_put_in(void **state)
{
    (void)state;
    struct mailbox mailbox = {0};
    struct error err;
    char text[] = "payload";
    for (uint32_t i = 1; i <= 100; i++) assert_true(put(&mailbox, i, text, 100, &err));
    text[0] = 'X'; // it holds copies
    assert_int_equal(mailbox.count, 100);
    for (uint32_t i = 1; i <= 100; i++) {
        struct message *message = mailbox_take(&mailbox);
        assert_int_equal(message->ref, i);
        assert_int_equal(message->handler, i + 1);
        assert_int_equal(message->kind, MESSAGE_EVENT);
        assert_true(bytes_equal(message_data(message), BYTES("payload")));
        message_delete(message);
    }
    assert_null(mailbox_take(&mailbox));
    assert_int_equal(mailbox.count, 0);
    assert_true(put(&mailbox, 1, "again", 1, &err));
    mailbox_destroy(&mailbox);
    assert_null(mailbox.first);
}

static void refuses_a_message_when_full_and_changes_nothing(void **state)
{
    (void)state;
    struct mailbox mailbox = {0};
    struct error err;
    for (uint32_t i = 1; i <= 3; i++) assert_true(put(&mailbox, i, "", 3, &err));
    struct message *last = mailbox.last;
    assert_false(put(&mailbox, 4, "", 3, &err));
    assert_int_equal(err.code, ERROR_FULL);
    assert_string_equal(err.text, "3 messages already wait");
    assert_ptr_equal(mailbox.last, last);
    assert_int_equal(mailbox.count, 3);
    message_delete(mailbox_take(&mailbox));
    assert_true(put(&mailbox, 4, "", 3, &err));
    mailbox_destroy(&mailbox);
}

static void put_from(struct mailbox *mailbox, uint32_t source, uint32_t handler, struct shared *shared)
{
    struct message head = {.kind = MESSAGE_INFO, .source = source, .handler = handler};
    mailbox_put_shared(mailbox, &head, shared);
}

static void holds_what_others_have_too(void **state)
{
    (void)state;
    struct mailbox mailbox = {0};
    struct shared *shared = shared_new(BYTES("payload"));
    put_from(&mailbox, 1, 0, shared);
    put_from(&mailbox, 1, 0, shared);
    assert_int_equal(shared->holders, 3);
    struct message *message = mailbox_take(&mailbox);
    assert_ptr_equal(message_data(message).data, shared->data);
    assert_true(bytes_equal(message_data(message), BYTES("payload")));
    message_delete(message);
    mailbox_destroy(&mailbox);
    assert_int_equal(shared->holders, 1);
    shared_release(shared);
}

static void drops_what_comes_from_a_source(void **state)
{
    (void)state;
    struct mailbox mailbox = {0};
    struct error err;
    struct shared *shared = shared_new(BYTES(""));
    put_from(&mailbox, 1, 7, shared);
    put_from(&mailbox, 2, 7, shared);
    put_from(&mailbox, 1, 8, shared);
    put_from(&mailbox, 1, 7, shared);
    assert_int_equal(mailbox_count_of(&mailbox, 1), 3);
    assert_int_equal(mailbox_drop(&mailbox, 1, 7, 1), 1); // the oldest
    assert_int_equal(mailbox.first->source, 2);
    assert_int_equal(mailbox_drop(&mailbox, 1, MAILBOX_ANY, UINT32_MAX), 2);
    assert_int_equal(mailbox.count, 1);
    assert_ptr_equal(mailbox.first, mailbox.last);
    assert_int_equal(mailbox_drop(&mailbox, 1, MAILBOX_ANY, UINT32_MAX), 0);
    assert_int_equal(mailbox_drop(&mailbox, 2, 7, UINT32_MAX), 1);
    assert_null(mailbox.last);
    assert_true(put(&mailbox, 1, "again", 1, &err));
    assert_ptr_equal(mailbox.first, mailbox.last);
    mailbox_destroy(&mailbox);
    shared_release(shared);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(gives_out_in_order_what_was_put_in),
        cmocka_unit_test(refuses_a_message_when_full_and_changes_nothing),
        cmocka_unit_test(holds_what_others_have_too),
        cmocka_unit_test(drops_what_comes_from_a_source),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
