/*
 * lesson.h - a lesson as data: a Markdown page that runs.
 *
 *	---
 *	title: ...		the front matter: one "key: value" a line
 *	---
 *	# Heading		text, as any Markdown page has it
 *	```pool			fenced blocks of ours: what can be run, asked
 *	x = alloc 28		and claimed
 *	```
 *
 * A lesson is a list of items in the order of the page.  Nothing here runs
 * anything; runner.h does.  A lesson that was read is well formed: every claim
 * and question parsed, every question followed by the command it asks about,
 * every task by its hints, one solution and the claims that say when it is
 * reached.
 */
#ifndef POOLSCOPE_LESSON_LESSON_H
#define POOLSCOPE_LESSON_LESSON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct claim;
struct predict;

#define LESSON_MAX_BYTES (256u * 1024u)	/* of a file; more is refused */

/* How a part of a text is meant. */
enum lesson_style {
	LESSON_EMPHASIS,
	LESSON_STRONG,
	LESSON_CODE,		/* `code` */
	LESSON_LINK
};

struct lesson_span {
	uint32_t start, length;	/* bytes of the text */
	enum lesson_style style;
};

enum lesson_kind {
	/* text for the reader */
	LESSON_HEADING,		/* text; level: 1 to 6 */
	LESSON_PARAGRAPH,	/* text; level: lists it stands in */
	LESSON_LIST_ITEM,	/* text; level from 1; marker */
	LESSON_VERBATIM,	/* text as it stands, with its newlines */
	LESSON_TABLE,		/* text: cells parted by \t, rows by \n, the
				   first row the heading */
	LESSON_RULE,		/* a line across */
	/* what the fences hold */
	LESSON_POOL,		/* lines: commands to step through */
	LESSON_EXPECT,		/* claims */
	LESSON_PREDICT,		/* predict */
	LESSON_TASK,		/* text: the goal; par */
	LESSON_HINT,		/* text */
	LESSON_SOLUTION,	/* lines: commands */
	LESSON_NOTES		/* text, for the speaker */
};

/* A line of a fence, where it stands in the file. */
struct lesson_line {
	char *text;
	uint32_t line;		/* from 1 */
	bool step;		/* a comment "# step" stands before it: its
				   decisions are to be gone through */
};

struct lesson_item {
	enum lesson_kind kind;
	uint32_t line;		/* in the file, from 1 */
	char *text;		/* UTF-8 without control bytes, but for \n and
				   a table's \t; or NULL */
	struct lesson_span *spans; /* in order of their end */
	size_t nspans;
	unsigned level;		/* of a heading, or of lists */
	unsigned quotes;	/* block quotes it stands in */
	char marker[16];	/* of a list item: "-" or "2." */
	struct lesson_line *lines; /* no comments, no empty ones */
	size_t nlines;
	struct claim *claims;
	size_t nclaims;
	struct predict *predict;
	uint32_t par;		/* commands that a good solution takes */
};

/* A value of the front matter that is a list. */
struct lesson_words {
	char **list;
	size_t count;
};

struct lesson {
	char *path;		/* the file, as it was named */
	char *folder;		/* where it lies, and its traces */
	char *title, *summary;
	char *profile;		/* as pym_profile_parse reads it */
	unsigned minutes;
	struct lesson_words concepts, paths, panes;
	struct lesson_item *items;
	size_t count;
};

/* Hears of each thing wrong in a file; LINE 0: with the file as a whole. */
typedef void (*lesson_fault_fn)(void *ctx, const char *path, unsigned line,
    const char *message);

/*
 * Reads the lesson in the file PATH, or in the SIZE bytes at TEXT (PATH is
 * then only what it is called).  NULL if there is anything wrong with it;
 * FAULT has then been told of everything, at least once.
 */
struct lesson *lesson_read(const char *path, lesson_fault_fn fault,
    void *ctx);
struct lesson *lesson_parse(const char *path, const char *text, size_t size,
    lesson_fault_fn fault, void *ctx);
void lesson_free(struct lesson *l);	/* NULL is allowed */

/* Whether an item is of the kinds up to LESSON_RULE. */
bool lesson_is_text(const struct lesson_item *item);

/* Whether WORDS has WORD. */
bool lesson_words_have(const struct lesson_words *words, const char *word);

/* The folder of its file, "lessons" of "lessons/17-x.md"; the caller's. */
char *lesson_folder(const struct lesson *l);

/* The panes and paths that a front matter can name, and the languages that
   lessons are translated to; NULL ends them. */
extern const char *const lesson_panes[];
extern const char *const lesson_paths[];
extern const char *const lesson_languages[];

#endif
