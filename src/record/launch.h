/*
 * launch.h - starting the program that is to be recorded.
 */
#ifndef POOLSCOPE_RECORD_LAUNCH_H
#define POOLSCOPE_RECORD_LAUNCH_H

#include <stdbool.h>
#include <sys/types.h>

struct strbuf;

/* Why a program did not start: what a shell gives as its exit status. */
enum launch_status {
	LAUNCH_DONE = 0,
	LAUNCH_FAILED = 2,		/* ours to blame */
	LAUNCH_NOT_EXECUTABLE = 126,
	LAUNCH_NOT_FOUND = 127
};

struct launch_options {
	char *const *argv;	/* the program, ended by NULL */
	int terminal;		/* its output and error, in a session of its
				   own; -1: what we have */
	bool no_input;		/* its standard input is empty */
};

/*
 * Starts a program with the hooks, and the ring at PATH in its environment.
 * *CHILD is its process.  Not LAUNCH_DONE: a line in ERROR.
 */
enum launch_status launch(const struct launch_options *how, const char *path,
    pid_t *child, struct strbuf *error);

#endif
