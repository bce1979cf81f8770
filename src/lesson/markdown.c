/*
 * markdown.c - the page: text, by md4c.
 *
 * md4c tells of blocks, spans and pieces of text as they begin and end.  A
 * piece opens the item it belongs to, if none is open; the end of any block
 * closes it.  The pieces point into the file, which gives the lines.
 */
#include "config.h"

#include "lesson/reader.h"

#include <md4c.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lesson/entity.h"
#include "lesson/flow.h"
#include "support/i18n.h"
#include "support/xalloc.h"

/* A list that we are in. */
struct list {
	unsigned number;	/* of the item that comes next */
	char mark;		/* - + * or, of an ordered one, . ) */
	bool ordered;
};

struct page {
	struct reader *r;
	/* the item that is open */
	bool open;
	enum lesson_kind kind;
	unsigned line;
	struct strbuf text;
	bool soft;		/* its last byte is the blank of a line's end */
	struct lesson_span *spans;
	size_t nspans, span_room;
	/* where we are */
	struct lesson_span *started;	/* spans, the innermost last */
	size_t nstarted, started_room;
	struct list *lists;
	size_t nlists, list_room;
	bool marker;		/* the list's mark is still to be shown */
	unsigned quotes;
	unsigned heading;	/* its level; 0: in none */
	bool table, html;
	bool first_cell;
	/* a code block */
	bool code;
	bool fenced;
	char *info;
	unsigned info_line, code_line;	/* 0: not known */
	struct strbuf code_text;
};

/* ---- items of text ---- */

static void
open_item(struct page *p, const char *at)
{
	if (p->open)
		return;
	p->open = true;
	p->line = reader_line(p->r, at);
	p->soft = false;
	if (p->table)
		p->kind = LESSON_TABLE;
	else if (p->heading != 0)
		p->kind = LESSON_HEADING;
	else
		p->kind = p->marker ? LESSON_LIST_ITEM : LESSON_PARAGRAPH;
}

static void
set_marker(struct page *p, struct lesson_item *item)
{
	struct list *list = &p->lists[p->nlists - 1];

	p->marker = false;
	if (list->ordered)
		snprintf(item->marker, sizeof item->marker, "%u%c",
		    list->number++, list->mark);
	else
		snprintf(item->marker, sizeof item->marker, "-");
}

/* Closes the open item, if any; one of blanks only is none. */
static void
close_item(struct page *p)
{
	struct lesson_item *item;

	if (!p->open)
		return;
	p->open = false;
	while (p->text.length != 0 &&
	    strchr(" \n", p->text.text[p->text.length - 1]) != NULL)
		strbuf_truncate(&p->text, p->text.length - 1);
	if (p->text.length != 0) {
		item = reader_add(p->r, p->kind, p->line);
		item->text = strbuf_steal(&p->text);
		item->level = p->heading != 0 ? p->heading :
		    (unsigned)p->nlists;
		item->quotes = p->quotes;
		item->spans = p->spans;
		item->nspans = p->nspans;
		if (p->kind == LESSON_LIST_ITEM)
			set_marker(p, item);
		p->spans = NULL;
		p->span_room = 0;
	}
	p->nspans = 0;
}

/* Takes back the blank of a line's end where none is wanted. */
static void
drop_soft_blank(struct page *p)
{
	size_t i;

	strbuf_truncate(&p->text, p->text.length - 1);
	for (i = 0; i < p->nstarted; i++)
		if (p->started[i].start > p->text.length)
			p->started[i].start = (uint32_t)p->text.length;
}

static void
add_text(struct page *p, const char *text, size_t length)
{
	size_t i;

	open_item(p, text);
	if (p->line == 0)
		p->line = reader_line(p->r, text);
	if (p->soft && p->text.length > 1 &&
	    flow_tight(p->text.text, p->text.length - 1, text, length))
		drop_soft_blank(p);
	p->soft = false;
	for (i = 0; i < length; i++)
		strbuf_putc(&p->text, strchr("\t\n", text[i]) != NULL ? ' ' :
		    text[i]);
}

static void
add_break(struct page *p, char c)
{
	if (!p->open)
		return;
	strbuf_putc(&p->text, c);
	p->soft = c == ' ';
}

/* ---- code blocks ---- */

static char *
attribute_text(const MD_ATTRIBUTE *a)
{
	return a->text != NULL ? xstrndup(a->text, a->size) : xstrdup("");
}

