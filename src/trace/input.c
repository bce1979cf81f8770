/*
 * input.c - a file as a stream of bytes: opening it, telling by its first
 * bytes how it is packed, reading it.  The unpackers are in unpack.c.
 */
#include "config.h"

#include "trace/input.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "support/i18n.h"
#include "support/strbuf.h"
#include "support/utf8.h"
#include "support/xalloc.h"
#include "trace/unpack.h"

/* How a kind of file begins, and how it is read. */
struct packing {
	const char *name;
	const char *magic;
	size_t length;			/* of the magic */
	unsigned char loose;		/* bits of its first byte that vary */
	const struct unpacker *unpacker; /* NULL: one we cannot read */
};

static const struct packing packings[] = {
	{ .name = "gzip", .magic = "\x1f\x8b", .length = 2,
	    .unpacker = &unpack_gzip },
	{ .name = "zstd", .magic = "\x28\xb5\x2f\xfd", .length = 4,
	    .unpacker = &unpack_zstd },
	/* A skippable frame, which may stand before the first real one. */
	{ .name = "zstd", .magic = "\x50\x2a\x4d\x18", .length = 4,
	    .loose = 0x0f, .unpacker = &unpack_zstd },
	{ .name = "xz", .magic = "\xfd" "7zXZ", .length = 6 },
	{ .name = "bzip2", .magic = "BZh", .length = 3 },
	{ .name = "lz4", .magic = "\x04\x22\x4d\x18", .length = 4 },
	{ .name = "zip", .magic = "PK\x03\x04", .length = 4 },
};
#define LONGEST_MAGIC 6

struct input {
	struct raw raw;			/* the file's own bytes */
	const struct unpacker *unpacker; /* NULL: plain */
	void *unpacking;		/* the unpacker's state */
	char *name;
	uint64_t size;			/* 0: not known */
};

static ssize_t
read_memory(struct raw *raw, void *buf, size_t n)
{
	if (n > raw->memory_left)
		n = raw->memory_left;
	memcpy(buf, raw->memory, n);
	raw->memory += n;
	raw->memory_left -= n;
	return (ssize_t)n;
}

/* Reads once from the file; the errors of read become words. */
ssize_t
raw_read(struct raw *raw, void *buf, size_t n)
{
	ssize_t got;

	do
		got = raw->fd >= 0 ? read(raw->fd, buf, n) :
		    read_memory(raw, buf, n);
	while (got < 0 && errno == EINTR);
	if (got < 0)
		strbuf_printf(&raw->error, _("cannot be read: %s"),
		    strerror(errno));
	else if (got == 0)
		raw->ended = true;
	else
		raw->position += (uint64_t)got;
	return got;
}

bool
raw_fill(struct raw *raw)
{
	size_t have = raw->end - raw->next;
	ssize_t got;

	memmove(raw->bytes, raw->bytes + raw->next, have);
	raw->next = 0;
	raw->end = have;
	if (raw->ended || have == sizeof(raw->bytes))
		return true;
	got = raw_read(raw, raw->bytes + have, sizeof(raw->bytes) - have);
	if (got > 0)
		raw->end += (size_t)got;
	return got >= 0;
}

static bool
packing_fits(const struct packing *p, const unsigned char *bytes, size_t n)
{
	unsigned char first = (unsigned char)*p->magic;

	return n >= p->length && ((bytes[0] ^ first) & ~p->loose) == 0 &&
	    memcmp(bytes + 1, p->magic + 1, p->length - 1) == 0;
}

/* Looks at the first bytes, which stay to be read. */
static bool
choose_unpacker(struct input *in)
{
	while (in->raw.end < LONGEST_MAGIC && !in->raw.ended)
		if (!raw_fill(&in->raw))
			return false;
	for (size_t i = 0; i < sizeof(packings) / sizeof(packings[0]); i++) {
		const struct packing *p = &packings[i];

		if (!packing_fits(p, in->raw.bytes, in->raw.end))
			continue;
		if (p->unpacker == NULL) {
			strbuf_printf(&in->raw.error, _("is packed with %s: "
			    "unpack it and pass it on standard input"),
			    p->name);
			return false;
		}
		in->unpacker = p->unpacker;
		in->unpacking = p->unpacker->begin();
		return true;
	}
	return true;
}

