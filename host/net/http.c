// See http.h. An answer's head and body leave in one write: most visits are answered before their callback returns.
#include "net/http.h"

#include "app/assets.h"
#include "base/mem.h"
#include "net/origin.h"
#include "net/shard.h"
#include "session/visit/cookie.h"
#include "session/visit/flash.h"
#include "session/visit/visitor.h"

#include <arpa/inet.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

// A page request whose visit is not done yet, or a ticket that is coming; NULL behind `user` otherwise.
struct request {
    struct visit visit;
    struct lws *wsi;
    bool is_starting; // inside visit_begin: the answer is written when that returns
    bool is_head;
    bool is_ticket; // no visit: what comes is the ticket of a session's change
    struct buffer ticket;
    struct buffer path;
    struct buffer query;
    struct buffer languages;
    struct buffer cookie;
    struct buffer said;  // flash messages
    struct buffer form;  // of a POST, while it comes
    size_t form_awaited; // bytes of it that are still to come
    unsigned refusal;    // its answer, whatever else comes; 0: none
    const char *refusal_text;
};

enum {
    HEAD_ROOM = 1024,
    PATH_MAX_SIZE = 2048,
    COOKIES_MAX_SIZE = 6 * 1024,
    TICKET_MAX_SIZE = 6 * 1024,
    HOPS_S = 10,
    CARD_S = 20,
    OUT_KEPT = 1024 * 1024
};

enum { FORM_SIZE_MAX = 64 * 1024, FORM_DISCARDED_MAX = 1024 * 1024, FORM_TIMEOUT_S = 30 };

// Counts redirects, so that a circle ends in a page that says so, and not in one of the browser's.
static const char hops_cookie[] = "ls-hops";

struct response {
    unsigned status;
    const char *type;
    struct bytes body;
    const char *nonce; // allows what says it in the body; NULL: nothing inline at all
    bool is_immutable;
    bool is_head;
    const char *etag;      // NULL: is not to be kept at all, unless immutable
    const char *encoding;  // NULL: none
    struct bytes location; // of a redirect
    unsigned hops;         // redirects that led here
    bool sets_cookie;      // of the visitor
    struct bytes cookie;   // empty: none any more
    bool has_card;         // of flashes, came along
    struct bytes card;     // goes along
};

static bool put_header(struct lws *wsi, const char *name, const char *value, unsigned char **at, unsigned char *end)
{
    return lws_add_http_header_by_name(wsi, (const unsigned char *)name, (const unsigned char *)value,
                                       (int)strlen(value), at, end) == 0;
}

// Nothing inline, but for what says the nonce of its page.
static void write_policy(char *out, size_t size, const char *nonce)
{
    char source[64] = "";
    if (nonce) snprintf(source, sizeof source, " 'nonce-%s'", nonce);
    snprintf(out, size,
             "default-src 'self'; script-src 'self'%s; style-src 'self'%s; object-src 'none'; base-uri 'none'; "
             "frame-ancestors 'self'",
             source, source);
}

static bool put_file_headers(struct lws *wsi, const struct response *response, unsigned char **at, unsigned char *end)
{
    if (!response->etag) return true;
    return put_header(wsi, "etag:", response->etag, at, end) &&
           put_header(wsi, "vary:", "accept-encoding", at, end) &&
           (!response->encoding || put_header(wsi, "content-encoding:", response->encoding, at, end));
}

static bool put_redirect(struct lws *wsi, const struct response *response, unsigned char **at, unsigned char *end)
{
    char cookie[100];
    bool goes_on = response->location.size;
    if (!goes_on && !response->hops) return true;
    snprintf(cookie, sizeof cookie, "%s=%u; Path=/; Max-Age=%d; HttpOnly; SameSite=Lax", hops_cookie,
             goes_on ? response->hops + 1 : 0, goes_on ? HOPS_S : 0);
    if (!put_header(wsi, "set-cookie:", cookie, at, end)) return false;
    return !goes_on || lws_add_http_header_by_name(
                           wsi, (const unsigned char *)"location:", (const unsigned char *)response->location.data,
                           (int)response->location.size, at, end) == 0;
}

