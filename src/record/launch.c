/* launch.c - starting the program that is to be recorded. */
#include "config.h"

#include "record/launch.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "preload/protocol.h"
#include "support/i18n.h"
#include "support/installed.h"
#include "support/strbuf.h"
#include "support/xalloc.h"

#define LIBRARY "poolscope-preload.so"
/* The library with the hooks; NULL: it cannot be used. */
static char *
find_library(struct strbuf *error)
{
	char *path = installed_library("preload", LIBRARY);

	if (access(path, R_OK) != 0)
		strbuf_printf(error, _("%s: the library that records is "
		    "missing: %s"), path, strerror(errno));
	/* These end a name in LD_PRELOAD. */
	else if (strpbrk(path, " :") != NULL)
		strbuf_printf(error, _("%s: a program cannot be given a "
		    "library with a blank or a colon in its name; install "
		    "poolscope elsewhere"), path);
	else
		return path;
	free(path);
	return NULL;
}

/* ---- in the child ------------------------------------------------------- */

static void
set_environment(const char *library, const char *ring)
{
	const char *others = getenv("LD_PRELOAD");
	bool any = others != NULL && *others != '\0';
	char *all = xasprintf("%s%s%s", library, any ? ":" : "",
	    any ? others : "");

	setenv("LD_PRELOAD", all, 1);
	setenv(RING_VARIABLE, ring, 1);
	free(all);
}

static void
take_terminal(int terminal)
{
	setsid();
	ioctl(terminal, TIOCSCTTY, 0);
	dup2(terminal, STDOUT_FILENO);
	dup2(terminal, STDERR_FILENO);
	if (terminal > STDERR_FILENO)
		close(terminal);
}

/* What we read ourselves is not the program's. */
static void
close_input(void)
{
	int fd = open("/dev/null", O_RDONLY);

	if (fd > STDIN_FILENO) {
		dup2(fd, STDIN_FILENO);
		close(fd);
	}
}

static void __attribute__((noreturn))
run_child(const struct launch_options *how, int tell)
{
	int why;

	/* Ignored by us; the rest is as it was. */
	signal(SIGPIPE, SIG_DFL);
	signal(SIGXFSZ, SIG_DFL);
	if (how->terminal >= 0)
		take_terminal(how->terminal);
	if (how->no_input)
		close_input();
	execvp(how->argv[0], how->argv);
	why = errno;
	if (write(tell, &why, sizeof(why)) < 0)
		_exit(LAUNCH_FAILED);
	_exit(LAUNCH_NOT_FOUND);
}

/* ---- in the parent ------------------------------------------------------ */

/* A number that names no program is likely that of a process. */
static bool
is_number(const char *word)
{
	return word[strspn(word, "0123456789")] == '\0';
}

static enum launch_status
cannot_start(const char *program, int why, struct strbuf *error)
{
	if (why == ENOENT && is_number(program))
		strbuf_printf(error, _("%s: a process that runs already "
		    "cannot be recorded: where its heap began is gone; start "
		    "the program anew with record"), program);
	else
		strbuf_printf(error, _("%s: cannot be started: %s"), program,
		    strerror(why));
	return why == ENOENT ? LAUNCH_NOT_FOUND : LAUNCH_NOT_EXECUTABLE;
}

/* Waits until CHILD runs the program, or has said why it cannot. */
static enum launch_status
await_start(const char *program, int from, struct strbuf *error)
{
	int why;
	ssize_t n;

	do
		n = read(from, &why, sizeof(why));
	while (n < 0 && errno == EINTR);
	return n == sizeof(why) ? cannot_start(program, why, error) :
	    LAUNCH_DONE;
}

enum launch_status
launch(const struct launch_options *how, const char *path, pid_t *child,
    struct strbuf *error)
{
	char *library = find_library(error);
	enum launch_status status = LAUNCH_FAILED;
	int tell[2];

	if (library == NULL)
		return LAUNCH_FAILED;
	if (pipe2(tell, O_CLOEXEC) != 0 || (*child = fork()) < 0) {
		strbuf_printf(error, _("no process can be started: %s"),
		    strerror(errno));
		free(library);
		return LAUNCH_FAILED;
	}
	if (*child == 0) {
		set_environment(library, path);
		run_child(how, tell[1]);
	}
	close(tell[1]);
	status = await_start(how->argv[0], tell[0], error);
	close(tell[0]);
	free(library);
	return status;
}
