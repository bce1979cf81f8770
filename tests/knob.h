/* knob.h - how long a test goes on, as the environment says. */
#ifndef POOLSCOPE_TESTS_KNOB_H
#define POOLSCOPE_TESTS_KNOB_H

#include <stdint.h>
#include <stdlib.h>

/* The number in the variable NAME; OTHERWISE if it is not set, or empty. */
static inline uint64_t
knob(const char *name, uint64_t otherwise)
{
	const char *text = getenv(name);

	return text != NULL && text[0] != '\0' ? strtoull(text, NULL, 10) :
	    otherwise;
}

#endif
