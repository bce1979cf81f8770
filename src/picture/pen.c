/* pen.c - what pictures are drawn with. */
#include "config.h"

#include "picture/pen.h"

#include <dlfcn.h>
#include <stdlib.h>

#include "picture/pen_paper.h"
#include "support/i18n.h"
#include "support/installed.h"
#include "support/xalloc.h"

#define LIBRARY "poolscope-picture.so"

struct pen {
	const struct pen_class *class;	/* NULL: there is none, as WHY says */
	struct strbuf why;
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

/*
 * Cairo, Pango and what they stand on are loaded for those pictures that they
 * draw: they are forty libraries, and the program is to start at once.  (What
 * is loaded stays, as long as the program.)
 */
static const struct pen_class *
load_cairo(struct strbuf *why)
{
	char *path = installed_library("picture", LIBRARY);
	void *library = dlopen(path, RTLD_NOW | RTLD_LOCAL);
	const struct pen_class *class = library != NULL ?
	    dlsym(library, "pen_cairo") : NULL;

	if (class == NULL)
		strbuf_printf(why, _("the library that draws .pdf and .png "
		    "cannot be used (%s); .svg needs none"), dlerror());
	free(path);
	return class;
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
		.width = within(width),
		.height = within(height),
		.ground = ground,
	};
	pen->class = paper == PEN_SVG ? &pen_svg : load_cairo(&pen->why);
	if (pen->class != NULL)
		pen->sheet = pen->class->begin(paper, pen->width, pen->height,
		    title);
	lay_ground(pen);
	return pen;
}

void
pen_page(struct pen *pen)
{
	if (pen->class != NULL)
		pen->class->page(pen->sheet);
	lay_ground(pen);
}

void
pen_rect(struct pen *pen, double x, double y, double width, double height,
    struct rgb colour)
{
	if (pen->class != NULL)
		pen->class->rect(pen->sheet, x, y, width, height, colour);
}

void
pen_polygon(struct pen *pen, const struct point *points, size_t n,
    struct rgb colour)
{
	if (pen->class != NULL)
		pen->class->polygon(pen->sheet, points, n, colour);
}

void
pen_line(struct pen *pen, const struct point *points, size_t n, double width,
    struct rgb colour)
{
	if (pen->class != NULL)
		pen->class->line(pen->sheet, points, n, width, colour);
}

void
pen_text(struct pen *pen, double x, double y, double width,
    const struct pen_text *look, const char *text)
{
	if (text[0] != '\0' && pen->class != NULL)
		pen->class->text(pen->sheet, x, y, width, look, text);
}

bool
pen_finish(struct pen *pen, struct strbuf *out, struct strbuf *why)
{
	bool ok = pen->class != NULL &&
	    pen->class->finish(pen->sheet, out, why);

	if (pen->why.length > 0)
		strbuf_puts(why, strbuf_text(&pen->why));
	strbuf_free(&pen->why);
	free(pen);
	return ok;
}
