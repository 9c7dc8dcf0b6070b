// lightspeed check: everything there is to say of an app's files, without serving it. docs/check.md has all messages.
#pragma once

extern const char check_help[];

// Gives 0 where there is no error (with --strict: nor a hint), else EXIT_FOUND.
int check_main(int count, char **arguments);
