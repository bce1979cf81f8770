/* runner.c - a lesson being worked through. */
#include "config.h"

#include "lesson/runner.h"

#include <stdlib.h>
#include <string.h>

#include "lesson/capture.h"
#include "lesson/expect.h"
#include "lesson/home.h"
#include "lesson/witness.h"
#include "session/session.h"
#include "support/i18n.h"
#include "support/xalloc.h"

/* A stop that was left. */
struct trace {
	struct runner_place place;
	uint64_t event;		/* of the session then */
	unsigned history;	/* which: it was reset so many times */
};

struct runner {
	const struct lesson *lesson;
	struct console *console;
	struct runner_place at;
	struct capture last;	/* the words of the last command */
	char *again;		/* that command, if to give it again changes
				   nothing; or NULL */
	struct marks marks;
	struct trace *trail;
	size_t trail_count, trail_room;
	unsigned resets;	/* by the lesson's own commands */
	struct home home;	/* where the lesson left off */
	struct answer answer;	/* to the question we are at */
	bool answered;		/* it is known */
	bool peeked;		/* the screen was uncovered: no score */
	unsigned right, asked;
	unsigned tries;		/* commands of the reader at this task */
	size_t offer;		/* the stop to resume at, or 0 */
	const struct witness *witness;	/* or NULL */
};

/* ---- where we are ---- */

static enum runner_stop
stop_of(const struct lesson_item *item)
{
	switch (item->kind) {
	case LESSON_POOL:
	case LESSON_SOLUTION:
		return RUNNER_COMMAND;
	case LESSON_EXPECT:
		return RUNNER_CLAIMS;
	case LESSON_PREDICT:
		return RUNNER_QUESTION;
	case LESSON_TASK:
		return RUNNER_TASK;
	default:
		return RUNNER_TEXT;
	}
}

static void
arrive(struct runner *r, size_t item, size_t line)
{
	r->at = (struct runner_place){ .stop = RUNNER_END, .item = item,
	    .line = line };
	if (item < r->lesson->count)
		r->at.stop = stop_of(&r->lesson->items[item]);
	answer_free(&r->answer);
	r->answered = r->peeked = false;
	r->tries = 0;
	home_set(&r->home, r->console->session);
}

struct runner *
runner_new(const struct lesson *l, struct console *c)
{
	struct runner *r;
	struct pym_profile profile;

	if (pym_profile_parse(l->profile, &profile, NULL, 0) != PYM_OK ||
	    session_reset(c->session, &profile) != SESSION_OK)
		return NULL;
	c->effects |= COMMAND_HEAP | COMMAND_RESET;
	r = xcalloc(1, sizeof *r);
	r->lesson = l;
	r->console = c;
	marks_init(&r->marks, l);
	arrive(r, 0, 0);
	return r;
}

void
runner_free(struct runner *r)
{
	if (r == NULL)
		return;
	marks_free(&r->marks);
	answer_free(&r->answer);
	capture_free(&r->last);
	free(r->again);
	home_free(&r->home);
	free(r->trail);
	free(r);
}

struct console *
runner_console(const struct runner *r)
{
	return r->console;
}

void
runner_set_witness(struct runner *r, const struct witness *w)
{
	r->witness = w;
}

const struct witness *
runner_witness(const struct runner *r)
{
	return r->witness;
}

void
runner_set_offer(struct runner *r, size_t stop)
{
	r->offer = stop;
}

size_t
runner_offer(const struct runner *r)
{
	return r->offer;
}

const struct lesson *
runner_lesson(const struct runner *r)
{
	return r->lesson;
}

struct runner_place
runner_at(const struct runner *r)
{
	return r->at;
}

const struct lesson_item *
runner_item(const struct runner *r)
{
	return r->at.item < r->lesson->count ?
	    &r->lesson->items[r->at.item] : NULL;
}

/* The present item, where it is known that there is one. */
static const struct lesson_item *
here(const struct runner *r)
{
	return &r->lesson->items[r->at.item];
}

