/* screen.c - a canvas on the terminal, by way of curses. */
#include "config.h"

#include "terminal/screen.h"

#include <curses.h>
#include <stdlib.h>
#include <string.h>
#include <term.h>
#include <unistd.h>
#undef columns	/* term.h takes a common word for a capability */

#include "support/strbuf.h"
#include "support/xalloc.h"

#define N_LOOKS 256	/* a style and its marks make one byte */

#define GAP 8		/* blanks between words that are quicker written than
			   passed over */

/* A look as curses wants it. */
struct attr {
	attr_t attributes;
	short pair;
	short back;		/* the background, ... */
	bool plain;		/* ... which is all there is of a blank */
};

struct screen {
	struct term *term;
	SCREEN *curses;
	enum depth depth;
	bool default_colors;	/* the terminal's own can be asked for */
	bool mouse;
	int pairs;		/* colour pairs made so far, 0 being given */
	struct look pair_looks[N_LOOKS];
	struct attr attrs[N_LOOKS];
	struct cell *shown;	/* what was drawn last, rows x cols */
	int rows, cols;
	bool forget;
};

/* A capability of the terminal, or NULL. */
static const char *
capability(const char *name)
{
	const char *value = tigetstr(name);

	return value == (const char *)-1 ? NULL : value;
}

const char *
screen_key(const char *name)
{
	return capability(name);
}

/* Append a capability without the delays that it may ask for: $<5/>. */
static void
add_capability(struct strbuf *sb, const char *name)
{
	const char *s = capability(name);

	while (s != NULL && *s != '\0') {
		const char *end = s[0] == '$' && s[1] == '<' ?
		    strchr(s, '>') : NULL;

		if (end != NULL)
			s = end + 1;
		else
			strbuf_putc(sb, *s++);
	}
}

/* What to send when there is no time for curses. */
static void
prepare_leave(struct term *term)
{
	static const char *const names[] = { "sgr0", "op", "rmkx", "rmcup",
		"cnorm" };
	struct strbuf sb = STRBUF_INIT;

	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		add_capability(&sb, names[i]);
	strbuf_puts(&sb, "\r\n");
	term_set_leave(term, strbuf_text(&sb));
	strbuf_free(&sb);
}

static enum depth
choose_depth(enum color_mode mode)
{
	const char *no_color = getenv("NO_COLOR");

	if (!has_colors() || mode == COLOR_NEVER ||
	    (mode == COLOR_AUTO && no_color != NULL && *no_color != '\0'))
		return DEPTH_MONO;
	return start_color() == OK ? theme_depth(COLORS) : DEPTH_MONO;
}

/* The pair for two colours; 0, the terminal's own, if there are no more. */
static short
pair_for(struct screen *screen, struct look look)
{
	if (screen->depth == DEPTH_MONO)
		return 0;
	if (!screen->default_colors && look.fore == LOOK_DEFAULT)
		look.fore = COLOR_WHITE;
	if (!screen->default_colors && look.back == LOOK_DEFAULT)
		look.back = COLOR_BLACK;
	for (int i = 1; i <= screen->pairs; i++)
		if (screen->pair_looks[i].fore == look.fore &&
		    screen->pair_looks[i].back == look.back)
			return (short)i;
	if (screen->pairs + 1 >= COLOR_PAIRS ||
	    screen->pairs + 1 >= N_LOOKS ||
	    init_pair((short)(screen->pairs + 1), look.fore, look.back) != OK)
		return 0;
	screen->pair_looks[++screen->pairs] = look;
	return (short)screen->pairs;
}

