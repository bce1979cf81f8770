/* journal.c - a session's commands, written down and taken up again. */
#include "config.h"

#include "app/journal.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "app/journal_files.h"
#include "command/command.h"
#include "session/session.h"
#include "support/i18n.h"
#include "support/utf8.h"
#include "support/xalloc.h"

#define MAGIC	"#poolscope-session 1"
#define CLOSING	"\t# "		/* behind a command: what it led to */
#define AGAIN	"again"		/* ... it was begun once more */
#define MADE	"-"		/* nobody typed it as it stands */

struct journal {
	struct console *console;
	char *first;		/* the command that the session began with */
	char *path;		/* NULL: not begun yet */
	char *read;		/* of one that was taken: what it holds, while
				   that is carried out again */
	int fd;
	int error;		/* why it cannot be written any more, or 0 */
	bool told;		/* ... and that was said */
	bool foreign;		/* a lesson has had the heap since */
	off_t line_at;		/* where the open line begins */
	bool line_open;
	uint64_t event;		/* where the last command led */
	uint64_t line;		/* the history that it left */
};

/* ---- writing ------------------------------------------------------------ */

static void
give_up(struct journal *j)
{
	if (j->error == 0)
		j->error = errno;
}

/* Behind an answer, so that it is not cleared away by one. */
static void
tell(struct journal *j)
{
	if (j->error == 0 || j->told)
		return;
	j->told = true;
	console_notice(j->console, _("this session is not written down, and "
	    "cannot be resumed: %s"), strerror(j->error));
}

/* All of TEXT at the end, or nothing: a part of a command is another one. */
static bool
put(struct journal *j, const char *text, size_t n)
{
	off_t end = lseek(j->fd, 0, SEEK_END);
	ssize_t done;

	while (n > 0) {
		done = write(j->fd, text, n);
		if (done < 0 && errno == EINTR)
			continue;
		if (done <= 0) {
			give_up(j);
			if (end <= 0 || ftruncate(j->fd, end) != 0)
				unlink(j->path);
			return false;
		}
		text += done;
		n -= (size_t)done;
	}
	return true;
}

static bool
put_text(struct journal *j, const struct strbuf *text)
{
	return put(j, strbuf_text(text), text->length);
}

/* The file is made when the first command comes. */
static bool
begin_file(struct journal *j)
{
	char folder[4096];
	struct strbuf head = STRBUF_INIT;
	bool begun;

	if (getcwd(folder, sizeof folder) == NULL || strchr(folder, '\n'))
		snprintf(folder, sizeof folder, "/");
	j->fd = journal_create(&j->path);
	if (j->fd < 0) {
		give_up(j);
		return false;
	}
	strbuf_printf(&head, "%s %s\n", MAGIC, folder);
	if (j->first != NULL)
		strbuf_printf(&head, " %s%s" MADE "\n", j->first, CLOSING);
	begun = put_text(j, &head);
	strbuf_free(&head);
	return begun;
}

/* Where the session is now; of its line, only which history it is of. */
static void
note_place(struct journal *j)
{
	j->event = session_event(j->console->session);
	j->line = session_line(j->console->session) >> 32;
}

/* The heap as it is now, in commands: a lesson has left it behind. */
static void
put_heap(struct journal *j)
{
	struct strbuf text = STRBUF_INIT, lines = STRBUF_INIT;
	char profile[128];
	const char *line;
	size_t n;

	command_script(j->console->session, &text);
	pym_profile_format(session_profile(j->console->session), profile,
	    sizeof profile);
	strbuf_printf(&lines, " reset %s%s" MADE "\n", profile, CLOSING);
	for (line = strbuf_text(&text); *line != '\0'; line += n + 1) {
		n = strcspn(line, "\n");
		strbuf_putc(&lines, ' ');
		strbuf_add(&lines, line, n);
		strbuf_puts(&lines, CLOSING MADE "\n");
	}
	put_text(j, &lines);
	strbuf_free(&text);
	strbuf_free(&lines);
	j->foreign = false;
	note_place(j);
}

/* What moved without a command since the last one: time that was playing. */
static void
put_moved(struct journal *j)
{
	uint64_t event = session_event(j->console->session);
	struct strbuf line = STRBUF_INIT;

	if (j->foreign || session_line(j->console->session) >> 32 !=
	    j->line) {
		put_heap(j);
	} else if (event != j->event) {
		strbuf_printf(&line, " goto %" PRIu64 CLOSING MADE "\n",
		    event);
		put_text(j, &line);
	}
	strbuf_free(&line);
}

