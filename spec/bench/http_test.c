// Holds http.c to replies as servers send them: whole, cut anywhere, with a length, in chunks, and broken.
#include "http.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

static const char page[] = "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 5\r\n\r\nhello";
static const char chunks[] =
    "HTTP/1.1 200 OK\r\ntransfer-encoding: Chunked\r\n\r\n3\r\nhel\r\n2;x=y\r\nlo\r\n0\r\n\r\n";
static const char upgrade[] = "HTTP/1.1 101 Switching Protocols\r\nSec-WebSocket-Accept:  abc \r\n\r\n";
static const char empty[] = "HTTP/1.1 503 Busy\r\nConnection: close\r\nContent-Length: 0\r\n\r\n";

// Reads a copy of the first `size` bytes that has nothing behind it.
static ssize_t read_part(const char *text, size_t size, struct http_reply *reply, char **copy)
{
    *copy = malloc(size ? size : 1);
    memcpy(*copy, text, size);
    return http_read(*copy, size, reply);
}

static void expect(const char *text, int status, const char *body, bool stays)
{
    struct http_reply reply;
    char *copy = NULL;
    for (size_t cut = 0; cut < strlen(text); cut++) {
        if (read_part(text, cut, &reply, &copy) != 0) fail_msg("took %zu bytes for the whole of: %s", cut, text);
        free(copy);
    }
    assert_int_equal(read_part(text, strlen(text), &reply, &copy), strlen(text));
    assert_int_equal(reply.status, status);
    assert_true(bytes_equal(reply.body, bytes_of(body)));
    assert_true(reply.stays == stays);
    free(copy);
}

static void waits_for_the_end_of_every_kind_of_reply(void **state)
{
    (void)state;
    expect(page, 200, "hello", true);
    expect(chunks, 200, "hello", true);
    expect(upgrade, 101, "", true);
    expect(empty, 503, "", false);
}

static void leaves_what_follows_a_reply(void **state)
{
    struct http_reply reply;
    char text[sizeof page + 3] = "";
    (void)state;
    memcpy(text, page, sizeof page - 1);
    memcpy(text + sizeof page - 1, "HTT", 3);
    assert_int_equal(http_read(text, sizeof page + 2, &reply), sizeof page - 1);
}

static void reads_headers_whatever_their_case(void **state)
{
    struct bytes head = bytes_of(upgrade);
    (void)state;
    assert_true(bytes_equal(http_header(head, "sec-websocket-accept"), BYTES("abc")));
    assert_int_equal(http_header(head, "sec-websocket").size, 0);
    assert_int_equal(http_header(bytes_of(page), "connection").size, 0);
}

static void finds_a_meta_among_others(void **state)
{
    struct bytes body =
        BYTES("<meta name=\"ls-ticket-old\" content=\"a\"><meta name=\"ls-ticket\" content=\"b7-_\">");
    (void)state;
    assert_true(bytes_equal(http_meta(body, "ls-ticket"), BYTES("b7-_")));
    assert_int_equal(http_meta(body, "nothing").size, 0);
    assert_int_equal(http_meta(BYTES("<meta name=\"ls-ticket\" content=\"cut"), "ls-ticket").size, 0);
}

static void refuses_what_is_no_reply(void **state)
{
    static const char *const texts[] = {"SSH-2.0-OpenSSH_9.2\r\n\r\n", "HTTP/1.0 200 OK\r\n\r\n", "\r\n\r\n",
                                        "HTTP/1.1 200 OK\r\nContent-Length: 999999999999\r\n\r\n"};
    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        struct http_reply reply;
        char *copy = NULL;
        assert_int_equal(read_part(texts[i], strlen(texts[i]), &reply, &copy), -1);
        free(copy);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        {"waits for the end of every kind of reply", waits_for_the_end_of_every_kind_of_reply, NULL, NULL, NULL},
        {"leaves what follows a reply", leaves_what_follows_a_reply, NULL, NULL, NULL},
        {"reads headers whatever their case", reads_headers_whatever_their_case, NULL, NULL, NULL},
        {"finds a meta among others", finds_a_meta_among_others, NULL, NULL, NULL},
        {"refuses what is no reply", refuses_what_is_no_reply, NULL, NULL, NULL},
    };
    return cmocka_run_group_tests_name("bench/http", tests, NULL, NULL);
}
