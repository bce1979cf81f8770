/* expect.c - claims: their forms, and how they are read. */
#include "config.h"

#include "lesson/expect.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "lesson/claims.h"
#include "support/i18n.h"
#include "support/strbuf.h"
#include "support/xalloc.h"

/*
 * The forms.  Of those that begin alike the ones with fixed words come first;
 * what is wrong with a claim is said by the form that it fits longest, and of
 * several the last.
 */
static const struct claim_form forms[] = {
	{ "pool A.P state STATE", claim_pool_state },
	{ "pool A.P freeblock LIST", claim_list },
	{ "pool A.P POOL-FIELD N", claim_pool_field },
	{ "arenas N", claim_arenas },
	{ "arena A freepools LIST", claim_list },
	{ "arena A ARENA-FIELD N", claim_arena_field },
	{ "usedpools SZIDX LIST", claim_list },
	{ "usable_arenas LIST", claim_list },
	{ "unused_arena_objects list LIST", claim_list },
	{ "unused_arena_objects N", claim_unused },
	{ "block REF PLACE", claim_block },
	{ "class REF CLASS", claim_class },
	{ "same REF REF", claim_same },
	{ "system blocks N", claim_system },
	{ "stats STATS-FIELD N", claim_stats },
	{ "event N", claim_event },
	{ "explain QUOTED", claim_explain },
	{ "output QUOTED", claim_output },
	{ "error QUOTED", claim_error },
};

#define FORMS (sizeof forms / sizeof forms[0])
#define FORM_WORDS 4	/* the most that a form has */

const char *
claim_form_at(size_t i)
{
	return i < FORMS ? forms[i].form : NULL;
}

bool
claim_wants_error(const struct claim *c)
{
	return c->form->holds == claim_error;
}

/* ---- the values that stand in a claim ---- */

/* A claim being read. */
struct reading {
	const struct tokens *t;
	size_t at;		/* the token that comes next */
	struct claim *claim;
	struct strbuf *why;
};

static bool
complain(struct reading *r, const char *what)
{
	strbuf_clear(r->why);
	strbuf_printf(r->why, _("%s is not %s"),
	    tokens_text(r->t, r->at), what);
	return false;
}

static bool
read_pool(struct reading *r)
{
	return token_pool(r->t->list[r->at].text, &r->claim->pool) ||
	    complain(r, _("a pool like 0.3"));
}

static bool
read_index(struct reading *r, uint32_t *out, const char *what)
{
	uint64_t value;

	if (!token_number(r->t->list[r->at].text, PYM_NONE - 1, &value))
		return complain(r, what);
	*out = (uint32_t)value;
	return true;
}

static bool
read_arena(struct reading *r)
{
	return read_index(r, &r->claim->arena, _("an arena's number"));
}

static bool
read_szidx(struct reading *r)
{
	return read_index(r, &r->claim->szidx, _("a size class's number"));
}

static bool
read_number(struct reading *r)
{
	return token_number(r->t->list[r->at].text, UINT64_MAX,
	    &r->claim->number) || complain(r, _("a number"));
}

static bool
read_state(struct reading *r)
{
	return claim_state_named(r->t->list[r->at].text, &r->claim->state) ||
	    complain(r, _("used, full, empty or uncarved"));
}

static bool
read_system(struct reading *r)
{
	r->claim->system = strcmp(r->t->list[r->at].text, "system") == 0;
	return r->claim->system;
}

static bool
read_place(struct reading *r)
{
	return read_system(r) || token_place(r->t->list[r->at].text,
	    &r->claim->pool, &r->claim->block) ||
	    complain(r, _("a block's place like 0.3.5, or system"));
}

static bool
read_class(struct reading *r)
{
	return read_system(r) || read_szidx(r);
}

static bool
keep_words(struct reading *r)
{
	struct claim *c = r->claim;

	if (c->nrefs == CLAIM_REFS)
		return false;
	c->refs[c->nrefs++] = xstrdup(r->t->list[r->at].text);
	return true;
}

static bool
read_ref(struct reading *r)
{
	if (r->t->list[r->at].quoted)
		return complain(r, _("a name or another reference"));
	return keep_words(r);
}

static bool
read_quoted(struct reading *r)
{
	if (!r->t->list[r->at].quoted || r->t->list[r->at].text[0] == '\0')
		return complain(r, _("words in quotes"));
	return keep_words(r);
}

static bool
read_field(struct reading *r, const struct claim_field *fields)
{
	struct strbuf names = STRBUF_INIT;
	const struct claim_field *f;

	for (f = fields; f->name != NULL; f++) {
		if (strcmp(f->name, r->t->list[r->at].text) == 0) {
			r->claim->field = f;
			strbuf_free(&names);
			return true;
		}
		strbuf_printf(&names, "%s%s", f == fields ? "" : ", ",
		    f->name);
	}
	strbuf_clear(r->why);
	strbuf_printf(r->why, _("%s is no field here: there are %s"),
	    r->t->list[r->at].text, strbuf_text(&names));
	strbuf_free(&names);
	return false;
}

static bool
read_pool_field(struct reading *r)
{
	return read_field(r, claim_pool_fields);
}

static bool
read_arena_field(struct reading *r)
{
	return read_field(r, claim_arena_fields);
}