/* The command that is open is a file's: its lines come instead of it. */
static void
put_outer(struct journal *j)
{
	struct strbuf end = STRBUF_INIT;

	if (pwrite(j->fd, "#", 1, j->line_at) != 1)
		give_up(j);
	strbuf_puts(&end, CLOSING MADE "\n");
	put_text(j, &end);
	strbuf_free(&end);
	j->line_open = false;
}

void
journal_running(struct journal *j, const char *line)
{
	struct strbuf text = STRBUF_INIT;

	if (j == NULL || j->console == NULL || j->error != 0 ||
	    j->read != NULL)
		return;
	if (j->console->mode == CONSOLE_LESSON) {
		j->foreign = true;
		return;
	}
	if (line[strspn(line, " \t\r\n")] == '\0' || strchr(line, '\n'))
		return;
	if (j->path == NULL && !begin_file(j))
		return;
	if (j->line_open)
		put_outer(j);
	put_moved(j);
	j->line_at = lseek(j->fd, 0, SEEK_END);
	strbuf_printf(&text, " %s", line);
	j->line_open = j->error == 0 && put_text(j, &text);
	strbuf_free(&text);
}

static void
close_line(struct journal *j, enum command_status status)
{
	struct strbuf end = STRBUF_INIT;

	strbuf_printf(&end, "%s%" PRIu64 "%s\n", CLOSING, j->event,
	    status == COMMAND_ERROR ? "!" : "");
	put_text(j, &end);
	strbuf_free(&end);
	j->line_open = false;
}

void
journal_ran(struct journal *j, enum command_status status)
{
	if (j == NULL || j->console == NULL || j->read != NULL)
		return;
	if (j->error == 0 && j->console->mode != CONSOLE_LESSON) {
		note_place(j);
		if (j->line_open)
			close_line(j, status);
	}
	tell(j);
}

/* ---- reading ------------------------------------------------------------ */

/* What taking up a session again has come to. */
struct again {
	uint64_t commands;	/* carried out */
	uint64_t others;	/* that did not do what they did before */
	char *left_out;		/* a command that ended the session twice */
	char *lesson;		/* the last command, if it began a lesson */
};

/* The closing of LINE, which is cut off; NULL: it has none. */
static char *
cut_closing(char *line)
{
	char *closing = NULL, *at = line;

	while ((at = strstr(at, CLOSING)) != NULL) {
		closing = at;
		at += strlen(CLOSING);
	}
	if (closing == NULL)
		return NULL;
	*closing = '\0';
	return closing + strlen(CLOSING);
}

/* Carries out a line of the journal that was closed with CLOSING. */
static void
do_again(struct journal *j, struct again *a, const char *line,
    const char *closing)
{
	struct session *s = j->console->session;
	enum command_status status;
	uint64_t event;
	char *end;

	status = command_run(j->console, line);
	if (closing != NULL && strcmp(closing, MADE) == 0)
		return;
	a->commands++;
	if (closing == NULL)
		return;
	event = strtoull(closing, &end, 10);
	if ((*end == '!') != (status == COMMAND_ERROR) ||
	    (session_event(s) != event &&
	    session_goto(s, event) != SESSION_OK))
		a->others++;
}

/* The last line, whose command was begun and not ended.  One that was begun
   again before, and ended the session once more, is left out. */
static void
do_open(struct journal *j, struct again *a, char *line)
{
	const char *closing = cut_closing(line + 1);
	struct strbuf mark = STRBUF_INIT;

	strbuf_printf(&mark, "%s%s", CLOSING, AGAIN);
	if (closing != NULL && strcmp(closing, AGAIN) == 0) {
		if (pwrite(j->fd, "#", 1, line - j->read) != 1)
			give_up(j);
		put(j, "\n", 1);
		a->left_out = xstrdup(line + 1);
	} else if (put_text(j, &mark)) {
		do_again(j, a, line + 1, NULL);
		strbuf_clear(&mark);
		strbuf_printf(&mark, "%s%" PRIu64 "\n", CLOSING,
		    session_event(j->console->session));
		put_text(j, &mark);
	}
	strbuf_free(&mark);
}

/* Carries out what the journal holds, in silence. */
static void
do_all(struct journal *j, struct again *a)
{
	char *line = j->read, *newline, *closing;

	for (; *line != '\0'; line = newline + 1) {
		newline = strchr(line, '\n');
		if (newline == NULL) {
			if (line[0] == ' ')
				do_open(j, a, line);
			else
				put(j, "\n", 1);
			break;
		}
		if (line[0] != ' ')
			continue;
		*newline = '\0';
		closing = cut_closing(line + 1);
		free(a->lesson);
		a->lesson = command_is(line + 1, "lesson") ?
		    xstrdup(line + 1) : NULL;
		do_again(j, a, line + 1, closing);
	}
}

