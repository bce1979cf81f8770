/* skeleton.h - a lesson to begin with. */
#ifndef POOLSCOPE_LESSON_SKELETON_H
#define POOLSCOPE_LESSON_SKELETON_H

#include <stdbool.h>

/* Writes a small lesson that is true into a new file PATH; false with errno
   set.  EEXIST: there is one already, and it is left as it is. */
bool skeleton_write(const char *path);

#endif
