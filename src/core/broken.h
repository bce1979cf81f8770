/*
 * broken.h - heaps broken on purpose, and where CPython would crash.  Public,
 * beside pymalloc.h.
 *
 * An operation follows no pointer that was not tested: where one leads out of
 * the heap's memory the call ends, and what it did can be undone.
 */
#ifndef POOLSCOPE_CORE_BROKEN_H
#define POOLSCOPE_CORE_BROKEN_H

#include "core/pymalloc.h"

/*
 * What a broken program does: frees the address, a nominal one or any other,
 * whatever is there, and writes any bytes that pym_read would show
 * (PYM_BAD_ADDRESS: the system allocator's own).  From then on the heap is
 * damaged, and its pointers may lead anywhere: it is used by operations only.
 */
enum pym_status pym_operation_free_wild(struct pym_operation *op,
    uint64_t address);
enum pym_status pym_operation_write_wild(struct pym_operation *op,
    uint64_t address, const void *bytes, size_t n);

/* Whether that happened to the heap as it is now. */
bool pym_damaged(const struct pym_heap *heap);

/* Where an operation ended in the middle, since CPython would crash there;
   what it wrote so far stays till it is undone. */
enum pym_crash_kind {
	PYM_CRASH_NONE,
	PYM_CRASH_READ,		/* reads where the heap has no memory */
	PYM_CRASH_WRITE,	/* writes there */
	PYM_CRASH_UNMAP,	/* gives an arena back that is none */
	PYM_CRASH_LOOP,		/* goes along a list that never ends */
	PYM_CRASH_FATAL		/* the debug hooks stop the program */
};

struct pym_crash {
	enum pym_crash_kind kind;
	uint64_t address;	/* nominal where it is one of ours */
};

/* The call that was last made through OP: NONE if it came to its end. */
struct pym_crash pym_operation_crash(const struct pym_operation *op);

/* What CPython prints on standard error before the call that was last made
   through OP ends the program: lines, "" if it prints nothing. */
const char *pym_operation_last_words(const struct pym_operation *op);

#endif
