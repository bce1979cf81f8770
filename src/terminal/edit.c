/* edit.c - line editing by GNU readline, inside a screen not its own. */
#include "config.h"

#include "terminal/edit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <readline/history.h>
#include <readline/readline.h>

#include "support/strbuf.h"
#include "support/xalloc.h"
#include "terminal/paste.h"
#include "terminal/promptline.h"

#define REST_TIMEOUT  1000	/* ms for the rest of a sequence to come */
#define HISTORY_LINES 2000
#define LONGEST_MOUSE 32

#define SEARCHING (RL_STATE_ISEARCH | RL_STATE_NSEARCH)

struct edit {
	struct input *input;
	char *history;		/* the file, or NULL */
	char *prompt;
	FILE *nowhere;		/* where readline may write */
	struct edit_event *events;
	size_t first, count, room;	/* events [first, count) are to come */
	struct choices list;	/* shown above the prompt, perhaps empty */
	int scroll;		/* columns of the prompt's row scrolled off */
	bool installed;		/* readline's handler is */
};

/*
 * Readline calls back without an argument, so what its callbacks need is
 * here: the open editor, and where completion comes from.
 */
static struct edit *editor;
static choices_fn complete_fn;
static bool (*asks_fn)(void *ctx);
static void *complete_ctx;
static struct choices choices;	/* of the completion going on */

/* ---- completion ------------------------------------------------------- */

/*
 * The caller says where the word begins, readline splits at blanks, and the
 * two may differ ("free xs[0" is completed from "xs").  So a choice is turned
 * into a replacement of what readline means to replace: LINE from START on.
 */
static char *
replacement(const char *text, size_t start)
{
	size_t length = strlen(text);

	if (choices.start >= start)
		return xasprintf("%.*s%s", (int)(choices.start - start),
		    rl_line_buffer + start, text);
	return xstrdup(text + (start - choices.start < length ?
	    start - choices.start : length));
}

/* Readline's list: what all have in common, then each, then NULL. */
static char **
match_list(size_t start)
{
	char **list = xcalloc(choices.count + 2, sizeof *list);
	size_t common;

	for (size_t i = 0; i < choices.count; i++)
		list[i + 1] = replacement(choices.items[i].text, start);
	common = strlen(list[1]);
	for (size_t i = 2; i <= choices.count; i++) {
		size_t same = 0;

		while (same < common && list[i][same] == list[1][same])
			same++;
		common = same;
	}
	while (common > 0 && choices.count > 1 &&
	    (list[1][common] & 0xc0) == 0x80)
		common--;	/* no part of a character */
	list[0] = xstrndup(list[1], common);
	if (choices.count == 1) {
		free(list[1]);
		list[1] = NULL;
	}
	return list;
}

static bool
ends_in_slash(const char *text)
{
	return *text != '\0' && text[strlen(text) - 1] == '/';
}

/* What is typed must stay: choices that do not begin with it are of no use. */
static bool
choices_fit(size_t point)
{
	const char *typed = rl_line_buffer + choices.start;
	size_t n = point - choices.start, kept = 0;

	for (size_t i = 0; i < choices.count; i++) {
		struct choice c = choices.items[i];

		if (strncmp(c.text, typed, n) != 0) {
			free(c.text);
			free(c.note);
		} else {
			choices.items[kept++] = c;
		}
	}
	choices.count = kept;
	return kept > 0;
}

static char **
attempt_completion(const char *text, int start, int end)
{
	(void)text;
	rl_attempted_completion_over = 1;
	choices_free(&choices);
	if (complete_fn == NULL)
		return NULL;
	complete_fn(complete_ctx, rl_line_buffer, (size_t)end, &choices);
	if (choices.start > (size_t)end || !choices_fit((size_t)end))
		return NULL;
	rl_completion_append_character = choices.count == 1 &&
	    ends_in_slash(choices.items[0].text) ? '\0' :
	    (unsigned char)choices.append;
	return match_list((size_t)start);
}

/* Instead of readline's own list: ours, drawn with the next frame. */
static void
show_choices(char **matches, int count, int longest)
{
	(void)matches;
	(void)count;
	(void)longest;
	choices_free(&editor->list);
	editor->list = choices;
	choices_init(&choices);
}

