/* rules.c - which question to ask before an event. */
#include "config.h"

#include "lesson/rules.h"

#include <stdlib.h>
#include <string.h>

#include "lesson/answers.h"
#include "support/i18n.h"
#include "support/strbuf.h"
#include "support/xalloc.h"

#define ROW_ENOUGH 3		/* right in a row: another rule's turn */

struct rule {
	const char *kind;	/* of predict.h */
	const char *ask;	/* N_: stands behind the command, as typed */
	/* Whether it makes sense; *SORT is then the sort of the answer. */
	bool (*fits)(const struct foresight *f, unsigned *sort);
	/* What is true, and the choices. */
	void (*fill)(const struct foresight *f, struct predict *p,
	    struct answer *a);
};

/* ---- choices ---- */

/* Adds a choice, unless there is one like it. */
static void
offer(struct predict *p, char *answer, bool right, const char *reply)
{
	struct choice *c;
	size_t i;

	for (i = 0; i < p->nchoices; i++) {
		if (strcmp(p->choices[i].answer, answer) != 0)
			continue;
		p->choices[i].marked |= right;
		free(answer);
		return;
	}
	p->choices = xreallocarray(p->choices, p->nchoices + 1,
	    sizeof *p->choices);
	c = &p->choices[p->nchoices++];
	*c = (struct choice){ .answer = answer, .marked = right };
	if (reply != NULL && !right)
		c->reply = xstrdup(reply);
}

/* Numbers in a choice count as numbers: 0.0.9 stands before 0.0.10. */
static int
compare_choices(const void *a, const void *b)
{
	const struct choice *x = a, *y = b;

	return strverscmp(x->answer, y->answer);
}

/* Puts the choices in an order that does not tell which is right; one alone
   is no choice. */
static void
letter_choices(struct predict *p, struct answer *a, bool sorted)
{
	size_t i;

	if (p->nchoices < 2) {
		for (i = 0; i < p->nchoices; i++) {
			free(p->choices[i].answer);
			free(p->choices[i].reply);
		}
		p->nchoices = 0;
		return;
	}
	if (sorted)
		qsort(p->choices, p->nchoices, sizeof *p->choices,
		    compare_choices);
	for (i = 0; i < p->nchoices; i++) {
		p->choices[i].letter = (char)('a' + i);
		if (p->choices[i].marked) {
			a->letter = p->choices[i].letter;
			free(p->choices[i].reply);
			p->choices[i].reply = NULL;
		}
	}
}

static char *
block_text(struct pym_pool_ref pool, uint32_t block)
{
	return xasprintf("%u.%u.%u", pool.arena, pool.pool, block);
}

static char *
pool_text(struct pym_pool_ref pool)
{
	return xasprintf("%u.%u", pool.arena, pool.pool);
}

static const struct pym_heap *
heap_of(const struct foresight *f)
{
	return session_heap(f->session);
}

static uint32_t
class_size(const struct foresight *f, uint32_t szidx)
{
	return (szidx + 1) * session_profile(f->session)->alignment;
}

/* ---- class: how large a block? ---- */

static bool
fits_class(const struct foresight *f, unsigned *sort)
{
	*sort = f->way == FORESIGHT_SYSTEM ? UINT32_MAX : f->szidx;
	return f->takes && f->event.kind != EVENT_REALLOC &&
	    f->request != 0;
}

static uint64_t
power_of_two(uint64_t n)
{
	uint64_t power = 8;

	while (power < n)
		power *= 2;
	return power;
}

