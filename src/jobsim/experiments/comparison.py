"""What a variant changes: differences replication by replication, with the same persons and the same luck.

Replication r of the baseline and of a variant share every draw (the draws are keyed, see ``jobsim.draws``), so their
difference holds what the variant does and little else. For each measure (:mod:`jobsim.experiments.measures`) with
values b and v and differences d = v - b over n pairs:

* ``mean_difference`` is the mean of d, ``interval`` its 90 % interval: Student's t on d for sums and indicators, for
  probabilities the Wald interval with Bonett and Price's adjustment (2012, J. Educ. Behav. Stat. 37:479), which holds
  its level with few replications too. Where no replication differs it is [0, 0], and with one pair there is none.
* ``spread`` holds the 5 % and 95 % quantiles of d: how much the variant changes in one future or another. It stays as
  wide as it is with more replications; the interval of the mean gets narrower. Not for probabilities.
* ``p_less`` is the share of pairs with v < b. Pairs that are equal count in ``p_equal`` alone, not by halves.
* ``variance_reduction`` is (var b + var v) / var d, sample variances of the same runs: what the variance of the mean
  difference would be with independent seeds, over what it is. Its square root, ``narrower``, says how much narrower the
  interval is. None where every pair differs by the same amount: there is nothing to divide by.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import count, islice
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl
from scipy.special import ndtri

from jobsim.experiments.assumed import assumed, excluded
from jobsim.experiments.cluster import Connection
from jobsim.experiments.estimates import LEVEL, half_of_mean, share_of
from jobsim.experiments.measures import HORIZON, PROBABILITY, Measure, Observed, all_met, simulated_tests
from jobsim.experiments.precision import Goal, Patience, looks
from jobsim.experiments.replications import Order, OrderError, Progress, replications
from jobsim.experiments.results import gather
from jobsim.experiments.store import shelf_of
from jobsim.experiments.target_view import comes_about, described
from jobsim.scenario.loader import Loaded, load_scenario
from jobsim.scenario.schema import Scenario
from jobsim.scenario.variants import default_name, variant_file
from jobsim.scenario.variants import variants as variants_beside
from jobsim.scenario.views import diff

CHUNK = 50
"""So many replications are held with all their tables; of the others only the measures are kept."""


class NotComparable(OrderError):
    """Scenarios that cannot be held against one another."""


@dataclass(frozen=True)
class Comparison:
    """A measure of a variant held against the baseline. Money is in CNY; None where a number is not known."""

    variant: str
    measure: Measure
    baseline: float | None
    value: float | None
    mean_difference: float | None
    interval: tuple[float, float] | None
    spread: tuple[float, float] | None
    p_less: float | None
    p_equal: float | None
    variance_reduction: float | None
    narrower: float | None
    pairs: int

    @property
    def unchanged(self) -> bool:
        """Whether no replication differs."""
        return self.p_equal == 1.0

    def document(self) -> dict[str, Any]:
        """As a JSON object."""
        measure = self.measure
        return {
            "variant": self.variant,
            "measure": measure.name,
            "title": measure.title,
            "year": measure.year,
            "unit": measure.unit,
            "baseline": self.baseline,
            "value": self.value,
            "mean_difference": self.mean_difference,
            "interval": None if self.interval is None else list(self.interval),
            "spread": None if self.spread is None else list(self.spread),
            "p_less": self.p_less,
            "p_equal": self.p_equal,
            "variance_reduction": self.variance_reduction,
            "narrower": self.narrower,
            "pairs": self.pairs,
            "section": measure.section,
            "kind": measure.kind,
            "item": measure.item,
            "basis": measure.basis,
        }


# ------------------------------------------------------------------------------------------------ statistics


def compare_numbers(
    variant: str, measure: Measure, b: npt.NDArray[np.float64], v: npt.NDArray[np.float64]
) -> Comparison:
    """Compare paired numbers of the same length; pairs in which one has no value (NaN) are left out."""
    known = ~(np.isnan(b) | np.isnan(v))
    b, v = b[known], v[known]
    pairs = len(b)
    if pairs == 0:
        return Comparison(variant, measure, None, None, None, None, None, None, None, None, None, 0)
    scale = 100.0 if measure.in_fen else 1.0
    d = v - b
    alike = _alike(b, v, d)
    reduction = None if alike else float((b.var(ddof=1) + v.var(ddof=1)) / d.var(ddof=1))
    return Comparison(
        variant, measure,
        baseline=_rounded(b.mean() / scale),
        value=_rounded(v.mean() / scale),
        mean_difference=_rounded(d.mean() / scale),
        interval=_probability_interval(d) if measure.unit == PROBABILITY else _mean_interval(d, scale, alike),
        spread=None if measure.unit == PROBABILITY else _rounded_pair(*np.quantile(d, (0.05, 0.95)) / scale),
        p_less=float((d < 0).mean()),
        p_equal=float((d == 0).mean()),
        variance_reduction=None if reduction is None else _rounded(reduction),
        narrower=None if reduction is None else _rounded(np.sqrt(reduction)),
        pairs=pairs,
    )  # fmt: skip


def _rounded(value: float) -> float:
    """Without the noise of binary fractions, and without a negative zero."""
    return round(float(value), 6) + 0.0


def _rounded_pair(low: float, high: float) -> tuple[float, float]:
    return _rounded(low), _rounded(high)


def _alike(b: npt.NDArray[np.float64], v: npt.NDArray[np.float64], d: npt.NDArray[np.float64]) -> bool:
    """Whether all pairs differ by the same amount, but for the noise of binary fractions in rates."""
    return bool(d.max() - d.min() <= 1e-12 * max(np.abs(b).max(), np.abs(v).max()))


def _mean_interval(d: npt.NDArray[np.float64], scale: float, alike: bool) -> tuple[float, float] | None:
    mean, n = d.mean() / scale, len(d)
    if n < 2:
        return (0.0, 0.0) if d[0] == 0 else None
    half = 0.0 if alike else half_of_mean(d) / scale
    return _rounded_pair(mean - half, mean + half)


def _probability_interval(d: npt.NDArray[np.float64]) -> tuple[float, float] | None:
    """Bonett and Price 2012: one pair is added to each of both kinds that differ, two to all."""
    n = len(d)
    if not d.any():
        return 0.0, 0.0
    if n < 2:
        return None
    up, down = ((d > 0).sum() + 1) / (n + 2), ((d < 0).sum() + 1) / (n + 2)
    half = ndtri((1 + LEVEL) / 2) * np.sqrt((up + down - (up - down) ** 2) / (n + 2))
    return _rounded_pair(max(up - down - half, -1.0), min(up - down + half, 1.0))


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
    before: Observed | None = None,
) -> Observed:
    """Run the replications of a scenario and keep their measures; those of ``before`` are in it already.

    Raises RunFailed if one cannot finish.
    """
    shelf = shelf_of(store, loaded, order)
    first = 0 if before is None else before.replications
    observed = Observed(loaded.scenario, order.replications) if before is None else before
    observed.grow(order.replications)
    for some in _chunks(replications(loaded.scenario, order, workers, progress, shelf, cluster, first)):
        observed.add(gather(loaded.scenario, loaded.hash, order, some))
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
    order, found = _observed([base, *variants], order, workers, progress, store, cluster)
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
    cluster: str | None,
) -> tuple[Order, list[Observed]]:
    """All contenders' measures, and the order with the number of replications that there are in the end.

    With a precision they are looked at together, until the difference of every variant is known so well, or the cap.
    """
    goal, patience = order.precision, Patience()
    found: list[Observed | None] = [None] * len(several)
    for number in [order.replications] if goal is None else looks(order.replications, goal.at_most):
        wanted = None if goal is not None else number * len(several)
        part = replace(order, precision=None, replications=number)
        for place, one in enumerate(several):
            before = sum(0 if other is None else other.replications for at, other in enumerate(found) if at != place)
            report = None if progress is None else _after(progress, before, wanted)
            found[place] = observe(one.loaded, part, workers, report, store, cluster, found[place])
        order = replace(order, replications=number)
        whole = [one for one in found if one is not None]
        if goal is not None:
            known = [_outlay_known(one.name, whole[0], other) for one, other in zip(several, whole, strict=True)]
            if patience.enough(narrow=all(_width(one.document()) < goal.width for one in known[1:])):
                break
    return order, whole


def _after(progress: Progress, before: int, wanted: int | None) -> Progress:
    return lambda done, _: progress(before + done, wanted)


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


# ------------------------------------------------------------------------------------------------ frames


def frame(comparisons: Sequence[dict[str, Any]]) -> pl.DataFrame:
    """Comparisons as a tidy data frame: one row per variant and measure; the interval as ``low`` and ``high``."""
    rows = [
        {
            "variant": one["variant"], "measure": one["measure"], "zh": one["title"]["zh"], "en": one["title"]["en"],
            "section": one["section"], "kind": one["kind"], "item": one["item"], "year": one["year"],
            "basis": one["basis"], "unit": one["unit"], "baseline": one["baseline"], "value": one["value"],
            "mean_difference": one["mean_difference"], "low": (one["interval"] or (None, None))[0],
            "high": (one["interval"] or (None, None))[1], "p05": (one["spread"] or (None, None))[0],
            "p95": (one["spread"] or (None, None))[1], "p_less": one["p_less"], "p_equal": one["p_equal"],
            "variance_reduction": one["variance_reduction"], "narrower": one["narrower"], "pairs": one["pairs"],
        }
        for one in comparisons
    ]  # fmt: skip
    return pl.DataFrame(rows, schema=_SCHEMA)


_SCHEMA = {
    **dict.fromkeys(("variant", "measure", "zh", "en", "section", "kind", "item"), pl.String), "year": pl.Int32,
    **dict.fromkeys(("basis", "unit"), pl.String),
    **dict.fromkeys(("baseline", "value", "mean_difference", "low", "high", "p05", "p95", "p_less", "p_equal",
                     "variance_reduction", "narrower"), pl.Float64),
    "pairs": pl.Int32,
}  # fmt: skip
