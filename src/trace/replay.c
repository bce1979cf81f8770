/* replay.c - plays a trace into a session. */
#include "config.h"

#include "trace/replay.h"

#include <stdlib.h>
#include <string.h>

#include "support/i18n.h"
#include "support/strbuf.h"
#include "support/xalloc.h"
#include "trace/replay_inside.h"

bool
replay_profile(const struct trace_reader *r,
    const struct pym_profile *chosen, struct pym_profile *out,
    enum replay_source *source, struct strbuf *error)
{
	const char *header = trace_profile(r);
	char why[256];

	*source = REPLAY_CHOSEN;
	if (chosen != NULL) {
		*out = *chosen;
		return true;
	}
	*source = header != NULL ? REPLAY_HEADER : REPLAY_DEFAULT;
	if (pym_profile_parse(header != NULL ? header : "classic", out, why,
	    sizeof why) == PYM_OK)
		return true;
	strbuf_printf(error, "%s:", trace_name(r));
	if (trace_profile_line(r) != 0)
		strbuf_printf(error, "%ju:", trace_profile_line(r));
	strbuf_printf(error, " %s", why);
	return false;
}

/* Whether the heap is of the profile that the recording is of. */
static bool
is_recorded_profile(const struct trace_reader *r,
    const struct pym_profile *used)
{
	const char *header = trace_profile(r);
	struct pym_profile recorded;
	char a[128], b[128], why[256];

	if (header == NULL)
		return true;
	if (pym_profile_parse(header, &recorded, why, sizeof why) != PYM_OK)
		return false;
	pym_profile_format(&recorded, a, sizeof a);
	pym_profile_format(used, b, sizeof b);
	return strcmp(a, b) == 0;
}

static void
on_arena(void *ctx, bool obtained, uint64_t ordinal)
{
	struct replay *p = ctx;

	verify_happened(&p->verify, obtained, ordinal);
}

struct replay *
replay_new(struct session *s, struct trace_reader *r, unsigned flags)
{
	struct replay *p = xcalloc(1, sizeof *p);
	const struct pym_profile *profile = session_profile(s);

	p->session = s;
	p->trace = r;
	p->flags = flags;
	p->bases = is_recorded_profile(r, profile);
	p->arena_size = profile->arena_size;
	address_map_init(&p->addresses);
	if (!(flags & REPLAY_VERIFY))
		trace_by_slots(r);
	origin_map_init(&p->origins, s);
	verify_init(&p->verify, session_heap(s));
	if (flags & REPLAY_VERIFY)
		session_on_arena(s, on_arena, p);
	if (flags & REPLAY_QUICK)
		p->stream = stream_new(s);
	return p;
}

void
replay_free(struct replay *p)
{
	if (p == NULL)
		return;
	if (p->flags & REPLAY_VERIFY)
		session_on_arena(p->session, NULL, NULL);
	stream_free(p->stream);
	address_map_free(&p->addresses);
	free(p->slots);
	name_map_free(&p->names);
	origin_map_free(&p->origins);
	verify_end(&p->verify);
	free(p);
}

void
replay_on_mismatch(struct replay *p,
    void (*fn)(void *ctx, uint64_t line, const char *text), void *ctx)
{
	p->verify.tell = fn;
	p->verify.ctx = ctx;
}

const struct replay_counts *
replay_counts(const struct replay *p)
{
	return &p->counts;
}

void
replay_grow_slots(struct replay *p, uint32_t slot)
{
	size_t before = p->slots_room;

	p->slots = xgrow(p->slots, &p->slots_room, (size_t)slot + 1,
	    sizeof *p->slots);
	memset(p->slots + before, 0,
	    (p->slots_room - before) * sizeof *p->slots);
}

static uint32_t
take_slot(struct replay *p, uint32_t slot)
{
	uint32_t *in = replay_slot(p, slot), block = *in;

	*in = SESSION_NO_BLOCK;
	return block;
}

/* The live block that REF names, or NO_BLOCK. */
static uint32_t
find_block(struct replay *p, const struct trace_ref *ref)
{
	switch (ref->kind) {
	case TRACE_SLOT:
		return *replay_slot(p, ref->slot);
	case TRACE_ADDRESS:
		return address_map_get(&p->addresses, ref->address);
	case TRACE_NAME:
		return name_map_get(&p->names, ref->name, ref->length);
	default:
		return SESSION_NO_BLOCK;
	}
}

/* The same, and it is forgotten. */
static uint32_t
take_block(struct replay *p, const struct trace_ref *ref)
{
	switch (ref->kind) {
	case TRACE_SLOT:
		return take_slot(p, ref->slot);
	case TRACE_ADDRESS:
		return address_map_take(&p->addresses, ref->address);
	case TRACE_NAME:
		return name_map_take(&p->names, ref->name, ref->length);
	default:
		return SESSION_NO_BLOCK;
	}
}

