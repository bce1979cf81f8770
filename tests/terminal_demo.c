/*
 * terminal_demo.c - a small frontend, for terminal_test.c and for people.
 *
 * It shows all that the terminal layer offers, and has commands to ill-treat
 * it: crash, overflow, exhaust.  With --plain it is the line mode.
 */
#include "config.h"

#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "support/strbuf.h"
#include "support/xalloc.h"
#include "terminal/app.h"
#include "terminal/plain.h"
#include "terminal/state.h"
#include "view/layout.h"

struct demo {
	struct app *app;	/* NULL in the plain mode */
	int step;		/* a new number after every line and key */
	int ticks, playing;	/* of the timer */
	char *said, *key;
	const char *prompt;
};

struct command {
	const char *verb, *note;
	void (*run)(struct demo *demo, const char *rest);
};

static void
say(struct demo *demo, const char *text)
{
	free(demo->said);
	demo->said = xstrdup(text);
	if (demo->app == NULL)
		printf("step %d: %s\n", demo->step, text);
}

static void
run_say(struct demo *demo, const char *rest)
{
	say(demo, rest);
}

static bool
is_interrupted(struct demo *demo)
{
	return demo->app != NULL ? app_interrupted(demo->app) :
	    plain_interrupted();
}

/* Goes on until Ctrl-C. */
static void
run_long(struct demo *demo, const char *rest)
{
	(void)rest;
	say(demo, "working");
	if (demo->app != NULL)
		app_refresh(demo->app);
	else
		fflush(stdout);
	while (!is_interrupted(demo))
		continue;
	say(demo, "interrupted");
}

static void
run_play(struct demo *demo, const char *rest)
{
	demo->playing = atoi(rest);
	demo->ticks = 0;
	say(demo, "playing");
	if (demo->app != NULL)
		app_timer(demo->app, 10);
}

static void
run_prompt(struct demo *demo, const char *rest)
{
	(void)rest;
	demo->prompt = "\001\033[1m\002提示>\001\033[m\002 ";
}

static void
run_type(struct demo *demo, const char *rest)
{
	if (demo->app != NULL)
		app_type(demo->app, rest);
}

static void
run_stderr(struct demo *demo, const char *rest)
{
	fprintf(stderr, "%s\n", rest);
	say(demo, "written");
}

static void
run_crash(struct demo *demo, const char *rest)
{
	(void)demo;
	(void)rest;
	raise(SIGSEGV);
}

static void
run_abort(struct demo *demo, const char *rest)
{
	(void)demo;
	(void)rest;
	abort();
}

/* As deep as ABOVE says; its address keeps it from becoming a loop. */
static int
dig(volatile int *above)
{
	volatile int depth = *above - 1, room[1024];

	room[0] = depth > 0 ? dig(&depth) : 0;
	return room[0] + 1;
}

static void
run_overflow(struct demo *demo, const char *rest)
{
	volatile int depth = 1 << 30;

	(void)rest;
	demo->step += dig(&depth);
}

static void
run_exhaust(struct demo *demo, const char *rest)
{
	(void)demo;
	(void)rest;
	xalloc_die();
}

static const struct command commands[] = {
	{ "abort", "call abort()", run_abort },
	{ "crash", "meet a SIGSEGV", run_crash },
	{ "exhaust", "run out of memory", run_exhaust },
	{ "long", "go on until Ctrl-C", run_long },
	{ "overflow", "use up the stack", run_overflow },
	{ "play", "count with the timer", run_play },
	{ "prompt", "have another prompt", run_prompt },
	{ "say", "show words", run_say },
	{ "stderr", "write there", run_stderr },
	{ "type", "put words at the prompt", run_type },
};

#define N_COMMANDS (sizeof commands / sizeof *commands)

static bool
on_line(void *ctx, const char *text)
{
	struct demo *demo = ctx;
	size_t length = strcspn(text, " ");
	const char *rest = text + length + (text[length] == ' ');

	demo->step++;
	if (strcmp(text, "quit") == 0)
		return false;
	for (size_t i = 0; i < N_COMMANDS; i++) {
		if (strlen(commands[i].verb) == length &&
		    strncmp(commands[i].verb, text, length) == 0) {
			commands[i].run(demo, rest);
			return true;
		}
	}
	say(demo, text);
	return true;
}

static void
on_key(void *ctx, const struct key *key)
{
	struct demo *demo = ctx;

	demo->step++;
	free(demo->key);
	demo->key = xasprintf("code %d ch U+%04X mods %u at %d,%d", key->code,
	    (unsigned)key->ch, key->mods, key->row, key->col);
}

static int
on_tick(void *ctx)
{
	struct demo *demo = ctx;

	demo->ticks++;
	return demo->ticks < demo->playing ? 10 : -1;
}

static const char *
get_prompt(void *ctx)
{
	struct demo *demo = ctx;

	return demo->prompt;
}

