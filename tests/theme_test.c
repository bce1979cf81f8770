/*
 * theme_test.c - every theme can be read: contrast, and eyes that see fewer
 * colours, computed from the colours themselves.
 */
#include "config.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "command/settings.h"
#include "view/theme.h"

#define BLACK_GROUND 16
#define WHITE_GROUND 231

/* ---- colours as numbers ------------------------------------------------- */

static void
linear(short colour, double out[3])
{
	unsigned char rgb[3];
	int i;

	theme_rgb(colour, rgb);
	for (i = 0; i < 3; i++) {
		double c = rgb[i] / 255.0;

		out[i] = c <= 0.04045 ? c / 12.92 :
		    pow((c + 0.055) / 1.055, 2.4);
	}
}

static double
luminance(short colour)
{
	double c[3];

	linear(colour, c);
	return 0.2126 * c[0] + 0.7152 * c[1] + 0.0722 * c[2];
}

/* As the WCAG define it: 1 to 21. */
static double
contrast(short a, short b)
{
	double x = luminance(a) + 0.05, y = luminance(b) + 0.05;

	return x > y ? x / y : y / x;
}

/* What eyes see that lack a kind of cones (Machado and others, 2009). */
static const double eyes[][3][3] = {
	{ { 1, 0, 0 }, { 0, 1, 0 }, { 0, 0, 1 } },
	{ { 0.152286, 1.052583, -0.204868 },
	  { 0.114503, 0.786281, 0.099216 },
	  { -0.003882, -0.048116, 1.051998 } },
	{ { 0.367322, 0.860646, -0.227968 },
	  { 0.280085, 0.672501, 0.047413 },
	  { -0.011820, 0.042940, 0.968881 } },
};

static double
lab_curve(double t)
{
	return t > 0.008856 ? cbrt(t) : 7.787 * t + 16.0 / 116;
}

static void
lab(short colour, const double eye[3][3], double out[3])
{
	double c[3], s[3], x, y, z;
	int i;

	linear(colour, c);
	for (i = 0; i < 3; i++) {
		s[i] = eye[i][0] * c[0] + eye[i][1] * c[1] + eye[i][2] * c[2];
		s[i] = s[i] < 0 ? 0 : s[i] > 1 ? 1 : s[i];
	}
	x = lab_curve((0.4124 * s[0] + 0.3576 * s[1] + 0.1805 * s[2]) /
	    0.95047);
	y = lab_curve(0.2126 * s[0] + 0.7152 * s[1] + 0.0722 * s[2]);
	z = lab_curve((0.0193 * s[0] + 0.1192 * s[1] + 0.9505 * s[2]) /
	    1.08883);
	out[0] = 116 * y - 16;
	out[1] = 500 * (x - y);
	out[2] = 200 * (y - z);
}

static double
difference(short a, short b, const double eye[3][3])
{
	double x[3], y[3];

	lab(a, eye, x);
	lab(b, eye, y);
	return sqrt(pow(x[0] - y[0], 2) + pow(x[1] - y[1], 2) +
	    pow(x[2] - y[2], 2));
}

/* ---- contrast ----------------------------------------------------------- */

static void
expect_contrast(const char *theme, const struct look *look, short ground,
    double least, unsigned style)
{
	short fore = look->fore, back = look->back;
	double have;

	if (back == LOOK_DEFAULT)
		back = ground;
	if (fore == LOOK_DEFAULT)
		fore = ground == BLACK_GROUND ? WHITE_GROUND : BLACK_GROUND;
	have = contrast(fore, back);
	if (have < least)
		fail_msg("%s: %s has a contrast of %.2f (%d on %d)", theme,
		    style_name(style), have, fore, back);
}

static void
every_style_can_be_read(void **state)
{
	static const struct {
		const char *theme;
		double least;
	} goals[] = {
		{ "default", 3 }, { "light", 4.5 }, { "high-contrast", 10 },
		{ "colour-blind", 3 },
	};
	const struct theme *theme;
	struct look look;
	unsigned style;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof goals / sizeof goals[0]; i++) {
		theme = theme_find(goals[i].theme);
		assert_non_null(theme);
		for (style = 0; style < STYLE_COUNT; style++) {
			look = theme_look(theme, DEPTH_256, style);
			expect_contrast(goals[i].theme, &look, BLACK_GROUND,
			    goals[i].least, style);
			expect_contrast(goals[i].theme, &look, WHITE_GROUND,
			    goals[i].least, style);
			look = theme_look(theme, DEPTH_256,
			    style | MARK_CHANGED);
			expect_contrast(goals[i].theme, &look, BLACK_GROUND,
			    4.5, style);
		}
	}
}

/* A theme with a background of its own has it everywhere. */
static void
grounds_have_no_holes(void **state)
{
	const struct theme *theme;
	struct look text;
	unsigned style;
	size_t i;

	(void)state;
	for (i = 0; (theme = theme_at(i)) != NULL; i++) {
		text = theme_look(theme, DEPTH_256, STYLE_NORMAL);
		for (style = 0; style < STYLE_COUNT; style++)
			assert_true(text.back == LOOK_DEFAULT ||
			    theme_look(theme, DEPTH_256, style).back !=
			    LOOK_DEFAULT);
	}
}

/* ---- eyes --------------------------------------------------------------- */

static void
fewer_colours_are_enough(void **state)
{
	static const enum style apart[] = { STYLE_BLOCK_USED,
	    STYLE_BLOCK_FREE, STYLE_POOL_USED, STYLE_BLOCK_UNCARVED };
	const struct theme *theme = theme_find("colour-blind");
	size_t eye, a, b;
	double d;

	(void)state;
	for (eye = 0; eye < 3; eye++)
		for (a = 0; a < 4; a++)
			for (b = 0; b < a; b++) {
				d = difference(theme_look(theme, DEPTH_256,
				    apart[a]).fore, theme_look(theme,
				    DEPTH_256, apart[b]).fore, eyes[eye]);
				if (d < 20)
					fail_msg("eye %zu: %s and %s differ "
					    "by %.0f", eye,
					    style_name(apart[a]),
					    style_name(apart[b]), d);
			}
}

/* ---- the table ---------------------------------------------------------- */

static void
monochrome_has_no_colours(void **state)
{
	const struct theme *theme = theme_find("monochrome");
	struct look look, mono;
	unsigned style;

	(void)state;
	for (style = 0; style < STYLE_COUNT; style++) {
		look = theme_look(theme, DEPTH_256, style | MARK_CHANGED);
		mono = theme_look(theme_at(0), DEPTH_MONO,
		    style | MARK_CHANGED);
		assert_int_equal(look.fore, LOOK_DEFAULT);
		assert_int_equal(look.back, LOOK_DEFAULT);
		assert_int_equal(look.attributes, mono.attributes);
	}
}

/* `set theme` knows the themes that there are. */
static void
settings_name_every_theme(void **state)
{
	char names[256] = "";
	size_t i;

	(void)state;
	for (i = 0; theme_at(i) != NULL; i++) {
		strcat(names, i > 0 ? "|" : "");
		strcat(names, theme_name(theme_at(i)));
		assert_ptr_equal(theme_find(theme_name(theme_at(i))),
		    theme_at(i));
	}
	assert_string_equal(names, settings_themes);
	assert_null(theme_find("no such theme"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_style_can_be_read),
		cmocka_unit_test(grounds_have_no_holes),
		cmocka_unit_test(fewer_colours_are_enough),
		cmocka_unit_test(monochrome_has_no_colours),
		cmocka_unit_test(settings_name_every_theme),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests_name("themes", tests, NULL, NULL);
}
