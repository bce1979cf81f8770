/* keys.c - what a terminal sends, as keys. */
#include "config.h"

#include "terminal/keys.h"

#include <string.h>

#include "support/utf8.h"

#define ESC	     '\033'
#define LONGEST	     64		/* no sequence is longer */
#define MAX_PARAMS   4
#define PARAM_LIMIT  100000

/* A control sequence taken apart: ESC [ private params final. */
struct csi {
	char private;		/* '<' or '?' or 0 */
	int params[MAX_PARAMS];
	int count;
	char final;
};

/* The keys of the form ESC [ final and ESC O final. */
static const struct {
	char final;
	enum key_code code;
} finals[] = {
	{ 'A', K_UP }, { 'B', K_DOWN }, { 'C', K_RIGHT }, { 'D', K_LEFT },
	{ 'H', K_HOME }, { 'F', K_END }, { 'Z', K_BACK_TAB },
	{ 'P', K_F1 }, { 'Q', K_F1 + 1 }, { 'R', K_F1 + 2 },
	{ 'S', K_F1 + 3 }, { 'M', K_ENTER },
};

/* The keys of the form ESC [ number ~. */
static const struct {
	int number;
	enum key_code code;
} numbers[] = {
	{ 1, K_HOME }, { 2, K_INSERT }, { 3, K_DELETE }, { 4, K_END },
	{ 5, K_PAGE_UP }, { 6, K_PAGE_DOWN }, { 7, K_HOME }, { 8, K_END },
	{ 11, K_F1 }, { 12, K_F1 + 1 }, { 13, K_F1 + 2 }, { 14, K_F1 + 3 },
	{ 15, K_F1 + 4 }, { 17, K_F1 + 5 }, { 18, K_F1 + 6 },
	{ 19, K_F1 + 7 }, { 20, K_F1 + 8 }, { 21, K_F1 + 9 },
	{ 23, K_F1 + 10 }, { 24, K_F1 + 11 }, { 200, K_PASTE },
};

static enum key_code
find_final(char final)
{
	for (size_t i = 0; i < sizeof finals / sizeof *finals; i++)
		if (finals[i].final == final)
			return finals[i].code;
	return K_NONE;
}

static enum key_code
find_number(int number)
{
	for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
		if (numbers[i].number == number)
			return numbers[i].code;
	return K_NONE;
}

/* Modifiers are sent as 1 + their bits. */
static unsigned
modifiers(int param)
{
	return param > 1 ? (unsigned)(param - 1) & (K_SHIFT | K_ALT | K_CTRL) :
	    0;
}

/*
 * A button as both mouse protocols number it: the low bits say which, bit 6
 * the wheel, bit 5 a motion.
 */
static void
set_mouse(struct key *key, int button, int col, int row, bool release)
{
	key->row = row - 1;
	key->col = col - 1;
	key->mods = (button & 4 ? K_SHIFT : 0) | (button & 8 ? K_ALT : 0) |
	    (button & 16 ? K_CTRL : 0);
	key->button = (button & 3) + 1;
	if (key->row < 0 || key->col < 0 || (button & 32))
		key->code = K_NONE;
	else if (button & 64)
		key->code = button & 1 ? K_WHEEL_DOWN : K_WHEEL_UP;
	else
		key->code = release ? K_RELEASE : K_PRESS;
}

/* Take ESC [ ... apart.  Returns its bytes, 0 if its end has not come. */
static size_t
split_csi(const char *bytes, size_t length, struct csi *csi)
{
	size_t at = 2;

	memset(csi, 0, sizeof *csi);
	if (at < length && bytes[at] >= '<' && bytes[at] <= '?')
		csi->private = bytes[at++];
	for (; at < length && at < LONGEST; at++) {
		char c = bytes[at];

		if (c >= '0' && c <= '9') {
			int *param = &csi->params[csi->count];

			if (csi->count < MAX_PARAMS && *param < PARAM_LIMIT)
				*param = *param * 10 + (c - '0');
		} else if (c == ';' || c == ':') {
			csi->count += csi->count < MAX_PARAMS;
		} else if (c < 0x20 || c > 0x3f) {
			csi->final = c;
			return c >= 0x40 && c < 0x7f ? at + 1 : at;
		}
	}
	return at == LONGEST ? at : 0;
}

