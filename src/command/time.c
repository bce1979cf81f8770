/* time.c - commands that move in time, by events, decisions and commands. */
#include "config.h"

#include <string.h>

#include "command/args.h"
#include "command/catch.h"
#include "command/kept.h"
#include "command/rows.h"
#include "command/threads.h"
#include "command/where.h"
#include "session/session.h"
#include "support/i18n.h"

/* How one command moves, and what it says where that is impossible. */
struct movement {
	const struct command *row;
	enum session_status (*move)(struct session *s);
	const char *at_end;	/* N_ */
};

static const struct movement movements[] = {
	{ &command_next, session_next,
	    N_("this is the last event: nothing comes after it") },
	{ &command_back, session_back,
	    N_("this is the empty heap: nothing comes before it") },
	{ &command_step, session_step,
	    N_("this is the last event: nothing comes after it") },
	{ &command_back_step, session_back_step,
	    N_("this is the empty heap: nothing comes before it") },
	{ &command_undo, session_undo, N_("there is no command to undo") },
	{ &command_redo, session_redo, N_("there is no command to redo") },
};

static const struct movement *
movement_of(const struct command *row)
{
	const struct movement *m = movements;

	while (m->row != row)
		m++;
	return m;
}

static enum command_status
say_stuck(struct console *c, const struct movement *m,
    enum session_status status)
{
	if (status == SESSION_NO_MEMORY)
		return console_error(c, _("out of memory: the heap of that "
		    "event cannot be made"));
	if (status == SESSION_DROPPED) {
		kept_has(c, session_first(c->session) - 1);
		return COMMAND_ERROR;
	}
	return console_error(c, "%s", _(m->at_end));
}

/* Moves COUNT times, or until there is no further, or Ctrl-C. */
static enum command_status
move(struct console *c, const struct movement *m, uint64_t count)
{
	enum session_status status = SESSION_OK;
	uint64_t i;

	for (i = 0; i < count && !console_interrupted(c); i++) {
		status = m->move(c->session);
		if (status != SESSION_OK)
			break;
	}
	if (i == 0 && status != SESSION_OK)
		return say_stuck(c, m, status);
	c->effects |= COMMAND_HEAP;
	where_say(c);
	return COMMAND_OK;
}

/* Many events at once are a jump, which costs less than many steps. */
static enum command_status
jump(struct console *c, const struct movement *m, uint64_t count)
{
	uint64_t at = session_event(c->session);
	uint64_t length = session_length(c->session), target;
	uint64_t first = session_first(c->session);
	enum session_status status;

	if (m->move == session_next)
		target = count < length - at ? at + count : length;
	else if (session_decision(c->session) != 0)
		target = count - 1 < at - first ? at - (count - 1) : first;
	else
		target = count < at - first ? at - count : first;
	if (target == at && session_decision(c->session) == 0)
		return say_stuck(c, m, m->move(c->session));
	status = session_goto(c->session, target);
	if (status != SESSION_OK)
		return say_stuck(c, m, status);
	c->effects |= COMMAND_HEAP;
	where_say(c);
	return COMMAND_OK;
}

static enum command_status
run_movement(struct console *c, const struct call *call)
{
	const struct movement *m = movement_of(call->command);
	uint64_t count = 1;

	if (call->command == &command_back && threads_back(c))
		return COMMAND_OK;
	if (call->nargs != 0 && !args_number(c, call->args[0].text,
	    _("a count"), 1, UINT64_MAX, &count))
		return COMMAND_ERROR;
	if (count > 1 && (m->move == session_next || m->move == session_back))
		return jump(c, m, count);
	return move(c, m, count);
}

/* To what is caught next, or before; else to the last event, or the empty
   heap. */
static enum command_status
run_continue(struct console *c, const struct call *call)
{
	bool back = call->nargs != 0;
	uint64_t end = back ? session_first(c->session) :
	    session_length(c->session), caught;
	const char *what;
	uint32_t number;

	if (back && strcmp(call->args[0].text, "back") != 0)
		return command_usage(c, call->command);
	if (session_event(c->session) == end &&
	    session_decision(c->session) == 0) {
		if (back)
			return say_stuck(c, movement_of(&command_back),
			    session_back(c->session));
		return console_error(c, _("this is the last event: nothing "
		    "comes after it; continue back goes to what was caught "
		    "before"));
	}
	caught = catches_find(c, back, end, &number, &what);
	if (caught == 0 && console_interrupted(c))
		return console_error(c, _("stopped: the search is not done"));
	if (session_goto(c->session, caught != 0 ? caught : end) !=
	    SESSION_OK)
		return console_error(c, _("out of memory: the heap of that "
		    "event cannot be made"));
	c->effects |= COMMAND_HEAP;
	if (caught != 0)
		catches_say(c, number, what);
	else
		where_say(c);
	return COMMAND_OK;
}

const struct command command_next = {
	.verb = "next",
	.alias = "n",
	.usage = "[COUNT]",
	.summary = N_("goes on by one event, or COUNT"),
	.group = COMMAND_GROUP_TIME,
	.flags = COMMAND_REPEATS,
	.max = 1,
	.run = run_movement,
};

const struct command command_back = {
	.verb = "back",
	.alias = "b",
	.usage = "[COUNT]",
	.summary = N_("goes back by one event, or COUNT"),
	.group = COMMAND_GROUP_TIME,
	.flags = COMMAND_REPEATS,
	.max = 1,
	.run = run_movement,
};

const struct command command_step = {
	.verb = "step",
	.alias = "s",
	.usage = "[COUNT]",
	.summary = N_("goes on by one decision of the allocator"),
	.help = N_("Within an event the heap is shown as it is at that "
	    "moment; next completes the event."),
	.group = COMMAND_GROUP_TIME,
	.flags = COMMAND_REPEATS,
	.max = 1,
	.run = run_movement,
};

const struct command command_back_step = {
	.verb = "back-step",
	.alias = "bs",
	.usage = "[COUNT]",
	.summary = N_("goes back by one decision of the allocator"),
	.group = COMMAND_GROUP_TIME,
	.flags = COMMAND_REPEATS,
	.max = 1,
	.run = run_movement,
};

const struct command command_undo = {
	.verb = "undo",
	.usage = "[COUNT]",
	.summary = N_("goes back to before the last command"),
	.help = N_("alloc 28 * 100 is one command of 100 events: undo takes "
	    "them all back.  What is undone is not lost: redo, or a future "
	    "once something else was done."),
	.group = COMMAND_GROUP_TIME,
	.max = 1,
	.run = run_movement,
};

const struct command command_redo = {
	.verb = "redo",
	.usage = "[COUNT]",
	.summary = N_("goes on to after the next command"),
	.group = COMMAND_GROUP_TIME,
	.max = 1,
	.run = run_movement,
};

const struct command command_continue = {
	.verb = "continue",
	.alias = "c",
	.usage = "[back]",
	.summary = N_("goes on to what is caught next, or the last event"),
	.help = N_("continue back goes to what was caught before, or the "
	    "empty heap.  catch says what."),
	.words = "back",
	.group = COMMAND_GROUP_TIME,
	.flags = COMMAND_REPEATS,
	.max = 1,
	.arguments = { ARGUMENT_WORD, ARGUMENT_NONE },
	.run = run_continue,
};
