"""Processor seconds of one replication in two checkouts, in turns; writes ``in_turns.json`` beside this file.

Repeat with ``.venv/bin/python benchmarks/in_turns.py OLDER_CHECKOUT``: the other tree is the one this file is in. Each
tree has a process of its own that stays; they simulate the same replications one after the other, so that what else the
machine does falls on both. The ratio told is that of the medians, and the median of the ratios of pairs.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import statistics
import subprocess
import sys
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
COUNTIES = ("jingyuan_2023", "rongchang_2022", "jingde_2022", "shexian_2025")
WORKER = """
import json, sys, time
from jobsim.engines import run_replication
from jobsim.scenario.loader import load_scenario
loaded = {}
for line in sys.stdin:
    path, replication = json.loads(line)
    if path not in loaded:
        loaded[path] = load_scenario(path, exclude_missing=True).scenario
        run_replication(loaded[path], 1, 0, engine="compiled")
    started = time.thread_time()
    result = run_replication(loaded[path], 1, replication, engine="compiled")
    print(json.dumps([time.thread_time() - started, result.events, len(result.ledger)]), flush=True)
"""


class Tree:
    """A process that simulates with the sources of a checkout."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.process = subprocess.Popen(
            [sys.executable, "-c", WORKER], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1,
            env={**os.environ, "PYTHONPATH": str(root / "src")},
        )  # fmt: skip

    def seconds(self, county: str, replication: int) -> list[Any]:
        assert self.process.stdin is not None and self.process.stdout is not None
        self.process.stdin.write(json.dumps([str(self.root / "scenarios" / county), replication]) + "\n")
        return list(json.loads(self.process.stdout.readline()))


def measure(trees: list[Tree], county: str, pairs: int) -> dict[str, Any]:
    taken: list[list[list[Any]]] = [[], []]
    for replication in range(pairs):
        # Who goes first changes from pair to pair.
        for i in (0, 1) if replication % 2 else (1, 0):
            taken[i].append(trees[i].seconds(county, replication))
    seconds = [[one[0] for one in tree] for tree in taken]
    return {
        "county": county,
        "pairs": pairs,
        "older": {"median": round(statistics.median(seconds[0]), 4), "least": round(min(seconds[0]), 4),
                  "events": taken[0][0][1], "claims": taken[0][0][2]},
        "present": {"median": round(statistics.median(seconds[1]), 4), "least": round(min(seconds[1]), 4),
                    "events": taken[1][0][1], "claims": taken[1][0][2]},
        "ratio_of_medians": round(statistics.median(seconds[1]) / statistics.median(seconds[0]), 3),
        "median_of_ratios": round(statistics.median(b / a for a, b in zip(*seconds, strict=True)), 3),
    }  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("older", type=Path, help="the other checkout")
    parser.add_argument("--pairs", type=int, default=40)
    parser.add_argument("--county", choices=COUNTIES, action="append")
    parser.add_argument("--dry", action="store_true", help="print, write nothing")
    options = parser.parse_args()
    trees = [Tree(options.older.resolve()), Tree(HERE.parent)]
    found = []
    for county in options.county or COUNTIES:
        found.append(measure(trees, county, options.pairs))
        print(json.dumps(found[-1]), flush=True)
    revision = subprocess.run(
        ["git", "-C", str(options.older), "rev-parse", "--short", "HEAD"], capture_output=True, text=True, check=True
    ).stdout.strip()
    document = {
        "what": "processor seconds of one replication on the compiled engine, synthesis and reduction included",
        "repeat_with": "benchmarks/in_turns.py OLDER_CHECKOUT",
        "older": revision,
        "python": platform.python_version(),
        "machine": f"{platform.system()} {platform.machine()}, {os.cpu_count()} processors",
        "counties": found,
    }
    if not options.dry:
        (HERE / "in_turns.json").write_text(json.dumps(document, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
