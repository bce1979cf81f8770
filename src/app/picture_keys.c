/* picture_keys.c - the keys of the picture that stand for commands. */
#include "config.h"

#include "app/picture_keys.h"

#include <stddef.h>

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
