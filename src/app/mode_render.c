/*
 * mode_render.c - poolscope render FILE -o OUT: pictures to keep.
 */
#include "config.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "app/modes.h"
#include "app/output_file.h"
#include "app/playback.h"
#include "app/printer.h"
#include "command/command.h"
#include "picture/cast.h"
#include "picture/plot.h"
#include "picture/sheet.h"
#include "picture/still.h"
#include "session/event.h"
#include "session/session.h"
#include "support/i18n.h"
#include "view/one_pane.h"

#define COLUMNS	   100		/* of a picture, if none are asked for */
#define CAST_ROWS  30
#define MOST_SPAN  10000	/* events of a recording or a sheet */
#define SECONDS	   1.0		/* each of them is shown */

struct render {
	const struct options *o;
	struct session *session;
	struct console console;
	struct view view;
	struct palette palette;
	struct strbuf out;
};

/* Answers are no use here; what is wrong is told. */
static void
print_trouble(void *ctx, enum console_style style, const char *text)
{
	if (style == CONSOLE_ERROR || style == CONSOLE_NOTICE)
		print_script_line(ctx, style, text);
}

/* ---- the file ----------------------------------------------------------- */

/* Plays the trace to its end.  False: PATH is no trace, nothing was done. */
static bool
play_trace(struct render *r, struct playback *back, bool *is_trace)
{
	struct pym_profile profile;
	enum replay_status status;

	*is_trace = true;
	if (!playback_profile(back, &profile, NULL))
		return false;
	session_reset(r->session, &profile);
	playback_into(back, r->session, REPLAY_NAMES | REPLAY_MARKS);
	status = playback_all(back);
	*is_trace = status == REPLAY_END ||
	    replay_counts(back->replay)->events > 0;
	if (*is_trace)
		playback_tell(back, status);
	return status == REPLAY_END;
}

/* A trace, or else a script. */
static bool
load(struct render *r, const char *path)
{
	struct playback back;
	bool is_trace = true, readable = true;
	bool ok = playback_open(&back, r->o, path) &&
	    play_trace(r, &back, &is_trace);

	playback_close(&back);
	if (is_trace)
		return ok;
	if (strcmp(path, "-") == 0) {
		usage_error(_("(standard input) is no trace; a script is read "
		    "from a file"));
		return false;
	}
	session_reset(r->session, NULL);
	return command_run_file(&r->console, path, &readable) != COMMAND_ERROR
	    && readable;
}

/* ---- where to look ------------------------------------------------------ */

static bool
go_to(struct render *r, const char *where)
{
	struct strbuf line = STRBUF_INIT;
	enum command_status status;

	strbuf_printf(&line, "goto %s", where);
	status = command_run(&r->console, strbuf_text(&line));
	strbuf_free(&line);
	view_follow(&r->view);
	return status == COMMAND_OK;
}

/* "0.3" or "0.3.5", chosen in the view. */
static bool
look(struct render *r, const char *place)
{
	struct pym_pool_view p;
	unsigned n[3] = { 0, 0, PYM_NONE };
	const char *at = place;
	char *end;
	int i;

	for (i = 0; i < 3; i++) {
		errno = 0;
		n[i] = (unsigned)strtoul(at, &end, 10);
		if (end == at || errno != 0 || (*end != '.' && *end != '\0'))
			break;
		at = end + 1;
		if (*end == '\0') {
			r->view.pool = (struct pym_pool_ref){ n[0], n[1] };
			r->view.block = n[2];
			r->view.picked = n[2] != PYM_NONE;
			break;
		}
	}
	if (i >= 1 && i < 3 && *end == '\0' && view_pool(&r->view, &p) &&
	    (n[2] == PYM_NONE || n[2] < p.capacity))
		return true;
	usage_error(_("--look '%s': there is no such pool or block then; give "
	    "arena.pool or arena.pool.block"), place);
	return false;
}

/* ---- what is made ------------------------------------------------------- */

enum form {
	FORM_SVG, FORM_PDF, FORM_PNG,	/* as enum pen_paper */
	FORM_TEXT, FORM_CAST, FORM_CSV, FORM_NONE
};

