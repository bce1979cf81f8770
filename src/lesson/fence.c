/* fence.c - the fenced blocks that are ours. */
#include "config.h"

#include "lesson/reader.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "command/words.h"
#include "lesson/expect.h"
#include "lesson/flow.h"
#include "lesson/predict.h"
#include "lesson/tokens.h"
#include "support/i18n.h"
#include "support/xalloc.h"

#define BLANKS " \t"
#define MAX_PAR 1000

/* The lines of a block, those of blanks only left out. */
struct block {
	unsigned line;		/* of the fence */
	struct lesson_line *lines;
	size_t count, room;
};

/* ---- commands ---- */

/* What a lesson may not do with a reader's machine, or with its own frame. */
static const struct {
	const char *verb;
	size_t words;		/* from so many words on */
	const char *why;
} forbidden[] = {
	{ "save", 1, N_("save writes a file, and a lesson may not") },
	{ "dump", 3, N_("dump json FILE writes a file, and a lesson may "
	    "not: leave the file out") },
	{ "source", 1, N_("a lesson holds all its commands itself: source "
	    "is not for lessons") },
	{ "lesson", 1, N_("one lesson cannot start another") },
	{ "quit", 1, N_("a lesson ends by itself: quit is not for lessons") },
};

/* stats --over-time csv [ROWS] FILE. */
static bool
writes_figures(const struct words *w, const char *verb)
{
	const char *word = words_text(w, 3);

	if (strcmp(verb, "stats") != 0 || word == NULL)
		return false;
	return w->count > 4 || word[0] < '0' || word[0] > '9';
}

/* (A verb in quotes is a verb, too.) */
static void
check_statement(struct reader *r, const struct words *w, unsigned line)
{
	const char *verb = words_text(w, 0);
	size_t i;

	if (verb == NULL)
		return;
	for (i = 0; i < sizeof forbidden / sizeof forbidden[0]; i++)
		if (strcmp(verb, forbidden[i].verb) == 0 &&
		    w->count >= forbidden[i].words)
			fault_say(&r->faults, line, "%s",
			    _(forbidden[i].why));
	if (writes_figures(w, verb))
		fault_say(&r->faults, line, _("stats --over-time %s FILE "
		    "writes a file, and a lesson may not: leave the file "
		    "out"), words_text(w, 2));
}

/* Whether LINE holds a command at all, and not a comment only. */
static bool
check_command(struct reader *r, const struct lesson_line *line)
{
	struct words w = WORDS_INIT;
	struct strbuf error = STRBUF_INIT;
	bool any = false;
	size_t at = 0;

	while (line->text[at] != '\0') {
		if (!words_split(&w, line->text, &at, &error)) {
			fault_say(&r->faults, line->line, "%s",
			    strbuf_text(&error));
			any = true;
			break;
		}
		any |= w.count != 0 || w.target != NULL;
		check_statement(r, &w, line->line);
	}
	strbuf_free(&error);
	words_free(&w);
	return any;
}

static bool
is_step(const char *line)
{
	return strcmp(line + strspn(line, BLANKS), "# step") == 0;
}

static void
read_commands(struct reader *r, struct block *b, struct lesson_item *item)
{
	bool step = false;
	size_t i;

	item->lines = xcalloc(b->count, sizeof *item->lines);
	for (i = 0; i < b->count; i++) {
		step |= is_step(b->lines[i].text);
		if (!check_command(r, &b->lines[i]))
			continue;
		b->lines[i].step = step;
		item->lines[item->nlines++] = b->lines[i];
		b->lines[i].text = NULL;
		step = false;
	}
	if (item->nlines == 0)
		fault_say(&r->faults, b->line, _("this block has no "
		    "command"));
}

/* ---- the other blocks ---- */

static void
read_expect(struct reader *r, struct block *b, struct lesson_item *item)
{
	struct strbuf why = STRBUF_INIT;
	size_t i;

	item->claims = xcalloc(b->count, sizeof *item->claims);
	for (i = 0; i < b->count; i++) {
		strbuf_clear(&why);
		if (!claim_parse(b->lines[i].text, b->lines[i].line,
		    &item->claims[item->nclaims++], &why))
			fault_say(&r->faults, b->lines[i].line, "%s",
			    strbuf_text(&why));
	}
	if (b->count == 0)
		fault_say(&r->faults, b->line, _("this block claims "
		    "nothing"));
	strbuf_free(&why);
}

static void
read_predict(struct reader *r, struct block *b, struct lesson_item *item)
{
	item->predict = predict_parse(b->lines, b->count, b->line,
	    &r->faults);
}

/* The lines as running text; one left free begins a new paragraph. */
static void
read_words(struct reader *r, struct block *b, struct lesson_item *item)
{
	struct strbuf text = STRBUF_INIT, part = STRBUF_INIT;
	unsigned last = 0;
	size_t i;

	for (i = 0; i < b->count; i++) {
		const char *line = b->lines[i].text;

		if (last != 0 && b->lines[i].line != last + 1) {
			strbuf_printf(&text, "%s\n", strbuf_text(&part));
			strbuf_clear(&part);
		}
		flow_join(&part, line + strspn(line, BLANKS));
		last = b->lines[i].line;
	}
	strbuf_puts(&text, strbuf_text(&part));
	if (text.length == 0)
		fault_say(&r->faults, b->line, _("this block says "
		    "nothing"));
	item->text = strbuf_steal(&text);
	strbuf_free(&part);
}

