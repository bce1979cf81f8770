/*
 * threads_verb.c - `threads`: the verb, and where two operations stand.
 */
#include "config.h"

#include "command/threads_inside.h"

#include <string.h>

#include "command/rows.h"
#include "support/i18n.h"
#include "support/xalloc.h"

/* ---- looking ------------------------------------------------------------- */

bool
threads_locked(const struct threads *t)
{
	return t->lock;
}

bool
threads_broke(const struct threads *t)
{
	return t->broken;
}

const char *
threads_operation(const struct threads *t, size_t i)
{
	return t->text[i];
}

void
threads_stands(const struct threads *t, size_t i, struct strbuf *out)
{
	const struct strand *strand = &t->came.strands[i];

	if (!threads_begun(t, i))
		strbuf_puts(out, _("no operation yet"));
	else if (strand->crashed)
		strbuf_puts(out, _("CPython would crash here"));
	else if (strand->ended)
		strbuf_puts(out, _("it has returned"));
	else if (threads_waits(t, i))
		strbuf_puts(out, _("it waits for the lock"));
	else if (t->last[i] == NULL)
		strbuf_puts(out, _("begun, before its first decision"));
	else
		strbuf_puts(out, t->last[i]);
}

void
threads_holds(const struct threads *t, size_t i, struct strbuf *out)
{
	if (t->lock && threads_holder(t) == i)
		strbuf_puts(out, _("the lock"));
	if (t->held[i] != NULL)
		strbuf_printf(out, "%s%s", out->length > 0 ? _(", ") : "",
		    t->held[i]);
}

/* ---- the verb ------------------------------------------------------------ */

/* Of each thread what it does, where in it that stands, and what it holds. */
static void
say_threads(struct console *c, const struct threads *t)
{
	struct strbuf stands = STRBUF_INIT, holds = STRBUF_INIT;
	size_t i;

	for (i = 0; i < 2; i++) {
		strbuf_clear(&stands);
		strbuf_clear(&holds);
		threads_stands(t, i, &stands);
		threads_holds(t, i, &holds);
		console_say(c, "%zu: %s%s%s", i + 1, threads_begun(t, i) ?
		    t->text[i] : "", threads_begun(t, i) ? ": " : "",
		    strbuf_text(&stands));
		if (holds.length > 0)
			console_say(c, _("    it holds %s"),
			    strbuf_text(&holds));
	}
	strbuf_free(&stands);
	strbuf_free(&holds);
}

static enum command_status
say_mode(struct console *c)
{
	const struct threads *t = threads_now(c);

	if (t != NULL && t->broken)
		console_say(c, _("two threads, and the heap is broken: back "
		    "takes both operations back"));
	else if (t != NULL)
		console_say(c, t->lock ? _("two threads, with a lock") :
		    _("two threads, without a lock"));
	if (t != NULL)
		say_threads(c, t);
	else if (c->threads == NULL)
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
	if (!threads_supported(c))
		return COMMAND_ERROR;
	threads_back(c);
	threads_free(c->threads);
	c->threads = xcalloc(1, sizeof *c->threads);
	c->threads->lock = strcmp(mode, "lock") == 0;
	threads_clear(c->threads);
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
	    "kept.  Until then the heap is shown as before both, back takes "
	    "both back, and threads alone tells where each stands and what "
	    "it holds, as the screen does.\n"
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
