/* call_line.c - parsing one line that tells of a call. */
#include "config.h"

#include "trace/call_line.h"

#include <string.h>

#include "trace/number.h"

#define OBTAINS(function, n, s, a) \
	{ .name = function, .what = CALL_OBTAINS, .old = NO_ARGUMENT, \
	    .count = n, .size = s, .aligned = a }
#define RESIZES(function, n, s) \
	{ .name = function, .what = CALL_RESIZES, .old = 0, .count = n, \
	    .size = s }
#define FREES(function) \
	{ .name = function, .what = CALL_FREES, .old = 0, \
	    .count = NO_ARGUMENT, .size = NO_ARGUMENT }

static const struct call_function functions[] = {
	OBTAINS("malloc", NO_ARGUMENT, 0, false),
	OBTAINS("calloc", 0, 1, false),
	RESIZES("realloc", NO_ARGUMENT, 1),
	RESIZES("reallocarray", 1, 2),
	FREES("free"),
	FREES("cfree"),
	OBTAINS("memalign", NO_ARGUMENT, 1, true),
	OBTAINS("aligned_alloc", NO_ARGUMENT, 1, true),
	OBTAINS("posix_memalign", NO_ARGUMENT, 1, true),
	OBTAINS("valloc", NO_ARGUMENT, 0, true),
	OBTAINS("pvalloc", NO_ARGUMENT, 0, true),
	/* C++: operators new and delete, and as valgrind calls them */
	OBTAINS("_Znwm", NO_ARGUMENT, 0, false),
	OBTAINS("_Znam", NO_ARGUMENT, 0, false),
	OBTAINS("_ZnwmRKSt9nothrow_t", NO_ARGUMENT, 0, false),
	OBTAINS("_ZnamRKSt9nothrow_t", NO_ARGUMENT, 0, false),
	OBTAINS("__builtin_new", NO_ARGUMENT, 0, false),
	OBTAINS("__builtin_vec_new", NO_ARGUMENT, 0, false),
	FREES("_ZdlPv"),
	FREES("_ZdaPv"),
	FREES("_ZdlPvm"),
	FREES("_ZdaPvm"),
	FREES("__builtin_delete"),
	FREES("__builtin_vec_delete"),
	/* CPython */
	OBTAINS("PyObject_Malloc", NO_ARGUMENT, 0, false),
	OBTAINS("PyObject_Calloc", 0, 1, false),
	RESIZES("PyObject_Realloc", NO_ARGUMENT, 1),
	FREES("PyObject_Free"),
	OBTAINS("PyMem_Malloc", NO_ARGUMENT, 0, false),
	OBTAINS("PyMem_Calloc", 0, 1, false),
	RESIZES("PyMem_Realloc", NO_ARGUMENT, 1),
	FREES("PyMem_Free"),
};

/* posix_memalign as its program calls it: the result is behind a pointer. */
static const struct call_function behind_pointer =
	OBTAINS("posix_memalign", NO_ARGUMENT, 2, true);

/* A line being parsed; END is its newline. */
struct cursor {
	const char *p, *end;
};

static void
skip_blanks(struct cursor *c)
{
	while (*c->p == ' ' || *c->p == '\t' || *c->p == '\r')
		c->p++;
}

static bool
begins(const char *p, const char *end, const char *word)
{
	size_t n = strlen(word);

	return (size_t)(end - p) >= n && memcmp(p, word, n) == 0;
}

static bool
take(struct cursor *c, const char *word)
{
	if (!begins(c->p, c->end, word))
		return false;
	c->p += strlen(word);
	return true;
}

static bool
in_name(char c)
{
	return c == '_' || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	    number_digit(c) < 10;
}

static const struct call_function *
find_function(const char *name, size_t n)
{
	for (size_t i = 0; i < sizeof functions / sizeof functions[0]; i++)
		if (strlen(functions[i].name) == n &&
		    memcmp(functions[i].name, name, n) == 0)
			return &functions[i];
	return NULL;
}

/* The function named before P, as in "malloc@libc.so.6(", from LINE on. */
static const struct call_function *
function_before(const char *line, const char *p)
{
	const char *start = p, *at;

	while (start > line && (in_name(start[-1]) || start[-1] == '@' ||
	    start[-1] == '.'))
		start--;
	at = memchr(start, '@', (size_t)(p - start));
	return find_function(start, (size_t)((at != NULL ? at : p) - start));
}

/* 42, 0x2a, #42, NULL or its like; anything else is junk, and is skipped up
   to what ends an argument. */
static struct call_value
take_value(struct cursor *c)
{
	static const char *const nulls[] = { "(nil)", "nil", "NULL" };
	struct call_value value = { .kind = CALL_NUMBER };
	bool slot = take(c, "#");
	const char *behind;

	for (size_t i = 0; i < sizeof nulls / sizeof nulls[0]; i++)
		if (take(c, nulls[i]))
			return value;
	behind = number_c(c->p, &value.number);
	if (behind != NULL && !in_name(*behind)) {
		c->p = behind;
		if (slot)
			value.kind = CALL_SLOT;
		return value;
	}
	while (c->p < c->end && memchr("(,)<", *c->p, 4) == NULL)
		c->p++;
	return (struct call_value){ .kind = CALL_JUNK };
}

