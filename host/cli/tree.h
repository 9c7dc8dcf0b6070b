// lightspeed tree and lightspeed kill: what there is in a host that runs, and an end to one of it.
#pragma once

extern const char tree_help[];
extern const char kill_help[];

int tree_main(int count, char **arguments);
int kill_main(int count, char **arguments);
