/*
 * draw.c - `print pool A.P`: a pool as it lies in memory.
 *
 *	0x000  +-- pool_header ----------------------------------------+
 *	       | ref.count 3           freeblock -> 1                  |
 *	       | ...                                                   |
 *	0x030  +0-------+1-------+2-------+3-------+
 *	       |# a     |( -> 3  |# c     |( NULL  |
 *	0x0b0  +4-------+
 *	       |.       | ...
 */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "command/in_words.h"
#include "command/info.h"
#include "command/ref.h"
#include "command/rows.h"
#include "session/explain.h"
#include "session/session.h"
#include "support/i18n.h"
#include "support/strbuf.h"
#include "support/utf8.h"
#include "support/xalloc.h"

#define CELLS 7			/* blocks in one row */
#define CELL_COLUMNS 9		/* of a cell, without its edge */
#define WIDTH (CELLS * (CELL_COLUMNS + 1) - 1)

static void
draw_rule(struct console *c, uint32_t offset, const char *title)
{
	struct strbuf line = STRBUF_INIT;

	strbuf_printf(&line, "0x%03x  +-- %s ", offset, title);
	strbuf_fill(&line, '-', WIDTH - 4 - strlen(title));
	strbuf_putc(&line, '+');
	console_line(c, CONSOLE_NORMAL, strbuf_text(&line));
	strbuf_free(&line);
}

static void
draw_text(struct console *c, const char *text)
{
	struct strbuf line = STRBUF_INIT;

	strbuf_puts(&line, "       | ");
	utf8_pad(&line, text, WIDTH - 1);
	strbuf_putc(&line, '|');
	console_line(c, CONSOLE_NORMAL, strbuf_text(&line));
	strbuf_free(&line);
}

/* What a link to or between pools says. */
static void
print_link(const struct session *s, const struct pym_pool_view *p,
    const char *field, uint64_t to, struct strbuf *out)
{
	strbuf_printf(out, "%s %s", field, to != 0 ? "-> " : "");
	explain_place(s, to, out);
	if (explain_is_stale(s, p->ref, field))
		strbuf_puts(out, _(" (stale)"));
}

/* Two fields side by side. */
static void
draw_numbers(struct console *c, const char *left, uint64_t a,
    const char *right, uint64_t b)
{
	struct strbuf text = STRBUF_INIT;

	strbuf_printf(&text, "%s ", left);
	explain_number(left, a, &text);
	strbuf_fill(&text, ' ', text.length < 30 ? 30 - text.length : 1);
	strbuf_printf(&text, "%s ", right);
	explain_number(right, b, &text);
	draw_text(c, strbuf_text(&text));
	strbuf_free(&text);
}

static uint32_t
block_of(const struct pym_pool_view *p, uint64_t address)
{
	return (uint32_t)((address - p->address - PYM_POOL_OVERHEAD) /
	    p->size);
}

static void
draw_header(struct console *c, const struct pym_pool_view *p)
{
	struct strbuf text = STRBUF_INIT;

	draw_rule(c, 0, "pool_header");
	strbuf_printf(&text, "ref.count %-19u freeblock ", p->count);
	if (p->freeblock == 0)
		strbuf_puts(&text, "NULL");
	else
		strbuf_printf(&text, _("-> block %u"),
		    block_of(p, p->freeblock));
	draw_text(c, strbuf_text(&text));
	strbuf_clear(&text);
	print_link(c->session, p, "nextpool", p->nextpool, &text);
	strbuf_fill(&text, ' ', text.length < 30 ? 30 - text.length : 1);
	print_link(c->session, p, "prevpool", p->prevpool, &text);
	draw_text(c, strbuf_text(&text));
	strbuf_free(&text);
	draw_numbers(c, "arenaindex", p->arenaindex, "szidx", p->szidx);
	draw_numbers(c, "nextoffset", p->nextoffset, "maxnextoffset",
	    p->maxnextoffset);
}

/* The link that the free block at ADDRESS holds, as "-> 3". */
static void
print_next(const struct pym_heap *heap, const struct pym_pool_view *p,
    uint64_t address, struct strbuf *out)
{
	struct pym_location at;
	uint64_t next;

	if (pym_read(heap, address, &next, sizeof next) != PYM_OK)
		return;
	if (next == 0) {
		strbuf_puts(out, "( NULL");
		return;
	}
	pym_locate(heap, next, &at);
	if (at.place == PYM_PLACE_BLOCK && at.pool.arena == p->ref.arena &&
	    at.pool.pool == p->ref.pool && at.offset == 0)
		strbuf_printf(out, "( -> %u", at.block);
	else
		strbuf_puts(out, "( -> ?");
}

