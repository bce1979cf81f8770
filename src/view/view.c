/*
 * view.c - the whole picture: which panes stand where, and where one looks.
 */
#include "config.h"

#include "view/view.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "lesson/lesson.h"
#include "lesson/runner.h"
#include "support/i18n.h"
#include "support/utf8.h"
#include "support/xalloc.h"
#include "view/help.h"
#include "view/pane.h"

static const struct pane_class *const panes[] = {
	&pane_lesson,
	&pane_arenas,
	&pane_usedpools,
	&pane_pool,
	&pane_event,
	&pane_answer,
	&pane_plot,
	&pane_time,
};

#define NPANES (sizeof(panes) / sizeof(panes[0]))
#define LONG_ANSWER 2	/* lines; in a lesson more take the panes' place */

static const struct pym_pool_ref no_pool = { PYM_NONE, PYM_NONE };

void
view_init(struct view *v, struct session *s)
{
	*v = (struct view){ .session = s, .pool = no_pool };
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
	changes_free(&v->changes);
	strbuf_free(&v->command);
	lesson_page_free(&v->page);
	strbuf_free(&v->activity);
	times_free(&v->times);
	times_free(&v->plot_times);
}

/* ---- following ---------------------------------------------------------- */

/* The pool looked at may be gone, or another arena's by now. */
static bool
pool_is_there(const struct view *v)
{
	struct pym_pool_view p;

	return v->pool.arena != PYM_NONE &&
	    pym_pool(session_heap(v->session), v->pool, &p);
}

void
view_follow(struct view *v)
{
	changes_update(&v->changes, v->session);
	if (v->changes.pool.arena != PYM_NONE)
		v->pool = v->changes.pool;
	if (!pool_is_there(v)) {
		v->pool = (struct pym_pool_ref){ 0, 0 };
		if (!pool_is_there(v))
			v->pool = no_pool;
	}
}

/* ---- the answer --------------------------------------------------------- */

void
view_begin_answer(struct view *v, const char *command)
{
	forget_lines(v);
	strbuf_clear(&v->command);
	strbuf_puts(&v->command, command);
	v->asked = v->covered;
}

void
view_add_line(struct view *v, enum style style, const char *text)
{
	v->lines = xgrow(v->lines, &v->lines_room, v->nlines + 1,
	    sizeof(*v->lines));
	v->lines[v->nlines++] = (struct view_line){ style, xstrdup(text) };
}

void
view_end_answer(struct view *v, bool event)
{
	v->answering = v->nlines > 0 && (!event || v->nlines > 2);
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
	return true;
}

/* ---- looking elsewhere -------------------------------------------------- */

static bool
live(const struct view *v, uint32_t arena)
{
	struct pym_arena_view a;

	return pym_arena(session_heap(v->session), arena, &a);
}

/* The next live arena in a direction, or the one given. */
static uint32_t
next_arena(const struct view *v, uint32_t arena, int direction)
{
	uint32_t slots = pym_arena_slots(session_heap(v->session));
	uint32_t i = arena;

	while (direction < 0 ? i > 0 : i + 1 < slots) {
		i = direction < 0 ? i - 1 : i + 1;
		if (live(v, i))
			return i;
	}
	return arena;
}

void
view_select(struct view *v, int step, int arenas)
{
	struct pym_arena_view a;
	int64_t pool;

	if (v->pool.arena == PYM_NONE)
		return;
	for (; arenas != 0; arenas += arenas < 0 ? 1 : -1)
		v->pool.arena = next_arena(v, v->pool.arena, arenas);
	if (!pym_arena(session_heap(v->session), v->pool.arena, &a))
		return;
	pool = (int64_t)v->pool.pool + step;
	if (pool >= (int64_t)a.ntotalpools)
		pool = (int64_t)a.ntotalpools - 1;
	v->pool.pool = pool < 0 ? 0 : (uint32_t)pool;
}

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
	struct pym_stats s;
	uint64_t pools;

	pym_stats(session_heap(v->session), &s, NULL, 0);
	strbuf_printf(out, ngettext("%" PRIu64 " arena",
	    "%" PRIu64 " arenas", s.arenas_current), s.arenas_current);
	pools = s.pools_used + s.pools_full + s.pools_empty;
	strbuf_printf(out, ngettext("  %" PRIu64 " pool",
	    "  %" PRIu64 " pools", pools), pools);
	if (s.system_blocks > 0)
		strbuf_printf(out, _("  system %" PRIu64), s.system_blocks);
}

