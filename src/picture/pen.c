/* pen.c - what pictures are drawn with. */
#include "config.h"

#include "picture/pen.h"

#include <stdlib.h>

#include "picture/pen_paper.h"
#include "support/xalloc.h"

struct pen {
	const struct pen_class *class;
	void *sheet;
	double width, height;
	struct rgb ground;
};

/* Sizes come from the command line in the end. */
static double
within(double size)
{
	return size < 1 ? 1 : size > PEN_MAX ? PEN_MAX : size;
}

static void
lay_ground(struct pen *pen)
{
	pen_rect(pen, 0, 0, pen->width, pen->height, pen->ground);
}

struct pen *
pen_new(enum pen_paper paper, double width, double height, struct rgb ground,
    const char *title)
{
	struct pen *pen = xcalloc(1, sizeof(*pen));

	*pen = (struct pen){
		.class = paper == PEN_SVG ? &pen_svg : &pen_cairo,
		.width = within(width),
		.height = within(height),
		.ground = ground,
	};
	pen->sheet = pen->class->begin(paper, pen->width, pen->height, title);
	lay_ground(pen);
	return pen;
}

void
pen_page(struct pen *pen)
{
	pen->class->page(pen->sheet);
	lay_ground(pen);
}

void
pen_rect(struct pen *pen, double x, double y, double width, double height,
    struct rgb colour)
{
	pen->class->rect(pen->sheet, x, y, width, height, colour);
}

void
pen_polygon(struct pen *pen, const struct point *points, size_t n,
    struct rgb colour)
{
	pen->class->polygon(pen->sheet, points, n, colour);
}

void
pen_line(struct pen *pen, const struct point *points, size_t n, double width,
    struct rgb colour)
{
	pen->class->line(pen->sheet, points, n, width, colour);
}

void
pen_text(struct pen *pen, double x, double y, double width,
    const struct pen_text *look, const char *text)
{
	if (text[0] != '\0')
		pen->class->text(pen->sheet, x, y, width, look, text);
}

bool
pen_finish(struct pen *pen, struct strbuf *out, struct strbuf *why)
{
	bool ok = pen->class->finish(pen->sheet, out, why);

	free(pen);
	return ok;
}
