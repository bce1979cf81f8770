/* ptrace_record.c - one record of the binary form. */
#include "config.h"

#include "trace/ptrace_record.h"

#include "trace/text_line.h"

/* What stands before a call. */
struct before {
	bool at, into, failed;
	uint64_t address;		/* of at */
	uint32_t slot;			/* of into */
	struct trace_text name;		/* length 0: no name */
};

static inline uint64_t
take_varint(struct ptrace *s)
{
	const unsigned char *p = s->next;
	uint64_t value = *p & 0x7f;
	unsigned shift = 7;

	while (*p++ & 0x80 && shift < 70) {
		value |= shift < 64 ? (uint64_t)(*p & 0x7f) << shift : 0;
		shift += 7;
	}
	s->next = p;
	return value;
}

static inline uint64_t
take_signed(struct ptrace *s)
{
	return ptrace_unzigzag(take_varint(s));
}

/* A text; one that is not all there is empty, and the block then ends. */
static struct trace_text
take_text(struct ptrace *s)
{
	uint64_t n = take_varint(s);
	struct trace_text text = { .bytes = (const char *)s->next };

	if (s->next > s->end || n > (uint64_t)(s->end - s->next)) {
		s->next = s->end + 1;
		return text;
	}
	text.length = (size_t)n;
	s->next += n;
	return text;
}

static inline struct trace_ref
name_ref(struct trace_text name)
{
	return (struct trace_ref){
		.kind = TRACE_NAME,
		.length = (uint32_t)name.length,
		.name = name.bytes,
	};
}

static inline struct trace_ref
slot_ref(const struct ptrace *s, uint32_t slot)
{
	if (s->by_slots)
		return (struct trace_ref){ .kind = TRACE_SLOT,
			.slot = slot };
	return (struct trace_ref){ .kind = TRACE_ADDRESS,
		.address = s->addresses[slot] };
}

/* What lives in no slot; false: there is no such kind. */
static bool
take_reference(struct ptrace *s, struct trace_ref *ref)
{
	switch (*s->next++) {
	case PTRACE_OF_NULL:
		ref->kind = TRACE_NULL;
		return true;
	case PTRACE_OF_ADDRESS:
		s->last_address += take_signed(s);
		ref->kind = TRACE_ADDRESS;
		ref->address = s->last_address;
		return true;
	case PTRACE_OF_NAME:
		*ref = name_ref(take_text(s));
		return text_is_name(ref->name, ref->length);
	default:
		return false;
	}
}

/* The slot DISTANCE (zigzag) from the last one; false if none lives there. */
static inline bool
take_slot(struct ptrace *s, uint64_t distance, uint32_t *slot)
{
	uint64_t at = s->last_slot + ptrace_unzigzag(distance);

	if (!slots_live(&s->slots, at))
		return false;
	s->last_slot = at;
	*slot = (uint32_t)at;
	return true;
}

static void
take_fields(struct ptrace *s, struct trace_record *rec)
{
	rec->given = s->fields;
	if (s->fields & TRACE_GIVEN_TIME)
		rec->time = s->last_time += take_signed(s);
	if (s->fields & TRACE_GIVEN_TID)
		rec->tid = s->last_tid += take_signed(s);
	if (s->fields & TRACE_GIVEN_SITE)
		rec->site = s->last_site += take_signed(s);
}

/* ---- calls -------------------------------------------------------------- */

/* The address of the block that REC makes in SLOT; OLD as the predictor
   takes it.  False: it is neither told nor written. */
