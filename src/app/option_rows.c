/*
 * option_rows.c - the options of the command line, one row each, and what each
 * of them sets.
 */
#include "config.h"

#include "app/option_rows.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "app/child.h"
#include "support/i18n.h"
#include "view/theme.h"

#define MIN_CELLS 20	/* of a picture, either way */
#define MAX_CELLS 400

static const struct option_row rows[] = {
	{ "profile", 'p', OPTION_PROFILE, N_("NAME[,KEY=VALUE...]"),
	    OPTION_GLOBAL, N_("which CPython's allocator; `profiles' lists "
	    "them, `auto' asks python3") },
	{ "plain", 0, OPTION_PLAIN, NULL, OPTION_GLOBAL,
	    N_("line by line, nothing drawn: for screen readers and pipes") },
	{ "resume", 0, OPTION_RESUME, NULL, OPTION_GLOBAL,
	    N_("take up the session again that was not finished") },
	{ "lang", 0, OPTION_LANG, N_("LANG"), OPTION_GLOBAL,
	    N_("the language of texts: en, zh_CN") },
	{ "color", 0, OPTION_COLOR, N_("WHEN"), OPTION_GLOBAL,
	    N_("colours: auto, always or never") },
	{ "theme", 0, OPTION_THEME, N_("NAME"), OPTION_GLOBAL,
	    N_("light, high-contrast, colour-blind, monochrome") },
	{ "large", 0, OPTION_LARGE, NULL, OPTION_GLOBAL,
	    N_("draw blocks larger, for a projector") },
	{ "ascii", 0, OPTION_ASCII, NULL, OPTION_GLOBAL,
	    N_("draw with ASCII characters only") },
	{ "strict", 0, OPTION_STRICT, NULL, OPTION_GLOBAL,
	    N_("refuse a trace rather than repair it") },
	{ "keep-going", 'k', OPTION_KEEP_GOING, NULL, OPTION_GLOBAL,
	    N_("scripts go on after an error") },
	{ "log", 0, OPTION_LOG, N_("FILE"), OPTION_GLOBAL,
	    N_("write what is typed and answered in lessons to FILE") },
	{ "log-times", 0, OPTION_LOG_TIMES, NULL, OPTION_GLOBAL,
	    N_("log: write also when each line was typed") },
	{ "present", 0, OPTION_PRESENT, N_("SCRIPT|LESSON"), OPTION_GLOBAL,
	    N_("present a script or a lesson, one Page Down at a time") },
	{ "notes", 0, OPTION_NOTES, NULL, OPTION_GLOBAL,
	    N_("follow a presentation's notes, on a second terminal") },
	{ "version", 'V', OPTION_VERSION, NULL, OPTION_GLOBAL,
	    N_("print the version") },
	{ "help", 'h', OPTION_HELP, NULL, OPTION_GLOBAL,
	    N_("print this help, or a command's") },
	{ "headless", 0, OPTION_HEADLESS, NULL, OPTION_REPLAY |
	    OPTION_COMPARE,
	    N_("at full speed, without a screen; prints a summary") },
	{ "verify", 0, OPTION_VERIFY, NULL, OPTION_REPLAY,
	    N_("headless: compare every address with the recording") },
	{ "stats", 0, OPTION_STATS, NULL, OPTION_REPLAY,
	    N_("headless: print CPython's own statistics report") },
	{ "json", 0, OPTION_JSON, NULL, OPTION_REPLAY | OPTION_COMPARE,
	    N_("headless: print the heap as JSON") },
	{ "over-time", 0, OPTION_OVER_TIME, NULL, OPTION_REPLAY,
	    N_("headless: the figures over time as CSV, with --json as "
	    "JSON") },
	{ "to", 0, OPTION_TO, N_("N"), OPTION_REPLAY | OPTION_RENDER,
	    N_("headless: stop after event N; .cast, --sheet: the last one") },
	{ "form", 0, OPTION_FORM, N_("NAME"), OPTION_CONVERT | OPTION_RECORD,
	    N_("trace, trace.gz, trace.zst, ptrace, rep or mtrace") },
	{ "output", 'o', OPTION_OUTPUT, N_("FILE"),
	    OPTION_RENDER | OPTION_RECORD,
	    N_("where to; the end of its name says what is written") },
	{ "site", 0, OPTION_SITES, NULL, OPTION_RECORD | OPTION_WATCH,
	    N_("note the Python file, line and function of each request") },
	{ "mark-on", 0, OPTION_MARK_ON, N_("SIGNAL"), OPTION_RECORD,
	    N_("when poolscope gets this signal, set a mark") },
	{ "at", 0, OPTION_AT, N_("MOMENT"), OPTION_RENDER,
	    N_("as goto: an event, 37%, peak, a mark; the end unless given") },
	{ "pane", 0, OPTION_PANE, N_("PANE"), OPTION_RENDER,
	    N_("screen, heap, arena, pool, blocks, block, usedpools, trick, "
	    "lists, layers, freelists, event, time") },
	{ "look", 0, OPTION_LOOK, N_("A.P[.B]"), OPTION_RENDER,
	    N_("at this pool or block; else at what happened last") },
	{ "plot", 0, OPTION_PLOT, NULL, OPTION_RENDER,
	    N_("bytes, pools and arenas over time instead") },
	{ "sheet", 0, OPTION_SHEET, NULL, OPTION_RENDER,
	    N_("exercises on paper: each event from --at to --to") },
	{ "answers", 0, OPTION_ANSWERS, NULL, OPTION_RENDER,
	    N_("sheet: with what each event did") },
	{ "columns", 0, OPTION_COLUMNS, N_("N"), OPTION_RENDER,
	    N_("so many characters wide: 100 unless given") },
	{ "rows", 0, OPTION_ROWS, N_("N"), OPTION_RENDER,
	    N_("so many high: what the pane needs unless given") },
	{ "dark", 0, OPTION_DARK, NULL, OPTION_RENDER,
	    N_("on black, not on white") },
	{ "caption", 0, OPTION_CAPTION, N_("TEXT"), OPTION_RENDER,
	    N_("beneath the picture, instead of what happened last") },
	{ "no-legend", 0, OPTION_NO_LEGEND, NULL, OPTION_RENDER,
	    N_("do not say what the signs mean") },
	{ "check", 0, OPTION_CHECK, NULL, OPTION_LESSON,
	    N_("verify every claim of the lessons, or of the files named") },
	{ "path", 0, OPTION_PATH, N_("PATH"), OPTION_LESSON,
	    N_("the lessons of a path in order: class50, evening") },
	{ "new", 0, OPTION_NEW, N_("FILE"), OPTION_LESSON,
	    N_("write a lesson to begin with") },
	{ "grade", 0, OPTION_GRADE, NULL, OPTION_LESSON,
	    N_("replay logs and print what each student did") },
	{ "csv", 0, OPTION_CSV, NULL, OPTION_LESSON | OPTION_COMPARE,
	    N_("a table for spreadsheets: of grades, or of figures over "
	    "time") },
};

