/* check.c - whether a lesson is true. */
#include "config.h"

#include "lesson/check.h"

#include <string.h>

#include "lesson/expect.h"
#include "lesson/fault.h"
#include "lesson/lint.h"
#include "lesson/runner.h"
#include "session/session.h"
#include "support/i18n.h"

struct checking {
	struct runner *runner;
	struct faults faults;
	struct check *sum;
	struct strbuf errors;	/* what the present command had to say */
};

static void
count(struct checking *k, bool ok)
{
	if (ok)
		k->sum->passed++;
	else
		k->sum->failed++;
}

static void
keep_errors(void *ctx, enum console_style style, const char *text)
{
	struct checking *k = ctx;

	if (style != CONSOLE_ERROR)
		return;
	if (k->errors.length != 0)
		strbuf_puts(&k->errors, "; ");
	strbuf_puts(&k->errors, text);
}

/* Gives the command that waits; only one that is not as it should is
   counted. */
static void
check_command(struct checking *k)
{
	const struct lesson_line *command = runner_command(k->runner);
	bool may_fail = runner_may_fail(k->runner);

	strbuf_clear(&k->errors);
	if (runner_next(k->runner) == COMMAND_OK || may_fail)
		return;
	fault_say(&k->faults, command->line, "%s: %s", command->text,
	    strbuf_text(&k->errors));
	count(k, false);
}

static void
check_claims(struct checking *k)
{
	const struct lesson_item *item = runner_item(k->runner);
	size_t at = runner_at(k->runner).item, i;
	const char *truth;
	bool ok;

	runner_next(k->runner);
	for (i = 0; i < item->nclaims; i++) {
		ok = runner_claim(k->runner, at, i, &truth) == RUNNER_HOLDS;
		if (!ok)
			fault_say(&k->faults, item->claims[i].line,
			    _("%s: this does not hold; %s"),
			    item->claims[i].text, truth);
		count(k, ok);
	}
}

static void
check_question(struct checking *k, struct console *c)
{
	const struct predict *p = runner_item(k->runner)->predict;
	struct strbuf why = STRBUF_INIT;
	struct answer *a = runner_question(k->runner, &why);

	if (a == NULL)
		fault_say(&k->faults, p->line, _("this question has no "
		    "answer: %s"), strbuf_text(&why));
	count(k, a != NULL && predict_check_choices(p, a, c, &k->faults));
	strbuf_free(&why);
	runner_next(k->runner);
}

/* A task must not be reached by doing nothing, and its solution must be as
   good as its par.  The claims behind it are checked as all are. */
static void
check_task(struct checking *k)
{
	const struct lesson_item *task = runner_item(k->runner), *solution;
	bool ok = true;

	if (runner_reached(k->runner)) {
		fault_say(&k->faults, task->line, _("this task is reached "
		    "before anything is done for it"));
		count(k, false);
		runner_next(k->runner);
		return;
	}
	runner_next(k->runner);
	solution = runner_item(k->runner);
	if (solution->nlines > task->par) {
		fault_say(&k->faults, solution->line, ngettext(
		    "this solution takes %zu command, more than its par "
		    "of %u", "this solution takes %zu commands, more than "
		    "its par of %u", solution->nlines), solution->nlines,
		    (unsigned)task->par);
		ok = false;
	}
	count(k, ok);
}

static void
check_all(struct checking *k, struct console *c)
{
	while (runner_item(k->runner) != NULL) {
		switch (runner_at(k->runner).stop) {
		case RUNNER_COMMAND:
			check_command(k);
			break;
		case RUNNER_CLAIMS:
			check_claims(k);
			break;
		case RUNNER_QUESTION:
			check_question(k, c);
			break;
		case RUNNER_TASK:
			check_task(k);
			break;
		default:
			runner_next(k->runner);
			break;
		}
	}
}

static void
run_lesson(struct checking *k, const struct lesson *l)
{
	const struct console_hooks hooks = { .line = keep_errors,
	    .ctx = k };
	struct session *s;
	struct console c;

	s = session_new(pym_profile_at(0), 0);
	if (s != NULL) {
		console_init(&c, s, &hooks, CONSOLE_LESSON);
		k->runner = runner_new(l, &c);
	}
	if (k->runner == NULL) {
		fault_say(&k->faults, 0, _("out of memory"));
		count(k, false);
	} else {
		check_all(k, &c);
	}
	runner_free(k->runner);
	if (s != NULL)
		console_end(&c);
	session_free(s);
}

static void
look_over(struct checking *k, const struct lesson *l)
{
	unsigned before = k->faults.count;

	lint_lesson(l, &k->faults);
	k->sum->failed += k->faults.count - before;
}

void
check_lesson(const char *path, lesson_fault_fn fault, void *ctx,
    struct check *sum)
{
	struct checking k = { .sum = sum, .faults = { .path = path,
	    .fn = fault, .ctx = ctx } };
	struct lesson *l = lesson_read(path, fault, ctx);

	if (l == NULL) {
		sum->unreadable++;
	} else {
		run_lesson(&k, l);
		look_over(&k, l);
	}
	lesson_free(l);
	strbuf_free(&k.errors);
}
