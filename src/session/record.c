#include "config.h"

#include "session/record.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "session/archive.h"
#include "support/xalloc.h"

static_assert(sizeof(struct record) == 16, "a record has 16 bytes");

/* A record's fields in the side buffer; the bytes of a write follow. */
struct wide {
	uint64_t address;
	uint64_t size, nelem, offset;
	uint32_t block, ends;
	uint32_t name, element;
};

#define WORD		sizeof(uint64_t)
#define WIDE_WORDS	(sizeof(struct wide) / WORD)

/* The stretch of record I, in memory. */
static const struct stretch *
stretch_of(const struct log *log, size_t i)
{
	struct stretch *st = log->stretches[i / STRETCH - log->first];

	if (st->records == NULL)
		archive_read(log->archive, st);
	return st;
}

static bool
holds_bytes(const struct event *e)
{
	return e->kind == EVENT_WRITE || e->kind == EVENT_WRITE_WILD;
}

static bool
is_wide(const struct event *e, uint64_t address)
{
	return e->kind == EVENT_WRITE || e->kind == EVENT_FREE_WILD ||
	    e->kind == EVENT_WRITE_WILD || e->name != SESSION_NO_NAME ||
	    e->ends != SESSION_NO_BLOCK || e->size > UINT32_MAX ||
	    e->nelem > UINT32_MAX || address >> 48 != 0;
}

/* Puts E's fields and bytes into the side buffer; returns where. */
static uint32_t
append_extra(struct stretch *st, const struct event *e, uint64_t address)
{
	struct wide wide = {
		.address = address,
		.size = e->size,
		.nelem = e->nelem,
		.offset = e->offset,
		.block = e->block,
		.ends = e->ends,
		.name = e->name,
		.element = e->element,
	};
	size_t bytes = holds_bytes(e) ? e->size : 0;
	size_t words = WIDE_WORDS + (bytes + WORD - 1) / WORD;
	size_t at = st->extra_count;

	if (words > UINT32_MAX - at)
		xalloc_die();
	st->extra = xgrow(st->extra, &st->extra_room, at + words, WORD);
	memcpy(st->extra + at, &wide, sizeof wide);
	if (bytes > 0)
		memcpy(st->extra + at + WIDE_WORDS, e->bytes, bytes);
	st->extra_count += (uint32_t)words;
	return (uint32_t)at;
}

/* The last stretch is full, if there is one, and another begins. */
static void
begin_stretch(struct log *log)
{
	struct stretch *st = xcalloc(1, sizeof *st);

	st->made = log->blocks;
	if (log->stretch_count > 0)
		archive_add(log->archive,
		    log->stretches[log->stretch_count - 1]);
	log->stretches = xgrow(log->stretches, &log->stretch_room,
	    log->stretch_count + 1, sizeof *log->stretches);
	log->stretches[log->stretch_count++] = st;
	log->room = 0;
}

void
log_make_room(struct log *log)
{
	size_t i = log->count % STRETCH;
	struct stretch *st;

	if (i == 0)
		begin_stretch(log);
	st = log->stretches[log->stretch_count - 1];
	/* Only the first may stay short. */
	log->records = st->records = xgrow(st->records, &log->room,
	    log->stretch_count == 1 ? i + 1 : STRETCH, sizeof *st->records);
}

void
log_append(struct log *log, const struct event *e, const struct gave *gave)
{
	size_t i = log->count % STRETCH;
	struct stretch *st;
	struct record *r;

	if (i == 0 || i == log->room)
		log_make_room(log);
	st = log->stretches[log->stretch_count - 1];
	origins_note(&st->origins, i, e);
	log->count++;
	r = &log->records[i];
	*r = (struct record){ .kind = e->kind, .made = gave->made,
	    .happened = gave->happened };
	if (is_wide(e, gave->address)) {
		r->wide = 1;
		r->size = append_extra(st, e, gave->address);
	} else {
		r->address = gave->address;
		r->block = e->kind == EVENT_CALLOC ? (uint32_t)e->nelem :
		    e->block;
		r->size = (uint32_t)e->size;
	}
	log->blocks += gave->made;
}

static void
get_extra(const struct stretch *st, const struct record *r, struct event *e,
    struct gave *gave)
{
	struct wide wide;

	memcpy(&wide, st->extra + r->size, sizeof wide);
	gave->address = wide.address;
	e->size = wide.size;
	e->nelem = wide.nelem;
	e->offset = wide.offset;
	e->block = wide.block;
	e->ends = wide.ends;
	e->name = wide.name;
	e->element = wide.element;
	if (holds_bytes(e))
		e->bytes = st->extra + r->size + WIDE_WORDS;
}

