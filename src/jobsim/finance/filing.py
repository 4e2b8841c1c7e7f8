"""When a claim is filed and decided: pure functions of days, cadence and one keyed draw."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import lru_cache

from jobsim.days import add_months, add_working_days, date_of, day_of, month_end

EVENT, MONTH, QUARTER, HALF_YEAR, YEAR = range(5)
_MONTHS = (0, 1, 3, 6, 12)


@lru_cache(maxsize=65536)
def period_end(cadence: int, day: int) -> int:
    """Last day of the calendar period that a claim filed in this cadence covers; the day itself for single events."""
    if cadence == EVENT:
        return day
    date = date_of(day)
    months = _MONTHS[cadence]
    last_month = (date.month - 1) // months * months + months
    return month_end(day_of(date.replace(month=last_month, day=1)))


def quantile(table: Sequence[float], u: float) -> float:
    """A quantile from a table at u = 0, 1/n, …, 1, interpolated."""
    x = u * (len(table) - 1)
    i = min(math.floor(x), len(table) - 2)
    return table[i] + (x - i) * (table[i + 1] - table[i])


def filed_on(end: int, lag: Sequence[float], u: float) -> int:
    """First working day on or after the period's end and the lag in days."""
    return add_working_days(end + max(math.floor(quantile(lag, u) + 0.5), 0), 0)


def too_late(first_day: int, filed: int, accepted_until: int, within_months: int) -> bool:
    """Whether the window has closed: after its last day, or more than so many months after the first milestone."""
    if filed > accepted_until:
        return True
    return within_months > 0 and filed > add_months(first_day, within_months)
