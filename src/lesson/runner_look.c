/* runner_look.c - what a lesson holds before and behind its reader. */
#include "config.h"

#include "lesson/runner.h"

#include "lesson/expect.h"
#include "lesson/predict.h"

/* The kind of the first item from I on that is no text, or of none. */
static const struct lesson_item *
next_block(const struct runner *r, size_t i)
{
	const struct lesson *l = runner_lesson(r);

	for (; i < l->count; i++)
		if (!lesson_is_text(&l->items[i]) &&
		    l->items[i].kind != LESSON_NOTES)
			return &l->items[i];
	return NULL;
}

bool
runner_may_fail(const struct runner *r)
{
	const struct runner_place at = runner_at(r);
	const struct lesson_item *next;
	size_t i;

	if (at.stop != RUNNER_COMMAND ||
	    at.line + 1 < runner_item(r)->nlines)
		return false;
	next = next_block(r, at.item + 1);
	if (next == NULL || next->kind != LESSON_EXPECT)
		return false;
	for (i = 0; i < next->nclaims; i++)
		if (claim_wants_error(&next->claims[i]))
			return true;
	return false;
}

bool
runner_asks_place(const struct runner *r)
{
	return runner_at(r).stop == RUNNER_QUESTION &&
	    predict_asks_place(runner_item(r)->predict);
}

/* How many times ITEM waits for the reader. */
static size_t
stops_in(const struct lesson_item *item)
{
	return item->kind == LESSON_POOL ? item->nlines :
	    item->kind == LESSON_PREDICT || item->kind == LESSON_TASK;
}

void
runner_progress(const struct runner *r, size_t *done, size_t *all)
{
	const struct lesson *l = runner_lesson(r);
	const struct runner_place at = runner_at(r);
	size_t i;

	*done = *all = 0;
	for (i = 0; i < l->count; i++) {
		*all += stops_in(&l->items[i]);
		if (i < at.item)
			*done = *all;
	}
	if (at.stop == RUNNER_COMMAND && runner_item(r)->kind == LESSON_POOL)
		*done += at.line;
}
