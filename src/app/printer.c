/*
 * printer.c - a console's lines on standard output and standard error.
 */
#include "config.h"

#include "app/printer.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "app/options.h"
#include "support/i18n.h"
#include "support/strbuf.h"
#include "support/utf8.h"
#include "support/wrap.h"
#include "support/xalloc.h"

#define NARROW	20		/* columns; nothing is wrapped there */
#define DEEP	8		/* indentation that is a column's */

/* ---- wrapping ----------------------------------------------------------- */

/* The terminal's columns, or 0. */
static int
terminal_columns(void)
{
	struct winsize size;

	if (!isatty(STDOUT_FILENO) ||
	    ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0)
		return 0;
	return size.ws_col;
}

int
print_columns(int most)
{
	int columns = terminal_columns();

	return columns < NARROW || columns > most ? most : columns;
}

/*
 * How many bytes of TEXT stand before the column in which it is wrapped: what
 * follows the first gap of two blanks, if that is in the left half.  Two
 * behind the end of a sentence are none.
 */
static size_t
column_of(const char *text, size_t indent, int columns)
{
	const char *gap = strstr(text + indent, "  ");
	size_t at;

	if (gap == NULL || (strchr(".:?!", gap[-1]) != NULL && gap[2] != ' '))
		return indent;
	at = (size_t)(gap - text) + strspn(gap, " ");
	return at <= (size_t)columns / 2 && text[at] != '\0' ? at : indent;
}

/* One line of LENGTH bytes, wrapped. */
static void
print_wrapped(const char *text, size_t length, int columns)
{
	size_t indent = strspn(text, " ");
	size_t at = column_of(text, indent, columns), n, skip;
	int hang = at > indent || at >= DEEP ? (int)at : (int)at + 2;
	int room = columns - (int)at;

	printf("%.*s", (int)at, text);
	for (;;) {
		n = wrap_line(text + at, length - at, room, &skip);
		printf("%.*s\n", (int)n, text + at);
		at += n + skip;
		if (at >= length)
			break;
		printf("%*s", hang, "");
		room = columns - hang;
	}
}

static void
print_line(const char *text)
{
	int columns = terminal_columns();

	if (columns < NARROW || utf8_columns(text) <= columns ||
	    strspn(text, " ") > (size_t)columns / 2)
		printf("%s\n", text);
	else
		print_wrapped(text, strlen(text), columns);
}

void
print_text(const char *text)
{
	char *copy = xstrdup(text), *line = copy, *end;

	while ((end = strchr(line, '\n')) != NULL) {
		*end = '\0';
		print_line(line);
		line = end + 1;
	}
	if (*line != '\0')
		print_line(line);
	free(copy);
}

char *
print_shown(const char *text)
{
	struct strbuf shown = STRBUF_INIT;

	utf8_show(&shown, text, strlen(text));
	return strbuf_steal(&shown);
}

void
print_fault(const char *text)
{
	char *shown = print_shown(text);

	fflush(stdout);
	fprintf(stderr, "poolscope: %s\n", shown);
	free(shown);
}

/* ---- a console's lines -------------------------------------------------- */

void
print_script_line(void *ctx, enum console_style style, const char *text)
{
	(void)ctx;
	if (style == CONSOLE_ERROR || style == CONSOLE_NOTICE) {
		fflush(stdout);
		fprintf(stderr, "poolscope: %s\n", text);
	} else {
		print_line(text);
	}
}

void
print_keyboard_line(void *ctx, enum console_style style, const char *text)
{
	(void)ctx;
	if (style == CONSOLE_ERROR) {
		char *error = xasprintf(_("error: %s\n"), text);

		print_text(error);
		free(error);
	} else {
		print_line(text);
	}
}

/* (Of a terminal that has vanished that is no sign.) */
static bool
is_unread(void)
{
	struct pollfd p = { .fd = STDOUT_FILENO };
	struct stat st;

	return fstat(STDOUT_FILENO, &st) == 0 &&
	    (S_ISFIFO(st.st_mode) || S_ISSOCK(st.st_mode)) &&
	    poll(&p, 1, 0) == 1 && (p.revents & POLLERR) != 0;
}

void
print_end_if_unread(void)
{
	if (!is_unread())
		return;
	signal(SIGPIPE, SIG_DFL);
	raise(SIGPIPE);
}

int
print_finish(int status)
{
	errno = 0;
	if (fflush(stdout) == 0 && !ferror(stdout))
		return status;
	print_end_if_unread();
	if (errno != 0)
		fprintf(stderr, _("poolscope: standard output: %s\n"),
		    strerror(errno));
	else
		fprintf(stderr, _("poolscope: standard output could not be "
		    "written\n"));
	return status > EXIT_USAGE ? status : EXIT_USAGE;
}
