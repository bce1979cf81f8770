/*
 * picture_keys.h - the keys of the picture that stand for commands.
 */
#ifndef POOLSCOPE_APP_PICTURE_KEYS_H
#define POOLSCOPE_APP_PICTURE_KEYS_H

#include "terminal/keys.h"

/* The command that KEY stands for, or NULL. */
const char *picture_keys_command(const struct key *key);

#endif
