/* layout.c - which pane stands where. */
#include "config.h"

#include "view/layout.h"

/* One column of panes while rows are dealt out. */
struct column {
	const struct layout_pane *panes[LAYOUT_MAX_PANES]; /* top to bottom */
	struct rect *places[LAYOUT_MAX_PANES];
	size_t order[LAYOUT_MAX_PANES];	/* the most important first */
	size_t count;
	int left;			/* rows not dealt out yet */
};

static void
column_add(struct column *c, const struct layout_pane *pane,
    struct rect *place)
{
	size_t at = c->count;

	while (at > 0 &&
	    c->panes[c->order[at - 1]]->priority < pane->priority) {
		c->order[at] = c->order[at - 1];
		at--;
	}
	c->order[at] = c->count;
	c->panes[c->count] = pane;
	c->places[c->count++] = place;
}

static int
min_rows(const struct layout_pane *pane)
{
	return pane->min_rows > 1 ? pane->min_rows : 1;
}

/* Bring a pane to ROWS rows, if all of them are left. */
static void
give(struct column *c, size_t i, int rows)
{
	int more = rows - c->places[i]->rows;

	if (more > 0 && more <= c->left) {
		c->places[i]->rows = rows;
		c->left -= more;
	}
}

/* A pane that is a title only would show nothing with a few rows more. */
static bool
is_open(const struct column *c, size_t i)
{
	return c->places[i]->rows >= min_rows(c->panes[i]);
}

static void
give_wanted(struct column *c, size_t i)
{
	int more = c->panes[i]->want_rows - c->places[i]->rows;

	if (is_open(c, i))
		give(c, i, c->places[i]->rows +
		    (more < c->left ? more : c->left));
}

/* The rows that a pane could still grow by. */
static int
can_grow(const struct column *c, size_t i)
{
	const struct layout_pane *pane = c->panes[i];
	int more = pane->most_rows - c->places[i]->rows;

	if (!pane->grow || !is_open(c, i))
		return 0;
	if (pane->most_rows == 0 || more > c->left)
		return c->left;
	return more > 0 ? more : 0;
}

/* Share what is left among those that grow; the first get the remainder. */
static void
grow(struct column *c)
{
	int growing = 1, share;

	while (c->left > 0 && growing > 0) {
		growing = 0;
		for (size_t i = 0; i < c->count; i++)
			growing += can_grow(c, i) > 0;
		share = growing > 0 ? c->left / growing : 0;
		if (share == 0)
			share = 1;
		for (size_t i = 0; i < c->count; i++)
			give(c, i, c->places[i]->rows +
			    (can_grow(c, i) < share ? can_grow(c, i) : share));
	}
}

/* Deal out AREA's rows to the column's panes and stack them. */
static void
column_place(struct column *c, struct rect area)
{
	int row = area.row;

	c->left = area.rows;
	if (c->count > 0)
		give(c, c->order[0], min_rows(c->panes[c->order[0]]));
	for (size_t k = 0; k < c->count; k++)
		give(c, c->order[k], 1);
	for (size_t k = 0; k < c->count; k++)
		give(c, c->order[k], min_rows(c->panes[c->order[k]]));
	for (size_t k = 0; k < c->count; k++)
		give_wanted(c, c->order[k]);
	grow(c);
	for (size_t i = 0; i < c->count; i++) {
		c->places[i]->row = row;
		c->places[i]->col = area.col;
		c->places[i]->cols = area.cols;
		row += c->places[i]->rows;
	}
}

/* The rows that C's panes want, but no more than MOST. */
static int
wanted(const struct column *c, int most)
{
	int rows = 0;

	for (size_t i = 0; i < c->count; i++)
		rows += c->panes[i]->want_rows;
	return rows < most ? rows : most;
}

/* Two columns beside each other, and what stands below them. */
static void
place_columns(struct column *left, struct column *right,
    struct column *below, struct rect area)
{
	struct rect part = area;

	part.rows = wanted(below, area.rows / 4);
	part.row += area.rows - part.rows;
	column_place(below, part);
	area.rows -= part.rows;
	part = area;
	part.cols = area.cols - area.cols / 2 - 1;
	column_place(left, part);
	part.col += part.cols + 1;
	part.cols = area.cols / 2;
	column_place(right, part);
}

void
layout_place(struct rect area, const struct layout_pane *panes, size_t count,
    struct rect *places)
{
	struct column left = { .count = 0 }, right = { .count = 0 };
	struct column below = { .count = 0 };
	bool wide = area.cols >= LAYOUT_TWO_COLUMNS;

	for (size_t i = 0; i < count; i++) {
		places[i] = (struct rect){ .row = area.row, .col = area.col };
		if (panes[i].hidden || i >= LAYOUT_MAX_PANES)
			continue;
		column_add(!wide ? &left : panes[i].side ? &right :
		    panes[i].below ? &below : &left, &panes[i], &places[i]);
	}
	if (left.count > 0 && right.count > 0) {
		place_columns(&left, &right, &below, area);
		return;
	}
	for (size_t i = 0; i < below.count; i++)
		column_add(left.count > 0 ? &left : &right, below.panes[i],
		    below.places[i]);
	column_place(left.count > 0 ? &left : &right, area);
}
