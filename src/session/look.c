/*
 * look.c - blocks and names at this moment; blocks that ended, from the
 * history.
 */
#include "config.h"

#include "session/inside.h"

#include <stdlib.h>
#include <string.h>

#include "core/debug.h"
#include "support/xalloc.h"

/* How many events session_former goes back. */
#define FORMER_EVENTS	65536u

/* ------------------------------------------------------------------------
 * Blocks that live
 */

/* A slot knows the low half of its event only, or nothing of it. */
static uint64_t
born(const struct session *s, const struct slot *slot)
{
	uint64_t event;

	if (slot->born == 0 && !session_streams(s))
		return history_birth(&s->history, slot->number);
	event = (s->now.event & ~(uint64_t)UINT32_MAX) | slot->born;

	return event > s->now.event ? event - UINT32_MAX - 1 : event;
}

/* Between decisions memory counts: whether the event that we are within has
   taken SLOT's block back. */
static bool
taken_back(const struct session *s, const struct slot *slot)
{
	const struct act *act = &s->within.act;
	struct pym_location at;

	if (s->within.decision == 0 || slot == NULL ||
	    (slot != act->block && slot != act->ends))
		return false;
	pym_locate(s->heap, pym_nominal(s->heap, slot->p), &at);
	return at.place != PYM_PLACE_SYSTEM_BLOCK &&
	    (at.place != PYM_PLACE_BLOCK || at.state != PYM_BLOCK_ALLOCATED);
}

static void
describe(const struct session *s, const struct slot *slot,
    struct session_block *out)
{
	bool live = !taken_back(s, slot);

	*out = (struct session_block){
		.number = slot->number,
		.address = pym_nominal(s->heap, slot->p),
		.size = slot->size,
		.born = born(s, slot),
		.name = names_text(s->names, slot->name),
		.element = slot->element,
		.live = live,
		.freed = live ? 0 : s->now.event + 1,
		.site = blocks_site(&s->now.blocks, slot),
	};
}

/* The block that starts at a nominal address, or NULL. */
static const struct slot *
starts_at(const struct session *s, uint64_t address)
{
	const void *p = pym_real(s->heap, address);

	return p == NULL ? NULL : index_find(s->index, &s->now.blocks, p);
}

/* Where a program's data begin in the block at AT: debug hooks put some bytes
   before them. */
static uint64_t
data_start(const struct session *s, const struct pym_location *at)
{
	return s->debug_extra == 0 ? at->start : at->start +
	    pym_debug_front(&s->profile, at->place == PYM_PLACE_SYSTEM_BLOCK);
}

bool
session_block_at(const struct session *s, uint64_t address,
    struct session_block *out)
{
	const struct slot *slot = starts_at(s, address);
	struct pym_location at;

	if (slot == NULL) {
		pym_locate(s->heap, address, &at);
		if (at.place == PYM_PLACE_BLOCK ||
		    at.place == PYM_PLACE_SYSTEM_BLOCK)
			slot = starts_at(s, data_start(s, &at));
	}
	if (slot == NULL || taken_back(s, slot))
		return false;
	describe(s, slot, out);
	return true;
}

bool
session_block_also(const struct session *s, const struct session_block *b,
    struct session_block *out)
{
	const void *p = pym_real(s->heap, b->address);
	const struct slot *slot = p == NULL ? NULL :
	    index_find_below(s->index, &s->now.blocks, p, b->number);

	if (slot == NULL || taken_back(s, slot))
		return false;
	describe(s, slot, out);
	return true;
}

