"""A fund's money by year: appropriations, the floor against the year before, the days on which it arrives."""

from __future__ import annotations

import calendar
import datetime as dt
from typing import TYPE_CHECKING

from jobsim.programmes.compilation import fen

if TYPE_CHECKING:
    from jobsim.scenario.parameters import Parameters
    from jobsim.scenario.rule_sections import Appropriation, Arrival, Fund


class FundError(ValueError):
    """A fund whose money cannot be told from what the scenario says."""


def appropriated(name: str, fund: Fund, years: range, parameters: Parameters) -> dict[int, int]:
    """Fen appropriated in each year; empty for a fund that is not limited.

    A year's appropriation is at least ``floor`` times that of the year before (``previous_year`` before the first). A
    year without its own has just the floor; without a floor either, FundError: a silent nothing would stop payments.
    """
    if not fund.appropriations:
        return {}
    floor = parameters.value(fund.floor) if fund.floor is not None else 0.0
    before = fen(parameters.value(fund.previous_year)) if fund.previous_year is not None else 0
    if fund.floor is not None and fund.previous_year is None and min(years) not in fund.appropriations:
        raise FundError(f"fund {name}: a floor against the year before {min(years)} needs previous_year")
    amounts: dict[int, int] = {}
    for year in years:
        written = fund.appropriations.get(year)
        if written is None and fund.floor is None:
            raise FundError(f"fund {name}: no appropriation for {year}, and no floor against the year before")
        amount = fen(parameters.value(written.amount)) if written is not None else 0
        amounts[year] = max(amount, round(floor * before))
        before = amounts[year]
    return amounts


def arrivals(name: str, fund: Fund, amounts: dict[int, int], parameters: Parameters) -> list[tuple[int, int, int]]:
    """(day, year, fen) of every tranche, ascending; a year without its own arrivals follows the latest before it."""
    found: list[tuple[int, int, int]] = []
    pattern: list[Arrival] | None = None
    for year, amount in amounts.items():
        written: Appropriation | None = fund.appropriations.get(year)
        if written is not None:
            pattern = written.arrivals
        elif pattern is None:
            pattern = fund.appropriations[min(fund.appropriations)].arrivals
        if not pattern:
            raise FundError(f"fund {name}: the appropriation of {year} says no day on which money arrives")
        shares = [parameters.value(arrival.share) for arrival in pattern]
        found.extend(_tranches(year, amount, pattern, shares))
    return sorted(found)


def _tranches(year: int, amount: int, pattern: list[Arrival], shares: list[float]) -> list[tuple[int, int, int]]:
    total = sum(shares)
    found, upto, given = [], 0.0, 0
    for arrival, share in zip(pattern, shares, strict=True):
        upto += share
        part = round(amount * upto / total) - given
        given += part
        found.append((_day(year, arrival.on), year, part))
    return found


def _day(year: int, month_day: str) -> int:
    month, day = (int(part) for part in month_day.split("-"))
    return dt.date(year, month, min(day, calendar.monthrange(year, month)[1])).toordinal()
