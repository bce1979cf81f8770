/* style.c - what a cell means, and the signs that mean it. */
#include "config.h"

#include "view/style.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "support/utf8.h"

/*
 * The letters must differ from each other and from the marks' own, '*' (which
 * a changed sign is, too) and '@': a golden file shows them where a person sees
 * colours.
 */
static const struct {
	const char *name;
	char letter;
} styles[STYLE_COUNT] = {
	[STYLE_NORMAL] = { "normal", '.' },
	[STYLE_TITLE] = { "title", 'T' },
	[STYLE_HEADER] = { "header", 'h' },
	[STYLE_BORDER] = { "border", '-' },
	[STYLE_DIM] = { "dim", 'd' },
	[STYLE_STATUS] = { "status", 's' },
	[STYLE_KEY] = { "key", 'k' },
	[STYLE_FOOTER] = { "footer", 't' },
	[STYLE_PROMPT] = { "prompt", 'p' },
	[STYLE_INPUT] = { "input", 'i' },
	[STYLE_LABEL] = { "label", 'l' },
	[STYLE_NUMBER] = { "number", 'n' },
	[STYLE_ADDRESS] = { "address", 'a' },
	[STYLE_NAME] = { "name", 'm' },
	[STYLE_CODE] = { "code", 'c' },
	[STYLE_STRONG] = { "strong", 'b' },
	[STYLE_LINK] = { "link", '>' },
	[STYLE_NOTICE] = { "notice", 'o' },
	[STYLE_ERROR] = { "error", '!' },
	[STYLE_GOOD] = { "good", 'g' },
	[STYLE_QUESTION] = { "question", '?' },
	[STYLE_BLOCK_USED] = { "block-used", 'U' },
	[STYLE_BLOCK_FREE] = { "block-free", 'F' },
	[STYLE_BLOCK_UNCARVED] = { "block-uncarved", 'N' },
	[STYLE_POOL_HEADER] = { "pool-header", 'H' },
	[STYLE_POOL_USED] = { "pool-used", '=' },
	[STYLE_POOL_FULL] = { "pool-full", '#' },
	[STYLE_POOL_EMPTY] = { "pool-empty", '_' },
	[STYLE_POOL_UNCARVED] = { "pool-uncarved", 'u' },
	[STYLE_PROGRESS] = { "progress", 'r' },
	[STYLE_CHANGED] = { "changed", 'C' },
	[STYLE_SELECTED] = { "selected", 'S' },
	[STYLE_CHANGED_SIGN] = { "changed-sign", '*' },
};

/*
 * Only signs that common fonts have (and the Linux console, but for the bars),
 * and none that a terminal may colour as a picture.
 */
static const char *const glyphs[GLYPH_COUNT][2] = {
	[GLYPH_POOL_UNCARVED] = { ".", "·" },
	[GLYPH_POOL_EMPTY] = { "_", "_" },
	[GLYPH_POOL_SOME] = { "-", "░" },
	[GLYPH_POOL_MOST] = { "=", "▓" },
	[GLYPH_POOL_FULL] = { "#", "█" },
	[GLYPH_BLOCK_USED] = { "#", "█" },
	[GLYPH_BLOCK_FREE] = { "-", "░" },
	[GLYPH_BLOCK_UNCARVED] = { ".", "·" },
	[GLYPH_BLOCK_MIXED] = { "+", "▒" },
	[GLYPH_BLOCK_HEADER] = { "H", "▒" },
	[GLYPH_SHADE_0] = { ".", "·" },
	[GLYPH_SHADE_1] = { ":", "░" },
	[GLYPH_SHADE_2] = { "-", "▒" },
	[GLYPH_SHADE_3] = { "=", "▓" },
	[GLYPH_SHADE_4] = { "#", "█" },
	[GLYPH_ARROW] = { "->", "─►" },
	[GLYPH_ARROW_BACK] = { "<-", "◄─" },
	[GLYPH_ARROW_LEFT] = { "<", "◄" },
	[GLYPH_ARROW_RIGHT] = { ">", "►" },
	[GLYPH_ARROW_UP] = { "^", "▲" },
	[GLYPH_ARROW_DOWN] = { "v", "▼" },
	[GLYPH_HLINE] = { "-", "─" },
	[GLYPH_VLINE] = { "|", "│" },
	[GLYPH_TOP_LEFT] = { "+", "┌" },
	[GLYPH_TOP_RIGHT] = { "+", "┐" },
	[GLYPH_BOTTOM_LEFT] = { "+", "└" },
	[GLYPH_BOTTOM_RIGHT] = { "+", "┘" },
	[GLYPH_TEE_LEFT] = { "+", "├" },
	[GLYPH_TEE_RIGHT] = { "+", "┤" },
	[GLYPH_TEE_TOP] = { "+", "┬" },
	[GLYPH_TEE_BOTTOM] = { "+", "┴" },
	[GLYPH_CROSS] = { "+", "┼" },
	[GLYPH_CHANGED] = { "*", "*" },
	[GLYPH_HERE] = { ">", "►" },
	[GLYPH_BULLET] = { "*", "•" },
	[GLYPH_TICK] = { "+", "√" },
	[GLYPH_WRONG] = { "x", "x" },
	[GLYPH_CUT] = { "~", "…" },
	[GLYPH_TIMES] = { "x", "×" },
	[GLYPH_BAR_1] = { "_", "▁" },
	[GLYPH_BAR_2] = { ",", "▂" },
	[GLYPH_BAR_3] = { ",", "▃" },
	[GLYPH_BAR_4] = { "-", "▄" },
	[GLYPH_BAR_5] = { "-", "▅" },
	[GLYPH_BAR_6] = { "=", "▆" },
	[GLYPH_BAR_7] = { "=", "▇" },
	[GLYPH_BAR_8] = { "#", "█" },
};

/* The bars that every console has: none, some, half, all. */
static const char *const console_bars[8] = { "_", "_", "_", "▄", "▄", "▄",
    "█", "█" };

const char *
style_name(enum style style)
{
	assert(style < STYLE_COUNT);
	return styles[style].name;
}

char
style_letter(unsigned style)
{
	assert((style & STYLE_MASK) < STYLE_COUNT);
	if (style & MARK_SELECTED)
		return '@';
	if (style & MARK_CHANGED)
		return '*';
	return styles[style & STYLE_MASK].letter;
}

const char *
style_glyph(enum glyph_set set, enum glyph glyph)
{
	size_t bar = (size_t)glyph - GLYPH_BAR_1;

	assert(glyph < GLYPH_COUNT);
	if (set == GLYPHS_CONSOLE &&
	    bar < sizeof console_bars / sizeof console_bars[0])
		return console_bars[bar];
	return glyphs[glyph][set != GLYPHS_ASCII];
}

enum glyph_set
style_glyph_set(bool ascii)
{
	const char *term = getenv("TERM");

	if (ascii || !utf8_locale())
		return GLYPHS_ASCII;
	return term != NULL && strcmp(term, "linux") == 0 ? GLYPHS_CONSOLE :
	    GLYPHS_UTF8;
}

enum glyph
style_pool_glyph(unsigned used, unsigned capacity)
{
	if (used == 0)
		return GLYPH_POOL_EMPTY;
	if (used >= capacity)
		return GLYPH_POOL_FULL;
	return used <= capacity / 2 ? GLYPH_POOL_SOME : GLYPH_POOL_MOST;
}
