// The files that an app serves: which they are, by which names they are found, and what is said of those that are
// not.
#include "support/house.h"

#include "app/files.h"

#define VIEW                                                                                                         \
    "local ls = require 'lightspeed'\n"                                                                              \
    "local view = ls.view {}\n"                                                                                      \
    "function view.render() return html[[<p>{ls.asset 'css/app.css'}</p>]] end\n"

// A folder with `public` in it, made anew for each test.
struct place {
    struct directory directory;
    struct files files;
    struct arena arena;
};

static void place_make(struct place *place)
{
    *place = (struct place){.directory = directory_make()};
    directory_write(&place->directory, "public/app.js", "export {}");
    directory_write(&place->directory, "public/css/app.css", "p {}");
    directory_write(&place->directory, "public/css/app.css.gz", "packed");
    directory_write(&place->directory, "public/css/odd name#1", "odd");
    directory_write(&place->directory, "public/.env", "secret");
    directory_write(&place->directory, "public/.git/config", "secret");
    directory_write(&place->directory, "secret.txt", "secret");
}

static void place_remove(struct place *place)
{
    directory_remove(&place->directory);
    files_destroy(&place->files);
    arena_destroy(&place->arena);
}

static bool add(struct place *place, const char *folder, struct error *err)
{
    return files_add(&place->files, place->directory.path, bytes_of(folder), &place->arena, err);
}

static const struct file *find(const struct place *place, const char *path, bool *is_hashed)
{
    return files_find(&place->files, bytes_of(path), is_hashed);
}

static void finds_a_file_by_its_path_and_by_its_hash(void **state)
{
    (void)state;
    struct place place;
    struct error err;
    bool is_hashed;
    place_make(&place);
    assert_true(add(&place, "public", &err));
    const struct file *file = find(&place, "/css/app.css", &is_hashed);
    assert_non_null(file);
    assert_false(is_hashed);
    assert_true(bytes_equal(file->content, BYTES("p {}")));
    assert_string_equal(file->type, "text/css; charset=utf-8");
    assert_int_equal(file->etag.size, 18);
    char url[64];
    snprintf(url, sizeof url, "/css/app-%.16s.css", file->etag.data + 1);
    assert_string_equal(file->url.data, url);
    assert_ptr_equal(find(&place, url, &is_hashed), file);
    assert_true(is_hashed);
    assert_ptr_equal(find(&place, "/css/app-0000000000000000.css", &is_hashed), file); // of an older version
    assert_false(is_hashed);
    file = find(&place, "/css/odd name#1", &is_hashed);
    assert_string_equal(file->type, "application/octet-stream");
    assert_contains(file->url.data, "/css/odd%20name%231-");
    place_remove(&place);
}

static void finds_nothing_else(void **state)
{
    (void)state;
    static const char *const paths[] = {
        "/",
        "",
        "/.env",
        "/.git/config",
        "/css",
        "/css/",
        "/app.j",
        "/app.jss",
        "/secret.txt",
        "/link.txt",
        "/../secret.txt",
        "/css/../app.js",
        "//app.js",
        "app.js",
        "/css/app.CSS",
        "/folder/secret.txt",
        "/-0000000000000000.css",
    };
    struct place place;
    struct error err;
    char link[128];
    bool is_hashed;
    place_make(&place);
    snprintf(link, sizeof link, "%s/public/link.txt", place.directory.path);
    assert_int_equal(symlink("../secret.txt", link), 0);
    snprintf(link, sizeof link, "%s/public/folder", place.directory.path);
    assert_int_equal(symlink("..", link), 0);
    assert_true(add(&place, "public", &err));
    for (size_t i = 0; i < sizeof paths / sizeof *paths; i++)
        if (find(&place, paths[i], &is_hashed)) fail_msg("%s is served", paths[i]);
    place_remove(&place);
}

static void says_which_folder_cannot_be(void **state)
{
    (void)state;
    static const char *const folders[] = {"..", "../x", "/etc", ".hidden", "a/.b", "a/../b", "", "a b"};
    struct place place;
    struct error err;
    place_make(&place);
    for (size_t i = 0; i < sizeof folders / sizeof *folders; i++) {
        if (add(&place, folders[i], &err)) fail_msg("takes %s", folders[i]);
        assert_int_equal(err.code, ERROR_FORBIDDEN);
    }
    assert_false(add(&place, "pubic", &err));
    assert_contains(err.text, "static(\"pubic\"): there is no such folder in ");
    directory_write(&place.directory, "more/app.js", "");
    assert_true(add(&place, "public", &err));
    assert_false(add(&place, "more", &err));
    assert_string_equal(err.text, "static: /app.js is in two folders");
    place_remove(&place);
}

