/* words.c - a command line cut into statements and words. */
#include "config.h"

#include "command/words.h"

#include <stdlib.h>
#include <string.h>

#include "support/i18n.h"
#include "support/strbuf.h"
#include "support/xalloc.h"

static bool
is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\f' || c == '\v';
}

static bool
ends_statement(char c)
{
	return c == '\0' || c == ';' || c == '#';
}

static size_t
skip_blanks(const char *line, size_t at)
{
	while (is_blank(line[at]))
		at++;
	return at;
}

void
words_free(struct words *w)
{
	size_t i;

	for (i = 0; i < w->count; i++)
		free(w->list[i].text);
	free(w->list);
	free(w->target);
	w->list = NULL;
	w->target = NULL;
	w->count = w->room = 0;
}

const char *
words_text(const struct words *w, size_t i)
{
	return i < w->count ? w->list[i].text : NULL;
}

bool
words_is(const struct words *w, size_t i, const char *text)
{
	return i < w->count && !w->list[i].quoted &&
	    strcmp(w->list[i].text, text) == 0;
}

static void
add_word(struct words *w, struct strbuf *text, size_t start, size_t end,
    bool quoted)
{
	struct word *word;

	w->list = xgrow(w->list, &w->room, w->count + 1, sizeof *w->list);
	word = &w->list[w->count++];
	word->length = text->length;
	word->text = text->text != NULL ? strbuf_steal(text) : xstrdup("");
	word->start = start;
	word->end = end;
	word->quoted = quoted;
}

static int
hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

/* The escape behind a backslash at AT; returns the bytes it takes, or 0. */
static size_t
decode_escape(const char *p, char *byte)
{
	static const char from[] = "ntr0\\\"'", to[] = "\n\t\r\0\\\"'";
	const char *found;

	if (*p == 'x' && hex_digit(p[1]) >= 0 && hex_digit(p[2]) >= 0) {
		*byte = (char)(hex_digit(p[1]) * 16 + hex_digit(p[2]));
		return 3;
	}
	found = *p != '\0' ? strchr(from, *p) : NULL;
	if (found == NULL)
		return 0;
	*byte = to[found - from];
	return 1;
}

/* A quoted word that begins at *AT with its quote. */
static bool
split_quoted(struct words *w, const char *line, size_t *at,
    struct strbuf *error)
{
	struct strbuf text = STRBUF_INIT;
	size_t start = *at, i = start + 1, n;
	char byte;

	while (line[i] != '"' && line[i] != '\0') {
		if (line[i] != '\\') {
			strbuf_putc(&text, line[i++]);
			continue;
		}
		n = decode_escape(line + i + 1, &byte);
		if (n == 0) {
			strbuf_printf(error, _("\\%c in a string stands for "
			    "nothing; write \\n \\t \\r \\0 \\\\ \\\" or "
			    "\\xNN"), line[i + 1] ? line[i + 1] : ' ');
			strbuf_free(&text);
			return false;
		}
		strbuf_putc(&text, byte);
		i += 1 + n;
	}
	if (line[i] == '\0')
		strbuf_printf(error, _("the string %s is not closed: it "
		    "needs another \""), line + start);
	else
		i++;
	add_word(w, &text, start, i, true);
	strbuf_free(&text);
	*at = i;
	return error->length == 0;
}

/* Where the word at START ends that stands in single quotes, as in a shell; 0:
   it is an ordinary one, which may have apostrophes. */
static size_t
verbatim_end(const char *line, size_t start)
{
	const char *close = line[start] == '\'' ?
	    strchr(line + start + 1, '\'') : NULL;

	return close != NULL && (is_blank(close[1]) ||
	    ends_statement(close[1]) || close[1] == '*') ?
	    (size_t)(close + 1 - line) : 0;
}

static void
split_verbatim(struct words *w, const char *line, size_t *at, size_t end)
{
	struct strbuf text = STRBUF_INIT;

	strbuf_add(&text, line + *at + 1, end - *at - 2);
	add_word(w, &text, *at, end, true);
	strbuf_free(&text);
	*at = end;
}

