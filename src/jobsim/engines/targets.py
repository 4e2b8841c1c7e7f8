"""Indicators that are read off the ledger, and the test of the targets."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from jobsim import days
from jobsim.engines.result import TARGET_DTYPE
from jobsim.scenario.parameters import Parameters
from jobsim.scenario.rule_sections import Target
from jobsim.scenario.schema import Scenario
from jobsim.vocabulary import INDICATORS

_CODE = {name: code for code, name in enumerate(INDICATORS)}
_NOT_TAKEN_UP, _WAITING, _PAID = 0, 3, 4
Row = tuple[int, int, float]


def ledger_indicators(
    scenario: Scenario, parameters: Parameters, ledger: npt.NDArray[Any], first: int, last: int
) -> list[Row]:
    """Year-end indicators of the money: eligible but unpaid, benefits on time, funds against last year."""
    rows: list[Row] = []
    benefits = [i for i, p in enumerate(scenario.programmes.values()) if p.when == "unemployment_month"]
    budget = [i for i, f in enumerate(scenario.funds.values()) if f.kind == "budget"]
    # Copies of the fields: they are read for each year, and lie far apart in the ledger.
    entitled, approved, paid, status = (
        np.ascontiguousarray(ledger[name]) for name in ("entitled_day", "approved_day", "paid_day", "status")
    )
    unclaimed = (status == _NOT_TAKEN_UP) & np.isin(ledger["fund"], budget)
    # Also those paid since: they waited over the year's end.
    waited = np.isin(status, (_WAITING, _PAID)) & (approved > 0)
    benefit = np.isin(ledger["programme"], benefits)
    for year in range(days.year_of(first), days.year_of(last) + 1):
        begin, end = days.first_of_year(year), days.first_of_year(year + 1) - 1
        month = year * 100 + 12
        of_year = (entitled >= begin) & (entitled <= end)
        paid_by = (status == _PAID) & (paid <= end)
        overdue = waited & (approved <= end) & ~paid_by
        rows.append((month, _CODE["eligible_but_unpaid_cases"], float((of_year & (unclaimed | overdue)).sum())))
        due = benefit & (approved >= begin) & (approved <= end)
        if due.any():
            share = 100.0 * float((due & paid_by).sum()) / float(due.sum())
            rows.append((month, _CODE["unemployment_benefits_paid_full_and_on_time_rate"], share))
        for fund in scenario.funds.values():
            if fund.floor is None or fund.previous_year is None or year not in fund.appropriations:
                continue
            previous = parameters.value(fund.previous_year)
            amount = max(parameters.value(fund.appropriations[year].amount), parameters.value(fund.floor) * previous)
            rows.append((month, _CODE["employment_fund_to_previous_year_ratio"], 100.0 * amount / previous))
    return rows


def target_years(scenario: Scenario, target: Target) -> list[int]:
    """The years at whose end a target is tested."""
    first, last = scenario.horizon.start.year, scenario.horizon.end.year
    if target.by is not None and not target.each_year:
        return [target.by.year] if first <= target.by.year <= last else []
    return list(range(first, last + 1))


def met(target: Target, value: float, threshold: float, tolerance: float) -> bool:
    """Whether a value meets a target. ``tolerance`` is the share of the threshold that counts as meeting it."""
    if target.comparator == ">=":
        return value > threshold * tolerance if target.strict else value >= threshold * tolerance
    if target.comparator == "<=":
        return value < threshold / tolerance if target.strict else value <= threshold / tolerance
    return abs(value - threshold) <= abs(threshold) * (1.0 - tolerance) + 1e-9


def assess_targets(scenario: Scenario, parameters: Parameters, rows: Sequence[Row]) -> npt.NDArray[Any]:
    """Each target at each of its year ends. An indicator that nothing has set yet counts as zero."""
    values = {(month, indicator): value for month, indicator, value in rows}
    found = []
    for number, target in enumerate(scenario.targets.values()):
        threshold = parameters.value(target.value)
        tolerance = 1.0 if target.tolerance is None else parameters.value(target.tolerance)
        for year in target_years(scenario, target):
            value = values.get((year * 100 + 12, _CODE[target.indicator]), 0.0)
            found.append((number, year, value, met(target, value, threshold, tolerance)))
    return np.array(found, TARGET_DTYPE)
