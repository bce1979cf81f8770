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

#include "support/strbuf.h"
#include "tests/vt.h"

#define PROGRAM "src/app/poolscope"
#define BURSTS 6		/* of an episode */
#define ACTIONS 25		/* of a burst */
#define ROWS 24
#define COLS 80
#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static struct {
	uint64_t seed, episode, only;	/* ONLY: this one, printed; or 0 */
	uint64_t chance;
	uint64_t actions, marks, programs;
	struct vt *vt;
	char lessons[4096], recordings[4096], scripts[4096];
	char folder[64];
} soak;

/* ---- chance ----------------------------------------------------------- */

static uint32_t
below(uint32_t n)
{
	uint64_t x = soak.chance += 0x9e3779b97f4a7c15u;

	x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9u;
	x = (x ^ (x >> 27)) * 0x94d049bb133111ebu;
	return (uint32_t)(((x ^ (x >> 31)) >> 32) * n >> 32);
}

#define SOME(array) ((array)[below(COUNT(array))])

static uint64_t
number_of(const char *name, uint64_t otherwise)
{
	const char *text = getenv(name);

	return text != NULL && text[0] != '\0' ? strtoull(text, NULL, 10) :
	    otherwise;
}

static double
now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* ---- what is typed ---------------------------------------------------- */

/* %r a reference, %n a name, %s a size, %c a count, %m a moment, %f a file,
   %e an event, %t a trace, %p a profile. */
static const char *const commands[] = {
	"%n = alloc %s", "%n = alloc %s", "alloc %s * %c", "%n = alloc %s * %c",
	"%n = calloc %c %s", "%n = realloc %r %s", "realloc %r %s",
	"free %r", "free %r", "free %r", "free %r %r", "write %r \"AAAA\"",
	"write %r+%c 0x41 * %c", "free! %r", "write! %r+%c %c * %c",
	"overrun %r %c", "random %c%c", "random %c%c seed %c sizes 1..%s",
	"random %c%c0 free 70%%", "py %n = [1000, 2.5, \"ab\"]",
	"py %n = {\"k\": (1, 2), 3: {4}}", "py del %n", "py %n.append(%c)",
	"info arenas", "info pools", "info pool %c.%c", "info freeblock 0.%c",
	"info usedpools", "info classes", "info block %r", "info names",
	"info system", "info pins", "info sites", "info diff %m %m",
	"info objects", "info freelists", "info address %r", "x/%cgx %r",
	"x/%cbx %r", "print pool 0.%c", "stats", "stats --all",
	"stats --over-time", "check", "dump json", "explain", "try alloc %s",
	"try free %r", "threads 2", "threads 2 nolock", "threads off",
	"1: %n = alloc %s", "2: free %r", "1: step", "2: next", "peek",
	"poll %c %c", "next", "next %c", "back", "back %c", "step", "step %c",
	"back-step", "back-step %c", "undo", "undo %c", "redo", "continue",
	"continue back", "goto %m", "goto %m", "goto fork", "find", "find back",
	"find %e", "find %e %r", "find size %s", "find class %c", "catch %e",
	"catch %e if size > %s", "catch", "delete", "delete %c", "history %r",
	"mark %n", "marks", "futures", "fork", "compare", "compare future %c",
	"source %f", "save %f", "save %f.trace", "replay %t", "replay %t %p",
	"replay %f.trace", "reset", "reset %p", "set limit %c",
	"set check on", "set check off", "set pictures off", "set pictures on",
	"set predict on", "set predict off", "set mallocstats on",
	"set mallocstats off", "set profile %p", "set theme monochrome",
	"set theme default", "set cells large", "set cells normal", "show",
	"show profile", "help", "help free", "lesson", "lesson %c", "lesson %c",
	"", "", "1", "2", "3", "yes", "no", "hint", "skip", "0", "126",
};
static const char *const references[] = {
	"a", "b", "xs", "xs[%c]", "xs[::2]", "xs[%c:]", "$", "$%c", "@0.0.%c",
	"@0.%c.%c", "@%c.0.0", "0x200000000030", "0x100000000000", "a+8",
};
static const char *const names[] = { "a", "b", "c", "xs", "l\303\244nge" };
static const char *const moments[] = {
	"0", "1", "%c", "%c", "%c%c", "37%%", "peak", "end", "a", "future %c",
	"99999999",
};
static const char *const sizes[] = {
	"1", "8", "28", "28", "64", "100", "512", "513", "4K", "0", "1M", "0x1c",
	"-1", "18446744073709551615", "%c",
};
static const char *const events[] = {
	"pool-full", "pool-empty", "arena-new", "arena-free", "alloc", "free",
	"realloc", "write", "touch",
};
static const char *const traces[] = {
	"classic", "tiny", "cpython-3.13", "cpython-2.4", "cpython-3.9-debug",
};
static const char *const profiles[] = {
	"tiny", "classic", "cpython-2.4", "cpython-2.7", "cpython-3.9",
	"cpython-3.13", "cpython-3.11,debug=on", "tiny,align=16", "nonsense",
};

static void compose(struct strbuf *b, const char *form);