static void
draw_moment(const struct view *v, struct strbuf *out)
{
	size_t n, decision = session_decision(v->session);

	if (decision == 0) {
		strbuf_printf(out, _("event %" PRIu64 " of %" PRIu64),
		    session_event(v->session), session_length(v->session));
		return;
	}
	session_decisions(v->session, &n);
	strbuf_printf(out, _("in event %" PRIu64 " of %" PRIu64
	    ", decision %zu of %zu"), session_event(v->session) + 1,
	    session_length(v->session), decision, n);
}

/* "playing x16" has room at the right, whatever else has. */
static int
activity_columns(const struct view *v)
{
	int columns = utf8_columns(strbuf_text(&v->activity));

	return columns > 0 ? columns + 2 : 0;
}

static void
draw_status(const struct view *v, struct canvas *cv)
{
	const struct pym_profile *p = session_profile(v->session);
	struct strbuf text = STRBUF_INIT;
	int cols = canvas_cols(cv), col, end;
	char name[128];

	canvas_blank(cv, (struct rect){ 0, 0, 1, cols }, STYLE_STATUS);
	col = canvas_text(cv, 0, 1, STYLE_STATUS, "poolscope");
	pym_profile_format(p, name, sizeof(name));
	strbuf_printf(&text, "%s: %s  ", name, _(p->words));
	draw_moment(v, &text);
	if (cols >= 100) {
		strbuf_puts(&text, "  ");
		draw_counts(v, &text);
	}
	end = cols - activity_columns(v);
	canvas_fit(cv, 0, col + 2, end - col - 2, STYLE_STATUS,
	    strbuf_text(&text));
	canvas_text(cv, 0, end + 1, STYLE_STATUS, strbuf_text(&v->activity));
	strbuf_free(&text);
}

/* What a command that made events answered, in the last row. */
static bool
has_message(const struct view *v)
{
	return v->nlines > 0 && !v->answering && (!v->covered || v->asked);
}

static void
draw_message(const struct view *v, struct canvas *cv)
{
	int row = canvas_rows(cv) - 1, cols = canvas_cols(cv), col;
	const struct view_line *last = &v->lines[v->nlines - 1];

	col = canvas_text(cv, row, 1, STYLE_CODE,
	    strbuf_text(&v->command));
	if (col < cols - 20)
		canvas_fit(cv, row, col + 2, cols - col - 2, last->style,
		    last->text);
	else
		canvas_fit(cv, row, 1, cols - 1, last->style, last->text);
}

/* Whether a lesson, if one runs, leaves pane P its place: not before there is
   anything to see. */
static bool
lesson_allows(const struct view *v, const struct pane_class *p)
{
	if (v->runner == NULL || p == &pane_lesson || p == &pane_answer)
		return true;
	return session_length(v->session) != 0 &&
	    !(v->answering && v->nlines > LONG_ANSWER) &&
	    lesson_words_have(&runner_lesson(v->runner)->panes, p->name);
}

static void
place_panes(struct view *v, const struct canvas *cv, struct rect *places)
{
	struct rect area = { 1, 0, canvas_rows(cv) - (has_message(v) ? 2 : 1),
	    canvas_cols(cv) };
	struct layout_pane wants[NPANES];
	size_t i;

	pane_lesson_prepare(v, canvas_cols(cv), cv->glyphs);
	for (i = 0; i < NPANES; i++) {
		panes[i]->measure(v, canvas_cols(cv), &wants[i]);
		wants[i].hidden |= !lesson_allows(v, panes[i]);
	}
	layout_place(area, wants, NPANES, places);
}

void
view_draw(struct view *v, struct canvas *cv)
{
	struct rect places[NPANES];
	struct region outer;
	size_t i;

	v->time_place = v->plot_place = (struct rect){ 0 };
	draw_status(v, cv);
	if (v->help) {
		outer = canvas_enter(cv, (struct rect){ 1, 0,
		    canvas_rows(cv) - 1, canvas_cols(cv) });
		help_draw(cv);
		canvas_leave(cv, outer);
		return;
	}
	place_panes(v, cv, places);
	for (i = 0; i < NPANES; i++) {
		if (places[i].rows < 1)
			continue;
		outer = canvas_enter(cv, places[i]);
		panes[i]->draw(v, cv);
		canvas_leave(cv, outer);
	}
	if (has_message(v))
		draw_message(v, cv);
}