static void
fill_class(const struct foresight *f, struct predict *p, struct answer *a)
{
	const struct pym_profile *profile = session_profile(f->session);
	uint32_t align = profile->alignment;
	uint64_t up = (f->request + align - 1) / align * align;
	bool pooled = f->way != FORESIGHT_SYSTEM;
	const char *over = _("That is over the largest size class: the "
	    "system allocator serves it.");

	a->system = !pooled;
	a->szidx = f->szidx;
	a->number = pooled ? class_size(f, f->szidx) : 0;
	if (f->request > 4 * (uint64_t)profile->threshold)
		return;
	offer(p, xasprintf("%ju bytes", f->request),
	    pooled && a->number == f->request, !pooled ? over :
	    _("Blocks come in steps of the alignment, and this is between "
	    "two of them."));
	offer(p, xasprintf("%ju bytes", up), pooled, over);
	offer(p, xasprintf("%ju bytes", up + align), false, !pooled ? over :
	    _("A request gets the smallest block that it fits in."));
	offer(p, xasprintf("%ju bytes", power_of_two(f->request + 1)), false,
	    !pooled ? over : _("So it would be if sizes doubled.  They grow "
	    "by the alignment, to waste less."));
	if (!pooled || up + align > profile->threshold)
		offer(p, xstrdup("system"), !pooled,
		    _("The largest class is large enough for it."));
}

/* ---- block: which one? ---- */

static bool
fits_block(const struct foresight *f, unsigned *sort)
{
	*sort = f->way;
	return f->takes && f->way != FORESIGHT_SYSTEM && !f->stays;
}

/* The blocks that people expect who have the chain wrong. */
static void
offer_chain(const struct foresight *f, struct predict *p)
{
	struct pym_pool_view pool;
	uint32_t *chain, lowest = UINT32_MAX;
	size_t i, n;

	if (!pym_pool(heap_of(f), f->pool, &pool) || pool.size == 0)
		return;
	chain = xcalloc(pool.capacity, sizeof *chain);
	n = pym_pool_chain(heap_of(f), f->pool, chain, pool.capacity);
	if (n > pool.capacity)
		n = pool.capacity;
	for (i = 0; i < n; i++) {
		chain[i] = (chain[i] - PYM_POOL_OVERHEAD) / pool.size;
		if (chain[i] < lowest)
			lowest = chain[i];
	}
	if (n > 0)
		offer(p, block_text(f->pool, chain[n - 1]), false,
		    _("That one is last in the chain.  Blocks are taken from "
		    "its head: last in, first out."));
	if (n > 0)
		offer(p, block_text(f->pool, lowest), false,
		    _("The lowest address counts for nothing: the chain's "
		    "head is taken."));
	if (pool.ncarved < pool.capacity)
		offer(p, block_text(f->pool, pool.ncarved), false,
		    _("That one was never carved.  The chain is used up "
		    "first."));
	free(chain);
}

/* A pool of the next larger class that has a block to give. */
static bool
larger_class(const struct foresight *f, struct pym_pool_ref *out)
{
	uint32_t i, n = pym_class_count(session_profile(f->session));

	for (i = f->szidx + 1; i < n; i++)
		if (pym_usedpools(heap_of(f), i, out, 1) != 0)
			return true;
	return false;
}

static void
offer_larger(const struct foresight *f, struct predict *p)
{
	struct pym_pool_ref larger;
	uint32_t offset;
	struct pym_pool_view pool;

	if (!larger_class(f, &larger) ||
	    !pym_pool(heap_of(f), larger, &pool) || pool.size == 0 ||
	    pym_pool_chain(heap_of(f), larger, &offset, 1) == 0)
		return;
	offer(p, block_text(larger, (offset - PYM_POOL_OVERHEAD) /
	    pool.size), false, _("Large enough, but of another size class: "
	    "only pools of the right one are looked at."));
}

static void
fill_block(const struct foresight *f, struct predict *p, struct answer *a)
{
	a->pool = f->pool;
	a->block = f->block;
	a->address = f->address;
	offer(p, block_text(f->pool, f->block), true, NULL);
	if (f->way != FORESIGHT_NEW_POOL)
		offer_chain(f, p);
	else
		offer_larger(f, p);
}

/* ---- pool: which one? ---- */

static bool
fits_pool(const struct foresight *f, unsigned *sort)
{
	struct pym_arena_view arena;

	bool fits = fits_block(f, sort);

	*sort = f->way == FORESIGHT_NEW_POOL;
	return fits && pym_arena(heap_of(f), 0, &arena);
}

