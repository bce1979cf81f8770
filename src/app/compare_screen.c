/*
 * compare_screen.c - one history under several profiles on one screen.
 *
 *	 compare  event 812 of 4096: free xs[3]
 *	 CLASSIC  3 arenas, 612 KiB in blocks of 768 KiB held (79 %) -------
 *	   ... the heap, or whatever is looked at
 *	 CPYTHON-3.13  1 arena, 640 KiB in blocks of 1 MiB held (62 %) ------
 *	   ...
 */
#include "config.h"

#include "app/compare_screen.h"

#include <inttypes.h>
#include <signal.h>
#include <string.h>

#include "session/event.h"
#include "session/explain.h"
#include "support/i18n.h"
#include "terminal/app.h"
#include "view/pane.h"

#define TIME_ROWS 12	/* of a side from which its timeline has a row */

struct shown {
	struct sides *sides;
	struct app *app;
};

/* ---- drawing ------------------------------------------------------------ */

static void
draw_status(const struct shown *s, struct canvas *cv)
{
	const struct session *first = s->sides->list[0].session;
	uint64_t n = session_event(first);
	struct strbuf text = STRBUF_INIT;
	struct event e;

	canvas_blank(cv, (struct rect){ 0, 0, 1, canvas_cols(cv) },
	    STYLE_STATUS);
	strbuf_printf(&text, _("compare  event %" PRIu64 " of %" PRIu64), n,
	    session_length(first));
	if (n > 0 && session_event_at(first, n, &e, NULL)) {
		strbuf_puts(&text, ": ");
		event_typed(first, &e, n, &text);
	}
	canvas_fit(cv, 0, 1, canvas_cols(cv) - 1, STYLE_STATUS,
	    strbuf_text(&text));
	strbuf_free(&text);
}

static const struct pane_class *
pane_of(const struct view *v)
{
	static const struct pane_class *const panes[] = {
		[ZOOM_HEAP] = &pane_heap,
		[ZOOM_ARENA] = &pane_arena,
		[ZOOM_POOL] = &pane_pool,
		[ZOOM_BLOCKS] = &pane_pool,
		[ZOOM_BLOCK] = &pane_block,
	};

	if (v->answering)
		return &pane_answer;
	if (v->extra == EXTRA_LISTS)
		return &pane_lists;
	return panes[v->zoom];
}

static void
draw_in(struct view *v, const struct pane_class *pane, struct canvas *cv,
    struct rect place)
{
	struct region outer;

	if (place.rows < 1)
		return;
	outer = canvas_enter(cv, place);
	pane->draw(v, cv);
	canvas_leave(cv, outer);
}

/* What the event did on this side, in a sentence. */
static void
draw_result(const struct side *side, struct canvas *cv, int row)
{
	uint64_t n = session_event(side->session);
	struct strbuf text = STRBUF_INIT;
	struct outcome gave;
	struct event e;

	if (n > 0 && session_event_at(side->session, n, &e, &gave))
		explain_result(side->session, &e, n, &gave, &text);
	canvas_fit(cv, row, 3, canvas_cols(cv) - 3, STYLE_GOOD,
	    strbuf_text(&text));
	strbuf_free(&text);
}

static void
draw_side(struct side *side, struct canvas *cv)
{
	struct strbuf text = STRBUF_INIT;
	int rows = canvas_rows(cv), cols = canvas_cols(cv);
	int time = rows >= TIME_ROWS;

	side_figures(side, &text);
	pane_title(cv, side->name, strbuf_text(&text));
	draw_result(side, cv, 1);
	draw_in(&side->view, pane_of(&side->view), cv,
	    (struct rect){ 2, 0, rows - 2 - time, cols });
	draw_in(&side->view, &pane_time, cv,
	    (struct rect){ rows - 1, 0, time, cols });
	strbuf_free(&text);
}

