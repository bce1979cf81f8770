/* moments.c - moments that can be named: goto, mark, marks, futures. */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "command/args.h"
#include "command/kept.h"
#include "command/moment.h"
#include "command/rows.h"
#include "command/where.h"
#include "session/session.h"
#include "support/i18n.h"
#include "support/strbuf.h"
#include "support/xalloc.h"

static enum command_status
go_to(struct console *c, uint64_t event)
{
	enum session_status status;

	status = session_goto(c->session, event);
	if (status != SESSION_OK)
		return console_error(c, _("out of memory: the heap of event "
		    "%ju cannot be made"), event);
	c->effects |= COMMAND_HEAP;
	where_say(c);
	return COMMAND_OK;
}

/* The percentage of this line; false after an error line. */
static bool
read_percent(struct console *c, const char *word, uint64_t *event)
{
	uint64_t length = session_length(c->session), parts;

	if (!args_percent(c, word, &parts))
		return false;
	*event = length / 10000 * parts + length % 10000 * parts / 10000;
	return true;
}

/* The event that WORD means, perhaps beyond the end. */
static bool
read_moment(struct console *c, const char *word, uint64_t *event)
{
	enum number_status status = number_parse(word, NULL, event);

	if (status == NUMBER_OK)
		return true;
	if (status == NUMBER_LARGE) {
		*event = UINT64_MAX;
		return true;
	}
	if (word[0] != '\0' && word[strlen(word) - 1] == '%')
		return read_percent(c, word, event);
	*event = strcmp(word, "peak") == 0 ? session_peak(c->session) :
	    session_length(c->session);
	if (strcmp(word, "peak") == 0 || strcmp(word, "end") == 0 ||
	    session_find_mark(c->session, word, event))
		return true;
	console_error(c, _("%s is no moment: say a number of events, 37%%, "
	    "peak, end, future 1 or a mark"), word);
	return false;
}

static bool
say_beyond(struct console *c, uint64_t event)
{
	uint64_t length = session_length(c->session);

	console_error(c, ngettext(
	    "event %ju is beyond the end: there is %ju event",
	    "event %ju is beyond the end: there are %ju events", length),
	    event, length);
	return false;
}

bool
moment_read(struct console *c, const char *word, uint64_t *event)
{
	return read_moment(c, word, event) &&
	    (*event <= session_length(c->session) || say_beyond(c, *event)) &&
	    kept_has(c, *event);
}

static enum command_status
go_to_future(struct console *c, const char *word)
{
	uint64_t number;
	enum session_status status;

	if (!args_number(c, word, _("a future's number"), 1, UINT32_MAX,
	    &number))
		return COMMAND_ERROR;
	status = session_goto_future(c->session, (uint32_t)number);
	if (status == SESSION_NO_SUCH_FUTURE)
		return console_error(c, _("there is no future %ju; futures "
		    "lists those there are"), number);
	if (status != SESSION_OK)
		return console_error(c, _("out of memory: the heap of future "
		    "%ju cannot be made"), number);
	c->effects |= COMMAND_HEAP;
	where_say(c);
	return COMMAND_OK;
}

/* The arguments as one name, with a blank between them; to be freed. */
static char *
join(const struct call *call)
{
	struct strbuf name = STRBUF_INIT;
	size_t i;

	for (i = 0; i < call->nargs; i++) {
		if (i != 0)
			strbuf_putc(&name, ' ');
		strbuf_puts(&name, call->args[i].text);
	}
	return strbuf_steal(&name);
}

static enum command_status
run_goto(struct console *c, const struct call *call)
{
	enum command_status status = COMMAND_ERROR;
	uint64_t event;
	char *name;

	if (call->nargs == 2 && strcmp(call->args[0].text, "future") == 0)
		return go_to_future(c, call->args[1].text);
	name = join(call);
	if (moment_read(c, name, &event))
		status = go_to(c, event);
	free(name);
	return status;
}

