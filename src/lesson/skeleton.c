/* skeleton.c - a lesson to begin with. */
#include "config.h"

#include "lesson/skeleton.h"

#include <errno.h>
#include <stdio.h>

/* As it is written; never translated, because a lesson's text is the
   writer's. */
static const char text[] =
    "---\n"
    "title: A new lesson\n"
    "summary: One sentence on what the reader will know.\n"
    "profile: classic\n"
    "minutes: 2\n"
    "concepts: block\n"
    "paths:\n"
    "panes: pool, event\n"
    "---\n"
    "\n"
    "# A new lesson\n"
    "\n"
    "Say what this is about, and then show it. man 5 poolscope-lesson has all\n"
    "that can stand in a lesson; `poolscope lesson --check FILE` says whether\n"
    "everything in it is true.\n"
    "\n"
    "```pool\n"
    "x = alloc 28\n"
    "```\n"
    "\n"
    "What the text claims, the heap must show:\n"
    "\n"
    "```expect\n"
    "block x 0.0.0\n"
    "pool 0.0 count 1\n"
    "```\n"
    "\n"
    "Ask before you show.\n"
    "\n"
    "```predict\n"
    "kind: block\n"
    "ask: Which block will a second request of 28 bytes get?\n"
    "a) #0 :: That one is in use.\n"
    "b) #1 :: It is the next that nobody has used.\n"
    "```\n"
    "\n"
    "```pool\n"
    "y = alloc 28\n"
    "```\n"
    "\n"
    "```expect\n"
    "block y 0.0.1\n"
    "```\n"
    "\n"
    "## Now you\n"
    "\n"
    "```task\n"
    "par: 1\n"
    "Bring it about that the next request of 28 bytes gets block 0.\n"
    "```\n"
    "\n"
    "```hint\n"
    "What was freed last is handed out first.\n"
    "```\n"
    "\n"
    "```solution\n"
    "free x\n"
    "```\n"
    "\n"
    "```expect\n"
    "pool 0.0 freeblock #0 ...\n"
    "```\n"
    "\n"
    "```notes\n"
    "What to say, and what not to forget.\n"
    "```\n";

bool
skeleton_write(const char *path)
{
	FILE *f = fopen(path, "wx");
	bool ok;
	int kept;

	if (f == NULL)
		return false;
	ok = fputs(text, f) >= 0;
	if (fclose(f) != 0)
		ok = false;
	kept = errno;
	if (!ok)
		remove(path);
	errno = kept;
	return ok;
}
