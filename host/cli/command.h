// lightspeed COMMAND: what those who write apps ask of it. Each command is a file of this room and a line in
// command.c's table.
#pragma once

enum { EXIT_FOUND = 1, EXIT_USAGE = 2 };

struct command {
    const char *name;
    const char *arguments;                   // as help shows them
    const char *what;                        // in a few words
    const char *help;                        // more of it, in whole lines
    int (*run)(int count, char **arguments); // without the program's name and the command's; gives the exit code
};

// The program's whole run; gives its exit code.
int command_main(int count, char **arguments);

// "lightspeed: " and the text, on standard error; gives EXIT_USAGE.
int command_complain(const char *format, ...) __attribute__((format(printf, 1, 2)));
