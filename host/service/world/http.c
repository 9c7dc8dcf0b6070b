// See http.h.
#include "service/world/http.h"

#include "base/mem.h"
#include "service/world/curl.h"
#include "value/codec.h"
#include "value/json.h"

#include <stdio.h>

enum { HEADERS_MAX = 200, HEADERS_BYTES_MAX = 64 * 1024, EXCESS_MAX = 100 };

struct header {
    struct bytes name;
    struct buffer value;
};

// A request on its way.
struct exchange {
    const struct curl *curl;
    struct arena *arena;
    CURL *easy;
    struct curl_slist *lines;
    struct buffer sent;
    struct curl_way way;
    char text[CURL_ERROR_SIZE];
    size_t body_max;
    char excess[EXCESS_MAX]; // what of the answer is more than it may be; empty: nothing
    struct header headers[HEADERS_MAX];
    size_t headers_count;
    size_t headers_bytes;
    struct buffer body;
};

// --- what comes ---

// Always false: no more is taken.
static bool exceed(struct exchange *exchange, size_t most, const char *of_what)
{
    snprintf(exchange->excess, sizeof exchange->excess, "the answer has more than %zu %s", most, of_what);
    return false;
}

static size_t take_body(char *data, size_t size, size_t count, void *self)
{
    struct exchange *exchange = self;
    size *= count;
    if (size > exchange->body_max - exchange->body.size) {
        exceed(exchange, exchange->body_max, "bytes in its body");
        return CURL_WRITEFUNC_ERROR;
    }
    buffer_put(&exchange->body, (struct bytes){data, size});
    return size;
}

static void forget_headers(struct exchange *exchange)
{
    for (size_t i = 0; i < exchange->headers_count; i++) buffer_destroy(&exchange->headers[i].value);
    exchange->headers_count = exchange->headers_bytes = 0;
}

static struct bytes trim(struct bytes text)
{
    while (text.size && strchr(" \t\r\n", text.data[0])) text.data++, text.size--;
    while (text.size && strchr(" \t\r\n", text.data[text.size - 1])) text.size--;
    return text;
}

static struct bytes small_letters(struct arena *arena, struct bytes text)
{
    char *copy = (char *)arena_copy(arena, text).data;
    for (size_t i = 0; i < text.size; i++)
        if (copy[i] >= 'A' && copy[i] <= 'Z') copy[i] = (char)(copy[i] + 'a' - 'A');
    return (struct bytes){copy, text.size};
}

static bool note_header(struct exchange *exchange, struct bytes name, struct bytes value)
{
    size_t i = 0;
    while (i < exchange->headers_count && !bytes_equal(exchange->headers[i].name, name)) i++;
    if (i == HEADERS_MAX) return exceed(exchange, HEADERS_MAX, "headers");
    struct header *header = &exchange->headers[i];
    bool is_new = i == exchange->headers_count;
    if (is_new) {
        *header = (struct header){.name = name};
        buffer_grow(&header->value, value.size);
        exchange->headers_count++;
    } else buffer_put(&header->value, bytes_equal(name, BYTES("set-cookie")) ? BYTES("\n") : BYTES(", "));
    buffer_put(&header->value, value);
    return true;
}

// A line of the head. Another status line begins another head: after a redirect, or what said "go on".
static size_t take_header(char *data, size_t size, size_t count, void *self)
{
    struct exchange *exchange = self;
    size *= count;
    const char *colon = memchr(data, ':', size);
    bool ok = true;
    if (size > 5 && memcmp(data, "HTTP/", 5) == 0) forget_headers(exchange);
    else if (colon)
        ok = note_header(exchange, small_letters(exchange->arena, trim((struct bytes){data, (size_t)(colon - data)})),
                         trim((struct bytes){colon + 1, size - (size_t)(colon + 1 - data)}));
    exchange->headers_bytes += size;
    if (exchange->headers_bytes > HEADERS_BYTES_MAX) ok = exceed(exchange, HEADERS_BYTES_MAX, "bytes in its head");
    return ok ? size : CURL_WRITEFUNC_ERROR;
}

