/* plan.c - what a heap command is going to do: a run of like events. */
#include "config.h"

#include "command/plan.h"

#include <stdlib.h>
#include <string.h>

#include "command/args.h"
#include "objects/objects.h"
#include "session/damage.h"
#include "support/i18n.h"
#include "support/strbuf.h"

#define POLL_EVERY 1024		/* events between two looks at Ctrl-C */

void
plan_free(struct plan *p)
{
	block_list_free(&p->blocks);
	free(p->bytes);
	p->bytes = NULL;
}

/* Whether TARGET stands for something that lives, or will when the event that
   we are within is completed: that comes first. */
static bool
is_taken(struct session *s, const char *target)
{
	struct session_binding binding;
	struct event e;

	if (session_binding(s, target, &binding) && binding.live != 0)
		return true;
	return session_decision(s) != 0 &&
	    session_event_at(s, session_event(s) + 1, &e, NULL) &&
	    e.name != SESSION_NO_NAME &&
	    strcmp(session_name(s, e.name), target) == 0;
}

bool
plan_target(struct console *c, const struct call *call, uint32_t *name)
{
	const char *target = call->target;

	*name = SESSION_NO_NAME;
	if (target == NULL)
		return true;
	if (!ref_is_name(target)) {
		console_error(c, _("%s is no name: a name is letters, digits "
		    "and _, and begins with no digit"), target);
		return false;
	}
	if (command_reserves(target)) {
		console_error(c, _("%s is a verb: choose another name"),
		    target);
		return false;
	}
	if (is_taken(c->session, target)) {
		console_error(c, _("%s lives: free it first, or choose "
		    "another name"), target);
		return false;
	}
	*name = session_intern(c->session, target, strlen(target));
	return true;
}

bool
plan_times(struct console *c, const struct call *call, size_t at,
    uint64_t *count, bool *given)
{
	*count = 1;
	*given = at < call->nargs;
	if (!*given)
		return true;
	if (call->args[at].quoted || call->args[at].text[0] != '*' ||
	    call->nargs != at + 2) {
		command_usage(c, call->command);
		return false;
	}
	return args_number(c, call->args[at + 1].text, _("a count"), 1,
	    PLAN_MAX, count);
}

/* Why the allocator gave no block for E. */
static void
say_failed(struct console *c, const struct event *e)
{
	uint64_t size = e->size, nelem = e->nelem;

	if (e->kind == EVENT_CALLOC && size != 0 && nelem > INT64_MAX / size)
		console_error(c, _("NULL: %ju times %ju bytes are over "
		    "2^63 - 1, and CPython refuses that"), nelem, size);
	else if (size > INT64_MAX)
		console_error(c, _("NULL: %ju bytes are over 2^63 - 1, and "
		    "CPython refuses that"), size);
	else
		console_error(c, _("NULL: there is no memory for %ju bytes"),
		    e->kind == EVENT_CALLOC ? size * nelem : size);
}

/* The event ended in the middle, and was taken back. */
static void
say_crash(struct console *c)
{
	struct strbuf text = STRBUF_INIT;

	console_lines(c, CONSOLE_NORMAL, session_last_words(c->session));
	damage_crash(session_crash(c->session), &text);
	console_error(c, "%s", strbuf_text(&text));
	strbuf_free(&text);
}

static uint64_t
freed_address(struct console *c, const struct event *e)
{
	struct session_block b = { .address = 0 };

	if (e->kind == EVENT_FREE_WILD)
		return e->offset;
	session_block(c->session, e->block, &b);
	return b.address;
}

enum command_status
plan_refused(struct console *c, const struct event *e,
    enum session_status status)
{
	switch (status) {
	case SESSION_FAILED:
		say_failed(c, e);
		break;
	case SESSION_OUTSIDE:
		console_error(c, e->kind == EVENT_WRITE_WILD ?
		    _("these bytes are not pymalloc's: write! reaches "
		    "arenas, the allocator's variables and the system's "
		    "blocks that live") :
		    _("the bytes do not fit in the block"));
		break;
	case SESSION_NOT_LIVE:
		console_error(c, _("the block does not live"));
		break;
	case SESSION_CRASHED:
		say_crash(c);
		break;
	case SESSION_REFUSED:
		console_error(c, _("pymalloc hands it to the C library's "
		    "free, and 0x%jx is no block of that: the C library "
		    "stops the program there"), freed_address(c, e));
		break;
	default:
		console_error(c, _("out of memory: the event was not "
		    "carried out"));
		break;
	}
	return COMMAND_ERROR;
}

