"""Indicators that are read off the ledger and off the calendar, and the test of the targets."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from jobsim import days
from jobsim.engines.result import TARGET_DTYPE
from jobsim.finance import appropriations
from jobsim.lives.firms import month_starts
from jobsim.lives.model import Model, event_days
from jobsim.programmes.entitlement import half_up
from jobsim.scenario.parameters import Parameters
from jobsim.scenario.rule_sections import Target
from jobsim.scenario.schema import Scenario
from jobsim.vocabulary import INDICATORS, YIELDED

_CODE = {name: code for code, name in enumerate(INDICATORS)}
_COUNTS_ITSELF = {"fair": "recruitment_fairs_held", "activity": "named_special_service_activities"}
_NOT_TAKEN_UP, _WAITING, _PAID = 0, 3, 4
Row = tuple[int, int, float]


def ledger_indicators(
    scenario: Scenario, parameters: Parameters, ledger: npt.NDArray[Any], first: int, last: int
) -> list[Row]:
    """Year-end indicators of the money: eligible but unpaid, take-up, benefits on time, funds against last year.

    Cases are those of budget and of insurance funds: what persons and firms are owed in money. Taxes set off, loans and
    employers' own money are no claims of theirs on a purse.
    """
    rows: list[Row] = []
    benefits = [i for i, p in enumerate(scenario.programmes.values()) if p.when == "unemployment_month"]
    owing = np.array([fund.kind in ("budget", "insurance") for fund in scenario.funds.values()], np.bool_)
    # Copies of the fields: they are read for each year, and lie far apart in the ledger.
    entitled, approved, paid, status = (
        np.ascontiguousarray(ledger[name]) for name in ("entitled_day", "approved_day", "paid_day", "status")
    )
    programme = np.ascontiguousarray(ledger["programme"])
    # Budget lines are nobody's case.
    case = owing[ledger["fund"]] & (programme < len(scenario.programmes))
    benefit = np.zeros(len(ledger), np.bool_)
    for each in benefits:
        benefit |= programme == each
    unclaimed = case & (status == _NOT_TAKEN_UP)
    # Also those paid since: they waited over the year's end.
    was_paid = status == _PAID
    waited = case & (was_paid | (status == _WAITING)) & (approved > 0)
    for year in range(days.year_of(first), days.year_of(last) + 1):
        begin, end = days.first_of_year(year), days.first_of_year(year + 1) - 1
        month = year * 100 + 12
        of_year = (entitled >= begin) & (entitled <= end)
        paid_by = was_paid & (paid <= end)
        overdue = waited & (approved <= end) & ~paid_by
        rows.append((month, _CODE["eligible_but_unpaid_cases"], float((of_year & (unclaimed | overdue)).sum())))
        number = int((case & of_year).sum())
        if number:
            claimed = number - int((unclaimed & of_year).sum())
            rows.append((month, _CODE["take_up_rate_of_cases"], 100.0 * claimed / number))
        due = benefit & (approved >= begin) & (approved <= end)
        if due.any():
            share = 100.0 * float((due & paid_by).sum()) / float(due.sum())
            rows.append((month, _CODE["unemployment_benefits_paid_full_and_on_time_rate"], share))
    rows += _against_the_year_before(scenario, parameters)
    return rows


def _against_the_year_before(scenario: Scenario, parameters: Parameters) -> list[Row]:
    """Appropriations as stated in percent of the year before: of the funds with a floor, where both are known."""
    years = range(scenario.horizon.start.year, scenario.horizon.end.year + 1)
    floored = [fund for fund in scenario.funds.values() if fund.floor is not None]
    rows: list[Row] = []
    for year in years:
        now = before = 0
        for fund in floored:
            stated = appropriations.appropriated(fund, range(year, year + 1), parameters)
            known = appropriations.year_before(fund, year, years[0], parameters)
            if stated and known is not None:
                now, before = now + stated[year], before + known
        if before:
            rows.append((year * 100 + 12, _CODE["employment_fund_to_previous_year_ratio"], 100.0 * now / before))
    return rows


def calendar_indicators(model: Model) -> list[Row]:
    """Month-end indicators of what stands in the calendar, counted from 1 January: events and recognitions.

    What is counted is whole: the yields of the year's days are added up and then rounded.
    """
    counted: dict[str, list[tuple[int, float]]] = {name: [] for name in (*YIELDED, "employment_bases_certified")}
    for event in model.scenario.events.values():
        held = model.event_days(event)
        yields = {name: model.value(count) for name, count in event.yields.items()}
        if event.kind in _COUNTS_ITSELF:
            yields = {_COUNTS_ITSELF[event.kind]: 1.0} | yields
        for name, each in yields.items():
            counted[name] += [(day, each) for day in held]
    firms = model.scenario.county.firms
    waiting = round(model.value(firms.roles["employment_base"])) if "employment_base" in firms.roles else 0
    for recognition in firms.recognitions.get("employment_base", []):
        number = min(waiting, round(model.value(recognition.number)))
        waiting -= number
        counted["employment_bases_certified"].append((days.day_of(recognition.on), float(number)))
    ends = [days.month_end(day) for day in month_starts(model.first, model.last)]
    rows: list[Row] = []
    for name, entries in counted.items():
        of_month: dict[int, float] = defaultdict(float)
        for day, by in sorted(entries):
            of_month[days.yyyymm(day)] += by
        total = 0.0
        for end in ends:
            month = days.yyyymm(end)
            total = of_month[month] + (0.0 if month % 100 == 1 else total)
            rows.append((month, _CODE[name], float(half_up(total))))
    return rows


def target_years(scenario: Scenario, target: Target) -> list[int]:
    """The years at whose end a target is tested."""
    return target.years(scenario.horizon.start.year, scenario.horizon.end.year)


def met(target: Target, value: float, threshold: float, tolerance: float) -> bool:
    """Whether a value meets a target. ``tolerance`` is the share of the threshold that counts as meeting it."""
    if target.comparator == ">=":
        return value > threshold * tolerance if target.strict else value >= threshold * tolerance
    if target.comparator == "<=":
        return value < threshold / tolerance if target.strict else value <= threshold / tolerance
    return abs(value - threshold) <= abs(threshold) * (1.0 - tolerance) + 1e-9


def assess_targets(
    scenario: Scenario, parameters: Parameters, rows: Sequence[Row], ledger: npt.NDArray[Any]
) -> npt.NDArray[Any]:
    """Each target at each of its year ends. An indicator that nothing has set yet counts as zero."""
    values = {(month, indicator): value for month, indicator, value in rows}
    found = []
    latest: dict[tuple[int, int], bool] = {}
    summing_up = []
    for number, target in enumerate(scenario.targets.values()):
        threshold = parameters.value(target.value)
        tolerance = 1.0 if target.tolerance is None else parameters.value(target.tolerance)
        for year in target_years(scenario, target):
            if target.indicator == "targets_met_share":
                summing_up.append((number, year, target, threshold, tolerance))
                continue
            value = _measured(scenario, target, year, values, ledger)
            is_met = met(target, value, threshold, tolerance)
            found.append((number, year, value, is_met))
            latest[number, year] = is_met
    for number, year, target, threshold, tolerance in summing_up:
        last = {other: is_met for (other, tested), is_met in latest.items() if tested <= year}
        value = 100.0 * sum(last.values()) / len(last) if last else 100.0
        found.append((number, year, value, met(target, value, threshold, tolerance)))
    return np.array(sorted(found, key=lambda test: test[:2]), TARGET_DTYPE)


def _measured(
    scenario: Scenario, target: Target, year: int, values: Mapping[tuple[int, int], float], ledger: npt.NDArray[Any]
) -> float:
    """The value of a target at the end of a year."""
    if target.change is None:
        first = year if target.cumulative_from is None else target.cumulative_from.year
        return _level(scenario, target, first, year, values, ledger)
    before, now = (_level(scenario, target, y, y, values, ledger) for y in (year - 1, year))
    if before:
        return 100.0 * (now - before) / abs(before)
    return 100.0 if now else 0.0


def _level(
    scenario: Scenario, target: Target, first: int, last: int, values: Mapping[tuple[int, int], float],
    ledger: npt.NDArray[Any],
) -> float:  # fmt: skip
    """What a target's indicator counts from the first of the years to the end of the last; a stock at its end."""
    begin, end = days.first_of_year(first), days.first_of_year(last + 1) - 1
    if target.indicator == "events_held":
        return float(sum(len(event_days(scenario.events[name], begin, end)) for name in target.of))
    if target.indicator == "persons_paid":
        programmes = [number for number, name in enumerate(scenario.programmes) if name in target.of]
        paid = (ledger["status"] == _PAID) & (ledger["paid_day"] >= begin) & (ledger["paid_day"] <= end)
        persons = ledger["person"][paid & np.isin(ledger["programme"], programmes)]
        return float(len(np.unique(persons[persons >= 0])))
    indicator = _CODE[target.indicator]
    return sum(values.get((year * 100 + 12, indicator), 0.0) for year in range(first, last + 1))
