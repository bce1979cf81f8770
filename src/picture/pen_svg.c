/*
 * pen_svg.c - pictures as .svg.
 *
 * Written as text here, because cairo would turn the text into outlines: they
 * could not be searched, and nothing could read them aloud.
 */
#include "config.h"

#include <stdlib.h>

#include "picture/pen_paper.h"
#include "support/xalloc.h"

/* Letters of equal width that have Chinese too, as far as there are any. */
#define FONTS "'DejaVu Sans Mono', Menlo, Consolas, 'Noto Sans Mono CJK SC', " \
	"monospace"

/* XML's own characters; all others are fit to be shown already. */
static void
put_escaped(struct strbuf *out, const char *text)
{
	for (; *text != '\0'; text++) {
		if (*text == '&')
			strbuf_puts(out, "&amp;");
		else if (*text == '<')
			strbuf_puts(out, "&lt;");
		else if (*text == '>')
			strbuf_puts(out, "&gt;");
		else if (*text == '"')
			strbuf_puts(out, "&quot;");
		else
			strbuf_putc(out, *text);
	}
}

/* A length in hundredths, whatever the locale's decimal point is. */
static void
put_number(struct strbuf *out, double length)
{
	long n = (long)(length * 100 + (length < 0 ? -0.5 : 0.5));
	long rest = labs(n) % 100;

	strbuf_printf(out, "%s%ld", n < 0 ? "-" : "", labs(n) / 100);
	if (rest != 0)
		strbuf_printf(out, rest % 10 == 0 ? ".%ld" : ".%02ld",
		    rest % 10 == 0 ? rest / 10 : rest);
}

static void
put_length(struct strbuf *out, const char *name, double length)
{
	strbuf_printf(out, " %s=\"", name);
	put_number(out, length);
	strbuf_putc(out, '"');
}

static void
put_fill(struct strbuf *out, const char *name, struct rgb colour)
{
	strbuf_printf(out, " %s=\"#%02x%02x%02x\"", name, colour.red,
	    colour.green, colour.blue);
}

static void *
svg_begin(enum pen_paper paper, double width, double height,
    const char *title)
{
	struct strbuf *out = xcalloc(1, sizeof(*out));

	(void)paper;
	strbuf_puts(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
	    "<svg xmlns=\"http://www.w3.org/2000/svg\" role=\"img\"");
	put_length(out, "width", width);
	put_length(out, "height", height);
	strbuf_puts(out, " viewBox=\"0 0 ");
	put_number(out, width);
	strbuf_putc(out, ' ');
	put_number(out, height);
	strbuf_puts(out, "\" font-family=\"" FONTS
	    "\" xml:space=\"preserve\">\n<title>");
	put_escaped(out, title);
	strbuf_puts(out, "</title>\n");
	return out;
}

static void
svg_page(void *sheet)
{
	(void)sheet;
}

static void
svg_rect(void *sheet, double x, double y, double width, double height,
    struct rgb colour)
{
	struct strbuf *out = sheet;

	strbuf_puts(out, "<rect");
	put_length(out, "x", x);
	put_length(out, "y", y);
	/* With crisp edges what is thinner than a pixel may vanish. */
	put_length(out, "width", width < 1 ? 1 : width);
	put_length(out, "height", height < 1 ? 1 : height);
	put_fill(out, "fill", colour);
	strbuf_puts(out, " shape-rendering=\"crispEdges\"/>\n");
}

static void
put_points(struct strbuf *out, const struct point *points, size_t n)
{
	size_t i;

	strbuf_puts(out, " points=\"");
	for (i = 0; i < n; i++)
		strbuf_printf(out, "%s%ld.%02ld,%ld.%02ld", i > 0 ? " " : "",
		    (long)points[i].x, (long)(points[i].x * 100) % 100,
		    (long)points[i].y, (long)(points[i].y * 100) % 100);
	strbuf_putc(out, '"');
}

static void
svg_polygon(void *sheet, const struct point *points, size_t n,
    struct rgb colour)
{
	struct strbuf *out = sheet;

	strbuf_puts(out, "<polygon");
	put_points(out, points, n);
	put_fill(out, "fill", colour);
	strbuf_puts(out, "/>\n");
}

static void
svg_line(void *sheet, const struct point *points, size_t n, double width,
    struct rgb colour)
{
	struct strbuf *out = sheet;

	strbuf_puts(out, "<polyline");
	put_points(out, points, n);
	put_length(out, "stroke-width", width);
	put_fill(out, "stroke", colour);
	strbuf_puts(out, " fill=\"none\" stroke-linejoin=\"round\"/>\n");
}

static void
svg_text(void *sheet, double x, double y, double width,
    const struct pen_text *look, const char *text)
{
	struct strbuf *out = sheet;

	strbuf_puts(out, "<text");
	put_length(out, "x", x);
	put_length(out, "y", y);
	put_length(out, "font-size", look->size);
	put_length(out, "textLength", width);
	strbuf_puts(out, " lengthAdjust=\"spacingAndGlyphs\"");
	put_fill(out, "fill", look->colour);
	if (look->bold)
		strbuf_puts(out, " font-weight=\"bold\"");
	if (look->underlined)
		strbuf_puts(out, " text-decoration=\"underline\"");
	strbuf_putc(out, '>');
	put_escaped(out, text);
	strbuf_puts(out, "</text>\n");
}

static bool
svg_finish(void *sheet, struct strbuf *out, struct strbuf *why)
{
	struct strbuf *svg = sheet;

	(void)why;
	strbuf_puts(svg, "</svg>\n");
	strbuf_add(out, strbuf_text(svg), svg->length);
	strbuf_free(svg);
	free(svg);
	return true;
}

const struct pen_class pen_svg = {
	.begin = svg_begin,
	.page = svg_page,
	.rect = svg_rect,
	.polygon = svg_polygon,
	.line = svg_line,
	.text = svg_text,
	.finish = svg_finish,
};
