/* literals.c - what k(N) of a program makes. */
#include "config.h"

#include "literals.h"

#include <dlfcn.h>
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MAX_LITERALS	20000

struct literal {
	char kind;
	char *text;
	size_t length;
	uint32_t *points;
	size_t count, width;
};

static struct literal literals[MAX_LITERALS];
static unsigned version;

static void *(*from_long)(long n);
static void *(*from_string)(const char *s, char **end, int base);
static void *(*from_double)(double d);
static void *(*from_kind)(int kind, const void *buffer, long n);
static void *(*from_bytes)(const char *s, long n);
static void *(*from_unicode)(const void *buffer, long n);
static long (*as_long)(void *object);

#define FUNCTION(name, where) \
	(*(void **)(where) = dlsym(library, name))

bool
literals_find(void *library, unsigned python)
{
	version = python;
	return FUNCTION("PyLong_AsLong", &as_long) != NULL &&
	    FUNCTION("PyFloat_FromDouble", &from_double) != NULL &&
	    FUNCTION("PyLong_FromString", &from_string) != NULL &&
	    FUNCTION(version == 207 ? "PyInt_FromLong" : "PyLong_FromLong",
		&from_long) != NULL &&
	    FUNCTION(version == 207 ? "PyString_FromStringAndSize" :
		"PyBytes_FromStringAndSize", &from_bytes) != NULL &&
	    (version == 207 ?
	    FUNCTION("PyUnicodeUCS4_FromUnicode", &from_unicode) != NULL :
	    FUNCTION("PyUnicode_FromKindAndData", &from_kind) != NULL);
}

void *
literals_int(long n)
{
	return from_long(n);
}

void *
literals_float(double d)
{
	return from_double(d);
}

static void *
make_str(const struct literal *l)
{
	if (version == 207)
		return from_unicode(l->points, (long)l->count);
	return from_kind(4, l->points, (long)l->count);
}

static void *
make_int(const struct literal *l)
{
	char *end;
	long n;

	errno = 0;
	n = strtol(l->text, &end, 10);
	return errno != 0 ? from_string(l->text, NULL, 10) : from_long(n);
}

void *
literals_make(void *self, void *arg)
{
	const struct literal *l = &literals[as_long(arg)];

	(void)self;
	switch (l->kind) {
	case 'i':
		return make_int(l);
	case 'f':
		return from_double(strtod(l->text, NULL));
	case 's':
		return make_str(l);
	default:
		return from_bytes(l->text, (long)l->length);
	}
}

static void
read_points(struct literal *l)
{
	const unsigned char *p = (const unsigned char *)l->text, *end;
	uint32_t c;
	int more;

	l->points = malloc((l->length + 1) * sizeof *l->points);
	for (end = p + l->length; p < end; l->points[l->count++] = c) {
		c = *p++;
		more = c >= 0xf0 ? 3 : c >= 0xe0 ? 2 : c >= 0xc0 ? 1 : 0;
		if (more != 0)
			c &= 0x3fu >> more;
		while (more-- > 0)
			c = c << 6 | (*p++ & 0x3f);
	}
}

void
literals_read(const char *line)
{
	struct literal l = { .kind = 0 };
	char hex[65536] = "";
	unsigned n, byte;
	size_t i;

	if (sscanf(line, "#k %u %c %65535s", &n, &l.kind, hex) < 2 ||
	    n >= MAX_LITERALS)
		return;
	if (l.kind == 'i' || l.kind == 'f') {
		l.text = strdup(hex);
		l.length = strlen(hex);
	} else {
		l.length = strlen(hex) / 2;
		l.text = calloc(1, l.length + 1);
		for (i = 0; i < l.length; i++)
			if (sscanf(hex + 2 * i, "%2x", &byte) == 1)
				l.text[i] = (char)byte;
		read_points(&l);
	}
	literals[n] = l;
}
