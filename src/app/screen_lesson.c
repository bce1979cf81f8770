/* screen_lesson.c - a lesson on the full screen. */
#include "config.h"

#include "app/screen_lesson.h"

#include <stdlib.h>
#include <string.h>

#include "app/lessons.h"
#include "lesson/resume.h"
#include "lesson/runner.h"
#include "lesson/turn.h"
#include "support/i18n.h"
#include "support/strbuf.h"
#include "view/view.h"

void
screen_lesson_end(struct screen_lesson *s)
{
	view_set_lesson(s->view, NULL, false);
	runner_free(s->runner);
	study_end(&s->study);
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
   and the text.  What a command of the lesson's own (LESSONS)
   answered is in that. */
static void
follow(struct screen_lesson *s, bool moved, bool lessons)
{
	bool changed = (s->console->effects & (COMMAND_HEAP |
	    COMMAND_RESET)) != 0;

	if (changed)
		view_follow(s->view);
	if (lessons)
		view_end_answer_briefly(s->view);
	else
		view_end_answer(s->view, changed, false);
	view_set_lesson(s->view, s->runner, moved);
}

static void
show_offer(struct screen_lesson *s)
{
	struct strbuf text = STRBUF_INIT;

	resume_words(s->runner, &text);
	if (text.length != 0)
		view_add_line(s->view, STYLE_NOTICE, strbuf_text(&text));
	strbuf_free(&text);
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
		study_begin(&s->study, s->options, s->runner);
		go_on(s, false);
		show_offer(s);
	}
	follow(s, true, false);
}

/* The question that is open, as a number of its own; or 0. */
static size_t
question(const struct screen_lesson *s)
{
	return screen_lesson_asks(s) ? runner_at(s->runner).item + 1 : 0;
}

/* Takes a line of the reader's and shows what came of it: what is no answer
   is told that Enter passes the question, so it does at once. */
static enum turn
take(struct screen_lesson *s, const char *text)
{
	const struct lesson_line *command = runner_command(s->runner);
	bool lessons = *text == '\0' && command != NULL;
	enum turn turn;

	view_begin_answer(s->view, lessons ? command->text : text);
	s->console->effects = 0;
	turn = turn_take(s->runner, text);
	if (turn == TURN_UNCLEAR)
		s->warned = question(s);
	if (turn_words(turn) != NULL)
		view_add_line(s->view, STYLE_NOTICE, turn_words(turn));
	if (turn_goes_on(turn))
		go_on(s, true);
	if (lessons && (s->console->effects & COMMAND_HEAP) == 0)
		view_begin_answer(s->view, "");	/* the page has it */
	follow(s, turn_goes_on(turn) || turn_moved(turn), lessons);
	return turn;
}

static bool
at_end(const struct screen_lesson *s)
{
	return runner_at(s->runner).stop == RUNNER_END;
}

/* A letter is no answer to a question that is not on the screen yet: the rest
   of the page is shown first. */
static bool
read_first(struct screen_lesson *s, const char *text)
{
	if (question(s) == 0 || s->view->lesson_below == 0 ||
	    strlen(text) != 1)
		return false;
	view_begin_answer(s->view, text);
	view_set_lesson(s->view, s->runner, false);
	view_add_line(s->view, STYLE_NOTICE, _("the question stands here: "
	    "answer when it is read"));
	view_end_answer_briefly(s->view);
	return true;
}

bool
screen_lesson_line(struct screen_lesson *s, const char *text)
{
	bool on;

	if (*text == '\0') {
		screen_lesson_on(s);
		return true;
	}
	if (read_first(s, text))
		return true;
	on = take(s, text) != TURN_QUIT;
	screen_lesson_begin(s);
	return on;
}

/* Behind the end comes the next lesson of the path, if one is followed. */
static void
leave(struct screen_lesson *s)
{
	char *following = study_next(s->options, s->lesson->path);

	if (following != NULL)
		screen_lesson_command(s, following);
	if (s->next != NULL)
		screen_lesson_begin(s);
	else
		screen_lesson_end(s);
	free(following);
}

/* Enter turns pages too: at a question the first one does not leave it. */
static bool
warn(struct screen_lesson *s)
{
	if (question(s) == 0 || s->warned == question(s))
		return false;
	s->warned = question(s);
	view_begin_answer(s->view, "");
	view_add_line(s->view, STYLE_NOTICE, _("a question: Enter once more "
	    "leaves it without an answer"));
	view_end_answer_briefly(s->view);
	return true;
}

void
screen_lesson_on(struct screen_lesson *s)
{
	if (runner_offer(s->runner) == 0 && view_lesson_on(s->view))
		return;
	if (at_end(s))
		leave(s);
	else if (!warn(s))
		take(s, "");
}

void
screen_lesson_back(struct screen_lesson *s)
{
	if (!view_lesson_back(s->view))
		take(s, "again");
}

bool
screen_lesson_peek(struct screen_lesson *s)
{
	if (!runner_peek(s->runner))
		return false;
	console_say(s->console, _("uncovered; the answer no longer counts"));
	return true;
}

bool
screen_lesson_covers(const struct screen_lesson *s)
{
	return runner_covers(s->runner);
}

bool
screen_lesson_asks(const struct screen_lesson *s)
{
	return runner_at(s->runner).stop == RUNNER_QUESTION;
}

bool
screen_lesson_asks_place(const struct screen_lesson *s)
{
	return runner_asks_place(s->runner);
}

const char *
screen_lesson_prompt(const struct screen_lesson *s)
{
	if (runner_offer(s->runner) != 0)
		return _("Enter resumes> ");
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
	if (question(s) != 0 && s->view->lesson_below == 0)
		return s->warned == question(s) ?
		    _("QUESTION  a letter or the answer   Enter passes   "
		    "PgUp back   F1 help") :
		    _("QUESTION  a letter or the answer   Enter twice passes  "
		    " PgUp back   F1 help");
	return _("LESSON   Enter/PgDn on   PgUp back   any command to try   "
	    "Tab picture   F1 help");
}
