/* question_words.c - questions over history, read. */
#include "config.h"

#include "command/question_words.h"

#include <stdlib.h>
#include <string.h>

#include "command/args.h"
#include "command/console.h"
#include "command/info.h"
#include "command/ref.h"
#include "session/session.h"
#include "support/i18n.h"
#include "support/strbuf.h"
#include "support/xalloc.h"

/* What an event can be asked for by. */
static const struct event_word {
	const char *word;
	unsigned did;		/* QUERY_..., or */
	unsigned happening;	/* ... 1 << SESSION_... */
	bool block;		/* a block may follow */
} event_words[] = {
	{ "pool-full", 0, 1u << SESSION_POOL_FILLED, false },
	{ "pool-empty", 0, 1u << SESSION_POOL_EMPTIED, false },
	{ "arena-obtained", 0, 1u << SESSION_ARENA_OBTAINED, false },
	{ "arena-new", 0, 1u << SESSION_ARENA_OBTAINED, false },
	{ "arena-free", 0, 1u << SESSION_ARENA_GIVEN_BACK, false },
	{ "alloc", QUERY_ALLOC, 0, false },
	{ "realloc", QUERY_REALLOC, 0, true },
	{ "free", QUERY_FREE, 0, true },
	{ "write", QUERY_WRITE, 0, true },
	{ "touch", QUERY_TOUCH, 0, true },
};

#define EVENT_WORDS (sizeof event_words / sizeof event_words[0])

/* The words being read. */
struct reading {
	struct console *c;
	const struct word *args;
	size_t nargs, at;
	bool finding;
	struct question *out;
};

void
question_free(struct question *q)
{
	free(q->sites);
	q->sites = NULL;
	q->query.sites = NULL;
}

static const char *
peek(const struct reading *r)
{
	return r->at < r->nargs ? r->args[r->at].text : NULL;
}

/* ---- conditions --------------------------------------------------------- */

enum operator { OP_IS, OP_BELOW, OP_UP_TO, OP_ABOVE, OP_FROM };

static const struct {
	const char *text;
	enum operator op;
} operators[] = {
	{ "==", OP_IS }, { "<=", OP_UP_TO }, { ">=", OP_FROM },
	{ "=", OP_IS }, { "<", OP_BELOW }, { ">", OP_ABOVE },
};

#define OPERATORS (sizeof operators / sizeof operators[0])

/* Whether an operator begins TEXT; its length goes to *N. */
static bool
operator_at(const char *text, enum operator *op, size_t *n)
{
	size_t i;

	for (i = 0; i < OPERATORS; i++) {
		*n = strlen(operators[i].text);
		if (strncmp(text, operators[i].text, *n) == 0) {
			*op = operators[i].op;
			return true;
		}
	}
	return false;
}

static bool
set_size(struct reading *r, enum operator op, const char *value)
{
	struct query *q = &r->out->query;
	uint64_t size;

	if (!args_size(r->c, value, &size))
		return false;
	if (!q->sized)
		q->max = UINT64_MAX;
	q->sized = true;
	if ((op == OP_IS || op == OP_FROM) && size > q->min)
		q->min = size;
	if (op == OP_ABOVE && size >= q->min)
		q->min = size == UINT64_MAX ? size : size + 1;
	if ((op == OP_IS || op == OP_UP_TO) && size < q->max)
		q->max = size;
	if (op == OP_BELOW && size <= q->max)
		q->max = size == 0 ? 0 : size - 1;
	return true;
}

static bool
set_class(struct reading *r, enum operator op, const char *value)
{
	uint32_t n = pym_class_count(session_profile(r->c->session));
	uint64_t szidx;

	(void)op;
	if (!args_number(r->c, value, _("a size class"), 0, n - 1, &szidx))
		return false;
	r->out->query.szidx = (uint32_t)szidx;
	return true;
}

