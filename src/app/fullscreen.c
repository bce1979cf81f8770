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
#include "app/journal.h"
#include "app/picture_keys.h"
#include "app/printer.h"
#include "app/screen_lesson.h"
#include "app/screen_present.h"
#include "app/screen_time.h"
#include "app/watched.h"
#include "command/command.h"
#include "command/threads.h"
#include "lesson/quiz.h"
#include "support/clock.h"
#include "support/i18n.h"
#include "terminal/app.h"
#include "view/view.h"

struct fullscreen {
	struct app *app;
	struct console console;
	struct quiz *quiz;
	struct view view;
	struct screen_lesson lesson;
	struct screen_present present;
	struct screen_time time;
	struct journal *journal; /* or NULL */
	long long busy_at;	/* a command that still runs then says so */
};

#define BUSY_AFTER_MS	400
#define BUSY_EVERY_MS	200

static const enum style styles[] = {
	[CONSOLE_NORMAL] = STYLE_NORMAL,
	[CONSOLE_TITLE] = STYLE_TITLE,
	[CONSOLE_CHANGED] = STYLE_CHANGED,
	[CONSOLE_NOTICE] = STYLE_NOTICE,
	[CONSOLE_ERROR] = STYLE_ERROR,
};

static void
add_line(void *ctx, enum console_style style, const char *text)
{
	struct fullscreen *f = ctx;

	view_add_line(&f->view, styles[style], text);
}

/* A long command shows that it goes on, and how to stop it. */
static void
show_busy(struct fullscreen *f)
{
	struct strbuf text = STRBUF_INIT;

	if (clock_ms() < f->busy_at)
		return;
	f->busy_at = clock_ms() + BUSY_EVERY_MS;
	strbuf_printf(&text, _("BUSY   at event %" PRIu64
	    "   Ctrl-C stops"), session_event(f->console.session));
	app_busy(f->app, strbuf_text(&text));
	strbuf_free(&text);
}

static bool
interrupted(void *ctx)
{
	struct fullscreen *f = ctx;

	if (f->app == NULL)
		return false;
	show_busy(f);
	return app_interrupted(f->app);
}

static bool
peek(void *ctx)
{
	struct fullscreen *f = ctx;

	if (screen_present_runs(&f->present))
		return presenter_peek(f->present.presenter);
	if (screen_lesson_runs(&f->lesson))
		return screen_lesson_peek(&f->lesson);
	return quiz_peek(f->quiz);
}

static bool
poll(void *ctx, const uint64_t *hands, size_t n)
{
	struct fullscreen *f = ctx;

	return screen_present_runs(&f->present) ?
	    presenter_poll(f->present.presenter, hands, n) :
	    quiz_poll(f->quiz, hands, n);
}

static void
show_settings(struct fullscreen *f)
{
	app_set_theme(f->app, theme_at(f->console.settings.theme));
	f->view.large = f->console.settings.cells != 0;
}

/* Gives the console a command and shows what it did; false to end. */
static bool
run(struct fullscreen *f, const char *command)
{
	enum command_status status;
	bool asked = quiz_is_open(f->quiz);

	screen_time_command(&f->time);
	view_begin_answer(&f->view, command);
	f->console.effects = 0;
	status = quiz_run(f->quiz, command);
	if (asked)
		quiz_repeat(f->quiz);
	if (f->console.effects & COMMAND_SETTINGS)
		show_settings(f);
	if (f->console.effects & COMMAND_RESET)
		screen_time_reset(&f->time);
	if (f->console.effects & (COMMAND_HEAP | COMMAND_RESET))
		view_follow(&f->view);
	view_end_answer(&f->view, (f->console.effects & COMMAND_HEAP) != 0,
	    status != COMMAND_OK || asked);
	screen_lesson_begin(&f->lesson);
	return status != COMMAND_QUIT;
}

/* ---- what the loop asks ------------------------------------------------- */

/* Whether a question is open that nothing on the screen may answer. */
static bool
covers(const struct fullscreen *f)
{
	if (screen_present_runs(&f->present))
		return presenter_covers(f->present.presenter);
	if (screen_lesson_runs(&f->lesson))
		return screen_lesson_covers(&f->lesson);
	return quiz_covers(f->quiz);
}

