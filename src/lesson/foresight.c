/* foresight.c - what an event would do, found out by session_try. */
#include "config.h"

#include "lesson/foresight.h"

/* A block of a pool was chosen for the request. */
static void
note_block(struct foresight *f, const struct pym_decision *d,
    enum foresight_way way)
{
	f->takes = true;
	f->way = way;
	f->pool = d->pool;
	f->block = d->block;
	f->address = d->address;
}

/* A block goes back to its pool; of a realloc that moves, the old one, which
   nobody asks about. */
static void
note_given(struct foresight *f, const struct pym_decision *d)
{
	if (f->takes)
		return;
	f->gives = true;
	f->pool = d->pool;
	f->block = d->block;
	f->address = d->address;
	f->count = (uint32_t)d->after;
}

static void
note_way(struct foresight *f, const struct pym_decision *d)
{
	switch (d->kind) {
	case PYM_D_BLOCK_CHOSEN:
		note_block(f, d, FORESIGHT_LINKED);
		break;
	case PYM_D_BLOCK_CARVED:
		f->way = FORESIGHT_CARVED;
		break;
	case PYM_D_POOL_FULL:
		f->way = FORESIGHT_FILLS;
		break;
	case PYM_D_POOL_SAME_CLASS:
	case PYM_D_POOL_INITIALISED:
		note_block(f, d, FORESIGHT_NEW_POOL);
		break;
	case PYM_D_SYSTEM_BLOCK:
		f->takes = true;
		f->way = FORESIGHT_SYSTEM;
		f->address = d->address;
		break;
	case PYM_D_BLOCK_FREED:
		note_given(f, d);
		break;
	default:
		break;
	}
}

static void
note(struct foresight *f, const struct pym_decision *d)
{
	switch (d->kind) {
	case PYM_D_SIZE_CLASS:
		f->szidx = d->szidx;
		f->request = d->request;
		break;
	case PYM_D_TO_SYSTEM:
		f->request = d->request;
		break;
	case PYM_D_REALLOC_IN_PLACE:
	case PYM_D_REALLOC_SYSTEM:
		/* The system allocator may move what stays with it. */
		f->stays = !f->gave.moved;
		f->takes |= f->gave.moved;
		f->way = FORESIGHT_SYSTEM;
		f->request = d->request;
		f->address = d->address;
		break;
	case PYM_D_ARENA_OBTAINED:
		f->obtains = true;
		break;
	case PYM_D_ARENA_GIVEN_BACK:
		f->returns = true;
		break;
	default:
		note_way(f, d);
		break;
	}
}

/* What the pool's header tells now, before the event. */
static void
look_at_pool(struct foresight *f)
{
	struct pym_pool_view p;

	if (f->pool.arena == PYM_NONE ||
	    !pym_pool(session_heap(f->session), f->pool, &p) ||
	    f->way == FORESIGHT_NEW_POOL)
		return;
	f->capacity = p.capacity;
	f->szidx = p.szidx;
	if (f->takes)
		f->count = p.count + 1;
}

static void
look_at_block(struct foresight *f)
{
	struct pym_location at;

	pym_locate(session_heap(f->session), f->address, &at);
	if (at.place != PYM_PLACE_BLOCK)
		return;
	f->pool = at.pool;
	f->block = at.block;
}

bool
foresight_look(struct foresight *f, struct session *s, const struct event *e)
{
	const struct pym_decision *all;
	size_t i, n;

	*f = (struct foresight){ .session = s, .event = *e,
	    .pool = { PYM_NONE, PYM_NONE }, .block = PYM_NONE,
	    .szidx = PYM_NONE };
	if (session_try(s, e, &f->gave) != SESSION_OK)
		return false;
	all = session_tried(s, &n);
	for (i = 0; i < n; i++)
		note(f, &all[i]);
	if (f->stays)
		look_at_block(f);
	look_at_pool(f);
	return f->takes || f->stays || f->gives;
}
