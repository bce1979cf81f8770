#include "config.h"

#include "session/record.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "support/xalloc.h"

#define STRIDE	LOG_STRIDE

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

void
log_free(struct log *log)
{
	free(log->records);
	free(log->made);
	free(log->extra);
	origins_free(&log->origins);
	*log = (struct log){ 0 };
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
append_extra(struct log *log, const struct event *e, uint64_t address)
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
	size_t at = log->extra_count;

	if (at > UINT32_MAX)
		xalloc_die();
	log->extra = xgrow(log->extra, &log->extra_room, at + words, WORD);
	memcpy(log->extra + at, &wide, sizeof wide);
	if (bytes > 0)
		memcpy(log->extra + at + WIDE_WORDS, e->bytes, bytes);
	log->extra_count += words;
	return (uint32_t)at;
}

void
log_make_room(struct log *log)
{
	if (log->count % STRIDE == 0) {
		log->made = xgrow(log->made, &log->made_room,
		    log->made_count + 1, sizeof *log->made);
		log->made[log->made_count++] = log->blocks;
	}
	log->records = xgrow(log->records, &log->room, log->count + 1,
	    sizeof *log->records);
}

void
log_append(struct log *log, const struct event *e, const struct gave *gave)
{
	struct record *r;

	log_make_room(log);
	origins_note(&log->origins, log->count, e);
	r = &log->records[log->count++];
	*r = (struct record){ .kind = e->kind, .made = gave->made,
	    .happened = gave->happened };
	if (is_wide(e, gave->address)) {
		r->wide = 1;
		r->size = append_extra(log, e, gave->address);
	} else {
		r->address = gave->address;
		r->block = e->kind == EVENT_CALLOC ? (uint32_t)e->nelem :
		    e->block;
		r->size = (uint32_t)e->size;
	}
	log->blocks += gave->made;
}

static void
get_extra(const struct log *log, const struct record *r, struct event *e,
    struct gave *gave)
{
	struct wide wide;

	memcpy(&wide, log->extra + r->size, sizeof wide);
	gave->address = wide.address;
	e->size = wide.size;
	e->nelem = wide.nelem;
	e->offset = wide.offset;
	e->block = wide.block;
	e->ends = wide.ends;
	e->name = wide.name;
	e->element = wide.element;
	if (holds_bytes(e))
		e->bytes = log->extra + r->size + WIDE_WORDS;
}

void
log_get(const struct log *log, size_t i, struct event *e, struct gave *gave)
{
	const struct record *r = &log->records[i];

	*e = (struct event){
		.kind = r->kind,
		.element = SESSION_WHOLE,
	};
	origins_get(&log->origins, i, e);
	gave->made = r->made;
	gave->happened = r->happened;
	if (r->wide) {
		get_extra(log, r, e, gave);
		return;
	}
	gave->address = r->address;
	e->size = r->size;
	if (e->kind == EVENT_CALLOC)
		e->nelem = r->block;
	else
		e->block = r->block;
}

uint32_t
log_made_before(const struct log *log, size_t i)
{
	uint32_t made;
	size_t k;

	if (i >= log->count)
		return log->blocks;
	made = log->made[i / STRIDE];
	for (k = i - i % STRIDE; k < i; k++)
		made += log->records[k].made;
	return made;
}

size_t
log_maker(const struct log *log, uint32_t k)
{
	size_t low = 0, high = log->made_count, middle, i;
	uint32_t made;

	assert(k < log->blocks);
	while (high - low > 1) {
		middle = low + (high - low) / 2;
		if (log->made[middle] <= k)
			low = middle;
		else
			high = middle;
	}
	made = log->made[low];
	for (i = low * STRIDE;; i++) {
		made += log->records[i].made;
		if (made > k)
			return i;
	}
}

static bool
names_block(const struct log *log, const struct record *r, uint32_t number)
{
	struct wide wide;

	if (!r->wide)
		return r->block == number && r->kind != EVENT_CALLOC;
	memcpy(&wide, log->extra + r->size, sizeof wide);
	return wide.block == number || wide.ends == number;
}

size_t
log_next_of(const struct log *log, size_t from, size_t end, uint32_t number)
{
	size_t i;

	for (i = from; i < end; i++)
		if (names_block(log, &log->records[i], number))
			return i;
	return end;
}

static bool
is_at(const struct log *log, const struct record *r, uint64_t address)
{
	struct wide wide;

	if (!r->wide)
		return r->address == address &&
		    (r->made || r->kind == EVENT_FREE);
	if (!r->made && r->kind != EVENT_FREE)
		return false;
	memcpy(&wide, log->extra + r->size, sizeof wide);
	return wide.address == address;
}

size_t
log_last_at(const struct log *log, size_t from, size_t end,
    uint64_t address)
{
	size_t i;

	for (i = end; i > from; i--)
		if (is_at(log, &log->records[i - 1], address))
			return i - 1;
	return SIZE_MAX;
}

size_t
log_bytes(const struct log *log)
{
	return log->count * sizeof *log->records +
	    log->made_count * sizeof *log->made + log->extra_count * WORD +
	    origins_bytes(&log->origins);
}
