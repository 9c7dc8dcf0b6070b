// See caching.h.
#include "service/world/caching.h"

#include "service/world/cache.h"
#include "value/codec.h"

static struct bytes key_of(const struct value *given)
{
    return value_get_string(given, "key", BYTES(""));
}

static bool put_field(struct buffer *out, const char *name, struct bytes value)
{
    size_t begin = codec_begin_table(out);
    if (value.size) {
        codec_put_string(out, bytes_of(name));
        buffer_put(out, value);
    }
    codec_end_table(out, begin, 0, value.size > 0);
    return true;
}

static bool put_truth(struct buffer *out, const char *name, bool truth)
{
    size_t begin = codec_begin_table(out);
    codec_put_string(out, bytes_of(name));
    codec_put_boolean(out, truth);
    codec_end_table(out, begin, 0, 1);
    return true;
}

bool caching_get(struct agent *agent, const struct value *given, struct buffer *out, struct error *err)
{
    struct buffer value = {0};
    (void)err;
    cache_get(agent->world->cache, key_of(given), &value);
    put_field(out, "value", buffer_bytes(&value));
    buffer_destroy(&value);
    return true;
}

bool caching_set(struct agent *agent, const struct value *given, struct buffer *out, struct error *err)
{
    const struct value *value = value_get(given, "value"), *ttl = value_get(given, "ttl");
    struct buffer bytes = {0};
    bool ok = codec_encode(value, &bytes, err);
    bool fits = ok && cache_set(agent->world->cache, key_of(given), buffer_bytes(&bytes), ttl ? ttl->integer : 0);
    buffer_destroy(&bytes);
    if (!ok) return false;
    if (!fits) return agent_refuse(out, "too large", "a value may take an eighth of the cache");
    return agent_say_done(out);
}

bool caching_delete(struct agent *agent, const struct value *given, struct buffer *out, struct error *err)
{
    (void)err;
    return put_truth(out, "value", cache_remove(agent->world->cache, key_of(given)));
}

bool caching_fetch(struct agent *agent, const struct value *given, struct buffer *out, struct error *err)
{
    struct buffer value = {0};
    enum cache_claim end =
        cache_fetch(agent->world->cache, key_of(given), agent, agent->goes_on, agent->self, &value);
    if (end == CACHE_FOUND) put_field(out, "value", buffer_bytes(&value));
    buffer_destroy(&value);
    if (end == CACHE_CLAIMED) return put_truth(out, "is_claimed", true);
    if (end == CACHE_OWN) return fail(err, ERROR_LOOP, "the function for '%s' fetches it itself", key_of(given).data);
    return end == CACHE_FOUND || fail(err, ERROR_BUDGET, "its time is over");
}

bool caching_release(struct agent *agent, const struct value *given, struct buffer *out, struct error *err)
{
    (void)err;
    cache_release(agent->world->cache, key_of(given), agent);
    return agent_say_done(out);
}
