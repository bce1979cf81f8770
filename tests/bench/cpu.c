/*
 * cpu FILE PROGRAM [ARG...] - runs a program and writes to FILE how many
 * microseconds of CPU it took, user and system, with all that it waited for.
 * Ends with its exit status.
 */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

static long long
microseconds(const struct timeval *t)
{
	return t->tv_sec * 1000000LL + t->tv_usec;
}

int
main(int argc, char **argv)
{
	struct rusage used;
	int status;
	pid_t child;
	FILE *f;

	if (argc < 3) {
		fprintf(stderr, "usage: cpu FILE PROGRAM [ARG...]\n");
		return 2;
	}
	child = fork();
	if (child == 0) {
		execvp(argv[2], argv + 2);
		_exit(127);
	}
	if (child < 0 || wait4(child, &status, 0, &used) != child)
		return 2;
	f = fopen(argv[1], "w");
	if (f == NULL)
		return 2;
	fprintf(f, "%lld\n", microseconds(&used.ru_utime) +
	    microseconds(&used.ru_stime));
	fclose(f);
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128;
}
