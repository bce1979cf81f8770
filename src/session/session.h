/*
 * session.h - a heap with names, a history and a place in time.
 *
 * The session is the only thing that changes a heap.  Every mode (REPL,
 * script, lesson, replay, live) gives it events; it applies them, remembers
 * them, and can be anywhere in that history: at an event, or between two of
 * the allocator's decisions within one.
 *
 *	past ----o----o----o----o [here] o----o----o   events of this line
 *	                   \
 *	                    o----o----o                a future left behind
 *
 * Going anywhere is done by restoring the nearest checkpoint and applying
 * the events again; nothing is ever undone by inverse operations, but for one
 * operation in progress.  An event applied in the past keeps what came after
 * as a future and starts a new line.
 */
#ifndef POOLSCOPE_SESSION_H
#define POOLSCOPE_SESSION_H

#include "core/broken.h"
#include "core/pymalloc.h"

struct session;

/* What a call of the session can answer; on any but OK nothing changed. */
enum session_status {
	SESSION_OK = 0,
	SESSION_NO_MEMORY,	/* memory of our own is short */
	SESSION_FAILED,		/* the allocator returned NULL */
	SESSION_NOT_LIVE,	/* the event's block does not live here */
	SESSION_OUTSIDE,	/* a write beyond its block */
	SESSION_CRASHED,	/* CPython would crash: session_crash */
	SESSION_REFUSED,	/* the system's free would stop the program */
	SESSION_NO_SUCH_EVENT,	/* before the start or beyond the end */
	SESSION_NO_SUCH_FUTURE,
	SESSION_NO_SUCH_MARK,
	SESSION_NO_HISTORY,	/* made without one */
	SESSION_DROPPED		/* before session_first: given up */
};

/* ------------------------------------------------------------------------
 * Events
 */

enum event_kind {
	EVENT_MALLOC,		/* size */
	EVENT_CALLOC,		/* nelem, size: of one element */
	EVENT_REALLOC,		/* block (NO_BLOCK: NULL), size */
	EVENT_FREE,		/* block (NO_BLOCK: NULL) */
	EVENT_WRITE,		/* block, offset, bytes, size */
	EVENT_NOTHING,		/* a call recorded that changes nothing: it
				   failed, freed NULL or an unknown block */
	/* What a broken program does, with a nominal address as OFFSET: */
	EVENT_FREE_WILD,	/* frees what is there, whatever it is */
	EVENT_WRITE_WILD	/* bytes, size: writes there */
};

#define SESSION_NO_NAME		0u		/* of event.name */
#define SESSION_WHOLE		UINT32_MAX	/* of event.element: no list */
#define SESSION_NO_BLOCK	0u		/* block numbers start at 1 */
#define SESSION_NO_SITE		0u		/* of event.site */
#define SESSION_NO_THREAD	0u		/* of event.thread */

/*
 * One event as data.  Blocks are named by number: every successful malloc,
 * calloc or moving realloc makes a block with the next number ($1, $2, ...).
 */
struct event {
	enum event_kind kind;
	uint32_t block;		/* realloc, free, write: which; of the wild
				   ones whose address it was, or NO_BLOCK */
	uint32_t ends;		/* a block whose free was missed: it is freed
				   first, within this event; or NO_BLOCK */
	uint32_t name;		/* what the result is called
				   (session_intern), or NO_NAME */
	uint32_t element;	/* its place in the list of that name, or
				   WHOLE.  A malloc or calloc for element 0
				   starts the list afresh. */
	uint64_t size, nelem;
	uint64_t offset;	/* of a write, from the block's start; of a
				   wild event, the address */
	uint64_t time;		/* nanoseconds it was recorded at, plus 1; 0:
				   not known */
	uint32_t site;		/* whose call it was (session_add_site), or
				   NO_SITE */
	uint32_t thread;	/* on which thread (session_add_thread), or
				   NO_THREAD */
	const void *bytes;	/* SIZE bytes to write; copied when applied */
};

struct outcome {
	enum session_status status;
	void *p;		/* what malloc, calloc or realloc returned */
	uint64_t address;	/* the same, nominal; 0 for NULL */
	uint32_t block;		/* the result's number; unchanged where a
				   realloc did not move */
	bool moved;		/* realloc: to another address */
};

enum session_flags {
	SESSION_STREAM = 1	/* no history: apply and forget */
};