/* Whether it asks where memory comes from. */
static bool
asks_place(const struct fullscreen *f)
{
	if (screen_present_runs(&f->present))
		return presenter_asks_place(f->present.presenter);
	if (screen_lesson_runs(&f->lesson))
		return screen_lesson_asks_place(&f->lesson);
	return quiz_asks_place(f->quiz);
}

static void
draw(void *ctx, struct canvas *cv, enum app_focus focus)
{
	struct fullscreen *f = ctx;

	(void)focus;
	f->view.covered = covers(f);
	f->view.places_covered = f->view.covered && asks_place(f);
	f->view.threads = threads_now(&f->console);
	screen_time_status(&f->time);
	view_draw(&f->view, cv);
}

static const char *const prompt_keys =
    N_("PROMPT   Tab picture   PgUp/PgDn back/on   F1 help   Ctrl-D quit");
static const char *const question_keys =
    N_("QUESTION   Enter/PgDn passes it   PgUp takes it back   peek uncovers   "
    "F1 help");
static const char *const picture_keys =
    N_("PICTURE  arrows choose  Enter/Esc zoom  n/b s/S step  space play  "
    "F1 keys  Tab");
static const char *const playing_keys =
    N_("PLAYING  space pauses  + faster  - slower  arrows choose  "
    "F1 keys  Tab prompt");
static const char *const scroll_keys =
    N_("PICTURE  up/down scroll the answer  Esc takes it away  F1 keys  "
    "Tab prompt");

static const char *
prompt_footer(const struct fullscreen *f)
{
	if (screen_lesson_runs(&f->lesson))
		return screen_lesson_keys(&f->lesson);
	return quiz_is_open(f->quiz) ? _(question_keys) : _(prompt_keys);
}

static const char *
picture_footer(const struct fullscreen *f)
{
	if (f->time.playing.on)
		return _(playing_keys);
	return f->view.answering && f->view.scrolls ? _(scroll_keys) :
	    _(picture_keys);
}

static void
put_keys(const struct fullscreen *f, enum app_focus focus,
    struct strbuf *out)
{
	if (f->view.help)
		strbuf_puts(out, _("HELP   Esc or F1 goes back"));
	else if (focus == APP_PICTURE)
		strbuf_puts(out, picture_footer(f));
	else if (screen_present_runs(&f->present))
		screen_present_keys(&f->present, out);
	else
		strbuf_puts(out, prompt_footer(f));
}

static void
draw_footer(void *ctx, struct canvas *cv, enum app_focus focus)
{
	struct strbuf text = STRBUF_INIT;

	canvas_blank(cv, (struct rect){ 0, 0, 1, canvas_cols(cv) },
	    STYLE_FOOTER);
	put_keys(ctx, focus, &text);
	canvas_fit(cv, 0, 1, canvas_cols(cv) - 1, STYLE_FOOTER,
	    strbuf_text(&text));
	strbuf_free(&text);
}

static const char *
prompt(void *ctx)
{
	const struct fullscreen *f = ctx;

	if (screen_present_runs(&f->present))
		return screen_present_prompt(&f->present);
	if (screen_lesson_runs(&f->lesson))
		return screen_lesson_prompt(&f->lesson);
	return quiz_is_open(f->quiz) ? _("your answer> ") : "(poolscope) ";
}

static bool
asks(void *ctx)
{
	const struct fullscreen *f = ctx;

	if (screen_present_runs(&f->present))
		return presenter_asks(f->present.presenter);
	if (screen_lesson_runs(&f->lesson))
		return screen_lesson_asks(&f->lesson);
	return quiz_is_open(f->quiz);
}

static bool
enter_line(void *ctx, const char *text)
{
	struct fullscreen *f = ctx;

	f->view.help = false;
	f->busy_at = clock_ms() + BUSY_AFTER_MS;
	if (screen_present_runs(&f->present))
		return screen_present_line(&f->present, text);
	return screen_lesson_runs(&f->lesson) ?
	    screen_lesson_line(&f->lesson, text) : run(f, text);
}

