// codec.h: the bytes that are written, that they come back, and that nothing but the one form is read.
#include "support/values.h"
#include "value/codec.h"

#include <math.h>

static struct value table_of(struct value_table table)
{
    struct value value = {.kind = VALUE_TABLE, .table = arena_new(&arena, sizeof table)};
    *value.table = table;
    return value;
}

static struct value items_of(struct value *items, size_t count)
{
    return table_of((struct value_table){.items = items, .items_count = count});
}

static struct value pairs_of(struct value_pair *pairs, size_t count)
{
    return table_of((struct value_table){.pairs = pairs, .pairs_count = count});
}

static struct value read_json(const char *text)
{
    static const struct json_limits limits = {.size_max = 1 << 20, .depth_max = 200, .values_max = 100000};
    struct value value;
    if (!json_decode(bytes_of(text), &limits, &arena, &value, &err)) fail_msg("%s: %s", text, err.text);
    return value;
}

static void expect_bytes(struct value value, struct bytes expected)
{
    struct buffer out = {0};
    if (!codec_encode(&value, &out, &err)) fail_msg("%s", err.text);
    assert_int_equal(out.size, expected.size);
    assert_memory_equal(out.data, expected.data, expected.size);
    buffer_destroy(&out);
}

static void expect_there_and_back(struct value value)
{
    struct buffer out = {0};
    struct value back;
    if (!codec_encode(&value, &out, &err)) fail_msg("%s", err.text);
    if (!codec_decode(buffer_bytes(&out), &arena, &back, &err)) fail_msg("%s", err.text);
    assert_true(value_equal(&value, &back));
    expect_bytes(back, buffer_bytes(&out));
    buffer_destroy(&out);
}

// ---- writing

static void writes_scalars_in_their_shortest_form(void **state)
{
    (void)state;
    struct {
        struct value value;
        struct bytes bytes;
    } cases[] = {
        {value_nil(), BYTES("\x00")},
        {value_boolean(false), BYTES("\x01")},
        {value_boolean(true), BYTES("\x02")},
        {value_integer(0), BYTES("\x40")},
        {value_integer(63), BYTES("\x7f")},
        {value_integer(64), BYTES("\x03\x80\x01")},
        {value_integer(-1), BYTES("\x03\x01")},
        {value_integer(-64), BYTES("\x03\x7f")},
        {value_integer(-65), BYTES("\x03\x81\x01")},
        {value_integer(INT64_MAX), BYTES("\x03\xfe\xff\xff\xff\xff\xff\xff\xff\xff\x01")},
        {value_integer(INT64_MIN), BYTES("\x03\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01")},
        {value_float(1), BYTES("\x04\0\0\0\0\0\0\xf0\x3f")},
        {value_float(-0.0), BYTES("\x04\0\0\0\0\0\0\0\x80")},
        {value_float(NAN), BYTES("\x04\0\0\0\0\0\0\xf8\x7f")},
        {value_float(-NAN), BYTES("\x04\0\0\0\0\0\0\xf8\x7f")},
        {value_string(BYTES("")), BYTES("\x80")},
        {value_string(BYTES("a\0b")), BYTES("\x83"
                                            "a\0b")},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        expect_bytes(cases[i].value, cases[i].bytes);
        expect_there_and_back(cases[i].value);
    }
}

static void writes_the_size_of_longer_strings(void **state)
{
    (void)state;
    char text[300];
    memset(text, 'x', sizeof text);
    static const size_t sizes[] = {63, 64, 127, 128, 300};
    static const size_t encoded[] = {64, 66, 129, 131, 303};
    for (size_t i = 0; i < 5; i++) {
        struct buffer out = {0};
        codec_put_string(&out, (struct bytes){text, sizes[i]});
        assert_int_equal(out.size, encoded[i]);
        buffer_destroy(&out);
        expect_there_and_back(value_string((struct bytes){text, sizes[i]}));
    }
}

