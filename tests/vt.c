/* vt.c - a program on a terminal that a test can look at. */
#include "config.h"

#include "tests/vt.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pty.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>
#include <utmp.h>

#include <cmocka.h>
#include <vterm.h>

#include "support/clock.h"
#include "support/strbuf.h"
#include "support/utf8.h"
#include "support/xalloc.h"

struct vt {
	VTerm *vterm;
	VTermScreen *screen;
	int master;
	pid_t child;
	bool ended;		/* the child has been waited for */
	int status;
	int rows, cols;
	VTermPos cursor;
	bool visible, alternate;
	int mouse;
	size_t received;	/* bytes, ever */
	struct termios first;
	char home[64];
	struct strbuf row;	/* what vt_row returned */
};

/* ---- libvterm tells --------------------------------------------------- */

static int
on_move(VTermPos pos, VTermPos old, int visible, void *user)
{
	struct vt *vt = user;

	(void)old;
	(void)visible;
	vt->cursor = pos;
	return 1;
}

static int
on_property(VTermProp property, VTermValue *value, void *user)
{
	struct vt *vt = user;

	if (property == VTERM_PROP_CURSORVISIBLE)
		vt->visible = value->boolean;
	else if (property == VTERM_PROP_ALTSCREEN)
		vt->alternate = value->boolean;
	else if (property == VTERM_PROP_MOUSE)
		vt->mouse = value->number;
	return 1;
}

static const VTermScreenCallbacks callbacks = {
	.movecursor = on_move,
	.settermprop = on_property,
};

/* ---- the program ------------------------------------------------------ */

static void
set_environment(const struct vt_options *options, const char *home)
{
	const char *path = getenv("PATH");
	char *kept = xstrdup(path != NULL ? path : "/usr/bin:/bin");

	clearenv();
	setenv("PATH", kept, 1);
	setenv("HOME", home, 1);
	setenv("INPUTRC", "/dev/null", 1);
	setenv("LC_ALL", options->locale != NULL ? options->locale :
	    "C.UTF-8", 1);
	if (options->term == NULL || options->term[0] != '\0')
		setenv("TERM", options->term != NULL ? options->term :
		    "xterm-256color", 1);
	for (size_t i = 0; options->env != NULL && options->env[i]; i++)
		putenv(xstrdup(options->env[i]));
	free(kept);
}

_Noreturn static void
run_program(const struct vt_options *options, const char *home)
{
	const char *const *argv = options->argv;

	for (int i = 1; i < NSIG; i++)
		signal(i, SIG_DFL);
	set_environment(options, home);
	execvp(argv[0], (char *const *)(uintptr_t)argv);
	fprintf(stderr, "cannot run %s\n", argv[0]);
	_exit(127);
}

static void
start_vterm(struct vt *vt)
{
	vt->vterm = vterm_new(vt->rows, vt->cols);
	vterm_set_utf8(vt->vterm, 1);
	vt->screen = vterm_obtain_screen(vt->vterm);
	vterm_screen_set_callbacks(vt->screen, &callbacks, vt);
	vterm_screen_enable_altscreen(vt->screen, 1);
	vterm_screen_reset(vt->screen, 1);
}

struct vt *
vt_start(const struct vt_options *options)
{
	struct vt *vt = xcalloc(1, sizeof *vt);
	struct winsize size;
	int slave;

	vt->rows = options->rows > 0 ? options->rows : 24;
	vt->cols = options->cols > 0 ? options->cols : 80;
	size = (struct winsize){ .ws_row = (unsigned short)vt->rows,
		.ws_col = (unsigned short)vt->cols };
	strcpy(vt->home, "/tmp/vt-home-XXXXXX");
	assert_non_null(mkdtemp(vt->home));
	if (openpty(&vt->master, &slave, NULL, NULL, &size) != 0) {
		rmdir(vt->home);
		free(vt);
		skip();
	}
	fcntl(vt->master, F_SETFD, FD_CLOEXEC);
	tcgetattr(slave, &vt->first);
	vt->child = fork();
	assert_true(vt->child >= 0);
	if (vt->child == 0 && login_tty(slave) == 0)
		run_program(options, vt->home);
	close(slave);
	fcntl(vt->master, F_SETFL, O_NONBLOCK);
	start_vterm(vt);
	return vt;
}

