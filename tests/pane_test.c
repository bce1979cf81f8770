/*
 * pane_test.c - every pane as it looks, on three sizes of screen.
 *
 * A golden file holds a scene as text in UTF-8, in ASCII, and its styles as
 * letters (see view/style.c); BLESS=1 writes them anew.  The frame is what is
 * above the prompt and the footer.
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

#define TRACE "/tests/golden/names.trace"

struct scene {
	const char *name, *profile, *lines;
};

/* A chain of three, freed in the order d, b. */
#define CHAIN "a = alloc 28\nb = alloc 28\n名前 = alloc 28\nd = alloc 28\n" \
    "write 名前 \"Guten Tag\"\nfree d\nfree b\n"

/* Some arenas, with pools of every state. */
#define MIXED "xs = alloc 28 * 300\nfree xs[::2]\n" \
    "ys = alloc 500 * 900\nfree ys[:600]\nfree ys[700::3]\n" \
    "z = alloc 28\n"

/* Two operations about to take turns. */
#define THREADS "threads 2 nolock\n1: x = alloc 28\n2: y = alloc 28\n"

static const struct scene scenes[] = {
	{ "empty", "classic", "" },
	{ "first", "classic", "x = alloc 28" },
	{ "chain", "classic", CHAIN },
	{ "order", "classic", CHAIN ":order" },
	{ "large", "classic", CHAIN ":large" },
	{ "within", "classic", CHAIN "back-step\nback-step" },
	{ "covered", "classic", CHAIN ":cover" },
	{ "covered-rings", "classic", MIXED "zs = alloc 28 * 200\nfree zs[::5]\n"
	    ":cover" },
	{ "covered-arena", "classic", MIXED ":cover\n:out" },
	{ "realloc", "cpython-3.9", CHAIN "realloc 名前 100" },
	{ "full", "classic", "xs = alloc 512 * 7\nfree xs[3]" },
	{ "names", "cpython-3.11", "replay @" TRACE "\ngoto 5" },
	{ "heap", "classic", MIXED ":out 2" },
	{ "heap-many", "tiny", "xs = alloc 64 * 12000\nfree xs[:9000:2]\n"
	    "free xs[1:2000:2]\nbig = alloc 5000\n:out 2\n:left 5" },
	{ "arena", "classic", MIXED ":out" },
	{ "blocks", "classic", CHAIN ":in\n:right" },
	{ "blocks-many", "cpython-3.12", "xs = alloc 16 * 900\n"
	    "free xs[100:400:7]\n:in\n:down 4" },
	{ "block-free", "classic", CHAIN ":in 2" },
	{ "block-used", "cpython-3.12", CHAIN ":in 2\n:right" },
	{ "trick", "classic", MIXED ":trick" },
	{ "trick-empty", "classic", "x = alloc 28\n:trick\n:left 3" },
	{ "lists", "cpython-3.8", MIXED ":lists" },
	{ "lists-old", "cpython-2.4", MIXED "back\nback\nback\n:lists" },
	{ "layers", "classic", "a = alloc 28\n:layers" },
	{ "layers-system", "classic", "a = alloc 600\nfree a\nback\n:layers" },
	{ "answer", "classic", CHAIN "info pools" },
	{ "explain", "classic", CHAIN "explain" },
	{ "threads", "classic", CHAIN THREADS "1: step 3\n2: step" },
	{ "threads-broke", "classic", CHAIN THREADS "1: step 3\n2: next\n"
	    "1: next" },
	{ "help", "classic", CHAIN ":help" },
	{ "time", "tiny", "xs = alloc 64 * 150\nmark full\nfree xs[:100]\n"
	    "ys = alloc 30 * 90\nmark half gone\nfree xs[100:]\nfree ys\n"
	    "mark 都\ngoto 120\n:playing" },
	{ "plot", "classic", MIXED "goto 70%\n:plot" },
};

static const int sizes[][2] = { { 24, 80 }, { 40, 120 }, { 60, 200 } };

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define BELOW 2			/* the prompt and the footer */

/* ---- golden files ------------------------------------------------------- */

static char *
golden_path(const struct scene *scene, const int *size)
{
	struct strbuf path = STRBUF_INIT;

	strbuf_printf(&path, "%s/tests/golden/%s-%dx%d.txt",
	    getenv("top_srcdir"), scene->name, size[1], size[0]);
	return strbuf_steal(&path);
}

