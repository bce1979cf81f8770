/*
 * predict.h - questions on what a command will do, answered by the heap.
 *
 *	kind: block
 *	ask: Which block does the next request get?
 *	a) #3 :: that one was freed first, and the chain is last in first out
 *	b) #2
 *
 * A question is about the first command of the pool block that follows.  Its
 * answer is found by carrying that command out on a copy of the session; only
 * of kind "choice" it is the choice marked with a star.  A line that begins
 * with a blank goes on with the one before.
 */
#ifndef POOLSCOPE_LESSON_PREDICT_H
#define POOLSCOPE_LESSON_PREDICT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lesson/heap_list.h"

struct console;
struct faults;
struct lesson_line;
struct predict_kind;
struct session;
struct strbuf;

struct choice {
	char letter;		/* a, b, c, ... */
	char *answer;
	char *reply;		/* to one who chose it; or NULL */
	bool marked;		/* with a star */
	uint32_t line;		/* in the lesson's file */
};

struct predict {
	const struct predict_kind *kind;
	uint32_t line;
	char *ask;
	bool has_pool;		/* the kind's argument was a pool */
	struct pym_pool_ref pool;
	struct heap_list list;
	struct choice *choices;
	size_t nchoices;
};

/* What is true; which fields count depends on the kind. */
struct answer {
	struct pym_pool_ref pool;
	uint32_t block;
	uint64_t address;
	bool system;		/* the system allocator's, in no pool */
	uint32_t szidx;
	uint64_t number;
	enum pym_pool_state state;
	bool yes;
	struct entries entries;
	char letter;		/* of the right choice; 0: not known */
	struct session *after;	/* the copy on which the command was given,
				   or NULL */
	char *text;		/* for people: "block 3 of pool 0.0" */
};

enum predict_verdict { PREDICT_WRONG, PREDICT_RIGHT, PREDICT_UNCLEAR };

/* Reads the lines of a predict block that began at LINE.  NULL if anything is
   wrong, after telling FAULTS. */
struct predict *predict_parse(const struct lesson_line *lines, size_t count,
    uint32_t line, struct faults *faults);
void predict_free(struct predict *p);	/* NULL is allowed */

/*
 * The answer if COMMAND were given on C now; nothing changes.  False, with a
 * line in WHY, if it has none.  OUT must be freed either way.
 */
bool predict_answer(const struct predict *p, struct console *c,
    const char *command, struct answer *out, struct strbuf *why);
void answer_free(struct answer *a);

/*
 * Whether what a reader said is right: a choice's letter, or the answer as
 * #3, 3, 0.0.3, a name or an address; 0.3; used; yes.
 */
enum predict_verdict predict_judge(const struct predict *p,
    const struct answer *a, struct console *c, const char *said);

/* The choice that SAID means, by its letter or its words, or NULL. */
const struct choice *predict_choice(const struct predict *p,
    const char *said);
/* The choice that is right, or NULL where there are none. */
const struct choice *predict_right(const struct predict *p,
    const struct answer *a, struct console *c);

/*
 * Whether exactly one choice is right, where there are choices: tells FAULTS
 * if not.  Fills in the letter of A.
 */
bool predict_check_choices(const struct predict *p, struct answer *a,
    struct console *c, struct faults *faults);

/* Whether what is asked for is where memory will come from: which block, which
   pool.  Then every list that begins with it gives it away. */
bool predict_asks_place(const struct predict *p);

/* What an answer looks like: "a block like #3". */
const char *predict_form(const struct predict *p);

#endif
