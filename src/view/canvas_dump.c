/* canvas_dump.c - a canvas as text, for golden files and failed tests. */
#include "config.h"

#include "view/canvas.h"

#include "support/utf8.h"

static void
add_text(struct strbuf *sb, const struct cell *cell)
{
	char out[5];

	for (int i = 0; i < CELL_CODES && cell->codes[i] != 0; i++) {
		utf8_encode(cell->codes[i], out);
		strbuf_puts(sb, out);
	}
}

static void
add_style(struct strbuf *sb, const struct cell *cell)
{
	if (cell->style == STYLE_NORMAL && cell->codes[0] == ' ')
		strbuf_putc(sb, ' ');
	else
		strbuf_putc(sb, style_letter(cell->style));
}

static void
dump(const struct canvas *cv, struct strbuf *sb,
    void (*add)(struct strbuf *, const struct cell *))
{
	for (int row = 0; row < cv->rows; row++) {
		size_t start = sb->length;

		for (int col = 0; col < cv->cols; col++)
			add(sb, canvas_cell(cv, row, col));
		while (sb->length > start && sb->text[sb->length - 1] == ' ')
			strbuf_truncate(sb, sb->length - 1);
		strbuf_putc(sb, '\n');
	}
}

void
canvas_dump_text(const struct canvas *cv, struct strbuf *sb)
{
	dump(cv, sb, add_text);
}

void
canvas_dump_styles(const struct canvas *cv, struct strbuf *sb)
{
	dump(cv, sb, add_style);
}