// --- what goes ---

static void add_line(struct exchange *exchange, const char *line)
{
    struct curl_slist *longer = exchange->curl->slist_append(exchange->lines, line);
    if (longer) exchange->lines = longer;
}

static const char *get_text(const struct value *given, const char *key)
{
    return value_get_string(given, key, BYTES("")).data; // the arena ends each with a zero
}

static int64_t get_integer(const struct value *given, const char *key, int64_t fallback)
{
    const struct value *value = value_get(given, key);
    return value && value->kind == VALUE_INTEGER ? value->integer : fallback;
}

static bool get_boolean(const struct value *given, const char *key)
{
    const struct value *value = value_get(given, key);
    return value && value->kind == VALUE_BOOLEAN && value->boolean;
}

static void add_lines(struct exchange *exchange, const struct value *given)
{
    const struct value *headers = value_get(given, "headers");
    add_line(exchange, "Expect:"); // nobody waits for leave to send
    for (size_t i = 0; headers && i < headers->table->items_count; i++)
        add_line(exchange, headers->table->items[i].string.data);
    exchange->curl->easy_setopt(exchange->easy, CURLOPT_HTTPHEADER, exchange->lines);
}

// What is sent behind the head, and how the request is called.
static void add_body(struct exchange *exchange, const struct value *given)
{
    const struct curl *curl = exchange->curl;
    const struct value *json = value_get(given, "json"), *body = value_get(given, "body");
    const char *method = get_text(given, "method");
    if (json) json_encode(json, &exchange->sent);
    else if (body) buffer_put(&exchange->sent, body->string);
    if (json || body || strcmp(method, "POST") == 0) {
        curl->easy_setopt(exchange->easy, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)exchange->sent.size);
        curl->easy_setopt(exchange->easy, CURLOPT_POSTFIELDS, exchange->sent.size ? exchange->sent.data : "");
    }
    if (strcmp(method, "HEAD") == 0) curl->easy_setopt(exchange->easy, CURLOPT_NOBODY, 1L);
    else curl->easy_setopt(exchange->easy, CURLOPT_CUSTOMREQUEST, method);
}

