/*
 * printer.c - a console's lines on standard output and standard error.
 */
#include "config.h"

#include "app/printer.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "support/i18n.h"

void
print_script_line(void *ctx, enum console_style style, const char *text)
{
	(void)ctx;
	if (style == CONSOLE_ERROR || style == CONSOLE_NOTICE) {
		fflush(stdout);
		fprintf(stderr, "poolscope: %s\n", text);
	} else {
		printf("%s\n", text);
	}
}

void
print_keyboard_line(void *ctx, enum console_style style, const char *text)
{
	(void)ctx;
	if (style == CONSOLE_ERROR)
		printf(_("error: %s\n"), text);
	else
		printf("%s\n", text);
}

bool
print_finish(void)
{
	errno = 0;
	if (fflush(stdout) == 0 && !ferror(stdout))
		return true;
	if (errno != 0)
		fprintf(stderr, _("poolscope: standard output: %s\n"),
		    strerror(errno));
	else
		fprintf(stderr, _("poolscope: standard output could not be "
		    "written\n"));
	return false;
}
