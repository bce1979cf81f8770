/* resume.c - a lesson gone on with where its reader once was. */
#include "config.h"

#include "lesson/resume.h"

#include "lesson/runner.h"
#include "support/i18n.h"

/* Whether the reader can be left here. */
static bool
is_there(const struct runner *r, size_t stop)
{
	enum runner_stop kind = runner_at(r).stop;
	size_t done, all;

	if (kind == RUNNER_END)
		return true;
	runner_progress(r, &done, &all);
	return done >= stop && (kind == RUNNER_COMMAND ||
	    kind == RUNNER_QUESTION || kind == RUNNER_TASK) &&
	    runner_item(r)->kind != LESSON_SOLUTION;
}

void
resume_at(struct runner *r, size_t stop)
{
	const struct witness *witness = runner_witness(r);
	struct console *c = runner_console(r);
	console_line_fn line = c->hooks.line;

	runner_set_witness(r, NULL);
	c->hooks.line = NULL;
	while (!is_there(r, stop)) {
		if (runner_at(r).stop == RUNNER_QUESTION)
			runner_pass(r);
		runner_next(r);
	}
	c->hooks.line = line;
	runner_set_witness(r, witness);
}

void
resume_words(const struct runner *r, struct strbuf *out)
{
	size_t done, all;

	if (runner_offer(r) == 0)
		return;
	runner_progress(r, &done, &all);
	strbuf_printf(out, _("You were at step %zu of %zu: Enter goes on "
	    "there, again starts over."), runner_offer(r) + 1, all);
}
