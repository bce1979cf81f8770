/* study.c - what is remembered and written of a reader's lessons. */
#include "config.h"

#include "app/study.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "app/lessons.h"
#include "lesson/progress.h"
#include "lesson/runner.h"
#include "support/i18n.h"
#include "support/strbuf.h"
#include "support/xalloc.h"
#include "terminal/state.h"

static void
say_notice(void *ctx, const char *message)
{
	console_notice(ctx, "%s", message);
}

static struct progress *
open_progress(struct console *c)
{
	char *folder = state_folder();
	struct progress *p = progress_open(folder, say_notice, c);

	free(folder);
	return p;
}

/* ---- the log ---- */

/* Whether FD is a file that is empty or a log; errno is 0 if it is another. */
static bool
is_log(int fd)
{
	char head[sizeof LOG_MAGIC] = "";
	struct stat st;

	if (fstat(fd, &st) != 0)
		return false;
	errno = 0;
	if (!S_ISREG(st.st_mode))
		return false;
	return st.st_size == 0 || (pread(fd, head, sizeof head - 1, 0) > 0 &&
	    strcmp(head, LOG_MAGIC) == 0);
}

/* Opens the log PATH to write at its end; NULL with a line in WHY. */
static FILE *
open_log(const char *path, struct strbuf *why)
{
	int fd = open(path, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC |
	    O_NONBLOCK, 0666);
	FILE *f = NULL;

	if (fd >= 0 && is_log(fd))
		f = fdopen(fd, "a");
	if (f != NULL)
		return f;
	strbuf_printf(why, "%s: %s", path, fd >= 0 && errno == 0 ?
	    _("this is no log of lessons, and is not written to") :
	    strerror(errno));
	if (fd >= 0)
		close(fd);
	return NULL;
}

bool
study_can_log(const struct options *o)
{
	struct strbuf why = STRBUF_INIT;
	FILE *f;

	if (o->log == NULL)
		return true;
	f = open_log(o->log, &why);
	if (f != NULL)
		fclose(f);
	else
		usage_error("--log: %s", strbuf_text(&why));
	strbuf_free(&why);
	return f != NULL;
}

/* A line of the log is there at once, should the program die. */
static void
put_log(void *ctx, const char *line)
{
	struct study *s = ctx;

	if (s->file == NULL || (fputs(line, s->file) != EOF &&
	    fflush(s->file) == 0))
		return;
	console_notice(s->console, _("the log cannot be written: %s"),
	    strerror(errno));
	fclose(s->file);
	s->file = NULL;
}

static void
begin_log(struct study *s, const struct options *o)
{
	struct strbuf why = STRBUF_INIT;

	s->file = open_log(o->log, &why);
	if (s->file == NULL)
		console_notice(s->console, "--log: %s", strbuf_text(&why));
	s->log = (struct lesson_log){ .put = put_log, .ctx = s,
	    .times = o->log_times };
	strbuf_free(&why);
}

/* ---- a lesson ---- */

void
study_begin(struct study *s, const struct options *o, struct runner *r)
{
	char *stem = visit_stem(runner_lesson(r)->path);

	study_end(s);
	s->console = runner_console(r);
	s->progress = open_progress(s->console);
	if (o->log != NULL)
		begin_log(s, o);
	s->visit = visit_new(r, stem, s->progress, s->file != NULL ?
	    &s->log : NULL);
	free(stem);
}

void
study_end(struct study *s)
{
	visit_free(s->visit);
	progress_close(s->progress);
	if (s->file != NULL)
		fclose(s->file);
	*s = (struct study){ .visit = NULL };
}

/* ---- several lessons ---- */

int
study_path(const struct options *o)
{
	int i;

	if (o->path == NULL)
		return -1;
	for (i = 0; lesson_paths[i] != NULL; i++)
		if (strcmp(lesson_paths[i], o->path) == 0)
			return i;
	usage_error(_("--path '%s': there are class50 and evening"), o->path);
	return -2;
}

void
study_list(const struct library *l, struct console *c, int path)
{
	struct progress *p = open_progress(c);

	library_list(l, c, p, path);
	progress_close(p);
}

static bool
is_done(struct progress *p, const char *stem)
{
	struct progress_entry e;
	bool done = progress_find(p, stem, &e) && e.stops != 0 &&
	    e.furthest >= e.stops;

	progress_entry_free(&e);
	return done;
}

static void
say_nothing(void *ctx, const char *message)
{
	(void)ctx;
	(void)message;
}

static const struct library_entry *
first_to_do(const struct library *l, unsigned path)
{
	char *folder = state_folder();
	struct progress *p = progress_open(folder, say_nothing, NULL);
	const struct library_entry *e = library_next(l, path, NULL);

	while (e != NULL && is_done(p, e->stem))
		e = library_next(l, path, e->stem);
	progress_close(p);
	free(folder);
	return e != NULL ? e : library_next(l, path, NULL);
}

char *
study_next(const struct options *o, const char *path)
{
	struct library library = LIBRARY_INIT;
	const struct library_entry *e;
	int which = study_path(o);
	char *stem, *next;

	if (which < 0)
		return NULL;
	lessons_gather(&library);
	if (path == NULL) {
		e = first_to_do(&library, (unsigned)which);
	} else {
		stem = visit_stem(path);
		e = library_next(&library, (unsigned)which, stem);
		free(stem);
	}
	next = e != NULL ? xstrdup(e->stem) : NULL;
	library_free(&library);
	return next;
}
