/* grade.c - logs of lessons replayed. */
#include "config.h"

#include "lesson/grade.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "command/console.h"
#include "lesson/fault.h"
#include "lesson/log.h"
#include "lesson/private_file.h"
#include "lesson/replayed.h"
#include "lesson/tokens.h"
#include "support/i18n.h"
#include "support/strbuf.h"
#include "support/xalloc.h"

/* A log being read. */
struct grading {
	struct grades *grades;
	const struct grade_hooks *hooks;
	struct faults faults;
	const char *student;
	char *text;		/* what is not read yet */
	unsigned number;	/* of the line read last */
	/* the lesson we are in */
	struct replayed_head head;
	struct lesson *lesson;	/* NULL: it cannot be replayed */
	struct replayed *replayed;
	size_t row;		/* of the grades */
	bool outside;		/* a command's doings cannot be repeated */
	bool differs;		/* something did not follow, and was told */
	bool same_words;	/* the log is of this version */
};

void
grades_free(struct grades *g)
{
	size_t i;

	for (i = 0; i < g->count; i++) {
		free(g->list[i].student);
		free(g->list[i].lesson);
		tally_free(&g->list[i].tally);
	}
	free(g->list);
	*g = (struct grades)GRADES_INIT;
}

/* ---- lines ---- */

/* The next line, terminated; NULL: no more.  A last line without its newline
   was being written when the program ended: it does not count. */
static char *
next_line(struct grading *k)
{
	char *line = k->text, *end = strchr(line, '\n');

	if (end == NULL)
		return NULL;
	*end = '\0';
	k->text = end + 1;
	k->number++;
	return line;
}

/* What stands behind KEY and a blank in LINE, or NULL. */
static char *
behind(char *line, const char *key)
{
	size_t length = strlen(key);

	if (strncmp(line, key, length) != 0)
		return NULL;
	if (line[length] == '\0')
		return line + length;
	return line[length] == ' ' ? line + length + 1 : NULL;
}

/* ---- the head of a lesson ---- */

static void
read_lesson(struct replayed_head *head, const char *value)
{
	size_t length = strcspn(value, " ");

	if (head->stem != NULL || value[length] == '\0')
		return;
	head->stem = xstrndup(value, length);
	head->steps = strtoull(value + length + 1, NULL, 16);
}

static void
read_program(struct replayed_head *head, const char *value)
{
	if (head->program == NULL)
		head->program = xstrdup(value);
}

static void
read_language(struct replayed_head *head, const char *value)
{
	if (head->lang == NULL)
		head->lang = xstrdup(value);
}

static void
read_limit(struct replayed_head *head, const char *value)
{
	token_number(value, UINT64_MAX, &head->limit);
}

static void
read_check(struct replayed_head *head, const char *value)
{
	head->check = strcmp(value, "on") == 0;
}

static void
read_pictures(struct replayed_head *head, const char *value)
{
	head->pictures = strcmp(value, "off") != 0;
}

static void
read_offer(struct replayed_head *head, const char *value)
{
	uint64_t offer;

	if (token_number(value, UINT32_MAX, &offer))
		head->offer = (size_t)offer;
}

static void
read_nothing(struct replayed_head *head, const char *value)
{
	(void)head;
	(void)value;
}

static const struct head_key {
	const char *name;
	void (*read)(struct replayed_head *head, const char *value);
} head_keys[] = {
	{ "lesson", read_lesson },
	{ "program", read_program },
	{ "profile", read_nothing },
	{ "lang", read_language },
	{ "limit", read_limit },
	{ "pictures", read_pictures },
	{ "check", read_check },
	{ "offer", read_offer },
	{ "t", read_nothing },
};

/* Whether LINE belongs to the head; then it was read. */
static bool
read_head(struct grading *k, char *line)
{
	const char *value;
	size_t i;

	for (i = 0; i < sizeof head_keys / sizeof head_keys[0]; i++) {
		value = behind(line, head_keys[i].name);
		if (value == NULL)
			continue;
		head_keys[i].read(&k->head, value);
		return true;
	}
	return false;
}

/* ---- rows ---- */

static size_t
find_row(struct grading *k)
{
	struct grades *g = k->grades;
	struct grade *e;
	size_t i;

	for (i = 0; i < g->count; i++)
		if (strcmp(g->list[i].student, k->student) == 0 &&
		    strcmp(g->list[i].lesson, k->head.stem) == 0)
			return i;
	g->list = xgrow(g->list, &g->room, g->count + 1, sizeof *g->list);
	e = &g->list[g->count];
	*e = (struct grade){ .student = xstrdup(k->student) };
	e->lesson = xstrdup(k->head.stem);
	return g->count++;
}

static void
judge(struct grading *k, enum grade_verdict verdict)
{
	struct grade *e = &k->grades->list[k->row];

	if (verdict > e->verdict)
		e->verdict = verdict;
}

/* ---- a lesson ---- */

static void
end_lesson(struct grading *k)
{
	if (k->replayed != NULL) {
		tally_add(&k->grades->list[k->row].tally,
		    replayed_tally(k->replayed));
		judge(k, !k->differs ? GRADE_FOLLOWS : k->outside ?
		    GRADE_OUTSIDE : GRADE_DIFFERS);
	}
	replayed_free(k->replayed);
	lesson_free(k->lesson);
	k->replayed = NULL;
	k->lesson = NULL;
	free(k->head.stem);
	free(k->head.program);
	free(k->head.lang);
	k->head = (struct replayed_head){ .limit = CONSOLE_LIMIT,
	    .pictures = true };
	k->differs = k->outside = false;
}

