/* random_events.c - histories drawn by dice, for the tests of the session. */
#include "config.h"

#include <string.h>

#include "random_events.h"
#include "session/inside.h"

uint32_t
live_one(const struct session *s, struct dice *d)
{
	const struct blocks *blocks = &s->now.blocks;
	const struct slot *slot;
	int tries;

	for (tries = 0; blocks->count > 0 && tries < 8; tries++) {
		slot = &blocks->slots[roll(d, blocks->count)];
		if (slot->p != NULL)
			return slot->number;
	}
	return 0;
}

static uint64_t
random_size(struct dice *d)
{
	switch (roll(d, 12)) {
	case 0:
		return 0;
	case 1:
		return 500 + roll(d, 3000);
	case 2:
		return roll(d, 530);
	default:
		return 1 + roll(d, 64);
	}
}

static void
random_name(struct session *s, struct dice *d, struct event *e)
{
	static const char *const words[] = { "a", "b", "xs", "ys", "long" };
	const char *word = words[roll(d, 5)];

	e->element = SESSION_WHOLE;
	if (roll(d, 2) == 0)
		return;
	e->name = session_intern(s, word, strlen(word));
	if (strchr(word, 's') != NULL)
		e->element = (uint32_t)roll(d, 6);
}

void
random_event(struct session *s, struct dice *d, struct event *e)
{
	/* No eight of them look like an address of ours. */
	static const char bytes[] = "written_by_the_program_that_owns_it";
	uint32_t live = live_one(s, d);
	struct session_block b = { 0 };

	*e = (struct event){ .element = SESSION_WHOLE, .bytes = bytes };
	session_block(s, live, &b);
	switch (live == 0 ? roll(d, 3) : roll(d, 10)) {
	case 0: case 1: case 2: case 3:
		e->kind = roll(d, 4) == 0 ? EVENT_CALLOC : EVENT_MALLOC;
		e->size = random_size(d);
		e->nelem = roll(d, 4);
		random_name(s, d, e);
		e->ends = roll(d, 8) == 0 ? live : 0;
		break;
	case 4: case 5:
		e->kind = EVENT_REALLOC;
		e->block = roll(d, 9) == 0 ? 0 : live;
		e->size = random_size(d);
		if (roll(d, 3) == 0)
			random_name(s, d, e);
		break;
	case 6:
		e->kind = EVENT_WRITE;
		e->block = live;
		e->offset = b.size == 0 ? 0 : roll(d, b.size);
		e->size = b.size - e->offset;
		if (e->size > sizeof bytes)
			e->size = sizeof bytes;
		break;
	case 7:
		e->kind = roll(d, 3) == 0 ? EVENT_NOTHING : EVENT_FREE;
		break;
	default:
		e->kind = EVENT_FREE;
		e->block = live;
	}
}

/* Of a block that lives, or of one that has ended. */
static uint64_t
some_address(const struct session *s, struct dice *d)
{
	uint32_t live = live_one(s, d), last = session_last_block(s);
	struct session_block b = { 0 };

	if (live == 0 || roll(d, 3) == 0)
		live = last - (uint32_t)roll(d, last < 30 ? last : 30);
	session_block(s, live, &b);
	return b.address + (roll(d, 3) == 0 ? b.size : 0);
}

void
wild_event(const struct session *s, struct dice *d, struct event *e)
{
	static const uint64_t words[] = { 0, 0x4141414141414141 };

	*e = (struct event){ .element = SESSION_WHOLE,
	    .kind = EVENT_FREE_WILD };
	if (session_last_block(s) == 0)
		return;
	e->offset = some_address(s, d);
	if (roll(d, 2) == 0)
		return;
	e->kind = EVENT_WRITE_WILD;
	e->bytes = words;
	e->size = 1 + roll(d, sizeof words);
}

void
plain_event(const struct session *s, struct dice *d, struct event *e)
{
	uint32_t live = live_one(s, d);

	*e = (struct event){ .element = SESSION_WHOLE };
	e->kind = live == 0 || session_live_blocks(s) < 500 ||
	    roll(d, 2) == 0 ? EVENT_MALLOC : EVENT_FREE;
	if (roll(d, 16) == 0)
		e->kind = live == 0 ? EVENT_CALLOC : EVENT_REALLOC;
	if (e->kind == EVENT_CALLOC)
		e->nelem = 1;
	else if (e->kind != EVENT_MALLOC)
		e->block = live;
	if (e->kind == EVENT_MALLOC && roll(d, 64) == 0)
		e->ends = live;
	e->size = roll(d, 20) == 0 ? 500 + roll(d, 900) :
	    1 + roll(d, 300);
}
