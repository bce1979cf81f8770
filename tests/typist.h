/*
 * typist.h - somebody who types at random: commands, keys, clicks, pastes, and
 * other sizes of the terminal.
 */
#ifndef POOLSCOPE_TESTS_TYPIST_H
#define POOLSCOPE_TESTS_TYPIST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct vt;

struct typist {
	struct vt *vt;			/* where it types */
	uint64_t chance;		/* what it does follows from this */
	bool printed;			/* all that it does, as comments */
	const char *recordings;		/* a folder of traces */
};

/* A number below N. */
uint32_t typist_below(struct typist *t, uint32_t n);

/* The name of a trace among the recordings. */
const char *typist_trace(struct typist *t);

/* Does one thing. */
void typist_acts(struct typist *t);

#endif
