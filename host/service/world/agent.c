// See agent.h.
#include "service/world/agent.h"

#include "service/world/cache.h"
#include "service/world/caching.h"
#include "service/world/curl.h"
#include "service/world/files.h"
#include "service/world/http.h"
#include "service/world/json_text.h"
#include "service/world/mail.h"
#include "value/codec.h"

typedef bool effect(struct agent *agent, const struct value *given, struct buffer *out, struct error *err);

static const struct {
    const char *name;
    effect *work;
} effects[] = {
    {"cache.delete", caching_delete}, {"cache.fetch", caching_fetch},
    {"cache.get", caching_get},       {"cache.release", caching_release},
    {"cache.set", caching_set},       {"files.append", files_append},
    {"files.list", files_list},       {"files.read", files_read},
    {"files.remove", files_remove},   {"files.stat", files_stat},
    {"files.write", files_write},     {"http", http_work},
    {"json", json_text_work},         {"mail", mail_work},
};

void agent_create(struct agent *agent, struct world *world, bool (*goes_on)(void *self), void *self)
{
    *agent = (struct agent){.world = world, .goes_on = goes_on, .self = self};
}

void agent_destroy(struct agent *agent)
{
    curl_pool_delete(agent->pool);
    arena_destroy(&agent->arena);
    agent->pool = NULL;
}

void agent_rest(struct agent *agent)
{
    if (agent->world) cache_release(agent->world->cache, (struct bytes){0}, agent);
    arena_reset(&agent->arena);
}

bool agent_work(struct agent *agent, const char *what, struct bytes given, struct buffer *out, struct error *err)
{
    struct value value;
    if (!agent->world) return fail(err, ERROR_HOST, "services have no world here");
    arena_reset(&agent->arena);
    if (!codec_decode(given, &agent->arena, &value, err)) return false;
    for (size_t i = 0; i < sizeof effects / sizeof *effects; i++)
        if (strcmp(effects[i].name, what) == 0) return effects[i].work(agent, &value, out, err);
    return fail(err, ERROR_UNKNOWN, "services cannot do '%s'", what);
}

bool agent_say_done(struct buffer *out)
{
    codec_end_table(out, codec_begin_table(out), 0, 0);
    return true;
}

bool agent_refuse(struct buffer *out, const char *name, const char *why)
{
    size_t begin = codec_begin_table(out);
    codec_put_string(out, BYTES("err"));
    codec_put_string(out, bytes_of(name));
    codec_put_string(out, BYTES("why"));
    codec_put_string(out, bytes_of(why));
    codec_end_table(out, begin, 0, 2);
    return true;
}
