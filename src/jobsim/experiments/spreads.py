"""The numbers whose spread a run tells: one for each replication, under names that stay the same from run to run.

``outlay.PERIOD.cash`` and ``outlay.PERIOD.demand`` are money of the budget funds; PERIOD is a year, or ``horizon`` for
several together. ``fund.YEAR.NAME.needed`` is the appropriation that would just suffice, ``fund.YEAR.NAME.overrun``
whether demand passes the money there is; of a target there are ``target.YEAR.NAME.value`` and ``target.YEAR.NAME.met``.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

from jobsim.experiments.fund_view import fund_years
from jobsim.experiments.programme_view import total
from jobsim.experiments.results import Results
from jobsim.experiments.target_view import unit_of

Numbers = npt.NDArray[np.float64]
CASH, DEMAND, NEEDED, OVERRUN, VALUE, MET = "cash", "demand", "needed", "overrun", "value", "met"
EVENTS = (OVERRUN, MET)
"""What happens or does not: 1 or 0 in a replication."""


@dataclass(frozen=True)
class Spread:
    """A number of each replication; ``values`` is float64[replications], NaN where there is none.

    ``item`` is a fund or target, ``year`` is None for the years together.
    """

    name: str
    kind: str
    item: str | None
    year: int | None
    unit: str
    values: Numbers


def spreads(results: Results) -> list[Spread]:
    """All of them: outlay, then budget funds that have an appropriation, then targets."""
    return results.once(_spreads)


def _spreads(results: Results) -> list[Spread]:
    return [*_outlay(results), *_funds(results), *_targets(results)]


def _outlay(results: Results) -> Iterator[Spread]:
    budget = results.funds_of_kind("budget")
    for year in (*results.years, *([None] if len(results.years) > 1 else [])):
        for kind, column in ((CASH, "paid_fen"), (DEMAND, "demand_fen")):
            name = f"outlay.{year or 'horizon'}.{kind}"
            yield Spread(name, kind, None, year, "CNY", total(results, budget, column, year))


def _funds(results: Results) -> Iterator[Spread]:
    for one in fund_years(results):
        if one.limited:
            name = f"fund.{one.year}.{one.fund}"
            yield Spread(f"{name}.{NEEDED}", NEEDED, one.fund, one.year, "CNY", one.needs)
            over = (one.demand > one.available).astype(np.float64)
            yield Spread(f"{name}.{OVERRUN}", OVERRUN, one.fund, one.year, "probability", over)


def _targets(results: Results) -> Iterator[Spread]:
    rows = results.targets.with_columns(pl.col("target").cast(pl.String)).sort("target", "year", "replication")
    for (target, year), part in rows.group_by("target", "year", maintain_order=True):
        name = f"target.{year}.{target}"
        unit = unit_of(results.scenario.targets[str(target)])
        values = part["value"].to_numpy().astype(np.float64)
        met = part["met"].to_numpy().astype(np.float64)
        yield Spread(f"{name}.{VALUE}", VALUE, str(target), int(str(year)), unit, values)
        yield Spread(f"{name}.{MET}", MET, str(target), int(str(year)), "probability", met)
