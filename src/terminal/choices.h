/*
 * choices.h - what could stand where the cursor is: completion as data.
 *
 * Whoever knows the language fills in a struct choices; whoever edits the line
 * inserts what the choices have in common and shows the list.
 */
#ifndef POOLSCOPE_CHOICES_H
#define POOLSCOPE_CHOICES_H

#include <stddef.h>

#include "view/canvas.h"

struct choice {
	char *text;	/* replaces the line from START to the cursor */
	char *note;	/* what it is, for the list; or NULL */
};

struct choices {
	size_t start;		/* byte of the line where the word begins */
	char append;		/* put behind an only choice: ' ', or 0: none */
	struct choice *items;
	size_t count, room;
};

/*
 * Fills OUT, which is empty (append being ' '), with what could complete the
 * first POINT bytes of LINE.  Only choices that begin with what is typed from
 * OUT->start on are of use.
 */
typedef void (*choices_fn)(void *ctx, const char *line, size_t point,
    struct choices *out);

void choices_init(struct choices *c);
void choices_free(struct choices *c);	/* leaves it empty */

/* Add one; TEXT and NOTE (or NULL) are copied. */
void choices_add(struct choices *c, const char *text, const char *note);

/*
 * Add the files whose names begin with WORD; folders get a '/'.  A leading ~/
 * is the home folder.  Hidden files only if WORD asks for them.
 */
void choices_add_files(struct choices *c, const char *word);

/*
 * Draw the list with its last line at ROW of the present region, over what
 * stands there, in at most MAX_ROWS rows; what does not fit is counted.
 */
void choices_draw(const struct choices *c, struct canvas *cv, int row,
    int max_rows);

#endif
