"""Seconds of the same command again, of a few replications more, and of one replication on a warm machine.

Repeat with ``.venv/bin/python benchmarks/repeat.py`` (``--older CHECKOUT`` holds ``-n 1`` against another tree, in
turns, each with a seed of its own so that no store knows it). Writes ``repeat.json`` beside this file. A command is
called several times; told are the least and the median of its wall seconds and of its processor seconds (all threads).
Where the machine is busy with other work the wall seconds are too long, and the least says most.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
COUNTIES = ("jingde_2022", "jingyuan_2023", "rongchang_2022", "shexian_2025")
SMALL = str(HERE.parent / "tests" / "fixtures" / "minimal")


def timed(tree: Path, out: Path, *words: object) -> tuple[float, float]:
    """Wall and processor seconds of ``jobsim run`` from a checkout."""
    command = [sys.executable, "-m", "jobsim", "run", *map(str, words), "--exclude-missing", "--out", str(out)]
    before, started = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    subprocess.run(
        command, check=True, capture_output=True, cwd=tree, env={**os.environ, "PYTHONPATH": str(tree / "src")}
    )
    wall, after = time.perf_counter() - started, resource.getrusage(resource.RUSAGE_CHILDREN)
    return wall, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def told(found: Sequence[tuple[float, float]]) -> dict[str, Any]:
    wall, processor = ([one[at] for one in found] for at in (0, 1))
    return {
        name: {"least": round(min(seconds), 2), "median": round(statistics.median(seconds), 2)}
        for name, seconds in (("wall", wall), ("processor", processor))
    }


def repeats(tree: Path, out: Path, county: str, number: int, times: int) -> dict[str, Any]:
    timed(tree, out, county, "-n", number)
    return {"county": county, "replications": number,
            **told([timed(tree, out, county, "-n", number) for _ in range(times)])}  # fmt: skip


def ten_more(tree: Path, out: Path) -> dict[str, Any]:
    """1,000 replications after 990, and 1,000 anew."""
    anew = timed(tree, out, SMALL, "-n", 990)
    more = timed(tree, out, SMALL, "-n", 1000)
    return {"county": Path(SMALL).name, "990_anew": told([anew]), "1000_after_990": told([more]),
            "1000_again": told([timed(tree, out, SMALL, "-n", 1000) for _ in range(3)])}  # fmt: skip


def single(trees: Sequence[Path], out: Path, county: str, pairs: int) -> dict[str, Any]:
    """``-n 1`` in two trees in turns; the first of each, which may compile, is not counted."""
    found: list[list[tuple[float, float]]] = [[], []]
    for seed in range(pairs + 1):
        for at in (0, 1) if seed % 2 else (1, 0):
            # Both know a county by its folder; the store of one is not in the way of the other.
            taken = timed(trees[at], out / str(at), trees[at] / "scenarios" / county, "-n", 1, "--seed", seed + 100)
            if seed:
                found[at].append(taken)
    ratio = [statistics.median(now[k] / old[k] for old, now in zip(*found, strict=True)) for k in (0, 1)]
    return {"county": county, "older": told(found[0]), "present": told(found[1]),
            "median_of_ratios": {"wall": round(ratio[0], 3), "processor": round(ratio[1], 3)}}  # fmt: skip


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    asked.add_argument("--older", type=Path)
    asked.add_argument("--times", type=int, default=7)
    asked.add_argument("--county", choices=COUNTIES, action="append")
    asked.add_argument("--write", type=Path, default=HERE / "repeat.json")
    wanted = asked.parse_args()
    tree = HERE.parent
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder)
        document: dict[str, Any] = {
            "what": "the same command again, ten replications more, and one replication; jobsim run, kernel kept",
            "repeat_with": ".venv/bin/python benchmarks/repeat.py --older CHECKOUT",
            "python": platform.python_version(),
            "machine": f"{platform.system()} {platform.machine()}, {os.cpu_count()} processors",
            "again": [repeats(tree, out, county, 200, wanted.times) for county in wanted.county or COUNTIES],
            "ten_more": ten_more(tree, out),
        }
        if wanted.older is not None:
            older = wanted.older.resolve()
            revision = subprocess.run(
                ["git", "-C", str(older), "rev-parse", "--short", "HEAD"], capture_output=True, text=True, check=True
            ).stdout.strip()
            pairs = [
                single((older, tree), out / "single", county, wanted.times) for county in wanted.county or COUNTIES
            ]
            document |= {"older": revision, "one_replication": pairs}
        document["load_of_the_machine"] = round(os.getloadavg()[0], 1)
    wanted.write.write_text(json.dumps(document, indent=1) + "\n", encoding="utf-8")
    print(json.dumps(document, indent=1))


if __name__ == "__main__":
    main()
