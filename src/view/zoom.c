/*
 * zoom.c - from the whole heap to one block, and choosing what to look at.
 */
#include "config.h"

#include "support/i18n.h"
#include "view/view.h"

/* ---- what there is ------------------------------------------------------ */

static bool
live(const struct view *v, uint32_t arena)
{
	struct pym_arena_view a;

	return pym_arena(session_heap(v->session), arena, &a);
}

bool
view_pool(const struct view *v, struct pym_pool_view *out)
{
	return v->pool.arena != PYM_NONE &&
	    pym_pool(session_heap(v->session), v->pool, out);
}

uint32_t
view_block(const struct view *v, const struct pym_pool_view *p)
{
	uint64_t head = p->freeblock - p->address - PYM_POOL_OVERHEAD;

	if (p->capacity == 0)
		return PYM_NONE;
	if (v->block < p->capacity)
		return v->block;
	return p->freeblock != 0 && head / p->size < p->capacity ?
	    (uint32_t)(head / p->size) : 0;
}

/* ---- in and out --------------------------------------------------------- */

bool
view_zoom_in(struct view *v)
{
	struct pym_pool_view p;

	if (v->help || v->extra != EXTRA_NONE || v->zoom == ZOOM_BLOCK ||
	    !view_pool(v, &p))
		return false;
	if (v->zoom >= ZOOM_POOL && p.capacity == 0)
		return false;
	if (v->zoom == ZOOM_BLOCKS)
		v->block = view_block(v, &p);
	v->zoom = (enum view_zoom)(v->zoom + 1);
	return true;
}

const char *
view_no_way_in(const struct view *v)
{
	struct pym_pool_view p;

	if (v->help || v->extra != EXTRA_NONE)
		return NULL;
	if (!view_pool(v, &p))
		return _("there is no pool to look at yet");
	if (v->zoom >= ZOOM_POOL && p.capacity == 0)
		return _("this pool is not carved yet: it has no blocks to "
		    "look at");
	return v->zoom == ZOOM_BLOCK ? _("a block is the nearest there is; Esc "
	    "goes back out") : NULL;
}

bool
view_put_away(struct view *v)
{
	if (view_dismiss(v))
		return true;
	if (v->extra == EXTRA_NONE)
		return false;
	v->extra = EXTRA_NONE;
	return true;
}

bool
view_zoom_out(struct view *v)
{
	if (view_put_away(v))
		return true;
	if (v->zoom == ZOOM_HEAP)
		return false;
	v->zoom = (enum view_zoom)(v->zoom - 1);
	return true;
}

void
view_toggle_extra(struct view *v, enum view_extra extra)
{
	v->extra = v->extra == extra ? EXTRA_NONE : extra;
	view_dismiss(v);
}

/* ---- choosing ----------------------------------------------------------- */

/* VALUE and STEP more, but no further than from 0 to COUNT - 1. */
static uint32_t
stepped(uint32_t value, int64_t step, uint32_t count)
{
	int64_t sum = (int64_t)value + step;

	if (sum >= (int64_t)count)
		sum = (int64_t)count - 1;
	return sum < 0 ? 0 : (uint32_t)sum;
}

/* The live arena nearest to INDEX, going on in the direction of STEP. */
static uint32_t
live_from(const struct view *v, uint32_t index, int64_t step)
{
	uint32_t slots = pym_arena_slots(session_heap(v->session)), i;

	for (i = index; i < slots; i = step < 0 ? i - 1 : i + 1)
		if (live(v, i))
			return i;
	return v->pool.arena;
}

static void
look_at_pool(struct view *v, struct pym_pool_ref pool)
{
	if (pool.arena != v->pool.arena || pool.pool != v->pool.pool) {
		v->block = PYM_NONE;
		v->picked = false;
	}
	v->pool = pool;
}

