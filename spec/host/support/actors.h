// Actors of a house, for specs: found by their names on whichever shard they live, and told things.
#pragma once

#include "house.h"

#include "session/actor/actors.h"
#include "session/actor/letter.h"
#include "value/codec.h"

static inline struct hall *actors_hall_of(struct hall **halls, const char *name)
{
    return halls[letter_hall_of(halls[0], bytes_of(name))];
}

static inline struct session *actors_named(const struct house *house, const char *name)
{
    return actors_find(actors_hall_of((struct hall **)house->halls, name), bytes_of(name));
}

// A message without data; it is under way.
static inline void actors_tell(struct hall *hall, const char *name, const char *message)
{
    const struct letter letter = {
        .kind = LETTER_TELL, .name = bytes_of(name), .word = bytes_of(message), .data = BYTES("\0")};
    letter_to_name(hall, &letter);
}

static inline void actors_stop(struct hall *hall, const char *name)
{
    letter_to_name(hall, &(struct letter){.kind = LETTER_STOP, .name = bytes_of(name)});
}

// The model of an actor, which wakes for it.
static inline struct value actors_model(struct session *session, struct arena *arena)
{
    struct buffer model = {0};
    struct value value;
    struct error err = {0};
    house_write_model(session, &model);
    if (!codec_decode(buffer_bytes(&model), arena, &value, &err)) fail_msg("%s", err.text);
    buffer_destroy(&model);
    return value;
}
