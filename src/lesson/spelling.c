/* spelling.c - lint: whether what looks like a command is one. */
#include "config.h"

#include "lesson/lint.h"

#include <stdlib.h>
#include <string.h>

#include "command/rows.h"
#include "command/settings.h"
#include "lesson/expect.h"
#include "support/i18n.h"
#include "support/strbuf.h"
#include "support/xalloc.h"

/* Whether WORD is one of LIST, "a|b|c". */
static bool
is_listed(const char *list, const char *word)
{
	size_t length = strlen(word);

	for (; list != NULL && *list != '\0'; list += strcspn(list, "|"),
	    list += *list == '|')
		if (strcspn(list, "|") == length &&
		    strncmp(list, word, length) == 0)
			return true;
	return false;
}

/* Whether WORD begins a claim, or is what info tells about: these are no
   misspelt verbs. */
static bool
is_term(const char *word)
{
	const char *form;
	size_t i;

	for (i = 0; (form = claim_form_at(i)) != NULL; i++)
		if (strcspn(form, " ") == strlen(word) &&
		    strncmp(form, word, strlen(word)) == 0)
			return true;
	return is_listed(info_topics, word);
}

/* Whether WORD stands for something in a usage: A.P, NAME, ... */
static bool
is_placeholder(const char *word)
{
	return strpbrk(word, "abcdefghijklmnopqrstuvwxyz") == NULL ||
	    strstr(word, "...") != NULL;
}

/* The words that may stand behind ROW's verb; NULL: any. */
static const char *
words_behind(const struct command *row)
{
	if (row == &command_info)
		return info_topics;
	if (row->arguments[0] == ARGUMENT_SETTING)
		return settings_names;
	return NULL;
}

static bool
complain(struct strbuf *why, const char *format, const char *a,
    const char *b)
{
	strbuf_printf(why, format, a, b);
	return false;
}

/* Whether ROW's arguments in W can be its. */
static bool
check_arguments(const struct command *row, const struct words *w,
    struct strbuf *why)
{
	const char *known = words_behind(row), *first = words_text(w, 1);
	struct strbuf usage = STRBUF_INIT;
	size_t n = w->count - 1;
	bool fits = n == 0 || (n >= row->min && n <= row->max);

	if (!fits) {
		command_usage_text(row, &usage);
		complain(why, _("%s is used so: %s"), row->verb,
		    strbuf_text(&usage));
	} else if (n != 0 && known != NULL && !is_placeholder(first) &&
	    !is_listed(known, first)) {
		fits = complain(why, _("behind %s there is no %s"),
		    row->verb, first);
	}
	strbuf_free(&usage);
	return fits;
}

/* Whether WORD could be meant as a verb: near one, and no term. */
static const struct command *
misspelt(const char *word)
{
	if (strlen(word) < 4 || is_term(word) || command_reserves(word))
		return NULL;
	return command_near(word);
}

/* One statement, from FIRST (its verb) on. */
static bool
check_words(const struct words *w, struct strbuf *why)
{
	char *verb = xstrndup(w->list[0].text,
	    strcspn(w->list[0].text, "/"));
	const struct command *row = command_find(verb, false, NULL);
	bool suffix = strchr(w->list[0].text, '/') != NULL, ok = true;

	if (row != NULL && (row->flags & COMMAND_IS_NAME) && !suffix)
		row = NULL;	/* the name x, not the verb */
	else if (row == NULL && (w->count > 1 || w->target != NULL) &&
	    misspelt(verb) != NULL) {
		ok = complain(why, _("%s is no command; is it %s?"), verb,
		    misspelt(verb)->verb);
	}
	if (row != NULL) {
		ok = check_arguments(row, w, why);
		if (ok && w->target != NULL &&
		    !(row->flags & COMMAND_ASSIGNS))
			ok = complain(why, _("%s gives no block for %s"),
			    row->verb, w->target);
	}
	free(verb);
	return ok;
}

/* Whether TEXT is of another language: calls, operators. */
static bool
is_other_code(const char *text)
{
	size_t verb = strcspn(text, " ");
	const char *bracket = strchr(text, '(');

	return bracket != NULL && bracket < text + verb + 1;
}

bool
lint_command(const char *text, struct strbuf *why)
{
	struct words w = WORDS_INIT;
	struct strbuf error = STRBUF_INIT;
	size_t at = 0;
	bool ok = true;

	while (ok && text[at] != '\0' && !is_other_code(text + at)) {
		if (!words_split(&w, text, &at, &error))
			break;
		if (w.count != 0 && !w.list[0].quoted)
			ok = check_words(&w, why);
	}
	strbuf_free(&error);
	words_free(&w);
	return !ok;
}
