/*
 * motion.c - what happens on the screen by itself: loading and playing.
 */
#include "config.h"

#include "app/motion.h"

#include "support/clock.h"

void
motion_init(struct motion *m, struct session *s, struct loading *loading)
{
	*m = (struct motion){ .loading = loading };
	playing_init(&m->playing, s);
}

static bool
loads(const struct motion *m)
{
	return m->loading != NULL && m->loading->on;
}

bool
motion_play(struct motion *m)
{
	if (m->playing.on) {
		playing_stop(&m->playing);
		return true;
	}
	m->play_at = clock_ms() + playing_wait(&m->playing);
	return playing_start(&m->playing);
}

void
motion_pause(struct motion *m)
{
	playing_stop(&m->playing);
}

int
motion_wait(const struct motion *m)
{
	long long left = m->play_at - clock_ms();

	if (loads(m))
		return 0;
	if (!m->playing.on)
		return -1;
	return left > 0 ? (int)left : 0;
}

int
motion_tick(struct motion *m, bool (*busy)(void *ctx), void *ctx,
    unsigned *effects)
{
	int wait;

	*effects = 0;
	if (loads(m)) {
		loading_slice(m->loading, 0, busy, ctx);
		if (!loads(m))
			*effects |= MOTION_LOADED;
	}
	if (m->playing.on && clock_ms() >= m->play_at) {
		wait = playing_tick(&m->playing);
		m->play_at = clock_ms() + wait;
		*effects |= MOTION_MOVED;
	}
	return motion_wait(m);
}

void
motion_text(const struct motion *m, struct strbuf *out)
{
	strbuf_clear(out);
	playing_text(&m->playing, out);
	if (!loads(m))
		return;
	if (out->length > 0)
		strbuf_puts(out, "  ");
	loading_text(m->loading, out);
}
