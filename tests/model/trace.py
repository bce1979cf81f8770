"""Reads the text trace (interface.md, section 4) and replays it on the model.
"""
import subprocess
import sys

NULLS = ("0", "0x0", "(nil)")


class Event:
	"""One call, with the arenas obtained and given back within it."""
	__slots__ = ("line", "kind", "sizes", "old", "result", "arenas")

	def __init__(self, line, kind, sizes, old, result, arenas):
		self.line = line
		self.kind = kind
		self.sizes = sizes
		self.old = old
		self.result = result
		self.arenas = arenas	# [("A" or "F", address)]


def address(word):
	"""None for NULL, a number for an address, else the name itself."""
	if word in NULLS:
		return None
	return int(word, 16) if word.startswith("0x") else word


def open_lines(path):
	if path == "-":
		return sys.stdin
	if path.endswith(".zst"):
		return subprocess.Popen(["zstd", "-dcq", path], text=True,
		    stdout=subprocess.PIPE).stdout
	return open(path)


class Trace:
	def __init__(self, path):
		self.profile = None
		self.bases = []		# of all arenas, in order of creation
		self.events = []
		self.arenas_left = []	# obtained or given back after the last
		for number, line in enumerate(open_lines(path), 1):
			self.read(number, line)

	def read(self, number, line):
		words = [w for w in line.split() if "=" not in w]
		if line.startswith("#"):
			if words[1:2] == ["profile:"] and not self.events:
				self.profile = line.split()[2]
			return
		if not words or words[0] in "MS":
			return
		kind = words[0]
		if kind in "AF":
			at = int(words[-1], 16)
			self.arenas_left.append((kind, at))
			if kind == "A":
				self.bases.append(at)
			return
		self.events.append(self.event(number, kind, words[1:]))
		self.arenas_left = []

	def event(self, number, kind, words):
		if kind == "f":
			return Event(number, kind, (), address(words[0]), None,
			    self.arenas_left)
		old = address(words.pop(0)) if kind == "r" else None
		result = address(words.pop())
		return Event(number, kind, [int(w, 0) for w in words], old,
		    result, self.arenas_left)


class Replay:
	"""Carries a trace's calls out on a heap of the model."""

	def __init__(self, trace, make_heap):
		self.trace = trace
		self.heap = make_heap(self.base)
		self.live = {}		# the trace's address or name to ours

	def base(self, heap, ordinal):
		if ordinal < len(self.trace.bases):
			return self.trace.bases[ordinal]
		return 0x400000000000 + ordinal * heap.profile.arena

	def apply(self, event):
		"""Returns the address given out, None for a free."""
		heap, live = self.heap, self.live
		if event.kind == "f":
			if event.old in live:
				heap.free(live.pop(event.old))
			return None
		if event.result is None:
			return None
		if event.kind == "m":
			p = heap.malloc(*event.sizes)
		elif event.kind == "c":
			p = heap.calloc(*event.sizes)
		else:
			p = heap.realloc(live.pop(event.old, None),
			    *event.sizes)
		if event.result in live:
			raise SystemExit("line %d: a missed free" % event.line)
		live[event.result] = p
		return p

	def run(self, to=None):
		for event in self.trace.events[:to]:
			self.apply(event)
		return self.heap


class Verify(Replay):
	"""The same, and compares every address and arena event."""

	def __init__(self, trace, make_heap, complain):
		super().__init__(trace, make_heap)
		self.complain = complain
		self.arena_events = self.addresses = self.mismatches = 0
		self.recorded = {}	# first slot of an arena: base, ordinal
		self.obtained = 0

	def run(self, to=None):
		for event in self.trace.events[:to]:
			self.compare(event)
		if to is None and self.trace.arenas_left:
			self.mismatch("the end", "arenas", [],
			    self.trace.arenas_left)
		return self.heap

	def compare(self, event):
		arenas = [self.arena_event(*a) for a in event.arenas]
		self.arena_events += len(arenas)
		self.heap.log.clear()
		p = self.apply(event)
		if arenas != self.heap.log:
			self.mismatch(event.line, "arenas", self.heap.log,
			    arenas)
		if not isinstance(event.result, int):
			return		# a free, a failure or a name
		want = self.place(event.result)
		got = self.model_place(p)
		if want or got:
			self.addresses += 1
			if want != got:
				self.mismatch(event.line, "address", got, want)

	def mismatch(self, line, what, got, want):
		self.mismatches += 1
		self.complain("line %s: %s %s, recorded %s"
		    % (line, what, got, want))

	def arena_event(self, kind, base):
		slot = base // self.heap.profile.arena
		if kind == "A":
			self.recorded[slot] = base, self.obtained
			self.obtained += 1
			return kind, self.obtained - 1
		return kind, self.recorded.pop(slot)[1]

	def place(self, p):
		"""A recorded address as arena and offset; None: system."""
		arena = self.heap.profile.arena
		for slot in (p // arena, p // arena - 1):
			base, ordinal = self.recorded.get(slot, (p + 1, 0))
			if 0 <= p - base < arena:
				return ordinal, p - base
		return None

	def model_place(self, p):
		pool = self.heap.pool_of(p)
		return pool and (pool.arena.ordinal, p - pool.arena.base)
