/*
 * hex.h - bytes of a block as numbers and as text.
 *
 *	+0   50 00 00 00 00 20 00 00  00 00 00 00 00 00 00 00  P.... ..........
 *	     +---------------------+  link -> block 1
 *	*    48 bytes more like these
 */
#ifndef POOLSCOPE_VIEW_HEX_H
#define POOLSCOPE_VIEW_HEX_H

#include "view/view.h"

#define HEX_BYTES 16		/* in a row */

struct hex {
	uint64_t address;	/* nominal */
	uint32_t size;
	uint32_t used;		/* bytes beyond are in nobody's use */
	bool link;		/* the first word is a link of the chain */
};

/* The rows that all of H takes. */
int hex_rows(const struct view *v, const struct hex *h);

/* Draws H from ROW on; what does not fit is announced. */
void hex_draw(const struct view *v, struct canvas *cv, int row,
    const struct hex *h);

#endif