/* NULL when memory is short. */
struct session *session_new(const struct pym_profile *profile,
    unsigned flags);
void session_free(struct session *s);

/* For looking only: changing it is the session's business. */
const struct pym_heap *session_heap(const struct session *s);
const struct pym_profile *session_profile(const struct session *s);

/*
 * Empties heap, names and history, futures and marks included; numbers from
 * session_intern end with it.  PROFILE NULL keeps the one it has.  FAILED:
 * PROFILE cannot work, nothing changed; NO_MEMORY: emptied, but the profile
 * is the old one.
 */
enum session_status session_reset(struct session *s,
    const struct pym_profile *profile);

/*
 * Applies E here and adds it to the history.  In the past, what came after
 * becomes a future first (session_forked tells its number).  A failure makes
 * no event.  A place between decisions is first completed.
 */
enum session_status session_apply(struct session *s, const struct event *e,
    struct outcome *out);

/* How the last session_apply or session_try that answered CRASHED ended. */
struct pym_crash session_crash(const struct session *s);
/* And what CPython would have printed on standard error before that: lines of
   its debug hooks, with nominal addresses, or "". */
const char *session_last_words(const struct session *s);

/*
 * What E would do: outcome and decisions (session_tried), the heap, names and
 * history unchanged.  Between decisions: what it would do after the event
 * that we are within.  On FAILED the decisions that led to it are there.
 */
enum session_status session_try(struct session *s, const struct event *e,
    struct outcome *out);
const struct pym_decision *session_tried(const struct session *s, size_t *n);

/*
 * The base at which the next arena not yet spoken for is to be shown, as a
 * recording tells; call it before the event that obtains the arena.
 */
void session_add_base(struct session *s, uint64_t base);

/* The base that the so-many-th arena, from 0, is shown at by that; 0: none was
   told. */
uint64_t session_base(const struct session *s, uint64_t ordinal);

/* FN hears of the arenas that newly applied events obtain and give back
   (not of those obtained again while going through history). */
void session_on_arena(struct session *s,
    void (*fn)(void *ctx, bool obtained, uint64_t ordinal), void *ctx);

/* FN hears, before a newly applied event obtains an arena, that it is about
   to: the heap is as it then is.  NULL: nobody. */
void session_before_arena(struct session *s, void (*fn)(void *ctx),
    void *ctx);

/*
 * A command is a run of events that undo and redo move over as one.  TEXT is
 * copied.  A command without events is forgotten.  Commands do not nest.
 */
void session_begin_command(struct session *s, const char *text);
void session_end_command(struct session *s);

/* ------------------------------------------------------------------------
 * Where we are, and going elsewhere
 */

uint64_t session_event(const struct session *s);	/* events applied */
uint64_t session_length(const struct session *s);	/* of this line */
/* The first moment that there is: 0, or the one before which the oldest events
   were dropped, as there was no room for them. */
uint64_t session_first(const struct session *s);
/* Whether commands have events before that. */
bool session_lost_commands(const struct session *s);
/* Decisions of event session_event + 1 already taken; 0 between events. */
size_t session_decision(const struct session *s);

/* Event N (from 1, or behind session_first) of this line, and what it gave (E
   and OUT may be NULL); false beyond it.  BYTES is valid until the session
   changes, or other events were looked at. */
bool session_event_at(const struct session *s, uint64_t n, struct event *e,
    struct outcome *out);

/* N events applied; 0 is the empty heap. */
enum session_status session_goto(struct session *s, uint64_t n);

/*
 * One event on or back.  From between decisions next completes the event and
 * back returns to before it.
 */
enum session_status session_next(struct session *s);
enum session_status session_back(struct session *s);

/*
 * One decision on or back.  An event of K decisions has K - 1 places within;
 * the K-th step ends on the other side of it.
 */
enum session_status session_step(struct session *s);
enum session_status session_back_step(struct session *s);

/*
 * The decisions of the event that was last applied, or that we are within
 * (then session_decision says how many of them have been taken).  Event 0 has
 * none.  Valid until the session changes.
 */
const struct pym_decision *session_decisions(struct session *s, size_t *n);

/* To before the command that made the last event; to after the next one. */
enum session_status session_undo(struct session *s);
enum session_status session_redo(struct session *s);
/* The text of the command that made event N, or NULL; *FIRST and *LAST (or
   NULL) are its events, as far as this line has them. */
