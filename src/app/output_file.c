/* output_file.c - a file that is there whole, or not at all. */
#include "config.h"

#include "app/output_file.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "app/options.h"
#include "support/i18n.h"
#include "support/xalloc.h"

/* The mode that open() would have given. */
static void
set_usual_mode(int fd)
{
	mode_t mask = umask(0);

	umask(mask);
	fchmod(fd, 0666 & ~mask);
}

/* Writes to a new file beside PATH, then renames it; false with errno set. */
static bool
replace(const char *path, const struct strbuf *bytes)
{
	char *name = xasprintf("%s.XXXXXX", path);
	int fd = mkstemp(name), error;
	FILE *f = fd >= 0 ? fdopen(fd, "wb") : NULL;
	bool ok = f != NULL &&
	    fwrite(strbuf_text(bytes), 1, bytes->length, f) == bytes->length;

	if (ok)
		set_usual_mode(fd);
	if (f != NULL && fclose(f) != 0)
		ok = false;
	if (ok && rename(name, path) != 0)
		ok = false;
	error = errno;
	if (!ok && fd >= 0)
		unlink(name);
	free(name);
	errno = error;
	return ok;
}

bool
output_file(const char *path, const struct strbuf *bytes)
{
	struct stat st;

	if (strcmp(path, "-") == 0) {
		fwrite(strbuf_text(bytes), 1, bytes->length, stdout);
		return true;
	}
	/* A device or a pipe is written to, not replaced. */
	if (stat(path, &st) == 0 && !S_ISREG(st.st_mode) &&
	    !S_ISDIR(st.st_mode)) {
		FILE *f = fopen(path, "wb");

		if (f != NULL && (fwrite(strbuf_text(bytes), 1, bytes->length,
		    f) == bytes->length) & (fclose(f) == 0))
			return true;
	} else if (replace(path, bytes)) {
		return true;
	}
	usage_error(_("%s: cannot be written: %s"), path, strerror(errno));
	return false;
}
