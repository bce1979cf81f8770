/* answers.c - the kinds of question, and how each is answered. */
#include "config.h"

#include "lesson/answers.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "lesson/capture.h"
#include "lesson/expect.h"
#include "support/i18n.h"
#include "support/strbuf.h"

typedef unsigned long long ull;

/* ---- where the command's block is ---- */

void
outlook_locate(struct outlook *o, const struct outcome *given)
{
	bool gone = o->event.kind == EVENT_FREE;
	const struct session *s = gone ? o->before : o->after;
	struct session_block b = { .address = given->address };

	if (gone || o->event.kind == EVENT_WRITE)
		session_block(s, o->event.block, &b);
	pym_locate(session_heap(s), b.address, &o->at);
	o->in_pool = o->at.place == PYM_PLACE_BLOCK;
}

/* The block of the command; the question is about it or about its pool. */
static bool
find_block(const struct outlook *o, struct answer *out, struct strbuf *why)
{
	if (!o->made_event) {
		strbuf_puts(why, _("the command makes no event: there is "
		    "nothing to predict"));
		return false;
	}
	out->system = !o->in_pool;
	out->pool = o->at.pool;
	out->block = o->at.block;
	out->szidx = o->at.szidx;
	out->address = o->at.start;
	return true;
}

/* ---- judging: the words that several kinds share ---- */

static const char *
word(const struct tokens *said, size_t i)
{
	const char *text = tokens_text(said, i);

	return text != NULL ? text : "";
}

/* Leaves out a leading "block", "pool" or "class": returns where the answer
   itself begins. */
static size_t
skip_noun(const struct tokens *said, const char *noun)
{
	return said->count > 1 && strcasecmp(word(said, 0), noun) == 0;
}

static enum predict_verdict
verdict_of(bool right)
{
	return right ? PREDICT_RIGHT : PREDICT_WRONG;
}

static bool
same_pool(struct pym_pool_ref a, struct pym_pool_ref b)
{
	return a.arena == b.arena && a.pool == b.pool;
}

static bool
says_system(const struct tokens *said)
{
	return strcasecmp(word(said, 0), "system") == 0;
}

/* A number that is the only word from AT on, # before it or not. */
static bool
only_number(const struct tokens *said, size_t at, uint64_t *out)
{
	const char *text = word(said, at);

	return said->count == at + 1 &&
	    token_number(text + (*text == '#'), UINT64_MAX, out);
}

/* ---- block ---- */

static bool
answer_block(const struct predict *p, const struct outlook *o,
    struct answer *out, struct strbuf *why)
{
	(void)p;
	return find_block(o, out, why);
}

static enum predict_verdict
judge_block(const struct predict *p, const struct answer *a,
    struct console *c, const struct tokens *said)
{
	size_t at = skip_noun(said, "block");
	const char *text = word(said, at);
	struct strbuf why = STRBUF_INIT;
	struct pym_pool_ref pool;
	uint32_t block;
	uint64_t value;
	bool ok;

	(void)p;
	if (says_system(said))
		return verdict_of(a->system);
	if (only_number(said, at, &value) && strncmp(text, "0x", 2) != 0)
		return verdict_of(!a->system && value == a->block);
	if (token_place(text + (*text == '@'), &pool, &block))
		return verdict_of(!a->system && block == a->block &&
		    same_pool(pool, a->pool));
	ok = said->count == at + 1 &&
	    capture_address(c, text, &value, &why);
	strbuf_free(&why);
	return ok ? verdict_of(value == a->address) : PREDICT_UNCLEAR;
}

static void
print_block(const struct predict *p, const struct outlook *o,
    const struct answer *a, struct strbuf *out)
{
	(void)p;
	(void)o;
	if (a->system)
		strbuf_puts(out, _("a block of the system allocator"));
	else
		strbuf_printf(out, _("block %u of pool %u.%u"), a->block,
		    a->pool.arena, a->pool.pool);
}

/* ---- class ---- */

static bool
answer_class(const struct predict *p, const struct outlook *o,
    struct answer *out, struct strbuf *why)
{
	(void)p;
	if (!find_block(o, out, why))
		return false;
	out->number = o->at.block_size;
	return true;
}

static bool
is_unit(const char *text)
{
	return strcasecmp(text, "bytes") == 0 || strcasecmp(text, "byte") == 0
	    || strcasecmp(text, "B") == 0;
}

/* A number alone is a class's number or its size: where it could be both, the
   question tells which. */
static bool
is_class(const struct predict *p, const struct answer *a,
    const struct console *c, uint64_t value)
{
	const struct pym_profile *profile = session_profile(c->session);
	bool is_size = value != 0 && value <= profile->threshold &&
	    value % profile->alignment == 0;
	bool is_number = value < pym_class_count(profile);

	if (is_size && is_number)
		is_number = strstr(p->ask, "class") != NULL ||
		    strstr(p->ask, "szidx") != NULL;
	return value == (is_number ? a->szidx : a->number);
}