static struct attr
attr_for(struct screen *screen, struct look look)
{
	struct attr attr = { .attributes = A_NORMAL, .back = look.back,
		.plain = (look.attributes & (LOOK_UNDERLINE | LOOK_REVERSE)) ==
		    0 };

	if (look.attributes & LOOK_BOLD)
		attr.attributes |= A_BOLD;
	if (look.attributes & LOOK_DIM)
		attr.attributes |= A_DIM;
	if (look.attributes & LOOK_UNDERLINE)
		attr.attributes |= A_UNDERLINE;
	if (look.attributes & LOOK_REVERSE)
		attr.attributes |= A_REVERSE;
	if (look.fore != LOOK_DEFAULT || look.back != LOOK_DEFAULT)
		attr.pair = pair_for(screen, look);
	return attr;
}

/* Every style and mark in the terminal's terms. */
static void
prepare_attrs(struct screen *screen, const struct theme *theme)
{
	screen->pairs = 0;
	for (unsigned style = 0; style < N_LOOKS; style++)
		if ((style & STYLE_MASK) < STYLE_COUNT)
			screen->attrs[style] = attr_for(screen,
			    theme_look(theme, screen->depth, style));
}

/*
 * The modes are set by hand after curses has set its own, and told to it so
 * that it comes back to them after a suspension.
 */
static void
enter_modes(struct screen *screen)
{
	cbreak();
	noecho();
	nonl();
	intrflush(stdscr, FALSE);
	term_raw(screen->term);
	def_prog_mode();
	term_reports(screen->term, true, screen->mouse);
}

/* Whether TERM names a terminal that can show a screen.  Sends nothing. */
static bool
terminal_will_do(void)
{
	int error;
	bool able;

	if (setupterm(NULL, STDOUT_FILENO, &error) != OK)
		return false;
	able = capability("cup") != NULL && capability("clear") != NULL;
	del_curterm(cur_term);
	return able;
}

/*
 * Start curses at our idea of the size.  It would rather believe LINES and
 * COLUMNS, whatever they say, so they say that for as long as it looks.
 */
static SCREEN *
start_curses(int rows, int cols)
{
	char text[16];
	SCREEN *curses;

	snprintf(text, sizeof text, "%d", rows);
	setenv("LINES", text, 1);
	snprintf(text, sizeof text, "%d", cols);
	setenv("COLUMNS", text, 1);
	curses = newterm(NULL, stdout, stdin);
	unsetenv("LINES");
	unsetenv("COLUMNS");
	return curses;
}

struct screen *
screen_open(struct term *term, enum color_mode color,
    const struct theme *theme)
{
	struct screen *screen;
	SCREEN *curses = NULL;
	int rows, cols;

	term_size(term, &rows, &cols);
	if (terminal_will_do())
		curses = start_curses(rows, cols);
	if (curses == NULL)
		return NULL;
	screen = xcalloc(1, sizeof *screen);
	screen->term = term;
	screen->curses = curses;
	screen->mouse = capability("kmous") != NULL;
	prepare_leave(term);
	enter_modes(screen);
	screen->depth = choose_depth(color);
	screen->default_colors = screen->depth != DEPTH_MONO &&
	    use_default_colors() == OK;
	prepare_attrs(screen, theme);
	screen_resize(screen, rows, cols);
	return screen;
}

void
screen_close(struct screen *screen)
{
	if (screen == NULL)
		return;
	screen_suspend(screen);
	delscreen(screen->curses);
	free(screen->shown);
	free(screen);
}

void
screen_resize(struct screen *screen, int rows, int cols)
{
	resizeterm(rows, cols);
	screen->rows = rows;
	screen->cols = cols;
	screen->shown = xreallocarray(screen->shown,
	    (size_t)rows * (size_t)cols, sizeof *screen->shown);
	screen_forget(screen);
}

void
screen_forget(struct screen *screen)
{
	clearok(curscr, TRUE);
	screen->forget = true;
}

static bool
is_blank(const struct cell *cell)
{
	return cell->codes[0] == ' ' && cell->codes[1] == 0;
}

/* How a cell looks if it is not blank. */
static const struct attr *
cell_attr(const struct screen *screen, const struct cell *cell)
{
	return &screen->attrs[cell->style];
}

