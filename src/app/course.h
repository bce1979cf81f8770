/*
 * course.h - the lesson that a session is in the middle of, line by line.
 */
#ifndef POOLSCOPE_APP_COURSE_H
#define POOLSCOPE_APP_COURSE_H

#include "app/options.h"
#include "app/study.h"
#include "command/console.h"

struct lesson;
struct player;
struct quiz;

struct course {
	const struct options *options;
	struct console *console;
	struct quiz *quiz;	/* outside of lessons; not the course's own */
	struct lesson *lesson;	/* NULL: there is none now */
	struct player *player;
	struct study study;
	char *following;	/* the lesson that Enter begins, or NULL */
	struct lesson *next;	/* to be begun when the line is through */
};

/* Ends the course: the session stays as it is. */
void course_end(struct course *c);

/* The command `lesson`: lists them (NAME NULL), or has one begun after the
   present line. */
enum command_status course_command(struct course *c, const char *name);

/* What to ask the reader for, or NULL outside of a lesson. */
const char *course_prompt(const struct course *c);
/* Whether a question is open, of a lesson or of the quiz. */
bool course_asks(const struct course *c);

/* Takes a line, within a lesson or not; false to end the program. */
bool course_line(struct course *c, const char *line);

/* Begins the lesson that `lesson` has asked for, if any; true as before. */
bool course_go_on(struct course *c);

#endif
