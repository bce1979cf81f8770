/*
 * ptrace_write.c - writing the compact binary form.
 *
 * The writer keeps what the reader will have when it comes to the same place:
 * the slots, the predictor, and the last of each kind of number.
 */
#include "config.h"

#include "trace/ptrace_write.h"

#include <endian.h>
#include <stdlib.h>
#include <string.h>
#include <zstd.h>

#include "support/xalloc.h"
#include "trace/address_map.h"
#include "trace/forecast.h"
#include "trace/ptrace.h"
#include "trace/slots.h"

#define BLOCK_FULL  (32u * 1024)	/* bytes of a payload, unpacked */
#define LONGEST	    (PTRACE_MOST / 2)	/* bytes of a record's texts */

struct ptrace_writer {
	struct strbuf *out;
	ZSTD_CCtx *context;
	struct strbuf raw;		/* of the present block */
	uint32_t records;		/* in it */
	uint64_t total;			/* in all */
	uint64_t sum;
	struct address_map map;		/* address to slot + 1 */
	struct slots slots;
	uint64_t *addresses;		/* by slot */
	size_t addresses_room;
	struct forecast *forecast;
	uint64_t last_slot, last_address, last_base;
	unsigned fields;
	uint64_t last_time, last_tid, last_site;
};

struct ptrace_writer *
ptrace_writer_new(const char *profile, struct strbuf *out)
{
	struct ptrace_writer *w = xcalloc(1, sizeof(*w));
	struct strbuf header = STRBUF_INIT;

	w->out = out;
	w->context = ZSTD_createCCtx();
	if (w->context == NULL)
		xalloc_die();
	address_map_init(&w->map);
	w->forecast = forecast_new(profile);
	if (profile != NULL)
		strbuf_printf(&header, "profile: %s\n", profile);
	strbuf_add(out, PTRACE_MAGIC, PTRACE_MAGIC_LENGTH);
	ptrace_pack(out, w->context, 'H', 0, 0, strbuf_text(&header),
	    header.length);
	strbuf_free(&header);
	return w;
}

void
ptrace_writer_free(struct ptrace_writer *w)
{
	if (w == NULL)
		return;
	ZSTD_freeCCtx(w->context);
	strbuf_free(&w->raw);
	address_map_free(&w->map);
	slots_free(&w->slots);
	free(w->addresses);
	forecast_free(w->forecast);
	free(w);
}

void
ptrace_flush(struct ptrace_writer *w)
{
	if (w->records == 0)
		return;
	ptrace_pack(w->out, w->context, 'E', w->records, w->sum, w->raw.text,
	    w->raw.length);
	strbuf_clear(&w->raw);
	w->total += w->records;
	w->records = 0;
	w->sum = 0;
}

void
ptrace_finish(struct ptrace_writer *w)
{
	uint64_t total;

	ptrace_flush(w);
	total = htole64(w->total);
	ptrace_pack(w->out, w->context, 'Z', 0, 0, &total, sizeof(total));
}

/* ---- what records are made of ------------------------------------------- */

static inline void
put_byte(struct ptrace_writer *w, unsigned byte)
{
	strbuf_putc(&w->raw, (char)byte);
}

static void
put_varint(struct ptrace_writer *w, uint64_t value)
{
	char bytes[10];
	size_t n = 0;

	for (; value >= 0x80; value >>= 7)
		bytes[n++] = (char)(value | 0x80);
	bytes[n++] = (char)value;
	strbuf_add(&w->raw, bytes, n);
}

static inline void
put_signed(struct ptrace_writer *w, uint64_t difference)
{
	put_varint(w, ptrace_zigzag(difference));
}

static void
put_text(struct ptrace_writer *w, const char *bytes, size_t n)
{
	put_varint(w, n);
	strbuf_add(&w->raw, bytes, n);
}

static void
put_reference(struct ptrace_writer *w, const struct trace_ref *ref)
{
	switch (ref->kind) {
	case TRACE_ADDRESS:
		put_byte(w, PTRACE_OF_ADDRESS);
		put_signed(w, ref->address - w->last_address);
		w->last_address = ref->address;
		break;
	case TRACE_NAME:
		put_byte(w, PTRACE_OF_NAME);
		put_text(w, ref->name, ref->length);
		break;
	default:
		put_byte(w, PTRACE_OF_NULL);
		break;
	}
}

