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
 * Only functions of record.c know this form.
 */
#ifndef POOLSCOPE_SESSION_RECORD_H
#define POOLSCOPE_SESSION_RECORD_H

#include "session/origin.h"
#include "session/session.h"

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

#define LOG_STRIDE	4096u	/* records from one count of blocks to the
				   next */

struct log {
	struct record *records;
	size_t count, room;
	uint32_t *made;		/* blocks made before every 4096th record */
	size_t made_count, made_room;
	uint32_t blocks;	/* blocks made by all of them */
	uint64_t *extra;
	size_t extra_count, extra_room;
	struct origins origins;
};

/* What an event gave, as far as the log keeps it. */
struct gave {
	uint64_t address;	/* nominal: of the result; of the block freed */
	bool made;		/* a block with the next number */
	unsigned happened;	/* bits, 1 << SESSION_POOL_FILLED and so on */
};

/* LOG of zero bytes is empty. */
void log_free(struct log *log);

/* Appends; the bytes of a write are copied. */
void log_append(struct log *log, const struct event *e,
    const struct gave *gave);

/* The same of a call that R, which is not wide, tells all of. */
void log_make_room(struct log *log);
static inline void
log_append_record(struct log *log, struct record r)
{
	if (log->count == log->room || log->count % LOG_STRIDE == 0)
		log_make_room(log);
	log->records[log->count++] = r;
	log->blocks += r.made;
}

/* Record I, from 0.  E->bytes is valid until the log grows. */
void log_get(const struct log *log, size_t i, struct event *e,
    struct gave *gave);

/* The number of blocks that records 0 to I - 1 made. */
uint32_t log_made_before(const struct log *log, size_t i);

/* The record that made the log's K-th block, from 0; K < log->blocks. */
size_t log_maker(const struct log *log, uint32_t k);

/* The first of records FROM to END - 1 that names block NUMBER as the one it
   acts on or ends; END if none does. */
size_t log_next_of(const struct log *log, size_t from, size_t end,
    uint32_t number);

/* The last of records FROM to END - 1 that made a block at ADDRESS, or freed
   it; SIZE_MAX if none did. */
size_t log_last_at(const struct log *log, size_t from, size_t end,
    uint64_t address);

/* Bytes of memory that it takes. */
size_t log_bytes(const struct log *log);

#endif
