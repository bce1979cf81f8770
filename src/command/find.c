/* find.c - the next event that matters, or the one before. */
#include "config.h"

#include <string.h>

#include "command/rows.h"
#include "command/where.h"
#include "session/session.h"
#include "support/i18n.h"
#include "support/strbuf.h"

#define MARKS	(1u << SESSION_HAPPENINGS)	/* beside the happenings */
#define ALL	(2 * MARKS - 1)

/* What can be looked for, and the decision that an event of it has. */
static const struct target {
	const char *word;
	unsigned bit;
	enum pym_decision_kind decision;
	const char *happened;		/* N_ */
} targets[] = {
	{ "pool-full", 1u << SESSION_POOL_FILLED, PYM_D_POOL_FULL,
	    N_("a pool became full") },
	{ "arena-new", 1u << SESSION_ARENA_OBTAINED, PYM_D_ARENA_OBTAINED,
	    N_("an arena was obtained") },
	{ "arena-free", 1u << SESSION_ARENA_GIVEN_BACK,
	    PYM_D_ARENA_GIVEN_BACK, N_("an arena was given back") },
	{ "mark", MARKS, PYM_D_KINDS, NULL },
};

#define TARGETS	(sizeof targets / sizeof targets[0])

/* The mark nearest to where we are. */
struct nearest {
	uint64_t from, event;
	bool back;
};

static void
see_mark(void *ctx, const char *name, uint64_t event)
{
	struct nearest *n = ctx;

	(void)name;
	if (n->back ? event < n->from : event > n->from &&
	    event < n->event)
		n->event = event;
}

/* The event of that mark; where there is none, no limit to a search. */
static uint64_t
nearest_mark(const struct console *c, bool back)
{
	struct nearest n = {
		.from = session_event(c->session) +
		    (back && session_decision(c->session) > 0),
		.event = back ? 0 : UINT64_MAX,
		.back = back,
	};

	session_marks(c->session, see_mark, &n);
	return n.event;
}

/* What happened at the event where we are, in a line. */
static void
say_happened(struct console *c)
{
	size_t n, i, k;
	const struct pym_decision *d = session_decisions(c->session, &n);
	struct strbuf line = STRBUF_INIT;

	for (k = 0; k < TARGETS; k++)
		for (i = 0; i < n; i++)
			if (d[i].kind == targets[k].decision) {
				strbuf_printf(&line, "%s%s", line.length != 0 ?
				    "; " : "", _(targets[k].happened));
				break;
			}
	if (line.length != 0)
		console_say(c, "  %s", strbuf_text(&line));
	strbuf_free(&line);
}

/* False after an error line. */
static bool
read_targets(struct console *c, const struct call *call, unsigned *what,
    bool *back)
{
	size_t i, k;

	*what = 0;
	*back = false;
	for (i = 0; i < call->nargs; i++) {
		for (k = 0; k < TARGETS; k++)
			if (strcmp(call->args[i].text, targets[k].word) == 0)
				break;
		if (k < TARGETS) {
			*what |= targets[k].bit;
		} else if (strcmp(call->args[i].text, "back") == 0) {
			*back = true;
		} else {
			console_error(c, _("%s cannot be looked for; find "
			    "takes pool-full, arena-new, arena-free, mark "
			    "and back"), call->args[i].text);
			return false;
		}
	}
	if (*what == 0)
		*what = ALL;
	return true;
}

static enum command_status
run_find(struct console *c, const struct call *call)
{
	enum session_status status;
	unsigned what;
	bool back;

	if (!read_targets(c, call, &what, &back))
		return COMMAND_ERROR;
	status = session_seek(c->session, what & ~MARKS, back,
	    (what & MARKS) != 0 ? nearest_mark(c, back) : 0);
	if (status == SESSION_NO_SUCH_EVENT)
		return console_error(c, back ?
		    _("nothing of the kind comes before event %ju") :
		    _("nothing of the kind comes after event %ju"),
		    session_event(c->session));
	if (status != SESSION_OK)
		return console_error(c, _("out of memory: the heap of that "
		    "event cannot be made"));
	c->effects |= COMMAND_HEAP;
	where_say(c);
	say_happened(c);
	return COMMAND_OK;
}

const struct command command_search = {
	.verb = "find",
	.usage = "[pool-full] [arena-new] [arena-free] [mark] [back]",
	.summary = N_("goes to the next event that matters"),
	.help = N_("That is one at which a pool became full, an arena was "
	    "obtained or given back, or one that is marked; of these only "
	    "what is named, if anything is. find back goes to the one "
	    "before this."),
	.group = COMMAND_GROUP_TIME,
	.flags = COMMAND_REPEATS,
	.max = SIZE_MAX,
	.arguments = { ARGUMENT_WORD },
	.words = "pool-full|arena-new|arena-free|mark|back",
	.run = run_find,
};
