/* lessons.c - the lessons that the program finds. */
#include "config.h"

#include "app/lessons.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/study.h"
#include "app/options.h"
#include "app/printer.h"
#include "support/i18n.h"
#include "support/strbuf.h"
#include "support/xalloc.h"

/* The lessons of every folder, in the language LANG where there is one; TELL
   of a folder that cannot be read. */
static void
gather(const char *lang, bool tell, struct library *out)
{
	const char *folders = getenv("POOLSCOPE_LESSONS");

	while (folders != NULL && *folders != '\0') {
		size_t length = strcspn(folders, ":");
		char *folder = xstrndup(folders, length);

		if (!library_add(out, folder, lang) && tell)
			usage_error(_("%s: this folder of POOLSCOPE_LESSONS "
			    "cannot be read"), folder);
		free(folder);
		folders += length + (folders[length] == ':');
	}
	library_add(out, LESSONDIR, lang);
	library_add(out, "lessons", lang);
}

void
lessons_gather(struct library *out)
{
	char *lang = i18n_language();

	gather(lang, true, out);
	free(lang);
}

void
lessons_each(void (*fn)(void *ctx, const char *path), void *ctx)
{
	struct library plain = LIBRARY_INIT, translated;
	const char *const *lang;
	size_t i;

	gather(NULL, true, &plain);
	for (i = 0; i < plain.count; i++)
		fn(ctx, plain.entries[i].path);
	for (lang = lesson_languages; *lang != NULL; lang++) {
		translated = (struct library)LIBRARY_INIT;
		gather(*lang, false, &translated);
		for (i = 0; i < translated.count && i < plain.count; i++)
			if (strcmp(translated.entries[i].path,
			    plain.entries[i].path) != 0)
				fn(ctx, translated.entries[i].path);
		library_free(&translated);
	}
	library_free(&plain);
}

void
lessons_print_fault(void *ctx, const char *path, unsigned line,
    const char *message)
{
	struct strbuf text = STRBUF_INIT;

	(void)ctx;
	if (path != NULL)
		strbuf_printf(&text, "%s:", path);
	if (line != 0)
		strbuf_printf(&text, "%u:", line);
	strbuf_printf(&text, "%s%s", path != NULL ? " " : "", message);
	print_fault(strbuf_text(&text));
	strbuf_free(&text);
}

/* The same as an error of a console. */
static void
console_fault(void *ctx, const char *path, unsigned line,
    const char *message)
{
	if (path == NULL)
		console_error(ctx, "%s", message);
	else if (line == 0)
		console_error(ctx, "%s: %s", path, message);
	else
		console_error(ctx, "%s:%u: %s", path, line, message);
}

/* Whether NAME can only be a file. */
static bool
is_file_name(const char *name)
{
	size_t length = strlen(name);

	return strchr(name, '/') != NULL ||
	    (length > 3 && strcmp(name + length - 3, ".md") == 0);
}

struct lesson *
lessons_open(const char *name, lesson_fault_fn fault, void *ctx)
{
	struct library library = LIBRARY_INIT;
	const struct library_entry *entry;
	struct strbuf why = STRBUF_INIT;
	struct lesson *lesson = NULL;

	lessons_gather(&library);
	entry = library_find(&library, name, &why);
	if (entry != NULL)
		lesson = lesson_read(entry->path, fault, ctx);
	else if (is_file_name(name))
		lesson = lesson_read(name, fault, ctx);
	else
		fault(ctx, NULL, 0, strbuf_text(&why));
	strbuf_free(&why);
	library_free(&library);
	return lesson;
}

static enum command_status
list_lessons(struct console *c)
{
	struct library library = LIBRARY_INIT;

	lessons_gather(&library);
	study_list(&library, c, -1);
	if (library.count == 0)
		console_notice(c, _("there are no lessons here"));
	library_free(&library);
	return COMMAND_OK;
}

enum command_status
lessons_command(struct console *c, const char *name, struct lesson **next)
{
	struct lesson *lesson;

	if (name == NULL)
		return list_lessons(c);
	lesson = lessons_open(name, console_fault, c);
	if (lesson == NULL)
		return COMMAND_ERROR;
	lesson_free(*next);
	*next = lesson;
	return COMMAND_OK;
}
