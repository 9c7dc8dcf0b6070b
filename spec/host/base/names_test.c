// Things by their names: many of them come and go, and each is found as long as it is there.
#include "base/names.h"

#include "base/mem.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

enum { SHIPS = 5000 };

struct ship {
    struct name name;
    int number;
};

static struct bytes call(char text[32], int number)
{
    snprintf(text, 32, "ship %d", number);
    return bytes_of(text);
}

static void each_is_found_while_it_is_there(void **state)
{
    (void)state;
    struct names names = {0};
    static struct ship ships[SHIPS];
    char text[32];
    assert_null(names_find(&names, BYTES("argo")));
    for (int i = 0; i < SHIPS; i++) {
        ships[i].number = i;
        name_set(&ships[i].name, call(text, i));
        names_add(&names, &ships[i].name);
    }
    for (int i = 0; i < SHIPS; i += 3) {
        names_remove(&names, &ships[i].name);
        name_clear(&ships[i].name);
    }
    for (int i = 0; i < SHIPS; i++) {
        const struct ship *found = (struct ship *)names_find(&names, call(text, i));
        if (i % 3 == 0) assert_null(found);
        else assert_int_equal(found->number, i);
    }
    assert_int_equal(names.count, SHIPS - (SHIPS + 2) / 3);
    for (int i = 0; i < SHIPS; i++) name_clear(&ships[i].name);
    names_destroy(&names);
}

static void a_name_is_any_bytes(void **state)
{
    (void)state;
    struct names names = {0};
    struct ship one = {.number = 1}, other = {.number = 2};
    name_set(&one.name, (struct bytes){"a\0b", 3});
    name_set(&other.name, (struct bytes){"a\0c", 3});
    names_add(&names, &one.name);
    names_add(&names, &other.name);
    assert_int_equal(((struct ship *)names_find(&names, (struct bytes){"a\0c", 3}))->number, 2);
    assert_null(names_find(&names, BYTES("a")));
    name_clear(&one.name);
    name_clear(&other.name);
    names_destroy(&names);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_is_found_while_it_is_there),
        cmocka_unit_test(a_name_is_any_bytes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
