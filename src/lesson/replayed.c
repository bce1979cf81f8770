/* replayed.c - a lesson being worked through again, from a log. */
#include "config.h"

#include "lesson/replayed.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "lesson/lesson.h"
#include "lesson/runner.h"
#include "lesson/visit.h"
#include "session/session.h"
#include "support/strbuf.h"
#include "support/xalloc.h"

#define MAX_SECONDS 10
#define MAX_EVENTS 3000000

struct replayed {
	struct session *session;
	struct console console;
	struct runner *runner;
	struct visit *visit;
	struct lesson_log log;
	struct strbuf written;
	size_t at;		/* of WRITTEN: what was taken */
	struct strbuf line;
	struct timespec began;
	bool stopped;
};

static void
keep(void *ctx, const char *line)
{
	struct replayed *r = ctx;

	strbuf_puts(&r->written, line);
}

/* Logs are anybody's: none may keep us for long, or take all memory. */
static bool
is_too_much(void *ctx)
{
	struct replayed *r = ctx;
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	if (now.tv_sec - r->began.tv_sec > MAX_SECONDS ||
	    session_length(r->session) > MAX_EVENTS)
		r->stopped = true;
	return r->stopped;
}

/* To where the reader is waited for; LEAVE: from where that is so now. */
static void
go_on(struct replayed *r, bool leave)
{
	enum runner_stop stop;

	if (leave)
		runner_next(r->runner);
	for (;;) {
		stop = runner_at(r->runner).stop;
		if (stop != RUNNER_TEXT && stop != RUNNER_CLAIMS)
			break;
		runner_next(r->runner);
	}
}

/* Whether the lesson has so many stops as the head says were behind. */
static bool
offer_fits(const struct replayed *r, const struct replayed_head *head)
{
	size_t done, all;

	runner_progress(r->runner, &done, &all);
	return head->offer == 0 || head->offer < all;
}

static bool
start(struct replayed *r, const struct lesson *l,
    const struct replayed_head *head)
{
	const struct console_hooks hooks = { .interrupted = is_too_much,
	    .ctx = r };

	console_init(&r->console, r->session, &hooks, CONSOLE_KEYBOARD);
	r->console.sealed = true;
	r->console.settings.limit = head->limit;
	r->console.settings.check = head->check;
	r->console.settings.words = !head->pictures;
	r->log = (struct lesson_log){ .put = keep, .ctx = r };
	r->runner = runner_new(l, &r->console);
	if (r->runner == NULL || !offer_fits(r, head))
		return false;
	runner_set_offer(r->runner, head->offer);
	r->visit = visit_new(r->runner, head->stem, NULL, &r->log);
	strbuf_clear(&r->written);
	go_on(r, false);
	return true;
}

struct replayed *
replayed_new(const struct lesson *l, const struct replayed_head *head)
{
	struct replayed *r = xcalloc(1, sizeof *r);

	clock_gettime(CLOCK_MONOTONIC, &r->began);
	r->session = session_new(pym_profile_at(0), 0);
	if (r->session != NULL && start(r, l, head))
		return r;
	replayed_free(r);
	return NULL;
}

void
replayed_free(struct replayed *r)
{
	if (r == NULL)
		return;
	if (r->session != NULL) {
		runner_free(r->runner);
		visit_free(r->visit);
		console_end(&r->console);
	}
	session_free(r->session);
	strbuf_free(&r->written);
	strbuf_free(&r->line);
	free(r);
}

bool
replayed_give(struct replayed *r, const char *text)
{
	enum turn turn;

	if (runner_at(r->runner).stop == RUNNER_END || r->stopped)
		return false;
	turn = turn_take(r->runner, text);
	if (turn_goes_on(turn))
		go_on(r, true);
	return true;
}

const char *
replayed_line(struct replayed *r)
{
	const char *text = strbuf_text(&r->written) + r->at;
	size_t length = strcspn(text, "\n");

	if (r->at == r->written.length) {
		strbuf_clear(&r->written);
		r->at = 0;
		return NULL;
	}
	strbuf_clear(&r->line);
	strbuf_add(&r->line, text, length);
	r->at += length + 1;
	return strbuf_text(&r->line);
}

void
replayed_skip_answer(struct replayed *r)
{
	while (strbuf_text(&r->written)[r->at] == '|')
		replayed_line(r);
}

bool
replayed_stopped(const struct replayed *r)
{
	return r->stopped;
}

const struct tally *
replayed_tally(const struct replayed *r)
{
	return visit_tally(r->visit);
}
