/* py.c - `py`: a statement of Python, and the requests it makes. */
#include "config.h"

#include <inttypes.h>
#include <string.h>

#include "command/plan.h"
#include "command/py.h"
#include "command/rows.h"
#include "objects/objects.h"
#include "session/session.h"
#include "support/i18n.h"
#include "support/strbuf.h"

#define POLL_EVERY 1024		/* events between two looks at Ctrl-C */

/* ---- in words ------------------------------------------------------------ */

/* "PyObject_Malloc", or "malloc" of the C library. */
static void
put_function(const struct request *r, struct strbuf *out)
{
	static const char *const names[][REQUEST_FREE + 1] = {
		[REQUEST_OBJECT] = { "PyObject_Malloc", "PyObject_Calloc",
		    "PyObject_Realloc", "PyObject_Free" },
		[REQUEST_MEM] = { "PyMem_Malloc", "PyMem_Calloc",
		    "PyMem_Realloc", "PyMem_Free" },
		[REQUEST_LIBRARY] = { "malloc", "calloc", "realloc",
		    "free" },
	};

	strbuf_puts(out, names[r->domain][r->kind]);
}

static void
put_call(const struct request *r, struct strbuf *out)
{
	put_function(r, out);
	if (r->kind == REQUEST_MALLOC)
		strbuf_printf(out, "(%" PRIu64 ")", r->size);
	else if (r->kind == REQUEST_CALLOC)
		strbuf_printf(out, "(%" PRIu64 ", %" PRIu64 ")", r->nelem,
		    r->size);
	else if (r->kind == REQUEST_REALLOC)
		strbuf_printf(out, "(%s, %" PRIu64 ")", r->nelem != 0 ?
		    "NULL" : "p", r->size);
}

/* "the free list of tuples of 3". */
static void
put_list(const struct request *r, struct strbuf *out)
{
	static const char *const lists[FREE_LISTS] = {
		[FREE_INT] = N_("the free list of ints"),
		[FREE_FLOAT] = N_("the free list of floats"),
		[FREE_LIST] = N_("the free list of lists"),
		[FREE_DICT] = N_("the free list of dicts"),
		[FREE_KEYS] = N_("the free list of dict keys"),
		[FREE_SET] = N_("the free list of sets"),
		[FREE_UNICODE] = N_("the free list of unicode objects"),
		[FREE_METHOD] = N_("the free list of builtin methods"),
	};

	if (r->list == FREE_TUPLE)
		strbuf_printf(out, _("the free list of tuples of %u"),
		    r->length);
	else
		strbuf_puts(out, _(lists[r->list]));
}

static void
put_block(const struct session *s, const struct objects *o,
    const struct request *r, struct strbuf *out)
{
	struct session_block b;
	uint32_t number = objects_number(o, r->block);

	if (number == 0 || !session_block(s, number, &b))
		return;
	strbuf_printf(out, ": $%u", number);
	if (b.live && r->kind < REQUEST_FREE)
		strbuf_printf(out, _(" at 0x%" PRIx64), b.address);
}

static void
py_request(const struct session *s, const struct objects *o,
    const struct request *r, struct strbuf *out)
{
	strbuf_printf(out, "%s: ", _(r->what));
	switch (r->kind) {
	case REQUEST_REUSED:
		strbuf_puts(out, _("no request, one waited in "));
		put_list(r, out);
		break;
	case REQUEST_KEPT:
		strbuf_puts(out, _("no request, it is kept in "));
		put_list(r, out);
		break;
	case REQUEST_SHARED:
		strbuf_puts(out, _("no request, there always is one"));
		return;
	default:
		put_call(r, out);
		break;
	}
	if (r->domain == REQUEST_LIBRARY && r->kind <= REQUEST_FREE)
		strbuf_puts(out, _(", the C library's, not pymalloc's"));
	put_block(s, o, r, out);
}

