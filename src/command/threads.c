/*
 * threads.c - `threads`: the decisions of two operations, interleaved by hand.
 *
 * What is kept is who took a step when.  Each step does the whole interleaving
 * again, and takes it back: so the heap is whole between any two commands.
 */
#include "config.h"

#include "command/threads.h"

#include <stdlib.h>
#include <string.h>

#include "command/args.h"
#include "command/plan.h"
#include "command/rows.h"
#include "objects/objects.h"
#include "session/explain.h"
#include "session/interleave.h"
#include "support/i18n.h"
#include "support/xalloc.h"

struct threads {
	bool lock;
	bool broken;		/* both have ended: as no order of them would */
	uint64_t line, event;	/* where the interleaving began */
	struct event e[2];	/* EVENT_NOTHING: none yet */
	char *text[2];		/* as typed */
	unsigned char steps[128];
	size_t n;
	struct interleaved came;
};

static void
clear(struct threads *t)
{
	bool lock = t->lock;

	free(t->text[0]);
	free(t->text[1]);
	*t = (struct threads){ .lock = lock };
	t->e[0].kind = t->e[1].kind = EVENT_NOTHING;
}

void
threads_free(struct threads *t)
{
	if (t != NULL)
		clear(t);
	free(t);
}

static bool
begun(const struct threads *t, size_t i)
{
	return t->e[i].kind != EVENT_NOTHING;
}

static bool
under_way(const struct threads *t)
{
	return t != NULL && (begun(t, 0) || begun(t, 1));
}

static bool
is_here(const struct console *c, const struct threads *t)
{
	const struct session *s = c->session;

	return session_decision(s) == 0 && session_event(s) == t->event &&
	    session_line(s) == t->line;
}

unsigned
threads_prefix(const char *line, size_t *at)
{
	size_t i = *at + strspn(line + *at, " \t\r");

	if ((line[i] != '1' && line[i] != '2') || line[i + 1] != ':')
		return 0;
	*at = i + 2;
	return (unsigned)(line[i] - '0');
}

bool
threads_back(struct console *c)
{
	struct threads *t = c->threads;

	if (!under_way(t) || !is_here(c, t))
		return false;
	clear(t);
	console_say(c, _("the interleaving is taken back: the heap is as it "
	    "was before both operations"));
	return true;
}

/* ---- one step ----------------------------------------------------------- */

struct telling {
	struct console *c;
	const struct threads *t;
};

static void
say_decision(struct console *c, const struct event *e, unsigned thread,
    const struct pym_decision *d)
{
	struct strbuf text = STRBUF_INIT;
	size_t i;

	explain_sentence(c->session, e, session_event(c->session) + 1, d,
	    &text);
	console_say(c, _("thread %u, decision %u: %s"), thread, d->number,
	    strbuf_text(&text));
	for (i = 0; i < d->nwrites; i++) {
		strbuf_clear(&text);
		strbuf_puts(&text, "    ");
		explain_write(c->session, &d->writes[i], &text);
		console_line(c, CONSOLE_CHANGED, strbuf_text(&text));
	}
	strbuf_free(&text);
}

/* All but the last step were told before. */
static void
told(void *ctx, size_t step, const struct pym_decision *d)
{
	const struct telling *telling = ctx;
	const struct threads *t = telling->t;

	if (step + 1 == t->n && d != NULL)
		say_decision(telling->c, &t->e[t->steps[step]],
		    t->steps[step] + 1u, d);
}

static void
say_end(struct console *c, const struct threads *t, size_t i)
{
	const struct strand *strand = &t->came.strands[i];

	if (strand->crashed)
		console_say(c, _("thread %zu: CPython would crash here"),
		    i + 1);
	else if (strand->address != 0)
		console_say(c, _("thread %zu returns: its block is at 0x%jx"),
		    i + 1, strand->address);
	else
		console_say(c, _("thread %zu returns"), i + 1);
}