static char *
read_file(const char *path)
{
	struct strbuf text = STRBUF_INIT;
	char buffer[4096];
	FILE *f = fopen(path, "r");
	size_t n;

	if (f == NULL)
		return strbuf_steal(&text);
	while ((n = fread(buffer, 1, sizeof(buffer), f)) > 0)
		strbuf_add(&text, buffer, n);
	fclose(f);
	return strbuf_steal(&text);
}

static void
write_file(const char *path, const char *text)
{
	FILE *f = fopen(path, "w");

	assert_non_null(f);
	fputs(text, f);
	assert_int_equal(fclose(f), 0);
}

/* Says where two texts part. */
static void
tell_difference(const char *path, const char *want, const char *got)
{
	size_t line = 1, i = 0, start = 0;

	while (want[i] != '\0' && want[i] == got[i]) {
		if (want[i] == '\n') {
			line++;
			start = i + 1;
		}
		i++;
	}
	print_error("%s:%zu:\n  was %.*s\n  is  %.*s\n", path, line,
	    (int)strcspn(want + start, "\n"), want + start,
	    (int)strcspn(got + start, "\n"), got + start);
}

/* The scene on a screen of that size, in the form of a golden file. */
static char *
picture(struct screen *s, const int *size)
{
	struct strbuf out = STRBUF_INIT;
	char *styles, *again;

	strbuf_puts(&out, "== UTF-8\n");
	strbuf_puts(&out, screen_text(s, size[0] - BELOW, size[1],
	    GLYPHS_UTF8));
	styles = screen_styles(s);
	strbuf_puts(&out, "== ASCII\n");
	strbuf_puts(&out, screen_text(s, size[0] - BELOW, size[1],
	    GLYPHS_ASCII));
	again = screen_styles(s);
	assert_string_equal(styles, again);
	strbuf_puts(&out, "== styles\n");
	strbuf_puts(&out, styles);
	free(styles);
	free(again);
	return strbuf_steal(&out);
}

static bool
is_as_before(struct screen *s, const struct scene *scene, const int *size)
{
	char *got = picture(s, size), *path = golden_path(scene, size);
	char *want = NULL;
	bool same = true;

	if (getenv("BLESS") != NULL) {
		write_file(path, got);
	} else {
		want = read_file(path);
		same = strcmp(want != NULL ? want : "", got) == 0;
	}
	if (!same)
		tell_difference(path, want != NULL ? want : "", got);
	free(want);
	free(got);
	free(path);
	return same;
}

/* The trace is found in the source folder. */
static void
set_scene(struct screen *s, const struct scene *scene)
{
	const char *at = strchr(scene->lines, '@');
	struct strbuf lines = STRBUF_INIT;

	screen_open(s, scene->profile);
	if (strncmp(scene->lines, "replay @", 8) == 0) {
		strbuf_printf(&lines, "replay %s%s", getenv("top_srcdir"),
		    at + 1);
		screen_do(s, strbuf_text(&lines));
		strbuf_free(&lines);
	} else {
		screen_do(s, scene->lines);
	}
}

static void
scenes_look_as_they_did(void **state)
{
	struct screen s;
	size_t i, k, wrong = 0;

	(void)state;
	for (i = 0; i < COUNT(scenes); i++) {
		set_scene(&s, &scenes[i]);
		for (k = 0; k < COUNT(sizes); k++)
			wrong += !is_as_before(&s, &scenes[i], sizes[k]);
		screen_close(&s);
	}
	if (wrong > 0)
		fail_msg("%zu pictures differ; BLESS=1 takes the new ones",
		    wrong);
}

/* ---- zoom and choice ---------------------------------------------------- */

/* Draws at 80x24 and sees that TEXT is there. */
static void
shows(struct screen *s, const char *text)
{
	screen_text(s, 24 - BELOW, 80, GLYPHS_ASCII);
	if (!screen_has(s, text))
		fail_msg("nowhere \"%s\" in\n%s", text,
		    strbuf_text(&s->text));
}

