/*
 * mode_notes.c - poolscope --notes: the speaker's notes on a second terminal.
 */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/inotify.h>
#include <unistd.h>

#include "app/modes.h"
#include "app/notes.h"
#include "support/i18n.h"

/* What is followed. */
struct follower {
	char *file;
	int alive;		/* the presentation's pipe */
	int changes;		/* of the folder */
	bool clear;		/* each notes on a screen of their own */
};

/* Whether standard output is a terminal that can be cleared. */
static bool
can_clear(const struct options *o)
{
	const char *term = getenv("TERM");

	return !o->plain && isatty(STDOUT_FILENO) && term != NULL &&
	    term[0] != '\0' && strcmp(term, "dumb") != 0;
}

static void
show(const struct follower *f)
{
	FILE *file = fopen(f->file, "r");
	char part[512];
	size_t n;

	if (file == NULL)
		return;
	printf("%s", f->clear ? "\033[H\033[2J" : "\n");
	while ((n = fread(part, 1, sizeof part, file)) > 0)
		fwrite(part, 1, n, stdout);
	fclose(file);
	fflush(stdout);
}

/* Takes in what changed; whether the notes did. */
static bool
notes_changed(const struct follower *f)
{
	union {
		struct inotify_event event;
		char bytes[4096];
	} b;
	const struct inotify_event *e;
	ssize_t n, at;
	bool changed = false;

	while ((n = read(f->changes, b.bytes, sizeof b.bytes)) > 0) {
		for (at = 0; at < n; at += (ssize_t)sizeof *e + e->len) {
			e = (const struct inotify_event *)(const void *)
			    (b.bytes + at);
			changed |= e->len != 0 &&
			    strcmp(e->name, NOTES_FILE) == 0;
		}
	}
	return changed;
}

/* Whether the reader wants to end: q, or the end of a terminal's input. */
static bool
wants_end(void)
{
	char part[64];
	ssize_t n = read(STDIN_FILENO, part, sizeof part);

	return n <= 0 || part[0] == 'q';
}

/* Until the presentation ends, or the reader does. */
static void
follow(const struct follower *f)
{
	struct pollfd fds[] = {
		{ .fd = f->alive },
		{ .fd = f->changes, .events = POLLIN },
		{ .fd = isatty(STDIN_FILENO) ? STDIN_FILENO : -1,
		    .events = POLLIN },
	};

	show(f);
	while (poll(fds, 3, -1) >= 0 || errno == EINTR) {
		if (fds[1].revents != 0 && notes_changed(f))
			show(f);
		if (fds[0].revents & (POLLHUP | POLLERR)) {
			printf(_("\nthe presentation has ended\n"));
			return;
		}
		if (fds[2].revents != 0 && wants_end())
			return;
	}
}

static bool
open_follower(struct follower *f, const struct options *o)
{
	char *pipe = notes_path(NOTES_PIPE);
	bool presented;

	f->file = notes_path(NOTES_FILE);
	f->clear = can_clear(o);
	f->alive = pipe != NULL ? open(pipe, O_RDONLY | O_NONBLOCK |
	    O_CLOEXEC | O_NOFOLLOW) : -1;
	free(pipe);
	/* Whoever presents holds the lock; else what lies here is old. */
	presented = f->alive >= 0 && flock(f->alive, LOCK_SH | LOCK_NB) != 0;
	return presented && f->file != NULL && access(f->file, R_OK) == 0;
}

/* The folder is the notes' own, less its last part. */
static int
watch_folder(const char *file)
{
	char *folder = strdup(file);
	int fd = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);

	if (folder != NULL && fd >= 0) {
		*strrchr(folder, '/') = '\0';
		inotify_add_watch(fd, folder, IN_MOVED_TO);
	}
	free(folder);
	return fd;
}

int
mode_notes(const struct options *o)
{
	struct follower f = { .alive = -1, .changes = -1 };
	int status = EXIT_DONE;

	if (!open_follower(&f, o)) {
		status = usage_error(_("there is no presentation to follow: "
		    "poolscope --present SCRIPT begins one"));
	} else {
		f.changes = watch_folder(f.file);
		follow(&f);
	}
	if (f.changes >= 0)
		close(f.changes);
	if (f.alive >= 0)
		close(f.alive);
	free(f.file);
	return status;
}
