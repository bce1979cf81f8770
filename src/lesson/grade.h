/*
 * grade.h - logs of lessons replayed: what each student did, and whether what
 * a log says follows from its commands.
 *
 * Every line typed is given to a fresh session again, which writes a log of its
 * own; the two must be alike.  Scores come from the replay.  Who typed the
 * lines, nothing can prove.
 */
#ifndef POOLSCOPE_LESSON_GRADE_H
#define POOLSCOPE_LESSON_GRADE_H

#include <stdbool.h>
#include <stddef.h>

#include "lesson/lesson.h"
#include "lesson/tally.h"

struct strbuf;

/* In the order of their weight. */
enum grade_verdict {
	GRADE_FOLLOWS,
	GRADE_OUTSIDE,		/* a command used files, was interrupted or
				   takes too long: it cannot be replayed */
	GRADE_NO_LESSON,	/* the lesson is not here, or is another */
	GRADE_DIFFERS		/* does not follow */
};

/* What a log holds of one lesson, which may have been begun several times. */
struct grade {
	char *student;		/* the name of the file */
	char *lesson;
	struct tally tally;
	unsigned attempts;
	enum grade_verdict verdict;
};

struct grades {
	struct grade *list;
	size_t count, room;
	unsigned unreadable;	/* files that are no log */
};

#define GRADES_INIT { .list = NULL, .count = 0, .room = 0 }

/* What the program around does. */
struct grade_hooks {
	/* Opens lesson STEM and has texts given in LANG; NULL: there is none
	   that can be read. */
	struct lesson *(*open)(void *ctx, const char *stem, const char *lang);
	/* Is told of everything that does not follow, with its line. */
	lesson_fault_fn fault;
	void *ctx;
};

/* Replays the log in the file PATH and adds what it holds to G. */
void grade_log(struct grades *g, const char *path,
    const struct grade_hooks *hooks);
void grades_free(struct grades *g);

/* The worst verdict of all. */
enum grade_verdict grades_worst(const struct grades *g);

/* A table for people, and one that programs read (RFC 4180). */
void grades_table(const struct grades *g, struct strbuf *out);
void grades_csv(const struct grades *g, struct strbuf *out);

#endif