/* ---- when both have ended ----------------------------------------------- */

static enum command_status
keep(struct console *c, struct threads *t)
{
	size_t first = t->came.serial == 2, i;
	enum command_status status = COMMAND_OK;
	struct strbuf text = STRBUF_INIT;
	struct outcome out;

	strbuf_printf(&text, "%s; %s", t->text[first], t->text[!first]);
	session_begin_command(c->session, strbuf_text(&text));
	for (i = 0; i < 2 && status == COMMAND_OK; i++)
		if (!plan_apply(c, &t->e[i == 0 ? first : !first], &out))
			status = COMMAND_ERROR;
	session_end_command(c->session);
	if (status == COMMAND_OK)
		console_say(c, _("both have ended, and it came to the same as "
		    "one after the other: %s.  That is one command of the "
		    "history now"), strbuf_text(&text));
	strbuf_free(&text);
	clear(t);
	return status;
}

static void
say_broken(struct console *c, struct threads *t)
{
	const struct strand *strands = t->came.strands;

	t->broken = true;
	if (strands[0].crashed || strands[1].crashed)
		console_print(c, CONSOLE_CHANGED, _("the threads broke the "
		    "heap for each other"));
	else if (strands[0].address != 0 &&
	    strands[0].address == strands[1].address)
		console_print(c, CONSOLE_CHANGED, _("the same block, 0x%jx, "
		    "was handed out twice: each thread took it off the list "
		    "before the other's change was there to be seen"),
		    strands[0].address);
	else
		console_print(c, CONSOLE_CHANGED, _("no order of the two, one "
		    "after the other, gives this heap: one thread wrote over "
		    "what the other had changed"));
	console_say(c, _("CPython prevents it by the GIL: only the thread that "
	    "holds it calls pymalloc.  (threads 2 lock shows that.)"));
	console_say(c, _("Nothing of it is kept: back takes both operations "
	    "back"));
}

/* ---- statements of a thread --------------------------------------------- */

/* The thread that is in the middle of its operation, from 0; or 2. */
static size_t
holder(const struct threads *t)
{
	size_t i;

	for (i = 0; i < 2; i++)
		if (t->came.strands[i].taken > 0 && !t->came.strands[i].ended)
			break;
	return i;
}

static bool
may_step(struct console *c, const struct threads *t, size_t i)
{
	const struct strand *strand = &t->came.strands[i];

	if (!begun(t, i))
		console_error(c, _("thread %zu has no operation: %zu: x = "
		    "alloc 28 begins one"), i + 1, i + 1);
	else if (strand->ended)
		console_error(c, _("thread %zu has ended its operation"),
		    i + 1);
	else if (strand->outside || t->n == sizeof t->steps)
		console_error(c, _("thread %zu goes beyond the arenas that "
		    "there are now, and that is not interleaved: back takes "
		    "both back"), i + 1);
	else
		return true;
	return false;
}

static enum command_status
take_step(struct console *c, struct threads *t, size_t i, bool *waits)
{
	struct telling telling = { c, t };

	*waits = t->lock && holder(t) == !i;
	if (*waits) {
		console_say(c, _("thread %zu waits for the lock that thread "
		    "%zu holds"), i + 1, 2 - i);
		return COMMAND_OK;
	}
	if (!may_step(c, t, i))
		return COMMAND_ERROR;
	t->steps[t->n++] = (unsigned char)i;
	if (session_interleave(c->session, t->e, t->steps, t->n, told,
	    &telling, &t->came) != SESSION_OK) {
		clear(t);
		return console_error(c, _("out of memory: the interleaving is "
		    "taken back"));
	}
	if (!t->came.strands[i].ended)
		return COMMAND_OK;
	say_end(c, t, i);
	if (!t->came.strands[!i].ended)
		return COMMAND_OK;
	if (t->came.serial != 0)
		return keep(c, t);
	say_broken(c, t);
	return COMMAND_OK;
}

