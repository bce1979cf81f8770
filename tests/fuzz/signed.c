/* signed.c - the heads of a binary trace made to fit what stands in it. */
#include "config.h"

#include "signed.h"

#include <endian.h>
#include <stdint.h>
#include <string.h>
#include <zlib.h>

#include "support/strbuf.h"
#include "trace/format.h"
#include "trace/ptrace.h"
#include "trace/ptrace_record.h"
#include "trace/trace.h"

#define RECORDS	4		/* where in a head they stand, */
#define SUM	16		/* the sum of addresses, */
#define CHECK	20		/* and the check sum */

static void
put_32(unsigned char *to, uint32_t value)
{
	value = htole32(value);
	memcpy(to, &value, sizeof value);
}

/* The next head from *AT on; NULL where there is none. */
static unsigned char *
next_head(unsigned char *p, size_t n, size_t *at, size_t *length)
{
	unsigned char *head = p + *at;
	struct ptrace_block b;

	if (n - *at < PTRACE_HEAD || !ptrace_head(head, &b))
		return NULL;
	*length = n - *at - PTRACE_HEAD;
	if (*length > b.stored)
		*length = b.stored;
	*at += PTRACE_HEAD + *length;
	return head;
}

static bool
is_ptrace(const unsigned char *p, size_t n)
{
	return n >= PTRACE_MAGIC_LENGTH && memcmp(p, PTRACE_MAGIC,
	    PTRACE_MAGIC_LENGTH) == 0;
}

void
signed_blocks(unsigned char *p, size_t n)
{
	size_t at = PTRACE_MAGIC_LENGTH, length;
	unsigned char *head;
	uLong sum;

	if (!is_ptrace(p, n))
		return;
	while ((head = next_head(p, n, &at, &length)) != NULL) {
		sum = crc32(crc32(0, NULL, 0), head, CHECK);
		sum = crc32(sum, head + PTRACE_HEAD, (uInt)length);
		put_32(head + CHECK, (uint32_t)sum);
	}
}

/* The head of the block that S has come to is made right; false if it is. */
static bool
mend_head(const struct ptrace *s, unsigned char *head, size_t length)
{
	uint64_t total = htole64(s->in.records);

	if (s->in.block.kind == 'Z') {
		if (s->in.block.packed || length != sizeof total ||
		    memcmp(head + PTRACE_HEAD, &total, sizeof total) == 0)
			return false;
		memcpy(head + PTRACE_HEAD, &total, sizeof total);
	} else if (s->next == s->end) {
		put_32(head + RECORDS, s->in.block.records - s->left);
		put_32(head + SUM, (uint32_t)(s->sum >> 32));
	} else if (s->left == 0 && s->in.block.records < PTRACE_MOST) {
		put_32(head + RECORDS, 2 * PTRACE_MOST);
	} else {
		return false;
	}
	return true;
}

bool
signed_mend(unsigned char *p, size_t n)
{
	struct strbuf error = STRBUF_INIT;
	struct trace_reader *r = is_ptrace(p, n) ? trace_open_text("t", p, n,
	    0, &error) : NULL;
	size_t at = PTRACE_MAGIC_LENGTH, length = 0;
	unsigned char *head = NULL;
	const struct ptrace *s;
	struct trace_record rec;
	bool mended = false;

	if (r != NULL) {
		while (trace_next(r, &rec) == TRACE_RECORD)
			continue;
		s = r->state;
		if (r->status == TRACE_ERROR) {
			for (uint64_t i = 0; i < s->in.nblocks; i++)
				head = next_head(p, n, &at, &length);
			mended = head != NULL && mend_head(s, head, length);
		}
		if (mended)
			signed_blocks(p, n);
	}
	trace_close(r);
	strbuf_free(&error);
	return mended;
}