/* A class is named by its number, or by its size: "32 bytes". */
static enum predict_verdict
judge_class(const struct predict *p, const struct answer *a,
    struct console *c, const struct tokens *said)
{
	size_t at = skip_noun(said, "class") || skip_noun(said, "szidx");
	uint64_t value;

	if (says_system(said))
		return verdict_of(a->system);
	if (!token_number(word(said, at), UINT64_MAX, &value))
		return PREDICT_UNCLEAR;
	if (said->count == at + 2 && is_unit(word(said, at + 1)))
		return verdict_of(!a->system && value == a->number);
	if (said->count != at + 1)
		return PREDICT_UNCLEAR;
	return verdict_of(!a->system && (at != 0 ? value == a->szidx :
	    is_class(p, a, c, value)));
}

static void
print_class(const struct predict *p, const struct outlook *o,
    const struct answer *a, struct strbuf *out)
{
	(void)p;
	(void)o;
	if (a->system)
		strbuf_puts(out, _("none: the system allocator serves it"));
	else
		strbuf_printf(out, _("class %u, blocks of %llu bytes"),
		    a->szidx, (ull)a->number);
}

/* ---- pool ---- */

static enum predict_verdict
judge_pool(const struct predict *p, const struct answer *a,
    struct console *c, const struct tokens *said)
{
	size_t at = skip_noun(said, "pool");
	const char *text = word(said, at);
	struct pym_pool_ref pool;

	(void)p;
	(void)c;
	if (says_system(said))
		return verdict_of(a->system);
	if (said->count != at + 1 ||
	    !token_pool(text + (*text == '@'), &pool))
		return PREDICT_UNCLEAR;
	return verdict_of(!a->system && same_pool(pool, a->pool));
}

static void
print_pool(const struct predict *p, const struct outlook *o,
    const struct answer *a, struct strbuf *out)
{
	(void)p;
	(void)o;
	if (a->system)
		strbuf_puts(out, _("none: the system allocator serves it"));
	else
		strbuf_printf(out, _("pool %u.%u"), a->pool.arena,
		    a->pool.pool);
}

/* ---- pool-state ---- */

static bool
find_pool(const struct pym_heap *heap, struct pym_pool_ref ref,
    struct pym_pool_view *out, struct strbuf *why)
{
	if (pym_pool(heap, ref, out))
		return true;
	strbuf_printf(why, _("there is no pool %u.%u then"), ref.arena,
	    ref.pool);
	return false;
}

static bool
answer_state(const struct predict *p, const struct outlook *o,
    struct answer *out, struct strbuf *why)
{
	struct pym_pool_view pool;

	if (!find_pool(session_heap(o->after), p->pool, &pool, why))
		return false;
	out->state = pool.state;
	return true;
}

static enum predict_verdict
judge_state(const struct predict *p, const struct answer *a,
    struct console *c, const struct tokens *said)
{
	enum pym_pool_state state;
	const char *text = word(said, 0);

	(void)p;
	(void)c;
	if (said->count == 2 && strcmp(text, "partly") == 0)
		text = word(said, 1);
	else if (said->count == 2 && strcmp(text, "not") == 0 &&
	    strcmp(word(said, 1), "carved") == 0)
		text = claim_state_name(PYM_POOL_UNCARVED);
	else if (said->count != 1)
		return PREDICT_UNCLEAR;
	return claim_state_named(text, &state) ?
	    verdict_of(state == a->state) : PREDICT_UNCLEAR;
}

static void
print_state(const struct predict *p, const struct outlook *o,
    const struct answer *a, struct strbuf *out)
{
	(void)p;
	(void)o;
	strbuf_puts(out, claim_state_name(a->state));
}

/* ---- list ---- */

static bool
answer_list(const struct predict *p, const struct outlook *o,
    struct answer *out, struct strbuf *why)
{
	return heap_list_read(session_heap(o->after), &p->list,
	    &out->entries, why);
}

static enum predict_verdict
judge_list(const struct predict *p, const struct answer *a,
    struct console *c, const struct tokens *said)
{
	const struct pym_heap *heap = session_heap(a->after);
	struct entries e = ENTRIES_INIT;
	struct strbuf why = STRBUF_INIT;
	enum predict_verdict verdict = PREDICT_UNCLEAR;

	(void)c;
	if (entries_parse(said, 0, &p->list, &e, &why))
		verdict = verdict_of(entries_match(heap, &p->list, &e,
		    &a->entries));
	strbuf_free(&why);
	entries_free(&e);
	return verdict;
}

