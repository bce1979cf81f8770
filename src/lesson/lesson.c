/* lesson.c - a lesson's file and what was read of it. */
#include "config.h"

#include "lesson/lesson.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lesson/expect.h"
#include "lesson/predict.h"
#include "lesson/reader.h"
#include "support/i18n.h"
#include "support/utf8.h"
#include "support/xalloc.h"

/* ---- lines ---- */

static void
find_lines(struct reader *r)
{
	size_t room = 0, i;

	for (i = 0; i < r->text.length; i++) {
		if (i != 0 && r->text.text[i - 1] != '\n')
			continue;
		r->lines = xgrow(r->lines, &room, r->line_count + 1,
		    sizeof *r->lines);
		r->lines[r->line_count++] = i;
	}
}

unsigned
reader_line(const struct reader *r, const char *p)
{
	uintptr_t start = (uintptr_t)r->text.text, at = (uintptr_t)p;
	size_t low = 0, high = r->line_count, middle;

	if (r->line_count == 0 || at < start ||
	    at - start >= r->text.length)
		return 0;
	while (high - low > 1) {
		middle = low + (high - low) / 2;
		if (r->lines[middle] <= at - start)
			low = middle;
		else
			high = middle;
	}
	return (unsigned)low + 1;
}

const char *
reader_line_at(const struct reader *r, unsigned n, size_t *length)
{
	size_t start, end;

	if (n == 0 || n > r->line_count)
		return NULL;
	start = r->lines[n - 1];
	end = n < r->line_count ? r->lines[n] : r->text.length;
	if (end > start && r->text.text[end - 1] == '\n')
		end--;
	*length = end - start;
	return r->text.text + start;
}

/* ---- bytes ---- */

/* What is wrong with the character of N bytes at P, or NULL. */
static const char *
bad_character(const char *p, size_t n)
{
	if (n == 0)
		return _("a byte that is no UTF-8");
	if (*p == '\t' || *p == '\n')
		return NULL;
	return (unsigned char)*p < ' ' || *p == 0x7f ?
	    _("a control byte: text has none but tabs and newlines") : NULL;
}

/* Keeps TEXT with its lines ended by \n only; every byte must be text. */
static void
take_text(struct reader *r, const char *text, size_t size)
{
	const char *end = text + size, *wrong;
	unsigned line = 1;
	uint32_t code;
	size_t n;

	if (size >= 3 && memcmp(text, "\xef\xbb\xbf", 3) == 0)
		text += 3;
	for (; text < end; text += n) {
		n = utf8_decode(text, (size_t)(end - text), &code);
		if (*text == '\r' && end - text > 1 && text[1] == '\n')
			continue;
		wrong = bad_character(text, n);
		if (wrong != NULL) {
			fault_say(&r->faults, line, "%s", wrong);
			return;
		}
		strbuf_add(&r->text, text, n);
		line += *text == '\n';
	}
}

struct lesson_item *
reader_add(struct reader *r, enum lesson_kind kind, unsigned line)
{
	struct lesson *l = r->lesson;

	l->items = xgrow(l->items, &r->room, l->count + 1,
	    sizeof *l->items);
	l->items[l->count] = (struct lesson_item){ .kind = kind,
	    .line = line };
	return &l->items[l->count++];
}

/* ---- reading ---- */

static void
read_page(struct reader *r)
{
	size_t body;

	if (r->faults.count != 0)
		return;
	find_lines(r);
	if (!front_read(r, &body))
		return;
	markdown_read(r, body);
	shape_check(r);
}

/* "lessons" of "lessons/17-x.md". */
static char *
folder_of(const char *path)
{
	const char *slash = strrchr(path, '/');

	if (slash == NULL)
		return xstrdup(".");
	return xstrndup(path, slash != path ? (size_t)(slash - path) : 1);
}

struct lesson *
lesson_parse(const char *path, const char *text, size_t size,
    lesson_fault_fn fault, void *ctx)
{
	struct lesson *l = xcalloc(1, sizeof *l);
	struct reader r = { .lesson = l, .faults = { .path = path,
	    .fn = fault, .ctx = ctx } };

	l->path = xstrdup(path);
	l->folder = folder_of(path);
	if (size > LESSON_MAX_BYTES)
		fault_say(&r.faults, 0, _("over %u KiB: too long for a "
		    "lesson"), LESSON_MAX_BYTES / 1024);
	else
		take_text(&r, text, size);
	read_page(&r);
	strbuf_free(&r.text);
	free(r.lines);
	if (r.faults.count == 0)
		return l;
	lesson_free(l);
	return NULL;
}

struct lesson *
lesson_read(const char *path, lesson_fault_fn fault, void *ctx)
{
	struct faults faults = { .path = path, .fn = fault, .ctx = ctx };
	size_t room = LESSON_MAX_BYTES + 1, size;
	struct lesson *l = NULL;
	FILE *file = fopen(path, "rb");
	char *text;

	if (file == NULL) {
		fault_say(&faults, 0, "%s", strerror(errno));
		return NULL;
	}
	text = xmalloc(room);
	size = fread(text, 1, room, file);
	if (ferror(file))
		fault_say(&faults, 0, "%s", strerror(errno));
	else
		l = lesson_parse(path, text, size, fault, ctx);
	fclose(file);
	free(text);
	return l;
}

/* ---- what was read ---- */

static void
words_free(struct lesson_words *words)
{
	size_t i;

	for (i = 0; i < words->count; i++)
		free(words->list[i]);
	free(words->list);
}

static void
item_free(struct lesson_item *item)
{
	size_t i;

	for (i = 0; i < item->nlines; i++)
		free(item->lines[i].text);
	for (i = 0; i < item->nclaims; i++)
		claim_free(&item->claims[i]);
	predict_free(item->predict);
	free(item->lines);
	free(item->claims);
	free(item->spans);
	free(item->text);
}

void
lesson_free(struct lesson *l)
{
	size_t i;

	if (l == NULL)
		return;
	for (i = 0; i < l->count; i++)
		item_free(&l->items[i]);
	words_free(&l->concepts);
	words_free(&l->paths);
	words_free(&l->panes);
	free(l->items);
	free(l->profile);
	free(l->summary);
	free(l->title);
	free(l->folder);
	free(l->path);
	free(l);
}

bool
lesson_is_text(const struct lesson_item *item)
{
	return item->kind <= LESSON_RULE;
}

bool
lesson_words_have(const struct lesson_words *words, const char *word)
{
	size_t i;

	for (i = 0; i < words->count; i++)
		if (strcmp(words->list[i], word) == 0)
			return true;
	return false;
}

char *
lesson_folder(const struct lesson *l)
{
	const char *slash = strrchr(l->path, '/');

	if (slash == NULL)
		return xstrdup(".");
	return xstrndup(l->path, slash != l->path ?
	    (size_t)(slash - l->path) : 1);
}