static bool
set_pool(struct reading *r, enum operator op, const char *value)
{
	const struct pym_profile *p = session_profile(r->c->session);
	struct pym_pool_view pool;

	(void)op;
	if (!find_pool(r->c, value, &pool))
		return false;
	r->out->query.low = pool.address;
	r->out->query.high = pool.address + p->pool_size;
	return true;
}

/* Where arena INDEX lies: where it is not now, where the so-many-th arena was
   or is to be shown. */
static uint64_t
arena_base(const struct session *s, uint32_t index)
{
	const struct pym_profile *p = session_profile(s);
	struct pym_arena_view arena;
	uint64_t base;

	if (pym_arena(session_heap(s), index, &arena))
		return arena.address;
	base = session_base(s, index);
	return base != 0 ? base : PYM_ARENA_BASE +
	    (uint64_t)index * p->arena_size + p->excess;
}

static bool
set_arena(struct reading *r, enum operator op, const char *value)
{
	const struct session *s = r->c->session;
	uint64_t index;

	(void)op;
	if (!args_number(r->c, value, _("an arena's number"), 0,
	    UINT32_MAX - 1, &index))
		return false;
	r->out->query.low = arena_base(s, (uint32_t)index);
	r->out->query.high = r->out->query.low +
	    session_profile(s)->arena_size;
	return true;
}

/* Whether TEXT is in "FILE:LINE FUNCTION", or is the recorded number. */
static bool
site_fits(const struct session_site *site, const char *text)
{
	struct strbuf words = STRBUF_INIT;
	uint64_t number;
	bool fits;

	if (number_parse(text, NULL, &number) == NUMBER_OK)
		return site->number == number;
	if (site->file == NULL)
		return false;
	strbuf_printf(&words, "%s:%ju %s", site->file, site->line,
	    site->function);
	fits = strstr(strbuf_text(&words), text) != NULL;
	strbuf_free(&words);
	return fits;
}

static bool
set_site(struct reading *r, enum operator op, const char *value)
{
	const struct session *s = r->c->session;
	uint32_t n = session_sites(s), i;
	bool any = false;

	(void)op;
	if (n == 0) {
		console_error(r->c, _("no call sites are recorded: poolscope "
		    "record --site -- PROGRAM records them"));
		return false;
	}
	free(r->out->sites);
	r->out->sites = xcalloc((size_t)n + 1, sizeof(bool));
	r->out->query.sites = r->out->sites;
	for (i = 1; i <= n; i++)
		any |= r->out->sites[i] = site_fits(session_site(s, i),
		    value);
	if (!any)
		console_error(r->c, _("no call site is %s; info sites lists "
		    "them"), value);
	return any;
}

static bool
set_thread(struct reading *r, enum operator op, const char *value)
{
	const struct session *s = r->c->session;
	uint32_t n = session_threads(s), i;
	uint64_t wanted, id;

	(void)op;
	if (!args_number(r->c, value, _("a thread's number"), 0, UINT64_MAX,
	    &wanted))
		return false;
	for (i = 1; i <= n; i++)
		if (session_thread(s, i, &id) && id == wanted) {
			r->out->query.thread = i;
			return true;
		}
	console_error(r->c, n == 0 ? _("no threads are recorded here") :
	    _("no call is of thread %ju"), wanted);
	return false;
}

static const struct condition {
	const char *key;
	bool (*set)(struct reading *r, enum operator op, const char *value);
	bool ordered;		/* < and > make sense, too */
} conditions[] = {
	{ "size", set_size, true },
	{ "class", set_class, false },
	{ "pool", set_pool, false },
	{ "arena", set_arena, false },
	{ "site", set_site, false },
	{ "thread", set_thread, false },
};

#define CONDITIONS (sizeof conditions / sizeof conditions[0])

/* The condition that WORD begins with, and what follows in it. */
static const struct condition *
condition_of(const char *word, const char **rest)
{
	size_t i, n, k;
	enum operator op;

	for (i = 0; i < CONDITIONS; i++) {
		n = strlen(conditions[i].key);
		*rest = word + n;
		if (strncmp(word, conditions[i].key, n) == 0 &&
		    (**rest == '\0' || operator_at(*rest, &op, &k)))
			return &conditions[i];
	}
	return NULL;
}