/* Whether a blank cell looks the same as LOOK's. */
static bool
blank_as(const struct screen *screen, const struct cell *cell,
    const struct attr *look)
{
	const struct attr *own = cell_attr(screen, cell);

	return is_blank(cell) && own->plain && look->plain &&
	    own->back == look->back;
}

/*
 * The few blanks at COL, before a word: where it makes no difference to the
 * eye they are written as the word before them was, or else, at the beginning
 * of a row, as the word that comes; so two words take one change of colours
 * and not two.  How many they are, or 0; ATTR is theirs.
 */
static int
gap(const struct screen *screen, const struct cell *cells, int col,
    const struct attr **attr)
{
	const struct attr *look = *attr;
	int n = 0;

	while (n <= GAP && col + n < screen->cols && is_blank(&cells[col + n]))
		n++;
	if (n > GAP || col + n == screen->cols)
		return 0;
	if (col == 0)
		look = cell_attr(screen, &cells[n]);
	for (int i = 0; i < n; i++)
		if (!blank_as(screen, &cells[col + i], look))
			return 0;
	*attr = look;
	return n;
}

/* One row of cells as curses wants them. */
static void
put_row(struct screen *screen, int row, const struct cell *cells)
{
	const struct attr *attr = &screen->attrs[STYLE_NORMAL];
	cchar_t line[CANVAS_MAX_COLS + 1];
	int count = 0, same = 0;

	for (int col = 0; col < screen->cols; col++) {
		const struct cell *cell = &cells[col];
		wchar_t text[CELL_CODES + 1] = { L'\0' };

		if (cell->columns == 0)
			continue;
		if (same == 0 && is_blank(cell))
			same = gap(screen, cells, col, &attr);
		if (same > 0)
			same--;
		else
			attr = cell_attr(screen, cell);
		for (int i = 0; i < CELL_CODES; i++)
			text[i] = (wchar_t)cell->codes[i];
		setcchar(&line[count++], text, attr->attributes, attr->pair,
		    NULL);
	}
	mvadd_wchnstr(row, 0, line, count);
}

void
screen_draw(struct screen *screen, const struct canvas *cv)
{
	bool cursor = cv->cursor_row >= 0;

	if (cv->rows != screen->rows || cv->cols != screen->cols)
		return;
	for (int row = 0; row < cv->rows; row++) {
		const struct cell *cells = canvas_cell(cv, row, 0);
		struct cell *shown = &screen->shown[row * cv->cols];
		size_t bytes = (size_t)cv->cols * sizeof *cells;

		if (!screen->forget && memcmp(cells, shown, bytes) == 0)
			continue;
		put_row(screen, row, cells);
		memcpy(shown, cells, bytes);
	}
	screen->forget = false;
	if (cursor)
		move(cv->cursor_row, cv->cursor_col);
	curs_set(cursor);
	refresh();
}

void
screen_suspend(struct screen *screen)
{
	term_reports(screen->term, false, false);
	curs_set(1);
	endwin();
	/* Some terminals hide it again as they leave the second screen. */
	if (capability("cnorm") != NULL)
		putp(capability("cnorm"));
	fflush(stdout);
}

void
screen_resume(struct screen *screen)
{
	int rows, cols;

	reset_prog_mode();
	term_raw(screen->term);
	term_reports(screen->term, true, screen->mouse);
	term_size(screen->term, &rows, &cols);
	screen_resize(screen, rows, cols);
}

void
screen_beep(struct screen *screen)
{
	(void)screen;
	beep();
}

void
screen_mouse(struct screen *screen, bool on)
{
	screen->mouse = on;
	term_reports(screen->term, false, false);
	term_reports(screen->term, true, on);
}

void
screen_set_theme(struct screen *screen, const struct theme *theme)
{
	prepare_attrs(screen, theme);
	screen_forget(screen);
}

enum depth
screen_depth(const struct screen *screen)
{
	return screen->depth;
}