void
log_get(const struct log *log, size_t i, struct event *e, struct gave *gave)
{
	const struct stretch *st = stretch_of(log, i);
	const struct record *r = &st->records[i % STRETCH];

	*e = (struct event){
		.kind = r->kind,
		.element = SESSION_WHOLE,
	};
	origins_get(st->origins, i % STRETCH, e);
	gave->made = r->made;
	gave->happened = r->happened;
	if (r->wide) {
		get_extra(st, r, e, gave);
		return;
	}
	gave->address = r->address;
	e->size = r->size;
	if (e->kind == EVENT_CALLOC)
		e->nelem = r->block;
	else
		e->block = r->block;
}

/* How many of the stretches that are there end before record I. */
static size_t
stretches_before(const struct log *log, size_t i)
{
	size_t n = (i < log->count ? i : log->count) / STRETCH;

	return n > log->first ? n - log->first : 0;
}

uint64_t
log_bytes_before(const struct log *log, size_t i)
{
	size_t n = stretches_before(log, i), k;
	uint64_t bytes = 0;

	for (k = 0; k < n; k++)
		bytes += stretch_file_bytes(log->stretches[k]);
	return bytes;
}

static void
forget_stretches(struct log *log, size_t n)
{
	size_t k;

	for (k = 0; k < n; k++)
		archive_forget(log->archive, log->stretches[k]);
	for (k = n; k < log->stretch_count; k++)
		log->stretches[k - n] = log->stretches[k];
	log->stretch_count -= n;
	log->first += n;
}

void
log_forget(struct log *log, size_t i)
{
	forget_stretches(log, stretches_before(log, i));
}

void
log_forget_all(struct log *log)
{
	forget_stretches(log, log->stretch_count);
}

void
log_free(struct log *log)
{
	log_forget_all(log);
	free(log->stretches);
	*log = (struct log){ .archive = log->archive };
}

uint32_t
log_made_before(const struct log *log, size_t i)
{
	const struct stretch *st;
	uint32_t made;
	size_t k;

	if (i >= log->count)
		return log->blocks;
	st = stretch_of(log, i);
	made = st->made;
	for (k = 0; k < i % STRETCH; k++)
		made += st->records[k].made;
	return made;
}

size_t
log_maker(const struct log *log, uint32_t k)
{
	size_t low = 0, high = log->stretch_count, middle, i;
	const struct stretch *st;
	uint32_t made;

	assert(k < log->blocks);
	if (high == 0 || k < log->stretches[0]->made)
		return SIZE_MAX;
	while (high - low > 1) {
		middle = low + (high - low) / 2;
		if (log->stretches[middle]->made <= k)
			low = middle;
		else
			high = middle;
	}
	low += log->first;
	st = stretch_of(log, low * STRETCH);
	made = st->made;
	for (i = 0;; i++) {
		made += st->records[i].made;
		if (made > k)
			return low * STRETCH + i;
	}
}

static bool
names_block(const struct stretch *st, const struct record *r,
    uint32_t number)
{
	struct wide wide;

	if (!r->wide)
		return r->block == number && r->kind != EVENT_CALLOC;
	memcpy(&wide, st->extra + r->size, sizeof wide);
	return wide.block == number || wide.ends == number;
}

/* The end of the stretch that record I is of, but at most END. */
static size_t
stretch_end(size_t i, size_t end)
{
	size_t next = (i / STRETCH + 1) * STRETCH;

	return next < end ? next : end;
}

size_t
log_next_of(const struct log *log, size_t from, size_t end, uint32_t number)
{
	const struct stretch *st;
	size_t i = from, stop;

	while (i < end) {
		st = stretch_of(log, i);
		for (stop = stretch_end(i, end); i < stop; i++)
			if (names_block(st, &st->records[i % STRETCH],
			    number))
				return i;
	}
	return end;
}

static bool
is_at(const struct stretch *st, const struct record *r, uint64_t address)
{
	struct wide wide;

	if (!r->wide)
		return r->address == address &&
		    (r->made || r->kind == EVENT_FREE);
	if (!r->made && r->kind != EVENT_FREE)
		return false;
	memcpy(&wide, st->extra + r->size, sizeof wide);
	return wide.address == address;
}

size_t
log_last_at(const struct log *log, size_t from, size_t end,
    uint64_t address)
{
	const struct stretch *st;
	size_t i = end, stop;

	while (i > from) {
		st = stretch_of(log, i - 1);
		stop = (i - 1) - (i - 1) % STRETCH;
		for (stop = stop > from ? stop : from; i > stop; i--)
			if (is_at(st, &st->records[(i - 1) % STRETCH],
			    address))
				return i - 1;
	}
	return SIZE_MAX;
}

size_t
log_bytes(const struct log *log)
{
	size_t bytes = log->stretch_room * sizeof *log->stretches, i;

	for (i = 0; i < log->stretch_count; i++)
		bytes += stretch_bytes(log->stretches[i]);
	return bytes - (log->stretch_count == 0 ? 0 :
	    (STRETCH - log->room) * sizeof(struct record));
}
