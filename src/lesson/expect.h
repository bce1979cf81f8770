/*
 * expect.h - claims: what a lesson says about the heap, and whether it is so.
 *
 *	pool 0.0 count 1
 *	usedpools 3 0.0
 *	block x 0.0.0
 *
 * Each form of claim is one row of a table, which is written as the form is:
 * the words of a claim that are capitals in the row stand for values.
 */
#ifndef POOLSCOPE_LESSON_EXPECT_H
#define POOLSCOPE_LESSON_EXPECT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lesson/heap_list.h"

struct claim_form;
struct claim_field;
struct console;
struct strbuf;

#define CLAIM_REFS 2

struct claim {
	const struct claim_form *form;
	uint32_t line;		/* in the lesson's file */
	char *text;		/* as it was written */
	/* what its words say, as the form has them */
	struct pym_pool_ref pool;
	uint32_t block, arena, szidx;
	enum pym_pool_state state;
	bool system;		/* PLACE or CLASS is "system" */
	uint64_t number;
	const struct claim_field *field;
	char *refs[CLAIM_REFS];	/* REF, or the words in quotes */
	unsigned nrefs;
	struct heap_list list;
	struct entries entries;
};

/* The heap at a moment, and the words of the last command before it. */
struct claim_moment {
	struct console *console;	/* its session is looked at */
	const char *output;		/* every line that command gave */
	const char *error;		/* of these, its errors */
	const char *again;		/* that command, if to give it again
					   changes nothing; or NULL */
};

/* Reads a claim; false with one line in WHY.  OUT must be freed either way. */
bool claim_parse(const char *text, uint32_t line, struct claim *out,
    struct strbuf *why);
void claim_free(struct claim *c);

/* Whether C holds; words do if they are said in the language of texts or, as a
   translated lesson makes the same claims, in English; then TRUTH gets
   the claim as it would be in the language of texts.  If C does not hold TRUTH
   gets what is the case instead: "count is 2", "there is no pool 0.3". */
bool claim_holds(const struct claim *c, const struct claim_moment *m,
    struct strbuf *truth);

/* Whether C is about the words of the last command's error: then that command
   may fail. */
bool claim_wants_error(const struct claim *c);

/* A pool's state by its word: used, full, empty, uncarved. */
bool claim_state_named(const char *name, enum pym_pool_state *out);
const char *claim_state_name(enum pym_pool_state state);

/* The forms, as a manual has them; NULL beyond the last. */
const char *claim_form_at(size_t i);

#endif
