// See files.h.
#include "service/world/files.h"

#include "service/world/drawer.h"
#include "value/codec.h"

#include <limits.h>
#include <stdio.h>

enum { ENTRIES_MAX = 10000 };

struct place {
    char root[PATH_MAX];
    struct bytes path;
    struct error why;
};

static struct place place_of(const struct agent *agent, const struct value *given)
{
    struct place place = {.path = value_get_string(given, "path", BYTES(""))};
    snprintf(place.root, sizeof place.root, "%s/" FILES_FOLDER, agent->world->place.directory);
    return place;
}

// Nothing to say, or why not.
static bool put_end(enum drawer_end end, const struct place *place, struct buffer *out)
{
    return end ? agent_refuse(out, drawer_end_name(end), place->why.text) : agent_say_done(out);
}

static bool is_too_large(const struct agent *agent, const struct value *given)
{
    return value_get_string(given, "content", BYTES("")).size > (size_t)agent->world->place.files_bytes;
}

static bool refuse_size(struct buffer *out)
{
    return agent_refuse(out, "too large", "the file would be larger than it may be");
}

bool files_read(struct agent *agent, const struct value *given, struct buffer *out, struct error *err)
{
    struct place place = place_of(agent, given);
    struct buffer content = {0};
    const struct value *most = value_get(given, "max_bytes");
    size_t size_max = (size_t)(most ? most->integer : agent->world->place.files_bytes);
    enum drawer_end end = drawer_read(place.root, place.path, size_max, &content, &place.why);
    (void)err;
    if (end) {
        put_end(end, &place, out);
    } else {
        size_t begin = codec_begin_table(out);
        codec_put_string(out, BYTES("value"));
        codec_put_string(out, buffer_bytes(&content));
        codec_end_table(out, begin, 0, 1);
    }
    buffer_destroy(&content);
    return true;
}

bool files_write(struct agent *agent, const struct value *given, struct buffer *out, struct error *err)
{
    struct place place = place_of(agent, given);
    (void)err;
    if (is_too_large(agent, given)) return refuse_size(out);
    struct bytes content = value_get_string(given, "content", BYTES(""));
    return put_end(drawer_write(place.root, place.path, content, &place.why), &place, out);
}

bool files_append(struct agent *agent, const struct value *given, struct buffer *out, struct error *err)
{
    struct place place = place_of(agent, given);
    (void)err;
    if (is_too_large(agent, given)) return refuse_size(out);
    struct bytes content = value_get_string(given, "content", BYTES(""));
    size_t size_max = (size_t)agent->world->place.files_bytes;
    return put_end(drawer_append(place.root, place.path, content, size_max, &place.why), &place, out);
}

bool files_remove(struct agent *agent, const struct value *given, struct buffer *out, struct error *err)
{
    struct place place = place_of(agent, given);
    (void)err;
    return put_end(drawer_remove(place.root, place.path, &place.why), &place, out);
}

// { changed, kind, name?, size }
static void put_stat(const char *name, const struct drawer_stat *stat, struct buffer *out)
{
    size_t begin = codec_begin_table(out);
    codec_put_string(out, BYTES("changed"));
    codec_put_integer(out, stat->changed_ms);
    codec_put_string(out, BYTES("kind"));
    codec_put_string(out, stat->is_folder ? BYTES("folder") : BYTES("file"));
    if (name) {
        codec_put_string(out, BYTES("name"));
        codec_put_string(out, bytes_of(name));
    }
    codec_put_string(out, BYTES("size"));
    codec_put_integer(out, (int64_t)stat->size);
    codec_end_table(out, begin, 0, name ? 4 : 3);
}

bool files_stat(struct agent *agent, const struct value *given, struct buffer *out, struct error *err)
{
    struct place place = place_of(agent, given);
    struct drawer_stat stat;
    enum drawer_end end = drawer_stat(place.root, place.path, &stat, &place.why);
    (void)err;
    if (end) return put_end(end, &place, out);
    put_stat(NULL, &stat, out);
    return true;
}

struct listing {
    struct buffer *out;
    size_t count;
};

static void take(void *self, const char *name, const struct drawer_stat *stat)
{
    struct listing *listing = self;
    put_stat(name, stat, listing->out);
    listing->count++;
}

bool files_list(struct agent *agent, const struct value *given, struct buffer *out, struct error *err)
{
    struct place place = place_of(agent, given);
    size_t before = out->size, table = codec_begin_table(out);
    codec_put_string(out, BYTES("value"));
    size_t list = codec_begin_table(out);
    struct listing listing = {out, 0};
    enum drawer_end end = drawer_list(place.root, place.path, ENTRIES_MAX, take, &listing, &place.why);
    (void)err;
    if (end) {
        out->size = before;
        return put_end(end, &place, out);
    }
    codec_end_table(out, list, listing.count, 0);
    codec_end_table(out, table, 0, 1);
    return true;
}
