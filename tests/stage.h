/*
 * stage.h - a session with a console, and lessons made of a few lines, for
 * tests of the lesson layer.
 */
#ifndef POOLSCOPE_TESTS_STAGE_H
#define POOLSCOPE_TESTS_STAGE_H

#include "command/console.h"
#include "lesson/lesson.h"
#include "session/session.h"
#include "support/strbuf.h"

struct stage {
	struct session *session;
	struct console console;
	struct strbuf lines;	/* what the console gave */
};

/* A stage of PROFILE, and its end. */
struct stage *set_stage(const char *profile);
void end_stage(struct stage *s);

/* The lesson that TEXT is, with a front matter put before it. */
struct lesson *lesson(const char *text);

#endif
