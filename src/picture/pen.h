/*
 * pen.h - what pictures are drawn with: one pen, three kinds of paper.
 *
 *	still, plot, sheet ---> pen ---> .svg   text of our own, by XML's rules
 *	                            ---> .pdf   cairo; as many pages as wanted
 *	                            ---> .png   cairo; two pixels a unit
 *
 * Lengths are in units of a 72nd of an inch, from the upper left corner.  Text
 * stays text in .svg and .pdf: it can be searched, selected and read aloud.
 */
#ifndef POOLSCOPE_PICTURE_PEN_H
#define POOLSCOPE_PICTURE_PEN_H

#include <stdbool.h>
#include <stddef.h>

#include "support/strbuf.h"

struct pen;

struct rgb {
	unsigned char red, green, blue;
};

struct point {
	double x, y;
};

enum pen_paper {
	PEN_SVG,
	PEN_PDF,
	PEN_PNG
};

/* How text looks. */
struct pen_text {
	struct rgb colour;
	double size;		/* of the letters */
	bool bold, underlined;
};

/* The most that a picture may be wide or high, on any paper. */
#define PEN_MAX 14000.0

/*
 * A picture WIDTH wide and HEIGHT high on ground of one colour; TITLE tells
 * in words what it shows.  Never NULL: what fails later is told at the end.
 */
struct pen *pen_new(enum pen_paper paper, double width, double height,
    struct rgb ground, const char *title);

/* Another page of the same size.  (Only .pdf has more than one.) */
void pen_page(struct pen *pen);

void pen_rect(struct pen *pen, double x, double y, double width,
    double height, struct rgb colour);
/* The inside of N points, and a line along them. */
void pen_polygon(struct pen *pen, const struct point *points, size_t n,
    struct rgb colour);
void pen_line(struct pen *pen, const struct point *points, size_t n,
    double width, struct rgb colour);

/* TEXT in letters of equal width, from X on with its feet at Y, stretched or
   squeezed to be exactly WIDTH wide. */
void pen_text(struct pen *pen, double x, double y, double width,
    const struct pen_text *look, const char *text);

/* Ends the picture and frees the pen; OUT gets the file's bytes.  False, with
   the reason in WHY: it could not be made. */
bool pen_finish(struct pen *pen, struct strbuf *out, struct strbuf *why);

#endif
