"""figures.py POOLSCOPE FILE CSV: whether the plot's figures in CSV are those
that poolscope counts from the heap at moments of FILE, a script or a trace."""

import csv
import io
import subprocess
import sys

FIGURES = {"requested_bytes": "requested_bytes",
           "allocated_bytes": "allocated_bytes",
           "held_bytes": "arena_bytes", "arenas": "arenas"}


def moments(tool, path):
    if path.endswith(".poolscope"):
        text = subprocess.run(
            [tool, "run", "-"], stdout=subprocess.PIPE, check=True,
            input=f"source {path}\nstats --over-time csv\n",
            encoding="utf-8").stdout
        text = text[text.index("event,"):]
    else:
        text = subprocess.run(
            [tool, "replay", "--headless", "--over-time", path],
            stdout=subprocess.PIPE, check=True, encoding="utf-8").stdout
    return [{k: int(v) for k, v in row.items()}
            for row in csv.DictReader(io.StringIO(text))]


def check(tool, path, name):
    with open(name, encoding="utf-8") as file:
        rows = [{k: int(v) for k, v in row.items()}
                for row in csv.DictReader(file)]
    end = 0
    for row in rows:
        if row["first_event"] != end + 1:
            print("a row begins at", row["first_event"], "after", end)
        end = row["last_event"]
    counted = moments(tool, path)
    if counted[-1]["event"] != end:
        print("the rows end with", end)
    for then in counted:
        row = [r for r in rows
               if r["first_event"] <= then["event"] <= r["last_event"]][0]
        one = row["first_event"] == row["last_event"]
        then["pools_in_use"] = then["pools_used"] + then["pools_full"]
        for ours, theirs in {**FIGURES, "pools_in_use": "pools_in_use"}.items():
            if row[ours] < then[theirs] or one and row[ours] != then[theirs]:
                print(then["event"], ours, row[ours], then[theirs])


check(*sys.argv[1:])
