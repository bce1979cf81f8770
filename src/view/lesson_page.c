/* lesson_page.c - the text of a lesson up to where its reader is, in lines. */
#include "config.h"

#include "view/lesson_page.h"

#include <stdlib.h>
#include <string.h>

#include "command/command.h"
#include "lesson/expect.h"
#include "lesson/runner.h"
#include "lesson/text.h"
#include "support/i18n.h"
#include "support/utf8.h"
#include "support/xalloc.h"

#define ANSWER_LINES 64		/* of a command's answer */
#define CLAIM_GAP 3		/* blanks between two claims of a line */

/* A page being written. */
struct pen {
	struct lesson_page *page;
	const struct runner *runner;
	int columns;
	enum glyph_set glyphs;
	struct strbuf text, styles;	/* of the line being written */
	const struct lesson_item *item;	/* whose spans count, or NULL */
	enum style style;		/* of running text */
	enum lesson_kind last;		/* of the text written last */
};

void
lesson_page_free(struct lesson_page *page)
{
	size_t i;

	for (i = 0; i < page->count; i++) {
		free(page->lines[i].text);
		free(page->lines[i].styles);
	}
	free(page->lines);
	*page = (struct lesson_page){ .count = 0 };
}

/* ---- lines -------------------------------------------------------------- */

static void
put_bytes(struct pen *p, enum style style, const char *text, size_t length)
{
	strbuf_add(&p->text, text, length);
	strbuf_fill(&p->styles, (char)style, length);
}

static void
put(struct pen *p, enum style style, const char *text)
{
	put_bytes(p, style, text, strlen(text));
}

static void
end_line(struct pen *p)
{
	struct lesson_page *page = p->page;
	struct page_line *line;

	page->lines = xgrow(page->lines, &page->room, page->count + 1,
	    sizeof *page->lines);
	line = &page->lines[page->count++];
	line->length = p->text.length;
	line->text = strbuf_steal(&p->text);
	line->styles = (unsigned char *)strbuf_steal(&p->styles);
}

/* An empty line, but not at the top nor after another. */
static void
gap(struct pen *p)
{
	const struct lesson_page *page = p->page;

	if (page->count != 0 && page->lines[page->count - 1].length != 0)
		end_line(p);
}

void
lesson_page_draw(const struct lesson_page *page, size_t i, struct canvas *cv,
    int row, int col)
{
	const struct page_line *line = &page->lines[i];
	size_t at = 0, end;

	while (at < line->length) {
		for (end = at + 1; end < line->length &&
		    line->styles[end] == line->styles[at]; end++)
			;
		col = canvas_bytes(cv, row, col, line->styles[at],
		    line->text + at, end - at);
		at = end;
	}
}

/* ---- text --------------------------------------------------------------- */

/* How the byte at AT of the item's text is shown. */
static enum style
style_at(const struct pen *p, size_t at)
{
	static const enum style styles[] = {
		[LESSON_EMPHASIS] = STYLE_STRONG,
		[LESSON_STRONG] = STYLE_STRONG,
		[LESSON_CODE] = STYLE_CODE,
		[LESSON_LINK] = STYLE_NORMAL,
	};
	size_t i;

	if (p->item->kind == LESSON_VERBATIM)
		return STYLE_CODE;
	for (i = 0; i < p->item->nspans; i++)
		if (at - p->item->spans[i].start < p->item->spans[i].length)
			return styles[p->item->spans[i].style];
	return p->style;
}

static void
write_line(void *ctx, const struct text_line *line)
{
	struct pen *p = ctx;
	size_t i;

	put(p, p->style, line->prefix);
	if (p->item != NULL && line->part) {
		for (i = 0; i < line->length; i++)
			put_bytes(p, style_at(p, (size_t)(line->text -
			    p->item->text) + i), line->text + i, 1);
	} else {
		put_bytes(p, p->style, line->text, line->length);
	}
	end_line(p);
}

/* The title stands over the page already. */
static bool
is_title(const struct pen *p, const struct lesson_item *item)
{
	return item->kind == LESSON_HEADING && item->level == 1 &&
	    strcmp(item->text, runner_lesson(p->runner)->title) == 0;
}

static void
write_text(struct pen *p, const struct lesson_item *item)
{
	if (is_title(p, item))
		return;
	if (item->kind != LESSON_LIST_ITEM || p->last != LESSON_LIST_ITEM)
		gap(p);
	p->last = item->kind;
	p->item = item;
	p->style = item->kind == LESSON_HEADING ? STYLE_TITLE : STYLE_NORMAL;
	text_lay(item, p->columns, write_line, p);
	p->item = NULL;
}

/* Running text, FIRST before its first line and REST before the others. */
static void
write_running(struct pen *p, enum style style, const char *text,
    const char *first, const char *rest)
{
	p->style = style;
	text_wrap(text, strlen(text), first, rest, p->columns, write_line,
	    p);
}

/* ---- what runs ---------------------------------------------------------- */