const char *
vt_program(const char *name)
{
	static char path[4096];
	const char *top = getenv("top_builddir");

	snprintf(path, sizeof path, "%s/%s", top != NULL ? top : ".", name);
	return path;
}

const char *
vt_home(const struct vt *vt)
{
	return vt->home;
}

/* ---- bytes ------------------------------------------------------------ */

/* Wait up to MS for the program and take in what it sends. */
static bool
pump(struct vt *vt, int ms)
{
	struct pollfd p = { .fd = vt->master, .events = POLLIN };
	char bytes[8192];
	ssize_t n;

	if (poll(&p, 1, ms) <= 0)
		return false;
	n = read(vt->master, bytes, sizeof bytes);
	if (n <= 0)
		return false;
	vt->received += (size_t)n;
	vterm_input_write(vt->vterm, bytes, (size_t)n);
	vterm_screen_flush_damage(vt->screen);
	n = (ssize_t)vterm_output_read(vt->vterm, bytes, sizeof bytes);
	if (n > 0 && write(vt->master, bytes, (size_t)n) != n)
		fail_msg("the program does not read");
	return true;
}

size_t
vt_settle(struct vt *vt, int ms)
{
	size_t before = vt->received;
	long long end = clock_ms() + ms, left;

	while ((left = end - clock_ms()) > 0)
		if (!pump(vt, (int)left))
			break;
	return vt->received - before;
}

void
vt_send_bytes(struct vt *vt, const char *bytes, size_t length)
{
	long long end = clock_ms() + VT_DEADLINE;

	while (length > 0 && clock_ms() < end) {
		ssize_t n = write(vt->master, bytes, length);

		if (n > 0) {
			bytes += n;
			length -= (size_t)n;
		} else {
			pump(vt, 10);
		}
	}
	assert_int_equal(length, 0);
}

void
vt_send(struct vt *vt, const char *text)
{
	vt_send_bytes(vt, text, strlen(text));
}

void
vt_click(struct vt *vt, int row, int col)
{
	char report[64];

	snprintf(report, sizeof report, "\033[<0;%d;%dM\033[<0;%d;%dm",
	    col + 1, row + 1, col + 1, row + 1);
	vt_send(vt, report);
}

/* ---- the grid --------------------------------------------------------- */

static void
cell_text(const VTermScreenCell *cell, char out[32])
{
	size_t at = 0;

	out[0] = '\0';
	for (int i = 0; i < VTERM_MAX_CHARS_PER_CELL && cell->chars[i] != 0 &&
	    cell->chars[i] != (uint32_t)-1 && at < 28; i++)
		at += utf8_encode(cell->chars[i], out + at);
}

static int
color_number(VTermColor color, bool fore)
{
	if (fore ? VTERM_COLOR_IS_DEFAULT_FG(&color) :
	    VTERM_COLOR_IS_DEFAULT_BG(&color))
		return VT_DEFAULT;
	return VTERM_COLOR_IS_INDEXED(&color) ? color.indexed.idx : VT_RGB;
}

struct vt_cell
vt_cell(struct vt *vt, int row, int col)
{
	VTermScreenCell cell;
	struct vt_cell result;

	memset(&cell, 0, sizeof cell);
	vterm_screen_get_cell(vt->screen, (VTermPos){ row, col }, &cell);
	cell_text(&cell, result.text);
	result.width = cell.width;
	result.bold = cell.attrs.bold;
	result.underline = cell.attrs.underline != 0;
	result.reverse = cell.attrs.reverse;
	result.fore = color_number(cell.fg, true);
	result.back = color_number(cell.bg, false);
	return result;
}

