"""How precisely a run knows what it was asked to know: the same for a fresh run, a stored one and a replayed one."""

from __future__ import annotations

import math
from typing import Any

import numpy.typing as npt
import polars as pl

from jobsim.experiments.fund_view import FundYear
from jobsim.experiments.precision import OVERRUN, TARGET, Reading, reading
from jobsim.experiments.programme_view import total
from jobsim.experiments.results import Results


def precision_of(results: Results) -> dict[str, Any] | None:
    """As in ``summary.json``; None if no precision was asked for.

    A run stops before its cap only where the precision is reached, so its last look tells whether it is.
    """
    goal = results.order.precision
    if goal is None:
        return None
    asked = reading(results.scenario, goal.of)
    known = asked.known(_values(results, asked))
    return {
        "of": asked.name,
        "year": asked.year,
        "unit": "probability" if asked.likely else "CNY",
        "asked": goal.width,
        "at_most": goal.at_most,
        "reached": known.half_width < goal.width,
        "replications": results.replications,
        "value": known.value,
        "interval": None if known.interval is None else list(known.interval),
        "half_width": known.half_width if math.isfinite(known.half_width) else None,
    }


def _values(results: Results, asked: Reading) -> npt.ArrayLike:
    if asked.kind == TARGET:
        here = (pl.col("target") == asked.item) & (pl.col("year") == asked.year)
        return results.targets.filter(here)["met"].to_numpy()
    if asked.kind == OVERRUN:
        return FundYear(results, str(asked.item), asked.year).overrun
    return total(results, results.funds_of_kind("budget"), "paid_fen", asked.year)
