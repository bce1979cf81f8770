/*
 * info_sites.c - `info sites`: who allocated what lives, as tracemalloc tells
 * it.
 */
#include "config.h"

#include <string.h>

#include "command/info.h"
#include "command/totals.h"
#include "session/owners.h"
#include "session/session.h"
#include "support/i18n.h"
#include "support/strbuf.h"

/* What the words behind `info sites` choose. */
struct choice {
	const char *word;
	bool order;		/* it chooses the order */
	unsigned value;
};

static const struct choice choices[] = {
	{ "bytes", true, OWNERS_BYTES_FIRST },
	{ "count", true, OWNERS_BLOCKS_FIRST },
	{ "line", false, OWNERS_BY_SITE },
	{ "function", false, OWNERS_BY_FUNCTION },
	{ "file", false, OWNERS_BY_FILE },
};

#define CHOICES (sizeof choices / sizeof choices[0])

static bool
choose(struct console *c, const struct word *args, size_t nargs,
    enum owners_by *by, enum owners_order *order)
{
	size_t i, k;

	for (i = 0; i < nargs; i++) {
		for (k = 0; k < CHOICES; k++)
			if (strcmp(args[i].text, choices[k].word) == 0)
				break;
		if (k == CHOICES) {
			console_error(c, _("%s: info sites takes bytes or "
			    "count, and line, function or file"),
			    args[i].text);
			return false;
		}
		if (choices[k].order)
			*order = (enum owners_order)choices[k].value;
		else
			*by = (enum owners_by)choices[k].value;
	}
	return true;
}

void
sites_say_none(struct console *c)
{
	console_line(c, CONSOLE_NORMAL, _("no call sites are recorded: who "
	    "allocated what is not known"));
	console_line(c, CONSOLE_NORMAL, _("poolscope record --site -- PROGRAM "
	    "records them"));
}

static void
list_owners(struct console *c, const struct owners *o, enum owners_by by)
{
	struct strbuf text = STRBUF_INIT;
	const struct owner *one;
	size_t i;

	console_line(c, CONSOLE_TITLE, _("asked for    blocks   average  who "
	    "asked"));
	for (i = 0; i < o->count && console_row(c, i); i++) {
		one = &o->list[i];
		strbuf_clear(&text);
		owner_print(c->session, one, by, &text);
		console_say(c, "%9ju %9ju %9ju  %s", one->asked, one->blocks,
		    one->asked / one->blocks, strbuf_text(&text));
	}
	console_cut(c, o->count);
	strbuf_free(&text);
}

enum command_status
info_sites(struct console *c, const struct word *args, size_t nargs)
{
	enum owners_order order = OWNERS_BYTES_FIRST;
	enum owners_by by = OWNERS_BY_SITE;
	struct owners o;

	if (!choose(c, args, nargs, &by, &order))
		return COMMAND_ERROR;
	if (session_sites(c->session) == 0) {
		sites_say_none(c);
		totals_say(c);
		return COMMAND_OK;
	}
	owners_count(&o, c->session, 0, by, order);
	if (o.count == 0)
		console_line(c, CONSOLE_NORMAL, _("no block lives here"));
	else
		list_owners(c, &o, by);
	totals_say(c);
	owners_free(&o);
	return COMMAND_OK;
}