/* ---- history ---------------------------------------------------------- */

static void
read_history_file(const char *path)
{
	using_history();
	stifle_history(HISTORY_LINES);
	if (path != NULL)
		read_history(path);
	using_history();
}

void
edit_remember(const char *line, const char *history)
{
	HIST_ENTRY *last = history_length > 0 ?
	    history_get(history_base + history_length - 1) : NULL;

	if (line[0] == '\0' || (asks_fn != NULL && asks_fn(complete_ctx)) ||
	    (last != NULL && strcmp(last->line, line) == 0))
		return;
	add_history(line);
	if (history != NULL)
		append_history(1, history);
}

/* Keep the file from growing for ever. */
static void
trim_history_file(const char *path)
{
	struct stat st;

	if (path != NULL && stat(path, &st) == 0 &&
	    st.st_size > HISTORY_LINES * 80L)
		history_truncate_file(path, HISTORY_LINES / 2);
}

void
edit_prepare(choices_fn complete, bool (*asks)(void *ctx), void *ctx,
    const char *history)
{
	complete_fn = complete;
	asks_fn = asks;
	complete_ctx = ctx;
	rl_readline_name = "poolscope";
	rl_change_environment = 0;
	rl_attempted_completion_function = attempt_completion;
	rl_completer_word_break_characters = " \t\n";
	rl_sort_completion_matches = 0;
	rl_variable_bind("show-all-if-ambiguous", "on");
	read_history_file(history);
	trim_history_file(history);
}

/* ---- bytes ------------------------------------------------------------ */

/*
 * A byte for readline.  It asks for more than is queued only in the middle of
 * something; if the rest does not come, a search is ended and anything else
 * gets its end of file.
 */
static int
get_byte(FILE *stream)
{
	int byte = input_get(editor->input, REST_TIMEOUT);

	(void)stream;
	if (byte < 0)
		return RL_ISSTATE(SEARCHING) ? CTRL('G') : EOF;
	return byte;
}

/*
 * Readline asks this in order to read ahead, which would take a lone ESC off
 * the queue before anyone could see that it is alone.  In vi mode it must know
 * whether an ESC is alone itself.
 */
static int
more_bytes(void)
{
	return rl_editing_mode == 0 && input_count(editor->input) > 0;
}

static void
draw_nothing(void)
{
}

/* ---- events ----------------------------------------------------------- */

static void
push_event(struct edit *edit, struct edit_event event)
{
	if (edit->first == edit->count)
		edit->first = edit->count = 0;
	edit->events = xgrow(edit->events, &edit->room, edit->count + 1,
	    sizeof *edit->events);
	edit->events[edit->count++] = event;
}

static void
push_key(struct key key)
{
	push_event(editor, (struct edit_event){ .what = EDIT_KEY, .key = key });
}

static void
on_line(char *line)
{
	struct edit_event event = { .what = EDIT_LINE, .line = line };

	if (line == NULL)
		event.what = EDIT_END;
	else
		edit_remember(line, editor->history);
	push_event(editor, event);
}

static int
on_page_up(int count, int key)
{
	(void)count;
	(void)key;
	push_key((struct key){ .code = K_PAGE_UP });
	return 0;
}

static int
on_page_down(int count, int key)
{
	(void)count;
	(void)key;
	push_key((struct key){ .code = K_PAGE_DOWN });
	return 0;
}

static int
on_help(int count, int key)
{
	(void)count;
	(void)key;
	push_key((struct key){ .code = K_F1 });
	return 0;
}

/* Ctrl-Z and Ctrl-L. */
static int
on_control(int count, int key)
{
	(void)count;
	push_key((struct key){ .code = K_CHAR, .mods = K_CTRL,
	    .ch = (uint32_t)key + 0x60 });
	return 0;
}

static void
abandon_line(void)
{
	rl_free_line_state();
	rl_replace_line("", 1);
	rl_point = rl_mark = 0;
	using_history();
}

static int
on_interrupt(int count, int key)
{
	abandon_line();
	return on_control(count, key);
}

