/* choices.c - what could stand where the cursor is: completion as data. */
#include "config.h"

#include "terminal/choices.h"

#include <dirent.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "support/i18n.h"
#include "support/strbuf.h"
#include "support/utf8.h"
#include "support/xalloc.h"

#define GAP 2	/* columns between choices */

void
choices_init(struct choices *c)
{
	*c = (struct choices){ .append = ' ' };
}

void
choices_free(struct choices *c)
{
	for (size_t i = 0; i < c->count; i++) {
		free(c->items[i].text);
		free(c->items[i].note);
	}
	free(c->items);
	choices_init(c);
}

void
choices_add(struct choices *c, const char *text, const char *note)
{
	c->items = xgrow(c->items, &c->room, c->count + 1, sizeof *c->items);
	c->items[c->count++] = (struct choice){
		.text = xstrdup(text),
		.note = note != NULL ? xstrdup(note) : NULL,
	};
}

/* The folder that the first LENGTH bytes of WORD name, ~ being resolved. */
static char *
folder_of(const char *word, size_t length)
{
	const char *home = getenv("HOME");

	if (length == 0)
		return xstrdup("./");
	if (word[0] == '~' && length > 1 && word[1] == '/' && home != NULL)
		return xasprintf("%s%.*s", home, (int)length - 1, word + 1);
	return xstrndup(word, length);
}

static bool
is_folder(const char *folder, const char *name)
{
	char *path = xasprintf("%s%s", folder, name);
	struct stat st;
	bool result = stat(path, &st) == 0 && S_ISDIR(st.st_mode);

	free(path);
	return result;
}

/* Add file NAME of FOLDER, as word PREFIX (LENGTH bytes) and name. */
static void
add_file(struct choices *c, const char *prefix, size_t length,
    const char *folder, const char *name)
{
	char *text = xasprintf("%.*s%s%s", (int)length, prefix, name,
	    is_folder(folder, name) ? "/" : "");

	choices_add(c, text, NULL);
	free(text);
}

static int
by_text(const void *a, const void *b)
{
	const struct choice *x = a, *y = b;

	return strcmp(x->text, y->text);
}

void
choices_add_files(struct choices *c, const char *word)
{
	const char *slash = strrchr(word, '/');
	size_t length = slash != NULL ? (size_t)(slash - word) + 1 : 0;
	const char *base = word + length;
	char *folder = folder_of(word, length);
	DIR *dir = opendir(folder);
	size_t first = c->count;
	struct dirent *entry;

	while (dir != NULL && (entry = readdir(dir)) != NULL) {
		const char *name = entry->d_name;

		if (strncmp(name, base, strlen(base)) == 0 &&
		    (name[0] != '.' || base[0] == '.') &&
		    strcmp(name, ".") != 0 && strcmp(name, "..") != 0)
			add_file(c, word, length, folder, name);
	}
	if (dir != NULL)
		closedir(dir);
	free(folder);
	if (c->count > first)
		qsort(c->items + first, c->count - first, sizeof *c->items,
		    by_text);
}

/* How the list is laid out. */
struct grid {
	int width;		/* of the widest choice */
	bool notes;		/* one a line, its note beside it */
	int across, down;	/* choices shown in a row, rows */
	size_t shown;
};

static struct grid
plan(const struct choices *c, int cols, int max_rows)
{
	struct grid g = { .across = 1 };
	int needed;

	for (size_t i = 0; i < c->count; i++) {
		int columns = utf8_columns(c->items[i].text);

		g.width = columns > g.width ? columns : g.width;
		g.notes = g.notes || c->items[i].note != NULL;
	}
	if (g.width > cols - GAP)
		g.width = cols - GAP;
	if (!g.notes && g.width > 0)
		g.across = (cols - 1) / (g.width + GAP);
	if (g.across < 1)
		g.across = 1;
	needed = (int)((c->count + (size_t)g.across - 1) / (size_t)g.across);
	g.down = needed < max_rows ? needed : max_rows;
	g.shown = (size_t)g.down * (size_t)g.across;
	if (g.shown > c->count)
		g.shown = c->count;
	return g;
}

static void
draw_choice(const struct choice *choice, const struct grid *g,
    struct canvas *cv, int row, int col)
{
	canvas_fit(cv, row, col, g->width, STYLE_CODE, choice->text);
	if (choice->note != NULL)
		canvas_fit(cv, row, col + g->width + GAP,
		    canvas_cols(cv) - col - g->width - GAP, STYLE_NORMAL,
		    choice->note);
}

/* The line above the list: how many there are, and what is not shown. */
static void
draw_title(const struct choices *c, const struct grid *g, struct canvas *cv,
    int row)
{
	char *title;
	int col;

	if (g->shown < c->count)
		title = xasprintf(ngettext("%zu choice, %zu more not shown",
		    "%zu choices, %zu more not shown", c->count), c->count,
		    c->count - g->shown);
	else
		title = xasprintf(ngettext("%zu choice", "%zu choices",
		    c->count), c->count);
	canvas_hline(cv, row, 0, canvas_cols(cv), STYLE_BORDER);
	canvas_text(cv, row, 2, STYLE_BORDER, " ");
	col = canvas_fit(cv, row, 3, canvas_cols(cv) - 4, STYLE_HEADER, title);
	canvas_text(cv, row, col, STYLE_BORDER, " ");
	free(title);
}

void
choices_draw(const struct choices *c, struct canvas *cv, int row, int max_rows)
{
	struct grid g = plan(c, canvas_cols(cv), max_rows - 1);
	int top = row - g.down;

	if (c->count == 0 || max_rows < 2)
		return;
	canvas_blank(cv, (struct rect){ .row = top, .rows = g.down + 1,
	    .cols = canvas_cols(cv) }, STYLE_NORMAL);
	draw_title(c, &g, cv, top);
	for (size_t i = 0; i < g.shown; i++)
		draw_choice(&c->items[i], &g, cv,
		    top + 1 + (int)(i % (size_t)g.down),
		    1 + (int)(i / (size_t)g.down) * (g.width + GAP));
}