static bool put_visitor(struct lws *wsi, const struct response *response, unsigned char **at, unsigned char *end)
{
    if (!response->sets_cookie) return true;
    bool is_secure = origin_is_secure(wsi);
    long long good_s = (long long)shard_of(wsi)->hall.settings->limits.session_s;
    struct buffer cookie = {0};
    buffer_print(&cookie, "%s=", visitor_cookie_name(is_secure));
    buffer_put(&cookie, response->cookie);
    buffer_print(&cookie, "; Path=/; Max-Age=%lld; HttpOnly; SameSite=Lax%s", response->cookie.size ? good_s : 0,
                 is_secure ? "; Secure" : "");
    bool ok = lws_add_http_header_by_name(wsi, (const unsigned char *)"set-cookie:", (unsigned char *)cookie.data,
                                          (int)cookie.size, at, end) == 0;
    buffer_destroy(&cookie);
    return ok;
}

// The card of what was said goes along, or has been read.
static bool put_card(struct lws *wsi, const struct response *response, unsigned char **at, unsigned char *end)
{
    bool is_taken = response->card.size;
    if (!is_taken && (!response->has_card || response->location.size)) return true;
    struct buffer cookie = {0};
    buffer_print(&cookie, "%s=", flash_cookie);
    buffer_put(&cookie, response->card);
    buffer_print(&cookie, "; Path=/; Max-Age=%d; SameSite=Lax", is_taken ? CARD_S : 0);
    bool ok = lws_add_http_header_by_name(wsi, (const unsigned char *)"set-cookie:", (unsigned char *)cookie.data,
                                          (int)cookie.size, at, end) == 0;
    buffer_destroy(&cookie);
    return ok;
}

static bool put_headers(struct lws *wsi, const struct response *response, unsigned char **at, unsigned char *end)
{
    char policy[320];
    write_policy(policy, sizeof policy, response->nonce);
    const char *cache = response->is_immutable ? "public, max-age=31536000, immutable"
                        : response->etag       ? "no-cache"
                                               : "no-store";
    return lws_add_http_common_headers(wsi, response->status, response->type, response->body.size, at, end) == 0 &&
           put_header(wsi, "cache-control:", cache, at, end) &&
           put_header(wsi, "content-security-policy:", policy, at, end) &&
           put_header(wsi, "x-content-type-options:", "nosniff", at, end) &&
           put_header(wsi, "referrer-policy:", "same-origin", at, end) &&
           (!shard_of(wsi)->is_stopping || put_header(wsi, "connection:", "close", at, end)) &&
           put_file_headers(wsi, response, at, end) && put_redirect(wsi, response, at, end) &&
           put_visitor(wsi, response, at, end) && put_card(wsi, response, at, end) &&
           lws_finalize_http_header(wsi, at, end) == 0;
}

// Gives the callback's result: -1 closes the connection.
static int respond(struct lws *wsi, const struct response *response)
{
    struct buffer *out = &shard_of(wsi)->out;
    buffer_clear(out);
    size_t head_room = HEAD_ROOM + response->location.size + response->cookie.size + response->card.size;
    buffer_reserve(out, LWS_PRE + head_room + response->body.size);
    unsigned char *start = (unsigned char *)out->data + LWS_PRE;
    unsigned char *at = start;
    if (!put_headers(wsi, response, &at, start + head_room)) return -1;
    if (!response->is_head && response->body.size) {
        memcpy(at, response->body.data, response->body.size);
        at += response->body.size;
    }
    bool is_written = lws_write(wsi, start, (size_t)(at - start), LWS_WRITE_HTTP) >= 0; // or kept, for a slow line
    if (out->capacity > OUT_KEPT) {
        buffer_destroy(out);
        *out = (struct buffer){0};
    }
    if (!is_written) return -1;
    return lws_http_transaction_completed(wsi) || shard_of(wsi)->is_stopping ? -1 : 0;
}

