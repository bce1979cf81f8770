/*
 * keys.h - what a terminal sends, as keys.
 *
 * Used when PICTURE has the focus; at the prompt readline takes the bytes.  A
 * pure function of bytes: no terminal, no waiting.
 */
#ifndef POOLSCOPE_KEYS_H
#define POOLSCOPE_KEYS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum key_code {
	K_NONE,		/* bytes that are no key we know: to be ignored */
	K_CHAR,		/* a character, in CH; with K_CTRL its letter */
	K_ENTER,
	K_TAB,
	K_BACK_TAB,
	K_BACKSPACE,
	K_ESCAPE,
	K_UP,
	K_DOWN,
	K_LEFT,
	K_RIGHT,
	K_HOME,
	K_END,
	K_PAGE_UP,
	K_PAGE_DOWN,
	K_INSERT,
	K_DELETE,
	K_F1,		/* K_F1 + n - 1 is Fn, up to F12 */
	K_F12 = K_F1 + 11,
	K_PRESS,	/* a mouse button went down at ROW, COL */
	K_RELEASE,
	K_WHEEL_UP,
	K_WHEEL_DOWN,
	K_PASTE		/* a paste begins: bytes up to ESC [ 201 ~ follow */
};

/* Held meanwhile, or-ed. */
#define K_SHIFT 1u
#define K_ALT	2u
#define K_CTRL	4u

struct key {
	enum key_code code;
	uint32_t ch;		/* of K_CHAR: the code point */
	unsigned mods;
	int row, col;		/* of the mouse, from 0 */
	int button;		/* of K_PRESS: 1 left, 2 middle, 3 right */
};

/*
 * The key that the LENGTH bytes begin with.  Returns the bytes it takes, or 0
 * if more must come before one can tell; never 0 if COMPLETE, which says that
 * nothing comes (an ESC alone is then the Escape key).
 */
size_t keys_parse(const char *bytes, size_t length, bool complete,
    struct key *key);

/* Whether KEY is the character CH, with nothing held but perhaps Shift. */
bool key_is(const struct key *key, uint32_t ch);

/* Whether KEY is Ctrl and the letter CH (lower case). */
bool key_is_ctrl(const struct key *key, char ch);

#endif
