/*
 * pipe.c - the line-by-line mode where standard input is no terminal.
 */
#include "config.h"

#include "app/pipe.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/options.h"
#include "app/printer.h"
#include "support/i18n.h"
#include "support/xalloc.h"

static void
echo(const char *prompt, const char *line)
{
	char *shown = print_shown(line);

	printf("%s%s\n", prompt, shown);
	free(shown);
}

bool
pipe_run(const struct plain_options *options)
{
	char *line = NULL;
	size_t room = 0;
	ssize_t length = 0;
	bool more = true, readable;

	fflush(stdout);
	while (more && (length = xgetline(&line, &room, stdin)) >= 0) {
		if (length > 0 && line[length - 1] == '\n')
			line[--length] = '\0';
		if (length > 0 && line[length - 1] == '\r')
			line[--length] = '\0';
		echo(options->prompt(options->ctx), line);
		more = options->line(options->ctx, line);
	}
	readable = length >= 0 || !xgetline_failed(stdin);
	if (!readable)
		usage_error(_("standard input cannot be read: %s"),
		    strerror(errno));
	free(line);
	return readable;
}

bool
pipe_has_lines(void)
{
	int byte = getc(stdin);

	if (byte != EOF)
		ungetc(byte, stdin);
	return byte != EOF;
}
