/* lesson_test.c - lessons read: what is kept, and every mistake found. */
#include "config.h"

#include <locale.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "lesson/expect.h"
#include "lesson/lesson.h"
#include "lesson/predict.h"
#include "lesson/text.h"
#include "support/strbuf.h"

/* Nine lines; the page begins on line 10. */
#define FRONT						\
	"---\n"						\
	"title: A title\n"				\
	"summary: \"Said: in one line\"\n"		\
	"profile: cpython-3.9,arena=1M\n"		\
	"minutes: 7\n"					\
	"concepts: block, size-class\n"			\
	"paths:\n"					\
	"panes: pool, event\n"				\
	"---\n"

static void
keep_fault(void *ctx, const char *path, unsigned line, const char *message)
{
	strbuf_printf(ctx, "%s:%u: %s\n", path, line, message);
}

static struct lesson *
read_text(const char *text, struct strbuf *faults)
{
	return lesson_parse("x.md", text, strlen(text), keep_fault, faults);
}

/* A lesson without mistakes. */
static struct lesson *
good(const char *text)
{
	struct strbuf faults = STRBUF_INIT;
	struct lesson *l = read_text(text, &faults);

	assert_string_equal(strbuf_text(&faults), "");
	assert_non_null(l);
	return l;
}

/* The first mistake begins as EXPECTED. */
static void
bad(const char *text, const char *expected)
{
	struct strbuf faults = STRBUF_INIT;

	assert_null(read_text(text, &faults));
	if (strncmp(strbuf_text(&faults), expected, strlen(expected)) != 0)
		fail_msg("expected %s\ngot %s", expected,
		    strbuf_text(&faults));
	strbuf_free(&faults);
}

/* A page behind a good front matter. */
static void
bad_page(const char *page, const char *expected)
{
	struct strbuf text = STRBUF_INIT;

	strbuf_puts(&text, FRONT);
	strbuf_puts(&text, page);
	bad(strbuf_text(&text), expected);
	strbuf_free(&text);
}

static void
the_front_matter_is_read(void **state)
{
	struct lesson *l = good(FRONT "Words.\n");

	(void)state;
	assert_string_equal(l->path, "x.md");
	assert_string_equal(l->title, "A title");
	assert_string_equal(l->summary, "Said: in one line");
	assert_string_equal(l->profile, "cpython-3.9,arena=1M");
	assert_int_equal(l->minutes, 7);
	assert_int_equal(l->concepts.count, 2);
	assert_true(lesson_words_have(&l->concepts, "size-class"));
	assert_int_equal(l->paths.count, 0);
	assert_true(lesson_words_have(&l->panes, "event"));
	assert_false(lesson_words_have(&l->panes, "arenas"));
	lesson_free(l);
}

static const struct lesson_item *
item(const struct lesson *l, size_t i, enum lesson_kind kind, unsigned line,
    const char *text)
{
	assert_true(i < l->count);
	assert_int_equal(l->items[i].kind, kind);
	assert_int_equal(l->items[i].line, line);
	if (text != NULL)
		assert_string_equal(l->items[i].text, text);
	return &l->items[i];
}

static void
assert_span(const struct lesson_item *i, size_t n, enum lesson_style style,
    const char *text)
{
	assert_true(n < i->nspans);
	assert_int_equal(i->spans[n].style, style);
	assert_int_equal(i->spans[n].length, strlen(text));
	assert_memory_equal(i->text + i->spans[n].start, text, strlen(text));
}

