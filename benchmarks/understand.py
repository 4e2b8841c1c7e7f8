"""What a result rests on, held against what is known. python benchmarks/understand.py STORE [SCENARIO [REPLICATIONS]]

``shares``: a county of the tests whose outlay can be reckoned (five prices and luck), run with many seeds as a run is
by default: how often the interval of the share of assumption holds the true share, and how wide it is.

``county``: a shipped county (Jingyuan) is understood: the ten numbers of each result. It is screened with a second
seed, and ``overlap`` says how many of the ten with the largest indices both screenings name.

``worth``: the first two numbers of the outlay and the first of what the fund needs are narrowed to ± 10 % in a run of
its own, with the same seed and the same number of replications, and the range and the reserve that come out are held
against what ``understand`` had said. ``error`` is the standard error of the difference between the two runs, by
resampling.

Replications are kept in the folder STORE, so that a second start simulates nothing. The result lies beside the script.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from jobsim.experiments.additive import fit, inputs
from jobsim.experiments.replications import Order, replications
from jobsim.experiments.results import Results, gather
from jobsim.experiments.spreads import CASH, NEEDED, VALUE, spreads
from jobsim.experiments.store import shelf_of
from jobsim.experiments.twins import shares, with_twins
from jobsim.experiments.understanding import TOLD, Understanding, Understood, understand
from jobsim.experiments.worth import KNOWN, width
from jobsim.scenario.loader import Loaded, load_scenario
from jobsim.scenario.provenance import quantities

Numbers = npt.NDArray[np.float64]
KNOWN_COUNTY = Path(__file__).parents[1] / "tests" / "fixtures" / "known"
DEVIATIONS = (20_000.0, 14_000.0, 10_000.0, 5_000.0, 1_000.0)
"""Of the five prices, in CNY: what the fixture says."""
TRIALS, SEEDS, REPLICATIONS = 40, (1, 2), 1000


def run(loaded: Loaded, order: Order, store: Path, pairs: bool = False) -> Results:
    found = replications(loaded.scenario, order, None, None, shelf_of(store, loaded, order))
    results = gather(loaded.scenario, loaded.hash, order, found, loaded.excluded)
    return with_twins(loaded, results, None, None, store) if pairs else results


def of(results: Results, name: str) -> Numbers:
    return next(one.values for one in spreads(results) if one.name == name)


# ------------------------------------------------------------------------------------------------ shares


def known_shares(store: Path, trials: int) -> dict[str, Any]:
    loaded = load_scenario(KNOWN_COUNTY)
    luck, told = [], []
    for seed in range(1, trials + 1):
        results = run(loaded, Order(seed=seed), store, pairs=True)
        drawn = inputs(results)
        luck.append(of(results, "outlay.2023.cash") - drawn.values.sum(axis=1))
        told.append(shares(results)["outlay.2023.cash"])
    prices = sum(deviation**2 for deviation in DEVIATIONS)
    true = prices / (prices + float(np.concatenate(luck).var()))
    found = [one for one in told if one is not None]
    return {
        "trials": trials, "replications": Order().replications, "pairs": found[0].pairs, "true": true,
        "mean": float(np.mean([one.share for one in found])), "covered": float(
            np.mean([one.low <= true <= one.high for one in found])),
        "half_width": float(np.mean([(one.high - one.low) / 2 for one in found])),
    }  # fmt: skip


# ------------------------------------------------------------------------------------------------ a county


def told(one: Understood) -> dict[str, Any]:
    share = one.share
    return {
        "assumption": None if share is None else [share.share, share.low, share.high], "floor": one.floor,
        "rest": one.rest, "numbers": len(one.carried) + one.more,
        "carried": [
            {"path": each.path, "index": each.index, "low": each.low, "high": each.high, "total": each.total,
             "worth": None if each.worth is None else vars(each.worth)} for each in one.carried
        ],
    }  # fmt: skip


def screened(results: Results) -> dict[str, list[str]]:
    """The ten numbers of each result with the largest indices."""
    drawn = inputs(results)
    fits = {one.name: fit(drawn, one.values) for one in spreads(results) if one.kind in (CASH, NEEDED, VALUE)}
    return {
        name: [drawn.paths[one.position] for one in found.carriers[:TOLD]] for name, found in fits.items() if found
    }  # fmt: skip


def overlap(one: list[str], other: list[str]) -> list[int]:
    """How many of the ten are the same, and of how many."""
    return [len({*one} & {*other}), min(len(one), len(other))]


# ------------------------------------------------------------------------------------------------ worth


def narrowed(loaded: Loaded, path: str, middle: float, name: str, number: int, store: Path) -> Numbers:
    """The result of a run in which the number lies within ± 10 % of the middle."""
    quantity = next(one.quantity for one in quantities(loaded.scenario) if one.quantity.path == path)
    ends = f"[{middle * (1 - KNOWN):.10g}, {middle * (1 + KNOWN):.10g}]"
    within = f"uniform: {ends}" if middle else "value: 0"
    unit = "" if quantity.unit in (None, "share") else f", unit: {quantity.unit}"
    change = f"{path}={{{within}{unit}, source: assumption}}"
    changed = load_scenario(loaded.path, [change], exclude_missing=True)
    return of(run(changed, Order(seed=SEEDS[0], replications=number), store), name)


def compared(loaded: Loaded, found: Understanding, one: Understood, place: int, store: Path) -> dict[str, Any]:
    carried = one.carried[place]
    drawn = inputs(found.results)
    middle = float(np.median(drawn.values[:, drawn.paths.index(carried.path)]))
    number = found.results.replications
    after = narrowed(loaded, carried.path, middle, one.spread.name, number, store)
    chance, before = np.random.default_rng(0), one.spread.values

    def narrower(at: npt.NDArray[np.intp]) -> list[float]:
        """By how much range and reserve are smaller, in some of the replications."""
        wide, narrow = width(before[at]), width(after[at])
        return [wide.p10_to_p90 - narrow.p10_to_p90, wide.reserve - narrow.reserve]

    error = np.std([narrower(chance.integers(number, size=number)) for _ in range(400)], axis=0)
    found_range, found_reserve = narrower(np.arange(number))
    worth = carried.worth
    assert worth is not None
    return {
        "result": one.spread.name, "path": carried.path, "before": vars(width(before)), "after": vars(width(after)),
        "range": {"said": [worth.range, worth.range_low, worth.range_high], "run": found_range,
                  "error": float(error[0])},
        "reserve": {"said": [worth.reserve, worth.reserve_low, worth.reserve_high], "run": found_reserve,
                    "error": float(error[1])},
    }  # fmt: skip


def main(store: Path, scenario: str, number: int, trials: int) -> Iterator[dict[str, Any]]:
    """The document, as far as it is known, part by part."""
    document: dict[str, Any] = {"shares": known_shares(store, trials), "worth": []}
    loaded = load_scenario(scenario, exclude_missing=True)
    found = understand(loaded, Order(seed=SEEDS[0], replications=number), minutes=600, store=store)
    first = {one.spread.name: one for one in found.understood}
    head = {"scenario": loaded.scenario.scenario.name, "scenario_hash": loaded.hash}
    document["county"] = {**head, "plan": vars(found.plan), "first": {name: told(one) for name, one in first.items()}}
    yield document
    own = screened(found.results)
    again = screened(run(loaded, Order(seed=SEEDS[1], replications=number), store))
    document["county"]["overlap"] = {name: overlap(own[name], again[name]) for name in own if name in again}
    yield document
    cash = next(one for one in reversed(found.understood) if one.spread.kind == CASH)
    needed = next((one for one in found.understood if one.spread.kind == NEEDED), cash)
    for one, place in ((cash, 0), (needed, 0)):
        if place < len(one.carried):
            document["worth"].append(compared(loaded, found, one, place, store))
            yield document
    if len(cash.carried) > 1:
        document["worth"].append(compared(loaded, found, cash, 1, store))
    yield document


if __name__ == "__main__":
    _, folder, *rest = sys.argv
    told_of, many = rest[0] if rest else "jingyuan_2023", int(rest[1]) if len(rest) > 1 else REPLICATIONS
    for known in main(Path(folder), told_of, many, TRIALS):
        written = json.dumps(known, indent=1, ensure_ascii=False) + "\n"
        Path(__file__).with_suffix(".json").write_text(written, encoding="utf-8")
