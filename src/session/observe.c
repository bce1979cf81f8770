/*
 * observe.c - events with their decisions kept, and pausing within one.
 *
 * A place within an event is reached by doing the event twice: once to the
 * end, to know all of its decisions, and taken back; then on a stack of its
 * own, which stops after each decision.
 */
#include "config.h"

#include "session/inside.h"

#include <assert.h>
#include <stdlib.h>

#include "support/xalloc.h"

/* ------------------------------------------------------------------------
 * Keeping decisions
 */

void
kept_clear(struct kept *kept)
{
	kept->count = kept->write_count = 0;
}

void
kept_free(struct kept *kept)
{
	free(kept->decisions);
	free(kept->writes);
	free(kept->decision_sights);
	free(kept->write_sights);
	*kept = (struct kept){ 0 };
}

static struct sight
see_decision(const struct pym_heap *heap, const struct pym_decision *d)
{
	struct sight sight = { .address.place = PYM_PLACE_NOWHERE };

	pym_locate(heap, d->address, &sight.address);
	if (d->kind == PYM_D_LINK_WRITTEN)
		pym_locate(heap, d->before, &sight.before);
	return sight;
}

static struct sight
see_write(const struct pym_heap *heap, const struct pym_write *w)
{
	struct sight sight = { .address.place = PYM_PLACE_NOWHERE };

	pym_locate(heap, w->address, &sight.address);
	if (w->pointer) {
		pym_locate(heap, w->before, &sight.before);
		pym_locate(heap, w->after, &sight.after);
	}
	return sight;
}

static void
add_write(struct kept *kept, const struct pym_heap *heap,
    const struct pym_write *w)
{
	size_t n = kept->write_count + 1;

	kept->writes = xgrow(kept->writes, &kept->write_room, n,
	    sizeof *kept->writes);
	kept->write_sights = xgrow(kept->write_sights,
	    &kept->write_sight_room, n, sizeof *kept->write_sights);
	kept->writes[n - 1] = *w;
	kept->write_sights[n - 1] = see_write(heap, w);
	kept->write_count = n;
}

void
kept_add(struct kept *kept, const struct pym_heap *heap,
    const struct pym_decision *d)
{
	struct pym_decision *copy;
	size_t i;

	kept->decision_sights = xgrow(kept->decision_sights,
	    &kept->decision_sight_room, kept->count + 1,
	    sizeof *kept->decision_sights);
	kept->decision_sights[kept->count] = see_decision(heap, d);
	kept->decisions = xgrow(kept->decisions, &kept->room,
	    kept->count + 1, sizeof *kept->decisions);
	copy = &kept->decisions[kept->count++];
	*copy = *d;
	copy->number = (uint32_t)kept->count;
	copy->writes = NULL;
	for (i = 0; i < d->nwrites; i++)
		add_write(kept, heap, &d->writes[i]);
}

void
kept_finish(struct kept *kept)
{
	const struct pym_write *next = kept->writes;
	size_t i;

	for (i = 0; i < kept->count; i++) {
		if (kept->decisions[i].nwrites == 0)
			continue;
		kept->decisions[i].writes = next;
		next += kept->decisions[i].nwrites;
	}
}

/* Whether P is one of the COUNT things of SIZE at ARRAY: which in *INDEX. */
static bool
is_among(const void *p, const void *array, size_t count, size_t size,
    size_t *index)
{
	uintptr_t offset = (uintptr_t)p - (uintptr_t)array;

	*index = offset / size;
	return array != NULL && *index < count;
}

struct sight
kept_decision_sight(const struct session *s, const struct pym_decision *d)
{
	size_t i;

	if (is_among(d, s->kept.decisions, s->kept.count, sizeof *d, &i))
		return s->kept.decision_sights[i];
	if (is_among(d, s->tried.decisions, s->tried.count, sizeof *d, &i))
		return s->tried.decision_sights[i];
	return see_decision(s->heap, d);
}

struct sight
kept_write_sight(const struct session *s, const struct pym_write *w)
{
	size_t i;

	if (is_among(w, s->kept.writes, s->kept.write_count, sizeof *w, &i))
		return s->kept.write_sights[i];
	if (is_among(w, s->tried.writes, s->tried.write_count, sizeof *w, &i))
		return s->tried.write_sights[i];
	return see_write(s->heap, w);
}

/* ------------------------------------------------------------------------
 * A call by operations
 */

static void
observe(void *ctx, const struct pym_decision *d)
{
	struct run *run = ctx;

	if (run->kept != NULL)
		kept_add(run->kept, run->session->heap, d);
	if (run->paused != NULL)
		paused_yield(run->paused);
}

static void
begin(struct run *run, struct session *s, struct act *act, struct kept *kept,
    pym_observer_fn observer)
{
	*run = (struct run){
		.session = s,
		.act = act,
		.kept = kept,
		.arenas = s->now.arenas,
	};
	if (kept != NULL)
		kept_clear(kept);
	run->call = pym_operation_new(s->heap, observer, run);
	if (act->ends != NULL)
		run->free_first = pym_operation_new(s->heap, observer, run);
	if (run->call == NULL || (act->ends == NULL) !=
	    (run->free_first == NULL))
		xalloc_die();
}