static void
text_keeps_its_structure(void **state)
{
	struct lesson *l = good(FRONT
	    "# A *heading*\n"
	    "\n"
	    "One **strong**\n"
	    "`code &lt;` and [a link](http://x.org) &lt;&#167;&unknown;\n"
	    "\n"
	    "- first\n"
	    "- second\n"
	    "  1. deeper\n"
	    "  2. deeper still\n"
	    "\n"
	    "> said\n"
	    "\n"
	    "```python\n"
	    "x = [1]\n"
	    "```\n"
	    "| a | b |\n"
	    "| --- | --- |\n"
	    "| 1 | 22 |\n"
	    "\n"
	    "<details>\n"
	    "\n"
	    "***\n");
	const struct lesson_item *i;

	(void)state;
	i = item(l, 0, LESSON_HEADING, 10, "A heading");
	assert_int_equal(i->level, 1);
	assert_span(i, 0, LESSON_EMPHASIS, "heading");
	i = item(l, 1, LESSON_PARAGRAPH, 12,
	    "One strong code &lt; and a link <\xc2\xa7&unknown;");
	assert_span(i, 0, LESSON_STRONG, "strong");
	assert_span(i, 1, LESSON_CODE, "code &lt;");
	assert_span(i, 2, LESSON_LINK, "a link");
	i = item(l, 2, LESSON_LIST_ITEM, 15, "first");
	assert_string_equal(i->marker, "-");
	assert_int_equal(i->level, 1);
	item(l, 3, LESSON_LIST_ITEM, 16, "second");
	item(l, 4, LESSON_LIST_ITEM, 17, "deeper");
	i = item(l, 5, LESSON_LIST_ITEM, 18, "deeper still");
	assert_string_equal(i->marker, "2.");
	assert_int_equal(i->level, 2);
	assert_int_equal(item(l, 6, LESSON_PARAGRAPH, 20, "said")->quotes, 1);
	item(l, 7, LESSON_VERBATIM, 22, "x = [1]");
	item(l, 8, LESSON_TABLE, 25, "a\tb\n1\t22");
	assert_int_equal(l->items[9].kind, LESSON_RULE);
	assert_int_equal(l->count, 10);
	lesson_free(l);
}

static void
lines_of_chinese_join_without_a_blank(void **state)
{
	struct lesson *l = good(FRONT
	    "\xe5\x86\x85\xe5\xad\x98\n"
	    "\xe6\xb1\xa0 pool\n"
	    "*\xe5\x9d\x97*\n");

	(void)state;
	assert_span(item(l, 0, LESSON_PARAGRAPH, 10,
	    "\xe5\x86\x85\xe5\xad\x98\xe6\xb1\xa0 pool \xe5\x9d\x97"), 0,
	    LESSON_EMPHASIS, "\xe5\x9d\x97");
	lesson_free(l);
}

static void
our_blocks_are_read(void **state)
{
	struct lesson *l = good(FRONT
	    "```pool\r\n"
	    "x = alloc 28  # one\r\n"
	    "# only a comment\r\n"
	    "\r\n"
	    "free x\r\n"
	    "```\r\n"
	    "```expect\n"
	    "\n"
	    "pool 0.0 count 0\n"
	    "```\n"
	    "```task\n"
	    "Do\n"
	    "this.\n"
	    "par: 3\n"
	    "\n"
	    "Then that.\n"
	    "```\n"
	    "```hint\nThink.\n```\n"
	    "~~~solution\nalloc 8\n~~~\n"
	    "```expect\nevent 3\n```\n"
	    "```notes\nSlowly.\n```\n");
	const struct lesson_item *i;

	(void)state;
	i = item(l, 0, LESSON_POOL, 10, NULL);
	assert_int_equal(i->nlines, 2);
	assert_string_equal(i->lines[0].text, "x = alloc 28  # one");
	assert_string_equal(i->lines[1].text, "free x");
	assert_int_equal(i->lines[1].line, 14);
	i = item(l, 1, LESSON_EXPECT, 16, NULL);
	assert_int_equal(i->nclaims, 1);
	assert_int_equal(i->claims[0].line, 18);
	i = item(l, 2, LESSON_TASK, 20, "Do this.\nThen that.");
	assert_int_equal(i->par, 3);
	item(l, 3, LESSON_HINT, 27, "Think.");
	i = item(l, 4, LESSON_SOLUTION, 30, NULL);
	assert_string_equal(i->lines[0].text, "alloc 8");
	item(l, 5, LESSON_EXPECT, 33, NULL);
	item(l, 6, LESSON_NOTES, 36, "Slowly.");
	assert_int_equal(l->count, 7);
	lesson_free(l);
}

static void
questions_are_read(void **state)
{
	struct lesson *l = good(FRONT
	    "```predict\n"
	    "kind: choice\n"
	    "ask: Which of the\n"
	    "  two?\n"
	    "a) this :: no,\n"
	    "  not this\n"
	    "*b) that\n"
	    "```\n"
	    "And now:\n"
	    "```pool\nalloc 1\n```\n");
	const struct predict *p;

	(void)state;
	p = item(l, 0, LESSON_PREDICT, 10, NULL)->predict;
	assert_string_equal(p->ask, "Which of the two?");
	assert_int_equal(p->nchoices, 2);
	assert_string_equal(p->choices[0].answer, "this");
	assert_string_equal(p->choices[0].reply, "no, not this");
	assert_false(p->choices[0].marked);
	assert_string_equal(p->choices[1].answer, "that");
	assert_null(p->choices[1].reply);
	assert_true(p->choices[1].marked);
	assert_int_equal(p->choices[1].line, 16);
	lesson_free(l);
}

