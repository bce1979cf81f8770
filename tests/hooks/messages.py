"""Prints what the debug hooks of this interpreter say of each scenario.

Run as PYTHONMALLOC=pymalloc_debug python -S messages.py SCENARIOS
"""
import ctypes
import os
import sys

api = ctypes.pythonapi
malloc, realloc, free = (api.PyObject_Malloc, api.PyObject_Realloc,
    api.PyObject_Free)
malloc.restype = realloc.restype = ctypes.c_void_p
malloc.argtypes = [ctypes.c_size_t]
realloc.argtypes = [ctypes.c_void_p, ctypes.c_size_t]
free.argtypes = [ctypes.c_void_p]


def damage(size, what, writes):
	p = malloc(size)
	for write in writes:
		offset, data = write.split("=")
		data = bytes.fromhex(data)
		ctypes.memmove(p + int(offset), data, len(data))
	realloc(p, size + 1) if what == "realloc" else free(p)


for line in open(sys.argv[1]):
	if line.startswith("#"):
		continue
	name, size, what, *writes = line.split()
	os.write(2, ("== %s\n" % name).encode())
	child = os.fork()
	if child == 0:
		damage(int(size), what, writes)
		os._exit(0)
	os.waitpid(child, 0)
