/* archive.c - stretches of logs: in memory up to a budget, then in a file. */
#include "config.h"

#include "session/archive.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/uio.h>
#include <unistd.h>

#include "support/xalloc.h"

#define UNIT	16384u	/* bytes: a stretch takes a whole number of them */
#define PARTS	5	/* of a stretch: records, extra, sites, ... */

void
archive_init(struct archive *a, size_t memory, uint64_t file)
{
	*a = (struct archive){
		.memory_limit = memory,
		.file_limit = file,
		.fd = -1,
	};
}

void
archive_free(struct archive *a)
{
	if (a->fd >= 0)
		close(a->fd);
	free(a->used);
	archive_init(a, a->memory_limit, a->file_limit);
}

void
archive_limit(struct archive *a, size_t memory, uint64_t file)
{
	a->memory_limit = memory;
	a->file_limit = file;
	a->error = 0;
	archive_settle(a);
}

/* ------------------------------------------------------------------------
 * What a stretch is made of
 */

static size_t
parts_of(const struct stretch *st, struct iovec parts[PARTS])
{
	struct origin_span *o = st->origins;
	size_t n = 0;

	parts[n++] = (struct iovec){ st->records,
	    STRETCH * sizeof *st->records };
	if (st->extra_count > 0)
		parts[n++] = (struct iovec){ st->extra,
		    st->extra_count * sizeof *st->extra };
	if (o != NULL)
		parts[n++] = (struct iovec){ o->sites, sizeof o->sites };
	if (o != NULL && o->threads != NULL)
		parts[n++] = (struct iovec){ o->threads,
		    ORIGIN_SPAN * sizeof *o->threads };
	if (o != NULL && o->times != NULL)
		parts[n++] = (struct iovec){ o->times,
		    ORIGIN_SPAN * sizeof *o->times };
	return n;
}

/* Memory for all of them, of a stretch that has none. */
static void
make_parts(struct stretch *st)
{
	st->records = xreallocarray(NULL, STRETCH, sizeof *st->records);
	if (st->extra_count > 0)
		st->extra = xreallocarray(NULL, st->extra_count,
		    sizeof *st->extra);
	if (!st->sites)
		return;
	st->origins = xcalloc(1, sizeof *st->origins);
	if (st->threads)
		st->origins->threads = xcalloc(ORIGIN_SPAN,
		    sizeof *st->origins->threads);
	if (st->times)
		st->origins->times = xcalloc(ORIGIN_SPAN,
		    sizeof *st->origins->times);
}

static void
free_parts(struct stretch *st)
{
	free(st->records);
	free(st->extra);
	origins_free(st->origins);
	st->records = NULL;
	st->extra = NULL;
	st->origins = NULL;
}

size_t
stretch_bytes(const struct stretch *st)
{
	return sizeof *st + (st->records == NULL ? 0 :
	    STRETCH * sizeof *st->records +
	    st->extra_count * sizeof *st->extra + origins_bytes(st->origins));
}

static uint32_t
units_of(const struct stretch *st)
{
	struct iovec parts[PARTS];
	size_t n = parts_of(st, parts);
	uint64_t bytes = 0;

	while (n > 0)
		bytes += parts[--n].iov_len;
	return (uint32_t)((bytes + UNIT - 1) / UNIT);
}

uint64_t
stretch_file_bytes(const struct stretch *st)
{
	return (uint64_t)(st->units > 0 ? st->units : units_of(st)) * UNIT;
}

uint64_t
archive_room(const struct archive *a)
{
	uint64_t file = a->error != 0 ? (uint64_t)a->units * UNIT :
	    a->file_limit;

	return file < UINT64_MAX - a->memory_limit ?
	    file + a->memory_limit : UINT64_MAX;
}

uint64_t
archive_file_bytes(const struct archive *a)
{
	return (uint64_t)a->used_units * UNIT;
}

/* ------------------------------------------------------------------------
 * The file
 */

/* A file that nobody else can open, and that goes when we go. */
static int
open_in(const char *folder)
{
	int fd = open(folder, O_TMPFILE | O_RDWR | O_CLOEXEC | O_EXCL, 0600);
	char *name;

	if (fd >= 0 || (errno != EOPNOTSUPP && errno != EISDIR &&
	    errno != EINVAL))
		return fd;
	name = xasprintf("%s/poolscope-XXXXXX", folder);
	fd = mkostemp(name, O_CLOEXEC);
	if (fd >= 0)
		unlink(name);
	free(name);
	return fd;
}

/* /tmp is often memory. */
static bool
open_file(struct archive *a)
{
	const char *folder = getenv("TMPDIR");

	if (a->fd >= 0)
		return true;
	if (folder != NULL && *folder != '\0') {
		a->fd = open_in(folder);
	} else {
		a->fd = open_in("/var/tmp");
		if (a->fd < 0)
			a->fd = open_in("/tmp");
	}
	if (a->fd < 0)
		a->error = errno;
	return a->fd >= 0;
}

/* N free units in a row, the first of them; UINT32_MAX: the file cannot have
   them. */