/* ---- mistakes ---- */

static void
mistakes_of_the_front_matter(void **state)
{
	static const struct {
		const char *text, *expected;
	} cases[] = {
		{ "", "x.md:1: this is no lesson" },
		{ "# Words\n", "x.md:1: this is no lesson" },
		{ "---\ntitle: T\n", "x.md:1: the front matter has no end" },
		{ "---\ntitle: T\nauthor: me\n---\n",
		    "x.md:3: author is no key of a lesson" },
		{ "---\ntitle: T\ntitle: U\n---\n", "x.md:3: a second title" },
		{ "---\ntitle:\n---\n", "x.md:2: title has no value" },
		{ "---\nsomething\n---\n", "x.md:2: no line \"key: value\"" },
		{ "---\nprofile: cpython-9\n---\n", "x.md:2: " },
		{ "---\nminutes: 0\n---\n", "x.md:2: minutes: 0 is no number" },
		{ "---\nminutes: ten\n---\n", "x.md:2: minutes: ten is" },
		{ "---\npaths: morning\n---\n",
		    "x.md:2: paths: there is no morning; there are class50" },
		{ "---\npanes: pool, poool\n---\n",
		    "x.md:2: panes: there is no poool" },
		{ "---\nconcepts: a, B b\n---\n",
		    "x.md:2: concepts: \"B b\" is no word" },
		{ "---\ntitle: T\n---\n",
		    "x.md:1: the front matter has no summary\n"
		    "x.md:1: the front matter has no profile\n"
		    "x.md:1: the front matter has no minutes\n"
		    "x.md:1: the front matter has no concepts\n"
		    "x.md:1: the front matter has no paths\n"
		    "x.md:1: the front matter has no panes\n" },
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof cases / sizeof cases[0]; i++)
		bad(cases[i].text, cases[i].expected);
}

static void
mistakes_of_blocks(void **state)
{
	static const struct {
		const char *page, *expected;
	} cases[] = {
		{ "\n\n```pools\nalloc 1\n```\n",
		    "x.md:12: a block \"pools\" is none of a lesson's: is it "
		    "pool?" },
		{ "```Expect\n```\n", "x.md:10: a block \"Expect\"" },
		{ "```exepct\n```\n", "x.md:10: a block \"exepct\"" },
		{ "```pool now\nalloc 1\n```\n", "x.md:10: a block \"pool now" },
		{ "```predictions\n```\n", "x.md:10: a block \"predictions\"" },
		{ "```pool\nalloc 1\n", "x.md:10: this block is not closed" },
		{ "```\nalloc 1\n", "x.md:10: this block is not closed" },
		{ "- ```pool\n  alloc 1\n  ```\n",
		    "x.md:10: a pool block stands by itself" },
		{ "> ```expect\n> event 1\n> ```\n",
		    "x.md:10: a expect block stands by itself" },
		{ "```pool\n```\n", "x.md:10: this block has no command" },
		{ "```pool\n# words\n```\n",
		    "x.md:10: this block has no command" },
		{ "```pool\nwrite x \"a\n```\n", "x.md:11: " },
		{ "```pool\nalloc 1\nalloc 1; save f\n```\n",
		    "x.md:12: save writes a file" },
		{ "```pool\ndump json f\n```\n", "x.md:11: dump json FILE" },
		{ "```pool\nsource f\n```\n", "x.md:11: a lesson holds" },
		{ "```pool\nquit\n```\n", "x.md:11: a lesson ends by" },
		{ "```pool\nlesson 2\n```\n", "x.md:11: one lesson cannot" },
		{ "```expect\n```\n", "x.md:10: this block claims nothing" },
		{ "```expect\nevent 1\nevent one\n```\n",
		    "x.md:12: event one: one is not a number" },
		{ "```hint\nx\n```\n", "x.md:10: hints and solutions belong" },
		{ "```solution\nalloc 1\n```\n", "x.md:10: hints and" },
		{ "```task\npar: 1\nDo.\n```\n", "x.md:10: a task goes on" },
		{ "```task\npar: 1\nDo.\n```\n```expect\nevent 1\n```\n",
		    "x.md:14: a task goes on" },
		{ "```task\nDo.\n```\n", "x.md:10: a task has a line par: N" },
		{ "```task\npar: 0\nDo.\n```\n", "x.md:11: par: 0 is no number" },
		{ "```task\npar: 1\n```\n", "x.md:10: this block says nothing" },
		{ "```notes\n```\n", "x.md:10: this block says nothing" },
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof cases / sizeof cases[0]; i++)
		bad_page(cases[i].page, cases[i].expected);
}

