#include "config.h"

#include "view/times.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support/i18n.h"
#include "support/xalloc.h"

void
times_free(struct times *t)
{
	free(t->spans);
	*t = (struct times){ 0 };
}

uint64_t
times_per(const struct session *s, int room)
{
	static const unsigned steps[] = { 10, 12, 15, 20, 25, 30, 40, 50, 60,
	    80 };
	uint64_t length = session_length(s), ten = 1, per;
	size_t i;

	if (room < 1)
		room = 1;
	for (;; ten *= 10)
		for (i = 0; i < sizeof(steps) / sizeof(steps[0]); i++) {
			per = ten * steps[i] / 10;
			if (ten * steps[i] % 10 == 0 &&
			    (length + per - 1) / per <= (uint64_t)room)
				return per;
		}
}

static void
add_to_all(struct times *t, const struct session_span *more)
{
	int k;

	for (k = 0; k < SESSION_FIGURES; k++)
		if (more->max[k] > t->all.max[k])
			t->all.max[k] = more->max[k];
	for (k = 0; k < SESSION_HAPPENINGS; k++)
		t->all.count[k] += more->count[k];
}

void
times_update(struct times *t, const struct session *s, int room)
{
	uint64_t line = session_line(s), length = session_length(s);
	int i;

	if (room < 1)
		room = 1;
	if (t->spans != NULL && t->line == line && t->length == length &&
	    t->room == room)
		return;
	t->spans = xreallocarray(t->spans, (size_t)room, sizeof(*t->spans));
	t->line = line;
	t->length = length;
	t->room = room;
	t->per = times_per(s, room);
	t->columns = (int)((length + t->per - 1) / t->per);
	t->all = (struct session_span){ 0 };
	session_spans(s, t->per, t->spans, (size_t)t->columns);
	for (i = 0; i < t->columns; i++)
		add_to_all(t, &t->spans[i]);
}

int
times_column(const struct times *t, uint64_t n)
{
	return n == 0 ? 0 : (int)((n - 1) / t->per);
}

void
times_scale(uint64_t per, struct strbuf *out)
{
	if (per == 1) {
		strbuf_puts(out, _("1 column = 1 event"));
		return;
	}
	strbuf_puts(out, _("1 column = "));
	times_count(out, per);
	strbuf_puts(out, _(" events"));
}

int
times_level(uint64_t value, uint64_t most, int eights)
{
	int level;

	if (value == 0 || most == 0)
		return 0;
	level = (int)((double)value / (double)most * eights + 0.5);
	return level < 1 ? 1 : level > eights ? eights : level;
}

enum glyph
times_bar(int level)
{
	return (enum glyph)(GLYPH_BAR_1 + level - 1);
}

void
times_count(struct strbuf *out, uint64_t n)
{
	char digits[24];
	int length = snprintf(digits, sizeof(digits), "%" PRIu64, n), i;

	for (i = 0; i < length; i++) {
		strbuf_putc(out, digits[i]);
		if ((length - i) % 3 == 1 && i + 1 < length)
			strbuf_putc(out, ',');
	}
}

void
times_bytes(struct strbuf *out, uint64_t n)
{
	static const char *const units[] = { "KiB", "MiB", "GiB", "TiB" };
	double value = (double)n / 1024;
	size_t i = 0;

	if (n < 1024) {
		strbuf_printf(out, "%" PRIu64 " B", n);
		return;
	}
	while (value >= 1023.95 && i < 3) {
		value /= 1024;
		i++;
	}
	strbuf_printf(out, "%.1f %s", value, units[i]);
}
