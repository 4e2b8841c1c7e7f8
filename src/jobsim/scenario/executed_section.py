"""What was executed in years before the horizon, as the bureau's accounts have it. No simulation rests on it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import Field

from jobsim.scenario import ranges
from jobsim.scenario.section_types import Count, Name, Strict, Total, Year

if TYPE_CHECKING:
    from jobsim.scenario.rule_sections import BudgetLine, Programme
    from jobsim.scenario.schema import Scenario

Fault = tuple[tuple[str, ...], str, str]
MonthPaid = Annotated[float, Field(ge=-ranges.TOTAL, le=ranges.TOTAL, allow_inf_nan=False)]
CENT = 0.005
"""CNY by which the months may miss the amount: nothing that is seen."""


class Executed(Strict):
    """Of one programme or budget line in one year: money paid, distinct persons, by month if known."""

    amount: Total | None = None
    persons: Count | None = None
    """Distinct persons, or ventures and firms where these are paid for themselves."""
    months: list[MonthPaid] | None = Field(default=None, min_length=12, max_length=12)
    """CNY paid in each month, January first; a refund may be negative. They add up to the amount."""
    source: Literal["user", "statistic"] | None = None
    reference: str | None = None
    note: str | None = None


ExecutedYears = dict[Year, dict[Name, Executed]]


def executed_faults(scenario: Scenario) -> Iterator[Fault]:
    """(path, message, hint) of what is told of years that are simulated, is no plain number, or does not add up."""
    for year, entries in (scenario.executed or {}).items():
        where = ("executed", str(year))
        if scenario.horizon is not None and year >= scenario.horizon.start.year:
            first = scenario.horizon.start.year
            yield where, f"{year} is simulated: what was executed is told of years before {first}", ""
        for name, one in entries.items():
            yield from _entry((*where, name), one)


def _entry(path: tuple[str, ...], one: Executed) -> Iterator[Fault]:
    certain = True
    for key, number in (("amount", one.amount), ("persons", one.persons)):
        if number is None:
            continue
        if number.kind != "point":
            certain = False
            yield (*path, key), "what was executed is one number that is known, no range", "leave it out"
        elif number.source not in ("user", "statistic"):
            yield (
                (*path, key), f"what was executed is no {number.source}",
                "its source is user, or statistic with a reference",
            )  # fmt: skip
    if one.months and one.amount is None:
        yield (*path, "months"), "the months are told, but not the amount of the year", "write amount, their sum"
    elif one.months and one.amount is not None and certain:
        total = sum(one.months)
        if abs(total - one.amount.args[0]) > CENT:
            yield (
                (*path, "months"),
                f"the months add up to {total:,.2f} CNY, not to the amount of {one.amount.args[0]:,.2f} CNY", "",
            )  # fmt: skip


def paid_by(scenario: Scenario, fund: str, year: int) -> float | None:
    """CNY that a fund's programmes and lines paid in a year as far as it is told; None where nothing is."""
    entries: dict[str, Programme | BudgetLine] = {**scenario.programmes, **scenario.budget_lines}
    told = [
        one.amount.args[0]
        for name, one in scenario.executed.get(year, {}).items()
        if one.amount is not None and name in entries and entries[name].fund == fund
    ]
    return sum(told) if told else None