/* An op that holds a slot's distance from the last, LONG ones behind it. */
static void
put_slot(struct ptrace_writer *w, unsigned op, unsigned most, uint32_t slot)
{
	uint64_t z = ptrace_zigzag(slot - w->last_slot);

	put_byte(w, op + (unsigned)(z < most ? z : most));
	if (z >= most)
		put_varint(w, z - most);
	w->last_slot = slot;
}

static void
put_address(struct ptrace_writer *w, uint64_t address)
{
	uint64_t difference = address - w->last_address;

	if ((difference & 15) == 0) {
		put_byte(w, PTRACE_AT_16);
		/* shifted as a signed number is */
		put_signed(w, difference >> 4 | -(difference >> 63) << 60);
	} else {
		put_byte(w, PTRACE_AT);
		put_signed(w, difference);
	}
	w->last_address = address;
}

static void
put_fields(struct ptrace_writer *w, const struct trace_record *rec)
{
	if (rec->given & TRACE_GIVEN_TIME) {
		put_signed(w, rec->time - w->last_time);
		w->last_time = rec->time;
	}
	if (rec->given & TRACE_GIVEN_TID) {
		put_signed(w, rec->tid - w->last_tid);
		w->last_tid = rec->tid;
	}
	if (rec->given & TRACE_GIVEN_SITE) {
		put_signed(w, rec->site - w->last_site);
		w->last_site = rec->site;
	}
}

/* ---- calls -------------------------------------------------------------- */

static uint32_t
slot_of(const struct ptrace_writer *w, const struct trace_ref *ref)
{
	uint32_t value = ref->kind == TRACE_ADDRESS ?
	    address_map_get(&w->map, ref->address) : 0;

	return value != 0 ? value - 1 : FORECAST_NO_SLOT;
}

/* The block of SLOT is no more. */
static void
end_slot(struct ptrace_writer *w, uint32_t slot)
{
	address_map_take(&w->map, w->addresses[slot]);
	slots_give(&w->slots, slot);
}

static uint64_t
foretell(struct ptrace_writer *w, const struct trace_record *rec,
    uint32_t old, uint32_t slot)
{
	switch (rec->kind) {
	case TRACE_MALLOC:
		return forecast_malloc(w->forecast, slot, rec->size);
	case TRACE_CALLOC:
		return forecast_calloc(w->forecast, slot, rec->count,
		    rec->size);
	default:
		return forecast_realloc(w->forecast, old, slot, rec->size);
	}
}

/* SLOT, which was OLD's perhaps, is at ADDRESS. */
static void
place_slot(struct ptrace_writer *w, uint32_t old, uint32_t slot,
    uint64_t address)
{
	if (old != FORECAST_NO_SLOT) {
		if (old == slot && w->addresses[old] == address)
			return;
		address_map_take(&w->map, w->addresses[old]);
	}
	if (slot >= w->addresses_room)
		w->addresses = xgrow(w->addresses, &w->addresses_room,
		    (size_t)slot + 1, sizeof(*w->addresses));
	w->addresses[slot] = address;
	address_map_put(&w->map, address, slot + 1);
}

/* What stands before a call whose result is an address; the result's slot. */
static uint32_t
put_result(struct ptrace_writer *w, const struct trace_record *rec,
    uint32_t old)
{
	uint64_t address = rec->result.address;
	uint32_t slot = slot_of(w, &rec->result);
	bool into = slot != FORECAST_NO_SLOT && slot != old;

	if (into) {
		put_byte(w, PTRACE_INTO);
		put_varint(w, slot);
		forecast_end(w->forecast, slot);
	} else {
		slot = old != FORECAST_NO_SLOT ? old : slots_take(&w->slots);
	}
	if (foretell(w, rec, old, slot) != address)
		put_address(w, address);
	place_slot(w, old, slot, address);
	if (into && old != FORECAST_NO_SLOT)
		slots_give(&w->slots, old);
	w->sum = ptrace_sum(w->sum, address);
	return slot;
}

/* The same for any result; the slot that is then the last one, or none. */
static uint32_t
put_any_result(struct ptrace_writer *w, const struct trace_record *rec,
    uint32_t old)
{
	switch (rec->result.kind) {
	case TRACE_ADDRESS:
		return put_result(w, rec, old);
	case TRACE_NAME:
		put_byte(w, PTRACE_NAMED);
		put_text(w, rec->result.name, rec->result.length);
		if (old != FORECAST_NO_SLOT) {
			forecast_end(w->forecast, old);
			end_slot(w, old);
		}
		return old;
	default:
		put_byte(w, PTRACE_FAILED);
		return old;
	}
}

