// See curl.h. A transfer is driven by hand, a twentieth of a second at a time: long enough to cost nothing, and short
// enough that a call whose page is gone lets go at once.
#include "service/world/curl.h"

#include "base/mem.h"
#include "service/world/network.h"

#include <dlfcn.h>
#include <errno.h>
#include <pthread.h>
#include <unistd.h>

enum { LOOK_MS = 50, CONNECTIONS_MAX = 8 };

static struct curl functions;
static bool is_there;

static void load(void)
{
    void *library = dlopen("libcurl.so.4", RTLD_NOW | RTLD_LOCAL);
    is_there = library;
#define X(name)                                                                                                      \
    if (is_there) is_there = (*(void **)&functions.name = dlsym(library, "curl_" #name));
    CURL_FUNCTIONS(X)
#undef X
    is_there = is_there && functions.global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK;
}

const struct curl *curl_get(struct error *err)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, load);
    if (is_there) return &functions;
    fail(err, ERROR_HOST, "libcurl.so.4 is not there, which this needs: apt install libcurl4");
    return NULL;
}

struct curl_pool *curl_pool_new(struct error *err)
{
    const struct curl *curl = curl_get(err);
    if (!curl) return NULL;
    struct curl_pool *pool = mem_new_clear(sizeof *pool);
    *pool = (struct curl_pool){curl, curl->multi_init(), curl->multi_init()};
    if (pool->any && pool->public) {
        curl->multi_setopt(pool->any, CURLMOPT_MAXCONNECTS, (long)CONNECTIONS_MAX);
        curl->multi_setopt(pool->public, CURLMOPT_MAXCONNECTS, (long)CONNECTIONS_MAX);
        return pool;
    }
    curl_pool_delete(pool);
    fail(err, ERROR_HOST, "libcurl does not start");
    return NULL;
}

void curl_pool_delete(struct curl_pool *pool)
{
    if (!pool) return;
    if (pool->any) pool->curl->multi_cleanup(pool->any);
    if (pool->public) pool->curl->multi_cleanup(pool->public);
    mem_free(pool);
}

// The address that a name stands for is looked at here, where it is used: whatever the name says the next time. No
// program that the host starts inherits the socket.
static curl_socket_t open_socket(void *clientp, curlsocktype purpose, struct curl_sockaddr *address)
{
    struct curl_way *way = clientp;
    (void)purpose;
    if (way->is_public && !network_is_public(&address->addr)) {
        way->is_blocked = true;
        return CURL_SOCKET_BAD;
    }
    return socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

void curl_pool_prepare(const struct curl_pool *pool, CURL *easy, struct curl_way *way, char *text)
{
    const struct curl *curl = pool->curl;
    *text = 0;
    curl->easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
    curl->easy_setopt(easy, CURLOPT_QUICK_EXIT, 1L); // a resolver that hangs holds nobody up
    curl->easy_setopt(easy, CURLOPT_ERRORBUFFER, text);
    curl->easy_setopt(easy, CURLOPT_OPENSOCKETFUNCTION, open_socket);
    curl->easy_setopt(easy, CURLOPT_OPENSOCKETDATA, way);
    if (way->is_public) curl->easy_setopt(easy, CURLOPT_PROXY, ""); // it would look for us
}

bool curl_pool_perform(const struct curl_pool *pool, CURL *easy, const struct curl_way *way, CURLcode *code,
                       struct error *err)
{
    const struct curl *curl = pool->curl;
    CURLM *multi = way->is_public ? pool->public : pool->any;
    int running = 1, left;
    bool goes_on = true;
    *code = CURLE_FAILED_INIT;
    if (curl->multi_add_handle(multi, easy) != CURLM_OK) return true;
    while (curl->multi_perform(multi, &running) == CURLM_OK && running && (goes_on = way->goes_on(way->self)))
        curl->multi_poll(multi, NULL, 0, LOOK_MS, NULL);
    for (const CURLMsg *message; (message = curl->multi_info_read(multi, &left));)
        if (message->msg == CURLMSG_DONE && message->easy_handle == easy) *code = message->data.result;
    curl->multi_remove_handle(multi, easy);
    return goes_on || fail(err, ERROR_BUDGET, "its time is over");
}

static const char *name_unconnected(const struct curl_pool *pool, CURL *easy, const struct curl_way *way)
{
    long why = 0;
    pool->curl->easy_getinfo(easy, CURLINFO_OS_ERRNO, &why);
    if (way->is_blocked) return "private";
    return why == ECONNREFUSED ? "refused" : "unreachable";
}

const char *curl_pool_name(const struct curl_pool *pool, CURL *easy, const struct curl_way *way, CURLcode code)
{
    switch (code) {
    case CURLE_COULDNT_RESOLVE_HOST:
    case CURLE_COULDNT_RESOLVE_PROXY: return "dns";
    case CURLE_COULDNT_CONNECT: return name_unconnected(pool, easy, way);
    case CURLE_OPERATION_TIMEDOUT: return "timeout";
    case CURLE_URL_MALFORMAT:
    case CURLE_UNSUPPORTED_PROTOCOL: return "url";
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_SSL_CACERT_BADFILE:
    case CURLE_SSL_CERTPROBLEM:
    case CURLE_SSL_CIPHER:
    case CURLE_SSL_ISSUER_ERROR:
    case CURLE_USE_SSL_FAILED:
    case CURLE_PEER_FAILED_VERIFICATION: return "tls";
    default: return "broken";
    }
}
