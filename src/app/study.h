/*
 * study.h - what the program remembers and writes of a reader's lessons.
 */
#ifndef POOLSCOPE_APP_STUDY_H
#define POOLSCOPE_APP_STUDY_H

#include <stdbool.h>
#include <stdio.h>

#include "app/options.h"
#include "lesson/visit.h"

struct console;
struct library;
struct progress;
struct runner;

/* The lesson that a reader is in; all zero outside of any. */
struct study {
	struct console *console;
	struct progress *progress;
	struct lesson_log log;
	FILE *file;		/* the log, or NULL */
	struct visit *visit;
};

/* Remembers and logs what happens in R, which stands at its beginning. */
void study_begin(struct study *s, const struct options *o, struct runner *r);

/* Ends that; R is not used any more. */
void study_end(struct study *s);

/* Whether the log that O names, if any, can be written; makes it.  Else it was
   said why not. */
bool study_can_log(const struct options *o);

/* The index of the path that O names, -1 if it names none, -2 after an error:
   there is no such path. */
int study_path(const struct options *o);

/*
 * The name of the lesson that follows the one in the file PATH on O's path, to
 * be given to free(); NULL: none.  PATH NULL: the first that is not done, or
 * the very first when all are.
 */
char *study_next(const struct options *o, const char *path);

/* library_list, with the reader's progress. */
void study_list(const struct library *l, struct console *c, int path);

#endif
