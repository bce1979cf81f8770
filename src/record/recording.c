/* recording.c - a program that is being recorded, as a stream of records. */
#include "config.h"

#include "record/recording.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "record/geometry.h"
#include "record/ring.h"
#include "support/i18n.h"
#include "support/strbuf.h"
#include "support/xalloc.h"
#include "trace/trace.h"

/* The first records are held back until they have told the geometry; there
   are no texts among them worth the copy but marks and sites. */
#define HELD_MOST	20000
#define AWAIT_MS	100

struct held {
	struct trace_record rec;
	char *text;		/* owned: the file's name, NUL, the text */
};

struct recording {
	struct ring *ring;
	bool sites;		/* were wanted */
	pid_t child;
	bool ended;		/* the child */
	int status;
	bool begun;		/* the profile is decided */
	struct geometry geometry;
	char *profile;
	struct held *held;
	size_t nheld, held_room, next_held;
	char *spoken;		/* text of the record that was given last */
	/* From a signal handler: */
	const char *volatile mark;
	volatile uint64_t mark_at;	/* words */
};

struct recording *
recording_start(const struct launch_options *how, bool sites,
    enum launch_status *status, struct strbuf *error)
{
	struct recording *r = xcalloc(1, sizeof(*r));

	r->sites = sites;
	*status = LAUNCH_FAILED;
	r->ring = ring_new(sites, error);
	if (r->ring != NULL)
		*status = launch(how, ring_path(r->ring), &r->child, error);
	if (*status == LAUNCH_DONE)
		return r;
	if (r->child > 0)
		waitpid(r->child, NULL, 0);
	recording_free(r);
	return NULL;
}

void
recording_free(struct recording *r)
{
	if (r == NULL)
		return;
	ring_free(r->ring);
	for (; r->next_held < r->nheld; r->next_held++)
		free(r->held[r->next_held].text);
	free(r->held);
	free(r->spoken);
	free(r->profile);
	free(r);
}

/* ---- the beginning ------------------------------------------------------ */

/* Keeps REC, with a copy of its texts. */
static void
hold(struct recording *r, const struct trace_record *rec)
{
	struct held *h;
	size_t file = rec->kind == TRACE_SITE ? rec->file.length : 0;

	r->held = xgrow(r->held, &r->held_room, r->nheld + 1,
	    sizeof(*r->held));
	h = &r->held[r->nheld++];
	*h = (struct held){ .rec = *rec };
	if (rec->kind != TRACE_MARK && rec->kind != TRACE_SITE)
		return;
	h->text = xcalloc(1, file + rec->text.length + 1);
	if (file > 0)
		memcpy(h->text, rec->file.bytes, file);
	if (rec->text.length > 0)
		memcpy(h->text + file, rec->text.bytes, rec->text.length);
	h->rec.file.bytes = h->text;
	h->rec.text.bytes = h->text + file;
}

static void
decide_profile(struct recording *r)
{
	struct pym_profile profile;
	char text[128];

	if (!geometry_profile(&r->geometry, ring_page(r->ring)->python,
	    &profile))
		return;
	pym_profile_format(&profile, text, sizeof(text));
	r->profile = xstrdup(text);
}

/* Holds records back until the profile is known; false: it is not yet. */
static bool
begin(struct recording *r)
{
	struct trace_record rec;

	while (r->nheld < HELD_MOST) {
		if (!ring_next(r->ring, &rec)) {
			if (!r->ended)
				return false;
			break;
		}
		hold(r, &rec);
		if (geometry_see(&r->geometry, &rec))
			break;
	}
	decide_profile(r);
	return true;
}

/* The next of those held back, if any. */
static bool
release(struct recording *r, struct trace_record *rec)
{
	if (r->next_held == r->nheld)
		return false;
	free(r->spoken);
	*rec = r->held[r->next_held].rec;
	r->spoken = r->held[r->next_held++].text;
	return true;
}

/* ---- records ------------------------------------------------------------ */

static bool
take_mark(struct recording *r, struct trace_record *rec)
{
	if (r->mark == NULL || ring_taken(r->ring) < r->mark_at)
		return false;
	*rec = (struct trace_record){
		.kind = TRACE_MARK,
		.text = { r->mark, strlen(r->mark) },
	};
	r->mark = NULL;
	return true;
}

static bool
look_at_child(struct recording *r)
{
	if (!r->ended && waitpid(r->child, &r->status, WNOHANG) == r->child)
		r->ended = true;
	return r->ended;
}

/* One more, if there is one. */
static bool
next_record(struct recording *r, struct trace_record *rec)
{
	if (!r->begun)
		r->begun = begin(r);
	return r->begun && (release(r, rec) || take_mark(r, rec) ||
	    ring_next(r->ring, rec));
}