static int
compare_numbers(const void *a, const void *b)
{
	const uint32_t *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

uint32_t *
session_live_list(const struct session *s, size_t *n)
{
	const struct blocks *all = &s->now.blocks;
	uint32_t *list = xcalloc(all->count + 1, sizeof *list);
	size_t i;

	*n = 0;
	for (i = 0; i < all->count; i++)
		if (all->slots[i].p != NULL &&
		    !taken_back(s, &all->slots[i]))
			list[(*n)++] = all->slots[i].number;
	qsort(list, *n, sizeof *list, compare_numbers);
	return list;
}

void
session_each_live(const struct session *s,
    void (*fn)(void *ctx, const struct session_block *b), void *ctx)
{
	const struct blocks *all = &s->now.blocks;
	struct session_block b;
	size_t i;

	for (i = 0; i < all->count; i++) {
		if (all->slots[i].p == NULL ||
		    taken_back(s, &all->slots[i]))
			continue;
		describe(s, &all->slots[i], &b);
		fn(ctx, &b);
	}
}

uint32_t
session_last_block(const struct session *s)
{
	return s->now.last_block;
}

uint64_t
session_live_blocks(const struct session *s)
{
	return s->now.live;
}

uint64_t
session_requested_bytes(const struct session *s)
{
	const struct act *act = &s->within.act;
	uint64_t bytes = s->now.pooled;

	if (taken_back(s, act->block) && act->block->pooled)
		bytes -= act->block->size;
	if (taken_back(s, act->ends) && act->ends->pooled)
		bytes -= act->ends->size;
	return bytes;
}

uint64_t
session_base(const struct session *s, uint64_t ordinal)
{
	return history_origin(&s->history, ordinal);
}

/* ------------------------------------------------------------------------
 * Blocks that ended
 */

/* The last event before N that gave block NUMBER, born at BIRTH, a name
   without moving it; 0 if there is none. */
static uint64_t
last_rename(const struct session *s, uint32_t number, uint64_t birth,
    uint64_t n, struct event *e)
{
	uint64_t found = 0, i = birth;
	struct event candidate;
	struct gave gave;

	if (!history_renames(&s->history))
		return 0;
	while ((i = history_next_of(&s->history, i, n - 1, number)) != 0) {
		history_fetch(&s->history, i, &candidate, &gave);
		if (candidate.kind == EVENT_REALLOC && !gave.made &&
		    candidate.name != SESSION_NO_NAME) {
			found = i;
			*e = candidate;
		}
	}
	return found;
}

/* The event at BIRTH, which made block NUMBER, or what is known of it. */
static void
fetch_birth(const struct session *s, uint32_t number, uint64_t birth,
    struct event *e, struct gave *gave)
{
	const struct elder *elder = elders_find(&s->history.elders, number);

	if (elder == NULL) {
		history_fetch(&s->history, birth, e, gave);
		return;
	}
	*e = (struct event){
		.kind = EVENT_MALLOC,
		.size = elder->size,
		.name = elder->name,
		.element = elder->element,
		.site = elder->site,
	};
	*gave = (struct gave){ .address = elder->address, .made = true };
}

uint32_t
look_name(const struct session *s, uint32_t number, uint64_t n,
    uint32_t *element)
{
	struct event e, rename;
	struct gave gave;
	const struct slot *slot;
	uint64_t birth;

	*element = SESSION_WHOLE;
	if (session_streams(s)) {
		slot = blocks_find(&s->now.blocks, &s->numbers, number);
		if (slot == NULL)
			return SESSION_NO_NAME;
		*element = slot->element;
		return slot->name;
	}
	while (number != SESSION_NO_BLOCK) {
		birth = history_birth(&s->history, number);
		if (birth == 0 || birth >= n)
			break;
		fetch_birth(s, number, birth, &e, &gave);
		if (last_rename(s, number, birth, n, &rename) != 0)
			e = rename;
		if (e.name != SESSION_NO_NAME) {
			*element = e.element;
			return e.name;
		}
		number = e.kind == EVENT_REALLOC ? e.block : SESSION_NO_BLOCK;
		n = birth;
	}
	return SESSION_NO_NAME;
}

/* When block NUMBER ended; the size it had then goes to OUT, and its site. */
static uint64_t
find_end(const struct session *s, uint32_t number, uint64_t birth,
    struct session_block *out)
{
	uint64_t i = birth;
	struct event e;
	struct gave gave;

	while ((i = history_next_of(&s->history, i, s->now.event,
	    number)) != 0) {
		history_fetch(&s->history, i, &e, &gave);
		if (e.ends == number || e.kind == EVENT_FREE ||
		    (e.kind == EVENT_FREE_WILD && e.offset == out->address) ||
		    (e.kind == EVENT_REALLOC && gave.made))
			return i;
		if (e.kind != EVENT_REALLOC)
			continue;
		out->size = e.size;
		if (e.site != SESSION_NO_SITE)
			out->site = e.site;
	}
	return 0;
}

/* Block NUMBER as the event that we are at left it behind, or NULL: it is not
   one that this event ended. */
static const struct slot *
kept_block(const struct session *s, uint32_t number, uint32_t *site)
{
	int i;

	if (s->kept_event == 0 || s->kept_event != s->now.event)
		return NULL;
	for (i = 0; i < 2; i++)
		if (s->kept_blocks[i].number == number) {
			*site = s->kept_sites[i];
			return &s->kept_blocks[i];
		}
	return NULL;
}

/* Block NUMBER, which was born at or before this moment and has ended: at
   event END, or 0, which is then looked for. */
static void
describe_ended(const struct session *s, uint32_t number, uint64_t end,
    enum ended_detail detail, struct session_block *out)
{
	uint32_t name, site = SESSION_NO_SITE;
	const struct slot *kept = kept_block(s, number, &site);
	struct event e;
	struct gave gave;

	*out = (struct session_block){
		.number = number,
		.element = SESSION_WHOLE,
	};
	if (session_streams(s))
		return;
	out->born = history_birth(&s->history, number);
	if (out->born == 0)	/* all of its life was dropped */
		return;
	fetch_birth(s, number, out->born, &e, &gave);
	out->address = gave.address;
	out->site = e.site;
	out->size = event_asked(&e);
	if (kept != NULL) {
		out->size = kept->size;
		out->site = site;
		out->freed = s->now.event;
	} else if (end != 0 && detail == ENDED_NAME) {
		out->freed = end;
	} else {
		out->freed = find_end(s, number, out->born, out);
	}
	name = look_name(s, number, out->freed, &out->element);
	out->name = names_text(s->names, name);
}

bool
session_block(const struct session *s, uint32_t number,
    struct session_block *out)
{
	const struct slot *slot;

	if (number == SESSION_NO_BLOCK || number > s->now.last_block)
		return false;
	slot = blocks_find(&s->now.blocks, &s->numbers, number);
	if (slot != NULL)
		describe(s, slot, out);
	else
		describe_ended(s, number, 0, ENDED_ALL, out);
	return true;
}

/* The block that event N, the last one at its address, freed, or made and
   another event ended; false: it lives. */
static bool
describe_last(const struct session *s, uint64_t n, enum ended_detail detail,
    struct session_block *out)
{
	uint32_t number;
	struct event e;
	struct gave gave;

	history_fetch(&s->history, n, &e, &gave);
	if (e.kind == EVENT_FREE) {
		describe_ended(s, e.block, n, detail, out);
		return true;
	}
	number = history_made(&s->history, n);
	if (blocks_find(&s->now.blocks, &s->numbers, number) != NULL)
		return false;
	describe_ended(s, number, 0, ENDED_ALL, out);
	return true;
}

static bool
find_former(const struct session *s, uint64_t address,
    enum ended_detail detail, struct session_block *out)
{
	uint64_t n = s->now.event + 1, first;
	struct pym_location at;
	const struct slot *slot;

	if (s->debug_extra != 0) {
		pym_locate(s->heap, address, &at);
		if (at.place == PYM_PLACE_BLOCK && at.offset == 0)
			address = data_start(s, &at);
	}
	slot = starts_at(s, address);
	if (taken_back(s, slot)) {
		describe(s, slot, out);
		return true;
	}
	if (session_streams(s))
		return false;
	first = n > FORMER_EVENTS ? n - FORMER_EVENTS : 1;
	while ((n = history_last_at(&s->history, first, n - 1,
	    address)) != 0)
		if (describe_last(s, n, detail, out))
			return true;
	return false;
}

bool
session_former(const struct session *s, uint64_t address,
    struct session_block *out)
{
	return find_former(s, address, ENDED_ALL, out);
}

bool
session_former_name(const struct session *s, uint64_t address,
    struct session_block *out)
{
	return find_former(s, address, ENDED_NAME, out);
}

/* ------------------------------------------------------------------------
 * Names
 */

uint32_t
session_intern(struct session *s, const char *name, size_t length)
{
	return names_intern(s->names, name, length);
}

const char *
session_name(const struct session *s, uint32_t name)
{
	return names_text(s->names, name);
}

static bool
loses(const struct session *s, uint32_t name, const struct slot *slot)
{
	return taken_back(s, slot) && slot->name == name;
}

static bool
bind(const struct session *s, uint32_t name, struct session_binding *out)
{
	const struct standing *standing = standings_find(&s->now.names, name);
	const struct act *act = &s->within.act;

	if (standing == NULL)
		return false;
	*out = (struct session_binding){
		.name = name,
		.list = standing->list,
		.length = standing->length,
		.live = standing->live - loses(s, name, act->block) -
		    loses(s, name, act->ends),
	};
	return true;
}

bool
session_binding(const struct session *s, const char *name,
    struct session_binding *out)
{
	return bind(s, names_find(s->names, name, strlen(name)), out);
}

uint32_t
session_element(const struct session *s, uint32_t name, uint32_t element)
{
	const struct standing *standing = standings_find(&s->now.names, name);

	if (standing != NULL && !standing->list && element == SESSION_WHOLE)
		element = 0;
	return standing == NULL || element >= standing->length ?
	    SESSION_NO_BLOCK : standing->elements[element];
}

void
session_names(const struct session *s,
    void (*fn)(void *ctx, const struct session_binding *b), void *ctx)
{
	const uint32_t *sorted = names_sorted(s->names);
	struct session_binding b;
	size_t i;

	for (i = 0; i < s->names->count; i++)
		if (bind(s, sorted[i], &b) && b.live > 0)
			fn(ctx, &b);
}