/* A task's words, without the line "par: N". */
static void
read_task(struct reader *r, struct block *b, struct lesson_item *item)
{
	uint64_t par;
	size_t i = 0;

	while (i < b->count && strncmp(b->lines[i].text, "par:", 4) != 0)
		i++;
	if (i < b->count) {
		const char *text = b->lines[i].text + 4;

		if (!token_number(text + strspn(text, BLANKS), MAX_PAR,
		    &par) || par == 0)
			fault_say(&r->faults, b->lines[i].line, _("par:%s "
			    "is no number of commands from 1 to %d"), text,
			    MAX_PAR);
		else
			item->par = (uint32_t)par;
		free(b->lines[i].text);
		memmove(&b->lines[i], &b->lines[i + 1],
		    (--b->count - i) * sizeof *b->lines);
	} else {
		fault_say(&r->faults, b->line, _("a task has a line par: N, "
		    "the commands that a good solution takes"));
	}
	read_words(r, b, item);
}

/* ---- which block it is ---- */

static const struct fence {
	const char *word;
	enum lesson_kind kind;
	void (*read)(struct reader *r, struct block *b,
	    struct lesson_item *item);
} fences[] = {
	{ "pool", LESSON_POOL, read_commands },
	{ "expect", LESSON_EXPECT, read_expect },
	{ "predict", LESSON_PREDICT, read_predict },
	{ "task", LESSON_TASK, read_task },
	{ "hint", LESSON_HINT, read_words },
	{ "solution", LESSON_SOLUTION, read_commands },
	{ "notes", LESSON_NOTES, read_words },
};

#define FENCES (sizeof fences / sizeof fences[0])
#define ALIKE 3		/* first letters that make a word look like ours */

/* Whether A and B differ in at most one letter, or two that changed places. */
static bool
nearly_same(const char *a, const char *b)
{
	size_t la = strlen(a), lb = strlen(b);

	if (la > lb + 1 || lb > la + 1)
		return false;
	while (*a != '\0' && *a == *b) {
		a++;
		b++;
	}
	if (la > lb)
		return strcmp(a + 1, b) == 0;
	if (lb > la)
		return strcmp(a, b + 1) == 0;
	return *a == '\0' || strcmp(a + 1, b + 1) == 0 ||
	    (a[1] != '\0' && a[0] == b[1] && a[1] == b[0] &&
	    strcmp(a + 2, b + 2) == 0);
}

/* The fence that WORD is, or looks like; *EXACTLY tells which. */
static const struct fence *
find_fence(const char *word, bool *exactly)
{
	const struct fence *near = NULL;
	size_t i;

	*exactly = false;
	for (i = 0; i < FENCES; i++) {
		*exactly = strcmp(fences[i].word, word) == 0;
		if (*exactly)
			return &fences[i];
		if (near == NULL && (nearly_same(fences[i].word, word) ||
		    strncasecmp(fences[i].word, word, ALIKE) == 0))
			near = &fences[i];
	}
	return near;
}

bool
fence_is_ours(const char *info)
{
	bool exactly;

	find_fence(info, &exactly);
	return exactly;
}

/* Cuts TEXT into the lines of B, the first of which is LINE. */
static void
cut_lines(struct block *b, const char *text, unsigned line)
{
	size_t length, n;

	for (; *text != '\0'; text += length + (text[length] == '\n'),
	    line++) {
		length = strcspn(text, "\n");
		for (n = length; n != 0 &&
		    strchr(BLANKS, text[n - 1]) != NULL; n--)
			;
		if (n == 0)
			continue;
		b->lines = xgrow(b->lines, &b->room, b->count + 1,
		    sizeof *b->lines);
		b->lines[b->count++] = (struct lesson_line){
			.text = xstrndup(text, n), .line = line };
	}
}

/* An info string that is nearly one of ours: almost surely a slip. */
static bool
say_slip(struct reader *r, unsigned line, const char *info,
    const struct fence *near)
{
	fault_say(&r->faults, line, _("a block \"%s\" is none of a lesson's: "
	    "is it %s?"), info, near->word);
	return true;
}

bool
fence_read(struct reader *r, unsigned line, const char *info,
    const char *text)
{
	struct block b = { .line = line };
	const struct fence *fence;
	char *word = xstrndup(info, strcspn(info, BLANKS));
	bool exactly;
	size_t i;

	fence = find_fence(word, &exactly);
	free(word);
	if (fence == NULL)
		return false;
	if (!exactly || strcmp(fence->word, info) != 0)
		return say_slip(r, line, info, fence);
	cut_lines(&b, text, line + 1);
	fence->read(r, &b, reader_add(r, fence->kind, line));
	for (i = 0; i < b.count; i++)
		free(b.lines[i].text);
	free(b.lines);
	return true;
}
