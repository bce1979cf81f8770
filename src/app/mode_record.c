/*
 * mode_record.c - poolscope record: a program's calls, into a trace.
 */
#include "config.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "app/modes.h"
#include "app/child.h"
#include "record/recording.h"
#include "support/clock.h"
#include "support/i18n.h"
#include "support/strbuf.h"
#include "trace/output.h"
#include "trace/trace.h"
#include "trace/writer.h"

#define DEFAULT_FILE	"poolscope.trace"
#define PIECE		65536u	/* bytes of text written at once */
#define WAIT_MS		100
#define FLUSH_MS	1000	/* what a kill of ours can lose, if packed */

struct recorder {
	const char *path;
	struct recording *recording;
	struct output *out;
	struct strbuf text;	/* not written yet */
	bool headed;
	uint64_t calls;
	long long flushed;	/* milliseconds */
};

/* Once the trace cannot be written the program goes on without. */
static void
check_output(struct recorder *r, bool ok)
{
	if (ok)
		return;
	usage_error(_("%s: cannot be written: %s; what is there can be read, "
	    "and the program goes on unrecorded"), r->path,
	    output_error(r->out));
	recording_stop(r->recording);
}

static void
write_text(struct recorder *r)
{
	bool ok = output_write(r->out, strbuf_text(&r->text), r->text.length);

	strbuf_clear(&r->text);
	check_output(r, ok);
}

static void
write_record(struct recorder *r, const struct trace_record *rec)
{
	if (output_error(r->out) != NULL)
		return;
	if (!r->headed) {
		trace_print_header(&r->text, recording_profile(r->recording));
		r->headed = true;
	}
	r->calls += rec->kind <= TRACE_FREE;
	trace_print_record(&r->text, rec);
	if (r->text.length >= PIECE)
		write_text(r);
}

/* Nothing comes: what there is can be read by others now. */
static void
pause_writing(struct recorder *r)
{
	long long now = clock_ms();

	if (output_error(r->out) != NULL)
		return;
	if (r->text.length > 0)
		write_text(r);
	if (now - r->flushed < FLUSH_MS || output_error(r->out) != NULL)
		return;
	check_output(r, output_flush(r->out));
	r->flushed = now;
}

static void
follow(struct recorder *r)
{
	struct trace_record rec;

	for (;;) {
		switch (recording_next(r->recording, &rec)) {
		case RECORDING_RECORD:
			write_record(r, &rec);
			continue;
		case RECORDING_NONE:
			pause_writing(r);
			recording_wait(r->recording, WAIT_MS);
			continue;
		case RECORDING_END:
			return;
		}
	}
}

/* ---- the end ------------------------------------------------------------ */

static void
tell(void *ctx, const char *text)
{
	(void)ctx;
	usage_error("%s", text);
}

/* What was recorded, for a person who waits. */
static void
tell_summary(const struct recorder *r)
{
	const char *profile = recording_profile(r->recording);
	char text[160];

	if (!isatty(STDERR_FILENO))
		return;
	snprintf(text, sizeof(text), ngettext("%" PRIu64 " call",
	    "%" PRIu64 " calls", r->calls), r->calls);
	usage_error(_("%s: %s of %s"), r->path, text,
	    profile != NULL ? profile : "CPython");
}

/* Ends the trace; true if something was recorded. */
static bool
finish(struct recorder *r)
{
	struct strbuf error = STRBUF_INIT;
	bool failed, written = output_error(r->out) == NULL;

	if (r->text.length > 0 && written)
		write_text(r);
	written = output_error(r->out) == NULL;
	if (!output_close(r->out, &error) && written)
		usage_error("%s", strbuf_text(&error));
	strbuf_free(&error);
	strbuf_free(&r->text);
	recording_tell(r->recording, tell, NULL, &failed);
	if (failed)
		unlink(r->path);
	else
		tell_summary(r);
	return !failed;
}

/* The exit status, where the program's own end is not ours. */
static int
run(struct recorder *r, const struct options *o)
{
	struct recording_options how = {
		.argv = o->args,
		.sites = o->site,
		.terminal = -1,
	};
	struct strbuf error = STRBUF_INIT;
	enum launch_status status;
	int ended;
	bool any;

	r->recording = recording_start(&how, &status, &error);
	if (r->recording == NULL) {
		usage_error("%s", strbuf_text(&error));
		strbuf_free(&error);
		output_close(r->out, &error);
		unlink(r->path);
		return (int)status;
	}
	child_signals(r->recording, o->mark_signal);
	follow(r);
	child_signals(NULL, 0);
	any = finish(r);
	ended = recording_status(r->recording);
	recording_free(r->recording);
	if (!any && ended == 0)
		return EXIT_USAGE;
	return child_end_like(ended);
}

int
mode_record(const struct options *o)
{
	struct strbuf error = STRBUF_INIT;
	struct recorder r = {
		.path = o->output_file != NULL ? o->output_file :
		    DEFAULT_FILE,
	};

	if (strcmp(r.path, "-") == 0)
		return usage_error(_("-o -: the program writes there itself; "
		    "name a file, a FIFO or /dev/fd/N"));
	r.out = output_open(r.path, &error);
	if (r.out == NULL) {
		usage_error("%s", strbuf_text(&error));
		strbuf_free(&error);
		return EXIT_USAGE;
	}
	return run(&r, o);
}
