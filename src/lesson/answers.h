/*
 * answers.h - the kinds of question: how each is answered; private to
 * predict.c, answers.c and rules.c.
 */
#ifndef POOLSCOPE_LESSON_ANSWERS_H
#define POOLSCOPE_LESSON_ANSWERS_H

#include "lesson/predict.h"
#include "session/session.h"

/* What stands behind the kind's name. */
enum predict_argument { PREDICT_NOTHING, PREDICT_POOL, PREDICT_POOL_OR_NOTHING,
    PREDICT_LIST };

/* The heap before the command and after it. */
struct outlook {
	const struct session *before, *after;
	bool made_event;		/* the command made one: the first */
	struct event event;
	struct pym_location at;		/* where its block is, or was */
	bool in_pool;
};

struct predict_kind {
	const char *name;
	enum predict_argument argument;
	const char *form;		/* N_: what an answer looks like */
	/* The answer; NULL: only the writer of the lesson knows it. */
	bool (*answer)(const struct predict *p, const struct outlook *o,
	    struct answer *out, struct strbuf *why);
	enum predict_verdict (*judge)(const struct predict *p,
	    const struct answer *a, struct console *c,
	    const struct tokens *said);
	/* The answer in words. */
	void (*print)(const struct predict *p, const struct outlook *o,
	    const struct answer *a, struct strbuf *out);
};

const struct predict_kind *predict_kind_named(const char *name);

/* Fills in where the block of the command's first event is. */
void outlook_locate(struct outlook *o, const struct outcome *given);

#endif