static void writes_tables_as_items_and_then_pairs_in_order(void **state)
{
    (void)state;
    expect_bytes(read_json("{}"), BYTES("\x06\0\0"));
    expect_bytes(read_json("[]"), BYTES("\x06\0\0"));
    expect_bytes(read_json("[1,\"a\"]"), BYTES("\x06\x02\0\x41\x81"
                                               "a"));
    expect_bytes(read_json("{\"b\":1,\"a\":2,\"\":3,\"aa\":4}"), BYTES("\x06\0\x04\x80\x43\x81"
                                                                       "a\x42\x82"
                                                                       "aa\x44\x81"
                                                                       "b\x41"));
    struct value_pair pairs[] = {
        {value_string(BYTES("x")), value_integer(1)},
        {value_integer(9), value_integer(2)},
        {value_integer(-3), value_integer(3)},
        {value_integer(0), value_integer(4)},
    };
    expect_bytes(pairs_of(pairs, 4), BYTES("\x06\0\x04\x03\x05\x43\x40\x44\x49\x42\x81"
                                           "x\x41"));
}

static void ends_the_items_at_the_first_nil(void **state)
{
    (void)state;
    struct bytes expected = BYTES("\x06\x02\x01\x41\x42\x44\x44"); // {1, 2, nil, 4}
    expect_bytes(read_json("[1,2,null,4]"), expected);
    expect_bytes(read_json("[1,2,null,4,null]"), expected);
    expect_bytes(read_json("[null,null]"), BYTES("\x06\0\0"));
    expect_bytes(read_json("{\"a\":null}"), BYTES("\x06\0\0"));
}

static void makes_items_of_whole_keys_that_go_on_from_them(void **state)
{
    (void)state;
    struct value items[] = {value_integer(10), value_nil(), value_nil()};
    struct value_pair pairs[] = {
        {value_string(BYTES("x")), value_integer(1)}, {value_integer(3), value_integer(30)},
        {value_integer(-1), value_integer(2)},        {value_integer(2), value_integer(20)},
        {value_integer(5), value_integer(50)},
    };
    struct value table =
        table_of((struct value_table){.items = items, .items_count = 1, .pairs = pairs, .pairs_count = 5});
    struct bytes expected = BYTES("\x06\x03\x03\x4a\x54\x5e\x03\x01\x42\x45\x72\x81"
                                  "x\x41");
    expect_bytes(table, expected);
    expect_there_and_back(table);
    expect_bytes(pairs_of((struct value_pair[]){{value_integer(1), value_integer(7)}}, 1), BYTES("\x06\x01\0\x47"));
}

static void writes_equal_bytes_for_equal_values(void **state)
{
    (void)state;
    static const char *const same[][2] = {
        {"{\"a\":1,\"b\":{\"c\":[1],\"d\":2}}", "{\"b\":{\"d\":2,\"c\":[1]},\"a\":1}"},
        {"{\"a\":1,\"b\":null}", "{\"a\":1}"},
        {"[1,null]", "[1]"},
        {"[]", "{}"},
    };
    for (size_t i = 0; i < sizeof same / sizeof *same; i++) {
        struct buffer out = {0};
        struct value one = read_json(same[i][0]);
        struct value other = read_json(same[i][1]);
        assert_true(value_equal(&one, &other));
        assert_true(codec_encode(&one, &out, &err));
        expect_bytes(other, buffer_bytes(&out));
        buffer_destroy(&out);
    }
}

// Reversed, so that the sort has to work; above 16 pairs and above 255.
static void sorts_few_pairs_and_many(void **state)
{
    (void)state;
    static const size_t counts[] = {1, 2, 15, 16, 17, 255, 256, 1000};
    for (size_t i = 0; i < sizeof counts / sizeof *counts; i++) {
        struct value_pair *pairs = arena_new(&arena, counts[i] * sizeof *pairs);
        for (size_t k = 0; k < counts[i]; k++)
            pairs[k] = (struct value_pair){value_integer((int64_t)(counts[i] - k) * 2 + 10), value_boolean(true)};
        expect_there_and_back(pairs_of(pairs, counts[i]));
        struct buffer out = {0};
        struct value value = pairs_of(pairs, counts[i]);
        assert_true(codec_encode(&value, &out, &err));
        assert_int_equal(out.data[0], counts[i] > 255 ? 0x07 : 0x06);
        buffer_destroy(&out);
    }
}

