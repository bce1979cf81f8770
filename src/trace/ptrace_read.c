/*
 * ptrace_read.c - reading the compact binary form.
 *
 * Who plays the trace needs no addresses but only to know which block is
 * which: then the slots are given as they are.  Who converts or verifies it
 * gets every address, told by the predictor or by the file.
 */
#include "config.h"

#include "trace/format.h"

#include <endian.h>
#include <stdlib.h>
#include <string.h>

#include "support/i18n.h"
#include "support/utf8.h"
#include "support/xalloc.h"
#include "trace/ptrace_record.h"

#define PROFILE_KEY "profile: "

/* ---- blocks ------------------------------------------------------------- */

static enum trace_status
damaged(struct trace_reader *r, const char *how)
{
	const struct ptrace *s = r->state;

	return ptrace_damaged(r, &s->in, how);
}

/* The same of a block that gave some of its records before: they are used. */
static enum trace_status
damaged_within(struct trace_reader *r, const char *how)
{
	struct ptrace *s = r->state;

	s->in.records += s->in.block.records - s->left;
	return damaged(r, how);
}

/* This block is at its end: is it what its head says? */
static enum trace_status
end_block(struct trace_reader *r)
{
	struct ptrace *s = r->state;

	if (s->left != 0)
		return damaged_within(r, _("it has other records than it "
		    "says"));
	if (!s->by_slots && (uint32_t)(s->sum >> 32) != s->in.block.sum)
		return damaged_within(r, _("the profile gives other "
		    "addresses than were recorded"));
	s->in.records += s->in.block.records;
	return TRACE_RECORD;
}

/* Whether the end knows of as many records as there were. */
static bool
says_total(const struct ptrace *s)
{
	uint64_t total;

	if (s->in.block.raw != sizeof(total))
		return false;
	memcpy(&total, s->in.raw, sizeof(total));
	return le64toh(total) == s->in.records;
}

/* Goes on to the next block with records; TRACE_END behind the last. */
static enum trace_status
next_block(struct trace_reader *r)
{
	struct ptrace *s = r->state;
	enum trace_status status = TRACE_RECORD;

	if (s->in.block.kind == 'E')
		status = end_block(r);
	if (status == TRACE_RECORD)
		status = ptrace_input_block(r, &s->in);
	if (status != TRACE_RECORD)
		return status;
	s->next = s->in.raw;
	s->end = s->in.raw + s->in.block.raw;
	if (s->in.block.kind == 'H')
		return damaged(r, _("a second header"));
	s->sum = 0;
	s->left = s->in.block.records;
	if (s->in.block.kind != 'Z')
		return TRACE_RECORD;
	return says_total(s) ? TRACE_END :
	    damaged(r, _("it says that there are others"));
}

static enum trace_status
ptrace_next(struct trace_reader *r, struct trace_record *rec)
{
	struct ptrace *s = r->state;

	while (s->next == s->end) {
		enum trace_status status = s->ended ? TRACE_END :
		    next_block(r);

		if (status != TRACE_RECORD)
			return status;
	}
	trace_begin(rec, TRACE_MALLOC, 0);
	if (!ptrace_take(s, rec) || s->next > s->end || s->left == 0)
		return damaged_within(r, _("a record in it cannot be"));
	s->left--;
	return TRACE_RECORD;
}

/*
 * Nearly all records are calls of a few bytes, and who plays a trace wants
 * slots: these are read here.  Numbers have up to three bytes.
 */
#define PLAIN_MOST 7		/* bytes of a plain call */

/* A number at P into VALUE; where it ends, or NULL if it is longer. */
static inline const unsigned char *
take_short(const unsigned char *p, uint64_t *value)
{
	*value = *p & 0x7f;
	if (*p++ < 0x80)
		return p;
	*value |= (uint64_t)(*p & 0x7f) << 7;
	if (*p++ < 0x80)
		return p;
	*value |= (uint64_t)*p << 14;
	return *p++ < 0x80 ? p : NULL;
}

/* The number that began with BEGUN in the op: if that is MOST, more follows. */
static inline const unsigned char *
take_begun(const unsigned char *p, uint64_t begun, uint64_t most,
    uint64_t *value)
{
	*value = begun;
	if (begun != most)
		return p;
	p = take_short(p, value);
	*value += most;
	return p;
}

static inline void
plain_result(struct ptrace *s, struct trace_call *call, enum trace_kind kind)
{
	call->kind = kind;
	call->slot = slots_take(&s->slots);
	s->last_slot = call->slot;
}

static inline const unsigned char *
plain_free(struct ptrace *s, const unsigned char *p, unsigned op,
    struct trace_call *call)
{
	uint64_t distance, slot;

	p = take_begun(p, op - PTRACE_FREE, PTRACE_FREE_LONG, &distance);
	slot = s->last_slot + ptrace_unzigzag(distance);
	if (p == NULL || !slots_live(&s->slots, slot))
		return NULL;
	*call = (struct trace_call){ .slot = (uint32_t)slot,
		.kind = TRACE_FREE };
	slots_give(&s->slots, (uint32_t)slot);
	s->last_slot = slot;
	return p;
}

