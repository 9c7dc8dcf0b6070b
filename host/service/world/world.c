// See world.h.
#include "service/world/world.h"

#include "base/mem.h"

struct world *world_open(const struct world_place *place)
{
    struct world *world = mem_new_clear(sizeof *world);
    world->place = *place;
    return world;
}

void world_close(struct world *world)
{
    mem_free(world);
}

static void write_counter(const char *name, const char *what, uint64_t amount, struct buffer *out)
{
    buffer_print(out, "# HELP lightspeed_%s_total %s\n# TYPE lightspeed_%s_total counter\nlightspeed_%s_total %llu\n",
                 name, what, name, name, (unsigned long long)amount);
}

void world_write_metrics(const struct world *world, struct buffer *out)
{
#define X(field, what) write_counter(#field, what, atomic_load(&world->counters.field), out);
    WORLD_COUNTERS(X)
#undef X
}
