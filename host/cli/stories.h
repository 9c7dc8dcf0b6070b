// lightspeed stories: serves the story page that the binary carries (stdlib/lightspeed/stories.lua).
#pragma once

extern const char stories_help[];

// Gives the exit code.
int stories_main(int count, char **arguments);