const struct lesson_line *
runner_command(const struct runner *r)
{
	return r->at.stop == RUNNER_COMMAND ?
	    &here(r)->lines[r->at.line] : NULL;
}

/* ---- commands ---- */

static void
tell_given(const struct runner *r, unsigned effects)
{
	const struct witness *w = r->witness;

	if (w != NULL)
		w->gave(w->ctx, strbuf_text(&r->last.output), effects);
}

/* Gives LINE to the console, as a lesson's own or as the reader's. */
static enum command_status
give(struct runner *r, const char *line, enum console_mode mode, bool *reset)
{
	struct console *c = r->console;
	enum console_mode before = c->mode;
	unsigned effects = c->effects;
	bool sealed = c->sealed, own = mode == CONSOLE_LESSON;
	enum command_status status;

	c->mode = mode;
	c->sealed = sealed && !own;
	c->folder = own ? r->lesson->folder : NULL;
	c->effects = 0;
	status = capture_run(&r->last, c, line);
	c->folder = NULL;
	*reset = (c->effects & COMMAND_RESET) != 0;
	tell_given(r, own ? c->effects & ~(unsigned)COMMAND_OUTSIDE :
	    c->effects);
	free(r->again);
	r->again = c->effects == 0 ? xstrdup(line) : NULL;
	c->effects |= effects;
	c->mode = before;
	c->sealed = sealed;
	return status;
}

/* Whether TEXT is the command of LINE, which may have a comment behind it. */
static bool
is_command(const char *line, const char *text)
{
	size_t length = strlen(text);

	line += strspn(line, " \t");
	if (strncmp(line, text, length) != 0)
		return false;
	line += length;
	line += strspn(line, " \t");
	return *line == '\0' || *line == '#';
}

/*
 * After going back, the command is perhaps the one that came next then: then
 * it is done again, and no future is left behind.
 */
static bool
redo(struct runner *r, const char *line, const struct mark *mark)
{
	struct session *s = r->console->session;
	uint64_t first, last, n = session_event(s) + 1;
	const char *text, *p = mark->text;

	if (p == NULL || session_decision(s) != 0)
		return false;
	text = session_command_of(s, n, &first, &last);
	if (text == NULL || first != n || !is_command(line, text) ||
	    session_redo(s) != SESSION_OK)
		return false;
	r->console->effects |= COMMAND_HEAP;
	free(r->again);
	r->again = NULL;
	strbuf_clear(&r->last.error);
	strbuf_clear(&r->last.output);
	strbuf_puts(&r->last.output, p);
	console_lines(r->console, CONSOLE_CHANGED, p);
	tell_given(r, 0);
	return true;
}

static enum command_status
give_next(struct runner *r)
{
	const char *line = here(r)->lines[r->at.line].text;
	struct mark *mark = marks_line(&r->marks, r->at.item, r->at.line);
	enum command_status status = COMMAND_OK;
	bool reset;

	if (!redo(r, line, mark)) {
		status = give(r, line, CONSOLE_LESSON, &reset);
		r->resets += reset;
		mark_forget(mark);
		mark->text = xstrdup(strbuf_text(&r->last.output));
	}
	if (r->at.line + 1 < here(r)->nlines)
		arrive(r, r->at.item, r->at.line + 1);
	else
		arrive(r, r->at.item + 1, 0);
	return status;
}

const char *
runner_answered(const struct runner *r, size_t item, size_t line)
{
	return marks_line(&r->marks, item, line)->text;
}

/* ---- the reader's own commands ---- */

enum command_status
runner_try(struct runner *r, const char *line)
{
	enum command_status status;
	bool reset;

	home_leave(&r->home);
	status = give(r, line, r->console->mode, &reset);
	home_left(&r->home, reset);
	if (r->at.stop == RUNNER_TASK && status == COMMAND_OK)
		r->tries++;
	return status;
}

/* Where the lesson left off, whatever the reader has done since. */
static bool
go_home(struct runner *r)
{
	if (!home_is_here(&r->home)) {
		r->console->effects |= COMMAND_HEAP | COMMAND_RESET;
		console_line(r->console, CONSOLE_NOTICE, _("the lesson goes "
		    "on from where it was, without what you tried"));
	}
	return home_return(&r->home);
}

