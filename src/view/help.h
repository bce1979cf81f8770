/*
 * help.h - the legend and all keys, on one screen.
 */
#ifndef POOLSCOPE_VIEW_HELP_H
#define POOLSCOPE_VIEW_HELP_H

#include <stddef.h>

#include "view/canvas.h"

/* A sign and what it says (N_), by number; NULL behind the last. */
struct legend_row {
	enum glyph glyph;
	enum style style;
	const char *what;
};
const struct legend_row *help_legend(size_t i);

void help_draw(struct canvas *cv);

#endif
