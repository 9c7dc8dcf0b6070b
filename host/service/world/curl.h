// libcurl, which only this corner knows: it is loaded when a service first needs it, so that a host that never does
// neither waits for it nor carries it.
#pragma once

#include "base/error.h"

#include <stdint.h>

#define CURL_DISABLE_TYPECHECK
#include <curl/curl.h>

#define CURL_FUNCTIONS(X)                                                                                            \
    X(global_init)                                                                                                   \
    X(easy_cleanup)                                                                                                  \
    X(easy_getinfo)                                                                                                  \
    X(easy_init)                                                                                                     \
    X(easy_setopt)                                                                                                   \
    X(easy_strerror)                                                                                                 \
    X(multi_add_handle)                                                                                              \
    X(multi_cleanup)                                                                                                 \
    X(multi_info_read)                                                                                               \
    X(multi_init)                                                                                                    \
    X(multi_perform)                                                                                                 \
    X(multi_poll)                                                                                                    \
    X(multi_remove_handle)                                                                                           \
    X(multi_setopt)                                                                                                  \
    X(slist_append)                                                                                                  \
    X(slist_free_all)

struct curl {
#define X(name) __typeof__(curl_##name) *name; // NOLINT(bugprone-macro-parentheses): a name
    CURL_FUNCTIONS(X)
#undef X
};

// Any thread. NULL where there is no libcurl; `err` says what to install.
const struct curl *curl_get(struct error *err);

// An agent's: connections, kept for the next request. Those to public addresses alone lie apart from all others, so
// that a request that may go no further does not find a line that leads there.
struct curl_pool {
    const struct curl *curl;
    CURLM *any;
    CURLM *public;
};

// The caller's. NULL where there is no libcurl, or no memory for it.
struct curl_pool *curl_pool_new(struct error *err);
void curl_pool_delete(struct curl_pool *pool);

// How one transfer may go on, and where it may go to.
struct curl_way {
    bool (*goes_on)(void *self);
    void *self;
    bool is_public;  // addresses of private networks are refused,
    bool is_blocked; // and one was
};

// Settings that every transfer has: no signals, its own sockets, errors in `text` (CURL_ERROR_SIZE).
void curl_pool_prepare(const struct curl_pool *pool, CURL *easy, struct curl_way *way, char *text);

// Goes until it is done, or `goes_on` says that it is to end: false then, with BUDGET.
bool curl_pool_perform(const struct curl_pool *pool, CURL *easy, const struct curl_way *way, CURLcode *code,
                       struct error *err);

// What an app knows a failure by: "dns", "refused", "unreachable", "private", "tls", "timeout", "url", "broken".
const char *curl_pool_name(const struct curl_pool *pool, CURL *easy, const struct curl_way *way, CURLcode code);
