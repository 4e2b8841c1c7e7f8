"""What a variant changes: the same persons and the same luck in each, measure by measure (:mod:`.paired`)."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import count, islice
from pathlib import Path
from typing import Any

import numpy as np

from jobsim.experiments.assumed import assumed, excluded
from jobsim.experiments.cluster import Connection
from jobsim.experiments.estimates import LEVEL, share_of
from jobsim.experiments.measures import HORIZON, Observed, all_met, simulated_tests
from jobsim.experiments.paired import Comparison, compare_numbers
from jobsim.experiments.precision import Goal, Patience, looks
from jobsim.experiments.replications import Order, OrderError, Progress, replications, together
from jobsim.experiments.results import gather
from jobsim.experiments.store import shelf_of
from jobsim.experiments.target_view import comes_about, described
from jobsim.experiments.workers import Pool, usable_processors
from jobsim.scenario.loader import Loaded, load_scenario
from jobsim.scenario.schema import Scenario
from jobsim.scenario.variants import default_name, variant_file
from jobsim.scenario.variants import variants as variants_beside
from jobsim.scenario.views import diff

CHUNK = 50
"""So many replications are held with all their tables; of the others only the measures are kept."""


class NotComparable(OrderError):
    """Scenarios that cannot be held against one another."""


# ------------------------------------------------------------------------------------------------ what differs


def compare_observed(variant: str, base: Observed, other: Observed) -> list[Comparison]:
    """Every measure that both scenarios have, and sums that one of them has, in the order of the baseline.

    If one has more replications than the other, those that both have are paired.
    """
    n = min(base.replications, other.replications)
    nothing = np.zeros(n)
    found = []
    for name in dict.fromkeys([*base.measures, *other.measures]):
        measure = base.measures.get(name) or other.measures[name]
        b, v = base.values.get(name), other.values.get(name)
        if measure.additive or (b is not None and v is not None):
            pair = (nothing if b is None else b[:n], nothing if v is None else v[:n])
            found.append(compare_numbers(variant, measure, *pair))
    tests = simulated_tests(base, other)
    for year in (*base.years, None):
        mine, theirs = all_met(base, tests, year), all_met(other, tests, year)
        if mine is not None and theirs is not None:
            found.append(compare_numbers(variant, mine[0], mine[1][:n], theirs[1][:n]))
    return found


def described_tests(base: Observed, other: Observed) -> list[dict[str, Any]]:
    """Each target and year that both have: the baseline's words, and how the probability comes about in both runs."""
    found = []
    for name, measure in base.measures.items():
        if measure.section == "target" and measure.kind == "value" and name in other.values:
            target = str(measure.item)
            word, rests = comes_about(base.scenario, target, base.values[name], other.values[name])
            found.append({**described(base.scenario, target), "year": measure.year, "comes_about": word,
                          "rests_on": rests})  # fmt: skip
    return found


def unmatched(base: Observed, other: Observed) -> list[str]:
    """Measures that only one of the scenarios has and that cannot be taken as 0 in the other: targets, funds."""
    names = base.measures.keys() ^ other.measures.keys()
    both = {**base.measures, **other.measures}
    return sorted(name for name in names if not both[name].additive)


# ------------------------------------------------------------------------------------------------ what can be compared


def check_horizons(base: Scenario, other: Scenario, variant: str) -> None:
    """Raises NotComparable if the scenarios do not report the same years."""
    a, b = base.horizon, other.horizon
    if (a.start, a.end) != (b.start, b.end):
        raise NotComparable(
            f"{variant} covers {b.start} to {b.end}, the baseline {a.start} to {a.end}:"
            " only scenarios of the same years can be compared"
        )


def cautions(base: Loaded, other: Loaded) -> list[dict[str, str]]:
    """Why the pairs may not be the same persons with the same luck; zh and en, empty if they are."""
    found = []
    if base.scenario.scenario.county != other.scenario.scenario.county:
        here, there = base.scenario.scenario.county, other.scenario.scenario.county
        found.append({
            "zh": f"两个县的人口不同（{here.zh}、{there.zh}）：差别不只来自政策，配对也不是同一批人。",
            "en": f"Two counties ({here.en}, {there.en}): the difference is not one of rules only,"
                  " and the pairs are not the same persons.",
        })  # fmt: skip
    elif base.tree.get("county") != other.tree.get("county"):
        found.append({
            "zh": "人口或企业的设定不同：编号相同的人不一定是同一个人，差别包含人口的差别。",
            "en": "Persons or firms are made otherwise: those of the same number need not be the same,"
                  " and the difference holds that too.",
        })  # fmt: skip
    if base.scenario.horizon.history_from != other.scenario.horizon.history_from:
        found.append({
            "zh": "模拟的起始日不同：期初结转的人和钱不同。",
            "en": "The simulation starts on another day: what is carried in differs.",
        })  # fmt: skip
    return found


