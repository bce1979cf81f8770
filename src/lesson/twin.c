/* twin.c - a lesson and its translation. */
#include "config.h"

#include "lesson/twin.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lesson/expect.h"
#include "lesson/fault.h"
#include "lesson/runner.h"
#include "session/session.h"
#include "support/i18n.h"
#include "support/strbuf.h"
#include "support/xalloc.h"

struct twins {
	const struct lesson *original, *translation;
	struct faults faults;
};

/* ---- what is written ---- */

/* The next item from *I on that runs, and *I behind it; NULL: no more. */
static const struct lesson_item *
next_block(const struct lesson *l, size_t *i)
{
	while (*i < l->count) {
		const struct lesson_item *item = &l->items[(*i)++];

		if (!lesson_is_text(item) && item->kind != LESSON_NOTES &&
		    item->kind != LESSON_HINT)
			return item;
	}
	return NULL;
}

/* The length of a command without a comment behind it. */
static size_t
command_length(const char *text)
{
	const char *comment = strstr(text, " #");
	size_t length = comment != NULL ? (size_t)(comment - text) :
	    strlen(text);

	while (length != 0 && text[length - 1] == ' ')
		length--;
	return length;
}

static void
compare_lines(struct twins *t, const struct lesson_item *a,
    const struct lesson_item *b)
{
	size_t i, length;

	for (i = 0; i < a->nlines && i < b->nlines; i++) {
		length = command_length(a->lines[i].text);
		if (length != command_length(b->lines[i].text) ||
		    strncmp(a->lines[i].text, b->lines[i].text, length) != 0)
			fault_say(&t->faults, b->lines[i].line, _("%s: in %s "
			    "line %u this is %s"), b->lines[i].text,
			    t->original->path, (unsigned)a->lines[i].line,
			    a->lines[i].text);
	}
	if (a->nlines != b->nlines)
		fault_say(&t->faults, b->line, _("there are %zu commands "
		    "here; in %s line %u there are %zu"), b->nlines,
		    t->original->path, (unsigned)a->line, a->nlines);
}

/* Whether two claims are alike.  What they quote is in the reader's language,
   and so it is left to --check. */
static bool
same_claim(const struct claim *a, const struct claim *b)
{
	if (strchr(a->text, '"') != NULL)
		return a->form == b->form;
	return strcmp(a->text, b->text) == 0;
}

static void
compare_claims(struct twins *t, const struct lesson_item *a,
    const struct lesson_item *b)
{
	size_t i;

	for (i = 0; i < a->nclaims && i < b->nclaims; i++)
		if (!same_claim(&a->claims[i], &b->claims[i]))
			fault_say(&t->faults, b->claims[i].line, _("%s: in "
			    "%s line %u this is %s"), b->claims[i].text,
			    t->original->path, (unsigned)a->claims[i].line,
			    a->claims[i].text);
	if (a->nclaims != b->nclaims)
		fault_say(&t->faults, b->line, _("there are %zu claims here; "
		    "in %s line %u there are %zu"), b->nclaims,
		    t->original->path, (unsigned)a->line, a->nclaims);
}

static void
compare_questions(struct twins *t, const struct lesson_item *a,
    const struct lesson_item *b)
{
	if (a->predict->kind != b->predict->kind ||
	    a->predict->nchoices != b->predict->nchoices)
		fault_say(&t->faults, b->line, _("this is another question "
		    "than in %s line %u: its kind or choices differ"),
		    t->original->path, (unsigned)a->line);
}

/* Compares two blocks; false when what follows cannot be alike. */
static bool
compare_blocks(struct twins *t, const struct lesson_item *a,
    const struct lesson_item *b)
{
	if (a == NULL || b == NULL || a->kind != b->kind) {
		fault_say(&t->faults, b != NULL ? b->line : 0, _("the steps "
		    "are not those of %s from line %u on"),
		    t->original->path, a != NULL ? (unsigned)a->line : 0);
		return false;
	}
	compare_lines(t, a, b);
	compare_claims(t, a, b);
	if (a->kind == LESSON_PREDICT)
		compare_questions(t, a, b);
	if (a->par != b->par)
		fault_say(&t->faults, b->line, _("par is %u here and %u in "
		    "%s line %u"), (unsigned)b->par, (unsigned)a->par,
		    t->original->path, (unsigned)a->line);
	return true;
}

static void
compare_pages(struct twins *t)
{
	const struct lesson_item *a, *b;
	size_t i = 0, j = 0;

	if (strcmp(t->original->profile, t->translation->profile) != 0)
		fault_say(&t->faults, 0, _("the profile is %s here and %s in "
		    "%s"), t->translation->profile, t->original->profile,
		    t->original->path);
	do {
		a = next_block(t->original, &i);
		b = next_block(t->translation, &j);
	} while ((a != NULL || b != NULL) && compare_blocks(t, a, b));
}

