/*
 * present_source.h - what a presenter goes through: a script, or a lesson.
 *
 * A place in it is before a command, or before a lesson's question about one,
 * or before a task that the class has to try.
 */
#ifndef POOLSCOPE_APP_PRESENT_SOURCE_H
#define POOLSCOPE_APP_PRESENT_SOURCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "app/options.h"
#include "app/script_cues.h"
#include "lesson/quiz.h"

struct lesson;
struct runner;
struct strbuf;

struct present_source {
	struct script_cues script;
	size_t at;		/* the cue that comes next */
	struct lesson *lesson;	/* or NULL: it is a script */
	struct runner *runner;	/* of the lesson */
};

/* Opens what --present names; false after a message on standard error. */
bool present_source_open(struct present_source *s, const struct options *o);
void present_source_close(struct present_source *s);

/* To the beginning, on C. */
void present_source_restart(struct present_source *s, struct console *c);

/* The command that comes next, NULL at the end. */
const char *present_source_command(const struct present_source *s);
/* Whether its decisions are to be gone through. */
bool present_source_steps(const struct present_source *s);
/* The kind of question the script wants of it, or NULL. */
const char *present_source_ask(const struct present_source *s);
/* Passes what is no command but a beat of its own, a task; false: there is
   none here. */
bool present_source_passes(struct present_source *s);

/* Runs the command and goes on.  AGAIN: it was run before; then no file is
   written. */
void present_source_run(struct present_source *s, struct console *c,
    bool again);

/* Of a lesson's open question: says the answer and the N hands shown, and
   passes it; judges a line; tests hands, and says so. */
void present_source_answer(struct present_source *s, struct console *c,
    const uint64_t *hands, size_t n);
enum quiz_said present_source_judge(struct present_source *s,
    struct console *c, const char *line);
bool present_source_poll(struct present_source *s, struct console *c,
    const uint64_t *hands, size_t n);

/* Appends the notes that belong here, in lines. */
void present_source_notes(const struct present_source *s,
    struct strbuf *out);

#endif
