/* sink.c - a file being written that is whole or not there at all. */
#include "config.h"

#include "trace/sink.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>
#include <zstd.h>

#include "support/i18n.h"
#include "support/strbuf.h"
#include "support/utf8.h"
#include "support/whole_file.h"
#include "support/xalloc.h"

#define ROOM (64u * 1024)	/* bytes gathered before they are written */

struct sink {
	int fd;
	char *path;		/* where it is to stand; links followed */
	char *name;		/* for messages */
	bool replaces;		/* the file takes path's place at the end */
	char *temporary;	/* its name until then; NULL: it has none */
	int failed;		/* errno, or 0 */
	enum sink_packing packing;
	z_stream gzip;
	ZSTD_CStream *zstd;
	size_t n;		/* bytes gathered */
	unsigned char gathered[ROOM], packed[ROOM];
};

/* ---- bytes -------------------------------------------------------------- */

static bool
write_all(struct sink *s, const unsigned char *bytes, size_t n)
{
	while (n > 0 && s->failed == 0) {
		ssize_t done = write(s->fd, bytes, n);

		if (done < 0 && errno != EINTR)
			s->failed = errno;
		if (done > 0) {
			bytes += done;
			n -= (size_t)done;
		}
	}
	return s->failed == 0;
}

static void
pack_gzip(struct sink *s, bool end)
{
	s->gzip.next_in = s->gathered;
	s->gzip.avail_in = (uInt)s->n;
	do {
		s->gzip.next_out = s->packed;
		s->gzip.avail_out = ROOM;
		deflate(&s->gzip, end ? Z_FINISH : Z_NO_FLUSH);
		write_all(s, s->packed, ROOM - s->gzip.avail_out);
	} while (s->gzip.avail_out == 0);
	if (end)
		deflateReset(&s->gzip);
}

static void
pack_zstd(struct sink *s, bool end)
{
	ZSTD_inBuffer in = { .src = s->gathered, .size = s->n };
	size_t left;

	do {
		ZSTD_outBuffer out = { .dst = s->packed, .size = ROOM };

		left = ZSTD_compressStream2(s->zstd, &out, &in,
		    end ? ZSTD_e_end : ZSTD_e_continue);
		write_all(s, s->packed, out.pos);
	} while (end ? left != 0 && !ZSTD_isError(left) : in.pos < in.size);
}

/* What was gathered goes on; END: the packer's member ends here. */
static bool
pass_on(struct sink *s, bool end)
{
	switch (s->packing) {
	case SINK_PLAIN:
		write_all(s, s->gathered, s->n);
		break;
	case SINK_GZIP:
		pack_gzip(s, end);
		break;
	case SINK_ZSTD:
		pack_zstd(s, end);
		break;
	}
	s->n = 0;
	return s->failed == 0;
}

bool
sink_write(struct sink *s, const void *bytes, size_t n)
{
	const unsigned char *p = bytes;

	while (n > 0) {
		size_t fits = ROOM - s->n < n ? ROOM - s->n : n;

		memcpy(s->gathered + s->n, p, fits);
		s->n += fits;
		p += fits;
		n -= fits;
		if (s->n == ROOM && !pass_on(s, false))
			return false;
	}
	return s->failed == 0;
}

void
sink_fail(struct sink *s)
{
	if (s->failed == 0)
		s->failed = errno != 0 ? errno : EIO;
}

bool
sink_flush(struct sink *s)
{
	return s->n == 0 || pass_on(s, true);
}

/* ---- the file ----------------------------------------------------------- */

/* A file with a name, for systems that know none without. */
static int
open_named(struct sink *s)
{
	int fd;

	s->temporary = xasprintf("%s.XXXXXX", s->path);
	fd = mkostemp(s->temporary, O_CLOEXEC);
	if (fd >= 0)
		fchmod(fd, whole_file_mode(NULL));
	return fd;
}

