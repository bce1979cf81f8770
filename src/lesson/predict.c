/* predict.c - questions: reading, answering and judging them. */
#include "config.h"

#include "lesson/predict.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "command/command.h"
#include "lesson/answers.h"
#include "lesson/fault.h"
#include "lesson/flow.h"
#include "lesson/lesson.h"
#include "lesson/scratch.h"
#include "support/i18n.h"
#include "support/strbuf.h"
#include "support/xalloc.h"

#define BLANKS " \t"

/* ---- reading ---- */

/* A copy of LENGTH bytes of TEXT without the blanks around them. */
static char *
trimmed(const char *text, size_t length)
{
	while (length != 0 && strchr(BLANKS, text[length - 1]) != NULL)
		length--;
	while (length != 0 && strchr(BLANKS, *text) != NULL) {
		text++;
		length--;
	}
	return xstrndup(text, length);
}

static bool
read_argument(struct predict *p, const struct tokens *t, struct strbuf *why)
{
	size_t end = 1;

	switch (p->kind->argument) {
	case PREDICT_LIST:
		if (!heap_list_parse(t, 1, &end, &p->list, why))
			return false;
		break;
	case PREDICT_POOL:
	case PREDICT_POOL_OR_NOTHING:
		p->has_pool = token_pool(tokens_text(t, 1), &p->pool);
		end = p->has_pool ? 2 : 1;
		if (!p->has_pool && p->kind->argument == PREDICT_POOL) {
			strbuf_printf(why, _("%s needs a pool, like %s 0.3"),
			    p->kind->name, p->kind->name);
			return false;
		}
		break;
	case PREDICT_NOTHING:
		break;
	}
	if (end != t->count)
		strbuf_printf(why, _("%s is too much here"),
		    tokens_text(t, end));
	return end == t->count;
}

static bool
read_kind(struct predict *p, const char *text, struct strbuf *why)
{
	struct tokens t = TOKENS_INIT;
	bool ok = false;

	if (p->kind != NULL) {
		strbuf_puts(why, _("a second kind: a question has one"));
		return false;
	}
	if (tokens_cut(&t, text, why) && t.count != 0) {
		p->kind = predict_kind_named(t.list[0].text);
		if (p->kind != NULL)
			ok = read_argument(p, &t, why);
		else
			strbuf_printf(why, _("%s is no kind of question: "
			    "block, class, pool, pool-state, list, "
			    "arena-obtained, arena-given-back, count and "
			    "choice are"), t.list[0].text);
	} else if (why->length == 0) {
		strbuf_puts(why, _("which kind of question is it?"));
	}
	tokens_free(&t);
	return ok;
}

static bool
read_ask(struct predict *p, const char *text, struct strbuf *why)
{
	if (p->ask != NULL)
		strbuf_puts(why, _("a second ask: a question has one"));
	else if (text[strspn(text, BLANKS)] == '\0')
		strbuf_puts(why, _("what is asked?"));
	else {
		p->ask = trimmed(text, strlen(text));
		return true;
	}
	return false;
}

/* Where the choice of "[*]a) ..." begins, or NULL if TEXT is none. */
static const char *
choice_at(const char *text, bool *marked)
{
	*marked = *text == '*';
	if (*marked)
		text += 1 + strspn(text + 1, BLANKS);
	return islower((unsigned char)text[0]) && text[1] == ')' ? text :
	    NULL;
}

static bool
add_choice(struct predict *p, const char *text, bool marked, uint32_t line,
    struct strbuf *why)
{
	const char *rest = text + 2, *parting = strstr(rest, "::");
	size_t length = parting != NULL ? (size_t)(parting - rest) :
	    strlen(rest);
	struct choice *c;

	if (text[0] != (char)('a' + p->nchoices)) {
		strbuf_printf(why, _("choice %c) where %c) comes next"),
		    text[0], (char)('a' + p->nchoices));
		return false;
	}
	p->choices = xreallocarray(p->choices, p->nchoices + 1,
	    sizeof *p->choices);
	c = &p->choices[p->nchoices++];
	*c = (struct choice){ .letter = text[0], .marked = marked,
	    .line = line, .answer = trimmed(rest, length) };
	if (parting != NULL)
		c->reply = trimmed(parting + 2, strlen(parting + 2));
	if (*c->answer == '\0')
		strbuf_printf(why, _("choice %c) says nothing"), text[0]);
	return *c->answer != '\0';
}

/* One line, with those that go on with it. */
static bool
read_line(struct predict *p, const char *text, uint32_t line,
    struct strbuf *why)
{
	bool marked;
	const char *choice = choice_at(text, &marked);

	if (choice != NULL)
		return add_choice(p, choice, marked, line, why);
	if (strncmp(text, "kind:", 5) == 0)
		return read_kind(p, text + 5, why);
	if (strncmp(text, "ask:", 4) == 0)
		return read_ask(p, text + 4, why);
	strbuf_puts(why, _("a question has lines kind:, ask: and choices "
	    "like a) #3 :: a reply"));
	return false;
}

