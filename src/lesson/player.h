/*
 * player.h - a lesson line by line: for the plain REPL, and on paper.
 *
 *	player_begin(p);			up to where the reader is needed
 *	while (line = read(player_prompt(p)))
 *		if (player_line(p, line) != PLAYER_GOES_ON)
 *			break;
 *
 * An empty line (Enter) goes on.  At a question a line is the answer; else it
 * is a command of the reader's own, or one of the lesson's words: again, hint,
 * solution.  All is printed as lines of the console.
 */
#ifndef POOLSCOPE_LESSON_PLAYER_H
#define POOLSCOPE_LESSON_PLAYER_H

struct console;
struct lesson;
struct player;
struct runner;

/* A lesson on C, printed in COLUMNS; as runner_new. */
struct player *player_new(const struct lesson *l, struct console *c,
    int columns);
void player_free(struct player *p);	/* NULL is allowed */

/* What the lesson is worked through by. */
struct runner *player_runner(const struct player *p);

enum player_state {
	PLAYER_GOES_ON,
	PLAYER_OVER,		/* the lesson is at its end */
	PLAYER_LEFT		/* the reader said quit */
};

/* Prints the title and everything up to the first stop. */
enum player_state player_begin(struct player *p);

/* What the reader is asked for; good until the next call. */
const char *player_prompt(const struct player *p);

/* Takes a line of the reader's. */
enum player_state player_line(struct player *p, const char *line);

/* The whole lesson without a reader: questions with their answers, tasks with
   their solutions. */
void player_print(struct player *p);

#endif
