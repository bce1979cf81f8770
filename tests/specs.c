/* specs.c - profiles to test with. */
#include "config.h"

#include "specs.h"

#include "core/pymalloc.h"

static const char *const variations[] = {
	"tiny,align=16", "tiny,excess=16", "tiny,reclaim=never",
	"tiny,threshold=8", "tiny,threshold=128,pool=512,arena=4K",
	"cpython-2.4,arena=64K", "cpython-2.4,excess=0",
	"cpython-2.5,align=16,pool=1K,arena=8K,threshold=96",
	"classic,threshold=256", "classic,excess=4080,arena=32K",
	"cpython-3.6,align=16", "cpython-3.7,arena=64K,reclaim=never",
	"cpython-3.8,arena=32K,excess=16",
	"cpython-3.8,reclaim=never,arena=64K",
	"cpython-3.9,align=8,threshold=256,pool=16K,reclaim=never,excess=4K",
	"cpython-3.9,arena=32K", "cpython-3.9,arena=32K,excess=2048",
	"cpython-3.10,arena=256K", "cpython-3.10,excess=4096,arena=128K",
	"cpython-3.10,pool=4K,arena=16K", "cpython-3.11,excess=8192",
	"cpython-3.11,pool=2K,arena=8K,excess=1024,threshold=256",
	"cpython-3.12,align=8,pool=4K,arena=32K",
	"cpython-3.13,reclaim=never,pool=4K,arena=16K",
	"cpython-3.14,pool=64K,arena=1M,threshold=4096",
};

#define VARIATIONS	(sizeof variations / sizeof variations[0])

size_t
spec_count(void)
{
	return pym_profile_count() + VARIATIONS;
}

const char *
spec_at(size_t i)
{
	size_t n = pym_profile_count();

	return i < n ? pym_profile_at(i)->name : variations[i - n];
}
