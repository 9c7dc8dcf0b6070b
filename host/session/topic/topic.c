// See topic.h.
#include "session/topic/topic.h"

#include "session/hall.h"
#include "session/session.h"
#include "session/topic/topics.h"
#include "value/codec.h"
#include "value/utf8.h"

#include <assert.h>

// --- names ---

static bool is_text(struct bytes bytes)
{
    while (bytes.size) {
        size_t size = utf8_size(bytes);
        unsigned char first = (unsigned char)*bytes.data;
        if (!size || first < 0x20 || first == 0x7f) return false;
        bytes = (struct bytes){bytes.data + size, bytes.size - size};
    }
    return true;
}

bool topic_check(const char *op, struct bytes topic, struct error *err)
{
    if (!topic.size) return fail(err, ERROR_MISFIT, "ls.%s takes a topic's name: ls.%s(\"todos\")", op, op);
    if (topic.size > TOPIC_SIZE_MAX)
        return fail(err, ERROR_MISFIT, "ls.%s: a topic's name has %d bytes at most, this one %zu", op, TOPIC_SIZE_MAX,
                    topic.size);
    return is_text(topic) ||
           fail(err, ERROR_MISFIT, "ls.%s: a topic's name is text: UTF-8, without control characters", op);
}

// --- ls.broadcast ---

static bool declares(const struct view *view, struct bytes name)
{
    for (uint32_t i = view->events_count; i < view->handlers_count; i++)
        if (bytes_equal(view->handlers[i].name, name)) return true;
    return false;
}

// A message that nobody could get is a slip of the pen.
static bool find_name(const struct app *app, struct bytes name, struct error *err)
{
    enum { NAMES_MAX = 256 };
    struct bytes names[NAMES_MAX];
    size_t count = 0;
    for (uint32_t i = 0; i < app->views_count + app->components_count; i++)
        if (declares(&app->views[i], name)) return true;
    for (uint32_t i = 0; i < app->views_count + app->components_count; i++)
        for (uint32_t k = app->views[i].events_count; k < app->views[i].handlers_count && count < NAMES_MAX; k++)
            names[count++] = app->views[i].handlers[k].name;
    struct bytes near = schema_suggest(name, names, count);
    if (!near.size)
        return fail(err, ERROR_UNKNOWN, "ls.broadcast: nobody in the app declares a message '%.*s'", (int)name.size,
                    name.data);
    return fail(err, ERROR_UNKNOWN, "ls.broadcast: nobody in the app declares a message '%.*s'; did you mean '%.*s'?",
                (int)name.size, name.data, (int)near.size, near.data);
}

static bool check(const struct settings *settings, const struct app *app, const struct broadcast_said *said,
                  struct error *err)
{
    int64_t most = settings->limits.broadcast_bytes;
    if (!topic_check("broadcast", said->topic, err)) return false;
    if (!said->name.size)
        return fail(err, ERROR_MISFIT, "ls.broadcast says no message; write ls.broadcast(topic, \"name\", data)");
    if (!find_name(app, said->name, err)) return false;
    return (int64_t)said->data.size <= most ||
           fail(err, ERROR_TOO_LARGE, "ls.broadcast: '%.*s' has %zu bytes, more than %lld", (int)said->name.size,
                said->name.data, said->data.size, (long long)most);
}

bool broadcast_check(const struct hall *hall, const struct app *app, const struct broadcast_said *said,
                     struct error *err)
{
    return check(hall->settings, app, said, err);
}

bool broadcast_of_service(void *settings, const void *app, struct bytes topic, struct bytes name, struct bytes data,
                          struct error *err)
{
    struct broadcast_said said = {topic, name, data};
    if (!check(settings, app, &said, err)) return false;
    topics_broadcast_from_outside(settings, topic, name, data);
    return true;
}

bool broadcast_say(struct hall *hall, const struct broadcast_said *said, struct error *err)
{
    if (!broadcast_check(hall, hall->app, said, err)) return false;
    topics_broadcast(hall, said->topic, said->name, said->data);
    return true;
}

// Its data is in the hall's scratch.
static struct broadcast_said read_command(const struct session *session, const struct value *command)
{
    const struct value *data = value_get(command, "data");
    struct value nothing = value_nil();
    struct buffer *out = &session->hall->scratch;
    struct error err;
    buffer_clear(out);
    bool ok = codec_encode(data ? data : &nothing, out, &err);
    assert(ok); // it was decoded a moment ago
    (void)ok;
    return (struct broadcast_said){value_get_string(command, "topic", BYTES("")),
                                   value_get_string(command, "message", BYTES("")), buffer_bytes(out)};
}

bool session_check_broadcast(struct session *session, const struct value *command, struct error *err)
{
    struct broadcast_said said = read_command(session, command);
    return broadcast_check(session->hall, session->app, &said, err);
}

void session_broadcast(struct session *session, const struct value *command)
{
    struct broadcast_said said = read_command(session, command);
    topics_broadcast(session->hall, said.topic, said.name, said.data);
}
