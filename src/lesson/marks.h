/*
 * marks.h - what became of each part of a lesson that was worked through.
 */
#ifndef POOLSCOPE_LESSON_MARKS_H
#define POOLSCOPE_LESSON_MARKS_H

#include <stddef.h>

struct choice;
struct lesson;

enum runner_tick { RUNNER_OPEN, RUNNER_HOLDS, RUNNER_FAILS };

/* What became of a claim, a command, a question or a hint. */
struct mark {
	enum runner_tick tick;
	char *text;		/* of a claim the truth, of a command its
				   answer, of a question what was said */
	char *truth;		/* of a question */
	const struct choice *choice; /* of a question: which was meant */
};

struct marks {
	const struct lesson *lesson;
	struct mark *list;	/* of all items, one after another */
	size_t *first;		/* by item */
	size_t count;
};

/* Nothing has become of anything yet. */
void marks_init(struct marks *m, const struct lesson *l);
void marks_free(struct marks *m);

/* The mark of command or claim I of ITEM, and the one of ITEM itself. */
struct mark *marks_line(const struct marks *m, size_t item, size_t i);
struct mark *marks_claim(const struct marks *m, size_t item, size_t i);
struct mark *marks_item(const struct marks *m, size_t item);

void mark_forget(struct mark *mark);

/* Forgets what became of claims, questions and hints from item FROM on. */
void marks_forget_from(struct marks *m, size_t from);

#endif
