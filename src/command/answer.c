/* answer.c - what a heap command answers when it was carried out. */
#include "config.h"

#include "command/plan.h"
#include "support/i18n.h"
#include "support/strbuf.h"

/* How the block with NUMBER is called. */
static void
print_block(const struct console *c, uint32_t number, struct strbuf *out)
{
	struct session_block b = { .number = number };

	session_block(c->session, number, &b);
	ref_print(&b, out);
}

/* "block 0 of pool 0.0, at 0x...: 28 of its 32 bytes are asked for". */
static void
print_where(const struct console *c, uint64_t address, uint64_t size,
    struct strbuf *out)
{
	const struct pym_profile *profile = session_profile(c->session);
	struct pym_location at;

	pym_locate(session_heap(c->session), address, &at);
	if (at.place == PYM_PLACE_BLOCK) {
		strbuf_printf(out, _("block %u of pool %u.%u, at 0x%jx: "
		    "%ju of its %ju bytes asked for"), at.block,
		    at.pool.arena, at.pool.pool, address, size,
		    at.block_size);
		return;
	}
	strbuf_printf(out, ngettext(
	    "at 0x%jx: %ju byte from the system allocator",
	    "at 0x%jx: %ju bytes from the system allocator", size),
	    address, size);
	if (size == 0)
		strbuf_puts(out, _(" (0 bytes are never pymalloc's)"));
	else if (size > profile->threshold)
		strbuf_printf(out, _(" (over the threshold of %u)"),
		    profile->threshold);
}

static uint64_t
made_size(const struct event *e)
{
	return e->kind == EVENT_CALLOC ? e->nelem * e->size : e->size;
}

static void
answer_made(struct console *c, const struct plan *p,
    const struct plan_result *r, struct strbuf *out)
{
	uint64_t size = made_size(&p->event);

	if (!p->list && p->count == 1) {
		print_block(c, r->last.block, out);
		strbuf_puts(out, _(" is "));
		print_where(c, r->last.address, size, out);
		return;
	}
	strbuf_printf(out, ngettext("%ju block of ", "%ju blocks of ",
	    p->count), p->count);
	strbuf_printf(out, ngettext("%ju byte", "%ju bytes", size),
	    size);
	strbuf_puts(out, ": ");
	print_block(c, r->first.block, out);
	if (p->count == 1)
		return;
	strbuf_puts(out, _(" to "));
	print_block(c, r->last.block, out);
}

static void
answer_realloc(struct console *c, const struct plan *p,
    const struct plan_result *r, struct strbuf *out)
{
	if (p->count != 1) {
		strbuf_printf(out, _("%ju blocks resized to %ju bytes, "
		    "%ju of them moved"), p->count,
		    p->event.size, r->moved);
		return;
	}
	print_block(c, r->last.block, out);
	if (r->last.moved)
		strbuf_printf(out, _(" moved from 0x%jx: it is "),
		    r->old);
	else
		strbuf_puts(out, _(" stays where it is: it is "));
	print_where(c, r->last.address, p->event.size, out);
}

/* What has become of the pool of a block that was freed. */
static void
print_pool_after(const struct console *c, const struct pym_location *was,
    struct strbuf *out)
{
	const struct pym_heap *heap = session_heap(c->session);
	unsigned arena = was->pool.arena, number = was->pool.pool;
	struct pym_arena_view a;
	struct pym_pool_view pool;

	if (!pym_arena(heap, arena, &a) || a.ordinal != was->ordinal)
		strbuf_printf(out, _("; arena %u was wholly free and went "
		    "back to the system"), arena);
	else if (pym_pool(heap, was->pool, &pool) &&
	    pool.state == PYM_POOL_EMPTY)
		strbuf_printf(out, _("; pool %u.%u is empty now"), arena,
		    number);
	else
		strbuf_printf(out, _(", now first in the chain of pool "
		    "%u.%u"), arena, number);
}

static void
answer_free(struct console *c, const struct plan *p,
    const struct plan_result *r, struct strbuf *out)
{
	if (p->count != 1) {
		strbuf_printf(out, _("%ju blocks freed"), p->count);
		return;
	}
	print_block(c, p->blocks.list[0], out);
	strbuf_puts(out, _(" is free: "));
	if (r->was.place != PYM_PLACE_BLOCK) {
		strbuf_printf(out, ngettext(
		    "its %ju byte went back to the system allocator",
		    "its %ju bytes went back to the system allocator",
		    r->was.block_size), r->was.block_size);
		return;
	}
	strbuf_printf(out, _("block %u, at 0x%jx"), r->was.block,
	    r->old);
	print_pool_after(c, &r->was, out);
}

static void
answer_write(struct console *c, const struct plan *p, struct strbuf *out)
{
	struct session_block b = { .number = p->event.block };

	session_block(c->session, p->event.block, &b);
	strbuf_printf(out, ngettext("%ju byte written at 0x%jx, in ",
	    "%ju bytes written at 0x%jx, in ", p->event.size),
	    p->event.size, (b.address + p->event.offset));
	ref_print(&b, out);
}

void
answer_plan(struct console *c, const struct plan *p,
    const struct plan_result *r)
{
	struct strbuf out = STRBUF_INIT;

	switch (p->event.kind) {
	case EVENT_REALLOC:
		answer_realloc(c, p, r, &out);
		break;
	case EVENT_FREE:
		answer_free(c, p, r, &out);
		break;
	case EVENT_WRITE:
		answer_write(c, p, &out);
		break;
	default:
		answer_made(c, p, r, &out);
		break;
	}
	console_line(c, CONSOLE_CHANGED, strbuf_text(&out));
	strbuf_free(&out);
}
