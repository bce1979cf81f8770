/*
 * view_screen.h - the view over a console, without a terminal.
 */
#ifndef POOLSCOPE_TESTS_VIEW_SCREEN_H
#define POOLSCOPE_TESTS_VIEW_SCREEN_H

#include "command/command.h"
#include "session/session.h"
#include "view/view.h"

struct screen {
	struct session *session;
	struct console console;
	struct view view;
	struct canvas *canvas;		/* the picture drawn last */
	struct strbuf text;		/* as text */
};

void screen_open(struct screen *s, const char *profile);
void screen_close(struct screen *s);

/*
 * Does what a person would, one thing a line: a command; or behind a colon
 * "in", "out", "left", "right", "up", "down" (and how often), "trick",
 * "lists", "layers", "order", "help", "cover", "plot", "playing" (so says the
 * status line).  Commands must succeed.
 */
void screen_do(struct screen *s, const char *lines);

/* Draws it; good until the next call. */
const char *screen_text(struct screen *s, int rows, int cols,
    enum glyph_set glyphs);
/* The styles of the picture drawn last, to be freed. */
char *screen_styles(struct screen *s);

/* Where TEXT begins in the picture drawn last; fails if it is not there. */
void screen_find(struct screen *s, const char *text, int *row, int *col);
bool screen_has(struct screen *s, const char *text);

#endif
