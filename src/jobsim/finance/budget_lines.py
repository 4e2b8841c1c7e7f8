"""Budget lines: volume × price spread over the months of the year, as claims without a person.

A month's part falls due on its last working day; a line that names no months is paid in December. Volume and price may
be dated: those of the month's last working day hold for the whole month's share. Nothing is drawn before the first
fiscal year whose budget is executed: that of the horizon's start, unless ``executed_from`` names an earlier one.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from jobsim.days import is_working_day, month_end
from jobsim.programmes.entitlement import half_up
from jobsim.scenario.parameters import held
from jobsim.scenario.prepared import prepared

if TYPE_CHECKING:
    from jobsim.scenario.parameters import Parameters
    from jobsim.scenario.schema import Scenario

DUE_DTYPE = np.dtype(
    [("day", "i4"), ("programme", "i2"), ("first_day", "i4"), ("fund", "i2"), ("units", "i4"), ("fen", "i8")]
)
_DECEMBER = [0.0] * 11 + [1.0]


def budget_dues(scenario: Scenario, parameters: Parameters) -> npt.NDArray[Any]:
    """All parts of all lines of the years with a budget as DUE_DTYPE rows by day, then line; without parts of nothing.

    ``programme`` is the number of programmes plus the line's position. Raises MissingFigure.
    """
    funds = list(scenario.funds)
    rows: list[tuple[int, int, int, int, int, int]] = []
    calendar = prepared(scenario, _calendar)
    for i, line in enumerate(scenario.budget_lines.values()):
        programme, fund = len(scenario.programmes) + i, funds.index(line.fund)
        years = [months for year, months in calendar.items() if line.years is None or year in line.years]
        shares = line.months if line.months is not None else _DECEMBER
        if not years or sum(shares) <= 0:
            continue
        volumes, prices = parameters.steps(line.volume), parameters.steps(line.price)
        rows += [
            (day, programme, first_day, fund, units, fen)
            for months in years
            for day, first_day, units, fen in _year(months, shares, volumes, prices)
            if fen > 0
        ]
    return np.array(sorted(rows), DUE_DTYPE)


def _calendar(scenario: Scenario) -> dict[int, list[tuple[int, int]]]:
    """(first day, last working day) of the months of each year with a budget."""
    years = range(scenario.horizon.budget_from.year, scenario.horizon.end.year + 1)
    return {year: [_month(dt.date(year, month, 1).toordinal()) for month in range(1, 13)] for year in years}


def _month(first_day: int) -> tuple[int, int]:
    day = month_end(first_day)
    while not is_working_day(day):
        day -= 1
    return first_day, day


def _year(
    months: list[tuple[int, int]],
    shares: list[float],
    volumes: list[tuple[int, float]],
    prices: list[tuple[int, float]],
) -> list[tuple[int, int, int, int]]:
    """(day, first day of the month, units, fen) of twelve months, rounded cumulatively: the year's sum is exact."""
    total = sum(shares)
    found, fen_upto, fen_given, units_upto, units_given = [], 0.0, 0, 0.0, 0
    for (first_day, day), share in zip(months, shares, strict=True):
        volume = held(volumes, day) * share / total
        units_upto += volume
        fen_upto += volume * held(prices, day) * 100
        fen, units = half_up(fen_upto) - fen_given, half_up(units_upto) - units_given
        fen_given += fen
        units_given += units
        found.append((day, first_day, units, fen))
    return found