/* "step [COUNT]", or "next": to the end. */
static enum command_status
run_steps(struct console *c, struct threads *t, size_t i,
    const struct words *w)
{
	bool all = words_is(w, 0, "next"), waits = false;
	enum command_status status = COMMAND_OK;
	uint64_t count = 1;

	if (w->count > (all ? 1 : 2))
		return console_error(c, _("%zu: step takes a count at most, "
		    "and %zu: next takes nothing"), i + 1, i + 1);
	if (w->count > 1 && !args_number(c, w->list[1].text, _("a count"), 1,
	    UINT64_MAX, &count))
		return COMMAND_ERROR;
	while ((all || count-- > 0) && status == COMMAND_OK && !waits) {
		status = take_step(c, t, i, &waits);
		if (!begun(t, i) || t->came.strands[i].ended)
			break;
	}
	return status;
}

/* Whether E can be thread I's; else one error line. */
static bool
fits(struct console *c, const struct threads *t, size_t i,
    const struct event *e)
{
	const struct event *other = &t->e[!i];

	if (e->kind == EVENT_NOTHING)
		console_error(c, _("each thread has one operation: alloc, "
		    "calloc or free, of one block"));
	else if (begun(t, i))
		console_error(c, _("thread %zu is at %s: %zu: step goes on "
		    "with it"), i + 1, t->text[i], i + 1);
	else if (begun(t, !i) && e->name != SESSION_NO_NAME &&
	    e->name == other->name)
		console_error(c, _("both threads name their block %s: choose "
		    "another name"), session_name(c->session, e->name));
	else if (begun(t, !i) && e->kind == EVENT_FREE &&
	    other->kind == EVENT_FREE && e->block == other->block)
		console_error(c, _("both threads free the same block: no lock "
		    "helps against that"));
	else
		return true;
	return false;
}

/* The session's number for the thread that is recorded as ID. */
static uint32_t
thread_number(struct session *s, uint64_t id)
{
	uint64_t other;
	uint32_t i;

	for (i = 1; i <= session_threads(s); i++)
		if (session_thread(s, i, &other) && other == id)
			return i;
	return session_add_thread(s, id);
}

static bool
is_supported(struct console *c)
{
	const struct session *s = c->session;

	if (session_decision(s) != 0)
		console_error(c, _("threads: we are within an event; next "
		    "completes it, back leaves it"));
	else if (session_profile(s)->debug || pym_damaged(session_heap(s)) ||
	    objects_any(console_objects(c)))
		console_error(c, _("threads interleaves alloc, calloc and free "
		    "in a whole heap, without debug=on and without objects of "
		    "py"));
	else
		return true;
	return false;
}

static enum command_status
run_begin(struct console *c, struct threads *t, size_t i,
    const struct words *w, const char *text)
{
	const struct command *row = command_find(w->list[0].text,
	    c->mode == CONSOLE_KEYBOARD, NULL);
	struct event e = { .kind = EVENT_NOTHING };
	enum command_status status = COMMAND_OK;

	if (!is_supported(c))
		return COMMAND_ERROR;
	if (row == &command_alloc || row == &command_calloc ||
	    row == &command_free) {
		c->ahead = &e;
		c->trying = true;
		status = command_run_words(c, w->list, w->count, w->target,
		    text);
		c->trying = false;
		c->ahead = NULL;
	}
	if (status != COMMAND_OK || !fits(c, t, i, &e))
		return COMMAND_ERROR;
	e.thread = thread_number(c->session, i + 1);
	t->e[i] = e;
	t->text[i] = xstrdup(text);
	t->line = session_line(c->session);
	t->event = session_event(c->session);
	console_say(c, _("thread %zu: %s is begun; %zu: step takes its next "
	    "decision"), i + 1, text, i + 1);
	return COMMAND_OK;
}

