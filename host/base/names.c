// See names.h.
#include "base/names.h"

#include "base/mem.h"

#include <xxhash.h>

enum { CAPACITY_MIN = 16 };

uint64_t name_hash(struct bytes text)
{
    return XXH3_64bits(text.data, text.size);
}

void name_set(struct name *name, struct bytes text)
{
    name->text = mem_new(text.size + 1);
    memcpy(name->text, text.data, text.size);
    name->text[text.size] = 0;
    name->size = text.size;
    name->hash = name_hash(text);
}

void name_clear(struct name *name)
{
    mem_free(name->text);
    name->text = NULL;
}

void names_destroy(struct names *names)
{
    mem_free(names->places);
    *names = (struct names){0};
}

static struct name **place_of(const struct names *names, uint64_t hash)
{
    return &names->places[hash & (names->capacity - 1)];
}

static void put(struct names *names, struct name *name)
{
    struct name **place = place_of(names, name->hash);
    name->next = *place;
    *place = name;
}

static void grow(struct names *names)
{
    struct names before = *names;
    names->capacity = before.capacity ? before.capacity * 2 : CAPACITY_MIN;
    names->places = mem_new_clear(names->capacity * sizeof(struct name *));
    for (size_t i = 0; i < before.capacity; i++) {
        for (struct name *name = before.places[i], *next; name; name = next) {
            next = name->next;
            put(names, name);
        }
    }
    mem_free(before.places);
}

struct name *names_find(const struct names *names, struct bytes text)
{
    if (!names->count) return NULL;
    uint64_t hash = name_hash(text);
    struct name *name = *place_of(names, hash);
    while (name && (name->hash != hash || !bytes_equal(name_bytes(name), text))) name = name->next;
    return name;
}

void names_add(struct names *names, struct name *name)
{
    if (names->count == names->capacity) grow(names);
    put(names, name);
    names->count++;
}

void names_remove(struct names *names, struct name *name)
{
    struct name **link = place_of(names, name->hash);
    while (*link != name) link = &(*link)->next;
    *link = name->next;
    names->count--;
}
