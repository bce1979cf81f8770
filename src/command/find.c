/* find.c - the next event that matters, or the one before. */
#include "config.h"

#include <string.h>

#include "command/question_words.h"
#include "command/rows.h"
#include "command/where.h"
#include "session/session.h"
#include "support/i18n.h"
#include "support/strbuf.h"

/* What is looked for where nothing is named. */
#define MATTERS	(1u << SESSION_POOL_FILLED | 1u << SESSION_ARENA_OBTAINED | \
    1u << SESSION_ARENA_GIVEN_BACK)

/* What is told of an event, and the decision that it then has. */
static const struct {
	enum pym_decision_kind decision;
	const char *happened;		/* N_ */
} tellings[] = {
	{ PYM_D_POOL_FULL, N_("a pool became full") },
	{ PYM_D_POOL_UNLINKED, N_("a pool became wholly free") },
	{ PYM_D_ARENA_OBTAINED, N_("an arena was obtained") },
	{ PYM_D_ARENA_GIVEN_BACK, N_("an arena was given back") },
};

#define TELLINGS (sizeof tellings / sizeof tellings[0])

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
	    (event < n->event || n->event == 0))
		n->event = event;
}

/* What happened at the event where we are, in a line. */
static void
say_happened(struct console *c)
{
	size_t n, i, k;
	const struct pym_decision *d = session_decisions(c->session, &n);
	struct strbuf line = STRBUF_INIT;

	for (k = 0; k < TELLINGS; k++)
		for (i = 0; i < n; i++)
			if (d[i].kind == tellings[k].decision) {
				strbuf_printf(&line, "%s%s", line.length != 0 ?
				    _("; ") : "", _(tellings[k].happened));
				break;
			}
	if (line.length != 0)
		console_say(c, "  %s", strbuf_text(&line));
	strbuf_free(&line);
}

static bool
stop(void *ctx)
{
	return console_interrupted(ctx);
}

/* The nearest event that Q is about; 0: there is none. */
static uint64_t
find(struct console *c, const struct question *q)
{
	struct nearest mark = {
		.from = session_event(c->session) +
		    (q->back && session_decision(c->session) > 0),
		.back = q->back,
	};
	uint64_t found = 0;

	if (q->marks)
		session_marks(c->session, see_mark, &mark);
	if (mark.event < session_first(c->session))
		mark.event = 0;
	if (q->named)
		found = query_find(c->session, &q->query, mark.from,
		    q->back ? 0 : UINT64_MAX, q->back, stop, c);
	if (found == 0 || (mark.event != 0 && (q->back ?
	    mark.event > found : mark.event < found)))
		found = mark.event;
	return found;
}

static enum command_status
go_to(struct console *c, uint64_t event, bool back)
{
	uint64_t here = session_event(c->session);

	if (event == 0 && console_interrupted(c))
		return console_error(c, _("stopped: the search is not done"));
	if (event == 0 && back && session_first(c->session) > 0)
		return console_error(c, _("nothing of the kind comes before "
		    "event %ju, as far as event %ju: what was before that was "
		    "dropped"), here, session_first(c->session));
	if (event == 0)
		return console_error(c, back ?
		    _("nothing of the kind comes before event %ju; find looks "
		    "behind it") :
		    _("nothing of the kind comes after event %ju; find back "
		    "looks before it"), here);
	if (session_goto(c->session, event) != SESSION_OK)
		return console_error(c, _("out of memory: the heap of that "
		    "event cannot be made"));
	c->effects |= COMMAND_HEAP;
	where_say(c);
	say_happened(c);
	return COMMAND_OK;
}

static enum command_status
run_find(struct console *c, const struct call *call)
{
	struct question q;
	uint64_t event;

	if (!question_read(c, call->args, call->nargs, true, &q))
		return COMMAND_ERROR;
	if (!q.named && !q.marks) {
		q.query.happenings = MATTERS;
		q.named = q.marks = true;
	}
	event = find(c, &q);
	question_free(&q);
	return go_to(c, event, q.back);
}

const struct command command_search = {
	.verb = "find",
	.usage = "[back] [EVENT [REF]] [KEY VALUE] [mark]",
	.summary = N_("goes to the next event that matters"),
	.help = N_("That is one at which a pool became full, an arena was "
	    "obtained or given back, or one that is marked.  What is named "
	    "is looked for instead: find pool-empty, find touch x, find free "
	    "$17, find pool 0.3, find arena 2, find size 28, find class 3, "
	    "find site app.py, find alloc if size > 400 and class == 30.\n"
	    "find back goes to the one before this."),
	.group = COMMAND_GROUP_TIME,
	.flags = COMMAND_REPEATS,
	.max = SIZE_MAX,
	.arguments = { ARGUMENT_WORD },
	.words = "pool-full|pool-empty|arena-new|arena-obtained|arena-free|"
	    "alloc|realloc|free|write|touch|pool|arena|size|class|site|"
	    "thread|if|mark|back",
	.run = run_find,
};
