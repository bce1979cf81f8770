/*
 * auto_profile.h - which allocator the python3 in PATH has.
 */
#ifndef POOLSCOPE_APP_AUTO_PROFILE_H
#define POOLSCOPE_APP_AUTO_PROFILE_H

#include <stdbool.h>

#include "core/pymalloc.h"

/*
 * Runs the python3 in PATH and reads the figures of its own statistics
 * report.  False when there is none, or it has no pymalloc: the reason has
 * been printed.
 */
bool auto_profile(struct pym_profile *out);

#endif