static void
fill_pool(const struct foresight *f, struct predict *p, struct answer *a)
{
	struct pym_pool_ref other;
	struct pym_arena_view arena;

	a->pool = f->pool;
	offer(p, pool_text(f->pool), true, NULL);
	if (larger_class(f, &other))
		offer(p, pool_text(other), false, _("Its blocks are large "
		    "enough, but of another size class."));
	if (f->way != FORESIGHT_NEW_POOL && pym_arena(heap_of(f),
	    f->pool.arena, &arena) && arena.ncarved < arena.ntotalpools)
		offer(p, xasprintf("%u.%u", f->pool.arena, arena.ncarved),
		    false, _("A new pool is taken only when no pool of the "
		    "class has a block to give."));
	if (pym_freepools(heap_of(f), f->pool.arena, &other, 1) != 0)
		offer(p, pool_text(other), false, _("That pool is free; it "
		    "is taken only when no pool of the class has a block to "
		    "give."));
}

/* ---- realloc: where is it then? ---- */

static bool
fits_move(const struct foresight *f, unsigned *sort)
{
	*sort = f->stays;
	return f->event.kind == EVENT_REALLOC &&
	    f->event.block != SESSION_NO_BLOCK;
}

static void
fill_move(const struct foresight *f, struct predict *p, struct answer *a)
{
	bool pooled = f->pool.arena != PYM_NONE;

	a->yes = !f->stays;
	offer(p, xstrdup(_("yes")), a->yes, pooled ? _("It stays: the block "
	    "is large enough, and not more than a quarter too large.") :
	    _("The system allocator leaves it where it is."));
	offer(p, xstrdup(_("no")), !a->yes, pooled ? _("It moves: another "
	    "class serves that size.") :
	    _("It moves, but not to a block of a pool."));
}

/* ---- free ---- */

static bool
fits_state(const struct foresight *f, unsigned *sort)
{
	*sort = f->count == 0 ? PYM_POOL_EMPTY : PYM_POOL_USED;
	return f->gives;
}

static void
fill_state(const struct foresight *f, struct predict *p, struct answer *a)
{
	a->state = f->count == 0 ? PYM_POOL_EMPTY : PYM_POOL_USED;
	p->pool = f->pool;
	offer(p, xstrdup("used"), a->state == PYM_POOL_USED,
	    _("No block of it is handed out any more."));
	offer(p, xstrdup("full"), false, _("It has a free block now."));
	offer(p, xstrdup("empty"), a->state == PYM_POOL_EMPTY,
	    _("Other blocks of it are still handed out."));
}

/* Whether the block given back goes to a chain or begins one. */
static bool
fits_head(const struct foresight *f, unsigned *sort)
{
	*sort = f->count + 1 == f->capacity;
	return f->gives && f->count != 0;
}

static void
fill_head(const struct foresight *f, struct predict *p, struct answer *a)
{
	a->pool = f->pool;
	a->block = f->block;
	a->address = f->address;
	offer(p, block_text(f->pool, f->block), true, NULL);
	offer_chain(f, p);
}

/* ---- arenas ---- */

static bool
fits_obtained(const struct foresight *f, unsigned *sort)
{
	*sort = f->obtains;
	/* The first arena of all is no surprise. */
	return f->takes && f->way == FORESIGHT_NEW_POOL &&
	    pym_arena_slots(heap_of(f)) != 0;
}

static bool
fits_returned(const struct foresight *f, unsigned *sort)
{
	*sort = f->returns;
	return f->gives && f->count == 0;
}

static void
fill_yes(struct predict *p, struct answer *a, bool yes)
{
	a->yes = yes;
	offer(p, xstrdup(_("yes")), yes, NULL);
	offer(p, xstrdup(_("no")), !yes, NULL);
}

static void
fill_obtained(const struct foresight *f, struct predict *p, struct answer *a)
{
	fill_yes(p, a, f->obtains);
}

static void
fill_returned(const struct foresight *f, struct predict *p, struct answer *a)
{
	fill_yes(p, a, f->returns);
}

/* ---- choosing ---- */

