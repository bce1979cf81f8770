/*
 * replay.h - plays a trace into a session.
 *
 *	trace records --> addresses and names to blocks --> session events
 *	      A, F ------> arena bases, or the verifier
 *
 * What a recording cannot say right is put right and counted: a free that was
 * missed (its address is handed out again), a free of a block that is not
 * known, a call that failed.  Each call of the file is one event.
 *
 * With a session in stream mode the memory needed grows with the blocks that
 * live at once, not with the events.
 */
#ifndef POOLSCOPE_TRACE_REPLAY_H
#define POOLSCOPE_TRACE_REPLAY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/pymalloc.h"

struct replay;
struct session;
struct strbuf;
struct trace_reader;

enum replay_flags {
	REPLAY_VERIFY = 1,	/* compare with what was recorded */
	REPLAY_NAMES = 2,	/* give the session the names of the trace */
	REPLAY_MARKS = 4,	/* ... and its marks; it has a history */
	REPLAY_QUICK = 16,	/* the session is a stream and only its heap
				   is looked at; excludes the others but
				   VERIFY */
	REPLAY_ORIGINS = 8	/* ... and the sites, threads and times of its
				   calls */
};

/*
 * Where the profile of a replay comes from, first that has one: CHOSEN (or
 * NULL: not chosen), the trace's header, classic.
 */
enum replay_source {
	REPLAY_CHOSEN,
	REPLAY_HEADER,
	REPLAY_DEFAULT
};

/*
 * The profile that R is to be replayed under.  False if the header names none
 * that there is: ERROR then got one line with file and line.
 */
bool replay_profile(const struct trace_reader *r,
    const struct pym_profile *chosen, struct pym_profile *out,
    enum replay_source *source, struct strbuf *error);

/*
 * Readies to play R into S, whose heap is empty; both outlive the replay.
 * The session's arena hook is used until replay_free.
 */
struct replay *replay_new(struct session *s, struct trace_reader *r,
    unsigned flags);
void replay_free(struct replay *p);		/* NULL is allowed */

/*
 * FN hears of each thing worth a line about the call at LINE of the trace: a
 * mismatch.  TEXT is untranslated, without file and line.
 */
void replay_on_mismatch(struct replay *p,
    void (*fn)(void *ctx, uint64_t line, const char *text), void *ctx);

enum replay_status {
	REPLAY_EVENT,		/* as many more as wanted were applied */
	REPLAY_NONE,		/* live: none now, ask again */
	REPLAY_END,		/* no more; what came before stands */
	REPLAY_ERROR,		/* no more: trace_error says why */
	REPLAY_NO_MEMORY	/* the session could not take the event */
};

/* Plays the next N events (N > 0), or as many as there are. */
enum replay_status replay_run(struct replay *p, uint64_t n);

struct replay_counts {
	uint64_t events;	/* all of these: */
	uint64_t mallocs, callocs, reallocs, frees;
	uint64_t null_results;	/* calls that failed when recorded */
	uint64_t null_frees;	/* free(NULL) */
	uint64_t unknown_frees;	/* of blocks that are not known */
	uint64_t unknown_reallocs; /* the same: replayed as mallocs */
	uint64_t missed_frees;	/* ended by their address coming again */
	uint64_t not_replayed;	/* this machine had no memory for them */
	uint64_t marks, sites;
	uint64_t arenas_obtained, arenas_given_back; /* as recorded */
	/* With REPLAY_VERIFY: */
	uint64_t arena_events;	/* compared */
	uint64_t addresses;	/* compared */
	uint64_t mismatches;	/* of both */
};

const struct replay_counts *replay_counts(const struct replay *p);

#endif
