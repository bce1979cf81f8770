/* question.c - `peek` and `poll`: what goes with a question that is open. */
#include "config.h"

#include "command/args.h"
#include "command/rows.h"
#include "support/i18n.h"

#define POLL_MAX 9		/* answers that hands can be shown for */
#define HANDS_MAX 100000u

static enum command_status
say_none(struct console *c)
{
	return console_error(c, _("no question is open: set predict on asks "
	    "one before each event"));
}

static enum command_status
run_peek(struct console *c, const struct call *call)
{
	(void)call;
	if (c->hooks.peek == NULL || !c->hooks.peek(c->hooks.ctx))
		return say_none(c);
	return COMMAND_OK;
}

static enum command_status
run_poll(struct console *c, const struct call *call)
{
	uint64_t hands[POLL_MAX];
	size_t i;

	for (i = 0; i < call->nargs; i++)
		if (!args_number(c, call->args[i].text, _("a show of hands"),
		    0, HANDS_MAX, &hands[i]))
			return COMMAND_ERROR;
	if (c->hooks.poll == NULL || !c->hooks.poll(c->hooks.ctx, hands,
	    call->nargs))
		return say_none(c);
	return COMMAND_OK;
}

const struct command command_peek = {
	.verb = "peek",
	.usage = "",
	.summary = N_("uncovers the heap while a question is open, unscored"),
	.help = N_("While a question of set predict on is open the screen "
	    "covers what would answer it.  After a peek the answer no longer "
	    "counts."),
	.group = COMMAND_GROUP_WHY,
	.run = run_peek,
};

const struct command command_poll = {
	.verb = "poll",
	.usage = "HANDS...",
	.summary = N_("keeps a show of hands for the open question"),
	.help = N_("poll 12 7 3: twelve are for a), seven for b), three for "
	    "c).  It is drawn beside the answer when that is shown."),
	.group = COMMAND_GROUP_WHY,
	.min = 1, .max = POLL_MAX,
	.run = run_poll,
};
