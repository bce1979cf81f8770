/* specs.h - profiles to test with. */
#ifndef POOLSCOPE_TESTS_SPECS_H
#define POOLSCOPE_TESTS_SPECS_H

#include <stddef.h>

/* Every profile there is, then variations and their combinations. */
size_t spec_count(void);
const char *spec_at(size_t i);

#endif
