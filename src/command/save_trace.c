/*
 * save_trace.c - a session as a text trace.
 *
 * The events are done once more in a heap of its own, so that the arenas are
 * told of where they are obtained and given back.
 */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "command/save.h"
#include "session/session.h"
#include "support/strbuf.h"
#include "support/xalloc.h"
#include "trace/text_line.h"
#include "trace/trace.h"
#include "trace/writer.h"

/* What a block is called in the trace. */
struct call_name {
	uint64_t address;	/* for one without a name */
	char *name;		/* or NULL */
};

/* An arena that was told of. */
struct told_arena {
	uint64_t ordinal, address;
};

struct saver {
	const struct session *s;
	struct session *twin;		/* where they are done again */
	FILE *f;
	struct strbuf lines;
	struct strbuf arenas;		/* of the event being done */
	struct call_name *called;	/* by block number */
	size_t room;
	struct told_arena *told;
	size_t told_count, told_room;
	struct save_marks marks;
	struct save_lost *lost;
};

static void
put(struct saver *sv, const struct trace_record *rec)
{
	trace_print_record(&sv->lines, rec);
	if (sv->lines.length > 65536) {
		fwrite(strbuf_text(&sv->lines), 1, sv->lines.length, sv->f);
		strbuf_clear(&sv->lines);
	}
}

/* ---- arenas ------------------------------------------------------------- */

/* The arena of that ordinal as it is in the twin; 0: it is not there. */
static uint64_t
arena_address(const struct saver *sv, uint64_t ordinal)
{
	const struct pym_heap *heap = session_heap(sv->twin);
	uint32_t slots = pym_arena_slots(heap), i;
	struct pym_arena_view arena;

	for (i = 0; i < slots; i++)
		if (pym_arena(heap, i, &arena) && arena.ordinal == ordinal)
			return arena.address;
	return 0;
}

static void
put_arena(struct saver *sv, bool obtained, uint64_t address)
{
	struct trace_ref at = { .kind = TRACE_ADDRESS, .address = address };
	struct trace_record rec = {
		.kind = obtained ? TRACE_ARENA_OBTAINED :
		    TRACE_ARENA_GIVEN_BACK,
		.size = session_profile(sv->s)->arena_size,
	};

	*(obtained ? &rec.result : &rec.old) = at;
	trace_print_record(&sv->arenas, &rec);
}

static void
on_arena(void *ctx, bool obtained, uint64_t ordinal)
{
	struct saver *sv = ctx;
	size_t i;

	if (obtained) {
		/* Where it lies is known when the event is done. */
		sv->told = xgrow(sv->told, &sv->told_room,
		    sv->told_count + 1, sizeof *sv->told);
		sv->told[sv->told_count++] = (struct told_arena){ ordinal, 0 };
		return;
	}
	for (i = 0; i < sv->told_count; i++)
		if (sv->told[i].ordinal == ordinal) {
			put_arena(sv, false, sv->told[i].address);
			sv->told[i] = sv->told[--sv->told_count];
			return;
		}
}

/* Those that the last event obtained. */
static void
put_obtained(struct saver *sv)
{
	size_t i;

	for (i = 0; i < sv->told_count; i++)
		if (sv->told[i].address == 0) {
			sv->told[i].address = arena_address(sv,
			    sv->told[i].ordinal);
			put_arena(sv, true, sv->told[i].address);
		}
}

/* ---- calls -------------------------------------------------------------- */

/* NULL: it has none, or one that a trace cannot say. */
static char *
name_of(const struct session *s, uint32_t name, uint32_t element)
{
	const char *text = session_name(s, name);

	if (text == NULL || !text_is_name(text, strlen(text)))
		return NULL;
	return element == SESSION_WHOLE ? xstrdup(text) :
	    xasprintf("%s[%u]", text, element);
}

static void
call_block(struct saver *sv, uint32_t block, uint64_t address, char *name)
{
	size_t before = sv->room;

	sv->called = xgrow(sv->called, &sv->room, (size_t)block + 1,
	    sizeof *sv->called);
	if (sv->room > before)
		memset(sv->called + before, 0,
		    (sv->room - before) * sizeof *sv->called);
	free(sv->called[block].name);
	sv->called[block] = (struct call_name){ address, name };
}

static struct trace_ref
ref_of(const struct saver *sv, uint32_t block)
{
	struct trace_ref ref = { .kind = TRACE_NULL };
	const struct call_name *called;

	if (block == SESSION_NO_BLOCK || block >= sv->room)
		return ref;
	called = &sv->called[block];
	ref.kind = called->name != NULL ? TRACE_NAME : TRACE_ADDRESS;
	if (called->name == NULL) {
		ref.address = called->address;
		return ref;
	}
	ref.name = called->name;
	ref.length = (uint32_t)strlen(called->name);
	return ref;
}

/* Where the call came from. */
static void
give_origin(const struct saver *sv, const struct event *e,
    struct trace_record *rec)
{
	const struct session_site *site = session_site(sv->s, e->site);

	if (site != NULL) {
		rec->given |= TRACE_GIVEN_SITE;
		rec->site = site->number;
	}
	if (session_thread(sv->s, e->thread, &rec->tid))
		rec->given |= TRACE_GIVEN_TID;
	if (e->time != 0) {
		rec->given |= TRACE_GIVEN_TIME;
		rec->time = e->time - 1;
	}
}

