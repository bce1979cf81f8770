/*
 * frame.c - the panes of the picture: which are there now, and where.
 */
#include "config.h"

#include "view/frame.h"

#include <string.h>

#include "lesson/lesson.h"
#include "lesson/runner.h"
#include "support/i18n.h"
#include "support/utf8.h"
#include "view/pane.h"

#define MESSAGE_ROWS 2
#define EVENT_ROWS  10	/* of the event's pane at most events */
#define BLOCK_ROWS  13		/* of the block's pane at most blocks */
#define WHOLE_WIDTH 100	/* arenas from which the heap wants it */

/* At which zooms and with which extras a pane is there; as bits. */
#define AT(zoom)    (1u << (zoom))
#define WITH(extra) (1u << (extra))
#define ANY	    0xffu
#define NOT(bits)   (ANY & ~(bits))

/* What else there is to say of when a pane is there. */
enum {
	ASKED = 1,	/* only when asked for: a lesson need not name it */
	WIDE = 2,	/* at every zoom, where there are two columns */
	SPARE = 4,	/* of itself, where there are rows to spare, ... */
	ASIDE = 8	/* ... in the right column */
};

static const struct {
	const struct pane_class *class;
	unsigned zooms, extras, flags;
} panes[] = {
	{ &pane_lesson, ANY, ANY, 0 },
	{ &pane_freelists, ANY, NOT(WITH(EXTRA_TRICK)), ASKED },
	{ &pane_heap, AT(ZOOM_HEAP), WITH(EXTRA_NONE), ASKED },
	{ &pane_arena, AT(ZOOM_ARENA), WITH(EXTRA_NONE), ASKED },
	{ &pane_arenas, AT(ZOOM_POOL), NOT(WITH(EXTRA_TRICK)), 0 },
	{ &pane_usedpools, AT(ZOOM_POOL), ANY, WIDE },
	{ &pane_pool, AT(ZOOM_POOL), WITH(EXTRA_NONE), 0 },
	{ &pane_pool, AT(ZOOM_BLOCKS), WITH(EXTRA_NONE), ASKED },
	{ &pane_block, AT(ZOOM_BLOCK), WITH(EXTRA_NONE), ASKED },
	{ &pane_trick, ANY, WITH(EXTRA_TRICK), ASKED },
	{ &pane_lists, ANY, WITH(EXTRA_LISTS), ASKED },
	{ &pane_layers, ANY, WITH(EXTRA_LAYERS), ASKED },
	{ &pane_threads, ANY, ANY, ASKED },
	{ &pane_event, ANY, ANY, 0 },
	{ &pane_answer, ANY, ANY, 0 },
	{ &pane_block, AT(ZOOM_POOL), WITH(EXTRA_NONE), SPARE },
	{ &pane_lists, NOT(AT(ZOOM_BLOCK)), WITH(EXTRA_NONE), SPARE | ASIDE },
	{ &pane_trick, NOT(AT(ZOOM_HEAP)), WITH(EXTRA_NONE), SPARE | ASIDE },
	{ &pane_plot, ANY, ANY, 0 },
	{ &pane_time, ANY, ANY, 0 },
};

#define NPANES (sizeof(panes) / sizeof(panes[0]))

/* Where everything goes in one frame. */
struct frame {
	struct rect area;
	struct layout_pane wants[NPANES];
	struct rect places[NPANES];
	bool wide;		/* there are two columns */
};

/* ---- which panes -------------------------------------------------------- */

/* A lesson's panes have no row to spare, unless one looks elsewhere or it is
   about the list that stands there. */
bool
frame_has_crumb(const struct view *v)
{
	return v->runner == NULL || v->zoom != ZOOM_POOL ||
	    v->extra != EXTRA_NONE ||
	    (session_length(v->session) != 0 &&
	    lesson_words_have(&runner_lesson(v->runner)->panes,
	    "usable_arenas"));
}

/* Whether a lesson, if one runs, leaves a pane its place: not before there is
   anything to see. */
static bool
lesson_allows(const struct view *v, size_t i)
{
	const struct pane_class *p = panes[i].class;

	if (v->runner == NULL || p == &pane_lesson || p == &pane_answer)
		return true;
	return session_length(v->session) != 0 &&
	    ((panes[i].flags & ASKED) != 0 ||
	    lesson_words_have(&runner_lesson(v->runner)->panes, p->name));
}

/* In a lesson, where there are two columns, these are the left one: text there,
   and the picture beside it. */
