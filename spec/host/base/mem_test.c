// What the process occupies, as the system sees it.
#include "base/mem.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

enum { MUCH = 16 << 20 };

static void memory_counts_when_it_is_used(void **state)
{
    (void)state;
    size_t before = mem_resident();
    assert_true(before > 100000);
    char *memory = mem_new(MUCH);
    memset(memory, 1, MUCH);
    assert_true(mem_resident() > before + MUCH / 2);
    mem_free(memory);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(memory_counts_when_it_is_used)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