static void
mistakes_of_questions(void **state)
{
	static const struct {
		const char *lines, *expected;
	} cases[] = {
		{ "", "x.md:10: a question needs a line kind:" },
		{ "kind: block\n", "x.md:10: a question needs a line ask:" },
		{ "kind: blok\nask: a\n", "x.md:11: blok is no kind" },
		{ "kind:\nask: a\n", "x.md:11: which kind" },
		{ "kind: block\nkind: pool\nask: a\n", "x.md:12: a second kind" },
		{ "kind: block\nask: a\nask: b\n", "x.md:13: a second ask" },
		{ "kind: block\nask:\n", "x.md:12: what is asked?" },
		{ "kind: block 0.1\nask: a\n", "x.md:11: 0.1 is too much" },
		{ "kind: pool-state\nask: a\n", "x.md:11: pool-state needs" },
		{ "kind: list pools\nask: a\n", "x.md:11: that is no list" },
		{ "kind: block\nask: a\nwhy: b\n", "x.md:13: a question has" },
		{ "kind: block\nask: a\na) #1\nc) #2\n",
		    "x.md:14: choice c) where b) comes next" },
		{ "kind: block\nask: a\na) :: x\nb) #2\n",
		    "x.md:13: choice a) says nothing" },
		{ "kind: block\nask: a\na) #1\n", "x.md:10: one choice is none" },
		{ "kind: block\nask: a\na) #1\n*b) #2\n",
		    "x.md:10: no choice is marked" },
		{ "kind: choice\nask: a\n", "x.md:10: a question of kind choi" },
		{ "kind: choice\nask: a\na) 1\nb) 2\n",
		    "x.md:10: exactly one choice is marked" },
		{ "kind: choice\nask: a\n*a) 1\n*b) 2\n",
		    "x.md:10: exactly one choice is marked" },
	};
	struct strbuf page = STRBUF_INIT;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		strbuf_clear(&page);
		strbuf_printf(&page, "```predict\n%s```\n```pool\nalloc 1\n"
		    "```\n", cases[i].lines);
		bad_page(strbuf_text(&page), cases[i].expected);
	}
	strbuf_free(&page);
	bad_page("```predict\nkind: block\nask: a\n```\nWords.\n",
	    "x.md:10: no pool block follows");
	bad_page("```predict\nkind: block\nask: a\n```\n"
	    "```expect\nevent 0\n```\n", "x.md:14: a question is followed");
}

static void
every_mistake_is_told(void **state)
{
	(void)state;
	bad_page("```pol\n```\n```expect\nfoo\nevent\n```\n",
	    "x.md:10: a block \"pol\" is none of a lesson's: is it pool?\n"
	    "x.md:13: foo is no claim: claims begin with pool, arenas, arena, "
	    "usedpools, usable_arenas, unused_arena_objects, block, class, "
	    "same, system, stats, event, explain, output, error\n"
	    "x.md:14: event: N is missing (event N)\n");
}

static void
bytes_that_are_no_text(void **state)
{
	struct strbuf text = STRBUF_INIT, faults = STRBUF_INIT;

	(void)state;
	bad("---\ntitle: a\x1b[31m\n", "x.md:2: a control byte");
	bad("---\n\xff\n", "x.md:2: a byte that is no UTF-8");
	bad("---\na\rb\n", "x.md:2: a control byte");
	assert_null(lesson_parse("x.md", "---\n\0\n", 6, keep_fault,
	    &faults));
	assert_string_equal(strbuf_text(&faults), "x.md:2: a control byte: "
	    "text has none but tabs and newlines\n");
	strbuf_puts(&text, FRONT);
	strbuf_fill(&text, 'x', LESSON_MAX_BYTES);
	bad(strbuf_text(&text), "x.md:0: over 256 KiB");
	/* What a message quotes of the file cannot reach a terminal. */
	bad_page("```pool\xe2\x80\xae\n```\n",
	    "x.md:10: a block \"pool<U+202E>\"");
	strbuf_free(&text);
	strbuf_free(&faults);
	assert_null(lesson_read("/nonexistent/x.md", NULL, NULL));
}

