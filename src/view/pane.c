/*
 * pane.c - what panes have in common.
 */
#include "config.h"

#include "view/pane.h"

#include "support/utf8.h"

void
pane_title(struct canvas *cv, const char *left, const char *rest)
{
	int cols = canvas_cols(cv);
	int col = canvas_fit(cv, 0, 1, cols - 1, STYLE_HEADER, left);

	if (rest[0] != '\0' && col + 3 < cols)
		col = canvas_fit(cv, 0, col + 3, cols - col - 3, STYLE_NORMAL,
		    rest);
	if (col + 2 < cols)
		canvas_hline(cv, 0, col + 1, cols - col - 1, STYLE_BORDER);
}

void
pane_more(struct canvas *cv, int row, const char *text)
{
	int columns = utf8_columns(text);
	int col = canvas_cols(cv) - columns - 1;

	if (col < 1)
		col = 1;
	canvas_blank(cv, (struct rect){ row, col - 1, 1, columns + 2 },
	    STYLE_NORMAL);
	canvas_fit(cv, row, col, canvas_cols(cv) - col, STYLE_NOTICE, text);
}
