#include "config.h"

#include "session/over_time.h"

#include <inttypes.h>
#include <stdlib.h>

#include "support/strbuf.h"
#include "support/xalloc.h"

void
over_time_init(struct over_time *o, size_t limit, uint64_t every)
{
	*o = (struct over_time){ .limit = limit, .every = every };
}

void
over_time_free(struct over_time *o)
{
	free(o->rows);
	*o = (struct over_time){ .rows = NULL };
}

void
over_time_sample(const struct session *s, struct over_time_row *out)
{
	uint64_t figures[SESSION_FIGURES];

	session_figures(s, figures);
	*out = (struct over_time_row){
		.event = session_event(s),
		.live = session_live_blocks(s),
		.asked = figures[SESSION_ASKED],
		.pooled = figures[SESSION_POOLED],
	};
	pym_stats(session_heap(s), &out->stats, out->classes,
	    OVER_TIME_CLASSES);
}

static void
add_row(struct over_time *o, const struct session *s)
{
	o->rows = xgrow(o->rows, &o->room, o->count + 1, sizeof *o->rows);
	over_time_sample(s, &o->rows[o->count++]);
}

/* Only those stay that are twice as far apart. */
static void
thin(struct over_time *o)
{
	size_t i, n = 0;

	o->every *= 2;
	for (i = 0; i < o->count; i++)
		if (o->rows[i].event % o->every == 0)
			o->rows[n++] = o->rows[i];
	o->count = n;
}

void
over_time_note(struct over_time *o, const struct session *s)
{
	if (o->count >= o->limit)
		thin(o);
	if (session_event(s) % o->every == 0)
		add_row(o, s);
}

void
over_time_end(struct over_time *o, const struct session *s)
{
	if (o->count == 0 || o->rows[o->count - 1].event < session_event(s))
		add_row(o, s);
}

/* ------------------------------------------------------------------------
 * For programs: one list of fields for both forms
 */

struct field {
	const char *name;
	uint64_t (*value)(const struct over_time_row *r,
	    const struct pym_profile *p);
};

static uint64_t
event_of(const struct over_time_row *r, const struct pym_profile *p)
{
	(void)p;
	return r->event;
}

static uint64_t
live_of(const struct over_time_row *r, const struct pym_profile *p)
{
	(void)p;
	return r->live;
}

static uint64_t
asked_of(const struct over_time_row *r, const struct pym_profile *p)
{
	(void)p;
	return r->asked;
}

static uint64_t
requested_of(const struct over_time_row *r, const struct pym_profile *p)
{
	(void)p;
	return r->pooled;
}

static uint64_t
allocated_of(const struct over_time_row *r, const struct pym_profile *p)
{
	(void)p;
	return r->stats.allocated_bytes;
}

static uint64_t
held_of(const struct over_time_row *r, const struct pym_profile *p)
{
	return r->stats.arenas_current * p->arena_size;
}

static uint64_t
system_bytes_of(const struct over_time_row *r, const struct pym_profile *p)
{
	(void)p;
	return r->stats.system_bytes;
}

static uint64_t
system_blocks_of(const struct over_time_row *r, const struct pym_profile *p)
{
	(void)p;
	return r->stats.system_blocks;
}

static uint64_t
arenas_of(const struct over_time_row *r, const struct pym_profile *p)
{
	(void)p;
	return r->stats.arenas_current;
}

static uint64_t
used_of(const struct over_time_row *r, const struct pym_profile *p)
{
	(void)p;
	return r->stats.pools_used;
}

static uint64_t
full_of(const struct over_time_row *r, const struct pym_profile *p)
{
	(void)p;
	return r->stats.pools_full;
}

static uint64_t
empty_of(const struct over_time_row *r, const struct pym_profile *p)
{
	(void)p;
	return r->stats.pools_empty;
}

static uint64_t
uncarved_of(const struct over_time_row *r, const struct pym_profile *p)
{
	(void)p;
	return r->stats.unused_pools - r->stats.pools_empty;
}

