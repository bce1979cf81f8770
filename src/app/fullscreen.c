/*
 * fullscreen.c - the session on the screen: a console beneath, the view above.
 *
 * Whatever is done, by line or by key, is a command given to the console: so
 * the screen does nothing that a script could not.
 */
#include "config.h"

#include "app/fullscreen.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/complete.h"
#include "app/motion.h"
#include "command/command.h"
#include "support/i18n.h"
#include "terminal/app.h"
#include "view/view.h"

struct fullscreen {
	struct app *app;
	struct console console;
	struct view view;
	struct motion motion;
	bool untouched;		/* nothing was done yet */
};

static enum style
style_of(enum console_style style)
{
	switch (style) {
	case CONSOLE_NORMAL:
		return STYLE_NORMAL;
	case CONSOLE_TITLE:
		return STYLE_TITLE;
	case CONSOLE_CHANGED:
		return STYLE_CHANGED;
	case CONSOLE_NOTICE:
		return STYLE_NOTICE;
	case CONSOLE_ERROR:
		return STYLE_ERROR;
	}
	return STYLE_NORMAL;
}

static void
add_line(void *ctx, enum console_style style, const char *text)
{
	struct fullscreen *f = ctx;

	view_add_line(&f->view, style_of(style), text);
}

static bool
interrupted(void *ctx)
{
	struct fullscreen *f = ctx;

	return f->app != NULL && app_interrupted(f->app);
}

/* Gives the console a command and shows what it did; false to end. */
static bool
run(struct fullscreen *f, const char *command)
{
	enum command_status status;

	f->untouched = false;
	motion_pause(&f->motion);
	view_begin_answer(&f->view, command);
	f->console.effects = 0;
	status = command_run(&f->console, command);
	if ((f->console.effects & COMMAND_RESET) &&
	    f->motion.loading != NULL)
		loading_give_up(f->motion.loading);
	if (f->console.effects & (COMMAND_HEAP | COMMAND_RESET))
		view_follow(&f->view);
	view_end_answer(&f->view, status == COMMAND_OK &&
	    (f->console.effects & COMMAND_HEAP) != 0);
	return status != COMMAND_QUIT;
}

/* ---- what the loop asks ------------------------------------------------- */

static void
draw(void *ctx, struct canvas *cv, enum app_focus focus)
{
	struct fullscreen *f = ctx;

	(void)focus;
	motion_text(&f->motion, &f->view.activity);
	view_draw(&f->view, cv);
}

static const char *const prompt_keys =
    N_("PROMPT   Tab picture   PgUp/PgDn back/on   F1 help   Ctrl-D quit");
static const char *const picture_keys =
    N_("PICTURE   n/b event   s/S decision   space play   [ ] find   "
    "p plot   F1 help   Tab");

static void
draw_footer(void *ctx, struct canvas *cv, enum app_focus focus)
{
	(void)ctx;
	canvas_blank(cv, (struct rect){ 0, 0, 1, canvas_cols(cv) },
	    STYLE_FOOTER);
	canvas_fit(cv, 0, 1, canvas_cols(cv) - 1, STYLE_FOOTER,
	    _(focus == APP_PROMPT ? prompt_keys : picture_keys));
}

static const char *
prompt(void *ctx)
{
	(void)ctx;
	return "(poolscope) ";
}

static bool
enter_line(void *ctx, const char *text)
{
	struct fullscreen *f = ctx;

	f->view.help = false;
	return run(f, text);
}

/* ---- keys --------------------------------------------------------------- */

struct key_row {
	enum key_code code;
	uint32_t ch;		/* of K_CHAR */
	const char *command;	/* given to the console */
};

static const struct key_row key_rows[] = {
	{ K_PAGE_DOWN, 0, "next" },
	{ K_PAGE_UP, 0, "back" },
	{ K_CHAR, 'n', "next" },
	{ K_CHAR, 'b', "back" },
	{ K_CHAR, 's', "step" },
	{ K_CHAR, 'S', "back-step" },
	{ K_CHAR, 'u', "undo" },
	{ K_CHAR, 'r', "redo" },
	{ K_CHAR, 'e', "explain" },
	{ K_CHAR, 'g', "goto 0" },
	{ K_CHAR, 'G', "goto end" },
	{ K_CHAR, '[', "find back" },
	{ K_CHAR, ']', "find" },
	{ K_CHAR, '{', "find arena-new arena-free mark back" },
	{ K_CHAR, '}', "find arena-new arena-free mark" },
};

static const char *
command_for(const struct key *key)
{
	size_t i;

	for (i = 0; i < sizeof(key_rows) / sizeof(key_rows[0]); i++)
		if (key->code == key_rows[i].code && (key->code != K_CHAR ||
		    key_is(key, key_rows[i].ch)))
			return key_rows[i].command;
	return NULL;
}

/* Up and down scroll what is longer than its pane, or choose an arena. */
static void
up_down(struct fullscreen *f, int rows)
{
	if (f->view.answering)
		view_scroll(&f->view, rows);
	else
		view_select(&f->view, 0, rows);
}

