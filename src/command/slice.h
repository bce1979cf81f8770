/*
 * slice.h - the bracket of a reference, with the meaning Python gives it:
 * [3], [-1], [2:5], [::2], [::-1].
 */
#ifndef POOLSCOPE_COMMAND_SLICE_H
#define POOLSCOPE_COMMAND_SLICE_H

#include <stdbool.h>
#include <stdint.h>

struct slice {
	bool range;		/* with a colon; else one index: start */
	bool has_start, has_stop;
	int64_t start, stop, step;
};

/*
 * Parses TEXT, from behind the opening bracket to its closing one, which must
 * be the last character.  False if it is none; numbers beyond 64 bits are
 * taken as the largest.
 */
bool slice_parse(const char *text, struct slice *out);

/*
 * The elements that S takes of LENGTH: *FIRST, then every *STEP.  Returns how
 * many; of a single index 0 if it is out of range.
 */
uint64_t slice_apply(const struct slice *s, uint32_t length, int64_t *first,
    int64_t *step);

#endif