#define NROWS (sizeof(rows) / sizeof(rows[0]))

_Static_assert(NROWS <= OPTION_ROWS_MOST, "options.c has tables of them");

const struct option_row *
option_row_at(size_t i)
{
	return i < NROWS ? &rows[i] : NULL;
}

const struct option_row *
option_row_of(int code)
{
	size_t i;

	for (i = 0; i < NROWS; i++)
		if (rows[i].letter == code || (int)rows[i].code == code)
			return &rows[i];
	return NULL;
}

static bool
set_color(struct options *o, const char *when)
{
	static const struct {
		const char *word;
		enum color_mode mode;
	} words[] = {
		{ "auto", COLOR_AUTO },
		{ "always", COLOR_ALWAYS },
		{ "never", COLOR_NEVER },
	};
	size_t i;

	for (i = 0; i < 3; i++)
		if (strcmp(when, words[i].word) == 0) {
			o->color = words[i].mode;
			return true;
		}
	usage_error(_("--color '%s': it is auto, always or never"), when);
	return false;
}

static bool
set_theme(struct options *o, const char *name)
{
	const struct theme *theme;
	unsigned i;

	for (i = 0; (theme = theme_at(i)) != NULL; i++)
		if (strcmp(theme_name(theme), name) == 0) {
			o->theme = i;
			return true;
		}
	usage_error(_("--theme '%s': it is default, light, high-contrast, "
	    "colour-blind or monochrome"), name);
	return false;
}

static bool
set_lang(const char *lang)
{
	if (strcmp(lang, "en") == 0 || strcmp(lang, "zh_CN") == 0) {
		i18n_start(lang);
		return true;
	}
	usage_error(_("--lang '%s': it is en or zh_CN"), lang);
	return false;
}

static bool
set_to(struct options *o, const char *text)
{
	char *end;

	errno = 0;
	o->to = strtoull(text, &end, 10);
	o->has_to = text[0] >= '0' && text[0] <= '9' && *end == '\0' &&
	    errno == 0;
	if (!o->has_to)
		usage_error(_("--to '%s': give the number of an event"),
		    text);
	return o->has_to;
}

