/*
 * settle.h - what a call does to the tables: apply.c has it of any event,
 * append.c of those that are added by the short way.
 */
#ifndef POOLSCOPE_SESSION_SETTLE_H
#define POOLSCOPE_SESSION_SETTLE_H

#include "session/inside.h"

/* Of a slot: no memory has as much. */
#define MAX_SIZE	((UINT64_C(1) << 55) - 1)

/* SLOT's name no longer stands for it; with FORGET for nothing else. */
void settle_unname(struct session *s, struct slot *slot, bool forget);

/* Bytes of the block of a pool that is SLOT's. */
static inline uint64_t
settle_block_bytes(const struct session *s, const struct slot *slot)
{
	return ((uint64_t)slot->szidx + 1) * s->profile.alignment;
}

static inline void
settle_end(struct session *s, struct slot *slot)
{
	s->now.live--;
	s->now.asked -= slot->size;
	if (slot->pooled) {
		s->now.pooled -= slot->size;
		s->now.in_blocks -= settle_block_bytes(s, slot);
	}
	if (slot->name != SESSION_NO_NAME)
		settle_unname(s, slot, false);
	if (s->index->cells != NULL)
		index_remove(s->index, &s->now.blocks, slot);
	blocks_remove(&s->now.blocks, &s->numbers, slot);
}

static inline void
settle_peak(struct session *s)
{
	if (s->now.asked > s->now.peak_bytes) {
		s->now.peak_bytes = s->now.asked;
		s->now.peak_event = s->now.event;
	}
}

static inline void
settle_size(struct session *s, struct slot *slot, uint64_t size)
{
	s->now.asked += size - slot->size;
	if (slot->pooled)
		s->now.pooled += size - slot->size;
	slot->size = size & MAX_SIZE;
	blocks_touch(&s->now.blocks, slot);
	settle_peak(s);
}

/* A block at P of SIZE bytes, from an arena or not. */
static inline struct slot *
settle_make(struct session *s, void *p, uint64_t size, bool in_arena)
{
	uint64_t asked = size + s->debug_extra;
	bool pooled = asked <= s->profile.threshold && in_arena;
	uint32_t number = ++s->now.last_block;
	struct slot *slot;

	slot = blocks_add(&s->now.blocks, &s->numbers, number);
	*slot = (struct slot){
		.p = p,
		.size = size & MAX_SIZE,
		.szidx = pooled && asked > 0 ? (uint8_t)((asked - 1) >>
		    (s->profile.alignment == 16 ? 4 : 3)) : 0,
		.pooled = pooled,
		.number = number,
		.born = (uint32_t)s->now.event,
		.name = SESSION_NO_NAME,
		.element = SESSION_WHOLE,
	};
	if (pooled) {
		s->now.pooled += size;
		s->now.in_blocks += settle_block_bytes(s, slot);
	}
	s->now.live++;
	s->now.asked += size;
	settle_peak(s);
	if (s->index->cells != NULL)
		index_add(s->index, &s->now.blocks, slot);
	return slot;
}

#endif
