"""A symbolic model of pymalloc: addresses and lists, and no memory at all.

It is written from the rules alone and shares no code with src/core, so that
where the two agree on every address, arena and word of the statistics they
are right for the same reason.  It is checked itself against recordings of
real interpreters and in lockstep with them (tests/live.test).

Every rule that decides an address is a short method of its own: mutants.py
replaces them one at a time.
"""
from collections import OrderedDict

LARGEST = 2**63 - 1		# PY_SSIZE_T_MAX
POOL_HEADER = 48
SYSTEM_BASE = 0x300000000000
ARENA_BASE = 0x200000000000
NEVER = None			# the szidx of a pool that never had a class


class Profile:
	"""Which CPython: figures and switches, no code."""

	KEYS = {"align": "align", "threshold": "threshold", "pool": "pool",
	    "arena": "arena", "excess": "excess"}

	def __init__(self, name, align, threshold, pool, arena, form, bits=0,
	    keep_last=False, one_freepools=False, excess=0):
		self.name = self.spec = name
		self.align = align
		self.threshold = threshold
		self.pool = pool
		self.arena = arena
		self.form = form	# "2.4", "2.5", "2.7" or "3"
		self.bits = bits	# of the radix tree's addresses; 0: none
		self.keep_last = keep_last
		self.one_freepools = one_freepools
		self.excess = excess
		self.reclaim = not one_freepools
		self.extra = 0		# bytes that debug hooks ask for
		self.serial = False	# and whether they count calls
		self.takes_over = one_freepools

	@classmethod
	def parse(cls, spec):
		name, *variations = spec.split(",")
		p = cls(name, *PROFILES[name])
		p.spec = spec
		for variation in variations:
			key, value = variation.split("=")
			if key == "reclaim" and value == "never":
				p.reclaim = False
			elif key == "debug" and value == "on":
				p.hook()
			else:
				setattr(p, cls.KEYS[key], size(value))
		return p

	def hook(self):
		"""Debug hooks: a serial number ends each block to 3.7."""
		minor = self.name.partition("-3.")[2]
		self.serial = not minor or int(minor) < 8
		self.extra = 32 if self.serial else 24

	def classes(self):
		return self.threshold // self.align

	def class_size(self, szidx):
		return (szidx + 1) * self.align

	def capacity(self, szidx):
		return (self.pool - POOL_HEADER) // self.class_size(szidx)


K = 1024
BIG = (16, 512, 16 * K, 1024 * K, "3")
PROFILES = {
	"tiny": (8, 64, 512, 4 * K, "3"),
	"cpython-2.4": (8, 256, 4 * K, 256 * K, "2.4", 0, False, True, 16),
	"cpython-2.5": (8, 256, 4 * K, 256 * K, "2.5", 0, False, False, 16),
	"classic": (8, 512, 4 * K, 256 * K, "3"),
	"cpython-3.6": (8, 512, 4 * K, 256 * K, "3"),
	"cpython-2.7": (16, 512, 4 * K, 256 * K, "2.7"),
	"cpython-3.7": (16, 512, 4 * K, 256 * K, "3"),
	"cpython-3.8": (16, 512, 4 * K, 256 * K, "3"),
	"cpython-3.9": (16, 512, 4 * K, 256 * K, "3", 0, True),
	"cpython-3.10": BIG + (48, True),
	"cpython-3.11": BIG + (64, True),
	"cpython-3.12": BIG + (64, True),
	"cpython-3.13": BIG + (64, True),
	"cpython-3.14": BIG + (64, True),
}


def size(text):
	"""28, 0x1c, 4K, 1M."""
	unit = {"K": K, "M": K * K}.get(text[-1:].upper(), 1)
	return int(text[:-1] if unit > 1 else text, 0) * unit


class Pool:
	__slots__ = ("address", "arena", "szidx", "count", "chain",
	    "nextoffset", "maxnextoffset")

	def __init__(self, address, arena):
		self.address = address
		self.arena = arena
		self.szidx = NEVER
		self.count = 0
		self.chain = []		# free blocks; the head is the last


class Arena:
	def __init__(self, ordinal, base, profile):
		self.ordinal = ordinal	# the so-many-th to be obtained
		self.slot = None	# its index in the arenas vector
		self.base = base
		excess = base % profile.pool
		self.first = base + (profile.pool - excess if excess else 0)
		self.ntotal = profile.arena // profile.pool - (excess != 0)
		self.nfree = self.ntotal
		self.next = self.first	# the next pool never yet carved
		self.freepools = []	# the head is the last
		self.pools = []		# those carved


class System:
	"""The allocator below: blocks side by side from a nominal address."""

	def __init__(self):
		self.blocks = {}
		self.next = SYSTEM_BASE

	def malloc(self, n):
		p = self.next
		self.next += max(n + 15 & ~15, 16)
		self.blocks[p] = n
		return p

	def realloc(self, p, n):
		if n <= self.blocks[p]:
			self.blocks[p] = n
			return p
		self.free(p)
		return self.malloc(n)

	def free(self, p):
		del self.blocks[p]


