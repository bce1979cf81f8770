/* view_test.c - canvas, layout and themes, without a terminal. */
#include "config.h"

#include <limits.h>
#include <locale.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "support/utf8.h"
#include "view/canvas.h"
#include "view/layout.h"
#include "view/theme.h"

static struct canvas *
new_canvas(int rows, int cols)
{
	return canvas_new(rows, cols, GLYPHS_ASCII);
}

/* What CV shows must be EXPECTED; frees CV. */
static void
shows(struct canvas *cv, const char *expected)
{
	struct strbuf sb = STRBUF_INIT;

	canvas_dump_text(cv, &sb);
	assert_string_equal(strbuf_text(&sb), expected);
	strbuf_free(&sb);
	canvas_free(cv);
}

static void
text_is_clipped_on_every_side(void **state)
{
	struct canvas *cv = new_canvas(2, 6);

	(void)state;
	assert_int_equal(canvas_text(cv, 0, -2, STYLE_NORMAL, "abcd"), 2);
	assert_int_equal(canvas_text(cv, 1, 4, STYLE_NORMAL, "wxyz"), 8);
	canvas_text(cv, 2, 0, STYLE_NORMAL, "below");
	canvas_text(cv, -1, 0, STYLE_NORMAL, "above");
	canvas_text(cv, INT_MAX, INT_MIN + 1, STYLE_NORMAL, "far");
	shows(cv, "cd\n    wx\n");
}

static void
wide_characters_are_never_halved(void **state)
{
	struct canvas *cv = new_canvas(4, 6);

	(void)state;
	canvas_text(cv, 0, -1, STYLE_NORMAL, "漢字x");
	canvas_text(cv, 1, 3, STYLE_NORMAL, "漢字");
	canvas_text(cv, 2, 0, STYLE_NORMAL, "漢字");
	canvas_text(cv, 2, 1, STYLE_NORMAL, "-");
	canvas_text(cv, 3, 0, STYLE_NORMAL, "漢字");
	canvas_text(cv, 3, 1, STYLE_NORMAL, "語");
	assert_int_equal(canvas_cell(cv, 3, 1)->columns, 2);
	assert_int_equal(canvas_cell(cv, 3, 2)->columns, 0);
	assert_int_equal(canvas_cell(cv, 3, 3)->columns, 1);
	shows(cv, " 字x\n   漢\n -字\n 語\n");
}

static void
combining_marks_join_their_character(void **state)
{
	struct canvas *cv = new_canvas(1, 4);

	(void)state;
	assert_int_equal(canvas_text(cv, 0, 0, STYLE_NORMAL,
	    "\xcc\x81" "e\xcc\x81\xcc\x82\xcc\x83\xcc\x84" "x"), 2);
	assert_int_equal(canvas_cell(cv, 0, 0)->codes[1], 0x301);
	assert_int_equal(canvas_cell(cv, 0, 0)->codes[3], 0x303);
	shows(cv, "e\xcc\x81\xcc\x82\xcc\x83x\n");
}

static void
hostile_text_stays_in_its_line(void **state)
{
	struct canvas *cv = new_canvas(2, 24);

	(void)state;
	canvas_text(cv, 0, 0, STYLE_NORMAL, "a\nb\x1b[2J\xff\x9b");
	canvas_bytes(cv, 1, 0, STYLE_NORMAL, "\0x", 2);
	shows(cv, "a^Jb^[[2J<FF><9B>\n^@x\n");
}

static void
fitting_tells_what_is_cut(void **state)
{
	struct canvas *cv = new_canvas(4, 8);

	(void)state;
	assert_int_equal(canvas_fit(cv, 0, 0, 5, STYLE_NORMAL, "abcde"), 5);
	assert_int_equal(canvas_fit(cv, 1, 0, 5, STYLE_NORMAL, "abcdef"), 5);
	assert_int_equal(canvas_fit(cv, 2, 0, 4, STYLE_NORMAL, "漢字語"), 3);
	assert_int_equal(canvas_fit(cv, 3, 2, 0, STYLE_NORMAL, "abc"), 2);
	shows(cv, "abcde\nabcd~\n漢~\n\n");
}

static void
regions_nest_and_clip(void **state)
{
	struct canvas *cv = new_canvas(4, 10);
	struct region whole, pane;

	(void)state;
	whole = canvas_enter(cv, (struct rect){ 1, 2, 3, 6 });
	assert_int_equal(canvas_rows(cv), 3);
	assert_int_equal(canvas_cols(cv), 6);
	canvas_text(cv, 0, 0, STYLE_NORMAL, "0123456789");
	pane = canvas_enter(cv, (struct rect){ 1, 3, 9, 9 });
	assert_int_equal(canvas_cols(cv), 9);
	canvas_text(cv, 0, -1, STYLE_NORMAL, "abcdefg");
	canvas_cursor(cv, 0, 2);
	canvas_leave(cv, pane);
	canvas_text(cv, 2, 0, STYLE_NORMAL, "back");
	canvas_leave(cv, whole);
	canvas_text(cv, 0, 0, STYLE_NORMAL, "top");
	assert_int_equal(cv->cursor_row, 2);
	assert_int_equal(cv->cursor_col, 7);
	canvas_cursor(cv, 9, 0);
	assert_int_equal(cv->cursor_row, -1);
	shows(cv, "top\n  012345\n     bcd\n  back\n");
}

