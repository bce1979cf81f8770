/*
 * whole_file.h - a file that is there whole, or not at all.
 */
#ifndef POOLSCOPE_SUPPORT_WHOLE_FILE_H
#define POOLSCOPE_SUPPORT_WHOLE_FILE_H

#include <stdbool.h>
#include <stdio.h>
#include <sys/stat.h>

struct whole_file {
	FILE *f;		/* what is written goes here */
	char *path, *beside;	/* BESIDE becomes PATH; NULL: it is PATH */
};

/*
 * Begins what is to stand in the place of PATH; of a link, of what it leads
 * to.  A device or a pipe is written to as it is, and so is a file in a folder
 * that takes no other.  False with errno set, and nothing to close.
 */
bool whole_file_open(struct whole_file *w, const char *path);

/* Puts it in place, or, if it is not WHOLE or something could not be written,
   leaves PATH as it was and returns false, with errno set or as it is. */
bool whole_file_close(struct whole_file *w, bool whole);

/* For those who write in another way: the file that PATH is, or the one that
   it leads to; to be freed.  And what a file in its place may be used for: as
   OLD, or, if that is NULL, as a new one. */
char *whole_file_place(const char *path);
mode_t whole_file_mode(const struct stat *old);

#endif
