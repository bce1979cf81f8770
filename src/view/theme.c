/* theme.c - how each style looks: colours and attributes as plain data. */
#include "config.h"

#include "view/theme.h"

#include <assert.h>
#include <stdbool.h>
#include <string.h>

/* The eight colours that every colour terminal has, by number. */
enum { BLACK, RED, GREEN, YELLOW, BLUE, MAGENTA, CYAN, WHITE };

#define NONE LOOK_DEFAULT
#define BRIGHT(colour) ((colour) + 8)

/* What a colour says: the same wherever it is used. */
enum role {
	ROLE_TEXT,		/* and what has no other */
	ROLE_QUIET,		/* there, but not what to look at */
	ROLE_STATUS,		/* the bar at the top */
	ROLE_HEAD,		/* titles, lines of a diagram, bars */
	ROLE_USED,		/* handed out, full */
	ROLE_FREE,		/* free, empty; good */
	ROLE_PART,		/* partly used */
	ROLE_EDGE,		/* a pool's header */
	ROLE_ADDRESS,
	ROLE_NAME,
	ROLE_CODE,
	ROLE_NOTICE,
	ROLE_ERROR,
	ROLE_QUESTION,
	ROLE_CHANGED,		/* written by the last step, */
	ROLE_CHANGED_SIGN,	/* ... and shown by a sign's ink alone */
	ROLES
};

/* ---- styles ------------------------------------------------------------- */

/* A style's role; the attributes that it has with colours, in 8 colours
   besides, and without any. */
static const struct {
	enum role role;
	unsigned attributes, attributes8, mono;
} styles[STYLE_COUNT] = {
	[STYLE_NORMAL] = { ROLE_TEXT, 0, 0, 0 },
	[STYLE_TITLE] = { ROLE_TEXT, LOOK_BOLD, 0, LOOK_BOLD },
	[STYLE_HEADER] = { ROLE_HEAD, LOOK_BOLD, 0, LOOK_BOLD },
	[STYLE_BORDER] = { ROLE_QUIET, 0, LOOK_DIM, 0 },
	[STYLE_DIM] = { ROLE_QUIET, 0, LOOK_DIM, 0 },
	[STYLE_STATUS] = { ROLE_STATUS, 0, 0, LOOK_REVERSE },
	[STYLE_KEY] = { ROLE_TEXT, LOOK_BOLD, 0, LOOK_BOLD },
	[STYLE_FOOTER] = { ROLE_QUIET, 0, LOOK_DIM, 0 },
	[STYLE_PROMPT] = { ROLE_FREE, LOOK_BOLD, 0, LOOK_BOLD },
	[STYLE_INPUT] = { ROLE_TEXT, 0, 0, 0 },
	[STYLE_LABEL] = { ROLE_QUIET, 0, LOOK_DIM, 0 },
	[STYLE_NUMBER] = { ROLE_TEXT, 0, 0, 0 },
	[STYLE_ADDRESS] = { ROLE_ADDRESS, 0, 0, 0 },
	[STYLE_NAME] = { ROLE_NAME, 0, 0, 0 },
	[STYLE_CODE] = { ROLE_CODE, 0, 0, 0 },
	[STYLE_STRONG] = { ROLE_TEXT, LOOK_BOLD, 0, LOOK_BOLD },
	[STYLE_LINK] = { ROLE_HEAD, 0, 0, 0 },
	[STYLE_NOTICE] = { ROLE_NOTICE, 0, 0, LOOK_BOLD },
	[STYLE_ERROR] = { ROLE_ERROR, LOOK_BOLD, 0,
	    LOOK_BOLD | LOOK_REVERSE },
	[STYLE_GOOD] = { ROLE_FREE, 0, 0, 0 },
	[STYLE_QUESTION] = { ROLE_QUESTION, LOOK_BOLD, 0, LOOK_BOLD },
	[STYLE_BLOCK_USED] = { ROLE_USED, LOOK_BOLD, 0, LOOK_BOLD },
	[STYLE_BLOCK_FREE] = { ROLE_FREE, 0, 0, 0 },
	[STYLE_BLOCK_UNCARVED] = { ROLE_QUIET, 0, LOOK_DIM, 0 },
	[STYLE_POOL_HEADER] = { ROLE_EDGE, 0, 0, LOOK_UNDERLINE },
	[STYLE_POOL_USED] = { ROLE_PART, 0, 0, 0 },
	[STYLE_POOL_FULL] = { ROLE_USED, LOOK_BOLD, 0, LOOK_BOLD },
	[STYLE_POOL_EMPTY] = { ROLE_FREE, 0, 0, 0 },
	[STYLE_POOL_UNCARVED] = { ROLE_QUIET, 0, LOOK_DIM, 0 },
	[STYLE_PROGRESS] = { ROLE_HEAD, 0, 0, 0 },
	[STYLE_CHANGED] = { ROLE_CHANGED, 0, 0, LOOK_BOLD | LOOK_UNDERLINE },
	[STYLE_SELECTED] = { ROLE_TEXT, LOOK_REVERSE, 0, LOOK_REVERSE },
	[STYLE_CHANGED_SIGN] = { ROLE_CHANGED_SIGN, 0, 0, LOOK_BOLD },
};

