/*
 * launch.h - starting the program that is to be recorded.
 */
#ifndef POOLSCOPE_RECORD_LAUNCH_H
#define POOLSCOPE_RECORD_LAUNCH_H

#include <sys/types.h>

struct strbuf;

/* Why a program did not start: what a shell gives as its exit status. */
enum launch_status {
	LAUNCH_DONE = 0,
	LAUNCH_FAILED = 2,		/* ours to blame */
	LAUNCH_NOT_EXECUTABLE = 126,
	LAUNCH_NOT_FOUND = 127
};

/*
 * Starts the program ARGV (ended by NULL) with the hooks and the ring at PATH
 * in its environment, and with TERMINAL (or -1: what we have) as its standard
 * input, output and error in a session of its own.  *CHILD is its process.
 * Not LAUNCH_DONE: a line in ERROR.
 */
enum launch_status launch(char *const *argv, const char *path, int terminal,
    pid_t *child, struct strbuf *error);

#endif
