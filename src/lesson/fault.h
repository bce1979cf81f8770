/* fault.h - what is wrong in a lesson's file; private to the reader. */
#ifndef POOLSCOPE_LESSON_FAULT_H
#define POOLSCOPE_LESSON_FAULT_H

#include "lesson/lesson.h"

struct faults {
	const char *path;
	lesson_fault_fn fn;	/* or NULL */
	void *ctx;
	unsigned count;
};

/* One message, about LINE.  Bytes of the file in it are made visible. */
void fault_say(struct faults *f, unsigned line, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

#endif
