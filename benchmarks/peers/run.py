"""The internship pool in jobsim, its peers and a hand-written loop: do they agree, and how fast is each?

Repeat with ``python benchmarks/peers/run.py``; ``--json FILE`` also writes what was found. All in one process and on
one thread, one implementation after the other. README.md beside this file says what is measured and what came out.
"""

from __future__ import annotations

import argparse
import gc
import importlib
import json
import os
import platform
import statistics
import time
from collections.abc import Callable, Sequence
from importlib import metadata
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pool
from scipy import stats

Run = Callable[[int, range], Sequence[Sequence[int]]]

OWN, LIMIT = "jobsim", "hand-written loop"
IMPLEMENTATIONS = {
    OWN: ("jobsim_pool", 2_000),
    LIMIT: ("hand_loop", 4_000),
    "cimba, events": ("cimba_events", 2_000),
    "cimba, processes": ("cimba_pool", 500),
    "SimPy": ("simpy_pool", 200),
    "salabim": ("salabim_pool", 50),
    "Ciw": ("ciw_pool", 50),
}
"""Module of each, and the replications with which its agreement is checked."""
PACKAGES = ("simpy", "ciw", "salabim", "cimba", "numba", "numpy")
SIZES = (2_000, 20_000)
REPEATS = 3
LEAST_SECONDS = 0.5  # a repeat runs as many replications as take so long
ONCE_FROM = 60.0  # seconds of one replication from which one repeat has to do
LARGEST = {"Ciw": 2_000}
"""Persons up to which an implementation is measured without --patient: Ciw's time grows with their square."""

AGREEMENT_PERSONS = 1_000
SIGNIFICANCE = 0.01  # of all comparisons together (Bonferroni)


def load() -> dict[str, Run]:
    """What is installed of the implementations."""
    found: dict[str, Run] = {}
    for name, (module, _) in IMPLEMENTATIONS.items():
        try:
            found[name] = importlib.import_module(module).run
        except ModuleNotFoundError as missing:
            print(f"{name}: left out, there is no {missing.name}")
    return found


def compile_seconds(run: Run) -> float:
    """Time of the first run, on a handful of persons: what is compiled is compiled now."""
    started = time.perf_counter()
    run(10, range(1))
    return time.perf_counter() - started


# -- agreement -------------------------------------------------------------------------------------


def agreement(found: dict[str, Run]) -> dict[str, dict[str, Any]]:
    """Mean number of events of each kind, compared with the hand-written loop by Welch's t test.

    jobsim has the same draws as the hand-written loop: the two must count the same in every single replication.
    """
    reference = np.asarray(found[LIMIT](AGREEMENT_PERSONS, range(1, 1 + IMPLEMENTATIONS[LIMIT][1])))
    comparisons = (len(found) - 1) * (len(pool.KINDS) - 1)
    table: dict[str, dict[str, Any]] = {LIMIT: _means(reference)}
    for name, run in found.items():
        if name == LIMIT:
            continue
        # Other seeds than the reference's, or jobsim would be compared with what is the same.
        seeds = range(1_000_001, 1_000_001 + IMPLEMENTATIONS[name][1])
        counts = np.asarray(run(AGREEMENT_PERSONS, seeds))
        least = min(
            float(stats.ttest_ind(counts[:, kind], reference[:, kind], equal_var=False).pvalue)
            for kind in range(len(pool.KINDS))
            if kind != pool.ARRIVAL  # everybody arrives
        )
        everybody = bool((counts[:, pool.ARRIVAL] == AGREEMENT_PERSONS).all())
        table[name] = {**_means(counts), "least_p": least, "agrees": everybody and least >= SIGNIFICANCE / comparisons}
        if name == OWN:
            same = np.asarray(found[LIMIT](AGREEMENT_PERSONS, seeds))
            table[name]["same_counts_as_hand_written_loop"] = bool((counts == same).all())
    return table


def _means(counts: npt.NDArray[np.int64]) -> dict[str, Any]:
    errors = counts.std(axis=0, ddof=1) / len(counts) ** 0.5
    return {
        "replications": len(counts),
        "mean": dict(zip(pool.KINDS, counts.mean(axis=0).round(2).tolist(), strict=True)),
        "standard_error": dict(zip(pool.KINDS, errors.round(2).tolist(), strict=True)),
    }


def print_agreement(table: dict[str, dict[str, Any]]) -> None:
    print(f"\nMean events of a replication with {AGREEMENT_PERSONS:,} persons (standard error)\n")
    print(f"{'':20}" + "".join(f"{kind:>18}" for kind in pool.KINDS))
    for name, row in table.items():
        cells = (f"{row['mean'][kind]:.1f} ({row['standard_error'][kind]:.1f})" for kind in pool.KINDS)
        verdict = (
            "" if name == LIMIT else f"   least p {row['least_p']:.3f}, {'agrees' if row['agrees'] else 'DIFFERS'}"
        )
        print(f"{name:20}" + "".join(f"{cell:>18}" for cell in cells) + verdict)
    if OWN in table:
        same = "the same" if table[OWN]["same_counts_as_hand_written_loop"] else "NOT the same"
        print(f"\njobsim and the hand-written loop: {same} counts in each replication with the same seed")