/* ---- claims ---- */

/* Looks at the claims of item I; whether all hold. */
static bool
look_at_claims(struct runner *r, size_t i)
{
	const struct lesson_item *item = &r->lesson->items[i];
	const struct claim_moment now = { .console = r->console,
	    .output = strbuf_text(&r->last.output),
	    .error = strbuf_text(&r->last.error), .again = r->again };
	bool all = true;
	size_t j;

	for (j = 0; j < item->nclaims; j++) {
		struct mark *mark = marks_claim(&r->marks, i, j);
		struct strbuf truth = STRBUF_INIT;

		mark_forget(mark);
		mark->tick = RUNNER_HOLDS;
		if (!claim_holds(&item->claims[j], &now, &truth)) {
			mark->tick = RUNNER_FAILS;
			all = false;
		}
		if (truth.length != 0)
			mark->text = strbuf_steal(&truth);
		strbuf_free(&truth);
	}
	return all;
}

enum runner_tick
runner_claim(const struct runner *r, size_t item, size_t i,
    const char **truth)
{
	const struct mark *mark = marks_claim(&r->marks, item, i);

	if (truth != NULL)
		*truth = mark->text != NULL ? mark->text : "";
	return mark->tick;
}

/* ---- questions ---- */

struct answer *
runner_question(struct runner *r, struct strbuf *why)
{
	size_t i = r->at.item;

	if (r->answered || !go_home(r))
		return r->answered ? &r->answer : NULL;
	while (r->lesson->items[i].kind != LESSON_POOL)
		i++;
	r->answered = predict_answer(here(r)->predict, r->console,
	    r->lesson->items[i].lines[0].text, &r->answer, why);
	if (!r->answered)
		answer_free(&r->answer);
	return r->answered ? &r->answer : NULL;
}

/* Keeps what was SAID (NULL: nothing) and the answer A (NULL: none). */
static void
keep_reply(struct runner *r, enum runner_tick tick, const char *said,
    const struct answer *a)
{
	struct mark *mark = marks_item(&r->marks, r->at.item);

	mark_forget(mark);
	mark->tick = tick;
	mark->text = xstrdup(said != NULL ? said : "");
	mark->truth = xstrdup(a != NULL ? a->text : "");
}

enum predict_verdict
runner_answer(struct runner *r, const char *said)
{
	const struct predict *p = here(r)->predict;
	struct strbuf why = STRBUF_INIT;
	const struct answer *a = runner_question(r, &why);
	enum predict_verdict verdict = PREDICT_UNCLEAR;

	strbuf_free(&why);
	if (a != NULL)
		verdict = predict_judge(p, a, r->console, said);
	if (verdict == PREDICT_UNCLEAR)
		return verdict;
	r->asked += !r->peeked;
	r->right += !r->peeked && verdict == PREDICT_RIGHT;
	keep_reply(r, verdict == PREDICT_RIGHT ? RUNNER_HOLDS : RUNNER_FAILS,
	    said, a);
	marks_item(&r->marks, r->at.item)->choice = verdict == PREDICT_RIGHT ?
	    predict_right(p, a, r->console) : predict_choice(p, said);
	return verdict;
}

void
runner_pass(struct runner *r)
{
	struct strbuf why = STRBUF_INIT;

	keep_reply(r, RUNNER_OPEN, NULL, runner_question(r, &why));
	strbuf_free(&why);
}

enum runner_tick
runner_reply(const struct runner *r, size_t item, const char **said,
    const char **truth, const struct choice **choice)
{
	const struct mark *mark = marks_item(&r->marks, item);

	if (choice != NULL)
		*choice = mark->choice;
	*said = mark->text != NULL ? mark->text : "";
	*truth = mark->truth != NULL ? mark->truth : "";
	return mark->tick;
}

bool
runner_peek(struct runner *r)
{
	r->peeked = true;
	return r->at.stop == RUNNER_QUESTION;
}

bool
runner_covers(const struct runner *r)
{
	return r->at.stop == RUNNER_QUESTION && !r->peeked;
}

