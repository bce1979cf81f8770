/*
 * cpython.h - a real libpython, ready to be driven from its pristine state.
 */
#ifndef POOLSCOPE_TESTS_CPYTHON_H
#define POOLSCOPE_TESTS_CPYTHON_H

#include "bases.h"
#include "state.h"
#include "workload.h"

struct cpython {
	void *library;
	struct calls calls;
	struct state state;
	bool has_state;			/* or the library is stripped */
	unsigned minor;			/* 7 of 2.7 is 207, of 3.7 307 */
	const char *profile;		/* what poolscope calls it */
	size_t arena_size;
	int (*report)(FILE *out);	/* NULL in 2.7 */
	bool hooks;			/* set the debug hooks up */
};

/* Opens the library at PATH; one line on standard error if that fails. */
bool cpython_open(struct cpython *py, const char *path);

/*
 * Makes the allocator pristine and gives it arenas from BASES.  From 3.12 on
 * the interpreter is initialised and its own heap put aside: nothing of
 * Python may run any more.
 */
bool cpython_start(struct cpython *py, struct bases *bases);

#endif
