/* syntax.c - the small subset of Python that `py` understands, as a tree. */
#include "config.h"

#include "objects/syntax.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "objects/literal.h"
#include "support/i18n.h"
#include "support/xalloc.h"

#define MAX_DEPTH	100	/* of brackets in brackets */

struct parser {
	const char *at;
	struct strbuf *error;
	unsigned depth;
};

static struct node *parse_expression(struct parser *p);

/* ---- the tree ------------------------------------------------------------ */

static struct node *
node_new(enum node_kind kind)
{
	struct node *n = xcalloc(1, sizeof *n);

	n->kind = kind;
	return n;
}

static void
node_add(struct node *n, struct node *child)
{
	n->children = xgrow(n->children, &n->room, n->count + 1,
	    sizeof *n->children);
	n->children[n->count++] = child;
}

void
syntax_free(struct node *n)
{
	size_t i;

	if (n == NULL)
		return;
	for (i = 0; i < n->count; i++)
		syntax_free(n->children[i]);
	free(n->children);
	free(n->text);
	free(n);
}

/* Frees N; the first error stays. */
static struct node *
fail(struct parser *p, struct node *n, const char *text)
{
	if (p->error->length == 0)
		strbuf_puts(p->error, text);
	syntax_free(n);
	return NULL;
}

/* What cannot be read here, with all that can. */
static struct node *
fail_unknown(struct parser *p, struct node *n)
{
	struct strbuf text = STRBUF_INIT;

	if (*p->at == '\0')
		strbuf_puts(&text, _("the statement ends too early"));
	else
		strbuf_printf(&text, _("py does not understand %.20s"),
		    p->at);
	strbuf_puts(&text, _("; it knows int, float, str, bytes, tuple, list, "
	    "dict and set displays, names, x[i], x.a, del, = and calls of "
	    "methods (help py)"));
	n = fail(p, n, strbuf_text(&text));
	strbuf_free(&text);
	return n;
}

/* ---- words --------------------------------------------------------------- */

static void
skip(struct parser *p)
{
	while (*p->at == ' ' || *p->at == '\t' || *p->at == '\r')
		p->at++;
}

static bool
accept(struct parser *p, char c)
{
	skip(p);
	if (*p->at != c)
		return false;
	p->at++;
	return true;
}

/* The length of the name at P, or 0. */
static size_t
name_length(const struct parser *p)
{
	size_t n = 0;

	if (!literal_is_letter(p->at[0]))
		return 0;
	while (literal_is_letter(p->at[n]) ||
	    (p->at[n] >= '0' && p->at[n] <= '9'))
		n++;
	return n;
}

/* Takes the word TEXT, whole. */
static bool
accept_word(struct parser *p, const char *text)
{
	size_t n;

	skip(p);
	n = name_length(p);
	if (n != strlen(text) || strncmp(p->at, text, n) != 0)
		return false;
	p->at += n;
	return true;
}

static struct node *
take_name(struct parser *p, enum node_kind kind)
{
	struct node *n;
	size_t length;

	skip(p);
	length = name_length(p);
	if (length == 0)
		return fail_unknown(p, NULL);
	n = node_new(kind);
	n->text = xstrndup(p->at, length);
	n->length = length;
	p->at += length;
	return n;
}

/* ---- literals ------------------------------------------------------------ */

static struct node *
parse_number(struct parser *p, bool minus)
{
	struct literal l;
	struct node *n;

	if (!literal_number(&p->at, minus, &l, p->error))
		return NULL;
	n = node_new(l.real ? NODE_FLOAT : NODE_INT);
	n->text = l.text;
	n->length = l.length;
	n->real = l.value;
	return n;
}

