/*
 * paused.h - a function on a stack of its own, paused and gone on with.
 *
 *	caller            function
 *	paused_resume --> runs
 *	     <----------- paused_yield
 *	paused_resume --> goes on
 *	     <----------- returns: it has ended
 *
 * A function that is paused can be left for ever by freeing it: its stack is
 * dropped, and what it holds is its own affair.  Several may be paused at
 * once, in any order.
 */
#ifndef POOLSCOPE_SESSION_PAUSED_H
#define POOLSCOPE_SESSION_PAUSED_H

#include <stdbool.h>

struct paused;

/* FN(CTX), paused before its first statement; NULL when memory is short. */
struct paused *paused_new(void (*fn)(void *ctx), void *ctx);
void paused_free(struct paused *paused);	/* NULL is allowed */

/* From outside: goes on until FN yields or returns.  False if it has
   returned. */
bool paused_resume(struct paused *paused);

/* From within FN: back to who resumed it. */
void paused_yield(struct paused *paused);

#endif
