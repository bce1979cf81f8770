/*
 * time_test.c - the timeline and the plot: what a click on them leads to is
 * what they show there.
 */
#include "config.h"

#include <locale.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tests/view_screen.h"

#define ROWS	60
#define COLS	200

/* Arenas come and go, some moments are marked. */
static void
open_session(struct screen *s)
{
	screen_open(s, "tiny");
	screen_do(s, "xs = alloc 64 * 250\nmark all there\n"
	    "free xs[:200]\nys = alloc 30 * 90\nmark refilled\n"
	    "free xs[200:]\nfree ys\ngoto 40");
	screen_text(s, ROWS, COLS, GLYPHS_ASCII);
}

static uint64_t
event_at(struct screen *s, int row, int col)
{
	uint64_t event = UINT64_MAX;

	assert_true(view_time_at(&s->view, row, col, &event));
	assert_in_range(event, 0, session_length(s->session));
	return event;
}

/* The row that begins with LABEL, which has a newline before it. */
static int
label_row(struct screen *s, const char *label)
{
	int row, col;

	screen_find(s, label, &row, &col);
	return row + 1;
}

static char
sign_at(struct screen *s, int row, int col)
{
	return (char)canvas_cell(s->canvas, row, col)->codes[0];
}

/* ------------------------------------------------------------------------ */

static bool
has_decision(struct screen *s, uint64_t event, enum pym_decision_kind kind)
{
	const struct pym_decision *d;
	size_t n, i;

	assert_int_equal(session_goto(s->session, event), SESSION_OK);
	d = session_decisions(s->session, &n);
	for (i = 0; i < n; i++)
		if (d[i].kind == kind)
			return true;
	return false;
}

static void
signs_lead_to_what_they_stand_for(void **state)
{
	static const struct {
		char sign;
		enum pym_decision_kind kind;
	} signs[] = {
		{ '^', PYM_D_ARENA_OBTAINED },
		{ 'v', PYM_D_ARENA_GIVEN_BACK },
		{ '#', PYM_D_POOL_FULL },
	};
	unsigned found[3] = { 0 };
	struct screen s;
	int row, col, i;

	(void)state;
	open_session(&s);
	row = label_row(&s, "\n events ");
	for (col = 8; col < COLS - 1; col++)
		for (i = 0; i < 3; i++)
			if (sign_at(&s, row, col) == signs[i].sign) {
				assert_true(has_decision(&s, event_at(&s, row,
				    col), signs[i].kind));
				found[i]++;
			}
	assert_true(found[0] > 3 && found[1] > 3 && found[2] > 3);
	screen_close(&s);
}

static void
marks_lead_to_their_events(void **state)
{
	struct screen s;
	uint64_t event;
	int row, col;

	(void)state;
	open_session(&s);
	screen_find(&s, "all there", &row, &col);
	assert_true(session_find_mark(s.session, "all there", &event));
	assert_int_equal(event_at(&s, row, col - 1), event);
	assert_int_equal(event_at(&s, row, col), event);
	assert_int_equal(event_at(&s, row, col + 5), event);
	screen_find(&s, "refilled", &row, &col);
	assert_true(session_find_mark(s.session, "refilled", &event));
	assert_int_equal(event_at(&s, row, col), event);
	screen_close(&s);
}

/* Where the oldest was dropped, the timeline says from where on there is
   something, and leads there. */
static void
what_was_dropped_is_seen(void **state)
{
	struct screen s;
	int row, col;

	(void)state;
	screen_open(&s, "classic");
	screen_do(&s, "set history-memory 0\nset history-file 0\n"
	    "random 20000\nmark here");
	screen_text(&s, ROWS, COLS, GLYPHS_ASCII);
	assert_true(session_first(s.session) > 0);
	screen_find(&s, "kept from", &row, &col);
	assert_int_equal(event_at(&s, row, col), session_first(s.session));
	assert_int_equal(session_goto(s.session, session_first(s.session)),
	    SESSION_OK);
	screen_text(&s, ROWS, COLS, GLYPHS_ASCII);
	assert_null(strstr(strbuf_text(&s.text), "kept from"));
	assert_non_null(strstr(strbuf_text(&s.text),
	    "before the first event that is kept"));
	screen_close(&s);
}

