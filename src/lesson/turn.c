/* turn.c - what a line of the reader's means in a lesson. */
#include "config.h"

#include "lesson/turn.h"

#include <stdlib.h>
#include <string.h>

#include "command/command.h"
#include "lesson/resume.h"
#include "lesson/runner.h"
#include "lesson/witness.h"
#include "support/i18n.h"
#include "support/xalloc.h"

#define BLANKS " \t"

/* ---- the lesson's own words ---- */

static enum turn
go_on(struct runner *r)
{
	(void)r;
	return TURN_ON;
}

static enum turn
pass(struct runner *r)
{
	runner_pass(r);
	return TURN_PASSED;
}

static enum turn
stay(struct runner *r)
{
	(void)r;
	return TURN_STAY;
}

static enum turn
hint(struct runner *r)
{
	return runner_hint(r) != NULL ? TURN_HINT : TURN_NO_HINT;
}

static enum turn
back(struct runner *r)
{
	return runner_back(r) ? TURN_BACK : TURN_NO_BACK;
}

static enum turn
leave(struct runner *r)
{
	(void)r;
	return TURN_QUIT;
}

static enum turn
resume(struct runner *r)
{
	resume_at(r, runner_offer(r));
	return TURN_RESUMED;
}

static enum turn
start_afresh(struct runner *r)
{
	(void)r;
	return TURN_AFRESH;
}

struct reader_word {
	const char *text;
	enum runner_stop stop;	/* where it counts; RUNNER_END: anywhere */
	enum turn (*take)(struct runner *r);
};

/* At the beginning, while there is a place to resume at. */
static const struct reader_word first_words[] = {
	{ "", RUNNER_END, resume },
	{ "again", RUNNER_END, start_afresh },
};

static const struct reader_word words[] = {
	{ "", RUNNER_QUESTION, pass },
	{ "", RUNNER_TASK, stay },
	{ "", RUNNER_END, go_on },
	{ "hint", RUNNER_TASK, hint },
	{ "solution", RUNNER_TASK, go_on },
	{ "again", RUNNER_END, back },
	{ "quit", RUNNER_END, leave },
};

/* The word of the COUNT at LIST that TEXT is at STOP, or NULL. */
static const struct reader_word *
find_word(const struct reader_word *list, size_t count,
    enum runner_stop stop, const char *text)
{
	size_t i;

	for (i = 0; i < count; i++)
		if ((list[i].stop == stop || list[i].stop == RUNNER_END) &&
		    strcmp(list[i].text, text) == 0)
			return &list[i];
	return NULL;
}

/* ---- everything else ---- */

static enum turn
try(struct runner *r, const char *line)
{
	if (runner_try(r, line) == COMMAND_QUIT)
		return TURN_QUIT;
	return runner_at(r).stop == RUNNER_TASK && runner_reached(r) ?
	    TURN_REACHED : TURN_TRIED;
}

/* Whether LINE is a command about the session, as help and lesson are: these
   are no answers, and give none away. */
static bool
is_about_session(const char *line)
{
	char *verb = xstrndup(line, strcspn(line, BLANKS));
	const struct command *row = command_find(verb, false, NULL);

	free(verb);
	return row != NULL && (row->group == COMMAND_GROUP_SESSION ||
	    strcmp(row->verb, "peek") == 0);
}

static enum turn
answer(struct runner *r, const char *said)
{
	switch (runner_answer(r, said)) {
	case PREDICT_RIGHT:
		return TURN_RIGHT;
	case PREDICT_WRONG:
		return TURN_WRONG;
	default:
		return is_about_session(said) ? try(r, said) : TURN_UNCLEAR;
	}
}

static enum turn
take(struct runner *r, const char *text)
{
	enum runner_stop stop = runner_at(r).stop;
	const struct reader_word *word = NULL;

	if (runner_offer(r) != 0)
		word = find_word(first_words, 2, stop, text);
	if (word == NULL)
		word = find_word(words, sizeof words / sizeof words[0], stop,
		    text);
	if (word != NULL)
		return word->take(r);
	return stop == RUNNER_QUESTION ? answer(r, text) : try(r, text);
}

/* Takes TEXT, and tells the witness of it. */
static enum turn
take_and_tell(struct runner *r, const char *text)
{
	const struct witness *w = runner_witness(r);
	size_t item = runner_at(r).item;
	enum turn turn;

	if (w != NULL)
		w->line(w->ctx, text);
	turn = take(r, text);
	if (turn == TURN_AFRESH || turn_goes_on(turn) || turn_moved(turn))
		runner_set_offer(r, 0);
	if (w != NULL)
		w->turn(w->ctx, item, turn);
	return turn;
}

enum turn
turn_take(struct runner *r, const char *line)
{
	enum turn turn;
	size_t length;
	char *text;

	line += strspn(line, BLANKS);
	length = strlen(line);
	while (length != 0 && strchr(BLANKS, line[length - 1]) != NULL)
		length--;
	text = xstrndup(line, length);
	turn = take_and_tell(r, text);
	free(text);
	return turn;
}

bool
turn_goes_on(enum turn turn)
{
	return turn <= TURN_PASSED || turn == TURN_REACHED;
}

bool
turn_moved(enum turn turn)
{
	return turn == TURN_BACK || turn == TURN_RESUMED;
}

const char *
turn_words(enum turn turn)
{
	static const char *const said[] = {
		[TURN_RIGHT] = N_("Right."),
		[TURN_WRONG] = N_("Not so."),
		[TURN_UNCLEAR] = N_("That is no answer here; Enter passes "
		    "the question."),
		[TURN_REACHED] = N_("Reached."),
		[TURN_NO_HINT] = N_("There are no more hints; solution shows "
		    "one way."),
		[TURN_STAY] = N_("Type commands until the goal is reached; "
		    "hint and solution help."),
		[TURN_BACK] = N_("Back: the heap is as it was before."),
		[TURN_NO_BACK] = N_("There is nothing to go back to."),
		[TURN_RESUMED] = N_("Here you were."),
		[TURN_AFRESH] = N_("From the beginning, then."),
		[TURN_QUIT] = NULL,
	};

	return said[turn] != NULL ? _(said[turn]) : NULL;
}