/* How many like steps R[0] begins that say nothing of their own. */
static size_t
run_of(const struct request *r, size_t n)
{
	size_t i = 1;

	while (i < n && r[0].kind == REQUEST_SHARED &&
	    r[i].kind == REQUEST_SHARED && strcmp(r[i].what, r[0].what) == 0)
		i++;
	return i;
}

void
py_steps(struct console *c, const struct objects *o,
    const struct request *r, size_t n)
{
	struct strbuf text = STRBUF_INIT;
	size_t i, run;
	uint64_t rows = 0;

	for (i = 0; i < n; i += run, rows++) {
		run = run_of(r + i, n - i);
		if (!console_row(c, rows))
			continue;
		strbuf_clear(&text);
		py_request(c->session, o, &r[i], &text);
		if (run > 1)
			strbuf_printf(&text, _(" (%zu times)"), run);
		console_line(c, objects_is_event(&r[i]) ? CONSOLE_CHANGED :
		    CONSOLE_NORMAL, strbuf_text(&text));
	}
	console_cut(c, rows);
	strbuf_free(&text);
}

/* ---- the statement ------------------------------------------------------- */

static void
answer(struct console *c, const struct objects *o, bool class)
{
	size_t n;
	const struct request *r = objects_requests(o, &n);

	if (objects_asked(o) == 0 && !class && !c->trying)
		console_say(c, _("pymalloc is not asked; event %ju keeps the "
		    "place in the history"), session_event(c->session));
	py_steps(c, o, r, n);
}

bool
py_ahead(struct console *c, const char *statement, size_t *requests,
    size_t *steps)
{
	struct objects *o = console_objects(c);
	struct strbuf error = STRBUF_INIT;
	size_t n;
	bool ok = session_decision(c->session) == 0 && objects_torn(o) == 0 &&
	    objects_within(o, &n, steps) == NULL;

	if (ok) {
		ok = objects_run(o, statement, &error);
		objects_requests(o, steps);
		*requests = objects_asked(o);
		objects_forget(o);
	}
	strbuf_free(&error);
	return ok;
}

/* The event for request R. */
static struct event
event_of(const struct objects *o, const struct request *r)
{
	static const enum event_kind kinds[] = {
		[REQUEST_MALLOC] = EVENT_MALLOC,
		[REQUEST_CALLOC] = EVENT_CALLOC,
		[REQUEST_REALLOC] = EVENT_REALLOC,
		[REQUEST_FREE] = EVENT_FREE,
	};
	struct event e = {
		.kind = kinds[r->kind],
		.element = SESSION_WHOLE,
		.nelem = r->nelem,
		.size = r->kind == REQUEST_FREE ? 0 : r->size,
	};

	if (r->kind == REQUEST_FREE ||
	    (r->kind == REQUEST_REALLOC && r->nelem == 0))
		e.block = objects_number(o, r->block);
	if (r->kind == REQUEST_REALLOC)
		e.nelem = 0;
	return e;
}

/* False after an error line. */
static bool
apply_all(struct console *c, struct objects *o)
{
	struct event e = { .kind = EVENT_NOTHING, .element = SESSION_WHOLE };
	const struct request *r;
	struct outcome gave;
	size_t n, i, events = 0;

	r = objects_requests(o, &n);
	for (i = 0; i < n; i++) {
		if (!objects_is_event(&r[i]))
			continue;
		if (++events % POLL_EVERY == 0 && console_interrupted(c)) {
			console_error(c, _("stopped: the statement is taken "
			    "back"));
			return false;
		}
		e = event_of(o, &r[i]);
		if (!plan_apply(c, &e, &gave))
			return false;
		if (r[i].kind != REQUEST_FREE)
			objects_bind(o, r[i].block, gave.block);
	}
	/* A statement that asks nobody has its place in the history, too. */
	return events != 0 || plan_apply(c, &e, &gave);
}

