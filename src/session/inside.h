/*
 * inside.h - what the files of the session share.
 *
 *	apply.c       one event done to the heap and the tables; new events
 *	bases.c       where arenas are shown
 *	append.c      calls at the end of a history, by the short way
 *	call.c        one event done to the heap
 *	observe.c     the same with every decision kept; pausing within one
 *	try.c         what an event would do
 *	interleave.c  two at once
 *	steps.c       the last events, ready to be taken back
 *	travel.c      going to an event, a decision, a command
 *	line.c        commands, futures, marks
 *	figures.c     figures over time
 *	query.c       questions over history
 *	checkpoint.c  moments kept to go back to
 *	keep.c        their tables
 *	drop.c        the oldest given up
 *	look.c        blocks and names at this moment, and ended ones
 *	session.c     making, resetting, freeing
 */
#ifndef POOLSCOPE_SESSION_INSIDE_H
#define POOLSCOPE_SESSION_INSIDE_H

#include "session/block.h"
#include "session/history.h"
#include "session/keep.h"
#include "session/name.h"
#include "session/paused.h"
#include "session/session.h"

/* Everything that is different at another moment, but for the heap. */
struct moment {
	uint64_t event;		/* events applied */
	uint64_t arenas;	/* ever obtained */
	uint64_t live;		/* blocks */
	uint64_t asked;		/* bytes asked for by live blocks */
	uint64_t pooled;	/* of them in pools */
	uint64_t in_blocks;	/* bytes of the blocks that these have */
	uint64_t peak_bytes;	/* most of ASKED until now */
	uint64_t peak_event;	/* the first event after which it was that */
	uint32_t last_block;
	struct blocks blocks;
	struct standings names;
};

struct checkpoint {
	struct pym_snapshot *heap;
	struct moment moment;		/* but for blocks and names: */
	struct blocks_then blocks;
	struct names_then names;
	size_t bytes;			/* that going to it may have to copy */
};

/* What lay where at the moment of a decision: later it may be gone. */
struct sight {
	struct pym_location address, before, after;
};

/* Decisions kept, with what they wrote. */
struct kept {
	struct pym_decision *decisions;
	size_t count, room;
	struct pym_write *writes;
	size_t write_count, write_room;
	struct sight *decision_sights, *write_sights;
	size_t decision_sight_room, write_sight_room;
};

void kept_clear(struct kept *kept);
void kept_free(struct kept *kept);
void kept_add(struct kept *kept, const struct pym_heap *heap,
    const struct pym_decision *d);
/* Lets the decisions point at their writes; to be called after the last. */
void kept_finish(struct kept *kept);
/* What lay where when D was taken, or W written: as noted then, or as it is
   now for one that the session does not keep. */
struct sight kept_decision_sight(const struct session *s,
    const struct pym_decision *d);
struct sight kept_write_sight(const struct session *s,
    const struct pym_write *w);

/* An event about to happen, being done, or done to the heap. */
struct act {
	const struct event *event;
	struct slot *block, *ends;	/* the live ones it names, or NULL */
	enum session_status status;
	void *p;			/* what the call returned */
};

/* How a call is done: plainly (both NULL), or by operations. */
struct run {
	struct session *session;
	struct act *act;
	struct pym_operation *free_first; /* of the block that ends */
	struct pym_operation *call;
	struct kept *kept;		/* where decisions go, or NULL */
	struct paused *paused;		/* yield here at each, or NULL */
	uint64_t arenas;		/* obtained before */
};

/* Where the bases come from that arenas obtained are shown at. */
enum bases {
	BASES_AGAIN,		/* history: the event happens again */
	BASES_NEW,		/* what session_add_base told; noted */
	BASES_TRIED		/* the same, but nobody hears of it */
};

/* Between two decisions of event NOW.event + 1. */
struct within {
	size_t decision;	/* taken; 0: we are between events */
	struct event event;
	void *bytes;		/* that it writes */
	struct act act;
	struct run run;
};

/* What is asked of a block that has ended. */
enum ended_detail {
	ENDED_NAME,		/* not its size */
	ENDED_ALL
};

/* An event that can be taken back; steps.c. */
#define STEPS_KEPT	256u

struct slot_before {
	size_t at;
	struct slot slot;
	uint32_t site;
};