static const struct field fields[] = {
	{ "event", event_of },
	{ "live_blocks", live_of },
	{ "asked_bytes", asked_of },
	{ "requested_bytes", requested_of },
	{ "allocated_bytes", allocated_of },
	{ "arena_bytes", held_of },
	{ "system_bytes", system_bytes_of },
	{ "system_blocks", system_blocks_of },
	{ "arenas", arenas_of },
	{ "pools_used", used_of },
	{ "pools_full", full_of },
	{ "pools_empty", empty_of },
	{ "pools_uncarved", uncarved_of },
};

#define FIELDS (sizeof fields / sizeof fields[0])

static uint32_t
class_count(const struct pym_profile *p)
{
	uint32_t n = pym_class_count(p);

	return n < OVER_TIME_CLASSES ? n : OVER_TIME_CLASSES;
}

static void
csv_head(const struct pym_profile *p, struct strbuf *out)
{
	uint32_t k;
	size_t i;

	for (i = 0; i < FIELDS; i++)
		strbuf_printf(out, "%s%s", i > 0 ? "," : "", fields[i].name);
	for (k = 0; k < class_count(p); k++)
		strbuf_printf(out, ",blocks_%" PRIu32 ",pools_%" PRIu32,
		    pym_class_size(p, k), pym_class_size(p, k));
	strbuf_putc(out, '\n');
}

static void
csv_row(const struct over_time_row *r, const struct pym_profile *p,
    struct strbuf *out)
{
	uint32_t k;
	size_t i;

	for (i = 0; i < FIELDS; i++)
		strbuf_printf(out, "%s%" PRIu64, i > 0 ? "," : "",
		    fields[i].value(r, p));
	for (k = 0; k < class_count(p); k++)
		strbuf_printf(out, ",%" PRIu64 ",%" PRIu64,
		    r->classes[k].blocks, r->classes[k].pools);
	strbuf_putc(out, '\n');
}

void
over_time_csv(const struct over_time *o, const struct pym_profile *profile,
    void (*emit)(void *ctx, const char *text, size_t n), void *ctx)
{
	struct strbuf text = STRBUF_INIT;
	size_t i;

	csv_head(profile, &text);
	emit(ctx, strbuf_text(&text), text.length);
	for (i = 0; i < o->count; i++) {
		strbuf_clear(&text);
		csv_row(&o->rows[i], profile, &text);
		emit(ctx, strbuf_text(&text), text.length);
	}
	strbuf_free(&text);
}

static void
json_row(const struct over_time_row *r, const struct pym_profile *p,
    struct strbuf *out)
{
	bool first = true;
	uint32_t k;
	size_t i;

	for (i = 0; i < FIELDS; i++)
		strbuf_printf(out, "%s\"%s\": %" PRIu64, i > 0 ? ", " :
		    "    { ", fields[i].name, fields[i].value(r, p));
	strbuf_puts(out, ", \"classes\": {");
	for (k = 0; k < class_count(p); k++) {
		if (r->classes[k].pools == 0)
			continue;
		strbuf_printf(out, "%s \"%" PRIu32 "\": { \"blocks\": %"
		    PRIu64 ", \"pools\": %" PRIu64 " }", first ? "" : ",",
		    pym_class_size(p, k), r->classes[k].blocks,
		    r->classes[k].pools);
		first = false;
	}
	strbuf_puts(out, " } }");
}

void
over_time_json(const struct over_time *o, const struct pym_profile *profile,
    void (*emit)(void *ctx, const char *text, size_t n), void *ctx)
{
	struct strbuf text = STRBUF_INIT;
	char name[128];
	size_t i;

	pym_profile_format(profile, name, sizeof name);
	strbuf_printf(&text, "{\n  \"profile\": \"%s\",\n  \"moments\": [",
	    name);
	for (i = 0; i < o->count; i++) {
		strbuf_puts(&text, i > 0 ? ",\n" : "\n");
		json_row(&o->rows[i], profile, &text);
		emit(ctx, strbuf_text(&text), text.length);
		strbuf_clear(&text);
	}
	strbuf_puts(&text, "\n  ]\n}\n");
	emit(ctx, strbuf_text(&text), text.length);
	strbuf_free(&text);
}
