/*
 * random.c - `random`: a workload drawn from a seed, the same everywhere.
 *
 * The blocks it makes have no names, and it frees only blocks without one:
 * what a learner has named stays.
 */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "command/args.h"
#include "command/plan.h"
#include "command/rows.h"
#include "objects/objects.h"
#include "support/i18n.h"
#include "support/xalloc.h"

#define POLL_EVERY 1024

struct workload {
	uint64_t count, seed;
	uint64_t smallest, largest;
	uint64_t free;			/* parts of 10,000 */
};

struct progress {
	uint64_t state;			/* of the generator */
	struct block_list live;		/* blocks that may be freed */
	uint64_t made, freed;
};

/* The next number of a 64-bit mixing sequence. */
static uint64_t
draw(uint64_t *state)
{
	uint64_t z = *state += 0x9e3779b97f4a7c15u;

	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
	z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
	return z ^ (z >> 31);
}

/* One of 0 .. N - 1. */
static uint64_t
draw_below(uint64_t *state, uint64_t n)
{
	uint64_t limit = UINT64_MAX - UINT64_MAX % n, r;

	do
		r = draw(state);
	while (r >= limit);
	return r % n;
}

/* "1..512" or "28". */
static bool
parse_sizes(struct console *c, const char *word, struct workload *w)
{
	const char *dots = strstr(word, "..");
	char *low;
	bool ok;

	if (dots == NULL)
		dots = word + strlen(word);
	low = xstrndup(word, (size_t)(dots - word));
	ok = args_size(c, low, &w->smallest) && (*dots == '\0' ||
	    args_size(c, dots + 2, &w->largest));
	free(low);
	if (ok && *dots == '\0')
		w->largest = w->smallest;
	if (ok && w->smallest > w->largest) {
		console_error(c, _("%s: the smaller size stands first"), word);
		return false;
	}
	if (ok && w->largest > INT64_MAX) {
		console_error(c, _("%s is too large: no request is over "
		    "2^63 - 1"), word);
		return false;
	}
	return ok;
}

static bool
parse_option(struct console *c, const struct call *call, size_t i,
    struct workload *w)
{
	const char *name = call->args[i].text, *value;

	if (i + 1 == call->nargs) {
		command_usage(c, call->command);
		return false;
	}
	value = call->args[i + 1].text;
	if (strcmp(name, "seed") == 0)
		return args_number(c, value, _("a seed"), 0, UINT64_MAX,
		    &w->seed);
	if (strcmp(name, "sizes") == 0)
		return parse_sizes(c, value, w);
	if (strcmp(name, "free") == 0)
		return args_percent(c, value, &w->free);
	console_error(c, _("%s is none of seed, sizes and free"), name);
	return false;
}

/* The blocks alive that have no name, and are no Python objects'. */
static void
find_nameless(struct console *c, struct block_list *out)
{
	const struct objects *o = console_objects(c);
	size_t n, i;
	uint32_t *live = session_live_list(c->session, &n);
	struct session_block b;
	bool kept;

	for (i = 0; i < n; i++) {
		session_block(c->session, live[i], &b);
		if (b.name != NULL || objects_owner(o, live[i], &kept))
			continue;
		out->list = xgrow(out->list, &out->room, out->count + 1,
		    sizeof *out->list);
		out->list[out->count++] = live[i];
	}
	free(live);
}

static bool
free_one(struct console *c, struct progress *p)
{
	uint64_t i = draw_below(&p->state, p->live.count);
	struct event e = { .kind = EVENT_FREE, .element = SESSION_WHOLE };
	struct outcome out;

	e.block = p->live.list[i];
	p->live.list[i] = p->live.list[--p->live.count];
	p->freed++;
	return plan_apply(c, &e, &out);
}

static bool
make_one(struct console *c, const struct workload *w, struct progress *p)
{
	struct event e = { .kind = EVENT_MALLOC, .element = SESSION_WHOLE };
	struct outcome out;

	e.size = w->smallest + draw_below(&p->state,
	    w->largest - w->smallest + 1);
	if (!plan_apply(c, &e, &out))
		return false;
	p->live.list = xgrow(p->live.list, &p->live.room, p->live.count + 1,
	    sizeof *p->live.list);
	p->live.list[p->live.count++] = out.block;
	p->made++;
	return true;
}

static bool
work(struct console *c, const struct workload *w, struct progress *p)
{
	uint64_t i;
	bool ok = true;

	for (i = 0; ok && i < w->count; i++) {
		if (i % POLL_EVERY == POLL_EVERY - 1 &&
		    console_interrupted(c)) {
			console_error(c, _("stopped after %ju of %ju "
			    "events"), i,
			    w->count);
			return false;
		}
		if (draw_below(&p->state, 10000) < w->free &&
		    p->live.count != 0)
			ok = free_one(c, p);
		else
			ok = make_one(c, w, p);
	}
	return ok;
}

static enum command_status
run_random(struct console *c, const struct call *call)
{
	struct workload w = { .seed = 1, .smallest = 1, .largest = 512,
	    .free = 5000 };
	struct progress p = { .live = BLOCK_LIST_INIT };
	size_t i;
	bool ok;

	if (c->trying)
		return console_error(c, _("try looks at one event, and "
		    "random makes many"));
	if (!args_number(c, call->args[0].text, _("a number of events"), 1,
	    PLAN_MAX, &w.count))
		return COMMAND_ERROR;
	for (i = 1; i < call->nargs; i += 2)
		if (!parse_option(c, call, i, &w))
			return COMMAND_ERROR;
	p.state = w.seed;
	find_nameless(c, &p.live);
	session_begin_command(c->session, call->text);
	ok = work(c, &w, &p);
	session_end_command(c->session);
	if (ok)
		console_print(c, CONSOLE_CHANGED, _("%ju events: %ju "
		    "blocks made, %ju freed; %ju without a name live"),
		    w.count, p.made,
		    p.freed,
		    p.live.count);
	block_list_free(&p.live);
	return ok ? COMMAND_OK : COMMAND_ERROR;
}

const struct command command_random = {
	.verb = "random",
	.usage = "COUNT [seed N] [sizes A..B] [free P%]",
	.summary = N_("a workload of COUNT events, the same for the same "
	    "seed"),
	.help = N_("random 500 seed 7 sizes 1..512 free 40%: each event "
	    "frees a block with that chance, else it asks for a size from "
	    "the range.\n"
	    "Only blocks without a name are freed.  Without more words: seed "
	    "1, sizes 1..512, free 50%."),
	.words = "seed|sizes|free",
	.group = COMMAND_GROUP_HEAP,
	.flags = COMMAND_EVENTS,
	.min = 1, .max = 7,
	.arguments = { ARGUMENT_NONE, ARGUMENT_WORD },
	.run = run_random,
};
