/* one_pane.c - one pane alone, for pictures of it. */
#include "config.h"

#include "view/one_pane.h"

#include <string.h>

#include "view/pane.h"

#define SCREEN_ROWS 24		/* of the whole screen, if none are asked for */

/* A NULL class is the whole screen. */
static const struct one_pane {
	const char *name;
	const struct pane_class *class;
	enum view_zoom zoom;
	enum view_extra extra;
} panes[] = {
	{ "screen", NULL, ZOOM_POOL, EXTRA_NONE },
	{ "heap", &pane_heap, ZOOM_HEAP, EXTRA_NONE },
	{ "arena", &pane_arena, ZOOM_ARENA, EXTRA_NONE },
	{ "pool", &pane_pool, ZOOM_POOL, EXTRA_NONE },
	{ "blocks", &pane_pool, ZOOM_BLOCKS, EXTRA_NONE },
	{ "block", &pane_block, ZOOM_BLOCK, EXTRA_NONE },
	{ "usedpools", &pane_usedpools, ZOOM_POOL, EXTRA_NONE },
	{ "trick", &pane_trick, ZOOM_POOL, EXTRA_TRICK },
	{ "lists", &pane_lists, ZOOM_POOL, EXTRA_LISTS },
	{ "layers", &pane_layers, ZOOM_POOL, EXTRA_LAYERS },
	{ "freelists", &pane_freelists, ZOOM_POOL, EXTRA_NONE },
	{ "event", &pane_event, ZOOM_POOL, EXTRA_NONE },
	{ "time", &pane_time, ZOOM_POOL, EXTRA_NONE },
};

#define NPANES (sizeof(panes) / sizeof(panes[0]))

const char *
one_pane_name(size_t i)
{
	return i < NPANES ? panes[i].name : NULL;
}

static const struct one_pane *
find(const char *name)
{
	size_t i;

	for (i = 0; i < NPANES; i++)
		if (strcmp(panes[i].name, name) == 0)
			return &panes[i];
	return NULL;
}

bool
one_pane_choose(struct view *v, const char *name)
{
	const struct one_pane *p = find(name);

	if (p == NULL)
		return false;
	v->zoom = p->zoom;
	v->extra = p->extra;
	return true;
}

int
one_pane_rows(struct view *v, const char *name, int cols, int most)
{
	const struct pane_class *class = find(name)->class;
	struct layout_pane wants;
	int rows;

	if (class == NULL)
		return most < SCREEN_ROWS ? most : SCREEN_ROWS;
	class->measure(v, cols, &wants);
	rows = wants.grow && wants.most_rows > 0 ? wants.most_rows :
	    wants.want_rows;
	return rows + 1 < most ? rows + 1 : most;
}

void
one_pane_draw(struct view *v, const char *name, struct canvas *cv)
{
	const struct pane_class *class = find(name)->class;
	struct region outer;

	if (class == NULL) {
		view_draw(v, cv);
		return;
	}
	view_draw_status(v, cv);
	outer = canvas_enter(cv, (struct rect){ 1, 0, canvas_rows(cv) - 1,
	    canvas_cols(cv) });
	class->draw(v, cv);
	canvas_leave(cv, outer);
}
