/*
 * interactive.c - a session with a person: on the screen, or line by line.
 */
#include "config.h"

#include "app/interactive.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "app/complete.h"
#include "app/course.h"
#include "app/fullscreen.h"
#include "app/journal.h"
#include "app/loading.h"
#include "app/modes.h"
#include "app/paths.h"
#include "app/pipe.h"
#include "app/presenter.h"
#include "app/printer.h"
#include "app/study.h"
#include "app/watched.h"
#include "command/command.h"
#include "command/kept.h"
#include "lesson/quiz.h"
#include "session/session.h"
#include "support/i18n.h"
#include "terminal/plain.h"
#include "terminal/state.h"

bool
interactive_possible(void)
{
	return isatty(STDIN_FILENO) && isatty(STDOUT_FILENO);
}

bool
interactive_take_terminal(void)
{
	int fd;
	bool taken;

	if (!isatty(STDOUT_FILENO))
		return false;
	fd = open("/dev/tty", O_RDWR | O_CLOEXEC);
	taken = fd >= 0 && dup2(fd, STDIN_FILENO) == STDIN_FILENO;
	if (fd >= 0)
		close(fd);
	return taken;
}

/* ---- line by line ------------------------------------------------------- */

struct repl {
	struct console console;
	struct course course;
	struct presenter *presenter;	/* or NULL */
	struct loading *loading;	/* or NULL */
	struct journal *journal;	/* or NULL */
};

static const char *
prompt(void *ctx)
{
	const struct repl *r = ctx;
	const char *asked = course_prompt(&r->course);

	if (r->presenter != NULL)
		return presenter_asks(r->presenter) ? _("your answer> ") :
		    _("Enter goes on> ");
	return asked != NULL ? asked : "(poolscope) ";
}

/* Of a presentation; again takes a beat back, as it does in a lesson. */
static bool
present_line(struct repl *r, const char *text)
{
	if (strcmp(text, "again") != 0)
		return presenter_line(r->presenter, text) != COMMAND_QUIT;
	if (!presenter_back(r->presenter))
		console_say(&r->console, _("this is the first beat"));
	return true;
}

static bool
enter_line(void *ctx, const char *text)
{
	struct repl *r = ctx;
	bool on;

	if (r->presenter != NULL)
		on = present_line(r, text);
	else
		on = course_line(&r->course, text);
	fflush(stdout);
	return on;
}

static bool
asks(void *ctx)
{
	const struct repl *r = ctx;

	return r->presenter != NULL ? presenter_asks(r->presenter) :
	    course_asks(&r->course);
}

static void
complete(void *ctx, const char *line, size_t point, struct choices *out)
{
	struct repl *r = ctx;

	complete_choices(&r->console, line, point, out);
}

static bool
interrupted(void *ctx)
{
	(void)ctx;
	return plain_interrupted();
}

static enum command_status
start_lesson(void *ctx, const char *name)
{
	struct repl *r = ctx;

	return course_command(&r->course, name);
}

/* ---- a presentation, line by line ---- */

static void
present_begin(void *ctx, const char *command)
{
	char *shown = print_shown(command);

	(void)ctx;
	if (command[0] != '\0')
		printf("> %s\n", shown);
	free(shown);
}

static void
present_end(void *ctx, bool moved, bool told)
{
	(void)ctx, (void)moved, (void)told;
	fflush(stdout);
}

static void
present_type(void *ctx, const char *text)
{
	char *shown = print_shown(text);

	(void)ctx;
	if (text[0] != '\0')
		printf(_("next: %s\n"), shown);
	free(shown);
}

static bool
begin_present(struct repl *r, const struct options *o)
{
	const struct presenter_host host = { .begin = present_begin,
	    .end = present_end, .type = present_type, .ctx = r };

	printf(_("Enter goes on by a beat, again goes back, quit leaves.\n"));
	r->presenter = presenter_open(o, &r->console, r->course.quiz, &host);
	if (r->presenter != NULL)
		presenter_begin(r->presenter);
	return r->presenter != NULL;
}

