/*
 * ptrace_record.h - one record of the binary form; used by ptrace_read.c, which
 * goes from block to block.
 */
#ifndef POOLSCOPE_TRACE_PTRACE_RECORD_H
#define POOLSCOPE_TRACE_PTRACE_RECORD_H

#include "trace/forecast.h"
#include "trace/ptrace_input.h"
#include "trace/slots.h"

struct ptrace {
	struct ptrace_input in;
	const unsigned char *next, *end; /* of in.raw: not yet read */
	uint32_t left;			/* records of this one */
	bool ended;			/* by its Z */
	bool by_slots;			/* addresses are not wanted */
	struct slots slots;
	struct forecast *forecast;
	uint64_t *addresses;		/* by slot */
	size_t addresses_room;
	uint64_t sum;			/* of this block's addresses */
	uint64_t last_slot, last_address, last_base;
	unsigned fields;		/* TRACE_GIVEN_... of every call */
	uint64_t last_time, last_tid, last_site;
};

/*
 * Reads the record at s->next into REC, which trace_begin has emptied.  False
 * if it cannot be; s->next is then, or if the record is cut short, behind
 * s->end or anywhere.
 */
bool ptrace_take(struct ptrace *s, struct trace_record *rec);

#endif
