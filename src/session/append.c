/*
 * append.c - calls at the end of a history, by the short way.
 *
 * The time that loading millions of calls takes goes here.  So nothing is
 * looked up: blocks are known by their slots, and that no pool and no arena
 * changed its state is known by their counters.
 */
#include "config.h"

#include "session/append.h"

#include <stdlib.h>

#include "session/settle.h"
#include "session/stream.h"
#include "support/xalloc.h"

struct append {
	struct session *session;
	uintptr_t arenas, arenas_bytes;	/* where the pools' blocks lie */
	const struct pym_pool_counts *pools;
	struct pym_counts counts;	/* after event KNOWN */
	uint64_t known;
	uint64_t arena_events;		/* that the session had by then */
	struct event next;		/* if DETAILED, what is known of it
					   that no plain call has */
	bool detailed;
};

static const struct event plain = { .element = SESSION_WHOLE };

struct append *
append_new(struct session *s)
{
	struct append *a = xcalloc(1, sizeof *a);

	a->session = s;
	pym_heap_expect_much(s->heap);
	a->pools = pym_pool_counts(s->heap);
	pym_arena_range(s->heap, &a->arenas, &a->arenas_bytes);
	a->known = UINT64_MAX;
	a->next = plain;
	return a;
}

void
append_free(struct append *a)
{
	free(a);
}

struct event *
append_details(struct append *a)
{
	a->detailed = true;
	return &a->next;
}

static inline struct slot *
slot_of(const struct append *a, uint32_t block)
{
	return &a->session->now.blocks.slots[block - 1];
}

static inline uint32_t
block_of(const struct append *a, const struct slot *slot)
{
	return (uint32_t)(slot - a->session->now.blocks.slots) + 1;
}

void *
append_block(const struct append *a, uint32_t block)
{
	return slot_of(a, block)->p;
}

void
append_end_first(struct append *a, uint32_t block)
{
	append_details(a)->ends = slot_of(a, block)->number;
}

/* ------------------------------------------------------------------------
 * The long way
 */

/* The block whose free was missed is freed all the same, by what comes. */
static void
keep_missed_free(struct append *a, const struct event *e)
{
	if (e->ends != SESSION_NO_BLOCK)
		append_details(a)->ends = e->ends;
}

/* One event of BLOCK, by its number; *GAVE gets the block that it gave. */
static bool __attribute__((noinline))
apply(struct append *a, enum event_kind kind, uint32_t block, uint64_t nelem,
    uint64_t size, uint32_t *gave)
{
	struct session *s = a->session;
	struct event e = a->next;
	const struct slot *slot;
	struct outcome out;

	e.kind = kind;
	e.block = block;
	e.nelem = nelem;
	e.size = size;
	if (e.name == SESSION_NO_NAME)
		e.element = SESSION_WHOLE;
	a->next = plain;
	a->detailed = false;
	if (session_apply(s, &e, &out) != SESSION_OK) {
		keep_missed_free(a, &e);
		return false;
	}
	if (gave == NULL)
		return true;
	slot = blocks_find(&s->now.blocks, &s->numbers, out.block);
	*gave = block_of(a, slot);
	return true;
}

bool
append_nothing(struct append *a)
{
	uint32_t ends = a->next.ends;

	a->next.ends = SESSION_NO_BLOCK;
	return apply(a, ends == SESSION_NO_BLOCK ? EVENT_NOTHING : EVENT_FREE,
	    ends, 0, 0, NULL);
}

/* ------------------------------------------------------------------------
 * The short one
 */

/* Whether a call of SIZE bytes, at most, can go it. */
static inline bool
is_plain(const struct append *a, uint64_t size)
{
	const struct session *s = a->session;

	return !a->detailed && size <= UINT32_MAX &&
	    s->now.last_block != UINT32_MAX && s->within.decision == 0 &&
	    s->steps.count == 0 && s->kept_event == 0 &&
	    !s->history.archive.full &&
	    (s->command == NULL || s->command_events >= OBSERVED_EVENTS) &&
	    !pym_damaged(s->heap) &&
	    (session_streams(s) || s->now.event == history_count(&s->history));
}

/* The heap is about to be called. */
static inline const struct pym_calls *
begin(struct append *a)
{
	struct session *s = a->session;

	if (a->known != s->now.event) {
		a->known = s->now.event;
		a->arena_events = s->arena_events;
		pym_counts(s->heap, &a->counts);
	}
	s->forked = 0;
	s->told_taken = 0;
	s->got_count = 0;
	s->bases = BASES_NEW;
	return pym_calls(s->heap);
}

/* It gave nothing: there is no event. */
static uint32_t __attribute__((noinline, cold))
fail(struct append *a)
{
	struct session *s = a->session;

	s->bases = BASES_AGAIN;
	s->now.arenas = a->counts.arenas_total;
	a->known = UINT64_MAX;
	return STREAM_NO_BLOCK;
}

/* A bucket begins, or there is an arena more or less: what happened, in
   bits. */
static unsigned __attribute__((noinline))
add_happening(struct append *a)
{
	struct session *s = a->session;
	struct pym_counts before = a->counts;
	struct sample now;
	unsigned happened;

	if (a->arena_events != s->arena_events)
		pym_counts(s->heap, &a->counts);
	a->counts.pools_in_use = a->pools->in_use;
	a->counts.pools_filled = a->pools->filled;
	a->counts.pools_emptied = a->pools->emptied;
	a->arena_events = s->arena_events;
	happened = figures_sample(s, &before, &a->counts, &now);
	figures_add(s, &now);
	return happened;
}

