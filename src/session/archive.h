/*
 * archive.h - stretches of logs: in memory up to a budget, then in a file.
 *
 *	memory   [ full ][ full ][ full ]...   the oldest goes first, to:
 *	file     [ full ][ full ][ full ]...   private, without a name, limited
 *	read     [ full ][ full ]              some of those, looked at of late
 *
 * What is in the file is read when it is asked for.  Where the file has no
 * room, whoever has the logs gives up the oldest of them.
 */
#ifndef POOLSCOPE_SESSION_ARCHIVE_H
#define POOLSCOPE_SESSION_ARCHIVE_H

#include "session/record.h"

#define ARCHIVE_READ	32u	/* stretches of the file in memory at once */

struct archive {
	size_t memory_limit;	/* bytes, of those full and in memory */
	uint64_t file_limit;
	struct stretch *oldest, *newest;	/* full, in memory */
	size_t bytes;		/* of them */
	struct stretch *read[ARCHIVE_READ];
	uint32_t next_read;	/* the place to use next */
	int fd;			/* -1: there is none yet */
	int error;		/* why the file takes no more, or 0 */
	uint8_t *used;		/* of each unit of the file, whether it is */
	size_t used_room;
	uint32_t units;		/* that the file has */
	uint32_t used_units;
	uint32_t lowest;	/* no unit below is free */
	bool full;		/* the oldest must be given up */
};

void archive_init(struct archive *a, size_t memory, uint64_t file);
/* The logs are gone already. */
void archive_free(struct archive *a);
/* Other limits, from now on; after an error of the file it is tried anew. */
void archive_limit(struct archive *a, size_t memory, uint64_t file);

/* ST is full: it belongs to the archive now, but stays its log's. */
void archive_add(struct archive *a, struct stretch *st);
/* Its records are in memory, until some others were read. */
void archive_read(struct archive *a, struct stretch *st);
/* ST, full or not, is no more. */
void archive_forget(struct archive *a, struct stretch *st);
/* The bytes of stretches that there is room for, in memory and in the file. */
uint64_t archive_room(const struct archive *a);
/* As much goes to the file as has to; FULL tells whether that was enough. */
void archive_settle(struct archive *a);

/* Bytes of memory that ST takes, and that it would take in the file. */
size_t stretch_bytes(const struct stretch *st);
uint64_t stretch_file_bytes(const struct stretch *st);
uint64_t archive_file_bytes(const struct archive *a);

#endif
