/* theme.c - how each style looks: colours and attributes as plain data. */
#include "config.h"

#include "view/theme.h"

#include <assert.h>

/* The eight colours that every colour terminal has, by number. */
enum { BLACK, RED, GREEN, YELLOW, BLUE, MAGENTA, CYAN, WHITE };

#define NONE LOOK_DEFAULT
#define BRIGHT(colour) ((colour) + 8)

/*
 * One row a style: in 256 colours, in 16, in 8 (with an attribute where 16 has
 * a bright colour) and without any.  Backgrounds are left to the terminal but
 * for bars, so that the table does on light and dark screens alike: no text is
 * plain white, black or yellow.
 */
static const struct {
	short fore256, back256;
	short fore16, back16;
	short fore8, back8;
	unsigned colour_attributes;	/* with any colours */
	unsigned attributes8;		/* in 8 colours besides */
	unsigned mono;			/* without colours */
} rows[STYLE_COUNT] = {
#define ROW(f256, b256, f16, b16, f8, b8, attrs, attrs8, mono_attrs) \
	{ f256, b256, f16, b16, f8, b8, attrs, attrs8, mono_attrs }
	[STYLE_NORMAL] = ROW(NONE, NONE, NONE, NONE, NONE, NONE, 0, 0, 0),
	[STYLE_TITLE] = ROW(NONE, NONE, NONE, NONE, NONE, NONE,
	    LOOK_BOLD, 0, LOOK_BOLD),
	[STYLE_HEADER] = ROW(33, NONE, BLUE, NONE, BLUE, NONE,
	    LOOK_BOLD, 0, LOOK_BOLD),
	[STYLE_BORDER] = ROW(244, NONE, BRIGHT(BLACK), NONE, NONE, NONE,
	    0, LOOK_DIM, 0),
	[STYLE_DIM] = ROW(244, NONE, BRIGHT(BLACK), NONE, NONE, NONE,
	    0, LOOK_DIM, 0),
	[STYLE_STATUS] = ROW(255, 24, BRIGHT(WHITE), BLUE, WHITE, BLUE,
	    0, 0, LOOK_REVERSE),
	[STYLE_KEY] = ROW(NONE, NONE, NONE, NONE, NONE, NONE,
	    LOOK_BOLD, 0, LOOK_BOLD),
	[STYLE_FOOTER] = ROW(244, NONE, BRIGHT(BLACK), NONE, NONE, NONE,
	    0, LOOK_DIM, 0),
	[STYLE_PROMPT] = ROW(35, NONE, GREEN, NONE, GREEN, NONE,
	    LOOK_BOLD, 0, LOOK_BOLD),
	[STYLE_INPUT] = ROW(NONE, NONE, NONE, NONE, NONE, NONE, 0, 0, 0),
	[STYLE_LABEL] = ROW(244, NONE, BRIGHT(BLACK), NONE, NONE, NONE,
	    0, LOOK_DIM, 0),
	[STYLE_NUMBER] = ROW(NONE, NONE, NONE, NONE, NONE, NONE, 0, 0, 0),
	[STYLE_ADDRESS] = ROW(67, NONE, CYAN, NONE, CYAN, NONE, 0, 0, 0),
	[STYLE_NAME] = ROW(132, NONE, MAGENTA, NONE, MAGENTA, NONE, 0, 0, 0),
	[STYLE_CODE] = ROW(31, NONE, CYAN, NONE, CYAN, NONE, 0, 0, 0),
	[STYLE_STRONG] = ROW(NONE, NONE, NONE, NONE, NONE, NONE,
	    LOOK_BOLD, 0, LOOK_BOLD),
	[STYLE_LINK] = ROW(33, NONE, BLUE, NONE, BLUE, NONE, 0, 0, 0),
	[STYLE_NOTICE] = ROW(136, NONE, MAGENTA, NONE, MAGENTA, NONE,
	    0, 0, LOOK_BOLD),
	[STYLE_ERROR] = ROW(160, NONE, RED, NONE, RED, NONE,
	    LOOK_BOLD, 0, LOOK_BOLD | LOOK_REVERSE),
	[STYLE_GOOD] = ROW(35, NONE, GREEN, NONE, GREEN, NONE, 0, 0, 0),
	[STYLE_QUESTION] = ROW(133, NONE, MAGENTA, NONE, MAGENTA, NONE,
	    LOOK_BOLD, 0, LOOK_BOLD),
	[STYLE_BLOCK_USED] = ROW(33, NONE, BLUE, NONE, BLUE, NONE,
	    LOOK_BOLD, 0, LOOK_BOLD),
	[STYLE_BLOCK_FREE] = ROW(35, NONE, GREEN, NONE, GREEN, NONE, 0, 0, 0),
	[STYLE_BLOCK_UNCARVED] = ROW(244, NONE, BRIGHT(BLACK), NONE, NONE,
	    NONE, 0, LOOK_DIM, 0),
	[STYLE_POOL_HEADER] = ROW(136, NONE, YELLOW, NONE, YELLOW, NONE,
	    0, 0, LOOK_UNDERLINE),
	[STYLE_POOL_USED] = ROW(38, NONE, CYAN, NONE, CYAN, NONE, 0, 0, 0),
	[STYLE_POOL_FULL] = ROW(33, NONE, BLUE, NONE, BLUE, NONE,
	    LOOK_BOLD, 0, LOOK_BOLD),
	[STYLE_POOL_EMPTY] = ROW(35, NONE, GREEN, NONE, GREEN, NONE, 0, 0, 0),
	[STYLE_POOL_UNCARVED] = ROW(244, NONE, BRIGHT(BLACK), NONE, NONE,
	    NONE, 0, LOOK_DIM, 0),
	[STYLE_PROGRESS] = ROW(33, NONE, BLUE, NONE, BLUE, NONE, 0, 0, 0),
	[STYLE_CHANGED] = ROW(16, 220, BLACK, BRIGHT(YELLOW), BLACK, YELLOW,
	    0, 0, LOOK_BOLD | LOOK_UNDERLINE),
	[STYLE_SELECTED] = ROW(NONE, NONE, NONE, NONE, NONE, NONE,
	    LOOK_REVERSE, 0, LOOK_REVERSE),
#undef ROW
};

enum depth
theme_depth(int colours)
{
	return colours >= 256 ? DEPTH_256 : colours >= 16 ? DEPTH_16 :
	    colours >= 8 ? DEPTH_8 : DEPTH_MONO;
}

static struct look
base_look(enum depth depth, enum style style)
{
	unsigned attributes = rows[style].colour_attributes;

	switch (depth) {
	case DEPTH_256:
		return (struct look){ rows[style].fore256,
			rows[style].back256, attributes };
	case DEPTH_16:
		return (struct look){ rows[style].fore16,
			rows[style].back16, attributes };
	case DEPTH_8:
		return (struct look){ rows[style].fore8, rows[style].back8,
			attributes | rows[style].attributes8 };
	case DEPTH_MONO:
		break;
	}
	return (struct look){ NONE, NONE, rows[style].mono };
}

struct look
theme_look(enum depth depth, unsigned style)
{
	enum style plain = (enum style)(style & STYLE_MASK);
	struct look look;

	assert(plain < STYLE_COUNT);
	look = base_look(depth, plain);
	if (style & MARK_CHANGED) {
		struct look changed = base_look(depth, STYLE_CHANGED);

		look.fore = changed.fore;
		look.back = changed.back;
		look.attributes |= changed.attributes;
		look.attributes &= ~LOOK_DIM;
	}
	if (style & MARK_SELECTED)
		look.attributes ^= LOOK_REVERSE;
	return look;
}
