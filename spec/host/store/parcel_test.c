// What is to be kept, packed and read again.
#include "store/parcel.h"
#include "support/house.h"

static void entries_come_out_as_they_went_in(void **state)
{
    (void)state;
    struct parcel parcel = {0};
    static const struct parcel_entry entries[] = {
        {PARCEL_RECORD, 0xffffffffffffffff, 7, 3, {"all of it", 9}},
        {PARCEL_STEP, 1, 0xffffffff, 0, {"", 0}},
        {PARCEL_LINKS, 2, 0, 0, {"\0\0\0", 3}},
        {PARCEL_END, 3, 0, 0, {NULL, 0}},
    };
    struct parcel_entry entry;
    size_t at = 0;
    assert_false(parcel_read(&parcel.entries, &at, &entry));
    for (size_t i = 0; i < 4; i++) parcel_put(&parcel.entries, &entries[i]);
    for (size_t i = 0; i < 4; i++) {
        assert_true(parcel_read(&parcel.entries, &at, &entry));
        assert_int_equal(entry.kind, entries[i].kind);
        assert_true(entry.session == entries[i].session);
        assert_int_equal(entry.seq, entries[i].seq);
        assert_int_equal(entry.ref, entries[i].ref);
        assert_true(bytes_equal(entry.content, entries[i].content));
    }
    assert_false(parcel_read(&parcel.entries, &at, &entry));
    parcel_destroy(&parcel);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(entries_come_out_as_they_went_in)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
