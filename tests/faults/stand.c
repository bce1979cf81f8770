/* stand.c - a program run again and again, with one call that fails. */
#include "config.h"

#include "stand.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/personality.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

#include "support/clock.h"
#include "support/strbuf.h"
#include "support/xalloc.h"

enum {
	HUNG_MS = 20000,
	QUIET_MS = 3,		/* it has drawn, and waits */
	SILENT_MS = 1000,	/* it waits for more than was typed */
	OUTPUT = 1 << 20
};

struct stand {
	const char *faults;
	char folder[64];
	char work[80], state[80], out[80], err[80];
	struct order *order;
	int memory;
	pid_t server;
	int socket;		/* -1: none is running */
	int master, slave;	/* -1: no terminal */
	struct termios found;
	char terminal[64];
};

/* ---- folders ------------------------------------------------------------ */

static void
add_file(struct run *r, const char *path)
{
	FILE *f = fopen(path, "rb");
	int c;

	r->left++;
	while (f != NULL && (c = getc_unlocked(f)) != EOF) {
		r->sum = r->sum * 31 + (uint64_t)c;
		r->bytes++;
	}
	if (f != NULL)
		fclose(f);
}

/* Counts and removes all that is in FOLDER. */
static void
take_folder(struct run *r, const char *folder)
{
	DIR *dir = opendir(folder);
	struct dirent *e;
	struct stat st;

	while (dir != NULL && (e = readdir(dir)) != NULL) {
		char *path = xasprintf("%s/%s", folder, e->d_name);

		if (strcmp(e->d_name, ".") == 0 ||
		    strcmp(e->d_name, "..") == 0 || lstat(path, &st) != 0) {
			free(path);
			continue;
		}
		if (S_ISDIR(st.st_mode))
			take_folder(r, path);
		else
			add_file(r, path);
		remove(path);
		free(path);
	}
	if (dir != NULL)
		closedir(dir);
}

static char *
take_file(const char *path, size_t *length)
{
	char *text = xcalloc(1, OUTPUT + 1);
	FILE *f = fopen(path, "rb");

	*length = f != NULL ? fread(text, 1, OUTPUT, f) : 0;
	if (f != NULL)
		fclose(f);
	unlink(path);
	return text;
}

/* An unfinished session, as poolscope keeps it. */
static void
put_journal(const struct stand *s, const char *from)
{
	char *folder = xasprintf("%s/poolscope", s->state), *path, *text;
	size_t length;
	FILE *in = fopen(from, "rb"), *out;

	mkdir(folder, 0700);
	path = xasprintf("%s/sessions", folder);
	mkdir(path, 0700);
	free(folder);
	folder = path;
	path = xasprintf("%s/1", folder);
	out = fopen(path, "wb");
	text = xcalloc(1, OUTPUT);
	if (in == NULL || out == NULL) {
		perror(from);
		exit(2);
	}
	length = fread(text, 1, OUTPUT, in);
	fwrite(text, 1, length, out);
	fclose(in);
	fclose(out);
	free(text);
	free(path);
	free(folder);
}

static unsigned
count_journals(const struct stand *s)
{
	char *path = xasprintf("%s/poolscope/sessions", s->state);
	DIR *dir = opendir(path);
	struct dirent *e;
	unsigned n = 0;

	while (dir != NULL && (e = readdir(dir)) != NULL)
		n += e->d_name[0] != '.';
	if (dir != NULL)
		closedir(dir);
	free(path);
	return n;
}

/* ---- the program -------------------------------------------------------- */

static void
become(const struct stand *s, const struct scenario *sc, int socket)
{
	const struct rlimit no_core = { 0, 0 };
	char *server = xasprintf("%d:%d", socket, s->memory);

	/* Addresses are the same each time. */
	personality(ADDR_NO_RANDOMIZE);
	setrlimit(RLIMIT_CORE, &no_core);
	if (chdir(s->work) < 0)
		_exit(99);
	setenv(FAULT_SERVER, server, 1);
	setenv("LD_PRELOAD", s->faults, 1);
	setenv("HOME", s->state, 1);
	setenv("XDG_STATE_HOME", s->state, 1);
	setenv("TMPDIR", s->work, 1);
	setenv("TERM", "xterm-256color", 1);
	setenv("INPUTRC", "/dev/null", 1);
	setenv("PYTHONHASHSEED", "0", 1);
	unsetenv("LINES");
	unsetenv("COLUMNS");
	if (sc->setting != NULL)
		putenv(sc->setting);
	execv(sc->words[0], sc->words);
	_exit(99);
}

