"""Broken and stretched scenarios through the loader, and what it accepts through both engines and the page of a run.

``nice python benchmarks/reliability/fuzz.py 10000 --simulate 2000 --processes 4``

Mutants come first (``tests/mutants.py``); if fewer of them than asked for were simulated, scenarios follow whose
numbers are set to the ends of their ranges and between. Processes of their own work on them and are given 20 seconds
of the processor for each, so that one that hangs or ends in a fault of memory is counted as well. The counts lie beside
the script in ``fuzz.json``.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import resource
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "tests"))

from counties import HAMLET  # noqa: E402
from identity import digest  # noqa: E402
from jobsim.engines import run_replication  # noqa: E402
from jobsim.experiments.replications import Order, replicate  # noqa: E402
from jobsim.experiments.results import gather  # noqa: E402
from jobsim.language import LANGUAGES  # noqa: E402
from jobsim.reports.console import console  # noqa: E402
from jobsim.reports.delivery import summary_of  # noqa: E402
from jobsim.reports.run_page import page  # noqa: E402
from jobsim.scenario.errors import ScenarioError  # noqa: E402
from jobsim.scenario.loader import Loaded, load_scenario  # noqa: E402
from mutants import mutant, stretched  # noqa: E402

NAMES = ("minimal", "fushui")
"""What is broken and stretched; made small, so that a replication on SimPy takes less than a second."""
MOST = 5_000.0
"""Persons or firms that are simulated here: SimPy takes 20 seconds for more."""
SECONDS = 20
"""Of the processor, for one scenario: what takes longer hangs."""
Judged = dict[str, Any]


# ---------------------------------------------------------------------------------------- one scenario


def how_engines_compare(loaded: Loaded) -> str:
    found = []
    for engine in ("simpy", "compiled"):
        try:
            found.append(digest(run_replication(loaded.scenario, 1, 0, engine=engine)))
        except Exception as error:  # what is counted here
            found.append(f"{type(error).__name__}: {str(error)[:80]}")
    if found[0] == found[1]:
        return "equal" if ":" not in found[0] else f"both end: {found[0]}"
    failed = [f"{engine} {text}" for engine, text in zip(("simpy", "compiled"), found, strict=True) if ":" in text]
    return "differ" + (f": {'; '.join(failed)}" if failed else "")


def page_of(loaded: Loaded) -> str:
    """Whether the page of a run comes about."""
    order = Order(seed=1, replications=1)
    try:
        results = gather(loaded.scenario, loaded.hash, order, [replicate(loaded.scenario, order, 0)], loaded.excluded)
        document = summary_of(loaded, results)
        json.dumps(document, allow_nan=False)
        screen = console()
        with screen.capture():
            for lang in LANGUAGES:
                screen.print(page(results, str(loaded.path), lang))
    except Exception as error:
        return f"no page: {type(error).__name__}: {str(error)[:80]}"
    return ""


def judged(load: Callable[[], Loaded], *, simulate: bool) -> Judged:
    begin = time.process_time()
    try:
        loaded = load()
    except ScenarioError:
        return {"load": "refused", "load_seconds": time.process_time() - begin}
    except Exception as error:
        return {"load": f"traceback: {type(error).__name__}: {str(error)[:120]}", "load_seconds": 0.0}
    done: Judged = {"load": "accepted", "load_seconds": time.process_time() - begin}
    county = loaded.scenario.county
    cohorts = sum(one.central() for one in (county.cohorts.college, county.cohorts.vocational))
    if simulate and max(county.persons.central(), county.firms.number.central(), cohorts) <= MOST:
        begin = time.process_time()
        run = how_engines_compare(loaded)
        done |= {"run": (run == "equal" and page_of(loaded)) or run, "run_seconds": time.process_time() - begin}
    return done


def work(asked: argparse.Namespace, source: str, first: int, left: int, tell: Connection) -> None:
    """Judge one number after another; each is told before and after, in case it is the last."""
    bases = [load_scenario(ROOT / "tests/fixtures" / name, HAMLET) for name in NAMES]
    how_engines_compare(bases[0])  # the engine is there before the clock runs
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "scenario.yaml"
        for number in range(first, asked.first + (asked.mutants if source == "mutants" else 1_000_000)):
            base = bases[number % len(bases)]
            if source == "mutants":
                tree, changes = mutant(base.tree, number)
                path.write_text(json.dumps(tree), encoding="utf-8")
            else:
                changes = stretched(base.scenario, number)
                path.write_text(json.dumps(base.tree), encoding="utf-8")
            tell.send((number, changes, None))
            used = resource.getrusage(resource.RUSAGE_SELF)
            resource.setrlimit(resource.RLIMIT_CPU, (int(used.ru_utime + used.ru_stime) + SECONDS + 1, -1))
            settings = [] if source == "mutants" else changes
            done = judged(lambda s=settings: load_scenario(path, s, for_run=True), simulate=left > 0)
            left -= "run" in done
            done["memory_mb"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
            tell.send((number, changes, done))
            if source == "stretched" and left <= 0:
                return


# ---------------------------------------------------------------------------------------- all of them


class Counts:
    """What one process after another has seen of its part."""

    def __init__(self) -> None:
        self.loads: dict[str, Counter[str]] = {"mutants": Counter(), "stretched": Counter()}
        self.runs = Counter[str]()
        self.bad: list[dict[str, Any]] = []
        self.load = self.run = self.memory = 0.0

    def enter(self, source: str, number: int, changes: list[str], done: Judged) -> None:
        self.loads[source][done["load"].split(":")[0]] += 1
        self.load = max(self.load, done["load_seconds"])
        self.memory = max(self.memory, done.get("memory_mb", 0.0))
        if "run" in done:
            self.runs[done["run"]] += 1
            self.run = max(self.run, done["run_seconds"])
        if done["load"] not in ("refused", "accepted") or done.get("run", "equal") != "equal":
            what = done.get("run", done["load"])
            self.bad.append({"source": source, "number": number, "changes": changes, "what": what})
            print(json.dumps(self.bad[-1], ensure_ascii=False), file=sys.stderr, flush=True)


def document(parts: list[Counts]) -> dict[str, Any]:
    loads = {source: sum((part.loads[source] for part in parts), Counter[str]()) for source in parts[0].loads}
    runs = sum((part.runs for part in parts), Counter[str]())
    return {
        "build": "interpreted" if os.environ.get("NUMBA_DISABLE_JIT") == "1" else "compiled",
        **{source: {"loaded": sum(counts.values()), **dict(counts)} for source, counts in loads.items()},
        "simulated_on_both": {"all": sum(runs.values()), **dict(runs)},
        "longest_load_cpu_seconds": round(max(part.load for part in parts), 1),
        "longest_pair_of_runs_cpu_seconds": round(max(part.run for part in parts), 1),
        "peak_memory_mb_of_a_process": round(max(part.memory for part in parts)),
        "not_as_promised": [bad for part in parts for bad in part.bad],
    }


def judge(asked: argparse.Namespace, source: str, counts: Counts) -> None:
    """One process after another, each from the number after the one that ended the last."""
    context, first = multiprocessing.get_context("spawn"), asked.first
    while True:
        left = asked.simulate - sum(counts.runs.values())
        if source == "stretched" and left <= 0:
            return
        hear, tell = context.Pipe(duplex=False)
        process = context.Process(target=work, args=(asked, source, first, left, tell), daemon=True)
        process.start()
        tell.close()
        at: tuple[int, list[str], Judged | None] | None = None
        try:
            while True:
                at = hear.recv()
                if at[2] is not None:
                    counts.enter(source, at[0], at[1], at[2])
        except EOFError:
            process.join()
        if at is None:
            raise SystemExit("the process ended before its first scenario")
        if at[2] is not None:
            return
        counts.enter(source, at[0], at[1], {"load": f"ended: code {process.exitcode}", "load_seconds": 0.0})
        first = at[0] + 1


def parts_of(asked: argparse.Namespace) -> list[argparse.Namespace]:
    """The numbers, and how many of them to simulate, for each process."""
    ends = [asked.first + asked.mutants * k // asked.processes for k in range(asked.processes + 1)]
    shares = [asked.simulate * k // asked.processes for k in range(asked.processes + 1)]
    return [
        argparse.Namespace(first=first, mutants=end - first, simulate=share - less)
        for first, end, less, share in zip(ends, ends[1:], shares, shares[1:], strict=False)
    ]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("mutants", type=int)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--simulate", type=int, default=0, help="how many to simulate on both engines")
    parser.add_argument("--processes", type=int, default=1)
    parser.add_argument("--out", type=Path, default=Path(__file__).parent / "fuzz.json")
    asked = parser.parse_args()

    def both(part: argparse.Namespace) -> Counts:
        counts = Counts()
        for source in ("mutants", "stretched"):
            judge(part, source, counts)
        return counts

    with ThreadPoolExecutor(asked.processes) as pool:
        parts = list(pool.map(both, parts_of(asked)))
    asked.out.write_text(json.dumps(document(parts), indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
