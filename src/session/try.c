/*
 * try.c - what an event would do: it is done, observed, and taken back.
 */
#include "config.h"

#include "session/inside.h"

/* What the tables would say, without changing them. */
static void
foretell(const struct session *s, const struct act *act,
    struct outcome *out)
{
	const struct event *e = act->event;
	bool made = act->p != NULL &&
	    (act->block == NULL || act->block->p != act->p);

	*out = (struct outcome){ .status = act->status };
	if (act->status != SESSION_OK)
		return;
	*out = (struct outcome){
		.p = act->p,
		.address = act->p == NULL ? 0 : pym_nominal(s->heap, act->p),
		.block = made ? s->now.last_block + 1 : e->block,
		.moved = made && act->block != NULL,
	};
}

static enum session_status
try_here(struct session *s, const struct event *e, struct outcome *out)
{
	enum session_status status;
	struct act act;
	struct run run;

	s->told_taken = 0;
	status = act_prepare(s, e, &act);
	if (status != SESSION_OK)
		return status;
	run_begin(&run, s, &act, &s->tried);
	s->bases = BASES_TRIED;
	run_call(&run);
	s->bases = BASES_AGAIN;
	foretell(s, &act, out);
	run_undo(&run);
	run_end(&run);
	return act.status;
}

enum session_status
session_try(struct session *s, const struct event *e, struct outcome *out)
{
	size_t decision = apply_step_out(s);
	struct outcome unused;

	if (out == NULL)
		out = &unused;
	kept_clear(&s->tried);
	*out = (struct outcome){ .status = SESSION_OK };
	out->status = try_here(s, e, out);
	apply_step_in(s, decision);
	return out->status;
}

const char *
session_last_words(const struct session *s)
{
	return s->last_words == NULL ? "" : s->last_words;
}

struct pym_crash
session_crash(const struct session *s)
{
	return s->crash;
}

const struct pym_decision *
session_tried(const struct session *s, size_t *n)
{
	*n = s->tried.count;
	return s->tried.decisions;
}