static enum form
form_of(const char *path)
{
	static const char *const suffixes[] = { ".svg", ".pdf", ".png",
	    ".txt", ".cast", ".csv" };
	size_t length = strlen(path), i;

	for (i = 0; i < sizeof(suffixes) / sizeof(suffixes[0]); i++) {
		size_t n = strlen(suffixes[i]);

		if (length > n && strcmp(path + length - n, suffixes[i]) == 0)
			return (enum form)i;
	}
	return FORM_NONE;
}

static int
columns(const struct render *r)
{
	return r->o->columns > 0 ? (int)r->o->columns : COLUMNS;
}

static enum glyph_set
glyphs(const struct render *r)
{
	return r->o->ascii ? GLYPHS_ASCII : GLYPHS_UTF8;
}

/* Tells that the picture could not be made. */
static bool
failed(const struct render *r, struct strbuf *why)
{
	usage_error("%s: %s", r->o->output_file, strbuf_text(why));
	strbuf_free(why);
	return false;
}

static bool
make_still(struct render *r, enum form form)
{
	struct still still = {
		.pane = r->o->pane != NULL ? r->o->pane : "screen",
		.cols = columns(r),
		.rows = (int)r->o->rows,
		.glyphs = glyphs(r),
		.legend = !r->o->no_legend,
		.caption = r->o->caption,
	};
	struct strbuf title = STRBUF_INIT, why = STRBUF_INIT;
	struct canvas *cv = still_canvas(&r->view, &still);
	bool ok = true;

	still_title(&r->view, &title);
	if (form == FORM_TEXT)
		canvas_dump_text(cv, &r->out);
	else
		ok = still_write(cv, &r->palette, (enum pen_paper)form,
		    strbuf_text(&title), &r->out, &why);
	canvas_free(cv);
	strbuf_free(&title);
	return ok || failed(r, &why);
}

static bool
make_plot(struct render *r, enum form form)
{
	struct strbuf title = STRBUF_INIT, why = STRBUF_INIT;
	bool ok;

	if (form == FORM_CSV) {
		plot_csv(r->session, &r->out);
		return true;
	}
	still_title(&r->view, &title);
	ok = plot_write(r->session, &r->palette, (enum pen_paper)form,
	    strbuf_text(&title), &r->out, &why);
	strbuf_free(&title);
	return ok || failed(r, &why);
}

/* The events from where we are to --to, or to the end. */
static bool
span(const struct render *r, uint64_t *first, uint64_t *last)
{
	*first = r->o->at != NULL ? session_event(r->session) : 0;
	*last = r->o->has_to ? r->o->to : session_length(r->session);
	if (*last > session_length(r->session) || *last < *first)
		usage_error(_("--to %" PRIu64 ": give an event from %" PRIu64
		    " to %" PRIu64), *last, *first,
		    session_length(r->session));
	else if (*last - *first > MOST_SPAN)
		usage_error(_("%" PRIu64 " events are too many for one file: "
		    "choose at most %u with --at and --to"), *last - *first,
		    MOST_SPAN);
	else
		return true;
	return false;
}

static bool
make_sheet(struct render *r, enum form form)
{
	struct strbuf title = STRBUF_INIT, why = STRBUF_INIT;
	uint64_t first, last;
	struct sheet *sheet;
	bool ok = true;

	if (!span(r, &first, &last))
		return false;
	if (first == 0)
		first = 1;
	if (first > last) {
		usage_error(_("--sheet: there is no event"));
		return false;
	}
	sheet = sheet_new(&r->view, first, last, columns(r), glyphs(r),
	    r->o->answers);
	if (sheet == NULL) {
		usage_error(_("there is no memory for going there"));
		return false;
	}
	still_title(&r->view, &title);
	if (form == FORM_TEXT)
		sheet_text(sheet, &r->out);
	else
		ok = sheet_write(sheet, &r->palette, (enum pen_paper)form,
		    strbuf_text(&title), &r->out, &why);
	sheet_free(sheet);
	strbuf_free(&title);
	return ok || failed(r, &why);
}

static void
add_frame(struct render *r, struct cast *cast, struct canvas *cv, uint64_t n,
    double seconds)
{
	struct strbuf label = STRBUF_INIT;
	struct event e;

	strbuf_printf(&label, "%" PRIu64 " ", n);
	if (n > 0 && session_event_at(r->session, n, &e, NULL))
		event_typed(r->session, &e, n, &label);
	canvas_clear(cv);
	one_pane_draw(&r->view, r->o->pane != NULL ? r->o->pane : "screen",
	    cv);
	cast_frame(cast, seconds, cv, strbuf_text(&label));
	strbuf_free(&label);
}

