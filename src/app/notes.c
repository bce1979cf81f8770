/*
 * notes.c - the speaker's notes, published.
 */
#include "config.h"

#include "app/notes.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "app/options.h"
#include "support/i18n.h"
#include "support/strbuf.h"
#include "support/utf8.h"
#include "support/xalloc.h"

struct notes {
	char *file, *fresh, *pipe;
	int alive;		/* the pipe, held open while we present */
};

/* Our own folder, closed to everyone else, and no link to elsewhere. */
static bool
is_private(const char *folder)
{
	struct stat st;

	if (mkdir(folder, 0700) != 0 && errno != EEXIST)
		return false;
	return lstat(folder, &st) == 0 && S_ISDIR(st.st_mode) &&
	    st.st_uid == geteuid() && (st.st_mode & 077) == 0;
}

char *
notes_path(const char *file)
{
	const char *runtime = getenv("XDG_RUNTIME_DIR");
	char *folder, *path = NULL;

	/* The standard says: a relative path is to be ignored. */
	if (runtime != NULL && runtime[0] == '/')
		folder = xasprintf("%s/poolscope", runtime);
	else
		folder = xasprintf("/tmp/poolscope-%ju",
		    (uintmax_t)geteuid());
	if (is_private(folder))
		path = xasprintf("%s/%s", folder, file);
	else
		usage_error(_("%s is no folder that is yours alone: the "
		    "speaker's notes are not shared"), folder);
	free(folder);
	return path;
}

/* The pipe: whoever holds its lock presents. */
static int
open_pipe(const char *path)
{
	struct stat st;
	int fd;

	mkfifo(path, 0600);
	fd = open(path, O_RDWR | O_NONBLOCK | O_CLOEXEC | O_NOFOLLOW);
	if (fd >= 0 && fstat(fd, &st) == 0 && S_ISFIFO(st.st_mode) &&
	    flock(fd, LOCK_EX | LOCK_NB) == 0)
		return fd;
	if (fd >= 0)
		close(fd);
	usage_error(_("%s: another presentation shares its notes, so this "
	    "one's are not"), path);
	return -1;
}

struct notes *
notes_open(void)
{
	char *file = notes_path(NOTES_FILE);
	struct notes *n;

	if (file == NULL)
		return NULL;
	n = xcalloc(1, sizeof *n);
	n->file = file;
	n->fresh = xasprintf("%s.new", file);
	n->pipe = notes_path(NOTES_PIPE);
	n->alive = n->pipe != NULL ? open_pipe(n->pipe) : -1;
	if (n->alive >= 0)
		return n;
	free(n->file);
	free(n->fresh);
	free(n->pipe);
	free(n);
	return NULL;
}

/* TEXT in lines, with nothing in it that a terminal would act on. */
static void
show_lines(const char *text, struct strbuf *out)
{
	size_t length;

	for (; *text != '\0'; text += length + (text[length] == '\n')) {
		length = strcspn(text, "\n");
		utf8_show(out, text, length);
		strbuf_putc(out, '\n');
	}
}

static bool
write_file(const char *path, const struct strbuf *text)
{
	int fd;
	bool ok;

	unlink(path);
	fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (fd < 0)
		return false;
	ok = write(fd, strbuf_text(text), text->length) ==
	    (ssize_t)text->length;
	return close(fd) == 0 && ok;
}

void
notes_publish(struct notes *n, const char *text)
{
	struct strbuf shown = STRBUF_INIT;

	if (n == NULL)
		return;
	show_lines(text, &shown);
	/* A new file each time: it is seen as a whole, or not yet. */
	if (!write_file(n->fresh, &shown) || rename(n->fresh, n->file) != 0)
		unlink(n->file);
	strbuf_free(&shown);
}

void
notes_close(struct notes *n)
{
	if (n == NULL)
		return;
	unlink(n->file);
	close(n->alive);
	free(n->file);
	free(n->fresh);
	free(n->pipe);
	free(n);
}
