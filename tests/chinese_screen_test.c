/*
 * chinese_screen_test.c - a lesson in Chinese at 80x24: characters of two
 * columns, and nothing over or beside its place.
 */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "tests/vt.h"

#define PROGRAM	  "src/app/poolscope"
#define PAGE_DOWN "\033[6~"
#define ROWS 24
#define COLS 80

static struct vt *
start(const char *a, const char *b)
{
	const char *srcdir = getenv("top_srcdir");
	char lessons[512];
	const char *argv[] = { vt_program(PROGRAM), "--lang", "zh_CN", a, b,
	    NULL };
	const char *env[] = { lessons, NULL };

	if (access("po/locale/zh_CN", X_OK) != 0)
		skip();
	snprintf(lessons, sizeof lessons, "POOLSCOPE_LESSONS=%s/lessons",
	    srcdir != NULL ? srcdir : ".");
	return vt_start(&(struct vt_options){ .argv = argv, .env = env });
}

/* Every character of two columns has both, and none is cut by the edge. */
static void
check_cells(struct vt *vt)
{
	struct vt_cell cell;
	int row, col;

	for (row = 0; row < ROWS; row++) {
		for (col = 0; col < COLS; col += cell.width) {
			cell = vt_cell(vt, row, col);
			assert_in_range(cell.width, 1, 2);
			assert_string_not_equal(cell.text, "\xef\xbf\xbd");
			if (cell.width == 2)
				assert_true(col + 1 < COLS);
		}
	}
}

/* A title's line goes to the last column, whatever stands before it. */
static void
check_title(struct vt *vt, const char *title)
{
	int row, i;

	for (i = 0; i < 200; i++) {
		row = vt_find(vt, title);
		if (row >= 0 && strcmp(vt_cell(vt, row, COLS - 1).text,
		    "\u2500") == 0)
			return;
		vt_settle(vt, 20);
	}
	print_error("no line of a title: %s\n", row >= 0 ? vt_row(vt, row) :
	    title);
	fail();
}

static void
a_lesson(void **state)
{
	struct vt *vt = start("lesson", "1");
	int i;

	(void)state;
	vt_wait(vt, "课  块、大小类和池   0/8");
	vt_wait(vt, "► x = alloc 28   回车");
	check_title(vt, "课  块");
	check_cells(vt);
	vt_send(vt, "\r");
	vt_wait_row(vt, 0, "事件 1/1");
	vt_wait(vt, "block x 0.0.0   ");
	check_title(vt, "池 0.0  部分占用  32 B（szidx 3）");
	check_cells(vt);
	for (i = 0; i < 20 && vt_find(vt, "a) 33 B") < 0; i++) {
		vt_send(vt, PAGE_DOWN);
		vt_settle(vt, 150);
		check_cells(vt);
	}
	vt_wait(vt, "你的答案>");
	vt_send(vt, "c\r");
	vt_wait(vt, "c：不对。答案：大小类 4，每块 40 字节。");
	vt_wait(vt, "► y = alloc 33   回车");
	check_cells(vt);
	assert_int_equal(vt_end(vt, "quit\r"), 0);
}

/* A claim about English words is ticked off while Chinese ones are shown. */
static void
claims_about_words(void **state)
{
	struct vt *vt = start("lesson", "2");

	(void)state;
	vt_wait(vt, "a) yes");
	vt_send(vt, "会\r");
	vt_wait(vt, "√ 会：答对了。");
	vt_send(vt, "\r");
	vt_wait_row(vt, 0, "事件 1/1");
	vt_wait(vt, "stats allocated_bytes 32");
	vt_wait(vt, "\u221a explain \"系统在 0x200000000000 给出");
	check_cells(vt);
	assert_int_equal(vt_end(vt, "quit\r"), 0);
}

static void
the_pictures(void **state)
{
	static const char keys[] = { 't', 'a', 'l', 'p' };
	static const char *const titles[] = { "池头把戏  ",
	    "arena 和池在哪里等", "上一个请求走到了哪一层", "曲线   1" };
	struct vt *vt = start(NULL, NULL);
	size_t i;

	(void)state;
	vt_wait(vt, "(poolscope)");
	vt_send(vt, "xs = alloc 28 * 200\r");
	vt_wait_row(vt, 0, "事件 200/200");
	vt_send(vt, "\033OP");
	vt_wait(vt, "图例");
	vt_wait(vt, "F1 返回。");
	check_cells(vt);
	vt_send(vt, "\033OP\t");
	vt_wait_gone(vt, "图例");
	vt_wait_row(vt, ROWS - 1, "看图");
	for (i = 0; i < sizeof keys; i++) {
		vt_send_bytes(vt, &keys[i], 1);
		vt_wait(vt, titles[i]);
		check_title(vt, titles[i]);
		check_cells(vt);
		vt_send_bytes(vt, &keys[i], 1);
		vt_wait_gone(vt, titles[i]);
	}
	vt_send(vt, "q");
	assert_int_equal(vt_end(vt, "quit\r"), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_lesson),
		cmocka_unit_test(claims_about_words),
		cmocka_unit_test(the_pictures),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
