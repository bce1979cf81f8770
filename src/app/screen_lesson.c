/* screen_lesson.c - a lesson on the full screen. */
#include "config.h"

#include "app/screen_lesson.h"

#include "app/lessons.h"
#include "lesson/runner.h"
#include "lesson/turn.h"
#include "support/i18n.h"
#include "view/view.h"

void
screen_lesson_end(struct screen_lesson *s)
{
	view_set_lesson(s->view, NULL, false);
	runner_free(s->runner);
	lesson_free(s->lesson);
	lesson_free(s->next);
	s->runner = NULL;
	s->lesson = s->next = NULL;
}

bool
screen_lesson_runs(const struct screen_lesson *s)
{
	return s->runner != NULL;
}

enum command_status
screen_lesson_command(struct screen_lesson *s, const char *name)
{
	return lessons_command(s->console, name, &s->next);
}

/* Goes on to where the reader is needed: without moving, unless LEAVE. */
static void
go_on(struct screen_lesson *s, bool leave)
{
	enum runner_stop stop;

	if (leave)
		runner_next(s->runner);
	for (;;) {
		stop = runner_at(s->runner).stop;
		if (stop != RUNNER_TEXT && stop != RUNNER_CLAIMS)
			break;
		runner_next(s->runner);
	}
}

/* The session may have moved, and the lesson if MOVED: the picture follows,
   and the text. */
static void
follow(struct screen_lesson *s, bool moved)
{
	if (s->console->effects & (COMMAND_HEAP | COMMAND_RESET))
		view_follow(s->view);
	view_end_answer(s->view, true);
	view_set_lesson(s->view, s->runner, moved);
}

void
screen_lesson_begin(struct screen_lesson *s)
{
	struct lesson *lesson = s->next;

	if (lesson == NULL)
		return;
	s->next = NULL;
	screen_lesson_end(s);
	s->console->effects = 0;
	view_begin_answer(s->view, "lesson");
	s->runner = runner_new(lesson, s->console);
	if (s->runner == NULL) {
		console_error(s->console, _("out of memory"));
		lesson_free(lesson);
	} else {
		s->lesson = lesson;
		go_on(s, false);
	}
	follow(s, true);
}

/* Takes a line of the reader's and shows what came of it. */
static enum turn
take(struct screen_lesson *s, const char *text)
{
	const struct lesson_line *command = runner_command(s->runner);
	enum turn turn;

	view_begin_answer(s->view, *text == '\0' && command != NULL ?
	    command->text : text);
	s->console->effects = 0;
	turn = turn_take(s->runner, text);
	if (turn_words(turn) != NULL)
		view_add_line(s->view, STYLE_NOTICE, turn_words(turn));
	if (turn_goes_on(turn))
		go_on(s, true);
	follow(s, turn_goes_on(turn) || turn == TURN_BACK);
	return turn;
}

static bool
at_end(const struct screen_lesson *s)
{
	return runner_at(s->runner).stop == RUNNER_END;
}

bool
screen_lesson_line(struct screen_lesson *s, const char *text)
{
	bool on;

	if (*text == '\0') {
		screen_lesson_on(s);
		return true;
	}
	on = take(s, text) != TURN_QUIT;
	screen_lesson_begin(s);
	return on;
}

void
screen_lesson_on(struct screen_lesson *s)
{
	if (view_lesson_on(s->view))
		return;
	if (at_end(s))
		screen_lesson_end(s);
	else
		take(s, "");
}

void
screen_lesson_back(struct screen_lesson *s)
{
	if (!view_lesson_back(s->view))
		take(s, "again");
}

const char *
screen_lesson_prompt(const struct screen_lesson *s)
{
	if (s->view->lesson_below != 0)
		return _("Enter reads on> ");
	switch (runner_at(s->runner).stop) {
	case RUNNER_QUESTION:
		return _("your answer> ");
	case RUNNER_TASK:
		return _("your turn> ");
	default:
		return "(poolscope) ";
	}
}

const char *
screen_lesson_keys(const struct screen_lesson *s)
{
	(void)s;
	return _("LESSON   Enter/PgDn on   PgUp back   any command to try   "
	    "Tab picture   F1 help");
}
