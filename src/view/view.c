/*
 * view.c - the whole picture, and what it remembers.
 */
#include "config.h"

#include "view/view.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "objects/objects.h"
#include "support/i18n.h"
#include "support/utf8.h"
#include "support/xalloc.h"
#include "view/crumb.h"
#include "view/frame.h"
#include "view/help.h"
#include "view/pane.h"
#include "view/spark.h"

static const struct pym_pool_ref no_pool = { PYM_NONE, PYM_NONE };

void
view_init(struct view *v, struct session *s)
{
	*v = (struct view){
		.session = s, .pool = no_pool, .block = PYM_NONE,
		.szidx = 3, .zoom = ZOOM_POOL, .per_row = 1,
		.objects = objects_new(),
	};
	view_follow(v);
}

static void
forget_lines(struct view *v)
{
	size_t i;

	for (i = 0; i < v->nlines; i++)
		free(v->lines[i].text);
	v->nlines = 0;
	v->scroll = 0;
}

void
view_end(struct view *v)
{
	forget_lines(v);
	free(v->lines);
	objects_free(v->objects);
	changes_free(&v->changes);
	targets_free(&v->targets);
	strbuf_free(&v->command);
	lesson_page_free(&v->page);
	strbuf_free(&v->activity);
	times_free(&v->times);
	times_free(&v->plot_times);
}

/* ---- following ---------------------------------------------------------- */

/* The pool looked at may be gone, or another arena's by now. */
static void
settle_pool(struct view *v)
{
	struct pym_pool_view p;

	if (view_pool(v, &p))
		return;
	v->pool = (struct pym_pool_ref){ 0, 0 };
	v->block = PYM_NONE;
	if (!view_pool(v, &p))
		v->pool = no_pool;
}

void
view_follow(struct view *v)
{
	const struct changed_block *last = &v->changes.last;
	struct pym_pool_view p;

	changes_update(&v->changes, v->session);
	v->former_address = 0;
	v->picked = false;
	if (last->pool.arena != PYM_NONE) {
		if (last->block != PYM_NONE || last->pool.arena !=
		    v->pool.arena || last->pool.pool != v->pool.pool)
			v->block = last->block;
		v->pool = last->pool;
	}
	settle_pool(v);
	if (v->changes.szidx != PYM_NONE)
		v->szidx = v->changes.szidx;
	else if (view_pool(v, &p) && p.capacity > 0)
		v->szidx = p.szidx;
}

/* ---- the answer --------------------------------------------------------- */

void
view_begin_answer(struct view *v, const char *command)
{
	forget_lines(v);
	strbuf_clear(&v->command);
	strbuf_puts(&v->command, command);
	v->asked = v->covered;
	v->hinted = false;
}

void
view_add_line(struct view *v, enum style style, const char *text)
{
	v->lines = xgrow(v->lines, &v->lines_room, v->nlines + 1,
	    sizeof(*v->lines));
	v->lines[v->nlines++] = (struct view_line){ style, xstrdup(text) };
}

/* In a lesson a line has room below its panes. */
void
view_end_answer(struct view *v, bool moved, bool told)
{
	size_t below = moved && !told ? 2 : v->runner != NULL ? 1 : 0;

	v->by_event = moved;
	v->answering = v->nlines > below;
}

bool
view_may_tell(const struct view *v)
{
	return !v->covered || v->asked;
}

bool
view_dismiss(struct view *v)
{
	bool help = v->help;

	v->help = false;
	if (help)
		return true;
	if (!v->answering)
		return false;
	v->answering = false;
	forget_lines(v);
	return true;
}

void
view_end_answer_briefly(struct view *v)
{
	v->by_event = true;
	v->answering = false;
}

void
view_set_lesson(struct view *v, const struct runner *r, bool moved)
{
	v->runner = r;
	v->lesson_moved = moved;
	if (!moved)
		v->lesson_scroll = SIZE_MAX;
}

/* A page of the lesson's text, less one line that is seen twice. */
static size_t
lesson_page_rows(const struct view *v)
{
	return v->lesson_rows > 1 ? v->lesson_rows - 1 : 1;
}

bool
view_lesson_on(struct view *v)
{
	size_t rows = lesson_page_rows(v);

	if (v->lesson_below == 0)
		return false;
	v->lesson_scroll += rows < v->lesson_below ? rows : v->lesson_below;
	return true;
}

bool
view_lesson_back(struct view *v)
{
	size_t rows = lesson_page_rows(v);

	if (v->lesson_scroll <= v->page.fresh)
		return false;
	v->lesson_scroll = v->lesson_scroll - v->page.fresh > rows ?
	    v->lesson_scroll - rows : v->page.fresh;
	v->lesson_below++;		/* or more: it is no longer the end */
	return true;
}

/* ---- scrolling ---------------------------------------------------------- */

