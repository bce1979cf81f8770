/*
 * keep.h - blocks and names as checkpoints keep them.
 *
 * Tables are kept in pieces, so many slots or names each.  A table knows the
 * pieces that it was made of when it was last kept or restored, and which of
 * them changed since; all others are shared.
 *
 *	slots	[ 0 ... 255 | 256 ... 511 | 512 ...
 *	pieces	     |            \              one list a checkpoint
 *		     o             o ...         each piece counted
 *
 * A piece of slots in which little changed says only that: the differences
 * from a whole one, which stays for as long as it is needed.
 */
#ifndef POOLSCOPE_SESSION_KEEP_H
#define POOLSCOPE_SESSION_KEEP_H

#include <stddef.h>
#include <stdint.h>

#include "session/block.h"
#include "session/name.h"

/* What pieces take in all. */
struct keep_stock {
	size_t bytes;
	size_t spared;	/* more that they ever would have, if each said all
			   rather than how it differs from another */
};

/* The blocks of a moment. */
struct blocks_then {
	struct pieces pieces;
	size_t count;
	uint32_t free;
};

/* And its names. */
struct names_then {
	struct pieces pieces;
	size_t count;
};

void pieces_free(struct keep_stock *stock, struct pieces *pieces);
/* Bytes of the pieces, shared or not. */
size_t pieces_bytes(const struct pieces *pieces);

/* KEPT, of zero bytes, is BLOCKS as they are; both know the pieces. */
void blocks_keep(struct blocks *blocks, struct keep_stock *stock,
    struct blocks_then *kept);
/* And back; NUMBERS, if not NULL, are told of the slots that changed.  Events
   of birth are not kept: a slot's is then 0. */
void blocks_restore(struct blocks *blocks, struct numbers *numbers,
    struct keep_stock *stock, const struct blocks_then *kept);

void names_keep(struct standings *all, struct keep_stock *stock,
    struct names_then *kept);
void names_restore(struct standings *all, struct keep_stock *stock,
    const struct names_then *kept);

#endif