def nominal_bases(profile):
	"""Where arenas stand if no recording says: the lowest free range."""
	def base(heap, ordinal):
		taken = {a.base for a in heap.slots if a}
		at = ARENA_BASE + profile.excess
		while at in taken:
			at += profile.arena
		return at
	return base


class Heap:
	"""Arenas are given back and sorted by free pools: 2.5 and later."""

	def __init__(self, profile, bases=None):
		self.profile = profile
		self.bases = bases or nominal_bases(profile)
		self.system = System()
		self.used = [OrderedDict() for _ in range(profile.classes())]
		self.pools = {}		# by address, of the arenas that live
		self.slots = []		# the arenas vector
		self.unused = []	# unused_arena_objects; the head is last
		self.usable = []	# usable_arenas
		self.total = self.current = self.highwater = 0
		self.map_mid, self.map_bot = set(), set()
		self.calls = 0		# of malloc, calloc and realloc
		self.serial = 0		# of the debug hooks
		self.log = []		# arenas obtained "A" and given back "F"

	# The four calls -----------------------------------------------------

	def malloc(self, n):
		self.calls += 1
		return self.allocate(n)

	def calloc(self, nelem, elsize):
		self.calls += 1
		return self.allocate(nelem * elsize)

	def realloc(self, p, n):
		self.calls += 1
		if p is None:
			return self.allocate(n)
		if n > LARGEST:
			return None
		pool = self.pool_of(p)
		if pool is None:
			return self.realloc_system(p, n)
		if self.stays(n, self.profile.class_size(pool.szidx)):
			return p
		new = self.allocate(n)
		self.free(p)
		return new

	def free(self, p):
		if p is None:
			return
		pool = self.pool_of(p)
		if pool is None:
			self.system.free(p)
			return
		was_full = not pool.chain
		pool.chain.append(p)
		pool.count -= 1
		if was_full:
			self.relink(pool)
		elif pool.count == 0:
			del self.used[pool.szidx][pool]
			self.pool_emptied(pool)

	# malloc -------------------------------------------------------------

	def allocate(self, n):
		if n > LARGEST:
			return None
		if n == 0 or n > self.profile.threshold:
			return self.system.malloc(n)
		szidx = (n - 1) // self.profile.align
		if not self.used[szidx]:
			return self.from_new_pool(szidx)
		pool = next(iter(self.used[szidx]))
		p = pool.chain.pop()
		pool.count += 1
		if not pool.chain:
			self.extend(pool)
		return p

	def extend(self, pool):
		"""The chain ran out: carve one block ahead, or it is full."""
		if pool.nextoffset <= pool.maxnextoffset:
			pool.chain.append(pool.address + pool.nextoffset)
			pool.nextoffset += self.profile.class_size(pool.szidx)
		else:
			del self.used[pool.szidx][pool]

	def from_new_pool(self, szidx):
		pool = self.take_pool()
		self.used[szidx][pool] = True
		pool.count = 1
		if self.keeps_chain(pool, szidx):
			return pool.chain.pop()
		s = self.profile.class_size(szidx)
		first = pool.address + POOL_HEADER
		pool.szidx = szidx
		pool.chain = [first + s]
		pool.nextoffset = POOL_HEADER + 2 * s
		pool.maxnextoffset = self.profile.pool - s
		return first

	def keeps_chain(self, pool, szidx):
		return pool.szidx == szidx

	def take_pool(self):
		if not self.usable:
			self.usable.append(self.new_arena())
		arena = self.usable[0]
		arena.nfree -= 1
		if arena.nfree == 0:
			self.usable.pop(0)
		return self.pool_from(arena)

	def pool_from(self, arena):
		if arena.freepools:
			return arena.freepools.pop()
		return self.carve(arena)

	def carve(self, arena):
		pool = Pool(arena.next, arena)
		arena.next += self.profile.pool
		arena.pools.append(pool)
		self.pools[pool.address] = pool
		return pool

	# Arenas -------------------------------------------------------------

	def new_arena(self):
		if not self.unused:
			old = len(self.slots)
			new = 2 * old or 16
			self.slots += [None] * (new - old)
			self.unused = list(range(new - 1, old - 1, -1))
			self.serial += self.profile.form != "2.7"
		arena = self.obtain()
		arena.slot = self.unused.pop()
		self.slots[arena.slot] = arena
		return arena

	def obtain(self):
		arena = Arena(self.total, self.bases(self, self.total),
		    self.profile)
		self.log.append(("A", arena.ordinal))
		self.total += 1
		self.current += 1
		self.highwater = max(self.highwater, self.current)
		if self.profile.bits:
			self.mark(arena.base)
			if arena.base % self.profile.arena:
				self.mark(arena.base + self.profile.arena)
		return arena

	def mark(self, address):
		"""The radix tree's nodes on the way to an address."""
		_, bottom, mid = map_bits(self.profile)
		entry = address // self.profile.arena
		self.map_bot.add(entry >> bottom)
		self.map_mid.add(entry >> bottom + mid)

	def give_back(self, arena):
		self.usable.remove(arena)
		self.push_unused(arena.slot)
		self.slots[arena.slot] = None
		for pool in arena.pools:
			del self.pools[pool.address]
		self.current -= 1
		self.log.append(("F", arena.ordinal))

	def push_unused(self, slot):
		self.unused.append(slot)

	# free ---------------------------------------------------------------

	def pool_of(self, p):
		return self.pools.get(p - p % self.profile.pool)

	def relink(self, pool):
		"""A pool that was full goes to the front of its class."""
		self.used[pool.szidx][pool] = True
		self.used[pool.szidx].move_to_end(pool, last=False)

	def pool_emptied(self, pool):
		arena = pool.arena
		self.push_freepool(arena, pool)
		arena.nfree += 1
		if arena.nfree == arena.ntotal and self.gives_back(arena):
			self.give_back(arena)
		elif arena.nfree == 1:
			self.list_again(arena)
		else:
			self.sort(arena)

	def push_freepool(self, arena, pool):
		arena.freepools.append(pool)

	def gives_back(self, arena):
		"""From 3.9 on the last arena of the list is kept."""
		return self.profile.reclaim and not (self.profile.keep_last
		    and arena is self.usable[-1])

	def list_again(self, arena):
		"""It was used up and on no list: to the front."""
		self.usable.insert(0, arena)

	def sort(self, arena):
		"""Right, past all with fewer free pools, and no further."""
		at = self.usable.index(arena)
		to = at
		while (to + 1 < len(self.usable)
		    and self.passes(arena, self.usable[to + 1])):
			to += 1
		if to != at:
			self.usable.insert(to, self.usable.pop(at))

	def passes(self, arena, other):
		return other.nfree < arena.nfree

	# realloc ------------------------------------------------------------

	def stays(self, n, s):
		"""Not over the class size S, and over three quarters of it."""
		return n <= s and 4 * n > 3 * s

	def realloc_system(self, p, n):
		if not self.profile.takes_over or n > self.profile.threshold:
			return self.system.realloc(p, n)
		new = self.allocate(n or 1)
		self.system.free(p)
		return new


