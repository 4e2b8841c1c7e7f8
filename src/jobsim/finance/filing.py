"""When a claim is filed and decided: pure functions of days, cadence and one keyed draw."""

from __future__ import annotations

import math
from collections.abc import Sequence

from jobsim.days import add_months, add_working_days, month_end, month_index, month_start

EVENT, MONTH, QUARTER, HALF_YEAR, YEAR = range(5)
_MONTHS = [0, 1, 3, 6, 12]
_SETTLED_ON = 20


def period_end(cadence: int, day: int) -> int:
    """Last day of the calendar period that a claim filed in this cadence covers; the day itself for single events."""
    if cadence == EVENT:
        return day
    months = _MONTHS[cadence]
    return month_end(add_months(day, months - 1 - month_index(day) % months))


def quantile(table: Sequence[float], u: float) -> float:
    """A quantile from a table at u = 0, 1/n, …, 1, interpolated."""
    x = u * (len(table) - 1)
    i = min(math.floor(x), len(table) - 2)
    return table[i] + (x - i) * (table[i + 1] - table[i])


def filed_on(end: int, lag: Sequence[float], u: float) -> int:
    """First working day on or after the period's end and the lag in days."""
    return add_working_days(end + max(math.floor(quantile(lag, u) + 0.5), 0), 0)


def too_late(since: int, filed: int, accepted_until: int, within_months: int) -> bool:
    """Whether the window has closed: after its last day, or after the anniversary of the day it counts from."""
    if filed > accepted_until:
        return True
    return within_months > 0 and filed > add_months(since, within_months)


def next_settlement(day: int) -> int:
    """Interest is settled on the 20th of March, June, September and December (the banks' usual day)."""
    month = month_index(day) % 12
    quarter = add_months(month_end(day), 2 - month % 3)  # the quarter's last month
    settlement = month_start(quarter) + _SETTLED_ON - 1
    return settlement if settlement > day else add_months(settlement, 3)
