/* player.c - a lesson line by line. */
#include "config.h"

#include "lesson/player.h"

#include <stdlib.h>
#include <string.h>

#include "command/console.h"
#include "core/pymalloc.h"
#include "lesson/expect.h"
#include "lesson/resume.h"
#include "lesson/runner.h"
#include "lesson/text.h"
#include "lesson/turn.h"
#include "session/session.h"
#include "support/i18n.h"
#include "support/strbuf.h"
#include "support/xalloc.h"

struct player {
	struct runner *runner;
	struct console *console;
	int columns;
	bool alone;		/* there is no reader */
	enum lesson_kind last;	/* of the item printed last */
	char *prompt;
};

/* ---- printing ---- */

/* The lines of one text, as lines of a console. */
struct printing {
	struct console *console;
	enum console_style style;
};

static void
print_line(void *ctx, const struct text_line *line)
{
	const struct printing *to = ctx;
	struct strbuf text = STRBUF_INIT;

	strbuf_puts(&text, line->prefix);
	strbuf_add(&text, line->text, line->length);
	console_line(to->console, to->style, strbuf_text(&text));
	strbuf_free(&text);
}

static void
blank(struct player *p)
{
	console_line(p->console, CONSOLE_NORMAL, "");
}

/* Running text, FIRST before its first line and REST before the others. */
static void
print_text(struct player *p, enum console_style style, const char *text,
    const char *first, const char *rest)
{
	struct printing to = { .console = p->console, .style = style };

	text_wrap(text, strlen(text), first, rest, p->columns, print_line,
	    &to);
}

/* Whether ITEM is the title again, as a forge shows it. */
static bool
is_title(const struct player *p, const struct lesson_item *item)
{
	return item->kind == LESSON_HEADING && item->level == 1 &&
	    strcmp(item->text, runner_lesson(p->runner)->title) == 0;
}

/* With its marks, as in the file: a line of words alone would be taken for a
   short paragraph, above all by those who hear it. */
static void
print_heading(struct player *p, const struct lesson_item *item)
{
	struct strbuf marks = STRBUF_INIT;

	strbuf_fill(&marks, '#', item->level);
	strbuf_putc(&marks, ' ');
	print_text(p, CONSOLE_TITLE, item->text, strbuf_text(&marks), "  ");
	strbuf_free(&marks);
}

static void
print_item(struct player *p, const struct lesson_item *item)
{
	struct printing to = { .console = p->console,
	    .style = CONSOLE_NORMAL };

	if (is_title(p, item))
		return;
	if (item->kind != LESSON_LIST_ITEM || p->last != LESSON_LIST_ITEM)
		blank(p);
	p->last = item->kind;
	if (item->kind == LESSON_HEADING) {
		print_heading(p, item);
		return;
	}
	text_lay(item, p->columns, print_line, &to);
}

/* Claims, each with a tick or what is the case instead. */
static void
print_claims(struct player *p, size_t item)
{
	const struct lesson_item *claims =
	    &runner_lesson(p->runner)->items[item];
	const char *truth;
	size_t i;

	for (i = 0; i < claims->nclaims; i++) {
		const char *text = claims->claims[i].text;

		if (runner_claim(p->runner, item, i, &truth) == RUNNER_HOLDS)
			console_say(p->console, "  [x] %s",
			    *truth != '\0' ? truth : text);
		else
			console_say(p->console, "  [ ] %s (%s)", text,
			    truth);
	}
}

/* ---- questions ---- */

static void
print_question(struct player *p, const struct predict *q)
{
	struct strbuf first = STRBUF_INIT;
	size_t i;

	blank(p);
	print_text(p, CONSOLE_TITLE, q->ask, "? ", "  ");
	for (i = 0; i < q->nchoices; i++) {
		strbuf_clear(&first);
		strbuf_printf(&first, "  %c) ", q->choices[i].letter);
		print_text(p, CONSOLE_NORMAL, q->choices[i].answer,
		    strbuf_text(&first), "     ");
	}
	strbuf_free(&first);
	if (q->nchoices == 0 && !p->alone)
		console_say(p->console, _("  (%s)"), predict_form(q));
}

static void
print_answer(struct player *p)
{
	struct strbuf why = STRBUF_INIT, text = STRBUF_INIT;
	const struct answer *a = runner_question(p->runner, &why);

	if (a != NULL)
		strbuf_printf(&text, _("The answer: %s."), a->text);
	else
		strbuf_printf(&text, _("There is no answer: %s."),
		    strbuf_text(&why));
	print_text(p, CONSOLE_NORMAL, strbuf_text(&text), "  ", "  ");
	strbuf_free(&text);
	strbuf_free(&why);
}