/* What is missing, or too much, as a whole; NULL if nothing. */
static const char *
misfit(const struct predict *p)
{
	size_t i, marked = 0;

	for (i = 0; i < p->nchoices; i++)
		marked += p->choices[i].marked;
	if (p->kind == NULL)
		return _("a question needs a line kind:");
	if (p->ask == NULL)
		return _("a question needs a line ask:");
	if (p->nchoices == 1)
		return _("one choice is none: give two or more, or none");
	if (p->kind->answer == NULL && p->nchoices == 0)
		return _("a question of kind choice needs choices");
	if (p->kind->answer == NULL && marked != 1)
		return _("exactly one choice is marked with *");
	if (p->kind->answer != NULL && marked != 0)
		return _("no choice is marked with *: the heap knows the "
		    "answer (but of kind choice)");
	return NULL;
}

/* Joins line I with those behind it that begin with a blank; returns the
   first that is not part of it. */
static size_t
join(const struct lesson_line *lines, size_t count, size_t i,
    struct strbuf *out)
{
	strbuf_clear(out);
	strbuf_puts(out, lines[i].text);
	for (i++; i < count && strchr(BLANKS, lines[i].text[0]) != NULL; i++)
		flow_join(out, lines[i].text + strspn(lines[i].text, BLANKS));
	return i;
}

struct predict *
predict_parse(const struct lesson_line *lines, size_t count, uint32_t line,
    struct faults *faults)
{
	struct predict *p = xcalloc(1, sizeof *p);
	struct strbuf text = STRBUF_INIT, why = STRBUF_INIT;
	unsigned before = faults->count;
	size_t i, next;

	p->line = line;
	for (i = 0; i < count; i = next) {
		next = join(lines, count, i, &text);
		strbuf_clear(&why);
		if (!read_line(p, strbuf_text(&text), lines[i].line, &why))
			fault_say(faults, lines[i].line, "%s",
			    strbuf_text(&why));
	}
	if (faults->count == before && misfit(p) != NULL)
		fault_say(faults, line, "%s", misfit(p));
	strbuf_free(&text);
	strbuf_free(&why);
	if (faults->count == before)
		return p;
	predict_free(p);
	return NULL;
}

void
predict_free(struct predict *p)
{
	size_t i;

	if (p == NULL)
		return;
	for (i = 0; i < p->nchoices; i++) {
		free(p->choices[i].answer);
		free(p->choices[i].reply);
	}
	free(p->choices);
	free(p->ask);
	free(p);
}

/* ---- answering ---- */

/* Carries COMMAND out on COPY; *O is then what there was and is. */
static bool
look_ahead(struct session *copy, const char *command, struct outlook *o,
    struct strbuf *why)
{
	const struct console_hooks nobody = { .line = NULL };
	uint64_t before = session_event(copy);
	struct outcome given;
	struct console c;
	bool ok;

	console_init(&c, copy, &nobody, CONSOLE_LESSON);
	ok = command_run(&c, command) == COMMAND_OK;
	console_end(&c);
	if (!ok) {
		strbuf_printf(why, _("%s: this command fails, so there is "
		    "nothing to predict"), command);
		return false;
	}
	o->after = copy;
	o->made_event = session_event(copy) > before &&
	    session_event_at(copy, before + 1, &o->event, &given);
	if (o->made_event)
		outlook_locate(o, &given);
	return true;
}

static bool
answer_marked(const struct predict *p, struct answer *out)
{
	struct strbuf text = STRBUF_INIT;
	size_t i;

	for (i = 0; i < p->nchoices; i++) {
		if (!p->choices[i].marked)
			continue;
		out->letter = p->choices[i].letter;
		strbuf_puts(&text, p->choices[i].answer);
	}
	out->text = strbuf_steal(&text);
	return true;
}

bool
predict_answer(const struct predict *p, struct console *c,
    const char *command, struct answer *out, struct strbuf *why)
{
	struct outlook o = { .before = c->session };
	struct strbuf text = STRBUF_INIT;
	bool ok;

	*out = (struct answer){ .block = PYM_NONE };
	if (p->kind->answer == NULL)
		return answer_marked(p, out);
	out->after = scratch_copy(c->session);
	if (out->after == NULL) {
		strbuf_puts(why, _("out of memory"));
		return false;
	}
	ok = look_ahead(out->after, command, &o, why) &&
	    p->kind->answer(p, &o, out, why);
	if (ok) {
		p->kind->print(p, &o, out, &text);
		out->text = strbuf_steal(&text);
	}
	return ok;
}

void
answer_free(struct answer *a)
{
	session_free(a->after);
	a->after = NULL;
	entries_free(&a->entries);
	free(a->text);
	a->text = NULL;
}

/* ---- judging ---- */

static const struct choice *
choice_of_letter(const struct predict *p, const char *said)
{
	size_t i, length = strlen(said);

	if (length == 0 || length > 2 || (length == 2 && said[1] != ')'))
		return NULL;
	for (i = 0; i < p->nchoices; i++)
		if (p->choices[i].letter == tolower((unsigned char)said[0]))
			return &p->choices[i];
	return NULL;
}

