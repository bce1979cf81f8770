/*
 * record.h - a log of events, packed.
 *
 * A record has 16 bytes.  What an ordinary call of a traced program needs
 * fits in; a name, a block that ended within the event, the bytes of a write
 * and figures over 32 bits go to a side buffer, and the record is then WIDE.
 *
 *	records  [ address kind made wide | block | size ]...
 *	extra    [ every field in full, then the bytes of a write ]...
 *
 * A log is a row of stretches of so many records, each with its side buffer
 * and its origins.  All but the last, which still grows, may be in a file, and
 * the oldest may have been given up.
 *
 * Only functions of record.c know what a record is, and only those of
 * archive.c where a stretch is.
 */
#ifndef POOLSCOPE_SESSION_RECORD_H
#define POOLSCOPE_SESSION_RECORD_H

#include "session/origin.h"
#include "session/session.h"

#define STRETCH	ORIGIN_SPAN	/* records */

struct archive;

struct record {
	uint64_t address : 48;
	uint64_t kind : 3;
	uint64_t made : 1;	/* it made a block */
	uint64_t wide : 1;	/* SIZE is its place in the side buffer */
	uint64_t happened : SESSION_HAPPENINGS;	/* bits */
	uint64_t : 11 - SESSION_HAPPENINGS;
	uint32_t block;		/* calloc: nelem */
	uint32_t size;
};

struct stretch {
	struct record *records;	/* NULL: it is in the file only */
	uint64_t *extra;
	struct origin_span *origins;	/* NULL: none is known */
	uint32_t made;		/* blocks that the log made before it */
	uint32_t extra_count;	/* words */
	size_t extra_room;
	/* archive.c: */
	struct stretch *older, *newer;	/* of those full and in memory */
	uint32_t place, units;		/* in the file; 0 units: it is not */
	uint32_t listed : 1, sites : 1, threads : 1, times : 1;
};

struct log {
	struct archive *archive;	/* where stretches go; not its own */
	struct stretch **stretches;	/* from number FIRST on */
	size_t stretch_count, stretch_room;
	size_t first;		/* stretches given up */
	size_t count;		/* records, those given up included */
	uint32_t blocks;	/* made by all of them */
	struct record *records;	/* of the last stretch, and how many */
	size_t room;		/* ... it has room for */
};

/* What an event gave, as far as the log keeps it. */
struct gave {
	uint64_t address;	/* nominal: of the result; of the block freed */
	bool made;		/* a block with the next number */
	unsigned happened;	/* bits, 1 << SESSION_POOL_FILLED and so on */
};

/* LOG of zero bytes but for its archive is empty. */
void log_free(struct log *log);

/* Appends; the bytes of a write are copied. */
void log_append(struct log *log, const struct event *e,
    const struct gave *gave);

/* The same of a call that R, which is not wide, tells all of. */
void log_make_room(struct log *log);
static inline void
log_append_record(struct log *log, struct record r)
{
	size_t i = log->count % STRETCH;

	if (i == 0 || i == log->room)
		log_make_room(log);
	log->records[i] = r;
	log->count++;
	log->blocks += r.made;
}

/* Record I, from 0, which was not given up.  E->bytes is valid until the log
   grows, or some dozen other stretches were looked at. */
void log_get(const struct log *log, size_t i, struct event *e,
    struct gave *gave);

/* The number of blocks that records 0 to I - 1 made; I is not before the first
   record that there is. */
uint32_t log_made_before(const struct log *log, size_t i);

/* The record that made the log's K-th block, from 0; K < log->blocks.  SIZE_MAX
   if it was given up. */
size_t log_maker(const struct log *log, uint32_t k);

/* The first of records FROM to END - 1 that names block NUMBER as the one it
   acts on or ends; END if none does. */
size_t log_next_of(const struct log *log, size_t from, size_t end,
    uint32_t number);

/* The last of records FROM to END - 1 that made a block at ADDRESS, or freed
   it; SIZE_MAX if none did. */
size_t log_last_at(const struct log *log, size_t from, size_t end,
    uint64_t address);

/* Gives up the stretches that end before record I, or with it not included;
   those that are there take so many bytes. */
void log_forget(struct log *log, size_t i);
uint64_t log_bytes_before(const struct log *log, size_t i);
/* Gives up all; nothing is going to be appended. */
void log_forget_all(struct log *log);

/* Bytes of memory that it takes. */
size_t log_bytes(const struct log *log);

#endif
