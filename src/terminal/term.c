/* term.c - the terminal as a device: modes, size, signals, and the way back. */
#include "config.h"

#include "terminal/term.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#include "support/i18n.h"
#include "support/xalloc.h"
#include "view/canvas.h"

#define LEAVE_ROOM   512	/* bytes to leave the screen with */
#define STDERR_SHOWN 65536	/* of what was written meanwhile, the end */

#define REPORTS_ON  "\033[?2004h"
#define MOUSE_ON    "\033[?1000h\033[?1006h"
#define REPORTS_OFF "\033[?1006l\033[?1000l\033[?2004l"

static const int async_signals[] = { SIGWINCH, SIGTSTP, SIGCONT, SIGTERM,
	SIGHUP, SIGINT };
static const int fatal_signals[] = { SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT,
	SIGQUIT };

#define N_ASYNC (sizeof async_signals / sizeof *async_signals)
#define N_FATAL (sizeof fatal_signals / sizeof *fatal_signals)

struct term {
	int in, out;
	int err;		/* where standard error went, or -1 */
	int log;		/* where it goes meanwhile, or -1 */
	int signals[2];		/* the pipe: read end, write end; or -1 */
	struct termios found;
	struct sigaction old_async[N_ASYNC];
	struct sigaction old_fatal[N_FATAL];
	stack_t old_stack;
	char leave[LEAVE_ROOM];
	char crashed[128];	/* translated beforehand */
};

/*
 * What handlers may touch: set up before they are installed, and only read by
 * them.  There is one terminal, and a handler has no argument to find it by.
 */
static struct term *open_term;
static char alternate_stack[65536];
static bool exit_registered;

/* Write all, as far as it goes.  Safe in a handler. */
static void
write_all(int fd, const char *bytes, size_t length)
{
	while (length > 0) {
		ssize_t n = write(fd, bytes, length);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return;
		bytes += n;
		length -= (size_t)n;
	}
}

static void
on_async(int signal)
{
	unsigned char byte = (unsigned char)signal;
	int saved = errno;

	if (open_term != NULL)
		while (write(open_term->signals[1], &byte, 1) < 0 &&
		    errno == EINTR)
			continue;
	errno = saved;
}

/* Show the end of what was written to standard error.  Safe in a handler. */
static void
show_log(const struct term *term)
{
	char part[1024];
	off_t size;
	ssize_t n;

	if (term->log < 0)
		return;
	size = lseek(term->log, 0, SEEK_END);
	lseek(term->log, size > STDERR_SHOWN ? size - STDERR_SHOWN : 0,
	    SEEK_SET);
	while ((n = read(term->log, part, sizeof part)) > 0)
		write_all(term->err, part, (size_t)n);
}

/* The terminal as it was found, without help of curses or stdio. */
static void
leave_now(const struct term *term)
{
	if (term->leave[0] != '\0') {
		write_all(term->out, REPORTS_OFF, sizeof REPORTS_OFF - 1);
		write_all(term->out, term->leave, strlen(term->leave));
	}
	tcsetattr(term->in, TCSANOW, &term->found);
	show_log(term);
}

/* Whether returning from the handler executes the faulty instruction anew. */
static bool
is_fault(int signal, const siginfo_t *info)
{
	return info->si_code > 0 && (signal == SIGSEGV || signal == SIGBUS ||
	    signal == SIGFPE || signal == SIGILL);
}

/*
 * A crash.  The signal is then met again with the action that was there
 * before, so that its exit status, core file or sanitizer report are as ever.
 */
static void
on_fatal(int signal, siginfo_t *info, void *context)
{
	struct term *term = open_term;

	(void)context;
	if (term != NULL) {
		open_term = NULL;
		leave_now(term);
		if (term->err >= 0)
			dup2(term->err, STDERR_FILENO);
		write_all(STDERR_FILENO, term->crashed,
		    strlen(term->crashed));
		for (size_t i = 0; i < N_FATAL; i++)
			sigaction(fatal_signals[i], &term->old_fatal[i], NULL);
	}
	if (!is_fault(signal, info))
		raise(signal);
}

/* exit() was called while the screen is open (out of memory, for one). */
static void
on_exit_called(void)
{
	if (open_term != NULL) {
		fflush(stderr);
		leave_now(open_term);
		open_term = NULL;
	}
}

/* A file without a name to keep what is written to standard error. */
static int
make_log(void)
{
	FILE *file = tmpfile();
	int fd;

	if (file == NULL)
		return open("/dev/null", O_RDWR | O_CLOEXEC);
	fd = fcntl(fileno(file), F_DUPFD_CLOEXEC, 3);
	fclose(file);
	return fd;
}

/* Keep standard error off the screen, if that is where it would go. */
static void
divert_stderr(struct term *term)
{
	term->err = term->log = -1;
	if (!isatty(STDERR_FILENO))
		return;
	fflush(stderr);
	term->log = make_log();
	term->err = fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 3);
	if (term->log >= 0 && term->err >= 0)
		dup2(term->log, STDERR_FILENO);
}

static void
restore_stderr(struct term *term)
{
	fflush(stderr);
	if (term->err >= 0) {
		dup2(term->err, STDERR_FILENO);
		show_log(term);
		close(term->err);
	}
	if (term->log >= 0)
		close(term->log);
}