/* ---- themes ------------------------------------------------------------- */

/* A foreground and a background of each depth; a background of NONE is the
   theme's. */
struct tint {
	short fore256, back256;
	short fore16, back16;
	short fore8, back8;
};

/*
 * A theme's own background is that of ROLE_TEXT.  One without goes on the
 * terminal's, whichever it is: all of its colours can be read on black and on
 * white.
 */
struct theme {
	const char *name;
	bool monochrome;	/* colours are not used though there are any */
	struct tint tints[ROLES];
};

#define TERMINAL	{ NONE, NONE, NONE, NONE, NONE, NONE }
/* One foreground each for 256, 16 and 8 colours, on the theme's ground. */
#define ON(f256, f16, f8) { f256, NONE, f16, NONE, f8, NONE }

static const struct theme themes[] = {
	{ .name = "default", .tints = {
		[ROLE_TEXT] = TERMINAL,
		[ROLE_QUIET] = ON(244, BRIGHT(BLACK), NONE),
		[ROLE_STATUS] = { 255, 24, BRIGHT(WHITE), BLUE, WHITE, BLUE },
		[ROLE_HEAD] = ON(33, BLUE, BLUE),
		[ROLE_USED] = ON(33, BLUE, BLUE),
		[ROLE_FREE] = ON(29, GREEN, GREEN),
		[ROLE_PART] = ON(31, CYAN, CYAN),
		[ROLE_EDGE] = ON(136, YELLOW, YELLOW),
		[ROLE_ADDRESS] = ON(67, CYAN, CYAN),
		[ROLE_NAME] = ON(132, MAGENTA, MAGENTA),
		[ROLE_CODE] = ON(31, CYAN, CYAN),
		[ROLE_NOTICE] = ON(136, MAGENTA, MAGENTA),
		[ROLE_ERROR] = ON(160, RED, RED),
		[ROLE_QUESTION] = ON(133, MAGENTA, MAGENTA),
		[ROLE_CHANGED] = { 16, 220, BLACK, BRIGHT(YELLOW), BLACK,
		    YELLOW },
		[ROLE_CHANGED_SIGN] = ON(166, MAGENTA, MAGENTA),
	} },
	{ .name = "light", .tints = {
		[ROLE_TEXT] = { 16, 231, BLACK, BRIGHT(WHITE), BLACK, WHITE },
		[ROLE_QUIET] = ON(241, BRIGHT(BLACK), BLACK),
		[ROLE_STATUS] = { 231, 24, BRIGHT(WHITE), BLUE, WHITE, BLUE },
		[ROLE_HEAD] = ON(25, BLUE, BLUE),
		[ROLE_USED] = ON(19, BLUE, BLUE),
		[ROLE_FREE] = ON(22, GREEN, GREEN),
		[ROLE_PART] = ON(24, CYAN, CYAN),
		[ROLE_EDGE] = ON(94, RED, RED),
		[ROLE_ADDRESS] = ON(60, BLUE, BLUE),
		[ROLE_NAME] = ON(90, MAGENTA, MAGENTA),
		[ROLE_CODE] = ON(23, BLUE, BLUE),
		[ROLE_NOTICE] = ON(94, MAGENTA, MAGENTA),
		[ROLE_ERROR] = ON(124, RED, RED),
		[ROLE_QUESTION] = ON(90, MAGENTA, MAGENTA),
		[ROLE_CHANGED] = { 231, 90, BRIGHT(WHITE), MAGENTA, WHITE,
		    MAGENTA },
		[ROLE_CHANGED_SIGN] = ON(90, MAGENTA, MAGENTA),
	} },
	{ .name = "high-contrast", .tints = {
		[ROLE_TEXT] = { 231, 16, BRIGHT(WHITE), BLACK, WHITE, BLACK },
		[ROLE_QUIET] = ON(252, WHITE, WHITE),
		[ROLE_STATUS] = { 16, 231, BLACK, BRIGHT(WHITE), BLACK,
		    WHITE },
		[ROLE_HEAD] = ON(123, BRIGHT(CYAN), CYAN),
		[ROLE_USED] = ON(117, BRIGHT(CYAN), CYAN),
		[ROLE_FREE] = ON(120, BRIGHT(GREEN), GREEN),
		[ROLE_PART] = ON(159, BRIGHT(WHITE), WHITE),
		[ROLE_EDGE] = ON(227, BRIGHT(YELLOW), YELLOW),
		[ROLE_ADDRESS] = ON(153, BRIGHT(CYAN), CYAN),
		[ROLE_NAME] = ON(219, BRIGHT(MAGENTA), WHITE),
		[ROLE_CODE] = ON(159, BRIGHT(CYAN), CYAN),
		[ROLE_NOTICE] = ON(227, BRIGHT(YELLOW), YELLOW),
		[ROLE_ERROR] = ON(217, BRIGHT(YELLOW), YELLOW),
		[ROLE_QUESTION] = ON(219, BRIGHT(MAGENTA), WHITE),
		[ROLE_CHANGED] = { 16, 226, BLACK, BRIGHT(YELLOW), BLACK,
		    YELLOW },
		[ROLE_CHANGED_SIGN] = ON(226, BRIGHT(YELLOW), YELLOW),
	} },
	/* Blue, orange and reddish purple, as Okabe and Ito chose them: they
	   differ to eyes that lack the cones for red or for green. */
	{ .name = "colour-blind", .tints = {
		[ROLE_TEXT] = TERMINAL,
		[ROLE_QUIET] = ON(244, BRIGHT(BLACK), NONE),
		[ROLE_STATUS] = { 255, 24, BRIGHT(WHITE), BLUE, WHITE, BLUE },
		[ROLE_HEAD] = ON(32, BLUE, BLUE),
		[ROLE_USED] = ON(26, BLUE, BLUE),
		[ROLE_FREE] = ON(136, YELLOW, YELLOW),
		[ROLE_PART] = ON(133, MAGENTA, MAGENTA),
		[ROLE_EDGE] = ON(244, BRIGHT(BLACK), NONE),
		[ROLE_ADDRESS] = ON(67, BLUE, BLUE),
		[ROLE_NAME] = ON(133, MAGENTA, MAGENTA),
		[ROLE_CODE] = ON(32, BLUE, BLUE),
		[ROLE_NOTICE] = ON(136, YELLOW, YELLOW),
		[ROLE_ERROR] = ON(166, RED, RED),
		[ROLE_QUESTION] = ON(133, MAGENTA, MAGENTA),
		[ROLE_CHANGED] = { 16, 220, BLACK, BRIGHT(YELLOW), BLACK,
		    YELLOW },
		[ROLE_CHANGED_SIGN] = ON(166, RED, RED),
	} },
	{ .name = "monochrome", .monochrome = true },
};

