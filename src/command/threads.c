/*
 * threads.c - `threads`: the decisions of two operations, interleaved by hand.
 *
 * What is kept is who took a step when.  Each step does the whole interleaving
 * again, and takes it back: so the heap is whole between any two commands.
 */
#include "config.h"

#include "command/threads_inside.h"

#include <stdlib.h>
#include <string.h>

#include "command/args.h"
#include "command/plan.h"
#include "command/rows.h"
#include "objects/objects.h"
#include "session/explain.h"
#include "support/i18n.h"
#include "support/xalloc.h"

void
threads_clear(struct threads *t)
{
	bool lock = t->lock;
	size_t i;

	for (i = 0; i < 2; i++) {
		free(t->text[i]);
		free(t->last[i]);
		free(t->held[i]);
	}
	*t = (struct threads){ .lock = lock };
	t->e[0].kind = t->e[1].kind = EVENT_NOTHING;
}

void
threads_free(struct threads *t)
{
	if (t != NULL)
		threads_clear(t);
	free(t);
}

bool
threads_begun(const struct threads *t, size_t i)
{
	return t->e[i].kind != EVENT_NOTHING;
}

static bool
under_way(const struct threads *t)
{
	return t != NULL && (threads_begun(t, 0) || threads_begun(t, 1));
}

static bool
is_here(const struct console *c, const struct threads *t)
{
	const struct session *s = c->session;

	return session_decision(s) == 0 && session_event(s) == t->event &&
	    session_line(s) == t->line;
}

const struct threads *
threads_now(const struct console *c)
{
	return under_way(c->threads) && is_here(c, c->threads) ? c->threads :
	    NULL;
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
	threads_clear(t);
	console_say(c, _("the interleaving is taken back: the heap is as it "
	    "was before both operations"));
	return true;
}

/* ---- one step ----------------------------------------------------------- */

/* What thread I has in hand once it has taken D. */
static void
note_held(const struct console *c, struct threads *t, size_t i,
    const struct pym_decision *d)
{
	struct strbuf text = STRBUF_INIT;

	switch (d->kind) {
	case PYM_D_BLOCK_CHOSEN:
	case PYM_D_POOL_SAME_CLASS:
	case PYM_D_POOL_INITIALISED:
	case PYM_D_ADDRESS_TESTED:
		explain_place(c->session, d->address, &text);
		strbuf_printf(&text, " (0x%jx)", d->address);
		free(t->held[i]);
		t->held[i] = strbuf_steal(&text);
		break;
	case PYM_D_BLOCK_FREED:
		free(t->held[i]);
		t->held[i] = NULL;
		break;
	default:
		break;
	}
}

static void
say_decision(struct console *c, struct threads *t, size_t i,
    const struct pym_decision *d)
{
	struct strbuf text = STRBUF_INIT;
	size_t k;

	strbuf_printf(&text, _("decision %u: "), d->number);
	explain_sentence(c->session, &t->e[i], session_event(c->session) + 1,
	    d, &text);
	console_say(c, _("thread %zu, %s"), i + 1, strbuf_text(&text));
	free(t->last[i]);
	t->last[i] = xstrdup(strbuf_text(&text));
	for (k = 0; k < d->nwrites; k++) {
		strbuf_clear(&text);
		strbuf_puts(&text, "    ");
		explain_write(c->session, &d->writes[k], &text);
		console_line(c, CONSOLE_CHANGED, strbuf_text(&text));
	}
	strbuf_free(&text);
}

/* All but the last step were told before. */
static void
told(void *ctx, size_t step, const struct pym_decision *d)
{
	struct console *c = ctx;
	struct threads *t = c->threads;

	if (step + 1 != t->n || d == NULL)
		return;
	say_decision(c, t, t->steps[step], d);
	note_held(c, t, t->steps[step], d);
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
	threads_clear(t);
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

size_t
threads_holder(const struct threads *t)
{
	size_t i;

	for (i = 0; i < 2; i++)
		if (t->came.strands[i].taken > 0 && !t->came.strands[i].ended)
			break;
	return i;
}

bool
threads_waits(const struct threads *t, size_t i)
{
	return t->lock && threads_holder(t) == !i;
}

static bool
may_step(struct console *c, const struct threads *t, size_t i)
{
	const struct strand *strand = &t->came.strands[i];

	if (!threads_begun(t, i))
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
	*waits = threads_waits(t, i);
	if (*waits) {
		console_say(c, _("thread %zu waits for the lock that thread "
		    "%zu holds"), i + 1, 2 - i);
		return COMMAND_OK;
	}
	if (!may_step(c, t, i))
		return COMMAND_ERROR;
	t->steps[t->n++] = (unsigned char)i;
	if (session_interleave(c->session, t->e, t->steps, t->n, told, c,
	    &t->came) != SESSION_OK) {
		threads_clear(t);
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
		if (!threads_begun(t, i) || t->came.strands[i].ended)
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
	else if (threads_begun(t, i))
		console_error(c, _("thread %zu is at %s: %zu: step goes on "
		    "with it"), i + 1, t->text[i], i + 1);
	else if (threads_begun(t, !i) && e->name != SESSION_NO_NAME &&
	    e->name == other->name)
		console_error(c, _("both threads name their block %s: choose "
		    "another name"), session_name(c->session, e->name));
	else if (threads_begun(t, !i) && e->kind == EVENT_FREE &&
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

bool
threads_supported(struct console *c)
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

	if (!threads_supported(c))
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
		threads_clear(t);
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
