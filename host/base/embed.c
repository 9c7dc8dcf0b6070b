// See embed.h.
#include "base/embed.h"

struct bytes embed_find(const char *name)
{
    for (size_t i = 0; i < embed_count; i++)
        if (strcmp(embed_files[i].name, name) == 0) return (struct bytes){embed_files[i].data, embed_files[i].size};
    return (struct bytes){NULL, 0};
}