/* A width or a height in cells. */
static bool
set_cells(unsigned *out, const char *name, const char *text)
{
	char *end;
	unsigned long n;

	errno = 0;
	n = strtoul(text, &end, 10);
	if (text[0] >= '1' && text[0] <= '9' && *end == '\0' && errno == 0 &&
	    n >= MIN_CELLS && n <= MAX_CELLS) {
		*out = (unsigned)n;
		return true;
	}
	usage_error(_("--%s '%s': give a number from %d to %d"), name, text,
	    MIN_CELLS, MAX_CELLS);
	return false;
}

static bool
set_output(struct options *o, enum replay_output output)
{
	if (o->output != REPLAY_SUMMARY && o->output != output) {
		usage_error(_("--verify, --stats and --json exclude each "
		    "other"));
		return false;
	}
	o->output = output;
	return true;
}

/* The options that recordings have. */
static bool
set_record_option(struct options *o, enum option_code code,
    const char *argument)
{
	if (code == OPTION_SITES)
		o->site = true;
	if (code != OPTION_MARK_ON)
		return true;
	o->mark_signal = child_signal_named(argument);
	if (o->mark_signal != 0)
		return true;
	usage_error(_("--mark-on '%s': name a signal, such as USR1"),
	    argument);
	return false;
}

/* The options that pictures have. */
static bool
set_render_option(struct options *o, enum option_code code,
    const char *argument)
{
	switch (code) {
	case OPTION_OUTPUT:
		o->output_file = argument;
		break;
	case OPTION_AT:
		o->at = argument;
		break;
	case OPTION_PANE:
		o->pane = argument;
		break;
	case OPTION_LOOK:
		o->look = argument;
		break;
	case OPTION_COLUMNS:
		return set_cells(&o->columns, "columns", argument);
	case OPTION_ROWS:
		return set_cells(&o->rows, "rows", argument);
	case OPTION_DARK:
		o->dark = true;
		break;
	case OPTION_CAPTION:
		o->caption = argument;
		break;
	case OPTION_NO_LEGEND:
		o->no_legend = true;
		break;
	case OPTION_SHEET:
		o->sheet = true;
		break;
	case OPTION_ANSWERS:
		o->answers = true;
		break;
	case OPTION_PLOT:
		o->plot = true;
		break;
	default:
		break;
	}
	return true;
}

/* The options that lessons have. */
static void
set_lesson_option(struct options *o, enum option_code code,
    const char *argument)
{
	switch (code) {
	case OPTION_CHECK:
		o->check = true;
		break;
	case OPTION_GRADE:
		o->grade = true;
		break;
	case OPTION_CSV:
		o->csv = true;
		break;
	case OPTION_NEW:
		o->new_file = argument;
		break;
	case OPTION_PATH:
		o->path = argument;
		break;
	case OPTION_LOG:
		o->log = argument;
		break;
	case OPTION_LOG_TIMES:
		o->log_times = true;
		break;
	default:
		break;
	}
}

/* The options that replays have. */
static bool
set_replay_option(struct options *o, enum option_code code,
    const char *argument)
{
	switch (code) {
	case OPTION_HEADLESS:
		o->headless = true;
		return true;
	case OPTION_OVER_TIME:
		o->over_time = true;
		return true;
	case OPTION_VERIFY:
		return set_output(o, REPLAY_VERIFIED);
	case OPTION_STATS:
		return set_output(o, REPLAY_STATS);
	case OPTION_JSON:
		return set_output(o, REPLAY_JSON);
	default:
		return set_to(o, argument);
	}
}

/* Sets what an option sets; false: it said why not. */
bool
option_set(struct options *o, enum option_code code, const char *argument)
{
	switch (code) {
	case OPTION_PROFILE:
		o->profile = argument;
		break;
	case OPTION_PLAIN:
		o->plain = true;
		break;
	case OPTION_RESUME:
		o->resume = true;
		break;
	case OPTION_LANG:
		return set_lang(argument);
	case OPTION_COLOR:
		return set_color(o, argument);
	case OPTION_THEME:
		return set_theme(o, argument);
	case OPTION_LARGE:
		o->large = true;
		break;
	case OPTION_ASCII:
		o->ascii = true;
		break;
	case OPTION_STRICT:
		o->strict = true;
		break;
	case OPTION_KEEP_GOING:
		o->keep_going = true;
		break;
	case OPTION_HEADLESS:
	case OPTION_VERIFY:
	case OPTION_STATS:
	case OPTION_JSON:
	case OPTION_OVER_TIME:
	case OPTION_TO:
		return set_replay_option(o, code, argument);
	case OPTION_PRESENT:
		o->present = argument;
		break;
	case OPTION_NOTES:
		o->notes = true;
		break;
	case OPTION_FORM:
		o->form = argument;
		break;
	case OPTION_VERSION:
	case OPTION_HELP:
		break;
	default:
		set_lesson_option(o, code, argument);
		return set_record_option(o, code, argument) &&
		    set_render_option(o, code, argument);
	}
	return true;
}