static void
compose_one(struct strbuf *b, char what)
{
	switch (what) {
	case 'r': compose(b, SOME(references)); break;
	case 'n': compose(b, SOME(names)); break;
	case 's': compose(b, SOME(sizes)); break;
	case 'm': compose(b, SOME(moments)); break;
	case 'e': compose(b, SOME(events)); break;
	case 'p': compose(b, SOME(profiles)); break;
	case 'f': strbuf_puts(b, below(4) ? "saved" : "/no/such"); break;
	case 't':
		strbuf_printf(b, "%s/%s.trace.zst", soak.recordings,
		    SOME(traces));
		break;
	case 'c': strbuf_printf(b, "%u", below(below(8) ? 10 : 99)); break;
	default: strbuf_puts(b, "%"); break;
	}
}

static void
compose(struct strbuf *b, const char *form)
{
	for (; *form != '\0'; form++) {
		if (*form == '%')
			compose_one(b, *++form);
		else
			strbuf_printf(b, "%c", *form);
	}
}

/* Keys; of letters all but those that begin `quit'. */
static const char *const keys[] = {
	"\033[A", "\033[B", "\033[C", "\033[D", "\033[5~", "\033[6~", "\033[H",
	"\033[F", "\033OP", "\033", "\t", "\t", "\r", "\r", "\033[Z", "\177",
	"\001", "\002", "\003", "\005", "\006", "\007", "\010", "\013", "\014",
	"\016", "\017", "\020", "\022", "\023", "\024", "\025", "\026", "\027",
	"\031", "\032", "\033[1;5C", "\033[15~", "\033[200~", "\033[201~",
	"\033b", "\033.", "\033?", "\033", "n", "b", "s", "S", "u", "r", "e",
	"g", "G", "O", "[", "]", "{", "}", "o", "t", "a", "l", ":", "?", ".",
	"p", "+", "-", " ", "/", "1", "9", "\033[<64;10;10M", "\033[<65;10;10M",
	"\303\251", "\346\274\242", "\377", "\300\200", "\033[", "\033]0;x\007",
};

static void
print_typed(const char *text)
{
	if (soak.only == 0)
		return;
	printf("# types \"");
	for (; *text != '\0'; text++)
		printf(*text >= ' ' && *text < 127 && *text != '"' ? "%c" :
		    "\\%03o", (unsigned char)*text);
	printf("\"\n");
}

static void
type(const char *text)
{
	print_typed(text);
	vt_send(soak.vt, text);
}

static void
type_command(void)
{
	struct strbuf b = { 0 };

	compose(&b, SOME(commands));
	if (below(12) == 0)
		strbuf_truncate(&b, below((uint32_t)b.length + 1));
	while (below(10) == 0) {
		strbuf_puts(&b, "; ");
		compose(&b, SOME(commands));
	}
	strbuf_puts(&b, "\r");
	type(strbuf_text(&b));
	strbuf_free(&b);
}

static void
paste(void)
{
	type("\033[200~");
	for (uint32_t i = below(4); i > 0; i--)
		type_command();
	type("\033[201~");
}

static void
resize(int rows, int cols)
{
	if (soak.only != 0)
		printf("# resizes to %dx%d\n", rows, cols);
	vt_resize(soak.vt, rows, cols);
}

static void
action(void)
{
	uint32_t what = below(100);

	soak.actions++;
	if (what < 40)
		type_command();
	else if (what < 88)
		type(SOME(keys));
	else if (what < 93)
		vt_click(soak.vt, (int)below(ROWS), (int)below(COLS));
	else if (what < 95)
		paste();
	else
		resize(1 + (int)below(below(3) ? 30 : 70),
		    1 + (int)below(below(3) ? 120 : 250));
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
	const char *const *way = below(3) ? plain[below(COUNT(plain))] :
	    SOME(ways);
	const char *term = SOME(terms), *locale = SOME(locales);

	snprintf(lesson, sizeof lesson, "%u", 1 + below(28));
	snprintf(trace, sizeof trace, "%s/%s.trace.zst", soak.recordings,
	    SOME(traces));
	start(way, term, locale);
}

static void
check_given_back(void)
{
	int status = vt_wait_end(soak.vt, NULL);

	if (status != 0)
		vt_show(soak.vt);
	assert_int_equal(status, 0);
	assert_true(vt_cooked(soak.vt));
	assert_false(vt_alternate(soak.vt));
	assert_false(vt_mouse(soak.vt));
	assert_true(vt_cursor_visible(soak.vt));
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
	for (int burst = 0; burst < BURSTS; burst++) {
		for (int i = 0; i < ACTIONS && !vt_ended(soak.vt); i++) {
			action();
			vt_settle(soak.vt, (int)below(4));
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
	soak.chance = soak.seed * 1000003 + number;
	if (number % 2 == 1)
		steady_episode();
	else
		fresh_episode();
}

static void
random_sessions(void **state)
{
	double end = now() + (double)number_of("SOAK_SECONDS", 1);

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
	soak.seed = number_of("SOAK_SEED", 1);
	soak.only = number_of("SOAK_EPISODE", 0);
	strcpy(soak.folder, "/tmp/soak-XXXXXX");
	return mkdtemp(soak.folder) != NULL && chdir(soak.folder) == 0 ? 0 :
	    -1;
}

static int
tear_down(void **state)
{
	char command[128];

	(void)state;
	if (soak.episode != 0)
		fprintf(stderr, "# to repeat: SOAK_SEED=%llu "
		    "SOAK_EPISODE=%llu\n", (unsigned long long)soak.seed,
		    (unsigned long long)soak.episode);
	vt_free(soak.vt);
	vt_free(steady.vt);
	snprintf(command, sizeof command, "rm -rf %s", soak.folder);
	return system(command) == 0 ? 0 : -1;
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
