// Seals: what comes back as it was, and what does not.
#include "base/mem.h"
#include "session/visit/seal.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>
#include <sodium.h>

static const unsigned char key[32] = "a key of the host's, 32 bytes..";
static const unsigned char other_key[32] = "another key of another host's..";

static bool opens(struct bytes text, enum seal_use use, int64_t now_s, const unsigned char *with, const char *plain)
{
    struct buffer out = {0};
    struct error err;
    int64_t age_s;
    bool ok = seal_open(text, use, now_s, 60, with, &out, &age_s, &err);
    if (ok) {
        assert_int_equal(out.size, strlen(plain));
        assert_memory_equal(out.data ? out.data : "", plain, out.size);
    } else {
        assert_int_equal(err.code, ERROR_FORBIDDEN);
        assert_int_equal(out.size, 0);
    }
    buffer_destroy(&out);
    return ok;
}

static void comes_back_as_it_was_for_its_use_and_its_time(void **state)
{
    (void)state;
    static const char *const texts[] = {"", "x", "a visitor's session", "0123456789012345678901234567890123456789"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        struct buffer text = {0};
        seal_put(&text, SEAL_SESSION, 1000, bytes_of(texts[i]), key);
        assert_int_equal(text.size, seal_size(strlen(texts[i])));
        assert_true(opens(buffer_bytes(&text), SEAL_SESSION, 1000, key, texts[i]));
        assert_true(opens(buffer_bytes(&text), SEAL_SESSION, 1060, key, texts[i]));
        assert_false(opens(buffer_bytes(&text), SEAL_SESSION, 1061, key, texts[i]));
        assert_false(opens(buffer_bytes(&text), SEAL_CHANGE, 1000, key, texts[i]));
        assert_false(opens(buffer_bytes(&text), SEAL_FLASH, 1000, key, texts[i]));
        assert_false(opens(buffer_bytes(&text), SEAL_SESSION, 1000, other_key, texts[i]));
        buffer_destroy(&text);
    }
}

static void is_nothing_where_any_of_it_is_another(void **state)
{
    (void)state;
    struct buffer text = {0};
    seal_put(&text, SEAL_SESSION, 1000, BYTES("text"), key);
    for (size_t i = 0; i < text.size; i++) {
        char was = text.data[i];
        for (unsigned byte = 0; byte < 256; byte += 5) {
            text.data[i] = (char)byte;
            if (text.data[i] != was) assert_false(opens(buffer_bytes(&text), SEAL_SESSION, 1000, key, "text"));
        }
        text.data[i] = was;
        assert_false(opens((struct bytes){text.data, i}, SEAL_SESSION, 1000, key, "text"));
    }
    assert_true(opens(buffer_bytes(&text), SEAL_SESSION, 1000, key, "text"));
    buffer_destroy(&text);
    char *large = mem_new_clear(100000);
    memset(large, 'A', 100000);
    assert_false(opens((struct bytes){large, 100000}, SEAL_SESSION, 1000, key, "text"));
    mem_free(large);
}

static void is_another_each_time(void **state)
{
    (void)state;
    struct buffer texts[2] = {{0}, {0}};
    for (int i = 0; i < 2; i++) seal_put(&texts[i], SEAL_SESSION, 1000, BYTES("text"), key);
    assert_false(bytes_equal(buffer_bytes(&texts[0]), buffer_bytes(&texts[1])));
    for (int i = 0; i < 2; i++) buffer_destroy(&texts[i]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(comes_back_as_it_was_for_its_use_and_its_time),
        cmocka_unit_test(is_nothing_where_any_of_it_is_another),
        cmocka_unit_test(is_another_each_time),
    };
    return sodium_init() < 0 || cmocka_run_group_tests(tests, NULL, NULL);
}
