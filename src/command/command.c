/* command.c - the table of commands, and what runs a line. */
#include "config.h"

#include "command/command.h"

#include <stdlib.h>
#include <string.h>

#include "command/kept.h"
#include "command/rows.h"
#include "command/threads.h"
#include "session/session.h"
#include "support/i18n.h"
#include "support/strbuf.h"
#include "support/xalloc.h"

/* In the order of the manual, by group. */
static const struct command *const table[] = {
	&command_alloc, &command_calloc, &command_realloc, &command_free,
	&command_write, &command_free_wild, &command_write_wild,
	&command_overrun, &command_random, &command_py,

	&command_info, &command_examine, &command_print, &command_stats,
	&command_check, &command_dump,

	&command_explain, &command_try, &command_threads, &command_peek,
	&command_poll,

	&command_next, &command_back, &command_step, &command_back_step,
	&command_undo, &command_redo, &command_continue, &command_goto,
	&command_search, &command_catch, &command_delete, &command_history,
	&command_mark, &command_marks, &command_futures, &command_fork,
	&command_compare,

	&command_source, &command_replay, &command_lesson, &command_save,
	&command_output, &command_reset, &command_set, &command_show,
	&command_helps, &command_quit,
};

#define TABLE_ROWS (sizeof table / sizeof table[0])

/* Verbs that are to come: no names for blocks. */
static const char *const reserved[] = {
	"predict", "render",
};

const struct command *
command_at(size_t i)
{
	return i < TABLE_ROWS ? table[i] : NULL;
}

const struct command *
command_find(const char *word, bool prefixes, size_t *matches)
{
	const struct command *found = NULL;
	size_t length = strlen(word), i, n = 0;

	for (i = 0; i < TABLE_ROWS; i++) {
		if (strcmp(table[i]->verb, word) == 0 || (prefixes &&
		    table[i]->alias != NULL &&
		    strcmp(table[i]->alias, word) == 0)) {
			found = table[i];
			n = 1;
			break;
		}
		/* What breaks a heap is written whole. */
		if (prefixes && strchr(table[i]->verb, '!') == NULL &&
		    strncmp(table[i]->verb, word, length) == 0) {
			found = table[i];
			n++;
		}
	}
	if (matches != NULL)
		*matches = n;
	return n == 1 ? found : NULL;
}

bool
command_reserves(const char *name)
{
	const struct command *row = command_find(name, false, NULL);
	size_t i;

	if (row != NULL)
		return !(row->flags & COMMAND_IS_NAME);
	for (i = 0; i < sizeof reserved / sizeof reserved[0]; i++)
		if (strcmp(reserved[i], name) == 0)
			return true;
	return false;
}

void
command_usage_text(const struct command *row, struct strbuf *out)
{
	if (row->flags & COMMAND_ASSIGNS)
		strbuf_puts(out, "[NAME =] ");
	strbuf_puts(out, row->verb);
	if (row->usage[0] != '\0' && row->usage[0] != '/')
		strbuf_putc(out, ' ');
	strbuf_puts(out, row->usage);
}

enum command_status
command_usage(struct console *c, const struct command *row)
{
	struct strbuf text = STRBUF_INIT;

	command_usage_text(row, &text);
	console_error(c, _("usage: %s"), strbuf_text(&text));
	strbuf_free(&text);
	return COMMAND_ERROR;
}

/* An error: PREFIX begins several verbs. */
static enum command_status
say_ambiguous(struct console *c, const char *prefix)
{
	struct strbuf text = STRBUF_INIT;
	size_t length = strlen(prefix), i;

	for (i = 0; i < TABLE_ROWS; i++) {
		if (strncmp(table[i]->verb, prefix, length) != 0 ||
		    strchr(table[i]->verb, '!') != NULL)
			continue;
		if (text.length != 0)
			strbuf_puts(&text, ", ");
		strbuf_puts(&text, table[i]->verb);
	}
	console_error(c, _("%s could be %s: write more of it"), prefix,
	    strbuf_text(&text));
	strbuf_free(&text);
	return COMMAND_ERROR;
}

/* An error: WORD is no verb here.  What may be meant is said. */
static enum command_status
say_unknown(struct console *c, const char *word, const char *argument)
{
	const struct command *row;
	struct session_binding binding;
	size_t matches;

	if (command_habit(c, word, argument))
		return COMMAND_ERROR;
	row = command_find(word, true, &matches);
	if (row != NULL)
		return console_error(c, _("%s: verbs are written whole here: "
		    "%s"), word, row->verb);
	if (session_binding(c->session, word, &binding))
		return console_error(c, _("%s is a name, not a verb: info "
		    "block %s tells about it"), word, word);
	if (matches > 1 && c->mode == CONSOLE_KEYBOARD)
		return say_ambiguous(c, word);
	if (strchr("[{(\"'0123456789", word[0]) != NULL)
		return console_error(c, _("%s is no command: x = alloc 28 "
		    "asks for bytes, py x = [1, 2] for Python's objects"),
		    word);
	row = command_near(word);
	if (row != NULL)
		return console_error(c, _("%s is no command; is it %s?"),
		    word, row->verb);
	return console_error(c, _("%s is no command; help lists them all"),
	    word);
}

/* The row for the verb WORD, which is cut at its slash, if any. */
static const struct command *
find_row(struct console *c, char *word, const char **suffix,
    const char *argument)
{
	const struct command *row;
	char *slash = strchr(word, '/');

	if (slash != NULL && slash != word) {
		*slash = '\0';
		*suffix = slash + 1;
	}
	row = command_find(word, c->mode == CONSOLE_KEYBOARD, NULL);
	if (row == NULL) {
		say_unknown(c, word, argument);
	} else if (*suffix != NULL && !(row->flags & COMMAND_SUFFIX)) {
		console_error(c, _("/%s: %s takes nothing behind a slash"),
		    *suffix, row->verb);
		row = NULL;
	}
	return row;
}

