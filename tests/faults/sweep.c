/*
 * sweep.c - lets every call of our own fail, one at a time.
 *
 *	sweep FAULTS.SO EVERY LIST
 *
 * LIST has scenarios, one a line: words of a command, run in a folder of its
 * own.  Before them may stand
 *
 *	journal=FILE	a session that was not finished is there to resume
 *	keys=FILE	on a terminal, where the lines of FILE are typed
 *	kinds=KIND,...	only these fail
 *	loose		what it writes differs a little each time
 *	NAME=VALUE	is put into its environment
 *
 * and `< FILE' at the end gives it standard input.  For each kind of call it
 * is run once to count them, and then once for every EVERY-th of them that
 * fails.  It passes if the program ends by itself and either does exactly what
 * it did without the fault, or says why not: by an exit status of 1 or 2 and a
 * line on standard error, or in what a session line by line answers.  Nothing
 * half made may be left behind, no process, no lost journal, and a terminal as
 * it was found.
 *
 * With FAULT_SHOW in the environment what such a run printed is shown.
 *
 * Prints a line for each scenario and kind, "N injected, N survived" at the
 * end; 1 if one was not survived.
 */
#include "config.h"

#include <ctype.h>
#include <errno.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#include "stand.h"
#include "support/xalloc.h"

enum { WORDS = 64, SHOWN = 3 };

static const char *const kinds[] = KIND_NAMES;
static const int errors[] = KIND_ERRORS;

struct sweep {
	struct stand *stand;
	unsigned long every;
	unsigned long injected, survived;
};

static bool
same(const struct scenario *sc, const struct run *a, const struct run *b)
{
	if (a->status != b->status || a->left != b->left)
		return false;
	if (sc->loose)
		return a->bytes >= b->bytes - b->bytes / 10;
	return a->sum == b->sum && (sc->keys != NULL ||
	    (a->out_length == b->out_length &&
	    memcmp(a->out, b->out, a->out_length) == 0));
}

/* Whether it says what was wrong: a session line by line goes on after it. */
static bool
says_why(const struct run *r)
{
	size_t i;

	for (i = 0; i < sizeof(errors) / sizeof(errors[0]); i++)
		if (strstr(r->out, strerror(errors[i])) != NULL ||
		    strstr(r->err, strerror(errors[i])) != NULL)
			return true;
	return strstr(r->out, "memory") != NULL ||
	    strstr(r->err, "memory") != NULL ||
	    strstr(r->out, "cannot be drawn on") != NULL;
}

/* What it left behind; NULL: nothing that it should not. */
static const char *
trace_of(const struct scenario *sc, const struct run *r)
{
	if (r->hung)
		return "it hung";
	if (r->terminal != NULL)
		return r->terminal;
	if (r->orphans)
		return "a process is left";
	if (sc->journal != NULL && !r->quit && r->journals == 0)
		return "the journal is lost";
	return NULL;
}

/* NULL if R, where something failed, is right beside GOOD; else what is
   wrong. */
static const char *
wrong(const struct scenario *sc, const struct run *r, const struct run *good)
{
	const char *why = trace_of(sc, r);

	if (why != NULL)
		return why;
	/* The terminal cannot be read: it has gone. */
	if (sc->keys != NULL && (r->status == SIGHUP || (WIFEXITED(r->status) &&
	    WEXITSTATUS(r->status) == 128 + SIGHUP)))
		return NULL;
	if (!WIFEXITED(r->status))
		return "it was killed by a signal";
	if (same(sc, r, good) || (WEXITSTATUS(r->status) == 0 && says_why(r)))
		return NULL;
	if (WEXITSTATUS(r->status) == 0)
		return "it did something else, and says that all is well";
	if (WEXITSTATUS(r->status) > 2 && !says_why(r))
		return "a strange exit status";
	if (r->err[0] == '\0' && (sc->keys == NULL || r->out[0] == '\0'))
		return "it failed without a word";
	if (r->left > good->left)
		return "something half made is left";
	return NULL;
}

