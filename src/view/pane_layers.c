/*
 * pane_layers.c - the layers from objects down to RAM, and how deep the last
 * request went.
 */
#include "config.h"

#include "view/pane.h"

#include <inttypes.h>
#include <stdio.h>

#include "objects/objects.h"
#include "session/event.h"
#include "support/i18n.h"

#define LEFT	3
#define PATH	6		/* column of the request's way down */
#define NAME	9
#define WHAT	27

enum layer { OBJECTS, POOLS, RAW, LIBRARY, KERNEL, HARDWARE, LAYERS };

static const struct {
	const char *number, *name, *what;
} layers[LAYERS] = {
	[OBJECTS] = { "+3", N_("objects"),
	    N_("int, str, list: some have free lists of their own") },
	[POOLS] = { "+2", N_("pymalloc"),
	    N_("small requests: blocks of pools of arenas") },
	[RAW] = { "+1", N_("raw memory"),
	    N_("what pymalloc does not serve, and what it lives on") },
	[LIBRARY] = { " 0", N_("C library"),
	    N_("malloc and free for the whole process") },
	[KERNEL] = { "-1", N_("operating system"),
	    N_("address space by the OS page, with mmap") },
	[HARDWARE] = { "-2", N_("hardware"), N_("RAM and swap") },
};

/* What the last request did in each layer. */
struct way {
	struct strbuf did[LAYERS];
	enum layer deepest;
};

static void
measure(const struct view *v, int cols, struct layout_pane *out)
{
	(void)v, (void)cols;
	*out = (struct layout_pane){
		.min_rows = LAYERS + 1,
		.want_rows = 2 * LAYERS + 1,
		.priority = 9,
	};
}

/* ---- the way ------------------------------------------------------------ */

/* Arenas came from malloc before they came from mmap. */
static enum layer
arena_layer(const struct view *v)
{
	unsigned version = session_profile(v->session)->version;

	return version != 0 && version < 207 ? LIBRARY : KERNEL;
}

static void
say(struct way *w, enum layer layer, const char *text)
{
	if (w->did[layer].length > 0)
		strbuf_puts(&w->did[layer], _("; "));
	strbuf_puts(&w->did[layer], text);
	if (layer > w->deepest)
		w->deepest = layer;
}

static void
say_block(struct way *w, const struct pym_decision *d, const char *format)
{
	struct strbuf text = STRBUF_INIT;
	char block[48];

	snprintf(block, sizeof(block), "%u.%u.%u", d->pool.arena,
	    d->pool.pool, d->block);
	strbuf_puts(&text, format);
	strbuf_puts(&text, block);
	say(w, POOLS, strbuf_text(&text));
	strbuf_free(&text);
}

static void
say_system(struct way *w, const struct pym_decision *d)
{
	char text[64];

	if (d->kind == PYM_D_SYSTEM_FREED)
		snprintf(text, sizeof(text), _("takes 0x%" PRIx64 " back"),
		    d->address);
	else if (d->address == 0)
		snprintf(text, sizeof(text), "%s", _("has no memory left"));
	else
		snprintf(text, sizeof(text), _("gives the block at 0x%"
		    PRIx64), d->address);
	say(w, LIBRARY, text);
}

static void
say_arena(const struct view *v, struct way *w, const struct pym_decision *d,
    const char *format)
{
	char text[64];

	snprintf(text, sizeof(text), "%s %u", format, d->arena);
	say(w, RAW, _("asks for an arena on its behalf"));
	say(w, arena_layer(v), text);
}

static void
say_class(struct way *w, const struct pym_decision *d)
{
	char text[64];

	snprintf(text, sizeof(text), _("%" PRIu64 " bytes: size class %u"),
	    d->request, d->szidx);
	say(w, POOLS, text);
}

static void
say_decision(const struct view *v, struct way *w,
    const struct pym_decision *d)
{
	switch (d->kind) {
	case PYM_D_SIZE_CLASS:
		say_class(w, d);
		break;
	case PYM_D_BLOCK_CHOSEN:
	case PYM_D_POOL_SAME_CLASS:
	case PYM_D_POOL_INITIALISED:
		say_block(w, d, _("hands out block "));
		break;
	case PYM_D_BLOCK_FREED:
		say_block(w, d, _("takes back block "));
		break;
	case PYM_D_TO_SYSTEM:
	case PYM_D_REALLOC_SYSTEM:
		say(w, POOLS, _("not for pymalloc: passed on"));
		say(w, RAW, _("passed on"));
		break;
	case PYM_D_ADDRESS_TESTED:
		say(w, POOLS, d->arena == PYM_NONE ?
		    _("not an address of ours: passed on") : _("ours"));
		if (d->arena == PYM_NONE)
			say(w, RAW, _("passed on"));
		break;
	case PYM_D_SYSTEM_BLOCK:
	case PYM_D_SYSTEM_FREED:
		say_system(w, d);
		break;
	case PYM_D_ARENA_OBTAINED:
		say_arena(v, w, d, _("gives arena"));
		break;
	case PYM_D_ARENA_GIVEN_BACK:
		say_arena(v, w, d, _("gets back arena"));
		break;
	case PYM_D_TOO_LARGE:
		say(w, POOLS, _("refused: too large for any"));
		break;
	case PYM_D_FREE_NULL:
		say(w, POOLS, _("free(NULL) does nothing"));
		break;
	case PYM_D_REALLOC_IN_PLACE:
		say(w, POOLS, _("the block stays where it is"));
		break;
	default:
		break;
	}
}

