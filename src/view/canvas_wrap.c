/*
 * canvas_wrap.c - running text in a rectangle: where lines may break.
 *
 * Between words, and between wide characters, because Chinese has no blanks;
 * but never before a closing mark, which must not begin a line.
 */
#include "config.h"

#include "view/canvas.h"

#include <limits.h>
#include <string.h>

#include "support/utf8.h"

struct wrap {
	struct canvas *cv;	/* NULL: only count */
	struct rect rect;
	unsigned style;
	int row, col;		/* where the next piece goes, in RECT */
};

/* The marks that close: comma, full stop, brackets, quotes of East Asia. */
static bool
closes(uint32_t code)
{
	static const uint32_t closing[] = {
		0x2019, 0x201d, 0x2026, 0x3001, 0x3002, 0x3009, 0x300b,
		0x300d, 0x300f, 0x3011, 0x3015, 0xff01, 0xff09, 0xff0c,
		0xff0e, 0xff1a, 0xff1b, 0xff1f,
	};

	for (size_t i = 0; i < sizeof closing / sizeof *closing; i++)
		if (closing[i] == code)
			return true;
	return false;
}

/*
 * The bytes at TEXT that stay together: a run of blanks, a word, or one wide
 * character with what cannot be parted from it.
 */
static size_t
piece(const char *text, size_t length)
{
	struct utf8_char ch;
	size_t at = 0, bytes;
	bool wide = false;

	if (*text == ' ')
		return strspn(text, " ");
	while (at < length && text[at] != ' ' && text[at] != '\n') {
		bytes = utf8_next(text + at, length - at, &ch);
		if (at > 0 && ch.columns > 0 && !closes(ch.code) &&
		    (wide || ch.columns == 2))
			break;
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