/* ---- keys --------------------------------------------------------------- */

/* At an open question on is to pass it and back is to take it back; the other
   commands wait. */
static void
move(struct fullscreen *f, const struct key *key, const char *command)
{
	bool lesson = screen_lesson_runs(&f->lesson);
	bool on = key->code == K_PAGE_DOWN || key_is(key, 'n');
	bool back = key->code == K_PAGE_UP || key_is(key, 'b');

	if (lesson ? !screen_lesson_asks(&f->lesson) : !quiz_is_open(f->quiz))
		run(f, command);
	else if (on && lesson)
		screen_lesson_on(&f->lesson);
	else if (on)
		run(f, "");
	else if (back && lesson)
		screen_lesson_back(&f->lesson);
	else if (back)
		quiz_drop(f->quiz);
	else
		app_beep(f->app);
}

/* Page Up and Page Down are the lesson's while one runs. */
static bool
lesson_key(struct fullscreen *f, const struct key *key)
{
	if (!screen_lesson_runs(&f->lesson))
		return false;
	if (key->code == K_PAGE_DOWN)
		screen_lesson_on(&f->lesson);
	else if (key->code == K_PAGE_UP)
		screen_lesson_back(&f->lesson);
	else
		return false;
	f->view.help = false;
	return true;
}

static bool
at_prompt(const struct fullscreen *f)
{
	return app_focus(f->app) == APP_PROMPT;
}

/* Escape at the prompt takes away what is before the picture; a clicker sends
   it too, and takes away no answer. */
static void
away(struct fullscreen *f)
{
	if (screen_present_runs(&f->present))
		f->view.help = false;
	else
		view_put_away(&f->view);
}

/* A letter that means nothing to the picture is the first of a command. */
static void
begin_typing(struct fullscreen *f, const struct key *key)
{
	char letter[2] = { (char)key->ch, '\0' };

	if (at_prompt(f) || key->code != K_CHAR || key->ch > 'z' ||
	    key->ch < 'a' || key->mods != 0 || *app_typed(f->app) != '\0')
		return;
	app_set_focus(f->app, APP_PROMPT);
	app_type(f->app, letter);
}

static void
press_key(void *ctx, const struct key *key)
{
	struct fullscreen *f = ctx;
	const char *command = picture_keys_command(key);
	char clicked[32];

	f->busy_at = clock_ms() + BUSY_AFTER_MS;
	if (at_prompt(f) && key->code == K_ESCAPE) {
		away(f);
		return;
	}
	if (screen_time_click(&f->time, key, clicked, sizeof(clicked)))
		command = clicked;
	if (screen_present_key(&f->present, key, command)) {
		f->view.help = false;
	} else if (lesson_key(f, key)) {
		return;
	} else if (key->code == K_F1 || key_is(key, '?')) {
		f->view.help = !f->view.help;
	} else if (command != NULL) {
		f->view.help = false;
		move(f, key, command);
	} else if (screen_time_key(&f->time, key)) {
		f->view.help = false;
	} else if (key_is(key, 'q')) {
		app_set_focus(f->app, APP_PROMPT);
	} else if (!picture_keys_look(&f->view, key)) {
		begin_typing(f, key);
	}
}

static void
complete(void *ctx, const char *line, size_t point, struct choices *out)
{
	struct fullscreen *f = ctx;

	complete_choices(&f->console, line, point, out);
}

static int
tick(void *ctx)
{
	struct fullscreen *f = ctx;

	return screen_time_tick(&f->time);
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
	.asks = asks,
	.tick = tick,
};

static enum command_status
start_lesson(void *ctx, const char *name)
{
	struct fullscreen *f = ctx;

	if (screen_present_runs(&f->present))
		return console_error(&f->console, _("a presentation is on: "
		    "lessons are for when it has ended"));
	return screen_lesson_command(&f->lesson, name);
}

static enum command_status
show_output(void *ctx, uint64_t lines)
{
	struct fullscreen *f = ctx;

	return watched_output(&f->console, f->time.loading, lines);
}

/* ---- beginning ---------------------------------------------------------- */