/* Whether CALL names a file, or another lesson. */
static bool
reaches_outside(const struct call *call)
{
	const struct command *row = call->command;
	size_t i;

	for (i = 0; i < COMMAND_ARGUMENTS && i < call->nargs; i++)
		if (row->arguments[i] == ARGUMENT_FILE)
			return true;
	return row == &command_lesson;
}

/* Whether CALL stays inside, or may reach outside here; else one error. */
static bool
is_let_out(struct console *c, const struct call *call)
{
	if (!reaches_outside(call))
		return true;
	c->effects |= COMMAND_OUTSIDE;
	if (c->sealed)
		console_error(c, _("%s: files and lessons are not touched "
		    "here"), call->command->verb);
	return !c->sealed;
}

/* Whether CALL may be carried out at all; else one error line. */
static bool
may_run(struct console *c, const struct call *call)
{
	const struct command *row = call->command;

	if (call->target != NULL && !(row->flags & COMMAND_ASSIGNS))
		console_error(c, _("%s gives no block: behind %s = stands "
		    "alloc, calloc or realloc"), row->verb, call->target);
	else if (c->trying && !(row->flags & COMMAND_EVENTS))
		console_error(c, _("%s makes no event: try takes a command "
		    "that does, like try alloc 28"), row->verb);
	else if ((row->flags & COMMAND_INTERACTIVE) &&
	    c->mode != CONSOLE_KEYBOARD)
		console_error(c, _("%s is for the keyboard only"), row->verb);
	else if (call->nargs < row->min || call->nargs > row->max)
		command_usage(c, row);
	else
		return true;
	return false;
}

static void
remember(struct console *c, const struct call *call)
{
	if (!(call->command->flags & COMMAND_REPEATS) || c->trying ||
	    c->mode != CONSOLE_KEYBOARD)
		return;
	free(c->repeat);
	c->repeat = xstrdup(call->text);
}

enum command_status
command_run_words(struct console *c, const struct word *list, size_t count,
    const char *target, const char *text)
{
	struct call call = { .target = target, .text = text };
	enum command_status status = COMMAND_ERROR;
	char *verb;

	if (count == 0) {
		if (target == NULL)
			return COMMAND_OK;
		return console_error(c, _("%s = what? say %s = alloc 28"),
		    target, target);
	}
	call.args = list + 1;
	call.nargs = count - 1;
	verb = xstrdup(list[0].text);
	call.command = find_row(c, verb, &call.suffix,
	    count > 1 ? list[1].text : NULL);
	if (call.command != NULL && may_run(c, &call) &&
	    is_let_out(c, &call)) {
		remember(c, &call);
		status = c->again && (call.command->flags & COMMAND_ONCE) ?
		    COMMAND_OK : call.command->run(c, &call);
	}
	free(verb);
	return status;
}

/* The statement of LINE from START to END, without the blanks around it. */
static char *
statement_text(const char *line, size_t start, size_t end)
{
	while (start < end && strchr(" \t\r", line[start]) != NULL)
		start++;
	while (end > start && strchr(" \t\r;", line[end - 1]) != NULL)
		end--;
	return xstrndup(line + start, end - start);
}

static enum command_status
run_statement(struct console *c, const char *line, size_t *at)
{
	struct words w = WORDS_INIT;
	struct strbuf error = STRBUF_INIT;
	enum command_status status;
	unsigned thread = threads_prefix(line, at);
	size_t start = *at;
	char *text;

	if (words_split(&w, line, at, &error)) {
		text = statement_text(line, start, w.count == 0 ? *at :
		    w.list[w.count - 1].end);
		status = thread != 0 ? threads_run(c, thread, &w, text) :
		    command_run_words(c, w.list, w.count, w.target, text);
		free(text);
	} else {
		status = console_error(c, "%s", strbuf_text(&error));
	}
	strbuf_free(&error);
	words_free(&w);
	return status;
}

static enum command_status
run_statements(struct console *c, const char *line)
{
	enum command_status status = COMMAND_OK;
	size_t at = 0;

	while (status == COMMAND_OK && line[at] != '\0')
		status = run_statement(c, line, &at);
	return status;
}

bool
command_is(const char *line, const char *verb)
{
	struct words w = WORDS_INIT;
	struct strbuf error = STRBUF_INIT;
	const struct command *row = NULL;
	size_t at = 0;

	if (words_split(&w, line, &at, &error) && w.count > 0)
		row = command_find(w.list[0].text, true, NULL);
	strbuf_free(&error);
	words_free(&w);
	return row != NULL && strcmp(row->verb, verb) == 0;
}

/* The same with those told who want to know of it. */
static enum command_status
run_told(struct console *c, const char *line)
{
	const struct console_hooks *h = &c->hooks;
	bool told = h->running != NULL &&
	    line[strspn(line, " \t\r")] != '\0';
	enum command_status status;

	if (told)
		h->running(h->ctx, line);
	status = run_statements(c, line);
	kept_tell(c);
	if (told)
		h->ran(h->ctx, status);
	return status;
}

enum command_status
command_run(struct console *c, const char *line)
{
	enum command_status status;
	char *again;

	if (c->mode != CONSOLE_KEYBOARD || c->repeat == NULL ||
	    line[strspn(line, " \t")] != '\0')
		return run_told(c, line);
	/* What is repeated is remembered anew, so it is run from a copy. */
	again = xstrdup(c->repeat);
	status = run_told(c, again);
	free(again);
	return status;
}