/* From here on whatever ends the program gives the terminal back. */
static void
guard(struct term *term)
{
	struct sigaction fatal = { .sa_sigaction = on_fatal,
		.sa_flags = SA_SIGINFO | SA_ONSTACK };
	stack_t stack = { .ss_sp = alternate_stack,
		.ss_size = sizeof alternate_stack };

	snprintf(term->crashed, sizeof term->crashed, "poolscope: %s\n",
	    _("crashed; the terminal is as it was before"));
	open_term = term;
	sigemptyset(&fatal.sa_mask);
	sigaltstack(&stack, &term->old_stack);
	for (size_t i = 0; i < N_FATAL; i++)
		sigaction(fatal_signals[i], &fatal, &term->old_fatal[i]);
	if (!exit_registered)
		exit_registered = atexit(on_exit_called) == 0;
}

static void
unguard(struct term *term)
{
	for (size_t i = 0; i < N_FATAL; i++)
		sigaction(fatal_signals[i], &term->old_fatal[i], NULL);
	sigaltstack(&term->old_stack, NULL);
	open_term = NULL;
}

static void
install_handlers(struct term *term)
{
	struct sigaction async = { .sa_handler = on_async,
		.sa_flags = SA_RESTART };

	sigemptyset(&async.sa_mask);
	for (size_t i = 0; i < N_ASYNC; i++)
		sigaction(async_signals[i], &async, &term->old_async[i]);
}

static void
remove_handlers(struct term *term)
{
	for (size_t i = 0; i < N_ASYNC; i++)
		sigaction(async_signals[i], &term->old_async[i], NULL);
}

static bool
make_pipe(int fds[2])
{
	if (pipe(fds) != 0)
		return false;
	for (int i = 0; i < 2; i++) {
		fcntl(fds[i], F_SETFD, FD_CLOEXEC);
		fcntl(fds[i], F_SETFL, O_NONBLOCK);
	}
	return true;
}

struct term *
term_keep(void)
{
	struct term *term;

	if (open_term != NULL || !isatty(STDIN_FILENO) ||
	    !isatty(STDOUT_FILENO))
		return NULL;
	term = xcalloc(1, sizeof *term);
	term->in = STDIN_FILENO;
	term->out = STDOUT_FILENO;
	term->err = term->log = term->signals[0] = term->signals[1] = -1;
	if (tcgetattr(term->in, &term->found) != 0) {
		free(term);
		return NULL;
	}
	guard(term);
	return term;
}

struct term *
term_open(void)
{
	struct term *term = term_keep();

	if (term == NULL)
		return NULL;
	if (!make_pipe(term->signals)) {
		unguard(term);
		free(term);
		return NULL;
	}
	divert_stderr(term);
	install_handlers(term);
	return term;
}

void
term_close(struct term *term)
{
	if (term == NULL)
		return;
	term_cooked(term);
	if (term->signals[0] >= 0) {
		remove_handlers(term);
		close(term->signals[0]);
		close(term->signals[1]);
	}
	unguard(term);
	restore_stderr(term);
	free(term);
}

void
term_size(const struct term *term, int *rows, int *cols)
{
	struct winsize size = { .ws_row = 0 };

	if (ioctl(term->out, TIOCGWINSZ, &size) != 0 || size.ws_row == 0 ||
	    size.ws_col == 0) {
		size.ws_row = 24;
		size.ws_col = 80;
	}
	*rows = size.ws_row > CANVAS_MAX_ROWS ? CANVAS_MAX_ROWS : size.ws_row;
	*cols = size.ws_col > CANVAS_MAX_COLS ? CANVAS_MAX_COLS : size.ws_col;
}

void
term_raw(struct term *term)
{
	struct termios raw = term->found;

	raw.c_iflag &= ~(tcflag_t)(ICRNL | INLCR | IGNCR | IXON | ISTRIP |
	    BRKINT);
	raw.c_lflag &= ~(tcflag_t)(ICANON | ECHO | ECHONL | IEXTEN | ISIG);
	raw.c_oflag &= ~(tcflag_t)ONLCR;
	raw.c_cc[VMIN] = 1;
	raw.c_cc[VTIME] = 0;
	tcsetattr(term->in, TCSADRAIN, &raw);
}

void
term_cooked(struct term *term)
{
	tcsetattr(term->in, TCSADRAIN, &term->found);
}

void
term_reports(struct term *term, bool on, bool mouse)
{
	if (!on) {
		write_all(term->out, REPORTS_OFF, sizeof REPORTS_OFF - 1);
		return;
	}
	write_all(term->out, REPORTS_ON, sizeof REPORTS_ON - 1);
	if (mouse)
		write_all(term->out, MOUSE_ON, sizeof MOUSE_ON - 1);
}

void
term_set_leave(struct term *term, const char *bytes)
{
	size_t length = strlen(bytes);

	if (length < sizeof term->leave)
		memcpy(term->leave, bytes, length + 1);
}

int
term_signal_fd(const struct term *term)
{
	return term->signals[0];
}

int
term_next_signal(struct term *term)
{
	unsigned char byte;

	return read(term->signals[0], &byte, 1) == 1 ? byte : 0;
}

void
term_stop(struct term *term)
{
	struct sigaction mine, fallback = { .sa_handler = SIG_DFL };
	sigset_t set, old;

	(void)term;
	sigemptyset(&fallback.sa_mask);
	sigemptyset(&set);
	sigaddset(&set, SIGTSTP);
	sigaction(SIGTSTP, &fallback, &mine);
	sigprocmask(SIG_UNBLOCK, &set, &old);
	kill(0, SIGTSTP);
	sigprocmask(SIG_SETMASK, &old, NULL);
	sigaction(SIGTSTP, &mine, NULL);
}