static int respond_plain(struct lws *wsi, unsigned status, const char *text)
{
    struct response response = {.status = status, .type = "text/plain; charset=utf-8", .body = bytes_of(text)};
    return respond(wsi, &response);
}

// --- pages ---

static void request_delete(struct request *request)
{
    visit_destroy(&request->visit);
    buffer_destroy(&request->path);
    buffer_destroy(&request->query);
    buffer_destroy(&request->languages);
    buffer_destroy(&request->cookie);
    buffer_destroy(&request->said);
    buffer_destroy(&request->ticket);
    buffer_destroy(&request->form);
    mem_free(request);
}

static int finish(struct request *request, void **user)
{
    struct visit *visit = &request->visit;
    struct response response = {
        .status = (unsigned)visit->status,
        .type = "text/html; charset=utf-8",
        .body = buffer_bytes(&visit->body),
        .nonce = visit->uses_nonce ? visit->nonce : NULL,
        .is_head = request->is_head,
        .location = buffer_bytes(&visit->location),
        .hops = visit->hops,
        .sets_cookie = visit->sets_cookie,
        .cookie = buffer_bytes(&visit->set),
        .has_card = visit->flash.size,
        .card = buffer_bytes(&visit->card),
    };
    *user = NULL; // completing the transaction calls back to forget what is under way
    int result = respond(request->wsi, &response);
    request_delete(request);
    return result;
}

void http_answer(struct visit *visit)
{
    struct request *request = visit->owner;
    if (!request->is_starting) lws_callback_on_writable(request->wsi);
}

// libwebsockets does not listen to a connection whose request waits for its answer.
bool http_has_gone(const struct visit *visit)
{
    const struct request *request = visit->owner;
    char byte;
    ssize_t got = recv(lws_get_socket_fd(request->wsi), &byte, 1, MSG_PEEK | MSG_DONTWAIT);
    return got == 0 || (got < 0 && errno != EAGAIN && errno != EWOULDBLOCK && errno != EINTR);
}

// libwebsockets has decoded the arguments and split them at '&'; they are put together again so that they can be
// taken apart.
static void read_query(struct lws *wsi, struct buffer *query)
{
    char part[PATH_MAX_SIZE];
    for (int i = 0; lws_hdr_copy_fragment(wsi, part, sizeof part, WSI_TOKEN_HTTP_URI_ARGS, i) > 0; i++) {
        if (i) buffer_put_byte(query, '&');
        for (const char *at = part; *at; at++) {
            if (*at == '%' || *at == '&' || *at == '+') buffer_print(query, "%%%02X", (unsigned)*at);
            else buffer_put_byte(query, *at);
        }
    }
}

// A header's value; empty where there is none, or none of a sensible size.
static struct bytes read_header(struct lws *wsi, enum lws_token_indexes token, char *room, size_t size)
{
    int length = lws_hdr_copy(wsi, room, (int)size, token);
    return (struct bytes){room, length > 0 ? (size_t)length : 0};
}

// How many redirects led here.
static unsigned read_hops(struct bytes cookies)
{
    unsigned hops = 0;
    struct bytes found = cookie_find(cookies, hops_cookie);
    for (size_t i = 0; i < found.size && found.data[i] >= '0' && found.data[i] <= '9' && hops < 100; i++)
        hops = hops * 10 + (unsigned)(found.data[i] - '0');
    return hops > 100 ? 100 : hops;
}

static struct bytes find_visitor(struct lws *wsi, struct bytes cookies)
{
    return cookies.size ? cookie_find(cookies, visitor_cookie_name(origin_is_secure(wsi))) : cookies;
}