/* Deep nesting and half-open marks: read or refused, never a crash. */
static void
odd_pages_are_survived(void **state)
{
	static const char *const pieces[] = { "> ", "- ", "*", "[", "`",
	    "| a ", "![", "<", "&#", "1. ", "    ", "```\n", "\\" };
	struct strbuf text = STRBUF_INIT, faults = STRBUF_INIT;
	size_t i, n;

	(void)state;
	for (i = 0; i < sizeof pieces / sizeof pieces[0]; i++) {
		strbuf_clear(&text);
		strbuf_puts(&text, FRONT);
		for (n = 0; n < 500; n++)
			strbuf_puts(&text, pieces[i]);
		strbuf_puts(&text, "x\n|-|\n");
		lesson_free(read_text(strbuf_text(&text), &faults));
	}
	strbuf_free(&text);
	strbuf_free(&faults);
}

/* ---- layout ---- */

static void
keep_line(void *ctx, const struct text_line *line)
{
	strbuf_printf(ctx, "%s%.*s|\n", line->prefix, (int)line->length,
	    line->text);
}

static void
lays(const char *page, int columns, const char *expected)
{
	struct strbuf text = STRBUF_INIT, out = STRBUF_INIT;
	struct lesson *l;
	size_t i;

	strbuf_puts(&text, FRONT);
	strbuf_puts(&text, page);
	l = good(strbuf_text(&text));
	for (i = 0; i < l->count; i++)
		text_lay(&l->items[i], columns, keep_line, &out);
	assert_string_equal(strbuf_text(&out), expected);
	lesson_free(l);
	strbuf_free(&text);
	strbuf_free(&out);
}

static void
text_is_laid_in_lines(void **state)
{
	(void)state;
	lays("one two three four five six\n", 20,
	    "one two three four|\nfive six|\n");
	lays("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa b\n", 20,
	    "aaaaaaaaaaaaaaaaaaaa|\naaaaaaaaaa b|\n");
	lays("- one two three four five\n  1. six seven eight nine\n", 20,
	    "- one two three four|\n  five|\n"
	    "  1. six seven eight|\n     nine|\n");
	lays("> one two three four five\n", 20,
	    "> one two three four|\n> five|\n");
	lays("a\\\nb\n", 20, "a|\nb|\n");
	lays("```c\n  x\n\n  y\n```\n", 20, "      x|\n    |\n      y|\n");
	lays("| a | b |\n|---|---|\n| ccc | |\n| d | e |\n", 20,
	    "  a    b|\n  ---  -|\n  ccc|\n  d    e|\n");
	lays("\xe6\xb1\xa0\xe6\xb1\xa0\xe6\xb1\xa0\xe6\xb1\xa0\xe6\xb1\xa0"
	    "\xe6\xb1\xa0\xe6\xb1\xa0\xe6\xb1\xa0\xe6\xb1\xa0\xe6\xb1\xa0"
	    "\xe6\xb1\xa0\n", 20,
	    "\xe6\xb1\xa0\xe6\xb1\xa0\xe6\xb1\xa0\xe6\xb1\xa0\xe6\xb1\xa0"
	    "\xe6\xb1\xa0\xe6\xb1\xa0\xe6\xb1\xa0\xe6\xb1\xa0\xe6\xb1\xa0|\n"
	    "\xe6\xb1\xa0|\n");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_front_matter_is_read),
		cmocka_unit_test(text_keeps_its_structure),
		cmocka_unit_test(lines_of_chinese_join_without_a_blank),
		cmocka_unit_test(our_blocks_are_read),
		cmocka_unit_test(questions_are_read),
		cmocka_unit_test(mistakes_of_the_front_matter),
		cmocka_unit_test(mistakes_of_blocks),
		cmocka_unit_test(mistakes_of_questions),
		cmocka_unit_test(every_mistake_is_told),
		cmocka_unit_test(bytes_that_are_no_text),
		cmocka_unit_test(odd_pages_are_survived),
		cmocka_unit_test(text_is_laid_in_lines),
	};

	setlocale(LC_ALL, "C.UTF-8");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
