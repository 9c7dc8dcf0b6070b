// See world.h.
#include "service/world/world.h"

#include "base/log.h"
#include "base/mem.h"
#include "service/world/cache.h"
#include "service/world/drawer.h"
#include "service/world/files.h"
#include "service/world/mail.h"

#include <limits.h>
#include <stdio.h>

enum { SWEPT_MAX = 100000 };

// Before there is anybody who writes here; another host that goes down may still.
static void sweep(const char *directory, const char *folder)
{
    char root[PATH_MAX];
    snprintf(root, sizeof root, "%s/%s", directory, folder);
    size_t count = drawer_sweep(root, SWEPT_MAX);
    if (count) log_line(LOG_INFO, "%zu half-written files of an earlier host were removed below %s", count, root);
}

struct world *world_open(const struct world_place *place)
{
    struct world *world = mem_new_clear(sizeof *world);
    world->place = *place;
    world->cache = cache_new((size_t)place->cache_bytes);
    sweep(place->directory, FILES_FOLDER);
    sweep(place->directory, MAIL_FOLDER);
    return world;
}

void world_close(struct world *world)
{
    if (!world) return;
    cache_delete(world->cache);
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
    struct cache_counts cache = cache_count(world->cache);
    write_counter("cache_hits", "values that ls.cache had", cache.hits, out);
    write_counter("cache_misses", "values that it had not", cache.misses, out);
    write_counter("cache_evicted", "values that went for want of room", cache.evicted, out);
    buffer_print(out,
                 "# HELP lightspeed_cache_bytes what ls.cache holds\n# TYPE lightspeed_cache_bytes gauge\n"
                 "lightspeed_cache_bytes %llu\n",
                 (unsigned long long)cache.bytes);
}