/* Without WORD behind a blank at its end, where that is something. */
static void
drop_last(char *text, const char *word)
{
	size_t length = strlen(text), n = strlen(word);

	if (length > n + 1 && text[length - n - 1] == ' ' &&
	    strcasecmp(text + length - n, word) == 0)
		text[length - n - 1] = '\0';
}

/* What is said, without brackets, full stop and number sign. */
static char *
plain_words(const char *said)
{
	char *text;
	size_t length;

	said += strspn(said, BLANKS);
	said += *said == '#' || *said == '@';
	text = trimmed(said, strcspn(said, "("));
	length = strlen(text);
	if (length > 1 && text[length - 1] == '.')
		text[length - 1] = '\0';
	return text;
}

/* The same without a noun before it or a unit behind it: "3" of "class 3". */
static char *
bare_words(const char *said)
{
	static const char *const nouns[] = { "block ", "pool ", "class ",
	    "szidx " };
	char *bare;
	size_t i;

	for (i = 0; i < sizeof nouns / sizeof nouns[0]; i++)
		if (strncasecmp(said, nouns[i], strlen(nouns[i])) == 0)
			said += strlen(nouns[i]);
	bare = plain_words(said);
	drop_last(bare, "bytes");
	drop_last(bare, "byte");
	return bare;
}

/* Whether SAID is ANSWER's words; one of them may leave noun or unit out. */
static bool
same_words(const char *said, const char *answer)
{
	char *a = plain_words(said), *b = plain_words(answer);
	char *bare_a = bare_words(said), *bare_b = bare_words(answer);
	bool same = *a != '\0' && (strcasecmp(a, b) == 0 ||
	    strcasecmp(bare_a, b) == 0 || strcasecmp(a, bare_b) == 0);

	free(a);
	free(b);
	free(bare_a);
	free(bare_b);
	return same;
}

const struct choice *
predict_choice(const struct predict *p, const char *said)
{
	const struct choice *choice = choice_of_letter(p, said);
	size_t i;

	for (i = 0; i < p->nchoices && choice == NULL; i++)
		if (same_words(said, p->choices[i].answer))
			choice = &p->choices[i];
	return choice;
}

/* Judges an answer's words; those in round brackets are not part of it. */
static enum predict_verdict
judge_words(const struct predict *p, const struct answer *a,
    struct console *c, const char *said)
{
	enum predict_verdict verdict = PREDICT_UNCLEAR;
	struct tokens t = TOKENS_INIT;
	struct strbuf why = STRBUF_INIT;
	char *words = trimmed(said, strcspn(said, "("));

	if (tokens_cut(&t, words, &why) && t.count != 0)
		verdict = p->kind->judge(p, a, c, &t);
	strbuf_free(&why);
	tokens_free(&t);
	free(words);
	return verdict;
}

enum predict_verdict
predict_judge(const struct predict *p, const struct answer *a,
    struct console *c, const char *said)
{
	const struct choice *choice = predict_choice(p, said);

	if (choice != NULL && a->letter != 0)
		return choice->letter == a->letter ? PREDICT_RIGHT :
		    PREDICT_WRONG;
	if (p->kind->answer == NULL)
		return PREDICT_UNCLEAR;
	return judge_words(p, a, c, choice != NULL ? choice->answer : said);
}

const struct choice *
predict_right(const struct predict *p, const struct answer *a,
    struct console *c)
{
	size_t i;

	for (i = 0; i < p->nchoices; i++)
		if (a->letter != 0 ? p->choices[i].letter == a->letter :
		    judge_words(p, a, c, p->choices[i].answer) ==
		    PREDICT_RIGHT)
			return &p->choices[i];
	return NULL;
}

bool
predict_check_choices(const struct predict *p, struct answer *a,
    struct console *c, struct faults *faults)
{
	enum predict_verdict verdict;
	size_t i, right = 0;
	bool ok = true;

	if (p->kind->answer == NULL || p->nchoices == 0)
		return true;
	for (i = 0; i < p->nchoices; i++) {
		const struct choice *choice = &p->choices[i];

		verdict = judge_words(p, a, c, choice->answer);
		if (verdict == PREDICT_UNCLEAR) {
			fault_say(faults, choice->line, _("choice %c): %s "
			    "is no answer here: %s would be one"),
			    choice->letter, choice->answer, predict_form(p));
			ok = false;
		} else if (verdict == PREDICT_RIGHT) {
			a->letter = choice->letter;
			right++;
		}
	}
	if (ok && right != 1)
		fault_say(faults, p->line, ngettext(
		    "%zu choice is right, not 1: the answer is %s",
		    "%zu choices are right, not 1: the answer is %s", right),
		    right, a->text);
	return ok && right == 1;
}

bool
predict_asks_place(const struct predict *p)
{
	return p->kind == predict_kind_named("block") ||
	    p->kind == predict_kind_named("pool");
}

const char *
predict_form(const struct predict *p)
{
	return _(p->kind->form);
}
