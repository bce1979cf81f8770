/* ptrace_block.c - blocks of the binary form: their heads, packing, sums. */
#include "config.h"

#include "trace/ptrace.h"

#include <endian.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>
#include <zstd.h>

#include "support/xalloc.h"

#define LEVEL		3	/* of zstd: more costs time and gives little */
#define CHECKED		20	/* bytes of the head before its check sum */
#define WORTH_PACKING	64	/* bytes */

static void
put_32(unsigned char *to, uint32_t value)
{
	value = htole32(value);
	memcpy(to, &value, sizeof(value));
}

static uint32_t
get_32(const unsigned char *from)
{
	uint32_t value;

	memcpy(&value, from, sizeof(value));
	return le32toh(value);
}

static uint32_t
check_sum(const unsigned char *head, const void *payload, size_t n)
{
	uLong sum = crc32(crc32(0, NULL, 0), head, CHECKED);

	return (uint32_t)crc32(sum, payload, (uInt)n);
}

/* Packs into a buffer of its own; 0 if that is no shorter. */
static size_t
squeeze(ZSTD_CCtx *context, const void *raw, size_t n, void **packed)
{
	size_t room = ZSTD_compressBound(n), length;

	*packed = NULL;
	if (n < WORTH_PACKING)
		return 0;
	*packed = xmalloc(room);
	length = ZSTD_compressCCtx(context, *packed, room, raw, n, LEVEL);
	return ZSTD_isError(length) || length >= n ? 0 : length;
}

void
ptrace_pack(struct strbuf *out, void *context, char kind, uint32_t records,
    uint64_t sum, const void *raw, size_t n)
{
	unsigned char head[PTRACE_HEAD] = { 0 };
	void *packed;
	size_t length = squeeze(context, raw, n, &packed);
	const void *payload = length > 0 ? packed : raw;

	head[0] = (unsigned char)kind;
	head[1] = length > 0;
	put_32(head + 4, records);
	put_32(head + 8, (uint32_t)n);
	put_32(head + 12, (uint32_t)(length > 0 ? length : n));
	put_32(head + 16, (uint32_t)(sum >> 32));
	put_32(head + CHECKED, check_sum(head, payload,
	    length > 0 ? length : n));
	strbuf_add(out, head, sizeof(head));
	strbuf_add(out, payload, length > 0 ? length : n);
	free(packed);
}

bool
ptrace_head(const unsigned char *bytes, struct ptrace_block *out)
{
	*out = (struct ptrace_block){
		.kind = (char)bytes[0],
		.packed = bytes[1] == 1,
		.records = get_32(bytes + 4),
		.raw = get_32(bytes + 8),
		.stored = get_32(bytes + 12),
		.sum = get_32(bytes + 16),
		.check = get_32(bytes + CHECKED),
	};
	return memchr("HEZ", out->kind, 3) != NULL && bytes[1] <= 1 &&
	    out->raw <= PTRACE_MOST && out->stored <= PTRACE_MOST &&
	    (out->packed || out->stored == out->raw);
}

bool
ptrace_whole(const unsigned char *head, const struct ptrace_block *b,
    const void *payload)
{
	return check_sum(head, payload, b->stored) == b->check;
}

bool
ptrace_unpack(void *context, const struct ptrace_block *b,
    const void *payload, void *raw)
{
	if (!b->packed) {
		memcpy(raw, payload, b->raw);
		return true;
	}
	return ZSTD_decompressDCtx(context, raw, b->raw, payload,
	    b->stored) == b->raw;
}
