/* output_file.c - bytes as a file, or on standard output. */
#include "config.h"

#include "app/output_file.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "app/options.h"
#include "support/i18n.h"
#include "support/whole_file.h"

bool
output_file(const char *path, const struct strbuf *bytes)
{
	struct whole_file w;

	if (strcmp(path, "-") == 0) {
		fwrite(strbuf_text(bytes), 1, bytes->length, stdout);
		return true;
	}
	if (whole_file_open(&w, path)) {
		fwrite(strbuf_text(bytes), 1, bytes->length, w.f);
		if (whole_file_close(&w, true))
			return true;
	}
	usage_error(_("%s: cannot be written: %s"), path, strerror(errno));
	return false;
}
