/* poll.c - a show of hands for a question's choices. */
#include "config.h"

#include "lesson/poll.h"

#include "command/console.h"
#include "lesson/predict.h"
#include "support/i18n.h"
#include "support/strbuf.h"
#include "support/utf8.h"

#define BAR 24			/* columns of the longest bar */

static uint64_t
sum_of(const struct poll *poll)
{
	uint64_t sum = 0;
	size_t i;

	for (i = 0; i < poll->n; i++)
		sum += poll->hands[i];
	return sum;
}

void
poll_keep(struct poll *poll, const struct predict *p, const uint64_t *hands,
    size_t n, struct console *c)
{
	size_t i;

	if (p->nchoices == 0 || n > p->nchoices || n > POLL_CHOICES) {
		console_error(c, p->nchoices == 0 ?
		    _("this question has no choices to show hands for") :
		    _("more hands than choices: the last is %c)"),
		    (char)('a' + p->nchoices - 1));
		return;
	}
	*poll = (struct poll){ .n = n };
	for (i = 0; i < n; i++)
		poll->hands[i] = hands[i];
	console_say(c, ngettext("%ju hand kept", "%ju hands kept",
	    sum_of(poll)), sum_of(poll));
}

static void
draw_bar(struct strbuf *line, uint64_t hands, uint64_t most)
{
	uint64_t n = most != 0 ? (hands * BAR + most - 1) / most : 0, i;

	strbuf_puts(line, "  ");
	for (i = 0; i < n; i++)
		strbuf_putc(line, '#');
}

/* The columns that the longest choice takes, within reason. */
static int
choice_columns(const struct predict *p)
{
	int widest = 0, columns;
	size_t i;

	for (i = 0; i < p->nchoices; i++) {
		columns = utf8_columns(p->choices[i].answer);
		if (columns > widest)
			widest = columns;
	}
	return widest < 30 ? widest : 30;
}

static void
show_choice(const struct poll *poll, const struct predict *p, size_t i,
    bool right, uint64_t most, struct console *c)
{
	uint64_t hands = i < poll->n ? poll->hands[i] : 0;
	struct strbuf line = STRBUF_INIT;
	int pad = choice_columns(p) - utf8_columns(p->choices[i].answer);

	strbuf_printf(&line, "%s %c) %s: ", right ? ">" : " ",
	    p->choices[i].letter, p->choices[i].answer);
	if (most != 0 && pad > 0)
		strbuf_fill(&line, ' ', (size_t)pad);
	strbuf_printf(&line, ngettext("%3ju hand ", "%3ju hands", hands),
	    hands);
	if (most != 0)
		draw_bar(&line, hands, most);
	if (right)
		strbuf_puts(&line, _("  (right)"));
	console_line(c, CONSOLE_NORMAL, strbuf_text(&line));
	strbuf_free(&line);
}

void
poll_show(const struct poll *poll, const struct predict *p, char right,
    bool bars, struct console *c)
{
	uint64_t most = 0;
	size_t i;

	if (poll->n == 0)
		return;
	for (i = 0; bars && i < poll->n; i++)
		if (poll->hands[i] > most)
			most = poll->hands[i];
	for (i = 0; i < p->nchoices; i++)
		show_choice(poll, p, i, p->choices[i].letter == right, most,
		    c);
}
