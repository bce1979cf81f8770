/*
 * fork.c - `fork` and `compare`: going on differently from here, and what came
 * of it beside what came before.
 */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "command/args.h"
#include "command/rows.h"
#include "session/session.h"
#include "support/i18n.h"
#include "support/utf8.h"
#include "support/xalloc.h"

#define FORK_MARK "fork"
#define LABEL_COLUMNS 26
#define VALUE_COLUMNS 14

static enum command_status
run_fork(struct console *c, const struct call *call)
{
	struct session *s = c->session;
	uint64_t event = session_event(s), after = session_length(s) - event;

	(void)call;
	if (session_decision(s) != 0)
		return console_error(c, _("fork: we are within an event; next "
		    "completes it, back leaves it"));
	if (session_mark(s, FORK_MARK) != SESSION_OK)
		return console_error(c, _("out of memory: no mark can be "
		    "kept"));
	if (after == 0)
		console_say(c, _("event %ju is marked: goto fork comes back to "
		    "it, and what is done from there anew begins a line of "
		    "its own"), event);
	else
		console_say(c, ngettext("event %ju is marked: the next command "
		    "that changes the heap begins a line of its own, and the "
		    "%ju event after it is kept", "event %ju is marked: the "
		    "next command that changes the heap begins a line of its "
		    "own, and the %ju events after it are kept", after),
		    event, after);
	return COMMAND_OK;
}

/* ---- two lines beside each other ---------------------------------------- */

/* What a line came to at its end. */
struct came_to {
	uint64_t events, blocks;
	uint64_t figures[SESSION_FIGURES];
	struct pym_stats stats;
	uint64_t held;
};

static void
take_figures(const struct session *s, struct came_to *out)
{
	const struct pym_heap *heap = session_heap(s);

	out->events = session_event(s);
	out->blocks = session_live_blocks(s);
	session_figures(s, out->figures);
	pym_stats(heap, &out->stats, NULL, 0);
	out->held = out->stats.arenas_current *
	    session_profile(s)->arena_size;
}

/* Goes to both ends, and back to where we were; false: there is no memory. */
static bool
look_at_both(struct session *s, uint32_t future, struct came_to *here,
    struct came_to *there)
{
	uint64_t line = session_line(s), event = session_event(s);
	size_t decision = session_decision(s), i;
	bool ok = session_goto(s, session_length(s)) == SESSION_OK;

	if (ok)
		take_figures(s, here);
	ok = ok && session_goto_future(s, future) == SESSION_OK;
	if (ok)
		take_figures(s, there);
	if (session_goto_line(s, line, event) != SESSION_OK)
		return false;
	for (i = 0; i < decision; i++)
		session_step(s);
	return ok;
}

static void
say_row(struct console *c, const char *label, uint64_t here, uint64_t there)
{
	struct strbuf row = STRBUF_INIT;
	int blanks = LABEL_COLUMNS - utf8_columns(label);

	strbuf_puts(&row, label);
	strbuf_fill(&row, ' ', blanks > 0 ? (size_t)blanks : 1);
	strbuf_printf(&row, "%*ju%*ju", VALUE_COLUMNS, (uintmax_t)here,
	    VALUE_COLUMNS, (uintmax_t)there);
	console_line(c, here != there ? CONSOLE_CHANGED : CONSOLE_NORMAL,
	    strbuf_text(&row));
	strbuf_free(&row);
}

static void
say_head(struct console *c, uint32_t future)
{
	char *there = xasprintf(_("future %u"), future);
	const char *here = _("this line");
	struct strbuf row = STRBUF_INIT;

	strbuf_puts(&row, _("at the end of"));
	strbuf_fill(&row, ' ', (size_t)(LABEL_COLUMNS + VALUE_COLUMNS -
	    utf8_columns(strbuf_text(&row)) - utf8_columns(here)));
	strbuf_puts(&row, here);
	strbuf_fill(&row, ' ', (size_t)(VALUE_COLUMNS -
	    utf8_columns(there)));
	strbuf_puts(&row, there);
	console_line(c, CONSOLE_TITLE, strbuf_text(&row));
	strbuf_free(&row);
	free(there);
}

static void
say_both(struct console *c, const struct came_to *a, const struct came_to *b)
{
	say_row(c, _("events"), a->events, b->events);
	say_row(c, _("blocks that live"), a->blocks, b->blocks);
	say_row(c, _("bytes asked for"), a->figures[SESSION_ASKED],
	    b->figures[SESSION_ASKED]);
	say_row(c, _("bytes in blocks"), a->stats.allocated_bytes,
	    b->stats.allocated_bytes);
	say_row(c, _("pools partly used"), a->stats.pools_used,
	    b->stats.pools_used);
	say_row(c, _("pools full"), a->stats.pools_full,
	    b->stats.pools_full);
	say_row(c, _("arenas"), a->stats.arenas_current,
	    b->stats.arenas_current);
	say_row(c, _("arenas obtained"), a->stats.arenas_total,
	    b->stats.arenas_total);
	say_row(c, _("arenas given back"), a->stats.arenas_reclaimed,
	    b->stats.arenas_reclaimed);
	say_row(c, _("bytes held in arenas"), a->held, b->held);
	say_row(c, _("bytes in the system"), a->stats.system_bytes,
	    b->stats.system_bytes);
}

/* Future NUMBER, or with 0 the one that was left last; 0: there is none. */
static uint32_t
find_future(const struct session *s, uint64_t number)
{
	size_t n = session_futures(s, NULL, 0), i;
	struct session_future *list = xcalloc(n + 1, sizeof(*list));
	uint32_t found = 0;

	session_futures(s, list, n);
	for (i = 0; i < n; i++)
		if (list[i].number == number ||
		    (number == 0 && list[i].number > found))
			found = list[i].number;
	free(list);
	return found;
}

static enum command_status
run_compare(struct console *c, const struct call *call)
{
	struct came_to here = { 0 }, there = { 0 };
	uint64_t number = find_future(c->session, 0);

	if (call->nargs == 1 || (call->nargs == 2 &&
	    strcmp(call->args[0].text, "future") != 0))
		return command_usage(c, call->command);
	if (call->nargs == 2 && !args_number(c, call->args[1].text,
	    _("a future's number"), 1, UINT32_MAX, &number))
		return COMMAND_ERROR;
	if (number == 0)
		return console_error(c, _("there is no future to compare with: "
		    "go back, and give another command there"));
	if (find_future(c->session, number) == 0)
		return console_error(c, _("there is no future %ju; futures "
		    "lists those there are"), number);
	if (!look_at_both(c->session, (uint32_t)number, &here, &there))
		return console_error(c, _("out of memory: the heap of future "
		    "%ju cannot be made"), number);
	say_head(c, (uint32_t)number);
	say_both(c, &here, &there);
	return COMMAND_OK;
}

const struct command command_fork = {
	.verb = "fork",
	.usage = "",
	.summary = N_("marks this moment, to go on differently from it"),
	.help = N_("Go on, come back with goto fork and do something else: "
	    "what was done first is "
	    "kept as a future (futures lists them), and compare tells what "
	    "came of each."),
	.group = COMMAND_GROUP_TIME,
	.run = run_fork,
};

const struct command command_compare = {
	.verb = "compare",
	.usage = "[future K]",
	.summary = N_("sets the end of this line beside the end of a future"),
	.help = N_("Without a number: beside that of the future that was left "
	    "last. Nothing moves."),
	.group = COMMAND_GROUP_TIME,
	.min = 0, .max = 2,
	.arguments = { ARGUMENT_MOMENT },
	.run = run_compare,
};
