/*
 * option_rows.c - the options of the command line, one row each, and what each
 * of them sets.
 */
#include "config.h"

#include "app/option_rows.h"

#include <errno.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "app/child.h"
#include "support/i18n.h"
#include "view/theme.h"

#define MIN_CELLS 20	/* of a picture, either way */
#define MAX_CELLS 400

static void *
member(struct options *o, const struct option_row *row)
{
	return (char *)o + row->member;
}

static bool
set_flag(struct options *o, const struct option_row *row, const char *argument)
{
	(void)argument;
	*(bool *)member(o, row) = true;
	return true;
}

static bool
set_text(struct options *o, const struct option_row *row, const char *argument)
{
	*(const char **)member(o, row) = argument;
	return true;
}

static bool
set_color(struct options *o, const struct option_row *row, const char *when)
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

	(void)row;
	for (i = 0; i < 3; i++)
		if (strcmp(when, words[i].word) == 0) {
			o->color = words[i].mode;
			return true;
		}
	usage_error(_("--color '%s': it is auto, always or never"), when);
	return false;
}

static bool
set_theme(struct options *o, const struct option_row *row, const char *name)
{
	const struct theme *theme;
	unsigned i;

	(void)row;
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
set_lang(struct options *o, const struct option_row *row, const char *lang)
{
	(void)o;
	(void)row;
	if (strcmp(lang, "en") == 0 || strcmp(lang, "zh_CN") == 0) {
		i18n_start(lang);
		return true;
	}
	usage_error(_("--lang '%s': it is en or zh_CN"), lang);
	return false;
}

static bool
set_to(struct options *o, const struct option_row *row, const char *text)
{
	char *end;

	(void)row;
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
set_cells(struct options *o, const struct option_row *row, const char *text)
{
	char *end;
	unsigned long n;

	errno = 0;
	n = strtoul(text, &end, 10);
	if (text[0] >= '1' && text[0] <= '9' && *end == '\0' && errno == 0 &&
	    n >= MIN_CELLS && n <= MAX_CELLS) {
		*(unsigned *)member(o, row) = (unsigned)n;
		return true;
	}
	usage_error(_("--%s '%s': give a number from %d to %d"), row->name,
	    text, MIN_CELLS, MAX_CELLS);
	return false;
}

static bool
set_output(struct options *o, const struct option_row *row,
    const char *argument)
{
	enum replay_output output = (enum replay_output)row->member;

	(void)argument;
	if (o->output != REPLAY_SUMMARY && o->output != output) {
		usage_error(_("--verify, --stats and --json exclude each "
		    "other"));
		return false;
	}
	o->output = output;
	return true;
}

static bool
set_mark_signal(struct options *o, const struct option_row *row,
    const char *name)
{
	(void)row;
	o->mark_signal = child_signal_named(name);
	if (o->mark_signal != 0)
		return true;
	usage_error(_("--mark-on '%s': name a signal, such as USR1"), name);
	return false;
}

#define FLAG(name) set_flag, offsetof(struct options, name)
#define TEXT(name) set_text, offsetof(struct options, name)
#define CELLS(name) set_cells, offsetof(struct options, name)

static const struct option_row rows[] = {
	{ "profile", 'p', N_("NAME[,KEY=VALUE...]"), OPTION_GLOBAL,
	    TEXT(profile),
	    N_("which CPython's allocator; `profiles' lists them, `auto' asks "
	    "python3") },
	{ "plain", 0, NULL, OPTION_GLOBAL, FLAG(plain),
	    N_("line by line, nothing drawn: for screen readers and pipes") },
	{ "resume", 0, NULL, OPTION_GLOBAL, FLAG(resume),
	    N_("take up the session again that was not finished") },
	{ "lang", 0, N_("LANG"), OPTION_GLOBAL, set_lang, 0,
	    N_("the language of texts: en, zh_CN") },
	{ "color", 0, N_("WHEN"), OPTION_GLOBAL, set_color, 0,
	    N_("colours: auto, always or never") },
	{ "theme", 0, N_("NAME"), OPTION_GLOBAL, set_theme, 0,
	    N_("light, high-contrast, colour-blind, monochrome") },
	{ "large", 0, NULL, OPTION_GLOBAL, FLAG(large),
	    N_("draw blocks larger, for a projector") },
	{ "ascii", 0, NULL, OPTION_GLOBAL, FLAG(ascii),
	    N_("draw with ASCII characters only") },
	{ "strict", 0, NULL, OPTION_GLOBAL, FLAG(strict),
	    N_("refuse a trace rather than repair it") },
	{ "keep-going", 'k', NULL, OPTION_GLOBAL, FLAG(keep_going),
	    N_("scripts go on after an error") },
	{ "log", 0, N_("FILE"), OPTION_GLOBAL, TEXT(log),
	    N_("write what is typed and answered in lessons to FILE") },
	{ "log-times", 0, NULL, OPTION_GLOBAL, FLAG(log_times),
	    N_("log: write also when each line was typed") },
	{ "present", 0, N_("SCRIPT|LESSON"), OPTION_GLOBAL, TEXT(present),
	    N_("present a script or a lesson, one Page Down at a time") },
	{ "notes", 0, NULL, OPTION_GLOBAL, FLAG(notes),
	    N_("follow a presentation's notes, on a second terminal") },
	{ "version", 'V', NULL, OPTION_GLOBAL, NULL, 0,
	    N_("print the version") },
	{ "help", 'h', NULL, OPTION_GLOBAL, NULL, 0,
	    N_("print this help, or a command's") },
	{ "headless", 0, NULL, OPTION_REPLAY | OPTION_COMPARE, FLAG(headless),
	    N_("at full speed, without a screen; prints a summary") },
	{ "verify", 0, NULL, OPTION_REPLAY, set_output, REPLAY_VERIFIED,
	    N_("headless: compare every address with the recording") },
	{ "stats", 0, NULL, OPTION_REPLAY, set_output, REPLAY_STATS,
	    N_("headless: print CPython's own statistics report") },
	{ "json", 0, NULL, OPTION_REPLAY | OPTION_COMPARE,
	    set_output, REPLAY_JSON,
	    N_("headless: print the heap as JSON") },
	{ "over-time", 0, NULL, OPTION_REPLAY, FLAG(over_time),
	    N_("headless: the figures over time as CSV, with --json as JSON") },
	{ "to", 0, N_("N"), OPTION_REPLAY | OPTION_RENDER, set_to, 0,
	    N_("headless: stop after event N; .cast, --sheet: the last one") },
	{ "form", 0, N_("NAME"), OPTION_CONVERT | OPTION_RECORD, TEXT(form),
	    N_("trace, trace.gz, trace.zst, ptrace, rep or mtrace") },
	{ "output", 'o', N_("FILE"), OPTION_RENDER | OPTION_RECORD,
	    TEXT(output_file),
	    N_("where to; the end of its name says what is written") },
	{ "site", 0, NULL, OPTION_RECORD | OPTION_WATCH, FLAG(site),
	    N_("note the Python file, line and function of each request") },
	{ "mark-on", 0, N_("SIGNAL"), OPTION_RECORD, set_mark_signal, 0,
	    N_("when poolscope gets this signal, set a mark") },
	{ "at", 0, N_("MOMENT"), OPTION_RENDER, TEXT(at),
	    N_("as goto: an event, 37%, peak, a mark; the end unless given") },
	{ "pane", 0, N_("PANE"), OPTION_RENDER, TEXT(pane),
	    N_("screen, heap, arena, pool, blocks, block, usedpools, trick, "
	    "lists, layers, freelists, event, time") },
	{ "look", 0, N_("A.P[.B]"), OPTION_RENDER, TEXT(look),
	    N_("at this pool or block; else at what happened last") },
	{ "plot", 0, NULL, OPTION_RENDER, FLAG(plot),
	    N_("bytes, pools and arenas over time instead") },
	{ "sheet", 0, NULL, OPTION_RENDER, FLAG(sheet),
	    N_("exercises on paper: each event from --at to --to") },
	{ "answers", 0, NULL, OPTION_RENDER, FLAG(answers),
	    N_("sheet: with what each event did") },
	{ "columns", 0, N_("N"), OPTION_RENDER, CELLS(columns),
	    N_("so many characters wide: 100 unless given") },
	{ "rows", 0, N_("N"), OPTION_RENDER, CELLS(rows),
	    N_("so many high: what the pane needs unless given") },
	{ "dark", 0, NULL, OPTION_RENDER, FLAG(dark),
	    N_("on black, not on white") },
	{ "caption", 0, N_("TEXT"), OPTION_RENDER, TEXT(caption),
	    N_("beneath the picture, instead of what happened last") },
	{ "no-legend", 0, NULL, OPTION_RENDER, FLAG(no_legend),
	    N_("do not say what the signs mean") },
	{ "check", 0, NULL, OPTION_LESSON, FLAG(check),
	    N_("verify every claim of the lessons, or of the files named") },
	{ "path", 0, N_("PATH"), OPTION_LESSON, TEXT(path),
	    N_("the lessons of a path in order: class50, evening") },
	{ "new", 0, N_("FILE"), OPTION_LESSON, TEXT(new_file),
	    N_("write a lesson to begin with") },
	{ "grade", 0, NULL, OPTION_LESSON, FLAG(grade),
	    N_("replay logs and print what each student did") },
	{ "csv", 0, NULL, OPTION_LESSON | OPTION_COMPARE, FLAG(csv),
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
		if (rows[i].letter == code || OPTION_CODE(i) == code)
			return &rows[i];
	return NULL;
}
