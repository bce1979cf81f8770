/* quiz.c - `set predict on`: before an event a question on what it will do. */
#include "config.h"

#include "lesson/quiz.h"

#include <stdlib.h>
#include <string.h>

#include "command/command.h"
#include "lesson/answers.h"
#include "lesson/poll.h"
#include "lesson/rules.h"
#include "session/event.h"
#include "support/i18n.h"
#include "support/strbuf.h"
#include "support/xalloc.h"

#define BLANKS " \t"

struct quiz {
	struct console *console;
	struct rule_state states[RULES + 1];	/* the last: RULE_PY */
	struct rule_question question;
	bool open, peeked;
	char *held;
	const char *kind;	/* wanted of the next question, or NULL */
	struct poll poll;
	bool bars;
	unsigned right, asked;
};

struct quiz *
quiz_new(struct console *c)
{
	struct quiz *q = xcalloc(1, sizeof *q);

	q->console = c;
	q->bars = true;
	return q;
}

static void
forget_question(struct quiz *q)
{
	if (q->question.p != NULL) {
		predict_free(q->question.p);
		answer_free(&q->question.a);
	}
	q->question = (struct rule_question){ .p = NULL };
	q->poll = (struct poll){ .n = 0 };
	q->open = q->peeked = false;
}

void
quiz_free(struct quiz *q)
{
	if (q == NULL)
		return;
	forget_question(q);
	free(q->held);
	free(q);
}

void
quiz_restart(struct quiz *q)
{
	forget_question(q);
	memset(q->states, 0, sizeof q->states);
	q->right = q->asked = 0;
}

void
quiz_draw_bars(struct quiz *q, bool bars)
{
	q->bars = bars;
}

/* ---- asking ---- */

void
quiz_repeat(struct quiz *q)
{
	const struct predict *p = q->question.p;
	size_t i;

	if (!q->open)
		return;
	console_print(q->console, CONSOLE_TITLE, "? %s", p->ask);
	for (i = 0; i < p->nchoices; i++)
		console_say(q->console, "  %c) %s", p->choices[i].letter,
		    p->choices[i].answer);
	if (p->nchoices == 0)
		console_say(q->console, "  (%s)", predict_form(p));
}

/* The question about E, if there is one to ask. */
static bool
make_question(struct quiz *q, const struct event *e)
{
	struct session *s = q->console->session;
	struct strbuf typed = STRBUF_INIT;
	struct foresight f;
	bool made;

	if (!foresight_look(&f, s, e))
		return false;
	event_typed(s, e, session_event(s) + 1, &typed);
	made = rules_ask(q->states, &f, strbuf_text(&typed), q->kind,
	    &q->question);
	strbuf_free(&typed);
	return made;
}

/* The same of a line that is a statement of py. */
static bool
make_py_question(struct quiz *q, const char *line)
{
	size_t requests, steps;
	char *statement;

	if (!command_ahead_py(q->console, line, &requests, &steps,
	    &statement))
		return false;
	rules_ask_py(&q->states[RULE_PY], statement, requests, steps,
	    &q->question);
	free(statement);
	return true;
}

bool
quiz_ask(struct quiz *q, const char *line)
{
	struct console *c = q->console;
	struct event e;

	if (!c->settings.predict || q->open)
		return false;
	if (command_ahead(c, line, &e) ? !make_question(q, &e) :
	    !make_py_question(q, line))
		return false;
	free(q->held);
	/* What repeats is what would have been done. */
	q->held = xstrdup(line[strspn(line, BLANKS)] == '\0' &&
	    c->repeat != NULL ? c->repeat : line);
	q->open = true;
	quiz_repeat(q);
	return true;
}

bool
quiz_wants(struct quiz *q, const char *kind)
{
	const struct predict_kind *known = kind != NULL ?
	    predict_kind_named(kind) : NULL;

	q->kind = known != NULL ? known->name : NULL;
	return known != NULL;
}

bool
quiz_is_open(const struct quiz *q)
{
	return q->open;
}

bool
quiz_covers(const struct quiz *q)
{
	return q->open && !q->peeked;
}

const char *
quiz_held(const struct quiz *q)
{
	return q->held != NULL ? q->held : "";
}

bool
quiz_asks_place(const struct quiz *q)
{
	return quiz_is_open(q) && predict_asks_place(q->question.p);
}

