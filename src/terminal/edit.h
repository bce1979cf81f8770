/*
 * edit.h - line editing by GNU readline, inside a screen that is not its own.
 *
 * Readline gets its bytes from a queue (input.h), never touches the terminal
 * and draws nothing: the line is drawn into a canvas by edit_draw(), and what
 * happens comes out as events, in the order typed:
 *
 *	edit_next():  EDIT_LINE  a line was entered
 *	              EDIT_KEY   a key that is the program's, not the line's
 *	              EDIT_END   end of input (Ctrl-D on an empty line)
 *
 * The keys that are the program's: Page Up and Down, F1, Tab on an empty line,
 * Ctrl-Z, Ctrl-L, Ctrl-C (the line has been abandoned), and the mouse.
 *
 * Readline has one state for the whole process, so one struct edit at a time.
 */
#ifndef POOLSCOPE_EDIT_H
#define POOLSCOPE_EDIT_H

#include <stdbool.h>

#include "terminal/choices.h"
#include "terminal/input.h"
#include "terminal/keys.h"
#include "view/canvas.h"

struct edit;

struct edit_options {
	struct input *input;	/* the queue that bytes come from */
	const char *prompt;
	const char *history;	/* the history file, or NULL: none is kept */
	choices_fn complete;	/* or NULL */
	bool (*asks)(void *ctx); /* whether a line is an answer, which is not
				   kept in the history; or NULL */
	void *ctx;		/* passed to COMPLETE and ASKS */
	const char *(*key_of)(const char *capability); /* terminfo, or NULL */
};

enum edit_what {
	EDIT_NOTHING,		/* the queue is used up */
	EDIT_LINE,
	EDIT_KEY,
	EDIT_END
};

struct edit_event {
	enum edit_what what;
	char *line;		/* of EDIT_LINE: to be given to free() */
	struct key key;		/* of EDIT_KEY */
};

/* Set readline up and read the history.  Strings are copied. */
struct edit *edit_open(const struct edit_options *options);
void edit_close(struct edit *edit);

/* Use queued bytes until something has happened or they are used up. */
struct edit_event edit_next(struct edit *edit);

/*
 * Whether the queue holds a lone ESC that may become a sequence.  If nothing
 * follows in about 50 ms, edit_escape() makes it the Escape key: it ends a
 * search, takes the list of choices away, or else comes out as a key.
 */
bool edit_waits(const struct edit *edit);
void edit_escape(struct edit *edit);

/* The start of a paste was taken off the queue: insert what follows. */
void edit_paste(struct edit *edit);

/* Abandon the line, as Ctrl-C does. */
void edit_interrupt(struct edit *edit);

/* Change the prompt; the line stays. */
void edit_set_prompt(struct edit *edit, const char *prompt);

/* What is typed so far; put something else there, the cursor at its end. */
const char *edit_line(const struct edit *edit);
void edit_set_line(struct edit *edit, const char *line);

/*
 * Draw the prompt and the line into ROW, with the cursor if ACTIVE, and the
 * list of choices, if there is one, above it.
 */
void edit_draw(struct edit *edit, struct canvas *cv, int row, bool active);

/*
 * For the plain mode, which reads whole lines: the same completion and the
 * same history with readline's own screen.  All may be NULL.
 */
void edit_prepare(choices_fn complete, bool (*asks)(void *ctx), void *ctx,
    const char *history);

/* Add a line to the history and to its file, unless it repeats the last or is
   an answer. */
void edit_remember(const char *line, const char *history);

#endif
