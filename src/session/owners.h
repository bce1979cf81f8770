/*
 * owners.h - whose the live blocks are: counted by call site and by class.
 */
#ifndef POOLSCOPE_SESSION_OWNERS_H
#define POOLSCOPE_SESSION_OWNERS_H

#include <stddef.h>

#include "session/session.h"
#include "support/strbuf.h"

/* Some live blocks together. */
struct owner {
	uint32_t site;		/* or NO_SITE: not known */
	uint32_t szidx;		/* their class; PYM_NONE: of the system
				   allocator, or of several classes */
	uint64_t blocks;
	uint64_t asked;		/* bytes asked for */
	uint64_t held;		/* of the blocks of pools they have: bytes */
	uint64_t beside;	/* of ASKED: with the system allocator */
};

enum owners_by {
	OWNERS_BY_SITE,		/* file and line; */
	OWNERS_BY_FUNCTION,	/* the same function of the same file; */
	OWNERS_BY_FILE,		/* SITE is one of those that are together */
	OWNERS_BY_CLASS
};

enum owners_order { OWNERS_BYTES_FIRST, OWNERS_BLOCKS_FIRST };

struct owners {
	struct owner *list;	/* the most first */
	size_t count;
	struct owner all;	/* the sum */
	struct owner unknown;	/* what has no site, which LIST has, too */
};

/* Counts the blocks that live here and were born after event SINCE. */
void owners_count(struct owners *o, const struct session *s, uint64_t since,
    enum owners_by by, enum owners_order order);
void owners_free(struct owners *o);

/* For each arena the site that has most bytes in it: TOP[index], of MAX. */
void owners_of_arenas(const struct session *s, struct owner *top, size_t max);

/*
 * Appends a call site in words: "app.py:12 handle", "site 17" for one that
 * was never defined, "not known" for NO_SITE.  SHORT: of a long file name the
 * last two parts.  Its bytes are as recorded, to be shown with care.
 */
enum site_length { SITE_WHOLE, SITE_SHORT };
void site_print(const struct session *s, uint32_t site,
    enum site_length length, struct strbuf *out);
/* As much of it as BY puts together: "app.py", "app.py handle". */
void owner_print(const struct session *s, const struct owner *owner,
    enum owners_by by, struct strbuf *out);

#endif