/* Opens the file behind PATH; what cannot be a trace is refused at once. */
static bool
open_file(struct input *in, const char *path)
{
	struct stat st;

	if (strcmp(path, "-") == 0)
		in->raw.fd = fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 3);
	else
		in->raw.fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	in->raw.close = in->raw.fd >= 0;
	if (in->raw.fd < 0 || fstat(in->raw.fd, &st) < 0) {
		strbuf_printf(&in->raw.error, _("cannot be opened: %s"),
		    strerror(errno));
		return false;
	}
	if (S_ISDIR(st.st_mode)) {
		strbuf_puts(&in->raw.error, _("is a directory, not a file"));
		return false;
	}
	if (S_ISREG(st.st_mode) && st.st_size > 0)
		in->size = (uint64_t)st.st_size;
	return true;
}

static char *
shown_name(const char *path)
{
	struct strbuf name = STRBUF_INIT;

	if (strcmp(path, "-") == 0)
		strbuf_puts(&name, _("(standard input)"));
	else
		utf8_show(&name, path, strlen(path));
	return strbuf_steal(&name);
}

struct input *
input_open(const char *path, struct strbuf *error)
{
	struct input *in = xcalloc(1, sizeof(*in));

	in->name = shown_name(path);
	if (open_file(in, path) && choose_unpacker(in))
		return in;
	strbuf_printf(error, "%s: %s", in->name,
	    strbuf_text(&in->raw.error));
	input_close(in);
	return NULL;
}

struct input *
input_open_text(const char *name, const void *text, size_t n)
{
	struct input *in = xcalloc(1, sizeof(*in));

	in->name = shown_name(name);
	in->raw.fd = -1;
	in->raw.memory = text;
	in->raw.memory_left = n;
	in->size = n;
	choose_unpacker(in);
	return in;
}

void
input_close(struct input *in)
{
	if (in == NULL)
		return;
	if (in->unpacker != NULL)
		in->unpacker->end(in->unpacking);
	if (in->raw.close)
		close(in->raw.fd);
	strbuf_free(&in->raw.error);
	free(in->name);
	free(in);
}

/* Plain bytes: those that were read to be looked at, then the file's. */
static ssize_t
read_plain(struct raw *raw, void *buf, size_t n)
{
	size_t have = raw->end - raw->next;

	if (have == 0)
		return raw->ended ? 0 : raw_read(raw, buf, n);
	if (have < n)
		n = have;
	memcpy(buf, raw->bytes + raw->next, n);
	raw->next += n;
	return (ssize_t)n;
}

ssize_t
input_read(struct input *in, void *buf, size_t n)
{
	if (in->raw.error.length > 0)
		return -1;
	if (in->unpacker == NULL)
		return read_plain(&in->raw, buf, n);
	return in->unpacker->read(in->unpacking, &in->raw, buf, n);
}

bool
input_await(struct input *in, int ms)
{
	struct pollfd file = { .fd = in->raw.fd, .events = POLLIN };

	return in->raw.fd < 0 || in->unpacker != NULL || in->raw.ended ||
	    in->raw.next < in->raw.end || poll(&file, 1, ms) > 0;
}

const char *
input_name(const struct input *in)
{
	return in->name;
}

const char *
input_error(const struct input *in)
{
	return in->raw.error.length > 0 ? in->raw.error.text : NULL;
}

bool
input_cut_short(const struct input *in)
{
	return in->raw.cut;
}

uint64_t
input_position(const struct input *in)
{
	return in->raw.position;
}

uint64_t
input_size(const struct input *in)
{
	return in->size;
}
