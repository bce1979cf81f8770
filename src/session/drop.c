/*
 * drop.c - the oldest of a history given up, where there is no room for more.
 *
 *	1 ....... [ base ]--o--o--o--o--o--o--o--o    the present line
 *	     \              \
 *	      o--o           o--o--o                  gone; kept
 *
 * What is kept begins at a moment that is kept whole: a checkpoint, which
 * takes the place of the empty heap.  Every line has it; one that left the
 * others before it goes.
 */
#include "config.h"

#include "session/inside.h"

#define SHARE	8u	/* of all that there is room for goes at once */

/* ------------------------------------------------------------------------
 * What is to go
 */

static bool
is_parent(const struct history *h, const struct branch *b)
{
	size_t i;

	for (i = 0; i < h->branch_count; i++)
		if (!h->branches[i]->dropped && h->branches[i]->parent == b)
			return true;
	return false;
}

/* Where the futures are most of it, the oldest of them that no other line
   needs; else NULL. */
static struct branch *
oldest_future(const struct history *h)
{
	uint64_t here = 0, elsewhere = 0;
	size_t i;

	for (i = 0; i < h->depth; i++)
		here += log_bytes_before(&h->path[i].branch->log, SIZE_MAX);
	for (i = 0; i < h->branch_count; i++)
		elsewhere += log_bytes_before(&h->branches[i]->log, SIZE_MAX);
	if (elsewhere < 2 * here)
		return NULL;
	for (i = 0; i < h->left_count; i++)
		if (!h->left[i]->dropped && !is_parent(h, h->left[i]) &&
		    !history_is_here(h, h->left[i]))
			return h->left[i];
	return NULL;
}

/* The first checkpoint of the present line with so many BYTES of events before
   it that are kept now; NULL if there is none. */
static struct checkpoint *
checkpoint_behind(const struct session *s, uint64_t bytes)
{
	const struct history *h = &s->history;
	const struct branch *b;
	struct checkpoint *c;
	uint64_t before = 0;
	size_t i, k;

	for (i = history_segment(h, h->base + 1); i < h->depth; i++) {
		b = h->path[i].branch;
		for (k = 0; k < b->checkpoint_count; k++) {
			c = b->checkpoints[k];
			if (c->moment.event > h->base &&
			    c->moment.event <= h->path[i].end &&
			    before + log_bytes_before(&b->log,
			    c->moment.event - b->fork) >= bytes)
				return c;
		}
		before += log_bytes_before(&b->log, h->path[i].end - b->fork);
	}
	return NULL;
}

/* ------------------------------------------------------------------------
 * What is to be known of it
 */

/* The events up to BASE tell where ELDERS came from. */
static void
find_births(const struct history *h, uint64_t base, struct elders *elders)
{
	struct elder *e = elders->list, *end = e + elders->count;
	uint32_t number = h->elders.last;
	struct event event;
	struct gave gave;
	uint64_t n;

	for (n = h->base + 1; n <= base; n++) {
		history_fetch(h, n, &event, &gave);
		if (!gave.made)
			continue;
		number++;
		while (e < end && e->number < number)
			e++;
		if (e == end || e->number != number)
			continue;
		e->born = n;
		e->address = gave.address;
		e->made_of = event_asked(&event);
		if (e->name != SESSION_NO_NAME)
			continue;
		e->name = event.name;
		e->element = event.element;
	}
	elders->last = number;
}

/* Those who live at C. */
static void
find_elders(struct session *s, const struct checkpoint *c,
    struct elders *elders)
{
	struct blocks blocks = { .alignment = s->profile.alignment };

	blocks_restore(&blocks, NULL, &s->stock, &c->blocks);
	elders_gather(elders, &blocks, &s->history.elders);
	find_births(&s->history, c->moment.event, elders);
	pieces_free(&s->stock, &blocks.pieces);
	blocks_free(&blocks);
}

/* The figures over time get a border at event N; then we are where we were.
   False: memory is short. */
static bool
cut_figures(struct session *s, uint64_t n)
{
	uint64_t here = s->now.event;
	struct checkpoint *back;

	if (n == here)
		return figures_cut(s, n) == SESSION_OK;
	back = checkpoint_take(s);
	if (back == NULL)
		return false;
	figures_cut(s, n);
	if (s->now.event != here)
		checkpoint_restore(s, back);
	checkpoint_drop(s, back);
	return true;
}

/* ------------------------------------------------------------------------
 * Giving it up
 */

/* What is kept begins at C, a checkpoint of nobody's. */
static void
begin_at(struct session *s, struct checkpoint *c)
{
	struct elders elders;

	find_elders(s, c, &elders);
	history_forget(&s->history, c->moment.event, &elders);
	numbers_drop(&s->numbers, &s->history.elders);
	makers_clear(s->makers);
	if (s->origin != s->empty)
		checkpoint_drop(s, s->origin);
	s->origin = c;
}

/* The base is further on; false where that cannot be. */
static bool
advance(struct session *s)
{
	struct checkpoint *c = checkpoint_behind(s,
	    archive_room(&s->history.archive) / SHARE);
	uint64_t base = c == NULL ? s->now.event : c->moment.event;

	if (base == s->history.base || !cut_figures(s, base))
		return false;
	c = c == NULL ? checkpoint_take(s) : checkpoint_claim(s, base);
	if (c != NULL)
		begin_at(s, c);
	return c != NULL;
}

void
drop_oldest(struct session *s)
{
	struct archive *a = &s->history.archive;
	struct branch *future;

	while (a->full) {
		future = oldest_future(&s->history);
		if (future != NULL)
			history_drop(&s->history, future);
		else if (!advance(s))
			return;
		checkpoint_forget(s, s->history.base);
		archive_settle(a);
	}
}

bool
session_lost_commands(const struct session *s)
{
	return s->history.lost_commands;
}

bool
session_file_failed(const struct session *s)
{
	return s->history.archive.error != 0;
}

uint64_t
session_first(const struct session *s)
{
	return s->history.base;
}
