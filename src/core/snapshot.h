/*
 * snapshot.h - a heap at one moment, for going back in time; a part of
 * pymalloc.h, which is to be included.
 */
#ifndef POOLSCOPE_CORE_SNAPSHOT_H
#define POOLSCOPE_CORE_SNAPSHOT_H

#include "core/pymalloc.h"

/*
 * From now on HEAP, which is new, notes where it is written, so that a
 * snapshot costs what differs from the last.  It must be changed only by
 * operations and by the calls that pym_calls names.
 */
void pym_note_writes(struct pym_heap *heap);
/* pym_malloc and its like, those of the debug hooks where HEAP's profile has
   them; or what does the same and notes it. */
struct pym_calls {
	void *(*malloc)(struct pym_heap *heap, size_t n);
	void *(*calloc)(struct pym_heap *heap, size_t nelem, size_t elsize);
	void *(*realloc)(struct pym_heap *heap, void *p, size_t n);
	enum pym_status (*free)(struct pym_heap *heap, void *p);
	enum pym_status (*write)(struct pym_heap *heap, uint64_t address,
	    const void *bytes, size_t n);
};
const struct pym_calls *pym_calls(const struct pym_heap *heap);

/* Nothing that people see changes.  NULL when memory is short. */
struct pym_snapshot *pym_snapshot_take(struct pym_heap *heap);
/* Makes HEAP, the one it was taken of, be as it was. */
void pym_snapshot_restore(struct pym_heap *heap,
    const struct pym_snapshot *snap);
/* Bytes that it says, whether others share them or not; and the memory that
   all snapshots of HEAP take. */
size_t pym_snapshot_bytes(const struct pym_snapshot *snap);
size_t pym_snapshots_bytes(const struct pym_heap *heap);
void pym_snapshot_free(struct pym_snapshot *snap);	/* NULL is allowed */

#endif
