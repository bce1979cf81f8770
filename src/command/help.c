/* help.c - `help`, and the table of the manual page, from the rows. */
#include "config.h"

#include <string.h>
#include <strings.h>

#include "command/command.h"
#include "command/rows.h"
#include "command/settings.h"
#include "support/i18n.h"
#include "support/strbuf.h"
#include "support/utf8.h"
#include "support/wrap.h"

#define HELP_COLUMNS  76	/* of what a verb is said to do, indented */
#define USAGE_COLUMNS 34	/* of the list of all commands */

static const char *const group_titles[COMMAND_GROUPS] = {
	[COMMAND_GROUP_HEAP] = N_("Using the heap"),
	[COMMAND_GROUP_LOOK] = N_("Looking at the heap"),
	[COMMAND_GROUP_WHY] = N_("Understanding"),
	[COMMAND_GROUP_TIME] = N_("Moving in time"),
	[COMMAND_GROUP_SESSION] = N_("The session"),
};

static void
list_row(struct console *c, const struct command *row)
{
	struct strbuf usage = STRBUF_INIT, line = STRBUF_INIT;

	strbuf_puts(&usage, row->verb);
	if (row->usage[0] != '\0' && row->usage[0] != '/')
		strbuf_putc(&usage, ' ');
	strbuf_puts(&usage, row->usage);
	strbuf_puts(&line, "  ");
	if (utf8_columns(strbuf_text(&usage)) < USAGE_COLUMNS) {
		utf8_pad(&line, strbuf_text(&usage), USAGE_COLUMNS);
	} else {
		strbuf_puts(&line, strbuf_text(&usage));
		console_line(c, CONSOLE_NORMAL, strbuf_text(&line));
		strbuf_clear(&line);
		strbuf_fill(&line, ' ', USAGE_COLUMNS + 2);
	}
	strbuf_puts(&line, _(row->summary));
	console_line(c, CONSOLE_NORMAL, strbuf_text(&line));
	strbuf_free(&usage);
	strbuf_free(&line);
}

void
command_help(struct console *c)
{
	const struct command *row;
	int group = -1;
	size_t i;

	for (i = 0; (row = command_at(i)) != NULL; i++) {
		if (group != (int)row->group)
			console_line(c, CONSOLE_TITLE,
			    _(group_titles[row->group]));
		group = (int)row->group;
		list_row(c, row);
	}
	console_line(c, CONSOLE_NORMAL, _("REF is x, xs[3], xs[::2], $17, "
	    "@0.3.5 (arena, pool, block) or 0x and an address;"));
	console_line(c, CONSOLE_NORMAL, _("; parts commands, # begins a "
	    "comment.  help VERB tells more."));
}

/* TEXT line by line, wrapped at blanks. */
static void
say_wrapped(struct console *c, const char *text)
{
	struct strbuf line = STRBUF_INIT;
	size_t length, n, skip;

	for (; *text != '\0'; text += *text == '\n') {
		length = strcspn(text, "\n");
		do {
			n = wrap_line(text, length, HELP_COLUMNS, &skip);
			strbuf_clear(&line);
			strbuf_puts(&line, "  ");
			strbuf_add(&line, text, n);
			console_line(c, CONSOLE_NORMAL, strbuf_text(&line));
			text += n + skip;
			length -= n + skip;
		} while (length != 0);
	}
	strbuf_free(&line);
}

void
command_help_on(struct console *c, const struct command *row)
{
	struct strbuf usage = STRBUF_INIT;

	command_usage_text(row, &usage);
	console_line(c, CONSOLE_TITLE, strbuf_text(&usage));
	strbuf_free(&usage);
	say_wrapped(c, _(row->summary));
	if (row->help != NULL)
		say_wrapped(c, _(row->help));
	if (row->alias != NULL)
		console_say(c, _("  %s is short for it at the keyboard."),
		    row->alias);
	if (row->flags & COMMAND_REPEATS)
		console_say(c, _("  An empty line does it again."));
}

/* TEXT as a manual page has it: what roff would read is escaped. */
static void
emit_roff(struct console *c, const char *text)
{
	struct strbuf out = STRBUF_INIT;
	bool begins = true;

	for (; *text != '\0'; text++) {
		if (begins && (*text == '.' || *text == '\''))
			strbuf_puts(&out, "\\&");
		begins = *text == '\n';
		if (*text == '\\')
			strbuf_puts(&out, "\\e");
		else if (*text == '-')
			strbuf_puts(&out, "\\-");
		else if (*text == '"')
			strbuf_puts(&out, "\\(dq");
		else
			strbuf_putc(&out, *text);
		if (begins)
			strbuf_puts(&out, ".br\n");
	}
	strbuf_putc(&out, '\n');
	console_emit(c, strbuf_text(&out), out.length);
	strbuf_free(&out);
}

static void
emit(struct console *c, const char *text)
{
	console_emit(c, text, strlen(text));
}

void
command_manual(struct console *c)
{
	struct strbuf usage = STRBUF_INIT;
	const struct command *row;
	int group = -1;
	size_t i;

	for (i = 0; (row = command_at(i)) != NULL; i++) {
		if (group != (int)row->group) {
			emit(c, ".SS ");
			emit_roff(c, group_titles[row->group]);
		}
		group = (int)row->group;
		strbuf_clear(&usage);
		command_usage_text(row, &usage);
		if (row->alias != NULL)
			strbuf_printf(&usage, " (%s)", row->alias);
		emit(c, ".TP\n.B ");
		emit_roff(c, strbuf_text(&usage));
		emit_roff(c, row->summary);
		if (row->help != NULL) {
			emit(c, ".br\n");
			emit_roff(c, row->help);
		}
	}
	strbuf_free(&usage);
}

/* What people look for who do not know the verb. */
static const struct {
	const char *word;
	const struct command *row;
} subjects[] = {
	{ "gil", &command_threads },
	{ "nogil", &command_threads },
	{ "lock", &command_threads },
	{ "free-threaded", &command_threads },
	{ "free-threading", &command_threads },
};

static const struct command *
find_row(const char *word)
{
	size_t i;

	for (i = 0; i < sizeof subjects / sizeof subjects[0]; i++)
		if (strcasecmp(subjects[i].word, word) == 0)
			return subjects[i].row;
	return command_find(word, true, NULL);
}

static enum command_status
run_help(struct console *c, const struct call *call)
{
	const struct command *row;
	struct strbuf text = STRBUF_INIT;
	const char *verb;

	if (call->nargs == 0) {
		command_help(c);
		return COMMAND_OK;
	}
	verb = call->args[0].text;
	if (strcmp(verb, "--man") == 0) {
		command_manual(c);
		return COMMAND_OK;
	}
	row = find_row(verb);
	if (row == NULL) {
		if (settings_help(verb, &text)) {
			say_wrapped(c, strbuf_text(&text));
			strbuf_free(&text);
			return COMMAND_OK;
		}
		if (command_habit(c, verb, NULL))
			return COMMAND_ERROR;
		return console_error(c, _("there is no help on %s; help lists "
		    "all commands"), verb);
	}
	command_help_on(c, row);
	return COMMAND_OK;
}

const struct command command_helps = {
	.verb = "help",
	.usage = "[VERB|SETTING|gil]",
	.summary = N_("lists the commands, or explains one"),
	.group = COMMAND_GROUP_SESSION,
	.max = 1,
	.arguments = { ARGUMENT_VERB, ARGUMENT_NONE },
	.run = run_help,
};
