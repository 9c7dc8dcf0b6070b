// A ticket is ours to the last bit, or it is nothing.
#include "session/visit/ticket.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static const unsigned char key[32] = "a key of the host's, 32 bytes.."; // the rest is zero
static const unsigned char other_key[32] = "another key of another host's..";

static bool is_read(const char *text, size_t size, const unsigned char with[32], struct ticket *ticket)
{
    struct error err = {0};
    bool ok = ticket_read((struct bytes){text, size}, with, ticket, &err);
    if (!ok) assert_int_equal(err.code, ERROR_FORBIDDEN);
    return ok;
}

static void make(uint64_t session, uint8_t hall, char text[TICKET_TEXT_SIZE + 1])
{
    struct buffer out = {0};
    ticket_put(&out, &(struct ticket){.session = session, .hall = hall}, key);
    assert_int_equal(out.size, TICKET_TEXT_SIZE);
    memcpy(text, out.data, out.size);
    text[out.size] = 0;
    buffer_destroy(&out);
}

static void says_what_was_put_in(void **state)
{
    (void)state;
    static const uint64_t ids[] = {1, 0x0123456789abcdef, UINT64_MAX, 1ull << 63};
    char text[TICKET_TEXT_SIZE + 1];
    for (size_t i = 0; i < 4; i++) {
        for (int hall = 0; hall < 256; hall++) {
            struct ticket ticket = {0};
            make(ids[i], (uint8_t)hall, text);
            assert_true(is_read(text, TICKET_TEXT_SIZE, key, &ticket));
            assert_true(ticket.session == ids[i] && ticket.hall == hall);
            assert_int_equal(strspn(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"),
                             TICKET_TEXT_SIZE);
        }
    }
}

static void one_for_posts_is_none_for_lines(void **state)
{
    (void)state;
    struct ticket ticket;
    struct error err;
    char text[TICKET_TEXT_SIZE + 1];
    struct buffer out = {0};
    ticket_put(&out, &(struct ticket){.session = 7, .hall = 3, .is_post = true}, key);
    assert_false(ticket_read(buffer_bytes(&out), key, &ticket, &err));
    assert_true(ticket_read_post(buffer_bytes(&out), key, &ticket, &err));
    assert_true(ticket.session == 7 && ticket.hall == 3 && ticket.is_post);
    buffer_destroy(&out);
    make(7, 3, text);
    assert_false(ticket_read_post((struct bytes){text, TICKET_TEXT_SIZE}, key, &ticket, &err));
}

static void refuses_every_flipped_bit(void **state)
{
    (void)state;
    char text[TICKET_TEXT_SIZE + 1];
    struct ticket ticket;
    make(0x0123456789abcdef, 3, text);
    for (int at = 0; at < TICKET_TEXT_SIZE; at++) {
        for (int bit = 0; bit < 8; bit++) {
            text[at] ^= (char)(1 << bit);
            if (is_read(text, TICKET_TEXT_SIZE, key, &ticket)) fail_msg("byte %d, bit %d", at, bit);
            text[at] ^= (char)(1 << bit);
        }
    }
}

static void refuses_every_other_byte_at_every_place(void **state)
{
    (void)state;
    char text[TICKET_TEXT_SIZE + 1];
    struct ticket ticket;
    make(42, 0, text);
    for (int at = 0; at < TICKET_TEXT_SIZE; at++) {
        char right = text[at];
        for (int byte = 0; byte < 256; byte++) {
            text[at] = (char)byte;
            if ((char)byte != right && is_read(text, TICKET_TEXT_SIZE, key, &ticket))
                fail_msg("byte %d: %d", at, byte);
        }
        text[at] = right;
    }
}

static void refuses_every_other_length(void **state)
{
    (void)state;
    static char text[70000];
    struct ticket ticket;
    make(42, 0, text);
    for (size_t size = 0; size < TICKET_TEXT_SIZE; size++) assert_false(is_read(text, size, key, &ticket));
    make(42, 0, text + TICKET_TEXT_SIZE); // doubled
    assert_false(is_read(text, 2 * TICKET_TEXT_SIZE, key, &ticket));
    memset(text + TICKET_TEXT_SIZE, 'A', sizeof text - TICKET_TEXT_SIZE);
    for (size_t size = TICKET_TEXT_SIZE + 1; size < 200; size++) assert_false(is_read(text, size, key, &ticket));
    assert_false(is_read(text, sizeof text, key, &ticket));
    memset(text + TICKET_TEXT_SIZE, '=', 4); // padding is no part of it
    assert_false(is_read(text, TICKET_TEXT_SIZE + 2, key, &ticket));
}

static void refuses_another_host_s(void **state)
{
    (void)state;
    char text[TICKET_TEXT_SIZE + 1];
    struct ticket ticket;
    make(42, 0, text);
    assert_false(is_read(text, TICKET_TEXT_SIZE, other_key, &ticket));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(says_what_was_put_in),       cmocka_unit_test(one_for_posts_is_none_for_lines),
        cmocka_unit_test(refuses_every_flipped_bit),  cmocka_unit_test(refuses_every_other_byte_at_every_place),
        cmocka_unit_test(refuses_every_other_length), cmocka_unit_test(refuses_another_host_s),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
