/*
 * statements.h - statements of Python, drawn: each as `py` takes it, and as a
 * program for the oracle has it.
 */
#ifndef POOLSCOPE_TESTS_STATEMENTS_H
#define POOLSCOPE_TESTS_STATEMENTS_H

#include <stdbool.h>
#include <stdint.h>

#include "support/strbuf.h"

struct drawing {
	struct strbuf ours, theirs, literals;
	unsigned count;		/* of literals */
	uint64_t seed;
	bool old;		/* 2.7 */
	bool crowds;		/* none are drawn */
};

/* Append the next statement to OURS and THEIRS, its literals to LITERALS. */
void put_statement(struct drawing *d);
/* The first one: a class, which the oracle has already. */
void put_class(struct drawing *d);
/* Statement I of those that make more objects than free lists take; false:
   there are no more. */
bool put_crowd(struct drawing *d, unsigned i);

#endif