static void
zoom_goes_in_and_out(void **state)
{
	struct screen s;

	(void)state;
	screen_open(&s, "classic");
	shows(&s, " HEAP  ");
	assert_false(view_zoom_in(&s.view));
	screen_do(&s, CHAIN);
	shows(&s, "HEAP > arena 0 > pool 0.0  ");
	screen_do(&s, ":in");
	shows(&s, "pool 0.0 > all blocks");
	screen_do(&s, ":in");
	shows(&s, "HEAP > arena 0 > pool 0.0 > block 1  ");
	assert_false(view_zoom_in(&s.view));
	assert_non_null(view_no_way_in(&s.view));
	screen_do(&s, ":out 3");
	shows(&s, "HEAP > arena 0  ");
	shows(&s, "1 of 64 pools carved");
	screen_do(&s, ":out");
	shows(&s, "1 arena of 256 KiB");
	assert_false(view_zoom_out(&s.view));
	screen_do(&s, ":in 9");
	shows(&s, "> block 1  ");
	screen_do(&s, ":out 2");
	assert_null(view_no_way_in(&s.view));
	view_select(&s.view, 1, 0);
	shows(&s, "pool 0.1 ");
	assert_false(view_zoom_in(&s.view));
	assert_non_null(strstr(view_no_way_in(&s.view), "not carved"));
	screen_close(&s);
}

/* What lies before the picture goes away first. */
static void
out_takes_away_what_is_in_front(void **state)
{
	struct screen s;

	(void)state;
	screen_open(&s, "classic");
	screen_do(&s, CHAIN ":trick\n:help");
	shows(&s, "KEYS IN THE PICTURE");
	screen_do(&s, ":out");
	shows(&s, "THE HEADER TRICK");
	screen_do(&s, "info names");
	shows(&s, "info names");
	screen_do(&s, ":out 2");
	shows(&s, "pool 0.0  ");
	shows(&s, "nextoffset");
	screen_do(&s, ":layers\n:lists");
	shows(&s, "HOPED TO GO BACK");
	screen_do(&s, ":lists");
	shows(&s, "nextoffset");
	screen_close(&s);
}

static void
arrows_choose_at_each_zoom(void **state)
{
	struct screen s;

	(void)state;
	screen_open(&s, "classic");
	screen_do(&s, MIXED);
	shows(&s, "pool 0.1  ");
	screen_do(&s, ":right 3\n:down");
	shows(&s, "arena 1 > pool 1.4  ");
	screen_do(&s, ":up 5\n:left 99");
	shows(&s, "arena 0 > pool 0.0  ");
	screen_do(&s, ":out\n:down\n:right");
	shows(&s, "pool 0.8  0x200000008000  empty");
	screen_do(&s, ":out\n:down 7");
	shows(&s, "arena 1  at 0x200000040000");
	screen_do(&s, "z2 = alloc 28\n:in 3\n:up\n:left 2");
	shows(&s, "> all blocks");
	screen_do(&s, ":in\n:left 999");
	shows(&s, "> block 0  ");
	shows(&s, "the pool's header");
	screen_do(&s, ":right 999");
	shows(&s, "the end of the pool");
	screen_close(&s);
}

/* Clicks on TEXT as it stands in the picture. */
static void
click(struct screen *s, const char *text)
{
	int row, col;

	shows(s, text);
	screen_find(s, text, &row, &col);
	if (!view_select_at(&s->view, row, col))
		fail_msg("nothing to click at \"%s\"", text);
}

static void
a_click_chooses_and_a_second_zooms(void **state)
{
	struct screen s;

	(void)state;
	screen_open(&s, "classic");
	screen_do(&s, CHAIN "big = alloc 400");
	shows(&s, "pool 0.1  ");
	click(&s, "0.0 ");
	shows(&s, "arena 0 > pool 0.0  ");
	click(&s, "|# a  #|");
	shows(&s, "arena 0 > pool 0.0  ");
	click(&s, "|# a  #|");
	shows(&s, "> block 0  ");
	click(&s, "arena 0 >");
	shows(&s, "2 of 64 pools carved");
	click(&s, " 17 .");
	shows(&s, "pool 0.17");
	click(&s, " 17 .");
	shows(&s, "that were never a pool");
	click(&s, "HEAP >");
	click(&s, "    0   62* ");
	shows(&s, "HEAP > arena 0  ");
	assert_false(view_select_at(&s.view, 21, 79));
	assert_false(view_select_at(&s.view, -1, 1000));
	screen_close(&s);
}

/* ---- changes ------------------------------------------------------------ */

static bool
is_marked(struct screen *s, const char *text)
{
	int row, col;

	shows(s, text);
	screen_find(s, text, &row, &col);
	return (canvas_cell(s->canvas, row, col)->style & MARK_CHANGED) != 0;
}

