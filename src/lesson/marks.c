/* marks.c - what became of each part of a lesson. */
#include "config.h"

#include "lesson/marks.h"

#include <stdlib.h>

#include "lesson/lesson.h"
#include "support/xalloc.h"

void
marks_init(struct marks *m, const struct lesson *l)
{
	size_t i;

	*m = (struct marks){ .lesson = l };
	m->first = xcalloc(l->count, sizeof *m->first);
	for (i = 0; i < l->count; i++) {
		m->first[i] = m->count;
		m->count += l->items[i].nlines + l->items[i].nclaims + 1;
	}
	m->list = xcalloc(m->count, sizeof *m->list);
}

void
marks_free(struct marks *m)
{
	size_t i;

	for (i = 0; i < m->count; i++)
		mark_forget(&m->list[i]);
	free(m->first);
	free(m->list);
}

struct mark *
marks_line(const struct marks *m, size_t item, size_t i)
{
	return &m->list[m->first[item] + i];
}

struct mark *
marks_claim(const struct marks *m, size_t item, size_t i)
{
	return marks_line(m, item, m->lesson->items[item].nlines + i);
}

struct mark *
marks_item(const struct marks *m, size_t item)
{
	return marks_claim(m, item, m->lesson->items[item].nclaims);
}

void
mark_forget(struct mark *mark)
{
	free(mark->text);
	free(mark->truth);
	*mark = (struct mark){ .tick = RUNNER_OPEN };
}

void
marks_forget_from(struct marks *m, size_t from)
{
	size_t i, j;

	for (i = from; i < m->lesson->count; i++) {
		for (j = 0; j < m->lesson->items[i].nclaims; j++)
			mark_forget(marks_claim(m, i, j));
		mark_forget(marks_item(m, i));
	}
}