void
runner_set_score(struct runner *r, unsigned right, unsigned asked)
{
	r->right = right;
	r->asked = asked;
}

void
runner_score(const struct runner *r, unsigned *right, unsigned *asked)
{
	*right = r->right;
	*asked = r->asked;
}

/* ---- tasks ---- */

/* The first item of KIND from the present one on. */
static size_t
find_kind(const struct runner *r, enum lesson_kind kind)
{
	size_t i = r->at.item;

	while (r->lesson->items[i].kind != kind)
		i++;
	return i;
}

bool
runner_reached(struct runner *r)
{
	return look_at_claims(r, find_kind(r, LESSON_EXPECT));
}

unsigned
runner_tries(const struct runner *r)
{
	return r->tries;
}

bool
runner_hinted(const struct runner *r, size_t item)
{
	return marks_item(&r->marks, item)->tick == RUNNER_HOLDS;
}

const char *
runner_hint(struct runner *r)
{
	size_t end = find_kind(r, LESSON_SOLUTION), i;

	for (i = r->at.item; i < end; i++) {
		if (r->lesson->items[i].kind != LESSON_HINT ||
		    runner_hinted(r, i))
			continue;
		marks_item(&r->marks, i)->tick = RUNNER_HOLDS;
		return r->lesson->items[i].text;
	}
	return NULL;
}

/* ---- going on and back ---- */

static void
leave_task(struct runner *r)
{
	if (runner_reached(r)) {
		arrive(r, find_kind(r, LESSON_EXPECT) + 1, 0);
	} else {
		go_home(r);
		arrive(r, find_kind(r, LESSON_SOLUTION), 0);
	}
}

static void
note(struct runner *r)
{
	r->trail = xgrow(r->trail, &r->trail_room, r->trail_count + 1,
	    sizeof *r->trail);
	r->trail[r->trail_count++] = (struct trace){ .place = r->at,
	    .event = r->home.event,
	    .history = r->resets };
}

static bool
waits(enum runner_stop stop)
{
	return stop == RUNNER_COMMAND || stop == RUNNER_QUESTION ||
	    stop == RUNNER_TASK;
}

/* Leaves the stop we are at. */
static enum command_status
leave(struct runner *r)
{
	switch (r->at.stop) {
	case RUNNER_COMMAND:
		go_home(r);
		return give_next(r);
	case RUNNER_CLAIMS:
		look_at_claims(r, r->at.item);
		arrive(r, r->at.item + 1, 0);
		break;
	case RUNNER_TASK:
		leave_task(r);
		break;
	case RUNNER_TEXT:
	case RUNNER_QUESTION:
		arrive(r, r->at.item + 1, 0);
		break;
	case RUNNER_END:
		break;
	}
	return COMMAND_OK;
}

enum command_status
runner_next(struct runner *r)
{
	const struct witness *w = r->witness;
	enum command_status status;

	if (r->at.stop == RUNNER_END)
		return COMMAND_OK;
	note(r);
	status = leave(r);
	if (w != NULL && (waits(r->at.stop) || r->at.stop == RUNNER_END))
		w->arrived(w->ctx);
	return status;
}

size_t
runner_fresh(const struct runner *r)
{
	size_t i = r->trail_count;

	while (i > 0 && !waits(r->trail[i - 1].place.stop))
		i--;
	return i > 0 ? r->trail[i - 1].place.item : 0;
}

bool
runner_back(struct runner *r)
{
	size_t i = r->trail_count;
	const struct trace *to;

	while (i > 0 && !waits(r->trail[i - 1].place.stop))
		i--;
	if (i == 0)
		return false;
	to = &r->trail[i - 1];
	if (to->history != r->resets || !home_return(&r->home) ||
	    session_goto(r->console->session, to->event) != SESSION_OK)
		return false;
	r->console->effects |= COMMAND_HEAP | COMMAND_RESET;
	r->trail_count = i - 1;
	marks_forget_from(&r->marks, to->place.item);
	arrive(r, to->place.item, to->place.line);
	return true;
}
