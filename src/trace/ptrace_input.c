/* ptrace_input.c - the blocks of a file in the binary form. */
#include "config.h"

#include "trace/ptrace_input.h"

#include <stdlib.h>
#include <string.h>
#include <zstd.h>

#include "support/i18n.h"
#include "support/xalloc.h"
#include "trace/input.h"

void
ptrace_input_init(struct ptrace_input *in)
{
	*in = (struct ptrace_input){ .context = ZSTD_createDCtx() };
	if (in->context == NULL)
		xalloc_die();
	in->stored = xmalloc(PTRACE_MOST);
	in->raw = xmalloc(PTRACE_MOST + PTRACE_SLACK);
}

void
ptrace_input_free(struct ptrace_input *in)
{
	ZSTD_freeDCtx(in->context);
	free(in->stored);
	free(in->raw);
}

/* Up to N bytes of the file; fewer only at its end, or with input_error. */
static size_t
read_bytes(struct trace_reader *r, void *buf, size_t n)
{
	struct source *src = &r->source;
	size_t have = (size_t)(src->stop - src->next), done = 0;
	ssize_t got;

	have -= src->unterminated && have > 0;	/* a byte of our own */
	if (have > n)
		have = n;
	memcpy(buf, src->next, have);
	src->next += have;
	for (done = have; done < n; done += (size_t)got) {
		got = input_read(r->in, (char *)buf + done, n - done);
		if (got <= 0)
			break;
	}
	return done;
}

static enum trace_status
cut_short(struct trace_reader *r, const struct ptrace_input *in)
{
	if (input_error(r->in) != NULL && !input_cut_short(r->in))
		return trace_fail(r, 0, "%s", input_error(r->in));
	return trace_repair(r, 0, _("the file is cut short in block %ju: the "
	    "%ju records before it are used"), in->nblocks, in->records);
}

enum trace_status __attribute__((cold, noinline))
ptrace_damaged(struct trace_reader *r, const struct ptrace_input *in,
    const char *how)
{
	return trace_fail(r, 0, _("block %ju is damaged (%s): the %ju "
	    "records before it are used"), in->nblocks, how, in->records);
}

enum trace_status
ptrace_input_block(struct trace_reader *r, struct ptrace_input *in)
{
	unsigned char head[PTRACE_HEAD];
	size_t got;

	in->nblocks++;
	got = read_bytes(r, head, sizeof(head));
	if (got < sizeof(head))
		return cut_short(r, in);
	if (!ptrace_head(head, &in->block))
		return ptrace_damaged(r, in, _("it has no head"));
	got = read_bytes(r, in->stored, in->block.stored);
	if (got < in->block.stored)
		return cut_short(r, in);
	if (!ptrace_whole(head, &in->block, in->stored))
		return ptrace_damaged(r, in, _("its check sum differs"));
	if (!ptrace_unpack(in->context, &in->block, in->stored, in->raw))
		return ptrace_damaged(r, in, _("it cannot be unpacked"));
	memset(in->raw + in->block.raw, 0, PTRACE_SLACK);
	return TRACE_RECORD;
}

bool
ptrace_input_magic(struct trace_reader *r)
{
	char magic[PTRACE_MAGIC_LENGTH];

	read_bytes(r, magic, sizeof(magic));
	if (magic[sizeof(magic) - 1] == PTRACE_MAGIC[sizeof(magic) - 1])
		return true;
	trace_fail(r, 0, _("this is another version of the binary trace: a "
	    "newer poolscope may read it"));
	return false;
}