static uint32_t
find_units(struct archive *a, uint32_t n)
{
	uint64_t most = a->file_limit / UNIT;
	uint32_t i = a->lowest, row = 0;

	for (; row < n; i++) {
		if (i >= most || i == UINT32_MAX)
			return UINT32_MAX;
		row = i < a->units && a->used[i] ? 0 : row + 1;
	}
	return i - n;
}

static void
take_units(struct archive *a, uint32_t first, uint32_t n)
{
	a->used = xgrow(a->used, &a->used_room, (size_t)first + n, 1);
	while (a->units < first + n)
		a->used[a->units++] = 0;
	memset(a->used + first, 1, n);
	a->used_units += n;
	while (a->lowest < a->units && a->used[a->lowest])
		a->lowest++;
}

static void
release_units(struct archive *a, const struct stretch *st)
{
	if (st->units == 0)
		return;
	memset(a->used + st->place, 0, st->units);
	a->used_units -= st->units;
	if (a->lowest > st->place)
		a->lowest = st->place;
}

/* What DONE bytes of PARTS are, is done; true when there are none left. */
static bool
advance(struct iovec **parts, size_t *n, size_t done)
{
	while (*n > 0 && done >= (*parts)->iov_len) {
		done -= (*parts)->iov_len;
		(*parts)++;
		(*n)--;
	}
	if (*n == 0)
		return true;
	(*parts)->iov_base = (char *)(*parts)->iov_base + done;
	(*parts)->iov_len -= done;
	return false;
}

/* Moves all of ST's parts by MOVE, preadv or pwritev; 0 or why not. */
static int
move_parts(const struct archive *a, const struct stretch *st, uint32_t place,
    ssize_t (*move)(int, const struct iovec *, int, off_t))
{
	struct iovec all[PARTS], *parts = all;
	off_t at = (off_t)place * UNIT;
	size_t n = parts_of(st, all);
	ssize_t done = 0;

	while (!advance(&parts, &n, (size_t)done)) {
		done = move(a->fd, parts, (int)n, at);
		if (done < 0 && errno == EINTR)
			done = 0;
		else if (done <= 0)
			return done < 0 ? errno : EIO;
		at += done;
	}
	return 0;
}

/* Writes the oldest stretch; false if the file does not take it. */
static bool
write_oldest(struct archive *a)
{
	struct stretch *st = a->oldest;
	uint32_t n = units_of(st), place = find_units(a, n);
	int error;

	if (place == UINT32_MAX)
		return false;
	/* After an error, what it has is all that there is room for. */
	if (a->error != 0 && place + n > a->units)
		return false;
	if (!open_file(a))
		return false;
	error = move_parts(a, st, place, pwritev);
	if (error != 0) {
		a->error = error;
		return false;
	}
	st->place = place;
	st->units = n;
	take_units(a, place, n);
	return true;
}

/* ------------------------------------------------------------------------
 * Which are where
 */

static void
unlist(struct archive *a, struct stretch *st)
{
	if (st->listed) {
		*(st->older == NULL ? &a->oldest : &st->older->newer) =
		    st->newer;
		*(st->newer == NULL ? &a->newest : &st->newer->older) =
		    st->older;
		a->bytes -= stretch_bytes(st);
	}
	st->listed = 0;
	st->older = st->newer = NULL;
}

void
archive_add(struct archive *a, struct stretch *st)
{
	st->listed = 1;
	st->sites = st->origins != NULL;
	st->threads = st->sites && st->origins->threads != NULL;
	st->times = st->sites && st->origins->times != NULL;
	st->older = a->newest;
	*(a->newest == NULL ? &a->oldest : &a->newest->newer) = st;
	a->newest = st;
	a->bytes += stretch_bytes(st);
	archive_settle(a);
}

void
archive_settle(struct archive *a)
{
	struct stretch *st;

	while (a->bytes > a->memory_limit && a->oldest != NULL &&
	    write_oldest(a)) {
		st = a->oldest;
		unlist(a, st);
		free_parts(st);
	}
	a->full = a->oldest != NULL && (a->bytes > a->memory_limit ||
	    archive_file_bytes(a) > a->file_limit);
}

/* The event of which is none that can happen, should it ever be applied. */
static void
spoil(struct stretch *st)
{
	size_t i;

	for (i = 0; i < STRETCH; i++)
		st->records[i] = (struct record){ .kind = EVENT_WRITE };
}

void
archive_read(struct archive *a, struct stretch *st)
{
	struct stretch **place = &a->read[a->next_read];
	int error;

	a->next_read = (a->next_read + 1) % ARCHIVE_READ;
	if (*place != NULL)
		free_parts(*place);
	*place = st;
	make_parts(st);
	error = move_parts(a, st, st->place, preadv);
	if (error != 0) {
		a->unread = error;
		spoil(st);
	}
}

void
archive_forget(struct archive *a, struct stretch *st)
{
	uint32_t i;

	unlist(a, st);
	for (i = 0; i < ARCHIVE_READ && st->units > 0; i++)
		if (a->read[i] == st)
			a->read[i] = NULL;
	release_units(a, st);
	free_parts(st);
	free(st);
}
