#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "moment.h"
#include "session/dump.h"
#include "support/strbuf.h"
#include "support/xalloc.h"

static void
mix(uint64_t *sum, uint64_t value)
{
	*sum = (*sum ^ value) * 0x9e3779b97f4a7c15u;
	*sum ^= *sum >> 29;
}

static void
mix_text(uint64_t *sum, const char *text)
{
	for (; text != NULL && *text != '\0'; text++)
		mix(sum, (unsigned char)*text);
	mix(sum, 0x100);
}

static void
mix_memory(uint64_t *sum, const struct pym_heap *heap, uint64_t address,
    size_t n)
{
	uint64_t *words = xcalloc(n / 8 + 1, 8);
	size_t i;

	if (pym_read(heap, address, words, n) == PYM_OK)
		for (i = 0; i < n / 8 + 1; i++)
			mix(sum, words[i]);
	free(words);
}

struct mixing {
	uint64_t sum;
	const struct session *s;
};

static void
mix_system(void *ctx, uint64_t address, uint64_t size)
{
	struct mixing *m = ctx;

	mix(&m->sum, address);
	mix(&m->sum, size);
	mix_memory(&m->sum, session_heap(m->s), address, (size_t)size);
}

static void
mix_arenas(uint64_t *sum, const struct pym_heap *heap)
{
	const struct pym_profile *p = pym_heap_profile(heap);
	struct pym_arena_view arena;
	uint32_t lists[64];
	size_t n, k;
	uint32_t i;

	for (i = 0; i < pym_arena_slots(heap); i++) {
		if (!pym_arena(heap, i, &arena))
			continue;
		mix(sum, arena.address);
		mix(sum, arena.ordinal);
		mix_memory(sum, heap, arena.first_pool,
		    (size_t)arena.ncarved * p->pool_size);
	}
	n = pym_usable_arenas(heap, lists, 64);
	for (k = 0; k < n && k < 64; k++)
		mix(sum, lists[k]);
	n = pym_unused_arena_objects(heap, lists, 64);
	for (k = 0; k < n && k < 64; k++)
		mix(sum, lists[k]);
}

/* usedpools, the arenas vector and the arena map, as far as they reach. */
static void
mix_metadata(uint64_t *sum, const struct pym_heap *heap)
{
	uint64_t chunk[512], address = PYM_METADATA_BASE;
	size_t i, misses = 0;

	for (; misses < 4; address += sizeof chunk) {
		if (pym_read(heap, address, chunk, sizeof chunk) != PYM_OK) {
			misses++;
			continue;
		}
		for (i = 0; i < 512; i++)
			mix(sum, chunk[i]);
	}
	for (address -= 4 * sizeof chunk;; address += 8) {
		if (pym_read(heap, address, chunk, 8) != PYM_OK)
			return;
		mix(sum, chunk[0]);
	}
}

uint64_t
heap_sum(const struct session *s)
{
	struct mixing m = { 1, s };
	const struct pym_heap *heap = session_heap(s);
	struct pym_stats stats;

	mix_arenas(&m.sum, heap);
	mix_metadata(&m.sum, heap);
	pym_system_blocks(heap, mix_system, &m);
	pym_stats(heap, &stats, NULL, 0);
	mix(&m.sum, stats.allocated_bytes);
	mix(&m.sum, stats.arenas_total);
	mix(&m.sum, stats.arenas_highwater);
	return m.sum;
}

static void
mix_name(void *ctx, const struct session_binding *b)
{
	struct mixing *m = ctx;
	uint32_t i;

	mix_text(&m->sum, session_name(m->s, b->name));
	mix(&m->sum, b->length * 2u + b->list);
	mix(&m->sum, b->live);
	for (i = 0; i < b->length; i++)
		mix(&m->sum, session_element(m->s, b->name, i));
}

/* A block is found where it lies, behind younger ones there: in a broken heap
   an address is handed out several times. */
static bool
is_found(const struct session *s, const struct session_block *b)
{
	struct session_block at;
	bool more = session_block_at(s, b->address, &at);

	while (more && at.number != b->number)
		more = session_block_also(s, &at, &at);
	return more;
}

static void
mix_block(struct mixing *m, uint32_t number)
{
	struct session_block b;

	assert_true(session_block(m->s, number, &b));
	assert_int_equal(b.number, number);
	mix(&m->sum, b.address);
	mix(&m->sum, b.size);
	mix(&m->sum, b.born);
	mix(&m->sum, b.freed);
	mix(&m->sum, b.live);
	mix(&m->sum, b.element);
	mix(&m->sum, b.site);
	mix_text(&m->sum, b.name);
	/* What a broken program does can take a live block's arena away. */
	assert_true(is_found(m->s, &b) == b.live ||
	    pym_damaged(session_heap(m->s)));
}

/* Of those that have ended, whom only the history knows, no more than some. */
#define ENDED	100u

static void
mix_blocks(struct mixing *m, bool ended)
{
	uint32_t last = session_last_block(m->s), number = 1;
	size_t n, i;
	uint32_t *live = session_live_list(m->s, &n);

	for (i = 0; i < n; i++)
		mix_block(m, live[i]);
	for (; ended && number <= last; number += 1 + last / ENDED)
		mix_block(m, number);
	free(live);
}

static uint64_t
sum(const struct session *s, bool ended)
{
	struct mixing m = { heap_sum(s), s };
	uint64_t figures[SESSION_FIGURES];
	int i;

	mix(&m.sum, session_event(s));
	mix(&m.sum, session_live_blocks(s));
	mix(&m.sum, session_requested_bytes(s));
	session_figures(s, figures);
	for (i = 0; i < SESSION_FIGURES; i++)
		mix(&m.sum, figures[i]);
	mix_blocks(&m, ended);
	session_names(s, mix_name, &m);
	return m.sum;
}

uint64_t
moment_sum(const struct session *s)
{
	return sum(s, true);
}

uint64_t
present_sum(const struct session *s)
{
	return sum(s, false);
}

static void
add_text(void *ctx, const char *text, size_t n)
{
	strbuf_add(ctx, text, n);
}

char *
session_dump(const struct session *s)
{
	struct strbuf text = STRBUF_INIT;

	dump_json(s, add_text, &text);
	return strbuf_steal(&text);
}

uint64_t
whole_sum(const struct session *s)
{
	uint64_t sum = moment_sum(s);
	char *dump = session_dump(s);

	mix_text(&sum, dump);
	free(dump);
	return sum;
}
