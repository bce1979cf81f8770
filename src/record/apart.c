/* apart.c - what a program prints, kept apart from our screen. */
#include "config.h"

#include "record/apart.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "support/i18n.h"
#include "support/strbuf.h"
#include "support/xalloc.h"

#define TAIL		65536	/* bytes */
#define PIECE		4096	/* bytes */
#define LAST_MS		200	/* for what is still on its way at the end */

struct apart {
	int master, slave;	/* -1: closed */
	int file;
	int stop[2];		/* a byte ends the thread */
	bool copying;
	bool held;		/* a carriage return came last: it is kept if
				   no newline follows */
	pthread_t thread;
};

/* ---- the thread --------------------------------------------------------- */

static void
keep(const struct apart *a, const char *bytes, size_t n)
{
	while (n > 0) {
		ssize_t done = write(a->file, bytes, n);

		/* What a full disk does not take is lost. */
		if (done <= 0)
			return;
		bytes += done;
		n -= (size_t)done;
	}
}

/* As it was printed: the terminal has made a newline of two bytes. */
static void
keep_lines(struct apart *a, const char *bytes, size_t n)
{
	char kept[2 * PIECE];
	size_t i, nkept = 0;

	for (i = 0; i < n; i++) {
		if (a->held && bytes[i] != '\n')
			kept[nkept++] = '\r';
		a->held = bytes[i] == '\r';
		if (!a->held)
			kept[nkept++] = bytes[i];
	}
	keep(a, kept, nkept);
}

/* Copies until the program's end is closed, or we are told to stop and
   nothing comes any more. */
static void *
copy(void *arg)
{
	struct apart *a = arg;
	struct pollfd wait[2] = {
		{ .fd = a->master, .events = POLLIN },
		{ .fd = a->stop[0], .events = POLLIN },
	};
	char bytes[PIECE];
	ssize_t n;
	int ready;

	for (;;) {
		ready = poll(wait, 2, wait[1].fd < 0 ? LAST_MS : -1);
		if (ready == 0 || (ready < 0 && errno != EINTR))
			return NULL;
		if (wait[1].revents != 0)
			wait[1].fd = -1;
		if (wait[0].revents == 0)
			continue;
		n = read(a->master, bytes, sizeof(bytes));
		if (n <= 0)
			return NULL;
		keep_lines(a, bytes, (size_t)n);
	}
}

/* ---- beginning and end -------------------------------------------------- */

/* A file without a name. */
static int
open_file(void)
{
	const char *folder = getenv("TMPDIR");
	char *name = xasprintf("%s/poolscope-XXXXXX",
	    folder != NULL && *folder != '\0' ? folder : "/tmp");
	int fd = mkostemp(name, O_CLOEXEC | O_APPEND);

	if (fd >= 0)
		unlink(name);
	free(name);
	return fd;
}

static bool
open_terminal(struct apart *a, int rows, int cols)
{
	struct winsize size = {
		.ws_row = (unsigned short)rows,
		.ws_col = (unsigned short)cols,
	};

	a->master = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
	if (a->master < 0 || grantpt(a->master) != 0 ||
	    unlockpt(a->master) != 0)
		return false;
	a->slave = open(ptsname(a->master), O_RDWR | O_NOCTTY | O_CLOEXEC);
	ioctl(a->master, TIOCSWINSZ, &size);
	return a->slave >= 0;
}

struct apart *
apart_open(int rows, int cols, struct strbuf *error)
{
	struct apart *a = xcalloc(1, sizeof(*a));

	a->master = a->slave = a->file = a->stop[0] = a->stop[1] = -1;
	a->file = open_file();
	if (a->file >= 0 && open_terminal(a, rows, cols) &&
	    pipe2(a->stop, O_CLOEXEC) == 0)
		return a;
	strbuf_printf(error, _("what the program prints cannot be kept apart: "
	    "%s"), strerror(errno));
	apart_free(a);
	return NULL;
}

int
apart_terminal(const struct apart *a)
{
	return a->slave;
}

static void
close_one(int *fd)
{
	if (*fd >= 0)
		close(*fd);
	*fd = -1;
}

void
apart_began(struct apart *a)
{
	sigset_t all, before;

	close_one(&a->slave);
	/* Signals are the main thread's. */
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	a->copying = pthread_create(&a->thread, NULL, copy, a) == 0;
	pthread_sigmask(SIG_SETMASK, &before, NULL);
}

void
apart_hang_up(struct apart *a)
{
	if (a->copying) {
		if (write(a->stop[1], "", 1) == 1)
			pthread_join(a->thread, NULL);
		a->copying = false;
	}
	close_one(&a->master);
}

void
apart_free(struct apart *a)
{
	if (a == NULL)
		return;
	apart_hang_up(a);
	close_one(&a->slave);
	close_one(&a->file);
	close_one(&a->stop[0]);
	close_one(&a->stop[1]);
	free(a);
}

/* ---- reading ------------------------------------------------------------ */

size_t
apart_size(const struct apart *a)
{
	off_t end = lseek(a->file, 0, SEEK_END);

	return end > 0 ? (size_t)end : 0;
}

void
apart_tail(const struct apart *a, size_t lines, struct strbuf *out)
{
	size_t size = apart_size(a), from = size > TAIL ? size - TAIL : 0;
	char *bytes = xmalloc(size - from + 1);
	ssize_t n = pread(a->file, bytes, size - from, (off_t)from);
	size_t at = n > 0 ? (size_t)n : 0;

	/* The newline at the very end ends a line, and begins none. */
	if (at > 0)
		at--;
	while (at > 0 && (bytes[at - 1] != '\n' || --lines > 0))
		at--;
	if (n > 0)
		strbuf_add(out, bytes + at, (size_t)n - at);
	free(bytes);
}

void
apart_copy(const struct apart *a, int fd)
{
	char bytes[16384];
	off_t at = 0;
	ssize_t n;

	while ((n = pread(a->file, bytes, sizeof(bytes), at)) > 0) {
		at += n;
		if (write(fd, bytes, (size_t)n) != n)
			return;
	}
}
