/*
 * habits.c - what fingers bring along from gdb, Python, C and the shell, and
 * the verb that does it here.
 */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "command/command.h"
#include "support/i18n.h"
#include "support/xalloc.h"

struct habit {
	const char *verb;
	const char *argument;	/* NULL: whatever follows */
	const char *answer;	/* N_ */
};

static const struct habit habits[] = {
	/* gdb: info and print */
	{ "info", "locals", N_("info names lists the names that live") },
	{ "info", "variables", N_("info names lists the names that live") },
	{ "info", "heap", N_("info arenas shows the heap from above") },
	{ "info", "memory", N_("info arenas shows the heap from above") },
	{ "info", "registers", N_("there are no registers here; info lists "
	    "what can be looked at") },
	{ "info", "breakpoints", N_("catch lists what continue stops at") },
	{ "info", "proc", N_("info arenas shows the heap from above") },
	/* gdb: running */
	{ "run", NULL, N_("nothing runs here by itself; source FILE carries "
	    "out a script, continue goes to the end of the history") },
	{ "start", NULL, N_("goto 0 goes to the empty heap, reset starts "
	    "afresh") },
	{ "break", NULL, N_("catch EVENT has continue stop: catch free x, "
	    "catch pool-full if class == 3") },
	{ "tbreak", NULL, N_("find EVENT goes to the next of the kind: find "
	    "free x") },
	{ "watch", NULL, N_("catch touch x has continue stop at what touches "
	    "x; x/8gx REF shows memory now") },
	{ "display", NULL, N_("x/8gx REF shows memory now") },
	{ "kill", NULL, N_("reset empties the heap, quit leaves") },
	{ "until", NULL, N_("goto N goes to event N") },
	{ "finish", NULL, N_("next completes the event, step goes on by one "
	    "decision") },
	{ "up", NULL, N_("back goes one event back in time") },
	{ "down", NULL, N_("next goes one event on in time") },
	{ "jump", NULL, N_("goto N goes to event N") },
	{ "reverse-step", NULL, N_("back-step goes one decision back") },
	{ "reverse-next", NULL, N_("back goes one event back") },
	{ "reverse-continue", NULL, N_("continue back goes to what was caught "
	    "before; goto 0 to the beginning") },
	{ "rc", NULL, N_("continue back goes to what was caught before") },
	{ "rs", NULL, N_("back-step (bs) goes one decision back") },
	{ "rn", NULL, N_("back (b) goes one event back") },
	{ "backtrace", NULL, N_("explain tells what the last event did, and "
	    "in which functions") },
	{ "bt", NULL, N_("explain tells what the last event did, and in "
	    "which functions") },
	{ "where", NULL, N_("show event tells where we are in time") },
	{ "list", NULL, N_("info names lists the names that live, help the "
	    "commands") },
	{ "disassemble", NULL, N_("explain tells what the last event did") },
	{ "frame", NULL, N_("explain tells what the last event did") },
	{ "examine", NULL, N_("x/8gx REF shows memory") },
	{ "call", NULL, N_("x = alloc 28 asks for a block, free x gives it "
	    "back") },
	{ "ptype", NULL, N_("info block REF tells about a block") },
	{ "file", NULL, N_("replay FILE loads a trace") },
	{ "profile", NULL, N_("show profile tells which it is, reset PROFILE "
	    "starts afresh with another") },
	{ "quiz", NULL, N_("set predict on asks before each event what it "
	    "will do") },
	{ "render", NULL, N_("poolscope render, from the shell, draws a trace "
	    "or a script") },
	{ "convert", NULL, N_("poolscope convert, from the shell, writes a "
	    "trace in another form") },
	{ "resume", NULL, N_("poolscope --resume, from the shell, takes up a "
	    "session again") },
	{ "load", NULL, N_("replay FILE loads a trace, source FILE carries "
	    "out a script") },
	{ "record", NULL, N_("poolscope record, from the shell, records a "
	    "program; replay FILE loads a trace") },
	/* C and Python */
	{ "malloc", NULL, N_("x = alloc 28 asks for 28 bytes") },
	{ "new", NULL, N_("x = alloc 28 asks for 28 bytes") },
	{ "del", NULL, N_("free x gives a block back") },
	{ "delete[]", NULL, N_("free x gives a block back") },
	{ "memset", NULL, N_("write x 0 * 28 writes bytes") },
	{ "memcpy", NULL, N_("write x \"TEXT\" writes bytes") },
	{ "import", NULL, N_("replay FILE loads a trace") },
	{ "python", NULL, N_("py STATEMENT carries out a statement on objects "
	    "of a model of Python's") },
	{ "sys._debugmallocstats()", NULL, N_("stats prints that report") },
	{ "debugmallocstats", NULL, N_("stats prints that report") },
	/* the shell, editors and others */
	{ "exit", NULL, N_("quit leaves") },
	{ "exit()", NULL, N_("quit leaves") },
	{ "quit()", NULL, N_("quit leaves") },
	{ "bye", NULL, N_("quit leaves") },
	{ ":q", NULL, N_("quit leaves") },
	{ ":wq", NULL, N_("save FILE saves, quit leaves") },
	{ "ls", NULL, N_("info names lists the names that live") },
	{ "ps", NULL, N_("info names lists the names that live") },
	{ "cat", NULL, N_("source FILE carries out a script") },
	{ "man", NULL, N_("help lists the commands, help VERB explains "
	    "one") },
	{ "?", NULL, N_("help lists the commands, help VERB explains one") },
	{ "clear", NULL, N_("reset empties the heap") },
	{ "restart", NULL, N_("reset empties the heap, goto 0 goes back to "
	    "the beginning") },
	{ "prev", NULL, N_("back goes one event back") },
	{ "previous", NULL, N_("back goes one event back") },
	{ "forward", NULL, N_("next goes one event on") },
	{ "open", NULL, N_("replay FILE loads a trace, source FILE carries "
	    "out a script") },
	{ "zoom", NULL, N_("on the screen Tab moves to the picture, where "
	    "Enter goes nearer and Esc back") },
	{ "why", NULL, N_("explain tells why the last event did what it "
	    "did") },
	{ "usedpools", NULL, N_("info usedpools shows them") },
	{ "arenas", NULL, N_("info arenas shows them") },
	{ "pools", NULL, N_("info pools shows them") },
	{ "pool", NULL, N_("info pool A.P tells about one, print pool A.P "
	    "draws it") },
};

