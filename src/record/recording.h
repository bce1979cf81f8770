/*
 * recording.h - a program that is being recorded, as a stream of records.
 *
 *	struct recording *r = recording_start(&how, &status, &error);
 *
 *	for (;;)
 *		switch (recording_next(r, &rec)) {
 *		case RECORDING_RECORD: ... one more
 *		case RECORDING_NONE:   recording_wait(r, ms);
 *		case RECORDING_END:    ... recording_status(r)
 *		}
 *
 * The program waits when nobody takes what it did; it goes on unrecorded
 * after recording_free.
 */
#ifndef POOLSCOPE_RECORD_RECORDING_H
#define POOLSCOPE_RECORD_RECORDING_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "record/launch.h"

struct recording;
struct strbuf;
struct trace_record;

/* SITES: note call sites.  NULL: it could not be started; *STATUS is why, and
   ERROR has a line. */
struct recording *recording_start(const struct launch_options *how,
    bool sites, enum launch_status *status, struct strbuf *error);
void recording_free(struct recording *r);	/* NULL is allowed */

enum recording_step {
	RECORDING_RECORD,	/* the record is filled */
	RECORDING_NONE,		/* none now */
	RECORDING_END		/* the program has ended, and all is taken */
};

/* The next record; its texts are good until the next call. */
enum recording_step recording_next(struct recording *r,
    struct trace_record *rec);

/* Sleeps until there is a good deal to take, a signal arrives, or MS
   milliseconds have gone by. */
void recording_wait(struct recording *r, int ms);

/* Waits until the first record can be had, or the program has ended. */
void recording_await(struct recording *r);

/* Waits up to MS milliseconds for the program to end; whether it has. */
bool recording_ended(struct recording *r, int ms);

/*
 * The profile of the interpreter, as text; NULL until its first calls have
 * told, which is before recording_next gives the first record.
 */
const char *recording_profile(const struct recording *r);

/* No more is taken: the program goes on unrecorded.  What it wrote before is
   still given. */
void recording_stop(struct recording *r);

/* A mark with TEXT is to stand where the program is now.  A signal handler
   may call this; TEXT must stay. */
void recording_mark(struct recording *r, const char *text);

/* The program's process; what waitpid told of it once it has ended. */
pid_t recording_child(const struct recording *r);
int recording_status(const struct recording *r);

/*
 * The I-th thing to be told of the recording at its end, a line each; NULL:
 * no more.  *FAILED: nothing was recorded.
 */
void recording_tell(const struct recording *r,
    void (*tell)(void *ctx, const char *text), void *ctx, bool *failed);

#endif
