// See command.h.
#include "cli/command.h"

#include "cli/check.h"
#include "cli/replay.h"
#include "cli/stories.h"
#include "cli/tree.h"
#include "value/suggest.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static int help(int count, char **arguments);
static int version(int count, char **arguments);

static const struct command commands[] = {
    {"check", "[--strict] [APP.lua]", "look at all files of an app without serving it", check_help, check_main},
    {"replay", "[--to N] FILE [APP.lua]", "go the way of a trace again", replay_help, replay_main},
    {"tree", "[HOST]", "what there is in a host that runs", tree_help, tree_main},
    {"kill", "NODE [HOST]", "end an actor, a session, or what a service or program is at", kill_help, kill_main},
    {"stories", "[OPTION]...", "show every shipped component, live", stories_help, stories_main},
    {"help", "[COMMAND]", "this, or more about a command", "", help},
    {"version", "", "print the version", "", version},
};
enum { COMMANDS_COUNT = sizeof commands / sizeof *commands };

int command_complain(const char *format, ...)
{
    va_list list;
    va_start(list, format);
    fputs("lightspeed: ", stderr);
    vfprintf(stderr, format, list);
    fputc('\n', stderr);
    va_end(list);
    return EXIT_USAGE;
}

static const struct command *find(const char *name)
{
    for (size_t i = 0; i < COMMANDS_COUNT; i++)
        if (strcmp(commands[i].name, name) == 0) return &commands[i];
    return NULL;
}

static int complain_unknown(const char *name)
{
    struct bytes names[COMMANDS_COUNT];
    for (size_t i = 0; i < COMMANDS_COUNT; i++) names[i] = bytes_of(commands[i].name);
    size_t size = strlen(name);
    if (size > 4 && strcmp(name + size - 4, ".lua") == 0)
        return command_complain("'%s' is no command; to serve an app: lightspeed-host %s", name, name);
    struct bytes near = suggest_nearest(bytes_of(name), names, COMMANDS_COUNT);
    if (near.size) return command_complain("there is no command '%s'; did you mean '%s'?", name, near.data);
    return command_complain("there is no command '%s'; see lightspeed help", name);
}

static void print_commands(void)
{
    printf("lightspeed: for those who write live web pages in Lua\n\n    lightspeed COMMAND [ARGUMENT]...\n\n");
    for (size_t i = 0; i < COMMANDS_COUNT; i++) {
        char shown[80];
        snprintf(shown, sizeof shown, "%s %s", commands[i].name, commands[i].arguments);
        printf("  %-28s %s\n", shown, commands[i].what);
    }
    printf("\nTo serve an app: lightspeed-host APP.lua\n");
}

static int help(int count, char **arguments)
{
    if (count == 0) {
        print_commands();
        return 0;
    }
    const struct command *command = find(arguments[0]);
    if (!command) return complain_unknown(arguments[0]);
    printf("lightspeed %s %s\n\n%s: %s\n%s", command->name, command->arguments, command->name, command->what,
           command->help);
    return 0;
}

static int version(int count, char **arguments)
{
    if (count > 0) return command_complain("version takes no '%s'", arguments[0]);
    printf("lightspeed " LIGHTSPEED_VERSION "\n");
    return 0;
}

// The words of other programs for the same.
static const char *plain_name(const char *name)
{
    if (strcmp(name, "--help") == 0 || strcmp(name, "-h") == 0) return "help";
    if (strcmp(name, "--version") == 0 || strcmp(name, "-v") == 0) return "version";
    return name;
}

int command_main(int count, char **arguments)
{
    if (count < 2) {
        print_commands();
        return EXIT_USAGE;
    }
    const struct command *command = find(plain_name(arguments[1]));
    if (!command) return complain_unknown(arguments[1]);
    bool wants_help = count > 2 && strcmp(plain_name(arguments[2]), "help") == 0;
    return wants_help ? help(1, &arguments[1]) : command->run(count - 2, arguments + 2);
}
