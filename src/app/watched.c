/* watched.c - what a watched program prints, shown on a console. */
#include "config.h"

#include "app/watched.h"

#include <string.h>

#include "app/loading.h"
#include "support/i18n.h"
#include "support/strbuf.h"
#include "support/utf8.h"

/* A line as it can be shown: it may hold anything. */
static void
say_line(struct console *c, const char *line, size_t n)
{
	struct strbuf shown = STRBUF_INIT;

	utf8_show(&shown, line, n);
	console_say(c, "%s", strbuf_text(&shown));
	strbuf_free(&shown);
}

enum command_status
watched_output(struct console *c, const struct loading *loading,
    uint64_t lines)
{
	const struct loading_live *live = loading != NULL ? loading->live :
	    NULL;
	struct strbuf text = STRBUF_INIT;
	const char *at, *end;

	if (live == NULL)
		return console_error(c, _("no program is being watched"));
	if (live->output == NULL)
		return console_error(c, _("the program prints here itself"));
	live->output(live->ctx, lines, &text);
	if (text.length == 0)
		console_say(c, _("the program has printed nothing yet"));
	for (at = strbuf_text(&text); *at != '\0'; at = end) {
		end = at + strcspn(at, "\n");
		say_line(c, at, (size_t)(end - at));
		end += *end == '\n';
	}
	strbuf_free(&text);
	return COMMAND_OK;
}
