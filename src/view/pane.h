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

extern const struct pane_class pane_lesson;
/* Above the heap. */
extern const struct pane_class pane_freelists;
/* The heap at each zoom. */
extern const struct pane_class pane_heap;
extern const struct pane_class pane_arena;
extern const struct pane_class pane_arenas;
extern const struct pane_class pane_usedpools;
extern const struct pane_class pane_pool;
extern const struct pane_class pane_block;
/* On request, instead of the pool. */
extern const struct pane_class pane_trick;
extern const struct pane_class pane_lists;
extern const struct pane_class pane_layers;
/* What happened. */
extern const struct pane_class pane_event;
extern const struct pane_class pane_answer;
extern const struct pane_class pane_threads;
extern const struct pane_class pane_time;
extern const struct pane_class pane_plot;

/* Whether the event pane says TEXT already, given the room. */
bool pane_event_says(const struct view *v, const char *text);

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
 * drawn through; what does not fit is cut visibly.  Either at once, or piece
 * by piece: begin and add return the column where the next piece begins.
 */
void pane_title(struct canvas *cv, const char *left, const char *rest);
int pane_title_begin(struct canvas *cv, const char *left);
int pane_title_add(struct canvas *cv, int col, unsigned style,
    const char *text);
void pane_title_end(struct canvas *cv, int col);

/* "... 38 more" right-justified in ROW. */
void pane_more(struct canvas *cv, int row, const char *text);

/*
 * "name value" from COL on, the value marked if any of SIZE bytes at ADDRESS
 * was written by the last step.  Returns where the next one begins; where it
 * does not fit nothing is drawn and COL returned.
 */
int pane_field(const struct view *v, struct canvas *cv, int row, int col,
    const char *name, uint64_t address, uint32_t size, const char *value);

/* The same for a value alone, cut where it does not fit. */
int pane_value(const struct view *v, struct canvas *cv, int row, int col,
    uint64_t address, uint32_t size, unsigned style, const char *value);

/* A label at the left and running text behind it; returns the row after. */
int pane_paragraph(struct canvas *cv, int row, const char *label,
    unsigned style, const char *text);

/* "448.1 KiB". */
void pane_bytes(uint64_t n, char *out, size_t size);

/* Nominal addresses of fields, as pym_address_of: 0 if there are none. */
uint64_t pane_variable(const struct view *v, const char *name);
uint64_t pane_arena_field(const struct view *v, uint32_t arena,
    const char *field);

#endif
