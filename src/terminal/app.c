/* app.c - the full screen: one loop between the terminal and a frontend. */
#include "config.h"

#include "terminal/app.h"

#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "support/clock.h"
#include "support/i18n.h"
#include "support/strbuf.h"
#include "support/utf8.h"
#include "support/xalloc.h"
#include "terminal/edit.h"
#include "terminal/input.h"

#define ESCAPE_MS    50		/* what follows an ESC must come within */
#define INTERRUPT_MS 10		/* the terminal is looked at no more often */
#define FRAME_MS     33		/* in a burst of input, frames that far apart */
#define NEVER	     LLONG_MAX

struct app {
	const struct frontend *frontend;
	void *ctx;
	struct term *term;
	struct screen *screen;
	struct edit *edit;
	struct input input;
	struct canvas *cv;
	enum app_focus focus;
	bool dirty;		/* a frame is due */
	bool quit;
	bool interrupted;
	int end_signal;		/* SIGTERM or SIGHUP, when one has come */
	bool resized, stopped, continued; /* signals not acted on yet */
	long long escape_due;	/* when half a key is taken as it is */
	long long tick_due;
	long long looked;	/* when app_interrupted() looked last */
};

/* ---- drawing ---------------------------------------------------------- */

static int
prompt_row(const struct app *app)
{
	return app->cv->rows > 1 ? app->cv->rows - 2 : 0;
}

static bool
too_small(const struct app *app)
{
	return app->cv->rows < app->frontend->min_rows ||
	    app->cv->cols < app->frontend->min_cols || app->cv->rows < 3;
}

/* As much of the words as there are rows for; the prompt stays alive below. */
static void
draw_too_small(struct app *app)
{
	char *text = xasprintf(_("terminal too small: %d x %d is needed"),
	    app->frontend->min_cols, app->frontend->min_rows);
	struct rect words = { 0, 0, app->cv->rows - 1, app->cv->cols };
	int row = canvas_wrap(NULL, words, STYLE_NOTICE, text);

	if (row > words.rows)
		row = words.rows;
	canvas_wrap(app->cv, words, STYLE_NOTICE, text);
	free(text);
	if (row == 0)
		canvas_blank(app->cv, (struct rect){ .rows = 1,
		    .cols = app->cv->cols }, STYLE_NORMAL);
	edit_draw(app->edit, app->cv, row, app->focus == APP_PROMPT);
}

/* Let the frontend draw in RECT. */
static void
draw_part(struct app *app, struct rect rect,
    void (*draw)(void *, struct canvas *, enum app_focus))
{
	struct region outer = canvas_enter(app->cv, rect);

	draw(app->ctx, app->cv, app->focus);
	canvas_leave(app->cv, outer);
}

static void
draw_all(struct app *app)
{
	int rows = app->cv->rows, cols = app->cv->cols;

	draw_part(app, (struct rect){ .rows = rows - 2, .cols = cols },
	    app->frontend->draw);
	draw_part(app, (struct rect){ .row = rows - 1, .rows = 1,
	    .cols = cols }, app->frontend->footer);
	edit_set_prompt(app->edit, app->frontend->prompt(app->ctx));
	edit_draw(app->edit, app->cv, rows - 2, app->focus == APP_PROMPT);
}

void
app_refresh(struct app *app)
{
	edit_set_prompt(app->edit, app->frontend->prompt(app->ctx));
	canvas_clear(app->cv);
	if (too_small(app))
		draw_too_small(app);
	else
		draw_all(app);
	screen_draw(app->screen, app->cv);
	app->dirty = false;
}

void
app_busy(struct app *app, const char *text)
{
	struct canvas *cv = app->cv;
	int row = cv->rows - 1;

	if (too_small(app))
		return;
	canvas_blank(cv, (struct rect){ row, 0, 1, cv->cols }, STYLE_FOOTER);
	canvas_fit(cv, row, 1, cv->cols - 1, STYLE_FOOTER, text);
	screen_draw(app->screen, cv);
	app->dirty = true;
}

/* ---- signals ---------------------------------------------------------- */

static void
note_signal(struct app *app, int signal)
{
	switch (signal) {
	case SIGWINCH:
		app->resized = true;
		break;
	case SIGTSTP:
		app->stopped = true;
		break;
	case SIGCONT:
		app->continued = true;
		break;
	case SIGINT:
		app->interrupted = true;
		break;
	default:
		app->end_signal = signal;
	}
}

static void
collect_signals(struct app *app)
{
	int signal;

	while ((signal = term_next_signal(app->term)) != 0)
		note_signal(app, signal);
}

/* The canvas gets the terminal's size of now. */
static void
fit_canvas(struct app *app)
{
	int rows, cols;

	term_size(app->term, &rows, &cols);
	canvas_resize(app->cv, rows, cols);
	screen_resize(app->screen, rows, cols);
	app->dirty = true;
}

