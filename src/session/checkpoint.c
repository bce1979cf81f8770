/*
 * checkpoint.c - moments kept whole, so that no way back is long.
 *
 * They are taken while events are applied for the first time, some interval
 * apart, and belong to the branch that holds their event.  When they take
 * more memory than they may, those go that are missed least, and the interval
 * grows.  The origin, where what is kept of the history begins, always stays.
 */
#include "config.h"

#include "session/inside.h"

#include <stdlib.h>

#include "support/xalloc.h"

/* Taking one may take so long: an event for every so many bytes that it copies,
   of which most are found to be what they were. */
#define COPIED_PER_EVENT	20u

/* The longer a history is, the further apart they are taken: loading is not to
   take longer for the sake of jumps that are short anyway. */
#define SPREAD	48u	/* of all events before */

struct checkpoint *
checkpoint_take(struct session *s)
{
	struct pym_snapshot *heap = pym_snapshot_take(s->heap);
	struct checkpoint *c;

	if (heap == NULL)
		return NULL;
	c = xcalloc(1, sizeof *c);
	c->heap = heap;
	c->moment = s->now;
	c->moment.blocks = (struct blocks){ 0 };
	c->moment.names = (struct standings){ 0 };
	blocks_keep(&s->now.blocks, &s->stock, &c->blocks);
	names_keep(&s->now.names, &s->stock, &c->names);
	c->bytes = sizeof *c + pieces_bytes(&c->blocks.pieces) +
	    pieces_bytes(&c->names.pieces) + pym_snapshot_bytes(heap);
	s->stock.bytes += sizeof *c;
	return c;
}

void
checkpoint_drop(struct session *s, struct checkpoint *c)
{
	if (c == NULL)
		return;
	pym_snapshot_free(c->heap);
	pieces_free(&s->stock, &c->blocks.pieces);
	pieces_free(&s->stock, &c->names.pieces);
	s->stock.bytes -= sizeof *c;
	free(c);
}

size_t
checkpoint_bytes(const struct session *s)
{
	return s->stock.bytes + pym_snapshots_bytes(s->heap);
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
	struct blocks blocks = s->now.blocks;
	struct standings names = s->now.names;

	steps_forget(s);
	pym_snapshot_restore(s->heap, c->heap);
	/* In one line a number has the same slot at every moment. */
	blocks_restore(&blocks, s->history.branch_count > 1 ? &s->numbers :
	    NULL, &s->stock, &c->blocks);
	names_restore(&names, &s->stock, &c->names);
	s->now = c->moment;
	s->now.blocks = blocks;
	s->now.names = names;
	index_free(s->index);
	s->kept_event = 0;
}

/* How far it would be from the checkpoint before B's K-th to the next if that
   were not there; the last one counts as if its next came as far behind. */
static uint64_t
gap_without(const struct branch *b, size_t k)
{
	uint64_t event = b->checkpoints[k]->moment.event;
	uint64_t before = k > 0 ? b->checkpoints[k - 1]->moment.event :
	    b->fork;

	return k + 1 < b->checkpoint_count ?
	    b->checkpoints[k + 1]->moment.event - before :
	    2 * (event - before);
}

/* The K-th is not B's any more. */
static struct checkpoint *
take_out(struct branch *b, size_t k)
{
	struct checkpoint *c = b->checkpoints[k];

	for (k++; k < b->checkpoint_count; k++)
		b->checkpoints[k - 1] = b->checkpoints[k];
	b->checkpoint_count--;
	return c;
}

/* The checkpoint goes that is missed least, and those to come stand no closer
   than those that stay; false if there is none. */
static bool
thin(struct session *s)
{
	struct branch *b, *from = NULL;
	uint64_t gap, least = UINT64_MAX;
	size_t at = 0, i, k;

	for (i = 0; i < s->history.branch_count; i++) {
		b = s->history.branches[i];
		for (k = 0; k < b->checkpoint_count; k++) {
			gap = gap_without(b, k);
			if (gap >= least)
				continue;
			least = gap;
			from = b;
			at = k;
		}
	}
	if (from == NULL)
		return false;
	checkpoint_drop(s, take_out(from, at));
	if (s->interval < least / 2)
		s->interval = least / 2;
	return true;
}

void
checkpoint_consider(struct session *s)
{
	struct branch *tip;
	struct checkpoint *c;
	uint64_t rest;
	size_t before;	/* that taking the checkpoints copied */

	tip = history_tip(&s->history);
	before = checkpoint_bytes(s) + s->stock.spared;
	c = checkpoint_take(s);
	rest = c == NULL ? 0 :
	    (checkpoint_bytes(s) + s->stock.spared - before) /
	    COPIED_PER_EVENT;
	if (c != NULL) {
		tip->checkpoints = xgrow(tip->checkpoints,
		    &tip->checkpoint_room, tip->checkpoint_count + 1,
		    sizeof(struct checkpoint *));
		tip->checkpoints[tip->checkpoint_count++] = c;
	}
	while (checkpoint_bytes(s) > s->checkpoint_budget && thin(s))
		;
	if (rest < s->interval)
		rest = s->interval;
	if (rest < (s->now.event - s->history.base) / SPREAD)
		rest = (s->now.event - s->history.base) / SPREAD;
	s->next_checkpoint = s->now.event + rest;
}

void
checkpoint_plan(struct session *s)
{
	uint64_t length = history_count(&s->history);

	s->next_checkpoint = s->interval +
	    checkpoint_before(s, length)->moment.event;
}

struct checkpoint *
checkpoint_claim(struct session *s, uint64_t n)
{
	struct branch *b =
	    s->history.path[history_segment(&s->history, n)].branch;
	size_t k = b->checkpoint_count;

	while (k-- > 0)
		if (b->checkpoints[k]->moment.event == n)
			return take_out(b, k);
	return NULL;
}

void
checkpoint_forget(struct session *s, uint64_t n)
{
	struct branch *b;
	size_t i, k, gone;

	for (i = 0; i < s->history.branch_count; i++) {
		b = s->history.branches[i];
		for (gone = 0; gone < b->checkpoint_count && (b->dropped ||
		    b->checkpoints[gone]->moment.event <= n); gone++)
			checkpoint_drop(s, b->checkpoints[gone]);
		for (k = gone; k < b->checkpoint_count; k++)
			b->checkpoints[k - gone] = b->checkpoints[k];
		b->checkpoint_count -= gone;
	}
}

int
session_unread(const struct session *s)
{
	return s->history.archive.unread;
}

void
session_memory(const struct session *s, struct session_memory *out)
{
	const struct archive *archive = &s->history.archive;
	const struct branch *b;
	size_t i;

	*out = (struct session_memory){
		.events = s->history.elders.count * sizeof(struct elder),
		.events_limit = s->memory_limit,
		.dropped = s->history.base,
		.file = archive_file_bytes(archive),
		.file_limit = s->file_limit,
		.file_error = archive->error,
		.file_made = archive->fd >= 0,
		.checkpoints = checkpoint_bytes(s),
		.count = 1,	/* event 0 */
		.limit = s->checkpoint_budget,
		.blocks = s->now.blocks.room * sizeof(struct slot) +
		    numbers_bytes(&s->numbers) + makers_bytes(s->makers),
	};
	for (i = 0; i < s->history.branch_count; i++) {
		b = s->history.branches[i];
		out->events += log_bytes(&b->log);
		out->count += b->checkpoint_count;
	}
}