static void
sweep_kind(struct sweep *s, const struct scenario *sc, int kind)
{
	struct run good = stand_run(s->stand, sc, kind, 0);
	unsigned long i, bad = 0, tried = 0;

	for (i = 1; i <= good.calls; i += s->every) {
		struct run r = stand_run(s->stand, sc, kind, i);
		const char *why = wrong(sc, &r, &good);

		tried++;
		if (why != NULL && bad++ < SHOWN)
			printf("# %s, %s %lu: %s (status 0x%x): %s%s\n",
			    sc->name, kinds[kind], i, why,
			    (unsigned)r.status, r.err,
			    getenv("FAULT_SHOW") != NULL ? r.out : "");
		run_free(&r);
	}
	printf("%s - %s: %s: %lu of %lu failed one by one\n", bad == 0 ?
	    "ok" : "not ok", sc->name, kinds[kind], tried, good.calls);
	fflush(stdout);
	s->injected += tried;
	s->survived += tried - bad;
	run_free(&good);
}

static void
sweep_kinds(struct sweep *s, const struct scenario *sc)
{
	struct run good = stand_run(s->stand, sc, MALLOC, 0);
	const char *why = trace_of(sc, &good);
	int kind;

	if (why != NULL || good.status != 0) {
		printf("not ok - %s: without a fault: %s (0x%x)\n# %s%s\n",
		    sc->name, why != NULL ? why : "it fails",
		    (unsigned)good.status, good.out, good.err);
		s->injected++;
	}
	run_free(&good);
	for (kind = 0; kind < KINDS; kind++)
		if (sc->kinds == NULL || strstr(sc->kinds, kinds[kind]) != NULL)
			sweep_kind(s, sc, kind);
}

/* ---- the list ----------------------------------------------------------- */

/* What stands before a command; false at its first word. */
static bool
is_prefix(struct scenario *sc, char *word)
{
	if (strncmp(word, "journal=", 8) == 0)
		sc->journal = word + 8;
	else if (strncmp(word, "keys=", 5) == 0)
		sc->keys = word + 5;
	else if (strncmp(word, "kinds=", 6) == 0)
		sc->kinds = word + 6;
	else if (strcmp(word, "loose") == 0)
		sc->loose = true;
	else if (isupper((unsigned char)word[0]) && strchr(word, '=') != NULL)
		sc->setting = word;
	else
		return false;
	return true;
}

static void
sweep_line(struct sweep *s, char *line)
{
	char *words[WORDS + 1], *word, *name;
	struct scenario sc = { .words = words };
	size_t n = 0;

	line[strcspn(line, "\n")] = '\0';
	if (line[0] == '#' || line[0] == '\0')
		return;
	name = xstrdup(line);
	for (word = strtok(line, " "); word != NULL && n < WORDS;
	    word = strtok(NULL, " "))
		if (strcmp(word, "<") == 0)
			sc.input = strtok(NULL, " ");
		else if (n > 0 || !is_prefix(&sc, word))
			words[n++] = word;
	words[n] = NULL;
	sc.name = strstr(name, words[0]) + strlen(words[0]);
	sc.name += strspn(sc.name, " ");
	if (!stand_begin(s->stand, &sc))
		printf("not ok - %s: cannot be run\n", sc.name), s->injected++;
	else
		sweep_kinds(s, &sc);
	stand_end(s->stand);
	free(name);
}

int
main(int argc, char **argv)
{
	struct sweep s = { .every = 1 };
	char *line = NULL;
	size_t room = 0;
	FILE *list;

	if (argc != 4 || (list = fopen(argv[3], "r")) == NULL ||
	    (s.stand = stand_new(argv[1])) == NULL) {
		fprintf(stderr, "sweep FAULTS.SO EVERY LIST\n");
		return 2;
	}
	s.every = strtoul(argv[2], NULL, 10);
	while (getline(&line, &room, list) >= 0)
		sweep_line(&s, line);
	printf("# %lu injected, %lu survived\n", s.injected, s.survived);
	stand_free(s.stand);
	free(line);
	fclose(list);
	return s.injected == s.survived ? 0 : 1;
}