void
run_begin(struct run *run, struct session *s, struct act *act,
    struct kept *kept)
{
	begin(run, s, act, kept, observe);
}

void
run_begin_unseen(struct run *run, struct session *s, struct act *act)
{
	begin(run, s, act, NULL, NULL);
}

/* Where OP, if there is one, ended since CPython would crash. */
static void
note_crash(struct run *run, const struct pym_operation *op)
{
	struct pym_crash crash;

	if (op == NULL)
		return;
	crash = pym_operation_crash(op);
	if (crash.kind == PYM_CRASH_NONE)
		return;
	run->act->status = SESSION_CRASHED;
	run->session->crash = crash;
	free(run->session->last_words);
	run->session->last_words = xstrdup(pym_operation_last_words(op));
}

void
run_call(struct run *run)
{
	act_call(run->session->heap, run->act, run);
	note_crash(run, run->call);
	note_crash(run, run->free_first);
	if (run->kept != NULL)
		kept_finish(run->kept);
}

void
run_undo(struct run *run)
{
	pym_operation_undo(run->call);
	if (run->free_first != NULL)
		pym_operation_undo(run->free_first);
	run->session->now.arenas = run->arenas;
}

void
run_end(struct run *run)
{
	pym_operation_free(run->call);
	pym_operation_free(run->free_first);
	run->call = run->free_first = NULL;
}

/* ------------------------------------------------------------------------
 * Within an event
 */

void
kept_blocks_note(struct session *s, const struct act *act)
{
	static const struct slot none = { .p = NULL };

	s->kept_blocks[0] = act->block != NULL ? *act->block : none;
	s->kept_blocks[1] = act->ends != NULL ? *act->ends : none;
	s->kept_sites[0] = act->block == NULL ? SESSION_NO_SITE :
	    blocks_site(&s->now.blocks, act->block);
	s->kept_sites[1] = act->ends == NULL ? SESSION_NO_SITE :
	    blocks_site(&s->now.blocks, act->ends);
}

/* Does the event to its end for its decisions, and takes it back. */
static enum session_status
rehearse(struct session *s, struct act *act)
{
	struct run run;

	s->kept_event = 0;
	kept_blocks_note(s, act);
	run_begin(&run, s, act, &s->kept);
	run_call(&run);
	run_undo(&run);
	run_end(&run);
	s->kept_event = s->now.event + 1;
	return act->status;
}

static void
enter(void *run)
{
	run_call(run);
}

/* Other events may be looked at while we are within this one. */
static void
keep_bytes(struct within *w)
{
	free(w->bytes);
	w->bytes = NULL;
	if (w->event.bytes != NULL)
		w->event.bytes = w->bytes = xmemdup(w->event.bytes,
		    w->event.size);
}

enum session_status
within_enter(struct session *s)
{
	struct within *w = &s->within;
	enum session_status status;
	struct gave gave;

	assert(w->decision == 0 && s->now.event < history_count(&s->history));
	history_fetch(&s->history, s->now.event + 1, &w->event, &gave);
	keep_bytes(w);
	status = act_prepare(s, &w->event, &w->act);
	if (status == SESSION_OK)
		status = rehearse(s, &w->act);
	if (status != SESSION_OK)
		return SESSION_NO_MEMORY;
	if (s->kept.count < 2)
		return SESSION_OK;
	run_begin(&w->run, s, &w->act, NULL);
	w->run.paused = paused_new(enter, &w->run);
	if (w->run.paused == NULL) {
		run_end(&w->run);
		return SESSION_NO_MEMORY;
	}
	paused_resume(w->run.paused);
	w->decision = 1;
	return SESSION_OK;
}

void
within_advance(struct session *s)
{
	assert(s->within.decision > 0);
	assert(s->within.decision + 1 < s->kept.count);
	paused_resume(s->within.run.paused);
	s->within.decision++;
}

enum session_status
within_return(struct session *s, size_t decision)
{
	enum session_status status;

	within_abandon(s);
	if (decision == 0)
		return SESSION_OK;
	status = within_enter(s);
	while (status == SESSION_OK && s->within.decision < decision &&
	    s->within.decision + 1 < s->kept.count)
		within_advance(s);
	return status;
}

static void
leave(struct session *s)
{
	paused_free(s->within.run.paused);
	run_end(&s->within.run);
	s->within.decision = 0;
}

void
within_complete(struct session *s)
{
	struct gave gave;

	while (paused_resume(s->within.run.paused))
		continue;
	steps_push(s, &s->within.run);
	leave(s);
	act_settle(s, &s->within.act, &gave);
}

void
within_abandon(struct session *s)
{
	if (s->within.decision == 0)
		return;
	run_undo(&s->within.run);
	leave(s);
}
