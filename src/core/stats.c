/*
 * stats.c - figures counted afresh from the heap, and the report.
 */
#include "config.h"

#include "core/heap.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* ---- counting ----------------------------------------------------------- */

static void
count_pool(const struct pym_heap *h, const struct pool_header *pool,
    struct pym_stats *out, struct pym_class_stats *classes, size_t max)
{
	uint32_t i = pool->szidx, size, capacity;

	if (pool->count == 0) {
		out->pools_empty++;
		return;
	}
	if (i >= pym_class_count(&h->profile))
		return;
	size = class_size(h, i);
	capacity = pym_pool_capacity(&h->profile, i);
	if (pool->freeblock == NULL)
		out->pools_full++;
	else
		out->pools_used++;
	out->allocated_bytes += (uint64_t)pool->count * size;
	out->available_bytes += (uint64_t)(capacity - pool->count) * size;
	out->pool_header_bytes += PYM_POOL_OVERHEAD;
	out->quantization_bytes += (pool_size(h) - PYM_POOL_OVERHEAD) % size;
	if (i >= max)
		return;
	classes[i].pools++;
	classes[i].blocks += pool->count;
	classes[i].available += capacity - pool->count;
}

static void
count_arena(const struct pym_heap *h, const struct pym_arena_view *arena,
    struct pym_stats *out, struct pym_class_stats *classes, size_t max)
{
	struct pym_pool_ref ref = { arena->index, 0 };
	uint32_t empty = (uint32_t)out->pools_empty;

	if (arena->first_pool != arena->address)
		out->alignment_bytes += pool_size(h);
	for (; ref.pool < arena->ncarved; ref.pool++)
		count_pool(h, pym_pool_header(h, ref), out, classes, max);
	out->unused_pools += arena->ntotalpools - arena->ncarved +
	    (out->pools_empty - empty);
}

void
pym_counts(const struct pym_heap *h, struct pym_counts *out)
{
	*out = (struct pym_counts){
		.arenas_current = h->mg->narenas_currently_allocated,
		.arenas_total = h->mg->ntimes_arena_allocated,
		.arenas_highwater = h->mg->narenas_highwater,
		.pools_in_use = h->pools.in_use,
		.pools_filled = h->pools.filled,
		.pools_emptied = h->pools.emptied,
		.system_blocks = h->sys->blocks,
		.system_bytes = h->sys->bytes,
	};
}

const struct pym_pool_counts *
pym_pool_counts(const struct pym_heap *h)
{
	return &h->pools;
}

void
pym_stats(const struct pym_heap *h, struct pym_stats *out,
    struct pym_class_stats *classes, size_t max)
{
	const struct management *mg = h->mg;
	struct pym_arena_view arena;
	uint32_t i;

	if (classes == NULL)
		max = 0;
	if (max > 0)
		memset(classes, 0, max * sizeof(*classes));
	*out = (struct pym_stats){
		.arenas_current = mg->narenas_currently_allocated,
		.arenas_total = mg->ntimes_arena_allocated,
		.arenas_reclaimed = mg->ntimes_arena_allocated -
		    mg->narenas_currently_allocated,
		.arenas_highwater = mg->narenas_highwater,
		.map_mid_nodes = mg->arena_map_mid_count,
		.map_bot_nodes = mg->arena_map_bot_count,
		.system_blocks = h->sys->blocks,
		.system_bytes = h->sys->bytes,
	};
	for (i = 0; i < pym_arena_slots(h); i++)
		if (pym_arena(h, i, &arena))
			count_arena(h, &arena, out, classes, max);
}

void
pym_system_blocks(const struct pym_heap *h,
    void (*fn)(void *ctx, uint64_t address, uint64_t size), void *ctx)
{
	const struct system_header *header = NULL;

	while ((header = pym_system_next(h, header)) != NULL)
		if (header->live != 0)
			fn(ctx, pym_nominal(h, header + 1), header->size);
}

/* ---- the report --------------------------------------------------------- */

struct report {
	void (*emit)(void *ctx, const char *text, size_t n);
	void *ctx;
};

static void
say(const struct report *r, const char *format, ...)
{
	char text[160];
	va_list ap;
	int n;

	va_start(ap, format);
	n = vsnprintf(text, sizeof(text), format, ap);
	va_end(ap);
	if (n > 0)
		r->emit(r->ctx, text, (size_t)n < sizeof(text) ? (size_t)n :
		    sizeof(text) - 1);
}

/* N with a comma between every three digits. */
static void
with_commas(uint64_t n, char out[32])
{
	char digits[24];
	int len = snprintf(digits, sizeof(digits), "%" PRIu64, n);
	int i;

	for (i = 0; i < len; i++) {
		*out++ = digits[i];
		if ((len - i) % 3 == 1 && i + 1 < len)
			*out++ = ',';
	}
	*out = '\0';
}

