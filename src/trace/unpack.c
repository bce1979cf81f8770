/*
 * unpack.c - gzip and zstd, member after member, frame after frame.
 *
 * Both libraries are asked for output as long as they have any: when the
 * file's bytes are used up they may still hold some, and only when the file
 * has ended and they give none was it cut short.
 */
#include "config.h"

#include "trace/unpack.h"

#include <limits.h>
#include <stdlib.h>
#include <zlib.h>
#include <zstd.h>

#include "support/i18n.h"
#include "support/xalloc.h"

static void
cut_short(struct raw *raw, const char *packing)
{
	raw->cut = true;
	strbuf_printf(&raw->error, _("the %s data is cut short here"),
	    packing);
}

static void
damaged(struct raw *raw, const char *packing, const char *why)
{
	strbuf_printf(&raw->error, _("the %s data is damaged here: %s"),
	    packing, why);
}

/* True once there are bytes to unpack or the file has ended. */
static bool
raw_ready(struct raw *raw)
{
	return raw->next < raw->end || raw->ended || raw_fill(raw);
}

static bool
raw_at_end(const struct raw *raw)
{
	return raw->next == raw->end && raw->ended;
}

static void *
gzip_begin(void)
{
	z_stream *z = xcalloc(1, sizeof(*z));

	/* 16: gzip's header and check sum are wanted. */
	if (inflateInit2(z, MAX_WBITS + 16) != Z_OK)
		xalloc_die();
	return z;
}

/* One call of inflate; how many bytes it gave is added to *DONE. */
static int
gzip_step(z_stream *z, struct raw *raw, unsigned char *buf, size_t n,
    size_t *done)
{
	int answer;

	z->next_in = raw->bytes + raw->next;
	z->avail_in = (uInt)(raw->end - raw->next);
	z->next_out = buf + *done;
	z->avail_out = n - *done > UINT_MAX ? UINT_MAX : (uInt)(n - *done);
	answer = inflate(z, Z_NO_FLUSH);
	raw->next = raw->end - z->avail_in;
	*done = (size_t)(z->next_out - buf);
	return answer;
}

static ssize_t
gzip_read(void *state, struct raw *raw, void *buf, size_t n)
{
	z_stream *z = state;
	size_t done = 0;

	while (done == 0 && raw->error.length == 0) {
		int answer;

		if (!raw_ready(raw))
			break;
		/* A member was finished and nothing follows. */
		if (raw_at_end(raw) && z->total_in == 0)
			return 0;
		answer = gzip_step(z, raw, buf, n, &done);
		if (answer == Z_STREAM_END)
			inflateReset(z);	/* also clears total_in */
		else if (answer == Z_BUF_ERROR && raw_at_end(raw))
			cut_short(raw, "gzip");
		else if (answer != Z_OK && answer != Z_BUF_ERROR)
			damaged(raw, "gzip",
			    z->msg != NULL ? z->msg : "inflate");
	}
	/* What came before the damage is given first. */
	return done > 0 ? (ssize_t)done : -1;
}

static void
gzip_end(void *state)
{
	inflateEnd(state);
	free(state);
}

const struct unpacker unpack_gzip = {
	.begin = gzip_begin,
	.read = gzip_read,
	.end = gzip_end,
};

struct zstd_state {
	ZSTD_DStream *stream;
	bool within;			/* a frame that has not ended */
};

static void *
zstd_begin(void)
{
	struct zstd_state *z = xcalloc(1, sizeof(*z));

	z->stream = ZSTD_createDStream();
	if (z->stream == NULL)
		xalloc_die();
	return z;
}

static ssize_t
zstd_read(void *state, struct raw *raw, void *buf, size_t n)
{
	struct zstd_state *z = state;
	ZSTD_outBuffer out = { .dst = buf, .size = n };

	while (out.pos == 0 && raw->error.length == 0) {
		ZSTD_inBuffer in;
		size_t answer;

		if (!raw_ready(raw))
			break;
		if (raw_at_end(raw) && !z->within)
			return 0;
		in = (ZSTD_inBuffer){ .src = raw->bytes, .size = raw->end,
			.pos = raw->next };
		answer = ZSTD_decompressStream(z->stream, &out, &in);
		raw->next = in.pos;
		if (ZSTD_isError(answer))
			damaged(raw, "zstd", ZSTD_getErrorName(answer));
		z->within = answer != 0;
		if (z->within && out.pos == 0 && raw_at_end(raw))
			cut_short(raw, "zstd");
	}
	return out.pos > 0 ? (ssize_t)out.pos : -1;
}

static void
zstd_end(void *state)
{
	struct zstd_state *z = state;

	ZSTD_freeDStream(z->stream);
	free(z);
}

const struct unpacker unpack_zstd = {
	.begin = zstd_begin,
	.read = zstd_read,
	.end = zstd_end,
};