/* free a: its first word, then freeblock and ref.count. */
static void
each_step_marks_what_it_wrote_and_no_more(void **state)
{
	struct screen s;

	(void)state;
	screen_open(&s, "classic");
	screen_do(&s, "a = alloc 28\nb = alloc 28\nfree a");
	screen_do(&s, "back\nstep");
	assert_false(is_marked(&s, "|# a  #|"));
	assert_false(is_marked(&s, "freeblock -> 2"));
	screen_do(&s, "step");
	assert_true(is_marked(&s, "|#->2 #|*"));
	assert_false(is_marked(&s, "freeblock -> 2"));
	assert_false(is_marked(&s, "2 of 126"));
	screen_do(&s, "step");
	assert_true(is_marked(&s, "freeblock* -> 0"));
	assert_true(is_marked(&s, "1 of 126 handed out (ref.count)*"));
	screen_do(&s, "step");
	assert_true(is_marked(&s, "freeblock* -> 0 (was a)*"));
	screen_close(&s);
}

/* The fields of arenas and of the allocator itself are marked as well. */
static void
changes_of_lists_are_marked(void **state)
{
	struct screen s;

	(void)state;
	screen_open(&s, "cpython-3.8");
	screen_do(&s, "x = alloc 28");
	assert_true(is_marked(&s, "usable_arenas* -> arena 0"));
	assert_true(is_marked(&s, "63* "));
	screen_do(&s, ":trick");
	assert_true(is_marked(&s, "pool 0.0*"));
	screen_do(&s, ":lists");
	assert_true(is_marked(&s, "arena 0: 63* -> NULL"));
	assert_true(is_marked(&s, "[63] arena 0*"));
	screen_do(&s, ":out 2");
	assert_true(is_marked(&s, "63*  pool_address"));
	screen_do(&s, "y = alloc 28");
	assert_false(is_marked(&s, "63  pool_address"));
	screen_close(&s);
}

/* ---- whatever the size and the heap ------------------------------------- */

static void
draw_everything(struct screen *s)
{
	static const int some[][2] = { { 1, 1 }, { 3, 20 }, { 10, 40 },
	    { 22, 80 }, { 58, 200 } };
	struct view *v = &s->view;
	int zoom, extra;
	size_t i;

	for (i = 0; i < COUNT(some); i++) {
		v->extra = EXTRA_NONE;
		for (zoom = ZOOM_HEAP; zoom <= ZOOM_BLOCK; zoom++) {
			v->zoom = (enum view_zoom)zoom;
			screen_text(s, some[i][0], some[i][1], GLYPHS_ASCII);
			view_select(v, 1, 1);
		}
		for (extra = EXTRA_TRICK; extra <= EXTRA_LAYERS; extra++) {
			v->extra = (enum view_extra)extra;
			screen_text(s, some[i][0], some[i][1], GLYPHS_ASCII);
			view_select(v, -1, 0);
		}
	}
}

/* Every decision of some events, in every profile, at every zoom. */
static void
nothing_is_too_small_or_too_odd(void **state)
{
	static const char *const profiles[] = { "tiny", "cpython-2.4",
	    "cpython-2.5", "classic", "cpython-3.8", "cpython-3.12",
	    "cpython-3.12,excess=4096" };
	struct screen s;
	size_t i, k;

	(void)state;
	for (i = 0; i < COUNT(profiles); i++) {
		screen_open(&s, profiles[i]);
		draw_everything(&s);
		screen_do(&s, "random 300 seed 3 sizes 1..600 free 45%\n"
		    "a = alloc 28\nfree a\ngoto 0");
		for (k = 0; k < 14; k++) {
			screen_do(&s, "step");
			draw_everything(&s);
		}
		screen_do(&s, "goto end\nback\nback");
		for (k = 0; k < 8; k++) {
			screen_do(&s, "step");
			draw_everything(&s);
		}
		screen_do(&s, "reset");
		draw_everything(&s);
		screen_close(&s);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(scenes_look_as_they_did),
		cmocka_unit_test(zoom_goes_in_and_out),
		cmocka_unit_test(out_takes_away_what_is_in_front),
		cmocka_unit_test(arrows_choose_at_each_zoom),
		cmocka_unit_test(a_click_chooses_and_a_second_zooms),
		cmocka_unit_test(each_step_marks_what_it_wrote_and_no_more),
		cmocka_unit_test(changes_of_lists_are_marked),
		cmocka_unit_test(nothing_is_too_small_or_too_odd),
	};

	if (setlocale(LC_ALL, "C.UTF-8") == NULL) {
		puts("1..0 # SKIP there is no locale C.UTF-8");
		return 77;
	}
	return cmocka_run_group_tests_name("panes", tests, NULL, NULL);
}
