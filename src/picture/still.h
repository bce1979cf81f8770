/*
 * still.h - a moment of the heap as a picture: pane, legend and caption.
 */
#ifndef POOLSCOPE_PICTURE_STILL_H
#define POOLSCOPE_PICTURE_STILL_H

#include "picture/cells.h"
#include "view/view.h"

struct still {
	const char *pane;	/* a name of view/one_pane.h */
	int cols;
	int rows;		/* of the pane; 0: as many as it wants */
	enum glyph_set glyphs;
	bool legend;		/* say what the signs mean that are there */
	const char *caption;	/* NULL: what happened last; "": none */
};

/* Draws what V looks at, as STILL says; the canvas is the caller's. */
struct canvas *still_canvas(struct view *v, const struct still *still);

/* Adds, in words and in one line, what the picture of this moment shows. */
void still_title(const struct view *v, struct strbuf *out);

/* CV with a margin on PAPER: the file's bytes go to OUT.  False, with the
   reason in WHY: it could not be made. */
bool still_write(const struct canvas *cv, const struct palette *palette,
    enum pen_paper paper, const char *title, struct strbuf *out,
    struct strbuf *why);

#endif
