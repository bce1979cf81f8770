/* replay.c - plays a trace into a session. */
#include "config.h"

#include "trace/replay.h"

#include <stdlib.h>
#include <string.h>

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
	p->stream = stream_new(s, !(flags & REPLAY_QUICK));
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

bool
replay_refuses(struct replay *p, const char *what)
{
	p->refused = trace_refuses(p->trace, p->record.line, what);
	return p->refused;
}

void
replay_verify_call(struct replay *p)
{
	const struct trace_record *rec = &p->record;

	if (rec->result.kind == TRACE_ADDRESS)
		verify_result(&p->verify, rec->line, rec->result.address,
		    p->result);
	verify_call(&p->verify, rec->line);
	p->counts.arena_events = p->verify.arena_events;
	p->counts.addresses = p->verify.addresses;
	p->counts.mismatches = p->verify.mismatches;
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
