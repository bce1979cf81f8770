/*
 * claims.h - the forms of claims and what decides each; private to expect.c
 * and claims.c.
 */
#ifndef POOLSCOPE_LESSON_CLAIMS_H
#define POOLSCOPE_LESSON_CLAIMS_H

#include "lesson/expect.h"

/* Whether the claim holds; if not, what is the case, in TRUTH. */
typedef bool (*claim_fn)(const struct claim *c, const struct claim_moment *m,
    struct strbuf *truth);

struct claim_form {
	const char *form;	/* words, and values in capitals */
	claim_fn holds;
};

/* A number in one of the core's views. */
struct claim_field {
	const char *name;	/* NULL ends a table */
	size_t offset;		/* in the view */
	size_t size;		/* 4 or 8 */
};

extern const struct claim_field claim_pool_fields[], claim_arena_fields[],
    claim_stats_fields[];

bool claim_pool_state(const struct claim *c, const struct claim_moment *m,
    struct strbuf *truth);
bool claim_pool_field(const struct claim *c, const struct claim_moment *m,
    struct strbuf *truth);
bool claim_list(const struct claim *c, const struct claim_moment *m,
    struct strbuf *truth);
bool claim_arenas(const struct claim *c, const struct claim_moment *m,
    struct strbuf *truth);
bool claim_arena_field(const struct claim *c, const struct claim_moment *m,
    struct strbuf *truth);
bool claim_unused(const struct claim *c, const struct claim_moment *m,
    struct strbuf *truth);
bool claim_block(const struct claim *c, const struct claim_moment *m,
    struct strbuf *truth);
bool claim_class(const struct claim *c, const struct claim_moment *m,
    struct strbuf *truth);
bool claim_same(const struct claim *c, const struct claim_moment *m,
    struct strbuf *truth);
bool claim_system(const struct claim *c, const struct claim_moment *m,
    struct strbuf *truth);
bool claim_stats(const struct claim *c, const struct claim_moment *m,
    struct strbuf *truth);
bool claim_event(const struct claim *c, const struct claim_moment *m,
    struct strbuf *truth);
bool claim_explain(const struct claim *c, const struct claim_moment *m,
    struct strbuf *truth);
bool claim_output(const struct claim *c, const struct claim_moment *m,
    struct strbuf *truth);
bool claim_error(const struct claim *c, const struct claim_moment *m,
    struct strbuf *truth);

#endif
