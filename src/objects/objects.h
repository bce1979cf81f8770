/*
 * objects.h - layer +3: Python objects, and what they ask pymalloc for.
 *
 *	py x = [1000, 2.5]
 *	   |
 *	syntax      a small subset of Python, read into a tree
 *	evaluate    the tree is carried out on model objects, step by step
 *	requests    what each step asks the allocators for, or why it need not
 *	   |
 *	session     the requests that are pymalloc's, as events
 *
 * It is a model: it knows which requests CPython makes for its basic types,
 * in which order and of which size, by version.  Frames, code objects, type
 * objects and the names of variables ask for nothing here, and the garbage
 * collector never runs.  A literal makes its object when its statement is
 * carried out; CPython makes those of a code object once, when it compiles.
 *
 * The model is no second history: what it knows at a moment follows from the
 * `py` commands of the present line up to there, and it is worked out again
 * wherever one goes.
 */
#ifndef POOLSCOPE_OBJECTS_OBJECTS_H
#define POOLSCOPE_OBJECTS_OBJECTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "session/session.h"
#include "support/strbuf.h"

struct objects;

/* The free lists of types; which there are depends on the version. */
enum free_list {
	FREE_INT,		/* 2.7: cells of blocks of 41; 3.14 */
	FREE_FLOAT,
	FREE_TUPLE,		/* one for each length */
	FREE_LIST,
	FREE_DICT,
	FREE_KEYS,		/* key tables of 8 slots */
	FREE_SET,
	FREE_UNICODE,
	FREE_METHOD,		/* builtin methods: x.append by itself */
	FREE_LISTS
};

enum request_kind {
	REQUEST_MALLOC,
	REQUEST_CALLOC,
	REQUEST_REALLOC,
	REQUEST_FREE,
	/* No request at all: */
	REQUEST_REUSED,		/* taken from a free list */
	REQUEST_KEPT,		/* put on a free list */
	REQUEST_SHARED		/* an object that there always is */
};

enum request_domain {
	REQUEST_OBJECT,		/* PyObject_Malloc */
	REQUEST_MEM,		/* PyMem_Malloc, pymalloc's since 3.6 */
	REQUEST_LIBRARY		/* the C library's malloc: PyMem of 2.7 */
};

/* One step of a statement. */
struct request {
	enum request_kind kind;
	enum request_domain domain;
	uint32_t block;		/* the model's number for it, from 1; 0: none */
	uint64_t nelem, size;	/* NELEM: of calloc */
	enum free_list list;	/* REUSED, KEPT */
	unsigned length;	/* of the tuple */
	const char *what;	/* N_: what the block is: "list object" */
};

/* The statement of a `py` command; NULL: TEXT is another one. */
const char *objects_statement(const char *text);

struct objects *objects_new(void);
void objects_free(struct objects *o);

/* Empties O, whose rules are from now on those for PROFILE. */
void objects_start(struct objects *o, const struct pym_profile *profile);

/*
 * Brings O to the present moment of S.  Within a command the objects are
 * those before it, and objects_within tells how far it is.
 */
void objects_follow(struct objects *o, const struct session *s);

/*
 * Carries STATEMENT (without "py") out on the model.  False: it cannot be,
 * with one line in ERROR.  Then the model must follow its session again
 * (objects_forget) before it is asked anything else.
 */
bool objects_run(struct objects *o, const char *statement,
    struct strbuf *error);
/* The steps of the last statement; valid until the next one. */
const struct request *objects_requests(const struct objects *o, size_t *n);
/* Whether S has an event for the request; and how many of them have one. */
bool objects_is_event(const struct request *r);
size_t objects_asked(const struct objects *o);
/* What the model's block is in the session: BLOCK's $number. */
void objects_bind(struct objects *o, uint32_t block, uint32_t number);
/* The session's number for the model's block; 0: it has none. */
uint32_t objects_number(const struct objects *o, uint32_t block);
/* The model does not know where it is: it is worked out afresh. */
void objects_forget(struct objects *o);
/* The model stands at the end of S's line as it is now. */
void objects_arrived(struct objects *o, const struct session *s);

/* The requests of a command in whose midst the session is; NULL: it is not
   in one.  *DONE of its *N steps are done. */
const struct request *objects_within(const struct objects *o, size_t *n,
    size_t *done);
/* The same for the command that made the last event, done or not; NULL: that
   was none of Python's. */
const struct request *objects_present(const struct objects *o, size_t *n,
    size_t *done);

/*
 * The event after which a statement was left half done for good, because the
 * history went on differently from its midst; 0: none was.
 */
uint64_t objects_torn(const struct objects *o);
/* Whether there is anything to show: a `py` command came before. */
bool objects_any(const struct objects *o);

/* The version of Python whose objects these are, as 311 for 3.11, and
   whether another one was asked for (tiny, 2.4, ...). */
unsigned objects_version(const struct objects *o, bool *nearest);
/* The version whose rules go for PROFILE. */
unsigned objects_version_of(const struct pym_profile *profile,
    bool *nearest);

/* ------------------------------------------------------------------------
 * Looking
 */

struct free_list_view {
	enum free_list list;
	unsigned length;	/* of the tuples; else 0 */
	const char *name;	/* N_: "float", "tuple" */
	uint32_t count, limit;	/* limit 0: there is none */
	uint32_t size;		/* of one object without its GC head */
	const uint32_t *blocks;	/* COUNT of the model's numbers, the one to be
				   taken next last; NULL: they are cells of
				   larger blocks */
	bool never;		/* filled, but nothing is taken from it: tuples
				   of 20 in 3.11 and 3.12 */
};
/* The free lists that this version has, tuples by length; how many. */
size_t objects_free_lists(const struct objects *o,
    struct free_list_view *out, size_t max);
#define OBJECTS_MAX_LISTS (FREE_LISTS + 20)

/* What an object is, and the parts it has. */
#define OBJECT_PARTS 3
struct object_view {
	const char *type;	/* Python's name: "list" */
	uint32_t refs;
	bool shared;		/* is always there, and not counted */
	bool cell;		/* 2.7: it lies in a block with 40 others */
	size_t items;		/* held by it */
	struct {
		const char *what;	/* N_ */
		uint32_t block;
		uint64_t size;
	} parts[OBJECT_PARTS];
	size_t nparts;
};
/* The object that EXPRESSION (a name, with indices perhaps) stands for; false
   with one line in ERROR.  Nothing changes. */
bool objects_look(const struct objects *o, const char *expression,
    struct object_view *out, struct strbuf *text, struct strbuf *error);
/* Calls FN for each name, in the order in which they were given first. */
void objects_names(const struct objects *o, void (*fn)(void *ctx,
    const char *name, const struct object_view *view, const char *text),
    void *ctx);
/*
 * What block NUMBER of the session is to the model: "item vector"; NULL: not
 * its block.  *KEPT: it waits in a free list.
 */
const char *objects_owner(const struct objects *o, uint32_t number,
    bool *kept);

/* The free-list lines that sys._debugmallocstats() prints below the report,
   word for word by version; nothing for 2.7. */
void objects_report(const struct objects *o,
    void (*emit)(void *ctx, const char *text, size_t n), void *ctx);

#endif