# ------------------------------------------------------------------------------------------------ running


@dataclass(frozen=True)
class Contender:
    """A scenario that takes part, under its name; ``settings`` are the ``PATH=VALUE`` texts that set it apart."""

    name: str
    loaded: Loaded
    settings: tuple[str, ...] = ()


def contenders(
    base: Path, named: Sequence[str], settings: Sequence[str], *, exclude_missing: bool = False
) -> tuple[Contender, list[Contender]]:
    """The baseline and the variants, loaded: those named, and the baseline with ``PATH=VALUE`` settings if any.

    A variant is a file, a folder, or the name of one beside the baseline. Raises ScenarioError for what is not there
    or not valid, NotComparable if there is nothing to compare.
    """
    loaded = load_scenario(base, exclude_missing=exclude_missing, for_run=True)
    reference = Contender(default_name(base) or loaded.scenario.scenario.name, loaded)
    if not named and not settings:
        ready = ", ".join(variants_beside(base))
        hint = f"; variants of {base}: {ready}" if ready else ""
        raise NotComparable(f"nothing to compare: name a variant, or change a value with --set PATH=VALUE{hint}")
    found: dict[str, Contender] = {}

    def add(name: str, one: Loaded, changes: tuple[str, ...] = ()) -> None:
        free = name if name not in found else next(f"{name}_{k}" for k in count(2) if f"{name}_{k}" not in found)
        found[free] = Contender(free, one, changes)

    for path in [variant_file(base, name) for name in named]:
        one = load_scenario(path, exclude_missing=exclude_missing, for_run=True)
        alone = path.is_file() and path.stem != "scenario"
        add(path.stem if alone else one.scenario.scenario.name, one)
    if settings:
        one = load_scenario(base, list(settings), exclude_missing=exclude_missing, for_run=True)
        add("set", one, tuple(settings))
    return reference, list(found.values())


def observe(
    loaded: Loaded,
    order: Order,
    workers: int | None = None,
    progress: Progress | None = None,
    store: Path | None = None,
    cluster: str | Connection | None = None,
) -> Observed:
    """Run the replications of a scenario and keep their measures.

    With a precision of the order it has as many in the end as that took. Raises RunFailed if one cannot finish.
    """
    shelf = shelf_of(store, loaded, order)
    observed = Observed(loaded.scenario, order.replications)
    goal, done = order.precision, 0
    rooms = iter(()) if goal is None else looks(order.replications, goal.at_most)
    for some in _chunks(replications(loaded.scenario, order, workers, progress, shelf, cluster)):
        done += len(some)
        while done > observed.replications:
            observed.grow(next(rooms))  # where it may stop, so that no room is left over
        observed.add(gather(loaded.scenario, loaded.hash, order, some))
    return observed


def observe_together(
    several: Sequence[Loaded],
    order: Order,
    workers: int | None = None,
    progress: Progress | None = None,
    store: Path | None = None,
    cluster: str | Connection | None = None,
    before: Sequence[Observed] | None = None,
    pool: Pool | None = None,
) -> list[Observed]:
    """The same of several scenarios, replication by replication; the progress counts those of all.

    The replications of ``before`` are in it already.
    """
    observed = [Observed(one.scenario, order.replications) for one in several] if before is None else list(before)
    first = 0 if before is None else before[0].replications
    for one in observed:
        one.grow(order.replications)
    shelves = [shelf_of(store, one, order) for one in several]
    scenarios = [one.scenario for one in several]
    for some in _chunks(together(scenarios, order, workers, progress, shelves, cluster, first, pool)):
        for place, loaded in enumerate(several):
            found = [reduced[place] for reduced in some]
            observed[place].add(gather(loaded.scenario, loaded.hash, order, found))
    return observed


def _chunks(reduced: Iterator[Any]) -> Iterator[list[Any]]:
    while some := list(islice(reduced, CHUNK)):
        yield some


