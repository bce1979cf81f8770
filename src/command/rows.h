/* rows.h - the rows that command.c gathers into the one table. */
#ifndef POOLSCOPE_COMMAND_ROWS_H
#define POOLSCOPE_COMMAND_ROWS_H

#include "command/command.h"

/* heap.c, random.c */
extern const struct command command_alloc, command_calloc, command_realloc,
    command_free, command_write, command_random;
/* broken.c */
extern const struct command command_free_wild, command_write_wild,
    command_overrun;
/* info.c, examine.c, draw.c, look.c */
extern const struct command command_info, command_examine, command_print,
    command_stats, command_check, command_dump;
/* py.c */
extern const struct command command_py;
/* why.c */
extern const struct command command_explain, command_try;
/* threads_verb.c */
extern const struct command command_threads;
/* question.c */
extern const struct command command_peek, command_poll;
/* time.c, moments.c, fork.c, find.c, catch.c, lives.c */
extern const struct command command_next, command_step, command_back,
    command_back_step, command_undo, command_redo, command_continue,
    command_goto, command_mark, command_marks, command_futures,
    command_fork, command_compare, command_search, command_catch,
    command_delete, command_history;
/* session_commands.c, help.c, save.c */
extern const struct command command_source, command_replay, command_lesson,
    command_output,
    command_save, command_reset, command_set, command_show, command_helps,
    command_quit;

/* The words after `info`, for completion: "arenas|arena|...". */
extern const char *const info_topics;
/* What follows TOPIC. */
enum command_argument info_argument(const char *topic);

#endif