static void
put_free(struct saver *sv, uint32_t block)
{
	put(sv, &(struct trace_record){ .kind = TRACE_FREE,
	    .old = ref_of(sv, block) });
}

/* The name or address that E's result has from now on. */
static void
call_result(struct saver *sv, const struct event *e,
    const struct outcome *gave)
{
	char *name = name_of(sv->s, e->name, e->element);

	if (e->kind == EVENT_REALLOC && name == NULL &&
	    e->block < sv->room && sv->called[e->block].name != NULL)
		name = xstrdup(sv->called[e->block].name);
	call_block(sv, gave->block, gave->address, name);
}

static void
put_call(struct saver *sv, const struct event *e, const struct outcome *gave)
{
	static const enum trace_kind kinds[] = {
		[EVENT_MALLOC] = TRACE_MALLOC, [EVENT_CALLOC] = TRACE_CALLOC,
		[EVENT_REALLOC] = TRACE_REALLOC, [EVENT_FREE] = TRACE_FREE,
		[EVENT_NOTHING] = TRACE_FREE, [EVENT_FREE_WILD] = TRACE_FREE,
	};
	struct trace_record rec = { .kind = kinds[e->kind], .size = e->size,
	    .count = e->nelem };
	char *old = NULL;

	give_origin(sv, e, &rec);
	if (e->kind == EVENT_REALLOC || e->kind == EVENT_FREE ||
	    e->kind == EVENT_FREE_WILD)
		rec.old = ref_of(sv, e->block);
	if (rec.kind != TRACE_FREE) {
		/* What the old block is called goes with it. */
		if (rec.old.kind == TRACE_NAME)
			rec.old.name = old = xstrdup(rec.old.name);
		call_result(sv, e, gave);
		rec.result = ref_of(sv, gave->block);
	}
	put(sv, &rec);
	free(old);
}

static bool
save_event(struct saver *sv, uint64_t n)
{
	struct event e, nameless;
	struct outcome gave;

	if (!session_event_at(sv->s, n, &e, NULL))
		return true;
	strbuf_clear(&sv->arenas);
	nameless = e;
	nameless.name = SESSION_NO_NAME;
	if (session_apply(sv->twin, &nameless, &gave) != SESSION_OK)
		return false;
	put_obtained(sv);
	if (e.kind == EVENT_WRITE || e.kind == EVENT_WRITE_WILD ||
	    (e.kind == EVENT_FREE_WILD && e.block == SESSION_NO_BLOCK)) {
		sv->lost->writes++;
		return true;
	}
	strbuf_add(&sv->lines, strbuf_text(&sv->arenas), sv->arenas.length);
	if (e.ends != SESSION_NO_BLOCK) {
		put_free(sv, e.ends);
		sv->lost->frees++;
	}
	put_call(sv, &e, &gave);
	return true;
}

static void
put_marks(struct saver *sv, uint64_t n)
{
	const char *name;

	while ((name = save_marks_take(&sv->marks, n)) != NULL)
		put(sv, &(struct trace_record){ .kind = TRACE_MARK,
		    .text = { name, strlen(name) } });
}

static void
put_sites(struct saver *sv)
{
	uint32_t n = session_sites(sv->s), i;
	const struct session_site *site;

	for (i = 1; i <= n; i++) {
		site = session_site(sv->s, i);
		if (site->file != NULL)
			put(sv, &(struct trace_record){ .kind = TRACE_SITE,
			    .site = site->number, .source_line = site->line,
			    .file = { site->file, strlen(site->file) },
			    .text = { site->function,
			    strlen(site->function) } });
	}
}

static void
saver_end(struct saver *sv)
{
	size_t i;

	for (i = 0; i < sv->room; i++)
		free(sv->called[i].name);
	free(sv->called);
	free(sv->told);
	strbuf_free(&sv->lines);
	strbuf_free(&sv->arenas);
	save_marks_free(&sv->marks);
	session_free(sv->twin);
}

bool
save_trace(const struct session *s, FILE *f, struct save_lost *lost)
{
	struct saver sv = { .s = s, .f = f, .lines = STRBUF_INIT,
	    .arenas = STRBUF_INIT, .lost = lost };
	uint64_t n, end = session_event(s);
	struct pym_counts counts;
	char profile[128];
	bool done = true;

	sv.twin = session_new(session_profile(s), SESSION_STREAM);
	if (sv.twin == NULL)
		return false;
	pym_counts(session_heap(s), &counts);
	for (n = 0; n < counts.arenas_total; n++)
		session_add_base(sv.twin, session_base(s, n));
	session_on_arena(sv.twin, on_arena, &sv);
	save_marks_gather(&sv.marks, s);
	pym_profile_format(session_profile(s), profile, sizeof profile);
	trace_print_header(&sv.lines, profile);
	put_sites(&sv);
	put_marks(&sv, 0);
	for (n = 1; n <= end && done; n++) {
		done = save_event(&sv, n);
		put_marks(&sv, n);
	}
	fwrite(strbuf_text(&sv.lines), 1, sv.lines.length, f);
	save_futures(s, f);
	saver_end(&sv);
	return done;
}