const char *
vt_row(struct vt *vt, int row)
{
	strbuf_clear(&vt->row);
	for (int col = 0; col < vt->cols;) {
		struct vt_cell cell = vt_cell(vt, row, col);

		strbuf_puts(&vt->row, cell.text[0] != '\0' ? cell.text : " ");
		col += cell.width > 1 ? cell.width : 1;
	}
	while (vt->row.length > 0 && vt->row.text[vt->row.length - 1] == ' ')
		strbuf_truncate(&vt->row, vt->row.length - 1);
	return strbuf_text(&vt->row);
}

int
vt_find(struct vt *vt, const char *text)
{
	for (int row = 0; row < vt->rows; row++)
		if (strstr(vt_row(vt, row), text) != NULL)
			return row;
	return -1;
}

void
vt_show(struct vt *vt)
{
	fprintf(stderr, "# %dx%d, cursor %d,%d%s\n", vt->rows, vt->cols,
	    vt->cursor.row, vt->cursor.col,
	    vt->alternate ? "" : ", first screen");
	for (int row = 0; row < vt->rows; row++)
		fprintf(stderr, "# %2d|%s\n", row, vt_row(vt, row));
}

/* A wait was in vain: say for what, show the grid, fail. */
static void
give_up(struct vt *vt, const char *what, const char *text)
{
	fprintf(stderr, "# waited in vain %s \"%s\"\n", what, text);
	vt_show(vt);
	fail();
}

void
vt_cursor(struct vt *vt, int *row, int *col)
{
	*row = vt->cursor.row;
	*col = vt->cursor.col;
}

bool
vt_cursor_visible(struct vt *vt)
{
	return vt->visible;
}

bool
vt_alternate(struct vt *vt)
{
	return vt->alternate;
}

bool
vt_mouse(struct vt *vt)
{
	return vt->mouse != VTERM_PROP_MOUSE_NONE;
}

bool
vt_pastes(struct vt *vt)
{
	char mark[64];

	vterm_keyboard_start_paste(vt->vterm);
	return vterm_output_read(vt->vterm, mark, sizeof mark) > 0;
}

bool
vt_cooked(struct vt *vt)
{
	struct termios present;

	if (tcgetattr(vt->master, &present) != 0)
		return false;
	return present.c_lflag == vt->first.c_lflag &&
	    present.c_iflag == vt->first.c_iflag &&
	    present.c_oflag == vt->first.c_oflag;
}

void
vt_check_given_back(struct vt *vt)
{
	assert_false(vt_alternate(vt));
	assert_false(vt_mouse(vt));
	assert_false(vt_pastes(vt));
	assert_true(vt_cursor_visible(vt));
	assert_true(vt_cooked(vt));
}

/* ---- waiting ---------------------------------------------------------- */

void
vt_wait(struct vt *vt, const char *text)
{
	long long end = clock_ms() + VT_DEADLINE;

	while (vt_find(vt, text) < 0) {
		if (clock_ms() >= end)
			give_up(vt, "for", text);
		pump(vt, 50);
	}
}

void
vt_wait_row(struct vt *vt, int row, const char *text)
{
	long long end = clock_ms() + VT_DEADLINE;

	while (strstr(vt_row(vt, row), text) == NULL) {
		if (clock_ms() >= end)
			give_up(vt, "in one row for", text);
		pump(vt, 50);
	}
}

void
vt_wait_gone(struct vt *vt, const char *text)
{
	long long end = clock_ms() + VT_DEADLINE;

	while (vt_find(vt, text) >= 0) {
		if (clock_ms() >= end)
			give_up(vt, "for the end of", text);
		pump(vt, 50);
	}
}

void
vt_wait_cursor(struct vt *vt, int row, int col)
{
	long long end = clock_ms() + VT_DEADLINE;
	char text[32];

	while (vt->cursor.row != row || vt->cursor.col != col) {
		snprintf(text, sizeof text, "%d,%d", row, col);
		if (clock_ms() >= end)
			give_up(vt, "for the cursor at", text);
		pump(vt, 50);
	}
}