static inline const unsigned char *
plain_realloc(struct ptrace *s, const unsigned char *p, unsigned op,
    struct trace_call *call)
{
	uint64_t distance, slot;

	p = take_begun(p, op - PTRACE_REALLOC, PTRACE_REALLOC_LONG, &distance);
	slot = s->last_slot + ptrace_unzigzag(distance);
	if (p == NULL || !slots_live(&s->slots, slot))
		return NULL;
	p = take_short(p, &call->size);
	if (p == NULL)
		return NULL;
	call->kind = TRACE_REALLOC;
	call->slot = (uint32_t)slot;
	s->last_slot = slot;
	return p;
}

static inline const unsigned char *
plain_calloc(struct ptrace *s, const unsigned char *p, struct trace_call *call)
{
	uint64_t count;

	p = take_short(p, &count);
	if (p != NULL)
		p = take_short(p, &call->size);
	if (p == NULL || count >> 30 != 0)
		return NULL;
	call->count = (uint32_t)count & 0x3fffffffu;
	plain_result(s, call, TRACE_CALLOC);
	return p;
}

/* The call at P, of which PLAIN_MOST bytes are there; where it ends, or NULL
   if it is no plain one: then nothing was done. */
static inline const unsigned char *
take_plain(struct ptrace *s, const unsigned char *p, struct trace_call *call)
{
	unsigned op = *p++;

	if (op < PTRACE_FREE) {
		call->size = (op + 1) * 8;
		plain_result(s, call, TRACE_MALLOC);
		return p;
	}
	if (op < PTRACE_MALLOC)
		return plain_free(s, p, op, call);
	if (op < PTRACE_REALLOC) {
		p = take_short(p, &call->size);
		if (p == NULL)
			return NULL;
		call->size = (op & 31) | call->size << 5;
		plain_result(s, call, TRACE_MALLOC);
		return p;
	}
	if (op < PTRACE_CALLOC)
		return plain_realloc(s, p, op, call);
	return op == PTRACE_CALLOC ? plain_calloc(s, p, call) : NULL;
}

static size_t
ptrace_calls(struct trace_reader *r, struct trace_call *calls, size_t n)
{
	struct ptrace *s = r->state;
	const unsigned char *p = s->next;
	size_t done = 0;

	if (!s->by_slots || s->fields != 0)
		return 0;
	if (n > s->left)
		n = s->left;
	for (; done < n && s->end - p >= PLAIN_MOST; s->next = p, done++) {
		p = take_plain(s, p, &calls[done]);
		if (p == NULL)
			break;
	}
	s->left -= (uint32_t)done;
	return done;
}

/* ---- beginning and end -------------------------------------------------- */

static void
read_profile(struct trace_reader *r, const char *text, size_t n)
{
	size_t key = strlen(PROFILE_KEY);
	const char *end = memchr(text, '\n', n);
	struct strbuf shown = STRBUF_INIT;

	if (end == NULL || (size_t)(end - text) <= key ||
	    memcmp(text, PROFILE_KEY, key) != 0)
		return;
	utf8_show(&shown, text + key, (size_t)(end - text) - key);
	r->profile = strbuf_steal(&shown);
}

static bool
ptrace_open(struct trace_reader *r)
{
	struct ptrace *s = xcalloc(1, sizeof(*s));
	enum trace_status status;

	r->state = s;
	ptrace_input_init(&s->in);
	if (!ptrace_input_magic(r))
		return false;
	status = ptrace_input_block(r, &s->in);
	if (status == TRACE_RECORD && s->in.block.kind != 'H')
		status = damaged(r, _("it is no header"));
	if (status == TRACE_ERROR)
		return false;
	if (status == TRACE_RECORD)
		read_profile(r, (const char *)s->in.raw, s->in.block.raw);
	/* A header that is cut short is an empty trace. */
	s->next = s->end = s->in.raw;
	s->ended = status != TRACE_RECORD;
	s->forecast = forecast_new(r->profile);
	return true;
}

static void
ptrace_by_slots(struct trace_reader *r)
{
	struct ptrace *s = r->state;

	s->by_slots = true;
	forecast_free(s->forecast);
	s->forecast = NULL;
}

static void
ptrace_close(struct trace_reader *r)
{
	struct ptrace *s = r->state;

	if (s == NULL)
		return;
	ptrace_input_free(&s->in);
	slots_free(&s->slots);
	forecast_free(s->forecast);
	free(s->addresses);
}

static enum trace_likeness
ptrace_probe(const char *head, size_t n)
{
	return n >= PTRACE_MAGIC_LENGTH && memcmp(head, PTRACE_MAGIC,
	    PTRACE_MAGIC_LENGTH - 1) == 0 ? TRACE_SURE : TRACE_UNLIKE;
}

const struct trace_format trace_format_ptrace = {
	.name = "ptrace",
	.probe = ptrace_probe,
	.open = ptrace_open,
	.next = ptrace_next,
	.calls = ptrace_calls,
	.by_slots = ptrace_by_slots,
	.close = ptrace_close,
};
