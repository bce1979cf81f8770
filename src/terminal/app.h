/*
 * app.h - the full screen: one loop between the terminal and a frontend.
 *
 * The frontend is what the program is about: it draws frames, carries out
 * lines and answers keys.  It knows neither curses nor readline:
 *
 *	struct app *app;
 *
 *	switch (app_open(&options, &frontend, ctx, &app)) {
 *	case APP_OPEN:
 *		signal = app_run(app);
 *		app_close(app);
 *		break;
 *	default:
 *		... plain_run() ...
 *	}
 *
 * The screen, from the top: the frontend's picture, the prompt's row, and the
 * footer, which tells the keys.
 *
 * FOCUS.  With PROMPT every key is the line editor's, but for Page Up, Page
 * Down and F1, which go to the frontend.  Tab on an empty line, or a click on
 * the picture, gives PICTURE the focus: every key then goes to the frontend,
 * but for Tab, ':' and a click on the prompt's row, which go back, and
 * Ctrl-L (draw anew) and Ctrl-Z (suspend), which are always the program's.
 *
 * After every call of line, key and tick the frame is drawn anew, and what
 * does not differ costs nothing; the frontend never asks for it.  With nothing
 * to do the loop sleeps without any wake-ups.
 */
#ifndef POOLSCOPE_APP_H
#define POOLSCOPE_APP_H

#include <stdbool.h>
#include <stddef.h>

#include "terminal/choices.h"
#include "terminal/keys.h"
#include "terminal/screen.h"
#include "view/canvas.h"

struct app;

enum app_focus {
	APP_PROMPT,
	APP_PICTURE
};

/* What a frontend is.  CTX is what app_open was given. */
struct frontend {
	int min_rows, min_cols;	/* of the screen; below only the prompt shows */

	/* Draw the picture: all of the present region, which is blank. */
	void (*draw)(void *ctx, struct canvas *cv, enum app_focus focus);

	/* Draw the footer, a region of one row. */
	void (*footer)(void *ctx, struct canvas *cv, enum app_focus focus);

	/* The prompt, "(poolscope) "; good until the next call. */
	const char *(*prompt)(void *ctx);

	/* A line was entered; perhaps "".  Returns false to end. */
	bool (*line)(void *ctx, const char *text);

	/*
	 * A key for the picture, Ctrl-C included.  Positions of the mouse are
	 * those of the region that draw() gets.  At the prompt Page Up, Page
	 * Down, F1, Esc, the wheel, and Ctrl-C (the line has been abandoned)
	 * come here too.  May be NULL.
	 */
	void (*key)(void *ctx, const struct key *key);

	/* Completion; may be NULL. */
	choices_fn complete;

	/* Whether the next line is an answer to a question: it is not kept
	   among the commands that can be recalled.  May be NULL. */
	bool (*asks)(void *ctx);

	/*
	 * The time set with app_timer() has come.  Returns the milliseconds
	 * until the next time, or -1 for none.  May be NULL.
	 */
	int (*tick)(void *ctx);
};

struct app_options {
	enum color_mode color;
	const struct theme *theme; /* NULL: the default */
	bool ascii;		/* draw with ASCII only */
	bool no_mouse;		/* leave the mouse to the terminal */
	const char *history;	/* the history file, or NULL */
};

enum app_status {
	APP_OPEN,		/* the screen is ours */
	APP_NO_TERMINAL,	/* it cannot be used: errno says why */
	APP_NO_SCREEN		/* TERM is dumb, unknown or unset */
};

/*
 * Take over the terminal.  If the answer is not APP_OPEN, *APP is NULL and
 * the terminal untouched: use plain_run() or a script.  FRONTEND must live as
 * long as the app.
 */
enum app_status app_open(const struct app_options *options,
    const struct frontend *frontend, void *ctx, struct app **app);

/*
 * Run until line() returns false, app_quit(), the end of input (Ctrl-D), or a
 * signal that ends (SIGTERM, SIGHUP), whose number is returned; 0 otherwise.
 * That the terminal has vanished is a SIGHUP, though none came.
 */
int app_run(struct app *app);

/* Give the terminal back.  NULL is allowed. */
void app_close(struct app *app);

/* End after the present call. */
void app_quit(struct app *app);

/*
 * Whether Ctrl-C was pressed, or the program told to end, since the present
 * call of line(), key() or tick() began.  A long command asks now and then (it
 * may be often: the terminal is looked at every 10 ms only), and stops.  What
 * was typed before Ctrl-C is dropped; what comes after stays.
 */
bool app_interrupted(struct app *app);

/* Whether something waits that ends the present call of tick() should make
   room for: a key, or a signal. */
bool app_pending(struct app *app);

/* Show TEXT in the footer's row now, within a long command: the rest of the
   frame stays as it is. */
void app_busy(struct app *app, const char *text);

/* Draw a frame now, within a long command, to show how far it is. */
void app_refresh(struct app *app);

/* Call tick() in MS milliseconds; -1 never. */
void app_timer(struct app *app, int ms);

enum app_focus app_focus(const struct app *app);
void app_set_focus(struct app *app, enum app_focus focus);

/* What is typed at the prompt; put something there as if it were typed. */
const char *app_typed(const struct app *app);
void app_type(struct app *app, const char *line);

/* Ring. */
void app_beep(struct app *app);

/* Take the mouse, or leave it to the terminal's own copy and paste. */
void app_mouse(struct app *app, bool on);

/* Draw in another theme. */
void app_set_theme(struct app *app, const struct theme *theme);

/* How many colours there are to draw with. */
enum depth app_depth(const struct app *app);

#endif
