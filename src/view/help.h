/*
 * help.h - the legend and all keys, on one screen.
 */
#ifndef POOLSCOPE_VIEW_HELP_H
#define POOLSCOPE_VIEW_HELP_H

#include "view/canvas.h"

void help_draw(struct canvas *cv);

#endif
