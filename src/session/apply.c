/*
 * apply.c - one event, done to the heap and then to the tables.
 *
 * There is one way an event changes anything, and applying it for the first
 * time, going through history and trying it out all take it: act_prepare,
 * act_call, act_settle.
 */
#include "config.h"

#include "session/inside.h"

#include <assert.h>
#include <stdlib.h>

#include "session/settle.h"
#include "support/xalloc.h"

/* ------------------------------------------------------------------------
 * Before
 */

static enum session_status
prepare_write(const struct event *e, const struct slot *block)
{
	if (e->offset > block->size || e->size > block->size - e->offset)
		return SESSION_OUTSIDE;
	return SESSION_OK;
}

/* The live block that E, if it is a wild free, ends: the one that was named,
   by its very start. */
static struct slot *
ended_by_wild(const struct session *s, const struct event *e)
{
	struct slot *slot = blocks_find(&s->now.blocks, &s->numbers, e->block);

	return e->kind == EVENT_FREE_WILD && slot != NULL &&
	    pym_nominal(s->heap, slot->p) == e->offset ? slot : NULL;
}

enum session_status
act_prepare(const struct session *s, const struct event *e, struct act *act)
{
	*act = (struct act){ .event = e };
	if (e->ends != SESSION_NO_BLOCK) {
		act->ends = blocks_find(&s->now.blocks, &s->numbers, e->ends);
		if (act->ends == NULL || e->ends == e->block)
			return SESSION_NOT_LIVE;
	}
	if (e->kind == EVENT_MALLOC || e->kind == EVENT_CALLOC ||
	    e->kind == EVENT_REALLOC) {
		if (s->now.last_block == UINT32_MAX)
			return SESSION_NO_MEMORY;
		if (e->kind != EVENT_REALLOC)
			return SESSION_OK;
	}
	if (e->kind == EVENT_NOTHING)
		return SESSION_OK;
	if (event_is_wild(e)) {
		act->block = ended_by_wild(s, e);
		return SESSION_OK;
	}
	if (e->block == SESSION_NO_BLOCK)
		return e->kind == EVENT_WRITE ? SESSION_NOT_LIVE : SESSION_OK;
	act->block = blocks_find(&s->now.blocks, &s->numbers, e->block);
	if (act->block == NULL)
		return SESSION_NOT_LIVE;
	return e->kind == EVENT_WRITE ? prepare_write(e, act->block) :
	    SESSION_OK;
}

/* ------------------------------------------------------------------------
 * The tables
 */

void
settle_unname(struct session *s, struct slot *slot, bool forget)
{
	struct standing *standing;

	if (slot->name == SESSION_NO_NAME)
		return;
	standing = standings_find(&s->now.names, slot->name);
	assert(standing != NULL && standing->live > 0);
	standings_touch(&s->now.names, slot->name);
	blocks_touch(&s->now.blocks, slot);
	standing->live--;
	if (forget)
		standing->elements[standing->list ? slot->element : 0] =
		    SESSION_NO_BLOCK;
	slot->name = SESSION_NO_NAME;
	slot->element = SESSION_WHOLE;
}

/* What NAME stood for has no name any more; it stands for nothing. */
static void
empty(struct session *s, struct standing *standing)
{
	struct slot *slot;
	uint32_t i;

	for (i = 0; i < standing->length && standing->live > 0; i++) {
		slot = blocks_find(&s->now.blocks, &s->numbers,
		    standing->elements[i]);
		if (slot != NULL)
			settle_unname(s, slot, true);
	}
	standing->length = 0;
}

/* The name, or the element of its list, stands for SLOT from now on. */
static void
give_name(struct session *s, struct slot *slot, uint32_t name,
    uint32_t element, bool afresh)
{
	struct standing *standing = standings_get(&s->now.names, name);
	uint32_t at = element == SESSION_WHOLE ? 0 : element;
	struct slot *older;

	if (element == SESSION_WHOLE || !standing->list || afresh)
		empty(s, standing);
	standing->list = element != SESSION_WHOLE;
	if (at >= standing->length)
		standing_extend(standing, at + 1);
	older = blocks_find(&s->now.blocks, &s->numbers,
	    standing->elements[at]);
	if (older != NULL)
		settle_unname(s, older, true);
	standing->elements[at] = slot->number;
	standing->live++;
	slot->name = name;
	slot->element = element;
	blocks_touch(&s->now.blocks, slot);
}

