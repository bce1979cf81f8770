/*
 * in_words.h - what else is a picture, as sentences: `set pictures off`.
 *
 * For those who hear the answers, and where columns mean nothing.
 */
#ifndef POOLSCOPE_COMMAND_IN_WORDS_H
#define POOLSCOPE_COMMAND_IN_WORDS_H

struct console;
struct pym_arena_view;
struct pym_pool_view;

/* The header of a pool, as `print pool` draws it. */
void words_header(struct console *c, const struct pym_pool_view *p);

/* Its blocks: those of one state that stand side by side in one sentence,
   each free one with its link. */
void words_blocks(struct console *c, const struct pym_pool_view *p);

/* The pools of an arena, those of one state in one sentence. */
void words_pools(struct console *c, const struct pym_arena_view *a);

#endif
