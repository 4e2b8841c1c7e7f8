"""A province of made-up counties as one job: wall time, memory and bytes; writes ``province.json`` beside this file.

Repeat with ``.venv/bin/python benchmarks/province.py --counties 45 -n 10 --shrink 20``. The load test of a quiet
machine: ``.venv/bin/python benchmarks/province.py --counties 205 -n 50 --shrink 1``. Counties are made as
``jobsim new`` makes them, from the four that come with jobsim, with 0.5 to 1.5 times their residents divided by
``--shrink``; appropriations are in proportion. Structure and assumptions are borrowed: the figures stand for no county.

Five entries of the list are broken on purpose. The job must name each of them, run the others, and end with code 3.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import random
import resource
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jobsim.language import Words
from jobsim.scenario import another_county, borrowed, overlay
from jobsim.scenario.loader import load_scenario
from jobsim.scenario.provenance import quantities

HERE = Path(__file__).parent
LIKE = ("jingyuan_2023", "rongchang_2022", "jingde_2022", "shexian_2025")
BROKEN = 5


@dataclass(frozen=True)
class Base:
    """A county to begin from, read once."""

    loaded: Any
    appropriated: dict[str, float]


def base(name: str) -> Base:
    loaded = load_scenario(name, warned=False)
    stated = {
        ".".join(found.path): found.quantity.central()
        for found in quantities(loaded.scenario)
        if found.path[0] == "funds" and found.path[-1] == "amount" and not found.quantity.is_missing
    }
    return Base(loaded, stated)


def made(folder: Path, like: Base, number: int, shrink: float, luck: random.Random) -> int:
    """Write a county; its residents."""
    residents = like.loaded.scenario.county.population.central()
    grown = max(residents / 49, 1_000, residents * luck.uniform(0.5, 1.5) / shrink)
    size = another_county.Size(round(grown))
    name = Words(f"第{number}县", f"County {number}")
    found = another_county.make(like.loaded, folder, name, size)
    tree = {"extends": overlay.extends_of(like.loaded, folder), **found.tree}
    factor = size.population / residents
    changes = [f"{path}={like.appropriated[path] * factor:.0f} CNY" for path in found.missing
               if path in like.appropriated]  # fmt: skip
    overlay.write(folder, tree, borrowed.comment(found, like.loaded.scenario.scenario.name), changes)
    return size.population


def broken(place: Path, names: list[str]) -> list[str]:
    """Five lines of the list that cannot be run: what they name."""
    texts = {
        "cut_short": "extends: jobsim:jingyuan_2023\nscenario: {name: cut",
        "unknown_word": "extends: jobsim:jingyuan_2023\ncounty: {inhabitants: 5 persons}\n",
        "no_base": "extends: ../county_of_nowhere\n",
    }
    for name, text in texts.items():
        (place / name).mkdir()
        (place / name / "scenario.yaml").write_text(text, encoding="utf-8")
    return [*texts, "not_there", names[0]]


def size_of(folder: Path) -> int:
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())


def measure(place: Path, counties: int, replications: int, shrink: float, more: list[str]) -> dict[str, Any]:
    luck, started = random.Random(1), time.perf_counter()
    likes = [base(name) for name in LIKE]
    names = [f"county_{number:04}" for number in range(1, counties - BROKEN + 1)]
    residents = sum(made(place / name, likes[at % len(likes)], at + 1, shrink, luck) for at, name in enumerate(names))
    lines = [*names, *broken(place, names)]
    (place / "list.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")
    seconds = {"making": time.perf_counter() - started}
    order = [sys.executable, "-m", "jobsim", "run-all", str(place / "list.txt"), "-n", str(replications),
             "--out", str(place / "out"), "--store", str(place / "store"), "--exclude-missing", "--json",
             "--lang", "en", *more]  # fmt: skip
    found, used = {}, []
    for what in ("first", "again"):
        started, before = time.perf_counter(), resource.getrusage(resource.RUSAGE_CHILDREN)
        done = subprocess.run(order, capture_output=True, text=True, check=False)
        seconds[what] = time.perf_counter() - started
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        used.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
        if done.returncode != 3:
            sys.exit(f"exit code {done.returncode}, expected 3:\n{done.stderr}")
        found[what] = json.loads(done.stdout)
        if what == "first":
            peak = after.ru_maxrss / 1024
    first = found["first"]
    if found["again"] != first:
        sys.exit("the same command again gave another document")
    (record,) = (place / "out" / "province").glob("run-all-*")
    return {
        "what": "a province of made-up counties as one job",
        "repeat_with": f".venv/bin/python benchmarks/province.py --counties {counties} -n {replications}"
                       f" --shrink {shrink:g}",
        "python": platform.python_version(),
        "machine": f"{platform.system()} {platform.machine()}, {os.cpu_count()} processors",
        "load_of_the_machine": round(os.getloadavg()[0], 1),
        "listed": first["listed"], "run": len(first["counties"]), "residents": residents,
        "replications": replications,
        "not_run": {one["name"]: one["message"]["en"] for one in first["failed"]},
        "seconds": {name: round(value, 1) for name, value in seconds.items()},
        "processor_seconds": {"first": round(used[0], 1), "again": round(used[1], 1)},
        "peak_memory_mb": round(peak, 1),
        "bytes": {"record": size_of(record), "store": size_of(place / "store")},
        "simulated": len(first["counties"]) * replications,
    }  # fmt: skip


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    asked.add_argument("--counties", type=int, default=45)
    asked.add_argument("-n", "--replications", type=int, default=10)
    asked.add_argument("--shrink", type=float, default=20.0)
    asked.add_argument("--write", type=Path, default=HERE / "province.json")
    asked.add_argument("--cluster")
    wanted = asked.parse_args()
    more = ["--cluster", wanted.cluster] if wanted.cluster else []
    with tempfile.TemporaryDirectory() as folder:
        told = measure(Path(folder), wanted.counties, wanted.replications, wanted.shrink, more)
        text = json.dumps(told, ensure_ascii=False, indent=2).replace(f"{folder}/", "")
    wanted.write.write_text(text + "\n", encoding="utf-8")
    sys.stdout.write(text + "\n")


if __name__ == "__main__":
    main()
