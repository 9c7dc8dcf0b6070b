// --master: from the command line to process/master.h.
#pragma once

#include "cli/options.h"

// The program's whole run as a master of workers that are started with the same arguments; gives its exit code.
int mastery_main(const struct options *options, char **arguments, const int *sockets, unsigned count);
