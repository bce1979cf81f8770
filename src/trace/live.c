/* live.c - records that are made while we read, as a trace. */
#include "config.h"

#include "support/strbuf.h"
#include "support/xalloc.h"
#include "trace/format.h"
#include "trace/input.h"

struct live {
	trace_live_fn next;
	void *ctx;
};

static enum trace_status
live_next(struct trace_reader *r, struct trace_record *rec)
{
	const struct live *l = r->state;

	return l->next(l->ctx, rec);
}

static const struct trace_format live = {
	.name = "live",
	.next = live_next,
};

struct trace_reader *
trace_open_live(const char *name, const char *profile, trace_live_fn next,
    void *ctx)
{
	struct trace_reader *r = xcalloc(1, sizeof(*r));
	struct live *l = xcalloc(1, sizeof(*l));

	l->next = next;
	l->ctx = ctx;
	r->format = &live;
	r->state = l;
	r->in = input_open_text(name, "", 0);
	r->profile = profile != NULL ? xstrdup(profile) : NULL;
	r->status = TRACE_RECORD;
	return r;
}
