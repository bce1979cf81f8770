/*
 * canvas_wrap.c - running text in a rectangle: broken as support/wrap.h says.
 */
#include "config.h"

#include "view/canvas.h"

#include <limits.h>
#include <string.h>

#include "support/utf8.h"
#include "support/wrap.h"

struct wrap {
	struct canvas *cv;	/* NULL: only count */
	struct rect rect;
	unsigned style;
	int row, col;		/* where the next piece goes, in RECT */
};

/*
 * The bytes at TEXT that stay together: a run of blanks, a word, or one wide
 * character with what cannot be parted from it.
 */
static size_t
piece(const char *text, size_t length)
{
	struct utf8_char ch;
	size_t at = 0, bytes;
	bool wide = false, open = false;

	if (*text == ' ')
		return strspn(text, " ");
	while (at < length && text[at] != ' ' && text[at] != '\n') {
		bytes = utf8_next(text + at, length - at, &ch);
		if (at > 0 && ch.columns > 0 && !wrap_closes(ch.code) &&
		    !open && (wide || ch.columns == 2))
			break;
		open = wrap_opens(ch.code);
		wide = wide || ch.columns == 2;
		at += bytes;
	}
	return at;
}

static void
new_line(struct wrap *w)
{
	w->row++;
	w->col = 0;
}

static void
emit(struct wrap *w, const char *text, size_t bytes, int columns)
{
	if (w->cv != NULL && w->row < w->rect.rows)
		canvas_bytes(w->cv, w->rect.row + w->row,
		    w->rect.col + w->col, w->style, text, bytes);
	w->col += columns;
}

/* A piece longer than a line is broken where the line ends. */
static void
emit_long(struct wrap *w, const char *text, size_t length)
{
	struct utf8_char ch;
	int columns;

	while (length > 0) {
		size_t bytes = utf8_clip_bytes(text, length,
		    w->rect.cols - w->col, &columns);

		if (bytes == 0 && w->col > 0) {
			new_line(w);
			continue;
		}
		if (bytes == 0) {
			bytes = utf8_next(text, length, &ch);
			columns = w->rect.cols;
		}
		emit(w, text, bytes, columns);
		text += bytes;
		length -= bytes;
	}
}

/* Place one piece; blanks at a line's end vanish. */
static void
place(struct wrap *w, const char *text, size_t length)
{
	int columns;

	utf8_clip_bytes(text, length, INT_MAX, &columns);
	if (columns <= w->rect.cols - w->col) {
		emit(w, text, length, columns);
	} else if (*text == ' ') {
		w->col = w->rect.cols;
	} else if (columns <= w->rect.cols) {
		new_line(w);
		emit(w, text, length, columns);
	} else {
		emit_long(w, text, length);
	}
}

int
canvas_wrap(struct canvas *cv, struct rect rect, unsigned style,
    const char *text)
{
	struct wrap w = { .cv = cv, .rect = rect, .style = style };
	size_t length = strlen(text);

	if (rect.cols < 1 || length == 0)
		return 0;
	while (length > 0) {
		size_t bytes = 1;

		if (*text == '\n') {
			new_line(&w);
		} else {
			bytes = piece(text, length);
			place(&w, text, bytes);
		}
		text += bytes;
		length -= bytes;
	}
	return w.col > 0 ? w.row + 1 : w.row;
}
