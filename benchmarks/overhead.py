"""What a Dask cluster costs beside threads, and that every way of simulating gives the same bytes.

Repeat with ``.venv/bin/python benchmarks/overhead.py``; another county and numbers are arguments. Blocks of
replications go through two threads of this process and through two workers of a local cluster, in turns, so that what
else the machine does falls on both; nothing is stored. Processor seconds are those of this process and its workers. The
start of the workers is measured by itself: a run pays it once. ``overhead.json`` beside this file has the seconds of a
replication in both ways and what follows for 1,000. Digests of all tables are compared between one, two and four
threads, one, two and four workers, and two processes of the SimPy engine.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import platform
import statistics
import time
from pathlib import Path
from typing import Any

import psutil  # comes with distributed

from jobsim.experiments.cluster import Connection
from jobsim.experiments.reduction import Reduced
from jobsim.experiments.replications import Order, replications
from jobsim.experiments.store.block import TABLES
from jobsim.scenario.loader import load_scenario

HERE = Path(__file__).parent
WORKERS = 2


def digest(one: Reduced) -> str:
    found = hashlib.sha256(json.dumps(one.parameters).encode())
    for name in TABLES:
        found.update(getattr(one, name).tobytes())
    return found.hexdigest()


class Clock:
    """Wall and processor seconds of this process and those that it has started."""

    def __init__(self) -> None:
        self.wall, self.busy = time.perf_counter(), self._busy()

    def _busy(self) -> float:
        own = psutil.Process()
        return sum(one.cpu_times().user + one.cpu_times().system for one in (own, *own.children(recursive=True)))

    def taken(self) -> tuple[float, float]:
        return time.perf_counter() - self.wall, self._busy() - self.busy


def in_turns(scenario: Any, size: int, turns: int) -> dict[str, Any]:
    """Seconds of a replication in threads and on the cluster, and of the cluster's start."""
    clock = Clock()
    at = Connection(f"local:{WORKERS}")
    at.get_ready()
    start = clock.taken()

    def threads(order: Order) -> list[str]:
        return [digest(one) for one in replications(scenario, order, WORKERS)]

    def cluster(order: Order) -> list[str]:
        return [digest(one) for one in replications(scenario, order, cluster=at)]

    found: dict[str, list[tuple[float, float]]] = {"threads": [], "cluster": []}
    try:
        for way in (threads, cluster):
            clock = Clock()
            way(Order(seed=99, replications=2 * WORKERS))  # kernel and scenario are loaded
            if way is cluster:
                start = tuple(a + b for a, b in zip(start, clock.taken(), strict=True))
        for turn in range(turns):
            order, digests = Order(seed=100 + turn, replications=size), []
            for way in (threads, cluster) if turn % 2 else (cluster, threads):
                clock = Clock()
                digests.append(way(order))
                found[way.__name__].append(clock.taken())
            assert digests[0] == digests[1]
    finally:
        at.close()
    each = {
        way: {"wall": [wall / size for wall, _ in taken], "processor": [busy / size for _, busy in taken]}
        for way, taken in found.items()
    }
    told: dict[str, Any] = {"replications_a_turn": size, "turns": turns}
    for at_, kind in enumerate(("wall", "processor")):
        ratios = [b / a for a, b in zip(each["threads"][kind], each["cluster"][kind], strict=True)]
        thread, worker = (statistics.median(each[way][kind]) for way in ("threads", "cluster"))
        told[kind] = {
            "threads_each": round(thread, 4), "cluster_each": round(worker, 4), "cluster_start": round(start[at_], 2),
            "median_of_ratios": round(statistics.median(ratios), 3),
            "overhead_of_1000": round(statistics.median(ratios) - 1 + start[at_] / (1000 * thread), 3),
        }  # fmt: skip
    return told


def same_bytes(scenario: Any, number: int) -> dict[str, Any]:
    """The ways that gave the same digests; SimPy is slow and does the first two."""
    ways: dict[str, dict[str, Any]] = {f"threads {n}": {"workers": n} for n in (1, 2, 4)}
    ways |= {f"cluster {n}": {"cluster": f"local:{n}"} for n in (1, 2, 4)}
    found = {way: [digest(one) for one in replications(scenario, Order(replications=number), **how)]
             for way, how in ways.items()}  # fmt: skip
    simpy = Order(replications=2, engine="simpy")
    found["processes 2 (SimPy)"] = [digest(one) for one in replications(scenario, simpy, 2)]
    first = next(iter(found.values()))
    for way, digests in found.items():
        assert digests == first[: len(digests)], way
    return {"replications": number, "ways": list(found), "digest": hashlib.sha256("".join(first).encode()).hexdigest()}


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    asked.add_argument("--county", default="jingyuan_2023")
    asked.add_argument("--size", type=int, default=50)
    asked.add_argument("--turns", type=int, default=4)
    asked.add_argument("--same", type=int, default=20)
    asked.add_argument("--write", type=Path, default=HERE / "overhead.json")
    wanted = asked.parse_args()
    scenario = load_scenario(wanted.county, exclude_missing=True).scenario
    document = {
        "what": "replications in two threads and on two workers of a local Dask cluster, in turns; nothing stored",
        "repeat_with": ".venv/bin/python benchmarks/overhead.py",
        "county": wanted.county,
        "python": platform.python_version(),
        "machine": f"{platform.system()} {platform.machine()}, {os.cpu_count()} processors",
        "same_bytes": same_bytes(scenario, wanted.same),
        "overhead": in_turns(scenario, wanted.size, wanted.turns),
        "load_of_the_machine": round(os.getloadavg()[0], 1),
    }
    wanted.write.write_text(json.dumps(document, indent=1) + "\n", encoding="utf-8")
    print(json.dumps(document, indent=1))


if __name__ == "__main__":
    main()
