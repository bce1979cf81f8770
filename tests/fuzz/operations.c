/*
 * operations.c - the fuzzer's target for sequences of operations, through
 * time: every block is watched by a naive model.
 *
 *	profile, variation and how often to look, then operations of four
 *	bytes: what, which, and a size
 */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fuzz.h"
#include "moment.h"
#include "naive.h"

#define EVENTS_MOST	200
#define BLOCKS_MOST	120
#define LINES_MOST	8	/* of history */
#define WRITE_MOST	64	/* bytes */

static const char *const variations[] = {
	"", "", ",arena=16K", ",arena=16K,reclaim=never", ",arena=32K,excess=16",
	",threshold=256,arena=16K", ",align=16", ",align=8,arena=16K",
};
#define VARIATIONS (sizeof variations / sizeof variations[0])

/* What is left of the input. */
struct input {
	const uint8_t *next, *end;
};

static unsigned
take(struct input *in)
{
	return in->next < in->end ? *in->next++ : 0;
}

/* Small ones mostly; some for the system, a few that cannot be had. */
static uint64_t
take_size(struct input *in)
{
	unsigned low = take(in), high = take(in);

	if (high < 0xf0)
		return (low | high << 8) % 640;
	return high < 0xff ? low * 32u : UINT64_MAX >> low % 16;
}

static uint32_t
take_block(const struct naive *m, unsigned which)
{
	const struct naive_moment *now = naive_now(m);

	return now->count == 0 ? SESSION_NO_BLOCK :
	    now->blocks[which % now->count].number;
}

static void
apply(struct naive *m, struct event e)
{
	uint64_t line = session_line(m->session);

	e.element = SESSION_WHOLE;
	if (session_length(m->session) < EVENTS_MOST &&
	    naive_now(m)->count < BLOCKS_MOST &&
	    (m->count < LINES_MOST || session_event(m->session) +
	    (session_decision(m->session) != 0) ==
	    session_length(m->session)))
		naive_apply(m, &e);
	else
		FUZZ_REQUIRE(session_line(m->session) == line);
}

/* ---- the operations ----------------------------------------------------- */

static void
op_malloc(struct naive *m, unsigned which, uint64_t size)
{
	(void)which;
	apply(m, (struct event){ .kind = EVENT_MALLOC, .size = size });
}

static void
op_mallocs(struct naive *m, unsigned which, uint64_t size)
{
	for (unsigned i = 0; i < which % 32 + 2; i++)
		op_malloc(m, 0, size);
}

static void
op_calloc(struct naive *m, unsigned which, uint64_t size)
{
	apply(m, (struct event){ .kind = EVENT_CALLOC, .size = size,
	    .nelem = which % 5 });
}

/* (Between two decisions a block may be neither alive nor gone.) */
static void
complete(struct naive *m)
{
	if (session_decision(m->session) != 0)
		FUZZ_REQUIRE(session_next(m->session) == SESSION_OK);
}

static void
op_realloc(struct naive *m, unsigned which, uint64_t size)
{
	complete(m);
	apply(m, (struct event){ .kind = EVENT_REALLOC, .size = size,
	    .block = take_block(m, which) });
}

static void
op_free(struct naive *m, unsigned which, uint64_t size)
{
	(void)size;
	complete(m);
	apply(m, (struct event){ .kind = EVENT_FREE,
	    .block = take_block(m, which) });
}

static void
op_frees(struct naive *m, unsigned which, uint64_t size)
{
	for (unsigned i = 0; i < which % 32 + 2; i++)
		op_free(m, (unsigned)(which + i * size), 0);
}

static void
op_write(struct naive *m, unsigned which, uint64_t size)
{
	uint8_t bytes[WRITE_MOST];
	struct session_block b;
	uint32_t block;

	complete(m);
	block = take_block(m, which);
	if (block == SESSION_NO_BLOCK || !session_block(m->session, block,
	    &b) || b.size == 0)
		return;
	for (unsigned i = 0; i < WRITE_MOST; i++)
		bytes[i] = (uint8_t)(size + i);
	apply(m, (struct event){ .kind = EVENT_WRITE, .block = block,
	    .size = b.size < WRITE_MOST ? b.size : WRITE_MOST,
	    .bytes = bytes });
}

