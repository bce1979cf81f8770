/* report.c - the free lists as sys._debugmallocstats() prints them. */
#include "config.h"

#include <stdio.h>

#include "objects/model.h"

struct reporter {
	const struct objects *o;
	void (*emit)(void *ctx, const char *text, size_t n);
	void *ctx;
};

static void
report_list(const struct reporter *r, const char *name, size_t count,
    size_t size)
{
	char inner[96], label[128];

	snprintf(inner, sizeof inner, "%zu %ss * %zu bytes each", count,
	    name, size);
	snprintf(label, sizeof label, "%48s ", inner);
	pym_report_total(label, count * size, r->emit, r->ctx);
}

static void
report_tuples(const struct reporter *r)
{
	struct free_list_view v;
	char name[48];
	unsigned n;

	for (n = 1; n <= r->o->rules->tuple_lists; n++) {
		v = free_list_view(r->o, FREE_TUPLE, n);
		snprintf(name, sizeof name, "free %u-sized PyTupleObject", n);
		report_list(r, name, v.count, v.size);
	}
}

static void
report_view(const struct reporter *r, const char *name, enum free_list list)
{
	struct free_list_view v = free_list_view(r->o, list, 0);

	report_list(r, name, v.count, v.size);
}

void
objects_report(const struct objects *o,
    void (*emit)(void *ctx, const char *text, size_t n), void *ctx)
{
	static const uint16_t frames[] = { 384, 368, 368, 368, 360 };
	struct reporter r = { o, emit, ctx };
	unsigned version = o->rules->version;

	if (version < 303)
		return;
	emit(ctx, "\n", 1);
	if (version < 309)
		report_view(&r, "free PyCFunctionObject", FREE_METHOD);
	report_view(&r, "free PyDictObject", FREE_DICT);
	if (version >= 313)
		report_view(&r, "free PyDictKeysObject", FREE_KEYS);
	report_view(&r, "free PyFloatObject", FREE_FLOAT);
	/* There are no frames in the model, nor methods of classes. */
	if (version < 311)
		report_list(&r, "free PyFrameObject", 0,
		    frames[version - 306]);
	report_view(&r, "free PyListObject", FREE_LIST);
	if (version < 309)
		report_list(&r, "free PyMethodObject", 0,
		    version == 308 ? 48 : 40);
	report_tuples(&r);
}
