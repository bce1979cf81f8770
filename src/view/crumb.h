/*
 * crumb.h - the breadcrumb: where one looks, and where new pools come from.
 *
 *	HEAP > arena 0 > pool 0.0      usable_arenas -> arena 0: 62 free
 */
#ifndef POOLSCOPE_VIEW_CRUMB_H
#define POOLSCOPE_VIEW_CRUMB_H

#include "view/view.h"

/* Draws it into row ROW of CV's region. */
void crumb_draw(struct view *v, struct canvas *cv, int row);

#endif