static bool
find_address(struct ptrace *s, const struct trace_record *rec, uint32_t old,
    uint32_t slot, const struct before *b)
{
	uint64_t address;

	if (b->into)
		forecast_end(s->forecast, slot);
	if (rec->kind == TRACE_MALLOC)
		address = forecast_malloc(s->forecast, slot, rec->size);
	else if (rec->kind == TRACE_CALLOC)
		address = forecast_calloc(s->forecast, slot, rec->count,
		    rec->size);
	else
		address = forecast_realloc(s->forecast, old, slot, rec->size);
	if (b->at)
		address = b->address;
	if (slot >= s->addresses_room)
		s->addresses = xgrow(s->addresses, &s->addresses_room,
		    (size_t)slot + 1, sizeof(*s->addresses));
	s->addresses[slot] = address;
	s->sum = ptrace_sum(s->sum, address);
	return address != 0;
}

/*
 * The result of a call, whose block was in slot OLD if it is one's realloc.
 * False if the file cannot mean it.
 */
static bool
make_result(struct ptrace *s, struct trace_record *rec, uint32_t old,
    const struct before *b)
{
	uint32_t slot = old;

	if (b->failed)
		return true;
	if (b->into) {
		slot = b->slot;
		if (slot == old || !slots_live(&s->slots, slot))
			return false;
	} else if (old == FORECAST_NO_SLOT) {
		slot = slots_take(&s->slots);
	}
	if (!s->by_slots && !find_address(s, rec, old, slot, b))
		return false;
	if (b->into && old != FORECAST_NO_SLOT)
		slots_give(&s->slots, old);
	s->last_slot = slot;
	rec->result = slot_ref(s, slot);
	return true;
}

/* The same where it may be a name, which has no slot. */
static bool
make_any_result(struct ptrace *s, struct trace_record *rec, uint32_t old,
    const struct before *b)
{
	if (b->name.length == 0)
		return make_result(s, rec, old, b);
	if (b->failed || b->into || b->at)
		return false;
	if (old != FORECAST_NO_SLOT) {
		slots_give(&s->slots, old);
		if (!s->by_slots)
			forecast_end(s->forecast, old);
	}
	rec->result = name_ref(b->name);
	return true;
}

static bool
end_block_of(struct ptrace *s, struct trace_record *rec, uint32_t slot)
{
	rec->old = slot_ref(s, slot);
	if (!s->by_slots)
		forecast_end(s->forecast, slot);
	slots_give(&s->slots, slot);
	return true;
}

static bool
take_free(struct ptrace *s, struct trace_record *rec, unsigned op)
{
	uint64_t distance = op - PTRACE_FREE;
	uint32_t slot;

	if (distance == PTRACE_FREE_LONG)
		distance += take_varint(s);
	rec->kind = TRACE_FREE;
	return take_slot(s, distance, &slot) && end_block_of(s, rec, slot);
}

static bool
take_realloc(struct ptrace *s, struct trace_record *rec, unsigned op,
    const struct before *b)
{
	uint64_t distance = op - PTRACE_REALLOC;
	uint32_t slot;

	if (distance == PTRACE_REALLOC_LONG)
		distance += take_varint(s);
	if (!take_slot(s, distance, &slot))
		return false;
	rec->kind = TRACE_REALLOC;
	rec->size = take_varint(s);
	rec->old = slot_ref(s, slot);
	return make_any_result(s, rec, slot, b);
}

/* A call by its op; false if it is none, or damaged. */
static bool
take_call(struct ptrace *s, struct trace_record *rec, unsigned op,
    const struct before *b)
{
	if (op < PTRACE_FREE) {
		rec->size = (op + 1) * 8;
		return make_any_result(s, rec, FORECAST_NO_SLOT, b);
	}
	if (op < PTRACE_MALLOC)
		return take_free(s, rec, op);
	if (op < PTRACE_REALLOC) {
		rec->size = (op & 31) | take_varint(s) << 5;
		return make_any_result(s, rec, FORECAST_NO_SLOT, b);
	}
	if (op < PTRACE_CALLOC)
		return take_realloc(s, rec, op, b);
	switch (op) {
	case PTRACE_CALLOC:
		rec->kind = TRACE_CALLOC;
		rec->count = take_varint(s);
		rec->size = take_varint(s);
		return make_any_result(s, rec, FORECAST_NO_SLOT, b);
	case PTRACE_REALLOC_OF:
		rec->kind = TRACE_REALLOC;
		if (!take_reference(s, &rec->old))
			return false;
		rec->size = take_varint(s);
		return make_any_result(s, rec, FORECAST_NO_SLOT, b);
	case PTRACE_FREE_OF:
		rec->kind = TRACE_FREE;
		return take_reference(s, &rec->old);
	default:
		return false;
	}
}

