/* output.c - a trace being written: the forms, and text and binary ones. */
#include "config.h"

#include "trace/output.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "support/i18n.h"
#include "support/xalloc.h"
#include "trace/output_form.h"
#include "trace/ptrace_write.h"
#include "trace/writer.h"

bool
output_drain(struct trace_output *o)
{
	bool good = sink_write(o->sink, strbuf_text(&o->pending),
	    o->pending.length);

	strbuf_clear(&o->pending);
	return good;
}

bool
output_loses(struct trace_output *o, const struct trace_record *rec)
{
	static const enum output_loss losses[] = {
		[TRACE_ARENA_OBTAINED] = LOST_ARENAS,
		[TRACE_ARENA_GIVEN_BACK] = LOST_ARENAS,
		[TRACE_MARK] = LOST_MARKS,
		[TRACE_SITE] = LOST_SITES,
	};

	if (rec->kind > TRACE_FREE) {
		o->lost[losses[rec->kind]]++;
		return true;
	}
	o->lost[LOST_FIELDS] += rec->given != 0;
	return false;
}

/* ---- text and binary: all but comments is kept --------------------------- */

static void
text_begin(struct trace_output *o, const char *profile)
{
	trace_print_header(&o->pending, profile);
}

static void
text_put(struct trace_output *o, const struct trace_record *rec)
{
	if (!trace_print_record(&o->pending, rec))
		o->lost[LOST_TEXTS]++;
}

static const struct output_form text = {
	.begin = text_begin,
	.put = text_put,
};

static void
binary_begin(struct trace_output *o, const char *profile)
{
	o->state = ptrace_writer_new(profile, &o->pending);
}

static void
binary_put(struct trace_output *o, const struct trace_record *rec)
{
	if (!ptrace_write(o->state, rec))
		o->lost[LOST_TEXTS]++;
}

static void
binary_flush(struct trace_output *o)
{
	ptrace_flush(o->state);
}

static void
binary_finish(struct trace_output *o)
{
	ptrace_finish(o->state);
}

static void
binary_free(void *state)
{
	ptrace_writer_free(state);
}

static const struct output_form binary = {
	.begin = binary_begin,
	.put = binary_put,
	.flush = binary_flush,
	.finish = binary_finish,
	.free = binary_free,
};

/* ---- which form --------------------------------------------------------- */

static const struct trace_form forms[] = {
	{ "trace", &text, SINK_PLAIN },
	{ "trace.gz", &text, SINK_GZIP },
	{ "trace.zst", &text, SINK_ZSTD },
	{ "ptrace", &binary, SINK_PLAIN },
	{ "rep", &output_rep, SINK_PLAIN },
	{ "mtrace", &output_mtrace, SINK_PLAIN },
};
#define FORMS (sizeof(forms) / sizeof(forms[0]))

const struct trace_form *
trace_form_named(const char *name)
{
	for (size_t i = 0; i < FORMS; i++)
		if (strcmp(forms[i].name, name) == 0)
			return &forms[i];
	return NULL;
}

const struct trace_form *
trace_form_of_path(const char *path)
{
	size_t n = strlen(path);

	for (size_t i = 0; i < FORMS; i++) {
		size_t length = strlen(forms[i].name);

		if (n > length && path[n - length - 1] == '.' &&
		    strcmp(path + n - length, forms[i].name) == 0)
			return &forms[i];
	}
	return NULL;
}

const char *
trace_form_names(void)
{
	return "trace, trace.gz, trace.zst, ptrace, rep, mtrace";
}

/* ---- writing ------------------------------------------------------------ */

struct trace_output *
trace_output_open(const char *path, const struct trace_form *form,
    const char *profile, unsigned flags, struct strbuf *error)
{
	struct sink *sink = sink_open(path, form->packing, flags, error);
	struct trace_output *o;

	if (sink == NULL)
		return NULL;
	o = xcalloc(1, sizeof(*o));
	o->form = form->form;
	o->sink = sink;
	o->form->begin(o, profile);
	return o;
}

bool
trace_output_put(struct trace_output *o, const struct trace_record *rec)
{
	o->form->put(o, rec);
	return o->pending.length < OUTPUT_PENDING || output_drain(o);
}

bool
trace_output_flush(struct trace_output *o)
{
	if (o->form->flush != NULL)
		o->form->flush(o);
	return output_drain(o) && sink_flush(o->sink);
}

static const struct {
	const char *one, *many;
} losses[OUTPUT_LOSSES] = {
	[LOST_PROFILE] = { N_("the profile"), N_("the profile") },
	[LOST_ADDRESSES] = { N_("%ju address"), N_("%ju addresses") },
	[LOST_ARENAS] = { N_("%ju line of an arena"),
	    N_("%ju lines of arenas") },
	[LOST_MARKS] = { N_("%ju mark"), N_("%ju marks") },
	[LOST_SITES] = { N_("%ju call site"), N_("%ju call sites") },
	[LOST_FIELDS] = { N_("the time, thread or site of %ju call"),
	    N_("the times, threads or sites of %ju calls") },
	[LOST_CALLOCS] = { N_("that %ju malloc was a calloc"),
	    N_("that %ju mallocs were callocs") },
	[LOST_FAILED] = { N_("%ju call that failed"),
	    N_("%ju calls that failed") },
	[LOST_NULL_FREES] = { N_("%ju free of NULL"),
	    N_("%ju frees of NULL") },
	[LOST_UNKNOWN] = { N_("%ju free of a block that is not known"),
	    N_("%ju frees of blocks that are not known") },
	[LOST_NAMES] = { N_("the name of %ju block: an address was made up"),
	    N_("the names of %ju blocks: addresses were made up") },
	[LOST_TEXTS] = { N_("%ju record whose text is too long"),
	    N_("%ju records whose texts are too long") },
};

char *
trace_output_lost(const struct trace_output *o)
{
	struct strbuf all = STRBUF_INIT;

	for (size_t i = 0; i < OUTPUT_LOSSES; i++) {
		if (o->lost[i] == 0)
			continue;
		if (all.length > 0)
			strbuf_puts(&all, _(", "));
		strbuf_printf(&all, ngettext(losses[i].one, losses[i].many,
		    o->lost[i]), o->lost[i]);
	}
	return all.length > 0 ? strbuf_steal(&all) : NULL;
}

bool
trace_output_close(struct trace_output *o, bool keep, struct strbuf *error)
{
	bool good;

	if (keep && o->form->finish != NULL)
		o->form->finish(o);
	if (keep)
		output_drain(o);
	good = sink_close(o->sink, keep, error);
	if (o->form->free != NULL)
		o->form->free(o->state);
	else
		free(o->state);
	strbuf_free(&o->pending);
	free(o);
	return good;
}
