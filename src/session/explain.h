/*
 * explain.h - why the allocator did what it did, in sentences.
 *
 * Each decision is one sentence that is true in general and can be read
 * aloud; it begins in lower case and has no full stop.  Beneath it go the
 * fields that the decision wrote, by CPython's names.
 *
 *	2  b's first word becomes the old freeblock, block 3: the chain is
 *	   kept inside the free blocks
 *	   [_PyObject_Free]
 *	   block 0.0.1 first word: NULL -> block 3
 */
#ifndef POOLSCOPE_SESSION_EXPLAIN_H
#define POOLSCOPE_SESSION_EXPLAIN_H

#include "session/session.h"
#include "support/strbuf.h"

/*
 * Appends the sentence for D, a decision of event E with the number AT.
 * Blocks go by the names that they had just before it.
 */
void explain_sentence(const struct session *s, const struct event *e,
    uint64_t at, const struct pym_decision *d, struct strbuf *out);

/* Appends what W changed: "pool 0.0 freeblock: block 1 -> block 3". */
void explain_write(const struct session *s, const struct pym_write *w,
    struct strbuf *out);

/* Appends what lies at a nominal address, for people: "block 0.0.3",
   "pool 0.1", "arena 2", "usedpools[3]", "NULL", or the address. */
void explain_place(const struct session *s, uint64_t address,
    struct strbuf *out);

/* Appends a number that FIELD holds, as people read it: "112 (0x70)". */
void explain_number(const char *field, uint64_t value, struct strbuf *out);

/* Whether nextpool or prevpool (FIELD) of a pool only holds what it did when
   the pool was on a list: a full pool is on none, a free one is linked by
   nextpool alone. */
bool explain_is_stale(const struct session *s, struct pym_pool_ref pool,
    const char *field);

/* Appends how it ended: E, with the number AT, was the last event or one
   tried, and gave GAVE. */
void explain_result(const struct session *s, const struct event *e,
    uint64_t at, const struct outcome *gave, struct strbuf *out);

/*
 * Appends the whole text for the event last applied, or for the one that we
 * are within: then only the decisions taken, and no ending.  Lines end in a
 * newline and are not broken.  Says so where there is nothing to explain.
 */
void explain_event(struct session *s, struct strbuf *out);

/* The same for E, which session_try tried last and which gave GAVE. */
void explain_tried(const struct session *s, const struct event *e,
    const struct outcome *gave, struct strbuf *out);

#endif