/* ---- a trace, which is loaded before anything else ---- */

static void
show_loading(struct loading *l)
{
	struct strbuf text = STRBUF_INIT;

	loading_text(l, &text);
	fprintf(stderr, "\r%s", strbuf_text(&text));
	strbuf_free(&text);
}

static void
load(struct loading *l, struct console *c)
{
	struct strbuf text = STRBUF_INIT;

	loading_all(l, isatty(STDERR_FILENO) ? show_loading : NULL);
	if (isatty(STDERR_FILENO))
		fputs("\r\033[K", stderr);
	loading_notice(l, &text);
	printf("%s\n", strbuf_text(&text));
	strbuf_free(&text);
	kept_tell(c);
}

static void
running(void *ctx, const char *line)
{
	struct repl *r = ctx;

	journal_running(r->journal, line);
}

static void
ran(void *ctx, enum command_status status)
{
	struct repl *r = ctx;

	journal_ran(r->journal, status);
}

/* From here on what is typed is written down. */
static void
attach_journal(struct repl *r, struct journal *journal)
{
	struct strbuf text = STRBUF_INIT;

	r->journal = journal;
	if (journal != NULL)
		journal_attach(journal, &r->console, &text);
	if (text.length != 0)
		console_line(&r->console, CONSOLE_NOTICE, strbuf_text(&text));
	strbuf_free(&text);
}

/* What is done before the first line is read; false to end, with *STATUS. */
static bool
begin_plain(struct repl *r, const struct fullscreen_options *options,
    int *status)
{
	if (options->init != NULL)
		command_run_file(&r->console, options->init, NULL);
	if (options->loading != NULL)
		load(options->loading, &r->console);
	attach_journal(r, options->journal);
	if (options->notice != NULL)
		print_text(options->notice);
	if (options->lesson != NULL)
		course_command(&r->course, options->lesson);
	else if (options->all->present != NULL &&
	    !begin_present(r, options->all))
		*status = EXIT_USAGE;
	return *status == EXIT_DONE && course_go_on(&r->course);
}

static enum command_status
show_output(void *ctx, uint64_t lines)
{
	struct repl *r = ctx;

	return watched_output(&r->console, r->loading, lines);
}

static bool
peek(void *ctx)
{
	struct repl *r = ctx;

	return r->presenter != NULL ? presenter_peek(r->presenter) :
	    quiz_peek(r->course.quiz);
}

static bool
poll(void *ctx, const uint64_t *hands, size_t n)
{
	struct repl *r = ctx;

	return r->presenter != NULL ? presenter_poll(r->presenter, hands, n) :
	    quiz_poll(r->course.quiz, hands, n);
}

/* The exit status. */
static int
run_plain(struct session *s, const struct fullscreen_options *options)
{
	int status = EXIT_DONE;

	struct repl r = { .course = { .options = options->all,
	    .console = &r.console } };
	struct console_hooks hooks = {
		.line = print_keyboard_line,
		.interrupted = interrupted,
		.lesson = start_lesson,
		.running = running,
		.ran = ran,
		.peek = peek,
		.poll = poll,
		.output = options->loading != NULL ? show_output : NULL,
		.ctx = &r,
	};
	struct plain_options plain = {
		.prompt = prompt,
		.line = enter_line,
		.complete = complete,
		.asks = asks,
		.ctx = &r,
		.history = options->history,
	};

	console_init(&r.console, s, &hooks, CONSOLE_KEYBOARD);
	r.loading = options->loading;
	r.console.settings.words = true;
	r.course.quiz = quiz_new(&r.console);
	quiz_draw_bars(r.course.quiz, false);
	if (begin_plain(&r, options, &status)) {
		if (!isatty(STDIN_FILENO))
			status = pipe_run(&plain) ? EXIT_DONE : EXIT_USAGE;
		else if (!plain_run(&plain))
			status = EXIT_SIGNALLED + SIGHUP;
	}
	presenter_close(r.presenter);
	course_end(&r.course);
	quiz_free(r.course.quiz);
	console_finish(&r.console);
	console_end(&r.console);
	return status;
}

