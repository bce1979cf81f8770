/* script.c - files of commands, one line after the other. */
#include "config.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "command/command.h"
#include "support/xalloc.h"
#include "support/i18n.h"

#define DEPTH_MAX 16		/* files that run files */

/* Runs LENGTH bytes at LINE. */
static enum command_status
run_line(struct console *c, char *line, size_t length)
{
	if (length != 0 && line[length - 1] == '\n')
		line[--length] = '\0';
	if (strlen(line) != length)
		return console_error(c, _("the line holds a NUL byte: it is "
		    "no line of commands"));
	if (c->settings.echo && line[strspn(line, " \t")] != '\0')
		console_print(c, CONSOLE_TITLE, "> %s", line);
	return command_run(c, line);
}

/* Runs what is left of F; false in *READABLE if reading it fails. */
static enum command_status
run_lines(struct console *c, FILE *f, bool *readable)
{
	enum command_status status = COMMAND_OK, worst = COMMAND_OK;
	char *line = NULL;
	size_t room = 0;
	ssize_t length = 0;

	while (!c->quitting && (worst == COMMAND_OK ||
	    c->keep_going) && (length = xgetline(&line, &room, f)) >= 0) {
		c->line++;
		status = run_line(c, line, (size_t)length);
		if (status == COMMAND_OK && console_interrupted(c))
			status = console_error(c, _("stopped behind this "
			    "line"));
		if (status == COMMAND_ERROR)
			worst = COMMAND_ERROR;
	}
	*readable = length >= 0 || !xgetline_failed(f);
	free(line);
	return worst == COMMAND_OK ? status : worst;
}

static FILE *
open_script(struct console *c, const char *path)
{
	FILE *f;

	if (strcmp(path, "-") == 0)
		return stdin;
	f = fopen(path, "r");
	if (f == NULL)
		console_error(c, _("%s cannot be read: %s"), path,
		    strerror(errno));
	return f;
}

/* Runs the lines of F, which is called NAME, as those of a file. */
static enum command_status
run_opened(struct console *c, FILE *f, const char *name, bool *readable)
{
	const char *file = c->file;
	enum console_mode mode = c->mode;
	enum command_status status;
	uint64_t line = c->line;

	c->depth++;
	c->file = name;
	c->line = 0;
	c->mode = mode == CONSOLE_KEYBOARD ? CONSOLE_SCRIPT : mode;
	status = run_lines(c, f, readable);
	c->mode = mode;
	c->file = file;
	c->line = line;
	c->depth--;
	return status;
}

enum command_status
command_run_file(struct console *c, const char *path, bool *readable)
{
	const char *name = strcmp(path, "-") == 0 ? _("standard input") :
	    path;
	enum command_status status;
	bool ignored;
	FILE *f;

	if (readable == NULL)
		readable = &ignored;
	*readable = true;
	if (c->depth == DEPTH_MAX)
		return console_error(c, _("%s is not run: files run files %d "
		    "deep already"), path, DEPTH_MAX);
	f = open_script(c, path);
	*readable = f != NULL;
	if (f == NULL)
		return COMMAND_ERROR;
	errno = 0;
	status = run_opened(c, f, name, readable);
	if (!*readable)
		status = console_error(c, _("%s cannot be read: %s"), name,
		    strerror(errno));
	if (f != stdin)
		fclose(f);
	return status;
}
