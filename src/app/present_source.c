/*
 * present_source.c - what a presenter goes through: a script, or a lesson.
 */
#include "config.h"

#include "app/present_source.h"

#include <string.h>
#include <unistd.h>

#include "app/lessons.h"
#include "command/command.h"
#include "lesson/poll.h"
#include "lesson/runner.h"
#include "support/i18n.h"
#include "support/strbuf.h"

/* ---- opening ------------------------------------------------------------ */

static bool
is_page(const char *name)
{
	size_t length = strlen(name);

	return length > 3 && strcmp(name + length - 3, ".md") == 0;
}

bool
present_source_open(struct present_source *s, const struct options *o)
{
	const char *name = o->present;

	*s = (struct present_source){ .at = 0 };
	if (!is_page(name) && access(name, F_OK) == 0)
		return script_cues_read(&s->script, name);
	s->lesson = lessons_open(name, lessons_print_fault, NULL);
	return s->lesson != NULL;
}

void
present_source_close(struct present_source *s)
{
	script_cues_free(&s->script);
	runner_free(s->runner);
	lesson_free(s->lesson);
	*s = (struct present_source){ .at = 0 };
}

/* ---- where we are ------------------------------------------------------- */

static const struct cue *
present_cue(const struct present_source *s)
{
	return s->at < s->script.count ? &s->script.list[s->at] : NULL;
}

/* The lesson's command that comes next. */
static const struct lesson_line *
next_line(const struct present_source *s)
{
	struct runner_place at;
	size_t i;

	if (s->runner == NULL)
		return NULL;
	at = runner_at(s->runner);
	if (at.stop == RUNNER_COMMAND)
		return runner_command(s->runner);
	for (i = at.item; i < s->lesson->count; i++)
		if (s->lesson->items[i].kind == LESSON_POOL ||
		    s->lesson->items[i].kind == LESSON_SOLUTION)
			return &s->lesson->items[i].lines[0];
	return NULL;
}

const char *
present_source_command(const struct present_source *s)
{
	const struct cue *cue = present_cue(s);
	const struct lesson_line *line = next_line(s);

	if (s->lesson != NULL)
		return line != NULL ? line->text : NULL;
	return cue != NULL ? cue->command : NULL;
}

bool
present_source_steps(const struct present_source *s)
{
	const struct cue *cue = present_cue(s);
	const struct lesson_line *line = next_line(s);

	return s->lesson != NULL ? line != NULL && line->step :
	    cue != NULL && cue->step;
}

const char *
present_source_ask(const struct present_source *s)
{
	const struct cue *cue = present_cue(s);

	return cue != NULL ? cue->ask : NULL;
}

/* ---- going on ----------------------------------------------------------- */

/* To the next stop of the lesson that is a beat. */
static void
settle(struct present_source *s)
{
	enum runner_stop stop;

	for (;;) {
		stop = runner_at(s->runner).stop;
		if (stop != RUNNER_TEXT && stop != RUNNER_CLAIMS)
			break;
		runner_next(s->runner);
	}
}

void
present_source_restart(struct present_source *s, struct console *c)
{
	s->at = 0;
	if (s->lesson == NULL)
		return;
	runner_free(s->runner);
	s->runner = runner_new(s->lesson, c);
	if (s->runner != NULL)
		settle(s);
}

bool
present_source_passes(struct present_source *s)
{
	if (s->runner == NULL ||
	    runner_at(s->runner).stop != RUNNER_TASK)
		return false;
	runner_next(s->runner);
	settle(s);
	return true;
}

/* Whether COMMAND writes a file, which is to happen once. */
static bool
writes_file(const char *command)
{
	return strncmp(command, "save ", 5) == 0 ||
	    strncmp(command, "dump ", 5) == 0;
}

void
present_source_run(struct present_source *s, struct console *c, bool again)
{
	const struct cue *cue = present_cue(s);

	if (s->runner != NULL) {
		if (runner_at(s->runner).stop == RUNNER_COMMAND)
			runner_next(s->runner);
		settle(s);
	} else if (cue != NULL) {
		if (!again || !writes_file(cue->command))
			command_run(c, cue->command);
		s->at++;
	}
}

/* ---- a lesson's question ------------------------------------------------ */

static const struct predict *
question(const struct present_source *s)
{
	return runner_item(s->runner)->predict;
}

static void
leave_question(struct present_source *s)
{
	runner_next(s->runner);
	settle(s);
}

void
present_source_answer(struct present_source *s, struct console *c,
    const uint64_t *hands, size_t n)
{
	struct strbuf why = STRBUF_INIT;
	const struct answer *a = runner_question(s->runner, &why);
	struct poll poll = { .n = n < POLL_CHOICES ? n : POLL_CHOICES };

	if (a != NULL)
		console_print(c, CONSOLE_TITLE, _("The answer: %s."),
		    a->text);
	else
		console_notice(c, "%s", strbuf_text(&why));
	if (n != 0) {
		memcpy(poll.hands, hands, poll.n * sizeof *hands);
		poll_show(&poll, question(s), a != NULL ? a->letter : 0,
		    true, c);
	}
	strbuf_free(&why);
	runner_pass(s->runner);
	leave_question(s);
}

enum quiz_said
present_source_judge(struct present_source *s, struct console *c,
    const char *line)
{
	switch (runner_answer(s->runner, line)) {
	case PREDICT_UNCLEAR:
		console_say(c, _("That is no answer here: %s would be one."),
		    predict_form(question(s)));
		return QUIZ_WAITS;
	case PREDICT_RIGHT:
		console_say(c, _("Right."));
		break;
	case PREDICT_WRONG:
		console_say(c, _("Not so."));
		break;
	}
	leave_question(s);
	return QUIZ_SHOWN;
}

bool
present_source_poll(struct present_source *s, struct console *c,
    const uint64_t *hands, size_t n)
{
	struct poll poll;

	poll_keep(&poll, question(s), hands, n, c);
	return n <= question(s)->nchoices;
}

/* ---- notes -------------------------------------------------------------- */

static bool
is_section(const struct lesson_item *item)
{
	return item->kind == LESSON_HEADING && item->level <= 2;
}

/* A lesson's notes are those of the section that we are in. */
static void
section_notes(const struct present_source *s, struct strbuf *out)
{
	const struct lesson *l = s->lesson;
	size_t at = runner_at(s->runner).item, i;

	for (i = at < l->count ? at : l->count - 1; i > 0; i--)
		if (is_section(&l->items[i]))
			break;
	for (i++; i < l->count && !is_section(&l->items[i]); i++)
		if (l->items[i].kind == LESSON_NOTES)
			strbuf_printf(out, "%s\n", l->items[i].text);
}

void
present_source_notes(const struct present_source *s, struct strbuf *out)
{
	const struct cue *cue = present_cue(s);

	if (s->runner != NULL)
		section_notes(s, out);
	else if (cue != NULL && cue->notes != NULL)
		strbuf_puts(out, cue->notes);
}
