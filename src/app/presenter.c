/*
 * presenter.c - a script or a lesson given in beats, one key each.
 */
#include "config.h"

#include "app/presenter.h"

#include <stdlib.h>
#include <string.h>

#include "app/notes.h"
#include "app/present_source.h"
#include "command/command.h"
#include "command/where.h"
#include "lesson/quiz.h"
#include "lesson/runner.h"
#include "session/session.h"
#include "support/i18n.h"
#include "support/strbuf.h"
#include "support/xalloc.h"

#define MOVES (COMMAND_HEAP | COMMAND_RESET)
#define HANDS_MAX 9

/* What has been done of the present command. */
enum phase {
	READY,			/* nothing */
	TYPED,			/* it stands at the prompt */
	ASKED,			/* its question is open */
	STEPPING		/* it was run; its decisions come one by one */
};

/* Hands shown at one beat. */
struct hands {
	size_t beat, n;
	uint64_t list[HANDS_MAX];
};

struct presenter {
	struct console *console;
	struct quiz *quiz;
	struct presenter_host host;
	struct present_source source;
	struct notes *notes;
	struct pym_profile profile;	/* as at the beginning, ... */
	struct console_settings settings;	/* ... and these */
	size_t beat, beats;	/* taken, and in all */
	enum phase phase;
	uint64_t stepped;	/* the event gone through, ... */
	size_t step, steps;	/* ... decisions taken, and in all */
	bool astray;		/* the speaker did something else */
	bool replaying;		/* going again through what was seen */
	bool lost;		/* ... which was not possible */
	struct hands *hands;
	size_t hands_count, hands_room;
};

/* ---- showing ------------------------------------------------------------ */

static void
begin(struct presenter *p, const char *command)
{
	p->console->effects = 0;
	if (!p->replaying || p->host.lesson != NULL)
		p->host.begin(p->host.ctx, command);
}

static void
finish(struct presenter *p, bool told)
{
	if (!p->replaying || p->host.lesson != NULL)
		p->host.end(p->host.ctx, (p->console->effects & MOVES) != 0,
		    told);
}

static void
type(struct presenter *p, const char *text)
{
	if (!p->replaying || p->host.lesson != NULL)
		p->host.type(p->host.ctx, text);
}

static void
show_lesson(struct presenter *p, bool moved)
{
	if (p->source.runner != NULL && p->host.lesson != NULL)
		p->host.lesson(p->host.ctx, p->source.runner, moved);
}

/* Whether a question of the lesson itself is open. */
static bool
lesson_asks(const struct presenter *p)
{
	return p->source.runner != NULL && p->phase != STEPPING &&
	    runner_at(p->source.runner).stop == RUNNER_QUESTION;
}

bool
presenter_asks(const struct presenter *p)
{
	return p->phase == ASKED || lesson_asks(p);
}

bool
presenter_covers(const struct presenter *p)
{
	return lesson_asks(p) ? runner_covers(p->source.runner) :
	    quiz_covers(p->quiz);
}

bool
presenter_asks_place(const struct presenter *p)
{
	return lesson_asks(p) ? runner_asks_place(p->source.runner) :
	    quiz_asks_place(p->quiz);
}

/* ---- the speaker's notes ------------------------------------------------ */

static const char *
answer_text(struct presenter *p, struct strbuf *why)
{
	const struct answer *a;

	if (!lesson_asks(p))
		return quiz_answer(p->quiz);
	a = runner_question(p->source.runner, why);
	return a != NULL ? a->text : NULL;
}

static void
publish(struct presenter *p)
{
	struct strbuf text = STRBUF_INIT, why = STRBUF_INIT;
	const char *next = present_source_command(&p->source);
	const char *answer = presenter_asks(p) ? answer_text(p, &why) : NULL;

	strbuf_printf(&text, _("beat %zu of %zu\n\n"), p->beat, p->beats);
	present_source_notes(&p->source, &text);
	if (answer != NULL)
		strbuf_printf(&text, _("\nthe question is open; the answer: "
		    "%s\n"), answer);
	if (p->phase == STEPPING)
		strbuf_printf(&text, _("\ndecision %zu of %zu\n"), p->step,
		    p->steps);
	if (next != NULL)
		strbuf_printf(&text, p->phase == READY ||
		    p->phase == STEPPING ? _("\nnext: %s\n") :
		    _("\nat the prompt: %s\n"), next);
	else
		strbuf_puts(&text, _("\nthis is the end\n"));
	notes_publish(p->notes, strbuf_text(&text));
	strbuf_free(&text);
	strbuf_free(&why);
}