static bool
read_stats_field(struct reading *r)
{
	return read_field(r, claim_stats_fields);
}

/* The entries are all the words that are left; which list they are of was
   said by the words before.  (One list has a number as another claim, and says
   "list" before its entries.) */
static bool
read_list(struct reading *r)
{
	struct claim *c = r->claim;
	size_t end;

	strbuf_clear(r->why);
	entries_free(&c->entries);
	if (!heap_list_parse(r->t, 0, &end, &c->list, r->why))
		return false;
	if (c->list.kind == HEAP_LIST_UNUSED)
		end++;
	if (!entries_parse(r->t, end, &c->list, &c->entries, r->why))
		return false;
	r->at = r->t->count - 1;
	return true;
}

static const struct value {
	const char *word;
	bool (*read)(struct reading *r);
} values[] = {
	{ "A.P", read_pool },
	{ "A", read_arena },
	{ "SZIDX", read_szidx },
	{ "N", read_number },
	{ "STATE", read_state },
	{ "PLACE", read_place },
	{ "CLASS", read_class },
	{ "REF", read_ref },
	{ "QUOTED", read_quoted },
	{ "POOL-FIELD", read_pool_field },
	{ "ARENA-FIELD", read_arena_field },
	{ "STATS-FIELD", read_stats_field },
	{ "LIST", read_list },
};

static const struct value *
find_value(const char *word)
{
	size_t i;

	for (i = 0; i < sizeof values / sizeof values[0]; i++)
		if (strcmp(values[i].word, word) == 0)
			return &values[i];
	return NULL;
}

/* ---- reading a claim ---- */

/* One word of a form against the token R is at. */
static bool
read_word(struct reading *r, const char *word)
{
	const struct value *value;
	const struct token *token;

	if (r->at >= r->t->count) {
		strbuf_clear(r->why);
		strbuf_printf(r->why, _("%s is missing"), word);
		return false;
	}
	if (isupper((unsigned char)word[0])) {
		value = find_value(word);
		return value != NULL && value->read(r);
	}
	token = &r->t->list[r->at];
	return !token->quoted && strcmp(token->text, word) == 0;
}

static void
forget_values(struct claim *c)
{
	while (c->nrefs != 0)
		free(c->refs[--c->nrefs]);
	entries_free(&c->entries);
}

/* Reads the tokens as FORM has them; *FIT is how many did. */
static bool
read_form(struct reading *r, const struct claim_form *form, size_t *fit)
{
	struct tokens words = TOKENS_INIT;
	bool ok = true;
	size_t i;

	forget_values(r->claim);
	tokens_cut(&words, form->form, r->why);
	for (i = 0, r->at = 0; ok && i < words.count; i++) {
		*fit = r->at;
		ok = read_word(r, words.list[i].text);
		r->at += ok;
	}
	if (ok && r->at < r->t->count) {
		*fit = r->at;
		strbuf_clear(r->why);
		strbuf_printf(r->why, _("%s is too much here"),
		    r->t->list[r->at].text);
		ok = false;
	}
	tokens_free(&words);
	return ok;
}

/* What no form fits, and why the best did not. */
static void
say_unfit(const char *text, const struct claim_form *best, const char *reason,
    struct strbuf *why)
{
	struct strbuf first = STRBUF_INIT;
	size_t i, length = strcspn(text, " \t");

	strbuf_clear(why);
	if (best != NULL) {
		strbuf_printf(why, "%s: %s (%s)", text, reason, best->form);
		return;
	}
	for (i = 0; i < FORMS; i++) {
		size_t word = strcspn(forms[i].form, " ");

		if (i != 0 && strncmp(forms[i].form, forms[i - 1].form,
		    word + 1) == 0)
			continue;
		strbuf_printf(&first, "%s%.*s", i == 0 ? "" : ", ",
		    (int)word, forms[i].form);
	}
	strbuf_printf(why, _("%.*s is no claim: claims begin with %s"),
	    (int)length, text, strbuf_text(&first));
	strbuf_free(&first);
}

/* Reads the tokens as the first form that fits them. */
static bool
read_any(struct reading *r)
{
	const struct claim_form *best = NULL;
	struct strbuf reason = STRBUF_INIT;
	size_t i, fit, most = 1;
	bool ok = false;

	for (i = 0; !ok && i < FORMS; i++) {
		strbuf_clear(r->why);
		ok = read_form(r, &forms[i], &fit);
		if (ok) {
			r->claim->form = &forms[i];
		} else if (fit >= most) {
			most = fit;
			best = &forms[i];
			strbuf_clear(&reason);
			strbuf_puts(&reason, strbuf_text(r->why));
		}
	}
	if (!ok)
		say_unfit(r->claim->text, best, strbuf_text(&reason),
		    r->why);
	strbuf_free(&reason);
	return ok;
}

bool
claim_parse(const char *text, uint32_t line, struct claim *out,
    struct strbuf *why)
{
	struct tokens t = TOKENS_INIT;
	struct reading r = { .t = &t, .claim = out, .why = why };
	bool ok;

	*out = (struct claim){ .line = line, .text = xstrdup(text) };
	ok = tokens_cut(&t, text, why) && read_any(&r);
	tokens_free(&t);
	return ok;
}

void
claim_free(struct claim *c)
{
	forget_values(c);
	free(c->text);
	c->text = NULL;
}
