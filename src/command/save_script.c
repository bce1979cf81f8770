/*
 * save_script.c - a session as a script that gives the same heap again.
 *
 * Events are written, not what was typed: a command of which only a part is
 * in this line (because it was left in the middle) is written as far as it
 * went.  Runs of like events become one command again.  But a statement of
 * Python is written whole, since plain commands may not touch its blocks; of
 * one that was left in the middle the script goes back to there.
 */
#include "config.h"

#include "command/save.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "command/command.h"
#include "command/ref.h"
#include "objects/objects.h"
#include "session/session.h"
#include "support/strbuf.h"
#include "support/xalloc.h"

/* What a block was called when it was made. */
struct called {
	uint32_t name;
	uint32_t element;
};

struct saver {
	const struct session *s;
	FILE *f;
	struct called *called;		/* by block number */
	size_t room;
	struct save_marks marks;
	uint64_t missed;		/* frees that became events of their
					   own: the script's are as many more */
	uint64_t torn;			/* objects_torn */
};

/* Where a statement of Python was left half done for good; 0: nowhere. */
static uint64_t
find_torn(const struct session *s)
{
	struct objects *o = objects_new();
	uint64_t torn;

	objects_follow(o, s);
	torn = objects_torn(o);
	objects_free(o);
	return torn;
}

static void
note_name(struct saver *sv, uint32_t block, uint32_t name, uint32_t element)
{
	size_t before = sv->room;

	sv->called = xgrow(sv->called, &sv->room, (size_t)block + 1,
	    sizeof *sv->called);
	if (sv->room > before)
		memset(sv->called + before, 0,
		    (sv->room - before) * sizeof *sv->called);
	sv->called[block] = (struct called){ name, element };
}

/* Whether the language can say NAME. */
static bool
can_say(const struct saver *sv, uint32_t name)
{
	const char *text;

	if (name == SESSION_NO_NAME)
		return false;
	text = session_name(sv->s, name);
	return ref_is_name(text) && !command_reserves(text);
}

static void
put_ref(const struct saver *sv, uint32_t block)
{
	struct called called = { SESSION_NO_NAME, SESSION_WHOLE };

	if (block < sv->room)
		called = sv->called[block];
	if (!can_say(sv, called.name))
		fprintf(sv->f, "$%u", block);
	else if (called.element == SESSION_WHOLE)
		fputs(session_name(sv->s, called.name), sv->f);
	else
		fprintf(sv->f, "%s[%u]", session_name(sv->s, called.name),
		    called.element);
}

static void
put_target(const struct saver *sv, const struct event *e)
{
	if (can_say(sv, e->name))
		fprintf(sv->f, "%s = ", session_name(sv->s, e->name));
}

static void
put_bytes(const struct saver *sv, const struct event *e)
{
	const unsigned char *bytes = e->bytes;
	uint64_t i;

	fputc('"', sv->f);
	for (i = 0; i < e->size; i++) {
		if (bytes[i] == '"' || bytes[i] == '\\')
			fprintf(sv->f, "\\%c", bytes[i]);
		else if (bytes[i] >= 0x20 && bytes[i] < 0x7f)
			fputc(bytes[i], sv->f);
		else
			fprintf(sv->f, "\\x%02x", bytes[i]);
	}
	fputs("\"\n", sv->f);
}

/* The statement of Python that begins with event N, and its *LAST; or NULL. */
static const char *
statement_at(const struct saver *sv, uint64_t n, uint64_t *last)
{
	uint64_t first;
	const char *text = session_command_of(sv->s, n, &first, last);

	return text != NULL && first == n &&
	    objects_statement(text) != NULL ? text : NULL;
}

/* To after event N of the session, in the script. */
static void
go_to(const struct saver *sv, uint64_t n)
{
	fprintf(sv->f, "goto %ju\n", n + sv->missed);
}

/* The statement from event N to LAST, as it was typed, as far as its events
   are here; of one that is cut we go back to where it was. */
static uint64_t
save_statement(const struct saver *sv, const char *text, uint64_t n,
    uint64_t last)
{
	uint64_t end = session_event(sv->s), to = last < end ? last : end;

	fprintf(sv->f, "%s\n", text);
	if (last > end || last == sv->torn)
		go_to(sv, to);
	return to - n + 1;
}

/* How many events from N on make the elements 0, 1, 2 ... of one list, or
   like blocks without names; at least 1. */
static uint64_t
run_length(const struct saver *sv, uint64_t n, const struct event *first)
{
	uint64_t end = session_event(sv->s), i, last;
	uint64_t mark = save_marks_next(&sv->marks);
	struct outcome gave;
	struct event e;

	/* (A list is one command, whatever is marked in it.) */
	if (first->element != SESSION_WHOLE)
		mark = end;
	for (i = 1; n + i <= end && n + i <= mark; i++) {
		if (first->name != SESSION_NO_NAME &&
		    first->element == SESSION_WHOLE)
			break;
		if (statement_at(sv, n + i, &last) != NULL ||
		    !session_event_at(sv->s, n + i, &e, &gave) ||
		    e.kind != first->kind || e.name != first->name ||
		    e.size != first->size || e.nelem != first->nelem ||
		    e.ends != SESSION_NO_BLOCK ||
		    (e.element != SESSION_WHOLE && e.element != i))
			break;
	}
	return i;
}

