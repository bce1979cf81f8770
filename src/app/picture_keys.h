/*
 * picture_keys.h - what the keys of the picture mean: a command each, given to
 * the console as if it were typed, or another look at the heap.
 */
#ifndef POOLSCOPE_APP_PICTURE_KEYS_H
#define POOLSCOPE_APP_PICTURE_KEYS_H

#include <stdbool.h>

#include "terminal/keys.h"

struct view;

/* The command that KEY stands for, or NULL. */
const char *picture_keys_command(const struct key *key);

/* Chooses, zooms, scrolls or shows something else in V, as KEY says; false: it
   says nothing. */
bool picture_keys_look(struct view *v, const struct key *key);

#endif