static struct slot *
make_block(struct session *s, void *p, uint64_t size)
{
	uint64_t ordinal, offset;

	return settle_make(s, p, size, pym_arena_offset(s->heap, p, &ordinal,
	    &offset));
}

/* A block for what malloc or calloc returned. */
static void
settle_new(struct session *s, const struct act *act)
{
	const struct event *e = act->event;
	struct slot *slot = make_block(s, act->p, event_asked(e));

	blocks_note_site(&s->now.blocks, slot, e->site);
	if (e->name != SESSION_NO_NAME)
		give_name(s, slot, e->name, e->element, e->element == 0);
}

static bool
settle_realloc(struct session *s, const struct act *act)
{
	const struct event *e = act->event;
	struct slot *slot = act->block;
	bool moved = slot == NULL || slot->p != act->p;
	uint32_t name = e->name, element = e->element;

	if (slot != NULL && name == SESSION_NO_NAME) {
		name = slot->name;
		element = slot->element;
	}
	if (slot != NULL && e->name != SESSION_NO_NAME)
		settle_unname(s, slot, true);
	if (moved && slot != NULL)
		settle_end(s, slot);
	if (moved)
		slot = make_block(s, act->p, e->size);
	else
		settle_size(s, slot, e->size);
	blocks_note_site(&s->now.blocks, slot, e->site);
	if (name != SESSION_NO_NAME && slot->name == SESSION_NO_NAME)
		give_name(s, slot, name, element, false);
	return moved;
}

void
act_settle(struct session *s, const struct act *act, struct gave *gave)
{
	const struct event *e = act->event;
	void *p = act->p;

	*gave = (struct gave){ .made = false };
	s->now.event++;
	if (act->ends != NULL)
		settle_end(s, act->ends);
	switch (e->kind) {
	case EVENT_MALLOC:
	case EVENT_CALLOC:
		settle_new(s, act);
		gave->made = true;
		break;
	case EVENT_REALLOC:
		gave->made = settle_realloc(s, act);
		break;
	case EVENT_FREE:
		p = act->block == NULL ? NULL : act->block->p;
		if (act->block != NULL)
			settle_end(s, act->block);
		break;
	case EVENT_FREE_WILD:
		if (act->block != NULL)
			settle_end(s, act->block);
		return;
	case EVENT_WRITE:
	case EVENT_WRITE_WILD:
	case EVENT_NOTHING:
		return;
	}
	gave->address = p == NULL ? 0 : pym_nominal(s->heap, p);
}

/* ------------------------------------------------------------------------
 * Events
 */

/* Does what ACT says; where KEPT, where it takes two calls, or where memory
   cannot be trusted, observed. */
static enum session_status
do_act(struct session *s, struct act *act, struct kept *kept)
{
	struct run run;

	if (kept == NULL && act->ends == NULL && !pym_damaged(s->heap) &&
	    !event_is_wild(act->event)) {
		act_call(s->heap, act, NULL);
		return act->status;
	}
	run_begin(&run, s, act, kept);
	run_call(&run);
	if (act->status != SESSION_OK)
		run_undo(&run);
	run_end(&run);
	return act->status;
}

static void
tell(const struct session *s, const struct act *act,
    const struct gave *gave, struct outcome *out)
{
	*out = (struct outcome){
		.p = act->p,
		.address = act->p == NULL ? 0 : gave->address,
		.block = gave->made ? s->now.last_block : act->event->block,
		.moved = gave->made && act->event->kind == EVENT_REALLOC &&
		    act->event->block != SESSION_NO_BLOCK,
	};
}