static int
open_nameless(struct sink *s)
{
	char *copy = xstrdup(s->path);
	int fd = open(dirname(copy), O_TMPFILE | O_WRONLY | O_CLOEXEC, 0666);

	free(copy);
	return fd >= 0 ? fd : open_named(s);
}

static bool
open_path(struct sink *s, const char *path, unsigned flags)
{
	struct stat st;
	bool there;

	if (strcmp(path, "-") == 0) {
		s->fd = dup(STDOUT_FILENO);
		return s->fd >= 0;
	}
	s->path = whole_file_place(path);
	there = stat(s->path, &st) == 0;
	if (there && S_ISDIR(st.st_mode)) {
		errno = EISDIR;
		return false;
	}
	s->replaces = !(flags & SINK_AT_ONCE) &&
	    (!there || S_ISREG(st.st_mode));
	if (s->replaces)
		s->fd = open_nameless(s);
	else
		s->fd = open(s->path, O_WRONLY | O_CREAT | O_TRUNC |
		    O_CLOEXEC | O_NOCTTY, 0666);
	return s->fd >= 0;
}

static void
begin_packing(struct sink *s, enum sink_packing packing)
{
	s->packing = packing;
	if (packing == SINK_GZIP && deflateInit2(&s->gzip, 6, Z_DEFLATED,
	    MAX_WBITS + 16, 8, Z_DEFAULT_STRATEGY) != Z_OK)
		xalloc_die();
	if (packing == SINK_ZSTD && (s->zstd = ZSTD_createCStream()) == NULL)
		xalloc_die();
}

static void
sink_free(struct sink *s)
{
	if (s->packing == SINK_GZIP)
		deflateEnd(&s->gzip);
	ZSTD_freeCStream(s->zstd);
	free(s->path);
	free(s->name);
	free(s->temporary);
	free(s);
}

struct sink *
sink_open(const char *path, enum sink_packing packing, unsigned flags,
    struct strbuf *error)
{
	struct sink *s = xcalloc(1, sizeof(*s));
	struct strbuf name = STRBUF_INIT;

	if (strcmp(path, "-") == 0)
		strbuf_puts(&name, _("(standard output)"));
	else
		utf8_show(&name, path, strlen(path));
	s->name = strbuf_steal(&name);
	if (open_path(s, path, flags)) {
		begin_packing(s, packing);
		return s;
	}
	strbuf_printf(error, _("%s: cannot be written: %s"), s->name,
	    strerror(errno));
	sink_free(s);
	return NULL;
}

/* Gives a file without a name one. */
static bool
give_name(struct sink *s)
{
	char from[64];

	if (s->temporary != NULL)
		return true;
	snprintf(from, sizeof(from), "/proc/self/fd/%d", s->fd);
	for (unsigned i = 0;; i++) {
		free(s->temporary);
		s->temporary = xasprintf("%s.%ld.%u", s->path,
		    (long)getpid(), i);
		if (linkat(AT_FDCWD, from, AT_FDCWD, s->temporary,
		    AT_SYMLINK_FOLLOW) == 0)
			return true;
		if (errno != EEXIST)
			break;
	}
	free(s->temporary);
	s->temporary = NULL;
	return false;
}

static bool
put_in_place(struct sink *s)
{
	return give_name(s) && rename(s->temporary, s->path) == 0;
}

bool
sink_close(struct sink *s, bool keep, struct strbuf *error)
{
	int failed;

	if (keep)
		pass_on(s, true);
	failed = s->failed;
	if (keep && failed == 0 && s->replaces && !put_in_place(s))
		failed = errno;
	if (s->replaces && s->temporary != NULL && (!keep || failed != 0))
		unlink(s->temporary);
	if (close(s->fd) < 0 && failed == 0 && errno != EINTR)
		failed = errno;
	if (failed != 0)
		strbuf_printf(error, _("%s: cannot be written: %s"), s->name,
		    strerror(failed));
	sink_free(s);
	return failed == 0;
}