static bool
open_terminal(struct stand *s)
{
	struct winsize size = { .ws_row = 24, .ws_col = 80 };

	if (openpty(&s->master, &s->slave, s->terminal, NULL, &size) != 0)
		return false;
	fcntl(s->master, F_SETFD, FD_CLOEXEC);
	fcntl(s->slave, F_SETFD, FD_CLOEXEC);
	fcntl(s->master, F_SETFL, O_NONBLOCK);
	return tcgetattr(s->slave, &s->found) == 0;
}

bool
stand_begin(struct stand *s, const struct scenario *sc)
{
	int ends[2];

	if (sc->keys != NULL && !open_terminal(s))
		return false;
	if (socketpair(AF_UNIX, SOCK_STREAM, 0, ends) != 0 ||
	    (s->server = fork()) < 0)
		return false;
	if (s->server == 0) {
		close(ends[0]);
		become(s, sc, ends[1]);
	}
	close(ends[1]);
	s->socket = ends[0];
	fcntl(s->socket, F_SETFD, FD_CLOEXEC);
	return true;
}

static void
close_one(int *fd)
{
	if (*fd >= 0)
		close(*fd);
	*fd = -1;
}

void
stand_end(struct stand *s)
{
	bool running = s->socket >= 0;

	close_one(&s->socket);
	close_one(&s->master);
	close_one(&s->slave);
	if (running)
		waitpid(s->server, NULL, 0);
}

/* ---- a person at the terminal ------------------------------------------- */

struct typist {
	const struct stand *stand;
	FILE *keys;		/* NULL: it is no terminal */
	struct strbuf out;
	size_t seen;		/* of it, when something was typed last */
	int quiet, waited;	/* milliseconds */
	bool last;		/* quit was typed */
};

static void
type(struct typist *t)
{
	char *line = NULL;
	size_t room = 0;

	if (getline(&line, &room, t->keys) > 0) {
		line[strcspn(line, "\n")] = '\r';
	} else {
		free(line);
		line = xstrdup("\025quit\r");
		t->last = true;
	}
	if (write(t->stand->master, line, strlen(line)) < 0)
		t->quiet = 0;
	t->seen = t->out.length;
	t->quiet = t->waited = 0;
	free(line);
}

/* Takes in what is there. */
static bool
look(struct typist *t)
{
	char bytes[8192];
	ssize_t n = read(t->stand->master, bytes, sizeof bytes);

	if (n <= 0)
		return false;
	if (t->out.length < OUTPUT)
		strbuf_add(&t->out, bytes, (size_t)n);
	t->quiet = 0;
	return true;
}

/* A line is typed when the last one was answered, quit if all were. */
static void
attend(struct typist *t)
{
	if (look(t))
		return;
	t->quiet++;
	t->waited++;
	if (t->out.length == 0)
		return;		/* it has not begun */
	if (t->waited >= SILENT_MS || (t->quiet >= QUIET_MS &&
	    t->out.length > t->seen && !t->last))
		type(t);
}

/* Until the program has ended; false if it does not. */
static bool
await(const struct stand *s, struct typist *t)
{
	long long end = clock_ms() + HUNG_MS;
	struct pollfd p[2] = {
		{ .fd = s->socket, .events = POLLIN },
		{ .fd = t->keys != NULL ? s->master : -1, .events = POLLIN },
	};
	int n;

	while (clock_ms() < end) {
		n = poll(p, 2, t->keys != NULL ? 1 : HUNG_MS);
		if (n > 0 && p[0].revents != 0)
			return true;
		if (t->keys != NULL)
			attend(t);
	}
	return false;
}

/* Whether the last that OUT says of a mode is that it is on (h). */
static bool
is_on(const char *out, const char *mode, bool first)
{
	size_t n = strlen(mode);
	const char *at;

	for (at = out; (at = strstr(at, mode)) != NULL; at += n)
		if (at[n] == 'h' || at[n] == 'l')
			first = at[n] == 'h';
	return first;
}