static void takes_the_large_form_above_255(void **state)
{
    (void)state;
    struct value items[300];
    for (int i = 0; i < 300; i++) items[i] = value_boolean(true);
    expect_there_and_back(items_of(items, 255));
    expect_there_and_back(items_of(items, 256));
    struct value nested[] = {items_of(items, 300), items_of(items, 2), items_of(items, 300)};
    expect_there_and_back(items_of(nested, 3));
    struct buffer out = {0};
    struct value value = items_of(items, 256);
    assert_true(codec_encode(&value, &out, &err));
    assert_int_equal(out.size, 9 + 256);
    assert_memory_equal(out.data, "\x07\x00\x01\x00\x00\x00\x00\x00\x00\x02", 10);
    buffer_destroy(&out);
}

static void refuses_keys_that_are_no_keys_and_leaves_the_buffer_alone(void **state)
{
    (void)state;
    struct value item = value_integer(1);
    struct value_pair wrong[][2] = {
        {{value_float(1.5), value_integer(1)}, {value_string(BYTES("b")), value_integer(1)}},
        {{value_boolean(true), value_integer(1)}, {value_string(BYTES("b")), value_integer(1)}},
        {{value_nil(), value_integer(1)}, {value_string(BYTES("b")), value_integer(1)}},
        {{value_string(BYTES("b")), value_integer(1)}, {value_string(BYTES("b")), value_integer(1)}},
        {{value_integer(7), value_integer(1)}, {value_integer(7), value_integer(2)}},
        {{value_integer(1), value_integer(1)}, {value_string(BYTES("b")), value_integer(1)}},
    };
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        struct value inner =
            table_of((struct value_table){.items = &item, .items_count = 1, .pairs = wrong[i], .pairs_count = 2});
        struct value outer = items_of(&inner, 1);
        struct buffer out = {0};
        buffer_put(&out, BYTES("before"));
        assert_false(codec_encode(&outer, &out, &err));
        assert_int_equal(err.code, ERROR_MISFIT);
        assert_true(bytes_equal(buffer_bytes(&out), BYTES("before")));
        buffer_destroy(&out);
    }
}

static struct value nested(size_t depth)
{
    struct value value = value_integer(7);
    for (size_t i = 0; i < depth; i++) {
        struct value *item = arena_new(&arena, sizeof *item);
        *item = value;
        value = items_of(item, 1);
    }
    return value;
}

static void takes_32_levels_and_no_more(void **state)
{
    (void)state;
    struct buffer out = {0};
    struct value deeper = nested(VALUE_WRAPPED_DEPTH_MAX + 1);
    struct value back;
    expect_there_and_back(nested(VALUE_WRAPPED_DEPTH_MAX));
    assert_false(codec_encode(&deeper, &out, &err));
    assert_int_equal(err.code, ERROR_TOO_LARGE);
    for (int i = 0; i < VALUE_WRAPPED_DEPTH_MAX + 1; i++) buffer_put(&out, BYTES("\x06\x01\0"));
    buffer_put_byte(&out, 0x47);
    assert_false(codec_decode(buffer_bytes(&out), &arena, &back, &err));
    assert_int_equal(err.code, ERROR_TOO_LARGE);
    buffer_destroy(&out);
}

// ---- step by step