/* Whether goto would take NAME for something else. */
static bool
is_taken(const char *name)
{
	const char *end;
	uint64_t n;

	return number_parse(name, &end, &n) != NUMBER_NONE ||
	    strcmp(name, "peak") == 0 || strcmp(name, "end") == 0 ||
	    strncmp(name, "future", 6) == 0;
}

static enum command_status
run_mark(struct console *c, const struct call *call)
{
	enum session_status status;
	char *name = join(call);

	if (name[0] == '\0' || is_taken(name)) {
		console_error(c, _("%s cannot be a mark: goto takes it for "
		    "something else"), name);
		free(name);
		return COMMAND_ERROR;
	}
	status = session_mark(c->session, name);
	if (status == SESSION_OK)
		console_say(c, _("%s marks event %ju"), name,
		    session_event(c->session));
	else
		console_error(c, _("out of memory: %s was not marked"), name);
	free(name);
	c->effects |= COMMAND_HEAP;
	return status == SESSION_OK ? COMMAND_OK : COMMAND_ERROR;
}

struct mark_list {
	struct console *c;
	uint64_t count;
};

static void
list_mark(void *ctx, const char *name, uint64_t event)
{
	struct mark_list *list = ctx;

	if (console_row(list->c, list->count++))
		console_say(list->c, _("  event %8ju  %s"), event, name);
}

static enum command_status
run_marks(struct console *c, const struct call *call)
{
	struct mark_list list = { .c = c };

	(void)call;
	session_marks(c->session, list_mark, &list);
	if (list.count == 0)
		console_line(c, CONSOLE_NORMAL, _("there are no marks; mark "
		    "NAME makes one"));
	console_cut(c, list.count);
	return COMMAND_OK;
}

static enum command_status
run_futures(struct console *c, const struct call *call)
{
	size_t n = session_futures(c->session, NULL, 0), i;
	struct session_future *list = xcalloc(n + 1, sizeof *list);

	(void)call;
	session_futures(c->session, list, n);
	if (n == 0)
		console_line(c, CONSOLE_NORMAL, _("there are no futures: a "
		    "heap command given in the past leaves one"));
	for (i = 0; i < console_rows(c, n); i++)
		console_say(c, _("  future %u: %ju events, its own from event "
		    "%ju on: %s"), list[i].number, list[i].length,
		    list[i].fork + 1, list[i].command != NULL ?
		    list[i].command : "");
	console_cut(c, n);
	free(list);
	return COMMAND_OK;
}

const struct command command_goto = {
	.verb = "goto",
	.usage = "N|P%|peak|end|MARK|future K",
	.summary = N_("goes to a moment: N events applied, 0 the empty heap"),
	/* xgettext:no-c-format */
	.help = N_("goto 37% is that part of the events, goto peak the first "
	    "moment at which the most bytes were asked for, goto end the "
	    "last event.\n"
	    "goto future 1 goes to the end of a future; the present line is "
	    "then a future in turn."),
	.group = COMMAND_GROUP_TIME,
	.min = 1, .max = SIZE_MAX,
	.arguments = { ARGUMENT_MOMENT, ARGUMENT_NONE },
	.run = run_goto,
};

const struct command command_mark = {
	.verb = "mark",
	.usage = "NAME",
	.summary = N_("names this moment, for goto NAME"),
	.group = COMMAND_GROUP_TIME,
	.min = 1, .max = SIZE_MAX,
	.arguments = { ARGUMENT_MARK, ARGUMENT_NONE },
	.run = run_mark,
};

const struct command command_marks = {
	.verb = "marks",
	.usage = "",
	.summary = N_("lists the marks"),
	.group = COMMAND_GROUP_TIME,
	.run = run_marks,
};

const struct command command_futures = {
	.verb = "futures",
	.usage = "",
	.summary = N_("lists what was left behind by commands in the past"),
	.help = N_("A heap command given in the past keeps what came after as "
	    "a future and starts a new one; goto future 1 returns to it."),
	.group = COMMAND_GROUP_TIME,
	.run = run_futures,
};