static bool
is_text(const struct pane_class *p)
{
	return p == &pane_lesson || p == &pane_event || p == &pane_answer ||
	    p == &pane_threads;
}

/* What would answer an open question is covered. */
static bool
gives_away(const struct pane_class *p)
{
	return p == &pane_block || p == &pane_trick || p == &pane_lists ||
	    p == &pane_layers || p == &pane_freelists;
}

static void
draw_covered(struct canvas *cv)
{
	pane_title(cv, _("COVERED"), _("while the question is open; peek "
	    "uncovers it"));
}

static void
measure(const struct view *v, int cols, const struct pane_class *class,
    struct layout_pane *out)
{
	class->measure(v, cols, out);
	if (v->covered && gives_away(class)) {
		out->min_rows = out->want_rows = 1;
		out->grow = false;
	}
}

static bool
is_there(const struct view *v, size_t i, bool wide)
{
	if ((panes[i].extras & WITH(v->extra)) == 0 ||
	    (panes[i].flags & SPARE) != 0 || !lesson_allows(v, i))
		return false;
	return (panes[i].zooms & AT(v->zoom)) != 0 ||
	    (wide && (panes[i].flags & WIDE) != 0);
}

/* Thousands of arenas want the whole width. */
static bool
wants_width(const struct view *v)
{
	struct pym_counts counts;

	pym_counts(session_heap(v->session), &counts);
	return v->zoom == ZOOM_HEAP && v->extra == EXTRA_NONE &&
	    counts.arenas_current > WHOLE_WIDTH;
}

/* ---- where -------------------------------------------------------------- */

/* Whether the answer is about what the pool's pane shows. */
static bool
about_pool(const struct view *v)
{
	const char *command = strbuf_text(&v->command);

	return strncmp(command, "explain", 7) == 0 ||
	    strncmp(command, "try ", 4) == 0;
}

static size_t
index_of(const struct pane_class *class)
{
	size_t i = 0;

	while (panes[i].class != class)
		i++;
	return i;
}

/* A long answer takes the place of other panes, until it is read; but for what
   a command says that made events: the picture shows what it did. */
static void
place_answer(const struct view *v, struct frame *f)
{
	const struct pane_class *const giving[] = { &pane_usedpools,
	    &pane_arenas, about_pool(v) ? NULL : &pane_pool };
	size_t answer = index_of(&pane_answer), i;

	for (i = 0; i < 3 && giving[i] != NULL && !f->wide && !v->by_event &&
	    f->places[answer].rows > 0 && f->places[answer].rows <
	    f->wants[answer].want_rows; i++) {
		f->wants[index_of(giving[i])].hidden = true;
		layout_place(f->area, f->wants, NPANES, f->places);
	}
}

static void
place(struct view *v, const struct canvas *cv, struct frame *f)
{
	int cols;
	size_t i;

	f->wide = f->area.cols >= LAYOUT_TWO_COLUMNS && !wants_width(v);
	cols = f->wide ? f->area.cols / 2 : f->area.cols;
	pane_lesson_prepare(v, cols, cv->glyphs);
	for (i = 0; i < NPANES; i++) {
		measure(v, cols, panes[i].class, &f->wants[i]);
		if (!is_there(v, i, f->wide))
			f->wants[i].hidden = true;
		f->wants[i].side = f->wide && (v->runner != NULL ?
		    !is_text(panes[i].class) : f->wants[i].side ||
		    (panes[i].flags & ASIDE) != 0);
		if (f->wide && panes[i].class == &pane_lesson)
			f->wants[i].grow = true;
	}
	layout_place(f->area, f->wants, NPANES, f->places);
	place_answer(v, f);
}

/* The rows that nothing wants in pane I's column. */
static int
spare_rows(const struct frame *f, size_t i)
{
	int end = f->area.row + f->area.rows, used = f->area.row;
	size_t k;

	for (k = 0; k < NPANES; k++) {
		const struct rect *at = &f->places[k];

		if (at->rows == 0)
			continue;
		if (f->wide && f->wants[k].below)
			end = end < at->row ? end : at->row;
		else if (f->wants[k].side == f->wants[i].side &&
		    used < at->row + at->rows)
			used = at->row + at->rows;
	}
	return end - used;
}

/* More than the present event needs is kept for the next, so that panes do
   not move or come and go. */