void
view_scroll(struct view *v, int rows)
{
	if (v->answering) {
		v->scroll = rows < 0 && v->scroll < (size_t)-rows ? 0 :
		    v->scroll + (size_t)rows;
		return;
	}
	v->lesson_scroll = rows < 0 && v->lesson_scroll < (size_t)-rows ? 0 :
	    v->lesson_scroll + (size_t)rows;
	v->lesson_below += rows < 0;
}

bool
view_time_at(const struct view *v, int row, int col, uint64_t *event)
{
	return pane_time_event(v, row, col, event) ||
	    pane_plot_event(v, row, col, event);
}

/* ---- drawing ------------------------------------------------------------ */

static void
draw_counts(const struct view *v, struct strbuf *out)
{
	struct pym_counts c;

	pym_counts(session_heap(v->session), &c);
	strbuf_printf(out, ngettext("%" PRIu64 " arena",
	    "%" PRIu64 " arenas", c.arenas_current), c.arenas_current);
	strbuf_printf(out, ngettext("  %" PRIu64 " pool in use",
	    "  %" PRIu64 " pools in use", c.pools_in_use), c.pools_in_use);
	if (c.system_blocks > 0)
		strbuf_printf(out, ngettext("  %" PRIu64 " system block",
		    "  %" PRIu64 " system blocks", c.system_blocks),
		    c.system_blocks);
}

static void
draw_moment(const struct view *v, struct strbuf *out)
{
	size_t n, decision = session_decision(v->session);

	if (decision == 0) {
		strbuf_printf(out, _("event %" PRIu64 " of %" PRIu64),
		    session_event(v->session), session_length(v->session));
	} else {
		session_decisions(v->session, &n);
		strbuf_printf(out, _("in event %" PRIu64 " of %" PRIu64
		    ", decision %zu of %zu"), session_event(v->session) + 1,
		    session_length(v->session), decision, n);
	}
	if (pym_damaged(session_heap(v->session)))
		strbuf_puts(out, _("  DAMAGED"));
}

/* TEXT behind what is there, if all of it fits before END. */
static int
draw_piece(struct canvas *cv, int col, int end, const struct strbuf *text)
{
	int columns = utf8_columns(strbuf_text(text));

	if (col + 2 + columns > end)
		return col;
	return canvas_text(cv, 0, col + 2, STYLE_STATUS, strbuf_text(text));
}

/* "playing x16" has room at the right, whatever else has. */
static int
activity_columns(const struct view *v)
{
	int columns = utf8_columns(strbuf_text(&v->activity));

	return columns > 0 ? columns + 2 : 0;
}

/* The profile as far as COLUMNS are enough: in words too, its name, nothing. */
static void
draw_profile(const struct view *v, int columns, struct strbuf *out)
{
	const struct pym_profile *p = session_profile(v->session);
	char name[128];

	pym_profile_format(p, name, sizeof(name));
	strbuf_printf(out, _("%s: %s"), name, _(p->words));
	if (utf8_columns(strbuf_text(out)) > columns)
		strbuf_truncate(out, utf8_columns(name) > columns ? 0 :
		    strlen(name));
}

void
view_draw_status(const struct view *v, struct canvas *cv)
{
	struct strbuf text = STRBUF_INIT, moment = STRBUF_INIT;
	int end = canvas_cols(cv) - activity_columns(v), col = -1, left;

	canvas_blank(cv, (struct rect){ 0, 0, 1, canvas_cols(cv) },
	    STYLE_STATUS);
	draw_moment(v, &moment);
	left = end - 3 - utf8_columns(strbuf_text(&moment));
	if (left >= (int)sizeof("poolscope"))
		col = canvas_text(cv, 0, 1, STYLE_STATUS, "poolscope");
	draw_profile(v, left - col - 2, &text);
	if (text.length > 0)
		col = draw_piece(cv, col, end, &text);
	col = draw_piece(cv, col, end, &moment);
	strbuf_free(&moment);
	strbuf_clear(&text);
	draw_counts(v, &text);
	col = draw_piece(cv, col, end, &text);
	spark_draw(v, cv, col, end);
	canvas_text(cv, 0, end + 1, STYLE_STATUS, strbuf_text(&v->activity));
	strbuf_free(&text);
}

void
view_draw(struct view *v, struct canvas *cv)
{
	const struct changes changes = v->changes;
	struct region outer;
	int top = 1;

	targets_clear(&v->targets);
	v->per_row = 1;
	v->time_place = v->plot_place = (struct rect){ 0 };
	view_draw_status(v, cv);
	if (v->help) {
		outer = canvas_enter(cv, (struct rect){ 1, 0,
		    canvas_rows(cv) - 1, canvas_cols(cv) });
		help_draw(cv);
		canvas_leave(cv, outer);
		return;
	}
	/* What changed last is what comes first in a chain. */
	if (v->covered)
		v->changes = (struct changes){
			.last = { changes.last.pool, PYM_NONE },
			.szidx = changes.szidx,
			.linked = { no_pool, PYM_NONE },
		};
	if (frame_has_crumb(v))
		crumb_draw(v, cv, top++);
	frame_draw(v, cv, top);
	v->changes = changes;
}