static void
say_total(const struct report *r, const char *label, uint64_t n)
{
	char number[32];

	with_commas(n, number);
	say(r, "%-35s=%21s\n", label, number);
}

void
pym_report_total(const char *label, uint64_t n,
    void (*emit)(void *ctx, const char *text, size_t n), void *ctx)
{
	struct report r = { emit, ctx };

	say_total(&r, label, n);
}

static void
say_classes(const struct report *r, const struct pym_heap *h,
    const struct pym_class_stats *classes)
{
	uint32_t i, n = pym_class_count(&h->profile);

	say(r, "class   size   num pools   blocks in use  avail blocks\n");
	say(r, "-----   ----   ---------   -------------  ------------\n");
	for (i = 0; i < n; i++)
		if (classes[i].pools > 0)
			say(r, "%5u %6u %11" PRIu64 " %15" PRIu64
			    " %13" PRIu64 "\n", i, class_size(h, i),
			    classes[i].pools, classes[i].blocks,
			    classes[i].available);
	say(r, "\n");
}

static void
say_arenas(const struct report *r, const struct pym_heap *h,
    const struct pym_stats *s)
{
	char label[64];

	say_total(r, "# arenas allocated total", s->arenas_total);
	say_total(r, "# arenas reclaimed", s->arenas_reclaimed);
	say_total(r, "# arenas highwater mark", s->arenas_highwater);
	say_total(r, "# arenas allocated current", s->arenas_current);
	snprintf(label, sizeof(label), "%" PRIu64 " arenas * %u bytes/arena",
	    s->arenas_current, h->arena_size);
	say_total(r, label, s->arenas_current * h->arena_size);
	say(r, "\n");
}

static void
say_bytes(const struct report *r, const struct pym_heap *h,
    const struct pym_stats *s)
{
	char label[64];
	uint64_t unused = s->unused_pools * pool_size(h);

	say_total(r, "# bytes in allocated blocks", s->allocated_bytes);
	say_total(r, "# bytes in available blocks", s->available_bytes);
	snprintf(label, sizeof(label), "%" PRIu64 " unused pools * %u bytes",
	    s->unused_pools, pool_size(h));
	say_total(r, label, unused);
	say_total(r, "# bytes lost to pool headers", s->pool_header_bytes);
	say_total(r, "# bytes lost to quantization", s->quantization_bytes);
	say_total(r, "# bytes lost to arena alignment", s->alignment_bytes);
	say_total(r, "Total", s->allocated_bytes + s->available_bytes +
	    unused + s->pool_header_bytes + s->quantization_bytes +
	    s->alignment_bytes);
}

static void
say_map(const struct report *r, const struct pym_heap *h,
    const struct pym_stats *s)
{
	const struct map_shape *shape = &h->map;
	uint64_t root = (shape->top_mask + 1) * sizeof(void *);
	uint64_t mid = s->map_mid_nodes * (shape->mid_mask + 1) *
	    sizeof(void *);
	uint64_t bot = s->map_bot_nodes * (shape->bot_mask + 1) *
	    sizeof(struct map_entry);

	say(r, "\narena map counts\n");
	say_total(r, "# arena map mid nodes", s->map_mid_nodes);
	say_total(r, "# arena map bot nodes", s->map_bot_nodes);
	say(r, "\n");
	say_total(r, "# bytes lost to arena map root", root);
	say_total(r, "# bytes lost to arena map mid", mid);
	say_total(r, "# bytes lost to arena map bot", bot);
	say_total(r, "Total", root + mid + bot);
}

void
pym_report(const struct pym_heap *h,
    void (*emit)(void *ctx, const char *text, size_t n), void *ctx)
{
	const struct pym_profile *p = &h->profile;
	struct report r = { emit, ctx };
	struct pym_class_stats classes[256];
	struct pym_stats s;

	pym_stats(h, &s, classes, 256);
	if (p->report == PYM_REPORT_OWN)
		say(&r, "poolscope's own layout: CPython %u.%u printed no "
		    "such report\n\n", p->version / 100, p->version % 100);
	say(&r, "Small block threshold = %u, in %u size classes.\n\n",
	    p->threshold, pym_class_count(p));
	say_classes(&r, h, classes);
	if (p->report == PYM_REPORT_2_7)
		say_total(&r, "# times object malloc called", h->mg->calls);
	else if (h->hooks.serial)
		say_total(&r, "# times object malloc called", h->mg->serial);
	say_arenas(&r, h, &s);
	say_bytes(&r, h, &s);
	if (p->report == PYM_REPORT_3_10)
		say_map(&r, h, &s);
}
