"""A fund's money by year: what is appropriated, the days on which it arrives, what a floor would have asked for.

A stated appropriation stands. A floor against the year before is held beside it and never added to it. A year without
an appropriation has no purse: the fund is not limited in it.
"""

from __future__ import annotations

import calendar
import datetime as dt
from typing import TYPE_CHECKING

from jobsim.programmes.compilation import fen
from jobsim.scenario.executed_section import paid_by

if TYPE_CHECKING:
    from jobsim.scenario.parameters import Parameters
    from jobsim.scenario.rule_sections import Fund


def appropriated(fund: Fund, years: range, parameters: Parameters) -> dict[int, int]:
    """Fen appropriated in each of the years for which the scenario states it."""
    return {year: _stated(fund, year, parameters) for year in years if year in fund.appropriations}


def year_before(fund: Fund, year: int, first: int, parameters: Parameters) -> int | None:
    """Fen of the year before, where it is known: as appropriated, or ``previous_year`` before the ``first`` year.

    Where neither is stated it is what the fund's programmes and lines paid in that year, if that is told.
    """
    if year - 1 in fund.appropriations:
        return _stated(fund, year - 1, parameters)
    if year == first and fund.previous_year is not None:
        return fen(parameters.value(fund.previous_year))
    scenario = parameters.scenario
    name = next((name for name, one in scenario.funds.items() if one is fund), None)
    paid = paid_by(scenario, name, year - 1) if name is not None else None
    return None if paid is None else fen(paid)


def floors(fund: Fund, years: range, parameters: Parameters) -> dict[int, int]:
    """Fen that the floor asks of each year's appropriation; only years with both a floor and a year before."""
    if fund.floor is None:
        return {}
    share, found = parameters.value(fund.floor), {}
    for year in years:
        before = year_before(fund, year, years[0], parameters) if year in fund.appropriations else None
        if before is not None:
            found[year] = round(share * before)
    return found


def arrivals(fund: Fund, amounts: dict[int, int], parameters: Parameters) -> list[tuple[int, int, int]]:
    """(day, year, fen) of every tranche, ascending."""
    found: list[tuple[int, int, int]] = []
    for year, amount in amounts.items():
        tranches = fund.appropriations[year].arrivals
        shares = [parameters.value(arrival.share) for arrival in tranches]
        total, upto, given = sum(shares), 0.0, 0
        for arrival, share in zip(tranches, shares, strict=True):
            upto += share
            part = round(amount * upto / total) - given
            given += part
            found.append((_day(year, arrival.on), year, part))
    return sorted(found)


def _stated(fund: Fund, year: int, parameters: Parameters) -> int:
    return fen(parameters.value(fund.appropriations[year].amount))


def _day(year: int, month_day: str) -> int:
    month, day = (int(part) for part in month_day.split("-"))
    return dt.date(year, month, min(day, calendar.monthrange(year, month)[1])).toordinal()
