/*
 * sweep.c - lets every call of our own fail, one at a time.
 *
 *	sweep FAULTS.SO EVERY LIST
 *
 * LIST has scenarios, one a line: words of a command, run in a folder of its
 * own; `< FILE' at the end gives it standard input.  For each kind of call it
 * is run once to count them, and then once for every EVERY-th of them that
 * fails.  It passes if the program ends by itself and either does exactly what
 * it did without the fault, or says why not: by an exit status of 1 or 2 and a
 * line on standard error, or in what a session line by line answers.  Nothing half made may be left behind.
 *
 * Prints a line for each scenario and kind, "N injected, N survived" at the
 * end; 1 if one was not survived.
 */
#include "config.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "support/xalloc.h"

enum { WORDS = 64, SECONDS = 20, OUTPUT = 1 << 20 };

static const char *const kinds[] = { "malloc", "mmap", "open", "read",
    "write" };

/* What one run gave. */
struct run {
	int status;		/* as waitpid has it */
	unsigned long calls;
	char *out, *err;	/* of OUTPUT bytes, terminated */
	size_t out_length;
	unsigned left;		/* files in its folder */
	uint64_t sum;		/* of what is in them */
};

struct sweep {
	const char *faults;
	unsigned long every;
	unsigned long injected, survived;
	char folder[64];
};

/* ---- one run ------------------------------------------------------------ */

static char *
path_in(const struct sweep *s, const char *name)
{
	return xasprintf("%s/%s", s->folder, name);
}

static void
give_output(const struct sweep *s, const char *name, int fd)
{
	char *path = path_in(s, name);
	int file = open(path, O_RDWR | O_CREAT | O_TRUNC, 0600);

	if (file < 0 || dup2(file, fd) < 0)
		_exit(99);
	close(file);
	free(path);
}

/* In the child: the folder is its working directory. */
static void
become(const struct sweep *s, char **words, const char *input,
    const char *fault, int report)
{
	char *count = xasprintf("%d", report);
	const struct rlimit time = { SECONDS, SECONDS };
	int in = open(input != NULL ? input : "/dev/null", O_RDONLY);
	char *work = path_in(s, "work");

	setrlimit(RLIMIT_CPU, &time);
	give_output(s, "out", STDOUT_FILENO);
	give_output(s, "err", STDERR_FILENO);
	if (in < 0 || dup2(in, STDIN_FILENO) < 0 || chdir(work) < 0)
		_exit(99);
	setenv("FAULT", fault, 1);
	setenv("FAULT_COUNT", count, 1);
	setenv("LD_PRELOAD", s->faults, 1);
	execv(words[0], words);
	_exit(99);
}

static char *
take_file(const struct sweep *s, const char *name, size_t *length)
{
	char *path = path_in(s, name), *text = xcalloc(1, OUTPUT + 1);
	FILE *f = fopen(path, "rb");

	*length = f != NULL ? fread(text, 1, OUTPUT, f) : 0;
	if (f != NULL)
		fclose(f);
	free(path);
	return text;
}

/* Counts and empties the work folder; the sum tells whether the same is in
   it.  (A file that is there is whole, or it is not there.) */
static void
take_folder(const struct sweep *s, struct run *r)
{
	char *work = path_in(s, "work");
	DIR *dir = opendir(work);
	struct dirent *e;

	while (dir != NULL && (e = readdir(dir)) != NULL) {
		char *path = xasprintf("%s/%s", work, e->d_name);
		FILE *f = e->d_name[0] != '.' ? fopen(path, "rb") : NULL;
		int c;

		if (f != NULL) {
			r->left++;
			while ((c = getc(f)) != EOF)
				r->sum = r->sum * 31 + (uint64_t)c;
			fclose(f);
			unlink(path);
		}
		free(path);
	}
	if (dir != NULL)
		closedir(dir);
	free(work);
}

static struct run
run(const struct sweep *s, char **words, const char *input,
    const char *kind, unsigned long number)
{
	char *fault = xasprintf("%s:%lu", kind, number);
	struct run r = { 0 };
	size_t length;
	int fds[2];
	pid_t pid;

	if (pipe(fds) < 0 || (pid = fork()) < 0) {
		perror("sweep");
		exit(2);
	}
	if (pid == 0)
		become(s, words, input, fault, fds[1]);
	close(fds[1]);
	if (read(fds[0], &r.calls, sizeof(r.calls)) != sizeof(r.calls))
		r.calls = 0;
	close(fds[0]);
	while (waitpid(pid, &r.status, 0) < 0 && errno == EINTR)
		;
	r.out = take_file(s, "out", &r.out_length);
	r.err = take_file(s, "err", &length);
	take_folder(s, &r);
	free(fault);
	return r;
}

