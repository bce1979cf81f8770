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

static const struct scene scenes[] = {
	{ "empty", "classic", "" },
	{ "first", "classic", "x = alloc 28" },
	{ "chain", "classic", CHAIN },
	{ "order", "classic", CHAIN ":order" },
	{ "within", "classic", CHAIN "back-step\nback-step" },
	{ "covered", "classic", CHAIN ":cover" },
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

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(scenes_look_as_they_did),
	};

	if (setlocale(LC_ALL, "C.UTF-8") == NULL) {
		puts("1..0 # SKIP there is no locale C.UTF-8");
		return 77;
	}
	return cmocka_run_group_tests_name("panes", tests, NULL, NULL);
}
