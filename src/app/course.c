/* course.c - the lesson that a session is in the middle of. */
#include "config.h"

#include "app/course.h"

#include <stdlib.h>

#include "app/lessons.h"
#include "app/printer.h"
#include "command/command.h"
#include "lesson/player.h"
#include "lesson/quiz.h"
#include "lesson/runner.h"
#include "support/i18n.h"

#define COLUMNS 76	/* of a lesson's text, at most */

void
course_end(struct course *c)
{
	player_free(c->player);
	study_end(&c->study);
	lesson_free(c->lesson);
	lesson_free(c->next);
	free(c->following);
	c->player = NULL;
	c->following = NULL;
	c->lesson = c->next = NULL;
}

enum command_status
course_command(struct course *c, const char *name)
{
	return lessons_command(c->console, name, &c->next);
}

const char *
course_prompt(const struct course *c)
{
	if (c->player != NULL)
		return player_prompt(c->player);
	return quiz_is_open(c->quiz) ? _("your answer> ") : NULL;
}

static void
say_over(struct course *c)
{
	if (c->following != NULL)
		console_say(c->console, _("Enter begins the next lesson of "
		    "the path: %s. Until then the heap is yours."),
		    c->following);
	else
		console_say(c->console, _("The heap is yours now; lesson "
		    "lists the lessons, quit ends."));
}

bool
course_asks(const struct course *c)
{
	if (c->player == NULL)
		return quiz_is_open(c->quiz);
	return runner_at(player_runner(c->player)).stop == RUNNER_QUESTION;
}

/* What STATE means for the program. */
static bool
after(struct course *c, enum player_state state)
{
	struct lesson *next = c->next;
	char *following;

	if (state == PLAYER_GOES_ON)
		return true;
	following = study_next(c->options, c->lesson->path);
	c->next = NULL;
	course_end(c);
	c->next = next;
	c->following = following;
	if (state == PLAYER_OVER)
		say_over(c);
	return state == PLAYER_OVER;
}

bool
course_go_on(struct course *c)
{
	struct lesson *lesson = c->next;

	if (lesson == NULL)
		return true;
	c->next = NULL;
	course_end(c);
	c->player = player_new(lesson, c->console,
	    print_columns(COLUMNS));
	if (c->player == NULL) {
		console_error(c->console, _("out of memory"));
		lesson_free(lesson);
		return true;
	}
	c->lesson = lesson;
	study_begin(&c->study, c->options, player_runner(c->player));
	return after(c, player_begin(c->player));
}

bool
course_line(struct course *c, const char *line)
{
	bool on;

	if (c->player != NULL)
		on = after(c, player_line(c->player, line));
	else if (*line == '\0' && c->following != NULL)
		on = course_command(c, c->following) != COMMAND_QUIT;
	else
		on = quiz_run(c->quiz, line) != COMMAND_QUIT;
	return on && course_go_on(c);
}
