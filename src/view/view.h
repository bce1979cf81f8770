/*
 * view.h - what the screen shows of a session, and where one is looking.
 *
 * A view holds no part of the heap: it asks the session and the core each
 * time it draws.  It remembers which pool is looked at, what the last step
 * changed, and the answer to the last command.  It draws into a canvas and
 * knows no terminal, so every picture can be tested without one.
 *
 *	status      poolscope, the profile in words, the event, the counts
 *	arenas      where is my pool in the heap?
 *	usedpools   where does a request look first?
 *	pool        what is in this pool?  blocks and the freeblock chain
 *	event       what did the last event do, and why?
 *	answer      what the last command answered (in the event's place)
 *	lesson      the text of a lesson, up to where its reader is
 *
 * While a lesson runs, the panes that it does not name are not shown; and what
 * a command answers at length stands in the place of all of them.
 */
#ifndef POOLSCOPE_VIEW_VIEW_H
#define POOLSCOPE_VIEW_VIEW_H

#include <stdbool.h>

#include "session/session.h"
#include "support/strbuf.h"
#include "view/canvas.h"
#include "view/changes.h"
#include "view/lesson_page.h"
#include "view/times.h"

struct runner;

/* One line that a command answered. */
struct view_line {
	enum style style;
	char *text;
};

struct view {
	struct session *session;	/* not the view's own */
	struct changes changes;		/* by the last event or decision */
	struct pym_pool_ref pool;	/* the pool looked at, or none */
	bool pinned;			/* chosen by hand: no event moves it */
	struct view_line *lines;	/* the answer to the last command */
	size_t nlines, lines_room;
	bool answering;			/* show it instead of the event */
	size_t scroll;			/* its first line shown */
	bool covered;			/* a question is open: nothing is shown
					   that would answer it */
	bool asked;			/* the lines were said since then */
	bool help;			/* all keys and the legend, instead */
	struct strbuf command;		/* the last one given */
	const struct runner *runner;	/* of the lesson, or NULL; not the
					   view's own */
	struct lesson_page page;
	int page_columns;		/* that it was made for */
	bool lesson_moved;		/* the reader has gone on, or back */
	size_t lesson_scroll;		/* the page's first line shown */
	size_t lesson_rows;		/* as last drawn: its lines, ... */
	size_t lesson_below;		/* ... and lines further down */
	bool large;			/* blocks are drawn for a projector */
	struct strbuf activity;		/* "playing x16": in the status line */
	struct times times;		/* what the timeline shows, and where */
	struct rect time_place;
	bool plotting;			/* the plot is shown */
	struct times plot_times;
	struct rect plot_place;
};

/* Readies V to show S, which outlives it. */
void view_init(struct view *v, struct session *s);
void view_end(struct view *v);

/* The session has moved: finds what changed, and looks there. */
void view_follow(struct view *v);

/* A command begins: its answer is gathered afresh. */
void view_begin_answer(struct view *v, const char *command);
void view_add_line(struct view *v, enum style style, const char *text);
/* It ended; EVENT says that it moved the session. */
void view_end_answer(struct view *v, bool event);

/*
 * The lesson that is shown, NULL for none.  To be told again when something
 * has come of it; MOVED: it is at another stop, whose text is begun with, else
 * the end of the text is shown.
 */
void view_set_lesson(struct view *v, const struct runner *r, bool moved);
/* Scrolls on or back through the text that the last step brought; false: its
   end, or its beginning, is seen already. */
bool view_lesson_on(struct view *v);
bool view_lesson_back(struct view *v);

/* Looks at the pool that is STEP further on in its arena, or at the pool
   ARENAS further arenas on; stops at the ends. */
void view_select(struct view *v, int step, int arenas);
/* Looks at what stands at a cell of the canvas last drawn; false: nothing
   that can be looked at. */
bool view_select_at(struct view *v, const struct canvas *cv, int row,
    int col);
/* The event that a cell of the timeline or of the plot stands for, as they
   were drawn last; false: the cell is of neither. */
bool view_time_at(const struct view *v, int row, int col, uint64_t *event);
/* Scrolls the answer, or the lesson, by ROWS. */
void view_scroll(struct view *v, int rows);

/* Draws the whole picture into CV's present region. */
void view_draw(struct view *v, struct canvas *cv);

#endif