static void writes_the_same_by_steps(void **state)
{
    (void)state;
    struct buffer out = {0};
    size_t outer = codec_begin_table(&out);
    size_t inner = codec_begin_table(&out);
    for (int i = 0; i < 300; i++) codec_put_integer(&out, i);
    codec_end_table(&out, inner, 300, 0);
    codec_put_string(&out, BYTES("k"));
    codec_put_nil(&out);
    codec_end_table(&out, outer, 1, 1);

    struct bytes in = buffer_bytes(&out);
    struct codec_head head;
    assert_true(codec_read(&in, &head, &err));
    assert_int_equal(head.kind, VALUE_TABLE);
    assert_int_equal(head.items_count, 1);
    assert_int_equal(head.pairs_count, 1);
    assert_true(codec_read(&in, &head, &err));
    assert_int_equal(head.items_count, 300);
    for (int i = 0; i < 300; i++) {
        assert_true(codec_read(&in, &head, &err));
        assert_int_equal(head.integer, i);
    }
    assert_true(codec_read(&in, &head, &err));
    assert_true(bytes_equal(head.string, BYTES("k")));
    assert_true(codec_read(&in, &head, &err));
    assert_int_equal(head.kind, VALUE_NIL);
    assert_int_equal(in.size, 0);
    assert_false(codec_read(&in, &head, &err));
    buffer_destroy(&out);
}

// ---- refusing

static void refuses_every_other_form(void **state)
{
    (void)state;
    static const struct bytes texts[] = {
        BYTES(""),                                                 // nothing
        BYTES("\x08"),                                             // tags that are none
        BYTES("\x3f"),                                             //
        BYTES("\xc0"),                                             //
        BYTES("\xff"),                                             //
        BYTES("\x40\x40"),                                         // something behind
        BYTES("\x03\x00"),                                         // 0, 1 and 63 in the long form
        BYTES("\x03\x02"),                                         //
        BYTES("\x03\x7e"),                                         //
        BYTES("\x03\x81\x80\x00"),                                 // a LEB128 with a needless byte
        BYTES("\x03\x81\x00"),                                     //
        BYTES("\x03\x80"),                                         // cut short
        BYTES("\x03"),                                             //
        BYTES("\x03\xff\xff\xff\xff\xff\xff\xff\xff\xff\x02"),     // 65 bits
        BYTES("\x03\xff\xff\xff\xff\xff\xff\xff\xff\xff\x81\x00"), //
        BYTES("\x04\0\0\0\0\0\0\xf0"),                             // cut short
        BYTES("\x04\x01\0\0\0\0\0\xf8\x7f"),                       // other NaNs
        BYTES("\x04\0\0\0\0\0\0\xf8\xff"),                         //
        BYTES("\x81"),                                             // cut short
        BYTES("\x05\x01x"),                                        // a short string in the long form
        BYTES("\x05\x00"),                                         //
        BYTES("\x05\x40x"),                                        // cut short
        BYTES("\x05\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01"),     // a size of 2^64 - 1
        BYTES("\x06\x01"),                                         // cut short
        BYTES("\x06\x01\x00"),                                     // an item that is missing
        BYTES("\x06\x00\x01\x81k"),                                // a value that is missing
        BYTES("\x06\x01\x00\x00"),                                 // a nil item
        BYTES("\x06\x00\x01\x81k\x00"),                            // a nil under a key
        BYTES("\x06\x00\x01\x00\x41"),                             // nil, true and a table as keys
        BYTES("\x06\x00\x01\x02\x41"),                             //
        BYTES("\x06\x00\x01\x06\x00\x00\x41"),                     //
        BYTES("\x06\x00\x01\x41\x41"),                             // 1 as a key: it is an item
        BYTES("\x06\x01\x01\x41\x42\x41"),                         // 2 as a key after one item
        BYTES("\x06\x01\x01\x41\x41\x41"),                         // 1 as a key beside one item
        BYTES("\x06\x00\x02\x81"
              "b\x41\x81"
              "a\x41"), // out of order
        BYTES("\x06\x00\x02\x81"
              "a\x41\x81"
              "a\x41"), // twice
        BYTES("\x06\x00\x02\x81"
              "a\x41\x45\x41"),                        // a string before an integer
        BYTES("\x07\x01\0\0\0\0\0\0\0\x41"),           // the large form without need
        BYTES("\x07\xff\xff\xff\xff\xff\xff\xff\xff"), // counts that are a lie
        BYTES("\x07\0\0\0\x10\0\0\0\0\x41"),           //
        BYTES("\x06\xff\xff\x41"),                     //
    };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        struct value value;
        err = (struct error){0};
        if (codec_decode(texts[i], &arena, &value, &err)) fail_msg("case %zu was read", i);
        assert_int_equal(err.code, ERROR_SYNTAX);
    }
}

