/* plain.c - the line-by-line mode. */
#include "config.h"

#include "terminal/plain.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/select.h>
#include <unistd.h>

#include <readline/readline.h>

#include "terminal/edit.h"
#include "terminal/term.h"

/* A handler has no argument, nor has readline's function for a key. */
static volatile sig_atomic_t interrupted, continued;
static bool abandoned, vanished;

static void
on_sigint(int signal)
{
	(void)signal;
	interrupted = 1;
}

static void
on_sigcont(int signal)
{
	(void)signal;
	continued = 1;
}

/* What is being typed is shown again, below what the shell has written. */
static void
show_again(void)
{
	continued = 0;
	fputc('\r', rl_outstream);
	rl_forced_update_display();
}

bool
plain_interrupted(void)
{
	return interrupted != 0;
}

/*
 * Wait for a byte or a signal; returns whether there is a byte.  Signals come
 * only while it sleeps, so that none can come between looking for one and
 * falling asleep.
 */
static bool
wait_for_byte(int fd)
{
	sigset_t all, old;
	fd_set fds;
	int ready = 0;

	sigfillset(&all);
	sigprocmask(SIG_BLOCK, &all, &old);
	FD_ZERO(&fds);
	FD_SET(fd, &fds);
	if (!interrupted && !continued && rl_pending_signal() == 0)
		ready = pselect(fd + 1, &fds, NULL, NULL, NULL, &old);
	sigprocmask(SIG_SETMASK, &old, NULL);
	rl_check_signals();
	return ready > 0;
}

/* A byte for readline; Ctrl-C, which came as a signal, is made one again. */
static int
get_byte(FILE *stream)
{
	int fd = fileno(stream);
	unsigned char byte;
	ssize_t n;
	bool ready;

	do {
		ready = wait_for_byte(fd);
		if (continued)
			show_again();
		if (interrupted) {
			interrupted = 0;
			return CTRL('C');
		}
	} while (!ready);
	n = read(fd, &byte, 1);
	vanished = n < 0 || (n == 0 && !isatty(fd));
	return n == 1 ? byte : EOF;
}

static int
on_interrupt(int count, int key)
{
	(void)count;
	(void)key;
	fputc('\n', rl_outstream);
	rl_free_line_state();
	rl_replace_line("", 1);
	rl_point = rl_mark = 0;
	abandoned = true;
	rl_done = 1;
	return 0;
}

static void
set_up_readline(const struct plain_options *options)
{
	Keymap maps[] = { emacs_standard_keymap, vi_insertion_keymap,
		vi_movement_keymap };

	edit_prepare(options->complete, options->asks, options->ctx,
	    options->history);
	rl_getc_function = get_byte;
	rl_initialize();
	/* Each pasted line is then a line, as if it had been typed. */
	rl_variable_bind("enable-bracketed-paste", "off");
	for (size_t i = 0; i < sizeof maps / sizeof *maps; i++)
		rl_bind_key_in_map(CTRL('C'), on_interrupt, maps[i]);
}

/* Read one line; NULL at the end.  "" too for one that was abandoned. */
static char *
read_line(const struct plain_options *options)
{
	char *line;

	interrupted = continued = 0;
	abandoned = false;
	line = readline(options->prompt(options->ctx));
	if (line == NULL)
		fputc('\n', stdout);
	else if (!abandoned)
		edit_remember(line, options->history);
	interrupted = 0;
	return line;
}

bool
plain_run(const struct plain_options *options)
{
	struct sigaction old, mine = { .sa_handler = on_sigint };
	struct sigaction old_cont, cont = { .sa_handler = on_sigcont };
	struct term *term = term_keep();
	bool more = true;
	char *line;

	sigemptyset(&mine.sa_mask);
	sigaction(SIGINT, &mine, &old);
	sigemptyset(&cont.sa_mask);
	sigaction(SIGCONT, &cont, &old_cont);
	set_up_readline(options);
	while (more && (line = read_line(options)) != NULL) {
		if (!abandoned)
			more = options->line(options->ctx, line);
		free(line);
	}
	fflush(stdout);
	sigaction(SIGINT, &old, NULL);
	sigaction(SIGCONT, &old_cont, NULL);
	term_close(term);
	return !vanished;
}
