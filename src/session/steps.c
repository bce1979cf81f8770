/*
 * steps.c - the last events, ready to be taken back.
 *
 * A step back would else mean going to a checkpoint and on from there.  So
 * the events before the one that we go to are done by operations, whose
 * journals are kept, together with what the tables were.
 */
#include "config.h"

#include "session/inside.h"

#include <stdlib.h>

#include "session/event.h"
#include "support/xalloc.h"

static void
release(struct step *step)
{
	pym_operation_free(step->call);
	pym_operation_free(step->free_first);
	step->call = step->free_first = NULL;
}

static struct step *
step_at(const struct session *s, size_t i)
{
	return &s->steps.list[(s->steps.first + i) % STEPS_KEPT];
}

void
steps_forget(struct session *s)
{
	while (s->steps.count > 0)
		release(step_at(s, --s->steps.count));
}

void
steps_free(struct session *s)
{
	steps_forget(s);
	free(s->steps.list);
	s->steps.list = NULL;
}

/* Whether what E does to the tables is all in the slots it names and in the
   first free one. */
static bool
is_plain(const struct session *s, const struct act *act)
{
	return !pym_damaged(s->heap) && !event_is_wild(act->event) &&
	    act->event->name == SESSION_NO_NAME &&
	    (act->block == NULL || act->block->name == SESSION_NO_NAME) &&
	    (act->ends == NULL || act->ends->name == SESSION_NO_NAME);
}

static void
save_slot(const struct session *s, struct step *step, size_t i)
{
	const struct blocks *blocks = &s->now.blocks;
	struct slot_before *before = &step->slots[step->slot_count++];

	*before = (struct slot_before){ .at = i };
	if (i >= blocks->count)
		return;
	before->slot = blocks->slots[i];
	before->site = blocks_site(blocks, &blocks->slots[i]);
}

/* What the tables are before ACT. */
static void
save_tables(const struct session *s, const struct act *act,
    struct step *step)
{
	const struct slot *slots = s->now.blocks.slots;

	step->before = s->now;
	step->slot_count = 0;
	if (act->block != NULL)
		save_slot(s, step, (size_t)(act->block - slots));
	if (act->ends != NULL)
		save_slot(s, step, (size_t)(act->ends - slots));
	save_slot(s, step, s->now.blocks.free);
}

/* A place for one more; the oldest goes where there is none. */
static struct step *
next_step(struct session *s)
{
	struct steps *steps = &s->steps;

	if (steps->list == NULL)
		steps->list = xcalloc(STEPS_KEPT, sizeof *steps->list);
	if (steps->count == STEPS_KEPT) {
		release(step_at(s, 0));
		steps->first = (steps->first + 1) % STEPS_KEPT;
		steps->count--;
	}
	return step_at(s, steps->count);
}

void
steps_push(struct session *s, struct run *run)
{
	struct step *step;

	if (!is_plain(s, run->act)) {
		steps_forget(s);
		return;
	}
	step = next_step(s);
	save_tables(s, run->act, step);
	step->call = run->call;
	step->free_first = run->free_first;
	run->call = run->free_first = NULL;
	s->steps.count++;
}

enum session_status
steps_apply(struct session *s, const struct event *e, bool observed)
{
	enum session_status status;
	struct act act;
	struct gave gave;
	struct run run;

	status = act_prepare(s, e, &act);
	if (status != SESSION_OK)
		return SESSION_NO_MEMORY;
	if (!is_plain(s, &act))
		return apply_again(s, e, observed);
	s->kept_event = 0;
	if (observed)
		run_begin(&run, s, &act, &s->kept);
	else
		run_begin_unseen(&run, s, &act);
	run_call(&run);
	if (act.status != SESSION_OK) {
		run_undo(&run);
		run_end(&run);
		return SESSION_NO_MEMORY;
	}
	steps_push(s, &run);
	if (observed)
		kept_blocks_note(s, &act);
	act_settle(s, &act, &gave);
	s->kept_event = observed ? s->now.event : 0;
	return SESSION_OK;
}

static void
restore_slot(struct session *s, const struct slot_before *before)
{
	struct blocks *blocks = &s->now.blocks;
	struct slot *slot = &blocks->slots[before->at];

	*slot = before->slot;
	if (before->at < blocks->site_room)
		blocks->sites[before->at] = before->site;
	blocks_touch(blocks, slot);
}

/* The I-th slot that STEP saved, if it is one of the first COUNT and holds a
   block that is in the index; or NULL. */
static const struct slot *
indexed_slot(const struct session *s, const struct step *step, unsigned i,
    size_t count)
{
	const struct slot *slot;

	if (step->slots[i].at >= count || s->index->cells == NULL)
		return NULL;
	slot = &s->now.blocks.slots[step->slots[i].at];
	return slot->p != NULL ? slot : NULL;
}

/* The slots that STEP saved are no others. */
static void
restore_slots(struct session *s, const struct step *step)
{
	struct blocks *blocks = &s->now.blocks;
	const struct slot *slot;
	unsigned i;

	for (i = 0; i < step->slot_count; i++) {
		slot = indexed_slot(s, step, i, blocks->count);
		if (slot != NULL)
			index_remove(s->index, blocks, slot);
	}
	for (i = 0; i < step->slot_count; i++)
		if (step->slots[i].at < blocks->count)
			restore_slot(s, &step->slots[i]);
	for (i = 0; i < step->slot_count; i++) {
		slot = indexed_slot(s, step, i, step->before.blocks.count);
		if (slot != NULL)
			index_add(s->index, blocks, slot);
	}
}

/* Everything of the moment but for what the tables are made of. */
static void
restore_moment(struct session *s, const struct moment *before)
{
	struct blocks blocks = s->now.blocks;
	struct standings names = s->now.names;

	blocks.count = before->blocks.count;
	blocks.free = before->blocks.free;
	s->now = *before;
	s->now.blocks = blocks;
	s->now.names = names;
}

void
steps_back(struct session *s)
{
	struct step *step = step_at(s, --s->steps.count);

	pym_operation_undo(step->call);
	if (step->free_first != NULL)
		pym_operation_undo(step->free_first);
	release(step);
	restore_slots(s, step);
	restore_moment(s, &step->before);
	s->kept_event = 0;
}
