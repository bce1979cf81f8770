/*
 * pen_cairo.c - pictures as .pdf and .png, by cairo; text by pango, which
 * finds letters for Chinese too.
 */
#include "config.h"

#include <cairo-pdf.h>
#include <pango/pangocairo.h>
#include <stdlib.h>

#include "picture/pen_paper.h"
#include "support/xalloc.h"

#define PIXELS 2.0	/* a unit, in .png */

struct sheet {
	enum pen_paper paper;
	struct strbuf bytes;		/* of the file */
	cairo_surface_t *surface;
	cairo_t *cr;
	PangoLayout *layout;
};

static cairo_status_t
gather(void *closure, const unsigned char *data, unsigned length)
{
	strbuf_add(closure, data, length);
	return CAIRO_STATUS_SUCCESS;
}

/* The same picture has the same bytes, whenever it is made. */
static void
describe(cairo_surface_t *surface, const char *title)
{
	cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_TITLE,
	    title);
	cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_CREATOR,
	    PACKAGE_STRING);
	cairo_pdf_surface_set_metadata(surface,
	    CAIRO_PDF_METADATA_CREATE_DATE, "1970-01-01T00:00:00Z");
}

/* Letters are as wide as they were drawn, not as pixels would have them: they
   are measured at one size and shown at another. */
static void
set_metrics(PangoLayout *layout)
{
	cairo_font_options_t *options = cairo_font_options_create();

	cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF);
	cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE);
	pango_cairo_context_set_font_options(pango_layout_get_context(layout),
	    options);
	cairo_font_options_destroy(options);
	pango_layout_context_changed(layout);
}

static void *
cairo_begin(enum pen_paper paper, double width, double height,
    const char *title)
{
	struct sheet *s = xcalloc(1, sizeof(*s));

	s->paper = paper;
	if (paper == PEN_PDF) {
		s->surface = cairo_pdf_surface_create_for_stream(gather,
		    &s->bytes, width, height);
		describe(s->surface, title);
	} else {
		s->surface = cairo_image_surface_create(CAIRO_FORMAT_RGB24,
		    (int)(width * PIXELS), (int)(height * PIXELS));
	}
	s->cr = cairo_create(s->surface);
	if (paper == PEN_PNG)
		cairo_scale(s->cr, PIXELS, PIXELS);
	s->layout = pango_cairo_create_layout(s->cr);
	set_metrics(s->layout);
	return s;
}

static void
cairo_page(void *sheet)
{
	struct sheet *s = sheet;

	cairo_show_page(s->cr);
}

static void
use(struct sheet *s, struct rgb colour)
{
	cairo_set_source_rgb(s->cr, colour.red / 255.0, colour.green / 255.0,
	    colour.blue / 255.0);
}

/* Sharp at its edges, so that cells side by side leave no seam. */
static void
cairo_rect(void *sheet, double x, double y, double width, double height,
    struct rgb colour)
{
	struct sheet *s = sheet;

	use(s, colour);
	cairo_set_antialias(s->cr, CAIRO_ANTIALIAS_NONE);
	cairo_rectangle(s->cr, x, y, width, height);
	cairo_fill(s->cr);
	cairo_set_antialias(s->cr, CAIRO_ANTIALIAS_DEFAULT);
}

static void
put_path(struct sheet *s, const struct point *points, size_t n)
{
	size_t i;

	cairo_new_path(s->cr);
	for (i = 0; i < n; i++)
		cairo_line_to(s->cr, points[i].x, points[i].y);
}

static void
cairo_polygon(void *sheet, const struct point *points, size_t n,
    struct rgb colour)
{
	struct sheet *s = sheet;

	use(s, colour);
	put_path(s, points, n);
	cairo_close_path(s->cr);
	cairo_fill(s->cr);
}

static void
cairo_line(void *sheet, const struct point *points, size_t n, double width,
    struct rgb colour)
{
	struct sheet *s = sheet;

	use(s, colour);
	put_path(s, points, n);
	cairo_set_line_width(s->cr, width);
	cairo_set_line_join(s->cr, CAIRO_LINE_JOIN_ROUND);
	cairo_stroke(s->cr);
}

static void
set_font(struct sheet *s, const struct pen_text *look)
{
	PangoFontDescription *font = pango_font_description_new();

	pango_font_description_set_family(font, "DejaVu Sans Mono, monospace");
	pango_font_description_set_absolute_size(font,
	    look->size * PANGO_SCALE);
	if (look->bold)
		pango_font_description_set_weight(font, PANGO_WEIGHT_BOLD);
	pango_layout_set_font_description(s->layout, font);
	pango_font_description_free(font);
}

static void
cairo_text(void *sheet, double x, double y, double width,
    const struct pen_text *look, const char *text)
{
	struct sheet *s = sheet;
	PangoRectangle box;

	use(s, look->colour);
	set_font(s, look);
	pango_layout_set_text(s->layout, text, -1);
	pango_layout_get_extents(s->layout, NULL, &box);
	cairo_save(s->cr);
	cairo_translate(s->cr, x, y);
	if (box.width > 0)
		cairo_scale(s->cr, width * PANGO_SCALE / box.width, 1);
	cairo_move_to(s->cr, 0, -(double)pango_layout_get_baseline(s->layout)
	    / PANGO_SCALE);
	pango_cairo_show_layout(s->cr, s->layout);
	cairo_restore(s->cr);
	if (look->underlined)
		cairo_rect(s, x, y + look->size / 8, width, look->size / 14,
		    look->colour);
}

static bool
cairo_end(void *sheet, struct strbuf *out, struct strbuf *why)
{
	struct sheet *s = sheet;
	cairo_status_t status;

	g_object_unref(s->layout);
	if (s->paper == PEN_PDF)
		cairo_show_page(s->cr);
	status = cairo_status(s->cr);
	cairo_destroy(s->cr);
	if (status == CAIRO_STATUS_SUCCESS && s->paper == PEN_PNG)
		status = cairo_surface_write_to_png_stream(s->surface, gather,
		    &s->bytes);
	cairo_surface_finish(s->surface);
	if (status == CAIRO_STATUS_SUCCESS)
		status = cairo_surface_status(s->surface);
	cairo_surface_destroy(s->surface);
	if (status == CAIRO_STATUS_SUCCESS)
		strbuf_add(out, strbuf_text(&s->bytes), s->bytes.length);
	if (status != CAIRO_STATUS_SUCCESS)
		strbuf_puts(why, cairo_status_to_string(status));
	strbuf_free(&s->bytes);
	free(s);
	return status == CAIRO_STATUS_SUCCESS;
}

__attribute__((visibility("default")))
const struct pen_class pen_cairo = {
	.begin = cairo_begin,
	.page = cairo_page,
	.rect = cairo_rect,
	.polygon = cairo_polygon,
	.line = cairo_line,
	.text = cairo_text,
	.finish = cairo_end,
};
