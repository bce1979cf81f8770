/* session_commands.c - source, replay, lesson, reset, quit. */
#include "config.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "command/args.h"
#include "command/load.h"
#include "command/rows.h"
#include "core/pymalloc.h"
#include "session/session.h"
#include "support/i18n.h"
#include "support/strbuf.h"
#include "support/xalloc.h"

#define OUTPUT_LINES	50	/* shown unless more are asked for */
#define OUTPUT_MOST	10000

static enum command_status
run_source(struct console *c, const struct call *call)
{
	return command_run_file(c, call->args[0].text, NULL);
}

/*
 * Where the trace is that a command calls NAME: a lesson's lie beside it, and
 * beside the folder of its translation.
 */
static char *
trace_path(const struct console *c, const char *name)
{
	char *beside, *above;

	if (c->folder == NULL || name[0] == '/')
		return xstrdup(name);
	beside = xasprintf("%s/%s", c->folder, name);
	above = xasprintf("%s/../%s", c->folder, name);
	if (access(beside, R_OK) != 0 && access(above, R_OK) == 0) {
		free(beside);
		return above;
	}
	free(above);
	return beside;
}

static enum command_status
run_replay(struct console *c, const struct call *call)
{
	struct pym_profile profile;
	enum command_status status;
	char *path, why[256];

	if (call->nargs > 1 && pym_profile_parse(call->args[1].text,
	    &profile, why, sizeof why) != PYM_OK)
		return console_error(c, "%s", why);
	path = trace_path(c, call->args[0].text);
	status = load_trace(c, path, call->nargs > 1 ? &profile : NULL, 0);
	free(path);
	return status;
}

static enum command_status
run_lesson(struct console *c, const struct call *call)
{
	if (c->hooks.lesson == NULL)
		return console_error(c, _("lessons are not given here; "
		    "poolscope lesson, from the shell, starts one"));
	return c->hooks.lesson(c->hooks.ctx,
	    call->nargs != 0 ? call->args[0].text : NULL);
}

static enum command_status
run_output(struct console *c, const struct call *call)
{
	uint64_t lines = OUTPUT_LINES;

	if (c->hooks.output == NULL)
		return console_error(c, _("no program is being watched; "
		    "poolscope watch, from the shell, starts one"));
	if (call->nargs != 0 && !args_number(c, call->args[0].text,
	    _("a count"), 1, OUTPUT_MOST, &lines))
		return COMMAND_ERROR;
	return c->hooks.output(c->hooks.ctx, lines);
}

static enum command_status
run_reset(struct console *c, const struct call *call)
{
	struct pym_profile profile;
	char text[256];

	if (call->nargs != 0 && pym_profile_parse(call->args[0].text,
	    &profile, text, sizeof text) != PYM_OK)
		return console_error(c, "%s", text);
	if (session_reset(c->session, call->nargs != 0 ? &profile : NULL) !=
	    SESSION_OK)
		return console_error(c, _("out of memory: the heap stays as "
		    "it was"));
	c->effects |= COMMAND_RESET;
	pym_profile_format(session_profile(c->session), text, sizeof text);
	console_say(c, _("an empty heap of %s: %s"), text,
	    session_profile(c->session)->words);
	return COMMAND_OK;
}

static enum command_status
run_quit(struct console *c, const struct call *call)
{
	(void)call;
	c->quitting = true;
	return COMMAND_QUIT;
}

const struct command command_source = {
	.verb = "source",
	.usage = "FILE",
	.summary = N_("carries out the commands in a file"),
	.help = N_("It stops at the first error.  A script's verbs are "
	    "written whole."),
	.group = COMMAND_GROUP_SESSION,
	.min = 1, .max = 1,
	.arguments = { ARGUMENT_FILE },
	.run = run_source,
};

const struct command command_replay = {
	.verb = "replay",
	.usage = "FILE [PROFILE]",
	.summary = N_("loads a trace in place of this history, at event 0"),
	.help = N_("Without PROFILE the trace's own is taken, if it names "
	    "one.  What was here before is gone: save FILE first."),
	.group = COMMAND_GROUP_SESSION,
	.min = 1, .max = 2,
	.arguments = { ARGUMENT_FILE, ARGUMENT_PROFILE },
	.run = run_replay,
};

const struct command command_output = {
	.verb = "output",
	.usage = "[LINES]",
	.summary = N_("shows what the watched program printed last"),
	.help = N_("50 lines unless LINES says otherwise.  When poolscope "
	    "watch ends, all of it is printed."),
	.group = COMMAND_GROUP_SESSION,
	.max = 1,
	.run = run_output,
};

const struct command command_lesson = {
	.verb = "lesson",
	.usage = "[NAME]",
	.summary = N_("starts a lesson, or lists them"),
	.group = COMMAND_GROUP_SESSION,
	.flags = COMMAND_ONCE,
	.max = 1,
	.run = run_lesson,
};

const struct command command_reset = {
	.verb = "reset",
	.usage = "[PROFILE]",
	.summary = N_("empties the heap and the history"),
	.group = COMMAND_GROUP_SESSION,
	.max = 1,
	.arguments = { ARGUMENT_PROFILE, ARGUMENT_NONE },
	.run = run_reset,
};

const struct command command_quit = {
	.verb = "quit",
	.alias = "q",
	.usage = "",
	.summary = N_("leaves"),
	.group = COMMAND_GROUP_SESSION,
	.run = run_quit,
};