#define THEMES	(sizeof(themes) / sizeof(themes[0]))

const struct theme *
theme_at(size_t i)
{
	return i < THEMES ? &themes[i] : NULL;
}

const struct theme *
theme_find(const char *name)
{
	size_t i;

	for (i = 0; i < THEMES; i++)
		if (strcmp(themes[i].name, name) == 0)
			return &themes[i];
	return NULL;
}

const char *
theme_name(const struct theme *theme)
{
	return theme->name;
}

/* ---- looks -------------------------------------------------------------- */

enum depth
theme_depth(int colours)
{
	return colours >= 256 ? DEPTH_256 : colours >= 16 ? DEPTH_16 :
	    colours >= 8 ? DEPTH_8 : DEPTH_MONO;
}

/* The colours of a role, with the theme's own background under them. */
static struct look
role_look(const struct theme *theme, enum depth depth, enum role role)
{
	const struct tint *t = &theme->tints[role];
	const struct tint *ground = &theme->tints[ROLE_TEXT];
	struct look look = { t->fore8, t->back8, 0 };
	short back = ground->back8;

	if (depth == DEPTH_256) {
		look = (struct look){ t->fore256, t->back256, 0 };
		back = ground->back256;
	} else if (depth == DEPTH_16) {
		look = (struct look){ t->fore16, t->back16, 0 };
		back = ground->back16;
	}
	if (look.back == NONE)
		look.back = back;
	return look;
}

