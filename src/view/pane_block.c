/*
 * pane_block.c - one block: whose it is, where it lies, what is in it.
 *
 *	owner     was c, 28 bytes, until event 7
 *	made by   event 4: c = alloc 28, at app.py:12 handle
 *	ours?     pool 0x200000000000 says arenaindex 0; ... : ours
 *	  +0  50 00 00 00 00 20 00 00  00 00 00 00 00 00 00 00  P.... ..........
 *	      +---- link -> block 1
 */
#include "config.h"

#include "view/pane.h"

#include <inttypes.h>
#include <stdio.h>

#include "core/debug.h"
#include "session/event.h"
#include "session/owners.h"
#include "support/i18n.h"
#include "view/address_test.h"
#include "view/close_up.h"
#include "view/hex.h"

#define LEFT	3
#define TEXT_ROWS 6		/* the title and what is above the bytes */
#define NARROW	110		/* below, the address test takes two rows */

/* A block and what is known of it. */
struct looked {
	struct pym_pool_view pool;
	uint32_t block;
	uint64_t address;
	enum pym_block_state state;
	uint32_t place;			/* in the chain, from 1; 0: none */
	size_t chain;			/* blocks in it */
	struct session_block owner;	/* who has it, or had it last */
	bool owned, former;
};

static bool
look(const struct view *v, struct looked *b)
{
	const struct pym_heap *h = session_heap(v->session);
	struct pym_location at;

	*b = (struct looked){ .block = PYM_NONE };
	if (!view_pool(v, &b->pool))
		return false;
	b->block = view_block(v, &b->pool);
	if (b->block == PYM_NONE)
		return false;
	b->address = b->pool.address + PYM_POOL_OVERHEAD +
	    (uint64_t)b->block * b->pool.size;
	pym_locate(h, b->address, &at);
	b->state = at.state;
	b->owned = session_block_at(v->session, b->address, &b->owner);
	return true;
}

/* Who had it last: in a long history that is far to seek. */
static void
find_former(struct view *v, struct looked *b)
{
	if (b->owned || b->block >= b->pool.ncarved)
		return;
	if (v->former_address != b->address) {
		v->former_address = b->address;
		v->former_known = session_former(v->session, b->address,
		    &v->former);
	}
	b->former = v->former_known;
	b->owner = v->former;
}

static void
find_place(const struct view *v, struct looked *b)
{
	uint32_t offsets[1024], mine = PYM_POOL_OVERHEAD + b->block *
	    b->pool.size;
	size_t i;

	b->chain = pym_pool_chain(session_heap(v->session), b->pool.ref,
	    offsets, 1024);
	for (i = 0; i < b->chain && i < 1024 && b->place == 0; i++)
		if (offsets[i] == mine)
			b->place = (uint32_t)i + 1;
}

/* ---- what it is --------------------------------------------------------- */

static void
draw_title(const struct view *v, struct canvas *cv, const struct looked *b)
{
	char text[96];
	int col;

	snprintf(text, sizeof(text), _("BLOCK %u.%u.%u"), b->pool.ref.arena,
	    b->pool.ref.pool, b->block);
	col = pane_title_begin(cv, text);
	if (b->state == PYM_BLOCK_FREE && b->place > 0 && !v->covered)
		snprintf(text, sizeof(text), _("free: number %u of %zu on "
		    "the chain"), b->place, b->chain);
	else
		snprintf(text, sizeof(text), "%s", b->state ==
		    PYM_BLOCK_ALLOCATED ? _("handed out") :
		    b->state == PYM_BLOCK_FREE ? _("free") :
		    _("not carved yet"));
	col = pane_title_add(cv, col, close_up_style(b->state) |
	    (changes_block(&v->changes, b->pool.ref, b->block) ?
	    MARK_CHANGED : 0), text);
	snprintf(text, sizeof(text), _("%u B (szidx %u)"), b->pool.size,
	    b->pool.szidx);
	col = pane_title_add(cv, col, STYLE_NORMAL, text);
	snprintf(text, sizeof(text), "0x%" PRIx64, b->address);
	pane_title_end(cv, pane_title_add(cv, col, STYLE_ADDRESS, text));
}

/* What is wrong with a block that somebody has. */
static void
put_also(const struct view *v, const struct looked *b, struct strbuf *out)
{
	struct session_block also;
	char name[96];

	if (session_block_also(v->session, &b->owner, &also)) {
		close_up_owner(&also, name, sizeof(name));
		strbuf_printf(out, _("; handed out twice: it is %s, too"),
		    name);
	}
	if (b->state == PYM_BLOCK_FREE && !v->covered)
		strbuf_puts(out, _("; yet it is in the chain"));
}

