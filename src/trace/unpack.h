/*
 * unpack.h - unpackers between a file's own bytes and its contents; used by
 * input.c alone.
 */
#ifndef POOLSCOPE_TRACE_UNPACK_H
#define POOLSCOPE_TRACE_UNPACK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "support/strbuf.h"

/* The file's own bytes: bytes[next .. end - 1] are read and not yet used. */
struct raw {
	int fd;				/* -1: they are in memory */
	const unsigned char *memory;	/* ... here, so many: */
	size_t memory_left;
	bool close;			/* fd is ours to close */
	bool ended;			/* read has said so */
	bool cut;			/* too early, which is the error */
	size_t next, end;
	uint64_t position;		/* bytes read from fd */
	struct strbuf error;		/* empty while all is well */
	unsigned char bytes[64 * 1024];
};

/* Up to N bytes from the file itself; 0 at its end, -1 with raw->error. */
ssize_t raw_read(struct raw *raw, void *buf, size_t n);
/* Reads more behind the bytes not yet used; false with raw->error. */
bool raw_fill(struct raw *raw);

struct unpacker {
	void *(*begin)(void);
	/* Up to N bytes; 0 at the end; -1 with raw->error. */
	ssize_t (*read)(void *state, struct raw *raw, void *buf, size_t n);
	void (*end)(void *state);
};

extern const struct unpacker unpack_gzip, unpack_zstd;

#endif
