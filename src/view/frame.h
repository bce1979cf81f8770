/*
 * frame.h - the panes of the picture: which are there now, and where.
 */
#ifndef POOLSCOPE_VIEW_FRAME_H
#define POOLSCOPE_VIEW_FRAME_H

#include "view/view.h"

/* Whether the breadcrumb has its row. */
bool frame_has_crumb(const struct view *v);

/* Draws the panes from row TOP of CV's region on, and the message. */
void frame_draw(struct view *v, struct canvas *cv, int top);

#endif
