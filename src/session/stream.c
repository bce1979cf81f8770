/* stream.c - the quick way through a session: calls and nothing else. */
#include "config.h"

#include "session/stream.h"

#include <assert.h>
#include <stdlib.h>

#include "core/debug.h"
#include "session/append.h"
#include "session/inside.h"
#include "support/large.h"
#include "support/xalloc.h"

struct place {
	void *p;		/* real; NULL: nothing lives here */
	uint64_t size;		/* bytes asked for, and in the low bits the
				   class it is of, from 1, or 0: it lies in no
				   pool; of an unused place: the next unused
				   one */
};

#define CLASS_BITS 7u
#define CLASS_MASK ((1u << CLASS_BITS) - 1)

struct stream {
	struct append *append;	/* all goes there; or NULL */
	struct session *session;
	struct moment *now;	/* of the session */
	struct pym_heap *heap;
	uint64_t threshold;	/* of the profile, for what a program asks */
	uint64_t extra;		/* that the debug hooks ask for beyond it */
	unsigned shift;		/* from bytes to classes */
	uintptr_t arenas, arenas_size;	/* where the pools' blocks lie */
	bool hooked;		/* debug hooks are in between */
	struct place *places;	/* by handle; the first is none */
	uint32_t count;
	size_t room;
	uint32_t unused;	/* the place to use first; 0: none */
};

struct stream *
stream_new(struct session *s, bool tables)
{
	struct stream *st = xcalloc(1, sizeof *st);

	assert(tables || session_streams(s));
	st->session = s;
	if (tables) {
		st->append = append_new(s);
		return st;
	}
	st->now = &s->now;
	st->heap = s->heap;
	st->hooked = s->profile.debug;
	st->extra = s->debug_extra;
	st->threshold = s->profile.threshold - st->extra;
	while (1u << st->shift < s->profile.alignment)
		st->shift++;
	pym_arena_range(st->heap, &st->arenas, &st->arenas_size);
	st->places = xgrow(NULL, &st->room, 1024, sizeof *st->places);
	st->count = 1;
	pym_heap_expect_much(st->heap);
	s->bases = BASES_NEW;
	return st;
}

void
stream_free(struct stream *st)
{
	if (st == NULL)
		return;
	append_free(st->append);
	st->session->bases = BASES_AGAIN;
	free(st->places);
	free(st);
}

static void __attribute__((noinline, cold))
grow(struct stream *st)
{
	st->places = xgrow(st->places, &st->room, st->room + 1,
	    sizeof *st->places);
	large_expect(st->places, st->room * sizeof *st->places);
}

static inline uint32_t
take_place(struct stream *st)
{
	uint32_t block = st->unused;

	if (block != 0) {
		st->unused = (uint32_t)st->places[block].size;
		return block;
	}
	if (st->count == st->room)
		grow(st);
	return st->count++;
}

static inline void
end_place(struct stream *st, struct place *place)
{
	struct moment *now = st->now;
	uint64_t size = place->size >> CLASS_BITS;
	uint64_t class = place->size & CLASS_MASK;

	now->asked -= size;
	if (class == 0)
		return;
	now->pooled -= size;
	now->in_blocks -= class << st->shift;
}

/* The class of P, which the heap gave for SIZE bytes. */
static inline uint64_t
class_of(const struct stream *st, const void *p, uint64_t size)
{
	if (size > st->threshold ||
	    (uintptr_t)p - st->arenas >= st->arenas_size)
		return 0;
	return ((size + st->extra - 1) >> st->shift) + 1;
}

/* P is what the heap gave for SIZE bytes: it has PLACE now. */
static inline void
fill(struct stream *st, struct place *place, void *p, uint64_t size,
    uint64_t class)
{
	struct moment *now = st->now;

	place->p = p;
	place->size = size << CLASS_BITS | class;
	now->asked += size;
	if (class != 0) {
		now->pooled += size;
		now->in_blocks += class << st->shift;
	}
	if (now->asked > now->peak_bytes) {
		now->peak_bytes = now->asked;
		now->peak_event = now->event;
	}
}

/* The bases that arenas took stay taken. */
static void __attribute__((noinline, cold))
keep_bases(struct session *s)
{
	s->told_first += s->told_taken;
	s->told_count -= s->told_taken;
	s->told_taken = 0;
}

static inline uint32_t
settle(struct stream *st, void *p, uint64_t size)
{
	uint32_t block;

	if (st->session->told_taken != 0)
		keep_bases(st->session);
	if (p == NULL)
		return STREAM_NO_BLOCK;
	st->now->event++;
	st->now->live++;
	block = take_place(st);
	fill(st, &st->places[block], p, size, class_of(st, p, size));
	return block;
}

uint32_t
stream_malloc(struct stream *st, uint64_t size)
{
	if (st->append != NULL)
		return append_malloc(st->append, size);
	return settle(st, st->hooked ? pym_debug_malloc(st->heap, size) :
	    pym_malloc(st->heap, size), size);
}

uint32_t
stream_calloc(struct stream *st, uint64_t nelem, uint64_t size)
{
	if (st->append != NULL)
		return append_calloc(st->append, nelem, size);
	return settle(st, st->hooked ?
	    pym_debug_calloc(st->heap, nelem, size) :
	    pym_calloc(st->heap, nelem, size), nelem * size);
}

uint32_t
stream_realloc(struct stream *st, uint32_t block, uint64_t size)
{
	struct place *place;
	uint64_t class;
	void *p;

	if (st->append != NULL)
		return append_realloc(st->append, block, size);
	place = &st->places[block];
	p = st->hooked ? pym_debug_realloc(st->heap, place->p, size) :
	    pym_realloc(st->heap, place->p, size);
	class = p == place->p ? place->size & CLASS_MASK :
	    class_of(st, p, size);
	if (st->session->told_taken != 0)
		keep_bases(st->session);
	if (p == NULL)
		return STREAM_NO_BLOCK;
	st->now->event++;
	end_place(st, place);
	fill(st, place, p, size, class);
	return block;
}

/* BLOCK is freed, and its place unused. */
static inline void
end(struct stream *st, uint32_t block)
{
	struct place *place = &st->places[block];

	if (st->hooked)
		pym_debug_free(st->heap, place->p);
	else
		pym_free(st->heap, place->p);
	st->now->live--;
	end_place(st, place);
	place->p = NULL;
	place->size = st->unused;
	st->unused = block;
}

bool
stream_end(struct stream *st, uint32_t block)
{
	if (st->append != NULL)
		return append_end(st->append, block);
	st->now->event++;
	end(st, block);
	return true;
}

void
stream_end_first(struct stream *st, uint32_t block)
{
	if (st->append != NULL)
		append_end_first(st->append, block);
	else
		end(st, block);
}

bool
stream_nothing(struct stream *st)
{
	if (st->append != NULL)
		return append_nothing(st->append);
	st->now->event++;
	return true;
}

struct event *
stream_details(struct stream *st)
{
	return append_details(st->append);
}

void *
stream_block(const struct stream *st, uint32_t block)
{
	return st->append != NULL ? append_block(st->append, block) :
	    st->places[block].p;
}