static void
draw_cell(const struct session *s, const struct pym_pool_view *p,
    uint32_t block, enum pym_block_state state, struct strbuf *out)
{
	uint64_t address = p->address + PYM_POOL_OVERHEAD +
	    (uint64_t)block * p->size;
	struct strbuf cell = STRBUF_INIT;
	struct session_block b;

	if (state == PYM_BLOCK_FREE) {
		print_next(session_heap(s), p, address, &cell);
	} else if (state == PYM_BLOCK_UNCARVED) {
		strbuf_putc(&cell, '.');
	} else {
		strbuf_puts(&cell, "# ");
		if (session_block_at(s, address, &b))
			ref_print(&b, &cell);
	}
	utf8_pad(out, strbuf_text(&cell), CELL_COLUMNS);
	strbuf_putc(out, '|');
	strbuf_free(&cell);
}

static void
draw_row(struct console *c, const struct pym_pool_view *p, uint32_t from,
    const enum pym_block_state *states)
{
	struct strbuf edge = STRBUF_INIT, cells = STRBUF_INIT;
	char number[16];
	uint32_t i;

	strbuf_printf(&edge, "0x%03x  +", PYM_POOL_OVERHEAD + from * p->size);
	strbuf_puts(&cells, "       |");
	for (i = from; i < p->capacity && i < from + CELLS; i++) {
		snprintf(number, sizeof number, "%u", i);
		strbuf_puts(&edge, number);
		strbuf_fill(&edge, '-', CELL_COLUMNS - strlen(number));
		strbuf_putc(&edge, '+');
		draw_cell(c->session, p, i, states[i], &cells);
	}
	console_line(c, CONSOLE_NORMAL, strbuf_text(&edge));
	console_line(c, CONSOLE_NORMAL, strbuf_text(&cells));
	strbuf_free(&edge);
	strbuf_free(&cells);
}

static void
draw_blocks(struct console *c, const struct pym_pool_view *p)
{
	enum pym_block_state *states;
	uint32_t from, next = p->ncarved, end, lost;

	states = xcalloc(p->capacity + 1, sizeof *states);
	pym_pool_blocks(session_heap(c->session), p->ref, states,
	    p->capacity);
	for (from = 0; from < p->capacity && from <= next &&
	    console_row(c, from / CELLS * 2); from += CELLS)
		draw_row(c, p, from, states);
	free(states);
	if (from <= next && from < p->capacity)
		console_say(c, _("       ... blocks %u to %u not shown (set "
		    "limit 0 shows all)"), from, p->capacity - 1);
	else if (from < p->capacity)
		console_say(c, _("       ... blocks %u to %u are not carved "
		    "either"), from, p->capacity - 1);
	end = PYM_POOL_OVERHEAD + p->capacity * p->size;
	lost = session_profile(c->session)->pool_size - end;
	if (lost != 0)
		console_say(c, ngettext("0x%03x  %u byte is lost to "
		    "quantization: no block fits",
		    "0x%03x  %u bytes are lost to quantization: no block fits",
		    lost), end, lost);
	console_line(c, CONSOLE_NORMAL, _("       # handed out, ( free with "
	    "its link, . not carved"));
}

static enum command_status
run_print(struct console *c, const struct call *call)
{
	struct pym_pool_view p;

	if (call->nargs != 2 || strcmp(call->args[0].text, "pool") != 0)
		return console_error(c, _("print pool A.P draws a pool; info "
		    "block REF tells about a block, x/8gx REF shows memory"));
	if (!find_pool(c, call->args[1].text, &p))
		return COMMAND_ERROR;
	if (p.state == PYM_POOL_UNCARVED || p.size == 0)
		return console_error(c, _("pool %u.%u is not carved yet: "
		    "there is nothing to draw"), p.ref.arena, p.ref.pool);
	console_print(c, CONSOLE_TITLE, _("pool %u.%u at 0x%jx: %s, blocks of "
	    "%u bytes"), p.ref.arena, p.ref.pool, p.address,
	    pool_state_name(p.state), p.size);
	if (c->settings.words) {
		words_header(c, &p);
		words_blocks(c, &p);
		return COMMAND_OK;
	}
	draw_header(c, &p);
	draw_blocks(c, &p);
	return COMMAND_OK;
}

const struct command command_print = {
	.verb = "print",
	.usage = "pool A.P",
	.summary = N_("draws a pool: its header, its blocks and their links"),
	.words = "pool",
	.group = COMMAND_GROUP_LOOK,
	.max = SIZE_MAX,
	.arguments = { ARGUMENT_WORD, ARGUMENT_POOL, ARGUMENT_NONE },
	.run = run_print,
};
