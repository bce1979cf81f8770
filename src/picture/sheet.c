/* sheet.c - exercises on paper. */
#include "config.h"

#include "picture/sheet.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "session/event.h"
#include "session/explain.h"
#include "session/session.h"
#include "support/i18n.h"
#include "support/xalloc.h"
#include "view/pane.h"

#define A4_WIDTH  595.0
#define A4_HEIGHT 842.0
#define MARGIN	  36.0
#define POOL_ROWS 7		/* of a pool's picture, and of the form */
#define PART_ROWS (3 + 2 * POOL_ROWS + 2)
#define BOX	  9		/* columns of a block to be filled in */

struct sheet {
	struct canvas **parts;
	size_t count;
	int cols;
};

/* Where an event happened, found out by letting it happen. */
struct scene {
	struct event event;
	uint64_t number;
	struct pym_location at;
	bool pooled;		/* in a pool; else the system served it */
};

/* ---- a part ------------------------------------------------------------- */

static bool
look_at(struct view *v, uint64_t n, struct scene *scene)
{
	struct session *s = v->session;
	struct outcome gave;
	struct session_block block;
	uint64_t address;

	if (session_goto(s, n) != SESSION_OK ||
	    !session_event_at(s, n, &scene->event, &gave))
		return false;
	view_follow(v);
	scene->number = n;
	address = gave.address;
	if (scene->event.kind == EVENT_FREE &&
	    session_block(s, scene->event.block, &block))
		address = block.address;
	pym_locate(session_heap(s), address, &scene->at);
	scene->pooled = scene->at.place == PYM_PLACE_BLOCK;
	return true;
}

static void
aim(struct view *v, const struct scene *scene)
{
	v->zoom = ZOOM_POOL;
	v->pool = scene->at.pool;
	v->block = scene->at.block;
}

/* What changed is for the reader to find. */
static void
draw_pool(struct view *v, struct canvas *cv, int row)
{
	const struct changes changes = v->changes;
	struct region outer = canvas_enter(cv, (struct rect){ row, 0,
	    POOL_ROWS, canvas_cols(cv) });

	v->changes = (struct changes){
		.last = { { PYM_NONE, PYM_NONE }, PYM_NONE },
		.linked = { { PYM_NONE, PYM_NONE }, PYM_NONE },
	};
	pane_pool.draw(v, cv);
	v->changes = changes;
	canvas_leave(cv, outer);
}

/* The same pool, for the reader to fill in. */
static void
draw_form(const struct scene *scene, struct canvas *cv, int row)
{
	int boxes = (canvas_cols(cv) - 4) / BOX, i;
	uint32_t first = scene->at.block < (uint32_t)boxes ? 0 :
	    scene->at.block - (uint32_t)boxes / 2;
	char title[64];

	snprintf(title, sizeof(title), _("POOL %u.%u"), scene->at.pool.arena,
	    scene->at.pool.pool);
	canvas_text(cv, row, 1, STYLE_HEADER, title);
	canvas_text(cv, row, 14, STYLE_NORMAL,
	    _("state ____________   ref.count ______   nextoffset ______"));
	for (i = 0; i < boxes; i++) {
		canvas_printf(cv, row + 2, 3 + i * BOX, STYLE_NUMBER,
		    "  %u", first + (uint32_t)i);
		canvas_text(cv, row + 3, 3 + i * BOX, STYLE_BORDER,
		    "|______|");
	}
	canvas_text(cv, row + 5, 3, STYLE_NORMAL, "freeblock -> ____ -> "
	    "____ -> ____ -> ____ -> ____ -> ____");
}

static void
draw_heading(const struct view *v, const struct scene *scene,
    struct canvas *cv)
{
	struct strbuf text = STRBUF_INIT;

	strbuf_printf(&text, "%" PRIu64 ".  ", scene->number);
	event_typed(v->session, &scene->event, scene->number, &text);
	canvas_text(cv, 0, 0, STYLE_STRONG, strbuf_text(&text));
	strbuf_free(&text);
}