static void
begin_code(struct page *p, const MD_BLOCK_CODE_DETAIL *d)
{
	p->code = true;
	p->fenced = d->fence_char != '\0';
	p->info = attribute_text(&d->info);
	p->info_line = d->info.text != NULL ?
	    reader_line(p->r, d->info.text) : 0;
	p->code_line = 0;
	strbuf_clear(&p->code_text);
}

static void
add_code(struct page *p, const char *text, size_t length)
{
	if (p->code_line == 0)
		p->code_line = reader_line(p->r, text);
	strbuf_add(&p->code_text, text, length);
}

static unsigned
count_lines(const char *text)
{
	unsigned n = 0;

	for (; (text = strchr(text, '\n')) != NULL; text++)
		n++;
	return n;
}

/* A fence without an end swallows the rest of the page. */
static void
check_closed(struct page *p, unsigned line)
{
	unsigned end = line + 1 + count_lines(strbuf_text(&p->code_text));
	size_t length;
	const char *text = reader_line_at(p->r, end, &length);

	while (text != NULL && length != 0 && strchr(" \t>", *text)) {
		text++;
		length--;
	}
	if (text == NULL || length < 3 || (memcmp(text, "```", 3) != 0 &&
	    memcmp(text, "~~~", 3) != 0))
		fault_say(&p->r->faults, line, _("this block is not closed: "
		    "a line ``` is missing"));
}

static void
add_verbatim(struct page *p, unsigned line)
{
	struct lesson_item *item = reader_add(p->r, LESSON_VERBATIM, line);
	size_t i;

	for (i = 0; i < p->code_text.length; i++)
		if (p->code_text.text[i] == '\t')
			p->code_text.text[i] = ' ';
	while (p->code_text.length != 0 &&
	    p->code_text.text[p->code_text.length - 1] == '\n')
		strbuf_truncate(&p->code_text, p->code_text.length - 1);
	item->text = strbuf_steal(&p->code_text);
	item->level = (unsigned)p->nlists;
	item->quotes = p->quotes;
}

static void
end_code(struct page *p)
{
	unsigned line = p->info_line != 0 ? p->info_line : p->code_line != 0 ?
	    p->code_line - p->fenced : 0;

	p->code = false;
	if (p->fenced && line != 0)
		check_closed(p, line);
	if (p->fenced && (p->nlists != 0 || p->quotes != 0) &&
	    fence_is_ours(p->info))
		fault_say(&p->r->faults, line, _("a %s block stands by "
		    "itself, in no list and no quotation"), p->info);
	else if (!p->fenced || !fence_read(p->r, line, p->info,
	    strbuf_text(&p->code_text)))
		add_verbatim(p, line);
	free(p->info);
	p->info = NULL;
}

/* ---- blocks ---- */

static void
push_list(struct page *p, struct list list)
{
	p->lists = xgrow(p->lists, &p->list_room, p->nlists + 1,
	    sizeof *p->lists);
	p->lists[p->nlists++] = list;
}

static void
begin_ordered(struct page *p, const MD_BLOCK_OL_DETAIL *d)
{
	push_list(p, (struct list){ .ordered = true, .number = d->start,
	    .mark = d->mark_delimiter });
}

/* Parts the cells of a row by tabs and the rows by newlines. */
static void
begin_row(struct page *p)
{
	if (p->open)
		strbuf_putc(&p->text, '\n');
	p->first_cell = true;
}

static void
begin_cell(struct page *p)
{
	open_item(p, NULL);
	if (!p->first_cell)
		strbuf_putc(&p->text, '\t');
	p->first_cell = false;
}

static int
enter_block(MD_BLOCKTYPE type, void *detail, void *ctx)
{
	struct page *p = ctx;

	if (type != MD_BLOCK_TR && type != MD_BLOCK_TD &&
	    type != MD_BLOCK_TH && type != MD_BLOCK_TBODY)
		close_item(p);
	switch (type) {
	case MD_BLOCK_QUOTE:
		p->quotes++;
		break;
	case MD_BLOCK_UL:
		push_list(p, (struct list){ .ordered = false });
		break;
	case MD_BLOCK_OL:
		begin_ordered(p, detail);
		break;
	case MD_BLOCK_LI:
		p->marker = true;
		break;
	case MD_BLOCK_HR:
		reader_add(p->r, LESSON_RULE, 0);
		break;
	case MD_BLOCK_H:
		p->heading = ((const MD_BLOCK_H_DETAIL *)detail)->level;
		break;
	case MD_BLOCK_CODE:
		begin_code(p, detail);
		break;
	case MD_BLOCK_HTML:
		p->html = true;
		break;
	case MD_BLOCK_TABLE:
		p->table = true;
		break;
	case MD_BLOCK_TR:
		begin_row(p);
		break;
	case MD_BLOCK_TH:
	case MD_BLOCK_TD:
		begin_cell(p);
		break;
	default:
		break;
	}
	return 0;
}

