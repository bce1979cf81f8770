/*
 * calls.c - logs of calls, as ltrace, valgrind --trace-malloc=yes and their
 * like print them: "malloc(42) = 0x4A42040" in one spelling or another.
 *
 * Whatever else stands in such a log (the program's own output, other calls)
 * is counted and left alone.
 */
#include "config.h"

#include "trace/format.h"

#include <stdio.h>
#include <string.h>

#include "support/i18n.h"
#include "support/xalloc.h"
#include "trace/call_line.h"

#define WAITING_MOST 64		/* calls unfinished at once */
#define PROBED_LINES 200	/* in which one call must be */

enum { NO_CALL, ALIGNED, UNSEEN, UNFINISHED };

static const struct trace_repair repairs[] = {
	[NO_CALL] = {
		N_("%ju line that is no call of an allocator was ignored"),
		N_("%ju lines that are no calls of an allocator were "
		    "ignored") },
	[ALIGNED] = {
		N_("%ju call that asks for an alignment was taken as a "
		    "malloc"),
		N_("%ju calls that ask for an alignment were taken as "
		    "mallocs") },
	[UNSEEN] = {
		N_("%ju result is not in the log: its block is not freed"),
		N_("%ju results are not in the log: their blocks are not "
		    "freed") },
	[UNFINISHED] = {
		N_("%ju call that did not return was ignored"),
		N_("%ju calls that did not return were ignored") },
	{ NULL, NULL }
};

/* A call whose result comes later; told once as a record. */
struct waiting {
	struct call call;
	uint64_t line;
	bool told;
};

struct calls {
	struct waiting waiting[WAITING_MOST];
	size_t nwaiting;
	uint64_t unseen;
	char names[2][32];		/* of the record's blocks */
};

static uint64_t
argument(const struct call *call, int i)
{
	return i >= 0 && call->arguments[i].kind == CALL_NUMBER ?
	    call->arguments[i].number : 0;
}

static struct trace_ref
ref_of(struct calls *s, size_t i, const struct call_value *value)
{
	if (value->kind != CALL_SLOT)
		return trace_address(value->kind == CALL_NUMBER ?
		    value->number : 0);
	snprintf(s->names[i], sizeof(s->names[i]), "#%ju",
	    (uintmax_t)value->number);
	return (struct trace_ref){
		.kind = TRACE_NAME,
		.length = (uint32_t)strlen(s->names[i]),
		.name = s->names[i],
	};
}

/* A block that nobody can name again. */
static struct trace_ref
unseen(struct calls *s)
{
	snprintf(s->names[1], sizeof(s->names[1]), "unseen%ju",
	    (uintmax_t)++s->unseen);
	return (struct trace_ref){
		.kind = TRACE_NAME,
		.length = (uint32_t)strlen(s->names[1]),
		.name = s->names[1],
	};
}

/* The size of an array of COUNT elements, as realloc takes it. */
static uint64_t
array_size(uint64_t count, uint64_t size)
{
	uint64_t all;

	return __builtin_mul_overflow(count, size, &all) ? UINT64_MAX : all;
}

static void
make_resize(struct calls *s, const struct call *call,
    struct trace_record *rec)
{
	const struct call_function *f = call->function;

	rec->kind = TRACE_REALLOC;
	rec->old = ref_of(s, 0, &call->arguments[0]);
	rec->size = argument(call, f->size);
	if (f->count != NO_ARGUMENT)
		rec->size = array_size(argument(call, f->count), rec->size);
	rec->result = ref_of(s, 1, &call->result);
	/* C libraries answer a size of 0 with a free, and NULL. */
	if (rec->size == 0 && rec->result.kind == TRACE_NULL &&
	    rec->old.kind != TRACE_NULL)
		rec->kind = TRACE_FREE;
}

static enum trace_status
make_obtain(struct trace_reader *r, const struct call *call,
    struct trace_record *rec)
{
	struct calls *s = r->state;
	const struct call_function *f = call->function;

	rec->size = argument(call, f->size);
	if (f->count != NO_ARGUMENT) {
		rec->kind = TRACE_CALLOC;
		rec->count = argument(call, f->count);
	}
	/* posix_memalign(POINTER, ...) = 0: it went well. */
	if (f->size == 2) {
		if (call->result.number != 0)
			return TRACE_RECORD;
		rec->result = unseen(s);
		if (trace_mend(r, UNSEEN, rec->line) == TRACE_ERROR)
			return TRACE_ERROR;
	} else {
		rec->result = ref_of(s, 1, &call->result);
	}
	return f->aligned ? trace_mend(r, ALIGNED, rec->line) : TRACE_RECORD;
}

static enum trace_status
make_record(struct trace_reader *r, const struct call *call, uint64_t line,
    struct trace_record *rec)
{
	struct calls *s = r->state;

