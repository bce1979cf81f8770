/*
 * soak_screen_test.c - random commands, keys, clicks and resizes at a
 * pseudo-terminal, for SOAK_SECONDS (few, unless told).
 *
 * Two programs take turns.  One goes on as long as the test: reset after each
 * episode, so that what is resident then may not grow.  The other is started
 * anew for each episode, another way each time.  After every burst both must
 * answer, and draw the same when they draw all anew as they had drawn piece
 * by piece; at its end a program must have given the terminal back.
 *
 * What is done follows from SOAK_SEED and the episode's number alone, which
 * are printed: SOAK_SEED=S SOAK_EPISODE=N repeats one episode and prints it.
 */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include "support/clock.h"
#include "tests/knob.h"
#include "tests/typist.h"
#include "tests/vt.h"

#define PROGRAM "src/app/poolscope"
#define BURSTS 6		/* of an episode */
#define ACTIONS 25		/* of a burst */
#define ROWS 24
#define COLS 80
#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define SOME(array)							\
	((array)[typist_below(&soak.typist, COUNT(array))])

static struct {
	uint64_t seed, episode, only;	/* ONLY: this one, printed; or 0 */
	uint64_t actions, marks, programs;
	struct vt *vt;
	struct typist typist;
	char lessons[4096], recordings[4096], scripts[4096];
	char folder[64];
} soak;

static double
now(void)
{
	return (double)clock_ms() / 1000;
}

/* ---- what must hold --------------------------------------------------- */

struct picture {
	struct vt_cell cells[ROWS][COLS];
};

static struct picture picture[2];

static void
take(struct picture *p)
{
	for (int row = 0; row < ROWS; row++)
		for (int col = 0; col < COLS; col++)
			p->cells[row][col] = vt_cell(soak.vt, row, col);
}

/* Blank cells look the same whatever was meant to be written on them. */
static bool
same_cell(const struct vt_cell *a, const struct vt_cell *b)
{
	const char *x = a->text[0] != '\0' ? a->text : " ";
	const char *y = b->text[0] != '\0' ? b->text : " ";

	return strcmp(x, y) == 0 && a->back == b->back &&
	    a->reverse == b->reverse && a->underline == b->underline &&
	    (strcmp(x, " ") == 0 || (a->fore == b->fore && a->bold == b->bold));
}

/* Whether the two pictures are the same; if not, where they first differ. */
static bool
same_pictures(int *row, int *col)
{
	for (*row = 0; *row < ROWS; ++*row)
		for (*col = 0; *col < COLS; ++*col)
			if (!same_cell(&picture[0].cells[*row][*col],
			    &picture[1].cells[*row][*col]))
				return false;
	return true;
}

static void
print_cell(const char *when, const struct vt_cell *c)
{
	fprintf(stderr, "# %s: \"%s\" fore %d back %d%s%s%s\n", when, c->text,
	    c->fore, c->back, c->bold ? " bold" : "",
	    c->underline ? " underlined" : "", c->reverse ? " reverse" : "");
}

/* Whether TEXT comes within some seconds; not if the program ends. */
static bool
comes(const char *text, bool there, double seconds)
{
	double end = now() + seconds;

	while ((vt_find(soak.vt, text) >= 0) != there) {
		if (now() >= end || vt_ended(soak.vt))
			return false;
		vt_settle(soak.vt, 5);
	}
	return true;
}

/* Out of whatever the keys began, to an empty line; false: it has ended. */
static bool
answers(void)
{
	char mark[32];

	vt_resize(soak.vt, ROWS, COLS);
	for (int tries = 0; tries < 8; tries++) {
		snprintf(mark, sizeof mark, "7%06llu",
		    (unsigned long long)++soak.marks);
		vt_send(soak.vt, "z\033[201~:\007\003zz");
		vt_send(soak.vt, mark);
		if (comes(mark, true, 1 + tries)) {
			vt_send(soak.vt, "\003");
			if (comes(mark, false, 10) && !vt_ended(soak.vt))
				return true;
		}
		if (vt_ended(soak.vt))
			return false;
	}
	vt_show(soak.vt);
	fail_msg("the program does not answer");
	return false;
}

/* The picture PICTURE[I], all of it drawn anew. */
static void
draw_anew(int i, int ms)
{
	vt_send(soak.vt, "\014");
	vt_settle(soak.vt, ms);
	take(&picture[i]);
}

/*
 * Drawn anew, all of it is as it was.  What moves by itself (a trace is being
 * loaded) differs from one time to the next; then there is nothing to say.
 */
