/*
 * changes.c - what the last step changed.
 */
#include "config.h"

#include "view/changes.h"

#include <stdlib.h>

#include "support/xalloc.h"

static const struct changed_block no_block = { { PYM_NONE, PYM_NONE },
    PYM_NONE };

static bool
same_pool(struct pym_pool_ref a, struct pym_pool_ref b)
{
	return a.arena == b.arena && a.pool == b.pool;
}

/* ---- gathering ---------------------------------------------------------- */

static void
add_word(struct changes *c, uint64_t address, uint64_t size)
{
	c->words = xgrow(c->words, &c->words_room, c->nwords + 1,
	    sizeof(*c->words));
	c->words[c->nwords++] = (struct changed_word){ address, size };
}

static void
add_block(struct changes *c, struct pym_pool_ref pool, uint32_t block)
{
	c->blocks = xgrow(c->blocks, &c->blocks_room, c->nblocks + 1,
	    sizeof(*c->blocks));
	c->blocks[c->nblocks++] = (struct changed_block){ pool, block };
}

/* The block carved ahead is not what an event was about. */
static void
add_decision(struct changes *c, const struct pym_decision *d)
{
	size_t i;

	for (i = 0; i < d->nwrites; i++)
		add_word(c, d->writes[i].address, d->writes[i].size);
	if (d->szidx != PYM_NONE)
		c->szidx = d->szidx;
	if (d->pool.arena == PYM_NONE)
		return;
	if (!same_pool(d->pool, c->last.pool) || c->last.block == PYM_NONE ||
	    (d->block != PYM_NONE && d->kind != PYM_D_BLOCK_CARVED))
		c->last = (struct changed_block){ d->pool, d->block };
	if (d->nwrites > 0)
		add_block(c, d->pool, d->block);
}

static int
by_address(const void *a, const void *b)
{
	const struct changed_word *x = a, *y = b;

	return (x->address > y->address) - (x->address < y->address);
}

/* Sorts the words, and makes one of those that touch. */
static void
join_words(struct changes *c)
{
	struct changed_word *to = c->words;
	const struct changed_word *w;
	size_t i;

	if (c->nwords < 2)
		return;
	qsort(c->words, c->nwords, sizeof(*c->words), by_address);
	for (i = 1; i < c->nwords; i++) {
		w = &c->words[i];
		if (w->address > to->address + to->size)
			*++to = *w;
		else if (w->address + w->size > to->address + to->size)
			to->size = w->address + w->size - to->address;
	}
	c->nwords = (size_t)(to - c->words) + 1;
}

static void
find_linked(struct changes *c, const struct pym_decision *d, size_t taken)
{
	size_t i;

	c->linked = no_block;
	for (i = 0; i < taken; i++)
		if (d[i].kind == PYM_D_LINK_WRITTEN)
			c->linked = (struct changed_block){ d[i].pool,
			    d[i].block };
		else if (d[i].kind == PYM_D_BLOCK_FREED)
			c->linked = no_block;
}

void
changes_update(struct changes *c, struct session *s)
{
	size_t n, from = 0, taken = session_decision(s);
	const struct pym_decision *d = session_decisions(s, &n);

	c->nwords = c->nblocks = 0;
	c->last = no_block;
	c->szidx = PYM_NONE;
	find_linked(c, d, taken < n ? taken : n);
	if (taken > 0) {
		from = taken - 1;
		n = taken < n ? taken : n;
	}
	for (; from < n; from++)
		add_decision(c, &d[from]);
	join_words(c);
}

void
changes_free(struct changes *c)
{
	free(c->words);
	free(c->blocks);
	*c = (struct changes){ 0 };
}

/* ---- asking ------------------------------------------------------------- */

bool
changes_word(const struct changes *c, uint64_t address, uint64_t size)
{
	size_t low = 0, high = c->nwords, middle;

	/* The first word that ends behind ADDRESS. */
	while (low < high) {
		middle = low + (high - low) / 2;
		if (c->words[middle].address + c->words[middle].size >
		    address)
			high = middle;
		else
			low = middle + 1;
	}
	return low < c->nwords && c->words[low].address < address + size;
}

bool
changes_block(const struct changes *c, struct pym_pool_ref pool,
    uint32_t block)
{
	size_t i;

	for (i = 0; i < c->nblocks; i++)
		if (same_pool(c->blocks[i].pool, pool) &&
		    (block == PYM_NONE || c->blocks[i].block == block))
			return true;
	return false;
}

bool
changes_linked(const struct changes *c, struct pym_pool_ref pool,
    uint32_t block)
{
	return same_pool(c->linked.pool, pool) && c->linked.block == block;
}