/* KEY, an operator and a value, in one word or several. */
static bool
read_condition(struct reading *r, const struct condition *condition,
    const char *rest)
{
	enum operator op = OP_IS;
	size_t n;

	r->at++;
	if (*rest == '\0' && peek(r) != NULL)
		rest = r->args[r->at++].text;
	if (operator_at(rest, &op, &n)) {
		rest += n;
		if (*rest == '\0' && peek(r) != NULL)
			rest = r->args[r->at++].text;
	}
	if (*rest == '\0') {
		console_error(r->c, _("%s what? say %s == 3"), condition->key,
		    condition->key);
		return false;
	}
	if (op != OP_IS && !condition->ordered) {
		console_error(r->c, _("%s is compared by == only"),
		    condition->key);
		return false;
	}
	r->out->named = true;
	return condition->set(r, op, rest);
}

/* ---- events ------------------------------------------------------------- */

/* A block, if one follows: $17 may be one that is not made yet. */
static bool
read_block(struct reading *r)
{
	const char *word = peek(r), *rest;
	uint64_t number, most = query_blocks(r->c->session);
	struct session_block b;
	size_t i;

	if (word == NULL || strcmp(word, "if") == 0 ||
	    strcmp(word, "back") == 0 || condition_of(word, &rest) != NULL)
		return true;
	for (i = 0; i < EVENT_WORDS; i++)
		if (strcmp(word, event_words[i].word) == 0)
			return true;
	r->at++;
	if (word[0] == '$' && word[1] != '\0' &&
	    number_parse(word + 1, NULL, &number) == NUMBER_OK &&
	    number > 0 && number <= most) {
		r->out->query.block = (uint32_t)number;
		return true;
	}
	if (!ref_block(r->c, word, false, &b))
		return false;
	r->out->query.block = b.number;
	return true;
}

static bool
read_event(struct reading *r, const struct event_word *word)
{
	struct query *q = &r->out->query;

	r->at++;
	r->out->named = true;
	q->did |= word->did;
	q->happenings |= word->happening;
	if (!word->block)
		return true;
	if (!read_block(r))
		return false;
	if (word->did != QUERY_TOUCH || q->block != SESSION_NO_BLOCK)
		return true;
	console_error(r->c, _("touch what? say touch x, or a condition: "
	    "pool 0.3, arena 0, size 28, site app.py"));
	return false;
}

static bool
read_word(struct reading *r)
{
	const char *word = peek(r), *rest;
	const struct condition *condition = condition_of(word, &rest);
	size_t i;

	if (condition != NULL)
		return read_condition(r, condition, rest);
	for (i = 0; i < EVENT_WORDS; i++)
		if (strcmp(word, event_words[i].word) == 0)
			return read_event(r, &event_words[i]);
	r->at++;
	if (strcmp(word, "if") == 0 || strcmp(word, "and") == 0 ||
	    strcmp(word, "&&") == 0)
		return true;
	if (r->finding && strcmp(word, "back") == 0)
		return r->out->back = true;
	if (r->finding && strcmp(word, "mark") == 0)
		return r->out->marks = true;
	console_error(r->c, _("%s is nothing to ask for: pool-full, "
	    "pool-empty, arena-obtained, arena-free, alloc, realloc, free, "
	    "write, touch REF; if size, class, pool, arena, site, thread == "
	    "VALUE"), word);
	return false;
}

bool
question_read(struct console *c, const struct word *args, size_t nargs,
    bool finding, struct question *out)
{
	struct reading r = { .c = c, .args = args, .nargs = nargs,
	    .finding = finding, .out = out };

	*out = (struct question){ .query = QUERY_ANY };
	while (r.at < r.nargs)
		if (!read_word(&r)) {
			question_free(out);
			return false;
		}
	return true;
}