static size_t
parse_csi(const char *bytes, size_t length, struct key *key)
{
	struct csi csi;
	size_t used;

	if (length > 2 && bytes[2] == '[') {	/* F1 to F5 of Linux: ESC [[A */
		if (length < 4)
			return 0;
		if (bytes[3] >= 'A' && bytes[3] <= 'E')
			key->code = (enum key_code)(K_F1 + (bytes[3] - 'A'));
		return 4;
	}
	if (length > 2 && bytes[2] == 'M') {	/* the older mouse report */
		const unsigned char *b = (const unsigned char *)bytes;

		if (length < 6)
			return 0;
		set_mouse(key, b[3] - 32, b[4] - 32, b[5] - 32,
		    ((b[3] - 32) & 67) == 3);
		return 6;
	}
	used = split_csi(bytes, length, &csi);
	if (used == 0)
		return 0;
	if (csi.private == '<' && (csi.final == 'M' || csi.final == 'm')) {
		set_mouse(key, csi.params[0], csi.params[1], csi.params[2],
		    csi.final == 'm');
	} else if (csi.private == 0) {
		key->code = csi.final == '~' ? find_number(csi.params[0]) :
		    find_final(csi.final);
		key->mods = modifiers(csi.params[1]);
	}
	return used;
}

/* A byte below 0x20, or DEL. */
static void
parse_control(unsigned char byte, struct key *key)
{
	switch (byte) {
	case '\r':
	case '\n':
		key->code = K_ENTER;
		break;
	case '\t':
		key->code = K_TAB;
		break;
	case '\b':
	case 0x7f:
		key->code = K_BACKSPACE;
		break;
	default:
		key->code = K_CHAR;
		key->mods = K_CTRL;
		key->ch = byte == 0 ? ' ' : byte < 0x1b ? byte + 0x60u :
		    byte + 0x40u;
	}
}

static size_t
parse_char(const char *bytes, size_t length, bool complete, struct key *key)
{
	unsigned char first = (unsigned char)bytes[0];
	size_t need = first < 0xc2 || first > 0xf4 ? 1 : first < 0xe0 ? 2 :
	    first < 0xf0 ? 3 : 4;
	size_t used;

	if (first < 0x20 || first == 0x7f) {
		parse_control(first, key);
		return 1;
	}
	used = utf8_decode(bytes, length, &key->ch);
	if (used > 0) {
		key->code = K_CHAR;
		return used;
	}
	return length < need && !complete ? 0 : 1;
}

/* What begins with ESC. */
static size_t
parse_escape(const char *bytes, size_t length, bool complete, struct key *key)
{
	size_t used = 0;

	if (length > 1 && bytes[1] == '[') {
		used = parse_csi(bytes, length, key);
	} else if (length > 1 && bytes[1] == 'O') {
		key->code = length > 2 ? find_final(bytes[2]) : K_NONE;
		used = length > 2 ? 3 : 0;
	} else if (length > 1 && bytes[1] == ESC) {
		key->code = K_ESCAPE;
		used = 1;
	} else if (length > 1) {
		used = parse_char(bytes + 1, length - 1, complete, key);
		key->mods |= K_ALT;
		used += used > 0;
	}
	if (used == 0 && complete) {
		*key = (struct key){ .code = length == 1 ? K_ESCAPE : K_NONE };
		used = length < LONGEST ? length : LONGEST;
	}
	return used;
}

size_t
keys_parse(const char *bytes, size_t length, bool complete, struct key *key)
{
	memset(key, 0, sizeof *key);
	if (length == 0)
		return 0;
	if (bytes[0] == ESC)
		return parse_escape(bytes, length, complete, key);
	return parse_char(bytes, length, complete, key);
}

bool
key_is(const struct key *key, uint32_t ch)
{
	return key->code == K_CHAR && key->ch == ch &&
	    (key->mods & ~K_SHIFT) == 0;
}

bool
key_is_ctrl(const struct key *key, char ch)
{
	return key->code == K_CHAR && key->mods == K_CTRL &&
	    key->ch == (uint32_t)ch;
}
