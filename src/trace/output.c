/* output.c - a file that is written, plainly or packed. */
#include "config.h"

#include "trace/output.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <zlib.h>
#include <zstd.h>

#include "support/i18n.h"
#include "support/strbuf.h"
#include "support/xalloc.h"

#define BUFFER		65536u
#define ZSTD_LEVEL	3
#define GZIP_LEVEL	4	/* faster than the usual, and near it */

struct output {
	char *path;
	int fd;
	int error;		/* errno of the first failure, or 0 */
	z_stream *gzip;		/* one of the two, or neither */
	ZSTD_CStream *zstd;
	size_t used;		/* bytes in the buffer, on their way out */
	unsigned char buffer[BUFFER];
};

static bool
ends_in(const char *path, size_t n, const char *suffix)
{
	size_t length = strlen(suffix);

	return n > length && memcmp(path + n - length, suffix, length) == 0;
}

bool
output_has_suffix(const char *path, const char *suffix)
{
	size_t n = strlen(path);

	if (ends_in(path, n, ".gz"))
		n -= 3;
	else if (ends_in(path, n, ".zst"))
		n -= 4;
	return ends_in(path, n, suffix);
}

static void
begin_packing(struct output *o)
{
	size_t n = strlen(o->path);

	if (ends_in(o->path, n, ".gz")) {
		o->gzip = xcalloc(1, sizeof(*o->gzip));
		/* 16: gzip's header and check sum are wanted. */
		if (deflateInit2(o->gzip, GZIP_LEVEL, Z_DEFLATED,
		    MAX_WBITS + 16, 8, Z_DEFAULT_STRATEGY) != Z_OK)
			xalloc_die();
	} else if (ends_in(o->path, n, ".zst")) {
		o->zstd = ZSTD_createCStream();
		if (o->zstd == NULL)
			xalloc_die();
		ZSTD_initCStream(o->zstd, ZSTD_LEVEL);
	}
}

struct output *
output_open(const char *path, struct strbuf *error)
{
	struct output *o;
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);

	if (fd < 0) {
		strbuf_printf(error, _("%s: cannot be written: %s"), path,
		    strerror(errno));
		return NULL;
	}
	o = xcalloc(1, sizeof(*o));
	o->path = xstrdup(path);
	o->fd = fd;
	begin_packing(o);
	return o;
}

/* Writes the buffer out. */
static bool
drain(struct output *o)
{
	size_t done = 0;

	while (done < o->used && o->error == 0) {
		ssize_t n = write(o->fd, o->buffer + done, o->used - done);

		if (n > 0)
			done += (size_t)n;
		else if (n == 0 || errno != EINTR)
			o->error = n == 0 ? EIO : errno;
	}
	o->used = 0;
	return o->error == 0;
}

static bool
write_plain(struct output *o, const char *bytes, size_t n)
{
	while (n > 0) {
		size_t room = BUFFER - o->used;
		size_t part = n < room ? n : room;

		memcpy(o->buffer + o->used, bytes, part);
		o->used += part;
		bytes += part;
		n -= part;
		if (o->used == BUFFER && !drain(o))
			return false;
	}
	return true;
}

static bool
write_gzip(struct output *o, const void *bytes, size_t n, int how)
{
	z_stream *z = o->gzip;
	int status;

	z->next_in = (unsigned char *)(uintptr_t)bytes;
	z->avail_in = (unsigned)n;
	do {
		z->next_out = o->buffer + o->used;
		z->avail_out = (unsigned)(BUFFER - o->used);
		status = deflate(z, how);
		o->used = BUFFER - z->avail_out;
		if (z->avail_out == 0 && !drain(o))
			return false;
	} while (z->avail_in > 0 || (z->avail_out == 0 && how != Z_NO_FLUSH) ||
	    (how == Z_FINISH && status == Z_OK));
	return true;
}

static bool
write_zstd(struct output *o, const void *bytes, size_t n,
    ZSTD_EndDirective how)
{
	ZSTD_inBuffer in = { bytes, n, 0 };
	size_t left;

	do {
		ZSTD_outBuffer out = { o->buffer, BUFFER, o->used };

		left = ZSTD_compressStream2(o->zstd, &out, &in, how);
		if (ZSTD_isError(left)) {
			o->error = EIO;
			return false;
		}
		o->used = out.pos;
		if (o->used == BUFFER && !drain(o))
			return false;
	} while (in.pos < in.size || (how != ZSTD_e_continue && left > 0));
	return true;
}

bool
output_write(struct output *o, const void *bytes, size_t n)
{
	if (o->error != 0)
		return false;
	if (o->gzip != NULL)
		return write_gzip(o, bytes, n, Z_NO_FLUSH);
	if (o->zstd != NULL)
		return write_zstd(o, bytes, n, ZSTD_e_continue);
	return write_plain(o, bytes, n);
}

bool
output_flush(struct output *o)
{
	if (o->error != 0)
		return false;
	if (o->gzip != NULL && !write_gzip(o, "", 0, Z_SYNC_FLUSH))
		return false;
	if (o->zstd != NULL && !write_zstd(o, NULL, 0, ZSTD_e_flush))
		return false;
	return drain(o);
}

static void
end_packing(struct output *o)
{
	if (o->gzip != NULL) {
		if (o->error == 0)
			write_gzip(o, "", 0, Z_FINISH);
		deflateEnd(o->gzip);
		free(o->gzip);
	}
	if (o->zstd != NULL) {
		if (o->error == 0)
			write_zstd(o, NULL, 0, ZSTD_e_end);
		ZSTD_freeCStream(o->zstd);
	}
}

bool
output_close(struct output *o, struct strbuf *error)
{
	bool ok;

	end_packing(o);
	drain(o);
	if (close(o->fd) != 0 && o->error == 0)
		o->error = errno;
	ok = o->error == 0;
	if (!ok)
		strbuf_printf(error, _("%s: cannot be written: %s"), o->path,
		    strerror(o->error));
	free(o->path);
	free(o);
	return ok;
}

const char *
output_error(const struct output *o)
{
	return o->error != 0 ? strerror(o->error) : NULL;
}
