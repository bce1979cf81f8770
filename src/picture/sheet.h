/*
 * sheet.h - exercises on paper: a part for each event, with the pool before
 * it, the request, and the pool after it, to be filled in or filled.
 */
#ifndef POOLSCOPE_PICTURE_SHEET_H
#define POOLSCOPE_PICTURE_SHEET_H

#include "picture/cells.h"
#include "view/view.h"

struct sheet;

/*
 * The events FIRST to LAST of V's session (which is left at LAST), in COLS
 * columns; with ANSWERS what each did is shown, else asked.  NULL: there are
 * no such events, or no memory to go there.
 */
struct sheet *sheet_new(struct view *v, uint64_t first, uint64_t last,
    int cols, enum glyph_set glyphs, bool answers);
void sheet_free(struct sheet *sheet);

void sheet_text(const struct sheet *sheet, struct strbuf *out);

/* As still_write: .pdf in pages of A4, else one picture of all. */
bool sheet_write(const struct sheet *sheet, const struct palette *palette,
    enum pen_paper paper, const char *title, struct strbuf *out,
    struct strbuf *why);

#endif