/* ---- what is right ---- */

/* Goes on in R to the next question and past it: the letter of its right
   choice, '-' where there is none, or 0 at the end. */
static char
next_letter(struct runner *r, struct console *c, unsigned *line)
{
	struct faults nobody = { .path = "" };
	struct strbuf why = STRBUF_INIT;
	const struct predict *p;
	struct answer *a;
	char letter = 0;

	while (runner_at(r).stop != RUNNER_QUESTION &&
	    runner_item(r) != NULL)
		runner_next(r);
	if (runner_item(r) != NULL) {
		p = runner_item(r)->predict;
		*line = p->line;
		a = runner_question(r, &why);
		if (a != NULL)
			predict_check_choices(p, a, c, &nobody);
		letter = a != NULL && a->letter != 0 ? a->letter : '-';
		runner_next(r);
	}
	strbuf_free(&why);
	return letter;
}

/* A lesson on a heap of its own. */
struct reading {
	struct session *session;
	struct console console;
	struct runner *runner;
};

static bool
begin_reading(struct reading *r, const struct lesson *l)
{
	const struct console_hooks hooks = { .line = NULL };

	*r = (struct reading){ .session = session_new(pym_profile_at(0),
	    0) };
	if (r->session == NULL)
		return false;
	console_init(&r->console, r->session, &hooks, CONSOLE_LESSON);
	r->runner = runner_new(l, &r->console);
	return r->runner != NULL;
}

static void
end_reading(struct reading *r)
{
	runner_free(r->runner);
	if (r->session != NULL)
		console_end(&r->console);
	session_free(r->session);
}

static void
compare_answers(struct twins *t)
{
	struct reading a, b = { .session = NULL };
	unsigned line = 0, other = 0;
	char x, y;

	if (begin_reading(&a, t->original) &&
	    begin_reading(&b, t->translation)) {
		do {
			x = next_letter(a.runner, &a.console, &other);
			y = next_letter(b.runner, &b.console, &line);
			if (x != y)
				fault_say(&t->faults, line, _("the right "
				    "choice is %c here and %c in %s line %u"),
				    y, x, t->original->path, other);
		} while (x != 0 && y != 0);
	}
	end_reading(&a);
	end_reading(&b);
}

/* ---- */

static void
compare(const char *original, const char *translation,
    lesson_fault_fn fault, void *ctx, struct check *sum)
{
	struct lesson *a = lesson_read(original, NULL, NULL);
	struct lesson *b = lesson_read(translation, NULL, NULL);
	struct twins t = { .original = a, .translation = b,
	    .faults = { .path = translation, .fn = fault, .ctx = ctx } };

	if (a != NULL && b != NULL) {
		compare_pages(&t);
		if (t.faults.count == 0)
			compare_answers(&t);
		sum->failed += t.faults.count;
		sum->passed += t.faults.count == 0;
	}
	lesson_free(a);
	lesson_free(b);
}

/* The folder that PATH lies in, "" for none, with its slash; and the name. */
static size_t
folder_length(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash != NULL ? (size_t)(slash - path) + 1 : 0;
}

/* Whether the LENGTH bytes at PATH are a folder's that is called LANG: then
   *OUTER gets the length without that name. */
static bool
is_language(const char *path, size_t length, const char *lang,
    size_t *outer)
{
	size_t n = strlen(lang);

	if (length < n + 1 || strncmp(path + length - 1 - n, lang, n) != 0 ||
	    (length > n + 1 && path[length - 2 - n] != '/'))
		return false;
	*outer = length - 1 - n;
	return true;
}

void
twin_check(const char *path, lesson_fault_fn fault, void *ctx,
    struct check *sum)
{
	size_t length = folder_length(path), outer, i;
	char *original;

	for (i = 0; lesson_languages[i] != NULL; i++) {
		if (!is_language(path, length, lesson_languages[i], &outer))
			continue;
		original = xasprintf("%.*s%s", (int)outer, path,
		    path + length);
		if (access(original, R_OK) == 0)
			compare(original, path, fault, ctx, sum);
		free(original);
	}
}

void
twin_check_translations(const char *path, lesson_fault_fn fault, void *ctx,
    struct check *sum)
{
	size_t length = folder_length(path), i;
	char *translation;

	for (i = 0; lesson_languages[i] != NULL; i++) {
		translation = xasprintf("%.*s%s/%s", (int)length, path,
		    lesson_languages[i], path + length);
		if (access(translation, R_OK) == 0)
			compare(path, translation, fault, ctx, sum);
		free(translation);
	}
}
