/*
 * mode_record.c - poolscope record: a program's calls, into a trace.
 */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "app/modes.h"
#include "app/child.h"
#include "record/recording.h"
#include "support/clock.h"
#include "support/i18n.h"
#include "support/strbuf.h"
#include "trace/output.h"
#include "trace/sink.h"
#include "trace/trace.h"

#define DEFAULT_FILE	"poolscope.trace"
#define WAIT_MS		100
#define LINE_MOST	8192	/* bytes */
#define FLUSH_MS	1000	/* a kill of ours loses no more, if packed */

struct recorder {
	const char *path;
	const struct trace_form *form;
	struct recording *recording;
	struct trace_output *out;	/* NULL: nothing came yet */
	bool full;			/* it can be written no more */
	uint64_t calls;
	long long flushed;		/* milliseconds */
};

/* Of a text that could not be written to its end: half a line might be taken
   for a whole one. */
static void
drop_half_line(const struct recorder *r)
{
	char last[LINE_MOST];
	struct stat st;
	ssize_t n;
	off_t from;
	int fd;

	if (strcmp(r->form->name, "trace") != 0)
		return;
	fd = open(r->path, O_RDWR | O_CLOEXEC);
	if (fd >= 0 && fstat(fd, &st) == 0 && S_ISREG(st.st_mode)) {
		from = st.st_size > LINE_MOST ? st.st_size - LINE_MOST : 0;
		n = pread(fd, last, sizeof(last), from);
		while (n > 0 && last[n - 1] != '\n')
			n--;
		if (n > 0 && ftruncate(fd, from + n) != 0)
			usage_error("%s: %s", r->path, strerror(errno));
	}
	if (fd >= 0)
		close(fd);
}

/* Once the trace cannot be written the program goes on without. */
static void
check_output(struct recorder *r, bool ok)
{
	struct strbuf error = STRBUF_INIT;

	if (ok || r->full)
		return;
	r->full = true;
	recording_stop(r->recording);
	if (r->out != NULL)
		trace_output_close(r->out, true, &error);
	r->out = NULL;
	drop_half_line(r);
	usage_error(_("%s; what is there can be read, and the program goes on "
	    "unrecorded"), strbuf_text(&error));
	strbuf_free(&error);
}

static void
begin(struct recorder *r)
{
	struct strbuf error = STRBUF_INIT;

	r->out = trace_output_open(r->path, r->form,
	    recording_profile(r->recording), SINK_AT_ONCE, &error);
	if (r->out == NULL) {
		r->full = true;
		recording_stop(r->recording);
		usage_error(_("%s; the program goes on unrecorded"),
		    strbuf_text(&error));
	}
	strbuf_free(&error);
}

static void
write_record(struct recorder *r, const struct trace_record *rec)
{
	if (r->out == NULL && !r->full)
		begin(r);
	if (r->full)
		return;
	r->calls += rec->kind <= TRACE_FREE;
	check_output(r, trace_output_put(r->out, rec));
}

/* Nothing comes: what there is can be read by others now. */
static void
pause_writing(struct recorder *r)
{
	long long now = clock_ms();

	if (r->out == NULL || now - r->flushed < FLUSH_MS)
		return;
	r->flushed = now;
	check_output(r, trace_output_flush(r->out));
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
	usage_error(_("%s: %s of %s; poolscope replay %s shows them"),
	    r->path, text, profile != NULL ? profile : "CPython", r->path);
}

/* Ends the trace; true if something was recorded. */
static bool
finish(struct recorder *r)
{
	struct strbuf error = STRBUF_INIT;
	bool failed;

	if (r->out != NULL && !trace_output_close(r->out, true, &error))
		usage_error("%s", strbuf_text(&error));
	strbuf_free(&error);
	recording_tell(r->recording, tell, NULL, &failed);
	if (!failed && !r->full)
		tell_summary(r);
	return !failed;
}

/* The exit status, where the program's own end is not ours. */
static int
run(struct recorder *r, const struct options *o)
{
	const struct launch_options how = { .argv = o->args, .terminal = -1 };
	struct strbuf error = STRBUF_INIT;
	enum launch_status status;
	int ended;
	bool any;

	r->recording = recording_start(&how, o->site, &status, &error);
	if (r->recording == NULL) {
		usage_error("%s", strbuf_text(&error));
		strbuf_free(&error);
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

/* Whether PATH can be written, before the program is run. */
static bool
can_write(const char *path)
{
	struct stat st;
	bool is_there = stat(path, &st) == 0;
	int fd;

	/* (What is no plain file, a FIFO say, is opened once.) */
	if (is_there && !S_ISREG(st.st_mode) && !S_ISDIR(st.st_mode))
		return true;
	fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0666);
	if (fd < 0) {
		usage_error(_("%s: cannot be written: %s"), path,
		    strerror(errno));
		return false;
	}
	close(fd);
	if (!is_there)
		unlink(path);
	return true;
}

/* Whether PATH says that it is packed, of a form that is not. */
static bool
says_packed(const char *path)
{
	const char *dot = strrchr(path, '.');

	return dot != NULL && (strcmp(dot, ".gz") == 0 ||
	    strcmp(dot, ".zst") == 0);
}

/* The form by --form or by the name's end; else text. */
static const struct trace_form *
choose_form(const struct options *o, const char *path)
{
	const struct trace_form *form = o->form != NULL ?
	    trace_form_named(o->form) : trace_form_of_path(path);

	if (form == NULL && o->form == NULL) {
		if (!says_packed(path))
			return trace_form_named("trace");
		usage_error(_("%s: no suffix names a form; give one, or "
		    "--form: %s"), path, trace_form_names());
		return NULL;
	}
	if (form != NULL && strcmp(form->name, "rep") != 0 &&
	    strcmp(form->name, "mtrace") != 0)
		return form;
	usage_error(_("%s cannot hold a recording; record a trace or ptrace, "
	    "and convert it"), form != NULL ? form->name : o->form);
	return NULL;
}

int
mode_record(const struct options *o)
{
	struct recorder r = {
		.path = o->output_file != NULL ? o->output_file :
		    DEFAULT_FILE,
	};

	if (strcmp(r.path, "-") == 0)
		return usage_error(_("-o -: the program writes there itself; "
		    "name a file, a FIFO or /dev/fd/N"));
	r.form = choose_form(o, r.path);
	if (r.form == NULL || !can_write(r.path))
		return EXIT_USAGE;
	return run(&r, o);
}
