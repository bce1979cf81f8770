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

/* What is loaded is a program that still runs. */
struct loading_live {
	/* Sleeps until there is a good deal more, or MS milliseconds. */
	void (*idle)(void *ctx, int ms);
	/* Adds how the program ended, in a sentence, once it has. */
	void (*tell)(void *ctx, struct strbuf *out);
	/* Adds the last LINES lines that it has printed; NULL: it prints them
	   itself. */
	void (*output)(void *ctx, size_t lines, struct strbuf *out);
	void *ctx;
};

struct loading {
	struct session *session;	/* these three not its own */
	struct replay *replay;
	struct trace_reader *trace;
	uint64_t line;			/* of the session: the trace's */
	uint64_t length;		/* how long it left that */
	bool on;			/* there is more */
	enum replay_status status;	/* the last */
	long long slice;		/* milliseconds that a piece takes */
	const struct loading_live *live; /* or NULL; not its own */
	bool dropped;			/* the trace's line was */
	bool moved;			/* where the reader was was dropped */
	bool quiet;			/* nothing came of late */
	bool paused;			/* live: the reader stays where he is,
					   even at the end, ... */
	uint64_t paused_at;		/* ... while that is here */
	bool follows;			/* live: he is at the end, and goes on
					   with it */
};

/* Ready to load what REPLAY plays of TRACE into S, which is empty. */
void loading_init(struct loading *l, struct session *s,
    struct replay *replay, struct trace_reader *trace);

/*
 * The same of a program that still runs.  Its reader follows it while he is at
 * its end; wherever else he is, he stays, and it is loaded behind him.
 */
void loading_init_live(struct loading *l, struct session *s,
    struct replay *replay, struct trace_reader *trace,
    const struct loading_live *live);

/* Live: stay here from now on; or go to the end, and on with it. */
void loading_pause(struct loading *l);
void loading_follow(struct loading *l);

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

/* "loading 34%", or nothing where there is nothing more to load; "live",
   "ended" of a program. */
void loading_text(const struct loading *l, struct strbuf *out);

#endif
