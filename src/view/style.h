/*
 * style.h - what a cell means, and the signs that mean it.
 *
 * Panes never name a colour: they say what a thing IS (a free block, an error,
 * a key) and the terminal, or a picture, decides how that looks.  A cell's
 * look is one style, to which marks can be added:
 *
 *	canvas_text(cv, row, col, STYLE_BLOCK_FREE | MARK_CHANGED, "( ->3 )");
 *
 * Colour alone never tells anything.  Whatever a style says is said by a glyph
 * or a word too, because there are terminals without colours and eyes too.
 */
#ifndef POOLSCOPE_STYLE_H
#define POOLSCOPE_STYLE_H

#include <stdbool.h>

enum style {
	STYLE_NORMAL,		/* running text */
	STYLE_TITLE,		/* the program's name, a lesson's title */
	STYLE_HEADER,		/* a pane's title line */
	STYLE_BORDER,		/* lines and boxes */
	STYLE_DIM,		/* present, but not what to look at */
	STYLE_STATUS,		/* the status line */
	STYLE_KEY,		/* the name of a key in the footer */
	STYLE_FOOTER,		/* the footer's words */
	STYLE_PROMPT,		/* (poolscope) */
	STYLE_INPUT,		/* what is being typed */
	STYLE_LABEL,		/* a field's name: ref.count, szidx */
	STYLE_NUMBER,		/* a field's value */
	STYLE_ADDRESS,		/* a nominal address */
	STYLE_NAME,		/* a learner's name for a block */
	STYLE_CODE,		/* a command, C, CPython's own words */
	STYLE_STRONG,		/* emphasis in text */
	STYLE_LINK,		/* an arrow, a pointer drawn */
	STYLE_NOTICE,		/* something to know */
	STYLE_ERROR,		/* something went wrong */
	STYLE_GOOD,		/* a claim that holds, a goal reached */
	STYLE_QUESTION,		/* a prediction asked for */
	STYLE_BLOCK_USED,	/* handed out */
	STYLE_BLOCK_FREE,	/* free, on its pool's chain */
	STYLE_BLOCK_UNCARVED,	/* never carved yet */
	STYLE_POOL_HEADER,	/* the 48 bytes at a pool's start */
	STYLE_POOL_USED,	/* partly used: listed in usedpools */
	STYLE_POOL_FULL,	/* no block left */
	STYLE_POOL_EMPTY,	/* back on its arena's freepools */
	STYLE_POOL_UNCARVED,	/* never made a pool yet */
	STYLE_PROGRESS,		/* the done part of a bar */
	STYLE_CHANGED,		/* text that says: this just changed */
	STYLE_SELECTED,		/* text that says: this is selected */
	STYLE_CHANGED_SIGN,	/* a sign that fills its cell, changed: what
				   canvas_glyph makes of MARK_CHANGED */
	STYLE_COUNT
};

/* Marks, to be or-ed to a style. */
#define MARK_CHANGED	0x40u	/* the last step wrote exactly this */
#define MARK_SELECTED	0x80u	/* the cursor of PICTURE is here */
#define STYLE_MASK	0x3fu	/* what remains is the enum style */

/* A style's name ("block-free") and its letter in a canvas's style dump. */
const char *style_name(enum style style);
char style_letter(unsigned style);

/*
 * The signs.  Each has a form in UTF-8 and a twin in ASCII that takes equally
 * many columns, so that a layout never depends on which is used.
 */
enum glyph {
	GLYPH_POOL_UNCARVED,	/* . */
	GLYPH_POOL_EMPTY,	/* _ */
	GLYPH_POOL_SOME,	/* - up to half of the blocks handed out */
	GLYPH_POOL_MOST,	/* = more than half */
	GLYPH_POOL_FULL,	/* # */
	GLYPH_BLOCK_USED,	/* # */
	GLYPH_BLOCK_FREE,	/* - */
	GLYPH_BLOCK_UNCARVED,	/* . */
	GLYPH_BLOCK_MIXED,	/* + a cell for several, some handed out */
	GLYPH_BLOCK_HEADER,	/* H */
	GLYPH_SHADE_0,		/* how much of something is used: none ... */
	GLYPH_SHADE_1,
	GLYPH_SHADE_2,
	GLYPH_SHADE_3,
	GLYPH_SHADE_4,		/* ... to all */
	GLYPH_ARROW,		/* -> in two columns */
	GLYPH_ARROW_BACK,	/* <- in two columns */
	GLYPH_ARROW_LEFT,	/* < one column each from here on */
	GLYPH_ARROW_RIGHT,	/* > */
	GLYPH_ARROW_UP,		/* ^ */
	GLYPH_ARROW_DOWN,	/* v */
	GLYPH_HLINE,
	GLYPH_VLINE,
	GLYPH_TOP_LEFT,
	GLYPH_TOP_RIGHT,
	GLYPH_BOTTOM_LEFT,
	GLYPH_BOTTOM_RIGHT,
	GLYPH_TEE_LEFT,		/* |- a line branches to the right */
	GLYPH_TEE_RIGHT,	/* -| */
	GLYPH_TEE_TOP,
	GLYPH_TEE_BOTTOM,
	GLYPH_CROSS,
	GLYPH_CHANGED,		/* * */
	GLYPH_HERE,		/* > the present line or moment */
	GLYPH_BULLET,
	GLYPH_TICK,		/* a claim that holds */
	GLYPH_WRONG,		/* one that does not */
	GLYPH_CUT,		/* text goes on but there is no room */
	GLYPH_TIMES,		/* x, as in 28 x 100 */
	GLYPH_BAR_1,		/* bars, an eighth of a cell high ... */
	GLYPH_BAR_2,
	GLYPH_BAR_3,
	GLYPH_BAR_4,
	GLYPH_BAR_5,
	GLYPH_BAR_6,
	GLYPH_BAR_7,
	GLYPH_BAR_8,		/* ... to all of it */
	GLYPH_COUNT
};

enum glyph_set {
	GLYPHS_ASCII,
	GLYPHS_UTF8,
	GLYPHS_CONSOLE		/* UTF-8, as far as the Linux console's font
				   has it */
};

/* The sign's text, in the set given. */
const char *style_glyph(enum glyph_set set, enum glyph glyph);

/*
 * The set to use: ASCII if the user asks for it (--ascii) or if the present
 * locale has no UTF-8 (call setlocale() before); the console's where TERM is
 * linux.
 */
enum glyph_set style_glyph_set(bool ascii);

/* The sign for a pool of which USED of CAPACITY blocks are handed out. */
enum glyph style_pool_glyph(unsigned used, unsigned capacity);

#endif
