/* text.c - a lesson's text laid out in lines of a width. */
#include "config.h"

#include "lesson/text.h"

#include <string.h>

#include "support/strbuf.h"
#include "support/utf8.h"
#include "support/wrap.h"

#define MIN_COLUMNS 20
#define MAX_CELLS   16	/* of a table's row; more run on */

/* ---- breaking lines ---- */

/* One paragraph: TEXT has no newline. */
static void
wrap_part(const char *text, size_t length, const char *first,
    const char *rest, int columns, text_line_fn fn, void *ctx)
{
	struct text_line line = { .prefix = first, .part = true };
	size_t skip;
	int room;

	do {
		room = columns - utf8_columns(line.prefix);
		line.text = text;
		line.length = wrap_line(text, length,
		    room < MIN_COLUMNS / 2 ? MIN_COLUMNS / 2 : room, &skip);
		fn(ctx, &line);
		text += line.length + skip;
		length -= line.length + skip;
		line.prefix = rest;
	} while (length != 0);
}

void
text_wrap(const char *text, size_t length, const char *first,
    const char *rest, int columns, text_line_fn fn, void *ctx)
{
	const char *newline;
	size_t part;

	if (columns < MIN_COLUMNS)
		columns = MIN_COLUMNS;
	for (;;) {
		newline = memchr(text, '\n', length);
		part = newline != NULL ? (size_t)(newline - text) : length;
		wrap_part(text, part, first, rest, columns, fn, ctx);
		if (newline == NULL)
			break;
		text += part + 1;
		length -= part + 1;
		first = rest;
	}
}

/* ---- items ---- */

/* What stands before the lines of ITEM, INDENT columns further in. */
static void
make_prefix(const struct lesson_item *item, unsigned indent,
    struct strbuf *out)
{
	unsigned i;

	for (i = 0; i < item->quotes; i++)
		strbuf_puts(out, "> ");
	strbuf_fill(out, ' ', indent);
}

/* The columns by which lists move their text to the right. */
static unsigned
list_indent(unsigned level)
{
	return level > 8 ? 16 : level * 2;
}

static void
lay_flowing(const struct lesson_item *item, int columns, text_line_fn fn,
    void *ctx)
{
	bool mark = item->kind == LESSON_LIST_ITEM;
	unsigned level = item->kind == LESSON_HEADING ? 0 : item->level;
	struct strbuf first = STRBUF_INIT, rest = STRBUF_INIT;

	make_prefix(item, list_indent(level), &rest);
	make_prefix(item, list_indent(mark ? level - 1 : level), &first);
	if (mark) {
		strbuf_puts(&first, item->marker);
		strbuf_putc(&first, ' ');
		if (first.length > rest.length)
			strbuf_fill(&rest, ' ', first.length - rest.length);
	}
	text_wrap(item->text, strlen(item->text), strbuf_text(&first),
	    strbuf_text(&rest), columns, fn, ctx);
	strbuf_free(&first);
	strbuf_free(&rest);
}

static void
lay_verbatim(const struct lesson_item *item, text_line_fn fn, void *ctx)
{
	struct strbuf prefix = STRBUF_INIT;
	const char *text = item->text;
	struct text_line line = { .part = true };

	make_prefix(item, 4 + list_indent(item->level), &prefix);
	line.prefix = strbuf_text(&prefix);
	for (;;) {
		line.text = text;
		line.length = strcspn(text, "\n");
		fn(ctx, &line);
		text += line.length;
		if (*text++ == '\0')
			break;
	}
	strbuf_free(&prefix);
}

/* The columns that LENGTH bytes of a cell take. */
static int
cell_columns(const char *text, size_t length)
{
	struct utf8_char ch;
	int columns = 0;
	size_t n;

	for (; (n = utf8_next(text, length, &ch)) != 0; text += n, length -= n)
		columns += ch.columns;
	return columns;
}

static void
measure_cells(const char *text, int *widths)
{
	size_t length, cell = 0;
	int columns;

	for (; *text != '\0'; text += length + (text[length] != '\0')) {
		length = strcspn(text, "\t\n");
		columns = cell_columns(text, length);
		if (cell < MAX_CELLS && columns > widths[cell])
			widths[cell] = columns;
		cell = text[length] == '\n' ? 0 : cell + 1;
	}
}

/* Appends the row at *TEXT, its cells under each other; *TEXT moves on. */
static void
print_row(const char **text, const int *widths, struct strbuf *out)
{
	size_t length, cell = 0;
	int columns;

	for (;; cell++) {
		length = strcspn(*text, "\t\n");
		columns = cell_columns(*text, length);
		strbuf_add(out, *text, length);
		*text += length;
		if (**text != '\t')
			break;
		(*text)++;
		if (cell < MAX_CELLS && widths[cell] > columns)
			strbuf_fill(out, ' ',
			    (size_t)(widths[cell] - columns));
		strbuf_puts(out, "  ");
	}
	*text += **text == '\n';
}

static void
give_made_up(struct strbuf *text, const char *prefix, text_line_fn fn,
    void *ctx)
{
	struct text_line line = { .prefix = prefix,
	    .text = strbuf_text(text) };

	while (text->length != 0 && text->text[text->length - 1] == ' ')
		strbuf_truncate(text, text->length - 1);
	line.length = text->length;
	fn(ctx, &line);
	strbuf_clear(text);
}

static void
lay_table(const struct lesson_item *item, text_line_fn fn, void *ctx)
{
	struct strbuf prefix = STRBUF_INIT, row = STRBUF_INIT;
	int widths[MAX_CELLS] = { 0 };
	const char *text = item->text;
	bool heading = true;

	make_prefix(item, 2 + list_indent(item->level), &prefix);
	measure_cells(text, widths);
	while (*text != '\0') {
		print_row(&text, widths, &row);
		give_made_up(&row, strbuf_text(&prefix), fn, ctx);
		for (size_t i = 0; heading && i < MAX_CELLS &&
		    widths[i] != 0; i++) {
			strbuf_puts(&row, i == 0 ? "" : "  ");
			strbuf_fill(&row, '-', (size_t)widths[i]);
		}
		if (heading)
			give_made_up(&row, strbuf_text(&prefix), fn, ctx);
		heading = false;
	}
	strbuf_free(&row);
	strbuf_free(&prefix);
}

static void
lay_rule(int columns, text_line_fn fn, void *ctx)
{
	struct strbuf rule = STRBUF_INIT;

	strbuf_fill(&rule, '-', columns < MIN_COLUMNS ? MIN_COLUMNS :
	    (size_t)columns);
	give_made_up(&rule, "", fn, ctx);
	strbuf_free(&rule);
}

void
text_lay(const struct lesson_item *item, int columns, text_line_fn fn,
    void *ctx)
{
	switch (item->kind) {
	case LESSON_VERBATIM:
		lay_verbatim(item, fn, ctx);
		break;
	case LESSON_TABLE:
		lay_table(item, fn, ctx);
		break;
	case LESSON_RULE:
		lay_rule(columns, fn, ctx);
		break;
	default:
		lay_flowing(item, columns, fn, ctx);
		break;
	}
}
