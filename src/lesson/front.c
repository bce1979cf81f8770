/* front.c - the front matter of a lesson. */
#include "config.h"

#include "lesson/reader.h"

#include <ctype.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "core/pymalloc.h"
#include "lesson/tokens.h"
#include "support/i18n.h"
#include "support/xalloc.h"

#define MAX_MINUTES 180

const char *const lesson_panes[] = {
	"arenas", "usedpools", "usable_arenas", "pool", "block", "memory",
	"event", "time", "stats", NULL
};

const char *const lesson_paths[] = { "class50", "evening", NULL };
const char *const lesson_languages[] = { "zh_CN", NULL };

/* A key: how its value is read.  TEXT is not empty unless MAY_BE_EMPTY. */
struct key {
	const char *name;
	size_t offset;			/* of its member of struct lesson */
	bool (*read)(struct reader *r, const struct key *key,
	    const char *text, unsigned line);
	bool may_be_empty;
	const char *const *known;	/* of a list: the words, or NULL */
};

static void *
member(const struct reader *r, const struct key *key)
{
	return (char *)r->lesson + key->offset;
}

static bool
read_text(struct reader *r, const struct key *key, const char *text,
    unsigned line)
{
	char **out = member(r, key);

	(void)line;
	*out = xstrdup(text);
	return true;
}

static bool
read_profile(struct reader *r, const struct key *key, const char *text,
    unsigned line)
{
	struct pym_profile profile;
	char error[256];

	if (pym_profile_parse(text, &profile, error, sizeof error) == PYM_OK)
		return read_text(r, key, text, line);
	fault_say(&r->faults, line, "%s", error);
	return false;
}

static bool
read_minutes(struct reader *r, const struct key *key, const char *text,
    unsigned line)
{
	unsigned *out = member(r, key);
	uint64_t minutes;

	if (!token_number(text, MAX_MINUTES, &minutes) || minutes == 0) {
		fault_say(&r->faults, line, _("minutes: %s is no number from "
		    "1 to %d"), text, MAX_MINUTES);
		return false;
	}
	*out = (unsigned)minutes;
	return true;
}

static bool
is_slug(const char *word)
{
	for (; *word != '\0'; word++)
		if (!islower((unsigned char)*word) &&
		    !isdigit((unsigned char)*word) &&
		    strchr("-_", *word) == NULL)
			return false;
	return true;
}

static bool
is_known(const char *const *known, const char *word)
{
	for (; known != NULL && *known != NULL; known++)
		if (strcmp(*known, word) == 0)
			return true;
	return known == NULL;
}

/* Whether WORD may stand in the list of KEY. */
static bool
check_word(struct reader *r, const struct key *key, const char *word,
    unsigned line)
{
	struct strbuf all = STRBUF_INIT;
	const char *const *known;

	if (*word == '\0' || !is_slug(word)) {
		fault_say(&r->faults, line, _("%s: \"%s\" is no word of "
		    "a-z, 0-9, - and _; commas part the words"), key->name,
		    word);
		return false;
	}
	if (is_known(key->known, word))
		return true;
	for (known = key->known; *known != NULL; known++)
		strbuf_printf(&all, "%s%s", known == key->known ? "" : ", ",
		    *known);
	fault_say(&r->faults, line, _("%s: there is no %s; there are %s"),
	    key->name, word, strbuf_text(&all));
	strbuf_free(&all);
	return false;
}

/* The words of "a, b, c". */
static bool
read_words(struct reader *r, const struct key *key, const char *text,
    unsigned line)
{
	struct lesson_words *out = member(r, key);
	size_t length, end;
	char *word;

	while (*text != '\0') {
		text += strspn(text, " \t");
		length = strcspn(text, ",");
		for (end = length; end > 0 &&
		    strchr(" \t", text[end - 1]) != NULL; end--)
			;
		word = xstrndup(text, end);
		out->list = xreallocarray(out->list, out->count + 1,
		    sizeof *out->list);
		out->list[out->count++] = word;
		if (!check_word(r, key, word, line))
			return false;
		text += length + (text[length] == ',');
	}
	return true;
}

#define MEMBER(name) offsetof(struct lesson, name)

static const struct key keys[] = {
	{ "title", MEMBER(title), read_text, false, NULL },
	{ "summary", MEMBER(summary), read_text, false, NULL },
	{ "profile", MEMBER(profile), read_profile, false, NULL },
	{ "minutes", MEMBER(minutes), read_minutes, false, NULL },
	{ "concepts", MEMBER(concepts), read_words, false, NULL },
	{ "paths", MEMBER(paths), read_words, true, lesson_paths },
	{ "panes", MEMBER(panes), read_words, false, lesson_panes },
};

#define KEYS (sizeof keys / sizeof keys[0])

/* "key: value" cut in two; the value may stand in double quotes. */
static bool
cut_line(const char *line, size_t length, char **name, char **value)
{
	const char *colon = memchr(line, ':', length), *end = line + length;

	if (colon == NULL)
		return false;
	*name = xstrndup(line, (size_t)(colon - line));
	for (line = colon + 1; line < end && strchr(" \t", *line); line++)
		;
	while (end > line && strchr(" \t", end[-1]) != NULL)
		end--;
	if (end - line >= 2 && *line == '"' && end[-1] == '"') {
		line++;
		end--;
	}
	*value = xstrndup(line, (size_t)(end - line));
	return true;
}

/* One line; SEEN has the keys that there were. */
static void
read_key(struct reader *r, const char *name, const char *value,
    unsigned line, bool *seen)
{
	size_t i;

	for (i = 0; i < KEYS && strcmp(keys[i].name, name) != 0; i++)
		;
	if (i == KEYS) {
		fault_say(&r->faults, line, _("%s is no key of a lesson: "
		    "title, summary, profile, minutes, concepts, paths and "
		    "panes are"), name);
	} else if (seen[i]) {
		fault_say(&r->faults, line, _("a second %s"), name);
	} else if (*value == '\0' && !keys[i].may_be_empty) {
		seen[i] = true;
		fault_say(&r->faults, line, _("%s has no value"), name);
	} else {
		seen[i] = true;
		keys[i].read(r, &keys[i], value, line);
	}
}

static void
check_keys(struct reader *r, const bool *seen)
{
	size_t i;

	for (i = 0; i < KEYS; i++)
		if (!seen[i])
			fault_say(&r->faults, 1, _("the front matter has no "
			    "%s"), keys[i].name);
}

static bool
is_rule(const char *line, size_t length)
{
	return length == 3 && memcmp(line, "---", 3) == 0;
}

bool
front_read(struct reader *r, size_t *body)
{
	bool seen[KEYS] = { false };
	char *name, *value;
	const char *line;
	unsigned n = 1;
	size_t length;

	line = reader_line_at(r, n, &length);
	if (line == NULL || !is_rule(line, length)) {
		fault_say(&r->faults, 1, _("this is no lesson: a lesson "
		    "begins with its front matter, between two lines ---"));
		return false;
	}
	while ((line = reader_line_at(r, ++n, &length)) != NULL &&
	    !is_rule(line, length)) {
		if (cut_line(line, length, &name, &value)) {
			read_key(r, name, value, n, seen);
			free(name);
			free(value);
		} else if (length != 0) {
			fault_say(&r->faults, n, _("no line \"key: value\""));
		}
	}
	if (line == NULL) {
		fault_say(&r->faults, 1, _("the front matter has no end: a "
		    "line --- is missing"));
		return false;
	}
	check_keys(r, seen);
	*body = (size_t)(line - r->text.text) + length;
	return true;
}
