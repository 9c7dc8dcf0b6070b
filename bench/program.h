// The host as a program that the generator starts itself: the command after --, with its standard output thrown away.
#pragma once

#include "options.h"

#include <sys/types.h>

// Ends with the generator, however that one ends.
pid_t program_start(const struct options *options);

// Whether it has ended.
bool program_is_gone(pid_t program);

// As a host is stopped in earnest; by force where it does not go.
void program_stop(pid_t program);

// Without a word.
void program_kill(pid_t program);

// Until it answers its page; ends the generator where it does not.
void program_await(pid_t program, const struct options *options, struct loop *loop);

// The status of the page, asked for once; -1 while nobody listens.
int program_ask(const struct options *options, struct loop *loop, int64_t end_ns);
