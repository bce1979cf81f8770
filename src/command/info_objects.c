/* info_objects.c - `info objects`, `info object`, `info freelists`. */
#include "config.h"

#include <inttypes.h>

#include "command/info.h"
#include "objects/objects.h"
#include "session/session.h"
#include "support/i18n.h"
#include "support/strbuf.h"

struct listing {
	struct console *c;
	uint64_t count;
};

static void
say_refs(const struct object_view *v, struct strbuf *out)
{
	if (v->shared)
		strbuf_puts(out, _("always there, not counted"));
	else
		strbuf_printf(out, ngettext("%u reference",
		    "%u references", v->refs), v->refs);
}

static void
say_name(void *ctx, const char *name, const struct object_view *v,
    const char *text)
{
	struct strbuf line = STRBUF_INIT;
	struct listing *l = ctx;

	if (console_row(l->c, l->count++)) {
		strbuf_printf(&line, "%s = %s: %s, ", name, text, v->type);
		say_refs(v, &line);
		console_line(l->c, CONSOLE_NORMAL, strbuf_text(&line));
	}
	strbuf_free(&line);
}

enum command_status
info_objects(struct console *c, const struct word *args, size_t nargs)
{
	struct listing l = { .c = c };

	(void)args, (void)nargs;
	objects_names(console_objects(c), say_name, &l);
	if (l.count == 0)
		console_say(c, _("there are no Python objects: py x = [1, 2] "
		    "makes one"));
	console_cut(c, l.count);
	return COMMAND_OK;
}

static void
say_part(struct console *c, const struct objects *o,
    const struct object_view *v, size_t i)
{
	struct strbuf line = STRBUF_INIT;
	struct session_block b;
	uint32_t number = objects_number(o, v->parts[i].block);

	strbuf_printf(&line, ngettext("  %s: %ju byte", "  %s: %ju bytes",
	    v->parts[i].size), _(v->parts[i].what), v->parts[i].size);
	if (number == 0)
		strbuf_puts(&line, _(" of the C library, not pymalloc's"));
	else if (session_block(c->session, number, &b))
		strbuf_printf(&line, _(", $%u at 0x%" PRIx64), number,
		    b.address);
	console_line(c, CONSOLE_NORMAL, strbuf_text(&line));
	strbuf_free(&line);
}

enum command_status
info_object(struct console *c, const struct word *args, size_t nargs)
{
	struct strbuf text = STRBUF_INIT, error = STRBUF_INIT;
	struct objects *o = console_objects(c);
	enum command_status status = COMMAND_OK;
	struct object_view v;
	size_t i;

	(void)nargs;
	if (!objects_look(o, args[0].text, &v, &text, &error)) {
		status = console_error(c, "%s", strbuf_text(&error));
	} else {
		strbuf_printf(&text, ": %s, ", v.type);
		say_refs(&v, &text);
		console_line(c, CONSOLE_TITLE, strbuf_text(&text));
		if (v.cell)
			console_say(c, _("  a cell of a block of 41, from "
			    "the C library's malloc"));
		for (i = 0; i < v.nparts; i++)
			say_part(c, o, &v, i);
	}
	strbuf_free(&text);
	strbuf_free(&error);
	return status;
}

static void
say_list(struct console *c, const struct objects *o,
    const struct free_list_view *v)
{
	struct strbuf line = STRBUF_INIT;
	uint32_t i, shown = 0;

	if (v->list == FREE_TUPLE)
		strbuf_printf(&line, _("tuple of %u: "), v->length);
	else
		strbuf_printf(&line, "%s: ", _(v->name));
	if (v->limit == 0)
		strbuf_printf(&line, _("%u, without a limit"), v->count);
	else
		strbuf_printf(&line, _("%u of %u"), v->count, v->limit);
	for (i = v->blocks == NULL ? 0 : v->count; i-- > 0 && shown < 8;
	    shown++)
		strbuf_printf(&line, "%s$%u", shown == 0 ? _("; next: ") :
		    " -> ", objects_number(o, v->blocks[i]));
	if (v->blocks != NULL && shown < v->count)
		strbuf_printf(&line, ngettext(" -> ... %u more",
		    " -> ... %u more", v->count - shown), v->count - shown);
	if (v->never)
		strbuf_puts(&line, _(" (a quirk of 3.11 and 3.12: they are "
		    "kept, and never taken from here)"));
	console_line(c, CONSOLE_NORMAL, strbuf_text(&line));
	strbuf_free(&line);
}

/* Tuples that nobody keeps are passed over. */
enum command_status
info_freelists(struct console *c, const struct word *args, size_t nargs)
{
	struct objects *o = console_objects(c);
	struct free_list_view lists[OBJECTS_MAX_LISTS];
	size_t n = objects_free_lists(o, lists, OBJECTS_MAX_LISTS), i;
	uint32_t tuples = 0;

	(void)args, (void)nargs;
	for (i = 0; i < n; i++) {
		if (lists[i].list == FREE_TUPLE && lists[i].count == 0)
			tuples = lists[i].length;
		else
			say_list(c, o, &lists[i]);
	}
	if (tuples != 0)
		console_say(c, _("tuples of other lengths up to %u: none of "
		    "2000 each"), tuples);
	return COMMAND_OK;
}
