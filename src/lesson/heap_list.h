/*
 * heap_list.h - the allocator's lists, as lessons speak of them.
 *
 *	pool 0.0 freeblock	#1 #3 #5	a pool's free blocks
 *	arena 0 freepools	3 1		an arena's free pools
 *	usedpools 3		0.0 1.4		a class's partly used pools
 *	usable_arenas		2 0		arenas with free pools
 *	unused_arena_objects	1 3		free entries of the vector
 *
 * Entries stand in list order.  An empty list is "empty", a final "..." says
 * that the list goes on or may go on.
 */
#ifndef POOLSCOPE_LESSON_HEAP_LIST_H
#define POOLSCOPE_LESSON_HEAP_LIST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/pymalloc.h"
#include "lesson/tokens.h"

struct strbuf;

enum heap_list_kind {
	HEAP_LIST_FREEBLOCK,	/* of a pool; entries: offsets */
	HEAP_LIST_FREEPOOLS,	/* of an arena; entries: pools */
	HEAP_LIST_USEDPOOLS,	/* of a size class; entries: pools */
	HEAP_LIST_USABLE,	/* entries: arenas */
	HEAP_LIST_UNUSED	/* entries: arenas */
};

struct heap_list {
	enum heap_list_kind kind;
	struct pym_pool_ref pool;	/* of freepools only the arena */
	uint32_t szidx;
};

/* Entries of a list.  Pools are arena << 32 | pool. */
struct entries {
	uint64_t *list;
	size_t count, room;
	bool open;		/* ends in "..." */
};

#define ENTRIES_INIT { .list = NULL, .count = 0, .room = 0, .open = false }
#define ENTRY_NUMBER	(UINT64_C(1) << 63)	/* or-ed to a block's number,
						   where it is no offset */

void entries_free(struct entries *e);

/* Which list the tokens from AT on name, no more and no less; *END is behind
   them.  On failure one line in WHY. */
bool heap_list_parse(const struct tokens *t, size_t at, size_t *end,
    struct heap_list *out, struct strbuf *why);

/* The entries that the tokens from AT to the last say. */
bool entries_parse(const struct tokens *t, size_t at,
    const struct heap_list *list, struct entries *out, struct strbuf *why);

/* What the list holds now; false if it is a list of nothing that is there,
   with one line in WHY. */
bool heap_list_read(const struct pym_heap *heap,
    const struct heap_list *list, struct entries *out, struct strbuf *why);

/* Whether the list holds what SAID says. */
bool entries_match(const struct pym_heap *heap, const struct heap_list *list,
    const struct entries *said, const struct entries *held);

/* Entries as they are written above, the first few of many. */
void entries_print(const struct pym_heap *heap, const struct heap_list *list,
    const struct entries *e, struct strbuf *out);

#endif