void
vt_wait_until(struct vt *vt, bool (*test)(struct vt *), const char *what)
{
	long long end = clock_ms() + VT_DEADLINE;

	while (!test(vt)) {
		if (clock_ms() >= end)
			give_up(vt, "until", what);
		pump(vt, 50);
	}
}

/* ---- size, signals, end ----------------------------------------------- */

void
vt_resize(struct vt *vt, int rows, int cols)
{
	struct winsize size = { .ws_row = (unsigned short)rows,
		.ws_col = (unsigned short)cols };

	vt->rows = rows;
	vt->cols = cols;
	vterm_set_size(vt->vterm, rows, cols);
	vterm_screen_flush_damage(vt->screen);
	ioctl(vt->master, TIOCSWINSZ, &size);
}

void
vt_signal(struct vt *vt, int signal)
{
	kill(vt->child, signal);
}

long
vt_cpu_ms(struct vt *vt)
{
	clockid_t clock;
	struct timespec t;

	if (clock_getcpuclockid(vt->child, &clock) != 0 ||
	    clock_gettime(clock, &t) != 0)
		return -1;
	return (long)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* The number behind NAME in /proc/PID/status, or -1. */
static long
status_of(const struct vt *vt, const char *name)
{
	char path[64], line[256];
	long number = -1;
	FILE *file;

	snprintf(path, sizeof path, "/proc/%ld/status", (long)vt->child);
	file = fopen(path, "r");
	while (file != NULL && fgets(line, sizeof line, file) != NULL)
		if (strncmp(line, name, strlen(name)) == 0)
			number = strtol(line + strlen(name), NULL, 10);
	if (file != NULL)
		fclose(file);
	return number;
}

long
vt_wakeups(struct vt *vt)
{
	return status_of(vt, "voluntary_ctxt_switches:");
}

long
vt_resident(struct vt *vt)
{
	return status_of(vt, "VmRSS:");
}

static int
exit_status(const struct vt *vt)
{
	return WIFEXITED(vt->status) ? WEXITSTATUS(vt->status) :
	    128 + WTERMSIG(vt->status);
}

bool
vt_ended(struct vt *vt)
{
	if (!vt->ended)
		vt->ended = waitpid(vt->child, &vt->status, WNOHANG) ==
		    vt->child;
	return vt->ended;
}

int
vt_wait_end(struct vt *vt, const char *text)
{
	long long end = clock_ms() + VT_DEADLINE;

	if (text != NULL)
		vt_send(vt, text);
	while (!vt_ended(vt)) {
		if (clock_ms() >= end)
			give_up(vt, "for", "the program's end");
		if (!pump(vt, 5))
			poll(NULL, 0, 1);
	}
	while (vt->master >= 0 && pump(vt, 0))
		continue;
	return exit_status(vt);
}

int
vt_hang_up(struct vt *vt)
{
	close(vt->master);
	vt->master = -1;
	return vt_wait_end(vt, NULL);
}

void
vt_remove(const char *folder)
{
	pid_t child = fork();

	if (child == 0) {
		execlp("rm", "rm", "-rf", "--", folder, (char *)NULL);
		_exit(127);
	}
	if (child > 0)
		waitpid(child, NULL, 0);
}

void
vt_free(struct vt *vt)
{
	if (vt == NULL)
		return;
	if (!vt->ended) {
		kill(vt->child, SIGKILL);
		waitpid(vt->child, NULL, 0);
	}
	if (vt->master >= 0)
		close(vt->master);
	vterm_free(vt->vterm);
	vt_remove(vt->home);
	strbuf_free(&vt->row);
	free(vt);
}

int
vt_end(struct vt *vt, const char *text)
{
	int status = vt_wait_end(vt, text);

	vt_free(vt);
	return status;
}
