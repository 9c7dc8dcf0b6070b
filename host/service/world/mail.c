// See mail.h.
#include "service/world/mail.h"

#include "base/clock.h"
#include "base/log.h"
#include "service/world/curl.h"
#include "service/world/drawer.h"
#include "service/world/mime.h"

#include <limits.h>
#include <sodium.h>
#include <stdio.h>

bool mail_check_server(const char *url, struct error *err)
{
    bool is_known = strncmp(url, "smtp://", 7) == 0 || strncmp(url, "smtps://", 8) == 0;
    const char *host = is_known ? strstr(url, "://") + 3 : "";
    return *host ||
           fail(err, ERROR_MISFIT,
                "a mail server is smtp://HOST:PORT or smtps://HOST, with USER:PASSWORD@ before the host where "
                "it asks for that");
}

static bool refuse(struct agent *agent, struct buffer *out, const char *name, const char *why)
{
    agent->world->counters.mails_failed++;
    return agent_refuse(out, name, why);
}

// --- to a server ---

struct sending {
    const struct curl *curl;
    CURL *easy;
    struct curl_slist *recipients;
    struct bytes rest; // of the letter
    struct curl_way way;
    char text[CURL_ERROR_SIZE];
};

static size_t give(char *room, size_t size, size_t count, void *self)
{
    struct sending *sending = self;
    size *= count;
    if (size > sending->rest.size) size = sending->rest.size;
    if (size) memcpy(room, sending->rest.data, size);
    sending->rest.data += size;
    sending->rest.size -= size;
    return size;
}

static void add_recipients(struct sending *sending, const struct value *recipients)
{
    for (size_t i = 0; i < recipients->table->items_count; i++) {
        const char *address = recipients->table->items[i].string.data;
        struct curl_slist *longer = sending->curl->slist_append(sending->recipients, address);
        if (longer) sending->recipients = longer;
    }
    sending->curl->easy_setopt(sending->easy, CURLOPT_MAIL_RCPT, sending->recipients);
}

// A password goes over TLS or not at all.
static void set_up(struct sending *sending, const char *server, const struct value *given)
{
    const struct curl *curl = sending->curl;
    bool has_password = strchr(server, '@');
    curl->easy_setopt(sending->easy, CURLOPT_URL, server);
    curl->easy_setopt(sending->easy, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
    curl->easy_setopt(sending->easy, CURLOPT_USE_SSL, (long)(has_password ? CURLUSESSL_ALL : CURLUSESSL_TRY));
    curl->easy_setopt(sending->easy, CURLOPT_UPLOAD, 1L);
    curl->easy_setopt(sending->easy, CURLOPT_READFUNCTION, give);
    curl->easy_setopt(sending->easy, CURLOPT_READDATA, sending);
    curl->easy_setopt(sending->easy, CURLOPT_MAIL_FROM,
                      value_get_string(value_get(given, "from"), "address", BYTES("")).data);
    add_recipients(sending, value_get(given, "recipients"));
}

// What the server said decides: 4xx may go well another time.
static const char *name_failure(const struct agent *agent, const struct sending *sending, CURLcode code)
{
    long said = 0;
    sending->curl->easy_getinfo(sending->easy, CURLINFO_RESPONSE_CODE, &said);
    if (code == CURLE_LOGIN_DENIED) return "login";
    const char *name = curl_pool_name(agent->pool, sending->easy, &sending->way, code);
    if (strcmp(name, "broken") != 0 || said < 400) return name;
    return said < 500 ? "later" : "rejected";
}

static bool send_to(struct agent *agent, const struct value *given, struct bytes letter, struct buffer *out,
                    struct error *err)
{
    CURLcode code = CURLE_OK;
    if (!agent->pool) agent->pool = curl_pool_new(err);
    if (!agent->pool) return false;
    struct sending sending = {.curl = agent->pool->curl, .rest = letter};
    sending.way = (struct curl_way){agent->goes_on, agent->self, false, false};
    sending.easy = sending.curl->easy_init();
    bool ok = sending.easy || fail(err, ERROR_HOST, "libcurl has no memory");
    if (ok) {
        set_up(&sending, agent->world->place.smtp, given);
        curl_pool_prepare(agent->pool, sending.easy, &sending.way, sending.text);
        ok = curl_pool_perform(agent->pool, sending.easy, &sending.way, &code, err);
    }
    if (ok && code == CURLE_OK) agent_say_done(out);
    else if (ok)
        refuse(agent, out, name_failure(agent, &sending, code),
               *sending.text ? sending.text : sending.curl->easy_strerror(code));
    sending.curl->easy_cleanup(sending.easy);
    sending.curl->slist_free_all(sending.recipients);
    return ok;
}

// --- to a file ---

static bool put_by(struct agent *agent, struct bytes letter, int64_t now_ms, uint64_t number, struct buffer *out)
{
    char root[PATH_MAX], name[80];
    struct error why;
    snprintf(root, sizeof root, "%s/" MAIL_FOLDER, agent->world->place.directory);
    snprintf(name, sizeof name, "%lld-%016llx.eml", (long long)now_ms, (unsigned long long)number);
    enum drawer_end end = drawer_write(root, bytes_of(name), letter, &why);
    if (end) return refuse(agent, out, drawer_end_name(end), why.text);
    log_line(LOG_INFO, "mail: no --smtp, so a letter lies in %s/%s", root, name);
    return agent_say_done(out);
}

bool mail_work(struct agent *agent, const struct value *given, struct buffer *out, struct error *err)
{
    const struct world_place *place = &agent->world->place;
    int64_t now_ms = clock_wall_ms();
    uint64_t number;
    struct buffer letter = {0};
    agent->world->counters.mails++;
    if (place->post) return place->post(place->self, given, err) && agent_say_done(out);
    if (!place->smtp && !place->is_dev)
        return refuse(agent, out, "unset", "no mail server is named: lightspeed-host --smtp smtp://HOST:PORT");
    randombytes_buf(&number, sizeof number);
    mime_write(given, now_ms, number, &letter);
    bool ok = place->smtp ? send_to(agent, given, buffer_bytes(&letter), out, err)
                          : put_by(agent, buffer_bytes(&letter), now_ms, number, out);
    buffer_destroy(&letter);
    return ok;
}