static void
whole_picture_is_right(void)
{
	struct vt_cell cells[2];
	int row, col, ignored;

	/* Any command ends playing. */
	vt_send(soak.vt, "show limit\r");
	if (!answers())
		return;
	vt_settle(soak.vt, 50);
	take(&picture[0]);
	draw_anew(1, 80);
	if (same_pictures(&row, &col))
		return;
	for (int i = 0; i < 2; i++)
		cells[i] = picture[i].cells[row][col];
	for (int i = 0; i < 4; i++) {
		draw_anew(i % 2, 200);
		if (!same_pictures(&ignored, &ignored))
			return;
	}
	print_cell("piece by piece", &cells[0]);
	print_cell("drawn anew", &cells[1]);
	vt_show(soak.vt);
	fail_msg("row %d, column %d, differs when all is drawn anew", row,
	    col);
}

/* ---- programs --------------------------------------------------------- */

static bool
has_begun(struct vt *vt)
{
	return !vt_cooked(vt);
}

/* (Before it has taken the terminal over, Ctrl-C would just end it.) */
static void
start(const char *const *arguments, const char *term, const char *locale)
{
	static char lessons[4200];
	const char *env[] = { lessons, NULL };
	const char *argv[8] = { vt_program(PROGRAM) };

	for (size_t i = 0; i < 6 && arguments[i] != NULL; i++)
		argv[i + 1] = arguments[i];
	snprintf(lessons, sizeof lessons, "POOLSCOPE_LESSONS=%s",
	    soak.lessons);
	if (soak.only != 0)
		for (size_t i = 0; argv[i] != NULL; i++)
			printf("# %s %s\n", i == 0 ? "starts" : "  ", argv[i]);
	soak.vt = vt_start(&(struct vt_options){ .argv = argv, .rows = ROWS,
	    .cols = COLS, .term = term, .locale = locale, .env = env });
	vt_wait_until(soak.vt, has_begun, "the terminal is taken over");
	soak.programs++;
}

static void
start_some_way(void)
{
	static const char *const terms[] = { NULL, NULL, NULL, "xterm",
		"screen", "linux", "vt100" };
	static const char *const locales[] = { NULL, NULL, NULL, "C",
		"zh_CN.UTF-8" };
	static const char *const plain[][4] = {
		{ NULL }, { "--ascii" }, { "--large" }, { "--lang", "zh_CN" },
		{ "--theme", "monochrome" }, { "--color", "never" },
		{ "-p", "tiny" }, { "-p", "cpython-3.13,debug=on" },
	};
	char lesson[8], trace[4200];
	const char *lesson_words[] = { "lesson", lesson, NULL };
	const char *replay[] = { "replay", trace, NULL };
	const char *compare[] = { "compare", trace, "tiny", "classic", NULL };
	const char *present[] = { "--present", lesson, NULL };
	const char *script[] = { "--present", soak.scripts, NULL };
	const char *const *ways[] = { lesson_words, lesson_words, replay,
		compare, present, script };
	const char *const *way = typist_below(&soak.typist, 3) != 0 ?
	    SOME(plain) : SOME(ways);
	const char *term = SOME(terms), *locale = SOME(locales);

	snprintf(lesson, sizeof lesson, "%u", 1 + typist_below(&soak.typist, 28));
	snprintf(trace, sizeof trace, "%s/%s.trace.zst", soak.recordings,
	    typist_trace(&soak.typist));
	start(way, term, locale);
}

static void
check_given_back(void)
{
	int status = vt_wait_end(soak.vt, NULL);

	if (status != 0)
		vt_show(soak.vt);
	assert_int_equal(status, 0);
	vt_check_given_back(soak.vt);
	vt_free(soak.vt);
	soak.vt = NULL;
}

/* A lesson is left first, perhaps a question before it. */
static void
quit(void)
{
	for (int tries = 0; tries < 6 && answers(); tries++) {
		vt_send(soak.vt, "quit\r");
		for (int i = 0; i < 24 && !vt_ended(soak.vt); i++)
			vt_settle(soak.vt, 10 << (i / 4));
	}
	check_given_back();
}

/* Returns false if the program ended meanwhile. */
static bool
bursts(void)
{
	soak.typist.vt = soak.vt;
	for (int burst = 0; burst < BURSTS; burst++) {
		for (int i = 0; i < ACTIONS && !vt_ended(soak.vt); i++) {
			soak.actions++;
			typist_acts(&soak.typist);
			vt_settle(soak.vt, (int)typist_below(&soak.typist, 4));
		}
		if (!answers())
			return false;
		whole_picture_is_right();
	}
	return true;
}

