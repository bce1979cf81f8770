/*
 * options.c - the command line, by two tables.
 */
#include "config.h"

#include "app/options.h"

#include <errno.h>
#include <getopt.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/auto_profile.h"
#include "app/modes.h"
#include "app/printer.h"
#include "support/i18n.h"
#include "support/xalloc.h"
#include "view/theme.h"

int
usage_error(const char *format, ...)
{
	va_list ap;

	fputs("poolscope: ", stderr);
	va_start(ap, format);
	vfprintf(stderr, format, ap);
	va_end(ap);
	fputc('\n', stderr);
	return EXIT_USAGE;
}

/* ---- the options -------------------------------------------------------- */

#define MIN_CELLS 20	/* of a picture, either way */
#define MAX_CELLS 400

enum option_code {
	OPTION_PROFILE = 256,
	OPTION_PLAIN,
	OPTION_LANG,
	OPTION_COLOR,
	OPTION_THEME,
	OPTION_ASCII,
	OPTION_LARGE,
	OPTION_STRICT,
	OPTION_KEEP_GOING,
	OPTION_VERSION,
	OPTION_HELP,
	OPTION_HEADLESS,
	OPTION_VERIFY,
	OPTION_STATS,
	OPTION_JSON,
	OPTION_TO,
	OPTION_CHECK,
	OPTION_GRADE,
	OPTION_CSV,
	OPTION_NEW,
	OPTION_PATH,
	OPTION_LOG,
	OPTION_LOG_TIMES,
	OPTION_PRESENT,
	OPTION_NOTES,
	OPTION_OUTPUT,
	OPTION_AT,
	OPTION_PANE,
	OPTION_LOOK,
	OPTION_COLUMNS,
	OPTION_ROWS,
	OPTION_DARK,
	OPTION_CAPTION,
	OPTION_NO_LEGEND,
	OPTION_SHEET,
	OPTION_ANSWERS,
	OPTION_PLOT
};

struct option_row {
	const char *name;
	int letter;		/* its short form, or 0 */
	enum option_code code;
	const char *argument;	/* or NULL */
	unsigned scope;
	const char *help;
};

static const struct option_row rows[] = {
	{ "profile", 'p', OPTION_PROFILE, N_("NAME[,KEY=VALUE...]"),
	    OPTION_GLOBAL, N_("which CPython's allocator; `profiles' lists "
	    "them, `auto' asks python3") },
	{ "plain", 0, OPTION_PLAIN, NULL, OPTION_GLOBAL,
	    N_("line by line, nothing drawn: for screen readers and pipes") },
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
	{ "headless", 0, OPTION_HEADLESS, NULL, OPTION_REPLAY,
	    N_("at full speed, without a screen; prints a summary") },
	{ "verify", 0, OPTION_VERIFY, NULL, OPTION_REPLAY,
	    N_("headless: compare every address with the recording") },
	{ "stats", 0, OPTION_STATS, NULL, OPTION_REPLAY,
	    N_("headless: print CPython's own statistics report") },
	{ "json", 0, OPTION_JSON, NULL, OPTION_REPLAY,
	    N_("headless: print the heap as JSON") },
	{ "to", 0, OPTION_TO, N_("N"), OPTION_REPLAY | OPTION_RENDER,
	    N_("headless: stop after event N; .cast, --sheet: the last one") },
	{ "output", 'o', OPTION_OUTPUT, N_("FILE"), OPTION_RENDER,
	    N_("where to: .svg, .pdf, .png, .txt, or .cast for a span") },
	{ "at", 0, OPTION_AT, N_("MOMENT"), OPTION_RENDER,
	    N_("as goto: an event, 37%, peak, a mark; the end unless given") },
	{ "pane", 0, OPTION_PANE, N_("PANE"), OPTION_RENDER,
	    N_("screen, heap, arena, pool, blocks, block, usedpools, trick, "
	    "lists, layers, event, time") },
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
	{ "csv", 0, OPTION_CSV, NULL, OPTION_LESSON,
	    N_("grade: a table for spreadsheets") },
};

#define NROWS (sizeof(rows) / sizeof(rows[0]))

static const struct option_row *
row_of(int code)
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

