/*
 * view.h - what the screen shows of a session, and where one is looking.
 *
 * A view holds no part of the heap: it asks the session and the core each
 * time it draws.  It remembers where one looks and how near, what the last
 * step changed, and the answer to the last command.  It draws into a canvas
 * and knows no terminal, so every picture can be tested without one.
 *
 *	status      poolscope, the profile in words, the event, the counts
 *	breadcrumb  HEAP > arena 0 > pool 0.0: where one looks
 *	the picture of this zoom, see enum view_zoom
 *	event       what did the last event do, and why?
 *	answer      what the last command answered (in the event's place)
 *	lesson      the text of a lesson, up to where its reader is (above)
 *	message     what a command that made events answered
 *
 * While a lesson runs, the panes that it does not name are shown on request
 * only; and what a command answers at length stands in the place of them.
 */
#ifndef POOLSCOPE_VIEW_VIEW_H
#define POOLSCOPE_VIEW_VIEW_H

#include <stdbool.h>

#include "session/session.h"
#include "support/strbuf.h"
#include "view/canvas.h"
#include "view/changes.h"
#include "view/lesson_page.h"
#include "view/target.h"
#include "view/times.h"

struct objects;
struct runner;
struct threads;

/*
 * How near one looks.  A pool is seen twice: first with what is around it,
 * which is where one begins, then all of its blocks and nothing else.
 */
enum view_zoom {
	ZOOM_HEAP,		/* every arena */
	ZOOM_ARENA,		/* every pool of an arena */
	ZOOM_POOL,		/* a pool, its arena, usedpools */
	ZOOM_BLOCKS,		/* every block of the pool */
	ZOOM_BLOCK		/* one block's bytes */
};

/* Pictures of how things hang together: instead of the lower panes. */
enum view_extra {
	EXTRA_NONE,
	EXTRA_TRICK,		/* usedpools and the headers that are none */
	EXTRA_LISTS,		/* the lists in which arenas wait */
	EXTRA_LAYERS		/* from objects down to RAM */
};

/* One line that a command answered. */
struct view_line {
	enum style style;
	char *text;
};

struct view {
	struct session *session;	/* not the view's own */
	struct changes changes;		/* by the last event or decision */
	struct objects *objects;	/* Python's, when drawn last */
	const struct threads *threads;	/* that take turns, or NULL; not its
					   own */

	/* where one looks */
	enum view_zoom zoom;
	enum view_extra extra;
	struct pym_pool_ref pool;	/* or none */
	uint32_t block;			/* in it, or PYM_NONE */
	uint32_t szidx;			/* the class that EXTRA_TRICK shows */
	bool picked;			/* the block was chosen by hand */
	bool order;			/* free blocks tell their place */

	/* the answer to the last command */
	struct strbuf command;
	struct view_line *lines;
	size_t nlines, lines_room;
	bool answering;			/* show it instead of the event */
	bool hinted;			/* it was said to a key */
	bool by_event;			/* the command moved the session */
	size_t scroll;			/* its first line shown */
	bool scrolls;			/* as last drawn: not all of it is */

	bool covered;			/* a question is open: nothing is shown
					   that would answer it */
	bool places_covered;		/* it asks where memory comes from: nor
					   which list begins with what */
	bool asked;			/* the lines were said since then */
	bool help;			/* all keys and the legend, instead */

	/* the lesson */
	const struct runner *runner;	/* or NULL; not the view's own */
	struct lesson_page page;
	int page_columns;		/* that it was made for */
	bool lesson_moved;		/* the reader has gone on, or back */
	size_t lesson_scroll;		/* the page's first line shown */
	size_t lesson_rows;		/* as last drawn: its lines, ... */
	size_t lesson_below;		/* ... and lines further down */
	bool large;			/* blocks are drawn for a projector */

	/* time */
	struct strbuf activity;		/* "playing x16": in the status line */
	struct times times;		/* what the timeline shows, and where */
	struct rect time_place;
	bool plotting;			/* the plot is shown */
	struct times plot_times;
	struct rect plot_place;

	/* who had a block before: looked up once until the session moves */
	uint64_t former_address;	/* 0: nothing was */
	bool former_known;
	struct session_block former;

	/* of the picture drawn last */
	struct targets targets;		/* what can be clicked */
	uint32_t per_row;		/* one row down is so many further */
};

/* Readies V to show S, which outlives it. */
void view_init(struct view *v, struct session *s);
void view_end(struct view *v);

/* The session has moved: finds what changed, and looks there. */
void view_follow(struct view *v);

/* A command begins: its answer is gathered afresh. */
void view_begin_answer(struct view *v, const char *command);
void view_add_line(struct view *v, enum style style, const char *text);
/* It ended.  MOVED: the heap changed, or the time; TOLD: its lines are what is
   to be seen all the same. */
void view_end_answer(struct view *v, bool moved, bool told);
/* It ended, and its answer is elsewhere: of it the last line is enough. */
void view_end_answer_briefly(struct view *v);
/* Whether its lines may be shown: not if they are older than the question that
   is open. */
bool view_may_tell(const struct view *v);

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

/* The event that a cell of the timeline or of the plot stands for, as they
   were drawn last; false: the cell is of neither. */
bool view_time_at(const struct view *v, int row, int col, uint64_t *event);
/* Scrolls the answer, or the lesson, by ROWS. */
void view_scroll(struct view *v, int rows);

/* Takes away what is before the picture: all keys, or an answer.  False: there
   is nothing. */
bool view_dismiss(struct view *v);

/*
 * One level nearer; and further away, or, if there is something before the
 * picture (all keys, an answer, an extra), that away.  False: no such level.
 */
bool view_zoom_in(struct view *v);
bool view_zoom_out(struct view *v);

/* Why view_zoom_in does nothing, for people; NULL: that is plain to see. */
const char *view_no_way_in(const struct view *v);

/* Puts away what is before the picture: all keys, an answer, an extra; false:
   nothing is. */
bool view_put_away(struct view *v);

/* Shows an extra; away with it if it is there already. */
void view_toggle_extra(struct view *v, enum view_extra extra);

/*
 * Chooses what is RIGHT further on, and DOWN rows below: an arena, a pool, a
 * block, according to the zoom.  Stops at the ends.
 */
void view_select(struct view *v, int right, int down);

/*
 * A click at a cell of the canvas drawn last: chooses what stands there, and
 * what was chosen already is zoomed into.  False: nothing stands there.
 */
bool view_select_at(struct view *v, int row, int col);

/* The pool looked at; false if there is none. */
bool view_pool(const struct view *v, struct pym_pool_view *out);
/* The block looked at in P: the one chosen, else the head of its chain, else
   the first; PYM_NONE if it has none. */
uint32_t view_block(const struct view *v, const struct pym_pool_view *p);

/* Draws the whole picture into CV's present region; or its first row alone. */
void view_draw(struct view *v, struct canvas *cv);
void view_draw_status(const struct view *v, struct canvas *cv);

#endif