static void
run_free(struct run *r)
{
	free(r->out);
	free(r->err);
}

/* ---- what it must be ---------------------------------------------------- */

static bool
same(const struct run *a, const struct run *b)
{
	return a->status == b->status && a->out_length == b->out_length &&
	    memcmp(a->out, b->out, a->out_length) == 0 &&
	    a->left == b->left && a->sum == b->sum;
}

/* Whether it says what was wrong: a session line by line goes on after it. */
static bool
says_why(const struct run *r)
{
	static const int errors[] = { ENOMEM, EMFILE, EIO, ENOSPC };
	size_t i;

	for (i = 0; i < sizeof(errors) / sizeof(errors[0]); i++)
		if (strstr(r->out, strerror(errors[i])) != NULL ||
		    strstr(r->err, strerror(errors[i])) != NULL)
			return true;
	return strstr(r->out, "memory") != NULL;
}

/* NULL if R, where something failed, is right beside GOOD; else what is
   wrong. */
static const char *
wrong(const struct run *r, const struct run *good)
{
	if (!WIFEXITED(r->status))
		return "it was killed by a signal";
	if (same(r, good) || (WEXITSTATUS(r->status) == 0 && says_why(r)))
		return NULL;
	if (WEXITSTATUS(r->status) == 0)
		return "it did something else, and says that all is well";
	if (WEXITSTATUS(r->status) > 2)
		return "a strange exit status";
	if (r->err[0] == '\0')
		return "it failed without a word";
	if (r->left > good->left)
		return "something half made is left";
	return NULL;
}

static void
sweep_kind(struct sweep *s, char **words, const char *input,
    const char *scenario, const char *kind)
{
	struct run good = run(s, words, input, kind, 0);
	unsigned long i, bad = 0, tried = 0;

	for (i = 1; i <= good.calls; i += s->every) {
		struct run r = run(s, words, input, kind, i);
		const char *why = wrong(&r, &good);

		tried++;
		if (why != NULL && bad++ < 3)
			printf("# %s, %s %lu: %s (status 0x%x): %s\n",
			    scenario, kind, i, why, (unsigned)r.status,
			    r.err);
		run_free(&r);
	}
	printf("%s - %s: %s: %lu of %lu failed one by one\n", bad == 0 ?
	    "ok" : "not ok", scenario, kind, tried, good.calls);
	s->injected += tried;
	s->survived += tried - bad;
	run_free(&good);
}

/* ---- the list ----------------------------------------------------------- */

static void
sweep_line(struct sweep *s, char *line)
{
	char *words[WORDS + 1], *input = NULL, *word, *scenario;
	size_t n = 0, k;

	line[strcspn(line, "\n")] = '\0';
	if (line[0] == '#' || line[0] == '\0')
		return;
	scenario = xstrdup(strchr(line, ' ') != NULL ? strchr(line, ' ') + 1 :
	    line);
	for (word = strtok(line, " "); word != NULL && n < WORDS;
	    word = strtok(NULL, " "))
		if (strcmp(word, "<") == 0)
			input = strtok(NULL, " ");
		else
			words[n++] = word;
	words[n] = NULL;
	for (k = 0; n > 0 && k < sizeof(kinds) / sizeof(kinds[0]); k++)
		sweep_kind(s, words, input, scenario, kinds[k]);
	free(scenario);
}

int
main(int argc, char **argv)
{
	struct sweep s = { .folder = "/tmp/faults-XXXXXX" };
	char *line = NULL, *work;
	size_t room = 0;
	FILE *list;

	if (argc != 4 || (list = fopen(argv[3], "r")) == NULL ||
	    mkdtemp(s.folder) == NULL) {
		fprintf(stderr, "sweep FAULTS.SO EVERY LIST\n");
		return 2;
	}
	s.faults = argv[1];
	s.every = strtoul(argv[2], NULL, 10);
	work = path_in(&s, "work");
	mkdir(work, 0700);
	while (getline(&line, &room, list) >= 0)
		sweep_line(&s, line);
	printf("# %lu injected, %lu survived\n", s.injected, s.survived);
	unlink(path_in(&s, "out"));
	unlink(path_in(&s, "err"));
	rmdir(work);
	rmdir(s.folder);
	free(line);
	fclose(list);
	return s.injected == s.survived ? 0 : 1;
}