enum recording_step
recording_next(struct recording *r, struct trace_record *rec)
{
	if (next_record(r, rec))
		return RECORDING_RECORD;
	if (r->ended)
		return RECORDING_END;
	if (!look_at_child(r))
		return RECORDING_NONE;
	/* It may have written more before it ended. */
	return next_record(r, rec) ? RECORDING_RECORD : RECORDING_END;
}

void
recording_await(struct recording *r)
{
	while (!r->begun && !r->ended) {
		r->begun = begin(r);
		if (!r->begun && !look_at_child(r))
			ring_wait(r->ring, AWAIT_MS);
	}
}

bool
recording_ended(struct recording *r, int ms)
{
	const struct timespec moment = { .tv_nsec = 10 * 1000000L };

	for (; !look_at_child(r) && ms > 0; ms -= 10)
		nanosleep(&moment, NULL);
	return r->ended;
}

void
recording_wait(struct recording *r, int ms)
{
	if (!r->ended)
		ring_wait(r->ring, ms);
}

const char *
recording_profile(const struct recording *r)
{
	return r->profile;
}

void
recording_stop(struct recording *r)
{
	ring_close(r->ring);
}

void
recording_mark(struct recording *r, const char *text)
{
	r->mark_at = ring_written(r->ring);
	r->mark = text;
}

pid_t
recording_child(const struct recording *r)
{
	return r->child;
}

int
recording_status(const struct recording *r)
{
	return r->status;
}

/* ---- what is to be told ------------------------------------------------- */

/* "3.11.2" of "3.11.2 (main, ...". */
static char *
version_of(const struct ring_page *page)
{
	return xstrndup(page->python, strcspn(page->python, " "));
}

static char *
refusal_text(const struct ring_page *page)
{
	char *version = version_of(page), *text;

	switch (page->refusal) {
	case REFUSED_VERSION:
		text = xasprintf(_("CPython %s cannot be recorded: it can be "
		    "from 3.6 to 3.14; the program was not run"), version);
		break;
	case REFUSED_STATIC_36:
		text = xasprintf(_("CPython %s sets its allocators anew when "
		    "it starts, and this one has no shared libpython in which "
		    "that could be seen; the program was not run"), version);
		break;
	case REFUSED_PYTHONMALLOC:
		text = xstrdup(_("PYTHONMALLOC is set, which replaces the "
		    "allocators to be recorded: unset it; the program was not "
		    "run"));
		break;
	case REFUSED_DEV_MODE:
		text = xstrdup(_("-X dev and PYTHONDEVMODE replace the "
		    "allocators to be recorded: leave them out; the program "
		    "was not run"));
		break;
	case REFUSED_FREE_THREADED:
		text = xasprintf(_("CPython %s is a free-threaded build: it "
		    "has mimalloc instead of arenas and pools; the program "
		    "was not run"), version);
		break;
	case REFUSED_DEBUG_BUILD:
		text = xasprintf(_("CPython %s is a debug build: its "
		    "allocators add to every request; use a release build; "
		    "the program was not run"), version);
		break;
	default:
		text = xasprintf(_("CPython %s has no allocators that can be "
		    "set; the program was not run"), version);
		break;
	}
	free(version);
	return text;
}

static void
tell_ending(const struct recording *r, const struct ring_page *page,
    void (*tell)(void *ctx, const char *text), void *ctx)
{
	char *text;

	if (page->ending == ENDING_BYPASSED)
		tell(ctx, _("the program replaced its allocators: the "
		    "recording ends there"));
	if (r->sites && !page->sites)
		tell(ctx, _("where requests come from could not be noted: how "
		    "this version keeps its frames is not known"));
	if (page->left_out == 0)
		return;
	text = xasprintf(ngettext("%" PRIu64 " call of another interpreter "
	    "with a heap of its own was left out",
	    "%" PRIu64 " calls of other interpreters with heaps of their own "
	    "were left out", page->left_out), (uint64_t)page->left_out);
	tell(ctx, text);
	free(text);
}

void
recording_tell(const struct recording *r,
    void (*tell)(void *ctx, const char *text), void *ctx, bool *failed)
{
	const struct ring_page *page = ring_page(r->ring);
	char *text;

	*failed = page->state == RING_UNCLAIMED || page->state == RING_REFUSED;
	if (page->state == RING_UNCLAIMED)
		tell(ctx, _("nothing was recorded: no CPython was started, or "
		    "one that libraries cannot be added to (static, "
		    "set-user-ID)"));
	else if (page->state == RING_REFUSED) {
		text = refusal_text(page);
		tell(ctx, text);
		free(text);
	} else
		tell_ending(r, page, tell, ctx);
}