const char *session_command_of(const struct session *s, uint64_t n,
    uint64_t *first, uint64_t *last);

/* The first event from N on that a command made, or 0. */
uint64_t session_command_from(const struct session *s, uint64_t n);

/* Lines left behind, numbered from 1 in the order they were first left; a
   line keeps its number for good. */
struct session_future {
	uint32_t number;
	uint64_t fork;		/* events it shares with the present line */
	uint64_t length;	/* events in all */
	const char *command;	/* of its first event of its own, or NULL */
};
size_t session_futures(const struct session *s, struct session_future *out,
    size_t max);
/* The number of the future that the last session_apply left, or 0. */
uint32_t session_forked(const struct session *s);
/* To the end of future NUMBER; the present line becomes a future in turn and
   the one gone to is no future any more. */
enum session_status session_goto_future(struct session *s, uint32_t number);

/* Marks name moments of the present line; a mark of that name moves. */
enum session_status session_mark(struct session *s, const char *name);
enum session_status session_mark_at(struct session *s, const char *name,
    uint64_t event);
bool session_find_mark(const struct session *s, const char *name,
    uint64_t *event);
/* Calls FN (or NULL) for each mark of this line, by event; how many. */
size_t session_marks(const struct session *s,
    void (*fn)(void *ctx, const char *name, uint64_t event), void *ctx);

/* Bytes of memory that going through time takes. */
struct session_memory {
	size_t events;		/* the logs */
	uint64_t dropped;	/* events */
	size_t events_limit;	/* so much of them stays in memory; the rest
				   goes to a file */
	uint64_t file, file_limit;	/* that they take there, at most */
	int file_error;		/* why the file cannot grow, an errno; or 0 */
	bool file_made;		/* ... though there is one */
	size_t checkpoints;	/* moments to go back to, and how many */
	size_t count;
	size_t limit;		/* bytes that they may take: else some are
				   given up */
	size_t blocks;		/* tables of the blocks that live or lived */
};
void session_memory(const struct session *s, struct session_memory *out);
/* So many bytes of events in memory, and in the file, from now on. */
void session_limit_history(struct session *s, size_t memory, uint64_t file);

/* Whether the file does not take what it has to. */
bool session_file_failed(const struct session *s);

/* The first event after which the most bytes were asked for and live. */
uint64_t session_peak(const struct session *s);

/* ------------------------------------------------------------------------
 * Figures over time: kept while events are applied for the first time, for
 * the whole line, at a resolution that is a few thousand spans in all
 */

enum session_figure {
	SESSION_ASKED,		/* bytes asked for by live blocks */
	SESSION_POOLED,		/* of them in pools */
	SESSION_IN_BLOCKS,	/* bytes of the blocks handed out of pools */
	SESSION_POOLS,		/* pools that have a block handed out */
	SESSION_ARENAS,		/* arenas there are */
	SESSION_FIGURES
};

enum session_happening {
	SESSION_POOL_FILLED,
	SESSION_ARENA_OBTAINED,
	SESSION_ARENA_GIVEN_BACK,
	SESSION_POOL_EMPTIED,
	SESSION_HAPPENINGS
};

/* Some events in a row; of each figure what it was after one of them. */
struct session_span {
	uint64_t first, last;	/* the events; last 0: it has none */
	uint64_t min[SESSION_FIGURES], max[SESSION_FIGURES];
	uint64_t end[SESSION_FIGURES];		/* after the last */
	uint64_t count[SESSION_HAPPENINGS];	/* how often it happened */
	uint64_t first_of[SESSION_HAPPENINGS];	/* the events where it did; */
	uint64_t last_of[SESSION_HAPPENINGS];	/* 0: none */
};

/* The figures of this moment. */
void session_figures(const struct session *s,
    uint64_t out[SESSION_FIGURES]);

/*
 * The line as COUNT spans: OUT[i] covers event i * PER + 1 and on, PER of
 * them.  Where the resolution is coarser than that, a span shows what is
 * known around it; each happening is counted in one span only.
 */
void session_spans(const struct session *s, uint64_t per,
    struct session_span *out, size_t count);

/* A number for the present line, never that of another one: what is known of
   a line can be kept as long as number and length are the same. */
