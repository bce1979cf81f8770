/*
 * tokens.h - a line of an expect or predict block, cut into words.
 *
 *	pool 0.0 freeblock #1 #3 ...	block xs[1 : 3] 0.0.1	output "a b"
 *
 * (Not as commands are cut: there # begins a comment, here a block number.)
 */
#ifndef POOLSCOPE_LESSON_TOKENS_H
#define POOLSCOPE_LESSON_TOKENS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct pym_pool_ref;
struct strbuf;

struct token {
	char *text;
	bool quoted;		/* it stood in quotes */
};

struct tokens {
	struct token *list;
	size_t count, room;
};

#define TOKENS_INIT { .list = NULL, .count = 0, .room = 0 }

/* Appends the words of LINE; false if a quote or bracket does not close, with
   one line in WHY. */
bool tokens_cut(struct tokens *t, const char *line, struct strbuf *why);
void tokens_free(struct tokens *t);

/* Token I, or NULL where there is none. */
const char *tokens_text(const struct tokens *t, size_t i);

/* Numbers and places; each takes the whole of TEXT (NULL: false). */
bool token_number(const char *text, uint64_t max, uint64_t *out);
bool token_pool(const char *text, struct pym_pool_ref *out);	/* A.P */
bool token_place(const char *text, struct pym_pool_ref *pool,
    uint32_t *block);						/* A.P.B */

#endif
