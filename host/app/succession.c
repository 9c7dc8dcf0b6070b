// See succession.h.
#include "app/succession.h"

#include "app/app.h"
#include "base/mem.h"

void succession_create(struct succession *succession, uint32_t count)
{
    *succession = (struct succession){.is_same = true};
    succession->now = mem_new((count + 1) * sizeof *succession->now);
    for (uint32_t i = 0; i < count; i++) succession->now[i] = VM_DECLARATION_NONE;
    succession->renumbering = (struct renumbering){.declarations = succession->now, .count = count};
}

void succession_destroy(struct succession *succession)
{
    renumbering_destroy(&succession->renumbering);
    mem_free(succession->now);
    mem_free(succession->outdated);
}

static void add_outdated(struct succession *succession, uint32_t declaration, int64_t version)
{
    uint32_t count = succession->outdated ? succession->outdated->count : 0;
    size_t size = sizeof *succession->outdated + (count + 1) * sizeof *succession->outdated->each;
    succession->outdated = mem_resize(succession->outdated, size);
    succession->outdated->each[count] = (struct outdated_one){version, declaration};
    succession->outdated->count = count + 1;
}

void succession_put(struct succession *succession, uint32_t i, const struct app *to, struct bytes name,
                    int64_t version)
{
    uint32_t now = app_component_named(to, name);
    const struct view *declared = now == VM_DECLARATION_NONE ? NULL : &to->views[to->views_count + now];
    bool is_other = declared && declared->version != version;
    if (is_other && declared->migrates) add_outdated(succession, now, version);
    else if (is_other) now = VM_DECLARATION_NONE;
    succession->now[i] = now;
    succession->is_same = succession->is_same && now == i;
}

struct outdated *succession_take(struct succession *succession)
{
    struct outdated *outdated = succession->outdated;
    succession->outdated = NULL;
    return outdated;
}

int64_t outdated_version(const struct outdated *outdated, const struct app *app, uint32_t declaration)
{
    for (uint32_t i = 0; outdated && i < outdated->count; i++)
        if (outdated->each[i].declaration == declaration) return outdated->each[i].version;
    return app->views[app->views_count + declaration].version;
}
