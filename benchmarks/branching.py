"""Variants simulated together against single runs, in turns; writes ``branching.json`` beside this file.

``.venv/bin/python benchmarks/branching.py``: of each replication first the one way, then the other, reduced to its
tables as a run does it, in one thread. Who goes first changes from replication to replication, so that what else the
machine does falls on both. Told are medians of wall and of processor seconds, and of the ratios of pairs; the tables
must be the same to the byte. Sets:

``five``       what a bureau asks in a year, see FIVE
``compared``   the baseline with them, as ``jobsim compare`` runs it
``first_day``  the baseline and a rule that differs from the first day on: nothing but the county is shared
``shipped``    the baseline and all ready-made variants of Jingyuan
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import platform
import statistics
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from jobsim.days import NEVER
from jobsim.engines.compiled import together
from jobsim.experiments.reduction import Reduced
from jobsim.experiments.replications import Order, replicate, replicate_together
from jobsim.experiments.store import block
from jobsim.scenario.loader import load_scenario
from jobsim.scenario.schema import Scenario
from jobsim.scenario.variants import variants

HERE = Path(__file__).parent
COUNTY = HERE.parent / "scenarios" / "jingyuan_2023"
FIVE = (
    "appropriation_cut_10_percent", "internship_1300_1500", "internships_doubled", "rate_cuts_to_year_end",
    "hiring_ends_in_june",
)  # fmt: skip
"""Less money; another rate; more places; a deadline put off; an earlier end of new cases."""
FIRST_DAY = "six_groups_three_years"


def same(one: Reduced, other: Reduced) -> bool:
    tables = (*block.TABLES, "events", "parameters")
    pairs = [(getattr(one, name), getattr(other, name)) for name in tables]
    return all(a.tobytes() == b.tobytes() if isinstance(a, np.ndarray) else a == b for a, b in pairs)


def timed(work: Callable[[], list[Reduced]]) -> tuple[list[Reduced], float, float]:
    wall, busy = time.perf_counter(), time.process_time()
    found = work()
    return found, time.perf_counter() - wall, time.process_time() - busy


def measure(scenarios: list[Scenario], numbers: range) -> dict[str, Any]:
    order, taken = Order(seed=1), {"together": [], "single": []}  # type: ignore[var-annotated]
    ways: dict[str, Callable[[int], list[Reduced]]] = {
        "together": lambda r: list(replicate_together(scenarios, order, r)),
        "single": lambda r: [replicate(one, order, r) for one in scenarios],
    }
    for name in ways:  # once for the buffers
        ways[name](numbers[0])
    for r in numbers:
        found = {}
        for name in list(ways) if r % 2 else reversed(ways):
            found[name], wall, busy = timed(lambda way=ways[name], r=r: way(r))  # type: ignore[misc]
            taken[name].append((wall, busy))
        assert all(same(a, b) for a, b in zip(found["together"], found["single"], strict=True)), r
    told: dict[str, Any] = {"scenarios": len(scenarios), "replications": len(numbers), "same_bytes": True}
    for k, clock in enumerate(("wall", "processor")):
        seconds = {name: [one[k] for one in values] for name, values in taken.items()}
        told[clock] = {
            **{f"{name}_seconds": round(statistics.median(values), 4) for name, values in seconds.items()},
            "times_faster": round(
                statistics.median(b / a for a, b in zip(seconds["together"], seconds["single"], strict=True)), 2
            ),
        }
    return told


def days_of(base: Scenario, others: dict[str, Scenario]) -> dict[str, str]:
    """From which day on each variant differs, in replication 0; "other county" where persons are made otherwise."""
    found: dict[str, str] = {}
    plain = together.first_difference
    for name, one in others.items():
        seen: list[int] = []

        def noted(a: Any, b: Any, seen: list[int] = seen) -> int:
            seen.append(plain(a, b))
            return seen[-1]

        together.first_difference = noted
        list(together.run([base, one], 1, 0))
        first, last = base.horizon.history_from, base.horizon.end
        day = seen[-1] if seen else None
        if day is None:
            found[name] = "other county"
        elif day <= first.toordinal():
            found[name] = "first day"
        else:
            found[name] = "never" if day > min(last.toordinal(), NEVER) else str(dt.date.fromordinal(day))
    together.first_difference = plain
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--replications", type=int, default=20)
    parser.add_argument("--of-shipped", type=int, default=2)
    options = parser.parse_args()
    base = load_scenario(COUNTY, for_run=True, warned=False).scenario
    ready = {name: load_scenario(file, for_run=True, warned=False).scenario for name, file in variants(COUNTY).items()}
    five, numbers = [ready[name] for name in FIVE], range(options.replications)
    days = days_of(base, ready)
    result = {
        "python": platform.python_version(),
        "machine": platform.machine(),
        "five": {"variants": {name: days[name] for name in FIVE}, **measure(five, numbers)},
        "compared": measure([base, *five], numbers),
        "first_day": {"variant": FIRST_DAY, **measure([base, ready[FIRST_DAY]], numbers)},
        "shipped": {**measure([base, *ready.values()], range(options.of_shipped)), "differ_from": days},
    }
    (HERE / "branching.json").write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")
    print(json.dumps({name: part for name, part in result.items() if name != "shipped"}, indent=1))
    print(result["shipped"]["wall"], result["shipped"]["processor"])  # type: ignore[index]


if __name__ == "__main__":
    main()
