/* stats_over_time.c - `stats --over-time`: how it came to this. */
#include "config.h"

#include "command/stats_over_time.h"

#include <stdio.h>
#include <string.h>

#include "command/args.h"
#include "command/to_file.h"
#include "session/over_time.h"
#include "session/session.h"
#include "support/i18n.h"
#include "support/strbuf.h"

#define ROWS_FOR_PEOPLE	  20u
#define ROWS_FOR_PROGRAMS 100u
#define ROWS_MOST	  100000u

/* How it is to be given. */
enum form { FORM_TABLE, FORM_CSV, FORM_JSON };

struct wanted {
	enum form form;
	uint64_t rows;
	const char *path;	/* or NULL: here */
};

static bool
read_words(struct console *c, const struct word *args, size_t nargs,
    struct wanted *w)
{
	size_t i = 0;

	*w = (struct wanted){ .form = FORM_TABLE, .rows = ROWS_FOR_PEOPLE };
	if (i < nargs && (strcmp(args[i].text, "csv") == 0 ||
	    strcmp(args[i].text, "json") == 0)) {
		w->form = args[i++].text[0] == 'c' ? FORM_CSV : FORM_JSON;
		w->rows = ROWS_FOR_PROGRAMS;
	}
	if (i < nargs && args[i].text[0] >= '0' && args[i].text[0] <= '9' &&
	    !args_number(c, args[i++].text, _("a number of rows"), 1,
	    ROWS_MOST, &w->rows))
		return false;
	if (i < nargs && w->form != FORM_TABLE)
		w->path = args[i++].text;
	if (i == nargs)
		return true;
	console_error(c, _("%s: behind stats --over-time stand csv or json, "
	    "a number of rows, a FILE"), args[i].text);
	return false;
}

/* Goes through the line for its rows, and comes back; false: it was stopped,
   or there is no memory. */
static bool
gather(struct console *c, struct over_time *o, uint64_t rows)
{
	uint64_t length = session_length(c->session), n;
	uint64_t first = session_first(c->session);
	uint64_t here = session_event(c->session);
	size_t decision = session_decision(c->session);
	bool all = true;

	over_time_init(o, (size_t)rows + 1, (length - first + rows - 1) / rows);
	if (o->every == 0)
		o->every = 1;
	for (n = first - first % o->every + o->every; n <= length && all;
	    n += o->every) {
		all = !console_interrupted(c) &&
		    session_goto(c->session, n) == SESSION_OK;
		if (all)
			over_time_note(o, c->session);
	}
	if (all && session_goto(c->session, length) == SESSION_OK)
		over_time_end(o, c->session);
	session_goto(c->session, here);
	while (decision-- > 0)
		session_step(c->session);
	return all;
}

static void
say_table(struct console *c, const struct over_time *o)
{
	uint64_t arena = session_profile(c->session)->arena_size, held;
	const struct over_time_row *r;
	size_t i;

	console_line(c, CONSOLE_TITLE, _("     event  asked for  in blocks    "
	    "of held    arenas  pools used  full empty"));
	for (i = 0; i < o->count; i++) {
		r = &o->rows[i];
		held = r->stats.arenas_current * arena;
		console_say(c, "%10ju %10ju %10ju %10ju %3ju%% %4ju %11ju "
		    "%5ju %5ju", r->event, r->asked,
		    r->stats.allocated_bytes, held, held == 0 ? 0 :
		    r->stats.allocated_bytes * 100 / held,
		    r->stats.arenas_current, r->stats.pools_used,
		    r->stats.pools_full, r->stats.pools_empty);
	}
	console_line(c, CONSOLE_NORMAL, _("asked for includes what the system "
	    "allocator has; csv and json say more"));
}

static void
give(const struct over_time *o, const struct pym_profile *profile,
    enum form form, void (*emit)(void *, const char *, size_t), void *ctx)
{
	if (form == FORM_CSV)
		over_time_csv(o, profile, emit, ctx);
	else
		over_time_json(o, profile, emit, ctx);
}

static enum command_status
give_to_file(struct console *c, const struct over_time *o,
    const struct wanted *w)
{
	struct whole_file file;

	if (!to_file_begin(c, &file, w->path))
		return COMMAND_ERROR;
	give(o, session_profile(c->session), w->form, to_file_emit, file.f);
	if (!to_file_end(c, &file, w->path, true))
		return COMMAND_ERROR;
	console_say(c, ngettext("%s: the figures of %zu moment",
	    "%s: the figures of %zu moments", o->count), w->path, o->count);
	return COMMAND_OK;
}

enum command_status
stats_over_time(struct console *c, const struct word *args, size_t nargs)
{
	enum command_status status = COMMAND_OK;
	struct over_time o;
	struct wanted w;

	if (!read_words(c, args, nargs, &w))
		return COMMAND_ERROR;
	if (w.path != NULL && (c->sealed || c->again))
		return c->again ? COMMAND_OK : console_error(c, _("%s: files "
		    "and lessons are not touched here"), "stats");
	if (!gather(c, &o, w.rows))
		status = console_error(c, _("stopped: the figures are not "
		    "complete"));
	else if (w.form == FORM_TABLE)
		say_table(c, &o);
	else if (w.path != NULL)
		status = give_to_file(c, &o, &w);
	else
		give(&o, session_profile(c->session), w.form, console_emit,
		    c);
	over_time_free(&o);
	return status;
}
