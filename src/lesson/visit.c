/* visit.c - a reader in a lesson: what is remembered of it, and logged. */
#include "config.h"

#include "lesson/visit.h"

#include <stdlib.h>
#include <string.h>

#include "lesson/lesson.h"
#include "lesson/progress.h"
#include "lesson/runner.h"
#include "lesson/witness.h"
#include "support/xalloc.h"

struct visit {
	struct runner *runner;
	char *stem;
	struct progress *progress;
	const struct lesson_log *log;
	struct tally tally;
	struct witness witness;
};

/* ---- as a witness ---- */

static void
line_typed(void *ctx, const char *text)
{
	const struct visit *v = ctx;

	if (v->log != NULL)
		log_line(v->log, text);
}

static void
command_gave(void *ctx, const char *output, unsigned effects)
{
	const struct visit *v = ctx;

	if (v->log != NULL)
		log_gave(v->log, output, effects);
}

static void
arrived(void *ctx)
{
	struct visit *v = ctx;

	tally_arrived(&v->tally, v->runner);
	if (v->log != NULL)
		log_arrived(v->log, v->runner);
	/* (while there is an offer, its place is the one to keep) */
	if (v->progress != NULL && runner_offer(v->runner) == 0)
		progress_keep(v->progress, v->stem,
		    tally_steps(runner_lesson(v->runner)), &v->tally);
}

/* The score of the visits before goes on. */
static void
take_up_score(struct visit *v)
{
	struct progress_entry e;
	unsigned right = 0, asked = 0;
	const char *p;

	if (v->progress != NULL &&
	    progress_find(v->progress, v->stem, &e)) {
		for (p = e.answers; *p != '\0'; p++) {
			right += *p == 'r';
			asked += *p != '.';
		}
		runner_set_score(v->runner, right, asked);
		progress_entry_free(&e);
	}
}

static void
turn_taken(void *ctx, size_t item, enum turn turn)
{
	struct visit *v = ctx;

	tally_turn(&v->tally, v->runner, item, turn);
	if (v->log != NULL)
		log_turn(v->log, v->runner, item, turn);
	if (turn == TURN_RESUMED)
		take_up_score(v);
	if (turn_moved(turn))
		arrived(v);
}

/* ---- */

/* The place to resume at is one within the same lesson. */
static void
make_offer(struct visit *v)
{
	struct progress_entry e;
	size_t done, all;

	if (!progress_find(v->progress, v->stem, &e)) {
		progress_entry_free(&e);
		return;
	}
	runner_progress(v->runner, &done, &all);
	if (e.steps == tally_steps(runner_lesson(v->runner)) &&
	    e.stops == all && e.stop > done && e.stop < all)
		runner_set_offer(v->runner, e.stop);
	progress_entry_free(&e);
}

struct visit *
visit_new(struct runner *r, const char *stem, struct progress *progress,
    const struct lesson_log *log)
{
	struct visit *v = xcalloc(1, sizeof *v);

	v->runner = r;
	v->stem = xstrdup(stem);
	v->progress = progress;
	v->log = log;
	tally_init(&v->tally, runner_lesson(r));
	if (progress != NULL)
		make_offer(v);
	if (log != NULL)
		log_begin(log, r, stem);
	v->witness = (struct witness){ .line = line_typed,
	    .gave = command_gave, .turn = turn_taken, .arrived = arrived,
	    .ctx = v };
	runner_set_witness(r, &v->witness);
	return v;
}

void
visit_free(struct visit *v)
{
	if (v == NULL)
		return;
	tally_free(&v->tally);
	free(v->stem);
	free(v);
}

const struct tally *
visit_tally(const struct visit *v)
{
	return &v->tally;
}

char *
visit_stem(const char *path)
{
	const char *slash = strrchr(path, '/');
	const char *name = slash != NULL ? slash + 1 : path;
	size_t length = strlen(name);

	if (length > 3 && strcmp(name + length - 3, ".md") == 0)
		length -= 3;
	return xstrndup(name, length);
}
