"""What moved between two runs: every figure that differs, the programmes behind it, and the values of the scenarios.

Runs of the same seed and number of replications, and of the same scenario, differ only if the model does: every
difference is then one. Otherwise luck is part of it, and each difference of means has its standard error.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

from jobsim.experiments.fund_view import FundYear
from jobsim.experiments.opened import Opened
from jobsim.experiments.results import Results, line_names
from jobsim.scenario.views import Difference, diff

Numbers = npt.NDArray[np.float64]
Figure = tuple[str, str, int]
"""Which of :data:`KINDS`, of what, in which year."""


@dataclass(frozen=True)
class Moved:
    """A figure that differs: a mean over the replications in money (CNY) or counts, or a share of them."""

    what: str
    """One of :data:`KINDS`."""
    name: str
    year: int
    a: float | None
    b: float | None
    error: float | None
    """Standard error of the difference of two means; None where it is not one of luck, or unknown."""

    @property
    def change(self) -> float | None:
        return None if self.a is None or self.b is None else self.b - self.a


@dataclass(frozen=True)
class Differences:
    figures: tuple[Moved, ...]
    values: tuple[Difference, ...]
    """Values of the scenarios that differ."""
    draws: tuple[str, ...]
    """Uncertain numbers of both whose draws differ."""
    same_luck: bool
    """Whether both ran with the same seed and number of replications."""


def between(a: Opened, b: Opened) -> Differences:
    """Compare two opened runs, figure by figure."""
    left, right = a.results, b.results
    same = (left.order.seed, left.replications, left.order.static) == (
        right.order.seed, right.replications, right.order.static
    )  # fmt: skip
    moved = tuple(figures(measures(left), measures(right), same))
    return Differences(moved, tuple(diff(a.loaded, b.loaded)), _draws(left, right), same)


def figures(mine: Mapping[Figure, Numbers], others: Mapping[Figure, Numbers], same_luck: bool) -> Iterator[Moved]:
    """Every figure of either that differs; without the same luck each with its standard error."""
    for key in [*mine, *(key for key in others if key not in mine)]:
        a, b = mine.get(key), others.get(key)
        if a is None or b is None or not _equal(a, b):
            what, name, year = key
            error = _error(a, b) if not same_luck and a is not None and b is not None else None
            yield Moved(what, name, year, _mean(a), _mean(b), error)


def _equal(a: Numbers, b: Numbers) -> bool:
    return np.array_equal(np.sort(a), np.sort(b), equal_nan=True)


def _mean(values: Numbers | None) -> float | None:
    if values is None or not len(values) or np.isnan(values).all():
        return None
    return float(np.nanmean(values))


def _error(a: Numbers, b: Numbers) -> float | None:
    if len(a) < 2 or len(b) < 2:
        return None
    return math.sqrt(float(np.nanvar(a, ddof=1)) / len(a) + float(np.nanvar(b, ddof=1)) / len(b))


def measures(results: Results) -> dict[Figure, Numbers]:
    """What a run tells, one number per replication each; money in CNY."""
    found: dict[Figure, Numbers] = {}
    budget = results.funds_of_kind("budget")
    rows = results.programmes
    cash = results.outlay.filter((pl.col("basis") == "cash") & pl.col("fund").cast(pl.String).is_in(budget))
    for year in results.years:
        of_year = rows.filter(pl.col("year") == year)
        outlay = of_year.filter(pl.col("fund").cast(pl.String).is_in(budget))
        found["outlay", "", year] = results.per_replication(outlay, "paid_fen")
        paid = cash.filter(pl.col("month") // 100 == year)
        for (payer,), part in paid.group_by("payer", maintain_order=True):
            found["payer", str(payer), year] = results.per_replication(part, "amount_fen")
        for month in range(year * 100 + 1, year * 100 + 13):
            part = paid.filter(pl.col("month") == month)
            found["month", f"{year}-{month % 100:02}", year] = results.per_replication(part, "amount_fen")
        parts = {str(name): part for (name,), part in of_year.group_by("programme")}
        for name in line_names(results.scenario):
            if name in parts:
                found["programme", name, year] = results.per_replication(parts[name], "paid_fen")
                found["persons", name, year] = results.per_replication(parts[name], "persons")
        for fund in results.scenario.funds:
            of_fund = FundYear(results, fund, year)
            found["demand", fund, year], found["arrears", fund, year] = of_fund.demand, of_fund.amount("arrears")
            if of_fund.limited:
                found["overrun", fund, year] = of_fund.overrun.astype(np.float64)
    for (name, year), part in results.targets.group_by("target", "year", maintain_order=True):
        found["reading", str(name), int(year)] = part["value"].to_numpy()
        found["target", str(name), int(year)] = part["met"].cast(pl.Float64).to_numpy()
    return dict(sorted(found.items(), key=lambda one: (KINDS.index(one[0][0]), one[0][2])))


KINDS = (
    "outlay", "payer", "month", "programme", "persons", "demand", "arrears", "overrun", "reading", "target",
)  # fmt: skip
"""Cash of the budget funds in all, by payer and by month; cash and persons of programmes; what funds are asked for, owe
at the year's end, and whether they are overrun; the indicator of a target in its own unit, and whether it is met."""


def _draws(left: Results, right: Results) -> tuple[str, ...]:
    """Uncertain numbers of both runs whose draws are others in some replication that both have."""
    number = min(left.replications, right.replications)
    tables = [one.parameters.filter(pl.col("replication") < number) for one in (left, right)]
    both = tables[0].join(tables[1], on=["replication", "parameter"], suffix="_b")
    moved = both.filter(pl.col("value") != pl.col("value_b"))["parameter"].unique(maintain_order=True)
    return tuple(moved.to_list())