/* A step that needed no call. */
static void
say_served(struct way *w, const struct request *r)
{
	struct strbuf text = STRBUF_INIT;

	strbuf_printf(&text, "%s: %s", _(r->what), r->kind == REQUEST_REUSED ?
	    _("from its free list") : r->kind == REQUEST_KEPT ?
	    _("onto its free list") : _("always there"));
	say(w, OBJECTS, strbuf_text(&text));
	strbuf_free(&text);
}

/*
 * What the objects' layer did since the last request before this event's: it
 * says what is asked for, or that nobody need be asked.
 */
static void
say_objects(const struct view *v, struct way *w)
{
	const struct request *r;
	size_t n, done, i, start;

	objects_follow(v->objects, v->session);
	r = objects_present(v->objects, &n, &done);
	if (r == NULL)
		return;
	for (start = done; start > 0 && !objects_is_event(&r[start - 1]);)
		start--;
	if (start > 0)
		say(w, OBJECTS, _(r[start - 1].what));
	for (i = start; i < done; i++)
		say_served(w, &r[i]);
}

static void
find_way(const struct view *v, struct way *w)
{
	size_t n, i, taken = session_decision(v->session);
	const struct pym_decision *d = session_decisions(v->session, &n);
	uint64_t at = session_event(v->session) + (taken > 0 ? 1 : 0);
	struct outcome gave;
	struct event e;

	*w = (struct way){ .deepest = OBJECTS };
	if (at == 0 || !session_event_at(v->session, at, &e, &gave))
		return;
	event_typed(v->session, &e, at, &w->did[OBJECTS]);
	if (taken == 0)
		say_objects(v, w);
	for (i = 0; i < (taken > 0 && taken < n ? taken : n); i++)
		say_decision(v, w, &d[i]);
}

/* ---- the picture -------------------------------------------------------- */

static int
draw_layer(struct canvas *cv, int row, const struct way *w, enum layer layer,
    bool roomy)
{
	bool reached = w->did[layer].length > 0;
	int cols = canvas_cols(cv);

	canvas_text(cv, row, LEFT, STYLE_NUMBER, layers[layer].number);
	canvas_text(cv, row, NAME, reached ? STYLE_STRONG : STYLE_DIM,
	    _(layers[layer].name));
	if (roomy || !reached)
		canvas_fit(cv, row, WHAT, cols - WHAT, STYLE_DIM,
		    _(layers[layer].what));
	if (layer < w->deepest || reached)
		canvas_glyph(cv, row, PATH, STYLE_LINK, layer == w->deepest ?
		    GLYPH_ARROW_DOWN : GLYPH_VLINE);
	if (!reached)
		return row + 1;
	if (roomy && layer < w->deepest)
		canvas_glyph(cv, row + 1, PATH, STYLE_LINK, GLYPH_VLINE);
	if (roomy)
		row++;
	canvas_fit(cv, row, WHAT, cols - WHAT, layer == OBJECTS ?
	    STYLE_CODE : STYLE_STRONG, strbuf_text(&w->did[layer]));
	return row + 1;
}

static int
rows_of(const struct way *w)
{
	int rows = 1 + LAYERS, i;

	for (i = 0; i < LAYERS; i++)
		rows += w->did[i].length > 0;
	return rows;
}

static void
draw(struct view *v, struct canvas *cv)
{
	struct way w;
	int row = 1, i;
	bool roomy;

	find_way(v, &w);
	roomy = rows_of(&w) <= canvas_rows(cv);
	pane_title(cv, _("LAYERS"), _("how deep did the last request go?"));
	for (i = OBJECTS; i < LAYERS; i++)
		row = draw_layer(cv, row, &w, (enum layer)i, roomy);
	for (i = 0; i < LAYERS; i++)
		strbuf_free(&w.did[i]);
}

const struct pane_class pane_layers = {
	.name = "layers",
	.measure = measure,
	.draw = draw,
};
