/* shape.c - what must follow what in a lesson. */
#include "config.h"

#include "lesson/reader.h"
#include "support/i18n.h"

/* What must come before anything else but text does. */
enum due { DUE_NOTHING, DUE_COMMAND, DUE_SOLUTION, DUE_CLAIMS };

static const char question_first[] = N_("a question is followed by the pool "
    "block it asks about, which this is not");
static const char task_first[] = N_("a task goes on with its hints, one "
    "solution and the expect that says when it is reached");

static const char *
due_message(enum due due)
{
	switch (due) {
	case DUE_COMMAND:
		return _(question_first);
	case DUE_SOLUTION:
	case DUE_CLAIMS:
		return _(task_first);
	default:
		return _("hints and solutions belong to a task before them");
	}
}

/* Whether a block of KIND may stand where DUE is; then *NEXT is due. */
static bool
fits(enum lesson_kind kind, enum due due, enum due *next)
{
	*next = DUE_NOTHING;
	switch (kind) {
	case LESSON_POOL:
		return due == DUE_NOTHING || due == DUE_COMMAND;
	case LESSON_EXPECT:
		return due == DUE_NOTHING || due == DUE_CLAIMS;
	case LESSON_PREDICT:
		*next = DUE_COMMAND;
		return due == DUE_NOTHING || due == DUE_COMMAND;
	case LESSON_TASK:
		*next = DUE_SOLUTION;
		return due == DUE_NOTHING;
	case LESSON_HINT:
		*next = DUE_SOLUTION;
		return due == DUE_SOLUTION;
	case LESSON_SOLUTION:
		*next = DUE_CLAIMS;
		return due == DUE_SOLUTION;
	default:
		*next = due;
		return true;
	}
}

void
shape_check(struct reader *r)
{
	const struct lesson *l = r->lesson;
	enum due due = DUE_NOTHING, next;
	unsigned since = 0;
	size_t i;

	for (i = 0; i < l->count; i++) {
		const struct lesson_item *item = &l->items[i];

		if (!fits(item->kind, due, &next))
			fault_say(&r->faults, item->line, "%s",
			    due_message(due));
		if (next != due)
			since = item->line;
		due = next;
	}
	if (due != DUE_NOTHING)
		fault_say(&r->faults, since, "%s", due == DUE_COMMAND ?
		    _("no pool block follows this question") :
		    _(task_first));
	if (l->count == 0)
		fault_say(&r->faults, 0, _("this lesson is empty"));
}