static const char *
trouble(const struct stand *s, const char *out)
{
	struct termios t;

	if (tcgetattr(s->slave, &t) != 0 ||
	    t.c_lflag != s->found.c_lflag || t.c_iflag != s->found.c_iflag ||
	    t.c_oflag != s->found.c_oflag)
		return "the terminal's modes are not as they were";
	if (is_on(out, "[?1049", false))
		return "the second screen is still shown";
	if (is_on(out, "[?1000", false) || is_on(out, "[?1006", false))
		return "the mouse is still reported";
	if (is_on(out, "[?2004", false))
		return "pastes are still told of";
	if (!is_on(out, "[?25", true) && !is_on(out, ";25", false))
		return "the cursor is hidden";
	return NULL;
}

/* ---- one run ------------------------------------------------------------ */

static void
give_order(struct stand *s, const struct scenario *sc, int kind,
    unsigned long number)
{
	struct order *o = s->order;

	memset(o, 0, sizeof(*o));
	o->terminal = sc->keys != NULL;
	snprintf(o->in, sizeof(o->in), "%s", o->terminal ? s->terminal :
	    sc->input != NULL ? sc->input : "/dev/null");
	snprintf(o->out, sizeof(o->out), "%s", s->out);
	snprintf(o->err, sizeof(o->err), "%s", s->err);
	o->kind = kind;
	o->number = number;
	if (sc->journal != NULL)
		put_journal(s, sc->journal);
	if (o->terminal) {
		tcflush(s->slave, TCIOFLUSH);
		tcsetattr(s->slave, TCSANOW, &s->found);
	}
	if (write(s->socket, "", 1) != 1)
		perror("sweep");
}

static void
take_results(struct stand *s, struct run *r, struct typist *t)
{
	struct run other = { 0 };
	size_t length;

	r->status = s->order->status;
	r->calls = s->order->calls;
	r->orphans = s->order->orphans;
	r->out = take_file(s->out, &r->out_length);
	r->err = take_file(s->err, &length);
	if (t->keys != NULL) {
		while (look(t))
			continue;
		free(r->out);
		r->out_length = t->out.length;
		r->out = xstrdup(strbuf_text(&t->out));
		r->terminal = trouble(s, r->out);
	}
	r->journals = count_journals(s);
	take_folder(r, s->work);
	take_folder(&other, s->state);
}

struct run
stand_run(struct stand *s, const struct scenario *sc, int kind,
    unsigned long number)
{
	struct typist t = { .stand = s, .out = STRBUF_INIT };
	struct run r = { 0 };
	char byte;

	if (sc->keys != NULL && (t.keys = fopen(sc->keys, "r")) == NULL) {
		perror(sc->keys);
		exit(2);
	}
	give_order(s, sc, kind, number);
	if (!await(s, &t)) {
		r.hung = true;
		kill(s->order->child, SIGKILL);
	}
	if (read(s->socket, &byte, 1) != 1) {
		fprintf(stderr, "%s: cannot be started\n", sc->words[0]);
		exit(2);
	}
	take_results(s, &r, &t);
	r.quit = t.keys != NULL && t.last;
	if (t.keys != NULL)
		fclose(t.keys);
	strbuf_free(&t.out);
	return r;
}

void
run_free(struct run *r)
{
	free(r->out);
	free(r->err);
}

/* ---- beginning and end -------------------------------------------------- */

struct stand *
stand_new(const char *faults)
{
	struct stand *s = xcalloc(1, sizeof(*s));

	s->faults = faults;
	s->socket = s->master = s->slave = -1;
	strcpy(s->folder, "/tmp/faults-XXXXXX");
	s->memory = memfd_create("order", 0);
	if (mkdtemp(s->folder) == NULL || s->memory < 0 ||
	    ftruncate(s->memory, sizeof(*s->order)) != 0)
		return NULL;
	s->order = mmap(NULL, sizeof(*s->order), PROT_READ | PROT_WRITE,
	    MAP_SHARED, s->memory, 0);
	snprintf(s->work, sizeof(s->work), "%s/work", s->folder);
	snprintf(s->state, sizeof(s->state), "%s/state", s->folder);
	snprintf(s->out, sizeof(s->out), "%s/out", s->folder);
	snprintf(s->err, sizeof(s->err), "%s/err", s->folder);
	mkdir(s->work, 0700);
	mkdir(s->state, 0700);
	return s->order == MAP_FAILED ? NULL : s;
}

void
stand_free(struct stand *s)
{
	rmdir(s->work);
	rmdir(s->state);
	rmdir(s->folder);
	munmap(s->order, sizeof(*s->order));
	close(s->memory);
	free(s);
}
