"""What the other scenarios of a study change against the one that a report is of."""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from typing import Any

import polars as pl

from jobsim.experiments.comparison import NotComparable, cautions
from jobsim.experiments.study import Study
from jobsim.language import Words
from jobsim.tables.compared import Variant
from jobsim.tables.comparison import overview
from jobsim.tables.table import Table


@dataclass(frozen=True)
class Compared:
    """The table of the variants, the frame that the figure draws, and why pairs may not be alike."""

    base: str
    seed: int
    table: Table
    frame: pl.DataFrame
    cautions: tuple[Words, ...]


def compared(study: Study, base: str) -> Compared | None:
    """None for a study of one scenario, or of scenarios that do not report the same years."""
    others = [plan for plan in study.plans if plan.name != base]
    (plan,) = [plan for plan in study.plans if plan.name == base]
    if not others:
        return None
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # they are told in the report
            frame = study.compare(base)
    except NotComparable:
        return None
    horizon = plan.scenario.horizon
    document: dict[str, Any] = {
        "horizon": {"start": str(horizon.start), "end": str(horizon.end)},
        "comparisons": [
            {**row, "interval": None if row["low"] is None else [row["low"], row["high"]]} for row in frame.to_dicts()
        ],
    }
    entries = [{"variant": one.name, "title": one.scenario.scenario.title.model_dump()} for one in others]
    told = tuple(Words(one["zh"], one["en"]) for other in others for one in cautions(plan.loaded, other.loaded))
    table = overview([Variant(document, entry) for entry in entries])
    return Compared(base, study.results[base].order.seed, table, frame, told)