struct step {
	struct pym_operation *call, *free_first;
	struct moment before;		/* its tables are not those */
	struct slot_before slots[3];	/* but for what changed */
	unsigned slot_count;
};

/* Those before where we are, the newest last. */
struct steps {
	struct step *list;		/* round and round */
	size_t first, count;
};

struct mark {
	uint32_t name;
	struct branch *branch;	/* that holds the event */
	uint64_t event;
	size_t older;		/* 1 + an older mark of that name, or 0 */
};

struct session {
	unsigned flags;
	struct pym_profile profile;
	struct pym_heap *heap;
	struct names *names;
	struct places places;
	struct makers *makers;
	struct history history;
	struct moment now;
	struct numbers numbers;
	struct index *index;

	struct checkpoint *empty;	/* event 0 */
	struct checkpoint *origin;	/* where what is kept begins */
	struct keep_stock stock;	/* of the checkpoints' tables */
	size_t checkpoint_budget;	/* bytes, for all of them */
	size_t memory_limit;		/* bytes, for the history's logs */
	uint64_t file_limit;		/* ... and in the file */
	uint32_t generation;		/* histories there have been */
	uint64_t interval;		/* events between checkpoints */
	uint64_t next_checkpoint;	/* after this event */

	struct steps steps;
	struct kept kept;		/* decisions of event KEPT_EVENT */
	uint64_t kept_event;		/* 0: of none */
	struct slot kept_blocks[2];	/* those it was about, as they were
					   before; number 0: none */
	uint32_t kept_sites[2];		/* theirs */
	struct kept tried;
	struct within within;

	uint64_t *told;			/* bases not yet taken */
	size_t told_first, told_count, told_room;
	size_t told_taken;		/* by the event being applied */
	enum bases bases;
	uint64_t arena_events;		/* obtained and given back, by events
					   old and new */
	struct base *got;		/* arenas it obtained, with a base */
	size_t got_count, got_room;
	void (*on_arena)(void *ctx, bool obtained, uint64_t ordinal);
	void *on_arena_ctx;
	void (*before_arena)(void *ctx);
	void *before_arena_ctx;

	struct pym_crash crash;		/* the last one, and ... */
	char *last_words;		/* ... what CPython prints then */
	uint32_t debug_extra;		/* bytes the debug hooks ask for */
	uint32_t forked;
	char *command;			/* its text, while one is open */
	uint64_t command_last;		/* its last event; 0: none yet */
	uint64_t command_events;
	struct mark *marks;
	size_t mark_count, mark_room;
	size_t *mark_of;		/* by name: 1 + the newest, or 0 */
	size_t mark_of_count, mark_of_room;
};

static inline bool
session_streams(const struct session *s)
{
	return (s->flags & SESSION_STREAM) != 0;
}

/* The bytes that a block was asked for by E. */
static inline uint64_t
event_asked(const struct event *e)
{
	return e->kind == EVENT_CALLOC ? e->nelem * e->size : e->size;
}

/* Whether E is what only a broken program does. */
static inline bool
event_is_wild(const struct event *e)
{
	return e->kind == EVENT_FREE_WILD || e->kind == EVENT_WRITE_WILD;
}

/* ---- call.c */

/* Does what ACT says to the heap. */
void act_call(struct pym_heap *heap, struct act *act,
    const struct run *run);

/* ---- apply.c */

/* A command's first events are observed: its decisions may be asked for. */
#define OBSERVED_EVENTS	64u

/* Tests whether E can happen now; finds the blocks it names. */
enum session_status act_prepare(const struct session *s,
    const struct event *e, struct act *act);
/* Does to the tables what it did to the heap; GAVE tells what. */
void act_settle(struct session *s, const struct act *act,
    struct gave *gave);
/* Does event E, the next of the history, again. */
enum session_status apply_again(struct session *s, const struct event *e,
    bool observed);
/* What follows TIP's last event, where there is something: arenas' places that
   were told, a command that goes on, a checkpoint. */
void apply_follow(struct session *s, struct branch *tip);
/* Completes the event that we are within; returns where that was. */
size_t apply_step_out(struct session *s);
/* Takes that back. */
void apply_step_in(struct session *s, size_t decision);

