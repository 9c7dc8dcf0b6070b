// `lightspeed replay`: goes the way of a trace again and says where it comes out otherwise.
#pragma once

extern const char replay_help[];

int replay_main(int count, char **arguments);
