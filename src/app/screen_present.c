/*
 * screen_present.c - a presentation on the full screen.
 */
#include "config.h"

#include "app/screen_present.h"

#include "support/i18n.h"
#include "terminal/app.h"
#include "view/view.h"

/* ---- what is shown ------------------------------------------------------ */

static void
begin(void *ctx, const char *command)
{
	const struct screen_present *s = ctx;

	view_begin_answer(s->view, command);
}

static void
end(void *ctx, bool moved, bool told)
{
	const struct screen_present *s = ctx;

	if (moved)
		view_follow(s->view);
	view_end_answer(s->view, moved, told);
}

static void
type(void *ctx, const char *text)
{
	const struct screen_present *s = ctx;

	app_type(s->app, text);
}

static void
lesson(void *ctx, const struct runner *r, bool moved)
{
	const struct screen_present *s = ctx;

	view_set_lesson(s->view, r, moved);
}

/* ---- beginning and end -------------------------------------------------- */

void
screen_present_begin(struct screen_present *s, const struct options *o,
    struct quiz *q)
{
	const struct presenter_host host = { .begin = begin, .end = end,
	    .type = type, .lesson = lesson, .ctx = s };

	if (o->present == NULL)
		return;
	s->presenter = presenter_open(o, s->console, q, &host);
	if (s->presenter != NULL)
		presenter_begin(s->presenter);
}

void
screen_present_end(struct screen_present *s)
{
	if (s->presenter != NULL)
		view_set_lesson(s->view, NULL, false);
	presenter_close(s->presenter);
	s->presenter = NULL;
}

bool
screen_present_runs(const struct screen_present *s)
{
	return s->presenter != NULL;
}

/* ---- lines and keys ----------------------------------------------------- */

bool
screen_present_line(struct screen_present *s, const char *text)
{
	return presenter_line(s->presenter, text) != COMMAND_QUIT;
}

static void
go_on(struct screen_present *s)
{
	if (!view_lesson_on(s->view) && !presenter_on(s->presenter))
		app_beep(s->app);
}

static void
go_back(struct screen_present *s)
{
	if (!view_lesson_back(s->view) && !presenter_back(s->presenter))
		app_beep(s->app);
}

/* What clickers have beside on and back: start, end and blank the show. */
static bool
is_clicker_key(const struct screen_present *s, const struct key *key)
{
	return key->code == K_F1 + 4 || key_is(key, 'b') ||
	    key_is(key, 'B') || key_is(key, '.') ||
	    (key->code == K_ESCAPE && presenter_asks(s->presenter));
}

bool
screen_present_key(struct screen_present *s, const struct key *key,
    const char *command)
{
	if (s->presenter == NULL)
		return false;
	if (key->code == K_PAGE_DOWN)
		go_on(s);
	else if (key->code == K_PAGE_UP)
		go_back(s);
	else if (!is_clicker_key(s, key) && command == NULL)
		return false;
	else if (!is_clicker_key(s, key) && !presenter_asks(s->presenter))
		presenter_line(s->presenter, command);
	return true;
}

const char *
screen_present_prompt(const struct screen_present *s)
{
	return presenter_asks(s->presenter) ? _("your answer> ") :
	    "(poolscope) ";
}

void
screen_present_keys(const struct screen_present *s, struct strbuf *out)
{
	size_t taken, all;

	presenter_beats(s->presenter, &taken, &all);
	strbuf_printf(out, _("PRESENT   beat %zu of %zu   PgDn/PgUp on/back   "
	    "Tab picture   F1 help"), taken, all);
}
