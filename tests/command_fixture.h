/*
 * command_fixture.h - a console with a session, for the tests of commands.
 */
#ifndef POOLSCOPE_TESTS_COMMAND_FIXTURE_H
#define POOLSCOPE_TESTS_COMMAND_FIXTURE_H

#include "command/command.h"
#include "session/session.h"

struct fixture {
	struct session *session;
	struct console console;
	struct strbuf out;	/* lines given: errors with "! " in front,
				   notices with "? " */
};

void fixture_open(struct fixture *f, const char *profile,
    enum console_mode mode);
void fixture_close(struct fixture *f);

/* For cmocka: a fixture of classic at the keyboard, and a test that has it. */
int fixture_set_up(void **state);
int fixture_tear_down(void **state);
#define FIXTURE_TEST(name) cmocka_unit_test_setup_teardown(name,	\
	fixture_set_up, fixture_tear_down)

/* Runs LINE and returns what it gave. */
const char *run(struct fixture *f, const char *line);

/* Runs LINE, which must succeed. */
void does(struct fixture *f, const char *line);

/* Runs LINE; what it gives must have WORDS in it. */
void says(struct fixture *f, const char *line, const char *words);

/* Runs LINE, which must lead to EVENT. */
void leads_to(struct fixture *f, const char *line, uint64_t event);

/* Runs LINE, which must fail with one line that has WORDS in it, and change
   nothing. */
void refuses(struct fixture *f, const char *line, const char *words);

#endif