/* Whether the first LENGTH characters of WORD are a verb that does not ask for
   memory. */
static bool
is_command(const char *word, size_t length)
{
	char *verb = xstrndup(word, length);
	const struct command *row = command_find(verb, false, NULL);

	free(verb);
	return row != NULL && (row->flags & COMMAND_ASSIGNS) == 0;
}

/* malloc(28), free(x): the verb of C or Python with its bracket. */
static bool
answer_call(struct console *c, const char *verb)
{
	size_t length = strcspn(verb, "(");

	if (verb[length] != '(' || length == 0)
		return false;
	if (strncmp(verb, "free", length) == 0 ||
	    strncmp(verb, "del", length) == 0)
		console_error(c, _("%s: without brackets here: free x"), verb);
	else if (strncmp(verb, "realloc", length) == 0)
		console_error(c, _("%s: without brackets here: realloc x 60"),
		    verb);
	else if (is_command(verb, length))
		console_error(c, _("%s: without brackets here: %.*s"), verb,
		    (int)length, verb);
	else
		console_error(c, _("%s: without brackets here: x = alloc 28"),
		    verb);
	return true;
}

bool
command_habit(struct console *c, const char *verb, const char *argument)
{
	const struct habit *h;
	size_t i;

	for (i = 0; i < sizeof habits / sizeof habits[0]; i++) {
		h = &habits[i];
		if (strcmp(h->verb, verb) != 0 || (h->argument != NULL &&
		    (argument == NULL ||
		    strcmp(h->argument, argument) != 0)))
			continue;
		if (h->argument != NULL)
			console_error(c, "%s %s: %s", verb, argument,
			    _(h->answer));
		else
			console_error(c, _("%s: %s"), verb, _(h->answer));
		return true;
	}
	return answer_call(c, verb);
}

/* The fewest letters to add, drop, change or swap to get from A to B, if that
   is below 4 and both are short. */
static unsigned
distance(const char *a, const char *b)
{
	unsigned rows[3][24], *before = rows[0], *last = rows[1],
	    *now = rows[2], *spare;
	size_t m = strlen(a), n = strlen(b), i, j;

	if (m >= 24 || n >= 24)
		return 4;
	for (j = 0; j <= n; j++)
		before[j] = last[j] = (unsigned)j;
	for (i = 1; i <= m; i++) {
		now[0] = (unsigned)i;
		for (j = 1; j <= n; j++) {
			now[j] = last[j - 1] + (a[i - 1] != b[j - 1]);
			if (last[j] + 1 < now[j])
				now[j] = last[j] + 1;
			if (now[j - 1] + 1 < now[j])
				now[j] = now[j - 1] + 1;
			if (i > 1 && j > 1 && a[i - 1] == b[j - 2] &&
			    a[i - 2] == b[j - 1] && before[j - 2] + 1 < now[j])
				now[j] = before[j - 2] + 1;
		}
		spare = before;
		before = last;
		last = now;
		now = spare;
	}
	return last[n];
}

const struct command *
command_near(const char *word)
{
	const struct command *row, *best = NULL;
	unsigned limit = strlen(word) > 4 ? 2 : 1, d;
	size_t i;

	for (i = 0; (row = command_at(i)) != NULL; i++) {
		d = distance(word, row->verb);
		if (d <= limit && (best == NULL || d < limit)) {
			best = row;
			limit = d;
		}
	}
	return best;
}
