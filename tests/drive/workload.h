/*
 * workload.h - seeded streams of calls, written down as a text trace.
 *
 * A stream is a row of phases, each one word of the command line such as
 * "mix=20000,0,530,3000".  The same seed and phases make the same calls
 * whatever allocator carries them out.  Blocks of the system allocator, whose
 * addresses differ in every run, are written down as if they stood side by
 * side at 0x300000000000, so that the trace is the same, too.
 */
#ifndef POOLSCOPE_TESTS_WORKLOAD_H
#define POOLSCOPE_TESTS_WORKLOAD_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

/* The allocator that is driven; calloc may be NULL. */
struct calls {
	void *(*malloc)(size_t n);
	void *(*calloc)(size_t nelem, size_t elsize);
	void *(*realloc)(void *p, size_t n);
	void (*free)(void *p);
	bool names;		/* results are numbers: write "b7", not 0x7 */
	/* Tests whether P lies in an arena; NULL: all do. */
	bool (*in_arena)(const void *p);
};

struct workload;

struct workload *workload_new(const struct calls *calls, uint64_t seed,
    FILE *out);
void workload_free(struct workload *w);

/*
 * Carries out one phase.  False, and one line on standard error, if SPEC is
 * none.
 */
bool workload_run(struct workload *w, const char *spec);

/* The phases and what they do, for --help. */
void workload_help(FILE *out);

/* The next number of a stream of random numbers. */
uint64_t workload_random(uint64_t *state);

#endif
