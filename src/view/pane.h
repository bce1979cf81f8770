/*
 * pane.h - the panes of the view: one class each, one question each.
 */
#ifndef POOLSCOPE_VIEW_PANE_H
#define POOLSCOPE_VIEW_PANE_H

#include "view/layout.h"
#include "view/view.h"

struct pane_class {
	const char *name;
	/* What it wants of COLS columns. */
	void (*measure)(const struct view *v, int cols,
	    struct layout_pane *out);
	/* Draws into CV's present region. */
	void (*draw)(struct view *v, struct canvas *cv);
};

extern const struct pane_class pane_arenas;
extern const struct pane_class pane_usedpools;
extern const struct pane_class pane_pool;
extern const struct pane_class pane_event;
extern const struct pane_class pane_answer;
extern const struct pane_class pane_lesson;
extern const struct pane_class pane_time;
extern const struct pane_class pane_plot;

/* The event that a cell of the whole canvas stands for in these two, as they
   were drawn last; false: none. */
bool pane_time_event(const struct view *v, int row, int col,
    uint64_t *event);
bool pane_plot_event(const struct view *v, int row, int col,
    uint64_t *event);

/* Makes the lesson's page anew, before it is measured. */
void pane_lesson_prepare(struct view *v, int cols, enum glyph_set glyphs);

/*
 * A pane's title line: LEFT in capitals names it, the rest of the line is
 * drawn through.  Returns nothing; what does not fit is cut visibly.
 */
void pane_title(struct canvas *cv, const char *left, const char *rest);

/* "... 38 more" right-justified in ROW. */
void pane_more(struct canvas *cv, int row, const char *text);

#endif
