// See world.h.
#include "service/world/world.h"

#include "base/log.h"
#include "base/mem.h"
#include "base/metrics.h"
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

void world_write_metrics(const struct world *world, struct buffer *out)
{
#define X(field, what) metrics_put(out, #field "_total", what, atomic_load(&world->counters.field));
    WORLD_COUNTERS(X)
#undef X
    struct cache_counts cache = cache_count(world->cache);
    metrics_put(out, "cache_hits_total", "values that ls.cache had", cache.hits);
    metrics_put(out, "cache_misses_total", "values that it had not", cache.misses);
    metrics_put(out, "cache_evicted_total", "values that went for want of room", cache.evicted);
    metrics_put(out, "cache_bytes", "what ls.cache holds", cache.bytes);
}