/* The rarer a thing, the earlier its rule. */
static const struct rule rules[] = {
	{ "arena-given-back", N_("does an arena go back to the system?"),
	    fits_returned, fill_returned },
	{ "arena-obtained", N_("is a new arena obtained for it?"),
	    fits_obtained, fill_obtained },
	{ "class", N_("how large a block does it get?"),
	    fits_class, fill_class },
	{ "arena-obtained", N_("does the block move?"),
	    fits_move, fill_move },
	{ "pool", N_("which pool does the block come from?"),
	    fits_pool, fill_pool },
	{ "block", N_("which block does it get?"),
	    fits_block, fill_block },
	{ "pool-state", N_("what is its pool then?"),
	    fits_state, fill_state },
	{ "block", N_("which block is then first in its pool's chain?"),
	    fits_head, fill_head },
};

_Static_assert(sizeof rules / sizeof rules[0] == RULES, "room for each rule");

/* The first rule of KIND that fits; RULES if there is none. */
static size_t
find_kind(const bool *fits, const char *kind)
{
	size_t i = 0;

	while (i < RULES && (kind == NULL || !fits[i] ||
	    strcmp(rules[i].kind, kind) != 0))
		i++;
	return i;
}

/* The rule whose turn it is; RULES if none fits. */
static size_t
choose(const struct rule_state *states, const bool *fits,
    const unsigned *sorts)
{
	size_t i, fresh = RULES, least = RULES;

	for (i = 0; i < RULES; i++) {
		if (!fits[i])
			continue;
		if (states[i].row < ROW_ENOUGH && (!states[i].seen ||
		    states[i].sort != sorts[i]))
			return i;
		if (fresh == RULES && states[i].row < ROW_ENOUGH)
			fresh = i;
		if (least == RULES || states[i].asked < states[least].asked)
			least = i;
	}
	return fresh != RULES ? fresh : least;
}

static void
make_question(const struct foresight *f, const struct rule *rule,
    const char *typed, struct rule_question *out)
{
	struct outlook nothing = { .before = f->session };
	struct strbuf text = STRBUF_INIT;

	out->p = xcalloc(1, sizeof *out->p);
	out->p->kind = predict_kind_named(rule->kind);
	out->p->ask = xasprintf(_("%s: %s"), typed, _(rule->ask));
	out->a = (struct answer){ .block = PYM_NONE };
	rule->fill(f, out->p, &out->a);
	letter_choices(out->p, &out->a, rule->fill != fill_state &&
	    strncmp(rule->kind, "arena", 5) != 0);
	out->p->kind->print(out->p, &nothing, &out->a, &text);
	out->a.text = strbuf_steal(&text);
}

bool
rules_ask(struct rule_state *states, const struct foresight *f,
    const char *typed, const char *kind, struct rule_question *out)
{
	unsigned sorts[RULES];
	bool fits[RULES];
	size_t i;

	for (i = 0; i < RULES; i++)
		fits[i] = rules[i].fits(f, &sorts[i]);
	out->rule = find_kind(fits, kind);
	if (out->rule == RULES)
		out->rule = choose(states, fits, sorts);
	for (i = 0; i < RULES; i++) {
		if (!fits[i])
			continue;
		states[i].seen = true;
		states[i].sort = sorts[i];
	}
	if (out->rule == RULES)
		return false;
	states[out->rule].asked++;
	make_question(f, &rules[out->rule], typed, out);
	return true;
}

/* ---- a statement of py ---- */

void
rules_ask_py(struct rule_state *state, const char *statement, size_t requests,
    size_t steps, struct rule_question *out)
{
	const char *more = _("What always is there, and what waits in a free "
	    "list, asks for nothing.");
	const char *less = _("Some objects ask more than once: a list for "
	    "itself and for its items.");
	struct predict *p = xcalloc(1, sizeof *p);
	size_t below = (requests + state->asked++) % 3, i;

	*out = (struct rule_question){ .rule = RULE_PY, .p = p };
	p->kind = predict_kind_named("choice");
	p->ask = xasprintf(_("%s: how many requests does pymalloc get?"),
	    statement);
	out->a = (struct answer){ .block = PYM_NONE };
	for (i = requests > below ? requests - below : 0;
	    i <= requests + 2 - below; i++)
		offer(p, xasprintf("%zu", i), i == requests,
		    i < requests ? less : more);
	offer(p, xasprintf("%zu", steps), steps == requests, more);
	letter_choices(p, &out->a, true);
	out->a.text = xasprintf("%zu", requests);
}