/* Come back to the screen; the size may have changed meanwhile. */
static void
resume(struct app *app)
{
	screen_resume(app->screen);
	fit_canvas(app);
	collect_signals(app);
	app->resized = app->stopped = app->continued = false;
}

static void
suspend(struct app *app)
{
	screen_suspend(app->screen);
	term_cooked(app->term);
	term_stop(app->term);
	resume(app);
}

static void
act_on_signals(struct app *app)
{
	collect_signals(app);
	if (app->end_signal != 0)
		app->quit = true;
	else if (app->stopped)
		suspend(app);
	if (app->continued) {	/* stopped by SIGSTOP, which nobody sees */
		screen_suspend(app->screen);
		resume(app);
	}
	if (app->resized) {
		app->resized = false;
		fit_canvas(app);
	}
	if (app->interrupted) {
		app->interrupted = false;
		edit_interrupt(app->edit);
		app->dirty = true;
	}
}

bool
app_interrupted(struct app *app)
{
	long long time = clock_ms();

	if (!app->interrupted && time - app->looked >= INTERRUPT_MS) {
		app->looked = time;
		collect_signals(app);
		input_fill(&app->input, 0);
		if (input_interrupted(&app->input))
			app->interrupted = true;
	}
	return app->interrupted || app->end_signal != 0;
}

bool
app_pending(struct app *app)
{
	struct pollfd fds[] = {
		{ .fd = app->input.fd, .events = POLLIN },
		{ .fd = term_signal_fd(app->term), .events = POLLIN },
	};

	return input_count(&app->input) > 0 || poll(fds, 2, 0) > 0;
}

/* ---- keys ------------------------------------------------------------- */

void
app_set_focus(struct app *app, enum app_focus focus)
{
	app->focus = focus;
	app->dirty = true;
}

/* What is the program's in either focus.  Returns whether KEY was. */
static bool
common_key(struct app *app, const struct key *key)
{
	if (key_is_ctrl(key, 'z'))
		suspend(app);
	else if (key_is_ctrl(key, 'l'))
		screen_forget(app->screen);
	else
		return false;
	return true;
}

static void
give_key(struct app *app, const struct key *key)
{
	app->interrupted = false;
	if (app->frontend->key != NULL && key->code != K_NONE)
		app->frontend->key(app->ctx, key);
	app->interrupted = false;
}

/* A key that came out of the line editor. */
static void
prompt_key(struct app *app, const struct key *key)
{
	if (common_key(app, key) || key->code == K_RELEASE)
		return;
	if (key->code == K_TAB)
		app_set_focus(app, APP_PICTURE);
	else if (key->code != K_PRESS)
		give_key(app, key);
	else if (key->row < prompt_row(app)) {
		app_set_focus(app, APP_PICTURE);
		give_key(app, key);
	}
}

static void
picture_key(struct app *app, const struct key *key)
{
	bool on_prompt = key->code == K_PRESS && key->row >= prompt_row(app);

	if (common_key(app, key))
		return;
	if (key->code == K_TAB || key_is(key, ':') || on_prompt) {
		app_set_focus(app, APP_PROMPT);
	} else if (key->code == K_PASTE) {
		app_set_focus(app, APP_PROMPT);
		edit_paste(app->edit);
	} else {
		give_key(app, key);
	}
}

static void
entered(struct app *app, char *line)
{
	app->interrupted = false;
	app->looked = clock_ms();
	if (!app->frontend->line(app->ctx, line))
		app->quit = true;
	app->interrupted = false;
	free(line);
}

/* One thing that happened at the prompt.  Returns whether any did. */
static bool
step_prompt(struct app *app)
{
	struct edit_event event = edit_next(app->edit);

	switch (event.what) {
	case EDIT_NOTHING:
		return false;
	case EDIT_LINE:
		entered(app, event.line);
		break;
	case EDIT_KEY:
		prompt_key(app, &event.key);
		break;
	case EDIT_END:
		app->quit = true;
		break;
	}
	return true;
}

static bool
step_picture(struct app *app, bool complete)
{
	struct key key;
	size_t used = keys_parse(input_bytes(&app->input),
	    input_count(&app->input), complete, &key);

	if (used == 0)
		return false;
	input_drop(&app->input, used);
	picture_key(app, &key);
	return true;
}

/*
 * Use what was typed.  In a burst the frames between are drawn only now and
 * then, so that a long paste is not slowed down by its own echo.
 */
static void
use_input(struct app *app)
{
	long long drawn = clock_ms();

	app->dirty = true;
	app->escape_due = NEVER;
	while (!app->quit && (app->focus == APP_PROMPT ? step_prompt(app) :
	    step_picture(app, false))) {
		collect_signals(app);
		if (app->end_signal != 0)
			app->quit = true;
		if (!app->quit && clock_ms() - drawn >= FRAME_MS) {
			app_refresh(app);
			drawn = clock_ms();
		}
		app->dirty = true;
	}
	if (input_count(&app->input) > 0)
		app->escape_due = clock_ms() + ESCAPE_MS;
}