static int
draw_owner(const struct view *v, struct canvas *cv, int row,
    const struct looked *b)
{
	struct strbuf text = STRBUF_INIT;
	uint64_t spare;
	char name[96];

	if (b->owned || b->former)
		close_up_owner(&b->owner, name, sizeof(name));
	if (b->owned) {
		strbuf_printf(&text, _("%s asked for %" PRIu64 " of its %u "
		    "bytes"), name, b->owner.size, b->pool.size);
		spare = b->pool.size - pym_debug_request(
		    session_profile(v->session), b->owner.size);
		if (spare > 0 && spare < b->pool.size)
			strbuf_printf(&text, _(": %" PRIu64 " are unused"),
			    spare);
		put_also(v, b, &text);
	} else if (b->former) {
		strbuf_printf(&text, _("nobody; it was %s until event %"
		    PRIu64), name, b->owner.freed);
	} else {
		strbuf_puts(&text, b->state == PYM_BLOCK_FREE ?
		    _("nobody yet: it was carved ahead") : _("nobody"));
	}
	row = pane_paragraph(cv, row, _("owner"), STYLE_NAME,
	    strbuf_text(&text));
	strbuf_free(&text);
	return row;
}

/* The event that made the block that is or was there. */
static int
draw_maker(const struct view *v, struct canvas *cv, int row,
    const struct looked *b)
{
	struct strbuf text = STRBUF_INIT;
	struct outcome gave;
	struct event e;

	if ((!b->owned && !b->former) || !session_event_at(v->session,
	    b->owner.born, &e, &gave))
		return row;
	strbuf_printf(&text, _("event %" PRIu64 ": "), b->owner.born);
	event_typed(v->session, &e, b->owner.born, &text);
	if (b->owner.site != SESSION_NO_SITE) {
		strbuf_puts(&text, _(", at "));
		site_print(v->session, b->owner.site, SITE_SHORT, &text);
	}
	row = pane_paragraph(cv, row, _("made by"), STYLE_CODE,
	    strbuf_text(&text));
	strbuf_free(&text);
	return row;
}

static int
draw_place(const struct view *v, struct canvas *cv, int row,
    const struct looked *b)
{
	uint32_t offset = (uint32_t)(b->address - b->pool.address);
	struct strbuf text = STRBUF_INIT;
	int end;

	strbuf_printf(&text, _("0x%03x into its pool: (0x%03x - %u) / %u = "
	    "%u, remainder 0"), offset, offset, PYM_POOL_OVERHEAD,
	    b->pool.size, b->block);
	row = pane_paragraph(cv, row, _("place"), STYLE_NORMAL,
	    strbuf_text(&text));
	strbuf_clear(&text);
	address_test_words(v->session, b->address, &text);
	end = row + (canvas_cols(cv) < NARROW ? 2 : 1);
	row = pane_paragraph(cv, row, _("ours?"), STYLE_NORMAL,
	    strbuf_text(&text));
	strbuf_free(&text);
	return row < end ? end : row;
}

/* ---- its neighbours ----------------------------------------------------- */

static void
neighbour_text(const struct view *v, const struct looked *b, bool after,
    struct strbuf *out)
{
	uint32_t block = after ? b->block + 1 : b->block - 1;
	uint64_t address = b->address + b->pool.size;
	struct session_block owner;
	struct pym_location at;
	char name[96];

	if (!after && b->block == 0) {
		strbuf_puts(out, _("the pool's header"));
		return;
	}
	if (after && block == b->pool.capacity) {
		strbuf_puts(out, _("the end of the pool"));
		return;
	}
	if (!after)
		address = b->address - b->pool.size;
	strbuf_printf(out, _("block %u: "), block);
	pym_locate(session_heap(v->session), address, &at);
	if (session_block_at(v->session, address, &owner)) {
		close_up_owner(&owner, name, sizeof(name));
		strbuf_puts(out, name);
	} else {
		strbuf_puts(out, at.state == PYM_BLOCK_ALLOCATED ?
		    _("handed out") : at.state == PYM_BLOCK_FREE ?
		    _("free") : _("not carved yet"));
	}
}

/* Whether N bytes at ADDRESS are all BYTE. */
static bool
all_are(const struct view *v, uint64_t address, uint8_t byte, uint32_t n)
{
	uint8_t bytes[PYM_DEBUG_FRONT];
	uint32_t i;

	if (pym_read(session_heap(v->session), address, bytes, n) != PYM_OK)
		return false;
	for (i = 0; i < n && bytes[i] == byte; i++)
		;
	return i == n;
}

