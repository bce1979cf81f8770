/* complete.c - what could stand at the cursor. */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "command/command.h"
#include "command/rows.h"
#include "command/settings.h"
#include "core/pymalloc.h"
#include "session/session.h"
#include "support/strbuf.h"
#include "support/xalloc.h"

#define PLACES_MAX 200		/* candidates of $ and @ */

/* What is being completed: the word as far as it is typed. */
struct context {
	struct console *c;
	struct completion *out;
	const char *prefix;
	size_t length;
};

void
completion_free(struct completion *out)
{
	size_t i;

	for (i = 0; i < out->count; i++)
		free(out->words[i]);
	free(out->words);
	*out = (struct completion){ .words = NULL };
}

static void
offer(struct context *ctx, const char *word)
{
	struct completion *out = ctx->out;

	if (strncmp(word, ctx->prefix, ctx->length) != 0)
		return;
	out->words = xgrow(out->words, &out->room, out->count + 1,
	    sizeof *out->words);
	out->words[out->count++] = xstrdup(word);
}

static void
offer_verbs(struct context *ctx, unsigned flags)
{
	const struct command *row;
	size_t i;

	for (i = 0; (row = command_at(i)) != NULL; i++)
		/* free! is offered where free is written already. */
		if ((row->flags & flags) == flags &&
		    (strchr(row->verb, '!') == NULL ||
		    ctx->length + 1 >= strlen(row->verb)))
			offer(ctx, row->verb);
}

/* The parts of "a|b|c". */
static void
offer_words(struct context *ctx, const char *words)
{
	char *word;
	size_t n;

	for (; words != NULL && *words != '\0'; words += n) {
		words += *words == '|';
		n = strcspn(words, "|");
		word = xstrndup(words, n);
		offer(ctx, word);
		free(word);
	}
}

static void
offer_name(void *opaque, const struct session_binding *b)
{
	struct context *ctx = opaque;
	const char *name = session_name(ctx->c->session, b->name);

	offer(ctx, name);
	if (b->list && strncmp(ctx->prefix, name, strlen(name)) == 0 &&
	    ctx->length > strlen(name)) {
		char element[128];
		struct session_block block;
		uint32_t i, given = 0;

		for (i = 0; i < b->length && given < PLACES_MAX; i++) {
			if (!session_block(ctx->c->session,
			    session_element(ctx->c->session, b->name, i),
			    &block) || !block.live)
				continue;
			snprintf(element, sizeof element, "%s[%u]", name, i);
			offer(ctx, element);
			given++;
		}
	}
}

/* $17: the blocks that live, the last ones first. */
static void
offer_numbers(struct context *ctx)
{
	size_t n, first;
	uint32_t *live = session_live_list(ctx->c->session, &n);
	char word[16];

	first = n > PLACES_MAX ? n - PLACES_MAX : 0;
	while (n-- > first) {
		snprintf(word, sizeof word, "$%u", live[n]);
		offer(ctx, word);
	}
	free(live);
}

/* The carved pools: "@0.3." where a block is to follow, or "0.3". */
static void
offer_pools(struct context *ctx, const char *format)
{
	const struct pym_heap *heap = session_heap(ctx->c->session);
	uint32_t slots = pym_arena_slots(heap), a, p, given = 0;
	struct pym_arena_view arena;
	char word[32];

	for (a = 0; a < slots; a++) {
		if (!pym_arena(heap, a, &arena))
			continue;
		for (p = 0; p < arena.ncarved; p++) {
			if (given++ == PLACES_MAX)
				return;
			snprintf(word, sizeof word, format, a, p);
			offer(ctx, word);
		}
	}
}

static void
offer_refs(struct context *ctx)
{
	if (ctx->prefix[0] == '$')
		offer_numbers(ctx);
	else if (ctx->prefix[0] == '@')
		offer_pools(ctx, "@%u.%u.");
	else
		session_names(ctx->c->session, offer_name, ctx);
}

static void
offer_mark(void *opaque, const char *name, uint64_t event)
{
	(void)event;
	offer(opaque, name);
}

static void
offer_profiles(struct context *ctx)
{
	size_t i;

	for (i = 0; i < pym_profile_count(); i++)
		offer(ctx, pym_profile_at(i)->name);
	offer(ctx, "classic");
}