/* What one can do, for who has read nothing. */
static void
welcome(struct fullscreen *f)
{
	static const char *const lines[] = {
		N_("  x = alloc 28   asks for memory; free x gives it back"),
		N_("  Page Up        an event back, Page Down on; nothing is "
		    "lost"),
		N_("  Tab            to the picture: arrows choose, Enter goes "
		    "nearer, Esc back"),
		N_("  lesson         the lessons; help: all commands; F1: all "
		    "keys"),
	};
	size_t i;

	for (i = 0; i < sizeof(lines) / sizeof(lines[0]); i++)
		view_add_line(&f->view, STYLE_NORMAL, _(lines[i]));
}

static void
running(void *ctx, const char *line)
{
	struct fullscreen *f = ctx;

	journal_running(f->journal, line);
}

static void
ran(void *ctx, enum command_status status)
{
	struct fullscreen *f = ctx;

	journal_ran(f->journal, status);
}

/* From here on what is typed is written down. */
static void
attach_journal(struct fullscreen *f, struct journal *journal)
{
	struct strbuf text = STRBUF_INIT;

	f->journal = journal;
	if (journal != NULL)
		journal_attach(journal, &f->console, &text);
	if (text.length != 0)
		view_add_line(&f->view, STYLE_NOTICE, strbuf_text(&text));
	strbuf_free(&text);
}

static void
run_init(struct fullscreen *f, const struct fullscreen_options *options)
{
	f->busy_at = clock_ms() + BUSY_AFTER_MS;
	view_begin_answer(&f->view, _("welcome"));
	if (options->init != NULL)
		command_run_file(&f->console, options->init, NULL);
	attach_journal(f, options->journal);
	if (options->notice != NULL)
		view_add_line(&f->view, STYLE_NOTICE, options->notice);
	if (options->lesson != NULL)
		screen_lesson_command(&f->lesson, options->lesson);
	else if (options->loading == NULL && options->all->present == NULL &&
	    session_length(f->console.session) == 0)
		welcome(f);
	view_follow(&f->view);
	view_end_answer(&f->view, false, true);
	screen_lesson_begin(&f->lesson);
	f->present = (struct screen_present){ .console = &f->console,
	    .view = &f->view, .app = f->app };
	screen_present_begin(&f->present, options->all, f->quiz);
}

/* The screen is left: what is said at the end is printed where it was. */
static void
finish(struct fullscreen *f)
{
	f->console.hooks.line = print_script_line;
	console_finish(&f->console);
	fflush(stdout);
}

enum app_status
fullscreen_run(struct session *s, const struct fullscreen_options *options,
    int *signal)
{
	struct app_options how = {
		.color = options->color,
		.theme = theme_at(options->all->theme),
		.ascii = options->ascii,
		.history = options->history,
	};
	struct fullscreen f = { .lesson = { .options = options->all,
	    .console = &f.console, .view = &f.view } };
	struct console_hooks hooks = {
		.line = add_line,
		.interrupted = interrupted,
		.peek = peek,
		.poll = poll,
		.lesson = start_lesson,
		.output = options->loading != NULL ? show_output : NULL,
		.running = running,
		.ran = ran,
		.ctx = &f,
	};
	enum app_status opened;

	f.quiz = quiz_new(&f.console);
	opened = app_open(&how, &frontend, &f, &f.app);
	if (opened != APP_OPEN) {
		quiz_free(f.quiz);
		return opened;
	}
	view_init(&f.view, s);
	console_init(&f.console, s, &hooks, CONSOLE_KEYBOARD);
	f.console.settings.theme = options->all->theme;
	f.console.settings.cells = options->all->large;
	run_init(&f, options);
	show_settings(&f);
	screen_time_begin(&f.time, &f.console, f.app, &f.view,
	    options->loading);
	*signal = app_run(f.app);
	app_close(f.app);
	if (*signal == 0)
		finish(&f);
	screen_present_end(&f.present);
	screen_lesson_end(&f.lesson);
	quiz_free(f.quiz);
	console_end(&f.console);
	view_end(&f.view);
	return APP_OPEN;
}
