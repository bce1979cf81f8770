/*
 * modes.h - what each command of the program does.
 */
#ifndef POOLSCOPE_APP_MODES_H
#define POOLSCOPE_APP_MODES_H

#include "app/options.h"

/* The commands in the manual's order; a NULL name ends them. */
extern const struct mode modes[];

int mode_interactive(const struct options *o);
int mode_present(const struct options *o);
int mode_notes(const struct options *o);
int mode_record(const struct options *o);
int mode_watch(const struct options *o);
int mode_run(const struct options *o);
int mode_lesson(const struct options *o);
int mode_grade(const struct options *o);	/* lesson --grade */
int mode_replay(const struct options *o);
int mode_compare(const struct options *o);
int mode_render(const struct options *o);
int mode_convert(const struct options *o);
int mode_profiles(const struct options *o);

#endif