/* ---- time --------------------------------------------------------------- */

static void
op_back(struct naive *m, unsigned which, uint64_t size)
{
	bool begins = session_event(m->session) == 0 &&
	    session_decision(m->session) == 0;

	(void)which;
	(void)size;
	FUZZ_REQUIRE((session_back(m->session) == SESSION_OK) != begins);
}

static void
op_step(struct naive *m, unsigned which, uint64_t size)
{
	(void)size;
	if (which % 2 == 0)
		session_step(m->session);
	else
		session_back_step(m->session);
}

static void
op_goto(struct naive *m, unsigned which, uint64_t size)
{
	uint64_t to = (which << 8 | size) %
	    (session_length(m->session) + 1);

	FUZZ_REQUIRE(session_goto(m->session, to) == SESSION_OK);
	FUZZ_REQUIRE(session_event(m->session) == to);
	naive_verify(m);
}

static void
op_future(struct naive *m, unsigned which, uint64_t size)
{
	struct session_future list[LINES_MOST];
	size_t n = session_futures(m->session, list, LINES_MOST);

	(void)size;
	FUZZ_REQUIRE(n == m->count - 1);
	if (n == 0)
		return;
	FUZZ_REQUIRE(session_goto_future(m->session,
	    list[which % n].number) == SESSION_OK);
	FUZZ_REQUIRE(session_event(m->session) == list[which % n].length);
	naive_verify(m);
}

/* What would be done is not done. */
static void
op_try(struct naive *m, unsigned which, uint64_t size)
{
	struct event e = { .kind = EVENT_REALLOC, .size = size,
	    .element = SESSION_WHOLE };
	uint64_t sum = fuzz_sum(m->session);
	struct outcome out;

	if (session_decision(m->session) == 0)
		e.block = take_block(m, which);
	session_try(m->session, &e, &out);
	FUZZ_REQUIRE(fuzz_sum(m->session) == sum);
}

static void (*const operations[])(struct naive *m, unsigned which,
    uint64_t size) = {
	op_malloc, op_mallocs, op_calloc, op_realloc, op_free, op_frees,
	op_write, op_back, op_step, op_goto, op_future, op_try, op_malloc,
	op_free, op_realloc, op_free,
};

/* ---- the target --------------------------------------------------------- */

/* The events up to here, by the quick way that keeps no history. */
static void
verify_stream(const struct session *s)
{
	struct session *quick = session_new(session_profile(s),
	    SESSION_STREAM);
	struct outcome out;
	struct event e;

	FUZZ_REQUIRE(quick != NULL);
	for (uint64_t i = 1; i <= session_event(s); i++) {
		FUZZ_REQUIRE(session_event_at(s, i, &e, NULL));
		FUZZ_REQUIRE(session_apply(quick, &e, &out) == SESSION_OK);
	}
	FUZZ_REQUIRE(heap_sum(quick) == heap_sum(s));
	session_free(quick);
}

static struct session *
open_session(struct input *in)
{
	struct pym_profile profile, varied;
	struct session *s;
	char spec[96];

	fuzz_profile((uint8_t)take(in), &profile);
	snprintf(spec, sizeof spec, "%s%s%s", profile.name,
	    variations[take(in) % VARIATIONS],
	    profile.debug ? ",debug=on" : "");
	if (pym_profile_parse(spec, &varied, NULL, 0) == PYM_OK)
		profile = varied;
	s = session_new(&profile, 0);
	FUZZ_REQUIRE(s != NULL);
	return s;
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	struct input in = { bytes, bytes + n };
	struct session *s = open_session(&in);
	unsigned every = take(&in) % 16 + 1, what, which;
	struct naive m;

	fuzz_outside(NULL, 0);
	naive_init(&m, s);
	for (unsigned i = 1; in.next < in.end; i++) {
		what = take(&in) % 16;
		which = take(&in);
		operations[what](&m, which, take_size(&in));
		if (i % every == 0 && session_decision(s) == 0)
			naive_verify(&m);
	}
	complete(&m);
	naive_verify(&m);
	if (n % 4 == 0)		/* (That takes long.) */
		verify_stream(s);
	naive_end(&m);
	session_free(s);
	fuzz_inside();
	return 0;
}