/* The arguments, the cursor behind "("; false if they do not end. */
static bool
take_arguments(struct cursor *c, struct call *call)
{
	for (;;) {
		skip_blanks(c);
		if (take(c, ")"))
			return true;
		if (take(c, "<unfinished ...>")) {
			call->unfinished = true;
			return true;
		}
		/* valgrind: "al 64, size 256" */
		if (!take(c, "al "))
			take(c, "size ");
		if (c->p == c->end || *c->p == ',' || *c->p == '<')
			return false;
		if (call->narguments < CALL_ARGUMENTS)
			call->arguments[call->narguments++] = take_value(c);
		else
			take_value(c);
		skip_blanks(c);
		if (!take(c, ",") && *c->p != ')' &&
		    !begins(c->p, c->end, "<unfinished ...>"))
			return false;
	}
}

/* What follows the arguments: "= RESULT", or nothing. */
static void
take_result(struct cursor *c, struct call *call)
{
	skip_blanks(c);
	if (!take(c, "="))
		return;
	skip_blanks(c);
	call->result = take_value(c);
	call->has_result = call->result.kind != CALL_JUNK;
}

/* "RESULT = " before the function's name at P. */
static void
result_before(const char *line, const char *p, struct call *call)
{
	struct cursor c = { .end = p };

	while (p > line && (in_name(p[-1]) || p[-1] == '@' || p[-1] == '.'))
		p--;
	while (p > line && p[-1] == ' ')
		p--;
	if (p == line || p[-1] != '=')
		return;
	for (p--; p > line && p[-1] == ' '; p--)
		;
	while (p > line && (in_name(p[-1]) || p[-1] == '#'))
		p--;
	c.p = p;
	call->result = take_value(&c);
	call->has_result = call->result.kind != CALL_JUNK;
}

/* ltrace -f begins its lines with "[pid N] ". */
static uint64_t
pid_of(const char *line, const char *end)
{
	uint64_t pid;

	return begins(line, end, "[pid ") &&
	    number_decimal(line + 5, &pid) != NULL ? pid : 0;
}

/* "<... malloc resumed> ) = 0x..." */
static bool
parse_resumed(const char *p, const char *end, struct call *call)
{
	struct cursor c = { .p = p, .end = end };
	const char *name;

	if (!take(&c, "<... "))
		return false;
	name = c.p;
	while (c.p < end && *c.p != ' ')
		c.p++;
	call->function = function_before(name, c.p);
	if (call->function == NULL || !take(&c, " resumed>"))
		return false;
	call->resumed = true;
	skip_blanks(&c);
	take(&c, ")");
	take_result(&c, call);
	return call->has_result || call->function->what == CALL_FREES;
}

/* Behind a string that begins at P. */
static const char *
skip_string(const char *p, const char *end)
{
	for (p++; p < end && *p != '"'; p++)
		if (*p == '\\' && p + 1 < end)
			p++;
	return p < end ? p + 1 : end;
}

/* The call whose arguments begin behind P; false if it is not whole. */
static bool
parse_call(const char *line, const char *p, const char *end,
    struct call *call)
{
	struct cursor c = { .p = p + 1, .end = end };
	const struct call_function *f = function_before(line, p);
	uint64_t pid = call->pid;

	if (f == NULL)
		return false;
	*call = (struct call){ .function = f, .pid = pid };
	if (!take_arguments(&c, call))
		return false;
	if (!call->unfinished) {
		take_result(&c, call);
		if (!call->has_result)
			result_before(line, p, call);
	}
	if (strcmp(f->name, "posix_memalign") == 0 && call->narguments > 2)
		call->function = &behind_pointer;
	f = call->function;
	if (f->size >= (int)call->narguments ||
	    f->count >= (int)call->narguments ||
	    f->old >= (int)call->narguments)
		return false;
	return call->has_result || call->unfinished || f->what == CALL_FREES;
}

/* The last call on the line counts: valgrind says what a realloc to 0 does in
   "realloc(0x4A421D0,0)free(0x4A421D0)". */
bool
call_parse(const char *line, const char *end, struct call *out)
{
	bool found = false;

	*out = (struct call){ .pid = pid_of(line, end) };
	for (const char *p = line; p < end;) {
		struct call call = { .pid = out->pid };

		if (*p == '"') {
			p = skip_string(p, end);
			continue;
		}
		if ((*p == '(' && parse_call(line, p, end, &call)) ||
		    (*p == '<' && parse_resumed(p, end, &call))) {
			*out = call;
			found = true;
		}
		p++;
	}
	return found;
}

bool
call_is_noise(const char *line, const char *end)
{
	const char *p = line;

	while (p < end && (*p == ' ' || *p == '\r'))
		p++;
	if (p == end || begins(p, end, "==") || begins(p, end, "+++") ||
	    begins(p, end, "---"))
		return true;
	if (begins(p, end, "[pid "))
		return memmem(p, (size_t)(end - p), "] +++", 5) != NULL ||
		    memmem(p, (size_t)(end - p), "] ---", 5) != NULL;
	if (!begins(p, end, "--") && !begins(p, end, "**"))
		return false;
	for (p += 2; p < end && number_digit(*p) < 10; p++)
		;
	return begins(p, end, "--") || begins(p, end, "**");
}
