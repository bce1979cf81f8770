/* compare_print.c - what several profiles made of one history, as tables. */
#include "config.h"

#include "app/compare.h"

#include <inttypes.h>
#include <jansson.h>
#include <stdlib.h>

#include "support/i18n.h"
#include "support/utf8.h"
#include "view/times.h"

#define NAME_COLUMNS 20

static uint64_t
held(const struct compared *c, uint64_t arenas)
{
	return arenas * c->profile.arena_size;
}

/* ---- for people --------------------------------------------------------- */

/* TEXT at the right of a column that is WIDTH wide. */
static void
put_right(struct strbuf *out, int width, const char *text)
{
	int blanks = width - utf8_columns(text);

	strbuf_fill(out, ' ', blanks > 0 ? (size_t)blanks : 1);
	strbuf_puts(out, text);
}

static void
put_number(struct strbuf *out, int width, uint64_t n)
{
	struct strbuf text = STRBUF_INIT;

	times_count(&text, n);
	put_right(out, width, strbuf_text(&text));
	strbuf_free(&text);
}

static void
put_size(struct strbuf *out, int width, uint64_t n)
{
	struct strbuf text = STRBUF_INIT;

	times_bytes(&text, n);
	put_right(out, width, strbuf_text(&text));
	strbuf_free(&text);
}

static void
put_row(struct strbuf *out, const struct compared *c)
{
	const struct pym_stats *s = &c->stats;
	uint64_t now = held(c, s->arenas_current);
	size_t start = out->length;

	strbuf_puts(out, c->name);
	strbuf_fill(out, ' ', out->length - start < NAME_COLUMNS ?
	    NAME_COLUMNS - (out->length - start) : 0);
	put_number(out, 9, s->arenas_total);
	put_number(out, 6, s->arenas_highwater);
	put_number(out, 6, s->arenas_reclaimed);
	put_size(out, 11, held(c, s->arenas_highwater));
	put_size(out, 11, now);
	put_size(out, 11, s->allocated_bytes);
	strbuf_printf(out, " %3u%%\n", now == 0 ? 0 :
	    (unsigned)(s->allocated_bytes * 100 / now));
}

/* Bytes by the system allocator are not among those held in arenas. */
void
compare_table(const struct compared *list, size_t n, struct strbuf *out)
{
	static const struct {
		int width;
		const char *name;
	} heads[] = {
		{ 9, N_("obtained") }, { 6, N_("most") }, { 6, N_("back") },
		{ 11, N_("held most") }, { 11, N_("held end") },
		{ 11, N_("in blocks") }, { 5, N_("used") },
	};
	size_t i;

	times_count(out, list[0].events);
	strbuf_puts(out, _(" events; arenas obtained, at the most and given "
	    "back; bytes held in arenas,\nand in the blocks handed out at "
	    "the end\n"));
	strbuf_fill(out, ' ', NAME_COLUMNS);
	for (i = 0; i < sizeof(heads) / sizeof(heads[0]); i++)
		put_right(out, heads[i].width, _(heads[i].name));
	strbuf_putc(out, '\n');
	for (i = 0; i < n; i++)
		put_row(out, &list[i]);
}

/* ---- for programs ------------------------------------------------------- */

/* The figures by name, as both forms have them. */
static const struct {
	const char *name;
	enum session_figure figure;
} columns[] = {
	{ "requested_bytes", SESSION_POOLED },
	{ "allocated_bytes", SESSION_IN_BLOCKS },
	{ "pools_in_use", SESSION_POOLS },
	{ "arenas", SESSION_ARENAS },
};

#define NCOLUMNS (sizeof(columns) / sizeof(columns[0]))

void
compare_csv(const struct compared *list, size_t n, struct strbuf *out)
{
	size_t i, k, m;

	strbuf_puts(out, "profile,event");
	for (m = 0; m < NCOLUMNS; m++)
		strbuf_printf(out, ",%s", columns[m].name);
	strbuf_puts(out, ",held_bytes\n");
	for (i = 0; i < n; i++)
		for (k = 0; k < list[i].count; k++) {
			const struct compare_sample *at = &list[i].samples[k];

			strbuf_printf(out, "\"%s\",%" PRIu64, list[i].name,
			    at->event);
			for (m = 0; m < NCOLUMNS; m++)
				strbuf_printf(out, ",%" PRIu64,
				    at->figures[columns[m].figure]);
			strbuf_printf(out, ",%" PRIu64 "\n", held(&list[i],
			    at->figures[SESSION_ARENAS]));
		}
}

static json_t *
number(uint64_t n)
{
	return json_integer((json_int_t)n);
}

static json_t *
one_json(const struct compared *c)
{
	const struct pym_stats *s = &c->stats;
	json_t *one = json_object(), *over_time = json_array();
	size_t k, m;

	json_object_set_new(one, "profile", json_string(c->name));
	json_object_set_new(one, "arenas_total", number(s->arenas_total));
	json_object_set_new(one, "arenas_highwater",
	    number(s->arenas_highwater));
	json_object_set_new(one, "arenas_reclaimed",
	    number(s->arenas_reclaimed));
	json_object_set_new(one, "arenas_current", number(s->arenas_current));
	json_object_set_new(one, "held_bytes",
	    number(held(c, s->arenas_current)));
	json_object_set_new(one, "allocated_bytes",
	    number(s->allocated_bytes));
	json_object_set_new(one, "system_bytes", number(s->system_bytes));
	for (k = 0; k < c->count; k++) {
		json_t *at = json_object();

		json_object_set_new(at, "event",
		    number(c->samples[k].event));
		for (m = 0; m < NCOLUMNS; m++)
			json_object_set_new(at, columns[m].name, number(
			    c->samples[k].figures[columns[m].figure]));
		json_array_append_new(over_time, at);
	}
	json_object_set_new(one, "over_time", over_time);
	return one;
}

void
compare_json(const struct compared *list, size_t n, const char *trace,
    struct strbuf *out)
{
	json_t *all = json_object(), *profiles = json_array();
	char *text;
	size_t i;

	json_object_set_new(all, "trace", json_string(trace));
	json_object_set_new(all, "events", number(list[0].events));
	for (i = 0; i < n; i++)
		json_array_append_new(profiles, one_json(&list[i]));
	json_object_set_new(all, "profiles", profiles);
	text = json_dumps(all, JSON_INDENT(1) | JSON_PRESERVE_ORDER);
	strbuf_puts(out, text != NULL ? text : "null");
	strbuf_putc(out, '\n');
	free(text);
	json_decref(all);
}
