"""How precisely a run knows what it was asked to know: the same for a fresh run, a stored one and a replayed one."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import polars as pl

from jobsim.experiments.fund_view import FundYear
from jobsim.experiments.precision import OVERRUN, TARGET, Asked, Goal, Together, reading
from jobsim.experiments.programme_view import total
from jobsim.experiments.results import Results

if TYPE_CHECKING:
    from jobsim.experiments.measures import Observed


def precision_of(results: Results) -> dict[str, Any] | None:
    """As in ``summary.json``; None if no precision was asked for.

    A run stops before its cap only where the precision is reached, so its last look tells whether it is.
    """
    goal = results.order.precision
    if goal is None:
        return None
    asked = reading(results.scenario, goal.of)
    return told(asked, goal, _values(results, asked), results.replications)


def told(asked: Asked, goal: Goal, values: npt.ArrayLike, replications: int) -> dict[str, Any]:
    """How well the replications' values tell what was asked."""
    known = asked.known(values)
    return {
        "of": asked.name,
        "year": asked.year,
        "unit": "probability" if asked.likely else "CNY",
        "asked": goal.width,
        "at_most": goal.at_most,
        "reached": known.half_width < goal.width,
        "replications": replications,
        "value": known.value,
        "interval": None if known.interval is None else list(known.interval),
        "half_width": known.half_width if math.isfinite(known.half_width) else None,
    }


def of_observed(observed: Observed, goal: Goal) -> dict[str, Any]:
    """The same of a scenario of which the measures alone are kept."""
    asked, values = reading(observed.scenario, goal.of), observed.values
    if isinstance(asked, Together):
        names = [f"target.{year}.{name}" for name, year in asked.tests]
        found = np.column_stack([values[f"{name}.{what}"] for what in ("value", "met") for name in names])
    elif asked.kind == TARGET:
        found = values[f"target.{asked.year}.{asked.item}.met"]
    elif asked.kind == OVERRUN:
        found = values[f"fund.{asked.year}.{asked.item}.overrun"]
    else:
        found = values[f"outlay.{asked.year}.cash.total"] / 100
    return told(asked, goal, found, observed.replications)


def _values(results: Results, asked: Asked) -> npt.ArrayLike:
    if isinstance(asked, Together):
        rows = results.targets if asked.year is None else results.targets.filter(pl.col("year") == asked.year)
        parts = [rows[column].cast(pl.Float64).to_numpy() for column in ("value", "met")]
        return np.hstack([part.reshape(results.replications, -1) for part in parts])
    if asked.kind == TARGET:
        here = (pl.col("target") == asked.item) & (pl.col("year") == asked.year)
        return results.targets.filter(here)["met"].to_numpy()
    if asked.kind == OVERRUN:
        return FundYear(results, str(asked.item), asked.year).overrun
    return total(results, results.funds_of_kind("budget"), "paid_fen", asked.year)
