/* pen_paper.h - what a kind of paper does for pen.c. */
#ifndef POOLSCOPE_PICTURE_PEN_PAPER_H
#define POOLSCOPE_PICTURE_PEN_PAPER_H

#include "picture/pen.h"

/* Each is called with what begin returned; see pen.h for what it does. */
struct pen_class {
	void *(*begin)(enum pen_paper paper, double width, double height,
	    const char *title);
	void (*page)(void *sheet);
	void (*rect)(void *sheet, double x, double y, double width,
	    double height, struct rgb colour);
	void (*polygon)(void *sheet, const struct point *points, size_t n,
	    struct rgb colour);
	void (*line)(void *sheet, const struct point *points, size_t n,
	    double width, struct rgb colour);
	void (*text)(void *sheet, double x, double y, double width,
	    const struct pen_text *look, const char *text);
	bool (*finish)(void *sheet, struct strbuf *out, struct strbuf *why);
};

extern const struct pen_class pen_svg;
/* In a library of its own, which pen.c loads. */
extern const struct pen_class pen_cairo;

#endif
