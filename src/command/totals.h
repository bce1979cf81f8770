/*
 * totals.h - four figures that are told apart wherever bytes are told of:
 * what programs asked for, what the blocks they got hold, what the arenas
 * hold, and what the system allocator has beside them.
 */
#ifndef POOLSCOPE_COMMAND_TOTALS_H
#define POOLSCOPE_COMMAND_TOTALS_H

struct console;

/* The four, each with what it is called: two lines. */
void totals_say(struct console *c);

#endif
