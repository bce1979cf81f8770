/* grading.c - poolscope lesson --grade LOG... */
#include "config.h"

#include "app/modes.h"

#include <libintl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/lessons.h"
#include "lesson/grade.h"
#include "support/i18n.h"
#include "support/strbuf.h"
#include "support/xalloc.h"

/* Texts are given in LANG from here on. */
static void
speak(const char *lang)
{
	setenv("LANGUAGE", lang, 1);
	/* (naming the domain makes gettext look again) */
	textdomain(PACKAGE);
}

/* A log's answers are compared in the language they were given in. */
static struct lesson *
open_in_language(void *ctx, const char *stem, const char *lang)
{
	struct library library = LIBRARY_INIT;
	struct lesson *lesson = NULL;
	size_t i;

	(void)ctx;
	if (strchr(lang, '/') != NULL)
		return NULL;
	speak(lang);
	lessons_gather(&library);
	for (i = 0; i < library.count && lesson == NULL; i++)
		if (strcmp(library.entries[i].stem, stem) == 0)
			lesson = lesson_read(library.entries[i].path, NULL,
			    NULL);
	library_free(&library);
	return lesson;
}

static int
status_of(const struct grades *g)
{
	if (g->unreadable != 0)
		return EXIT_USAGE;
	return grades_worst(g) != GRADE_FOLLOWS ? EXIT_DOES_NOT_HOLD :
	    EXIT_DONE;
}

int
mode_grade(const struct options *o)
{
	const char *language = getenv("LANGUAGE");
	char *teachers;
	const struct grade_hooks hooks = { .open = open_in_language,
	    .fault = lessons_print_fault };
	struct grades grades = GRADES_INIT;
	struct strbuf table = STRBUF_INIT;
	size_t i;
	int status;

	if (o->nargs == 0)
		return usage_error(_("--grade: name the logs to replay"));
	teachers = xstrdup(language != NULL ? language : "");
	for (i = 0; i < o->nargs; i++)
		grade_log(&grades, o->args[i], &hooks);
	speak(teachers);
	if (o->csv)
		grades_csv(&grades, &table);
	else if (grades.count != 0)
		grades_table(&grades, &table);
	fputs(strbuf_text(&table), stdout);
	status = status_of(&grades);
	grades_free(&grades);
	strbuf_free(&table);
	free(teachers);
	return status;
}