static enum command_status
carry_out(struct console *c, struct objects *o, const char *text,
    bool class)
{
	uint64_t start = session_event(c->session);
	bool ok;

	session_begin_command(c->session, text);
	ok = apply_all(c, o);
	session_end_command(c->session);
	if (!ok) {
		objects_forget(o);
		if (session_goto(c->session, start) == SESSION_OK)
			c->effects |= COMMAND_HEAP;
		return COMMAND_ERROR;
	}
	objects_arrived(o, c->session);
	answer(c, o, class);
	if (class)
		console_notice(c, _("what a class itself asks for is not in "
		    "the model: its instances are"));
	return COMMAND_OK;
}

/* Once, when there is none before: what is modelled, and what is not. */
static void
say_model(struct console *c, const struct objects *o)
{
	bool nearest;
	unsigned version = objects_version(o, &nearest);

	if (objects_any(o))
		return;
	console_notice(c, _("a model of the objects of Python %u.%u: what "
	    "frames, code and names ask for is left out, and a literal makes "
	    "its object when the statement runs (help py)"), version / 100,
	    version % 100);
	if (nearest)
		console_notice(c, _("%s has no objects of its own: those of "
		    "Python %u.%u go"), session_profile(c->session)->name,
		    version / 100, version % 100);
}

/* False after an error line: no statement can be carried out here. */
static bool
may_go_on(struct console *c, const struct objects *o)
{
	size_t n, done;

	if (objects_torn(o) != 0 &&
	    objects_torn(o) <= session_first(c->session))
		console_error(c, _("the objects are not known any more: what "
		    "made them, before event %ju, was dropped; reset starts "
		    "afresh"), session_first(c->session));
	else if (objects_torn(o) != 0)
		console_error(c, _("the statement before event %ju was left "
		    "half done: go back to before it (undo), or reset"),
		    objects_torn(o));
	else if (objects_within(o, &n, &done) != NULL)
		console_error(c, _("we are in the midst of a statement: redo "
		    "completes it, undo goes to before it"));
	else
		return true;
	return false;
}

static enum command_status
run_py(struct console *c, const struct call *call)
{
	bool class = strncmp(call->args[0].text, "class ", 6) == 0;
	struct strbuf error = STRBUF_INIT;
	enum command_status status;
	struct objects *o;

	if (c->ahead != NULL)
		return COMMAND_OK;
	if (session_decision(c->session) > 0)
		session_next(c->session);
	o = console_objects(c);
	if (!may_go_on(c, o))
		return COMMAND_ERROR;
	if (!objects_run(o, call->args[0].text, &error)) {
		status = console_error(c, "%s", strbuf_text(&error));
		objects_forget(o);
	} else if (c->trying) {
		answer(c, o, class);
		objects_forget(o);
		status = COMMAND_OK;
	} else {
		say_model(c, o);
		status = carry_out(c, o, call->text, class);
	}
	strbuf_free(&error);
	return status;
}

const struct command command_py = {
	.verb = "py",
	.usage = "STATEMENT",
	.summary = N_("carries out a statement of Python on model objects"),
	.help = N_("It asks pymalloc for what the objects of this version "
	    "need, by size and order.\n"
	    "Values: 1000, 2.5, \"ab\", b\"ab\", (1, 2), [x, 3], {\"k\": v}, "
	    "{1, 2}, None, True, \"ab\" * 40, names, x[0], d[\"k\"], list(), "
	    "dict(), set(), object(), C().\n"
	    "Statements: x = ..., x[0] = ..., x.a = ..., del x, del "
	    "x[0], class C: pass, an expression.\n"
	    "Methods: append, pop, insert, extend; update, setdefault, get, "
	    "pop; add, discard.\n"
	    "A literal makes its object when the statement runs (a compiled "
	    "program makes its constants once).  Frames, code objects, "
	    "classes (new-style ones in 2.7) and names ask for nothing, "
	    "no garbage is collected, and "
	    "at the start all free lists are empty.  The hash of str and "
	    "bytes is salted anew in each process of 3.3 and later: which of "
	    "a set is freed first is a guess then."),
	.group = COMMAND_GROUP_HEAP,
	.flags = COMMAND_EVENTS,
	.min = 1, .max = 1,
	.arguments = { ARGUMENT_NONE },
	.run = run_py,
};
