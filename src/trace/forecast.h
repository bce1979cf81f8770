/*
 * forecast.h - which address a call will give: what the profile of a recording
 * does with the same calls, by the allocator core itself.
 *
 * The binary form keeps only the addresses that are not as predicted; its
 * reader and its writer run the same predictor beside it.  Blocks are known
 * by slots, the caller's small numbers.
 */
#ifndef POOLSCOPE_TRACE_FORECAST_H
#define POOLSCOPE_TRACE_FORECAST_H

#include <stdint.h>

struct forecast;

#define FORECAST_NO_SLOT UINT32_MAX

/* For a profile as pym_profile_parse knows it; NULL, or one that there is
   not, gives a predictor that knows nothing. */
struct forecast *forecast_new(const char *profile);
void forecast_free(struct forecast *p);		/* NULL is allowed */

/* An arena was recorded at BASE. */
void forecast_arena(struct forecast *p, uint64_t base, uint64_t size);

/*
 * Does the call, whose block is then that of SLOT (not in use before; for
 * realloc, OLD's perhaps).  Returns its address, or 0 if that cannot be told:
 * it is no block of a pool.
 */
uint64_t forecast_malloc(struct forecast *p, uint32_t slot, uint64_t size);
uint64_t forecast_calloc(struct forecast *p, uint32_t slot, uint64_t count,
    uint64_t size);
uint64_t forecast_realloc(struct forecast *p, uint32_t old, uint32_t slot,
    uint64_t size);

/* The block of SLOT is freed. */
void forecast_end(struct forecast *p, uint32_t slot);

#endif
