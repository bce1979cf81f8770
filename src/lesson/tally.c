/* tally.c - what a reader has done in a lesson. */
#include "config.h"

#include "lesson/tally.h"

#include <stdlib.h>
#include <string.h>

#include "lesson/runner.h"
#include "support/xalloc.h"

/* How many items of KIND stand before ITEM. */
static size_t
count_kind(const struct lesson *l, enum lesson_kind kind, size_t item)
{
	size_t i, n = 0;

	for (i = 0; i < item; i++)
		n += l->items[i].kind == kind;
	return n;
}

void
tally_init(struct tally *t, const struct lesson *l)
{
	size_t i, n = 0;

	*t = (struct tally){ .questions = count_kind(l, LESSON_PREDICT,
	    l->count), .ntasks = count_kind(l, LESSON_TASK, l->count) };
	t->answers = xcalloc(t->questions + 1, sizeof *t->answers);
	t->tasks = xcalloc(t->ntasks + 1, sizeof *t->tasks);
	for (i = 0; i < l->count; i++) {
		t->all_claims += (unsigned)l->items[i].nclaims;
		if (l->items[i].kind == LESSON_TASK)
			t->tasks[n++].par = l->items[i].par;
	}
}

void
tally_free(struct tally *t)
{
	free(t->answers);
	free(t->tasks);
	*t = (struct tally){ .stop = 0 };
}

static void
keep_answer(enum tally_answer *kept, enum tally_answer answer)
{
	if (*kept == TALLY_OPEN)
		*kept = answer;
}

static void
keep_task(struct tally_task *kept, unsigned commands)
{
	if (commands != 0 &&
	    (kept->commands == 0 || commands < kept->commands))
		kept->commands = commands;
}

void
tally_turn(struct tally *t, const struct runner *r, size_t item,
    enum turn turn)
{
	const struct lesson *l = runner_lesson(r);
	size_t question = count_kind(l, LESSON_PREDICT, item);

	t->commands += turn == TURN_TRIED || turn == TURN_REACHED;
	if (turn == TURN_RIGHT)
		keep_answer(&t->answers[question], TALLY_RIGHT);
	else if (turn == TURN_WRONG)
		keep_answer(&t->answers[question], TALLY_WRONG);
	else if (turn == TURN_REACHED)
		keep_task(&t->tasks[count_kind(l, LESSON_TASK, item)],
		    runner_tries(r));
}

void
tally_arrived(struct tally *t, const struct runner *r)
{
	const struct lesson *l = runner_lesson(r);
	unsigned seen = 0;
	size_t i, j;

	runner_progress(r, &t->stop, &t->stops);
	for (i = 0; i < l->count; i++)
		for (j = 0; j < l->items[i].nclaims; j++)
			seen += runner_claim(r, i, j, NULL) != RUNNER_OPEN;
	if (seen > t->claims)
		t->claims = seen;
}

void
tally_add(struct tally *t, const struct tally *other)
{
	size_t i;

	for (i = 0; i < t->questions && i < other->questions; i++)
		keep_answer(&t->answers[i], other->answers[i]);
	for (i = 0; i < t->ntasks && i < other->ntasks; i++)
		keep_task(&t->tasks[i], other->tasks[i].commands);
	if (other->claims > t->claims)
		t->claims = other->claims;
	t->commands += other->commands;
}

void
tally_score(const struct tally *t, unsigned *right, unsigned *asked)
{
	size_t i;

	*right = *asked = 0;
	for (i = 0; i < t->questions; i++) {
		*right += t->answers[i] == TALLY_RIGHT;
		*asked += t->answers[i] != TALLY_OPEN;
	}
}

size_t
tally_tasks_done(const struct tally *t)
{
	size_t i, n = 0;

	for (i = 0; i < t->ntasks; i++)
		n += t->tasks[i].commands != 0;
	return n;
}

/* ---- the steps as a number: FNV-1a, 64 bits ---- */

static void
mix(uint64_t *hash, const char *bytes, size_t length)
{
	size_t i;

	for (i = 0; i <= length; i++) {
		*hash ^= i < length ? (unsigned char)bytes[i] : 0xff;
		*hash *= UINT64_C(0x100000001b3);
	}
}

static void
mix_number(uint64_t *hash, size_t n)
{
	unsigned char byte = (unsigned char)n;

	mix(hash, (const char *)&byte, 1);
}

/* A command without a comment behind it, which is translated. */
static void
mix_command(uint64_t *hash, const char *text)
{
	const char *comment = strstr(text, " #");
	size_t length = comment != NULL ? (size_t)(comment - text) :
	    strlen(text);

	while (length != 0 && text[length - 1] == ' ')
		length--;
	mix(hash, text, length);
}

uint64_t
tally_steps(const struct lesson *l)
{
	uint64_t hash = UINT64_C(0xcbf29ce484222325);
	const struct lesson_item *item;
	size_t i, j;

	mix(&hash, l->profile, strlen(l->profile));
	for (i = 0; i < l->count; i++) {
		item = &l->items[i];
		if (lesson_is_text(item) || item->kind == LESSON_NOTES)
			continue;
		mix_number(&hash, item->kind);
		mix_number(&hash, item->nclaims);
		mix_number(&hash, item->par);
		if (item->predict != NULL)
			mix_number(&hash, item->predict->nchoices);
		for (j = 0; j < item->nlines; j++)
			mix_command(&hash, item->lines[j].text);
	}
	return hash;
}