static void
boxes_and_lines_in_both_alphabets(void **state)
{
	struct canvas *cv = new_canvas(3, 14);
	struct rect all = { 0, 0, 3, 14 };

	(void)state;
	canvas_box(cv, all, STYLE_BORDER, "a long title");
	shows(cv, "+- a long ~ -+\n|            |\n+------------+\n");
	cv = canvas_new(3, 14, GLYPHS_UTF8);
	canvas_box(cv, all, STYLE_BORDER, NULL);
	canvas_fill(cv, (struct rect){ 1, 1, 1, 3 }, STYLE_POOL_FULL,
	    GLYPH_POOL_FULL);
	shows(cv, "┌────────────┐\n│███         │\n└────────────┘\n");
}

static void
styles_and_marks_are_dumped(void **state)
{
	struct canvas *cv = new_canvas(2, 8);
	struct strbuf sb = STRBUF_INIT;

	(void)state;
	canvas_text(cv, 0, 0, STYLE_BLOCK_FREE, "ab");
	canvas_text(cv, 0, 2, STYLE_BLOCK_USED | MARK_CHANGED, "cd");
	canvas_text(cv, 0, 5, STYLE_NORMAL, "x");
	canvas_text(cv, 1, 0, STYLE_ERROR, "bad");
	canvas_mark(cv, (struct rect){ 1, 0, 1, 1 }, MARK_SELECTED);
	canvas_restyle(cv, (struct rect){ 1, 2, 1, 1 }, STYLE_DIM);
	canvas_dump_styles(cv, &sb);
	assert_string_equal(strbuf_text(&sb), "FF** .\n@!d\n");
	strbuf_free(&sb);
	canvas_free(cv);
}

static void
wrapping_breaks_where_it_may(void **state)
{
	struct canvas *cv = new_canvas(6, 12);
	struct rect all = { 0, 0, 6, 10 };

	(void)state;
	assert_int_equal(canvas_wrap(cv, all, STYLE_NORMAL,
	    "the pool is full\n\nabcdefghijklm x"), 5);
	shows(cv, "the pool\nis full\n\nabcdefghij\nklm x\n\n");
	cv = new_canvas(3, 12);
	assert_int_equal(canvas_wrap(cv, (struct rect){ 0, 0, 3, 11 },
	    STYLE_NORMAL, "内存池满了。pool 空"), 2);
	shows(cv, "内存池满\n了。pool 空\n\n");
	assert_int_equal(canvas_wrap(NULL, (struct rect){ 0, 0, 0, 1 },
	    STYLE_NORMAL, "漢字"), 2);
	assert_int_equal(canvas_wrap(NULL, (struct rect){ 0, 0, 0, 0 },
	    STYLE_NORMAL, "x"), 0);
}

static void
sizes_are_kept_sane(void **state)
{
	struct canvas *cv = new_canvas(-5, 0);

	(void)state;
	assert_int_equal(cv->rows, 1);
	assert_int_equal(cv->cols, 1);
	canvas_resize(cv, INT_MAX, INT_MAX);
	assert_int_equal(cv->rows, CANVAS_MAX_ROWS);
	assert_int_equal(cv->cols, CANVAS_MAX_COLS);
	canvas_fill(cv, (struct rect){ -9, -9, INT_MAX, INT_MAX },
	    STYLE_NORMAL, GLYPH_HLINE);
	assert_int_equal(canvas_cell(cv, CANVAS_MAX_ROWS - 1,
	    CANVAS_MAX_COLS - 1)->codes[0], '-');
	assert_null(canvas_cell(cv, 0, CANVAS_MAX_COLS));
	canvas_free(cv);
}

/* A layout must not depend on the alphabet, nor a picture on a font. */
static void
glyphs_have_equal_twins(void **state)
{
	(void)state;
	for (int i = 0; i < GLYPH_COUNT; i++) {
		const char *ascii = style_glyph(GLYPHS_ASCII, (enum glyph)i);
		const char *utf8 = style_glyph(GLYPHS_UTF8, (enum glyph)i);

		assert_int_equal(strlen(ascii), utf8_columns(ascii));
		assert_int_equal(utf8_columns(ascii), utf8_columns(utf8));
	}
}

static void
styles_have_names_and_letters_of_their_own(void **state)
{
	(void)state;
	for (unsigned i = 0; i < STYLE_COUNT; i++) {
		assert_non_null(style_name((enum style)i));
		if (i == STYLE_CHANGED_SIGN)
			continue;	/* it is a mark, and has its letter */
		assert_null(strchr("*@ ", style_letter(i)));
		for (unsigned k = 0; k < i; k++)
			assert_int_not_equal(style_letter(i),
			    style_letter(k));
	}
	assert_int_equal(style_pool_glyph(0, 9), GLYPH_POOL_EMPTY);
	assert_int_equal(style_pool_glyph(4, 9), GLYPH_POOL_SOME);
	assert_int_equal(style_pool_glyph(5, 9), GLYPH_POOL_MOST);
	assert_int_equal(style_pool_glyph(9, 9), GLYPH_POOL_FULL);
}

