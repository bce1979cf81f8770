/*
 * debug.h - the debug hooks: what PYTHONMALLOC=debug puts around each block.
 * Public, beside pymalloc.h.
 *
 *	base	n	api  forbidden  data          forbidden  serial
 *		8 bytes	1    7          n bytes       8          8, to 3.7
 *
 * A profile with debug=on has them.  They are a layer over the allocator: of
 * such a profile's heap a program uses the calls below, and an operation
 * (pym_operation_malloc and its like) goes through them by itself.
 *
 * From 3.4 on the requests that pymalloc hands to the system are decorated a
 * second time, with the letter of that layer.
 */
#ifndef POOLSCOPE_CORE_DEBUG_H
#define POOLSCOPE_CORE_DEBUG_H

#include "core/pymalloc.h"

#define PYM_DEBUG_FRONT	16u	/* bytes before the data */
#define PYM_DEBUG_PAD	8u	/* forbidden bytes behind it */

/* What the hooks of a version are like. */
struct pym_debug {
	uint32_t extra;		/* bytes asked for on top; 0: no hooks */
	uint8_t clean, dead, forbidden;
	bool serial;		/* a serial number ends the block: to 3.7 */
	bool raw;		/* the system's blocks are decorated, too */
};

/* The hooks of profile P; all zero without debug=on. */
struct pym_debug pym_debug_of(const struct pym_profile *p);

/* The bytes that pymalloc is asked for when a program asks for N. */
uint64_t pym_debug_request(const struct pym_profile *p, uint64_t n);

/* How far into its block of a pool, or of the system allocator, the data of
   a program begins. */
uint32_t pym_debug_front(const struct pym_profile *p, bool system);

/*
 * As pym_malloc and its like, through the hooks.  A block whose frame is
 * damaged is not freed (PYM_CRASHED) nor resized (NULL); only an operation
 * tells what CPython would print then.
 */
void *pym_debug_malloc(struct pym_heap *heap, size_t n);
void *pym_debug_calloc(struct pym_heap *heap, size_t nelem, size_t elsize);
void *pym_debug_realloc(struct pym_heap *heap, void *p, size_t n);
enum pym_status pym_debug_free(struct pym_heap *heap, void *p);

#endif
