/*
 * once.c - gives each file of a folder to a target of the fuzzer, once.
 *
 *	TARGET FOLDER...
 */
#include "config.h"

#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "fuzz.h"
#include "support/xalloc.h"

static char present[4096];	/* the file that is being tried */

/* Says which file it was. */
static void
ended(int sig)
{
	static const char words[] = ": with this file\n";

	if (write(STDERR_FILENO, present, strlen(present)) < 0 ||
	    write(STDERR_FILENO, words, sizeof words - 1) < 0)
		_exit(99);
	signal(sig, SIG_DFL);
	raise(sig);
}

static void __attribute__((noreturn))
give_up(const char *name)
{
	perror(name);
	exit(99);
}

/* The input has room of just its size, so that reading beyond it is seen.
   (Not by fopen: outside.c has that.) */
static void
try_file(DIR *folder, const char *name)
{
	int fd = openat(dirfd(folder), name, O_RDONLY | O_CLOEXEC);
	struct stat st;
	uint8_t *bytes;
	size_t n;

	if (fd < 0 || fstat(fd, &st) < 0)
		give_up(name);
	n = (size_t)st.st_size;
	bytes = xmalloc(n + (n == 0));
	if (read(fd, bytes, n) != (ssize_t)n)
		give_up(name);
	close(fd);
	LLVMFuzzerTestOneInput(bytes, n);
	free(bytes);
}

static unsigned
try_folder(const char *folder)
{
	DIR *d = opendir(folder);
	const struct dirent *entry;
	unsigned n = 0;

	if (d == NULL)
		give_up(folder);
	while ((entry = readdir(d)) != NULL) {
		if (entry->d_name[0] == '.')
			continue;
		snprintf(present, sizeof present, "%s/%s", folder,
		    entry->d_name);
		try_file(d, entry->d_name);
		n++;
	}
	closedir(d);
	return n;
}

int
main(int argc, char **argv)
{
	unsigned n = 0;

	signal(SIGABRT, ended);
	signal(SIGSEGV, ended);
	for (int i = 1; i < argc; i++)
		n += try_folder(argv[i]);
	printf("%u files\n", n);
	return n == 0;
}