static void
marks_are_seen(const struct theme *theme, enum depth depth, unsigned style)
{
	struct look plain = theme_look(theme, depth, style);
	struct look changed = theme_look(theme, depth, style | MARK_CHANGED);
	struct look selected = theme_look(theme, depth,
	    style | MARK_SELECTED);

	assert_int_not_equal(plain.attributes, selected.attributes);
	assert_true(style == STYLE_CHANGED || plain.back != changed.back ||
	    plain.attributes != changed.attributes);
	assert_true(plain.fore < 256 && plain.back < 256);
}

/* Whatever the theme and the depth, a change and a selection are seen. */
static void
marks_change_every_look(void **state)
{
	(void)state;
	for (size_t i = 0; theme_at(i) != NULL; i++)
		for (int depth = DEPTH_MONO; depth <= DEPTH_256; depth++)
			for (unsigned k = 0; k < STYLE_COUNT; k++)
				marks_are_seen(theme_at(i), (enum depth)depth,
				    k);
	assert_int_equal(theme_depth(0), DEPTH_MONO);
	assert_int_equal(theme_depth(8), DEPTH_8);
	assert_int_equal(theme_depth(88), DEPTH_16);
	assert_int_equal(theme_depth(1 << 24), DEPTH_256);
}

static const struct layout_pane wanted[] = {
	{ .min_rows = 1, .want_rows = 1, .priority = 9 },
	{ .min_rows = 3, .want_rows = 5, .priority = 5, .grow = true },
	{ .min_rows = 4, .want_rows = 8, .priority = 7, .side = true },
	{ .min_rows = 2, .want_rows = 4, .priority = 1, .side = true,
	  .grow = true },
	{ .min_rows = 9, .want_rows = 9, .priority = 8, .hidden = true },
};

static void
check_rows(int rows, int cols, const int *expected)
{
	struct rect area = { 2, 3, rows, cols }, places[5];
	int row = area.row;

	layout_place(area, wanted, 5, places);
	for (int i = 0; i < 5; i++) {
		assert_int_equal(places[i].rows, expected[i]);
		if (cols < LAYOUT_TWO_COLUMNS && places[i].rows > 0) {
			assert_int_equal(places[i].row, row);
			assert_int_equal(places[i].cols, cols);
			row += places[i].rows;
		}
	}
	assert_true(row <= area.row + rows);
}

static void
layout_stacks_shrinks_and_grows(void **state)
{
	(void)state;
	check_rows(30, 80, (const int[]){ 1, 11, 8, 10, 0 });
	check_rows(18, 80, (const int[]){ 1, 5, 8, 4, 0 });
	check_rows(14, 80, (const int[]){ 1, 3, 8, 2, 0 });
	check_rows(8, 80, (const int[]){ 1, 1, 4, 2, 0 });
	check_rows(3, 80, (const int[]){ 1, 1, 1, 0, 0 });
	check_rows(0, 80, (const int[]){ 0, 0, 0, 0, 0 });
}

static void
layout_uses_two_columns_when_wide(void **state)
{
	struct rect places[5];

	(void)state;
	check_rows(20, 200, (const int[]){ 1, 19, 8, 12, 0 });
	layout_place((struct rect){ 1, 0, 20, 201 }, wanted, 5, places);
	assert_int_equal(places[1].cols, 100);
	assert_int_equal(places[2].col, 101);
	assert_int_equal(places[2].cols, 100);
	assert_int_equal(places[2].row, 1);
	assert_int_equal(places[3].row, 9);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(text_is_clipped_on_every_side),
		cmocka_unit_test(wide_characters_are_never_halved),
		cmocka_unit_test(combining_marks_join_their_character),
		cmocka_unit_test(hostile_text_stays_in_its_line),
		cmocka_unit_test(fitting_tells_what_is_cut),
		cmocka_unit_test(regions_nest_and_clip),
		cmocka_unit_test(boxes_and_lines_in_both_alphabets),
		cmocka_unit_test(styles_and_marks_are_dumped),
		cmocka_unit_test(wrapping_breaks_where_it_may),
		cmocka_unit_test(sizes_are_kept_sane),
		cmocka_unit_test(glyphs_have_equal_twins),
		cmocka_unit_test(styles_have_names_and_letters_of_their_own),
		cmocka_unit_test(marks_change_every_look),
		cmocka_unit_test(layout_stacks_shrinks_and_grows),
		cmocka_unit_test(layout_uses_two_columns_when_wide),
	};

	if (setlocale(LC_ALL, "C.UTF-8") == NULL) {
		puts("1..0 # SKIP there is no locale C.UTF-8");
		return 77;
	}
	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests_name("view", tests, NULL, NULL);
}
