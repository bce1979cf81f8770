#!/usr/bin/env python3
"""Looks at pictures as a viewer would.

    look.py png FILE.png FILE.txt    the cells of both show the same states
    look.py svg FILE.svg FILE.txt    the words of the text are text in it
    look.py fits FILE.svg            nothing in it is outside its page
    look.py page FILE.bbox           nor any word of a .pdf (pdftotext -bbox)
    look.py cast FILE.cast N FILE.txt  N markers; its last frame is the text

Prints what is wrong, nothing if all is well.
"""
import json
import re
import struct
import sys
import unicodedata
import xml.etree.ElementTree
import zlib

CELL = (16, 34)         # pixels of a cell
MARGIN = 32


def read_png(path):
    """Rows of (red, green, blue) of an 8-bit picture."""
    data = open(path, "rb").read()
    assert data[:8] == b"\x89PNG\r\n\x1a\n", "no PNG"
    at, packed, kind = 8, b"", 2
    while at < len(data):
        n, name = struct.unpack(">I4s", data[at:at + 8])
        body = data[at + 8:at + 8 + n]
        if name == b"IHDR":
            width, height, depth, kind = struct.unpack(">IIBB", body[:10])
            assert depth == 8 and kind in (2, 6), "another kind of PNG"
        elif name == b"IDAT":
            packed += body
        at += 12 + n
    size = 3 if kind == 2 else 4
    raw, rows, before = zlib.decompress(packed), [], bytes(width * size)
    for y in range(height):
        start = y * (width * size + 1)
        row = unfilter(raw[start], bytearray(
            raw[start + 1:start + 1 + width * size]), before, size)
        rows.append([tuple(row[x * size:x * size + 3])
                     for x in range(width)])
        before = row
    return rows


def unfilter(kind, row, before, size):
    for i in range(len(row)):
        left = row[i - size] if i >= size else 0
        up = before[i]
        corner = before[i - size] if i >= size else 0
        if kind == 1:
            row[i] = (row[i] + left) & 255
        elif kind == 2:
            row[i] = (row[i] + up) & 255
        elif kind == 3:
            row[i] = (row[i] + (left + up) // 2) & 255
        elif kind == 4:
            guess = left + up - corner
            near = min((abs(guess - left), 0, left), (abs(guess - up), 1, up),
                       (abs(guess - corner), 2, corner))[2]
            row[i] = (row[i] + near) & 255
    return row


def cells(line):
    """The characters of a line, each with its column."""
    at = 0
    for char in line:
        yield at, char
        at += 2 if unicodedata.east_asian_width(char) in "WF" else 1


def png(picture, text):
    rows, seen = read_png(picture), {}
    for y, line in enumerate(open(text, encoding="utf-8").read().split("\n")):
        for x, char in cells(line):
            if y > 0 and char in " █▓░·":
                px = MARGIN + x * CELL[0] + CELL[0] // 2
                py = MARGIN + y * CELL[1] + CELL[1] // 2
                seen.setdefault(char, set()).add(rows[py][px])
    for char, colours in seen.items():
        for other, others in seen.items():
            if char < other and colours & others:
                print(f"'{char}' and '{other}' look alike: "
                      f"{colours & others}")
    if set("█░· ") - set(seen):
        print("not all states are there:", sorted(seen))


def words(text):
    return set(re.findall(r"[A-Za-z_0-9\u4e00-\u9fff]+", text))


def svg(picture, text):
    tree = xml.etree.ElementTree.parse(picture)
    inside = " ".join(e.text for e in tree.iter(
        "{http://www.w3.org/2000/svg}text"))
    missing = words(open(text, encoding="utf-8").read()) - words(inside)
    if missing:
        print("not text in the picture:", sorted(missing))


SVG = "{http://www.w3.org/2000/svg}"


def extent(e):
    """Where an element of a picture begins and ends: x, x, y, y."""
    if e.tag == SVG + "rect":
        x, y, w, h = (float(e.get(k)) for k in ("x", "y", "width", "height"))
        return x, x + w, y, y + h
    if e.tag == SVG + "text":
        x, y, size = (float(e.get(k)) for k in ("x", "y", "font-size"))
        return x, x + float(e.get("textLength")), y - 0.8 * size, y + size / 4
    points = [[float(n) for n in point.split(",")]
              for point in e.get("points").split()]
    return (min(x for x, _ in points), max(x for x, _ in points),
            min(y for _, y in points), max(y for _, y in points))


def fits(picture):
    root = xml.etree.ElementTree.parse(picture).getroot()
    _, _, width, height = (float(n) for n in root.get("viewBox").split())
    drawn = [e for e in root.iter() if e.tag in
             (SVG + "rect", SVG + "text", SVG + "polygon", SVG + "polyline")]
    if len(drawn) < 5:
        print("nearly nothing is drawn")
    for e in drawn:
        left, right, top, bottom = extent(e)
        if left < 0 or right > width or top < 0 or bottom > height:
            print("outside the page:", e.tag, e.attrib, e.text)


def page(boxes):
    for sheet in re.findall(r'<page width="([\d.]+)" height="([\d.]+)">'
                            r"(.*?)</page>", open(boxes, encoding="utf-8")
                            .read(), re.S):
        words_here = re.findall(
            r'xMin="([-\d.]+)" yMin="([-\d.]+)" xMax="([-\d.]+)" '
            r'yMax="([-\d.]+)">(.*?)<', sheet[2])
        if not words_here:
            print("a page without a word")
        for left, top, right, bottom, word in words_here:
            if (float(left) < 0 or float(right) > float(sheet[0])
                    or float(top) < 0 or float(bottom) > float(sheet[1])):
                print("outside the page:", word)


def cast(recording, markers, text):
    lines = open(recording, encoding="utf-8").read().splitlines()
    head = json.loads(lines[0])
    events = [json.loads(line) for line in lines[1:]]
    grid = [[" "] * head["width"] for _ in range(head["height"])]
    if head["version"] != 2:
        print("another version:", head["version"])
    if [e[0] for e in events] != sorted(e[0] for e in events):
        print("time goes back")
    found = sum(e[1] == "m" for e in events)
    if found != int(markers):
        print(found, "markers")
    for event in events:
        if event[1] == "o":
            play(event[2], grid)
    shown = "\n".join("".join(row).rstrip() for row in grid) + "\n"
    if shown != open(text, encoding="utf-8").read():
        print("the last frame is another:\n" + shown)


def play(output, grid):
    """What a terminal does with what the recording sends it."""
    row = col = 0
    for move, _, text in re.findall(
            r"\x1b\[(?:(\d+;\d+)H|([?\d;]*[a-zA-Z]))|([^\x1b]+)", output):
        if move:
            row, col = (int(n) - 1 for n in move.split(";"))
        for char in text:
            grid[row][col] = char
            col += 1
            if unicodedata.east_asian_width(char) in "WF":
                grid[row][col] = ""
                col += 1


if __name__ == "__main__":
    {"png": png, "svg": svg, "cast": cast, "fits": fits,
     "page": page}[sys.argv[1]](*sys.argv[2:])