/* ---- what is resident ------------------------------------------------- */

#define SAMPLES 65536
/* Fewer say nothing. */
#define SAMPLES_ENOUGH 60

static struct {
	struct vt *vt;
	uint64_t programs;
	size_t n;
	long kib[SAMPLES];
} steady;

static int
by_size(const void *a, const void *b)
{
	long x = *(const long *)a, y = *(const long *)b;

	return x < y ? -1 : x > y;
}

static long
median(const long *samples, size_t n)
{
	long sorted[SAMPLES / 10 + 1];

	memcpy(sorted, samples, n * sizeof sorted[0]);
	qsort(sorted, n, sizeof sorted[0], by_size);
	return sorted[n / 2];
}

/* What is usual at the end is not more than what was early on. */
static void
check_memory(void)
{
	size_t tenth = steady.n / 10;
	long early, late;

	if (steady.n < SAMPLES_ENOUGH)
		return;
	early = median(steady.kib + tenth, tenth);
	late = median(steady.kib + steady.n - tenth, tenth);
	printf("# resident: %ld KiB after a tenth, %ld KiB at the end\n",
	    early, late);
	if (late > early + early / 5 + 2048)
		fail_msg("memory grows");
}

/* ---- episodes --------------------------------------------------------- */

static void
steady_episode(void)
{
	static const char *const nothing[] = { NULL };

	if (steady.vt == NULL) {
		start(nothing, NULL, NULL);
		steady.programs++;
	} else {
		soak.vt = steady.vt;
	}
	steady.vt = NULL;
	if (!bursts()) {
		check_given_back();
		steady.n = 0;
		return;
	}
	vt_send(soak.vt, "set predict off\rthreads off\rreset classic\r");
	if (!answers())
		fail_msg("reset ended the program");
	if (steady.n < SAMPLES)
		steady.kib[steady.n++] = vt_resident(soak.vt);
	steady.vt = soak.vt;
	soak.vt = NULL;
}

static void
fresh_episode(void)
{
	start_some_way();
	if (bursts())
		quit();
	else
		check_given_back();
}

static void
episode(uint64_t number)
{
	soak.episode = number;
	soak.typist.chance = soak.seed * 1000003 + number;
	if (number % 2 == 1)
		steady_episode();
	else
		fresh_episode();
}

static void
random_sessions(void **state)
{
	double end = now() + (double)knob("SOAK_SECONDS", 1);

	(void)state;
	printf("# SOAK_SEED=%llu\n", (unsigned long long)soak.seed);
	if (soak.only != 0) {
		episode(soak.only);
	} else {
		for (uint64_t i = 1; i < 3 || now() < end; i++)
			episode(i);
		printf("# %llu actions in %llu episodes, %llu programs\n",
		    (unsigned long long)soak.actions,
		    (unsigned long long)soak.episode,
		    (unsigned long long)soak.programs);
		check_memory();
	}
	soak.vt = steady.vt;
	steady.vt = NULL;
	if (soak.vt != NULL)
		quit();
	soak.episode = 0;
}

/* ---- where it runs ---------------------------------------------------- */

static int
set_up(void **state)
{
	const char *source = getenv("top_srcdir");
	char *here = realpath(source != NULL ? source : ".", NULL);

	(void)state;
	snprintf(soak.lessons, sizeof soak.lessons, "%s/lessons", here);
	snprintf(soak.recordings, sizeof soak.recordings,
	    "%s/tests/recordings", here);
	snprintf(soak.scripts, sizeof soak.scripts,
	    "%s/tests/plain/talk.poolscope", here);
	free(here);
	soak.seed = knob("SOAK_SEED", 1);
	soak.only = knob("SOAK_EPISODE", 0);
	soak.typist.printed = soak.only != 0;
	soak.typist.recordings = soak.recordings;
	strcpy(soak.folder, "/tmp/soak-XXXXXX");
	return mkdtemp(soak.folder) != NULL && chdir(soak.folder) == 0 ? 0 :
	    -1;
}

static int
tear_down(void **state)
{
	(void)state;
	if (soak.episode != 0)
		fprintf(stderr, "# to repeat: SOAK_SEED=%llu "
		    "SOAK_EPISODE=%llu\n", (unsigned long long)soak.seed,
		    (unsigned long long)soak.episode);
	vt_free(soak.vt);
	vt_free(steady.vt);
	vt_remove(soak.folder);
	return 0;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(random_sessions, set_up,
		    tear_down),
	};

	return cmocka_run_group_tests_name("random sessions", tests, NULL,
	    NULL);
}
