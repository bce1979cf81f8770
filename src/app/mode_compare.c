/*
 * mode_compare.c - poolscope compare TRACE [PROFILE...].
 */
#include "config.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/compare_screen.h"
#include "app/compare_sides.h"
#include "app/interactive.h"
#include "app/modes.h"
#include "app/printer.h"
#include "support/i18n.h"
#include "support/xalloc.h"
#include "terminal/plain.h"

/* ---- at once ------------------------------------------------------------ */

static int
compare_headless(const struct options *o, const struct pym_profile *profiles,
    size_t n)
{
	struct compared *list = xcalloc(n, sizeof(*list));
	struct strbuf out = STRBUF_INIT;
	int status = EXIT_DONE;
	size_t i;

	for (i = 0; i < n && status == EXIT_DONE; i++)
		if (!compare_run(o, &profiles[i], &list[i]))
			status = EXIT_USAGE;
	if (status == EXIT_DONE) {
		if (o->csv)
			compare_csv(list, n, &out);
		else if (o->output == REPLAY_JSON)
			compare_json(list, n, o->args[0], &out);
		else
			compare_table(list, n, &out);
		fputs(strbuf_text(&out), stdout);
	}
	strbuf_free(&out);
	free(list);
	return status;
}

/* ---- line by line ------------------------------------------------------- */

/* Each line says whose it is; errors, too, so that all are in order. */
static void
say_line(struct side *side, enum console_style style, const char *text)
{
	(void)style;
	printf("%s: %s\n", side->name, text);
}

static bool
plain_line(void *ctx, const char *text)
{
	struct sides *sides = ctx;
	struct strbuf line = STRBUF_INIT;
	size_t i;
	bool on = sides_run(sides, text);

	for (i = 0; i < sides->count && on; i++) {
		strbuf_clear(&line);
		side_figures(&sides->list[i], &line);
		say_line(&sides->list[i], CONSOLE_NORMAL,
		    strbuf_text(&line));
	}
	strbuf_free(&line);
	fflush(stdout);
	return on;
}

static const char *
plain_prompt(void *ctx)
{
	(void)ctx;
	return "(compare) ";
}

static int
read_lines(struct sides *sides)
{
	char *line = NULL;
	size_t room = 0;
	ssize_t length = 0;
	int status = EXIT_DONE;
	bool on = true;

	while (on && (length = xgetline(&line, &room, stdin)) >= 0) {
		line[strcspn(line, "\n")] = '\0';
		on = plain_line(sides, line);
	}
	if (length < 0 && xgetline_failed(stdin))
		status = usage_error(_("standard input cannot be read: %s"),
		    strerror(errno));
	free(line);
	return status;
}

static int
compare_plain(struct sides *sides)
{
	const struct plain_options how = { .prompt = plain_prompt,
	    .line = plain_line, .ctx = sides };
	size_t i;

	for (i = 0; i < sides->count; i++)
		sides->list[i].line = say_line;
	if (!interactive_possible())
		return read_lines(sides);
	plain_run(&how);
	return EXIT_DONE;
}

/* ---- the command -------------------------------------------------------- */

int
mode_compare(const struct options *o)
{
	struct pym_profile profiles[COMPARE_MOST + 1];
	struct sides *sides;
	size_t n;
	int status = EXIT_USAGE;

	if (!compare_profiles(o, profiles, &n))
		return EXIT_USAGE;
	if (o->headless || o->csv || o->output == REPLAY_JSON)
		return compare_headless(o, profiles, n);
	if (!interactive_possible() && !o->plain)
		return usage_error(_("there is no terminal to compare on; "
		    "--plain, --headless, --csv and --json need none"));
	sides = xcalloc(1, sizeof(*sides));
	if (sides_open(sides, o, profiles, n))
		status = o->plain || !compare_screen(sides, o, &status) ?
		    compare_plain(sides) : status;
	sides_close(sides);
	free(sides);
	return status;
}
