/*
 * history.h - the tree of event logs.
 *
 *	branch 0  o--o--o--o--o--o--o
 *	                 \
 *	branch 1          o--o--o--o         fork 3, parent branch 0
 *	                        \
 *	branch 2                 o--o        fork 5, parent branch 1
 *
 * A branch holds the events that follow its FORK, and every branch is the end
 * of one line of events.  The present line is one of them, kept as its path:
 * which branch holds which of its events.  Leaving events behind copies
 * nothing: the new branch names the one it leaves and where.
 *
 * An event that is a line's N-th has number N in every line that shares it.
 */
#ifndef POOLSCOPE_SESSION_HISTORY_H
#define POOLSCOPE_SESSION_HISTORY_H

#include "session/archive.h"
#include "session/elders.h"
#include "session/record.h"
#include "session/series.h"

struct checkpoint;

struct command {
	uint64_t first, last;	/* its events */
	char *text;
};

struct base {
	uint64_t ordinal;	/* of the arena */
	uint64_t address;	/* where it is shown */
};

struct branch {
	struct branch *parent;	/* who holds event FORK; NULL if that is 0 */
	uint64_t fork;		/* events before its own */
	uint32_t number;	/* as a future; 0 if it was never left */
	uint32_t id;		/* its place among the history's branches */
	uint32_t blocks;	/* made before its own events */
	uint64_t arenas;	/* obtained before its own events */
	bool renames;		/* a realloc of its own gave a name */
	bool dropped;		/* its line is given up */
	struct log log;
	struct series series;	/* of its own events */
	struct command *commands;
	size_t command_count, command_room;
	struct base *bases;
	size_t base_count, base_room;
	struct checkpoint **checkpoints; /* by event; the branch's own */
	size_t checkpoint_count, checkpoint_room;
	uint64_t peak_bytes, peak_event; /* of the whole line */
};

/* Events BRANCH->fork + 1 to END of the present line are BRANCH's. */
struct segment {
	struct branch *branch;
	uint64_t end;		/* UINT64_MAX for the last segment */
};

struct history {
	struct archive archive;	/* of the logs */
	uint64_t base;		/* what is kept of any line begins behind
				   this event; 0: it is all there */
	struct elders elders;	/* who lived there */
	bool lost_commands;	/* some had events up to there */
	struct branch **branches;
	size_t branch_count, branch_room;
	struct branch **left;	/* the futures by number, from 1 at [0] */
	size_t left_count, left_room;
	struct segment *path;
	size_t depth, path_room;
};

/* MEMORY and FILE are bytes that the logs may take, there and there. */
void history_init(struct history *h, size_t memory, uint64_t file);
/* The caller has dropped the checkpoints. */
void history_free(struct history *h);

/* The branch at the end of the present line. */
struct branch *history_tip(const struct history *h);
uint64_t history_count(const struct history *h);

/* The segment of the present line that holds event N; N 0: the first. */
size_t history_segment(const struct history *h, uint64_t n);

/* Event N of the present line, base < N <= length. */
void history_fetch(const struct history *h, uint64_t n, struct event *e,
    struct gave *gave);
/* Blocks made by events 1 to N >= base. */
uint32_t history_made(const struct history *h, uint64_t n);
/* The event of the present line that made block NUMBER, which may be at the
   base or before it; 0 for none, and for one that ended before. */
uint64_t history_birth(const struct history *h, uint32_t number);
/* The first event after N, up to LAST, that names block NUMBER as the one it
   acts on or ends; 0 for none. */
uint64_t history_next_of(const struct history *h, uint64_t n, uint64_t last,
    uint32_t number);
/* The last event of FIRST to LAST that made a block at ADDRESS or freed it;
   0 for none. */
uint64_t history_last_at(const struct history *h, uint64_t first,
    uint64_t last, uint64_t address);
/* Whether a realloc of this line ever gave a name. */
bool history_renames(const struct history *h);

/* Appends to the present line. */
void history_append(struct history *h, const struct event *e,
    const struct gave *gave);

/*
 * Leaves what follows event N of the present line behind: the line now ends
 * at N.  BLOCKS and ARENAS were made and obtained up to there.  Returns the
 * number of the future that this makes.
 */
uint32_t history_fork(struct history *h, uint64_t n, uint32_t blocks,
    uint64_t arenas);

/* Whether BRANCH is on the present line. */
bool history_is_here(const struct history *h, const struct branch *branch);
/* What is kept begins at event BASE of the present line, where ELDERS live,
   which are the history's now; lines that do not have it are dropped. */
void history_forget(struct history *h, uint64_t base,
    const struct elders *elders);
/* BRANCH, which is not on the present line and nobody's parent that is kept,
   is dropped. */
void history_drop(struct history *h, struct branch *branch);

/* The future of that number, or NULL. */
struct branch *history_future(const struct history *h, uint32_t number);
/* Makes TO's line the present one, which becomes a future; returns how many
   events the two share. */
uint64_t history_switch(struct history *h, struct branch *to);
/* Events that BRANCH's line shares with the present one. */
uint64_t history_shared(const struct history *h, const struct branch *branch);
/* The branch of BRANCH's line that holds its event N > 0. */
const struct branch *history_holder(const struct branch *branch, uint64_t n);

/* The command that made event N of BRANCH's own, or NULL. */
const struct command *history_command(const struct branch *branch,
    uint64_t n);
/* The first event from N on that belongs to a command of BRANCH, or 0. */
uint64_t history_command_from(const struct branch *branch, uint64_t n);
/* Notes that event N of BRANCH, its last, belongs to a command: to the last
   one noted if CONTINUED. */
void history_note_command(struct branch *branch, uint64_t n,
    const char *text, bool continued);

/* The base of the arena of that ordinal, or 0. */
uint64_t history_origin(const struct history *h, uint64_t ordinal);
void history_add_base(struct history *h, uint64_t ordinal, uint64_t address);

#endif