/* Opens the lesson that the head names, if it is here and the same. */
static void
open_lesson(struct grading *k)
{
	const struct replayed_head *head = &k->head;
	struct grade *e;

	k->lesson = k->hooks->open(k->hooks->ctx, head->stem,
	    head->lang != NULL ? head->lang : "en");
	k->row = find_row(k);
	e = &k->grades->list[k->row];
	e->attempts++;
	if (k->lesson != NULL && e->tally.answers == NULL)
		tally_init(&e->tally, k->lesson);
	k->same_words = head->program != NULL &&
	    strcmp(head->program, PACKAGE_VERSION) == 0;
	if (k->lesson == NULL)
		fault_say(&k->faults, k->number, _("there is no lesson %s "
		    "here"), head->stem);
	else if (tally_steps(k->lesson) != head->steps)
		fault_say(&k->faults, k->number, _("lesson %s has other "
		    "steps here than where this was written"), head->stem);
	else
		k->replayed = replayed_new(k->lesson, head);
	if (k->replayed == NULL)
		judge(k, GRADE_NO_LESSON);
}

/* ---- what was typed and answered ---- */

/* Whether the log says so many characters of TEXT as count: what follows a
   colon is words, and so is an answer; another version may word them anew. */
static bool
is_alike(const struct grading *k, const char *logged, const char *text)
{
	size_t length = strcspn(text, ":");

	if (strcmp(logged, text) == 0)
		return true;
	if (k->same_words || text[0] == '>')
		return false;
	return text[0] == '|' ? logged[0] == '|' :
	    strncmp(logged, text, length + (text[length] == ':')) == 0;
}

/* The first thing in a lesson that does not follow is told. */
static void
differ(struct grading *k, const char *logged, const char *text)
{
	if (k->differs)
		return;
	k->differs = true;
	if (logged == NULL)
		fault_say(&k->faults, k->number, _("a line is missing here: "
		    "%s"), text);
	else if (text == NULL)
		fault_say(&k->faults, k->number, _("this does not follow: "
		    "%s"), logged);
	else
		fault_say(&k->faults, k->number, _("this does not follow: "
		    "%s; the commands give: %s"), logged, text);
}

static void
compare(struct grading *k, const char *logged)
{
	const char *text;

	if (strcmp(logged, LOG_STOPPED) == 0) {
		replayed_skip_answer(k->replayed);
		k->outside = true;
		return;
	}
	text = replayed_line(k->replayed);
	if (text == NULL || !is_alike(k, logged, text))
		differ(k, logged, text);
	k->outside = k->outside || strcmp(logged, LOG_FILES) == 0;
}

static void
give_up(struct grading *k)
{
	if (!k->differs)
		fault_say(&k->faults, k->number, _("this takes too long or "
		    "too much memory to be replayed"));
	k->outside = k->differs = true;
}

static void
give(struct grading *k, char *line, const char *typed)
{
	struct strbuf text = STRBUF_INIT;
	const char *missing = replayed_line(k->replayed);

	if (missing != NULL)
		differ(k, NULL, missing);
	while (replayed_line(k->replayed) != NULL)
		continue;
	if (!log_decode(typed, &text) ||
	    !replayed_give(k->replayed, strbuf_text(&text)))
		differ(k, line, NULL);
	else
		compare(k, line);
	if (replayed_stopped(k->replayed))
		give_up(k);
	strbuf_free(&text);
}

static void
take_line(struct grading *k, char *line)
{
	const char *typed;

	if (k->replayed == NULL || line[0] == '\0' ||
	    (line[0] == 't' && line[1] == ' '))
		return;
	typed = behind(line, ">");
	if (typed != NULL)
		give(k, line, typed);
	else
		compare(k, line);
}

/* ---- a log ---- */

static void
grade_lines(struct grading *k)
{
	bool in_head = false, any = false;
	char *line;

	while ((line = next_line(k)) != NULL) {
		if (strcmp(line, LOG_MAGIC) == 0) {
			end_lesson(k);
			in_head = true;
			continue;
		}
		if (in_head && read_head(k, line))
			continue;
		if (in_head && k->head.stem != NULL) {
			open_lesson(k);
			any = true;
		}
		in_head = false;
		take_line(k, line);
	}
	if (in_head && k->head.stem != NULL) {
		open_lesson(k);
		any = true;
	}
	end_lesson(k);
	if (any)
		return;
	fault_say(&k->faults, 0, _("there is no lesson in this log"));
	k->grades->unreadable++;
}

/* The name of a file without its folder and suffix. */
static char *
student_of(const char *path)
{
	const char *slash = strrchr(path, '/');
	const char *name = slash != NULL ? slash + 1 : path;
	const char *dot = strrchr(name, '.');

	return dot != NULL && dot != name ?
	    xstrndup(name, (size_t)(dot - name)) : xstrdup(name);
}

void
grade_log(struct grades *g, const char *path, const struct grade_hooks *hooks)
{
	struct grading k = { .grades = g, .hooks = hooks,
	    .head = { .limit = CONSOLE_LIMIT,
	    .pictures = true }, .faults = { .path = path,
	    .fn = hooks->fault, .ctx = hooks->ctx } };
	struct strbuf text = STRBUF_INIT;
	char *student = student_of(path), *copy;

	if (!private_read(path, &text)) {
		fault_say(&k.faults, 0, "%s", strerror(errno));
		g->unreadable++;
	} else if (strncmp(strbuf_text(&text), LOG_MAGIC "\n",
	    strlen(LOG_MAGIC) + 1) != 0) {
		fault_say(&k.faults, 1, _("this is no log of a lesson: its "
		    "first line is not %s"), LOG_MAGIC);
		g->unreadable++;
	} else {
		copy = xstrdup(strbuf_text(&text));
		k.text = copy;
		k.student = student;
		grade_lines(&k);
		free(copy);
	}
	free(student);
	strbuf_free(&text);
}
