/* tokens.c - a line of an expect or predict block, cut into words. */
#include "config.h"

#include "lesson/tokens.h"

#include <stdlib.h>
#include <string.h>

#include "command/args.h"
#include "core/pymalloc.h"
#include "support/i18n.h"
#include "support/strbuf.h"
#include "support/xalloc.h"

static void
add(struct tokens *t, struct strbuf *text, bool quoted)
{
	t->list = xgrow(t->list, &t->room, t->count + 1, sizeof *t->list);
	t->list[t->count++] = (struct token){
		.text = strbuf_steal(text), .quoted = quoted };
}

/* What stands in quotes from P on; returns where the next word may begin, or
   NULL if they do not close.  \" and \\ stand for themselves. */
static const char *
cut_quoted(const char *p, struct strbuf *text)
{
	for (p++; *p != '\0' && *p != '"'; p++) {
		if (*p == '\\' && (p[1] == '"' || p[1] == '\\'))
			p++;
		strbuf_putc(text, *p);
	}
	return *p == '"' ? p + 1 : NULL;
}

/* A word from P on; blanks in brackets belong to it. */
static const char *
cut_word(const char *p, struct strbuf *text)
{
	bool inside = false;

	for (; *p != '\0' && (inside || strchr(" \t", *p) == NULL); p++) {
		if (*p == '[')
			inside = true;
		else if (*p == ']')
			inside = false;
		strbuf_putc(text, *p);
	}
	return inside ? NULL : p;
}

bool
tokens_cut(struct tokens *t, const char *line, struct strbuf *why)
{
	struct strbuf text = STRBUF_INIT;
	const char *p = line;
	bool quoted;

	while (*(p += strspn(p, " \t")) != '\0') {
		quoted = *p == '"';
		p = quoted ? cut_quoted(p, &text) : cut_word(p, &text);
		if (p == NULL) {
			strbuf_puts(why, quoted ?
			    _("the quotes are not closed") :
			    _("the bracket is not closed"));
			strbuf_free(&text);
			return false;
		}
		add(t, &text, quoted);
	}
	return true;
}

void
tokens_free(struct tokens *t)
{
	size_t i;

	for (i = 0; i < t->count; i++)
		free(t->list[i].text);
	free(t->list);
	*t = (struct tokens)TOKENS_INIT;
}

const char *
tokens_text(const struct tokens *t, size_t i)
{
	return i < t->count ? t->list[i].text : NULL;
}

/* The number that *TEXT begins with; moves *TEXT behind it. */
static bool
take_number(const char **text, uint64_t max, uint64_t *out)
{
	const char *end;

	if (number_parse(*text, &end, out) != NUMBER_OK || *out > max)
		return false;
	*text = end;
	return true;
}

static bool
take_index(const char **text, uint32_t *out)
{
	uint64_t value;

	if (!take_number(text, PYM_NONE - 1, &value))
		return false;
	*out = (uint32_t)value;
	return true;
}

static bool
take_dot(const char **text)
{
	return *(*text)++ == '.';
}

bool
token_number(const char *text, uint64_t max, uint64_t *out)
{
	return text != NULL && take_number(&text, max, out) && *text == '\0';
}

bool
token_pool(const char *text, struct pym_pool_ref *out)
{
	return text != NULL && take_index(&text, &out->arena) &&
	    take_dot(&text) && take_index(&text, &out->pool) && *text == '\0';
}

bool
token_place(const char *text, struct pym_pool_ref *pool, uint32_t *block)
{
	return text != NULL && take_index(&text, &pool->arena) &&
	    take_dot(&text) && take_index(&text, &pool->pool) &&
	    take_dot(&text) && take_index(&text, block) && *text == '\0';
}
