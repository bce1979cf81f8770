/*
 * compare.h - one history under several profiles: what each of them made of
 * it, in figures over time.
 */
#ifndef POOLSCOPE_APP_COMPARE_H
#define POOLSCOPE_APP_COMPARE_H

#include "app/options.h"
#include "session/session.h"
#include "support/strbuf.h"

#define COMPARE_MOST 8		/* profiles */
#define COMPARE_SAMPLES 512	/* of figures over time, at the most */

/* The figures after an event. */
struct compare_sample {
	uint64_t event;
	uint64_t figures[SESSION_FIGURES];
};

/* What one profile made of the history. */
struct compared {
	struct pym_profile profile;
	char name[128];		/* with its variations */
	struct compare_sample samples[COMPARE_SAMPLES];
	size_t count;		/* of them; every PER-th event, and the last */
	uint64_t per, events;
	struct pym_stats stats;	/* at the end */
};

/* The profiles that are asked for: those named behind the trace, or the
   trace's own and one each of the later geometries.  False: it said why. */
bool compare_profiles(const struct options *o, struct pym_profile *out,
    size_t *n);

/* Replays the trace at O's first argument under PROFILE.  False: it said
   why. */
bool compare_run(const struct options *o, const struct pym_profile *profile,
    struct compared *out);

/* A table for people; figures over time for spreadsheets; all of it. */
void compare_table(const struct compared *list, size_t n, struct strbuf *out);
void compare_csv(const struct compared *list, size_t n, struct strbuf *out);
void compare_json(const struct compared *list, size_t n, const char *trace,
    struct strbuf *out);

#endif