static bool
make_cast(struct render *r)
{
	struct strbuf title = STRBUF_INIT;
	uint64_t first, last, n;
	struct canvas *cv;
	struct cast *cast;
	bool ok = true;

	if (!span(r, &first, &last))
		return false;
	cv = canvas_new(r->o->rows > 0 ? (int)r->o->rows : CAST_ROWS,
	    columns(r), glyphs(r));
	still_title(&r->view, &title);
	cast = cast_new(cv->rows, cv->cols, r->palette.theme,
	    strbuf_text(&title));
	for (n = first; n <= last && ok; n++) {
		ok = session_goto(r->session, n) == SESSION_OK;
		view_follow(&r->view);
		add_frame(r, cast, cv, n, (double)(n - first) * SECONDS);
	}
	if (!ok)
		usage_error(_("there is no memory for going there"));
	cast_finish(cast, &r->out);
	canvas_free(cv);
	strbuf_free(&title);
	return ok;
}

static bool
make(struct render *r, enum form form)
{
	if (r->o->plot)
		return make_plot(r, form);
	if (form == FORM_CAST)
		return make_cast(r);
	return r->o->sheet ? make_sheet(r, form) : make_still(r, form);
}

/* ---- the command -------------------------------------------------------- */

/* Whether what is asked for can be written to a file of such a name. */
static bool
check_form(const struct options *o)
{
	enum form form = o->output_file == NULL ? FORM_NONE :
	    form_of(o->output_file);

	if (form == FORM_NONE)
		usage_error(_("render: name the picture with -o; its name "
		    "ends in .svg, .pdf, .png, .txt or .cast, or with --plot "
		    "in .csv"));
	else if (o->plot && (form == FORM_TEXT || form == FORM_CAST))
		usage_error(_("--plot: give a name that ends in .svg, .pdf, "
		    ".png or .csv"));
	else if (form == FORM_CSV && !o->plot)
		usage_error(_("%s: give --plot: only figures over time are "
		    "written as .csv"), o->output_file);
	else
		return true;
	return false;
}

static bool
check_options(const struct options *o)
{
	size_t i;

	if (!check_form(o))
		return false;
	if (strcmp(o->output_file, o->args[0]) == 0) {
		usage_error(_("%s: this is what is to be drawn; give the "
		    "picture another name"), o->output_file);
		return false;
	}
	for (i = 0; o->pane != NULL && one_pane_name(i) != NULL; i++)
		if (strcmp(o->pane, one_pane_name(i)) == 0)
			return true;
	if (o->pane == NULL)
		return true;
	usage_error(_("--pane '%s': it is screen, heap, arena, pool, blocks, "
	    "block, usedpools, trick, lists, layers, freelists, "
	    "event or time"),
	    o->pane);
	return false;
}

int
mode_render(const struct options *o)
{
	struct console_hooks hooks = { .line = print_trouble };
	struct render r = { .o = o };
	struct pym_profile profile;
	bool ok;

	if (!check_options(o) || !options_profile(o, &profile))
		return EXIT_USAGE;
	r.session = session_new(&profile, 0);
	if (r.session == NULL)
		return usage_error(_("there is no memory for a heap"));
	console_init(&r.console, r.session, &hooks, CONSOLE_SCRIPT);
	view_init(&r.view, r.session);
	r.view.large = o->large;
	r.palette = palette_make(theme_at(o->theme), !o->dark);
	ok = load(&r, o->args[0]) && go_to(&r, o->at != NULL ? o->at : "end");
	if (ok && o->pane != NULL)
		one_pane_choose(&r.view, o->pane);
	ok = ok && (o->look == NULL || look(&r, o->look)) &&
	    make(&r, form_of(o->output_file)) &&
	    output_file(o->output_file, &r.out);
	strbuf_free(&r.out);
	view_end(&r.view);
	console_end(&r.console);
	session_free(r.session);
	return ok ? EXIT_DONE : EXIT_USAGE;
}
