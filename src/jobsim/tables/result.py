"""The tables of a run in the order in which they are read."""

from __future__ import annotations

from jobsim.experiments.results import Results
from jobsim.tables.appropriations import appropriations
from jobsim.tables.calibration import calibrations
from jobsim.tables.funds import funds
from jobsim.tables.memo import memo
from jobsim.tables.months import months
from jobsim.tables.other_counties import other_counties
from jobsim.tables.outlay import outlay
from jobsim.tables.payers import payers
from jobsim.tables.resting import approximations, assumed, excluded
from jobsim.tables.rests import rests
from jobsim.tables.table import Table
from jobsim.tables.targets import targets

_ORDER = (
    outlay, payers, months, funds, appropriations, memo, targets, rests, other_counties, assumed, approximations,
    excluded,
)  # fmt: skip


def tables(results: Results) -> list[Table]:
    """Those that hold something."""
    found = [*(of(results) for of in _ORDER), *calibrations(results.scenario)]
    return [table for table in found if not table.frame.is_empty()]