/*
 * Applies E.  An event that this machine has no memory for becomes one that
 * does nothing, so that the numbers of the events stay those of the file.
 * False if even that cannot be.
 */
static bool
apply(struct replay *p, struct event *e)
{
	static const struct event nothing = {
		.kind = EVENT_NOTHING,
		.element = SESSION_WHOLE,
	};
	enum session_status status;

	if (p->record.given != 0 && (p->flags & REPLAY_ORIGINS))
		origin_map_event(&p->origins, &p->record, e);
	status = session_apply(p->session, e, &p->outcome);
	if (status == SESSION_OK)
		return true;
	p->counts.not_replayed++;
	status = session_apply(p->session, &nothing, &p->outcome);
	p->outcome.block = SESSION_NO_BLOCK;
	p->outcome.p = NULL;
	return status == SESSION_OK;
}

bool
replay_refuses(struct replay *p, const char *what)
{
	p->refused = trace_refuses(p->trace, p->record.line, what);
	return p->refused;
}

static bool
do_nothing(struct replay *p, uint64_t *count)
{
	struct event e = { .kind = EVENT_NOTHING, .element = SESSION_WHOLE };

	++*count;
	return apply(p, &e);
}

/*
 * A call that gives a block: E is filled but for what depends on the result.
 * OLD is the block that it replaces, or NO_BLOCK; THERE what lives where the
 * result is to be.
 */
static bool
obtain(struct replay *p, struct event *e, uint32_t old, uint32_t there)
{
	if (e->name == SESSION_NO_NAME)
		e->element = SESSION_WHOLE;
	if (there != old)
		e->ends = there;
	if (e->ends != SESSION_NO_BLOCK && replay_refuses(p, _("the result is "
	    "a block that lives: its free is missing, and --strict repairs "
	    "nothing")))
		return false;
	if (!apply(p, e))
		return false;
	if (p->outcome.block != SESSION_NO_BLOCK) {
		p->counts.missed_frees += e->ends != SESSION_NO_BLOCK;
		if (old != SESSION_NO_BLOCK)
			take_block(p, &p->record.old);
	}
	return true;
}

/* Names E's result: xs[3] is an element of the list xs, as saving has it. */
static void
give_name(struct replay *p, struct event *e, const char *name, size_t length)
{
	size_t i = length - 1, n;
	uint64_t element = 0, ten = 1;

	e->element = SESSION_WHOLE;
	n = length;
	if (name[i] == ']') {
		while (i > 1 && name[i - 1] >= '0' && name[i - 1] <= '9' &&
		    ten < 1000000000) {
			element += ten * (uint64_t)(name[--i] - '0');
			ten *= 10;
		}
		if (ten > 1 && i > 1 && name[i - 1] == '[') {
			n = i - 1;
			e->element = (uint32_t)element;
		}
	}
	e->name = session_intern(p->session, name, n);
}

/* The same where the result is known by a name. */
static bool
make_named(struct replay *p, struct event *e, uint32_t old)
{
	const struct trace_ref *result = &p->record.result;

	if (p->flags & REPLAY_NAMES)
		give_name(p, e, result->name, result->length);
	if (!obtain(p, e, old, find_block(p, result)))
		return false;
	if (p->outcome.block != SESSION_NO_BLOCK)
		name_map_put(&p->names, result->name, result->length,
		    p->outcome.block);
	return true;
}

/* The same where the trace has a slot for it. */
static bool
make_in_slot(struct replay *p, struct event *e, uint32_t old)
{
	uint32_t slot = p->record.result.slot;

	if (!obtain(p, e, old, *replay_slot(p, slot)))
		return false;
	if (p->outcome.block != SESSION_NO_BLOCK)
		*replay_slot(p, slot) = p->outcome.block;
	return true;
}

static bool
make_block(struct replay *p, struct event *e, uint32_t old)
{
	uint64_t address = p->record.result.address;
	struct address_slot *slot;

	if (p->record.result.kind == TRACE_SLOT)
		return make_in_slot(p, e, old);
	if (p->record.result.kind == TRACE_NAME)
		return make_named(p, e, old);
	slot = address_map_slot(&p->addresses, address);
	if (!obtain(p, e, old, slot->value))
		return false;
	if (p->outcome.block == SESSION_NO_BLOCK)
		return true;
	/* What was taken may have moved the others. */
	if (old != SESSION_NO_BLOCK)
		address_map_put(&p->addresses, address, p->outcome.block);
	else
		address_map_fill(&p->addresses, slot, address,
		    p->outcome.block);
	return true;
}

static bool
play_malloc(struct replay *p)
{
	struct event e = { .kind = EVENT_MALLOC, .size = p->record.size };

	return make_block(p, &e, SESSION_NO_BLOCK);
}

