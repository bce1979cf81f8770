/*
 * traces.c - libFuzzer's target for every reader of traces: whatever the bytes
 * are, reading them ends, and what was read can be printed.
 */
#include "config.h"

#include <endian.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "support/strbuf.h"
#include "support/xalloc.h"
#include "trace/ptrace.h"
#include "trace/trace.h"
#include "trace/writer.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);

/* Check sums of the binary form are made right: no chance would. */
static void
check(unsigned char *p, size_t n)
{
	size_t at = PTRACE_MAGIC_LENGTH;
	struct ptrace_block b;

	if (n < at || memcmp(p, PTRACE_MAGIC, at) != 0)
		return;
	while (at + PTRACE_HEAD <= n && ptrace_head(p + at, &b)) {
		size_t have = n - at - PTRACE_HEAD;
		uInt length = (uInt)(b.stored < have ? b.stored : have);
		uLong sum = crc32(crc32(0, NULL, 0), p + at, 20);
		uint32_t stored;

		sum = crc32(sum, p + at + PTRACE_HEAD, length);
		stored = htole32((uint32_t)sum);
		memcpy(p + at + 20, &stored, sizeof stored);
		at += PTRACE_HEAD + length;
	}
}

static void
read_all(const unsigned char *bytes, size_t n, unsigned flags, bool slots)
{
	struct strbuf error = STRBUF_INIT, line = STRBUF_INIT;
	struct trace_reader *r = trace_open_text("t", bytes, n, flags,
	    &error);
	struct trace_record rec;

	if (r != NULL && slots)
		trace_by_slots(r);
	while (r != NULL && trace_next(r, &rec) == TRACE_RECORD) {
		strbuf_clear(&line);
		if (!slots && !trace_print_record(&line, &rec))
			abort();
	}
	trace_close(r);
	strbuf_free(&error);
	strbuf_free(&line);
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	unsigned char *copy = xmalloc(n + 1);

	memcpy(copy, bytes, n);
	check(copy, n);
	read_all(copy, n, 0, false);
	read_all(copy, n, TRACE_STRICT, false);
	read_all(copy, n, 0, true);
	free(copy);
	return 0;
}