/* That pools changed their states so often until NOW, where it was BEFORE. */
static inline unsigned
add_times(struct branch *tip, enum session_happening what, uint64_t now,
    uint64_t *before)
{
	uint64_t times = now - *before;

	if (times == 0)
		return 0;
	*before = now;
	series_add_times(&tip->series, what, times);
	return 1u << what;
}

/* The figures after the event that was just done; what happened. */
static inline unsigned
add_figures(struct append *a, struct branch *tip)
{
	const struct moment *now = &a->session->now;

	if (a->arena_events != a->session->arena_events ||
	    !series_add_some(&tip->series, now->event, now->asked,
	    now->pooled, now->in_blocks, a->pools->in_use))
		return add_happening(a);
	return add_times(tip, SESSION_POOL_FILLED, a->pools->filled,
	    &a->counts.pools_filled) | add_times(tip, SESSION_POOL_EMPTIED,
	    a->pools->emptied, &a->counts.pools_emptied);
}

/* R, whose ADDRESS, as a recording told, has no place in it. */
static void __attribute__((noinline, cold))
log_far(struct log *log, struct record r, uint64_t address)
{
	struct event e = plain;
	struct gave gave = { .address = address, .made = r.made,
		.happened = r.happened };

	e.kind = r.kind;
	e.size = r.size;
	if (e.kind == EVENT_CALLOC)
		e.nelem = r.block;
	else
		e.block = r.block;
	log_append(log, &e, &gave);
}

/* The history hears of the event that was just done, which gave P or freed it.
   WHAT it was; a block, or a calloc's elements; a size. */
static inline void
note(struct append *a, struct record what, void *p)
{
	struct session *s = a->session;
	uint64_t address = pym_nominal(s->heap, p);
	struct branch *tip;
	struct record r = {
		.address = address & ((UINT64_C(1) << 48) - 1),
		.kind = what.kind,
		.made = what.made,
		.block = what.block,
		.size = what.size,
	};

	s->bases = BASES_AGAIN;
	a->known = s->now.event;
	if (session_streams(s)) {
		if (s->told_taken > 0)
			bases_keep(s);
		return;
	}
	tip = history_tip(&s->history);
	r.happened = add_figures(a, tip);
	if (address >> 48 == 0)
		log_append_record(&tip->log, r);
	else
		log_far(&tip->log, r, address);
	tip->peak_bytes = s->now.peak_bytes;
	tip->peak_event = s->now.peak_event;
	if (s->told_taken > 0 || s->got_count > 0 || s->command != NULL ||
	    s->now.event >= s->next_checkpoint)
		apply_follow(s, tip);
}

static inline struct slot *
make(struct append *a, void *p, uint64_t size)
{
	return settle_make(a->session, p, size,
	    (uintptr_t)p - a->arenas < a->arenas_bytes);
}

/* P is what the heap gave for SIZE bytes. */
static inline uint32_t
settle(struct append *a, struct record r, void *p, uint64_t size)
{
	struct session *s = a->session;
	struct slot *slot;
	uint32_t block;

	if (p == NULL)
		return fail(a);
	s->now.event++;
	slot = make(a, p, size);
	block = block_of(a, slot);
	note(a, r, p);
	return block;
}

uint32_t
append_malloc(struct append *a, uint64_t size)
{
	uint32_t block = STREAM_NO_BLOCK;

	if (is_plain(a, size))
		return settle(a, (struct record){ .kind = EVENT_MALLOC,
		    .made = 1, .size = (uint32_t)size },
		    begin(a)->malloc(a->session->heap, size), size);
	apply(a, EVENT_MALLOC, SESSION_NO_BLOCK, 0, size, &block);
	return block;
}

uint32_t
append_calloc(struct append *a, uint64_t nelem, uint64_t size)
{
	uint32_t block = STREAM_NO_BLOCK;

	if (is_plain(a, nelem | size))
		return settle(a, (struct record){ .kind = EVENT_CALLOC,
		    .made = 1, .block = (uint32_t)nelem,
		    .size = (uint32_t)size },
		    begin(a)->calloc(a->session->heap, nelem, size),
		    nelem * size);
	apply(a, EVENT_CALLOC, SESSION_NO_BLOCK, nelem, size, &block);
	return block;
}

/* BLOCK lies at P now. */
static uint32_t
settle_again(struct append *a, uint32_t block, void *p, uint64_t size)
{
	struct session *s = a->session;
	struct slot *slot = slot_of(a, block);
	struct record r = { .kind = EVENT_REALLOC, .block = slot->number,
		.size = (uint32_t)size };

	if (p == NULL)
		return fail(a);
	s->now.event++;
	r.made = slot->p != p;
	if (r.made) {
		settle_end(s, slot);
		slot = make(a, p, size);
	} else {
		settle_size(s, slot, size);
	}
	block = block_of(a, slot);
	note(a, r, p);
	return block;
}

uint32_t
append_realloc(struct append *a, uint32_t block, uint64_t size)
{
	const struct slot *slot = slot_of(a, block);

	if (is_plain(a, size) && slot->name == SESSION_NO_NAME)
		return settle_again(a, block,
		    begin(a)->realloc(a->session->heap, slot->p, size), size);
	return apply(a, EVENT_REALLOC, slot->number, 0, size, &block) ?
	    block : STREAM_NO_BLOCK;
}

bool
append_end(struct append *a, uint32_t block)
{
	struct session *s = a->session;
	struct slot *slot = slot_of(a, block);
	struct record r = { .kind = EVENT_FREE, .block = slot->number };
	void *p = slot->p;

	if (!is_plain(a, 0))
		return apply(a, EVENT_FREE, slot->number, 0, 0, NULL);
	if (begin(a)->free(s->heap, p) != PYM_OK) {
		fail(a);
		return false;
	}
	s->now.event++;
	settle_end(s, slot);
	note(a, r, p);
	return true;
}
