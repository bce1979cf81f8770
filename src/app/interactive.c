/*
 * interactive.c - a session with a person: on the screen, or line by line.
 */
#include "config.h"

#include "app/interactive.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "app/complete.h"
#include "app/fullscreen.h"
#include "app/modes.h"
#include "app/paths.h"
#include "app/printer.h"
#include "command/command.h"
#include "session/session.h"
#include "support/i18n.h"
#include "terminal/plain.h"
#include "terminal/state.h"

bool
interactive_possible(void)
{
	return isatty(STDIN_FILENO) && isatty(STDOUT_FILENO);
}

/* ---- line by line ------------------------------------------------------- */

static const char *
prompt(void *ctx)
{
	(void)ctx;
	return "(poolscope) ";
}

static bool
enter_line(void *ctx, const char *text)
{
	bool on = command_run(ctx, text) != COMMAND_QUIT;

	fflush(stdout);
	return on;
}

static void
complete(void *ctx, const char *line, size_t point, struct choices *out)
{
	complete_choices(ctx, line, point, out);
}

static bool
interrupted(void *ctx)
{
	(void)ctx;
	return plain_interrupted();
}

static void
run_plain(struct session *s, const struct fullscreen_options *options)
{
	struct console_hooks hooks = {
		.line = print_keyboard_line,
		.interrupted = interrupted,
	};
	struct console c;
	struct plain_options plain = {
		.prompt = prompt,
		.line = enter_line,
		.complete = complete,
		.ctx = &c,
		.history = options->history,
	};

	console_init(&c, s, &hooks, CONSOLE_KEYBOARD);
	if (options->init != NULL)
		command_run_file(&c, options->init, NULL);
	if (options->notice != NULL)
		printf("%s\n", options->notice);
	plain_run(&plain);
	console_end(&c);
}

/* ---- both --------------------------------------------------------------- */

int
interactive_run(struct session *s, const struct options *o,
    const char *lesson, const char *notice)
{
	char *history = state_history_file();
	char *init = paths_init_file();
	struct fullscreen_options options = {
		.color = o->color,
		.ascii = o->ascii,
		.history = history,
		.init = init,
		.lesson = lesson,
		.notice = notice,
	};

	if (o->plain || !fullscreen_run(s, &options))
		run_plain(s, &options);
	free(init);
	free(history);
	return EXIT_DONE;
}

int
mode_interactive(const struct options *o)
{
	static char dash[] = "-";
	static char *const standard_input[] = { dash, NULL };
	struct options script = *o;
	struct pym_profile profile;
	struct session *s;
	int status;

	if (!isatty(STDIN_FILENO)) {
		script.args = standard_input;
		script.nargs = 1;
		return mode_run(&script);
	}
	if (!options_profile(o, &profile))
		return EXIT_USAGE;
	s = session_new(&profile, 0);
	if (s == NULL)
		return usage_error(_("there is no memory for a heap"));
	status = interactive_run(s, o, NULL, o->profile != NULL ? NULL :
	    _("profile classic: the textbook allocator; --profile chooses "
	    "another. Type: alloc 28"));
	session_free(s);
	return status;
}
