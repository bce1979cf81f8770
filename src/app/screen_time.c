/*
 * screen_time.c - what time does on the screen: loading, playing, the
 * timeline.
 */
#include "config.h"

#include "app/screen_time.h"

#include <inttypes.h>
#include <stdio.h>

#include "app/loading.h"
#include "command/catch.h"
#include "command/console.h"
#include "command/kept.h"
#include "session/session.h"
#include "support/clock.h"
#include "support/i18n.h"
#include "terminal/app.h"
#include "view/view.h"

#define QUIET_MS 30	/* between looks at a program that does nothing */

static bool
loads(const struct screen_time *t)
{
	return t->loading != NULL && t->loading->on;
}

/* The milliseconds until the next tick; -1: there is none. */
static int
wait_ms(const struct screen_time *t)
{
	long long left = t->play_at - clock_ms();

	if (loads(t))
		return t->loading->quiet ? QUIET_MS : 0;
	if (!t->playing.on)
		return -1;
	return left > 0 ? (int)left : 0;
}

/* Says what was loaded, unless something else is being read. */
static void
tell_loaded(struct screen_time *t)
{
	struct strbuf notice = STRBUF_INIT;

	if (t->untouched)
		view_begin_answer(t->view, _("welcome"));
	loading_notice(t->loading, &notice);
	if (t->untouched || t->loading->status != REPLAY_END)
		view_add_line(t->view, STYLE_NOTICE, strbuf_text(&notice));
	kept_tell(t->console);
	view_end_answer(t->view, false, true);
	strbuf_free(&notice);
}

void
screen_time_begin(struct screen_time *t, struct console *c, struct app *app,
    struct view *view, struct loading *loading)
{
	*t = (struct screen_time){
		.app = app,
		.console = c,
		.view = view,
		.loading = loading,
		.untouched = true,
	};
	playing_init(&t->playing, c->session);
	if (loading != NULL && !loading->on)
		tell_loaded(t);
	app_timer(app, wait_ms(t));
}

void
screen_time_command(struct screen_time *t)
{
	t->untouched = false;
	if (!t->playing.on)
		return;
	playing_stop(&t->playing);
	app_timer(t->app, wait_ms(t));
}

void
screen_time_reset(struct screen_time *t)
{
	if (t->loading != NULL)
		loading_give_up(t->loading);
}

void
screen_time_status(struct screen_time *t)
{
	struct strbuf *text = &t->view->activity;

	strbuf_clear(text);
	playing_text(&t->playing, text);
	if (t->loading == NULL)
		return;
	if (text->length > 0)
		strbuf_puts(text, "  ");
	loading_text(t->loading, text);
}

/* ---- keys --------------------------------------------------------------- */

/* The program that runs is followed, or not any more. */
static void
pause_or_follow(struct screen_time *t)
{
	struct loading *l = t->loading;

	if (l->follows) {
		loading_pause(l);
	} else {
		loading_follow(l);
		view_follow(t->view);
	}
}

static void
play(struct screen_time *t)
{
	if (loads(t) && (t->loading->follows || t->loading->paused))
		pause_or_follow(t);
	else if (t->playing.on)
		playing_stop(&t->playing);
	else if (t->view->covered || !playing_start(&t->playing))
		app_beep(t->app);
	t->play_at = clock_ms() + playing_wait(&t->playing);
}

/* At another pace the next event comes so much sooner, or later. */
static void
change_pace(struct screen_time *t, int step)
{
	playing_change(&t->playing, step);
	t->play_at = clock_ms() + playing_wait(&t->playing);
}

bool
screen_time_key(struct screen_time *t, const struct key *key)
{
	if (key_is(key, ' '))
		play(t);
	else if (key_is(key, '+') || key_is(key, '='))
		change_pace(t, 1);
	else if (key_is(key, '-'))
		change_pace(t, -1);
	else if (key_is(key, 'p'))
		t->view->plotting = !t->view->plotting;
	else
		return false;
	app_timer(t->app, wait_ms(t));
	return true;
}

bool
screen_time_click(const struct screen_time *t, const struct key *key,
    char *command, size_t size)
{
	uint64_t event;

	if (key->code != K_PRESS ||
	    !view_time_at(t->view, key->row, key->col, &event))
		return false;
	snprintf(command, size, "goto %" PRIu64, event);
	return true;
}

/* ---- by itself ---------------------------------------------------------- */

static bool
busy(void *ctx)
{
	const struct screen_time *t = ctx;

	return app_pending(t->app);
}

/* To the event that is due, or to one that is caught before it; there it
   stops, as at the last one.  Whether one was. */
static bool
go_on(struct screen_time *t)
{
	struct session *s = t->console->session;
	uint64_t due = playing_due(&t->playing), caught;
	const char *what;
	uint32_t number;

	caught = catches_find(t->console, false, due, &number, &what);
	if (session_goto(s, caught != 0 ? caught : due) != SESSION_OK ||
	    caught != 0 || session_event(s) == session_length(s))
		playing_stop(&t->playing);
	if (caught != 0)
		catches_say(t->console, number, what);
	return caught != 0;
}

static void
play_on(struct screen_time *t)
{
	bool caught;

	view_begin_answer(t->view, "");
	caught = go_on(t);
	t->play_at = clock_ms() + playing_wait(&t->playing);
	view_follow(t->view);
	view_end_answer(t->view, true, caught);
}

/* The moment that was looked at was dropped meanwhile. */
static void
tell_moved(struct screen_time *t)
{
	view_begin_answer(t->view, "");
	console_notice(t->console, _("the moment you looked at was dropped, as "
	    "the history has no room for more: this is event %ju, the first "
	    "that is kept"), session_event(t->console->session));
	view_follow(t->view);
	view_end_answer(t->view, true, true);
}

int
screen_time_tick(struct screen_time *t)
{
	if (loads(t)) {
		loading_slice(t->loading, 0, busy, t);
		if (t->loading->follows)
			view_follow(t->view);
		if (t->loading->moved)
			tell_moved(t);
		if (!loads(t))
			tell_loaded(t);
	}
	if (t->playing.on && clock_ms() >= t->play_at)
		play_on(t);
	return wait_ms(t);
}