static void
put_malloc(struct ptrace_writer *w, uint64_t size)
{
	if (size % 8 == 0 && size >= 8 && size <= 1024) {
		put_byte(w, (unsigned)(size / 8 - 1));
		return;
	}
	put_byte(w, PTRACE_MALLOC | (unsigned)(size & 31));
	put_varint(w, size >> 5);
}

static void
put_free(struct ptrace_writer *w, const struct trace_record *rec)
{
	uint32_t slot = slot_of(w, &rec->old);

	if (slot == FORECAST_NO_SLOT) {
		put_byte(w, PTRACE_FREE_OF);
		put_reference(w, &rec->old);
		return;
	}
	put_slot(w, PTRACE_FREE, PTRACE_FREE_LONG, slot);
	forecast_end(w->forecast, slot);
	end_slot(w, slot);
}

static void
put_obtain(struct ptrace_writer *w, const struct trace_record *rec)
{
	uint32_t old = rec->kind == TRACE_REALLOC ?
	    slot_of(w, &rec->old) : FORECAST_NO_SLOT;
	uint32_t slot = put_any_result(w, rec, old);

	switch (rec->kind) {
	case TRACE_MALLOC:
		put_malloc(w, rec->size);
		break;
	case TRACE_CALLOC:
		put_byte(w, PTRACE_CALLOC);
		put_varint(w, rec->count);
		put_varint(w, rec->size);
		break;
	default:
		if (old != FORECAST_NO_SLOT) {
			put_slot(w, PTRACE_REALLOC, PTRACE_REALLOC_LONG, old);
		} else {
			put_byte(w, PTRACE_REALLOC_OF);
			put_reference(w, &rec->old);
		}
		put_varint(w, rec->size);
		break;
	}
	if (slot != FORECAST_NO_SLOT)
		w->last_slot = slot;
}

static void
put_call(struct ptrace_writer *w, const struct trace_record *rec)
{
	if (rec->given != w->fields) {
		put_byte(w, PTRACE_FIELDS);
		put_byte(w, rec->given);
		w->fields = rec->given;
	}
	if (rec->kind == TRACE_FREE)
		put_free(w, rec);
	else
		put_obtain(w, rec);
	put_fields(w, rec);
}

/* ---- what is no call ---------------------------------------------------- */

static void
put_arena(struct ptrace_writer *w, const struct trace_record *rec)
{
	uint64_t base = rec->old.address;

	if (rec->kind == TRACE_ARENA_OBTAINED) {
		base = rec->result.address;
		put_byte(w, PTRACE_ARENA_OBTAINED);
		put_varint(w, rec->size);
		forecast_arena(w->forecast, base, rec->size);
	} else {
		put_byte(w, PTRACE_ARENA_GIVEN_BACK);
	}
	put_signed(w, base - w->last_base);
	w->last_base = base;
}

static void
put_site(struct ptrace_writer *w, const struct trace_record *rec)
{
	put_byte(w, PTRACE_SITE);
	put_varint(w, rec->site);
	put_text(w, rec->file.bytes, rec->file.length);
	put_varint(w, rec->source_line);
	put_text(w, rec->text.bytes, rec->text.length);
}

/* The bytes of a record's texts. */
static size_t
texts_of(const struct trace_record *rec)
{
	switch (rec->kind) {
	case TRACE_MARK:
		return rec->text.length;
	case TRACE_SITE:
		return rec->file.length + rec->text.length;
	default:
		return (rec->old.kind == TRACE_NAME ? rec->old.length : 0) +
		    (rec->result.kind == TRACE_NAME ? rec->result.length : 0);
	}
}

bool
ptrace_write(struct ptrace_writer *w, const struct trace_record *rec)
{
	size_t texts = texts_of(rec);

	if (texts > LONGEST)
		return false;
	if (w->raw.length + texts >= BLOCK_FULL)
		ptrace_flush(w);
	switch (rec->kind) {
	case TRACE_ARENA_OBTAINED:
	case TRACE_ARENA_GIVEN_BACK:
		put_arena(w, rec);
		break;
	case TRACE_MARK:
		put_byte(w, PTRACE_MARK);
		put_text(w, rec->text.bytes, rec->text.length);
		break;
	case TRACE_SITE:
		put_site(w, rec);
		break;
	default:
		put_call(w, rec);
		break;
	}
	w->records++;
	return true;
}
