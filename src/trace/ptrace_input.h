/*
 * ptrace_input.h - the blocks of a file in the binary form, one after the
 * other, tested and unpacked; used by ptrace_read.c.
 */
#ifndef POOLSCOPE_TRACE_PTRACE_INPUT_H
#define POOLSCOPE_TRACE_PTRACE_INPUT_H

#include "trace/format.h"
#include "trace/ptrace.h"

struct ptrace_input {
	void *context;			/* zstd's */
	unsigned char *stored, *raw;	/* a block: in the file, unpacked, and
					   PTRACE_SLACK zero bytes */
	struct ptrace_block block;
	uint64_t nblocks;		/* read so far */
	uint64_t records;		/* of those that are done */
};

/* Bytes behind a payload: no number runs further. */
#define PTRACE_SLACK 16

void ptrace_input_init(struct ptrace_input *in);
void ptrace_input_free(struct ptrace_input *in);

/* Takes the magic; false with r->error if it is another version's. */
bool ptrace_input_magic(struct trace_reader *r);

/*
 * Reads the next block whole.  TRACE_END with a notice where the file is cut
 * short, TRACE_ERROR where it is damaged.
 */
enum trace_status ptrace_input_block(struct trace_reader *r,
    struct ptrace_input *in);

/* The present block is damaged; HOW, translated. */
enum trace_status ptrace_damaged(struct trace_reader *r,
    const struct ptrace_input *in, const char *how);

#endif
