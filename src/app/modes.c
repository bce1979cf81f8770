/*
 * modes.c - the commands of the program, one row each.
 */
#include "config.h"

#include "app/modes.h"

#include "support/i18n.h"

const struct mode modes[] = {
	{ .name = "run", .usage = "SCRIPT...",
	    .summary = N_("run scripts of commands and print the answers"),
	    .help = N_("A script holds one command a line; - is standard "
	    "input. It stops at its first\nerror, unless --keep-going is "
	    "given."),
	    .min = 1, .max = SIZE_MAX, .run = mode_run },
	{ .name = "lesson", .usage = "[NAME]",
	    .summary = N_("list the lessons, or start one"),
	    .help = N_("NAME is a lesson's number, its file, or the beginning "
	    "of its name. With --check\nevery claim is verified: of the files "
	    "named, or of all lessons. --path PATH begins\nwith its first "
	    "lesson that is not done; where there is no terminal it lists "
	    "them.\n--grade takes the logs that --log FILE writes. A log "
	    "shows what was typed, but not\nwho typed it."),
	    .scopes = OPTION_LESSON, .min = 0, .max = SIZE_MAX,
	    .run = mode_lesson },
	{ .name = "replay", .usage = "TRACE",
	    .summary = N_("replay a recorded trace"),
	    .help = N_("On the screen it starts paused at event 0. --headless "
	    "replays at full speed;\n--verify, --stats and --json exclude "
	    "each other. A trace may be plain, .gz or\n.zst, or - for "
	    "standard input."),
	    .scopes = OPTION_REPLAY, .min = 1, .max = 1,
	    .run = mode_replay },
	{ .name = "convert", .usage = "IN OUT",
	    .summary = N_("write a trace in another form"),
	    .help = N_("IN is any trace that replay reads. The form of OUT "
	    "is that of its suffix, or --form's:\ntrace (text; with .gz or "
	    ".zst packed), ptrace (compact), rep (CS:APP) or mtrace.\nNothing "
	    "but comments is lost between trace and ptrace; what the others "
	    "cannot hold\nis told. - is standard input, or output. Of a "
	    "damaged trace nothing is written, with\n--keep-going what came "
	    "before the damage."),
	    .scopes = OPTION_CONVERT, .min = 2, .max = 2,
	    .run = mode_convert },
	{ .name = "compare", .usage = "TRACE [PROFILE...]",
	    .summary = N_("the same trace under several profiles"),
	    .help = N_("On the screen the heaps stand one above the other and "
	    "go through the trace\ntogether; what is typed goes to all of "
	    "them. --headless prints a table of what each\nprofile made of "
	    "it, --csv and --json the figures over time. Without a PROFILE "
	    "the\ntrace's own is compared with those of other geometries."),
	    .scopes = OPTION_COMPARE, .min = 1, .max = SIZE_MAX,
	    .run = mode_compare },
	{ .name = "render", .usage = "FILE -o OUT",
	    .summary = N_("draw a moment of a trace or a script as a picture"),
	    .help = N_("FILE is a trace, or a script of commands. OUT says by "
	    "its name what is made: .svg,\n.pdf or .png a picture; .txt the "
	    "same as text; .cast a recording for asciinema, a\nframe and a "
	    "marker for each event from --at to --to. --sheet makes exercises "
	    "on\npaper of them, and --plot draws the figures over time, or "
	    "writes them as .csv."),
	    .scopes = OPTION_RENDER, .min = 1, .max = 1,
	    .run = mode_render },
	{ .name = "record", .usage = "[-o FILE] [--] PROGRAM [ARG...]",
	    .summary = N_("record every call that a Python program makes"),
	    .help = N_("PROGRAM is run as it is, with its own output and exit "
	    "status; what its allocator is\nasked for, from the first call on, "
	    "is written to FILE (poolscope.trace): text, or by\nthe name's end "
	    ".trace.gz, .trace.zst or .ptrace. CPython 3.6 to 3.14 can be "
	    "recorded.\nOf what it starts, only the first Python is."),
	    .scopes = OPTION_RECORD, .min = 1, .max = SIZE_MAX,
	    .program = true, .run = mode_record },
	{ .name = "watch", .usage = "[--] PROGRAM [ARG...]",
	    .summary = N_("watch a Python program's heap while it runs"),
	    .help = N_("As record, but on the screen, which follows the "
	    "program: the space bar stays\nhere while it runs on, and follows "
	    "it again; going back does, too. The program waits\nonly when the "
	    "screen cannot keep up. What it prints is shown by output (O in "
	    "the\npicture), and printed when you quit, which ends it. At its "
	    "end the whole history is\nthere; save FILE keeps it."),
	    .scopes = OPTION_WATCH, .min = 1, .max = SIZE_MAX,
	    .program = true, .run = mode_watch },
	{ .name = "profiles", .usage = "",
	    .summary = N_("list the profiles and their figures"),
	    .help = N_("A profile can be varied: cpython-3.9,align=8,"
	    "threshold=256,pool=16K,arena=1M,\nreclaim=never,excess=4096,"
	    "debug=on (the debug hooks of PYTHONMALLOC=debug)."),
	    .min = 0, .max = 0, .run = mode_profiles },
	{ .name = NULL }
};