/* What is longer than a line, marked with GLYPH. */
static void
write_long(struct pen *p, enum style style, enum glyph glyph,
    const char *text)
{
	struct strbuf line = STRBUF_INIT;

	strbuf_printf(&line, "%s %s", style_glyph(p->glyphs, glyph), text);
	write_running(p, style, strbuf_text(&line), "", "  ");
	strbuf_free(&line);
}

static void
write_command(struct pen *p, const char *text, bool waits)
{
	int more = waits ? 3 + utf8_columns(_("Enter")) : 0;

	if (2 + utf8_columns(text) + more > p->columns) {
		write_long(p, STYLE_CODE, GLYPH_HERE, text);
		return;
	}
	put(p, STYLE_KEY, style_glyph(p->glyphs, GLYPH_HERE));
	put(p, STYLE_NORMAL, " ");
	put(p, STYLE_CODE, text);
	if (waits) {
		put(p, STYLE_NORMAL, "   ");
		put(p, STYLE_KEY, _("Enter"));
	}
	end_line(p);
}

/* Whether TEXT is a command that looks at the heap and leaves it as it is. */
static bool
only_looks(const char *text)
{
	char *verb = xstrndup(text, strcspn(text, " /"));
	const struct command *row = command_find(verb, false, NULL);

	free(verb);
	return row != NULL && (row->group == COMMAND_GROUP_LOOK ||
	    row->group == COMMAND_GROUP_WHY);
}

/* What a command that looks has shown: the text goes on about it. */
static void
write_answer(struct pen *p, const char *answer)
{
	struct strbuf more = STRBUF_INIT;
	unsigned long lines = 0;
	size_t length;

	p->style = STYLE_NORMAL;
	for (; *answer != '\0'; answer += length + 1, lines++) {
		length = strcspn(answer, "\n");
		if (lines < ANSWER_LINES)
			text_wrap(answer, length, "", "    ", p->columns,
			    write_line, p);
		if (answer[length] == '\0')
			break;
	}
	if (lines > ANSWER_LINES) {
		strbuf_printf(&more, ngettext("%lu more line: type it to see "
		    "all", "%lu more lines: type it to see all",
		    lines - ANSWER_LINES), lines - ANSWER_LINES);
		write_running(p, STYLE_NOTICE, strbuf_text(&more), "  ",
		    "  ");
	}
	strbuf_free(&more);
}

/* The commands given, and the one that waits. */
static void
write_commands(struct pen *p, const struct lesson_item *item, size_t index)
{
	struct runner_place at = runner_at(p->runner);
	bool here = at.item == index;
	const char *answer;
	size_t i;

	if (here || runner_answered(p->runner, index, 0) != NULL)
		gap(p);
	for (i = 0; i < item->nlines; i++) {
		answer = runner_answered(p->runner, index, i);
		if (here && i == at.line) {
			write_command(p, item->lines[i].text, true);
		} else if ((!here || i < at.line) && answer != NULL) {
			write_command(p, item->lines[i].text, false);
			if (only_looks(item->lines[i].text))
				write_answer(p, answer);
		}
	}
}

/* Claims that hold, as many on a line as fit. */
static void
write_claim(struct pen *p, const char *text)
{
	int used = utf8_columns(strbuf_text(&p->text));

	if (2 + utf8_columns(text) > p->columns) {
		if (used != 0)
			end_line(p);
		write_long(p, STYLE_GOOD, GLYPH_TICK, text);
		return;
	}
	if (used != 0 && used + CLAIM_GAP + 2 + utf8_columns(text) >
	    p->columns)
		end_line(p);
	else if (used != 0)
		strbuf_fill(&p->text, ' ', CLAIM_GAP);
	strbuf_fill(&p->styles, STYLE_NORMAL,
	    p->text.length - p->styles.length);
	put(p, STYLE_GOOD, style_glyph(p->glyphs, GLYPH_TICK));
	put(p, STYLE_NORMAL, " ");
	put(p, STYLE_CODE, text);
}

static void
write_claims(struct pen *p, const struct lesson_item *item, size_t index)
{
	struct strbuf line = STRBUF_INIT;
	const char *truth;
	size_t i;

	for (i = 0; i < item->nclaims; i++)
		if (runner_claim(p->runner, index, i, &truth) == RUNNER_HOLDS)
			write_claim(p, *truth != '\0' ? truth :
			    item->claims[i].text);
	if (p->text.length != 0)
		end_line(p);
	for (i = 0; i < item->nclaims; i++) {
		if (runner_claim(p->runner, index, i, &truth) !=
		    RUNNER_FAILS)
			continue;
		strbuf_clear(&line);
		strbuf_printf(&line, "%s (%s)", item->claims[i].text, truth);
		write_long(p, STYLE_ERROR, GLYPH_WRONG,
		    strbuf_text(&line));
	}
	strbuf_free(&line);
}

static void
write_choice(struct pen *p, const struct choice *c)
{
	char first[] = "  x) ";

	first[2] = c->letter;
	write_running(p, STYLE_NORMAL, c->answer, first, "     ");
}

