/* catch.c - `catch` and `delete`: events that continue stops at. */
#include "config.h"

#include "command/catch.h"

#include <stdlib.h>
#include <string.h>

#include "command/args.h"
#include "command/info.h"
#include "command/question_words.h"
#include "command/rows.h"
#include "command/where.h"
#include "session/session.h"
#include "support/i18n.h"
#include "support/xalloc.h"

struct catch {
	uint32_t number;
	uint64_t history;	/* that it asks about: another knows nothing
				   of its blocks and sites */
	char *text;		/* as it was said */
	uint64_t hits;
	struct question question;
};

struct catches {
	struct catch *list;
	size_t count, room;
	uint32_t last;		/* number that was given */
};

static uint64_t
history_of(const struct console *c)
{
	return session_line(c->session) >> 32;
}

static void
drop(struct catch *one)
{
	free(one->text);
	question_free(&one->question);
}

void
catches_free(struct catches *all)
{
	size_t i;

	if (all == NULL)
		return;
	for (i = 0; i < all->count; i++)
		drop(&all->list[i]);
	free(all->list);
	free(all);
}

/* Those of another history are forgotten. */
static struct catches *
catches_of(struct console *c)
{
	struct catches *all;
	size_t i, n = 0;

	if (c->catches == NULL)
		c->catches = xcalloc(1, sizeof *c->catches);
	all = c->catches;
	for (i = 0; i < all->count; i++) {
		if (all->list[i].history == history_of(c))
			all->list[n++] = all->list[i];
		else
			drop(&all->list[i]);
	}
	all->count = n;
	return all;
}

static bool
stop(void *ctx)
{
	return console_interrupted(ctx);
}

uint64_t
catches_find(struct console *c, bool back, uint64_t last, uint32_t *number,
    const char **text)
{
	struct catches *all = catches_of(c);
	uint64_t from = session_event(c->session) +
	    (back && session_decision(c->session) > 0);
	uint64_t best = last, n;
	struct catch *caught = NULL;
	size_t i;

	for (i = 0; i < all->count; i++) {
		n = query_find(c->session, &all->list[i].question.query, from,
		    best, back, stop, c);
		if (n == 0 || (n == best && caught != NULL))
			continue;
		best = n;
		caught = &all->list[i];
	}
	if (caught == NULL)
		return 0;
	caught->hits++;
	*number = caught->number;
	*text = caught->text;
	return best;
}

void
catches_say(struct console *c, uint32_t number, const char *text)
{
	console_say(c, _("catch %u: %s"), number, text);
	where_say(c);
}

static enum command_status
list_catches(struct console *c)
{
	struct catches *all = catches_of(c);
	size_t i;

	if (all->count == 0)
		console_line(c, CONSOLE_NORMAL, _("nothing is caught; catch "
		    "pool-full if class == 3 stops continue there"));
	for (i = 0; i < all->count && console_row(c, i); i++)
		console_say(c, ngettext("  %u: %s (%ju time so far)",
		    "  %u: %s (%ju times so far)", all->list[i].hits),
		    all->list[i].number, all->list[i].text,
		    all->list[i].hits);
	console_cut(c, all->count);
	return COMMAND_OK;
}

static enum command_status
run_catch(struct console *c, const struct call *call)
{
	struct catches *all = catches_of(c);
	struct question question;
	struct catch *one;
	const char *text;

	if (call->nargs == 0)
		return list_catches(c);
	if (!question_read(c, call->args, call->nargs, false, &question))
		return COMMAND_ERROR;
	text = call->text + strcspn(call->text, " \t");
	text += strspn(text, " \t");
	all->list = xgrow(all->list, &all->room, all->count + 1,
	    sizeof *all->list);
	one = &all->list[all->count++];
	*one = (struct catch){
		.number = ++all->last,
		.history = history_of(c),
		.text = xstrdup(text),
		.question = question,
	};
	console_say(c, _("catch %u: continue stops at %s"), one->number,
	    one->text);
	return COMMAND_OK;
}

enum command_status
info_catches(struct console *c, const struct word *args, size_t nargs)
{
	(void)args, (void)nargs;
	return list_catches(c);
}

/* Deletes the one of that number; false: there is none. */
static bool
delete_one(struct catches *all, uint64_t number)
{
	size_t i;

	for (i = 0; i < all->count; i++)
		if (all->list[i].number == number)
			break;
	if (i == all->count)
		return false;
	drop(&all->list[i]);
	memmove(&all->list[i], &all->list[i + 1],
	    (all->count - i - 1) * sizeof *all->list);
	all->count--;
	return true;
}

static enum command_status
run_delete(struct console *c, const struct call *call)
{
	struct catches *all = catches_of(c);
	uint64_t number;

	if (call->nargs == 0) {
		catches_free(all);
		c->catches = NULL;
		console_line(c, CONSOLE_NORMAL, _("nothing is caught any "
		    "more"));
		return COMMAND_OK;
	}
	if (number_parse(call->args[0].text, NULL, &number) != NUMBER_OK)
		return console_error(c, _("%s is no catch's number: delete "
		    "forgets what is caught; free gives blocks back"),
		    call->args[0].text);
	if (delete_one(all, number))
		return COMMAND_OK;
	return console_error(c, _("there is no catch %ju; catch lists those "
	    "there are"), number);
}

const struct command command_catch = {
	.verb = "catch",
	.usage = "[EVENT [REF]] [if KEY == VALUE [and ...]]",
	.summary = N_("has continue stop at such events; alone lists them"),
	.help = N_("EVENT is pool-full, pool-empty, arena-obtained, "
	    "arena-free, alloc, realloc, free, write or touch; behind the "
	    "last four a block may stand: catch free x.\n"
	    "KEY is size (also < and >), class, pool, arena, site or thread: "
	    "catch alloc if size > 400 and site == app.py.\n"
	    "continue stops at the next, and so does playing on the screen "
	    "(space); continue back at the one before; delete N forgets "
	    "one."),
	.words = "pool-full|pool-empty|arena-obtained|arena-free|alloc|"
	    "realloc|free|write|touch|if|size|class|pool|arena|site|thread",
	.group = COMMAND_GROUP_TIME,
	.max = SIZE_MAX,
	.arguments = { ARGUMENT_WORD },
	.run = run_catch,
};

const struct command command_delete = {
	.verb = "delete",
	.usage = "[N]",
	.summary = N_("forgets what is caught: catch N, or all"),
	.group = COMMAND_GROUP_TIME,
	.max = 1,
	.run = run_delete,
};