/* ---- both --------------------------------------------------------------- */

/* Why the screen that was expected does not come. */
static void
say_fallback(enum app_status opened)
{
	const char *term = getenv("TERM");
	char *shown;

	if (opened == APP_NO_TERMINAL) {
		printf(_("the terminal cannot be drawn on: %s: line by line, "
		    "as with --plain\n"), strerror(errno));
	} else if (term == NULL || term[0] == '\0') {
		printf(_("TERM is not set: line by line, as with --plain\n"));
	} else {
		shown = print_shown(term);
		printf(_("TERM=%s cannot be drawn on: line by line, as with "
		    "--plain\n"), shown);
		free(shown);
	}
}

int
interactive_run(struct session *s, const struct options *o,
    const char *lesson, const char *notice, struct loading *loading,
    struct journal *journal)
{
	char *history = state_history_file();
	char *init = paths_init_file();
	struct fullscreen_options options = {
		.all = o,
		.color = o->color,
		.ascii = o->ascii,
		.history = history,
		.init = init,
		.lesson = lesson,
		.notice = notice,
		.loading = loading,
		.journal = journal,
	};
	enum app_status opened;
	int signal = 0, status;

	if (o->plain || !interactive_possible()) {
		status = run_plain(s, &options);
	} else if ((opened = fullscreen_run(s, &options, &signal)) ==
	    APP_OPEN) {
		status = signal != 0 ? EXIT_SIGNALLED + signal : EXIT_DONE;
	} else {
		say_fallback(opened);
		status = run_plain(s, &options);
	}
	free(init);
	free(history);
	journal_end(journal, status == EXIT_DONE);
	return status;
}

/* The session that was begun, or --resume takes up again; NULL after an error
   line. */
static struct journal *
begin_journal(const struct options *o, const struct pym_profile *profile)
{
	struct strbuf text = STRBUF_INIT;
	struct journal *j;
	char name[128];

	if (!o->resume) {
		pym_profile_format(profile, name, sizeof name);
		strbuf_printf(&text, "reset %s", name);
		j = journal_new(strbuf_text(&text));
	} else {
		j = journal_take(&text);
		if (j == NULL)
			usage_error("%s", strbuf_text(&text));
	}
	strbuf_free(&text);
	return j;
}

/* What a fresh session says first. */
static void
print_welcome(const struct options *o, struct strbuf *out)
{
	if (o->resume || journal_unfinished(out) || o->profile != NULL)
		return;
	strbuf_puts(out, _("profile classic: the textbook allocator; "
	    "--profile chooses another"));
}

static int
run_session(const struct options *o)
{
	struct strbuf welcome = STRBUF_INIT;
	struct pym_profile profile;
	struct journal *journal;
	struct session *s;
	int status;

	if (!options_profile(o, &profile) || !study_can_log(o))
		return EXIT_USAGE;
	journal = begin_journal(o, &profile);
	if (journal == NULL)
		return EXIT_DOES_NOT_HOLD;
	s = session_new(&profile, 0);
	if (s == NULL) {
		journal_end(journal, false);
		return usage_error(_("there is no memory for a heap"));
	}
	print_welcome(o, &welcome);
	status = interactive_run(s, o, NULL, welcome.length != 0 ?
	    strbuf_text(&welcome) : NULL, NULL, journal);
	strbuf_free(&welcome);
	session_free(s);
	return status;
}

int
mode_interactive(const struct options *o)
{
	static char dash[] = "-";
	static char *const standard_input[] = { dash, NULL };
	struct options script = *o;

	if (isatty(STDIN_FILENO))
		return run_session(o);
	if (o->resume)
		return usage_error(_("--resume needs a terminal"));
	script.args = standard_input;
	script.nargs = 1;
	return mode_run(&script);
}