static void
columns_go_from_the_first_event_to_the_last(void **state)
{
	struct screen s;
	uint64_t event, last = 0;
	int row, col, columns = 0;

	(void)state;
	open_session(&s);
	screen_do(&s, ":plot");
	screen_text(&s, ROWS, COLS, GLYPHS_ASCII);
	row = label_row(&s, "\n bytes ");
	for (col = 0; col < COLS; col++) {
		if (!view_time_at(&s.view, row, col, &event))
			continue;
		assert_true(event > last);
		last = event;
		columns++;
	}
	assert_int_equal(last, session_length(s.session));
	assert_true(columns > COLS / 2);
	assert_false(view_time_at(&s.view, 3, 3, &event));
	screen_find(&s, "pools in use: here", &row, &col);
	assert_int_equal(event_at(&s, row + 1, col + 1),
	    event_at(&s, row + 2, col + 1));
	screen_close(&s);
}

/* "1 column = 6 events" */
static void
the_scale_is_true(void **state)
{
	static const int widths[] = { 80, 81, 100, 120, 200, 500 };
	struct screen s;
	unsigned per;
	uint64_t first, second;
	int row, col;
	size_t i;

	(void)state;
	open_session(&s);
	for (i = 0; i < sizeof(widths) / sizeof(widths[0]); i++) {
		screen_text(&s, 60, widths[i], GLYPHS_ASCII);
		screen_find(&s, "1 column = ", &row, &col);
		assert_int_equal(sscanf(strstr(strbuf_text(&s.text),
		    "1 column = "), "1 column = %u", &per), 1);
		row = label_row(&s, "\n bytes ");
		first = event_at(&s, row, 8);
		second = event_at(&s, row, 9);
		assert_int_equal(second - first, per);
	}
	screen_close(&s);
}

/* What is to come would answer a question. */
static void
a_question_covers_time(void **state)
{
	struct screen s;
	uint64_t event;
	int row;

	(void)state;
	open_session(&s);
	row = label_row(&s, "\n bytes ");
	screen_do(&s, ":plot\n:cover");
	screen_text(&s, ROWS, COLS, GLYPHS_ASCII);
	assert_false(screen_has(&s, "1 column"));
	assert_false(screen_has(&s, "PLOT"));
	assert_false(view_time_at(&s.view, row, 10, &event));
	screen_close(&s);
}

/* No size is too small, and nothing is drawn outside of it. */
static void
every_size_is_drawn(void **state)
{
	struct screen s;
	int rows, cols;

	(void)state;
	open_session(&s);
	screen_do(&s, ":plot");
	for (rows = 1; rows < 30; rows += 3)
		for (cols = 1; cols < 150; cols += 7)
			screen_text(&s, rows, cols, GLYPHS_UTF8);
	screen_close(&s);
}

static void
the_linux_console_has_every_bar(void **state)
{
	static const char *const had[] = { "_", "▄", "█" };
	int glyph, i;

	(void)state;
	for (glyph = GLYPH_BAR_1; glyph <= GLYPH_BAR_8; glyph++) {
		for (i = 0; i < 3; i++)
			if (strcmp(style_glyph(GLYPHS_CONSOLE,
			    (enum glyph)glyph), had[i]) == 0)
				break;
		assert_true(i < 3);
	}
	setenv("TERM", "linux", 1);
	assert_int_equal(style_glyph_set(false), GLYPHS_CONSOLE);
	assert_int_equal(style_glyph_set(true), GLYPHS_ASCII);
	setenv("TERM", "xterm", 1);
	assert_int_equal(style_glyph_set(false), GLYPHS_UTF8);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(signs_lead_to_what_they_stand_for),
		cmocka_unit_test(marks_lead_to_their_events),
		cmocka_unit_test(what_was_dropped_is_seen),
		cmocka_unit_test(columns_go_from_the_first_event_to_the_last),
		cmocka_unit_test(the_scale_is_true),
		cmocka_unit_test(a_question_covers_time),
		cmocka_unit_test(every_size_is_drawn),
		cmocka_unit_test(the_linux_console_has_every_bar),
	};

	if (setlocale(LC_ALL, "C.UTF-8") == NULL) {
		puts("1..0 # SKIP there is no locale C.UTF-8");
		return 77;
	}
	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests_name("time", tests, NULL, NULL);
}
