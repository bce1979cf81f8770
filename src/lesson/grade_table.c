/* grade_table.c - what students did, as tables. */
#include "config.h"

#include "lesson/grade.h"

#include <string.h>

#include "support/i18n.h"
#include "support/strbuf.h"
#include "support/utf8.h"

static const char *const verdicts[] = {
	[GRADE_FOLLOWS] = N_("follows"),
	[GRADE_OUTSIDE] = N_("cannot be replayed"),
	[GRADE_NO_LESSON] = N_("no such lesson here"),
	[GRADE_DIFFERS] = N_("does not follow"),
};

enum grade_verdict
grades_worst(const struct grades *g)
{
	enum grade_verdict worst = GRADE_FOLLOWS;
	size_t i;

	for (i = 0; i < g->count; i++)
		if (g->list[i].verdict > worst)
			worst = g->list[i].verdict;
	return worst;
}

/* ---- for people ---- */

#define COLUMNS 6
#define WIDEST 28	/* a column of names */

/* The cells of a row, one string each. */
static void
fill_row(const struct grade *e, struct strbuf cells[COLUMNS])
{
	unsigned right, asked;

	tally_score(&e->tally, &right, &asked);
	utf8_show(&cells[0], e->student, strlen(e->student));
	utf8_show(&cells[1], e->lesson, strlen(e->lesson));
	strbuf_printf(&cells[2], "%u/%u", right, asked);
	strbuf_printf(&cells[3], "%zu/%zu", tally_tasks_done(&e->tally),
	    e->tally.ntasks);
	strbuf_printf(&cells[4], "%u", e->tally.commands);
	strbuf_puts(&cells[5], _(verdicts[e->verdict]));
}

static void
fill_heads(struct strbuf cells[COLUMNS])
{
	const char *const heads[COLUMNS] = { _("student"), _("lesson"),
	    _("right"), _("tasks"), _("commands"), _("verdict") };
	int i;

	for (i = 0; i < COLUMNS; i++)
		strbuf_puts(&cells[i], heads[i]);
}

/* Either widens the columns (OUT NULL) or appends the row. */
static void
use_row(struct strbuf cells[COLUMNS], int widths[COLUMNS],
    struct strbuf *out)
{
	int i, width;

	for (i = 0; i < COLUMNS; i++) {
		width = utf8_columns(strbuf_text(&cells[i]));
		if (width > WIDEST)
			width = WIDEST;
		if (out == NULL && width > widths[i])
			widths[i] = width;
		else if (out != NULL && i + 1 < COLUMNS)
			utf8_pad(out, strbuf_text(&cells[i]), widths[i] + 2);
		else if (out != NULL)
			strbuf_puts(out, strbuf_text(&cells[i]));
		strbuf_clear(&cells[i]);
	}
	if (out != NULL)
		strbuf_putc(out, '\n');
}

void
grades_table(const struct grades *g, struct strbuf *out)
{
	struct strbuf cells[COLUMNS] = { STRBUF_INIT };
	int widths[COLUMNS] = { 0 }, pass, i;
	size_t row;

	for (pass = 0; pass < 2; pass++) {
		fill_heads(cells);
		use_row(cells, widths, pass == 0 ? NULL : out);
		for (row = 0; row < g->count; row++) {
			fill_row(&g->list[row], cells);
			use_row(cells, widths, pass == 0 ? NULL : out);
		}
	}
	for (i = 0; i < COLUMNS; i++)
		strbuf_free(&cells[i]);
}

/* ---- for programs ---- */

/* A name as a field.  One that a spreadsheet would take for a formula gets an
   apostrophe in front, which it takes for "text". */
static void
put_name(struct strbuf *out, const char *name)
{
	struct strbuf shown = STRBUF_INIT;
	const char *p;

	if (*name != '\0' && strchr("=+-@", *name) != NULL)
		strbuf_putc(&shown, '\'');
	utf8_show(&shown, name, strlen(name));
	strbuf_putc(out, '"');
	for (p = strbuf_text(&shown); *p != '\0'; p++) {
		if (*p == '"')
			strbuf_putc(out, '"');
		strbuf_putc(out, *p);
	}
	strbuf_putc(out, '"');
	strbuf_free(&shown);
}

void
grades_csv(const struct grades *g, struct strbuf *out)
{
	const struct grade *e;
	unsigned right, asked;
	size_t i;

	strbuf_puts(out, "student,lesson,right,asked,questions,tasks_done,"
	    "tasks,commands,attempts,verdict\n");
	for (i = 0; i < g->count; i++) {
		e = &g->list[i];
		tally_score(&e->tally, &right, &asked);
		put_name(out, e->student);
		strbuf_putc(out, ',');
		put_name(out, e->lesson);
		strbuf_printf(out, ",%u,%u,%zu,%zu,%zu,%u,%u,%s\n", right,
		    asked, e->tally.questions, tally_tasks_done(&e->tally),
		    e->tally.ntasks, e->tally.commands, e->attempts,
		    verdicts[e->verdict]);
	}
}
