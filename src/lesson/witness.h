/*
 * witness.h - who is told of what happens in a lesson.
 *
 *	line "alloc 28" -> gave "block 3 of ..." -> turn TURN_TRIED
 *	line ""         -> turn TURN_ON -> gave "x is ..." -> arrived
 */
#ifndef POOLSCOPE_LESSON_WITNESS_H
#define POOLSCOPE_LESSON_WITNESS_H

#include <stddef.h>

#include "lesson/turn.h"

/* None may be NULL. */
struct witness {
	/* The reader typed TEXT. */
	void (*line)(void *ctx, const char *text);
	/* A command, the lesson's or the reader's, answered OUTPUT, a line
	   with its newline after the other, and had EFFECTS. */
	void (*gave)(void *ctx, const char *output, unsigned effects);
	/* What the line came to, at the stop that was at ITEM. */
	void (*turn)(void *ctx, size_t item, enum turn turn);
	/* The reader is waited for at the next stop, or the end is there. */
	void (*arrived)(void *ctx);
	void *ctx;
};

#endif
