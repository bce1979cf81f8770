/*
 * sums.c - files that come from allocators' calls and cannot be replayed,
 * because they hold sums or a moment and not one call after the other.  They
 * are known only to say so.
 */
#include "config.h"

#include "trace/format.h"

#include <string.h>

#include "support/i18n.h"

#define LOOKED_AT 4096		/* bytes in which a word must be found */

/* A kind of file: how it begins, and a word that follows (or NULL). */
struct kind {
	const char *magic;
	size_t length;		/* of the magic */
	const char *word;
	const char *why;
};

#define MAGIC(text) .magic = (text), .length = sizeof(text) - 1

#define TRACEMALLOC(protocol) { \
	MAGIC("\x80" protocol), \
	.word = "tracemalloc", \
	.why = N_("a tracemalloc snapshot holds the blocks of one moment, " \
	    "not the calls, and cannot be replayed: record the program with " \
	    "'poolscope record --site'") }

static const struct kind kinds[] = {
	{ MAGIC("{\"dhatFileVersion\""),
	    .why = N_("a DHAT profile holds sums for each place in the "
	    "program, not the calls, and cannot be replayed: valgrind "
	    "--trace-malloc=yes logs calls") },
	{ MAGIC("desc: "), .word = "\ntime_unit: ",
	    .why = N_("a massif profile holds sums at some moments, not the "
	    "calls, and cannot be replayed: valgrind --trace-malloc=yes logs "
	    "calls") },
	TRACEMALLOC("\2"),
	TRACEMALLOC("\3"),
	TRACEMALLOC("\4"),
	TRACEMALLOC("\5"),
	{ MAGIC("heap_v2/"),
	    .why = N_("a jemalloc heap profile holds sums of samples, not "
	    "the calls, and cannot be replayed") },
	{ MAGIC("heap profile: "),
	    .why = N_("a gperftools heap profile holds sums of samples, not "
	    "the calls, and cannot be replayed") },
	{ MAGIC("v "), .word = "\ns ",
	    .why = N_("this file of heaptrack's was interpreted: it holds "
	    "sums, not blocks, and cannot be replayed; 'heaptrack --record-"
	    "only' leaves a raw one, which can") },
	{ MAGIC("memray\0"),
	    .why = N_("a memray capture is in a form of memray's own that "
	    "changes with its versions, and is not read: record the program "
	    "with 'poolscope record'") },
};

/* pprof's profiles: a message whose first field is a pair of numbers. */
static const char pprof_why[] = N_("a pprof profile holds sums of samples, "
    "not the calls, and cannot be replayed");

static bool
is_pprof(const char *head, size_t n)
{
	return n > 6 && head[0] == 0x0a && head[1] >= 2 && head[1] <= 6 &&
	    head[2] == 0x08 && (head[4] == 0x10 || head[5] == 0x10);
}

/* Why the file that begins so cannot be replayed, or NULL. */
static const char *
why_not(const char *head, size_t n)
{
	if (n > LOOKED_AT)
		n = LOOKED_AT;
	for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
		const struct kind *k = &kinds[i];

		if (n < k->length || memcmp(head, k->magic, k->length) != 0)
			continue;
		if (k->word == NULL ||
		    memmem(head, n, k->word, strlen(k->word)) != NULL)
			return k->why;
	}
	return is_pprof(head, n) ? pprof_why : NULL;
}

static enum trace_likeness
sums_probe(const char *head, size_t n)
{
	return why_not(head, n) != NULL ? TRACE_SURE : TRACE_UNLIKE;
}

static bool
sums_open(struct trace_reader *r)
{
	const struct source *src = &r->source;

	trace_fail(r, 0, "%s", _(why_not(src->next,
	    (size_t)(src->stop - src->next))));
	return false;
}

const struct trace_format trace_format_sums = {
	.name = "sums",
	.probe = sums_probe,
	.open = sums_open,
};
