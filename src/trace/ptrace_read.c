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

/* This block is at its end: is it what its head says? */
static enum trace_status
end_block(struct trace_reader *r)
{
	struct ptrace *s = r->state;

	if (s->left != 0)
		return damaged(r, _("it has other records than it says"));
	if (!s->by_slots && (uint32_t)(s->sum >> 32) != s->in.block.sum)
		return damaged(r, _("the profile gives other addresses than "
		    "were recorded"));
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

static enum trace_status __attribute__((noinline))
next_record(struct trace_reader *r, struct trace_record *rec)
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
		return damaged(r, _("a record in it cannot be"));
	s->left--;
	return TRACE_RECORD;
}

/*
 * Nearly all records are mallocs and frees of a byte or two, and who plays a
 * trace wants slots: these are read here.  NULL: the record at P is another.
 */
static inline const unsigned char *
take_quickly(struct ptrace *s, const unsigned char *p,
    struct trace_record *rec)
{
	unsigned op = *p++;
	uint64_t slot;

	if (op < PTRACE_FREE || (op >= PTRACE_MALLOC && op < PTRACE_REALLOC &&
	    *p < 0x80)) {
		rec->size = op < PTRACE_FREE ? (op + 1) * 8 :
		    (op & 31) | (uint64_t)*p++ << 5;
		rec->kind = TRACE_MALLOC;
		rec->old.kind = TRACE_NULL;
		rec->result.kind = TRACE_SLOT;
		rec->result.slot = slots_take(&s->slots);
		s->last_slot = rec->result.slot;
		return p;
	}
	slot = s->last_slot + ptrace_unzigzag(op - PTRACE_FREE);
	if (op >= PTRACE_FREE + PTRACE_FREE_LONG ||
	    !slots_live(&s->slots, slot))
		return NULL;
	rec->size = 0;
	rec->kind = TRACE_FREE;
	rec->old.kind = TRACE_SLOT;
	rec->old.slot = (uint32_t)slot;
	rec->result.kind = TRACE_NULL;
	slots_give(&s->slots, (uint32_t)slot);
	s->last_slot = slot;
	return p;
}

static enum trace_status
ptrace_next(struct trace_reader *r, struct trace_record *rec)
{
	struct ptrace *s = r->state;
	const unsigned char *p = s->next;

	/* Two bytes at the least are left, so none is read behind the end. */
	if (s->by_slots && s->fields == 0 && s->left != 0 &&
	    s->end - p >= 2) {
		p = take_quickly(s, p, rec);
		if (p != NULL) {
			rec->given = 0;
			rec->line = 0;
			rec->count = 0;
			s->next = p;
			s->left--;
			return TRACE_RECORD;
		}
	}
	return next_record(r, rec);
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
	.by_slots = ptrace_by_slots,
	.close = ptrace_close,
};
