/*
 * call_line.h - one line that tells of a call, as tracers print them:
 *
 *	t->malloc(42)                    = 0x55c8bd9762a0	ltrace
 *	[pid 7] <... malloc resumed> )   = 0x55c8bd9762e0
 *	--31172-- malloc(42) = 0x4A42040			valgrind
 *	0x801c06040 = malloc(42)				BSD's utrace
 *	1 1 malloc(32)=#1					Firefox
 *
 * Used by calls.c, which makes records of them.
 */
#ifndef POOLSCOPE_TRACE_CALL_LINE_H
#define POOLSCOPE_TRACE_CALL_LINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A function of an allocator; which argument is what (NO_ARGUMENT: none). */
struct call_function {
	const char *name;
	enum { CALL_OBTAINS, CALL_RESIZES, CALL_FREES } what;
	signed char old, count, size;
	bool aligned;
};
#define NO_ARGUMENT (-1)

struct call_value {
	enum { CALL_JUNK, CALL_NUMBER, CALL_SLOT } kind;	/* 42, #42 */
	uint64_t number;
};

#define CALL_ARGUMENTS 3

struct call {
	const struct call_function *function;
	struct call_value arguments[CALL_ARGUMENTS], result;
	unsigned narguments;
	bool has_result;
	bool unfinished;	/* the result stands in a later line, */
	bool resumed;		/* such as this, which has no arguments */
	uint64_t pid;		/* 0: none named */
};

/*
 * Parses the line from LINE to its newline END.  False if it is no call of an
 * allocator, or not a whole one.
 */
bool call_parse(const char *line, const char *end, struct call *out);

/* Whether a line that is no call is one that tracers print around them. */
bool call_is_noise(const char *line, const char *end);

#endif
