/*
 * draw - statements drawn from a seed, as `py` takes them and as Python does.
 *
 *	draw PROFILE SEED COUNT DIRECTORY
 *
 * Writes into DIRECTORY:
 *
 *	program.py	what the oracle runs (see oracle.c)
 *	statements	the same for people, one a line
 *	expected	the requests that the model makes, as the oracle's
 *
 *	report		the free lists afterwards, as sys._debugmallocstats()
 *			prints them
 *
 * A statement that the model refuses (an index out of range, say) is left
 * out, and another one drawn.  SEED 0 draws nothing: more objects of each
 * type than its free list takes are made and given up, twice.
 */
#include "config.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "statements.h"

#include "objects/objects.h"
#include "support/strbuf.h"
#include "support/xalloc.h"

/* ---- what is expected ---------------------------------------------------- */

/* The oracle numbers blocks in the order in which they are made, as the model
   does. */
static void
print_request(FILE *f, const struct request *r)
{
	char domain = r->domain == REQUEST_OBJECT ? 'o' : 'm';

	if (r->kind == REQUEST_MALLOC)
		fprintf(f, "%c m %" PRIu64 " = %u\n", domain, r->size,
		    r->block);
	else if (r->kind == REQUEST_CALLOC)
		fprintf(f, "%c c %" PRIu64 " = %u\n", domain,
		    r->nelem * r->size, r->block);
	else if (r->kind == REQUEST_REALLOC && r->nelem != 0)
		fprintf(f, "%c r 0 %" PRIu64 " = %u\n", domain, r->size,
		    r->block);
	else if (r->kind == REQUEST_REALLOC)
		fprintf(f, "%c r %u %" PRIu64 "\n", domain, r->block,
		    r->size);
	else if (r->kind == REQUEST_FREE)
		fprintf(f, "%c f %u\n", domain, r->block);
}

static void
print_requests(FILE *f, const struct objects *o)
{
	const struct request *r;
	size_t n, i;

	r = objects_requests(o, &n);
	fprintf(f, "--\n");
	for (i = 0; i < n; i++)
		print_request(f, &r[i]);
}

struct kept {
	char **list;
	size_t count, room;
};

/* Gives the model all statements again, without the one it refused. */
static void
again(struct objects *o, const struct pym_profile *profile,
    const struct kept *kept)
{
	struct strbuf error = STRBUF_INIT;
	size_t i;

	objects_start(o, profile);
	for (i = 0; i < kept->count; i++)
		objects_run(o, kept->list[i], &error);
	strbuf_free(&error);
}

static FILE *
create(const char *directory, const char *name)
{
	char *path = xasprintf("%s/%s", directory, name);
	FILE *f = fopen(path, "w");

	if (f == NULL) {
		perror(path);
		exit(2);
	}
	free(path);
	return f;
}

static void
print_report(void *ctx, const char *text, size_t n)
{
	fwrite(text, 1, n, ctx);
}

static void
draw_all(struct drawing *d, const struct pym_profile *profile,
    unsigned count, const char *directory)
{
	FILE *statements = create(directory, "statements");
	FILE *expected = create(directory, "expected");
	FILE *program = create(directory, "program.py");
	FILE *report = create(directory, "report");
	struct strbuf error = STRBUF_INIT, body = STRBUF_INIT;
	struct objects *o = objects_new();
	struct kept kept = { .count = 0 };

	objects_start(o, profile);
	fprintf(expected, "--\n");
	while (kept.count < count) {
		strbuf_clear(&d->ours);
		strbuf_clear(&d->theirs);
		if (!d->crowds && kept.count == 0)
			put_class(d);
		else if (!d->crowds)
			put_statement(d);
		else if (!put_crowd(d, (unsigned)kept.count))
			break;
		if (!objects_run(o, strbuf_text(&d->ours), &error)) {
			strbuf_clear(&error);
			again(o, profile, &kept);
			continue;
		}
		print_requests(expected, o);
		kept.list = xgrow(kept.list, &kept.room, kept.count + 1,
		    sizeof *kept.list);
		kept.list[kept.count++] = xstrdup(strbuf_text(&d->ours));
		fprintf(statements, "%s\n", strbuf_text(&d->ours));
		strbuf_printf(&body, "    m()\n    %s\n",
		    strbuf_text(&d->theirs));
	}
	fprintf(program, "%sdef f(k, m, C, N, T, E):\n    m()\n%s    m()\n",
	    strbuf_text(&d->literals), strbuf_text(&body));
	fprintf(expected, "--\n");
	objects_report(o, print_report, report);
	fclose(report);
	fclose(statements);
	fclose(expected);
	fclose(program);
	while (kept.count > 0)
		free(kept.list[--kept.count]);
	free(kept.list);
	strbuf_free(&body);
	strbuf_free(&error);
	objects_free(o);
}

int
main(int argc, char **argv)
{
	struct pym_profile profile;
	struct drawing d = { .count = 0 };
	char error[256];

	if (argc != 5 || pym_profile_parse(argv[1], &profile, error,
	    sizeof error) != PYM_OK) {
		fprintf(stderr, "usage: draw PROFILE SEED COUNT DIRECTORY\n");
		return 2;
	}
	d.seed = strtoull(argv[2], NULL, 10) * UINT64_C(0x9e3779b97f4a7c15) +
	    1;
	d.old = profile.version < 300;
	d.crowds = strcmp(argv[2], "0") == 0;
	draw_all(&d, &profile, (unsigned)strtoul(argv[3], NULL, 10),
	    argv[4]);
	strbuf_free(&d.ours);
	strbuf_free(&d.theirs);
	strbuf_free(&d.literals);
	return 0;
}
