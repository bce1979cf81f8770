/* why.c - `explain` and `try`: every decision, and why. */
#include "config.h"

#include <string.h>

#include "command/plan.h"
#include "command/py.h"
#include "command/rows.h"
#include "session/explain.h"
#include "session/session.h"
#include "support/i18n.h"
#include "support/strbuf.h"

/*
 * The statement of Python that the last event belongs to: its steps so far,
 * and which of them asked whom.
 */
static void
explain_statement(struct console *c)
{
	const struct objects *o = console_objects(c);
	const struct request *r;
	size_t n, done;

	r = objects_present(o, &n, &done);
	if (r == NULL)
		return;
	console_print(c, CONSOLE_TITLE, ngettext("%s: %zu step of %zu",
	    "%s: %zu steps of %zu", done), session_command_of(c->session,
	    session_event(c->session), NULL, NULL), done, n);
	py_steps(c, o, r, done);
}

static enum command_status
run_explain(struct console *c, const struct call *call)
{
	struct strbuf text = STRBUF_INIT;

	(void)call;
	explain_statement(c);
	explain_event(c->session, &text);
	console_lines(c, CONSOLE_NORMAL, strbuf_text(&text));
	strbuf_free(&text);
	return COMMAND_OK;
}

enum command_status
plan_try(struct console *c, const struct call *call, const struct event *e)
{
	struct strbuf text = STRBUF_INIT;
	enum session_status status;
	struct outcome gave;

	(void)call;
	status = session_try(c->session, e, &gave);
	if (status != SESSION_OK && status != SESSION_FAILED &&
	    status != SESSION_CRASHED)
		return plan_refused(c, e, status);
	explain_tried(c->session, e, &gave, &text);
	console_lines(c, CONSOLE_NORMAL, strbuf_text(&text));
	strbuf_free(&text);
	return COMMAND_OK;
}

/* Runs TEXT, a statement of its own, as a trial. */
static enum command_status
try_statement(struct console *c, const char *text)
{
	struct words w = WORDS_INIT;
	struct strbuf error = STRBUF_INIT;
	enum command_status status;
	size_t at = 0;

	if (words_split(&w, text, &at, &error)) {
		c->trying = true;
		status = command_run_words(c, w.list, w.count, w.target,
		    text);
		c->trying = false;
	} else {
		status = console_error(c, "%s", strbuf_text(&error));
	}
	strbuf_free(&error);
	words_free(&w);
	return status;
}

static enum command_status
run_try(struct console *c, const struct call *call)
{
	const char *rest = call->text + strcspn(call->text, " \t");

	if (c->trying)
		return console_error(c, _("try stands once: try alloc 28"));
	return try_statement(c, rest);
}

const struct command command_explain = {
	.verb = "explain",
	.usage = "",
	.summary = N_("tells why the last event did what it did"),
	.help = N_("Every decision in order, the function of CPython that "
	    "takes it, and the fields before and after.  Within an event: "
	    "the decisions taken so far."),
	.group = COMMAND_GROUP_WHY,
	.run = run_explain,
};

const struct command command_try = {
	.verb = "try",
	.usage = "COMMAND",
	.summary = N_("explains what a heap command would do, undone at once"),
	.help = N_("try alloc 28, try free x: one event.  Nothing changes: "
	    "not the heap, not the history."),
	.group = COMMAND_GROUP_WHY,
	.flags = COMMAND_EVENTS,
	.min = 1, .max = SIZE_MAX,
	.arguments = { ARGUMENT_VERB },
	.run = run_try,
};