enum command_status
threads_run(struct console *c, unsigned thread, const struct words *w,
    const char *text)
{
	struct threads *t = c->threads;

	if (t == NULL)
		return console_error(c, _("%u: is for threads: threads 2 "
		    "first"), thread);
	if (under_way(t) && !is_here(c, t)) {
		clear(t);
		console_notice(c, _("the heap is at another moment now: the "
		    "interleaving that was begun is dropped"));
	}
	if (t->broken)
		return console_error(c, _("the two operations broke the heap: "
		    "back takes them back"));
	if (w->count == 0)
		return console_error(c, _("%u: what? say %u: x = alloc 28, or "
		    "%u: step"), thread, thread, thread);
	if (w->target == NULL && (words_is(w, 0, "step") ||
	    words_is(w, 0, "next")))
		return run_steps(c, t, thread - 1, w);
	return run_begin(c, t, thread - 1, w, text);
}

/* ---- the verb ------------------------------------------------------------ */

static enum command_status
say_mode(struct console *c)
{
	if (c->threads == NULL)
		console_say(c, _("there is one thread; threads 2 lets two take "
		    "turns"));
	else if (c->threads->lock)
		console_say(c, _("two threads, with a lock: 1: x = alloc 28, "
		    "2: y = alloc 28, then 1: step and 2: step"));
	else
		console_say(c, _("two threads, without a lock: 1: x = alloc "
		    "28, 2: y = alloc 28, then 1: step and 2: step"));
	return COMMAND_OK;
}

static enum command_status
run_threads(struct console *c, const struct call *call)
{
	const char *mode = call->nargs > 1 ? call->args[1].text : "lock";
	const char *count;

	if (call->nargs == 0)
		return say_mode(c);
	count = call->args[0].text;
	if (call->nargs == 1 && (strcmp(count, "off") == 0 ||
	    strcmp(count, "1") == 0)) {
		threads_back(c);
		threads_free(c->threads);
		c->threads = NULL;
		return say_mode(c);
	}
	if (strcmp(count, "2") != 0 || (strcmp(mode, "lock") != 0 &&
	    strcmp(mode, "nolock") != 0))
		return command_usage(c, call->command);
	if (!is_supported(c))
		return COMMAND_ERROR;
	threads_back(c);
	threads_free(c->threads);
	c->threads = xcalloc(1, sizeof *c->threads);
	c->threads->lock = strcmp(mode, "lock") == 0;
	clear(c->threads);
	return say_mode(c);
}

const struct command command_threads = {
	.verb = "threads",
	.usage = "[2 [lock|nolock] | off]",
	.summary = N_("lets two operations take turns, decision by decision"),
	.help = N_("1: x = alloc 28 begins an operation of thread 1, 2: y = "
	    "alloc 28 one of thread 2; 1: step takes one decision of thread "
	    "1, 1: next all that are left.\n"
	    "The lock is what the GIL is to pymalloc: who holds it alone may "
	    "use the heap, so one operation ends before the other begins.  "
	    "Without it both may read a field before either changes it, and "
	    "the same block can be handed out twice.\n"
	    "The history is made of whole operations: when both have ended, "
	    "they become one command if one after the other would have given "
	    "the same heap; else what went wrong is said, and nothing is "
	    "kept.  Until then the heap is shown as before both, and back "
	    "takes both back.\n"
	    "The free-threaded build of CPython (3.13 on) has no GIL and "
	    "does not use pymalloc: mimalloc gives each thread a heap of its "
	    "own, and what another thread frees goes on a list apart, which "
	    "is changed by atomic instructions.\n"
	    "Only alloc, calloc and free are interleaved, within the arenas "
	    "that there are."),
	.words = "2|lock|nolock|off",
	.group = COMMAND_GROUP_WHY,
	.max = 2,
	.arguments = { ARGUMENT_WORD, ARGUMENT_WORD, ARGUMENT_NONE },
	.run = run_threads,
};
