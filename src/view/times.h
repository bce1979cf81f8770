/*
 * times.h - the line of events as columns of a picture.
 *
 *	events    1 ............................ length
 *	columns   |  0  |  1  |  2  |  3  |  4  |      a round number each
 *
 * One column stands for 1, 2, 3, 4, 5, 6, 8, 10, 12, 15, 20, 25, 30 ... events:
 * the scale can be told in a word, and does not change all the time while the
 * history grows.
 * What was computed is kept until the line is another or longer.
 */
#ifndef POOLSCOPE_VIEW_TIMES_H
#define POOLSCOPE_VIEW_TIMES_H

#include "session/session.h"
#include "support/strbuf.h"
#include "view/style.h"

struct times {
	uint64_t line, length;	/* what it was computed of */
	uint64_t per;		/* events in a column */
	int columns;		/* that have events, of ROOM that there are */
	int room;
	struct session_span *spans;	/* a column each */
	struct session_span all;	/* all of them */
};

/* T of zero bytes is empty; nothing in it is the view's until updated. */
void times_free(struct times *t);

/* Fits the line of S into ROOM columns, at least one. */
void times_update(struct times *t, const struct session *s, int room);

/* The column that event N stands in; that of event 0 is the first. */
int times_column(const struct times *t, uint64_t n);

/* How many events a column is to stand for. */
uint64_t times_per(const struct session *s, int room);

/* "1 column = 500 events" */
void times_scale(uint64_t per, struct strbuf *out);

/* What of EIGHT eighths, 0 to 8, VALUE is of MOST; never 0 but for 0. */
int times_level(uint64_t value, uint64_t most, int eights);

/* A bar of one cell that is LEVEL eighths high; none for 0. */
enum glyph times_bar(int level);

/* "1,204,331" and "7.4 MiB", appended. */
void times_count(struct strbuf *out, uint64_t n);
void times_bytes(struct strbuf *out, uint64_t n);

#endif
