/* picture_keys.c - what the keys of the picture mean. */
#include "config.h"

#include "app/picture_keys.h"

#include <stddef.h>
#include <stdint.h>

#include "view/view.h"

struct key_row {
	enum key_code code;
	uint32_t ch;		/* of K_CHAR */
	const char *command;	/* given to the console */
};

static const struct key_row key_rows[] = {
	{ K_PAGE_DOWN, 0, "next" },
	{ K_PAGE_UP, 0, "back" },
	{ K_CHAR, 'n', "next" },
	{ K_CHAR, 'b', "back" },
	{ K_CHAR, 's', "step" },
	{ K_CHAR, 'S', "back-step" },
	{ K_CHAR, 'u', "undo" },
	{ K_CHAR, 'r', "redo" },
	{ K_CHAR, 'e', "explain" },
	{ K_CHAR, 'g', "goto 0" },
	{ K_CHAR, 'G', "goto end" },
	{ K_CHAR, 'O', "output" },
	{ K_CHAR, '[', "find back" },
	{ K_CHAR, ']', "find" },
	{ K_CHAR, '{', "find arena-new arena-free mark back" },
	{ K_CHAR, '}', "find arena-new arena-free mark" },
};

const char *
picture_keys_command(const struct key *key)
{
	size_t i;

	for (i = 0; i < sizeof(key_rows) / sizeof(key_rows[0]); i++)
		if (key->code == key_rows[i].code && (key->code != K_CHAR ||
		    key_is(key, key_rows[i].ch)))
			return key_rows[i].command;
	return NULL;
}

static void
say(struct view *v, const char *text)
{
	if (text == NULL)
		return;
	view_begin_answer(v, "");
	view_add_line(v, STYLE_NOTICE, text);
	view_end_answer_briefly(v);
	v->hinted = true;
}

/* Among the blocks of a pool that has none, no key does anything. */
static void
choose(struct view *v, int right, int down)
{
	struct pym_pool_view p;

	if (v->zoom >= ZOOM_BLOCKS && view_pool(v, &p) && p.capacity == 0)
		say(v, view_no_way_in(v));
	else
		view_select(v, right, down);
}

/* Up and down scroll what is longer than its pane, or choose. */
static void
up_down(struct view *v, int rows)
{
	if (v->answering && v->scrolls)
		view_scroll(v, rows);
	else
		choose(v, 0, rows);
}

/* Keys that show something else. */
static bool
show_key(struct view *v, const struct key *key)
{
	if (key_is(key, 'o'))
		v->order = !v->order;
	else if (key_is(key, 't'))
		view_toggle_extra(v, EXTRA_TRICK);
	else if (key_is(key, 'a'))
		view_toggle_extra(v, EXTRA_LISTS);
	else if (key_is(key, 'l'))
		view_toggle_extra(v, EXTRA_LAYERS);
	else
		return false;
	return true;
}

bool
picture_keys_look(struct view *v, const struct key *key)
{
	if (v->hinted)
		view_begin_answer(v, "");
	switch (key->code) {
	case K_LEFT:
		choose(v, -1, 0);
		break;
	case K_RIGHT:
		choose(v, 1, 0);
		break;
	case K_UP:
		up_down(v, -1);
		break;
	case K_DOWN:
		up_down(v, 1);
		break;
	case K_WHEEL_UP:
		view_scroll(v, -3);
		break;
	case K_WHEEL_DOWN:
		view_scroll(v, 3);
		break;
	case K_ENTER:
		if (!view_zoom_in(v))
			say(v, view_no_way_in(v));
		break;
	case K_ESCAPE:
		view_zoom_out(v);
		break;
	case K_PRESS:
		view_select_at(v, key->row, key->col);
		break;
	default:
		return show_key(v, key);
	}
	return true;
}