/* "say 分" completes words, "open " files, "many " a hundred of them. */
static void
complete(void *ctx, const char *line, size_t point, struct choices *out)
{
	static const char *const words[] = { "apple", "apricot", "分配",
		"分配器" };
	char *typed = xstrndup(line, point), number[16];
	char *space = strrchr(typed, ' ');

	(void)ctx;
	out->start = space != NULL ? (size_t)(space - typed) + 1 : 0;
	if (space == NULL)
		for (size_t i = 0; i < N_COMMANDS; i++)
			choices_add(out, commands[i].verb, commands[i].note);
	else if (strncmp(typed, "open ", 5) == 0)
		choices_add_files(out, typed + out->start);
	else if (strncmp(typed, "many ", 5) == 0)
		for (int i = 0; i < 100; i++) {
			snprintf(number, sizeof number, "n%03d", i);
			choices_add(out, number, NULL);
		}
	else
		for (size_t i = 0; i < sizeof words / sizeof *words; i++)
			choices_add(out, words[i], NULL);
	free(typed);
}

static void
draw_samples(struct canvas *cv, int row)
{
	int col = 1;

	for (unsigned i = 0; i < STYLE_COUNT; i++) {
		if (col + 16 > canvas_cols(cv)) {
			col = 1;
			row++;
		}
		canvas_text(cv, row, col, i, style_name((enum style)i));
		col += 16;
	}
	col = canvas_text(cv, ++row, 1, STYLE_BLOCK_USED | MARK_CHANGED,
	    "changed");
	canvas_text(cv, row, col + 1, STYLE_BLOCK_FREE | MARK_SELECTED,
	    "selected");
	for (int i = 0, at = 1; i < GLYPH_COUNT; i++)
		at = canvas_glyph(cv, row + 1, at, STYLE_NORMAL,
		    (enum glyph)i);
}

static void
draw(void *ctx, struct canvas *cv, enum app_focus focus)
{
	struct demo *demo = ctx;
	struct rect all = { .rows = canvas_rows(cv), .cols = canvas_cols(cv) };

	canvas_box(cv, all, STYLE_BORDER, "demo of the terminal");
	canvas_printf(cv, 1, 1, STYLE_STATUS, "step %d  %dx%d  %s",
	    demo->step, canvas_rows(cv), canvas_cols(cv),
	    focus == APP_PROMPT ? "PROMPT" : "PICTURE");
	canvas_printf(cv, 2, 1, STYLE_NORMAL, "said [%s]", demo->said);
	canvas_printf(cv, 3, 1, STYLE_NORMAL, "key %s  ticks %d", demo->key,
	    demo->ticks);
	canvas_text(cv, 4, 1, STYLE_NAME, "漢字 e\xcc\x81 \x1b");
	draw_samples(cv, 5);
}

static void
footer(void *ctx, struct canvas *cv, enum app_focus focus)
{
	int col;

	(void)ctx;
	col = canvas_text(cv, 0, 1, STYLE_KEY, "Tab");
	canvas_text(cv, 0, col, STYLE_FOOTER,
	    focus == APP_PROMPT ? " to the picture" : " to the prompt");
}

static const struct frontend frontend = {
	.min_rows = 10,
	.min_cols = 40,
	.draw = draw,
	.footer = footer,
	.prompt = get_prompt,
	.line = on_line,
	.key = on_key,
	.complete = complete,
	.tick = on_tick,
};

static void
run_plain(struct demo *demo, const char *history)
{
	plain_run(&(struct plain_options){ .prompt = get_prompt,
	    .line = on_line, .complete = complete, .ctx = demo,
	    .history = history });
}

static int
run(struct demo *demo, const char *history, const char *option)
{
	struct app_options options = {
		.history = history,
		.ascii = strcmp(option, "--ascii") == 0,
		.color = strcmp(option, "--never") == 0 ? COLOR_NEVER :
		    strcmp(option, "--always") == 0 ? COLOR_ALWAYS :
		    COLOR_AUTO,
	};
	int signal = 0;

	if (strcmp(option, "--plain") == 0 ||
	    app_open(&options, &frontend, demo, &demo->app) != APP_OPEN) {
		puts("plain mode");
		run_plain(demo, history);
		return 0;
	}
	signal = app_run(demo->app);
	app_close(demo->app);
	puts(signal != 0 ? "ended by a signal" : "left");
	return signal != 0 ? 128 + signal : 0;
}

int
main(int argc, char **argv)
{
	struct demo demo = { .prompt = "(demo) " };
	char *history;
	int status;

	setlocale(LC_ALL, "");
	demo.said = xstrdup("");
	demo.key = xstrdup("none");
	history = state_history_file();
	status = run(&demo, history, argc > 1 ? argv[1] : "");
	free(history);
	free(demo.said);
	free(demo.key);
	return status;
}
