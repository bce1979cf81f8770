"""Lessons 18 to 21 replay recordings of this program.

It reads the log of a web server (made up) and counts the visits of each page;
with the word "stream" behind its name line by line, else all at once.

    poolscope record -o 18-pages.ptrace -- python3.9 -S 18-pages.py
"""
import ctypes
import sys

mark = getattr(ctypes.CDLL(None), "poolscope_mark", print)


def log_lines():
    for n in range(4000):
        yield "12:%02d /page/%d ok" % (n % 60, n // 8)


def parse(line):
    time, page, state = line.split()
    return {"time": time, "page": page}


def count(records):
    visits = {}
    for record in records:
        page = record["page"]
        visits[page] = visits.get(page, 0) + 1
    return visits


def all_at_once():
    lines = list(log_lines())
    mark(b"lines-read")
    records = [parse(line) for line in lines]
    mark(b"parsed")
    return count(records)


def line_by_line():
    return count(parse(line) for line in log_lines())


mark(b"work-begins")
visits = line_by_line() if "stream" in sys.argv else all_at_once()
mark(b"log-dropped")
