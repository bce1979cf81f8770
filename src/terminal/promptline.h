/*
 * promptline.h - the prompt and the line being edited, in one row.
 *
 * What is longer than the row scrolls sideways so that the cursor is always
 * seen; < and > at the edges tell that there is more.
 */
#ifndef POOLSCOPE_PROMPTLINE_H
#define POOLSCOPE_PROMPTLINE_H

#include <stdbool.h>
#include <stddef.h>

#include "view/canvas.h"

struct promptline {
	const char *prompt;	/* parts between \001 and \002 are not shown */
	const char *line;	/* any bytes */
	size_t point;		/* byte of LINE where the cursor stands */
	bool active;		/* false: drawn dim, without the cursor */
};

/*
 * Draw into ROW of the present region.  *SCROLL is the columns scrolled off,
 * kept by the caller from one drawing to the next; 0 at first.
 */
void promptline_draw(struct canvas *cv, int row, const struct promptline *p,
    int *scroll);

#endif