const struct predict *
quiz_question(const struct quiz *q)
{
	return q->question.p;
}

const char *
quiz_answer(const struct quiz *q)
{
	return q->open ? q->question.a.text : NULL;
}

/* ---- answering ---- */

void
quiz_show(struct quiz *q)
{
	if (!q->open)
		return;
	console_print(q->console, CONSOLE_TITLE, _("The answer: %s."),
	    q->question.a.text);
	poll_show(&q->poll, q->question.p, q->question.a.letter, q->bars,
	    q->console);
	forget_question(q);
}

/* Says what a wrong choice has wrong. */
static void
say_reply(struct quiz *q, const char *said)
{
	const struct choice *choice = predict_choice(q->question.p, said);

	if (choice != NULL && choice->reply != NULL)
		console_say(q->console, "  %s", choice->reply);
}

static void
keep_score(struct quiz *q, bool right)
{
	struct rule_state *state = &q->states[q->question.rule];

	if (q->peeked) {
		console_say(q->console, right ? _("  Right; it was uncovered, "
		    "so it does not count.") : _("  Not so."));
		return;
	}
	state->row = right ? state->row + 1 : 0;
	q->asked++;
	q->right += right;
	console_say(q->console, right ? _("  Right: %u of %u so far.") :
	    _("  Not so: %u of %u so far."), q->right, q->asked);
}

static enum quiz_said
judge(struct quiz *q, const char *said)
{
	enum predict_verdict verdict = predict_judge(q->question.p,
	    &q->question.a, q->console, said);

	if (verdict == PREDICT_UNCLEAR) {
		console_say(q->console, _("  That is no answer here: %s would "
		    "be one.  Enter passes."), predict_form(q->question.p));
		return QUIZ_WAITS;
	}
	keep_score(q, verdict == PREDICT_RIGHT);
	if (verdict == PREDICT_WRONG)
		say_reply(q, said);
	quiz_show(q);
	return QUIZ_SHOWN;
}

bool
quiz_is_verb(const char *line)
{
	static const char *const verbs[] = { "peek", "poll", "set", "show",
	    "help", "quit" };
	size_t length = strcspn(line, BLANKS), i;

	for (i = 0; i < sizeof verbs / sizeof verbs[0]; i++)
		if (strlen(verbs[i]) == length &&
		    memcmp(verbs[i], line, length) == 0)
			return true;
	return false;
}

enum quiz_said
quiz_line(struct quiz *q, const char *line)
{
	line += strspn(line, BLANKS);
	if (quiz_is_verb(line)) {
		if (command_run(q->console, line) == COMMAND_QUIT)
			return QUIZ_QUIT;
		if (q->console->settings.predict)
			return QUIZ_WAITS;
	} else if (*line != '\0') {
		return judge(q, line);
	}
	quiz_show(q);
	return QUIZ_SHOWN;
}

enum command_status
quiz_run(struct quiz *q, const char *line)
{
	if (!quiz_is_open(q))
		return quiz_ask(q, line) ? COMMAND_OK :
		    command_run(q->console, line);
	switch (quiz_line(q, line)) {
	case QUIZ_QUIT:
		return COMMAND_QUIT;
	case QUIZ_SHOWN:
		return command_run(q->console, q->held);
	case QUIZ_WAITS:
		break;
	}
	return COMMAND_OK;
}

/* ---- with the open question ---- */

void
quiz_drop(struct quiz *q)
{
	forget_question(q);
}

bool
quiz_peek(struct quiz *q)
{
	if (!q->open)
		return false;
	q->peeked = true;
	console_say(q->console, _("uncovered; the answer no longer counts"));
	return true;
}

bool
quiz_poll(struct quiz *q, const uint64_t *hands, size_t n)
{
	if (!q->open)
		return false;
	poll_keep(&q->poll, q->question.p, hands, n, q->console);
	return true;
}

void
quiz_keep_hands(struct quiz *q, const uint64_t *hands, size_t n)
{
	q->poll.n = n < POLL_CHOICES ? n : POLL_CHOICES;
	memcpy(q->poll.hands, hands, q->poll.n * sizeof *hands);
}

void
quiz_score(const struct quiz *q, unsigned *right, unsigned *asked)
{
	*right = q->right;
	*asked = q->asked;
}
