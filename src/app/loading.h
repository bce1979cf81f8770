/*
 * loading.h - a trace loaded piece by piece, while its reader looks around.
 *
 * The heap is where the reader looks; to load more it goes to the end of what
 * is loaded, and then back.  The reader may do anything meanwhile: what is
 * done in the past is a line of its own, and the trace goes on in its own.
 */
#ifndef POOLSCOPE_APP_LOADING_H
#define POOLSCOPE_APP_LOADING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "support/strbuf.h"
#include "trace/replay.h"

struct session;
struct trace_reader;

struct loading {
	struct session *session;	/* these three not its own */
	struct replay *replay;
	struct trace_reader *trace;
	uint64_t line;			/* of the session: the trace's */
	uint64_t length;		/* how long it left that */
	bool on;			/* there is more */
	enum replay_status status;	/* the last */
	long long slice;		/* milliseconds that a piece takes */
};

/* Ready to load what REPLAY plays of TRACE into S, which is empty. */
void loading_init(struct loading *l, struct session *s,
    struct replay *replay, struct trace_reader *trace);

/* Loads everything; SHOW, if not NULL, is called now and then. */
void loading_all(struct loading *l, void (*show)(struct loading *l));

/*
 * Loads a piece that takes about MS milliseconds (0: as many as is sensible,
 * going there and back included); less, once BUSY(CTX) says that there is
 * something else to do.  Then we are where we were.
 */
void loading_slice(struct loading *l, long long ms, bool (*busy)(void *ctx),
    void *ctx);

/* The session has another history: no more of this. */
void loading_give_up(struct loading *l);

/* All that was loaded, where to go in it, and what was wrong, in a line. */
void loading_notice(const struct loading *l, struct strbuf *out);

/* "loading 34%", or nothing where there is nothing more to load. */
void loading_text(const struct loading *l, struct strbuf *out);

#endif