/* Sets what an option sets; false: it said why not. */
static bool
set_option(struct options *o, enum option_code code, const char *argument)
{
	switch (code) {
	case OPTION_PROFILE:
		o->profile = argument;
		break;
	case OPTION_PLAIN:
		o->plain = true;
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
		o->headless = true;
		break;
	case OPTION_VERIFY:
		return set_output(o, REPLAY_VERIFIED);
	case OPTION_STATS:
		return set_output(o, REPLAY_STATS);
	case OPTION_JSON:
		return set_output(o, REPLAY_JSON);
	case OPTION_TO:
		return set_to(o, argument);
	case OPTION_PRESENT:
		o->present = argument;
		break;
	case OPTION_NOTES:
		o->notes = true;
		break;
	case OPTION_VERSION:
	case OPTION_HELP:
		break;
	default:
		set_lesson_option(o, code, argument);
		return set_render_option(o, code, argument);
	}
	return true;
}

/* ---- help --------------------------------------------------------------- */

static void
print_option_rows(unsigned scopes)
{
	char text[64], letter[8], *row;
	size_t i;

	for (i = 0; i < NROWS; i++) {
		if ((rows[i].scope & scopes) == 0)
			continue;
		snprintf(letter, sizeof(letter), rows[i].letter != 0 ?
		    "-%c, " : "    ", rows[i].letter);
		snprintf(text, sizeof(text), "%s--%s%s%s", letter,
		    rows[i].name, rows[i].argument != NULL ? " " : "",
		    rows[i].argument != NULL ? _(rows[i].argument) : "");
		if (strlen(text) > 21)
			row = xasprintf("  %s\n  %-22s%s\n", text, "",
			    _(rows[i].help));
		else
			row = xasprintf("  %-22s%s\n", text,
			    _(rows[i].help));
		print_text(row);
		free(row);
	}
}

static void
print_help(void)
{
	const struct mode *m;
	char text[64], *row;

	print_text(_("poolscope [OPTIONS] [COMMAND [ARGUMENTS]]\n"
	    "See how CPython's small-object allocator works.\n\n"));
	print_text(_("Commands (none: an interactive session):\n"));
	for (m = modes; m->name != NULL; m++) {
		snprintf(text, sizeof(text), "%s %s", m->name, m->usage);
		row = xasprintf("  %-22s%s\n", text, _(m->summary));
		print_text(row);
		free(row);
	}
	print_text(_("\nOptions:\n"));
	print_option_rows(OPTION_GLOBAL);
	print_text(_("\n`poolscope COMMAND --help' tells about a command; "
	    "`help' in a session about its\nlanguage.  Exit status: 0 done, 1 "
	    "what was asked for does not hold, 2 usage or a\nfile that cannot "
	    "be read.\n"));
}

static void
print_mode_help(const struct mode *m)
{
	printf("poolscope %s %s\n", m->name, m->usage);
	print_text(_(m->summary));
	if (m->help != NULL) {
		putchar('\n');
		print_text(_(m->help));
	}
	print_text(_("\nOptions:\n"));
	print_option_rows(OPTION_GLOBAL | m->scopes);
}

static void
print_version(void)
{
	printf("poolscope %s\n", PACKAGE_VERSION);
	printf(_("Copyright (C) 2026 the poolscope authors\n"
	    "Licence GPLv3+: GNU GPL version 3 or later "
	    "<https://gnu.org/licenses/gpl.html>.\n"
	    "There is no warranty, to the extent permitted by law.\n"));
}

/* ---- reading ------------------------------------------------------------ */

/* What getopt_long wants to know. */
struct getopt_tables {
	struct option options[NROWS + 1];
	char letters[2 * NROWS + 3];
};

static void
fill_tables(struct getopt_tables *t)
{
	char *letter = t->letters;
	size_t i;

	/* '+': the first word that is no option ends the global ones. */
	*letter++ = '+';
	*letter++ = ':';
	for (i = 0; i < NROWS; i++) {
		t->options[i] = (struct option){
			.name = rows[i].name,
			.has_arg = rows[i].argument != NULL,
			.val = (int)rows[i].code,
		};
		if (rows[i].letter == 0)
			continue;
		*letter++ = (char)rows[i].letter;
		if (rows[i].argument != NULL)
			*letter++ = ':';
	}
	*letter = '\0';
	t->options[NROWS] = (struct option){ 0 };
}

