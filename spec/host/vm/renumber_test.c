// Components' numbers in bytes, where their declarations are counted otherwise.
#include "value/codec.h"
#include "vm/renumber.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

enum { NONE = VM_DECLARATION_NONE };

static uint64_t cid_of(uint64_t serial, uint32_t declaration)
{
    return serial << 10 | (declaration + 1);
}

static void put_birth(struct buffer *out, uint64_t cid, uint64_t parent, uint64_t owner)
{
    size_t begin = codec_begin_table(out);
    codec_put_integer(out, (int64_t)cid);
    codec_put_integer(out, (int64_t)parent);
    codec_put_integer(out, (int64_t)owner);
    codec_put_string(out, BYTES("id"));
    size_t model = codec_begin_table(out);
    codec_put_integer(out, (int64_t)cid); // a number in a model is no component's
    codec_end_table(out, model, 1, 0);
    codec_end_table(out, begin, 5, 0);
}

static void put_model(struct buffer *out)
{
    size_t begin = codec_begin_table(out);
    codec_put_string(out, BYTES("the view's"));
    codec_end_table(out, begin, 1, 0);
}

// The numbers of all births and deaths (negative), as text.
static void tell(struct bytes bytes, bool is_model, char text[256])
{
    struct error err = {0};
    *text = 0;
    if (is_model) assert_true(codec_skip(&bytes, &err) && (!bytes.size || codec_skip(&bytes, &err)));
    while (bytes.size) {
        struct codec_head head;
        struct bytes change = bytes;
        assert_true(codec_skip(&bytes, &err) && codec_read(&change, &head, &err));
        bool is_birth = head.kind == VALUE_TABLE;
        if (is_birth) assert_true(codec_read(&change, &head, &err));
        size_t size = strlen(text);
        snprintf(text + size, 256 - size, "%s%lld:%u", is_birth ? " " : " -", (long long)head.integer >> 10,
                 vm_declaration_of((uint64_t)head.integer));
    }
}

static void each_gets_the_number_of_its_heir(void **state)
{
    (void)state;
    static const uint32_t now[] = {2, NONE, 0};
    struct renumbering renumbering = {.declarations = now, .count = 3};
    struct buffer model = {0}, out = {0};
    struct error err = {0};
    char text[256];
    put_model(&model);
    codec_put_integer(&model, 5);
    put_birth(&model, cid_of(1, 0), 0, 0);
    put_birth(&model, cid_of(2, 1), 0, 0);                       // is no more
    put_birth(&model, cid_of(3, 2), cid_of(2, 1), 0);            // stands in it
    put_birth(&model, cid_of(4, 0), cid_of(3, 2), cid_of(3, 2)); // and in that
    put_birth(&model, cid_of(5, 2), cid_of(1, 0), 0);
    assert_true(renumber_model(&renumbering, (struct bytes){model.data, model.size}, &out, &err));
    tell((struct bytes){out.data, out.size}, true, text);
    assert_string_equal(text, " 1:2 5:0");

    // What comes after it remembers who is gone.
    buffer_clear(&model);
    buffer_clear(&out);
    put_birth(&model, cid_of(6, 2), cid_of(3, 2), 0);
    codec_put_integer(&model, (int64_t)cid_of(4, 0));
    codec_put_integer(&model, (int64_t)cid_of(2, 1));
    codec_put_integer(&model, (int64_t)cid_of(1, 0));
    put_birth(&model, cid_of(7, 0), 0, 0);
    assert_true(renumber_changes(&renumbering, (struct bytes){model.data, model.size}, &out, &err));
    tell((struct bytes){out.data, out.size}, false, text);
    assert_string_equal(text, " -1:2 7:2");

    static const struct {
        uint64_t serial;
        uint32_t declaration;
        bool is_there;
    } cases[] = {{1, 0, true},  {2, 1, false}, {3, 2, false}, {4, 0, false},
                 {6, 2, false}, {7, 2, true},  {1, 3, false}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        uint64_t cid = cid_of(cases[i].serial, cases[i].declaration);
        assert_int_equal(renumber_cid(&renumbering, &cid), cases[i].is_there);
        if (cases[i].is_there) assert_true(cid == cid_of(cases[i].serial, now[cases[i].declaration]));
    }
    uint64_t view = 0;
    assert_true(renumber_cid(&renumbering, &view) && !view);
    renumbering_destroy(&renumbering);
    buffer_destroy(&model);
    buffer_destroy(&out);
}

static void a_model_without_components_is_as_it_was(void **state)
{
    (void)state;
    struct renumbering renumbering = {0};
    struct buffer model = {0}, out = {0};
    struct error err = {0};
    put_model(&model);
    assert_true(renumber_model(&renumbering, (struct bytes){model.data, model.size}, &out, &err));
    assert_true(bytes_equal((struct bytes){model.data, model.size}, (struct bytes){out.data, out.size}));
    renumbering_destroy(&renumbering);
    buffer_destroy(&model);
    buffer_destroy(&out);
}

// Every place at which it may be cut, and lists nested so deep that nobody should follow them step by step.
static void what_is_no_such_thing_is_refused(void **state)
{
    (void)state;
    static const uint32_t now[] = {0};
    struct renumbering renumbering = {.declarations = now, .count = 1};
    struct buffer model = {0}, out = {0};
    struct error err = {0};
    put_model(&model);
    codec_put_integer(&model, 1);
    size_t without = model.size;
    put_birth(&model, cid_of(1, 0), 0, 0);
    for (size_t size = 0; size < model.size; size++) {
        buffer_clear(&out);
        bool ok = renumber_model(&renumbering, (struct bytes){model.data, size}, &out, &err);
        bool is_whole = size == without || (size && size == without - 1); // the view's model alone, with its serial
        assert_int_equal(ok, is_whole);
        if (!ok) assert_int_equal(err.code, ERROR_SYNTAX);
    }
    buffer_clear(&model);
    for (int i = 0; i < 200000; i++) codec_begin_table(&model);
    assert_false(renumber_changes(&renumbering, (struct bytes){model.data, model.size}, &out, &err));
    renumbering_destroy(&renumbering);
    buffer_destroy(&model);
    buffer_destroy(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_gets_the_number_of_its_heir),
        cmocka_unit_test(a_model_without_components_is_as_it_was),
        cmocka_unit_test(what_is_no_such_thing_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