/* What the lesson says to the answer given to the question ITEM. */
static void
print_reply(struct player *p, size_t item)
{
	const char *said, *truth;
	const struct choice *choice;
	enum runner_tick tick = runner_reply(p->runner, item, &said, &truth,
	    &choice);

	if (choice != NULL && choice->reply != NULL)
		print_text(p, CONSOLE_NORMAL, choice->reply, "  ", "  ");
	if (tick != RUNNER_HOLDS)
		print_answer(p);
}

/* ---- going on ---- */

/* How a command stands in what is printed. */
static void
echo_command(struct player *p, const char *text)
{
	console_print(p->console, CONSOLE_TITLE, "> %s", text);
}

static void
print_task(struct player *p, const struct lesson_item *task)
{
	blank(p);
	print_text(p, CONSOLE_TITLE, task->text, _("Your turn: "), "  ");
	if (!p->alone)
		console_say(p->console, ngettext(
		    "  (%u command is enough; hint and solution help)",
		    "  (%u commands are enough; hint and solution help)",
		    task->par), (unsigned)task->par);
}

/* The last hint given for the task TASK. */
static void
print_hint(struct player *p, size_t task)
{
	const struct lesson *l = runner_lesson(p->runner);
	const char *hint = "";
	size_t i;

	for (i = task; l->items[i].kind != LESSON_SOLUTION; i++)
		if (runner_hinted(p->runner, i))
			hint = l->items[i].text;
	print_text(p, CONSOLE_NORMAL, hint, _("  Hint: "), "  ");
}

/* Prints the stop we are at, as far as that needs no reader. */
static void
print_stop(struct player *p)
{
	const struct lesson_item *item = runner_item(p->runner);
	struct runner_place at = runner_at(p->runner);

	switch (at.stop) {
	case RUNNER_TEXT:
		if (lesson_is_text(item))
			print_item(p, item);
		break;
	case RUNNER_QUESTION:
		print_question(p, item->predict);
		break;
	case RUNNER_TASK:
		print_task(p, item);
		break;
	case RUNNER_COMMAND:
		if (at.line == 0)
			blank(p);
		break;
	default:
		break;
	}
}

static bool
needs_reader(const struct player *p)
{
	enum runner_stop stop = runner_at(p->runner).stop;

	return stop == RUNNER_COMMAND || stop == RUNNER_QUESTION ||
	    stop == RUNNER_TASK;
}

static void
say_end(struct player *p)
{
	unsigned right, asked;

	runner_score(p->runner, &right, &asked);
	blank(p);
	if (asked != 0)
		console_print(p->console, CONSOLE_TITLE, ngettext(
		    "End of the lesson: %u of %u question right.",
		    "End of the lesson: %u of %u questions right.", asked),
		    right, asked);
	else
		console_line(p->console, CONSOLE_TITLE,
		    _("End of the lesson."));
}

/* Leaves the present stop and prints up to the next one that needs a
   reader. */
static enum player_state
go_on(struct player *p)
{
	struct runner_place at;

	do {
		at = runner_at(p->runner);
		runner_next(p->runner);
		if (at.stop == RUNNER_CLAIMS)
			print_claims(p, at.item);
		print_stop(p);
	} while (!needs_reader(p) && runner_item(p->runner) != NULL);
	if (runner_item(p->runner) != NULL)
		return PLAYER_GOES_ON;
	say_end(p);
	return PLAYER_OVER;
}

static void
print_title(struct player *p)
{
	const struct lesson *l = runner_lesson(p->runner);
	const struct pym_profile *profile =
	    session_profile(p->console->session);

	console_print(p->console, CONSOLE_TITLE, "# %s", l->title);
	print_text(p, CONSOLE_NORMAL, l->summary, "", "");
	console_say(p->console, ngettext("%s (%s), %u minute",
	    "%s (%s), %u minutes", l->minutes), profile->name,
	    profile->words, l->minutes);
}

struct runner *
player_runner(const struct player *p)
{
	return p->runner;
}

struct player *
player_new(const struct lesson *l, struct console *c, int columns)
{
	struct runner *runner = runner_new(l, c);
	struct player *p;

	if (runner == NULL)
		return NULL;
	p = xcalloc(1, sizeof *p);
	p->runner = runner;
	p->console = c;
	p->columns = columns;
	return p;
}

