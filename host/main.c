// One program with two names: lightspeed-host serves an app, lightspeed is for those who write one.
#include "cli/command.h"
#include "cli/serve.h"

#include <libgen.h>
#include <string.h>

int main(int count, char **arguments)
{
    const char *name = count > 0 ? basename(arguments[0]) : "";
    return strcmp(name, "lightspeed") == 0 ? command_main(count, arguments) : serve_main(count, arguments);
}
