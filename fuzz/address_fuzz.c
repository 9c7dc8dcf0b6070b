// Any bytes as an address. What is taken stays on the site by the rules of browsers, and the address that is written
// for what was read is read as that again.
#include "app/address.h"
#include "fuzz_target.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>

static struct app *app;
static struct arena arena;
static struct buffer out;
static struct buffer twice;

static void open_app(void)
{
    struct error err;
    app = app_load("fuzz/address.lua", &err);
    if (app) return;
    fprintf(stderr, "%s\n", err.text);
    exit(1);
}

// What the standard for URLs makes of it, on the site it stands on: tabs and line ends are dropped, white space at
// both ends too, a backslash is a slash; two slashes at the front, or a scheme, lead elsewhere.
static bool leaves(struct bytes url)
{
    buffer_clear(&out);
    for (size_t i = 0; i < url.size; i++) {
        char c = url.data[i];
        if (c == '\t' || c == '\n' || c == '\r' || (out.size == 0 && (unsigned char)c <= ' ')) continue;
        buffer_put_byte(&out, c == '\\' ? '/' : c);
    }
    return !out.size || out.data[0] != '/' || (out.size > 1 && out.data[1] == '/');
}

// Of "." and ".." in a path a browser makes another path.
static bool has_dots(struct bytes path)
{
    for (size_t i = 0; i < path.size; i++) {
        size_t size = i + 1;
        while (size < path.size && path.data[size] != '/') size++;
        size -= i + 1;
        if (path.data[i] == '/' && (size == 1 || size == 2) && memcmp(path.data + i + 1, "..", size) == 0)
            return true;
    }
    return false;
}

static void check_again(const struct address *address)
{
    struct address again;
    struct error err = {0};
    struct value none = {.kind = VALUE_NIL};
    buffer_clear(&out);
    bool ok = address_write(address->route, &address->params, &none, &out, &err);
    assert(ok || (err.code == ERROR_MISFIT && has_dots(address->path)));
    if (!ok) return;
    assert(out.size > ADDRESS_MAX || address_is_local(buffer_bytes(&out)));
    if (out.size > ADDRESS_MAX) return; // an escape is longer than what it stands for
    ok = address_read(app, buffer_bytes(&out), &arena, &again, &err);
    assert(ok && again.route == address->route);
    buffer_clear(&twice);
    ok = address_write(again.route, &again.params, &none, &twice, &err);
    assert(ok && bytes_equal(buffer_bytes(&out), buffer_bytes(&twice)));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct bytes url = {(const char *)data, size};
    struct address address;
    struct error err = {0};
    if (!app) open_app();
    arena_reset(&arena);
    bool is_web = address_is_web(url);
    assert(!is_web || !address_is_local(url));
    assert(address_is_local(url) == !address_fault(url));
    if (address_read(app, url, &arena, &address, &err)) {
        assert(!leaves(url));
        check_again(&address);
    } else {
        assert(*err.text && (err.code == ERROR_FORBIDDEN || err.code == ERROR_UNKNOWN || err.code == ERROR_MISFIT));
        assert((err.code == ERROR_FORBIDDEN) == !address_is_local(url));
    }
    return 0;
}

void fuzz_leave(void)
{
    app_delete(app);
    arena_destroy(&arena);
    buffer_destroy(&out);
    buffer_destroy(&twice);
}