static void
draw(void *ctx, struct canvas *cv, enum app_focus focus)
{
	struct shown *s = ctx;
	int rows = canvas_rows(cv) - 1, n = (int)s->sides->count, i, top = 1;

	(void)focus;
	draw_status(s, cv);
	for (i = 0; i < n; i++) {
		int high = rows / n + (i < rows % n);
		struct region outer = canvas_enter(cv, (struct rect){ top, 0,
		    high, canvas_cols(cv) });

		targets_clear(&s->sides->list[i].view.targets);
		draw_side(&s->sides->list[i], cv);
		canvas_leave(cv, outer);
		top += high;
	}
}

static void
draw_footer(void *ctx, struct canvas *cv, enum app_focus focus)
{
	(void)ctx;
	canvas_blank(cv, (struct rect){ 0, 0, 1, canvas_cols(cv) },
	    STYLE_FOOTER);
	canvas_fit(cv, 0, 1, canvas_cols(cv) - 1, STYLE_FOOTER,
	    focus == APP_PICTURE ? _("PICTURE  n/b event on/back  s/S "
	    "decision  Enter/Esc nearer/back  a lists  Tab") :
	    _("COMPARE  PgUp/PgDn back/on   a command goes to all   Tab "
	    "picture   Ctrl-D quit"));
}

/* ---- lines and keys ----------------------------------------------------- */

static const char *
prompt(void *ctx)
{
	(void)ctx;
	return "(compare) ";
}

static bool
enter_line(void *ctx, const char *text)
{
	struct shown *s = ctx;

	return sides_run(s->sides, text);
}

static const char *
command_for(const struct key *key)
{
	if (key->code == K_PAGE_DOWN || key_is(key, 'n'))
		return "next";
	if (key->code == K_PAGE_UP || key_is(key, 'b'))
		return "back";
	if (key_is(key, 's'))
		return "step";
	if (key_is(key, 'S'))
		return "back-step";
	if (key_is(key, 'g'))
		return "goto 0";
	return key_is(key, 'G') ? "goto end" : NULL;
}

static void
look(struct view *v, const struct key *key)
{
	switch (key->code) {
	case K_ENTER:
		view_zoom_in(v);
		break;
	case K_ESCAPE:
		view_zoom_out(v);
		break;
	case K_UP:
		view_select(v, 0, -1);
		break;
	case K_DOWN:
		view_select(v, 0, 1);
		break;
	case K_LEFT:
		view_select(v, -1, 0);
		break;
	case K_RIGHT:
		view_select(v, 1, 0);
		break;
	default:
		if (key_is(key, 'a'))
			view_toggle_extra(v, EXTRA_LISTS);
		break;
	}
}

static void
press_key(void *ctx, const struct key *key)
{
	struct shown *s = ctx;
	const char *command = command_for(key);
	size_t i;

	if (key_is(key, 'q') && app_focus(s->app) == APP_PICTURE)
		app_set_focus(s->app, APP_PROMPT);
	else if (command != NULL)
		sides_run(s->sides, command);
	else
		for (i = 0; i < s->sides->count; i++)
			look(&s->sides->list[i].view, key);
}

static const struct frontend frontend = {
	.min_rows = 12,
	.min_cols = 40,
	.draw = draw,
	.footer = draw_footer,
	.prompt = prompt,
	.line = enter_line,
	.key = press_key,
};

static enum style
style_of(enum console_style style)
{
	return style == CONSOLE_ERROR ? STYLE_ERROR :
	    style == CONSOLE_NOTICE ? STYLE_NOTICE :
	    style == CONSOLE_TITLE ? STYLE_HEADER : STYLE_NORMAL;
}

static void
add_line(struct side *side, enum console_style style, const char *text)
{
	view_add_line(&side->view, style_of(style), text);
}

bool
compare_screen(struct sides *sides, const struct options *o, int *status)
{
	struct shown s = { .sides = sides };
	struct app_options how = {
		.color = o->color,
		.theme = theme_at(o->theme),
		.ascii = o->ascii,
	};
	size_t i;
	int ended;

	if (app_open(&how, &frontend, &s, &s.app) != APP_OPEN)
		return false;
	for (i = 0; i < sides->count; i++) {
		sides->list[i].line = add_line;
		sides->list[i].view.large = o->large;
	}
	ended = app_run(s.app);
	app_close(s.app);
	if (ended != 0)
		raise(ended);
	*status = EXIT_DONE;
	return true;
}
