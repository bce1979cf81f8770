/*
 * elders.h - the blocks that lived when what is kept of a history begins.
 *
 * The events that made them are gone; what is asked about them is here.
 */
#ifndef POOLSCOPE_SESSION_ELDERS_H
#define POOLSCOPE_SESSION_ELDERS_H

#include <stddef.h>
#include <stdint.h>

#include "session/block.h"

struct elder {
	uint64_t born;		/* the event */
	uint64_t address;	/* nominal */
	uint64_t size;		/* asked for last */
	uint64_t made_of;	/* the size it was made with */
	uint32_t number;
	uint32_t name, element;
	uint32_t site;
};

struct elders {
	struct elder *list;	/* by number */
	size_t count;
	uint32_t last;		/* blocks made until then */
};

/* ELDERS of zero bytes is empty. */
void elders_free(struct elders *elders);
/* Of that number, or NULL. */
const struct elder *elders_find(const struct elders *elders,
    uint32_t number);
/* The blocks that live in BLOCKS; BORN, ADDRESS and MADE_OF are known of
   those that were OLD already. */
void elders_gather(struct elders *elders, const struct blocks *blocks,
    const struct elders *old);

#endif
