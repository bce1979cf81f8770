/*
 * info_diff.c - `info diff A B`: what was allocated after A and lives at B.
 */
#include "config.h"

#include "command/info.h"
#include "command/moment.h"
#include "session/owners.h"
#include "session/session.h"
#include "support/i18n.h"
#include "support/strbuf.h"

/* Where we are, to come back to. */
struct place {
	uint64_t event;
	size_t decision;
};

static void
come_back(struct console *c, const struct place *to)
{
	size_t i;

	session_goto(c->session, to->event);
	for (i = 0; i < to->decision; i++)
		session_step(c->session);
}

static void
print_class(const struct console *c, const struct owner *one,
    struct strbuf *out)
{
	const struct pym_profile *p = session_profile(c->session);

	if (one->szidx == PYM_NONE)
		strbuf_puts(out, _("the system allocator"));
	else
		strbuf_printf(out, _("class %u (%u bytes)"), one->szidx,
		    pym_class_size(p, one->szidx));
}

static void
list(struct console *c, const struct owners *o, enum owners_by by)
{
	struct strbuf text = STRBUF_INIT;
	size_t i;

	console_line(c, CONSOLE_TITLE, by == OWNERS_BY_CLASS ?
	    _("asked for    blocks  in blocks of  size class") :
	    _("asked for    blocks  in blocks of  who asked"));
	for (i = 0; i < o->count && console_row(c, i); i++) {
		strbuf_clear(&text);
		if (by == OWNERS_BY_CLASS)
			print_class(c, &o->list[i], &text);
		else
			owner_print(c->session, &o->list[i], by, &text);
		console_say(c, "%9ju %9ju %13ju  %s", o->list[i].asked,
		    o->list[i].blocks, o->list[i].held, strbuf_text(&text));
	}
	console_cut(c, o->count);
	strbuf_free(&text);
}

static void
say_diff(struct console *c, uint64_t a, uint64_t b)
{
	struct owners o;

	owners_count(&o, c->session, a, OWNERS_BY_CLASS, OWNERS_BYTES_FIRST);
	console_say(c, ngettext("%ju block of those made after event %ju "
	    "lives at event %ju: %ju bytes asked for, %ju of them with the "
	    "system allocator", "%ju blocks of those made after event %ju "
	    "live at event %ju: %ju bytes asked for, %ju of them with the "
	    "system allocator", o.all.blocks), o.all.blocks, a, b,
	    o.all.asked, o.all.beside);
	if (o.count > 0)
		list(c, &o, OWNERS_BY_CLASS);
	owners_free(&o);
	if (session_sites(c->session) == 0) {
		sites_say_none(c);
		return;
	}
	owners_count(&o, c->session, a, OWNERS_BY_SITE, OWNERS_BYTES_FIRST);
	if (o.count > 0)
		list(c, &o, OWNERS_BY_SITE);
	owners_free(&o);
}

enum command_status
info_diff(struct console *c, const struct word *args, size_t nargs)
{
	struct place here = { session_event(c->session),
	    session_decision(c->session) };
	uint64_t a, b = here.event;

	if (!moment_read(c, args[0].text, &a) ||
	    (nargs > 1 && !moment_read(c, args[1].text, &b)))
		return COMMAND_ERROR;
	if (a > b)
		return console_error(c, _("event %ju comes after event %ju: "
		    "the earlier moment is said first"), a, b);
	if (session_goto(c->session, b) != SESSION_OK)
		return console_error(c, _("out of memory: the heap of event "
		    "%ju cannot be made"), b);
	say_diff(c, a, b);
	come_back(c, &here);
	return COMMAND_OK;
}