static void
look_key(struct fullscreen *f, const struct key *key)
{
	switch (key->code) {
	case K_LEFT:
		view_select(&f->view, -1, 0);
		break;
	case K_RIGHT:
		view_select(&f->view, 1, 0);
		break;
	case K_UP:
		up_down(f, -1);
		break;
	case K_DOWN:
		up_down(f, 1);
		break;
	case K_WHEEL_UP:
		view_scroll(&f->view, -3);
		break;
	case K_WHEEL_DOWN:
		view_scroll(&f->view, 3);
		break;
	case K_ESCAPE:
		f->view.answering = false;
		f->view.help = false;
		break;
	default:
		break;
	}
}

/* ---- by itself ---------------------------------------------------------- */

static bool
busy(void *ctx)
{
	struct fullscreen *f = ctx;

	return app_pending(f->app);
}

/* Says what was loaded, unless something else is being read. */
static void
tell_loaded(struct fullscreen *f)
{
	struct strbuf notice = STRBUF_INIT;

	if (f->untouched)
		view_begin_answer(&f->view, _("welcome"));
	loading_notice(f->motion.loading, &notice);
	if (f->untouched || f->motion.loading->status != REPLAY_END)
		view_add_line(&f->view, STYLE_NOTICE, strbuf_text(&notice));
	view_end_answer(&f->view, false);
	strbuf_free(&notice);
}

static int
tick(void *ctx)
{
	struct fullscreen *f = ctx;
	unsigned effects;
	int wait = motion_tick(&f->motion, busy, f, &effects);

	if (effects & MOTION_MOVED) {
		view_begin_answer(&f->view, "");
		view_follow(&f->view);
		view_end_answer(&f->view, true);
	}
	if (effects & MOTION_LOADED)
		tell_loaded(f);
	return wait;
}

/* Space, + and -; returns whether KEY was one of them. */
static bool
motion_key(struct fullscreen *f, const struct key *key)
{
	if (key_is(key, ' ')) {
		if (!motion_play(&f->motion))
			app_beep(f->app);
	} else if (key_is(key, '+') || key_is(key, '=')) {
		playing_change(&f->motion.playing, 1);
	} else if (key_is(key, '-')) {
		playing_change(&f->motion.playing, -1);
	} else {
		return false;
	}
	app_timer(f->app, motion_wait(&f->motion));
	return true;
}

/* A click on the timeline; returns whether KEY was one. */
static bool
time_click(struct fullscreen *f, const struct key *key)
{
	char command[32];
	uint64_t event;

	if (key->code != K_PRESS ||
	    !view_time_at(&f->view, key->row, key->col, &event))
		return false;
	snprintf(command, sizeof(command), "goto %" PRIu64, event);
	run(f, command);
	return true;
}

static void
press_key(void *ctx, const struct key *key)
{
	struct fullscreen *f = ctx;
	const char *command = command_for(key);

	if (key->code == K_F1 || key_is(key, '?')) {
		f->view.help = !f->view.help;
	} else if (command != NULL) {
		f->view.help = false;
		run(f, command);
	} else if (key_is(key, 'q')) {
		app_set_focus(f->app, APP_PROMPT);
	} else if (key_is(key, 'p')) {
		f->view.plotting = !f->view.plotting;
	} else if (motion_key(f, key) || time_click(f, key)) {
		f->view.help = false;
	} else {
		look_key(f, key);
	}
}

static void
complete(void *ctx, const char *line, size_t point, struct choices *out)
{
	struct fullscreen *f = ctx;

	complete_choices(&f->console, line, point, out);
}

static const struct frontend frontend = {
	.min_rows = 12,
	.min_cols = 40,
	.draw = draw,
	.footer = draw_footer,
	.prompt = prompt,
	.line = enter_line,
	.key = press_key,
	.complete = complete,
	.tick = tick,
};

/* ---- beginning ---------------------------------------------------------- */

static void
run_init(struct fullscreen *f, const struct fullscreen_options *options)
{
	view_begin_answer(&f->view, _("welcome"));
	if (options->init != NULL)
		command_run_file(&f->console, options->init, NULL);
	if (options->notice != NULL)
		view_add_line(&f->view, STYLE_NOTICE, options->notice);
	view_follow(&f->view);
	view_end_answer(&f->view, false);
}

bool
fullscreen_run(struct session *s, const struct fullscreen_options *options,
    int *signal)
{
	struct app_options how = {
		.color = options->color,
		.ascii = options->ascii,
		.history = options->history,
	};
	struct fullscreen f = { .app = NULL };
	struct console_hooks hooks = {
		.line = add_line,
		.interrupted = interrupted,
		.ctx = &f,
	};

	if (app_open(&how, &frontend, &f, &f.app) != APP_OPEN)
		return false;
	view_init(&f.view, s);
	motion_init(&f.motion, s, options->loading);
	console_init(&f.console, s, &hooks, CONSOLE_KEYBOARD);
	run_init(&f, options);
	f.untouched = true;
	if (options->loading != NULL && !options->loading->on)
		tell_loaded(&f);
	app_timer(f.app, motion_wait(&f.motion));
	*signal = app_run(f.app);
	app_close(f.app);
	console_end(&f.console);
	view_end(&f.view);
	return true;
}
