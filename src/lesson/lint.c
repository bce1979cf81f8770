/* lint.c - what can be wrong with a lesson though it is true. */
#include "config.h"

#include "lesson/lint.h"

#include <stdlib.h>
#include <string.h>

#include "lesson/predict.h"
#include "lesson/private_file.h"
#include "support/i18n.h"
#include "support/strbuf.h"
#include "support/utf8.h"
#include "support/xalloc.h"

/* ---- commands in the text ---- */

struct linting {
	struct faults *faults;
	struct strbuf page;	/* the file, to find lines in */
};

/* The line on which CODE stands in back quotes, from line FROM on. */
static unsigned
line_of(const struct linting *k, const char *code, unsigned from)
{
	struct strbuf quoted = STRBUF_INIT;
	const char *p = strbuf_text(&k->page), *at;
	unsigned line;

	for (line = 1; line < from && p != NULL; line++) {
		p = strchr(p, '\n');
		p = p != NULL ? p + 1 : NULL;
	}
	strbuf_printf(&quoted, "`%s`", code);
	at = p != NULL ? strstr(p, strbuf_text(&quoted)) : NULL;
	strbuf_free(&quoted);
	line = from;
	for (; at != NULL && p < at; p++)
		line += *p == '\n';
	return line;
}

static void
look_at_code(struct linting *k, const char *text, size_t length,
    unsigned line)
{
	char *code = xstrndup(text, length);
	struct strbuf why = STRBUF_INIT;

	if (lint_command(code, &why))
		fault_say(k->faults, line_of(k, code, line), "`%s`: %s", code,
		    strbuf_text(&why));
	strbuf_free(&why);
	free(code);
}

/* What stands between back quotes in TEXT, which has no spans. */
static void
look_at_text(struct linting *k, const char *text, unsigned line)
{
	const char *end;

	while (text != NULL && (text = strchr(text, '`')) != NULL) {
		end = strchr(text + 1, '`');
		if (end == NULL)
			break;
		look_at_code(k, text + 1, (size_t)(end - text - 1), line);
		text = end + 1;
	}
}

static void
look_at_question(struct linting *k, const struct predict *p)
{
	size_t i;

	look_at_text(k, p->ask, p->line);
	for (i = 0; i < p->nchoices; i++) {
		look_at_text(k, p->choices[i].answer, p->choices[i].line);
		look_at_text(k, p->choices[i].reply, p->choices[i].line);
	}
}

static void
look_at_item(struct linting *k, const struct lesson_item *item)
{
	size_t i;

	for (i = 0; i < item->nspans; i++)
		if (item->spans[i].style == LESSON_CODE)
			look_at_code(k, item->text + item->spans[i].start,
			    item->spans[i].length, item->line);
	if (item->kind == LESSON_PREDICT)
		look_at_question(k, item->predict);
	else if (!lesson_is_text(item))
		look_at_text(k, item->text, item->line);
}

/* ---- how long it takes ---- */

#define WORDS_A_MINUTE 200.0
#define IDEOGRAPHS_A_MINUTE 350.0
#define QUESTION_MINUTES 0.4
#define TASK_MINUTES 1.0
#define COMMAND_MINUTES 0.1

static double
minutes_of_text(const char *text)
{
	size_t words = 0, ideographs = 0, taken, left;
	bool within = false;
	uint32_t code;

	for (left = text != NULL ? strlen(text) : 0; left != 0;
	    text += taken, left -= taken) {
		taken = utf8_decode(text, left, &code);
		if (taken == 0) {
			taken = 1;
			code = ' ';
		}
		if (code >= 0x2e80) {
			ideographs++;
			within = false;
		} else if (code <= ' ') {
			within = false;
		} else if (!within) {
			words++;
			within = true;
		}
	}
	return (double)words / WORDS_A_MINUTE +
	    (double)ideographs / IDEOGRAPHS_A_MINUTE;
}

static double
minutes_of_question(const struct predict *p)
{
	double minutes = QUESTION_MINUTES + minutes_of_text(p->ask);
	size_t i;

	for (i = 0; i < p->nchoices; i++)
		minutes += minutes_of_text(p->choices[i].answer);
	/* (of the replies one is read) */
	return minutes + (p->nchoices != 0 ?
	    minutes_of_text(p->choices[0].reply) : 0.0);
}

double
lint_minutes(const struct lesson *l)
{
	double minutes = 0.0;
	size_t i;

	for (i = 0; i < l->count; i++) {
		const struct lesson_item *item = &l->items[i];

		if (item->kind == LESSON_PREDICT)
			minutes += minutes_of_question(item->predict);
		else if (item->kind != LESSON_NOTES)
			minutes += minutes_of_text(item->text);
		if (item->kind == LESSON_TASK)
			minutes += TASK_MINUTES;
		else if (item->kind == LESSON_POOL)
			minutes += COMMAND_MINUTES * (double)item->nlines;
	}
	return minutes;
}

/* Readers differ; only what no reader can be meant by is wrong. */
static void
look_at_minutes(const struct lesson *l, struct faults *f)
{
	double minutes = lint_minutes(l), said = l->minutes;

	if (minutes > 1.5 * said + 1.0 || said > 2.0 * minutes + 2.0)
		fault_say(f, 0, _("minutes: %u; from its words, questions "
		    "and tasks it takes about %.0f"), l->minutes,
		    minutes < 1.0 ? 1.0 : minutes);
}

/* ---- */

void
lint_lesson(const struct lesson *l, struct faults *f)
{
	struct linting k = { .faults = f };
	size_t i;

	if (!private_read(l->path, &k.page))
		strbuf_clear(&k.page);
	for (i = 0; i < l->count; i++)
		look_at_item(&k, &l->items[i]);
	look_at_minutes(l, f);
	strbuf_free(&k.page);
}
