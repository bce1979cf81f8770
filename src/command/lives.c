/* lives.c - `history`: every life of one place. */
#include "config.h"

#include <stdlib.h>

#include "command/kept.h"
#include "command/place.h"
#include "command/ref.h"
#include "command/rows.h"
#include "session/event.h"
#include "session/owners.h"
#include "session/query.h"
#include "session/session.h"
#include "support/i18n.h"
#include "support/strbuf.h"

/* "x", "xs[3]", "$17". */
static void
print_name(const struct console *c, const struct life *life,
    struct strbuf *out)
{
	if (life->name == SESSION_NO_NAME)
		strbuf_printf(out, "$%u", life->number);
	else
		event_name(c->session, life->name, life->element, out);
}

static void
say_life(struct console *c, const struct life *life)
{
	uint64_t now = session_event(c->session);
	bool here = life->born <= now && (life->ended == 0 ||
	    life->ended > now);
	struct strbuf name = STRBUF_INIT, ended = STRBUF_INIT;

	print_name(c, life, &name);
	if (life->site != SESSION_NO_SITE) {
		strbuf_puts(&name, _(", at "));
		site_print(c->session, life->site, SITE_SHORT, &name);
	}
	if (life->ended != 0 && life->ended_by != SESSION_NO_SITE) {
		strbuf_puts(&name, _("; freed at "));
		site_print(c->session, life->ended_by, SITE_SHORT, &name);
	}
	if (life->ended != 0)
		strbuf_printf(&ended, "%ju", life->ended);
	else
		strbuf_puts(&ended, "-");
	console_print(c, here ? CONSOLE_CHANGED : CONSOLE_NORMAL,
	    "%s%10ju %10s %10ju  %s", here ? "*" : " ", life->born,
	    strbuf_text(&ended), life->size, strbuf_text(&name));
	strbuf_free(&name);
	strbuf_free(&ended);
}

static void
say_lives(struct console *c, uint64_t address)
{
	struct strbuf place = STRBUF_INIT;
	struct life *list;
	size_t n, i;

	list = query_lives(c->session, address, &n);
	place_print(c->session, address, &place);
	console_print(c, CONSOLE_TITLE, ngettext(
	    "0x%jx, %s: %zu life", "0x%jx, %s: %zu lives", n), address,
	    strbuf_text(&place), n);
	if (n != 0)
		console_line(c, CONSOLE_TITLE, _("       born      freed  "
		    "asked for  block (* lives here and now)"));
	for (i = 0; i < n && console_row(c, i); i++)
		say_life(c, &list[i]);
	console_cut(c, n);
	kept_notice(c);
	strbuf_free(&place);
	free(list);
}

static enum command_status
run_history(struct console *c, const struct call *call)
{
	const char *word = call->args[0].text;
	struct session_block b;
	uint64_t address;

	if (word[0] == '@' || word[0] == '0') {
		if (!ref_address(c, word, &address))
			return COMMAND_ERROR;
	} else {
		if (!ref_block(c, word, false, &b))
			return COMMAND_ERROR;
		address = b.address;
	}
	say_lives(c, address);
	return COMMAND_OK;
}

const struct command command_history = {
	.verb = "history",
	.usage = "REF",
	.summary = N_("lists every block that lived where REF is: when, "
	    "whose"),
	.help = N_("history @0.3.5 is about the place of block 5 in pool 0.3, "
	    "history x about where x is or was.  All of the history is told, "
	    "what is yet to come, too."),
	.group = COMMAND_GROUP_TIME,
	.min = 1, .max = 1,
	.arguments = { ARGUMENT_REF, ARGUMENT_NONE },
	.run = run_history,
};