/* What the debug hooks put around the data, and whether it still stands. */
static int
draw_frame(const struct view *v, struct canvas *cv, int row,
    const struct looked *b)
{
	struct pym_debug hooks = pym_debug_of(session_profile(v->session));
	struct strbuf text = STRBUF_INIT;
	uint64_t start = b->address, tail = b->owner.address + b->owner.size;
	uint8_t letter = '?';

	if (hooks.extra == 0 || !b->owned)
		return row;
	pym_read(session_heap(v->session), start + 8, &letter, 1);
	strbuf_printf(&text, _("+0 size, +8 '%c', +9 forbidden 0x%02x; "
	    "+%" PRIu64 " data; +%" PRIu64 " forbidden"), letter >= ' ' &&
	    letter < 0x7f ? letter : '?', hooks.forbidden,
	    b->owner.address - start, tail - start);
	if (hooks.serial)
		strbuf_printf(&text, _("; +%" PRIu64 " serial number"),
		    tail + PYM_DEBUG_PAD - start);
	if (!all_are(v, start + 9, hooks.forbidden, PYM_DEBUG_PAD - 1))
		strbuf_puts(&text, _("; DAMAGED before the data"));
	if (!all_are(v, tail, hooks.forbidden, PYM_DEBUG_PAD))
		strbuf_puts(&text, _("; DAMAGED behind the data"));
	row = pane_paragraph(cv, row, _("frame"), STYLE_LABEL,
	    strbuf_text(&text));
	strbuf_free(&text);
	return row;
}

static int
draw_neighbours(const struct view *v, struct canvas *cv, int row,
    const struct looked *b)
{
	struct strbuf text = STRBUF_INIT;

	neighbour_text(v, b, false, &text);
	strbuf_puts(&text, _("   |   after it   "));
	neighbour_text(v, b, true, &text);
	row = pane_paragraph(cv, row, _("before it"), STYLE_NORMAL,
	    strbuf_text(&text));
	strbuf_free(&text);
	return row;
}

/* ---- its bytes ---------------------------------------------------------- */

static struct hex
bytes_of(const struct view *v, const struct looked *b)
{
	return (struct hex){
		.address = b->address,
		.size = b->pool.size,
		.used = b->owned ? (uint32_t)(b->owner.address - b->address +
		    b->owner.size) : b->pool.size,
		.link = b->state == PYM_BLOCK_FREE ||
		    changes_linked(&v->changes, b->pool.ref, b->block),
	};
}

static void
draw_bytes(const struct view *v, struct canvas *cv, int row,
    const struct looked *b)
{
	struct hex h = bytes_of(v, b);

	if (v->covered && b->state != PYM_BLOCK_ALLOCATED)
		canvas_text(cv, row, LEFT, STYLE_LINK, "?");
	else
		hex_draw(v, cv, row, &h);
}

static void
draw(struct view *v, struct canvas *cv)
{
	struct looked b;
	int row = 1;

	v->per_row = 1;
	if (!look(v, &b)) {
		pane_title(cv, _("BLOCK"), "");
		canvas_text(cv, 1, LEFT, STYLE_DIM,
		    _("this pool has no blocks"));
		return;
	}
	find_former(v, &b);
	find_place(v, &b);
	draw_title(v, cv, &b);
	row = draw_owner(v, cv, row, &b);
	row = draw_maker(v, cv, row, &b);
	row = draw_place(v, cv, row, &b);
	row = draw_frame(v, cv, row, &b);
	row = draw_neighbours(v, cv, row, &b);
	draw_bytes(v, cv, row, &b);
}

/* ---- the pane ----------------------------------------------------------- */

static void
measure(const struct view *v, int cols, struct layout_pane *out)
{
	struct looked b;
	int rows = cols < NARROW ? TEXT_ROWS + 1 : TEXT_ROWS;

	if (session_profile(v->session)->debug)
		rows += cols < NARROW ? 2 : 1;
	struct hex h;

	if (look(v, &b)) {
		h = bytes_of(v, &b);
		rows += hex_rows(v, &h);
	}
	*out = (struct layout_pane){
		.min_rows = 6,
		.want_rows = rows,
		.priority = 9,
		.grow = true,
		.most_rows = rows + 1,
	};
}

const struct pane_class pane_block = {
	.name = "block",
	.measure = measure,
	.draw = draw,
};
