/*
 * screen_lesson.h - a lesson on the full screen.
 *
 * The text stands in the view's lesson pane, what commands answer where
 * answers always stand.  Enter on an empty line and Page Down go on, Page Up
 * goes back.
 */
#ifndef POOLSCOPE_APP_SCREEN_LESSON_H
#define POOLSCOPE_APP_SCREEN_LESSON_H

#include <stdbool.h>

#include "app/options.h"
#include "app/study.h"
#include "command/console.h"

struct lesson;
struct runner;
struct view;

struct screen_lesson {
	const struct options *options;
	struct console *console;
	struct view *view;
	struct lesson *lesson;	/* NULL: there is none now */
	struct runner *runner;
	struct study study;
	struct lesson *next;	/* to be begun when the line is through */
	size_t warned;		/* the item of the question that Enter did not
				   leave at once, and 1; or 0 */
};

void screen_lesson_end(struct screen_lesson *s);

/* Whether a lesson runs: then lines and keys are its. */
bool screen_lesson_runs(const struct screen_lesson *s);

/* The command `lesson`. */
enum command_status screen_lesson_command(struct screen_lesson *s,
    const char *name);

/* Begins the lesson that `lesson` has asked for, if any. */
void screen_lesson_begin(struct screen_lesson *s);

/* Takes a line, while a lesson runs; false to end the program. */
bool screen_lesson_line(struct screen_lesson *s, const char *text);

/* Page Down and Page Up: a page of the text, or a stop of the lesson. */
void screen_lesson_on(struct screen_lesson *s);
void screen_lesson_back(struct screen_lesson *s);

/* Uncovers what would answer the open question; whether it is covered. */
bool screen_lesson_peek(struct screen_lesson *s);
bool screen_lesson_covers(const struct screen_lesson *s);

/* What the reader is asked for, and which keys there are. */
const char *screen_lesson_prompt(const struct screen_lesson *s);
/* Whether a question is open; and one that asks where memory comes from. */
bool screen_lesson_asks(const struct screen_lesson *s);
bool screen_lesson_asks_place(const struct screen_lesson *s);
const char *screen_lesson_keys(const struct screen_lesson *s);

#endif