uint64_t session_line(const struct session *s);
/* To event N of the line of that number, which is then the present one, as
   with session_goto_future. */
enum session_status session_goto_line(struct session *s, uint64_t line,
    uint64_t n);

/* ------------------------------------------------------------------------
 * Blocks and names at this moment.  Between two decisions what memory says
 * counts: a block that is free there is freed, by the event that we are
 * within; one that was handed out there is nobody's until the event is done.
 */

struct session_block {
	uint32_t number;	/* $number */
	uint64_t address;	/* nominal */
	uint64_t size;		/* bytes asked for */
	uint64_t born;		/* the event that made it */
	const char *name;	/* or NULL; valid until the session changes */
	uint32_t element;	/* in the list of that name, or WHOLE */
	bool live;
	uint64_t freed;		/* the event that ended it, where known */
	uint32_t site;		/* whose call got it, or changed its size
				   last; or NO_SITE */
};

/* The number for NAME (LENGTH bytes), the same for the same bytes. */
uint32_t session_intern(struct session *s, const char *name, size_t length);
const char *session_name(const struct session *s, uint32_t name);

/* Block NUMBER, live or ended before now; false if there is none yet.  One
   that ended is looked up in the history, which can take milliseconds; in a
   stream nothing but its number is known. */
bool session_block(const struct session *s, uint32_t number,
    struct session_block *out);
/* The live block that starts at a nominal address or whose bytes hold it. */
bool session_block_at(const struct session *s, uint64_t address,
    struct session_block *out);
/* The next older block that lives at the very address of block B: in a broken
   heap one is handed out several times. */
bool session_block_also(const struct session *s,
    const struct session_block *b, struct session_block *out);
/* The numbers of the live blocks, ascending: *N of them, the caller's to
   free. */
uint32_t *session_live_list(const struct session *s, size_t *n);
/* Calls FN for each live block, in no order. */
void session_each_live(const struct session *s,
    void (*fn)(void *ctx, const struct session_block *b), void *ctx);
uint32_t session_last_block(const struct session *s);	/* $; 0: none */
uint64_t session_live_blocks(const struct session *s);	/* after the event
						   session_event */
/* Sum of the bytes asked for by live blocks in pools. */
uint64_t session_requested_bytes(const struct session *s);

/* What a name stands for; false if it never stood for anything here. */
struct session_binding {
	uint32_t name;
	bool list;
	uint32_t length;	/* of the list, freed elements included; or 1 */
	uint32_t live;		/* how many of them live */
};
bool session_binding(const struct session *s, const char *name,
    struct session_binding *out);
/* Its block number at ELEMENT (0 or WHOLE of a plain name), live or freed;
   NO_BLOCK where it has none, or another name has taken the block over. */
uint32_t session_element(const struct session *s, uint32_t name,
    uint32_t element);
/* Calls FN for each name that has something live, sorted by name. */
void session_names(const struct session *s,
    void (*fn)(void *ctx, const struct session_binding *b), void *ctx);

/* ------------------------------------------------------------------------
 * Call sites and threads of what was recorded, by numbers from 1.  They belong
 * to the session, not to a moment; a reset forgets them.
 */

struct session_site {
	uint64_t number;	/* as recorded */
	const char *file;	/* any bytes but NUL, to be shown with care; */
	const char *function;	/* both NULL where it was never defined */
	uint64_t line;
};

/* A new one; its texts are copied. */
uint32_t session_add_site(struct session *s, const struct session_site *site);
/* SITE is this from now on. */
void session_define_site(struct session *s, uint32_t site,
    const struct session_site *is);
/* NULL for a number that is no site. */
const struct session_site *session_site(const struct session *s,
    uint32_t site);
uint32_t session_sites(const struct session *s);	/* how many */

/* A thread that was recorded as ID. */
uint32_t session_add_thread(struct session *s, uint64_t id);
/* False for a number that is no thread. */
bool session_thread(const struct session *s, uint32_t thread, uint64_t *id);
uint32_t session_threads(const struct session *s);	/* how many */

/* What the block that lived last at ADDRESS was called, for "was b"; false
   if none lived there before now.  Searches back a bounded way. */
bool session_former(const struct session *s, uint64_t address,
    struct session_block *out);
/* The same, but its size is not told: that is quicker. */
bool session_former_name(const struct session *s, uint64_t address,
    struct session_block *out);

#endif