/* ---- beats on ----------------------------------------------------------- */

/* The command was run: its decisions come, if they are asked for and the
   event after BEFORE is one; else the next command. */
static void
after_run(struct presenter *p, bool step, uint64_t before)
{
	struct session *s = p->console->session;

	p->phase = READY;
	type(p, "");
	if (!step || session_event(s) <= before)
		return;
	p->stepped = session_event(s);
	session_decisions(s, &p->steps);
	p->step = 0;
	if (p->steps != 0)
		p->phase = STEPPING;
}

static void
run(struct presenter *p)
{
	uint64_t before = session_event(p->console->session);
	bool step = present_source_steps(&p->source);

	present_source_run(&p->source, p->console, p->replaying);
	after_run(p, step, before);
}

static void
take_step(struct presenter *p)
{
	begin(p, "step");
	if (p->step == 0)
		session_goto(p->console->session, p->stepped - 1);
	if (command_run(p->console, "step") == COMMAND_ERROR &&
	    p->replaying)
		p->lost = true;
	if (++p->step >= p->steps)
		p->phase = READY;
	finish(p, false);
}

static const struct hands *
find_hands(const struct presenter *p)
{
	size_t i = p->hands_count;

	while (i > 0)
		if (p->hands[--i].beat == p->beat)
			return &p->hands[i];
	return NULL;
}

static void
show_and_run(struct presenter *p)
{
	const struct hands *hands = find_hands(p);

	begin(p, present_source_command(&p->source));
	if (lesson_asks(p)) {
		present_source_answer(&p->source, p->console,
		    hands != NULL ? hands->list : NULL,
		    hands != NULL ? hands->n : 0);
	} else {
		if (hands != NULL)
			quiz_keep_hands(p->quiz, hands->list, hands->n);
		quiz_show(p->quiz);
	}
	run(p);
	finish(p, true);
}

/* The command at the prompt is asked about, or run. */
static void
ask_or_run(struct presenter *p)
{
	const char *command = present_source_command(&p->source);

	if (lesson_asks(p)) {
		show_and_run(p);
		return;
	}
	begin(p, command);
	quiz_wants(p->quiz, present_source_ask(&p->source));
	if (quiz_ask(p->quiz, command)) {
		p->phase = ASKED;
		type(p, "");
	} else {
		run(p);
	}
	finish(p, false);
}

/* False at the end. */
static bool
type_next(struct presenter *p)
{
	const char *command = present_source_command(&p->source);

	if (command == NULL)
		return false;
	if (present_source_passes(&p->source)) {
		begin(p, "");
		finish(p, false);
		return true;
	}
	type(p, command);
	p->phase = TYPED;
	return true;
}

static bool
advance(struct presenter *p)
{
	bool on = true;

	switch (p->phase) {
	case READY:
		on = type_next(p);
		break;
	case TYPED:
		ask_or_run(p);
		break;
	case ASKED:
		show_and_run(p);
		break;
	case STEPPING:
		take_step(p);
		break;
	}
	p->beat += on;
	return on;
}

/* ---- beginning again, and beats back ------------------------------------ */

static void
restart(struct presenter *p)
{
	struct console *c = p->console;

	session_reset(c->session, &p->profile);
	c->settings = p->settings;
	free(c->repeat);
	c->repeat = NULL;
	quiz_restart(p->quiz);
	begin(p, "");
	present_source_restart(&p->source, c);
	c->effects |= COMMAND_HEAP;
	finish(p, false);
	type(p, "");
	p->beat = 0;
	p->phase = READY;
	p->astray = false;
}

/* Line by line nothing is said of what is gone through again; only where that
   has led. */
static void
say_where(struct presenter *p)
{
	where_say(p->console);
	quiz_repeat(p->quiz);
	if (p->phase == TYPED)
		type(p, present_source_command(&p->source));
}

/* From the beginning on, at most so many beats, without a word. */
static void
go_through(struct presenter *p, size_t beats)
{
	console_line_fn line = p->console->hooks.line;

	p->replaying = true;
	p->lost = false;
	if (p->host.lesson == NULL)
		p->console->hooks.line = NULL;
	restart(p);
	while (p->beat < beats && advance(p))
		;
	p->console->hooks.line = line;
	p->replaying = false;
	if (p->lost)
		console_error(p->console, _("out of memory: not all of it "
		    "could be gone through again"));
}

