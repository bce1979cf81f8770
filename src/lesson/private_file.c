/* private_file.c - a small file that several sessions share. */
#include "config.h"

#include "lesson/private_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "support/i18n.h"
#include "support/strbuf.h"
#include "support/xalloc.h"

/* ---- the lock ---- */

#define TRIES 100	/* of 10 milliseconds */

static bool
try_lock(int fd)
{
	const struct timespec pause = { .tv_nsec = 10 * 1000 * 1000 };
	struct flock all = { .l_type = F_WRLCK, .l_whence = SEEK_SET };
	int i;

	for (i = 0; i < TRIES; i++) {
		if (fcntl(fd, F_SETLK, &all) == 0)
			return true;
		if (errno != EACCES && errno != EAGAIN && errno != EINTR)
			return false;
		nanosleep(&pause, NULL);
	}
	return false;
}

int
private_lock(const char *path, struct strbuf *why)
{
	int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NONBLOCK, 0600);

	if (fd >= 0 && try_lock(fd))
		return fd;
	strbuf_printf(why, "%s: %s", path, fd < 0 || (errno != EACCES &&
	    errno != EAGAIN) ? strerror(errno) :
	    _("another poolscope does not let go of it"));
	if (fd >= 0)
		close(fd);
	return -1;
}

void
private_unlock(int lock)
{
	close(lock);
}

/* ---- the file ---- */

static bool
read_all(int fd, struct strbuf *out)
{
	char bytes[4096];
	struct stat st;
	ssize_t n;

	if (fstat(fd, &st) != 0)
		return false;
	errno = S_ISREG(st.st_mode) ? 0 : EINVAL;
	while (errno == 0 && (n = read(fd, bytes, sizeof bytes)) != 0) {
		if (n < 0)
			return false;
		strbuf_add(out, bytes, (size_t)n);
		if (out->length > PRIVATE_FILE_MAX)
			errno = EFBIG;
	}
	return errno == 0;
}

bool
private_read(const char *path, struct strbuf *out)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK), kept;
	bool ok;

	if (fd < 0)
		return false;
	ok = read_all(fd, out);
	kept = errno;
	close(fd);
	errno = kept;
	return ok;
}

static bool
write_all(int fd, const char *text, size_t length)
{
	ssize_t n;

	while (length != 0) {
		n = write(fd, text, length);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return false;
		text += n;
		length -= (size_t)n;
	}
	return true;
}

bool
private_write(const char *path, const char *text)
{
	char *beside = xasprintf("%s.XXXXXX", path);
	int fd = mkstemp(beside), kept;
	bool ok = fd >= 0 && write_all(fd, text, strlen(text));

	if (fd >= 0 && close(fd) != 0)
		ok = false;
	ok = ok && rename(beside, path) == 0;
	kept = errno;
	if (!ok && fd >= 0)
		unlink(beside);
	free(beside);
	errno = kept;
	return ok;
}

bool
private_set_aside(const char *path, const char *word, struct strbuf *out)
{
	unsigned n;

	for (n = 1; n < 1000; n++) {
		strbuf_clear(out);
		strbuf_printf(out, "%s.%s-%u", path, word, n);
		/* (link never takes the place of another file) */
		if (link(path, strbuf_text(out)) == 0)
			return unlink(path) == 0;
		if (errno != EEXIST)
			return false;
	}
	return false;
}
