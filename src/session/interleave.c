/*
 * interleave.c - two events at once: each runs on a stack of its own that
 * stops after each decision.
 */
#include "config.h"

#include "session/interleave.h"

#include <stdlib.h>
#include <string.h>

#include "session/dump.h"
#include "session/inside.h"
#include "support/strbuf.h"
#include "support/xalloc.h"

/* More decisions than any event that stays within its arenas takes. */
#define MOST_STEPS 64

typedef void (*told_fn)(void *ctx, size_t step,
    const struct pym_decision *d);

struct weave;

struct thread {
	struct weave *weave;
	struct strand *strand;
	struct act act;
	struct run run;
};

struct weave {
	struct session *session;
	struct thread threads[2];
	struct run guard;	/* the heap is damaged as long as it stands */
	struct act guard_act;
	size_t step;
	told_fn told;
	void *ctx;
};

/* Whether what follows D leaves the arenas that there are. */
static bool
leads_outside(const struct pym_decision *d)
{
	switch (d->kind) {
	case PYM_D_TO_SYSTEM:
	case PYM_D_ARENA_UNLISTED:
		return true;
	case PYM_D_USABLE_ARENAS_LOOKED:
	case PYM_D_ADDRESS_TESTED:
		return d->arena == PYM_NONE;
	case PYM_D_FREEPOOLS_LOOKED:
		/* In 2.4 these are of all arenas. */
		return d->pool.arena == PYM_NONE && d->arena == PYM_NONE;
	default:
		return false;
	}
}

static void
observe(void *ctx, const struct pym_decision *d)
{
	struct thread *t = ctx;
	struct weave *w = t->weave;

	t->strand->taken++;
	t->strand->outside = leads_outside(d);
	if (w->told != NULL)
		w->told(w->ctx, w->step, d);
	paused_yield(t->run.paused);
}

static void
enter(void *ctx)
{
	struct thread *t = ctx;

	act_call(t->weave->session->heap, &t->act, &t->run);
}

static enum session_status
ready(struct weave *w, struct thread *t, const struct event *e)
{
	struct session *s = w->session;
	enum session_status status = act_prepare(s, e, &t->act);

	t->weave = w;
	if (status != SESSION_OK)
		return status;
	t->run.call = pym_operation_new(s->heap, observe, t);
	t->run.paused = paused_new(enter, t);
	return t->run.call == NULL || t->run.paused == NULL ?
	    SESSION_NO_MEMORY : SESSION_OK;
}

/* From now on no operation follows a pointer that it did not test: a wild
   free of NULL does nothing else. */
static void
raise_guard(struct weave *w)
{
	static const struct event nothing = { .kind = EVENT_FREE_WILD };

	w->guard_act = (struct act){ .event = &nothing };
	run_begin_unseen(&w->guard, w->session, &w->guard_act);
	run_call(&w->guard);
}

static void
finish(struct thread *t)
{
	const struct pym_heap *heap = t->weave->session->heap;
	struct strand *strand = t->strand;

	strand->ended = true;
	strand->crashed = pym_operation_crash(t->run.call).kind !=
	    PYM_CRASH_NONE;
	if (t->act.p != NULL)
		strand->address = pym_nominal(heap, t->act.p);
	if (t->weave->told != NULL)
		t->weave->told(t->weave->ctx, t->weave->step, NULL);
}

static void
take_step(struct thread *t)
{
	if (!t->strand->ended && !t->strand->outside &&
	    !paused_resume(t->run.paused))
		finish(t);
}

static void
take_back(struct weave *w)
{
	struct thread *t;
	size_t i;

	for (i = 2; i-- > 0;) {
		t = &w->threads[i];
		if (t->run.call != NULL)
			pym_operation_undo(t->run.call);
		paused_free(t->run.paused);
	}
	if (w->guard.call != NULL)
		run_undo(&w->guard);
	for (i = 0; i < 2; i++)
		pym_operation_free(w->threads[i].run.call);
	run_end(&w->guard);
}

static void
collect(void *ctx, const char *text, size_t n)
{
	strbuf_add(ctx, text, n);
}

/* Takes the steps, and all back again; HEAP, if not NULL, gets what the heap
   was like in between. */
static enum session_status
weave(struct session *s, const struct event e[2], const unsigned char *steps,
    size_t n, told_fn told, void *ctx, struct strand strands[2],
    struct strbuf *heap)
{
	struct weave w = { .session = s, .told = told, .ctx = ctx };
	enum session_status status = SESSION_OK;
	size_t i;

	memset(strands, 0, 2 * sizeof *strands);
	s->told_taken = 0;
	s->bases = BASES_TRIED;
	raise_guard(&w);
	for (i = 0; i < 2 && status == SESSION_OK; i++) {
		w.threads[i].strand = &strands[i];
		if (e[i].kind != EVENT_NOTHING)
			status = ready(&w, &w.threads[i], &e[i]);
	}
	for (; status == SESSION_OK && w.step < n; w.step++)
		take_step(&w.threads[steps[w.step]]);
	if (status == SESSION_OK && heap != NULL)
		dump_json(s, collect, heap);
	take_back(&w);
	s->bases = BASES_AGAIN;
	return status;
}

/* Whether one after the other, thread FIRST before, comes to the same. */
static bool
is_serial(struct session *s, const struct event e[2], unsigned char first,
    const struct strand strands[2], const struct strbuf *heap)
{
	unsigned char steps[2 * MOST_STEPS];
	struct strbuf other = STRBUF_INIT;
	struct strand came[2];
	bool same;

	memset(steps, first, MOST_STEPS);
	memset(steps + MOST_STEPS, !first, MOST_STEPS);
	same = weave(s, e, steps, sizeof steps, NULL, NULL, came, &other) ==
	    SESSION_OK && came[0].ended && came[1].ended &&
	    !came[0].crashed && !came[1].crashed &&
	    came[0].address == strands[0].address &&
	    came[1].address == strands[1].address &&
	    other.length == heap->length &&
	    memcmp(strbuf_text(&other), strbuf_text(heap), heap->length) == 0;
	strbuf_free(&other);
	return same;
}

enum session_status
session_interleave(struct session *s, const struct event e[2],
    const unsigned char *steps, size_t n,
    void (*told)(void *ctx, size_t step, const struct pym_decision *d),
    void *ctx, struct interleaved *out)
{
	struct strbuf heap = STRBUF_INIT;
	struct strand *strands = out->strands;
	enum session_status status;

	out->serial = 0;
	status = weave(s, e, steps, n, told, ctx, strands, &heap);
	if (status == SESSION_OK && strands[0].ended && strands[1].ended &&
	    !strands[0].crashed && !strands[1].crashed)
		out->serial = is_serial(s, e, 0, strands, &heap) ? 1 :
		    is_serial(s, e, 1, strands, &heap) ? 2 : 0;
	strbuf_free(&heap);
	return status;
}