uint64_t http_visitor(struct lws *wsi, struct buffer *kept)
{
    struct hall *hall = &shard_of(wsi)->hall;
    char room[COOKIES_MAX_SIZE];
    struct bytes cookies = read_header(wsi, WSI_TOKEN_HTTP_COOKIE, room, sizeof room);
    struct bytes cookie = find_visitor(wsi, cookies);
    if (hall->app->channels_count) buffer_put(kept, cookie);
    return cookies.size ? visitor_number(hall, cookie) : 0;
}

static struct request *request_new(struct lws *wsi, const char *path)
{
    char languages[256];
    char room[COOKIES_MAX_SIZE];
    struct bytes cookies = read_header(wsi, WSI_TOKEN_HTTP_COOKIE, room, sizeof room);
    struct request *request = mem_new_clear(sizeof *request);
    request->wsi = wsi;
    buffer_put(&request->path, bytes_of(path));
    read_query(wsi, &request->query);
    buffer_put(&request->languages, read_header(wsi, WSI_TOKEN_HTTP_ACCEPT_LANGUAGE, languages, sizeof languages));
    buffer_put(&request->cookie, find_visitor(wsi, cookies));
    buffer_put(&request->said, cookie_find(cookies, flash_cookie));
    request->visit = (struct visit){.hall = &shard_of(wsi)->hall, .hops = read_hops(cookies), .owner = request};
    return request;
}

static int begin(struct request *request, void **user)
{
    struct visit *visit = &request->visit;
    request->is_starting = true;
    visit->path = buffer_bytes(&request->path);
    visit->query = buffer_bytes(&request->query);
    visit->languages = buffer_bytes(&request->languages);
    visit->cookie = buffer_bytes(&request->cookie);
    visit->said = buffer_bytes(&request->said);
    visit->form = buffer_bytes(&request->form);
    *user = request;
    visit_begin(visit);
    request->is_starting = false;
    if (visit->is_done) return finish(request, user);
    lws_set_timeout(request->wsi, NO_PENDING_TIMEOUT, 0); // the turn has a deadline of its own
    return 0;
}

static int visit_page(struct lws *wsi, void **user, const char *path, bool is_head)
{
    struct request *request = request_new(wsi, path);
    request->is_head = is_head;
    return begin(request, user);
}

// --- the cookie of a visitor's session ---

// Browsers say where a POST comes from: what another site's page sends is nobody's wish.
static int take_ticket(struct lws *wsi, void **user)
{
    if (!origin_is_said(wsi) || !origin_is_same(wsi)) {
        count(&shard_of(wsi)->hall.counters.rejected_forbidden);
        return respond_plain(wsi, 403, "This is for pages of this site.\n");
    }
    struct request *request = mem_new_clear(sizeof *request);
    request->wsi = wsi;
    request->is_ticket = true;
    *user = request;
    return 0;
}

static int take_part(struct request *request, struct bytes part)
{
    if (request->ticket.size + part.size > TICKET_MAX_SIZE) return -1;
    buffer_put(&request->ticket, part);
    return 0;
}

static int take_end(struct lws *wsi, void **user)
{
    char room[COOKIES_MAX_SIZE];
    struct request *request = *user;
    struct hall *hall = &shard_of(wsi)->hall;
    struct buffer set = {0};
    struct error err;
    if (!request || !request->is_ticket) return -1;
    struct bytes cookies = read_header(wsi, WSI_TOKEN_HTTP_COOKIE, room, sizeof room);
    arena_reset(&hall->arena);
    bool ok = visitor_commit(hall, buffer_bytes(&request->ticket), find_visitor(wsi, cookies), &set, &err);
    if (!ok) count(&hall->counters.rejected_forbidden);
    struct response response = {
        .status = ok ? 204 : 403,
        .type = "text/plain; charset=utf-8",
        .body = bytes_of(ok ? "" : err.text),
        .sets_cookie = ok,
        .cookie = buffer_bytes(&set),
    };
    *user = NULL;
    buffer_destroy(&request->ticket);
    mem_free(request);
    int result = respond(wsi, &response);
    buffer_destroy(&set);
    return result;
}

