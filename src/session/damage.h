/*
 * damage.h - what a broken program did to the heap, in words.
 */
#ifndef POOLSCOPE_SESSION_DAMAGE_H
#define POOLSCOPE_SESSION_DAMAGE_H

#include "session/session.h"
#include "support/strbuf.h"

/* What the wild event E, the AT-th, did, looking at the heap as it now is:
   whether CPython would notice, and what will come of it. */
void damage_result(const struct session *s, const struct event *e,
    uint64_t at, struct strbuf *out);

/* "CPython would crash here: it reads 0x4141414141414141". */
void damage_crash(struct pym_crash crash, struct strbuf *out);

/* What else there is to say of an ordinary event about ADDRESS: in a heap that
   is damaged. */
void damage_more(const struct session *s, uint64_t address,
    struct strbuf *out);

/* "1 -> 3 -> 1 -> ..." of pool REF, at most MOST blocks, with its end. */
void damage_chain(const struct pym_heap *heap, struct pym_pool_ref ref,
    size_t most, struct strbuf *out);

#endif