# -- speed -----------------------------------------------------------------------------------------


def once(run: Run, persons: int, seeds: range) -> dict[str, float]:
    """Events and processor seconds of one replication, the mean over the seeds."""
    gc.collect()
    wall, started = time.perf_counter(), time.process_time()
    counts = run(persons, seeds)
    seconds, wall = time.process_time() - started, time.perf_counter() - wall
    events = int(np.sum(counts))
    return {
        "replications": len(seeds),
        "events": events / len(seeds),
        "seconds": seconds / len(seeds),
        "wall_seconds": wall / len(seeds),
        "events_per_second": events / seconds,
    }


def speed(found: dict[str, Run], persons: int) -> dict[str, list[dict[str, float]]]:
    """Repeats of each implementation, in turns, so that a slow spell of the machine hits all."""
    repeats: dict[str, list[dict[str, float]]] = {}
    for name, run in found.items():
        repeats[name] = [once(run, persons, range(1, 2))]
    for repeat in range(REPEATS):
        for name, run in found.items():
            first = repeats[name][0]["seconds"]
            if first < ONCE_FROM:
                replications = max(1, round(LEAST_SECONDS / first))
                begin = 1 + repeat * replications
                repeats[name].append(once(run, persons, range(begin, begin + replications)))
    # The first one has only told how many replications to run, unless it was long enough.
    return {name: found_[1:] or found_ for name, found_ in repeats.items()}


def median(repeats: list[dict[str, float]]) -> dict[str, float]:
    """The repeat of median speed."""
    middle = statistics.median_low(repeat["events_per_second"] for repeat in repeats)
    return next(repeat for repeat in repeats if repeat["events_per_second"] == middle)


def table_rows(repeats: dict[str, list[dict[str, float]]], persons: int) -> list[dict[str, Any]]:
    medians = {name: median(found) for name, found in repeats.items()}
    own = medians.get(OWN, medians[LIMIT])["events_per_second"]
    return [
        {"implementation": name, "persons": persons, "repeats": len(repeats[name])}
        | {key: float(f"{value:.4g}") for key, value in row.items()}
        | {"ratio": float(f"{own / row['events_per_second']:.3g}")}
        for name, row in medians.items()
    ]


def print_speed(rows: list[dict[str, Any]]) -> None:
    print(f"\n{'implementation':20}{'persons':>9}{'events':>11}{'seconds':>12}{'events/s':>14}{'ratio':>9}")
    for row in rows:
        print(
            f"{row['implementation']:20}{row['persons']:9,}{row['events']:11,.0f}{row['seconds']:12.5f}"
            f"{row['events_per_second']:14,.0f}{row['ratio']:9.3g}" + ("  (once)" if row["repeats"] == 1 else "")
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--json", type=Path, metavar="FILE", help="also write what was found")
    parser.add_argument("--leave-out", action="append", default=[], choices=list(IMPLEMENTATIONS), metavar="NAME")
    parser.add_argument("--patient", action="store_true", help="measure Ciw with all sizes: many minutes")
    options = parser.parse_args()
    found = {name: run for name, run in load().items() if name not in options.leave_out}
    compiled = {name: round(compile_seconds(run), 2) for name, run in found.items()}
    print("Seconds of the first run (compilation): " + ", ".join(f"{n} {s:.1f}" for n, s in compiled.items()))
    agreed = agreement(found)
    print_agreement(agreed)
    rows = []
    for persons in SIZES:
        bear = {n: run for n, run in found.items() if options.patient or persons <= LARGEST.get(n, persons)}
        rows += table_rows(speed(bear, persons), persons)
        print_speed([row for row in rows if row["persons"] == persons])
    print("\nseconds: processor time of one replication; ratio: jobsim's events/s over those of this implementation")
    if options.json:
        document = {
            "what": "the internship pool in jobsim, its peers and a hand-written loop",
            "repeat_with": "python benchmarks/peers/run.py --json benchmarks/peers/results.json",
            "python": platform.python_version(),
            "machine": f"{platform.system()} {platform.machine()}, {os.cpu_count()} processors",
            "versions": {name: metadata.version(name) for name in PACKAGES},
            "first_run_seconds": compiled,
            "agreement": {"persons": AGREEMENT_PERSONS, "significance": SIGNIFICANCE, "implementations": agreed},
            "speed": rows,
        }
        options.json.write_text(json.dumps(document, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