/* "ab" * 40 */
static bool
repeat(struct parser *p, struct node *n)
{
	const char *start = p->at;
	struct strbuf text = STRBUF_INIT;
	unsigned long times;
	char *end;

	if (!accept(p, '*')) {
		p->at = start;
		return true;
	}
	skip(p);
	errno = 0;
	times = strtoul(p->at, &end, 10);
	if (end == p->at || errno != 0 || *p->at == '-' ||
	    times * n->length > LITERAL_MAX || times > LITERAL_MAX) {
		fail(p, NULL, _("behind * stands how often the string is "
		    "repeated, up to a million bytes in all"));
		return false;
	}
	p->at = end;
	while (times-- != 0)
		strbuf_add(&text, n->text, n->length);
	free(n->text);
	n->length = text.length;
	n->text = text.text != NULL ? strbuf_steal(&text) : xstrdup("");
	return true;
}

static struct node *
parse_string(struct parser *p)
{
	static const enum node_kind kinds[] = {
		[LITERAL_NATIVE] = NODE_NATIVE,
		[LITERAL_STR] = NODE_STR,
		[LITERAL_BYTES] = NODE_BYTES,
	};
	struct literal l;
	struct node *n;

	if (!literal_string(&p->at, &l, p->error))
		return NULL;
	n = node_new(kinds[l.kind]);
	n->text = l.text;
	n->length = l.length;
	return repeat(p, n) ? n : fail(p, n, "");
}

/* ---- displays ------------------------------------------------------------ */

/* Expressions up to END, each added to N; a comma may stand before it.
   *COMMAS tells whether there were any. */
static struct node *
parse_items(struct parser *p, struct node *n, char end, bool *commas)
{
	struct node *item;

	*commas = false;
	while (!accept(p, end)) {
		item = parse_expression(p);
		if (item == NULL)
			return fail(p, n, "");
		node_add(n, item);
		if (accept(p, ','))
			*commas = true;
		else if (!accept(p, end))
			return fail_unknown(p, n);
		else
			break;
	}
	return n;
}

static struct node *
parse_tuple(struct parser *p)
{
	struct node *n = node_new(NODE_TUPLE), *only;
	bool commas;

	n = parse_items(p, n, ')', &commas);
	if (n == NULL || n->count != 1 || commas)
		return n;
	only = n->children[0];
	n->count = 0;
	syntax_free(n);
	return only;
}

/* The value of a pair, and all pairs behind it. */
static struct node *
parse_pairs(struct parser *p, struct node *n)
{
	struct node *item;

	for (;;) {
		item = parse_expression(p);
		if (item == NULL)
			return fail(p, n, "");
		node_add(n, item);
		if (accept(p, '}') || (accept(p, ',') && accept(p, '}')))
			return n;
		item = parse_expression(p);
		if (item == NULL)
			return fail(p, n, "");
		node_add(n, item);
		if (!accept(p, ':'))
			return fail_unknown(p, n);
	}
}

static struct node *
parse_braces(struct parser *p)
{
	struct node *n = node_new(NODE_DICT), *item;
	bool commas;

	if (accept(p, '}'))
		return n;
	item = parse_expression(p);
	if (item == NULL)
		return fail(p, n, "");
	node_add(n, item);
	if (accept(p, ':'))
		return parse_pairs(p, n);
	n->kind = NODE_SET;
	if (accept(p, '}'))
		return n;
	if (!accept(p, ','))
		return fail_unknown(p, n);
	return parse_items(p, n, '}', &commas);
}

/* ---- expressions --------------------------------------------------------- */

static struct node *
parse_name(struct parser *p)
{
	static const struct {
		const char *word;
		enum node_kind kind;
	} constants[] = {
		{ "None", NODE_NONE }, { "True", NODE_TRUE },
		{ "False", NODE_FALSE },
	};
	size_t i;

	for (i = 0; i < sizeof constants / sizeof constants[0]; i++)
		if (accept_word(p, constants[i].word))
			return node_new(constants[i].kind);
	return take_name(p, NODE_NAME);
}