static void
offer_argument(struct context *ctx, const struct command *row,
    enum command_argument kind)
{
	switch (kind) {
	case ARGUMENT_REF:
		offer_refs(ctx);
		break;
	case ARGUMENT_VERB:
		offer_verbs(ctx, row == &command_try ? COMMAND_EVENTS : 0);
		break;
	case ARGUMENT_FILE:
		ctx->out->files = true;
		break;
	case ARGUMENT_SETTING:
		offer_words(ctx, settings_names);
		break;
	case ARGUMENT_MOMENT:
		offer_words(ctx, "peak|end|future");
		session_marks(ctx->c->session, offer_mark, ctx);
		break;
	case ARGUMENT_MARK:
		session_marks(ctx->c->session, offer_mark, ctx);
		break;
	case ARGUMENT_TOPIC:
		offer_words(ctx, info_topics);
		break;
	case ARGUMENT_POOL:
		offer_pools(ctx, "%u.%u");
		break;
	case ARGUMENT_PROFILE:
		offer_profiles(ctx);
		break;
	case ARGUMENT_WORD:
		offer_words(ctx, row->words);
		break;
	default:
		break;
	}
}

/* What may stand behind WORD of a question over history. */
static enum command_argument
question_argument(const char *word)
{
	if (strcmp(word, "pool") == 0)
		return ARGUMENT_POOL;
	return strcmp(word, "free") == 0 || strcmp(word, "touch") == 0 ||
	    strcmp(word, "write") == 0 || strcmp(word, "realloc") == 0 ?
	    ARGUMENT_REF : ARGUMENT_WORD;
}

/* What kind of thing argument I of ROW is, the words before it given. */
static enum command_argument
argument_kind(const struct command *row, const struct word *args, size_t i)
{
	enum command_argument kind = row->arguments[0];
	size_t k;

	if (row == &command_info && i >= 1)
		return info_argument(args[0].text);
	if ((row == &command_search || row == &command_catch) && i >= 1)
		return question_argument(args[i - 1].text);
	for (k = 1; k <= i && k < COMMAND_ARGUMENTS; k++)
		if (row->arguments[k] != ARGUMENT_SAME)
			kind = row->arguments[k];
	return kind;
}

/* Completes word N of the words before the cursor; TRY hides its verb. */
static void
complete_word(struct context *ctx, const struct word *list, size_t n,
    bool assigned)
{
	const struct command *row;
	char *verb;

	if (n == 0) {
		offer_verbs(ctx, assigned ? COMMAND_ASSIGNS : 0);
		return;
	}
	verb = xstrndup(list[0].text, strcspn(list[0].text, "/"));
	row = command_find(verb, true, NULL);
	free(verb);
	if (row == &command_try && n > 1)
		complete_word(ctx, list + 1, n - 1, false);
	else if (row != NULL)
		offer_argument(ctx, row, argument_kind(row, list + 1, n - 1));
}

static int
compare_words(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static void
sort_words(struct completion *out)
{
	size_t i, n = 0;

	if (out->count == 0)
		return;
	qsort(out->words, out->count, sizeof *out->words, compare_words);
	for (i = 1; i < out->count; i++) {
		if (strcmp(out->words[n], out->words[i]) == 0)
			free(out->words[i]);
		else
			out->words[++n] = out->words[i];
	}
	out->count = n + 1;
}

void
command_complete(struct console *c, const char *line, size_t point,
    struct completion *out)
{
	struct context ctx = { .c = c, .out = out, .prefix = "" };
	struct strbuf error = STRBUF_INIT;
	struct words w = WORDS_INIT;
	char *typed = xstrndup(line, point);
	size_t at = 0, n;

	*out = (struct completion){ .start = point };
	do
		words_split(&w, typed, &at, &error);
	while (typed[at] != '\0');
	n = w.count;
	if (at > 0 && typed[at - 1] == ';') {
		words_free(&w);
		n = 0;
	} else if (n != 0 && w.list[n - 1].end == at) {
		n--;
		ctx.prefix = w.list[n].text;
		ctx.length = strlen(ctx.prefix);
		out->start = w.list[n].start;
	}
	complete_word(&ctx, w.list, n, w.target != NULL);
	sort_words(out);
	words_free(&w);
	strbuf_free(&error);
	free(typed);
}
