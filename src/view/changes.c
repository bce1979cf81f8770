/*
 * changes.c - what the last step changed.
 */
#include "config.h"

#include "view/changes.h"

#include <stdlib.h>

#include "support/xalloc.h"

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

static void
add_decision(struct changes *c, const struct pym_decision *d)
{
	size_t i;

	for (i = 0; i < d->nwrites; i++)
		add_word(c, d->writes[i].address, d->writes[i].size);
	if (d->pool.arena == PYM_NONE)
		return;
	c->pool = d->pool;
	if (d->nwrites > 0)
		add_block(c, d->pool, d->block);
}

void
changes_update(struct changes *c, struct session *s)
{
	size_t n, from = 0, taken = session_decision(s);
	const struct pym_decision *d = session_decisions(s, &n);

	c->nwords = c->nblocks = 0;
	c->pool = (struct pym_pool_ref){ PYM_NONE, PYM_NONE };
	if (taken > 0) {
		from = taken - 1;
		n = taken < n ? taken : n;
	}
	for (; from < n; from++)
		add_decision(c, &d[from]);
}

void
changes_free(struct changes *c)
{
	free(c->words);
	free(c->blocks);
	*c = (struct changes){ 0 };
}

bool
changes_word(const struct changes *c, uint64_t address, uint64_t size)
{
	size_t i;

	for (i = 0; i < c->nwords; i++)
		if (c->words[i].address < address + size &&
		    address < c->words[i].address + c->words[i].size)
			return true;
	return false;
}

bool
changes_block(const struct changes *c, struct pym_pool_ref pool,
    uint32_t block)
{
	size_t i;

	for (i = 0; i < c->nblocks; i++)
		if (c->blocks[i].pool.arena == pool.arena &&
		    c->blocks[i].pool.pool == pool.pool &&
		    (block == PYM_NONE || c->blocks[i].block == block))
			return true;
	return false;
}
