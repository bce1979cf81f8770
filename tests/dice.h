/* dice.h - chance for tests: the same throws in every run. */
#ifndef POOLSCOPE_TESTS_DICE_H
#define POOLSCOPE_TESTS_DICE_H

#include <stdint.h>

struct dice {
	uint64_t state;
};

/* One of 0 .. SIDES - 1. */
static inline uint64_t
roll(struct dice *d, uint64_t sides)
{
	d->state = d->state * 6364136223846793005u + 1442695040888963407u;
	return (d->state >> 33) % sides;
}

#endif