// Each level promises all the bytes that remain: without a common account, 32 levels would take 32 times the memory.
static void allocates_nothing_for_promises_that_cannot_all_be_kept(void **state)
{
    (void)state;
    enum { SIZE = 100000 };
    struct buffer in = {0};
    for (int i = 0; i < 20; i++) {
        buffer_put_byte(&in, 0x07);
        uint32_t count = SIZE - 9 * ((uint32_t)i + 1);
        for (int k = 0; k < 4; k++) buffer_put_byte(&in, (char)(count >> 8 * k));
        buffer_put(&in, BYTES("\0\0\0\0"));
    }
    while (in.size < SIZE) buffer_put_byte(&in, 0x40);
    struct value value;
    assert_false(codec_decode(buffer_bytes(&in), &arena, &value, &err));
    assert_true(arena.total < SIZE * 2 * sizeof(struct value));
    buffer_destroy(&in);
}

static void refuses_every_cut_of_a_value(void **state)
{
    (void)state;
    struct buffer out = {0};
    struct value back;
    struct value value = read_json("{\"a\":[1,2.5,\"x\",-300,null,true],\"b\":{\"c\":{}},\"long\":"
                                   "\"0123456789012345678901234567890123456789012345678901234567890123456789\"}");
    assert_true(codec_encode(&value, &out, &err));
    for (size_t size = 0; size < out.size; size++)
        if (codec_decode((struct bytes){out.data, size}, &arena, &back, &err)) fail_msg("read %zu bytes", size);
    assert_true(codec_decode(buffer_bytes(&out), &arena, &back, &err));
    buffer_destroy(&out);
}

static void borrows_nothing_from_its_bytes(void **state)
{
    (void)state;
    struct buffer out = {0};
    struct value back;
    struct value value = read_json("{\"key\":\"value\"}");
    assert_true(codec_encode(&value, &out, &err));
    assert_true(codec_decode(buffer_bytes(&out), &arena, &back, &err));
    memset(out.data, 0, out.size);
    assert_true(value_equal(&value, &back));
    buffer_destroy(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(writes_scalars_in_their_shortest_form, leave),
        cmocka_unit_test_teardown(writes_the_size_of_longer_strings, leave),
        cmocka_unit_test_teardown(writes_tables_as_items_and_then_pairs_in_order, leave),
        cmocka_unit_test_teardown(ends_the_items_at_the_first_nil, leave),
        cmocka_unit_test_teardown(makes_items_of_whole_keys_that_go_on_from_them, leave),
        cmocka_unit_test_teardown(writes_equal_bytes_for_equal_values, leave),
        cmocka_unit_test_teardown(sorts_few_pairs_and_many, leave),
        cmocka_unit_test_teardown(takes_the_large_form_above_255, leave),
        cmocka_unit_test_teardown(refuses_keys_that_are_no_keys_and_leaves_the_buffer_alone, leave),
        cmocka_unit_test_teardown(takes_32_levels_and_no_more, leave),
        cmocka_unit_test_teardown(writes_the_same_by_steps, leave),
        cmocka_unit_test_teardown(refuses_every_other_form, leave),
        cmocka_unit_test_teardown(allocates_nothing_for_promises_that_cannot_all_be_kept, leave),
        cmocka_unit_test_teardown(refuses_every_cut_of_a_value, leave),
        cmocka_unit_test_teardown(borrows_nothing_from_its_bytes, leave),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
