"""What a heap of the model prints: CPython's statistics, poolscope's JSON."""
from pymalloc_model import POOL_HEADER, map_bits

OWN = "poolscope's own layout: CPython %s printed no such report\n\n"


def label(text, value):
	return "%-35s=%21s\n" % (text, format(value, ","))


def live_arenas(heap):
	return [a for a in heap.slots if a]


def count(heap):
	"""Pools, blocks and free blocks of each class, and what is lost."""
	p = heap.profile
	classes = [[0, 0, 0] for _ in range(p.classes())]
	for arena in live_arenas(heap):
		for pool in arena.pools:
			if pool.count:
				c = classes[pool.szidx]
				c[0] += 1
				c[1] += pool.count
				c[2] += p.capacity(pool.szidx) - pool.count
	return classes


def statistics(heap):
	"""The report, byte for byte."""
	p = heap.profile
	classes = count(heap)
	out = [OWN % p.form] if p.form in ("2.4", "2.5") else []
	out.append("Small block threshold = %d, in %d size classes.\n\n"
	    % (p.threshold, p.classes()))
	out.append("class   size   num pools   blocks in use  avail blocks\n"
	    "-----   ----   ---------   -------------  ------------\n")
	for i, (pools, used, free) in enumerate(classes):
		if pools:
			out.append("%5d %6d %11d %15d %13d\n"
			    % (i, p.class_size(i), pools, used, free))
	out.append("\n")
	if p.form == "2.7":
		out.append(label("# times object malloc called", heap.calls))
	elif p.serial:
		out.append(label("# times object malloc called", heap.serial))
	out += arena_lines(heap) + byte_lines(heap, classes)
	if p.bits:
		out += map_lines(heap)
	return "".join(out)


def arena_lines(heap):
	return [label("# arenas allocated total", heap.total),
	    label("# arenas reclaimed", heap.total - heap.current),
	    label("# arenas highwater mark", heap.highwater),
	    label("# arenas allocated current", heap.current),
	    label("%d arenas * %d bytes/arena"
	        % (heap.current, heap.profile.arena),
	        heap.current * heap.profile.arena), "\n"]


def byte_lines(heap, classes):
	p = heap.profile
	arenas = live_arenas(heap)
	sizes = [p.class_size(i) for i in range(p.classes())]
	unused = sum(a.nfree for a in arenas)
	lines = [
	    ("# bytes in allocated blocks",
	        sum(c[1] * s for c, s in zip(classes, sizes))),
	    ("# bytes in available blocks",
	        sum(c[2] * s for c, s in zip(classes, sizes))),
	    ("%d unused pools * %d bytes" % (unused, p.pool), unused * p.pool),
	    ("# bytes lost to pool headers",
	        sum(c[0] for c in classes) * POOL_HEADER),
	    ("# bytes lost to quantization",
	        sum(c[0] * ((p.pool - POOL_HEADER) % s)
	            for c, s in zip(classes, sizes))),
	    ("# bytes lost to arena alignment",
	        sum(p.pool for a in arenas if a.base % p.pool))]
	lines.append(("Total", sum(value for _, value in lines)))
	return [label(*line) for line in lines]


def map_lines(heap):
	_, bottom, upper = map_bits(heap.profile)
	mid, bot = len(heap.map_mid), len(heap.map_bot)
	lost = [8 << upper, mid * (8 << upper), bot * (8 << bottom)]
	return ["\narena map counts\n",
	    label("# arena map mid nodes", mid),
	    label("# arena map bot nodes", bot), "\n",
	    label("# bytes lost to arena map root", lost[0]),
	    label("# bytes lost to arena map mid", lost[1]),
	    label("# bytes lost to arena map bot", lost[2]),
	    label("Total", sum(lost))]


# The dump ------------------------------------------------------------------

def ref(heap, pool):
	return "%d.%d" % (pool.arena.slot, pool_index(heap, pool))


def pool_index(heap, pool):
	return (pool.address - pool.arena.first) // heap.profile.pool


def dump_pool(heap, pool):
	capacity = heap.profile.capacity(pool.szidx)
	state = ("empty" if pool.count == 0 else
	    "full" if pool.count == capacity else "used")
	return {"index": pool_index(heap, pool),
	    "address": hex(pool.address), "state": state,
	    "szidx": pool.szidx, "size": heap.profile.class_size(pool.szidx),
	    "count": pool.count, "capacity": capacity,
	    "nextoffset": pool.nextoffset,
	    "maxnextoffset": pool.maxnextoffset,
	    "freeblock": [p - pool.address for p in reversed(pool.chain)]}


def dump_arena(heap, arena):
	return {"index": arena.slot, "address": hex(arena.base),
	    "nfreepools": arena.nfree, "ntotalpools": arena.ntotal,
	    "freepools": [pool_index(heap, p)
	        for p in reversed(arena.freepools)],
	    "pools": [dump_pool(heap, p) for p in arena.pools]}


def dump(heap):
	"""The lists and pools of interface.md, section 5, as a dict."""
	out = {"arenas": [dump_arena(heap, a) for a in live_arenas(heap)]}
	if heap.profile.one_freepools:
		out["freepools"] = [ref(heap, p)
		    for p in reversed(heap.freepools)]
	else:
		out["usable_arenas"] = [a.slot for a in heap.usable]
		out["unused_arena_objects"] = list(reversed(heap.unused))
	out["usedpools"] = {str(i): [ref(heap, p) for p in ring]
	    for i, ring in enumerate(heap.used) if ring}
	return out
