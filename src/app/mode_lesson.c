/*
 * mode_lesson.c - poolscope lesson [NAME].
 */
#include "config.h"

#include "app/modes.h"

#include <stdio.h>

#include "app/interactive.h"
#include "app/lessons.h"
#include "app/pipe.h"
#include "app/printer.h"
#include "command/console.h"
#include "lesson/check.h"
#include "lesson/player.h"
#include "session/session.h"
#include "support/i18n.h"

#define COLUMNS 76	/* of a lesson on paper */

/* ---- lesson --check ----------------------------------------------------- */

static void
check_file(void *ctx, const char *path)
{
	check_lesson(path, lessons_print_fault, NULL, ctx);
}

static int
check(const struct options *o)
{
	struct check sum = { .passed = 0 };
	size_t i;

	if (o->nargs == 0)
		lessons_each(check_file, &sum);
	for (i = 0; i < o->nargs; i++)
		check_file(&sum, o->args[i]);
	if (sum.passed + sum.failed + sum.unreadable == 0)
		return usage_error(_("there are no lessons to check"));
	printf("%u passed, %u failed\n", sum.passed,
	    sum.failed + sum.unreadable);
	if (sum.unreadable != 0)
		return EXIT_USAGE;
	return sum.failed != 0 ? EXIT_DOES_NOT_HOLD : EXIT_DONE;
}

/* ---- lesson ------------------------------------------------------------- */

static int
list(void)
{
	const struct console_hooks hooks = { .line = print_script_line };
	struct library library = LIBRARY_INIT;
	struct console c;
	size_t count;

	lessons_gather(&library);
	console_init(&c, NULL, &hooks, CONSOLE_LESSON);
	library_list(&library, &c);
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
	player = player_new(l, &c, COLUMNS);
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
		status = interactive_run(s, o, name, NULL);
	else
		status = print_lesson(s, l);
	session_free(s);
	lesson_free(l);
	return status;
}

int
mode_lesson(const struct options *o)
{
	if (o->check)
		return check(o);
	if (o->nargs == 0)
		return list();
	if (o->nargs > 1)
		return usage_error(_("lesson: one lesson at a time"));
	return start(o, o->args[0]);
}
