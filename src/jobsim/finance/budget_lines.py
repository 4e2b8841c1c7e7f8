"""Budget lines: volume × price spread over the months of the year, as claims without a person.

A month's part falls due on its last working day; a line that names no months is paid in December. Volume and price may
be dated: those of the month's last working day hold for the whole month's share. Nothing is drawn before the horizon.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from jobsim.days import is_working_day, month_end
from jobsim.programmes.entitlement import half_up

if TYPE_CHECKING:
    from jobsim.scenario.parameters import Parameters
    from jobsim.scenario.rule_sections import BudgetLine
    from jobsim.scenario.schema import Scenario

DUE_DTYPE = np.dtype(
    [("day", "i4"), ("programme", "i2"), ("first_day", "i4"), ("fund", "i2"), ("units", "i4"), ("fen", "i8")]
)
_DECEMBER = [0.0] * 11 + [1.0]


def budget_dues(scenario: Scenario, parameters: Parameters) -> npt.NDArray[Any]:
    """All parts of all lines in the horizon as DUE_DTYPE rows by day, then line; parts of nothing are left out.

    ``programme`` is the number of programmes plus the line's position. Raises MissingFigure.
    """
    funds = list(scenario.funds)
    rows: list[tuple[int, int, int, int, int, int]] = []
    for i, line in enumerate(scenario.budget_lines.values()):
        programme, fund = len(scenario.programmes) + i, funds.index(line.fund)
        for year in range(scenario.horizon.start.year, scenario.horizon.end.year + 1):
            if line.years is not None and year not in line.years:
                continue
            rows += [
                (day, programme, first_day, fund, units, fen)
                for day, first_day, units, fen in _year(line, parameters, year)
                if fen > 0
            ]
    return np.array(sorted(rows), DUE_DTYPE)


def _year(line: BudgetLine, parameters: Parameters, year: int) -> list[tuple[int, int, int, int]]:
    """(day, first day of the month, units, fen) of twelve months, rounded cumulatively: the year's sum is exact."""
    months = line.months if line.months is not None else _DECEMBER
    total = sum(months)
    if total <= 0:
        return []
    found, fen_upto, fen_given, units_upto, units_given = [], 0.0, 0, 0.0, 0
    for month, share in enumerate(months, start=1):
        first_day = dt.date(year, month, 1).toordinal()
        day = month_end(first_day)
        while not is_working_day(day):
            day -= 1
        volume = parameters.at(line.volume, day) * share / total
        units_upto += volume
        fen_upto += volume * parameters.at(line.price, day) * 100
        fen, units = half_up(fen_upto) - fen_given, half_up(units_upto) - units_given
        fen_given += fen
        units_given += units
        found.append((day, first_day, units, fen))
    return found
