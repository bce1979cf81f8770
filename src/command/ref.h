/*
 * ref.h - references: how commands name blocks and addresses.
 *
 *	x  xs  xs[3]  xs[-1]  xs[::2]	names, as in Python
 *	$17  $				the 17th block made; the last one
 *	@0.3.5				arena 0, pool 3, block 5
 *	0x200000000030			a nominal address
 *
 * Each function gives one error line and returns false where a reference
 * does not lead to what is wanted.
 */
#ifndef POOLSCOPE_COMMAND_REF_H
#define POOLSCOPE_COMMAND_REF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct console;
struct session_block;
struct strbuf;

/* Block numbers, in the order they were named. */
struct block_list {
	uint32_t *list;
	size_t count, room;
};

#define BLOCK_LIST_INIT { .list = NULL, .count = 0, .room = 0 }

void block_list_free(struct block_list *b);

/*
 * The live blocks that WORD names, one or more.  A list's bare name means
 * those of its elements that still live.
 */
bool ref_blocks(struct console *c, const char *word, struct block_list *out);

/* The one block that WORD names, live or freed (*LIVE_ONLY: live). */
bool ref_block(struct console *c, const char *word, bool live_only,
    struct session_block *out);

/*
 * The address that WORD names, with +N or -N behind it perhaps: of a block
 * that lives or lived, of any place in a pool (@0.3, @0.3.5), or any number.
 */
bool ref_address(struct console *c, const char *word, uint64_t *out);

/* Cuts "+N" or "-N" off the end of WORD; false if N is no number. */
bool ref_offset(struct console *c, char *word, uint64_t *out);

/* Whether WORD can name a block: letters, digits and _, no digit first. */
bool ref_is_name(const char *word);

/* How people call block B: x, xs[3], or $17 if it has no name. */
void ref_print(const struct session_block *b, struct strbuf *out);

/* The same into BUF, cut to SIZE. */
const char *ref_text(const struct session_block *b, char *buf, size_t size);

/* An address as ref_address takes it, and the block it was named by, living
   or ended; NO_BLOCK where it is a plain address. */
bool ref_pointer(struct console *c, const char *word, uint64_t *address,
    uint32_t *block);

#endif