static rl_command_func_t *tab_function;	/* what Tab does in a line */

/*
 * Tab on an empty line is the program's.  In a line it is what the user's
 * settings say; those functions look whether they are called again.
 */
static int
on_tab(int count, int key)
{
	if (rl_end == 0) {
		push_key((struct key){ .code = K_TAB });
		return 0;
	}
	if (rl_last_func == on_tab)
		rl_last_func = tab_function;
	return tab_function(count, key);
}

/* ESC [ < or ESC [ M came: the rest of a report of the mouse. */
static int
on_mouse(int count, int key)
{
	char bytes[LONGEST_MOUSE] = { ESC, '[', (char)key };
	size_t length = 3;
	struct key mouse = { .code = K_NONE };

	(void)count;
	while (length < sizeof bytes &&
	    keys_parse(bytes, length, false, &mouse) == 0) {
		int byte = input_get(editor->input, REST_TIMEOUT);

		if (byte < 0)
			return 0;
		bytes[length++] = (char)byte;
	}
	if (mouse.code != K_NONE)
		push_key(mouse);
	return 0;
}

/* ESC [ 200 ~ came. */
static int
on_paste(int count, int key)
{
	(void)count;
	(void)key;
	edit_paste(editor);
	return 0;
}

/* What would leave a trace in the line: the end of a paste that was not meant
   for us, and keys that mean nothing here. */
static int
on_nothing(int count, int key)
{
	(void)count;
	(void)key;
	return 0;
}

/* ---- keys ------------------------------------------------------------- */

/* The program's keys: as terminals send them, and as terminfo has it. */
static const struct binding {
	const char *bytes;
	const char *capability;
	rl_command_func_t *function;
} bindings[] = {
	{ "\033[5~", "kpp", on_page_up },
	{ "\033[6~", "knp", on_page_down },
	{ "\033OP", "kf1", on_help },
	{ "\033[11~", NULL, on_help },
	{ "\033[[A", NULL, on_help },
	{ "\033[<", NULL, on_mouse },
	{ "\033[M", NULL, on_mouse },
	{ "\033[200~", NULL, on_paste },
	{ "\033[201~", NULL, on_nothing },
	{ "\033[15~", "kf5", on_nothing },	/* a clicker starts a show */
	{ "\t", NULL, on_tab },
	{ "\003", NULL, on_interrupt },
	{ "\032", NULL, on_control },
	{ "\014", NULL, on_control },
};

static void
bind_keys(const char *(*key_of)(const char *))
{
	Keymap maps[] = { emacs_standard_keymap, vi_insertion_keymap,
		vi_movement_keymap };

	for (size_t m = 0; m < sizeof maps / sizeof *maps; m++) {
		for (size_t i = 0; i < sizeof bindings / sizeof *bindings;
		     i++) {
			const struct binding *b = &bindings[i];
			const char *other = b->capability != NULL &&
			    key_of != NULL ? key_of(b->capability) : NULL;

			rl_bind_keyseq_in_map(b->bytes, b->function, maps[m]);
			if (other != NULL && other[0] == ESC)
				rl_bind_keyseq_in_map(other, b->function,
				    maps[m]);
		}
	}
}

/* What Tab does by the user's settings, before it is bound to on_tab. */
static void
find_tab_function(void)
{
	int type = ISKMAP;
	rl_command_func_t *function = rl_function_of_keyseq("\t",
	    rl_get_keymap(), &type);

	tab_function = function != NULL && type == ISFUNC ? function :
	    rl_complete;
}

/* ---- the editor ------------------------------------------------------- */

/* Keep readline's hands off the terminal; then let it read its settings. */
static void
set_up_readline(struct edit *edit)
{
	rl_catch_signals = 0;
	rl_catch_sigwinch = 0;
	rl_prep_term_function = NULL;
	rl_deprep_term_function = NULL;
	rl_instream = stdin;
	rl_outstream = edit->nowhere;
	rl_redisplay_function = draw_nothing;
	rl_getc_function = get_byte;
	rl_input_available_hook = more_bytes;
	rl_completion_display_matches_hook = show_choices;
	rl_initialize();
	rl_variable_bind("blink-matching-paren", "off");
	/* Bytes beyond ASCII are text, whatever the locale says. */
	rl_variable_bind("input-meta", "on");
	rl_variable_bind("output-meta", "on");
	rl_variable_bind("convert-meta", "off");
	find_tab_function();
}

