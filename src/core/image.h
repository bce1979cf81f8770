/*
 * image.h - parts of a heap's memory as snapshots keep them; private to the
 * core.
 *
 * What a snapshot shares with others it holds by reference.  An arena's memory
 * is mostly zero: headers, links, and what programs wrote.  So a span of it is
 * kept as the words that are not, each with its place; a link to a block of
 * the same span in two bytes.
 *
 *	image	[ places | offsets ] links within the span
 *		[ places | words ] others
 *		or all its bytes, where that is shorter
 */
#ifndef POOLSCOPE_CORE_IMAGE_H
#define POOLSCOPE_CORE_IMAGE_H

#include "core/heap.h"

struct image {
	uint32_t refs;
	uint32_t bytes;		/* of DATA */
	uint32_t near;		/* links; IMAGE_RAW: DATA is the bytes */
	uint32_t far;
	uint8_t data[];
};

#define IMAGE_RAW UINT32_MAX

/* What images take in all; each is told of it. */
struct stock {
	size_t bytes;
};

/* A copy of N bytes; OLD, if it is the same, with one more reference.  NULL
   when memory is short. */
struct image *image_of_bytes(struct stock *stock, struct image *old,
    const void *bytes, size_t n);
/* One more reference; NULL stays NULL. */
struct image *image_hold(struct image *image);
void image_drop(struct stock *stock, struct image *image);

/*
 * The image of span I as it is now, in *OUT, NULL if it is all zero: OLD, if
 * that is the same.  What lies in slots that are not in use counts as zero;
 * *LEFT: there was something.  False when memory is short.
 */
bool image_of_span(struct pym_heap *h, struct stock *stock, uintptr_t i,
    struct image *old, struct image **out, bool *left);
/* Makes span I zero; then what IMAGE (or NULL) says. */
void image_wipe(struct pym_heap *h, uintptr_t i);
void image_restore(struct pym_heap *h, uintptr_t i,
    const struct image *image);

#endif