	trace_begin(rec, TRACE_MALLOC, line);
	r->line = line;
	switch (call->function->what) {
	case CALL_FREES:
		rec->kind = TRACE_FREE;
		rec->old = ref_of(s, 0, &call->arguments[0]);
		return TRACE_RECORD;
	case CALL_RESIZES:
		make_resize(s, call, rec);
		return TRACE_RECORD;
	default:
		return make_obtain(r, call, rec);
	}
}

static void
drop(struct calls *s, size_t i)
{
	s->nwaiting--;
	memmove(&s->waiting[i], &s->waiting[i + 1],
	    (s->nwaiting - i) * sizeof(s->waiting[0]));
}

/* The last call of CALL's process that waits in the same function. */
static struct waiting *
find_waiting(struct calls *s, const struct call *call)
{
	for (size_t i = s->nwaiting; i-- > 0;)
		if (s->waiting[i].call.pid == call->pid &&
		    s->waiting[i].call.function->what ==
		    call->function->what)
			return &s->waiting[i];
	return NULL;
}

/*
 * A call begins and will return in a later line.  Frees are told at once:
 * their block may be handed out before they return.
 */
static enum trace_status
begin_call(struct trace_reader *r, const struct call *call,
    struct trace_record *rec)
{
	struct calls *s = r->state;
	bool frees = call->function->what == CALL_FREES;

	if (s->nwaiting == WAITING_MOST) {
		if (!s->waiting[0].told &&
		    trace_mend(r, UNFINISHED, s->waiting[0].line) ==
		    TRACE_ERROR)
			return TRACE_ERROR;
		drop(s, 0);
	}
	s->waiting[s->nwaiting++] = (struct waiting){
		.call = *call,
		.line = r->source.taken,
		.told = frees,
	};
	return frees ? make_record(r, call, r->source.taken, rec) : TRACE_END;
}

/* A call that had begun has returned; TRACE_END: that says nothing new. */
static enum trace_status
resume_call(struct trace_reader *r, const struct call *call,
    struct trace_record *rec)
{
	struct calls *s = r->state;
	struct waiting *w = find_waiting(s, call);
	struct waiting was;

	if (w == NULL)
		return trace_mend(r, NO_CALL, r->source.taken) ==
		    TRACE_ERROR ? TRACE_ERROR : TRACE_END;
	was = *w;
	drop(s, (size_t)(w - s->waiting));
	if (was.told)
		return TRACE_END;
	was.call.result = call->result;
	return make_record(r, &was.call, r->source.taken, rec);
}

/* A call of one line; it may be the inner half of one that waits, as when
   both the program's and the library's calls are traced. */
static enum trace_status
whole_call(struct trace_reader *r, const struct call *call,
    struct trace_record *rec)
{
	struct waiting *w = find_waiting(r->state, call);

	if (w != NULL && w->call.function == call->function) {
		if (w->told)
			return TRACE_END;
		w->told = true;
	}
	return make_record(r, call, r->source.taken, rec);
}

static enum trace_status
at_end(struct trace_reader *r)
{
	struct calls *s = r->state;

	for (size_t i = 0; i < s->nwaiting; i++)
		if (!s->waiting[i].told && trace_mend(r, UNFINISHED,
		    s->waiting[i].line) == TRACE_ERROR)
			return TRACE_ERROR;
	s->nwaiting = 0;
	return trace_end(r);
}

static enum trace_status
use_line(struct trace_reader *r, const char *line, const char *end,
    struct trace_record *rec)
{
	struct call call;

	if (call_parse(line, end, &call)) {
		if (call.unfinished)
			return begin_call(r, &call, rec);
		if (call.resumed)
			return resume_call(r, &call, rec);
		return whole_call(r, &call, rec);
	}
	if (call_is_noise(line, end))
		return TRACE_END;
	return trace_mend(r, NO_CALL, r->source.taken) == TRACE_ERROR ?
	    TRACE_ERROR : TRACE_END;
}

static enum trace_status
calls_next(struct trace_reader *r, struct trace_record *rec)
{
	char *line, *end;

	while (source_take(&r->source, &line, &end)) {
		enum trace_status status = use_line(r, line, end, rec);

		if (status != TRACE_END)
			return status;
	}
	return at_end(r);
}

static bool
calls_open(struct trace_reader *r)
{
	r->state = xcalloc(1, sizeof(struct calls));
	return true;
}

static enum trace_likeness
calls_probe(const char *head, size_t n)
{
	const char *end = head + n;

	for (unsigned i = 0; i < PROBED_LINES && head < end; i++) {
		const char *newline = memchr(head, '\n',
		    (size_t)(end - head));
		struct call call;

		if (newline == NULL)
			break;
		if (call_parse(head, newline, &call))
			return TRACE_LIKE;
		head = newline + 1;
	}
	return TRACE_UNLIKE;
}

const struct trace_format trace_format_calls = {
	.name = "calls",
	.probe = calls_probe,
	.open = calls_open,
	.next = calls_next,
	.repairs = repairs,
};