static void
go_to(struct presenter *p, size_t beat)
{
	go_through(p, beat);
	if (p->host.lesson == NULL)
		say_where(p);
	show_lesson(p, true);
	publish(p);
}

void
presenter_begin(struct presenter *p)
{
	go_through(p, SIZE_MAX);
	p->beats = p->beat;
	go_to(p, 0);
}

void
presenter_beats(const struct presenter *p, size_t *taken, size_t *all)
{
	*taken = p->beat;
	*all = p->beats;
}

bool
presenter_on(struct presenter *p)
{
	if (p->astray) {
		go_to(p, p->beat);
		return true;
	}
	if (!advance(p))
		return false;
	show_lesson(p, p->phase != TYPED);
	publish(p);
	return true;
}

bool
presenter_back(struct presenter *p)
{
	if (p->beat == 0 && !p->astray)
		return false;
	go_to(p, p->astray ? p->beat : p->beat - 1);
	return true;
}

/* ---- lines -------------------------------------------------------------- */

/* A command of the speaker's own. */
static enum command_status
own_command(struct presenter *p, const char *line)
{
	enum command_status status;

	begin(p, line);
	status = command_run(p->console, line);
	p->astray |= (p->console->effects &
	    (MOVES | COMMAND_SETTINGS)) != 0;
	quiz_repeat(p->quiz);
	finish(p, false);
	show_lesson(p, false);
	if (p->phase == TYPED && !p->astray)
		type(p, present_source_command(&p->source));
	return status;
}

/* What was said to the open question. */
static enum command_status
answer(struct presenter *p, const char *line)
{
	enum quiz_said said;

	begin(p, present_source_command(&p->source));
	said = lesson_asks(p) ? present_source_judge(&p->source, p->console,
	    line) : quiz_line(p->quiz, line);
	if (said == QUIZ_SHOWN) {
		run(p);
		p->beat++;
	} else {
		quiz_repeat(p->quiz);
	}
	finish(p, true);
	show_lesson(p, said == QUIZ_SHOWN);
	publish(p);
	return said == QUIZ_QUIT ? COMMAND_QUIT : COMMAND_OK;
}

enum command_status
presenter_line(struct presenter *p, const char *line)
{
	const char *command = present_source_command(&p->source);

	line += strspn(line, " \t");
	if (*line == '\0' || (p->phase == TYPED && command != NULL &&
	    strcmp(line, command) == 0)) {
		if (!presenter_on(p))
			console_say(p->console, _("this was the last beat"));
		return COMMAND_OK;
	}
	if (presenter_asks(p) && !p->astray &&
	    !(lesson_asks(p) && quiz_is_verb(line)))
		return answer(p, line);
	return own_command(p, line);
}

bool
presenter_peek(struct presenter *p)
{
	if (!lesson_asks(p))
		return quiz_peek(p->quiz);
	console_say(p->console, _("uncovered; the answer no longer counts"));
	return runner_peek(p->source.runner);
}

bool
presenter_poll(struct presenter *p, const uint64_t *hands, size_t n)
{
	struct hands *kept;
	bool fits;

	if (!presenter_asks(p))
		return false;
	fits = lesson_asks(p) ? present_source_poll(&p->source, p->console,
	    hands, n) : quiz_poll(p->quiz, hands, n) &&
	    n <= quiz_question(p->quiz)->nchoices;
	if (!fits || n > HANDS_MAX)
		return true;
	p->hands = xgrow(p->hands, &p->hands_room, p->hands_count + 1,
	    sizeof *p->hands);
	kept = &p->hands[p->hands_count++];
	*kept = (struct hands){ .beat = p->beat, .n = n };
	memcpy(kept->list, hands, n * sizeof *hands);
	return true;
}

/* ---- opening ------------------------------------------------------------ */

struct presenter *
presenter_open(const struct options *o, struct console *c, struct quiz *q,
    const struct presenter_host *host)
{
	struct presenter *p = xcalloc(1, sizeof *p);

	p->console = c;
	p->quiz = q;
	p->host = *host;
	p->profile = *session_profile(c->session);
	p->settings = c->settings;
	if (!present_source_open(&p->source, o)) {
		free(p);
		return NULL;
	}
	p->notes = notes_open();
	return p;
}

void
presenter_close(struct presenter *p)
{
	if (p == NULL)
		return;
	notes_close(p->notes);
	present_source_close(&p->source);
	free(p->hands);
	free(p);
}