static struct look
base_look(const struct theme *theme, enum depth depth, enum style style)
{
	struct look look;

	if (depth == DEPTH_MONO || theme->monochrome)
		return (struct look){ NONE, NONE, styles[style].mono };
	look = role_look(theme, depth, styles[style].role);
	look.attributes = styles[style].attributes;
	if (depth == DEPTH_8)
		look.attributes |= styles[style].attributes8;
	return look;
}

struct look
theme_look(const struct theme *theme, enum depth depth, unsigned style)
{
	enum style plain = (enum style)(style & STYLE_MASK);
	struct look look;

	assert(plain < STYLE_COUNT);
	look = base_look(theme, depth, plain);
	if (style & MARK_CHANGED) {
		struct look changed = base_look(theme, depth, STYLE_CHANGED);

		look.fore = changed.fore;
		look.back = changed.back;
		look.attributes |= changed.attributes;
		look.attributes &= ~LOOK_DIM;
	}
	if (style & MARK_SELECTED)
		look.attributes ^= LOOK_REVERSE;
	return look;
}

/* ---- the colours themselves --------------------------------------------- */

/* The first sixteen, as xterm has them. */
static const unsigned char first_colours[16][3] = {
	{ 0, 0, 0 }, { 205, 0, 0 }, { 0, 205, 0 }, { 205, 205, 0 },
	{ 0, 0, 238 }, { 205, 0, 205 }, { 0, 205, 205 }, { 229, 229, 229 },
	{ 127, 127, 127 }, { 255, 0, 0 }, { 0, 255, 0 }, { 255, 255, 0 },
	{ 92, 92, 255 }, { 255, 0, 255 }, { 0, 255, 255 }, { 255, 255, 255 },
};

void
theme_rgb(short colour, unsigned char rgb[3])
{
	static const unsigned char steps[6] = { 0, 95, 135, 175, 215, 255 };
	int cube = colour - 16;

	if (colour < 16) {
		memcpy(rgb, first_colours[colour], 3);
	} else if (colour < 232) {
		rgb[0] = steps[cube / 36];
		rgb[1] = steps[cube / 6 % 6];
		rgb[2] = steps[cube % 6];
	} else {
		memset(rgb, 8 + 10 * (colour - 232), 3);
	}
}
