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
#include "support/i18n.h"
#include "support/strbuf.h"
#include "support/utf8.h"
#include "support/xalloc.h"

static void
echo(const char *prompt, const char *line)
{
	struct strbuf shown = STRBUF_INIT;

	utf8_show(&shown, line, strlen(line));
	printf("%s%s\n", prompt, strbuf_text(&shown));
	strbuf_free(&shown);
}

bool
pipe_run(const struct plain_options *options)
{
	char *line = NULL;
	size_t room = 0;
	ssize_t length;
	bool more = true;

	fflush(stdout);
	while (more && (length = xgetline(&line, &room, stdin)) >= 0) {
		if (length > 0 && line[length - 1] == '\n')
			line[--length] = '\0';
		if (length > 0 && line[length - 1] == '\r')
			line[--length] = '\0';
		echo(options->prompt(options->ctx), line);
		more = options->line(options->ctx, line);
	}
	if (ferror(stdin))
		usage_error(_("standard input cannot be read: %s"),
		    strerror(errno));
	free(line);
	return !ferror(stdin);
}

bool
pipe_has_lines(void)
{
	int byte = getc(stdin);

	if (byte != EOF)
		ungetc(byte, stdin);
	return byte != EOF;
}