static void refuses_a_file_that_is_too_large(void **state)
{
    (void)state;
    struct place place;
    struct error err;
    char path[128];
    place_make(&place);
    directory_write(&place.directory, "public/big.bin", "");
    snprintf(path, sizeof path, "%s/public/big.bin", place.directory.path);
    assert_int_equal(truncate(path, FILE_SIZE_MAX + 1), 0);
    assert_false(add(&place, "public", &err));
    assert_contains(err.text, "public/big.bin is larger than 16 MiB");
    place_remove(&place);
}

static void finds_names_and_their_neighbours(void **state)
{
    (void)state;
    struct place place;
    struct error err;
    place_make(&place);
    assert_null(files_named(&place.files, BYTES("app.js"), &err));
    assert_contains(err.text, "app:static(\"public\")");
    assert_true(add(&place, "public", &err));
    assert_string_equal(files_named(&place.files, BYTES("app.js"), &err)->path.data, "/app.js");
    assert_string_equal(files_named(&place.files, BYTES("/css/app.css"), &err)->path.data, "/css/app.css");
    assert_null(files_named(&place.files, BYTES("css/ap.css"), &err));
    assert_string_equal(err.text, "there is no file 'css/ap.css'; did you mean 'css/app.css'?");
    place_remove(&place);
}

static void finds_what_is_compressed_where_it_is_understood(void **state)
{
    (void)state;
    static const char *const yes[] = {"gzip", "deflate, gzip, br", "br,gzip", "gzip;q=0.5", "gzip;q=1"};
    static const char *const no[] = {"", "br", "xgzip", "gzipx", "gzip;q=0", "gzi"};
    struct place place;
    struct error err;
    bool is_hashed;
    const char *encoding = NULL;
    place_make(&place);
    assert_true(add(&place, "public", &err));
    const struct file *file = find(&place, "/css/app.css", &is_hashed);
    for (size_t i = 0; i < sizeof yes / sizeof *yes; i++) {
        const struct file *packed = files_compressed(&place.files, file, bytes_of(yes[i]), &encoding);
        if (!packed) fail_msg("not for %s", yes[i]);
        assert_string_equal(packed->path.data, "/css/app.css.gz");
        assert_string_equal(encoding, "gzip");
    }
    for (size_t i = 0; i < sizeof no / sizeof *no; i++)
        if (files_compressed(&place.files, file, bytes_of(no[i]), &encoding)) fail_msg("for %s", no[i]);
    place_remove(&place);
}

static void an_app_names_its_files(void **state)
{
    (void)state;
    static const char *const cases[][2] = {
        {":static('publik')", "static(\"publik\"): there is no such folder in "},
        {":static('public'):script('ap.js')", "script(\"ap.js\"): there is no file 'ap.js'; did you mean 'app.js'?"},
        {":script('app.js')",
         "script(\"app.js\"): there is no file 'app.js' in what the app serves; name its folder"},
    };
    char source[1000];
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        snprintf(source, sizeof source, VIEW "return ls.app():live('/', view)%s\n", cases[i][0]);
        const char *const files[] = {"app.lua", source, "public/app.js", "", NULL};
        struct error err = {0};
        struct app *app = house_load_files(&err, files);
        assert_null(app);
        assert_contains(err.text, cases[i][1]);
    }
    snprintf(source, sizeof source, VIEW "return ls.app():live('/', view):static('public'):script('app.js')\n");
    const char *const files[] = {"app.lua", source, "public/app.js", "x", NULL};
    struct error err = {0};
    struct app *app = house_load_files(&err, files);
    if (!app) fail_msg("%s", err.text);
    assert_int_equal(app->scripts_count, 1);
    assert_string_equal(app->scripts[0]->path.data, "/app.js");
    app_delete(app);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(finds_a_file_by_its_path_and_by_its_hash),
        cmocka_unit_test(finds_nothing_else),
        cmocka_unit_test(says_which_folder_cannot_be),
        cmocka_unit_test(refuses_a_file_that_is_too_large),
        cmocka_unit_test(finds_names_and_their_neighbours),
        cmocka_unit_test(finds_what_is_compressed_where_it_is_understood),
        cmocka_unit_test(an_app_names_its_files),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
