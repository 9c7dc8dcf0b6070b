// The directory and its key: made once, read ever after, and nobody else's.
#include "store/secret.h"
#include "support/house.h"

#include <dirent.h>

struct place {
    struct directory parent;
    char directory[64];
    char key[80];
};

static struct place make_place(void)
{
    struct place place = {.parent = directory_make()};
    snprintf(place.directory, sizeof place.directory, "%s/state", place.parent.path);
    snprintf(place.key, sizeof place.key, "%s/key", place.directory);
    return place;
}

static void remove_place(const struct place *place)
{
    directory_remove(&place->parent);
}

static void a_key_is_made_once(void **state)
{
    (void)state;
    struct place place = make_place();
    unsigned char first[SECRET_SIZE], second[SECRET_SIZE], fresh[2][SECRET_SIZE];
    struct error err = {0};
    struct stat about;
    memset(fresh[0], 1, SECRET_SIZE);
    memset(fresh[1], 2, SECRET_SIZE);
    assert_true(secret_make_directory("state", place.directory, &err));
    assert_true(secret_make_directory("state", place.directory, &err)); // it is there
    assert_true(secret_read(place.directory, fresh[0], first, &err));
    assert_true(secret_read(place.directory, fresh[1], second, &err));
    assert_memory_equal(first, fresh[0], SECRET_SIZE);
    assert_memory_equal(second, first, SECRET_SIZE);
    assert_int_equal(stat(place.key, &about), 0);
    assert_int_equal(about.st_mode & 0777, 0600);
    assert_int_equal(stat(place.directory, &about), 0);
    assert_int_equal(about.st_mode & 0777, 0700);
    remove_place(&place);
}

static void what_is_no_secret_is_refused(void **state)
{
    (void)state;
    struct place place = make_place();
    unsigned char key[SECRET_SIZE], fresh[SECRET_SIZE] = {0};
    struct error err = {0};
    assert_false(secret_read(place.directory, fresh, key, &err)); // there is no directory
    assert_contains(err.text, "cannot be written");
    secret_make_directory("state", place.directory, &err);
    FILE *file = fopen(place.key, "wb");
    fwrite("short", 1, 5, file);
    fclose(file);
    chmod(place.key, 0644);
    assert_false(secret_read(place.directory, fresh, key, &err));
    assert_contains(err.text, "can be read by others: chmod 600");
    chmod(place.key, 0600);
    assert_false(secret_read(place.directory, fresh, key, &err));
    assert_contains(err.text, "is no key of 32 bytes");
    assert_false(secret_make_directory("state", place.key, &err));
    assert_contains(err.text, "that is no directory");
    char deeper[96];
    snprintf(deeper, sizeof deeper, "%s/nowhere/at/all", place.parent.path);
    assert_false(secret_make_directory("state", deeper, &err));
    assert_contains(err.text, "cannot be made");
    remove_place(&place);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_key_is_made_once),
        cmocka_unit_test(what_is_no_secret_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