/* What was half a key stays that: take it as it is. */
static void
use_rest(struct app *app)
{
	app->escape_due = NEVER;
	app->dirty = true;
	if (app->focus == APP_PICTURE)
		step_picture(app, true);
	else if (edit_waits(app->edit))
		edit_escape(app->edit);
	use_input(app);
}

/* ---- the loop --------------------------------------------------------- */

void
app_timer(struct app *app, int ms)
{
	app->tick_due = ms < 0 ? NEVER : clock_ms() + ms;
}

/* The next time is counted from when this one was due: no drift. */
static void
tick(struct app *app)
{
	long long due = app->tick_due;
	int ms;

	app->interrupted = false;
	app->tick_due = NEVER;
	ms = app->frontend->tick != NULL ? app->frontend->tick(app->ctx) : -1;
	app->interrupted = false;
	if (ms >= 0)
		app->tick_due = due + ms > clock_ms() ? due + ms : clock_ms();
	app->dirty = true;
}

/* How long to sleep: for ever, if nothing is to be done at any time. */
static int
wait_ms(const struct app *app)
{
	long long due = app->escape_due < app->tick_due ? app->escape_due :
	    app->tick_due;
	long long left;

	if (app->resized || app->stopped || app->continued ||
	    app->interrupted || app->end_signal != 0)
		return 0;	/* came while something else was going on */
	if (due == NEVER)
		return -1;
	left = due - clock_ms();
	return left < 0 ? 0 : left > INT_MAX ? INT_MAX : (int)left;
}

static void
wait_and_act(struct app *app)
{
	struct pollfd fds[] = {
		{ .fd = app->input.fd, .events = POLLIN },
		{ .fd = term_signal_fd(app->term), .events = POLLIN },
	};

	if (poll(fds, 2, wait_ms(app)) < 0 && errno != EINTR)
		app->quit = true;
	act_on_signals(app);
	if (!app->quit && fds[0].revents != 0 && input_fill(&app->input, 0))
		use_input(app);
	if (app->input.ended) {
		/* The terminal has vanished, whether or not we are told. */
		app->quit = true;
		if (app->end_signal == 0)
			app->end_signal = SIGHUP;
	}
	if (!app->quit && clock_ms() >= app->escape_due)
		use_rest(app);
	if (!app->quit && clock_ms() >= app->tick_due)
		tick(app);
}

int
app_run(struct app *app)
{
	app->dirty = true;
	while (!app->quit) {
		if (app->dirty)
			app_refresh(app);
		wait_and_act(app);
	}
	return app->end_signal;
}

enum app_status
app_open(const struct app_options *options, const struct frontend *frontend,
    void *ctx, struct app **out)
{
	struct app *app;
	struct term *term = term_open();
	struct screen *screen;

	*out = NULL;
	if (term == NULL)
		return APP_NO_TERMINAL;
	screen = screen_open(term, options->color, options->theme != NULL ?
	    options->theme : theme_at(0));
	if (screen == NULL) {
		term_close(term);
		return APP_NO_SCREEN;
	}
	if (options->no_mouse)
		screen_mouse(screen, false);
	app = xcalloc(1, sizeof *app);
	*app = (struct app){ .frontend = frontend, .ctx = ctx, .term = term,
		.screen = screen, .escape_due = NEVER, .tick_due = NEVER };
	input_init(&app->input, STDIN_FILENO);
	app->cv = canvas_new(1, 1, style_glyph_set(options->ascii));
	app->edit = edit_open(&(struct edit_options){
		.input = &app->input, .prompt = frontend->prompt(ctx),
		.history = options->history, .complete = frontend->complete,
		.asks = frontend->asks, .ctx = ctx, .key_of = screen_key });
	fit_canvas(app);
	*out = app;
	return APP_OPEN;
}

void
app_close(struct app *app)
{
	if (app == NULL)
		return;
	edit_close(app->edit);
	screen_close(app->screen);
	term_close(app->term);
	input_free(&app->input);
	canvas_free(app->cv);
	free(app);
}

/* ---- small things ----------------------------------------------------- */

void
app_quit(struct app *app)
{
	app->quit = true;
}

enum app_focus
app_focus(const struct app *app)
{
	return app->focus;
}

const char *
app_typed(const struct app *app)
{
	return edit_line(app->edit);
}

void
app_type(struct app *app, const char *line)
{
	edit_set_line(app->edit, line);
	app->dirty = true;
}

void
app_beep(struct app *app)
{
	screen_beep(app->screen);
}

void
app_mouse(struct app *app, bool on)
{
	screen_mouse(app->screen, on);
}

void
app_set_theme(struct app *app, const struct theme *theme)
{
	screen_set_theme(app->screen, theme);
	app->dirty = true;
}

enum depth
app_depth(const struct app *app)
{
	return screen_depth(app->screen);
}