// --- forms ---

static void refuse_form(struct request *request, unsigned status, const char *text)
{
    request->refusal = status;
    request->refusal_text = text;
}

static int finish_form(struct request *request, void **user)
{
    struct lws *wsi = request->wsi;
    if (!request->refusal) return begin(request, user);
    unsigned status = request->refusal;
    const char *text = request->refusal_text;
    request_delete(request);
    *user = NULL;
    return respond_plain(wsi, status, text);
}

// The form comes in pieces. What is refused is read to its end all the same, so that the browser hears why.
static int take_form(struct lws *wsi, void **user, const char *path)
{
    char text[64];
    struct bytes length = read_header(wsi, WSI_TOKEN_HTTP_CONTENT_LENGTH, text, sizeof text - 1);
    size_t size = length.size ? strtoul(text, NULL, 10) : 0;
    if (!length.size) { // what comes behind may be anything: nothing more is read of this connection
        respond_plain(wsi, 411, "A form says how long it is, in Content-Length.\n");
        return -1;
    }
    if (size > FORM_DISCARDED_MAX) return -1;
    struct request *request = request_new(wsi, path);
    struct bytes type = read_header(wsi, WSI_TOKEN_HTTP_CONTENT_TYPE, text, sizeof text);
    static const char form_type[] = "application/x-www-form-urlencoded";
    request->visit.is_post = true;
    request->form_awaited = size;
    if (!origin_is_same(wsi)) refuse_form(request, 403, "This form was sent from another site.\n");
    else if (size > FORM_SIZE_MAX) refuse_form(request, 413, "The form is larger than 64 KiB.\n");
    else if (size && (type.size < sizeof form_type - 1 || strncasecmp(text, form_type, sizeof form_type - 1) != 0))
        refuse_form(request, 415, "A form is sent as application/x-www-form-urlencoded; files are not taken.\n");
    *user = request;
    lws_set_timeout(wsi, PENDING_TIMEOUT_HTTP_CONTENT, FORM_TIMEOUT_S);
    return 0;
}

static int take_piece(struct request *request, struct bytes piece)
{
    if (piece.size > request->form_awaited) return -1;
    request->form_awaited -= piece.size;
    if (!request->refusal) buffer_put(&request->form, piece);
    return 0;
}

static int take_body(void **user, struct bytes piece)
{
    struct request *request = *user;
    if (!request) return -1;
    return request->is_ticket ? take_part(request, piece) : take_piece(request, piece);
}

static int end_body(struct lws *wsi, void **user)
{
    struct request *request = *user;
    if (!request || request->form_awaited) return -1;
    return request->is_ticket ? take_end(wsi, user) : finish_form(request, user);
}

// --- the rest ---

// Asked from this machine, and not through a proxy on it.
static bool is_from_here(struct lws *wsi)
{
    char peer[64] = "";
    if (lws_hdr_total_length(wsi, WSI_TOKEN_X_FORWARDED_FOR) > 0) return false;
    lws_get_peer_simple(wsi, peer, sizeof peer);
    return strncmp(peer, "127.", 4) == 0 || strcmp(peer, "::1") == 0 || strncmp(peer, "::ffff:127.", 11) == 0;
}

static int serve_own(struct lws *wsi, const char *path, bool is_head)
{
    struct hall *hall = &shard_of(wsi)->hall;
    struct asset asset;
    if (assets_find(hall->app, bytes_of(path), &asset)) {
        struct response response = {
            .status = 200,
            .type = asset.type,
            .body = asset.content,
            .is_immutable = asset.is_immutable,
            .is_head = is_head,
        };
        return respond(wsi, &response);
    }
    if (strcmp(path, "/_ls/metrics") == 0 && is_from_here(wsi)) {
        buffer_clear(&hall->scratch);
        hall_write_metrics(hall->settings, &hall->scratch);
        struct response response = {
            .status = 200,
            .type = "text/plain; version=0.0.4",
            .body = buffer_bytes(&hall->scratch),
            .is_head = is_head,
        };
        return respond(wsi, &response);
    }
    return respond_plain(wsi, 404, "There is nothing here.\n");
}