static int
leave_block(MD_BLOCKTYPE type, void *detail, void *ctx)
{
	struct page *p = ctx;

	(void)detail;
	switch (type) {
	case MD_BLOCK_TR:
	case MD_BLOCK_TH:
	case MD_BLOCK_TD:
	case MD_BLOCK_THEAD:
	case MD_BLOCK_TBODY:
		return 0;
	case MD_BLOCK_CODE:
		end_code(p);
		break;
	case MD_BLOCK_HTML:
		p->html = false;
		break;
	default:
		close_item(p);
		break;
	}
	if (type == MD_BLOCK_QUOTE)
		p->quotes--;
	else if (type == MD_BLOCK_UL || type == MD_BLOCK_OL)
		p->nlists--;
	else if (type == MD_BLOCK_LI)
		p->marker = false;
	else if (type == MD_BLOCK_H)
		p->heading = 0;
	else if (type == MD_BLOCK_TABLE)
		p->table = false;
	return 0;
}

/* ---- spans and text ---- */

/* How a span is shown; -1: as the text around it. */
static int
style_of(MD_SPANTYPE type)
{
	switch (type) {
	case MD_SPAN_EM:
		return LESSON_EMPHASIS;
	case MD_SPAN_STRONG:
		return LESSON_STRONG;
	case MD_SPAN_CODE:
		return LESSON_CODE;
	case MD_SPAN_A:
		return LESSON_LINK;
	default:
		return -1;
	}
}

static int
enter_span(MD_SPANTYPE type, void *detail, void *ctx)
{
	struct page *p = ctx;

	(void)detail;
	if (style_of(type) < 0)
		return 0;
	p->started = xgrow(p->started, &p->started_room, p->nstarted + 1,
	    sizeof *p->started);
	p->started[p->nstarted++] = (struct lesson_span){
		.start = (uint32_t)(p->open ? p->text.length : 0),
		.style = (enum lesson_style)style_of(type) };
	return 0;
}

static int
leave_span(MD_SPANTYPE type, void *detail, void *ctx)
{
	struct page *p = ctx;
	struct lesson_span span;

	(void)detail;
	if (style_of(type) < 0 || p->nstarted == 0)
		return 0;
	span = p->started[--p->nstarted];
	if (!p->open || span.start >= p->text.length)
		return 0;
	span.length = (uint32_t)p->text.length - span.start;
	p->spans = xgrow(p->spans, &p->span_room, p->nspans + 1,
	    sizeof *p->spans);
	p->spans[p->nspans++] = span;
	return 0;
}

static void
add_entity(struct page *p, const char *text, size_t length)
{
	struct strbuf decoded = STRBUF_INIT;

	open_item(p, text);
	entity_add(&decoded, text, length);
	add_text(p, strbuf_text(&decoded), decoded.length);
	strbuf_free(&decoded);
}

static int
take_piece(MD_TEXTTYPE type, const MD_CHAR *text, MD_SIZE size, void *ctx)
{
	struct page *p = ctx;

	if (p->html || type == MD_TEXT_HTML || type == MD_TEXT_NULLCHAR)
		return 0;
	if (p->code)
		add_code(p, text, size);
	else if (type == MD_TEXT_BR)
		add_break(p, p->table ? ' ' : '\n');
	else if (type == MD_TEXT_SOFTBR)
		add_break(p, ' ');
	else if (type == MD_TEXT_ENTITY)
		add_entity(p, text, size);
	else
		add_text(p, text, size);
	return 0;
}

void
markdown_read(struct reader *r, size_t body)
{
	const MD_PARSER parser = {
		.flags = MD_FLAG_TABLES,
		.enter_block = enter_block,
		.leave_block = leave_block,
		.enter_span = enter_span,
		.leave_span = leave_span,
		.text = take_piece,
	};
	struct page p = { .r = r };

	/* Every text is Markdown: it fails only for want of memory. */
	if (md_parse(r->text.text + body, (MD_SIZE)(r->text.length - body),
	    &parser, &p) != 0)
		xalloc_die();
	strbuf_free(&p.text);
	strbuf_free(&p.code_text);
	free(p.spans);
	free(p.started);
	free(p.lists);
}
