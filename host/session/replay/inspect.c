// See inspect.h.
#include "session/replay/inspect.h"

#include "base/log.h"
#include "session/hall.h"
#include "tree/audit.h"
#include "tree/hash.h"
#include "tree/html.h"

enum { ROWS_WITHOUT_KEY_MAX = 20, TOLD_MAX = 1024 };

// Whether this was told already; and notes it.
static bool was_told(struct hall *hall, uint64_t hash)
{
    const uint64_t *told = (const uint64_t *)(const void *)hall->told.data;
    size_t count = hall->told.size / sizeof *told;
    for (size_t i = 0; i < count; i++)
        if (told[i] == hash) return true;
    if (count == TOLD_MAX) return true;
    buffer_put(&hall->told, (struct bytes){(const char *)&hash, sizeof hash});
    return false;
}

bool inspect_is_new(struct hall *hall, uint64_t hash)
{
    return !was_told(hall, hash);
}

static void tell_id(void *self, struct bytes id)
{
    struct session *session = self;
    struct bytes where = session->app->views[session->view].where;
    if (was_told(session->hall, hash_chain(hash_bytes(id), session->view + 1))) return;
    log_line(LOG_ERROR,
             "%.*s: two elements of the page have the id '%.*s': labels, focus and links find only the first",
             (int)where.size, where.data, (int)id.size, id.data);
}

static void tell_list(void *self, uint32_t id, uint32_t rows)
{
    struct session *session = self;
    if (was_told(session->hall, hash_chain(id, 0))) return;
    struct bytes file = app_template_file(session->app, id);
    log_line(LOG_WARNING,
             "%.*s:%u: this {for} shows %u rows without ls-key; with one, only rows that changed are sent",
             (int)file.size, file.data, session->app->templates.all[id].line, rows);
}

void inspect_page(struct session *session, const struct rendition *next)
{
    if (!session->hall->settings->is_dev) return;
    if (session->has_shown && rendition_fingerprint(&session->shown) == rendition_fingerprint(next)) return;
    struct buffer html = {0};
    html_write(next, &html);
    audit_ids(buffer_bytes(&html), tell_id, session);
    audit_lists(next, ROWS_WITHOUT_KEY_MAX, tell_list, session);
    buffer_destroy(&html);
}
