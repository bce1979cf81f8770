/* readers.c - what is to hold of whatever is read as a trace. */
#include "config.h"

#include "readers.h"

#include <stdlib.h>
#include <string.h>

#include "fuzz.h"
#include "session/session.h"
#include "support/strbuf.h"
#include "trace/ptrace_write.h"
#include "trace/replay.h"
#include "trace/trace.h"
#include "trace/writer.h"

#define EVENTS_MOST	2000	/* of a trace, to be replayed */

/* What was read, as text, and how it ended. */
struct reading {
	struct strbuf text;
	enum trace_status status;
};

static void
add_record(struct reading *g, const struct trace_record *rec)
{
	struct trace_ref old = rec->old, result = rec->result;
	struct trace_record shown = *rec;

	/* (What lives in a slot is not printed: it is named here.) */
	if (old.kind == TRACE_SLOT) {
		strbuf_printf(&g->text, "of %u ", old.slot);
		shown.old = (struct trace_ref){ .kind = TRACE_NULL };
	}
	if (result.kind == TRACE_SLOT) {
		strbuf_printf(&g->text, "in %u ", result.slot);
		shown.result = (struct trace_ref){ .kind = TRACE_NULL };
	}
	FUZZ_REQUIRE(trace_print_record(&g->text, &shown) ||
	    old.kind == TRACE_SLOT || result.kind == TRACE_SLOT);
}

/* A plain call in the words of add_record. */
static void
add_call(struct reading *g, const struct trace_call *call)
{
	struct trace_record rec = { .kind = call->kind,
	    .count = call->count, .size = call->size };
	struct trace_ref slot = { .kind = TRACE_SLOT, .slot = call->slot };

	if (call->kind == TRACE_REALLOC || call->kind == TRACE_FREE)
		rec.old = slot;
	if (call->kind != TRACE_FREE)
		rec.result = slot;
	add_record(g, &rec);
}

static struct trace_reader *
open_trace(const unsigned char *p, size_t n, unsigned flags)
{
	struct strbuf error = STRBUF_INIT;
	struct trace_reader *r = trace_open_text("t", p, n, flags, &error);

	FUZZ_REQUIRE((r == NULL) == (error.length > 0));
	strbuf_free(&error);
	return r;
}

static void
end_reading(struct reading *g, struct trace_reader *r)
{
	struct trace_record rec;
	size_t i = 0;

	g->status = trace_next(r, &rec);
	FUZZ_REQUIRE(g->status == TRACE_END || g->status == TRACE_ERROR);
	FUZZ_REQUIRE((g->status == TRACE_ERROR) ==
	    (strlen(trace_error(r)) > 0));
	while (trace_notice(r, i) != NULL)
		i++;
	FUZZ_REQUIRE(trace_position(r) <= trace_size(r));
	trace_close(r);
}

/* False where it cannot even be opened. */
static bool
read_records(const unsigned char *p, size_t n, unsigned flags,
    struct reading *g)
{
	struct trace_reader *r = open_trace(p, n, flags);
	struct trace_record rec;

	if (r == NULL)
		return false;
	while (trace_next(r, &rec) == TRACE_RECORD)
		add_record(g, &rec);
	end_reading(g, r);
	return true;
}

/* AT_ONCE plain calls, or none, are taken at a time. */
static void
read_slots(const unsigned char *p, size_t n, size_t at_once,
    struct reading *g)
{
	struct trace_reader *r = open_trace(p, n, 0);
	struct trace_call calls[8];
	struct trace_record rec;
	size_t got, i;

	if (r == NULL)
		return;
	trace_by_slots(r);
	for (;;) {
		got = at_once > 0 ? trace_calls(r, calls, at_once) : 0;
		for (i = 0; i < got; i++)
			add_call(g, &calls[i]);
		if (got > 0)
			continue;
		if (trace_next(r, &rec) != TRACE_RECORD)
			break;
		add_record(g, &rec);
	}
	end_reading(g, r);
}