static void
keep_event_rows(struct frame *f)
{
	size_t i = index_of(&pane_event);
	int more = EVENT_ROWS - f->places[i].rows;

	if (f->places[i].rows == 0 || more <= 0 || spare_rows(f, i) < more)
		return;
	f->wants[i].want_rows = EVENT_ROWS;
	layout_place(f->area, f->wants, NPANES, f->places);
}

/* The block stands in the same rows under large pools and small ones, so that
   its bytes do not move from step to step. */
static void
settle_block(struct frame *f)
{
	size_t i;
	int row;

	for (i = 0; i < NPANES; i++) {
		if (panes[i].class != &pane_block ||
		    (panes[i].flags & SPARE) == 0 || f->places[i].rows == 0)
			continue;
		row = f->places[i].row + f->places[i].rows +
		    spare_rows(f, i) - BLOCK_ROWS;
		if (f->wide && f->places[i].rows <= BLOCK_ROWS &&
		    row > f->places[i].row)
			f->places[i].row = row;
	}
}

/* Where there is more room than all want, more is shown. */
static void
place_spare(const struct view *v, struct frame *f)
{
	size_t i;

	if (v->runner != NULL || v->covered || v->answering || v->plotting ||
	    v->pool.arena == PYM_NONE)
		return;
	keep_event_rows(f);
	for (i = 0; i < NPANES; i++) {
		if ((panes[i].flags & SPARE) == 0 ||
		    (panes[i].zooms & AT(v->zoom)) == 0 ||
		    (panes[i].extras & WITH(v->extra)) == 0 ||
		    spare_rows(f, i) < f->wants[i].want_rows)
			continue;
		f->wants[i].hidden = false;
		f->wants[i].grow = false;
		layout_place(f->area, f->wants, NPANES, f->places);
	}
	settle_block(f);
}

/* ---- the message -------------------------------------------------------- */

/*
 * What a command that made events answered, in the last rows: its last line,
 * and what there is to know besides.
 */
struct message {
	size_t lines[MESSAGE_ROWS];
	int rows;
};

static bool
has_message(const struct view *v)
{
	return v->nlines > 0 && !v->answering && view_may_tell(v);
}

/* Whether LINE stands in the event's pane, too. */
static bool
is_said(const struct view *v, const struct frame *f, size_t line)
{
	size_t i = index_of(&pane_event);

	return f->places[i].rows > 2 &&
	    pane_event_says(v, v->lines[line].text);
}

static void
find_message(const struct view *v, const struct frame *f, struct message *m)
{
	size_t i;

	*m = (struct message){ .rows = 0 };
	for (i = 0; has_message(v) && i < v->nlines; i++)
		if (m->rows < MESSAGE_ROWS && (i + 1 == v->nlines ||
		    v->lines[i].style == STYLE_NOTICE) && !is_said(v, f, i))
			m->lines[m->rows++] = i;
}

/* The answer counts more than the command, which stands before it if there is
   room for both. */
static void
draw_message(const struct view *v, struct canvas *cv,
    const struct message *m)
{
	int cols = canvas_cols(cv), row = canvas_rows(cv) - m->rows, col, i;
	const char *command = strbuf_text(&v->command);
	const struct view_line *line;

	for (i = 0; i < m->rows; i++, row++) {
		line = &v->lines[m->lines[i]];
		col = 1;
		if (m->lines[i] + 1 == v->nlines && utf8_columns(command) +
		    utf8_columns(line->text) + 4 <= cols)
			col = canvas_text(cv, row, col, STYLE_CODE,
			    command) + 2;
		canvas_fit(cv, row, col, cols - col, line->style, line->text);
	}
}

/* ---- drawing ------------------------------------------------------------ */

static void
draw_panes(struct view *v, struct canvas *cv, const struct frame *f)
{
	struct region outer;
	size_t i;

	for (i = 0; i < NPANES; i++) {
		if (f->places[i].rows < 1)
			continue;
		outer = canvas_enter(cv, f->places[i]);
		if (v->covered && gives_away(panes[i].class))
			draw_covered(cv);
		else
			panes[i].class->draw(v, cv);
		canvas_leave(cv, outer);
	}
}

void
frame_draw(struct view *v, struct canvas *cv, int top)
{
	struct frame f = { .area = { top, 0, canvas_rows(cv) - top,
	    canvas_cols(cv) } };
	struct message message;

	place(v, cv, &f);
	find_message(v, &f, &message);
	if (message.rows > 0) {
		f.area.rows -= message.rows;
		place(v, cv, &f);
	}
	place_spare(v, &f);
	draw_panes(v, cv, &f);
	draw_message(v, cv, &message);
}
