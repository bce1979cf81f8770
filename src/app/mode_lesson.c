/*
 * mode_lesson.c - poolscope lesson [NAME].
 */
#include "config.h"

#include "app/modes.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/interactive.h"
#include "app/journal.h"
#include "app/lessons.h"
#include "app/pipe.h"
#include "app/printer.h"
#include "app/study.h"
#include "command/console.h"
#include "lesson/check.h"
#include "lesson/player.h"
#include "lesson/skeleton.h"
#include "lesson/twin.h"
#include "session/session.h"
#include "support/i18n.h"

#define COLUMNS 76	/* of a lesson on paper, at most */

/* ---- lesson --check ----------------------------------------------------- */

static void
check_file(void *ctx, const char *path)
{
	check_lesson(path, lessons_print_fault, NULL, ctx);
	twin_check(path, lessons_print_fault, NULL, ctx);
}

static int
check(const struct options *o)
{
	struct check sum = { .passed = 0 };
	size_t i;

	if (o->nargs == 0)
		lessons_each(check_file, &sum);
	for (i = 0; i < o->nargs; i++) {
		check_file(&sum, o->args[i]);
		twin_check_translations(o->args[i], lessons_print_fault,
		    NULL, &sum);
	}
	if (o->nargs == 0 && sum.passed + sum.failed + sum.unreadable == 0)
		return usage_error(_("there are no lessons to check"));
	printf("%u passed, %u failed\n", sum.passed,
	    sum.failed + sum.unreadable);
	if (sum.unreadable != 0)
		return EXIT_USAGE;
	return sum.failed != 0 ? EXIT_DOES_NOT_HOLD : EXIT_DONE;
}

/* ---- lesson ------------------------------------------------------------- */

static int
list(int path)
{
	const struct console_hooks hooks = { .line = print_script_line };
	struct library library = LIBRARY_INIT;
	struct console c;
	size_t count;

	lessons_gather(&library);
	console_init(&c, NULL, &hooks, CONSOLE_LESSON);
	study_list(&library, &c, path);
	console_end(&c);
	count = library.count;
	library_free(&library);
	return count != 0 ? EXIT_DONE : usage_error(_("there are no lessons: "
	    "POOLSCOPE_LESSONS can name a folder that has some"));
}

/* ---- lesson NAME -------------------------------------------------------- */

/* On paper: the text, and what the commands answer. */
static int
print_lesson(struct session *s, const struct lesson *l)
{
	const struct console_hooks hooks = { .line = print_keyboard_line };
	struct player *player;
	struct console c;

	console_init(&c, s, &hooks, CONSOLE_LESSON);
	player = player_new(l, &c, print_columns(COLUMNS));
	if (player != NULL)
		player_print(player);
	player_free(player);
	console_end(&c);
	return player != NULL ? EXIT_DONE :
	    usage_error(_("there is no memory for a heap"));
}

static int
start(const struct options *o, const char *name)
{
	struct lesson *l = lessons_open(name, lessons_print_fault, NULL);
	struct session *s;
	int status;

	if (l == NULL)
		return EXIT_USAGE;
	s = session_new(pym_profile_at(0), 0);
	if (s == NULL)
		status = usage_error(_("there is no memory for a heap"));
	else if (interactive_possible() || (o->plain && pipe_has_lines()))
		status = interactive_run(s, o, name, NULL, NULL,
		    journal_new(NULL));
	else
		status = print_lesson(s, l);
	session_free(s);
	lesson_free(l);
	return status;
}

/* The next lesson of a path, or all of them on paper. */
static int
follow_path(const struct options *o)
{
	int path = study_path(o), status;
	char *name = interactive_possible() ? study_next(o, NULL) : NULL;

	status = name != NULL ? start(o, name) : list(path);
	free(name);
	return status;
}

/* ---- lesson --new ------------------------------------------------------- */

static int
write_new(const char *path)
{
	char *shown;

	if (!skeleton_write(path))
		return usage_error("%s: %s", path, errno == EEXIST ?
		    _("this file is there already, and stays as it is") :
		    strerror(errno));
	shown = print_shown(path);
	printf(_("%s is written: change it, and try lesson --check %s\n"),
	    shown, shown);
	free(shown);
	return EXIT_DONE;
}

/* ---- all ---------------------------------------------------------------- */

int
mode_lesson(const struct options *o)
{
	if (o->check)
		return check(o);
	if (o->grade)
		return mode_grade(o);
	if (o->new_file != NULL)
		return write_new(o->new_file);
	if (study_path(o) == -2 || !study_can_log(o))
		return EXIT_USAGE;
	if (o->nargs == 0)
		return follow_path(o);
	if (o->nargs > 1)
		return usage_error(_("lesson: one lesson at a time"));
	return start(o, o->args[0]);
}