void
player_free(struct player *p)
{
	if (p == NULL)
		return;
	runner_free(p->runner);
	free(p->prompt);
	free(p);
}

/* ---- with a reader ---- */

/* What is asked: a letter where there are choices. */
static char *
question_prompt(const struct predict *q)
{
	if (q->nchoices < 2)
		return xstrdup(_("your answer> "));
	return xasprintf(q->nchoices == 2 ? _("your answer, %c or %c> ") :
	    _("your answer, %c to %c> "), q->choices[0].letter,
	    q->choices[q->nchoices - 1].letter);
}

static void
set_prompt(struct player *p)
{
	const struct lesson_line *command = runner_command(p->runner);

	free(p->prompt);
	if (runner_offer(p->runner) != 0)
		p->prompt = xstrdup(_("Enter resumes> "));
	else if (command != NULL)
		p->prompt = xasprintf(_("Enter> %s "), command->text);
	else if (runner_at(p->runner).stop == RUNNER_QUESTION)
		p->prompt = question_prompt(runner_item(p->runner)->predict);
	else
		p->prompt = xstrdup(_("your turn> "));
}

const char *
player_prompt(const struct player *p)
{
	return p->prompt != NULL ? p->prompt : "";
}

static void
print_offer(struct player *p)
{
	struct strbuf text = STRBUF_INIT;

	if (runner_offer(p->runner) != 0) {
		blank(p);
		resume_words(p->runner, &text);
		console_line(p->console, CONSOLE_NOTICE, strbuf_text(&text));
	}
	strbuf_free(&text);
}

enum player_state
player_begin(struct player *p)
{
	enum player_state state = PLAYER_GOES_ON;

	print_title(p);
	console_say(p->console, _("Enter goes on, again goes back, quit "
	    "leaves; any command is yours to try."));
	print_stop(p);
	if (!needs_reader(p))
		state = go_on(p);
	print_offer(p);
	set_prompt(p);
	return state;
}

/* The text from the last heading to the stop we are at, and the stop. */
static void
print_again(struct player *p)
{
	const struct lesson *l = runner_lesson(p->runner);
	size_t i = runner_at(p->runner).item;

	while (i > 0 && l->items[i].kind != LESSON_HEADING)
		i--;
	for (; i < runner_at(p->runner).item; i++)
		if (lesson_is_text(&l->items[i]))
			print_item(p, &l->items[i]);
	print_stop(p);
}

/* What came of the reader's line, at a question or a task. */
static void
print_turn(struct player *p, enum turn turn, size_t item)
{
	const struct lesson_item *at = &runner_lesson(p->runner)->items[item];

	if (turn_words(turn) != NULL)
		console_say(p->console, "  %s", turn_words(turn));
	switch (turn) {
	case TURN_RIGHT:
	case TURN_WRONG:
	case TURN_PASSED:
		print_reply(p, item);
		break;
	case TURN_UNCLEAR:
		console_say(p->console, _("  An answer is %s."),
		    predict_form(at->predict));
		break;
	case TURN_REACHED:
		console_say(p->console, ngettext(
		    "  You took %u command; %u is enough.",
		    "  You took %u commands; %u is enough.",
		    runner_tries(p->runner)), runner_tries(p->runner),
		    (unsigned)at->par);
		break;
	case TURN_HINT:
		print_hint(p, item);
		break;
	case TURN_BACK:
		print_stop(p);
		break;
	case TURN_RESUMED:
		print_again(p);
		break;
	default:
		break;
	}
}

enum player_state
player_line(struct player *p, const char *line)
{
	size_t item = runner_at(p->runner).item;
	enum turn turn = turn_take(p->runner, line);
	enum player_state state = PLAYER_GOES_ON;

	print_turn(p, turn, item);
	if (turn == TURN_QUIT)
		return PLAYER_LEFT;
	if (turn_goes_on(turn))
		state = go_on(p);
	set_prompt(p);
	return state;
}

/* ---- without one ---- */

void
player_print(struct player *p)
{
	const struct lesson_line *command;

	p->alone = true;
	print_title(p);
	print_stop(p);
	do {
		command = runner_command(p->runner);
		if (command != NULL)
			echo_command(p, command->text);
		else if (runner_at(p->runner).stop == RUNNER_QUESTION)
			print_answer(p);
	} while (go_on(p) == PLAYER_GOES_ON);
}