// --- the app's files ---

static int serve_file(struct lws *wsi, const struct file *file, bool is_hashed, bool is_head)
{
    char room[2][256];
    const struct files *files = &shard_of(wsi)->hall.app->files;
    struct response response = {
        .status = 200,
        .type = file->type,
        .body = file->content,
        .is_immutable = is_hashed,
        .is_head = is_head,
        .etag = file->etag.data,
    };
    struct bytes accepted = read_header(wsi, WSI_TOKEN_HTTP_ACCEPT_ENCODING, room[0], sizeof room[0]);
    const struct file *compressed = files_compressed(files, file, accepted, &response.encoding);
    if (compressed) {
        response.body = compressed->content;
        response.etag = compressed->etag.data;
    } else {
        response.encoding = NULL;
    }
    struct bytes known = read_header(wsi, WSI_TOKEN_HTTP_IF_NONE_MATCH, room[1], sizeof room[1]);
    if (memmem(known.data, known.size, response.etag, strlen(response.etag))) {
        response.status = 304;
        response.is_head = true;
    }
    return respond(wsi, &response);
}

static int serve_request(struct lws *wsi, void **user, const char *path)
{
    bool is_get = lws_hdr_total_length(wsi, WSI_TOKEN_GET_URI) > 0;
    bool is_head = lws_hdr_total_length(wsi, WSI_TOKEN_HEAD_URI) > 0;
    bool is_post = lws_hdr_total_length(wsi, WSI_TOKEN_POST_URI) > 0;
    if (is_post && strcmp(path, "/_ls/session") == 0) return take_ticket(wsi, user);
    if (!is_get && !is_head && !is_post) return respond_plain(wsi, 405, "Only GET and forms are understood here.\n");
    if (strlen(path) >= PATH_MAX_SIZE) return respond_plain(wsi, 414, "The address is too long.\n");
    if (is_post) return take_form(wsi, user, path);
    bool is_tool = strcmp(path, "/_ls/tree") == 0; // in development a page of the app
    if (!is_tool && strncmp(path, "/_ls/", 5) == 0) return serve_own(wsi, path, is_head);
    bool is_hashed;
    const struct file *file = files_find(&shard_of(wsi)->hall.app->files, bytes_of(path), &is_hashed);
    if (file) return serve_file(wsi, file, is_hashed, is_head);
    if (strcmp(path, "/favicon.ico") == 0) return respond_plain(wsi, 204, ""); // every browser asks
    return visit_page(wsi, user, path, is_head);
}

static void forget(void **user)
{
    struct request *request = *user;
    if (!request) return;
    *user = NULL;
    if (!request->is_ticket) visit_abandon(&request->visit);
    request_delete(request);
}

int http_serve(struct lws *wsi, enum lws_callback_reasons reason, void *user, void *in, size_t size)
{
    void **slot = user;
    switch (reason) {
    case LWS_CALLBACK_HTTP: return serve_request(wsi, slot, in);
    case LWS_CALLBACK_HTTP_WRITEABLE: {
        struct request *request = slot ? *slot : NULL;
        return request && request->visit.is_done ? finish(request, slot) : 0;
    }
    case LWS_CALLBACK_HTTP_BODY: return slot ? take_body(slot, (struct bytes){in, size}) : -1;
    case LWS_CALLBACK_HTTP_BODY_COMPLETION: return slot ? end_body(wsi, slot) : -1;
    default:
        if (slot) forget(slot);
        return 0;
    }
}
