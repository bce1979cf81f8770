/*
 * compare_screen.h - one history under several profiles on one screen.
 */
#ifndef POOLSCOPE_APP_COMPARE_SCREEN_H
#define POOLSCOPE_APP_COMPARE_SCREEN_H

#include "app/compare_sides.h"

/*
 * Lets the reader go through SIDES, all of them at once, until they are quit;
 * *STATUS is then the exit status.  False: this terminal shows no screen.
 */
bool compare_screen(struct sides *sides, const struct options *o,
    int *status);

#endif
