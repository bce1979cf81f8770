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
#define FOLD	  3		/* rows like the one before are one line */

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

/* Bytes written together are marked as one piece. */
static void
join_bytes(struct canvas *cv, int row, uint32_t i, unsigned before,
    unsigned style)
{
	if (i > 0 && i != WORD && (before & style & MARK_CHANGED) != 0)
		canvas_text(cv, row, byte_col(i) - 1, style, " ");
}

static void
draw_row(const struct view *v, struct canvas *cv, int row,
    const struct hex *h, uint32_t from)
{
	uint32_t n = h->size - from < HEX_BYTES ? h->size - from : HEX_BYTES;
	uint8_t bytes[HEX_BYTES];
	unsigned style = 0, before;
	uint32_t i;

	if (pym_read(session_heap(v->session), h->address + from, bytes, n) !=
	    PYM_OK)
		return;
	canvas_printf(cv, row, LEFT, STYLE_DIM, "+%u", from);
	for (i = 0; i < n; i++) {
		before = style;
		style = style_of(v, h, from + i);
		join_bytes(cv, row, i, before, style);
		canvas_printf(cv, row, byte_col(i), style, "%02x", bytes[i]);
		canvas_printf(cv, row, TEXT + (int)i, style, "%c",
		    bytes[i] >= ' ' && bytes[i] < 0x7f ? bytes[i] : '.');
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

/* ---- rows that say nothing new ------------------------------------------ */

/* Whether the row at FROM is like the one before it, and untouched. */
static bool
is_like_before(const struct view *v, const struct hex *h, uint32_t from)
{
	uint8_t bytes[2 * HEX_BYTES];

	return from + HEX_BYTES <= h->size &&
	    (from + HEX_BYTES <= h->used || from >= h->used + HEX_BYTES) &&
	    !changes_word(&v->changes, h->address + from - HEX_BYTES,
	    sizeof(bytes)) &&
	    pym_read(session_heap(v->session), h->address + from - HEX_BYTES,
	    bytes, sizeof(bytes)) == PYM_OK &&
	    memcmp(bytes, bytes + HEX_BYTES, HEX_BYTES) == 0;
}

/* How many rows from FROM on are one line, or 0.  The last row is always
   there, and tells how far they reach. */
static uint32_t
folded(const struct view *v, const struct hex *h, uint32_t from)
{
	uint32_t n = 0;

	if (from == 0 || (from == HEX_BYTES && h->link))
		return 0;
	while (from + (n + 1) * HEX_BYTES < h->size &&
	    is_like_before(v, h, from + n * HEX_BYTES))
		n++;
	return n >= FOLD ? n : 0;
}

static void
draw_fold(struct canvas *cv, int row, uint32_t n)
{
	canvas_text(cv, row, LEFT, STYLE_DIM, "*");
	canvas_printf(cv, row, BYTES, STYLE_DIM, _("%u bytes more like these"),
	    n * HEX_BYTES);
}

int
hex_rows(const struct view *v, const struct hex *h)
{
	int rows = h->link ? 1 : 0;
	uint32_t from, n;

	for (from = 0; from < h->size; rows++) {
		n = folded(v, h, from);
		from += (n > 0 ? n : 1) * HEX_BYTES;
	}
	return rows;
}

void
hex_draw(const struct view *v, struct canvas *cv, int row,
    const struct hex *h)
{
	uint32_t from, n;
	char text[64];

	for (from = 0; from < h->size && row < canvas_rows(cv);
	    from += (n > 0 ? n : 1) * HEX_BYTES) {
		n = folded(v, h, from);
		if (n > 0)
			draw_fold(cv, row++, n);
		else
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
