"""What was executed in the year before, beside the forecast of a year. No simulated number rests on it."""

from __future__ import annotations

from collections.abc import Sequence

from jobsim.experiments.programme_view import Line
from jobsim.language import Words
from jobsim.scenario.schema import Scenario
from jobsim.tables.table import Column

EXECUTED = Column("executed", Words("上年执行", "last year"), "money", block=2)


def first_half(scenario: Scenario, name: str, year: int) -> float | None:
    """What was paid from January to June of the year before, where its months are told."""
    one = scenario.executed.get(year - 1, {}).get(name)
    return None if one is None or one.months is None else sum(one.months[:6])


def told(scenario: Scenario, name: str, year: int, what: str) -> float | None:
    """What the scenario tells of the execution of an entry in the year before; None where it does not."""
    one = scenario.executed.get(year - 1, {}).get(name)
    number = getattr(one, what) if one is not None else None
    return None if number is None else float(number.args[0])


def executed_sum(scenario: Scenario, found: Sequence[Line], year: int) -> float | None:
    """The sum of the rows, where each of them is told: a part of a sum is not the sum."""
    amounts = [told(scenario, line.name, year, "amount") for line in found]
    known = [one for one in amounts if one is not None]
    return sum(known) if known and len(known) == len(amounts) else None
