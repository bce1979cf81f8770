/*
 * state.h - where what the program remembers is kept.
 */
#ifndef POOLSCOPE_STATE_H
#define POOLSCOPE_STATE_H

/*
 * The folder $XDG_STATE_HOME/poolscope (or below ~/.local/state), made if need
 * be and open to its owner only.  To be given to free(); NULL if there is no
 * place for it.
 */
char *state_folder(void);

/*
 * The file of the command lines typed, $XDG_STATE_HOME/poolscope/history (or
 * below ~/.local/state), made if need be: the file for its owner only, in a
 * folder of the same.  To be given to free(); NULL if there is no place for
 * it, and the lines are then forgotten.
 */
char *state_history_file(void);

#endif