static void set_up(struct exchange *exchange, const struct value *given)
{
    const struct curl *curl = exchange->curl;
    CURL *easy = exchange->easy;
    int64_t redirects = get_integer(given, "redirects", 0);
    curl->easy_setopt(easy, CURLOPT_URL, get_text(given, "url"));
    curl->easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
    curl->easy_setopt(easy, CURLOPT_REDIR_PROTOCOLS_STR, "http,https");
    curl->easy_setopt(easy, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
    curl->easy_setopt(easy, CURLOPT_ACCEPT_ENCODING, "gzip, deflate");
    curl->easy_setopt(easy, CURLOPT_USERAGENT, "lightspeed/" LIGHTSPEED_VERSION);
    curl->easy_setopt(easy, CURLOPT_FOLLOWLOCATION, redirects > 0 ? 1L : 0L);
    curl->easy_setopt(easy, CURLOPT_MAXREDIRS, (long)redirects);
    curl->easy_setopt(easy, CURLOPT_TIMEOUT_MS, (long)get_integer(given, "timeout", 0));
    curl->easy_setopt(easy, CURLOPT_WRITEFUNCTION, take_body);
    curl->easy_setopt(easy, CURLOPT_WRITEDATA, exchange);
    curl->easy_setopt(easy, CURLOPT_HEADERFUNCTION, take_header);
    curl->easy_setopt(easy, CURLOPT_HEADERDATA, exchange);
    add_lines(exchange, given);
    add_body(exchange, given);
}

// --- what comes of it ---

static bool put_answer(const struct exchange *exchange, struct buffer *out, struct error *err)
{
    struct arena *arena = exchange->arena;
    long status = 0;
    const char *url = "";
    exchange->curl->easy_getinfo(exchange->easy, CURLINFO_RESPONSE_CODE, &status);
    exchange->curl->easy_getinfo(exchange->easy, CURLINFO_EFFECTIVE_URL, &url);
    struct value_pair *pairs = arena_new(arena, (exchange->headers_count + 1) * sizeof *pairs);
    for (size_t i = 0; i < exchange->headers_count; i++)
        pairs[i] = (struct value_pair){value_string(exchange->headers[i].name),
                                       value_string(buffer_bytes(&exchange->headers[i].value))};
    struct value_table headers = {.pairs = pairs, .pairs_count = exchange->headers_count};
    struct value_pair all[] = {
        {value_string(BYTES("body")), value_string(buffer_bytes(&exchange->body))},
        {value_string(BYTES("headers")), {.kind = VALUE_TABLE, .table = &headers}},
        {value_string(BYTES("status")), value_integer(status)},
        {value_string(BYTES("url")), value_string(bytes_of(url))},
    };
    struct value_table table = {.pairs = all, .pairs_count = sizeof all / sizeof *all};
    return codec_encode(&(struct value){.kind = VALUE_TABLE, .table = &table}, out, err);
}

static const char *name_failure(struct agent *agent, const struct exchange *exchange, CURLcode code)
{
    if (code == CURLE_TOO_MANY_REDIRECTS) return "redirects";
    if (!*exchange->excess) return curl_pool_name(agent->pool, exchange->easy, &exchange->way, code);
    agent->world->counters.http_too_large++;
    return "too large";
}

static bool refuse(struct agent *agent, const struct exchange *exchange, CURLcode code, struct buffer *out)
{
    const char *why = *exchange->text ? exchange->text : exchange->curl->easy_strerror(code);
    agent->world->counters.http_failed++;
    if (*exchange->excess) why = exchange->excess;
    if (exchange->way.is_blocked) why = "the address is of a private network";
    return agent_refuse(out, name_failure(agent, exchange, code), why);
}

static bool perform(struct agent *agent, struct exchange *exchange, struct buffer *out, struct error *err)
{
    CURLcode code;
    curl_pool_prepare(agent->pool, exchange->easy, &exchange->way, exchange->text);
    if (!curl_pool_perform(agent->pool, exchange->easy, &exchange->way, &code, err)) {
        agent->world->counters.http_failed++;
        return false;
    }
    return code == CURLE_OK ? put_answer(exchange, out, err) : refuse(agent, exchange, code, out);
}

static bool ask_network(struct agent *agent, const struct value *given, struct buffer *out, struct error *err)
{
    const struct world_place *place = &agent->world->place;
    if (!agent->pool) agent->pool = curl_pool_new(err);
    if (!agent->pool) return false;
    struct exchange *exchange = mem_new_clear(sizeof *exchange);
    exchange->curl = agent->pool->curl;
    exchange->arena = &agent->arena;
    exchange->body_max = (size_t)get_integer(given, "max_bytes", place->http_bytes);
    exchange->way = (struct curl_way){agent->goes_on, agent->self,
                                      place->is_private_closed || get_boolean(given, "public"), false};
    exchange->easy = exchange->curl->easy_init();
    bool ok = exchange->easy || fail(err, ERROR_HOST, "libcurl has no memory");
    if (ok) set_up(exchange, given);
    ok = ok && perform(agent, exchange, out, err);
    exchange->curl->easy_cleanup(exchange->easy);
    exchange->curl->slist_free_all(exchange->lines);
    forget_headers(exchange);
    buffer_destroy(&exchange->sent);
    buffer_destroy(&exchange->body);
    mem_free(exchange);
    return ok;
}

bool http_work(struct agent *agent, const struct value *given, struct buffer *out, struct error *err)
{
    const struct world_place *place = &agent->world->place;
    agent->world->counters.http_requests++;
    if (place->answer) return place->answer(place->self, given, &agent->arena, out, err);
    return ask_network(agent, given, out, err);
}