static void
print_list(const struct predict *p, const struct outlook *o,
    const struct answer *a, struct strbuf *out)
{
	entries_print(session_heap(o->after), &p->list, &a->entries, out);
}

/* ---- arena-obtained, arena-given-back ---- */

static void
count_arenas(const struct session *s, uint64_t *obtained, uint64_t *returned)
{
	struct pym_stats stats;

	pym_stats(session_heap(s), &stats, NULL, 0);
	*obtained = stats.arenas_total;
	*returned = stats.arenas_reclaimed;
}

static bool
answer_obtained(const struct predict *p, const struct outlook *o,
    struct answer *out, struct strbuf *why)
{
	uint64_t before, after, unused;

	(void)p;
	(void)why;
	count_arenas(o->before, &before, &unused);
	count_arenas(o->after, &after, &unused);
	out->yes = after > before;
	return true;
}

static bool
answer_given_back(const struct predict *p, const struct outlook *o,
    struct answer *out, struct strbuf *why)
{
	uint64_t before, after, unused;

	(void)p;
	(void)why;
	count_arenas(o->before, &unused, &before);
	count_arenas(o->after, &unused, &after);
	out->yes = after > before;
	return true;
}

static bool
is_word(const char *text, const char *english, const char *translated)
{
	return strcasecmp(text, english) == 0 ||
	    strcmp(text, translated) == 0 ||
	    (text[1] == '\0' && (text[0] | 0x20) == english[0]);
}

static enum predict_verdict
judge_yes(const struct predict *p, const struct answer *a,
    struct console *c, const struct tokens *said)
{
	const char *text = word(said, 0);

	(void)p;
	(void)c;
	if (is_word(text, "yes", _("yes")))
		return verdict_of(a->yes);
	if (is_word(text, "no", _("no")))
		return verdict_of(!a->yes);
	return PREDICT_UNCLEAR;
}

static void
print_yes(const struct predict *p, const struct outlook *o,
    const struct answer *a, struct strbuf *out)
{
	(void)p;
	(void)o;
	strbuf_puts(out, a->yes ? _("yes") : _("no"));
}

/* ---- count ---- */

static bool
answer_count(const struct predict *p, const struct outlook *o,
    struct answer *out, struct strbuf *why)
{
	struct pym_pool_view pool;

	if (!p->has_pool && !find_block(o, out, why))
		return false;
	if (!p->has_pool && out->system) {
		strbuf_puts(why, _("the block is in no pool, so there is no "
		    "ref.count to predict"));
		return false;
	}
	if (!find_pool(session_heap(o->after), p->has_pool ? p->pool :
	    out->pool, &pool, why))
		return false;
	out->number = pool.count;
	return true;
}

static enum predict_verdict
judge_count(const struct predict *p, const struct answer *a,
    struct console *c, const struct tokens *said)
{
	uint64_t value;

	(void)p;
	(void)c;
	if (said->count != 1 || !token_number(word(said, 0), UINT64_MAX,
	    &value))
		return PREDICT_UNCLEAR;
	return verdict_of(value == a->number);
}

static void
print_count(const struct predict *p, const struct outlook *o,
    const struct answer *a, struct strbuf *out)
{
	(void)p;
	(void)o;
	strbuf_printf(out, "%llu", (ull)a->number);
}

/* ---- the kinds ---- */

static const struct predict_kind kinds[] = {
	{ "block", PREDICT_NOTHING,
	    N_("a block like #3 or 0.0.3, a name or an address"),
	    answer_block, judge_block, print_block },
	{ "class", PREDICT_NOTHING,
	    N_("a size class like 3, or its size like 32 bytes"),
	    answer_class, judge_class, print_class },
	{ "pool", PREDICT_NOTHING, N_("a pool like 0.3"),
	    answer_block, judge_pool, print_pool },
	{ "pool-state", PREDICT_POOL, N_("used, full, empty or uncarved"),
	    answer_state, judge_state, print_state },
	{ "list", PREDICT_LIST,
	    N_("what the list holds in its order, or empty"),
	    answer_list, judge_list, print_list },
	{ "arena-obtained", PREDICT_NOTHING, N_("yes or no"),
	    answer_obtained, judge_yes, print_yes },
	{ "arena-given-back", PREDICT_NOTHING, N_("yes or no"),
	    answer_given_back, judge_yes, print_yes },
	{ "count", PREDICT_POOL_OR_NOTHING, N_("a number"),
	    answer_count, judge_count, print_count },
	{ "choice", PREDICT_NOTHING, N_("the letter of a choice"),
	    NULL, NULL, NULL },
};

const struct predict_kind *
predict_kind_named(const char *name)
{
	size_t i;

	for (i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
		if (strcmp(kinds[i].name, name) == 0)
			return &kinds[i];
	return NULL;
}