static struct node *
parse_atom(struct parser *p)
{
	struct node *n;
	bool commas;

	skip(p);
	if (literal_begins_string(p->at))
		return parse_string(p);
	if (literal_begins_number(p->at))
		return parse_number(p, false);
	if (p->at[0] == '-' && literal_begins_number(p->at + 1)) {
		p->at++;
		return parse_number(p, true);
	}
	if (accept(p, '('))
		return parse_tuple(p);
	if (accept(p, '[')) {
		n = node_new(NODE_LIST);
		return parse_items(p, n, ']', &commas);
	}
	if (accept(p, '{'))
		return parse_braces(p);
	return parse_name(p);
}

/* What follows an atom: [i], .a, (...); N becomes the first child. */
static struct node *
parse_trailer(struct parser *p, struct node *n, enum node_kind kind)
{
	struct node *outer, *inner;
	bool commas;

	if (kind == NODE_ATTRIBUTE) {
		outer = take_name(p, kind);
		if (outer == NULL)
			return fail(p, n, "");
		node_add(outer, n);
		return outer;
	}
	outer = node_new(kind);
	node_add(outer, n);
	if (kind == NODE_CALL)
		return parse_items(p, outer, ')', &commas);
	inner = parse_expression(p);
	if (inner == NULL)
		return fail(p, outer, "");
	node_add(outer, inner);
	return accept(p, ']') ? outer : fail_unknown(p, outer);
}

static struct node *
parse_expression(struct parser *p)
{
	struct node *n;

	if (p->depth == MAX_DEPTH)
		return fail(p, NULL, _("brackets are nested too deep"));
	p->depth++;
	n = parse_atom(p);
	while (n != NULL) {
		if (accept(p, '['))
			n = parse_trailer(p, n, NODE_INDEX);
		else if (accept(p, '.'))
			n = parse_trailer(p, n, NODE_ATTRIBUTE);
		else if (accept(p, '('))
			n = parse_trailer(p, n, NODE_CALL);
		else
			break;
	}
	p->depth--;
	return n;
}

/* ---- statements ---------------------------------------------------------- */

static bool
is_target(const struct node *n)
{
	return n->kind == NODE_NAME || n->kind == NODE_INDEX ||
	    n->kind == NODE_ATTRIBUTE;
}

static struct node *
parse_delete(struct parser *p)
{
	struct node *n = node_new(NODE_DELETE), *target;

	target = parse_expression(p);
	if (target == NULL)
		return fail(p, n, "");
	node_add(n, target);
	if (!is_target(target))
		return fail(p, n, _("del takes a name, x[i] or x.a"));
	return n;
}

static struct node *
parse_class(struct parser *p)
{
	struct node *n = take_name(p, NODE_CLASS);

	if (n == NULL)
		return NULL;
	if (accept(p, '(') && !(accept_word(p, "object") && accept(p, ')')))
		return fail_unknown(p, n);
	if (!accept(p, ':') || !accept_word(p, "pass"))
		return fail(p, n, _("py knows plain classes only: class C: "
		    "pass"));
	return n;
}

/* An expression, or the two sides of an assignment. */
static struct node *
parse_simple(struct parser *p)
{
	struct node *left = parse_expression(p), *right, *n;

	if (left == NULL)
		return NULL;
	n = node_new(NODE_EXPRESSION);
	node_add(n, left);
	skip(p);
	if (p->at[0] != '=' || p->at[1] == '=')
		return n;
	p->at++;
	if (!is_target(left))
		return fail(p, n, _("before = stands a name, x[i] or x.a"));
	right = parse_expression(p);
	if (right == NULL)
		return fail(p, n, "");
	n->kind = NODE_ASSIGN;
	node_add(n, right);
	return n;
}

struct node *
syntax_parse(const char *text, struct strbuf *error)
{
	struct parser p = { .at = text, .error = error };
	struct node *n;

	if (accept_word(&p, "del"))
		n = parse_delete(&p);
	else if (accept_word(&p, "class"))
		n = parse_class(&p);
	else
		n = parse_simple(&p);
	skip(&p);
	if (n != NULL && *p.at != '\0')
		return fail_unknown(&p, n);
	return n;
}
