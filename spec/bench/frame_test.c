// Holds frame.c to RFC 6455: masked on the way out, sizes of all three widths, cut anywhere.
#include "frame.h"

#include "base/mem.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

static void masks_like_the_example_of_the_rfc(void **state)
{
    static const unsigned char expected[] = {0x81, 0x85, 0x37, 0xfa, 0x21, 0x3d, 0x7f, 0x9f, 0x4d, 0x51, 0x58};
    struct buffer out = {0};
    uint32_t mask = 0;
    (void)state;
    memcpy(&mask, "\x37\xfa\x21\x3d", sizeof mask);
    frame_put(&out, FRAME_TEXT, BYTES("Hello"), mask);
    assert_int_equal(out.size, sizeof expected);
    assert_memory_equal(out.data, expected, sizeof expected);
    buffer_destroy(&out);
}

// As a server sends it: the head without the mask bit and the mask.
static void unmask(struct buffer *out, size_t head)
{
    out->data[1] = (char)(out->data[1] & 0x7f);
    memmove(out->data + head, out->data + head + 4, out->size - head - 4);
    out->size -= 4;
}

static void takes_frames_of_every_size_and_waits_for_their_end(void **state)
{
    static const struct {
        size_t size, head;
    } cases[] = {{0, 2}, {1, 2}, {125, 2}, {126, 4}, {65535, 4}, {65536, 10}, {1000000, 10}};
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct buffer out = {0};
        struct frame frame;
        char *payload = mem_new_clear(cases[i].size + 1);
        frame_put(&out, FRAME_TEXT, (struct bytes){payload, cases[i].size}, 0);
        unmask(&out, cases[i].head);
        size_t whole = out.size;
        assert_int_equal(whole, cases[i].head + cases[i].size);
        assert_int_equal(frame_take(buffer_bytes(&out), &frame), whole);
        assert_true(frame.kind == FRAME_TEXT && frame.final && frame.payload.size == cases[i].size);
        for (size_t cut = 0; cut < whole; cut += cut < 20 ? 1 : 9999)
            assert_int_equal(frame_take((struct bytes){out.data, cut}, &frame), 0);
        buffer_destroy(&out);
        mem_free(payload);
    }
}

static void refuses_what_no_server_sends(void **state)
{
    static const struct bytes cases[] = {
        {"\x81\x81....1", 7},                             // masked
        {"\xc1\x01x", 3},                                 // compressed, which nobody asked for
        {"\x81\x7f\xff\xff\xff\xff\xff\xff\xff\xff", 10}, // larger than anything
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct frame frame;
        assert_int_equal(frame_take(cases[i], &frame), -1);
    }
}

static void knows_the_parts_of_a_fragmented_message(void **state)
{
    struct frame frame;
    (void)state;
    assert_int_equal(frame_take(BYTES("\x01\x01[\x80\x01]"), &frame), 3);
    assert_true(frame.kind == FRAME_TEXT && !frame.final);
    assert_int_equal(frame_take(BYTES("\x80\x01]"), &frame), 3);
    assert_true(frame.kind == FRAME_MORE && frame.final);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        {"masks like the example of the RFC", masks_like_the_example_of_the_rfc, NULL, NULL, NULL},
        {"takes frames of every size and waits for their end", takes_frames_of_every_size_and_waits_for_their_end,
         NULL, NULL, NULL},
        {"refuses what no server sends", refuses_what_no_server_sends, NULL, NULL, NULL},
        {"knows the parts of a fragmented message", knows_the_parts_of_a_fragmented_message, NULL, NULL, NULL},
    };
    return cmocka_run_group_tests_name("bench/frame", tests, NULL, NULL);
}