struct edit *
edit_open(const struct edit_options *options)
{
	struct edit *edit = xcalloc(1, sizeof *edit);

	edit->input = options->input;
	edit->prompt = xstrdup(options->prompt);
	if (options->history != NULL)
		edit->history = xstrdup(options->history);
	edit->nowhere = fopen("/dev/null", "w");
	choices_init(&edit->list);
	choices_init(&choices);
	editor = edit;
	edit_prepare(options->complete, options->asks, options->ctx,
	    edit->history);
	set_up_readline(edit);
	bind_keys(options->key_of);
	rl_callback_handler_install(edit->prompt, on_line);
	return edit;
}

void
edit_close(struct edit *edit)
{
	if (edit == NULL)
		return;
	rl_callback_handler_remove();
	editor = NULL;
	for (size_t i = edit->first; i < edit->count; i++)
		free(edit->events[i].line);
	free(edit->events);
	choices_free(&edit->list);
	choices_free(&choices);
	rl_outstream = NULL;
	if (edit->nowhere != NULL)
		fclose(edit->nowhere);
	free(edit->prompt);
	free(edit->history);
	free(edit);
}

bool
edit_waits(const struct edit *edit)
{
	return input_count(edit->input) == 1 &&
	    *input_bytes(edit->input) == ESC && rl_editing_mode != 0 &&
	    !RL_ISSTATE(RL_STATE_MULTIKEY);
}

struct edit_event
edit_next(struct edit *edit)
{
	while (edit->first == edit->count && input_count(edit->input) > 0 &&
	    !edit_waits(edit)) {
		choices_free(&edit->list);
		rl_callback_read_char();
	}
	if (edit->first == edit->count)
		return (struct edit_event){ .what = EDIT_NOTHING };
	return edit->events[edit->first++];
}

void
edit_escape(struct edit *edit)
{
	static const char cancel = CTRL('G');

	input_drop(edit->input, 1);
	if (RL_ISSTATE(SEARCHING | RL_STATE_NUMERICARG)) {
		input_unget(edit->input, &cancel, 1);
		rl_callback_read_char();
	} else if (edit->list.count == 0)
		push_key((struct key){ .code = K_ESCAPE });
	choices_free(&edit->list);
}

void
edit_paste(struct edit *edit)
{
	struct strbuf text = STRBUF_INIT;

	paste_read(edit->input, REST_TIMEOUT, &text);
	rl_begin_undo_group();
	rl_insert_text(strbuf_text(&text));
	rl_end_undo_group();
	strbuf_free(&text);
}

void
edit_interrupt(struct edit *edit)
{
	rl_callback_sigcleanup();
	abandon_line();
	choices_free(&edit->list);
	rl_callback_handler_install(edit->prompt, on_line);
}

void
edit_set_prompt(struct edit *edit, const char *prompt)
{
	if (strcmp(edit->prompt, prompt) == 0)
		return;
	free(edit->prompt);
	edit->prompt = xstrdup(prompt);
	rl_set_prompt(edit->prompt);
}

const char *
edit_line(const struct edit *edit)
{
	(void)edit;
	return rl_line_buffer != NULL ? rl_line_buffer : "";
}

void
edit_set_line(struct edit *edit, const char *line)
{
	choices_free(&edit->list);
	rl_replace_line(line, 1);
	rl_point = rl_end;
}

void
edit_draw(struct edit *edit, struct canvas *cv, int row, bool active)
{
	struct promptline p = {
		.prompt = rl_display_prompt != NULL ? rl_display_prompt :
		    edit->prompt,
		.line = edit_line(edit),
		.point = rl_point > 0 ? (size_t)rl_point : 0,
		.active = active,
	};

	promptline_draw(cv, row, &p, &edit->scroll);
	if (active)
		choices_draw(&edit->list, cv, row - 1, row / 2 + 1);
}
