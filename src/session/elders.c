/* elders.c - the blocks that lived when what is kept of a history begins. */
#include "config.h"

#include "session/elders.h"

#include <stdlib.h>

#include "support/xalloc.h"

void
elders_free(struct elders *elders)
{
	free(elders->list);
	*elders = (struct elders){ 0 };
}

static int
by_number(const void *a, const void *b)
{
	const struct elder *x = a, *y = b;

	return (x->number > y->number) - (x->number < y->number);
}

const struct elder *
elders_find(const struct elders *elders, uint32_t number)
{
	struct elder key = { .number = number };

	return number > elders->last || elders->count == 0 ? NULL :
	    bsearch(&key, elders->list, elders->count, sizeof key, by_number);
}

static void
fill(struct elder *e, const struct blocks *blocks, const struct slot *slot,
    const struct elders *old)
{
	const struct elder *was = elders_find(old, slot->number);

	if (was != NULL)
		*e = *was;
	e->number = slot->number;
	e->size = slot->size;
	/* It may have been called something that is another's now. */
	if (slot->name != SESSION_NO_NAME) {
		e->name = slot->name;
		e->element = slot->element;
	}
	e->site = blocks_site(blocks, slot);
}

void
elders_gather(struct elders *elders, const struct blocks *blocks,
    const struct elders *old)
{
	size_t i;

	*elders = (struct elders){
		.list = xcalloc(blocks->count, sizeof *elders->list),
	};
	for (i = 0; i < blocks->count; i++)
		if (blocks->slots[i].p != NULL)
			fill(&elders->list[elders->count++], blocks,
			    &blocks->slots[i], old);
	qsort(elders->list, elders->count, sizeof *elders->list, by_number);
}