/* What was answered, whether it was right, and what is to be said to it. */
static void
write_reply(struct pen *p, size_t index)
{
	const char *said, *truth;
	const struct choice *choice;
	enum runner_tick tick = runner_reply(p->runner, index, &said, &truth,
	    &choice);
	struct strbuf text = STRBUF_INIT;

	if (tick == RUNNER_HOLDS)
		strbuf_printf(&text, _("%s %s: right."), style_glyph(p->glyphs,
		    GLYPH_TICK), said);
	else if (tick == RUNNER_FAILS)
		strbuf_printf(&text, _("%s %s: not so. The answer: %s."),
		    style_glyph(p->glyphs, GLYPH_WRONG), said, truth);
	else
		strbuf_printf(&text, _("The answer: %s."), truth);
	write_running(p, tick == RUNNER_HOLDS ? STYLE_GOOD : STYLE_NOTICE,
	    strbuf_text(&text), "", "  ");
	if (choice != NULL && choice->reply != NULL)
		write_running(p, STYLE_NORMAL, choice->reply, "  ", "  ");
	strbuf_free(&text);
}

static void
write_question(struct pen *p, const struct lesson_item *item, size_t index)
{
	const struct predict *q = item->predict;
	bool open = runner_at(p->runner).item == index;
	size_t i;

	gap(p);
	write_running(p, STYLE_QUESTION, q->ask, "? ", "  ");
	for (i = 0; i < q->nchoices; i++)
		write_choice(p, &q->choices[i]);
	if (!open)
		write_reply(p, index);
	else if (q->nchoices == 0)
		write_running(p, STYLE_DIM, predict_form(q), "  ", "  ");
}

static void
write_task(struct pen *p, const struct lesson_item *item, size_t index)
{
	struct strbuf text = STRBUF_INIT;

	gap(p);
	write_running(p, STYLE_QUESTION, item->text, _("Your turn: "), "  ");
	if (runner_at(p->runner).item != index)
		return;
	strbuf_printf(&text, ngettext(
	    "%u command is enough. hint and solution help.",
	    "%u commands are enough. hint and solution help.", item->par),
	    (unsigned)item->par);
	write_running(p, STYLE_DIM, strbuf_text(&text), "  ", "  ");
	strbuf_free(&text);
}

/* ---- the whole page ----------------------------------------------------- */

static void
write_item(struct pen *p, size_t index)
{
	const struct lesson_item *item =
	    &runner_lesson(p->runner)->items[index];

	if (lesson_is_text(item))
		write_text(p, item);
	else if (item->lines != NULL)
		write_commands(p, item, index);
	else if (item->claims != NULL)
		write_claims(p, item, index);
	else if (item->predict != NULL)
		write_question(p, item, index);
	else if (item->kind == LESSON_TASK)
		write_task(p, item, index);
	else if (item->kind == LESSON_HINT &&
	    runner_hinted(p->runner, index))
		write_running(p, STYLE_NOTICE, item->text, _("Hint: "), "  ");
	if (!lesson_is_text(item))
		p->last = item->kind;
}

static void
write_end(struct pen *p)
{
	struct strbuf text = STRBUF_INIT;
	unsigned right, asked;

	runner_score(p->runner, &right, &asked);
	gap(p);
	strbuf_puts(&text, _("End of the lesson."));
	if (asked != 0)
		strbuf_printf(&text, ngettext(
		    " %u of %u question right.",
		    " %u of %u questions right.", asked), right, asked);
	strbuf_puts(&text, _(" Enter closes it; the heap stays."));
	write_running(p, STYLE_TITLE, strbuf_text(&text), "", "");
	strbuf_free(&text);
}

/* The item that is the last to be on the page; hints stand behind theirs. */
static size_t
last_item(const struct runner *r)
{
	const struct lesson *l = runner_lesson(r);
	struct runner_place at = runner_at(r);
	size_t i;

	if (at.stop == RUNNER_END)
		return l->count - 1;
	for (i = at.item; at.stop == RUNNER_TASK &&
	    l->items[i].kind != LESSON_SOLUTION; i++)
		if (l->items[i].kind == LESSON_HINT && runner_hinted(r, i))
			at.item = i;
	return at.item;
}

void
lesson_page_make(struct lesson_page *page, const struct runner *r,
    int columns, enum glyph_set glyphs)
{
	struct pen pen = { .page = page, .runner = r, .columns = columns,
	    .glyphs = glyphs, .last = LESSON_NOTES };
	size_t fresh = runner_fresh(r), last = last_item(r), i;

	lesson_page_free(page);
	for (i = 0; i <= last; i++) {
		if (i == fresh)
			page->fresh = page->count;
		write_item(&pen, i);
	}
	if (runner_at(r).stop == RUNNER_END)
		write_end(&pen);
	if (page->fresh < page->count && page->lines[page->fresh].length == 0)
		page->fresh++;
	strbuf_free(&pen.text);
	strbuf_free(&pen.styles);
}