static bool
play_calloc(struct replay *p)
{
	struct event e = {
		.kind = EVENT_CALLOC,
		.nelem = p->record.count,
		.size = p->record.size,
	};

	p->counts.callocs++;
	if (p->record.result.kind == TRACE_NULL)
		return do_nothing(p, &p->counts.null_results);
	return make_block(p, &e, SESSION_NO_BLOCK);
}

static bool
play_realloc(struct replay *p)
{
	struct event e = { .kind = EVENT_REALLOC, .size = p->record.size };

	p->counts.reallocs++;
	if (p->record.result.kind == TRACE_NULL)
		return do_nothing(p, &p->counts.null_results);
	e.block = find_block(p, &p->record.old);
	if (e.block != SESSION_NO_BLOCK)
		return make_block(p, &e, e.block);
	if (p->record.old.kind == TRACE_NULL)
		return play_malloc(p);
	if (replay_refuses(p, _("the realloc is of a block that does not "
	    "live, and --strict repairs nothing")))
		return false;
	p->counts.unknown_reallocs++;
	return play_malloc(p);
}

static bool
play_free(struct replay *p)
{
	struct event e = { .kind = EVENT_FREE, .element = SESSION_WHOLE };

	p->counts.frees++;
	if (p->record.old.kind == TRACE_NULL)
		return do_nothing(p, &p->counts.null_frees);
	e.block = take_block(p, &p->record.old);
	if (e.block != SESSION_NO_BLOCK)
		return apply(p, &e);
	if (replay_refuses(p, _("the free is of a block that does not live, "
	    "and --strict repairs nothing")))
		return false;
	return do_nothing(p, &p->counts.unknown_frees);
}

static bool
play_call(struct replay *p)
{
	switch (p->record.kind) {
	case TRACE_MALLOC:
		p->counts.mallocs++;
		if (p->record.result.kind == TRACE_NULL)
			return do_nothing(p, &p->counts.null_results);
		return play_malloc(p);
	case TRACE_CALLOC:
		return play_calloc(p);
	case TRACE_REALLOC:
		return play_realloc(p);
	default:
		return play_free(p);
	}
}

void
replay_verify_call(struct replay *p)
{
	const struct trace_record *rec = &p->record;

	if (rec->result.kind == TRACE_ADDRESS)
		verify_result(&p->verify, rec->line, rec->result.address,
		    p->outcome.p);
	verify_call(&p->verify, rec->line);
	p->counts.arena_events = p->verify.arena_events;
	p->counts.addresses = p->verify.addresses;
	p->counts.mismatches = p->verify.mismatches;
}

static enum replay_status
play_event(struct replay *p)
{
	p->outcome.p = NULL;
	if (!play_call(p))
		return p->refused ? REPLAY_ERROR : REPLAY_NO_MEMORY;
	p->counts.events++;
	if (p->flags & REPLAY_VERIFY)
		replay_verify_call(p);
	return REPLAY_EVENT;
}

static void
play_arena_obtained(struct replay *p)
{
	const struct trace_record *rec = &p->record;

	p->counts.arenas_obtained++;
	if (p->bases && rec->size == p->arena_size)
		session_add_base(p->session, rec->result.address);
	if (p->flags & REPLAY_VERIFY)
		verify_obtained(&p->verify, rec->line, rec->result.address,
		    rec->size);
}

static void
play_mark(struct replay *p)
{
	char *name;

	p->counts.marks++;
	if (!(p->flags & REPLAY_MARKS))
		return;
	name = xstrndup(p->record.text.bytes, p->record.text.length);
	session_mark(p->session, name);
	free(name);
}

void
replay_aside(struct replay *p)
{
	switch (p->record.kind) {
	case TRACE_ARENA_OBTAINED:
		play_arena_obtained(p);
		break;
	case TRACE_ARENA_GIVEN_BACK:
		p->counts.arenas_given_back++;
		if (p->flags & REPLAY_VERIFY)
			verify_given_back(&p->verify, p->record.line,
			    p->record.old.address);
		break;
	case TRACE_MARK:
		play_mark(p);
		break;
	default:
		p->counts.sites++;
		if (p->flags & REPLAY_ORIGINS)
			origin_map_define(&p->origins, &p->record);
		break;
	}
}

enum replay_status
replay_run(struct replay *p, uint64_t n)
{
	enum replay_status status;

	if (p->stream != NULL)
		return replay_stream_run(p, n);
	do
		status = replay_next(p);
	while (status == REPLAY_EVENT && --n > 0);
	return status;
}

enum replay_status
replay_next(struct replay *p)
{
	if (p->stream != NULL)
		return replay_stream_run(p, 1);
	for (;;) {
		switch (trace_next(p->trace, &p->record)) {
		case TRACE_NONE:
			return REPLAY_NONE;
		case TRACE_END:
			return REPLAY_END;
		case TRACE_ERROR:
			return REPLAY_ERROR;
		default:
			break;
		}
		if (p->record.kind <= TRACE_FREE)
			return play_event(p);
		replay_aside(p);
	}
}
