/* i18n.c - the language that texts are in. */
#include "config.h"

#include "support/i18n.h"

#include <locale.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "support/strbuf.h"
#include "support/xalloc.h"

/* Where the catalogues of a program in its build folder are, from it. */
#define BUILT_CATALOGUES "/../../po/locale"

/*
 * The catalogues beside a program that was built and not installed; NULL if
 * there are none.  To be given to free().
 */
static char *
built_catalogues(void)
{
	char program[4096], *slash, *dir;
	ssize_t length = readlink("/proc/self/exe", program,
	    sizeof program - 1);

	if (length <= 0)
		return NULL;
	program[length] = '\0';
	slash = strrchr(program, '/');
	if (slash == NULL)
		return NULL;
	*slash = '\0';
	dir = xasprintf("%s" BUILT_CATALOGUES, program);
	if (access(dir, X_OK) == 0)
		return dir;
	free(dir);
	return NULL;
}

void
i18n_start(const char *lang)
{
	const char *named = getenv("POOLSCOPE_LOCALEDIR");
	char *built = NULL;

	if (lang != NULL)
		setenv("LANGUAGE", lang, 1);
	if (named == NULL || *named == '\0')
		built = built_catalogues();
	else
		built = xstrdup(named);
	bindtextdomain(PACKAGE, built != NULL ? built : LOCALEDIR);
	bind_textdomain_codeset(PACKAGE, "UTF-8");
	textdomain(PACKAGE);
	free(built);
}

char *
i18n_language(void)
{
	const char *locale = setlocale(LC_MESSAGES, NULL);
	const char *wanted = getenv("LANGUAGE");

	if (locale == NULL || strcmp(locale, "C") == 0 ||
	    strcmp(locale, "POSIX") == 0)
		return xstrdup("en");
	if (wanted == NULL || *wanted == '\0')
		wanted = locale;
	return xstrndup(wanted, strcspn(wanted, ":.@"));
}

void
i18n_english(bool on)
{
	/* A domain without catalogues: texts are as they stand in the
	   sources. */
	textdomain(on ? PACKAGE "-english" : PACKAGE);
}
