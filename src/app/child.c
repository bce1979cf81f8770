/* child.c - a recorded program as our child: signals, and ending as it did. */
#include "config.h"

#include "app/child.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "app/options.h"
#include "record/recording.h"


/* What the handlers are about. */
static struct recording *volatile recorded;
static int mark_signal;
static char mark_text[32];

static void
on_signal(int signal)
{
	int saved = errno;

	if (recorded == NULL)
		return;
	if (signal == mark_signal)
		recording_mark(recorded, mark_text);
	else if (signal != SIGCHLD)
		kill(recording_child(recorded), signal);
	errno = saved;
}

static void
handle(int signal, void (*handler)(int))
{
	struct sigaction action = { .sa_handler = handler };

	sigaction(signal, &action, NULL);
}

static const char *
name_of(int signal)
{
	const char *name = sigabbrev_np(signal);

	return name != NULL ? name : "?";
}

void
child_signals(struct recording *r, int mark)
{
	recorded = r;
	mark_signal = mark;
	if (mark != 0)
		snprintf(mark_text, sizeof(mark_text), "SIG%s", name_of(mark));
	handle(SIGINT, r != NULL ? SIG_IGN : SIG_DFL);
	handle(SIGQUIT, r != NULL ? SIG_IGN : SIG_DFL);
	handle(SIGTERM, r != NULL ? on_signal : SIG_DFL);
	handle(SIGHUP, r != NULL ? on_signal : SIG_DFL);
	/* It ends a wait for more. */
	handle(SIGCHLD, r != NULL ? on_signal : SIG_DFL);
	if (mark != 0)
		handle(mark, on_signal);
}

int
child_end_like(int status)
{
	const struct rlimit no_core = { 0, 0 };

	if (WIFEXITED(status))
		return WEXITSTATUS(status);
	/* The program has left a core, if any. */
	setrlimit(RLIMIT_CORE, &no_core);
	fflush(stdout);
	handle(WTERMSIG(status), SIG_DFL);
	raise(WTERMSIG(status));
	return EXIT_SIGNALLED + WTERMSIG(status);
}

int
child_signal_named(const char *word)
{
	char *end;
	long n = strtol(word, &end, 10);
	int i;

	if (*word >= '0' && *word <= '9' && *end == '\0')
		return n > 0 && n < NSIG ? (int)n : 0;
	if (strncmp(word, "SIG", 3) == 0)
		word += 3;
	for (i = 1; i < NSIG; i++)
		if (strcmp(name_of(i), word) == 0)
			return i;
	return 0;
}