static void
require_same(struct reading *a, struct reading *b)
{
	FUZZ_REQUIRE(a->status == b->status);
	FUZZ_REQUIRE(strcmp(strbuf_text(&a->text), strbuf_text(&b->text)) ==
	    0);
	strbuf_free(&b->text);
}

/* In the binary form, and back. */
static void
try_round(const unsigned char *p, size_t n, struct reading *g)
{
	struct trace_reader *r = open_trace(p, n, 0);
	struct reading again = { .text = STRBUF_INIT };
	struct strbuf out = STRBUF_INIT;
	struct ptrace_writer *w = ptrace_writer_new(trace_profile(r), &out);
	struct trace_record rec;
	bool whole = true;

	while (whole && trace_next(r, &rec) == TRACE_RECORD)
		whole = ptrace_write(w, &rec);
	ptrace_finish(w);
	if (whole && g->status == TRACE_END) {
		FUZZ_REQUIRE(read_records((const unsigned char *)out.text,
		    out.length, TRACE_STRICT, &again));
		require_same(g, &again);
	}
	ptrace_writer_free(w);
	strbuf_free(&out);
	trace_close(r);
}

void
readers_try(const unsigned char *p, size_t n)
{
	struct reading g = { .text = STRBUF_INIT }, slots = g, many = g,
	    strict = g;

	if (!read_records(p, n, 0, &g))
		return;
	read_records(p, n, TRACE_STRICT, &strict);
	strbuf_free(&strict.text);
	read_slots(p, n, 0, &slots);
	read_slots(p, n, 1 + n % 8, &many);
	require_same(&slots, &many);
	strbuf_free(&slots.text);
	try_round(p, n, &g);
	strbuf_free(&g.text);
}

/* ---- replays ------------------------------------------------------------ */

/* The heap after the first events of the trace, and how that ended; NULL where
   it names no profile that there is. */
static struct session *
play(const unsigned char *p, size_t n, unsigned session_flags,
    unsigned flags, enum replay_status *status)
{
	struct trace_reader *r = open_trace(p, n, 0);
	struct strbuf error = STRBUF_INIT;
	enum replay_source source;
	struct pym_profile profile;
	struct session *s = NULL;
	struct replay *play;

	if (r != NULL && replay_profile(r, NULL, &profile, &source, &error)) {
		s = session_new(&profile, session_flags);
		FUZZ_REQUIRE(s != NULL);
		play = replay_new(s, r, flags);
		*status = replay_run(play, EVENTS_MOST);
		replay_free(play);
	}
	strbuf_free(&error);
	trace_close(r);
	return s;
}

static void
require_whole(const struct session *s)
{
	char fault[256];

	if (!pym_check(session_heap(s), fault, sizeof fault))
		fuzz_fail(__FILE__, __LINE__, fault);
}

/* (By slots a file that lies, with its check sums right, may come to another
   heap: which block is which is then said twice.) */
void
readers_replay(const unsigned char *p, size_t n)
{
	enum replay_status status, other;
	struct session *quick = play(p, n, SESSION_STREAM, REPLAY_QUICK |
	    REPLAY_VERIFY, &status), *slow;
	struct pym_counts a, b;

	if (quick == NULL)
		return;
	slow = play(p, n, 0, REPLAY_VERIFY | REPLAY_NAMES | REPLAY_MARKS |
	    REPLAY_ORIGINS, &other);
	pym_counts(session_heap(quick), &a);
	pym_counts(session_heap(slow), &b);
	FUZZ_REQUIRE(status == other);
	FUZZ_REQUIRE(memcmp(&a, &b, sizeof a) == 0);
	require_whole(quick);
	require_whole(slow);
	session_free(quick);
	session_free(slow);
	quick = play(p, n, SESSION_STREAM, REPLAY_QUICK, &status);
	require_whole(quick);
	session_free(quick);
}