static int
bad_option(char *const *argv, int code)
{
	const char *word = argv[optind - 1];

	if (code == ':')
		return usage_error(_("%s: a value must follow"), word);
	if (optopt != 0 && optopt < 256 && strncmp(word, "--", 2) != 0)
		return usage_error(_("-%c: no such option; --help lists "
		    "them"), optopt);
	return usage_error(_("%s: no such option; --help lists them"), word);
}

/*
 * Reads options from the front of ARGV (whose first element is skipped);
 * returns how many words they took with it, or 0: nothing is left to do.
 */
static int
read_options(int argc, char **argv, struct options *o, unsigned scopes,
    int *status)
{
	const struct option_row *row;
	struct getopt_tables tables;
	int code;

	fill_tables(&tables);
	opterr = 0;
	optind = 0;
	while ((code = getopt_long(argc, argv, tables.letters,
	    tables.options, NULL)) != -1) {
		row = code == '?' || code == ':' ? NULL : row_of(code);
		*status = EXIT_DONE;
		if (row == NULL) {
			*status = bad_option(argv, code);
			return 0;
		}
		if ((row->scope & scopes) == 0) {
			*status = usage_error(_("--%s: not an option here; "
			    "--help lists them"), row->name);
			return 0;
		}
		if (row->code == OPTION_VERSION) {
			print_version();
			return 0;
		}
		if (row->code == OPTION_HELP) {
			if (o->mode != NULL)
				print_mode_help(o->mode);
			else
				print_help();
			return 0;
		}
		if (!set_option(o, row->code, optarg)) {
			*status = EXIT_USAGE;
			return 0;
		}
	}
	return optind;
}

static const struct mode *
find_mode(const char *name)
{
	const struct mode *m;

	for (m = modes; m->name != NULL; m++)
		if (strcmp(m->name, name) == 0)
			return m;
	return NULL;
}

/* Commands that a later version has. */
static bool
is_reserved(const char *name)
{
	static const char *const reserved[] = { "record", "watch", "convert",
	    "compare", "render" };
	size_t i;

	for (i = 0; i < sizeof(reserved) / sizeof(reserved[0]); i++)
		if (strcmp(reserved[i], name) == 0)
			return true;
	return false;
}

/* The command's own options may stand between its arguments. */
static bool
read_arguments(int argc, char **argv, struct options *o, int *status)
{
	char **args = argv;
	size_t n = 0;
	int taken;

	for (;;) {
		taken = read_options(argc, argv, o,
		    OPTION_GLOBAL | o->mode->scopes, status);
		if (taken == 0)
			return false;
		if (taken >= argc)
			break;
		/* ARGV[0] is behind us: room for the arguments found */
		args[n++] = argv[taken];
		argv += taken;
		argc -= taken;
	}
	o->args = args;
	o->nargs = n;
	return true;
}

static int
read_mode(int argc, char **argv, struct options *o)
{
	const char *name = argv[0];
	int status = EXIT_DONE;

	o->mode = find_mode(name);
	if (o->mode == NULL && is_reserved(name))
		return usage_error(_("%s: not in this version"), name);
	if (o->mode == NULL)
		return usage_error(_("'%s' is no command; --help lists them"),
		    name);
	if (!read_arguments(argc, argv, o, &status))
		return status != EXIT_DONE ? status : -1;
	if (o->nargs < o->mode->min || o->nargs > o->mode->max)
		return usage_error(_("usage: poolscope %s%s%s"),
		    o->mode->name, o->mode->usage[0] != '\0' ? " " : "",
		    o->mode->usage);
	return EXIT_DONE;
}

bool
options_parse(int argc, char **argv, struct options *o, int *status)
{
	int taken;

	*o = (struct options){ 0 };
	taken = read_options(argc, argv, o, OPTION_GLOBAL, status);
	if (taken == 0)
		return false;
	if (taken >= argc)
		return true;
	*status = read_mode(argc - taken, argv + taken, o);
	if (*status == EXIT_DONE)
		return true;
	if (*status < 0)
		*status = EXIT_DONE;
	return false;
}

bool
options_profile(const struct options *o, struct pym_profile *out)
{
	const char *spec = o->profile != NULL ? o->profile : "classic";
	char error[256];

	if (strcmp(spec, "auto") == 0)
		return auto_profile(out);
	if (pym_profile_parse(spec, out, error, sizeof(error)) == PYM_OK)
		return true;
	usage_error("--profile: %s", error);
	return false;
}