static void
select_arena(struct view *v, int64_t step)
{
	uint32_t slots = pym_arena_slots(session_heap(v->session));
	struct pym_pool_ref pool = v->pool;
	struct pym_arena_view a;

	if (step == 0)
		return;
	pool.arena = live_from(v, stepped(pool.arena, step, slots), step);
	if (!pym_arena(session_heap(v->session), pool.arena, &a))
		return;
	pool.pool = stepped(pool.pool, 0, a.ntotalpools);
	look_at_pool(v, pool);
}

static void
select_pool(struct view *v, int64_t step)
{
	struct pym_pool_ref pool = v->pool;
	struct pym_arena_view a;

	if (!pym_arena(session_heap(v->session), pool.arena, &a))
		return;
	pool.pool = stepped(pool.pool, step, a.ntotalpools);
	look_at_pool(v, pool);
}

static void
select_block(struct view *v, int64_t step)
{
	struct pym_pool_view p;

	if (!view_pool(v, &p) || p.capacity == 0)
		return;
	v->block = stepped(view_block(v, &p), step, p.capacity);
	v->picked = true;
}

void
view_select(struct view *v, int right, int down)
{
	uint32_t classes = pym_class_count(session_profile(v->session));
	int64_t step = (int64_t)down * v->per_row + right;

	if (v->extra == EXTRA_TRICK)
		v->szidx = stepped(v->szidx, (int64_t)right + down, classes);
	if (v->extra != EXTRA_NONE || v->pool.arena == PYM_NONE)
		return;
	switch (v->zoom) {
	case ZOOM_HEAP:
		select_arena(v, step);
		break;
	case ZOOM_ARENA:
		select_pool(v, step);
		break;
	case ZOOM_POOL:
		select_pool(v, right);
		select_arena(v, down);
		break;
	case ZOOM_BLOCKS:
		select_block(v, step);
		break;
	case ZOOM_BLOCK:
		select_block(v, (int64_t)right + down);
		break;
	}
}

/* ---- clicking ----------------------------------------------------------- */

static bool
click_arena(struct view *v, uint32_t arena)
{
	if (!live(v, arena))
		return false;
	if (v->pool.arena == arena && v->zoom == ZOOM_HEAP)
		return view_zoom_in(v);
	if (v->pool.arena == arena)
		v->zoom = ZOOM_ARENA;
	else
		look_at_pool(v, (struct pym_pool_ref){ arena, 0 });
	return true;
}

static bool
click_pool(struct view *v, struct pym_pool_ref pool)
{
	bool again = pool.arena == v->pool.arena &&
	    pool.pool == v->pool.pool;
	struct pym_pool_view p;

	if (!pym_pool(session_heap(v->session), pool, &p))
		return false;
	look_at_pool(v, pool);
	if (again && v->zoom < ZOOM_POOL)
		v->zoom = ZOOM_POOL;
	else if (again && v->extra == EXTRA_NONE)
		view_zoom_in(v);
	return true;
}

static bool
click_block(struct view *v, struct pym_pool_ref pool, uint32_t block)
{
	bool again = v->picked && v->block == block &&
	    pool.arena == v->pool.arena && pool.pool == v->pool.pool;

	look_at_pool(v, pool);
	v->block = block;
	v->picked = true;
	if (again)
		v->zoom = ZOOM_BLOCK;
	return true;
}

bool
view_select_at(struct view *v, int row, int col)
{
	const struct target *t;
	struct pym_pool_ref pool;
	uint32_t which;

	t = targets_find(&v->targets, row, col, &which);
	if (t == NULL)
		return false;
	pool = t->pool;
	switch (t->kind) {
	case TARGET_LEVEL:
		v->extra = EXTRA_NONE;
		v->zoom = (enum view_zoom)which;
		return true;
	case TARGET_ARENA:
		return click_arena(v, which);
	case TARGET_POOL:
		pool.pool = which;
		return click_pool(v, pool);
	case TARGET_BLOCK:
		return click_block(v, pool, which);
	}
	return false;
}