/* With `set check on`: false if the heap is broken. */
static bool
check_heap(struct console *c)
{
	char fault[256];

	if (!c->settings.check ||
	    pym_check(session_heap(c->session), fault, sizeof fault))
		return true;
	console_error(c, _("after event %ju the heap is broken: %s"),
	    session_event(c->session), fault);
	return false;
}

bool
plan_apply(struct console *c, const struct event *e, struct outcome *out)
{
	uint64_t at = session_event(c->session);
	enum session_status status;
	uint32_t future;

	status = session_apply(c->session, e, out);
	if (status != SESSION_OK) {
		plan_refused(c, e, status);
		return false;
	}
	c->effects |= COMMAND_HEAP;
	future = session_forked(c->session);
	if (future != 0)
		console_notice(c, _("what came after event %ju is kept: "
		    "goto future %u returns to it"), at,
		    future);
	return check_heap(c);
}

/* Event I of the plan. */
static struct event
plan_event(const struct plan *p, uint64_t i)
{
	struct event e = p->event;

	if (p->list)
		e.element = (uint32_t)i;
	if (p->blocks.count != 0)
		e.block = p->blocks.list[i];
	return e;
}

/* Applies the events; false after an error line. */
static bool
apply_all(struct console *c, const struct plan *p, struct plan_result *r)
{
	struct event e;
	uint64_t at;

	for (r->done = 0; r->done < p->count; r->done++) {
		if (r->done % POLL_EVERY == POLL_EVERY - 1 &&
		    console_interrupted(c)) {
			console_error(c, _("stopped after %ju of %ju "
			    "events"), r->done,
			    p->count);
			return false;
		}
		e = plan_event(p, r->done);
		at = session_event(c->session);
		if (!plan_apply(c, &e, &r->last)) {
			r->failed = session_event(c->session) == at;
			return false;
		}
		if (r->done == 0)
			r->first = r->last;
		r->moved += r->last.moved;
	}
	return true;
}

/*
 * Goes back to before a command whose allocator gave NULL in the middle, so
 * that a command that fails changes nothing.  (Stopped by the user, or by
 * `set check`, it stays where it is.)
 */
static void
take_back(struct console *c, uint64_t start, const struct plan_result *r)
{
	if (!r->failed || r->done == 0 ||
	    session_goto(c->session, start) != SESSION_OK)
		return;
	console_notice(c, ngettext(
	    "the event before it was taken back (redo brings it again)",
	    "the %ju events before it were taken back (redo brings them "
	    "again)", r->done), r->done);
}

static enum command_status
carry_out(struct console *c, const struct call *call, const struct plan *p)
{
	uint64_t start = session_event(c->session);
	struct plan_result r = { .done = 0 };
	bool ok;

	session_begin_command(c->session, call->text);
	ok = apply_all(c, p, &r);
	session_end_command(c->session);
	if (!ok) {
		take_back(c, start, &r);
		return COMMAND_ERROR;
	}
	answer_plan(c, p, &r);
	return COMMAND_OK;
}

/* Blocks of Python's objects are freed and resized by those only; else one
   error line. */
static bool
are_ours(struct console *c, const struct plan *p)
{
	const struct objects *o;
	const char *what = NULL;
	uint64_t i;
	bool kept;

	if (p->event.kind != EVENT_FREE && p->event.kind != EVENT_REALLOC)
		return true;
	o = console_objects(c);
	for (i = 0; objects_any(o) && what == NULL && i < p->blocks.count;
	    i++)
		what = objects_owner(o, p->blocks.list[i], &kept);
	if (what == NULL)
		return true;
	console_error(c, _("$%u belongs to the objects of py: %s; py del NAME "
	    "gives up an object"), p->blocks.list[i - 1], _(what));
	return false;
}

enum command_status
plan_run(struct console *c, const struct call *call, struct plan *p)
{
	enum command_status status;
	struct event e;

	if (!c->trying) {
		status = are_ours(c, p) ? carry_out(c, call, p) :
		    COMMAND_ERROR;
	} else if (c->ahead != NULL) {
		status = COMMAND_OK;
		if (p->count == 1)
			*c->ahead = plan_event(p, 0);
	} else if (p->count != 1) {
		status = console_error(c, _("try looks at one event, and "
		    "this makes %ju"), p->count);
	} else {
		e = plan_event(p, 0);
		status = plan_try(c, call, &e);
	}
	plan_free(p);
	return status;
}
