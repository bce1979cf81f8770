/*
 * options.c - the command line, by the tables of options and of commands.
 */
#include "config.h"

#include "app/options.h"

#include <errno.h>
#include <getopt.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "app/auto_profile.h"
#include "app/modes.h"
#include "app/option_rows.h"
#include "app/printer.h"
#include "support/i18n.h"
#include "support/strbuf.h"
#include "support/xalloc.h"

int
usage_error(const char *format, ...)
{
	struct strbuf text = STRBUF_INIT;
	va_list ap;

	va_start(ap, format);
	strbuf_vprintf(&text, format, ap);
	va_end(ap);
	print_fault(strbuf_text(&text));
	strbuf_free(&text);
	return EXIT_USAGE;
}

/* ---- help --------------------------------------------------------------- */

/* What is too long for its column has a line of its own. */
static void
print_row(const char *text, const char *help)
{
	char *row = strlen(text) > 21 ?
	    xasprintf("  %s\n  %-22s%s\n", text, "", help) :
	    xasprintf("  %-22s%s\n", text, help);

	print_text(row);
	free(row);
}

static void
print_option_rows(unsigned scopes)
{
	char text[64], letter[8];
	const struct option_row *r;
	size_t i;

	for (i = 0; (r = option_row_at(i)) != NULL; i++) {
		if ((r->scope & scopes) == 0)
			continue;
		snprintf(letter, sizeof(letter), r->letter != 0 ?
		    "-%c, " : "    ", r->letter);
		snprintf(text, sizeof(text), "%s--%s%s%s", letter,
		    r->name, r->argument != NULL ? " " : "",
		    r->argument != NULL ? _(r->argument) : "");
		print_row(text, _(r->help));
	}
}

static void
print_help(void)
{
	const struct mode *m;
	char text[64];

	print_text(_("poolscope [OPTIONS] [COMMAND [ARGUMENTS]]\n"
	    "See how CPython's small-object allocator works.\n\n"));
	print_text(_("Commands (none: an interactive session):\n"));
	for (m = modes; m->name != NULL; m++) {
		snprintf(text, sizeof(text), "%s %s", m->name, m->usage);
		print_row(text, _(m->summary));
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
	struct option options[OPTION_ROWS_MOST + 1];
	char letters[2 * OPTION_ROWS_MOST + 3];
};

static void
fill_tables(struct getopt_tables *t)
{
	const struct option_row *r;
	char *letter = t->letters;
	size_t i;

	/* '+': the first word that is no option ends the global ones. */
	*letter++ = '+';
	*letter++ = ':';
	for (i = 0; (r = option_row_at(i)) != NULL; i++) {
		t->options[i] = (struct option){
			.name = r->name,
			.has_arg = r->argument != NULL,
			.val = OPTION_CODE(i),
		};
		if (r->letter == 0)
			continue;
		*letter++ = (char)r->letter;
		if (r->argument != NULL)
			*letter++ = ':';
	}
	*letter = '\0';
	t->options[i] = (struct option){ 0 };
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

/* --version, --help. */
static void
print_one(const struct options *o, const struct option_row *row)
{
	if (row->letter == 'V')
		print_version();
	else if (o->mode != NULL)
		print_mode_help(o->mode);
	else
		print_help();
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
	struct getopt_tables tables = { .letters = "" };
	int code;

	fill_tables(&tables);
	opterr = 0;
	optind = 0;
	while ((code = getopt_long(argc, argv, tables.letters,
	    tables.options, NULL)) != -1) {
		row = code == '?' || code == ':' ? NULL : option_row_of(code);
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
		if (row->set == NULL) {
			print_one(o, row);
			return 0;
		}
		if (!row->set(o, row, optarg)) {
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
		if (o->mode->program) {
			o->args = argv + taken;
			o->nargs = (size_t)(argc - taken);
			return true;
		}
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
	if (o->mode == NULL && access(name, F_OK) == 0)
		return usage_error(_("'%s' is a file, no command: `replay' "
		    "shows a trace, `run' carries out a script, `record --' "
		    "runs a program"), name);
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
