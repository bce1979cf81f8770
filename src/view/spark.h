/*
 * spark.h - the bytes asked for over time as a line of small bars, for the
 * status line.
 *
 *	asked for __,-==##=-- 7.4 MiB
 */
#ifndef POOLSCOPE_VIEW_SPARK_H
#define POOLSCOPE_VIEW_SPARK_H

#include "view/view.h"

/* Draws it in row 0 between COL and END, as far as there is room: the bars,
   the figure of this moment, the label.  Nothing where there is none. */
void spark_draw(const struct view *v, struct canvas *cv, int col, int end);

#endif