/* What the event gave, in words, beneath the pool after it. */
static void
draw_result(const struct view *v, const struct scene *scene,
    struct canvas *cv, int row)
{
	struct strbuf text = STRBUF_INIT;
	struct outcome gave;

	session_event_at(v->session, scene->number, NULL, &gave);
	explain_result(v->session, &scene->event, scene->number, &gave,
	    &text);
	canvas_fit(cv, row, 3, canvas_cols(cv) - 3, STYLE_NORMAL,
	    strbuf_text(&text));
	strbuf_free(&text);
}

/* The session is after the event, goes before it, and comes back. */
static bool
draw_part(struct view *v, const struct scene *scene, struct canvas *cv,
    bool answers)
{
	struct session *s = v->session;
	int after = 3 + POOL_ROWS;

	draw_heading(v, scene, cv);
	if (!scene->pooled) {
		canvas_text(cv, 2, 3, STYLE_NORMAL,
		    _("no pool: the system allocator serves it"));
		return true;
	}
	canvas_text(cv, 1, 1, STYLE_DIM, _("before"));
	canvas_text(cv, after - 1, 1, STYLE_DIM, _("after"));
	if (session_goto(s, scene->number - 1) != SESSION_OK)
		return false;
	view_follow(v);
	aim(v, scene);
	draw_pool(v, cv, 2);
	if (session_goto(s, scene->number) != SESSION_OK)
		return false;
	view_follow(v);
	aim(v, scene);
	if (answers) {
		draw_pool(v, cv, after);
		draw_result(v, scene, cv, after + POOL_ROWS);
	} else {
		draw_form(scene, cv, after);
	}
	return true;
}

/* ---- the sheet ---------------------------------------------------------- */

struct sheet *
sheet_new(struct view *v, uint64_t first, uint64_t last, int cols,
    enum glyph_set glyphs, bool answers)
{
	struct sheet *sheet = xcalloc(1, sizeof(*sheet));
	struct scene scene;
	uint64_t n;

	sheet->cols = cols;
	sheet->parts = xcalloc((size_t)(last - first + 1),
	    sizeof(*sheet->parts));
	for (n = first; n <= last; n++) {
		struct canvas *cv = canvas_new(PART_ROWS, cols, glyphs);

		sheet->parts[sheet->count++] = cv;
		if (!look_at(v, n, &scene) ||
		    !draw_part(v, &scene, cv, answers)) {
			sheet_free(sheet);
			return NULL;
		}
	}
	return sheet;
}

void
sheet_free(struct sheet *sheet)
{
	size_t i;

	if (sheet == NULL)
		return;
	for (i = 0; i < sheet->count; i++)
		canvas_free(sheet->parts[i]);
	free(sheet->parts);
	free(sheet);
}

void
sheet_text(const struct sheet *sheet, struct strbuf *out)
{
	size_t i;

	for (i = 0; i < sheet->count; i++)
		canvas_dump_text(sheet->parts[i], out);
}

bool
sheet_write(const struct sheet *sheet, const struct palette *palette,
    enum pen_paper paper, const char *title, struct strbuf *out,
    struct strbuf *why)
{
	double scale = (A4_WIDTH - 2 * MARGIN) / (sheet->cols * CELL_WIDTH);
	double part = PART_ROWS * CELL_HEIGHT * scale, y = MARGIN;
	double height = paper == PEN_PDF ? A4_HEIGHT :
	    2 * MARGIN + part * (double)sheet->count;
	struct pen *pen = pen_new(paper, A4_WIDTH, height, palette->ground,
	    title);
	size_t i;

	for (i = 0; i < sheet->count; i++) {
		if (paper == PEN_PDF && y + part > A4_HEIGHT - MARGIN) {
			pen_page(pen);
			y = MARGIN;
		}
		cells_draw(pen, sheet->parts[i], palette, MARGIN, y, scale);
		y += part;
	}
	return pen_finish(pen, out, why);
}
