/*
 * changes.h - what the last step changed, to be marked in the picture.
 */
#ifndef POOLSCOPE_VIEW_CHANGES_H
#define POOLSCOPE_VIEW_CHANGES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "session/session.h"

struct changed_word {
	uint64_t address, size;
};

struct changed_block {
	struct pym_pool_ref pool;
	uint32_t block;			/* PYM_NONE: the pool itself */
};

/* Within an event: by its last decision; between events: by all of them. */
struct changes {
	struct changed_word *words;	/* by address, none touches another */
	size_t nwords, words_room;
	struct changed_block *blocks;
	size_t nblocks, blocks_room;
	struct changed_block last;	/* where it happened last, or none */
	uint32_t szidx;			/* the class it was about, or none */
	/*
	 * Within an event: the block whose first word is the link of the
	 * chain already, while freeblock does not lead to it yet.
	 */
	struct changed_block linked;
};

/* Fills C from where S is now. */
void changes_update(struct changes *c, struct session *s);
void changes_free(struct changes *c);

/* Whether any of SIZE bytes at a nominal address was written. */
bool changes_word(const struct changes *c, uint64_t address, uint64_t size);
/* Whether that block was handed out, freed or carved; or, with PYM_NONE,
   whether anything of the pool changed. */
bool changes_block(const struct changes *c, struct pym_pool_ref pool,
    uint32_t block);
/* Whether that block is C's linked one. */
bool changes_linked(const struct changes *c, struct pym_pool_ref pool,
    uint32_t block);

#endif