enum session_status
apply_again(struct session *s, const struct event *e, bool observed)
{
	enum session_status status;
	struct act act;
	struct gave gave;

	s->kept_event = 0;
	steps_forget(s);
	status = act_prepare(s, e, &act);
	if (status == SESSION_OK)
		status = do_act(s, &act, observed ? &s->kept : NULL);
	if (status != SESSION_OK)
		return SESSION_NO_MEMORY;
	if (observed)
		kept_blocks_note(s, &act);
	act_settle(s, &act, &gave);
	if (observed)
		s->kept_event = s->now.event;
	return SESSION_OK;
}

static void
note_command(struct session *s, struct branch *tip)
{
	uint64_t last = s->now.event - 1;

	history_note_command(tip, s->now.event, s->command,
	    s->command_last == last && last > 0);
	s->command_last = s->now.event;
	s->command_events++;
}

void
apply_follow(struct session *s, struct branch *tip)
{
	if (s->told_taken > 0 || s->got_count > 0)
		bases_keep(s);
	if (s->command != NULL)
		note_command(s, tip);
	if (s->now.event >= s->next_checkpoint)
		checkpoint_consider(s);
}

/* The history hears of the event that was just applied. */
static void
record(struct session *s, const struct event *e, struct gave *gave,
    const struct pym_counts *before, uint64_t arenas)
{
	uint64_t last = s->now.event - 1;
	struct branch *tip;
	struct pym_counts after;
	struct sample now;

	if (last < history_count(&s->history)) {
		s->forked = history_fork(&s->history, last,
		    s->now.last_block - gave->made, arenas);
		checkpoint_plan(s);
	}
	pym_counts(s->heap, &after);
	gave->happened = figures_sample(s, before, &after, &now);
	history_append(&s->history, e, gave);
	figures_add(s, &now);
	tip = history_tip(&s->history);
	tip->peak_bytes = s->now.peak_bytes;
	tip->peak_event = s->now.peak_event;
	apply_follow(s, tip);
}

static enum session_status
apply_new(struct session *s, const struct event *e, struct outcome *out)
{
	bool observed = s->command != NULL && !session_streams(s) &&
	    s->command_events < OBSERVED_EVENTS;
	uint64_t arenas = s->now.arenas;
	struct pym_counts before;
	enum session_status status;
	struct act act;
	struct gave gave;

	pym_counts(s->heap, &before);
	s->told_taken = 0;
	s->got_count = 0;
	status = act_prepare(s, e, &act);
	if (status != SESSION_OK)
		return status;
	s->kept_event = 0;
	steps_forget(s);
	s->bases = BASES_NEW;
	status = do_act(s, &act, observed ? &s->kept : NULL);
	s->bases = BASES_AGAIN;
	if (status != SESSION_OK) {
		s->now.arenas = arenas;
		return status;
	}
	if (observed)
		kept_blocks_note(s, &act);
	act_settle(s, &act, &gave);
	s->kept_event = observed ? s->now.event : 0;
	if (out != NULL)
		tell(s, &act, &gave, out);
	if (session_streams(s))
		bases_keep(s);
	else
		record(s, e, &gave, &before, arenas);
	return SESSION_OK;
}

size_t
apply_step_out(struct session *s)
{
	size_t decision = s->within.decision;

	if (decision > 0)
		within_complete(s);
	return decision;
}

void
apply_step_in(struct session *s, size_t decision)
{
	if (decision > 0 && session_back(s) == SESSION_OK)
		within_return(s, decision);
}

enum session_status
session_apply(struct session *s, const struct event *e, struct outcome *out)
{
	size_t decision = apply_step_out(s);
	enum session_status status;

	s->forked = 0;
	if (s->history.archive.full && s->now.event == session_length(s))
		drop_oldest(s);
	status = s->now.event == session_length(s) ? SESSION_OK :
	    figures_cut(s, s->now.event);
	if (status == SESSION_OK)
		status = apply_new(s, e, out);
	if (status == SESSION_OK)
		return status;
	if (out != NULL)
		*out = (struct outcome){ .status = status };
	apply_step_in(s, decision);
	return status;
}