class OldHeap(Heap):
	"""To 2.4: one list of free pools, and arenas are never given back."""

	def __init__(self, profile, bases=None):
		super().__init__(profile, bases)
		self.freepools = []	# of all arenas; the head is the last

	def take_pool(self):
		if self.freepools:
			pool = self.freepools.pop()
			pool.arena.nfree -= 1
			return pool
		if not self.slots or self.uncarved(self.slots[-1]) == 0:
			self.slots.append(self.obtain())
			self.slots[-1].slot = len(self.slots) - 1
		self.slots[-1].nfree -= 1
		return self.carve(self.slots[-1])

	def uncarved(self, arena):
		return arena.ntotal - len(arena.pools)

	def pool_emptied(self, pool):
		pool.arena.nfree += 1
		self.freepools.append(pool)


class Hooked:
	"""A heap behind the debug hooks: longer requests, data further on."""

	FRONT = 16

	def __init__(self, heap):
		self.heap = heap

	def __getattr__(self, name):
		return getattr(self.heap, name)

	def inner(self, n):
		return n + self.heap.profile.extra if n <= LARGEST else n

	def outer(self, p):
		self.heap.serial += 1
		return p + self.FRONT

	def malloc(self, n):
		return self.outer(self.heap.malloc(self.inner(n)))

	def calloc(self, nelem, elsize):
		return self.malloc(nelem * elsize)

	def realloc(self, p, n):
		return self.malloc(n) if p is None else self.outer(
		    self.heap.realloc(p - self.FRONT, self.inner(n)))

	def free(self, p):
		if p is not None:
			self.heap.free(p - self.FRONT)


class HookedSystem(System):
	"""PyMem_RawMalloc has hooks, too, and they count."""

	def __init__(self, heap):
		super().__init__()
		self.heap = heap

	def malloc(self, n):
		self.heap.serial += 1
		return super().malloc(n)

	def realloc(self, p, n):
		self.heap.serial += 1
		size, self.blocks[p] = self.blocks[p], n
		if n <= size:
			return p
		del self.blocks[p]
		return super().malloc(n)


def new_heap(profile, bases=None):
	heap = (OldHeap if profile.one_freepools else Heap)(profile, bases)
	if not profile.extra:
		return heap
	if profile.form != "2.7":
		heap.system = HookedSystem(heap)
	return Hooked(heap)


def map_bits(profile):
	"""Bits of a radix tree's arena offset, bottom and upper levels."""
	offset = profile.arena.bit_length() - 1
	upper = (profile.bits - offset + 2) // 3
	return offset, profile.bits - offset - 2 * upper, upper
