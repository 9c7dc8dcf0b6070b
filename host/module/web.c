// app:web(pattern, answer): what ls.http is answered from now on where the method and the address fit the pattern,
// such as "GET https://example.com/*"; with nil nothing any more. app:requests(): what was asked, in its order. No
// spec asks the network: what nobody answers is an error of the service that names the address.
// app:mails(): what ls.mail sent.
#include "base/mem.h"
#include "module/app.h"
#include "value/codec.h"
#include "vm/marshal.h"

#include <pthread.h>

enum { REQUESTS_MAX = 1000 };

struct reply {
    struct reply *next;
    struct buffer pattern;
    struct buffer answer; // canonical
};

struct module_web {
    pthread_mutex_t lock;
    struct reply *first;    // the newest
    struct buffer requests; // canonical, one behind the other
    size_t requests_count;
    struct buffer mails; // the same
    size_t mails_count;
};

struct module_web *module_web_new(void)
{
    struct module_web *web = mem_new_clear(sizeof *web);
    pthread_mutex_init(&web->lock, NULL);
    return web;
}

static void remove_at(struct reply **link)
{
    struct reply *reply = *link;
    *link = reply->next;
    buffer_destroy(&reply->pattern);
    buffer_destroy(&reply->answer);
    mem_free(reply);
}

void module_web_delete(struct module_web *web)
{
    if (!web) return;
    while (web->first) remove_at(&web->first);
    buffer_destroy(&web->requests);
    buffer_destroy(&web->mails);
    pthread_mutex_destroy(&web->lock);
    mem_free(web);
}

// A star stands for any text.
static bool fits(struct bytes pattern, struct bytes text)
{
    const char *star = NULL, *from = NULL;
    const char *end = text.data + text.size, *pattern_end = pattern.data + pattern.size;
    for (const char *at = text.data, *want = pattern.data; at < end || want < pattern_end;) {
        if (want < pattern_end && *want == '*') star = want++, from = at;
        else if (want < pattern_end && at < end && *want == *at) want++, at++;
        else if (star && from < end) want = star + 1, at = ++from;
        else return false;
    }
    return true;
}

static const struct reply *find(const struct module_web *web, struct bytes method, struct bytes url,
                                struct arena *arena)
{
    size_t size = method.size + 1 + url.size;
    char *both = arena_new(arena, size);
    memcpy(both, method.data, method.size);
    both[method.size] = ' ';
    memcpy(both + method.size + 1, url.data, url.size);
    for (const struct reply *reply = web->first; reply; reply = reply->next)
        if (fits(buffer_bytes(&reply->pattern), url) ||
            fits(buffer_bytes(&reply->pattern), (struct bytes){both, size}))
            return reply;
    return NULL;
}

bool module_web_answer(void *self, const struct value *request, struct arena *arena, struct buffer *out,
                       struct error *err)
{
    struct module_web *web = self;
    struct bytes method = value_get_string(request, "method", BYTES("GET"));
    struct bytes url = value_get_string(request, "url", BYTES(""));
    pthread_mutex_lock(&web->lock);
    if (web->requests_count < REQUESTS_MAX && codec_encode(request, &web->requests, err)) web->requests_count++;
    const struct reply *reply = find(web, method, url, arena);
    if (reply) buffer_put(out, buffer_bytes(&reply->answer));
    pthread_mutex_unlock(&web->lock);
    return reply ||
           fail(err, ERROR_UNKNOWN,
                "specs do not reach out, and nothing is said of %.*s %.*s; write test.http(page, \"%.*s\", { "
                "status = 200, body = \"...\" })",
                (int)method.size, method.data, (int)url.size, url.data, (int)url.size, url.data);
}

static struct module_web *check_web(lua_State *L)
{
    struct module_web *web = module_check_app(L, 1)->web;
    if (!web) luaL_error(L, "the app has no services");
    return web;
}

int module_web(lua_State *L)
{
    static const struct marshal_root root = {"answer", "answer", false};
    struct module_web *web = check_web(L);
    struct bytes pattern = module_check_bytes(L, 2);
    struct scratch *scratch = scratch_take(L);
    lua_settop(L, 3);
    if (!marshal_read(L, 3, &root, &scratch->bytes, &scratch->keys, &scratch->err))
        return module_refuse(L, &scratch->err);
    pthread_mutex_lock(&web->lock);
    struct reply **link = &web->first;
    while (*link && !bytes_equal(buffer_bytes(&(*link)->pattern), pattern)) link = &(*link)->next;
    if (*link) remove_at(link);
    if (!lua_isnil(L, 3)) {
        struct reply *reply = mem_new_clear(sizeof *reply);
        buffer_put(&reply->pattern, pattern);
        buffer_put(&reply->answer, buffer_bytes(&scratch->bytes));
        reply->next = web->first;
        web->first = reply;
    }
    pthread_mutex_unlock(&web->lock);
    lua_pushboolean(L, true);
    return 1;
}

bool module_web_post(void *self, const struct value *letter, struct error *err)
{
    struct module_web *web = self;
    pthread_mutex_lock(&web->lock);
    bool ok = web->mails_count < REQUESTS_MAX ? codec_encode(letter, &web->mails, err)
                                              : fail(err, ERROR_FULL, "a spec keeps %d letters", REQUESTS_MAX);
    web->mails_count += ok;
    pthread_mutex_unlock(&web->lock);
    return ok;
}

static int push_list(lua_State *L, struct module_web *web, const struct buffer *list, const size_t *list_count)
{
    struct scratch *scratch = scratch_take(L);
    pthread_mutex_lock(&web->lock);
    buffer_put(&scratch->bytes, buffer_bytes(list));
    size_t count = *list_count;
    pthread_mutex_unlock(&web->lock);
    struct bytes rest = buffer_bytes(&scratch->bytes);
    lua_newtable(L);
    for (size_t i = 1; i <= count; i++) {
        marshal_push_next(L, &rest);
        lua_rawseti(L, -2, (lua_Integer)i);
    }
    return 1;
}

int module_requests(lua_State *L)
{
    struct module_web *web = check_web(L);
    return push_list(L, web, &web->requests, &web->requests_count);
}

int module_mails(lua_State *L)
{
    struct module_web *web = check_web(L);
    return push_list(L, web, &web->mails, &web->mails_count);
}
