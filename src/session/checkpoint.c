/*
 * checkpoint.c - moments kept whole, so that no way back is long.
 *
 * They are taken while events are applied for the first time, some interval
 * apart, and belong to the branch that holds their event.  When they take
 * more memory than they may, every second one goes and the interval doubles.
 * The origin, event 0, is always kept.
 */
#include "config.h"

#include "session/inside.h"

#include <stdlib.h>

#include "support/xalloc.h"

void
moment_free(struct moment *m)
{
	blocks_free(&m->blocks);
	standings_free(&m->names);
}

void
moment_copy(struct moment *to, const struct moment *from)
{
	struct blocks blocks = to->blocks;
	struct standings names = to->names;

	blocks_copy(&blocks, &from->blocks);
	standings_copy(&names, &from->names);
	*to = *from;
	to->blocks = blocks;
	to->names = names;
}

size_t
moment_bytes(const struct moment *m)
{
	return blocks_bytes(&m->blocks) + standings_bytes(&m->names);
}

struct checkpoint *
checkpoint_take(struct session *s)
{
	struct pym_snapshot *heap = pym_snapshot_take(s->heap);
	struct checkpoint *c;

	if (heap == NULL)
		return NULL;
	c = xcalloc(1, sizeof *c);
	c->heap = heap;
	moment_copy(&c->moment, &s->now);
	c->bytes = sizeof *c + moment_bytes(&c->moment) +
	    pym_snapshot_bytes(heap);
	return c;
}

void
checkpoint_drop(struct checkpoint *c)
{
	if (c == NULL)
		return;
	pym_snapshot_free(c->heap);
	moment_free(&c->moment);
	free(c);
}

/* BRANCH's last checkpoint at or before event N, or NULL. */
static struct checkpoint *
last_before(const struct branch *branch, uint64_t n)
{
	size_t low = 0, high = branch->checkpoint_count, middle;

	while (low < high) {
		middle = low + (high - low) / 2;
		if (branch->checkpoints[middle]->moment.event <= n)
			low = middle + 1;
		else
			high = middle;
	}
	return low == 0 ? NULL : branch->checkpoints[low - 1];
}

struct checkpoint *
checkpoint_before(const struct session *s, uint64_t n)
{
	const struct segment *path = s->history.path;
	size_t i = history_segment(&s->history, n) + 1;
	struct checkpoint *c;

	while (i-- > 0) {
		c = last_before(path[i].branch,
		    n < path[i].end ? n : path[i].end);
		if (c != NULL)
			return c;
	}
	return s->origin;
}

void
checkpoint_restore(struct session *s, const struct checkpoint *c)
{
	pym_snapshot_restore(s->heap, c->heap);
	moment_copy(&s->now, &c->moment);
	numbers_restore(&s->numbers, &s->now.blocks);
	index_free(s->index);
	s->kept_event = 0;
}

/* Of each branch's checkpoints the first, the third and so on go. */
static void
thin(struct session *s)
{
	struct branch *b;
	size_t i, k;

	for (i = 0; i < s->history.branch_count; i++) {
		b = s->history.branches[i];
		for (k = 0; k < b->checkpoint_count; k += 2) {
			s->checkpoint_bytes -= b->checkpoints[k]->bytes;
			checkpoint_drop(b->checkpoints[k]);
			if (k + 1 < b->checkpoint_count)
				b->checkpoints[k / 2] = b->checkpoints[k + 1];
		}
		b->checkpoint_count /= 2;
	}
	s->interval *= 2;
}

void
checkpoint_consider(struct session *s)
{
	struct branch *tip;
	struct checkpoint *c;
	uint64_t rest;

	if (s->now.event < s->next_checkpoint)
		return;
	tip = history_tip(&s->history);
	c = checkpoint_take(s);
	rest = c == NULL ? 0 : c->bytes / BYTES_PER_EVENT;
	if (c != NULL) {
		tip->checkpoints = xgrow(tip->checkpoints,
		    &tip->checkpoint_room, tip->checkpoint_count + 1,
		    sizeof(struct checkpoint *));
		tip->checkpoints[tip->checkpoint_count++] = c;
		s->checkpoint_bytes += c->bytes;
	}
	while (s->checkpoint_bytes > s->checkpoint_budget)
		thin(s);
	s->next_checkpoint = s->now.event +
	    (rest > s->interval ? rest : s->interval);
}

void
checkpoint_plan(struct session *s)
{
	uint64_t length = history_count(&s->history);

	s->next_checkpoint = s->interval +
	    checkpoint_before(s, length)->moment.event;
}

void
checkpoint_drop_all(struct session *s)
{
	struct branch *b;
	size_t i, k;

	for (i = 0; i < s->history.branch_count; i++) {
		b = s->history.branches[i];
		for (k = 0; k < b->checkpoint_count; k++)
			checkpoint_drop(b->checkpoints[k]);
		b->checkpoint_count = 0;
	}
	s->checkpoint_bytes = 0;
}
