/*
 * one_pane.h - one pane alone, for pictures of it.
 */
#ifndef POOLSCOPE_VIEW_ONE_PANE_H
#define POOLSCOPE_VIEW_ONE_PANE_H

#include "view/view.h"

/* The names of the panes that can stand alone, in order; NULL behind the
   last.  The first, "screen", is all that the screen shows. */
const char *one_pane_name(size_t i);

/* Readies V to show the pane NAME; false: there is none of that name. */
bool one_pane_choose(struct view *v, const char *name);

/* The rows that show all there is of it in COLS columns, but no more than
   MOST, the status line included. */
int one_pane_rows(struct view *v, const char *name, int cols, int most);

/* Draws it into CV's present region, beneath the status line. */
void one_pane_draw(struct view *v, const char *name, struct canvas *cv);

#endif