/* The end of the plain word at START; 0 if its brackets do not close. */
static size_t
plain_end(const char *line, size_t start)
{
	size_t i = start;
	bool inside = false;

	while (line[i] != '\0' && (inside || (!is_blank(line[i]) &&
	    !ends_statement(line[i]) && line[i] != '*' && line[i] != '"'))) {
		if (line[i] == '[')
			inside = true;
		else if (line[i] == ']')
			inside = false;
		i++;
	}
	return inside ? 0 : i;
}

static bool
split_plain(struct words *w, const char *line, size_t *at,
    struct strbuf *error)
{
	struct strbuf text = STRBUF_INIT;
	size_t start = *at, end = plain_end(line, start);
	bool closed = end != 0;

	if (!closed) {
		end = start + strlen(line + start);
		strbuf_printf(error, _("the bracket in %s is not closed: it "
		    "needs a ]"), line + start);
	}
	strbuf_add(&text, line + start, end - start);
	add_word(w, &text, start, end, false);
	strbuf_free(&text);
	*at = end;
	return closed;
}

static bool
split_star(struct words *w, size_t *at)
{
	struct strbuf text = STRBUF_INIT;

	strbuf_putc(&text, '*');
	add_word(w, &text, *at, *at + 1, false);
	(*at)++;
	return true;
}

/* The end of the Python statement at START. */
static size_t
python_end(const char *line, size_t start)
{
	size_t i, depth = 0;
	char quote = '\0';

	for (i = start; line[i] != '\0'; i++) {
		if (quote != '\0' && line[i] == '\\' && line[i + 1] != '\0')
			i++;
		else if (quote != '\0')
			quote = line[i] == quote ? '\0' : quote;
		else if (line[i] == '"' || line[i] == '\'')
			quote = line[i];
		else if (strchr("([{", line[i]) != NULL)
			depth++;
		else if (strchr(")]}", line[i]) != NULL)
			depth -= depth > 0;
		else if (depth == 0 && ends_statement(line[i]))
			break;
	}
	return i;
}

static bool
split_python(struct words *w, const char *line, size_t *at)
{
	struct strbuf text = STRBUF_INIT;
	size_t start = *at, end = python_end(line, start);

	*at = end;
	while (end > start && is_blank(line[end - 1]))
		end--;
	strbuf_add(&text, line + start, end - start);
	add_word(w, &text, start, end, true);
	strbuf_free(&text);
	return true;
}

/* Whether W ends with the verb whose statement is Python's. */
static bool
is_python(const struct words *w)
{
	return w->target == NULL && (words_is(w, 0, "py") ?
	    w->count == 1 : w->count == 2 && words_is(w, 0, "try") &&
	    words_is(w, 1, "py"));
}

/* NAME = at *AT: takes it as the target. */
static void
split_target(struct words *w, const char *line, size_t *at)
{
	size_t end = *at, equals;

	while (!is_blank(line[end]) && !ends_statement(line[end]) &&
	    line[end] != '=' && line[end] != '"')
		end++;
	equals = skip_blanks(line, end);
	if (end == *at || line[equals] != '=' || line[equals + 1] == '=')
		return;
	w->target = xstrndup(line + *at, end - *at);
	*at = equals + 1;
}

bool
words_split(struct words *w, const char *line, size_t *at,
    struct strbuf *error)
{
	bool ok = true;
	size_t end;

	words_free(w);
	*at = skip_blanks(line, *at);
	split_target(w, line, at);
	while (ok) {
		*at = skip_blanks(line, *at);
		if (ends_statement(line[*at]))
			break;
		if (is_python(w))
			ok = split_python(w, line, at);
		else if (line[*at] == '"')
			ok = split_quoted(w, line, at, error);
		else if ((end = verbatim_end(line, *at)) != 0)
			split_verbatim(w, line, at, end);
		else if (line[*at] == '*')
			ok = split_star(w, at);
		else
			ok = split_plain(w, line, at, error);
	}
	if (!ok || line[*at] == '#')
		*at += strlen(line + *at);
	else if (line[*at] == ';')
		(*at)++;
	return ok;
}
