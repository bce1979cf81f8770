/*
 * hex.c - bytes of a block as numbers and as text.
 */
#include "config.h"

#include "view/hex.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "session/explain.h"
#include "support/i18n.h"
#include "view/pane.h"

#define LEFT	  3
#define BYTES	  (LEFT + 6)	/* column of the first byte */
#define TEXT	  (BYTES + HEX_BYTES * 3 + 2)
#define WORD	  8

static int
byte_col(uint32_t i)
{
	return BYTES + (int)i * 3 + (i >= WORD ? 1 : 0);
}

static unsigned
style_of(const struct view *v, const struct hex *h, uint32_t offset)
{
	unsigned style = STYLE_NUMBER;

	if (h->link && offset < WORD)
		style = STYLE_LINK;
	else if (offset >= h->used)
		style = STYLE_DIM;
	if (changes_word(&v->changes, h->address + offset, 1))
		style |= MARK_CHANGED;
	return style;
}

static void
draw_row(const struct view *v, struct canvas *cv, int row,
    const struct hex *h, uint32_t from)
{
	uint32_t n = h->size - from < HEX_BYTES ? h->size - from : HEX_BYTES;
	uint8_t bytes[HEX_BYTES];
	uint32_t i;

	if (pym_read(session_heap(v->session), h->address + from, bytes, n) !=
	    PYM_OK)
		return;
	canvas_printf(cv, row, LEFT, STYLE_DIM, "+%u", from);
	for (i = 0; i < n; i++) {
		canvas_printf(cv, row, byte_col(i), style_of(v, h, from + i),
		    "%02x", bytes[i]);
		canvas_printf(cv, row, TEXT + (int)i,
		    style_of(v, h, from + i), "%c", bytes[i] >= ' ' &&
		    bytes[i] < 0x7f ? bytes[i] : '.');
	}
	if (changes_word(&v->changes, h->address + from, n))
		canvas_glyph(cv, row, TEXT - 2, STYLE_CHANGED,
		    GLYPH_CHANGED);
}

/* Under the first word: what it is. */
static void
draw_link(const struct view *v, struct canvas *cv, int row,
    const struct hex *h)
{
	struct strbuf text = STRBUF_INIT;
	int end = byte_col(WORD - 1) + 1;
	uint64_t to = 0;

	pym_read(session_heap(v->session), h->address, &to, sizeof(to));
	canvas_glyph(cv, row, BYTES, STYLE_LINK, GLYPH_BOTTOM_LEFT);
	canvas_hline(cv, row, BYTES + 1, end - BYTES - 1, STYLE_LINK);
	canvas_glyph(cv, row, end, STYLE_LINK, GLYPH_BOTTOM_RIGHT);
	end = canvas_text(cv, row, end + 2, STYLE_LINK, _("link "));
	end = canvas_glyph(cv, row, end, STYLE_LINK, GLYPH_ARROW);
	explain_place(v->session, to, &text);
	if (to != 0)
		strbuf_printf(&text, " (0x%" PRIx64 ")", to);
	canvas_text(cv, row, end + 1, STYLE_LINK, strbuf_text(&text));
	strbuf_free(&text);
}

void
hex_draw(const struct view *v, struct canvas *cv, int row,
    const struct hex *h)
{
	uint32_t from;
	char text[64];

	for (from = 0; from < h->size && row < canvas_rows(cv);
	    from += HEX_BYTES) {
		draw_row(v, cv, row++, h, from);
		if (from == 0 && h->link && row < canvas_rows(cv))
			draw_link(v, cv, row++, h);
	}
	if (from >= h->size)
		return;
	snprintf(text, sizeof(text), ngettext("%u more byte",
	    "%u more bytes", h->size - from), h->size - from);
	pane_more(cv, canvas_rows(cv) - 1, text);
}
