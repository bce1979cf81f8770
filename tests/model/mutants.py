#!/usr/bin/env python3
"""Shows which recordings catch which wrong rule.

    mutants.py [NAME.trace.zst...]		(default: all of ../recordings)

Each mutant is the model with one rule broken.  A recording catches it if an
address, an arena event, the report or the state at the end then differs.
"""
import glob
import os
import sys

import pymalloc_model as model
import report
from trace import Trace, Verify


def patch(**methods):
	"""The model with some methods replaced."""
	return type("Mutant", (model.Heap,), methods)


def after_equals(self, arena, other):
	return other.nfree <= arena.nfree


def never_kept(self, arena):
	return self.profile.reclaim


def at_back(self, pool):
	self.used[pool.szidx][pool] = True


def first_in_first_out(self, arena, pool):
	arena.freepools.insert(0, pool)


def never_same(self, pool, szidx):
	return False


def three_quarters_stay(self, n, s):
	return n <= s and 4 * n >= 3 * s


def oldest_slot_first(self, slot):
	self.unused.insert(0, slot)


def used_up_to_back(self, arena):
	self.usable.append(arena)


def virgin_first(self, arena):
	if len(arena.pools) < arena.ntotal:
		return self.carve(arena)
	return arena.freepools.pop()


MUTANTS = [
	("1 arena lands after its equals", patch(passes=after_equals)),
	("2 last free arena not kept", patch(gives_back=never_kept)),
	("3 full pool relinked at back", patch(relink=at_back)),
	("4 free pools FIFO", patch(push_freepool=first_in_first_out)),
	("5 no same-class shortcut", patch(keeps_chain=never_same)),
	("6 realloc stays at 3/4", patch(stays=three_quarters_stay)),
	("7 unused arena slots FIFO", patch(push_unused=oldest_slot_first)),
	("8 used-up arena listed at back", patch(list_again=used_up_to_back)),
	("9 virgin pool before free pool", patch(pool_from=virgin_first)),
]


def outcome(heap):
	return report.statistics(heap), report.dump(heap)


def catches(trace, profile, mutant, right):
	"""How: "address", "arena", "stats", "state" or nothing."""
	lines = []
	verify = Verify(trace, lambda bases: mutant(profile, bases),
	    lines.append)
	try:
		stats, state = outcome(verify.run())
	except (KeyError, IndexError, ValueError):
		return "crash"
	if lines:
		return "arena" if "arenas" in lines[0] else "address"
	if stats != right[0]:
		return "stats"
	return "state" if state != right[1] else ""


def main(paths):
	caught = {name: [] for name, _ in MUTANTS}
	for path in paths:
		trace = Trace(path)
		profile = model.Profile.parse(trace.profile)
		if profile.one_freepools:
			continue
		lines = []
		right = outcome(Verify(trace, lambda bases:
		    model.new_heap(profile, bases), lines.append).run())
		if lines:
			sys.exit("%s: %s" % (path, lines[0]))
		base = os.path.basename(path).split(".trace")[0]
		found = []
		for name, mutant in MUTANTS:
			how = catches(trace, profile, mutant, right)
			if how:
				caught[name].append(base)
			found.append(how or "-")
		print("%-28s %s" % (base, " ".join("%-8s" % f
		    for f in found)), flush=True)
	for name, by in caught.items():
		print("%-34s caught by %d" % (name, len(by)))
	return not all(caught.values())


if __name__ == "__main__":
	here = os.path.dirname(os.path.abspath(__file__))
	sys.exit(main(sys.argv[1:] or sorted(glob.glob(
	    os.path.join(here, "../recordings/*.trace.zst")))))
