/*
 * geometry.c - what a recorded interpreter's allocator is really like.
 *
 * The first arena shows the size of all.  Its pools are carved side by side,
 * and the first block of a pool stands at the same place in each: so the first
 * blocks of the first two size classes lie one pool size apart.  With classes
 * of 16 bytes every block is aligned to 16; with classes of 8 every second
 * class has blocks that are not.
 */
#include "config.h"

#include "record/geometry.h"

#include <stdio.h>
#include <stdlib.h>

#include "trace/trace.h"

#define ENOUGH_BLOCKS	400
#define THRESHOLD	512
#define SMALLEST_POOL	1024

static bool
in_first_arena(const struct geometry *g, const struct trace_record *rec)
{
	return rec->result.kind == TRACE_ADDRESS && g->arena != 0 &&
	    rec->result.address >= g->arena &&
	    rec->result.address - g->arena < g->arena_size;
}

static void
see_block(struct geometry *g, uint64_t address, uint64_t size)
{
	uint64_t of_class = (size - 1) >> 4;

	g->blocks++;
	if (address % 16 != 0)
		g->eights = true;
	if (g->first == 0) {
		g->first = address;
		g->first_class = of_class;
	} else if (g->pool_size == 0 && of_class != g->first_class &&
	    address > g->first && address - g->first >= SMALLEST_POOL) {
		g->pool_size = address - g->first;
	}
}

bool
geometry_see(struct geometry *g, const struct trace_record *rec)
{
	uint64_t size = rec->size;

	if (rec->kind == TRACE_ARENA_OBTAINED && g->arena == 0) {
		g->arena = rec->result.address;
		g->arena_size = rec->size;
	}
	if (rec->kind == TRACE_CALLOC)
		size *= rec->count;
	if (rec->kind <= TRACE_REALLOC && size >= 1 && size <= THRESHOLD &&
	    in_first_arena(g, rec))
		see_block(g, rec->result.address, size);
	return g->pool_size != 0 && g->blocks >= ENOUGH_BLOCKS;
}

bool
geometry_profile(const struct geometry *g, const char *version,
    struct pym_profile *out)
{
	char name[64], why[256], *end;
	unsigned long major = strtoul(version, &end, 10), minor;

	if (*end != '.')
		return false;
	minor = strtoul(end + 1, NULL, 10);
	snprintf(name, sizeof(name), "cpython-%lu.%lu", major, minor);
	if (pym_profile_parse(name, out, why, sizeof(why)) != PYM_OK)
		return false;
	if (g->pool_size == 0 || g->blocks < ENOUGH_BLOCKS)
		return true;
	out->alignment = g->eights ? 8 : 16;
	out->pool_size = (uint32_t)g->pool_size;
	out->arena_size = (uint32_t)g->arena_size;
	return true;
}
