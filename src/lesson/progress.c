/* progress.c - how far a reader is with each lesson. */
#include "config.h"

#include "lesson/progress.h"

#include <errno.h>
#include <inttypes.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lesson/private_file.h"
#include "support/i18n.h"
#include "support/strbuf.h"
#include "support/xalloc.h"

#define MAGIC "poolscope-progress"
#define FORMAT_VERSION 1
#define MOST 10000	/* of anything that a file counts */

struct progress {
	char *path, *lock;	/* NULL: nothing is kept */
	progress_say_fn say;
	void *ctx;
	struct strbuf said;	/* the last message */
};

struct progress *
progress_open(const char *dir, progress_say_fn say, void *ctx)
{
	struct progress *p = xcalloc(1, sizeof *p);

	p->say = say;
	p->ctx = ctx;
	if (dir != NULL) {
		p->path = xasprintf("%s/progress.json", dir);
		p->lock = xasprintf("%s/progress.lock", dir);
	}
	return p;
}

void
progress_close(struct progress *p)
{
	if (p == NULL)
		return;
	free(p->path);
	free(p->lock);
	strbuf_free(&p->said);
	free(p);
}

static void
say(struct progress *p, const struct strbuf *message)
{
	if (strcmp(strbuf_text(&p->said), strbuf_text(message)) == 0)
		return;
	strbuf_clear(&p->said);
	strbuf_puts(&p->said, strbuf_text(message));
	p->say(p->ctx, strbuf_text(message));
}

/* ---- the file as a whole ---- */

/* Says that FORMAT, with the path and an error, and nothing is kept then. */
static void
say_errno(struct progress *p, const char *format)
{
	struct strbuf text = STRBUF_INIT;
	int error = errno;

	strbuf_printf(&text, format, p->path, strerror(error));
	say(p, &text);
	strbuf_free(&text);
}

static json_t *
empty_file(void)
{
	return json_pack("{s:i, s:{}}", MAGIC, FORMAT_VERSION, "lessons");
}

/* Whether ROOT is a file of ours; NEWER: but of a newer program. */
static bool
is_ours(const json_t *root, bool *newer)
{
	const json_t *version = json_object_get(root, MAGIC);

	*newer = json_is_integer(version) &&
	    json_integer_value(version) > FORMAT_VERSION;
	return json_is_integer(version) &&
	    json_integer_value(version) == FORMAT_VERSION &&
	    json_is_object(json_object_get(root, "lessons"));
}

/* Puts the file aside, and begins a new one: NULL if that cannot be. */
static json_t *
set_aside(struct progress *p, bool newer)
{
	struct strbuf name = STRBUF_INIT, text = STRBUF_INIT;
	bool done = private_set_aside(p->path, newer ? "newer" : "damaged",
	    &name);

	if (done) {
		strbuf_printf(&text, newer ?
		    _("%s is of a newer poolscope: it is kept as %s, and "
		    "progress begins anew") :
		    _("%s is damaged: it is kept as %s, and progress begins "
		    "anew"), p->path, strbuf_text(&name));
		say(p, &text);
	} else {
		say_errno(p, _("%s cannot be put aside (%s): progress is not "
		    "kept"));
	}
	strbuf_free(&name);
	strbuf_free(&text);
	return done ? empty_file() : NULL;
}

/* The file, under the lock; NULL when it cannot be used. */
static json_t *
load(struct progress *p)
{
	struct strbuf text = STRBUF_INIT;
	json_t *root;
	bool newer = false;

	if (!private_read(p->path, &text)) {
		strbuf_free(&text);
		if (errno == ENOENT)
			return empty_file();
		say_errno(p, _("%s: %s: progress is not kept"));
		return NULL;
	}
	root = json_loadb(strbuf_text(&text), text.length,
	    JSON_REJECT_DUPLICATES, NULL);
	strbuf_free(&text);
	if (is_ours(root, &newer))
		return root;
	json_decref(root);
	return set_aside(p, newer);
}

static void
store(struct progress *p, const json_t *root)
{
	char *text = json_dumps(root, JSON_INDENT(1) | JSON_SORT_KEYS);

	if (text == NULL || !private_write(p->path, text))
		say_errno(p, _("%s: %s: progress is not kept"));
	free(text);
}

static int
lock(struct progress *p)
{
	struct strbuf why = STRBUF_INIT;
	int fd = -1;

	if (p != NULL && p->path != NULL) {
		fd = private_lock(p->lock, &why);
		if (fd < 0)
			say(p, &why);
	}
	strbuf_free(&why);
	return fd;
}

/* ---- one lesson ---- */

static size_t
number(const json_t *lesson, const char *key)
{
	json_int_t n = json_integer_value(json_object_get(lesson, key));

	return n > 0 && n <= MOST ? (size_t)n : 0;
}

static void
read_tasks(const json_t *list, struct progress_entry *out)
{
	size_t i, n = json_array_size(list);
	json_int_t commands, par;

	out->ntasks = n <= MOST ? n : 0;
	out->tasks = xcalloc(out->ntasks + 1, sizeof *out->tasks);
	out->pars = xcalloc(out->ntasks + 1, sizeof *out->pars);
	for (i = 0; i < out->ntasks; i++) {
		const json_t *task = json_array_get(list, i);

		commands = json_integer_value(json_array_get(task, 0));
		par = json_integer_value(json_array_get(task, 1));
		if (commands > 0 && commands <= MOST)
			out->tasks[i] = (unsigned)commands;
		if (par > 0 && par <= MOST)
			out->pars[i] = (unsigned)par;
	}
}