/* ---- bases.c */

/* The heap's arena hook. */
uint64_t apply_arena(void *ctx, bool obtained, uint64_t ordinal,
    uint64_t address);
/* The bases that a new event took stay taken, and are the history's. */
void bases_keep(struct session *s);

/* ---- observe.c */

void run_begin(struct run *run, struct session *s, struct act *act,
    struct kept *kept);
/* The same, but nobody looks at its decisions. */
void run_begin_unseen(struct run *run, struct session *s, struct act *act);
/* The blocks that ACT ends, if it does, are known from now on, for as long as
   the decisions of its event are kept. */
void kept_blocks_note(struct session *s, const struct act *act);
void run_call(struct run *run);
void run_undo(struct run *run);
void run_end(struct run *run);

/* Goes within event now.event + 1, after its first decision; its decisions
   are all kept.  An event of fewer than two has no place within. */
enum session_status within_enter(struct session *s);
/* On to the next place, of which there must be one. */
void within_advance(struct session *s);
/* Back to the place after DECISION decisions; 0 is before the event. */
enum session_status within_return(struct session *s, size_t decision);
/* Does the rest of it. */
void within_complete(struct session *s);
/* Back to before the event; nothing where we are not within one. */
void within_abandon(struct session *s);

/* ---- checkpoint.c */

/* Copying so many bytes in or out of a checkpoint takes about the time of an
   event, and no more than a part of all time shall go into it. */
#define BYTES_PER_EVENT	32u

struct checkpoint *checkpoint_take(struct session *s);
void checkpoint_drop(struct session *s, struct checkpoint *c);
/* Bytes that all of them take. */
size_t checkpoint_bytes(const struct session *s);
/* The last checkpoint of the present line at or before event N. */
struct checkpoint *checkpoint_before(const struct session *s, uint64_t n);
void checkpoint_restore(struct session *s, const struct checkpoint *c);
/* Takes one here, where one is due; when the next is. */
void checkpoint_consider(struct session *s);
/* When the present line was changed: when the next is due. */
void checkpoint_plan(struct session *s);
/* The checkpoint of the present line at event N, which is nobody's now. */
struct checkpoint *checkpoint_claim(struct session *s, uint64_t n);
/* Those go that stand at event N or before, or in lines that were dropped. */
void checkpoint_forget(struct session *s, uint64_t n);

/* ---- drop.c */

/* Where there is no room for what the present line, at whose end we are, has:
   the oldest is given up. */
void drop_oldest(struct session *s);

/* ---- steps.c */

/* As apply_again, but the event can be taken back, if it is an ordinary one.
   What is done in any other way than by these two makes all be forgotten. */
enum session_status steps_apply(struct session *s, const struct event *e,
    bool observed);
/* RUN, whose operations were done, is about to be settled: it can be taken
   back.  They are not RUN's any more. */
void steps_push(struct session *s, struct run *run);
/* Takes the last back, of which there must be one. */
void steps_back(struct session *s);
void steps_forget(struct session *s);
void steps_free(struct session *s);

/* ---- figures.c */

/* What is known after the event that was just applied, BEFORE and AFTER which
   the heap's counters were these.  Returns what happened: bits. */
unsigned figures_sample(const struct session *s,
    const struct pym_counts *before, const struct pym_counts *after,
    struct sample *out);
/* That event is the present line's last. */
void figures_add(struct session *s, const struct sample *now);
/* The series of the present line gets a border behind event N, where we are
   and which is not its last: another line is about to begin there. */
enum session_status figures_cut(struct session *s, uint64_t n);

/* ---- query.c */

/* Which events made each block of a line, and set its size last. */
struct makers;
struct makers *makers_new(void);
/* Forgets what was found out. */
void makers_clear(struct makers *m);
void makers_free(struct makers *m);
size_t makers_bytes(const struct makers *m);

/* ---- travel.c */

/* To event N of the present line, with its decisions kept; STRAY: the
   moment we are at does not lie on it. */
enum session_status travel(struct session *s, uint64_t n, bool stray);

/* ---- look.c */

/* The name of block NUMBER just before event N; element in *ELEMENT. */
uint32_t look_name(const struct session *s, uint32_t number, uint64_t n,
    uint32_t *element);

#endif
