// See stories.h. The story page is an app like any other, so it is served like any other.
#include "cli/stories.h"

#include "base/mem.h"
#include "cli/serve.h"

#include <string.h>

static char stories_app[] = "lightspeed.stories";
static char program[] = "lightspeed";

const char stories_help[] =
    "\nEach component that Lightspeed ships, with what can be changed about it and the markup that makes it so.\n"
    "Takes the options of lightspeed-host: --port N, --listen ADDRESS and the others.\n";

int stories_main(int count, char **arguments)
{
    char **all = mem_new(((size_t)count + 3) * sizeof *all);
    all[0] = program;
    memcpy(all + 1, arguments, (size_t)count * sizeof *all);
    all[count + 1] = stories_app;
    all[count + 2] = NULL;
    int code = serve_main(count + 2, all);
    mem_free(all);
    return code;
}
