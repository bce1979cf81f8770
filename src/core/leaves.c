/*
 * leaves.c - the arena region as snapshots share it: spans in a row, as far
 * as they were not touched the same as before.
 */
#include "config.h"

#include "core/shelf.h"

#include <stdlib.h>
#include <string.h>

void
leaf_drop(struct shelf *shelf, struct leaf *leaf)
{
	uint32_t i;

	if (leaf == NULL || --leaf->refs > 0)
		return;
	for (i = 0; i < LEAF_SPANS; i++)
		image_drop(&shelf->stock, leaf->spans[i]);
	shelf->stock.bytes -= sizeof(*leaf);
	free(leaf);
}

static bool
leaf_touched(const struct pym_heap *h, size_t i)
{
	uint64_t touched[LEAF_SPANS / 8];

	memcpy(touched, h->touched + i * LEAF_SPANS, sizeof(touched));
	return !h->noted || (touched[0] | touched[1]) != 0;
}

static bool
span_touched(const struct pym_heap *h, uintptr_t i)
{
	return !h->noted || h->touched[i] != 0;
}

/* Spans that the region has; the last leaf may reach beyond it. */
static uintptr_t
span_count(const struct pym_heap *h)
{
	return h->arena_bytes >> SPAN_SHIFT;
}

/* OLD, with images of what was touched since. */
static bool
leaf_refresh(struct pym_heap *h, struct shelf *shelf, size_t i,
    const struct leaf *old, struct leaf *fresh)
{
	uintptr_t span = i * LEAF_SPANS;
	struct image *before;
	bool left;
	uint32_t k;

	for (k = 0; k < LEAF_SPANS && span < span_count(h); k++, span++) {
		before = old == NULL ? NULL : old->spans[k];
		if (!span_touched(h, span)) {
			fresh->spans[k] = image_hold(before);
		} else {
			if (!image_of_span(h, &shelf->stock, span, before,
			    &fresh->spans[k], &left))
				return false;
			h->touched[span] = left;
		}
		if (fresh->spans[k] != NULL)
			fresh->bytes += fresh->spans[k]->bytes;
	}
	return true;
}

/* Makes leaf I of what the heap is made of be what its memory is. */
static bool
leaf_update(struct pym_heap *h, struct shelf *shelf, size_t i)
{
	struct leaf *leaf;

	if (!leaf_touched(h, i))
		return true;
	leaf = calloc(1, sizeof(*leaf));
	if (leaf == NULL)
		return false;
	leaf->refs = 1;
	shelf->stock.bytes += sizeof(*leaf);
	if (!leaf_refresh(h, shelf, i, shelf->now.leaves[i], leaf)) {
		/* What was looked at is not what the leaf kept says. */
		memset(h->touched + i * LEAF_SPANS, 1, LEAF_SPANS);
		leaf_drop(shelf, leaf);
		return false;
	}
	leaf_drop(shelf, shelf->now.leaves[i]);
	shelf->now.leaves[i] = leaf;
	return true;
}

size_t
leaves_used(const struct pym_heap *h)
{
	uintptr_t bytes = (uintptr_t)h->slots_used << h->arena_shift;

	return (bytes + LEAF_BYTES - 1) / LEAF_BYTES;
}

bool
shelf_room(void *list, size_t *room, size_t n)
{
	void **held = list, *grown;
	size_t more = *room * 2 > n ? *room * 2 : n;

	if (n <= *room)
		return true;
	grown = realloc(*held, more * sizeof(void *));
	if (grown == NULL)
		return false;
	*held = grown;
	*room = more;
	return true;
}

static bool
leaves_reach(struct parts *parts, size_t n)
{
	if (!shelf_room(&parts->leaves, &parts->leaf_room, n))
		return false;
	while (parts->leaf_count < n)
		parts->leaves[parts->leaf_count++] = NULL;
	return true;
}

bool
leaves_update(struct pym_heap *h, struct shelf *shelf)
{
	size_t n = leaves_used(h), i;

	if (!leaves_reach(&shelf->now, n))
		return false;
	for (i = 0; i < n; i++)
		if (!leaf_update(h, shelf, i))
			return false;
	return true;
}

/* Makes all of leaf I zero, and gives its OS pages back. */
static void
leaf_clear(struct pym_heap *h, size_t i)
{
	uintptr_t span = i * LEAF_SPANS, end = span + LEAF_SPANS;

	if (end > span_count(h))
		end = span_count(h);
	region_clear((void *)(h->arena_start + (span << SPAN_SHIFT)),
	    (void *)(h->arena_start + (end << SPAN_SHIFT)));
	memset(h->marks + span * (SPAN_BYTES / 512), 0,
	    (end - span) * (SPAN_BYTES / 64));
	memset(h->touched + span, 0, end - span);
}

/* From HAVE, as far as it was not touched, to WANT. */
static void
leaf_restore(struct pym_heap *h, size_t i, const struct leaf *have,
    const struct leaf *want)
{
	uintptr_t span = i * LEAF_SPANS;
	uint32_t k;

	if (want == have && !leaf_touched(h, i))
		return;
	if (want == NULL || !h->noted)
		leaf_clear(h, i);
	for (k = 0; k < LEAF_SPANS && want != NULL && span < span_count(h);
	    k++, span++) {
		if (h->noted && !span_touched(h, span) && want->spans[k] ==
		    (have == NULL ? NULL : have->spans[k]))
			continue;
		image_wipe(h, span);
		image_restore(h, span, want->spans[k]);
		h->touched[span] = 0;
	}
}

void
leaves_restore(struct pym_heap *h, const struct parts *have,
    const struct parts *want)
{
	size_t n = leaves_used(h), i;

	if (n < have->leaf_count)
		n = have->leaf_count;
	if (n < want->leaf_count)
		n = want->leaf_count;
	for (i = 0; i < n; i++)
		leaf_restore(h, i,
		    i < have->leaf_count ? have->leaves[i] : NULL,
		    i < want->leaf_count ? want->leaves[i] : NULL);
}

void
pym_mark_cleared(struct pym_heap *h, uint32_t i)
{
	uintptr_t start = (uintptr_t)i << h->arena_shift;
	uintptr_t end = start + h->arena_size, span;

	if (!h->noted)
		return;
	memset((uint8_t *)h->marks + start / 64, 0, h->arena_size / 64);
	for (span = start >> SPAN_SHIFT; span << SPAN_SHIFT < end; span++)
		h->touched[span] = 1;
}
