/* to_file.c - answers of commands that go to a file. */
#include "config.h"

#include "command/to_file.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "support/i18n.h"

bool
to_file_begin(struct console *c, struct whole_file *w, const char *path)
{
	if (whole_file_open(w, path))
		return true;
	console_error(c, _("%s cannot be written: %s"), path, strerror(errno));
	return false;
}

bool
to_file_end(struct console *c, struct whole_file *w, const char *path,
    bool whole)
{
	if (whole_file_close(w, whole))
		return true;
	console_error(c, _("%s could not be written whole: %s"), path,
	    strerror(errno));
	return false;
}

void
to_file_emit(void *ctx, const char *text, size_t n)
{
	fwrite(text, 1, n, ctx);
}