/* To the folder that the journal's session was in; returns how to go back. */
static int
go_there(const struct journal *j)
{
	int here = open(".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	const char *folder = j->read + strlen(MAGIC) + 1;
	char *there = xstrndup(folder, strcspn(folder, "\n"));

	if (chdir(there) != 0)
		console_notice(j->console, "%s: %s", there, strerror(errno));
	free(there);
	return here;
}

static void
say_again(const struct again *a, const struct journal *j, struct strbuf *out)
{
	struct strbuf shown = STRBUF_INIT;

	strbuf_printf(out, ngettext("%" PRIu64 " command taken up again: "
	    "event %" PRIu64 " of %" PRIu64, "%" PRIu64 " commands taken up "
	    "again: event %" PRIu64 " of %" PRIu64, a->commands), a->commands,
	    session_event(j->console->session),
	    session_length(j->console->session));
	if (a->others != 0)
		strbuf_printf(out, ngettext("; %" PRIu64 " did not do what "
		    "it did then: has a file changed?", "; %" PRIu64
		    " did not do what they did then: has a file changed?",
		    a->others), a->others);
	if (a->left_out != NULL) {
		utf8_show(&shown, a->left_out, strlen(a->left_out));
		strbuf_printf(out, _("; %s is left out: the session ended "
		    "twice within it"), strbuf_text(&shown));
	}
	strbuf_free(&shown);
}

static void
take_up(struct journal *j, struct strbuf *out)
{
	struct console *c = j->console;
	console_line_fn line = c->hooks.line;
	struct again a = { .commands = 0 };
	int here = go_there(j);

	c->hooks.line = NULL;
	c->again = true;
	do_all(j, &a);
	c->again = c->quitting = false;
	c->hooks.line = line;
	if (here >= 0) {
		if (fchdir(here) != 0)
			console_notice(c, "%s", strerror(errno));
		close(here);
	}
	free(j->read);
	j->read = NULL;
	say_again(&a, j, out);
	note_place(j);
	if (a.lesson != NULL)
		command_run(c, a.lesson);
	free(a.lesson);
	free(a.left_out);
}

/* ---- beginning and end -------------------------------------------------- */

struct journal *
journal_new(const char *first)
{
	struct journal *j = xcalloc(1, sizeof *j);

	j->first = first != NULL ? xstrdup(first) : NULL;
	j->fd = -1;
	return j;
}

struct journal *
journal_take(struct strbuf *why)
{
	struct strbuf text = STRBUF_INIT;
	struct journal *j;
	char *path;
	int fd = journal_open_youngest(&path, &text);

	if (fd < 0) {
		strbuf_puts(why, _("--resume: there is no unfinished "
		    "session"));
		strbuf_free(&text);
		return NULL;
	}
	j = journal_new(NULL);
	j->fd = fd;
	j->path = path;
	if (strncmp(strbuf_text(&text), MAGIC " ", strlen(MAGIC) + 1) == 0) {
		j->read = strbuf_steal(&text);
		return j;
	}
	strbuf_printf(why, _("%s: this is no journal of a session"), path);
	strbuf_free(&text);
	journal_end(j, false);
	return NULL;
}

bool
journal_unfinished(struct strbuf *out)
{
	char when[64];
	time_t at;

	if (!journal_find_youngest(&at))
		return false;
	strftime(when, sizeof when, "%Y-%m-%d %H:%M", localtime(&at));
	strbuf_printf(out, _("a session of %s was not finished: poolscope "
	    "--resume takes it up again"), when);
	return true;
}

void
journal_attach(struct journal *j, struct console *c, struct strbuf *out)
{
	j->console = c;
	if (j->read != NULL)
		take_up(j, out);
	note_place(j);
	tell(j);
	if (j->path == NULL)
		j->event = 0;
}

void
journal_end(struct journal *j, bool finished)
{
	if (j == NULL)
		return;
	if (finished && j->path != NULL)
		unlink(j->path);
	if (j->fd >= 0)
		close(j->fd);
	free(j->path);
	free(j->first);
	free(j->read);
	free(j);
}

char *
journal_quoted(const char *path)
{
	struct strbuf out = STRBUF_INIT;

	strbuf_putc(&out, '"');
	for (; *path != '\0'; path++) {
		if (*path == '"' || *path == '\\')
			strbuf_putc(&out, '\\');
		if ((unsigned char)*path < ' ' || *path == 0x7f)
			strbuf_printf(&out, "\\x%02x",
			    (unsigned char)*path);
		else
			strbuf_putc(&out, *path);
	}
	strbuf_putc(&out, '"');
	return strbuf_steal(&out);
}