def compare(
    base: Contender,
    variants: Sequence[Contender],
    order: Order,
    workers: int | None = None,
    progress: Progress | None = None,
    store: Path | None = None,
    cluster: str | None = None,
) -> dict[str, Any]:
    """Run the baseline and the variants and compare them: the document that ``jobsim compare --json`` prints.

    Raises NotComparable if a variant covers other years, RunFailed if a replication cannot finish.
    """
    for one in variants:
        check_horizons(base.loaded.scenario, one.loaded.scenario, one.name)
    pool, at = Pool(workers or usable_processors()), None if cluster is None else Connection(cluster)
    try:
        order, found = _observed([base, *variants], order, workers, progress, store, at, pool)
    finally:
        pool.close()
        if at is not None:
            at.close()
    reference, goal = found[0], order.precision
    entries, comparisons = [], []
    for one, observed in zip(variants, found[1:], strict=True):
        comparisons += [entry.document() for entry in compare_observed(one.name, reference, observed)]
        changes = [change for change in diff(base.loaded, one.loaded) if not change.path.startswith("scenario.")]
        entries.append({
            "variant": one.name,
            **_described(one),
            "changes": [{"path": change.path, "baseline": change.a, "value": change.b} for change in changes],
            "cautions": cautions(base.loaded, one.loaded),
            "unmatched": unmatched(reference, observed),
            "targets": (tests := described_tests(reference, observed)),
            "all_targets": _joined(reference, observed, len(tests)),
        })  # fmt: skip
    horizon = base.loaded.scenario.horizon
    return {
        "baseline": {"name": base.name, **_described(base)},
        "variants": entries,
        "replications": order.replications,
        "seed": order.seed,
        "engine": order.engine,
        "static": order.static,
        "horizon": {"start": str(horizon.start), "end": str(horizon.end)},
        "interval_level": LEVEL,
        "precision": None if goal is None else precise(comparisons, goal),
        "comparisons": comparisons,
        "assumed": assumed(base.loaded),
    }


def _observed(
    several: Sequence[Contender],
    order: Order,
    workers: int | None,
    progress: Progress | None,
    store: Path | None,
    cluster: Connection | None,
    pool: Pool,
) -> tuple[Order, list[Observed]]:
    """All contenders' measures, and the order with the number of replications that there are in the end.

    With a precision they are looked at together, until the difference of every variant is known so well, or the cap;
    the workers stay from look to look.
    """
    goal, patience = order.precision, Patience()
    loaded = [one.loaded for one in several]
    found: list[Observed] | None = None
    for number in [order.replications] if goal is None else looks(order.replications, goal.at_most):
        wanted = None if goal is not None else number * len(several)
        report = None if progress is None else _until(progress, wanted)
        part = replace(order, precision=None, replications=number)
        found = observe_together(loaded, part, workers, report, store, cluster, found, pool)
        order = replace(order, replications=number)
        if goal is not None:
            known = [_outlay_known(one.name, found[0], other) for one, other in zip(several, found, strict=True)]
            if patience.enough(narrow=all(_width(one.document()) < goal.width for one in known[1:])):
                break
    assert found is not None
    return order, found


def _until(progress: Progress, wanted: int | None) -> Progress:
    return lambda done, _: progress(done, wanted)


_OUTLAY = f"outlay.{HORIZON}.cash.total"
"""The measure whose difference a precision is about: what the page says first of cash."""


def _outlay_known(name: str, base: Observed, other: Observed) -> Comparison:
    return compare_numbers(name, base.measures[_OUTLAY], base.values[_OUTLAY], other.values[_OUTLAY])


def _width(one: dict[str, Any]) -> float:
    """Half the interval's width as a share of the mean difference; 0 of one that is 0 everywhere."""
    return share_of(one["interval"], one["mean_difference"])


def precise(comparisons: Sequence[dict[str, Any]], goal: Goal) -> dict[str, Any]:
    """How precisely the difference of each variant's cash outlay is known: half the interval as a share of itself."""
    widths = {one["variant"]: _width(one) for one in comparisons if one["measure"] == _OUTLAY}
    return {
        "of": goal.of,
        "measure": _OUTLAY,
        "asked": goal.width,
        "at_most": goal.at_most,
        "reached": all(width < goal.width for width in widths.values()),
        "half_width": {name: width if math.isfinite(width) else None for name, width in widths.items()},
    }


def _joined(base: Observed, other: Observed, of: int) -> dict[str, int] | None:
    """How many tests "all targets" joins; None if none is simulated."""
    tests = simulated_tests(base, other)
    return {"tests": len(tests), "of": of} if tests else None


def _described(one: Contender) -> dict[str, Any]:
    return {
        "title": one.loaded.scenario.scenario.title.model_dump(),
        "path": str(one.loaded.path),
        "set": list(one.settings),
        "scenario_hash": one.loaded.hash,
        "excluded": excluded(one.loaded),
    }