/* ---- what is no call ---------------------------------------------------- */

static bool
take_arena(struct ptrace *s, struct trace_record *rec, unsigned op)
{
	struct trace_ref *base = &rec->old;

	rec->kind = TRACE_ARENA_GIVEN_BACK;
	if (op == PTRACE_ARENA_OBTAINED) {
		rec->kind = TRACE_ARENA_OBTAINED;
		rec->size = take_varint(s);
		base = &rec->result;
	}
	s->last_base += take_signed(s);
	*base = trace_address(s->last_base);
	if (base->kind == TRACE_NULL)
		return false;
	if (op == PTRACE_ARENA_GIVEN_BACK)
		return true;
	if (!s->by_slots)
		forecast_arena(s->forecast, s->last_base, rec->size);
	return rec->size - 1 <= UINT64_MAX - s->last_base;
}

static bool
take_aside(struct ptrace *s, struct trace_record *rec, unsigned op)
{
	switch (op) {
	case PTRACE_ARENA_OBTAINED:
	case PTRACE_ARENA_GIVEN_BACK:
		return take_arena(s, rec, op);
	case PTRACE_MARK:
		rec->kind = TRACE_MARK;
		rec->text = take_text(s);
		return true;
	case PTRACE_SITE:
		rec->kind = TRACE_SITE;
		rec->site = take_varint(s);
		rec->file = take_text(s);
		rec->source_line = take_varint(s);
		rec->text = take_text(s);
		return true;
	default:
		return false;
	}
}

/* What stands before a call; false: OP is nothing of the kind. */
static bool
take_before(struct ptrace *s, struct before *b, unsigned op)
{
	uint64_t slot;

	switch (op) {
	case PTRACE_AT_16:
	case PTRACE_AT:
		s->last_address += op == PTRACE_AT ? take_signed(s) :
		    take_signed(s) << 4;
		b->at = true;
		b->address = s->last_address;
		return true;
	case PTRACE_INTO:
		slot = take_varint(s);
		b->into = slots_live(&s->slots, slot);
		b->slot = (uint32_t)slot;
		return b->into;
	case PTRACE_FAILED:
		b->failed = true;
		return true;
	case PTRACE_NAMED:
		b->name = take_text(s);
		return text_is_name(b->name.bytes, b->name.length);
	case PTRACE_FIELDS:
		s->fields = *s->next++;
		return s->fields <= (TRACE_GIVEN_TIME | TRACE_GIVEN_TID |
		    TRACE_GIVEN_SITE);
	default:
		return false;
	}
}

/* A record whose first byte is no plain call. */
static bool
take_other(struct ptrace *s, struct trace_record *rec, unsigned op)
{
	struct before b = { .at = false };

	for (; op >= PTRACE_AT_16; op = *s->next++)
		if (s->next > s->end || !take_before(s, &b, op))
			return false;
	if (op >= PTRACE_ARENA_OBTAINED)
		return take_aside(s, rec, op);
	if (!take_call(s, rec, op, &b))
		return false;
	if (s->fields != 0)
		take_fields(s, rec);
	return true;
}

bool
ptrace_take(struct ptrace *s, struct trace_record *rec)
{
	static const struct before nothing = { .at = false };
	unsigned op = *s->next++;

	return op < PTRACE_CALLOC && s->fields == 0 ?
	    take_call(s, rec, op, &nothing) : take_other(s, rec, op);
}
