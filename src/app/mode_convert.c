/*
 * mode_convert.c - poolscope convert IN OUT.
 */
#include "config.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "app/modes.h"
#include "app/printer.h"
#include "support/i18n.h"
#include "support/strbuf.h"
#include "trace/output.h"
#include "trace/trace.h"

#define PROGRESS_EVERY (1u << 18)	/* records */

struct conversion {
	const struct options *o;
	const char *in, *out;
	const struct trace_form *form;
	struct trace_reader *from;
	struct trace_output *to;
};

/* The form by --form, or by the suffix of OUT; NULL: said why. */
static const struct trace_form *
choose_form(const struct options *o, const char *out)
{
	const struct trace_form *form;

	if (o->form != NULL) {
		form = trace_form_named(o->form);
		if (form == NULL)
			usage_error(_("--form '%s': it is one of %s"),
			    o->form, trace_form_names());
		return form;
	}
	if (strcmp(out, "-") == 0)
		return trace_form_named("trace");
	form = trace_form_of_path(out);
	if (form == NULL)
		usage_error(_("%s: no suffix names a form; give one, or "
		    "--form: %s"), out, trace_form_names());
	return form;
}

/* Whether both names are of one file. */
static bool
is_same(const char *in, const char *out)
{
	struct stat a, b;

	if (strcmp(out, "-") == 0 ? fstat(STDOUT_FILENO, &b) != 0 :
	    stat(out, &b) != 0)
		return false;
	if (strcmp(in, "-") == 0 ? fstat(STDIN_FILENO, &a) != 0 :
	    stat(in, &a) != 0)
		return false;
	return S_ISREG(a.st_mode) && a.st_dev == b.st_dev &&
	    a.st_ino == b.st_ino;
}

static bool
begin(struct conversion *c)
{
	struct strbuf error = STRBUF_INIT;

	c->from = trace_open(c->in, c->o->strict ? TRACE_STRICT : 0, &error);
	if (c->from != NULL)
		c->to = trace_output_open(c->out, c->form,
		    trace_profile(c->from), 0, &error);
	if (c->to == NULL)
		usage_error("%s", strbuf_text(&error));
	strbuf_free(&error);
	return c->to != NULL;
}

static void
show_progress(const struct conversion *c, uint64_t records)
{
	uint64_t size = trace_size(c->from);

	if (records % PROGRESS_EVERY != 0 || !isatty(STDERR_FILENO))
		return;
	if (size > 0)
		fprintf(stderr, _("\r%" PRIu64 " records, %3d%%"), records,
		    (int)(trace_position(c->from) * 100 / size));
	else
		fprintf(stderr, _("\r%" PRIu64 " records"), records);
}

/* Reads all and writes it; whether it was all there. */
static bool
pass(struct conversion *c)
{
	struct trace_record rec;
	enum trace_status status;
	uint64_t n = 0;

	while ((status = trace_next(c->from, &rec)) == TRACE_RECORD) {
		if (!trace_output_put(c->to, &rec))
			break;
		show_progress(c, ++n);
	}
	if (n >= PROGRESS_EVERY && isatty(STDERR_FILENO))
		fprintf(stderr, "\r\033[K");
	return status != TRACE_ERROR;
}

static void
tell(const struct conversion *c, bool whole)
{
	char *lost = trace_output_lost(c->to);
	const char *notice;

	for (size_t i = 0; (notice = trace_notice(c->from, i)) != NULL; i++)
		usage_error("%s", notice);
	if (!whole)
		usage_error("%s", trace_error(c->from));
	if (lost != NULL)
		usage_error(_("%s: the form '%s' cannot hold %s"), c->out,
		    c->form->name, lost);
	free(lost);
}

static int
convert(struct conversion *c)
{
	struct strbuf error = STRBUF_INIT;
	bool whole = pass(c), written;

	tell(c, whole);
	written = trace_output_close(c->to, whole || c->o->keep_going,
	    &error);
	if (!written && strcmp(c->out, "-") == 0)
		print_end_if_unread();
	if (!written)
		usage_error("%s", strbuf_text(&error));
	else if (!whole && !c->o->keep_going && strcmp(c->out, "-") != 0)
		usage_error(_("%s: not written; --keep-going writes what "
		    "came before"), c->out);
	strbuf_free(&error);
	return whole && written ? EXIT_DONE : EXIT_USAGE;
}

int
mode_convert(const struct options *o)
{
	struct conversion c = {
		.o = o,
		.in = o->args[0],
		.out = o->args[1],
	};
	int status = EXIT_USAGE;

	c.form = choose_form(o, c.out);
	if (c.form == NULL)
		return EXIT_USAGE;
	if (is_same(c.in, c.out))
		return usage_error(_("%s: the input and the output are one "
		    "file"), c.out);
	if (begin(&c))
		status = convert(&c);
	trace_close(c.from);
	return status;
}
