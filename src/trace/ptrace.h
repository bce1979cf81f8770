/*
 * ptrace.h - the compact binary form of a trace, version 1: what its reader
 * and its writer share.  The manual (poolscope-trace.5) tells it whole.
 *
 *	file    = magic { block }
 *	block   = head payload		head: 24 bytes, numbers little-endian
 *	payload = { record }		perhaps packed with zstd
 *
 * A block's kind is H (the header, first), E (records) or Z (the end, last).
 * What a record refers to goes on from block to block: they are read in
 * order, and a damaged one ends the trace.
 *
 * Blocks that live are known by slots: small numbers, the last one freed
 * being used again first.  An address is written only where it is not the one
 * that the header's profile gives (forecast.h).
 */
#ifndef POOLSCOPE_TRACE_PTRACE_H
#define POOLSCOPE_TRACE_PTRACE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "support/strbuf.h"

#define PTRACE_MAGIC	"\x89ptrace1"	/* the last byte is the version */
#define PTRACE_MAGIC_LENGTH 8
#define PTRACE_HEAD	24		/* bytes of a block's head */
#define PTRACE_MOST	(1u << 20)	/* bytes of a payload, unpacked */

/* How records begin.  Numbers behind are varints (LEB128), signed ones (Z)
   zigzag; texts are their length and their bytes. */
enum ptrace_op {
	PTRACE_MALLOC_8 = 0x00,	/* + size / 8 - 1, up to 0x7f */
	PTRACE_FREE = 0x80,	/* + Z: slot - last slot; 63: 63 + varint */
	PTRACE_MALLOC = 0xc0,	/* + size's low 5 bits, then the others */
	PTRACE_REALLOC = 0xe0,	/* + Z: slot - last slot; 15: 15 + varint;
				   size */
	PTRACE_CALLOC = 0xf0,	/* count, size */
	PTRACE_REALLOC_OF,	/* reference, size */
	PTRACE_FREE_OF,		/* reference */
	PTRACE_ARENA_OBTAINED,	/* size, Z: base - the last base */
	PTRACE_ARENA_GIVEN_BACK, /* Z: the same */
	PTRACE_MARK,		/* text */
	PTRACE_SITE,		/* number, file, line, function */
	/* Before a call: */
	PTRACE_AT_16,		/* its result is at Z * 16 + last address */
	PTRACE_AT,		/* its result is at Z + last address */
	PTRACE_INTO,		/* its result takes over a slot that lives */
	PTRACE_FAILED,		/* its result is NULL */
	PTRACE_NAMED,		/* its result is a name: text */
	PTRACE_FIELDS,		/* mask: from now on calls end in Z of time,
				   thread, site: less the last such */
	PTRACE_OPS
};
#define PTRACE_FREE_LONG	63u
#define PTRACE_REALLOC_LONG	15u

/* References to what lives in no slot. */
enum ptrace_reference {
	PTRACE_OF_NULL,
	PTRACE_OF_ADDRESS,	/* Z: address - last address */
	PTRACE_OF_NAME		/* text */
};

static inline uint64_t
ptrace_zigzag(uint64_t difference)
{
	return difference << 1 ^ -(difference >> 63);
}

static inline uint64_t
ptrace_unzigzag(uint64_t z)
{
	return z >> 1 ^ -(z & 1);
}

/* A sum over the addresses of a block's results, so that a reader whose
   profile gives others notices. */
static inline uint64_t
ptrace_sum(uint64_t sum, uint64_t address)
{
	return (sum ^ address) * 0x9e3779b97f4a7c15u;
}

struct ptrace_block {
	char kind;		/* 'H', 'E' or 'Z' */
	bool packed;		/* with zstd */
	uint32_t records;
	uint32_t raw, stored;	/* bytes of the payload: unpacked, in file */
	uint32_t sum;		/* of addresses, folded */
	uint32_t check;		/* CRC-32 of the rest of the head and of the
				   payload in the file */
};

/* Appends a block to OUT: head and payload, packed if that is shorter.  CONTEXT
   is a ZSTD_CCtx. */
void ptrace_pack(struct strbuf *out, void *context, char kind,
    uint32_t records, uint64_t sum, const void *raw, size_t n);

/* The head of a block; false if it can be none. */
bool ptrace_head(const unsigned char *bytes, struct ptrace_block *out);

/* Whether the STORED bytes at PAYLOAD are those that HEAD was made for. */
bool ptrace_whole(const unsigned char *head, const struct ptrace_block *b,
    const void *payload);

/* Unpacks the payload into RAW, of b->raw bytes; false if it is damaged. */
bool ptrace_unpack(void *context, const struct ptrace_block *b,
    const void *payload, void *raw);

#endif