static void
read_entry(const json_t *lesson, struct progress_entry *out)
{
	const char *steps = json_string_value(json_object_get(lesson,
	    "steps"));
	const char *answers = json_string_value(json_object_get(lesson,
	    "answers"));

	out->steps = steps != NULL ? strtoull(steps, NULL, 16) : 0;
	out->stop = number(lesson, "stop");
	out->stops = number(lesson, "stops");
	out->furthest = number(lesson, "furthest");
	out->claims = (unsigned)number(lesson, "claims");
	out->all_claims = (unsigned)number(lesson, "claims_all");
	out->answers = xstrndup(answers != NULL ? answers : "", MOST);
	read_tasks(json_object_get(lesson, "tasks"), out);
}

static json_t *
lesson_of(const json_t *root, const char *stem)
{
	return json_object_get(json_object_get(root, "lessons"), stem);
}

bool
progress_find(struct progress *p, const char *stem,
    struct progress_entry *out)
{
	int fd = lock(p);
	json_t *root = NULL;
	const json_t *lesson;

	*out = (struct progress_entry){ .stop = 0 };
	if (fd < 0)
		return false;
	root = load(p);
	lesson = lesson_of(root, stem);
	if (json_is_object(lesson))
		read_entry(lesson, out);
	private_unlock(fd);
	json_decref(root);
	return out->answers != NULL;
}

void
progress_entry_free(struct progress_entry *e)
{
	free(e->answers);
	free(e->tasks);
	free(e->pars);
	*e = (struct progress_entry){ .stop = 0 };
}

/* ---- keeping ---- */

static void
set_number(json_t *lesson, const char *key, size_t n)
{
	json_object_set_new(lesson, key, json_integer((json_int_t)n));
}

static void
raise_number(json_t *lesson, const char *key, size_t n)
{
	if (n > number(lesson, key))
		set_number(lesson, key, n);
}

/* The new answers over the old ones. */
static void
keep_answers(json_t *lesson, const struct progress_entry *old,
    const struct tally *t)
{
	static const char letters[] = {
		[TALLY_OPEN] = '.', [TALLY_RIGHT] = 'r', [TALLY_WRONG] = 'w',
	};
	struct strbuf text = STRBUF_INIT;
	size_t i, n = strlen(old->answers);

	for (i = 0; i < t->questions; i++)
		strbuf_putc(&text, t->answers[i] != TALLY_OPEN || i >= n ?
		    letters[t->answers[i]] :
		    old->answers[i] == 'r' || old->answers[i] == 'w' ?
		    old->answers[i] : '.');
	json_object_set_new(lesson, "answers",
	    json_string(strbuf_text(&text)));
	strbuf_free(&text);
}

static void
keep_tasks(json_t *lesson, const struct progress_entry *old,
    const struct tally *t)
{
	json_t *list = json_array();
	unsigned commands;
	size_t i;

	for (i = 0; i < t->ntasks; i++) {
		commands = t->tasks[i].commands;
		if (i < old->ntasks && old->tasks[i] != 0 &&
		    (commands == 0 || old->tasks[i] < commands))
			commands = old->tasks[i];
		json_array_append_new(list, json_pack("[i, i]",
		    (int)commands, (int)t->tasks[i].par));
	}
	json_object_set_new(lesson, "tasks", list);
}

/* The lesson of ROOT to be changed: what was kept of another lesson under the
   same name counts no more. */
static json_t *
lesson_to_keep(json_t *root, const char *stem, uint64_t steps)
{
	json_t *lesson = lesson_of(root, stem);
	char text[24];

	snprintf(text, sizeof text, "%016" PRIx64, steps);
	if (json_is_object(lesson) && json_is_string(json_object_get(lesson,
	    "steps")) && strcmp(json_string_value(json_object_get(lesson,
	    "steps")), text) == 0)
		return lesson;
	lesson = json_pack("{s:s}", "steps", text);
	json_object_set_new(json_object_get(root, "lessons"), stem, lesson);
	/* (NULL where STEM is no text that JSON can hold) */
	return lesson_of(root, stem);
}

static void
keep(json_t *lesson, const struct tally *t)
{
	struct progress_entry old = { .stop = 0 };

	read_entry(lesson, &old);
	set_number(lesson, "stop", t->stop);
	set_number(lesson, "stops", t->stops);
	raise_number(lesson, "furthest", t->stop);
	raise_number(lesson, "claims", t->claims);
	set_number(lesson, "claims_all", t->all_claims);
	keep_answers(lesson, &old, t);
	keep_tasks(lesson, &old, t);
	progress_entry_free(&old);
}

void
progress_keep(struct progress *p, const char *stem, uint64_t steps,
    const struct tally *t)
{
	int fd = lock(p);
	json_t *root, *lesson;

	if (fd < 0)
		return;
	root = load(p);
	lesson = root != NULL ? lesson_to_keep(root, stem, steps) : NULL;
	if (lesson != NULL) {
		keep(lesson, t);
		store(p, root);
	}
	private_unlock(fd);
	json_decref(root);
}