/* The COUNT events from N on, which make blocks, as one command. */
static void
save_made(struct saver *sv, uint64_t n, uint64_t count,
    const struct event *first)
{
	struct outcome gave;
	struct event e;
	uint64_t i;

	for (i = 0; i < count; i++)
		if (session_event_at(sv->s, n + i, &e, &gave))
			note_name(sv, gave.block, e.name, e.element);
	put_target(sv, first);
	if (first->kind == EVENT_CALLOC)
		fprintf(sv->f, "calloc %ju %ju", first->nelem, first->size);
	else
		fprintf(sv->f, "alloc %ju", first->size);
	if (count > 1 || (first->element != SESSION_WHOLE &&
	    first->name != SESSION_NO_NAME))
		fprintf(sv->f, " * %ju", count);
	fputc('\n', sv->f);
}

static void
save_realloc(struct saver *sv, const struct event *e,
    const struct outcome *gave)
{
	struct called was = { SESSION_NO_NAME, SESSION_WHOLE };

	if (e->block < sv->room)
		was = sv->called[e->block];
	put_target(sv, e);
	fputs("realloc ", sv->f);
	put_ref(sv, e->block);
	fprintf(sv->f, " %ju\n", e->size);
	if (e->name != SESSION_NO_NAME)
		was = (struct called){ e->name, e->element };
	note_name(sv, gave->block, was.name, was.element);
}

/* Saves event N; returns how many events that were. */
static uint64_t
save_event(struct saver *sv, uint64_t n)
{
	struct outcome gave;
	struct event e;
	uint64_t count = 1, last;
	const char *statement;

	if (!session_event_at(sv->s, n, &e, &gave))
		return 1;
	statement = statement_at(sv, n, &last);
	if (statement != NULL)
		return save_statement(sv, statement, n, last);
	if (e.ends != SESSION_NO_BLOCK) {
		fputs("free ", sv->f);
		put_ref(sv, e.ends);
		fputc('\n', sv->f);
		sv->missed++;
	}
	switch (e.kind) {
	case EVENT_MALLOC:
	case EVENT_CALLOC:
		count = run_length(sv, n, &e);
		save_made(sv, n, count, &e);
		break;
	case EVENT_REALLOC:
		save_realloc(sv, &e, &gave);
		break;
	case EVENT_FREE:
		fputs("free ", sv->f);
		put_ref(sv, e.block);
		fputc('\n', sv->f);
		break;
	case EVENT_WRITE:
		fputs("write ", sv->f);
		put_ref(sv, e.block);
		fprintf(sv->f, "+%ju ", e.offset);
		put_bytes(sv, &e);
		break;
	case EVENT_FREE_WILD:
		fprintf(sv->f, "free! 0x%jx\n", e.offset);
		break;
	case EVENT_WRITE_WILD:
		fprintf(sv->f, "write! 0x%jx ", e.offset);
		put_bytes(sv, &e);
		break;
	default:
		fputs("# a call that changed nothing\n", sv->f);
		break;
	}
	return count;
}

static void
save_head(const struct saver *sv)
{
	char profile[128];

	pym_profile_format(session_profile(sv->s), profile, sizeof profile);
	fprintf(sv->f, "# saved by poolscope: %ju events\n",
	    session_event(sv->s));
	fprintf(sv->f, "set profile %s\n", profile);
}

/* The marks up to event N, which was written last, in quotes, as they may be
   of any words; for one before it we go back and on again. */
static void
save_marks_to(struct saver *sv, uint64_t n)
{
	uint64_t at = n, event;
	const char *name;

	while ((event = save_marks_next(&sv->marks)) <= n) {
		if (event != at)
			go_to(sv, event);
		at = event;
		name = save_marks_take(&sv->marks, n);
		fputs("mark ", sv->f);
		put_bytes(sv, &(struct event){ .bytes = name,
		    .size = strlen(name) });
	}
	if (at != n)
		go_to(sv, n);
}

bool
save_script(const struct session *s, FILE *f)
{
	struct saver sv = { .s = s, .f = f, .torn = find_torn(s) };
	uint64_t n = 1, end = session_event(s);

	save_marks_gather(&sv.marks, s);
	save_head(&sv);
	save_marks_to(&sv, 0);
	while (n <= end) {
		n += save_event(&sv, n);
		save_marks_to(&sv, n - 1);
	}
	save_futures(s, f);
	save_marks_free(&sv.marks);
	free(sv.called);
	return sv.missed != 0;
}

void
command_script(const struct session *s, struct strbuf *out)
{
	char *text = NULL;
	size_t length = 0;
	FILE *f = open_memstream(&text, &length);

	if (f != NULL)
		save_script(s, f);
	if (f == NULL || fclose(f) != 0)
		xalloc_die();
	strbuf_add(out, text, length);
	free(text);
}
