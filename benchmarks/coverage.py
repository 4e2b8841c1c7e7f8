"""How often the 90 % intervals cover what they are of. python benchmarks/coverage.py STORE

One long run of a small county (a fixture of the tests, and a variant of it) is cut into 200 disjoint blocks; each block
is a run by itself, whose intervals are held against what the long run gives. Sequential runs take their replications
from the long run one after another, each as many as it needs: what the first has left, the second begins with. Where
the long run ends they go on in the same numbers in another, shuffled order, so a number is in several of them, but at
most once in each; ``rounds`` says how often the long run was gone through. The long run stands for the truth; its own
error is a fourteenth of a block's. ``standard_error`` is that of a coverage of 90 % in so many repetitions. The
replications are kept in the folder STORE, so that a second start simulates nothing. The result lies beside the script.

Sequential runs are held against two other rules as well: a look every 40 replications from 40 on that stops at the
first narrow interval, and the product's looks that stop at the first narrow interval.
"""

from __future__ import annotations

import json
import math
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from jobsim.experiments.measures import Measure
from jobsim.experiments.paired import compare_numbers
from jobsim.experiments.precision import MEAN, P80, TARGET, Known, Patience, Reading, looks, reading
from jobsim.experiments.replications import Order, replications
from jobsim.experiments.store import shelf_of
from jobsim.scenario.loader import load_scenario

Numbers = npt.NDArray[np.float64]
NUMBER, REPETITIONS, CAP = 20_000, 200, 2000
COUNTY = Path(__file__).parents[1] / "tests" / "fixtures" / "minimal"
BASE = ("targets.urban_new_employment.value=50 persons",)
"""A target that is met in about half of the futures."""
MORE = (*BASE, "programmes.hiring_subsidy.amount=800 CNY/person")
TARGET_NAME = f"{TARGET}:urban_new_employment"
WIDTHS = {P80: (0.04, 0.03), MEAN: (0.03, 0.02), TARGET_NAME: (0.06, 0.04), "difference": (0.06, 0.04)}
"""Precisions asked for: such as some 150 and some 400 replications give."""


def observed(store: Path | None, number: int, settings: tuple[str, ...]) -> dict[str, Numbers]:
    """Outlay of the year and whether the target is met, in each replication."""
    loaded, order = load_scenario(COUNTY, list(settings), for_run=True), Order(replications=number)
    scenario = loaded.scenario
    asked = {of: reading(scenario, of) for of in (P80, TARGET_NAME)}
    found: dict[str, list[float]] = {of: [] for of in asked}
    for one in replications(scenario, order, 1, None, shelf_of(store, loaded, order)):
        for of, what in asked.items():
            found[of].append(what.of(scenario, one))
    return {of: np.array(values) for of, values in found.items()}


def kinds(base: dict[str, Numbers], more: dict[str, Numbers]) -> dict[str, tuple[Numbers, Callable[[Numbers], Known]]]:
    """What is known of which numbers, by name."""
    year = 0
    difference = Measure("difference", "outlay", "total", None, None, "cash", "", {"zh": "", "en": ""})

    def paired(d: Numbers) -> Known:
        told = compare_numbers("more", difference, np.zeros(len(d)), d)
        assert told.interval is not None and told.mean_difference is not None
        low, high = told.interval
        return Known(told.mean_difference, told.interval, (high - low) / 2 / abs(told.mean_difference))

    return {
        P80: (base[P80], Reading(P80, None, year).known),
        MEAN: (base[P80], Reading(MEAN, None, year).known),
        TARGET_NAME: (base[TARGET_NAME], Reading(TARGET, "", year).known),
        "difference": (more[P80] - base[P80], paired),
    }


def covers(known: Known, truth: float) -> bool:
    return known.interval is not None and known.interval[0] <= truth <= known.interval[1]


def fixed(values: Numbers, know: Callable[[Numbers], Known], repetitions: int) -> float:
    """Share of the disjoint blocks whose interval covers."""
    truth = know(values).value
    return float(np.mean([covers(know(block), truth) for block in np.split(values, repetitions)]))


Rule = tuple[Callable[[], Iterator[int]], bool]
"""When is looked, and whether two looks running must be narrow."""
RULES: dict[str, Rule] = {
    "two looks running": (lambda: looks(1, CAP), True),
    "first narrow look": (lambda: looks(1, CAP), False),
    "every 40 from 40, first": (lambda: iter(range(40, CAP + 1, 40)), False),
}


def sequential(
    values: Numbers, know: Callable[[Numbers], Known], width: float, rule: Rule, repetitions: int
) -> dict[str, float]:
    """Share of sequential runs whose interval covers, the replications they took, and rounds through the long run."""
    truth, at, rounds = know(values).value, 0, 1
    order = values
    covered, taken = [], []
    for _ in range(repetitions):
        patience = Patience()
        if at + CAP > len(order):
            # Begun anew before a run could meet the end of the order, whatever it would find.
            order, at, rounds = np.random.default_rng(rounds).permutation(values), 0, rounds + 1
        for number in rule[0]():
            known = know(order[at : at + number])
            narrow = known.half_width < width
            if patience.enough(narrow=narrow) or (narrow and not rule[1]):
                break
        at += number
        covered.append(covers(known, truth))
        taken.append(number)
    return {"coverage": round(float(np.mean(covered)), 3), "replications": round(float(np.mean(taken))),
            "fewest": min(taken), "most": max(taken), "rounds": rounds}  # fmt: skip


def measured(store: Path | None, number: int = NUMBER, repetitions: int = REPETITIONS) -> dict[str, Any]:
    base, more = (observed(store, number, settings) for settings in (BASE, MORE))
    found = kinds(base, more)
    return {
        "replications": number,
        "repetitions": repetitions,
        "standard_error": round(math.sqrt(0.9 * 0.1 / repetitions), 4),
        "truth": {name: round(know(values).value, 4) for name, (values, know) in found.items()},
        "fixed": {"replications": number // repetitions,
                  "coverage": {name: round(fixed(values, know, repetitions), 3)
                               for name, (values, know) in found.items()}},
        "sequential": {rule: {name: {str(width): sequential(values, know, width, how, repetitions)
                                     for width in WIDTHS[name]} for name, (values, know) in found.items()}
                       for rule, how in RULES.items()},
    }  # fmt: skip


def main() -> None:
    told = measured(Path(sys.argv[1]))
    Path(__file__).with_suffix(".json").write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8")
    print(json.dumps(told, indent=1))


if __name__ == "__main__":
    main()
