// See unit.h.
#include "app/unit.h"

#include "base/mem.h"

struct unit *unit_new(struct bytes name, struct bytes file)
{
    struct unit *unit = mem_new_clear(sizeof *unit);
    unit->holders = 1;
    unit->name = arena_copy(&unit->arena, name);
    unit->file = arena_copy(&unit->arena, file);
    return unit;
}

struct unit *unit_hold(struct unit *unit)
{
    unit->holders++;
    return unit;
}

void unit_release(struct unit *unit)
{
    if (!unit || --unit->holders) return;
    arena_destroy(&unit->arena);
    mem_free(unit);
}
